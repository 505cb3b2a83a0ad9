//! OPML: lists of feeds, as feed readers exchange them.
//!
//! A list holds no reports: it names where they come from. Reading one says how many feeds it names, and fetching them
//! is for who asks for it. [`read_feeds`] and [`write_feeds`] take lists in and out, folders and all; lists in the form
//! that services hand out (`type="include"`) are kept as they are and not followed.

use std::fmt::Write as _;
use std::io::BufRead;

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::formats::xml::{Event, Walk, attribute, bomb, local};
use crate::reader::Reader;

/// One feed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedLink {
    /// The folders that it lies in, outermost first.
    pub folders: Vec<String>,
    /// What it is called.
    pub title: String,
    /// Where the feed is.
    pub url: String,
    /// The site that it belongs to.
    pub site: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
}

/// Deepest folder; deeper ones are taken as this one.
const DEPTH: usize = 32;

/// OPML.
pub(crate) struct Opml;

impl Reader for Opml {
    fn name(&self) -> &'static str {
        "opml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["opml"]
    }

    fn within(&self) -> Option<&'static str> {
        Some("feed")
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or_default());
        let head = head.trim_start_matches('\u{feff}').trim_start();
        head.starts_with('<') && head.contains("<opml")
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let text = charset::decode(&bytes, Place::FILE, cx);
        if let Some(entity) = bomb(&text) {
            let reason = format!("the document declares the entity {entity:?}, which was not expanded");
            cx.remark(&code::ENTITY_EXPANSION, Place::FILE, reason);
        }
        let feeds = read_feeds(&text);
        if !feeds.is_empty() {
            let reason = format!("the list names {} feeds; nothing was fetched", feeds.len());
            cx.remark(&code::FEEDS_NOT_FETCHED, Place::FILE, reason);
        }
    }
}

/// The feeds that an OPML list names, in its order, each address once.
pub fn read_feeds(opml: &str) -> Vec<FeedLink> {
    let mut walk = Walk { xml: opml, at: 0 };
    let mut seen = rustc_hash::FxHashSet::default();
    let mut feeds = Vec::new();
    // The names of the outlines that are open; none for one that is a feed itself.
    let mut open: Vec<Option<String>> = Vec::new();
    while let Some(event) = walk.next() {
        match event {
            Event::Start { name, attrs, empty } if local(name).eq_ignore_ascii_case("outline") => {
                let get = |name: &str| {
                    attribute(attrs, name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
                };
                let title = get("title").or_else(|| get("text"));
                let url = get("xmlUrl").or_else(|| get("xmlurl")).or_else(|| get("xmlURL"));
                if let Some(url) = &url
                    && seen.insert(url.clone())
                {
                    feeds.push(FeedLink {
                        folders: open.iter().flatten().take(DEPTH).cloned().collect(),
                        title: title.clone().unwrap_or_else(|| url.clone()),
                        url: url.clone(),
                        site: get("htmlUrl").or_else(|| get("htmlurl")),
                        language: get("language").filter(|l| l != "unknown"),
                    });
                }
                if !empty && open.len() < 10_000 {
                    open.push(if url.is_some() { None } else { title });
                }
            }
            Event::End { name } if local(name).eq_ignore_ascii_case("outline") => {
                open.pop();
            }
            _ => {}
        }
    }
    feeds
}

/// A list of feeds as OPML 2.0, folders and order kept.
pub fn write_feeds(title: &str, feeds: &[FeedLink]) -> String {
    let escape = |s: &str| html_escape::encode_double_quoted_attribute(s).into_owned();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(out, "  <head><title>{}</title></head>\n  <body>", html_escape::encode_text(title));
    let mut open: Vec<&str> = Vec::new();
    let indent = |depth: usize| "  ".repeat(depth + 2);
    for feed in feeds {
        let common = open.iter().zip(&feed.folders).take_while(|(a, b)| *a == *b).count();
        while open.len() > common {
            open.pop();
            let _ = writeln!(out, "{}</outline>", indent(open.len()));
        }
        for folder in feed.folders.iter().skip(common) {
            let _ = writeln!(out, "{}<outline text=\"{}\">", indent(open.len()), escape(folder));
            open.push(folder);
        }
        let _ = write!(
            out,
            "{}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
            indent(open.len()),
            escape(&feed.url),
            title = escape(&feed.title)
        );
        if let Some(site) = &feed.site {
            let _ = write!(out, " htmlUrl=\"{}\"", escape(site));
        }
        if let Some(language) = &feed.language {
            let _ = write!(out, " language=\"{}\"", escape(language));
        }
        out.push_str("/>\n");
    }
    while open.pop().is_some() {
        let _ = writeln!(out, "{}</outline>", indent(open.len()));
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_out_as_it_came_in() {
        let feed = |folders: &[&str], title: &str, url: &str| FeedLink {
            folders: folders.iter().map(|f| (*f).to_owned()).collect(),
            title: title.to_owned(),
            url: url.to_owned(),
            site: Some("https://coast.example/?a=1&b=2".to_owned()),
            language: None,
        };
        let feeds = vec![
            feed(&[], "Top <1>", "https://coast.example/feed"),
            feed(&["News", "Harbour \"East\""], "Herald", "https://herald.example/rss?x=1&y=2"),
            feed(&["News"], "Post", "https://post.example/rss"),
            feed(&["Sport"], "Kick", "https://kick.example/rss"),
        ];
        let opml = write_feeds("My feeds & more", &feeds);
        assert_eq!(read_feeds(&opml), feeds);
        assert!(Opml.sniff(opml.as_bytes()));
    }

    #[test]
    fn a_list_that_is_not_well_formed_still_gives_its_feeds_each_once() {
        let opml = "<opml><body><outline text='A'><outline text='B' xmlUrl='https://b.example/f'>\
                    <outline title='C' xmlurl='https://c.example/f' /><outline text='B again' xmlUrl='https://b.example/f'/>";
        let feeds = read_feeds(opml);
        assert_eq!(feeds.iter().map(|f| f.title.as_str()).collect::<Vec<_>>(), ["B", "C"]);
        assert_eq!(feeds[0].folders, ["A"]);
    }
}
