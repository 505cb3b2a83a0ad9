//! Feeds: RSS of any version and Atom, read as they come.
//!
//! Feeds in the wild are seldom well-formed, so this walks over tags and takes what an entry holds, without asking
//! that the document close. An entry becomes a report of its fullest text: the embedded article if there is one,
//! else the summary.

use std::borrow::Cow;
use std::io::BufRead;

use base64::Engine as _;
use copydesk_model::{DateSource, Published};

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::formats::html;
use crate::formats::xml::{Event, Walk, attribute, bomb};
use crate::reader::Reader;

/// RSS and Atom.
pub(crate) struct Feed;

impl Reader for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rss", "atom", "rdf", "xml"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or_default());
        let head = head.trim_start_matches('\u{feff}').trim_start();
        head.starts_with('<') && ["<rss", "<feed", "<rdf:RDF", "<channel"].iter().any(|t| head.contains(t))
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let text = charset::decode(&bytes, Place::FILE, cx);
        if let Some(entity) = bomb(&text) {
            let reason = format!("the document declares the entity {entity:?}, which was not expanded");
            cx.remark(&code::ENTITY_EXPANSION, Place::FILE, reason);
        }
        let (mut feed, entries) = parse(&text);
        // Once, and not for every entry.
        for own in [&mut feed.title, &mut feed.author] {
            *own = html::plain(own).replace('\n', " ");
        }
        if entries.is_empty() {
            return cx.remark(&code::NO_RECORDS, Place::FILE, "the feed holds no entry");
        }
        for (i, (at, entry)) in entries.into_iter().enumerate() {
            push(&feed, entry, Place::record(i as u64 + 1, at as u64), cx);
        }
    }
}

/// What a feed or an entry says of itself; markup still in place.
#[derive(Debug, Default)]
struct Entry {
    id: String,
    title: String,
    link: String,
    author: String,
    published: String,
    updated: String,
    language: String,
    content: String,
    summary: String,
}

