//! IPTC ninjs 3.0: each report a text item, with its people, organisations, places and events.

use copydesk_model::EntityKind;
use copydesk_model::document::{AnnotatedReport, Document};
use serde_json::{Map, Value, json};

use crate::{iri, urn};

/// An array of news items.
pub(crate) fn items(document: &Document) -> Value {
    document.reports.iter().map(item).collect()
}

fn item(report: &AnnotatedReport) -> Value {
    let mut item = Map::new();
    let mut set = |key: &str, value: Value| item.insert(key.to_owned(), value);
    set("uri", json!(iri(report.url.as_deref(), report.id.as_str())));
    set(
        "standard",
        json!({ "name": "ninjs", "version": "3.0", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json" }),
    );
    set("type", json!("text"));
    set("altids", json!([{ "role": "copydesk", "value": report.id }]));
    set(
        "bodies",
        json!([{ "role": "main", "contenttype": "text/plain", "charcount": report.text.chars().count(), "value": report.text }]),
    );
    if let Some(title) = &report.title {
        set("headlines", json!([{ "role": "main", "value": title }]));
    }
    if let Some(byline) = &report.byline {
        set("by", json!(byline));
    }
    if let Some(outlet) = &report.outlet {
        set("infosources", json!([{ "role": "publisher", "name": outlet }]));
    }
    if let Some(language) = &report.language {
        set("language", json!(language));
    }
    // ninjs wants full date-times; a bare day is not stretched to one.
    if let Some(date) = report.published.date.as_ref().filter(|d| d.len() >= 20) {
        set("versioncreated", json!(date));
    }
    for (kind, key) in [
        (EntityKind::Person, "people"),
        (EntityKind::Organisation, "organisations"),
        (EntityKind::Place, "places"),
        (EntityKind::Event, "events"),
    ] {
        let named: Vec<Value> = report
            .reading
            .iter()
            .flat_map(|r| &r.entities)
            .filter(|e| e.kind == kind)
            .map(|e| json!({ "uri": urn("entity", &e.id), "name": e.name }))
            .collect();
        if !named.is_empty() {
            set(key, json!(named));
        }
    }
    Value::Object(item)
}
