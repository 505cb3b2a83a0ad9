//! schema.org in JSON-LD files: articles as their publishers' own data describe them.
//!
//! Keys may carry the vocabulary's name before them, values may be wrapped (`@value`), listed or linked (`@id`). Of the
//! things that a graph holds only those that are articles are reports; the others (publishers, pictures, pages) are what
//! articles point to.

use serde_json::{Map, Value};

use crate::formats::html;

/// Types of schema.org that are articles, or end in what is.
const ARTICLES: &[&str] =
    &["Article", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "Review"];

/// The types of an object, without the vocabulary's name.
fn types(object: &Map<String, Value>) -> Vec<&str> {
    let bare = |t: &'_ str| -> usize { t.rfind(['/', '#', ':']).map_or(0, |at| at + 1) };
    match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::String(t)) => vec![t.get(bare(t)..).unwrap_or(t)],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(|t| t.get(bare(t)..).unwrap_or(t)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether an object is typed data of schema.org, by what it says or by what its keys are.
pub(crate) fn is_typed(object: &Map<String, Value>) -> bool {
    object.contains_key("@type")
}

/// Whether it is an article.
pub(crate) fn is_article(object: &Map<String, Value>) -> bool {
    types(object).iter().any(|t| ARTICLES.iter().any(|a| t.ends_with(a)))
}

/// What lies within: a graph, a page's main entity, the parts of a collection.
pub(crate) fn inner(object: &Map<String, Value>) -> Vec<&Value> {
    ["@graph", "mainEntity", "hasPart", "itemListElement", "item"]
        .iter()
        .filter_map(|k| field(object, k))
        .flat_map(|v| v.as_array().map_or_else(|| vec![v], |items| items.iter().collect()))
        .filter(|v| v.is_object())
        .collect()
}

/// A field under its own name, or with the vocabulary's before it.
fn field<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object
        .get(name)
        .or_else(|| object.get(&format!("schema:{name}")))
        .or_else(|| object.get(&format!("http://schema.org/{name}")))
        .or_else(|| object.get(&format!("https://schema.org/{name}")))
        .filter(|v| !v.is_null())
}

/// The words of a value however it is wrapped.
fn words(value: &Value, depth: u8) -> Option<String> {
    match value {
        _ if depth > 4 => None,
        Value::String(words) => Some(html_escape::decode_html_entities(words).into_owned()),
        Value::Array(items) => items.iter().find_map(|v| words(v, depth + 1)),
        Value::Object(object) => ["@value", "name", "schema:name", "alternateName", "@id"]
            .iter()
            .find_map(|k| object.get(*k))
            .and_then(|v| words(v, depth + 1)),
        _ => None,
    }
}

/// All names in a value.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let mut names: Vec<String> = Vec::new();
            for name in items.iter().filter_map(|v| words(v, 1)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (!names.is_empty()).then(|| names.join(", "))
        }
        other => words(other, 0),
    }
}

/// The record that an article stands for.
pub(crate) fn record(object: &Map<String, Value>) -> Map<String, Value> {
    let get = |name: &str| field(object, name).and_then(|v| words(v, 0)).filter(|w| !w.trim().is_empty());
    let mut out = Map::new();
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            out.insert(key.to_owned(), Value::String(value));
        }
    };
    let marked = |s: String| {
        if s.contains("</") || s.contains("<p>") || s.contains("<br") { html::plain(&s) } else { s }
    };
    let mut text = get("articleBody").or_else(|| get("text")).or_else(|| get("reviewBody")).map(marked);
    // The posts of a live blog are its text.
    if let Some(updates) = field(object, "liveBlogUpdate").and_then(Value::as_array) {
        let posts = updates.iter().filter_map(Value::as_object).filter_map(|post| {
            let part = |name: &str| field(post, name).and_then(|v| words(v, 0));
            let body = part("articleBody").map(marked);
            match (part("headline"), body) {
                (Some(head), Some(body)) => Some(format!("{head}\n\n{body}")),
                (head, body) => body.or(head),
            }
        });
        let posts: Vec<String> = text.take().into_iter().chain(posts).collect();
        text = (!posts.is_empty()).then(|| posts.join("\n\n"));
    }
    set("text", text);
    set("title", get("headline").or_else(|| get("name")));
    set("byline", field(object, "author").or_else(|| field(object, "creator")).and_then(names));
    set(
        "outlet",
        field(object, "publisher")
            .or_else(|| field(object, "sourceOrganization"))
            .and_then(|v| words(v, 0))
            .filter(|n| !n.contains("://")),
    );
    set("published", get("datePublished").or_else(|| get("dateCreated")).or_else(|| get("dateModified")));
    set("modified", get("dateModified"));
    set("language", get("inLanguage"));
    let id = object.get("@id").and_then(Value::as_str).filter(|i| !i.starts_with("_:")).map(str::to_owned);
    let page = field(object, "mainEntityOfPage").and_then(|v| match v {
        Value::Object(page) => {
            page.get("@id").or_else(|| page.get("url")).and_then(Value::as_str).map(str::to_owned)
        }
        other => words(other, 0),
    });
    let address = [get("url"), page, id.clone()].into_iter().flatten().find(|u| u.contains("://"));
    set("url", address);
    set("id", get("identifier").filter(|i| !i.contains("://")).or(id));
    out
}
