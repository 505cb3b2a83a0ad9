//! One JSON object to one report: the house's own record, and those of others that are as plain.
//!
//! A record that is as it should be goes through [`Plain`], straight from the bytes. Any other is read as a
//! [`Value`], field by field, so that what is wrong with it can be said.

use copydesk_model::{DateSource, Provenance, Published, PublishedDate};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Settings;
use crate::code::{self, Code};
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::formats::{jsonld, ninjs};

/// A record in which all is a string.
#[derive(Deserialize)]
struct Plain {
    id: String,
    text: String,
    title: Option<String>,
    published: Option<String>,
    date: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    byline: Option<String>,
    language: Option<String>,
}

/// Other names for a field, in the order of preference.
const ALIASES: &[(&str, &[&str])] = &[
    ("id", &["id", "@id", "uid", "guid"]),
    ("text", &["text", "articleBody", "body_text", "content_text", "body", "content", "maintext"]),
    ("title", &["title", "headline", "name"]),
    (
        "published",
        &[
            "published",
            "date",
            "datePublished",
            "date_published",
            "published_at",
            "versioncreated",
            "firstcreated",
            "date_publish",
        ],
    ),
    ("outlet", &["outlet", "publisher", "site_name", "source_name", "provider"]),
    ("url", &["url", "link", "uri", "mainEntityOfPage"]),
    ("byline", &["byline", "author", "authors", "creator"]),
    ("language", &["language", "inLanguage", "lang"]),
];

/// Reads the bytes of one JSON value; `place` is where it begins.
pub(crate) fn read(bytes: &[u8], place: Place, cx: &mut Context<'_>) {
    let start = place.byte.unwrap_or(0);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to() as u64;
            return cx.remark(&code::UTF8_INVALID, place.at(start + at), "the record is not valid UTF-8");
        }
    };
    if cx.settings().columns.is_empty()
        && let Ok(plain) = serde_json::from_str::<Plain>(text)
    {
        return push_plain(plain, place, cx);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => read_value(value, place, cx),
        Err(error) => {
            let at = offset(bytes, &error);
            cx.remark(&code::JSON_SYNTAX, place.at(start + at), say(&error));
        }
    }
}

/// What a JSON error says, without its line and column, which are within the record.
fn say(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or(&words);
    format!("the record is not valid JSON: {words}")
}

/// The byte of an error within its record.
fn offset(bytes: &[u8], error: &serde_json::Error) -> u64 {
    let before: usize =
        bytes.split_inclusive(|b| *b == b'\n').take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    ((before + error.column().saturating_sub(1)).min(bytes.len())) as u64
}

fn push_plain(plain: Plain, place: Place, cx: &mut Context<'_>) {
    let published = plain.published.or(plain.date);
    let published = published.map_or_else(Published::default, |p| date(&p, place, cx));
    let draft = Draft {
        id: Some(plain.id),
        text: plain.text,
        title: plain.title,
        outlet: plain.outlet,
        url: plain.url,
        byline: plain.byline,
        published,
        language: plain.language,
        ..Draft::default()
    };
    cx.push(draft, place);
}

/// A date in words to a date, or a remark.
fn date(printed: &str, place: Place, cx: &mut Context<'_>) -> Published {
    if printed.trim().is_empty() {
        return Published::default();
    }
    if let Some(date) = dates::parse(printed) {
        return Published::new(date, DateSource::Metadata);
    }
    let short: String = printed.chars().take(60).collect();
    cx.remark(&code::DATE_UNREADABLE, place, format!("the publication date {short:?} cannot be read"));
    Published::default()
}

/// Reads one value: a record, a `copydesk/1` document, a graph of schema.org, or a ninjs item.
pub(crate) fn read_value(value: Value, place: Place, cx: &mut Context<'_>) {
    let mut budget = 100_000;
    read_inner(value, place, cx, &mut budget);
}

