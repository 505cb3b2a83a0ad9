//! schema.org JSON-LD: each report a `NewsArticle`, each quotation a `Quotation` that is part of it.

use copydesk_model::EntityKind;
use copydesk_model::document::{AnnotatedReport, Document};
use serde_json::{Map, Value, json};

use crate::{iri, urn};

/// One `@graph` of articles and quotations.
pub(crate) fn graph(document: &Document) -> Value {
    let mut nodes = Vec::new();
    for report in &document.reports {
        nodes.push(article(report));
        nodes.extend(quotations(report));
    }
    json!({ "@context": "https://schema.org", "@graph": nodes })
}

fn article(report: &AnnotatedReport) -> Value {
    let mut node = Map::new();
    let mut set = |key: &str, value: Value| node.insert(key.to_owned(), value);
    set("@type", json!("NewsArticle"));
    set("@id", json!(iri(report.url.as_deref(), report.id.as_str())));
    set("identifier", json!(report.id));
    set("articleBody", json!(report.text));
    if let Some(title) = &report.title {
        set("headline", json!(title));
    }
    if let Some(url) = &report.url {
        set("url", json!(url));
    }
    if let Some(outlet) = &report.outlet {
        set("publisher", json!({ "@type": "NewsMediaOrganization", "name": outlet }));
    }
    if let Some(byline) = &report.byline {
        set("author", json!({ "@type": "Person", "name": byline }));
    }
    if let Some(date) = &report.published.date {
        set("datePublished", json!(date));
    }
    if let Some(language) = &report.language {
        set("inLanguage", json!(language));
    }
    let mentions: Vec<Value> = report
        .reading
        .iter()
        .flat_map(|r| &r.entities)
        .map(|e| json!({ "@type": kind(e.kind), "@id": urn("entity", &e.id), "name": e.name }))
        .collect();
    set("mentions", json!(mentions));
    Value::Object(node)
}

fn quotations(report: &AnnotatedReport) -> impl Iterator<Item = Value> + '_ {
    report.reading.iter().flat_map(|r| &r.quotations).map(|quotation| {
        let mut node = json!({
            "@type": "Quotation",
            "@id": urn("quotation", &quotation.id),
            "text": quotation.words.text,
            "isPartOf": { "@id": iri(report.url.as_deref(), report.id.as_str()) },
        });
        if let Some(speaker) = &quotation.speaker {
            // "creator" takes a Person or an Organization; a bare name commits to neither.
            node["creditText"] = json!(speaker.name);
            if let Some(entity) = &speaker.entity {
                node["creator"] = json!({ "@id": urn("entity", entity) });
            }
        }
        node
    })
}

fn kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "Person",
        EntityKind::Organisation => "Organization",
        EntityKind::Place => "Place",
        EntityKind::Event => "Event",
        EntityKind::Work => "CreativeWork",
    }
}
