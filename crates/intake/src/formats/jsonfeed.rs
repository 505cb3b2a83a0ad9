//! JSON Feed, versions 1 and 1.1: an item a report, of its fullest text.
//!
//! The document is cut into its items before any of them is read, so that a damaged item costs only itself.

use std::io::BufRead;

use copydesk_model::{DateSource, Published};
use serde_json::{Map, Value};

use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::formats::html;
use crate::formats::json::Scanner;
use crate::reader::Reader;

/// JSON Feed.
pub(crate) struct JsonFeed;

/// What every version of the format names itself by.
const MARK: &[u8] = b"jsonfeed.org/version/";

impl Reader for JsonFeed {
    fn name(&self) -> &'static str {
        "json feed"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonfeed"]
    }

    fn within(&self) -> Option<&'static str> {
        Some("json")
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        head.starts_with(b"{") && {
            // A slash may be written with a backslash before it.
            let plain: Vec<u8> = head.iter().copied().filter(|b| *b != b'\\').take(4096).collect();
            memchr::memmem::find(&plain, MARK).is_some()
        }
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let mut scanner = Scanner::new(&bytes);
        let mut feed = Item::default();
        let mut items = None;
        if scanner.peek() != Some(b'{') {
            return cx.remark(&code::JSON_SHAPE, Place::FILE, "a feed must be an object");
        }
        for (key, start, value) in scanner.fields() {
            if key == b"items" {
                items = Some((start, value));
            } else if let Ok(value) = serde_json::from_slice::<Value>(value) {
                feed.set(key, &value);
            }
        }
        let Some((start, items)) = items.filter(|(_, v)| v.first() == Some(&b'[')) else {
            return cx.remark(&code::NO_RECORDS, Place::FILE, "the feed holds no list of items");
        };
        let mut inner = Scanner::new(items);
        inner.at += 1;
        let mut number = 0;
        while let Some((at, value)) = inner.item() {
            number += 1;
            let place = Place::record(number, (start + at) as u64);
            match serde_json::from_slice::<Map<String, Value>>(value) {
                Ok(object) => push(&feed, &object, place, cx),
                Err(error) => {
                    let words = error.to_string();
                    let words = words.split(" at line ").next().unwrap_or(&words);
                    cx.remark(
                        &code::JSON_SYNTAX,
                        place,
                        format!("the item is not a valid JSON object: {words}"),
                    );
                }
            }
        }
        if inner.peek() != Some(b']') {
            let place = Place::FILE.at((start + inner.at) as u64);
            cx.remark(&code::JSON_SYNTAX, place, "the list of items is not closed");
        }
    }
}

/// What a feed or an item says of itself.
#[derive(Default)]
struct Item {
    title: Option<String>,
    language: Option<String>,
    authors: Option<String>,
}

impl Item {
    fn set(&mut self, key: &[u8], value: &Value) {
        match key {
            b"title" => self.title = value.as_str().map(str::to_owned),
            b"language" => self.language = value.as_str().map(str::to_owned),
            b"authors" | b"author" => self.authors = self.authors.take().or_else(|| authors(value)),
            _ => {}
        }
    }
}

/// The names of one author or several.
fn authors(value: &Value) -> Option<String> {
    let one = |v: &Value| v.get("name").unwrap_or(v).as_str().map(|n| n.trim().to_owned());
    let names: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    };
    let names: Vec<String> = names.into_iter().filter(|n| !n.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn push(feed: &Item, object: &Map<String, Value>, place: Place, cx: &mut Context<'_>) {
    let get = |key: &str| object.get(key).and_then(Value::as_str).filter(|v| !v.trim().is_empty());
    let text = get("content_text").map(str::to_owned);
    let marked = get("content_html").map(html::plain);
    let text = match (text, marked) {
        (Some(text), Some(marked)) if marked.len() > text.len() => marked,
        (Some(text), _) | (None, Some(text)) => text,
        (None, None) => get("summary").unwrap_or_default().to_owned(),
    };
    if text.trim().is_empty() {
        return cx.remark(&code::TEXT_MISSING, place, "the item has neither content nor summary");
    }
    let mut draft = Draft::new(text);
    draft.id = match object.get("id") {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    draft.title = get("title").map(str::to_owned);
    draft.url = ["url", "external_url", "id"]
        .iter()
        .filter_map(|k| get(k))
        .find(|u| u.contains("://"))
        .map(str::to_owned);
    let mut own = Item::default();
    for key in ["authors", "author", "language"] {
        if let Some(value) = object.get(key) {
            own.set(key.as_bytes(), value);
        }
    }
    draft.byline = own.authors.or_else(|| feed.authors.clone());
    draft.language = own.language.or_else(|| feed.language.clone());
    draft.outlet.clone_from(&feed.title);
    if let Some(printed) = get("date_published").or_else(|| get("date_modified")) {
        if let Some(date) = dates::parse(printed) {
            draft.published = Published::new(date, DateSource::Metadata);
        } else {
            let short: String = printed.chars().take(60).collect();
            cx.remark(
                &code::DATE_UNREADABLE,
                place,
                format!("the publication date {short:?} cannot be read"),
            );
        }
    }
    draft.modified = get("date_modified").and_then(dates::parse);
    cx.push(draft, place);
}