/// Hands an entry over.
fn push(feed: &Entry, entry: Entry, place: Place, cx: &mut Context<'_>) {
    let plain = |markup: &str| html::plain(markup);
    let (content, summary) = (plain(&entry.content), plain(&entry.summary));
    let text = if content.len() >= summary.len() { content } else { summary };
    if text.is_empty() {
        return cx.remark(&code::TEXT_MISSING, place, "the entry has neither content nor summary");
    }
    let mut draft = Draft::new(text);
    let line = |markup: &str| plain(markup).replace('\n', " ");
    draft.title = Some(line(&entry.title));
    draft.outlet = Some(feed.title.clone());
    draft.byline = Some(if entry.author.is_empty() { feed.author.clone() } else { line(&entry.author) });
    draft.language = Some(if entry.language.is_empty() { feed.language.clone() } else { entry.language });
    let link = entry.link.trim();
    let id = entry.id.trim();
    draft.url = [link, id].iter().find(|u| crate::outlet::host(u).is_some()).map(|u| (*u).to_owned());
    let printed = [&entry.published, &entry.updated].into_iter().map(|p| p.trim()).find(|p| !p.is_empty());
    if let Some(printed) = printed {
        if let Some(date) = dates::parse(printed).or_else(|| dates::find(printed)) {
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
    cx.push(draft, place);
}

/// The feed's own fields, and its entries with where they start.
fn parse(xml: &str) -> (Entry, Vec<(usize, Entry)>) {
    let mut walk = Walk { xml, at: 0 };
    let mut feed = Entry::default();
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    let mut inside = false;
    // The field being filled, and how deep its own markup goes.
    let mut field: Option<(&'static str, String, u32)> = None;
    // Whether its words are bytes in base64.
    let mut packed = false;
    // Elements that have fields of the same names as an entry's own.
    let mut aside: Option<(&str, u32)> = None;
    let mut before = 0;
    while let Some(event) = walk.next() {
        match event {
            Event::Start { name, attrs, empty } => {
                let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                if let Some((_, text, depth)) = &mut field {
                    // Inline markup of an XHTML field is kept for the HTML reader.
                    text.push_str(xml.get(before..walk.at).unwrap_or_default());
                    *depth += u32::from(!empty);
                } else if let Some((held, depth)) = &mut aside {
                    *depth += u32::from(!empty && *held == name);
                } else if matches!(local, "item" | "entry") {
                    inside = true;
                    entries.push((before, Entry::default()));
                } else if matches!(local, "image" | "textInput" | "textinput" | "source" | "thumbnail")
                    && !empty
                {
                    aside = Some((name, 1));
                } else {
                    let target = if inside { entries.last_mut().map(|(_, e)| e) } else { Some(&mut feed) };
                    if let (Some(lang), Some(target)) = (attribute(attrs, "xml:lang"), target) {
                        target.language = lang.into_owned();
                    }
                    let target = if inside { entries.last_mut().map(|(_, e)| e) } else { Some(&mut feed) };
                    if local == "link"
                        && let Some(target) = target
                        && let Some(href) = attribute(attrs, "href")
                    {
                        let relation = attribute(attrs, "rel").unwrap_or(Cow::Borrowed("alternate"));
                        if relation == "alternate" && (target.link.is_empty()) {
                            target.link = href.into_owned();
                        }
                    }
                    if !empty {
                        field = known(name).map(|known| (known, String::new(), 0));
                        packed = is_packed(attrs);
                    }
                }
            }
            Event::End { name } => {
                let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                if let Some((known_as, text, depth)) = field.take() {
                    if depth > 0 && !matches!(local, "item" | "entry") {
                        let mut text = text;
                        text.push_str(xml.get(before..walk.at).unwrap_or_default());
                        field = Some((known_as, text, depth - 1));
                    } else {
                        let target =
                            if inside { entries.last_mut().map(|(_, e)| e) } else { Some(&mut feed) };
                        if let Some(target) = target {
                            fill(target, known_as, if packed { unpack(text) } else { text });
                        }
                    }
                } else if let Some((held, depth)) = &mut aside
                    && *held == name
                {
                    *depth -= 1;
                    if *depth == 0 {
                        aside = None;
                    }
                }
                if matches!(local, "item" | "entry") && field.is_none() {
                    inside = false;
                }
            }
            Event::Text(words) => {
                if let Some((_, text, depth)) = &mut field {
                    // Decoded words among XHTML tags are words, not tags.
                    if *depth > 0 && words.contains('<') {
                        text.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
                    } else {
                        text.push_str(&words);
                    }
                }
            }
        }
        before = walk.at;
    }
    if let Some((known_as, text, _)) = field
        && let Some((_, last)) = entries.last_mut()
    {
        fill(last, known_as, text);
    }
    (feed, entries)
}

/// Whether an element of Atom holds bytes: it says so, or its type is no text, as RFC 4287 has it.
fn is_packed(attrs: &str) -> bool {
    attribute(attrs, "mode").is_some_and(|mode| mode == "base64")
        || attribute(attrs, "type").is_some_and(|kind| {
            let kind = kind.trim().to_ascii_lowercase();
            kind.contains('/')
                && !kind.starts_with("text/")
                && !kind.ends_with("xml")
                && !kind.contains("html")
        }) && attribute(attrs, "mode").is_none()
}

/// Words that were written as base64; as they stand if they were not, and none if they are no words.
fn unpack(text: String) -> String {
    let bytes: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    match base64::engine::general_purpose::STANDARD.decode(&bytes) {
        Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => text,
    }
}

/// The addresses that entries link to, in their order.
pub(crate) fn links(xml: &str) -> Vec<String> {
    let (_, entries) = parse(xml);
    entries.into_iter().map(|(_, e)| e.link.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// What a feed is called, where it is, and the site that it belongs to.
pub(crate) fn identity(xml: &str) -> (String, Option<String>, Option<String>) {
    let mut own = None;
    let mut walk = Walk { xml, at: 0 };
    while let Some(event) = walk.next() {
        let Event::Start { name, attrs, .. } = event else { continue };
        if name.ends_with("link") && attribute(attrs, "rel").is_some_and(|r| r == "self") {
            own = attribute(attrs, "href").map(Cow::into_owned);
            break;
        }
        if matches!(name, "item" | "entry") {
            break;
        }
    }
    let (feed, _) = parse(xml);
    let site = Some(feed.link.trim().to_owned()).filter(|l| l.contains("://"));
    (html::plain(&feed.title).replace('\n', " "), own.filter(|o| o.contains("://")), site)
}

/// The field that an element fills.
fn known(name: &str) -> Option<&'static str> {
    Some(match name.strip_prefix("rss:").unwrap_or(name) {
        "guid" | "id" | "atom:id" | "a:id" => "id",
        "title" | "dc:title" | "atom:title" | "a:title" => "title",
        "link" => "link",
        "author" | "dc:creator" | "creator" | "managingEditor" | "dc:author" | "itunes:author"
        | "atom:author" | "a:author" => "author",
        "pubDate" | "pubdate" | "dc:date" | "published" | "issued" | "dcterms:issued" | "dcterms:created"
        | "created" | "atom:published" | "a:published" | "a:issued" => "published",
        "updated" | "modified" | "dcterms:modified" | "lastBuildDate" | "atom:updated" | "a:modified" => {
            "updated"
        }
        "language" | "dc:language" => "language",
        "content:encoded" | "content" | "atom:content" | "a:content" | "fullitem" | "xhtml:body" | "body" => {
            "content"
        }
        "description" | "summary" | "dc:description" | "atom:summary" | "a:summary" | "itunes:summary"
        | "abstract" | "rss:description" => "summary",
        _ => return None,
    })
}

/// The first value of a field holds, but for texts, where the longest does.
fn fill(entry: &mut Entry, field: &str, text: String) {
    let slot = match field {
        "id" => &mut entry.id,
        "title" => &mut entry.title,
        "link" => &mut entry.link,
        "author" => &mut entry.author,
        "published" => &mut entry.published,
        "updated" => &mut entry.updated,
        "language" => &mut entry.language,
        "content" => &mut entry.content,
        _ => &mut entry.summary,
    };
    let longest = matches!(field, "content" | "summary");
    if slot.trim().is_empty() || (longest && text.len() > slot.len()) {
        *slot = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_its_fullest_text_and_its_own_fields() {
        let (feed, entries) = parse(
            "<?xml version='1.0'?><rss><channel><title>Coast Herald</title><image><title>Logo</title></image>\
             <item><title>Fire &amp; water</title><link>https://coast.example/1</link><pubDate>Tue, 09 Mar 2021 06:00:00 GMT</pubDate>\
             <description>Short.</description><content:encoded><![CDATA[<p>Longer <b>text</b>.</p>]]></content:encoded></item>\
             <item><title>Two</title><description>&lt;p&gt;Second.&lt;/p&gt;</description>",
        );
        assert_eq!(feed.title, "Coast Herald");
        assert_eq!(entries.len(), 2);
        let first = &entries[0].1;
        assert_eq!((first.title.as_str(), first.link.as_str()), ("Fire & water", "https://coast.example/1"));
        assert_eq!(html::plain(&first.content), "Longer text.");
        assert_eq!(html::plain(&entries[1].1.summary), "Second.");
    }

    #[test]
    fn an_atom_entry_keeps_its_markup_apart_from_its_words() {
        let (_, entries) = parse(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><entry><id>urn:1</id><title type='html'>A &amp;lt; B</title>\
             <link rel='self' href='x'/><link href='https://coast.example/1'/><author><name>Ada Quill</name></author>\
             <content type='xhtml'><div><p>The quay &lt; the pier.</p></div></content></entry></feed>",
        );
        let entry = &entries[0].1;
        assert_eq!(entry.link, "https://coast.example/1");
        assert_eq!(html::plain(&entry.author), "Ada Quill");
        assert_eq!(html::plain(&entry.content), "The quay < the pier.");
    }
}