fn read_inner(value: Value, place: Place, cx: &mut Context<'_>, budget: &mut u32) {
    *budget = budget.saturating_sub(1);
    if *budget == 0 {
        return cx.remark(&code::RECORD_TOO_LARGE, place, "the record holds more things than are looked at");
    }
    match value {
        Value::Object(mut object) => {
            if object.get("reports").is_some_and(Value::is_array)
                && !object.contains_key("text")
                && let Some(Value::Array(items)) = object.remove("reports")
            {
                for (i, item) in items.into_iter().enumerate() {
                    let place = if place.record.is_none() {
                        Place { record: Some(i as u64 + 1), ..place }
                    } else {
                        place
                    };
                    read_inner(item, place, cx, budget);
                }
                return;
            }
            let typed = jsonld::is_typed(&object);
            if jsonld::is_article(&object) && typed {
                return read_object(&jsonld::record(&object), place, cx);
            }
            let inner = jsonld::inner(&object);
            if (typed || object.contains_key("@context") || object.contains_key("@graph"))
                && !inner.is_empty()
                && !object.contains_key("text")
            {
                for item in inner {
                    let is_object = item.as_object().is_some_and(|o| {
                        jsonld::is_article(o) || !jsonld::inner(o).is_empty() || !jsonld::is_typed(o)
                    });
                    if is_object {
                        read_inner(item.clone(), place, cx, budget);
                    }
                }
                return;
            }
            if ninjs::is_item(&object) {
                if let Some(status) = ninjs::withdrawn(&object) {
                    let reason = format!("its status is {status:?}");
                    return cx.remark(&code::ITEM_WITHDRAWN, place, reason);
                }
                return read_object(&ninjs::record(&object), place, cx);
            }
            rename(&mut object, cx.settings());
            read_object(&object, place, cx);
        }
        other => {
            let reason = format!("a record must be an object, and this is {}", kind(&other));
            cx.remark(&code::JSON_SHAPE, place, reason);
        }
    }
}

/// Gives the fields that the user's map names the house's own names.
fn rename(object: &mut Map<String, Value>, settings: &Settings) {
    for (ours, theirs) in &settings.columns {
        let mut parts: Vec<Value> =
            theirs.split('+').filter_map(|name| object.get(name.trim()).cloned()).collect();
        let value = if parts.len() > 1 {
            let words: Vec<&str> =
                parts.iter().filter_map(Value::as_str).filter(|w| !w.trim().is_empty()).collect();
            Some(Value::String(words.join("\n\n")))
        } else {
            parts.pop()
        };
        if let Some(value) = value {
            object.insert(ours.clone(), value);
        }
    }
}

/// Whether a column of that name can be used without a map.
pub(crate) fn is_field(name: &str) -> bool {
    let lower = name.to_lowercase();
    ALIASES.iter().any(|(_, names)| names.iter().any(|n| *n == name || n.to_lowercase() == lower))
        || ["modified", "provenance"].contains(&lower.as_str())
}

/// The column that a report's text is taken from.
pub(crate) fn text_field<'a>(object: &Map<String, Value>, settings: &'a Settings) -> Option<&'a str> {
    let mapped = settings.columns.get("text").map(String::as_str);
    let has = |name: &str| object.keys().any(|k| k == name || k.to_lowercase() == name.to_lowercase());
    if let Some(theirs) = mapped {
        theirs.split('+').any(|t| object.contains_key(t.trim())).then_some(theirs)
    } else {
        let (_, names) = ALIASES.iter().find(|(name, _)| *name == "text")?;
        names.iter().copied().find(|n| has(n))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn get<'v>(object: &'v Map<String, Value>, field: &str) -> Option<(&'static str, &'v Value)> {
    let (_, names) = ALIASES.iter().find(|(name, _)| *name == field)?;
    let exact = names.iter().find_map(|name| object.get(*name).filter(|v| !v.is_null()).map(|v| (*name, v)));
    // Tables write their columns in any case.
    exact.or_else(|| {
        names.iter().find_map(|name| {
            object.iter().find(|(k, v)| k.eq_ignore_ascii_case(name) && !v.is_null()).map(|(_, v)| (*name, v))
        })
    })
}

