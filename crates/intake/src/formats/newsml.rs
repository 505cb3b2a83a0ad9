//! NewsML-G2 and NITF: what news agencies send.
//!
//! Of a news message each `newsItem` with words in it becomes a report: `inlineXML` (XHTML, or NITF within) and
//! `inlineData` of text. Packages, concepts and planning items are not reports; pictures and remote content have no
//! words. An item that its agency has withdrawn or cancelled is not read, and that is said.

use std::io::BufRead;

use copydesk_model::{DateSource, Published};

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::formats::html;
use crate::formats::xml::{Event, Walk, attribute, bomb, local};
use crate::reader::Reader;

/// NewsML-G2 and NITF.
pub(crate) struct NewsMl;

impl Reader for NewsMl {
    fn name(&self) -> &'static str {
        "newsml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["newsml", "nitf", "g2"]
    }

    fn within(&self) -> Option<&'static str> {
        Some("feed")
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or_default());
        let head = head.trim_start_matches('\u{feff}').trim_start();
        head.starts_with('<')
            && ["newsMessage", "newsItem", "packageItem", "nitf"].iter().any(|root| {
                head.match_indices(root).any(|(at, _)| {
                    let before = head.get(..at).unwrap_or_default();
                    let tag = before.rfind('<').and_then(|from| before.get(from + 1..)).unwrap_or("!");
                    tag.is_empty()
                        || (tag.ends_with(':') && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':'))
                })
            })
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let text = charset::decode(&bytes, Place::FILE, cx);
        if let Some(entity) = bomb(&text) {
            let reason = format!("the document declares the entity {entity:?}, which was not expanded");
            cx.remark(&code::ENTITY_EXPANSION, Place::FILE, reason);
        }
        let mut number = 0;
        parse(&text, &mut |at, item| {
            number += 1;
            push(item, Place::record(number, at as u64), cx);
        });
        if number == 0 {
            cx.remark(&code::NO_RECORDS, Place::FILE, "the document holds no news item");
        }
    }
}

/// What an item says of itself.
#[derive(Debug, Default)]
struct Item {
    id: String,
    language: String,
    status: String,
    provider: String,
    source: String,
    title: String,
    headline: String,
    byline: String,
    creator: String,
    /// First created, and this version.
    created: String,
    version: String,
    bodies: Vec<(bool, String)>,
    /// Content that is elsewhere or has no words.
    other: bool,
}

fn push(item: Item, place: Place, cx: &mut Context<'_>) {
    let status = item.status.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(status.as_str(), "canceled" | "cancelled" | "withheld") {
        let reason = format!("its status is {status:?}");
        return cx.remark(&code::ITEM_WITHDRAWN, place, reason);
    }
    let text = item
        .bodies
        .iter()
        .map(|(marked, body)| if *marked { html::plain(body_of(body)) } else { body.trim().to_owned() })
        .max_by_key(String::len)
        .unwrap_or_default();
    if text.is_empty() {
        let reason = if item.other { "the item's content is no text" } else { "the item has no content" };
        return cx.remark(&code::TEXT_MISSING, place, reason);
    }
    let line = |s: &str| Some(html::plain(s).replace('\n', " "));
    let first = |a: &str, b: &str| line(if a.trim().is_empty() { b } else { a });
    let mut draft = Draft::new(text);
    draft.id = Some(item.id.clone());
    draft.url = Some(item.id).filter(|id| id.starts_with("http://") || id.starts_with("https://"));
    draft.title = first(&item.headline, &item.title);
    draft.byline = first(&item.byline, &item.creator);
    draft.outlet = first(&item.provider, &item.source);
    draft.language = Some(item.language);
    let printed = if item.created.trim().is_empty() { &item.version } else { &item.created };
    if !printed.trim().is_empty() {
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
    draft.modified = dates::parse(&item.version);
    cx.push(draft, place);
}

/// The running text of a body: that of NITF without its head, else all of it.
fn body_of(markup: &str) -> &str {
    for name in ["body.content", "body"] {
        let open = format!("<{name}");
        for (at, _) in markup.match_indices(&open) {
            let rest = markup.get(at + open.len()..).unwrap_or_default();
            if !rest.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()) {
                continue;
            }
            let Some(start) = rest.find('>') else { continue };
            let inner = rest.get(start + 1..).unwrap_or_default();
            let end = inner.rfind(&format!("</{name}")).unwrap_or(inner.len());
            return inner.get(..end).unwrap_or_default();
        }
    }
    markup
}

