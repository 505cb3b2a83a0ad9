//! W3C Web Annotation Data Model (2017), JSON-LD: every quotation of a report and every value of a finding is an
//! annotation whose target is the exact words, by `TextQuoteSelector` and `TextPositionSelector`.

use std::collections::BTreeMap;

use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{Evidence, ReportId};
use serde_json::{Value, json};

use crate::{iri, urn};

/// An `AnnotationCollection` with one page.
pub(crate) fn collection(document: &Document) -> Value {
    let sources: BTreeMap<&ReportId, String> =
        document.reports.iter().map(|r| (&r.id, iri(r.url.as_deref(), r.id.as_str()))).collect();
    let mut items = Vec::new();
    for report in &document.reports {
        quotations(report, &sources, &mut items);
    }
    for story in &document.stories {
        for finding in &story.findings {
            for (i, value) in finding.values.iter().enumerate() {
                items.push(json!({
                    "id": urn("finding", &format!("{}/v{i}", finding.id)),
                    "type": "Annotation",
                    "motivation": "assessing",
                    "body": [
                        { "type": "TextualBody", "purpose": "identifying", "value": finding.slot },
                        { "type": "TextualBody", "purpose": "describing", "value": value.value },
                        { "type": "TextualBody", "purpose": "assessing", "value": finding.standing },
                        { "type": "TextualBody", "purpose": "commenting", "value": finding.explanation },
                    ],
                    "target": value.evidence.iter().map(|e| target(e, &sources)).collect::<Vec<_>>(),
                }));
            }
        }
    }
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:copydesk:annotations",
        "type": "AnnotationCollection",
        "label": "What the reports say",
        "total": items.len(),
        "first": { "id": "urn:copydesk:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": items },
    })
}

fn quotations(report: &AnnotatedReport, sources: &BTreeMap<&ReportId, String>, items: &mut Vec<Value>) {
    for quotation in report.reading.iter().flat_map(|r| &r.quotations) {
        let mut body = vec![json!({ "type": "TextualBody", "purpose": "tagging", "value": quotation.kind })];
        if let Some(speaker) = &quotation.speaker {
            body.push(json!({ "type": "TextualBody", "purpose": "identifying", "value": speaker.name }));
        }
        items.push(json!({
            "id": urn("quotation", &quotation.id),
            "type": "Annotation",
            "motivation": "identifying",
            "body": body,
            "target": {
                "source": sources.get(&report.id),
                "selector": [
                    { "type": "TextQuoteSelector", "exact": quotation.words.text },
                    { "type": "TextPositionSelector", "start": quotation.words.start, "end": quotation.words.end },
                ],
            },
        }));
    }
}

fn target(evidence: &Evidence, sources: &BTreeMap<&ReportId, String>) -> Value {
    let [start, end] = evidence.code_points();
    json!({
        "source": sources.get(evidence.report()),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": evidence.text(),
                "prefix": evidence.prefix(),
                "suffix": evidence.suffix(),
            },
            { "type": "TextPositionSelector", "start": start, "end": end },
        ],
    })
}
