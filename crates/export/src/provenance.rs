//! W3C PROV-O (2013) as JSON-LD: which exact words every value of a finding and every sentence of a brief was
//! derived from, and which report was copied from which.

use std::collections::BTreeMap;

use copydesk_model::document::Document;
use copydesk_model::{Evidence, ReportId, Support};
use serde_json::{Value, json};

use crate::{iri, urn};

/// One `@graph` of PROV entities.
pub(crate) fn graph(document: &Document) -> Value {
    let sources: BTreeMap<&ReportId, String> =
        document.reports.iter().map(|r| (&r.id, iri(r.url.as_deref(), r.id.as_str()))).collect();
    let mut graph = Graph { sources, passages: BTreeMap::new(), nodes: Vec::new() };
    for report in &document.reports {
        let mut node =
            json!({ "@id": graph.sources[&report.id], "@type": "prov:Entity", "rdfs:label": report.title });
        if let Some(outlet) = &report.outlet {
            node["prov:wasAttributedTo"] = json!({ "@type": "prov:Agent", "rdfs:label": outlet });
        }
        graph.nodes.push(node);
    }
    for story in &document.stories {
        for finding in &story.findings {
            for (i, value) in finding.values.iter().enumerate() {
                let id = urn("finding", &format!("{}/v{i}", finding.id));
                graph.derived(&id, &format!("{}: {}", finding.slot, value.value), &value.evidence);
            }
        }
        for (i, sentence) in story.brief.iter().enumerate() {
            graph.derived(&urn("brief", &format!("{}/b{i}", story.id)), &sentence.text, &sentence.evidence);
        }
        for copy in story.copies.iter().filter(|c| c.directed) {
            let (from, to) = (graph.passage(&copy.from), graph.passage(&copy.to));
            graph.nodes.push(json!({ "@id": to, "prov:wasQuotedFrom": { "@id": from } }));
        }
    }
    let passages = std::mem::take(&mut graph.passages);
    graph.nodes.extend(passages.into_values());
    json!({
        "@context": {
            "prov": "http://www.w3.org/ns/prov#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        },
        "@graph": graph.nodes,
    })
}

struct Graph<'a> {
    sources: BTreeMap<&'a ReportId, String>,
    passages: BTreeMap<String, Value>,
    nodes: Vec<Value>,
}

impl Graph<'_> {
    /// The words as an entity of their own, named by an RFC 5147 text fragment of their report.
    fn passage(&mut self, evidence: &Evidence) -> String {
        let source = self.sources.get(evidence.report()).cloned().unwrap_or_default();
        let [start, end] = evidence.code_points();
        let id = format!("{source}#char={start},{end}");
        let node = json!({
            "@id": id,
            "@type": "prov:Entity",
            "prov:value": evidence.text(),
            "prov:wasQuotedFrom": { "@id": source },
        });
        self.passages.insert(id.clone(), node);
        id
    }

    fn derived(&mut self, id: &str, label: &str, support: &Support) {
        let from: Vec<Value> = support.iter().map(|e| json!({ "@id": self.passage(e) })).collect();
        self.nodes.push(
            json!({ "@id": id, "@type": "prov:Entity", "rdfs:label": label, "prov:wasDerivedFrom": from }),
        );
    }
}
