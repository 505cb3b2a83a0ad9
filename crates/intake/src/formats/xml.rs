//! Walking over XML as it comes: well-formed or not, one tag or run of words after another.
//!
//! Nothing is built, so nothing can nest too deep; entities that a document declares itself are not expanded, so
//! nothing can grow ([`bomb`] tells that it would have). The readers of feeds, OPML, NewsML-G2 and NITF stand on this.

use std::borrow::Cow;

use crate::formats::html::decode;
use memchr::{memchr, memchr2, memmem};

/// What a tag or what lies between two of them is.
pub(crate) enum Event<'a> {
    Start { name: &'a str, attrs: &'a str, empty: bool },
    End { name: &'a str },
    Text(Cow<'a, str>),
}

/// Walks over XML, well-formed or not.
pub(crate) struct Walk<'a> {
    pub(crate) xml: &'a str,
    pub(crate) at: usize,
}

impl<'a> Walk<'a> {
    fn find(&self, from: usize, what: &str) -> Option<usize> {
        self.xml.get(from..)?.find(what).map(|at| from + at)
    }

    pub(crate) fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let rest = self.xml.get(self.at..).filter(|r| !r.is_empty())?;
            if !rest.starts_with('<') {
                let end = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.at += end;
                return Some(Event::Text(decode(rest.get(..end)?)));
            }
            if rest.starts_with("<![CDATA[") {
                let from = self.at + 9;
                let end = self.find(from, "]]>").unwrap_or(self.xml.len());
                self.at = (end + 3).min(self.xml.len());
                return Some(Event::Text(Cow::Borrowed(self.xml.get(from..end)?)));
            }
            if rest.starts_with("<!--") {
                self.at = self.find(self.at + 4, "-->").map_or(self.xml.len(), |e| e + 3);
                continue;
            }
            let end = tag_end(rest.as_bytes());
            let inner = rest.get(1..end.unwrap_or(rest.len()))?;
            self.at = end.map_or(self.xml.len(), |e| self.at + e + 1);
            if inner.starts_with(['!', '?']) {
                if inner.starts_with("!DOCTYPE") && inner.contains('[') {
                    // The declarations inside are not read: entities of the document's own are never expanded.
                    self.at = self.find(self.at, "]>").map_or(self.at, |e| e + 2);
                }
                continue;
            }
            if let Some(name) = inner.strip_prefix('/') {
                return Some(Event::End { name: name.trim() });
            }
            let empty = inner.ends_with('/');
            let inner = inner.trim_end_matches('/');
            let (name, attrs) = inner.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inner, ""));
            return Some(Event::Start { name, attrs, empty });
        }
    }
}

/// An attribute out of the inside of a tag.
pub(crate) fn attribute<'a>(attrs: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut from = 0;
    while let Some(at) = attrs.get(from..)?.find(name) {
        let start = from + at;
        from = start + name.len();
        let before = attrs.get(..start)?.chars().next_back();
        let rest = attrs.get(from..)?.trim_start();
        if before.is_none_or(char::is_whitespace)
            && let Some(value) = rest.strip_prefix('=')
        {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return Some(decode(value.get(1..)?.split(quote).next()?));
        }
    }
    None
}

/// Where a tag ends. A `>` inside quotation marks does not end it, unless the marks are never closed.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let first = memchr(b'>', rest)?;
    let marks = |bytes: &[u8], mark: u8| memchr::memchr_iter(mark, bytes).count() % 2 == 1;
    let inner = rest.get(..first)?;
    let open = marks(inner, b'"') || (!inner.contains(&b'"') && marks(inner, b'\''));
    if !open {
        return Some(first);
    }
    // Look a little further for the end of the value and of the tag.
    let mut quote = None;
    for (at, byte) in rest.iter().enumerate().take(4096) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'>') => return Some(at),
            (None, b'<') if at > 0 => break,
            _ => {}
        }
    }
    Some(first)
}

/// The name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// An entity that the document declares and that is made of other entities or of another file, as the bombs are.
pub(crate) fn bomb(xml: &str) -> Option<&str> {
    let head = xml.get(..xml.len().min(64 << 10)).or_else(|| xml.get(..floor(xml, 64 << 10)))?;
    let mut rest = head.get(memmem::find(head.as_bytes(), b"<!DOCTYPE")?..)?;
    while let Some(at) = memmem::find(rest.as_bytes(), b"<!ENTITY") {
        rest = rest.get(at + 8..)?;
        let end = memchr2(b'>', b'<', rest.as_bytes()).unwrap_or(rest.len());
        let declared = rest.get(..end)?;
        let mut words = declared.split_ascii_whitespace();
        let name = words.next()?;
        let value = declared.get(declared.find(name)? + name.len()..)?.trim();
        let outside = value.starts_with("SYSTEM") || value.starts_with("PUBLIC") || name == "%";
        if outside || value.matches('&').count() > 1 || value.len() > 1000 {
            return Some(name);
        }
    }
    None
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_may_hold_its_own_end_in_a_value_and_a_bomb_is_told() {
        let mut walk = Walk { xml: "<a t=\"x > y\">z</a><b t=\"never closed>w", at: 0 };
        let Some(Event::Start { attrs, .. }) = walk.next() else { panic!() };
        assert_eq!(attribute(attrs, "t").as_deref(), Some("x > y"));
        let bombs =
            "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss>&b;</rss>";
        assert_eq!(bomb(bombs), Some("b"));
        assert_eq!(bomb("<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"), Some("x"));
        assert_eq!(bomb("<!DOCTYPE l [<!ENTITY nbsp \"&#160;\">]>"), None);
        assert_eq!(bomb("<rss>no doctype</rss>"), None);
    }
}