/// Where the words of a run belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Provider,
    Source,
    Title,
    Headline,
    Byline,
    Creator,
    Created,
    Version,
    Text,
}

/// Walks over a document and hands over each item with where it begins.
fn parse(xml: &str, sink: &mut dyn FnMut(usize, Item)) {
    let mut walk = Walk { xml, at: 0 };
    let mut item: Option<(usize, &str, Item)> = None;
    let mut field: Option<(Field, u32)> = None;
    // Markup that is taken as it stands: the tag, how often it is open, where it begins.
    let mut raw: Option<(&str, u32, usize)> = None;
    // Inside `contributor`, `rightsInfo` and the like, whose names are not the item's.
    let mut aside: Option<(&str, u32)> = None;
    let mut before = 0;
    while let Some(event) = walk.next() {
        let start = before;
        before = walk.at;
        match event {
            Event::Start { name, attrs, empty } => {
                if let Some((tag, depth, _)) = &mut raw {
                    *depth += u32::from(!empty && *tag == name);
                    continue;
                }
                if let Some((tag, depth)) = &mut aside {
                    *depth += u32::from(!empty && *tag == name);
                    continue;
                }
                let tag = local(name);
                if matches!(tag, "newsItem" | "nitf") && item.is_none() {
                    let get = |n: &str| attribute(attrs, n).unwrap_or_default().trim().to_owned();
                    let mut new = Item { id: get("guid"), language: get("xml:lang"), ..Item::default() };
                    if tag == "nitf" {
                        new.id = get("uno");
                        raw = (!empty).then_some((name, 1, walk.at));
                    }
                    item = Some((start, name, new));
                    continue;
                }
                let Some((_, _, item)) = &mut item else { continue };
                let get =
                    |n: &str| attribute(attrs, n).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
                match tag {
                    "pubStatus" => item.status = get("qcode").or_else(|| get("literal")).unwrap_or_default(),
                    "provider" | "infoSource" | "creator" => {
                        let named = get("literal").or_else(|| get("qcode")).unwrap_or_default();
                        let named = named.rsplit(':').next().unwrap_or_default().to_owned();
                        let (slot, kind) = match tag {
                            "provider" => (&mut item.provider, Field::Provider),
                            "infoSource" => (&mut item.source, Field::Source),
                            _ => (&mut item.creator, Field::Creator),
                        };
                        if slot.is_empty() {
                            *slot = named;
                            field = (!empty).then_some((kind, 0));
                        }
                    }
                    "language" => {
                        if let Some(tag) = get("tag") {
                            item.language = tag;
                        }
                    }
                    "title" if item.title.is_empty() => field = (!empty).then_some((Field::Title, 0)),
                    "headline" if item.headline.is_empty() => {
                        field = (!empty).then_some((Field::Headline, 0));
                    }
                    "by" if item.byline.is_empty() => field = (!empty).then_some((Field::Byline, 0)),
                    "contentCreated" | "firstCreated" if item.created.is_empty() => {
                        field = (!empty).then_some((Field::Created, 0));
                    }
                    "versionCreated" if item.version.is_empty() => {
                        field = (!empty).then_some((Field::Version, 0));
                    }
                    "inlineXML" => raw = (!empty).then_some((name, 1, walk.at)),
                    "inlineData" => {
                        let kind = get("contenttype").unwrap_or_default();
                        if kind.is_empty() || kind.starts_with("text/") {
                            if kind.contains("html") {
                                raw = (!empty).then_some((name, 1, walk.at));
                            } else {
                                item.bodies.push((false, String::new()));
                                field = (!empty).then_some((Field::Text, 0));
                            }
                        } else {
                            item.other = true;
                        }
                    }
                    "remoteContent" => item.other = true,
                    "contributor" | "rightsInfo" | "subject" | "assert" | "located" | "link" if !empty => {
                        aside = Some((name, 1));
                    }
                    _ => {}
                }
            }
            Event::End { name } => {
                if let Some((tag, depth, from)) = &mut raw {
                    if *tag == name {
                        *depth -= 1;
                        if *depth == 0 {
                            let markup = xml.get(*from..start).unwrap_or_default();
                            let nitf = local(name) == "nitf";
                            raw = None;
                            if let Some((at, tag, mut done)) = item.take() {
                                if nitf {
                                    fill_nitf(&mut done, markup);
                                    sink(at, done);
                                } else {
                                    done.bodies.push((true, markup.to_owned()));
                                    item = Some((at, tag, done));
                                }
                            }
                        }
                    }
                    continue;
                }
                if let Some((tag, depth)) = &mut aside {
                    if *tag == name {
                        *depth -= 1;
                        if *depth == 0 {
                            aside = None;
                        }
                    }
                    continue;
                }
                if matches!(
                    local(name),
                    "provider"
                        | "infoSource"
                        | "creator"
                        | "title"
                        | "headline"
                        | "by"
                        | "contentCreated"
                        | "firstCreated"
                        | "versionCreated"
                        | "inlineData"
                ) {
                    field = None;
                }
                if item.as_ref().is_some_and(|(_, tag, _)| *tag == name)
                    && let Some((at, _, done)) = item.take()
                {
                    sink(at, done);
                }
            }
            Event::Text(words) => {
                let (Some((field, added)), Some((_, _, item))) = (&mut field, &mut item) else { continue };
                if raw.is_some() || aside.is_some() {
                    continue;
                }
                let slot = match field {
                    Field::Provider => &mut item.provider,
                    Field::Source => &mut item.source,
                    Field::Title => &mut item.title,
                    Field::Headline => &mut item.headline,
                    Field::Byline => &mut item.byline,
                    Field::Creator => &mut item.creator,
                    Field::Created => &mut item.created,
                    Field::Version => &mut item.version,
                    Field::Text => match item.bodies.last_mut() {
                        Some((_, body)) => body,
                        None => continue,
                    },
                };
                let named = matches!(field, Field::Provider | Field::Source | Field::Creator);
                if named && !words.trim().is_empty() {
                    // A name in words is better than a code; of several names the first is taken.
                    if *added == 0 {
                        words.trim().clone_into(slot);
                        *added = 1;
                    }
                } else if !named {
                    slot.push_str(&words);
                }
            }
        }
    }
    // A document that breaks off still gives what it held.
    if let Some((at, name, mut item)) = item {
        if let Some((_, _, from)) = raw {
            let markup = xml.get(from..).unwrap_or_default();
            if local(name) == "nitf" {
                fill_nitf(&mut item, markup);
            } else {
                item.bodies.push((true, markup.to_owned()));
            }
        }
        sink(at, item);
    }
}

