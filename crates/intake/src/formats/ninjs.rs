//! ninjs, versions 1 to 3: the JSON that news agencies send.
//!
//! Version 1 has a field for each form of a text (`body_text`, `body_html`, `headline`); 2 and 3 have lists of them with
//! roles (`bodies`, `headlines`), 3 in camel case. An item becomes a record with the house's own field names.

use serde_json::{Map, Value};

use crate::formats::html;

/// Whether an object is a ninjs item.
pub(crate) fn is_item(object: &Map<String, Value>) -> bool {
    let has = |key: &str| object.contains_key(key);
    let standard = object
        .get("standard")
        .and_then(|s| s.get("name"))
        .and_then(Value::as_str)
        .is_some_and(|n| n.eq_ignore_ascii_case("ninjs"));
    standard
        || (has("uri")
            && !has("text")
            && [
                "versioncreated",
                "versionCreated",
                "bodies",
                "body_text",
                "body_html",
                "body_xhtml",
                "pubstatus",
                "headlines",
            ]
            .iter()
            .any(|k| has(k)))
}

/// Why an item must not be read: its agency has taken it back.
pub(crate) fn withdrawn(object: &Map<String, Value>) -> Option<&str> {
    ["pubstatus", "pubStatus"]
        .iter()
        .find_map(|k| object.get(*k).and_then(Value::as_str))
        .map(|s| s.rsplit(':').next().unwrap_or(s))
        .filter(|s| ["canceled", "cancelled", "withheld"].iter().any(|w| s.eq_ignore_ascii_case(w)))
}

/// The record that an item stands for.
pub(crate) fn record(object: &Map<String, Value>) -> Map<String, Value> {
    let get = |keys: &[&str]| keys.iter().find_map(|k| object.get(*k).filter(|v| !v.is_null()));
    let text =
        |keys: &[&str]| get(keys).and_then(Value::as_str).map(str::to_owned).filter(|v| !v.trim().is_empty());
    let mut out = Map::new();
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            out.insert(key.to_owned(), Value::String(value));
        }
    };
    let plain = text(&["body_text", "bodyText"])
        .or_else(|| text(&["body_xhtml", "body_html", "bodyXhtml", "bodyHtml"]).map(|m| html::plain(&m)))
        .or_else(|| body(object.get("bodies")))
        .or_else(|| text(&["description_text"]))
        .or_else(|| text(&["description_html"]).map(|m| html::plain(&m)))
        .or_else(|| body(object.get("descriptions")));
    set("text", plain);
    let uri = text(&["uri"]);
    set(
        "url",
        ["url", "uri", "webcanonical", "webCanonical"]
            .iter()
            .find_map(|k| text(&[k]).filter(|u| u.contains("://"))),
    );
    set("id", uri);
    set(
        "title",
        text(&["headline"])
            .or_else(|| role(object.get("headlines"), "main"))
            .or_else(|| text(&["title", "slugline"])),
    );
    set("byline", text(&["byline", "by"]).or_else(|| names(get(&["bylines", "authors"]))));
    set("language", text(&["language"]));
    let created = [
        "firstcreated",
        "firstCreated",
        "contentcreated",
        "contentCreated",
        "versioncreated",
        "versionCreated",
    ];
    set("published", text(&created));
    set("modified", text(&["versioncreated", "versionCreated"]));
    let source = names(get(&["infosource", "infosources", "infoSources"]).map(|v| v.get(0).unwrap_or(v)));
    set("outlet", source.or_else(|| text(&["copyrightholder", "copyrightHolder"])));
    out
}

/// The main body of a list; of several with the same role the longest.
fn body(list: Option<&Value>) -> Option<String> {
    let bodies = list?.as_array()?;
    let plain = |v: &Value| {
        let words = v.get("value").and_then(Value::as_str)?;
        let kind =
            v.get("contenttype").or_else(|| v.get("contentType")).and_then(Value::as_str).unwrap_or_default();
        let marked =
            kind.contains("html") || kind.contains("xml") || (kind.is_empty() && words.contains("</"));
        Some(if marked { html::plain(words) } else { words.to_owned() })
    };
    let main = |v: &&Value| {
        v.get("role").and_then(Value::as_str).is_some_and(|r| r.rsplit(':').next() == Some("main"))
    };
    let longest = |items: Vec<&Value>| items.into_iter().filter_map(plain).max_by_key(String::len);
    longest(bodies.iter().filter(main).collect()).or_else(|| longest(bodies.iter().collect()))
}

/// The value of that role in a list, else the first.
fn role(list: Option<&Value>, role: &str) -> Option<String> {
    let items = list?.as_array()?;
    let named = items
        .iter()
        .find(|v| v.get("role").and_then(Value::as_str).is_some_and(|r| r.rsplit(':').next() == Some(role)));
    named.or_else(|| items.first())?.get("value").and_then(Value::as_str).map(str::to_owned)
}

/// Names of one or several.
fn names(value: Option<&Value>) -> Option<String> {
    let one = |v: &Value| v.get("name").or_else(|| v.get("literal")).unwrap_or(v).as_str().map(str::to_owned);
    match value? {
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(one).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        other => one(other),
    }
}