fn read_object(object: &Map<String, Value>, place: Place, cx: &mut Context<'_>) {
    let refuse = |cx: &mut Context<'_>, code: &Code, reason: String| cx.remark(code, place, reason);
    let text = match get(object, "text") {
        None => return refuse(cx, &code::TEXT_MISSING, "the record has no `text`".to_owned()),
        Some((_, Value::String(text))) => text,
        Some((name, other)) => {
            let reason = format!("`{name}` must be a string, and is {}", kind(other));
            return refuse(cx, &code::JSON_TYPE, reason);
        }
    };
    let mut draft = Draft::new(text.clone());
    for field in ["id", "title", "outlet", "url", "byline", "language"] {
        let Some((name, value)) = get(object, field) else { continue };
        let words = words(value, field);
        if words.is_none() {
            let reason = format!("`{name}` is {} and was left out", kind(value));
            cx.remark(&code::FIELD_IGNORED, place, reason);
        }
        match field {
            "id" => draft.id = words,
            "title" => draft.title = words,
            "outlet" => draft.outlet = words,
            "url" => draft.url = words.filter(|u| u.contains("://")),
            "byline" => draft.byline = words,
            _ => draft.language = words,
        }
    }
    match get(object, "published") {
        None => {}
        Some((_, Value::String(printed))) => draft.published = date(printed, place, cx),
        Some((_, Value::Object(inner))) => draft.published = published_object(inner, place, cx),
        Some((_, Value::Number(number))) => match number.as_i64().and_then(epoch) {
            Some(date) => draft.published = Published::new(date, DateSource::Metadata),
            None => {
                refuse(cx, &code::DATE_UNREADABLE, format!("the publication date {number} cannot be read"));
            }
        },
        Some((name, other)) => {
            let reason = format!("`{name}` is {} and was left out", kind(other));
            cx.remark(&code::FIELD_IGNORED, place, reason);
        }
    }
    draft.modified = object.get("modified").and_then(Value::as_str).and_then(dates::parse);
    if let Some(provenance) = object.get("provenance").and_then(|p| Provenance::deserialize(p).ok()) {
        draft.modified = draft.modified.or_else(|| provenance.modified.as_deref().and_then(dates::parse));
        draft.dates = provenance.dates;
        draft.record = provenance.record;
        draft.fetched = provenance.fetched;
    }
    cx.push(draft, place);
}

/// `{"date", "precision", "from"}`, as `copydesk/1` writes it.
fn published_object(inner: &Map<String, Value>, place: Place, cx: &mut Context<'_>) -> Published {
    let Some(printed) = inner.get("date").and_then(Value::as_str) else { return Published::default() };
    let mut published = date(printed, place, cx);
    if let Some(from) = inner.get("from").and_then(|f| DateSource::deserialize(f).ok())
        && published.date.is_some()
    {
        // What was borrowed from other reports is theirs; it is found again when they are there again.
        published =
            if from == DateSource::Siblings { Published::default() } else { Published { from, ..published } };
    }
    published
}

/// Seconds or milliseconds since 1970.
fn epoch(number: i64) -> Option<PublishedDate> {
    let seconds = if number.unsigned_abs() > 100_000_000_000 { number / 1000 } else { number };
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    let civil = jiff::tz::Offset::UTC.to_datetime(at);
    (civil.year() > 1990 && civil.year() < 2200).then_some(PublishedDate::Instant(civil, Some(0)))
}

/// A field as words: a string, a number that is an id, names in a list or in objects with a `name`.
fn words(value: &Value, field: &str) -> Option<String> {
    match value {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) if field == "id" => Some(number.to_string()),
        Value::Object(object) => {
            let key = if field == "url" { "@id" } else { "name" };
            object.get(key).or_else(|| object.get("domain")).and_then(Value::as_str).map(str::to_owned)
        }
        Value::Array(items) if field != "id" => {
            let names: Vec<String> =
                items.iter().filter(|i| !i.is_array()).filter_map(|i| words(i, field)).collect();
            let first_only = field != "byline";
            let names = if first_only { names.into_iter().take(1).collect() } else { names };
            (!names.is_empty() || items.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