/// The parts of a NITF document.
fn fill_nitf(item: &mut Item, markup: &str) {
    let mut walk = Walk { xml: markup, at: 0 };
    let mut open: Option<(&str, String)> = None;
    while let Some(event) = walk.next() {
        match event {
            Event::Start { name, attrs, .. } => {
                let get =
                    |n: &str| attribute(attrs, n).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
                match name {
                    "doc-id" => item.id = get("id-string").unwrap_or_default(),
                    "date.issue" => item.created = get("norm").unwrap_or_default(),
                    "pubdata" => {
                        item.provider = get("name").unwrap_or_default();
                        item.version = get("date.publication").unwrap_or_default();
                    }
                    "body.content" => break,
                    "title" | "hl1" | "bytag" | "byline" if open.is_none() => {
                        open = Some((name, String::new()));
                    }
                    _ => {}
                }
            }
            Event::Text(words) => {
                if let Some((_, text)) = &mut open {
                    text.push_str(&words);
                }
            }
            Event::End { name } => {
                if let Some((tag, text)) = open.take_if(|(tag, _)| *tag == name) {
                    let slot = match tag {
                        "title" => &mut item.title,
                        "hl1" => &mut item.headline,
                        _ => &mut item.byline,
                    };
                    if slot.is_empty() {
                        text.trim().clone_into(slot);
                    }
                }
            }
        }
    }
    item.bodies.push((true, markup.to_owned()));
}
