//! *Which of the page's headings and titles is the headline?*
//!
//! The heading that readers see, unless it is the stated title with a kicker before it.

use super::{Meta, best, fold};
use crate::dates;
use crate::formats::html::collapse;
use crate::outlet;

/// What parts a headline from the name of the site.
const SIGNS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "];

/// Most bytes of a heading or a date that are looked at.
pub(super) const HEADING: usize = 2000;

impl Meta {
    /// The headline, without the outlet's name that pages put behind it.
    pub(crate) fn title(&self) -> Option<String> {
        self.chosen().map(|title| self.letters(title))
    }

    /// The letters and marks in which the page says a headline. Where one source writes `vs` and three write `vs.`, the three
    /// have it as its author wrote it.
    fn letters(&self, title: String) -> String {
        let own = fold(&title);
        let mut said: Vec<(u8, String)> = self
            .titles
            .iter()
            .map(|(rank, t)| (*rank, self.bare(&collapse(t))))
            .filter(|(_, t)| fold(t) == own)
            .collect();
        said.sort();
        said.dedup();
        let count = |words: &str| said.iter().filter(|(_, t)| t == words).count();
        if count(&title) > 1 {
            return title;
        }
        // The first of the best rank, so that the choice is the same every time.
        said.iter().find(|(_, t)| count(t) >= 3).map_or(title, |(_, t)| t.clone())
    }

    fn chosen(&self) -> Option<String> {
        let mut heads: Vec<&str> = Vec::new();
        for (_, head) in self.titles.iter().filter(|(rank, _)| *rank == 4) {
            if !heads.contains(&head.as_str()) {
                heads.push(head);
            }
        }
        let stated = best(&self.titles.iter().filter(|(r, _)| *r != 4).cloned().collect::<Vec<_>>())
            .map(str::to_owned);
        let stated = stated.map(|t| collapse(&t));
        let Some(stated) = stated else { return heads.first().map(|h| (*h).to_owned()) };
        let stated = self.uncut(stated);
        let (own, ends) = (fold(&stated), fold(&self.bare(&stated)));
        // A kicker that the page sets above its heading, and that link and window both carry: `Quay fire: …`.
        let rank = |r: u8| self.titles.iter().find(|(rank, _)| *rank == r).map(|(_, t)| self.bare(t));
        if let (Some(linked), Some(window)) = (rank(2), rank(6))
            && let Some((_, rest)) = linked.split_once(": ").or_else(|| linked.split_once(" / "))
            && fold(rest).chars().count() > 15
            && heads.iter().map(|h| fold(h)).any(|h| h == fold(rest) || h == fold(&linked))
            && fold(&window).starts_with(&fold(&linked))
            && !linked.split_once(": ").is_some_and(|(kicker, _)| self.is_site(kicker))
        {
            return Some(collapse(&linked));
        }
        for head in &heads {
            let head_folded = fold(head);
            if let Some(headline) = without_tail(head, &ends) {
                return Some(headline.to_owned());
            }
            // `The` or `2025` before the stated one is no kicker: the heading says more.
            if ends.chars().count() > 15
                && head_folded.strip_suffix(ends.as_str()).is_some_and(|before| {
                    ["the", "a", "an"].contains(&before)
                        || (!before.is_empty() && before.bytes().all(|b| b.is_ascii_digit()))
                })
            {
                return Some(self.bare(head));
            }
            // The same words: the stated one is free of what the heading's own markup adds, such as a kicker.
            if head_folded == ends || (ends.chars().count() > 15 && head_folded.ends_with(&ends)) {
                return Some(self.bare(&stated));
            }
            // The heading that readers see, without what stands behind it in the stated one.
            if head_folded.len() > 8 && own.starts_with(&head_folded) {
                return Some(self.bare(head));
            }
            // A short one, behind which the stated one sets the name of the site.
            if ends
                .strip_suffix(head_folded.as_str())
                .is_some_and(|kicker| !kicker.is_empty() && self.is_site(kicker))
            {
                return Some((*head).to_owned());
            }
            let before =
                |t: &str| SIGNS.iter().any(|s| t.split_once(s).is_some_and(|(h, _)| fold(h) == head_folded));
            if head_folded.len() > 3 && self.titles.iter().any(|(rank, t)| *rank != 4 && before(t)) {
                return Some((*head).to_owned());
            }
        }
        // A long heading that stands alone is the headline; the stated one is a variant for search engines. Of
        // several, one that shares its words.
        let long = |h: &&&str| h.len() > 20 && h.split(' ').count() >= 4 && h.len() < 200;
        match heads.as_slice() {
            // One that shares no word with what the page states of itself is no headline.
            [only] if long(&only) => {
                let stated = self.titles.iter().filter(|(rank, _)| *rank != 4);
                if stated.map(|(_, t)| similar(only, &self.bare(t))).fold(0.0, f32::max) >= 0.1 {
                    return Some(self.bare(only));
                }
            }
            several => {
                let stated = self.bare(&stated);
                if let Some(head) = several.iter().find(|h| long(h) && similar(h, &stated) >= 0.5) {
                    return Some(self.bare(head));
                }
            }
        }
        Some(self.bare(&stated))
    }

    /// The whole of a headline that data cut at 110 letters, as search engines ask, where another source has it.
    fn uncut(&self, stated: String) -> String {
        let cut = stated.trim_end_matches(['.', '…', ' ']);
        if !(95..=112).contains(&cut.chars().count()) {
            return stated;
        }
        let others = self.titles.iter().filter(|(rank, _)| *rank != 4).map(|(_, t)| self.bare(&collapse(t)));
        let whole = others
            .filter(|t| {
                t.strip_prefix(cut).is_some_and(|rest| {
                    fold(rest).len() > 8 && !rest.trim_start().starts_with(['|', '-', '–', '—'])
                })
            })
            .max_by_key(String::len);
        whole.unwrap_or(stated)
    }

    /// Whether these words are the name of the site, as in `Coast Herald Blog: …`.
    pub(super) fn is_site(&self, words: &str) -> bool {
        let words = fold(words);
        let host = best(&self.urls).and_then(outlet::from_url).unwrap_or_default();
        let label = fold(host.rsplit('.').nth(1).unwrap_or_default());
        (label.len() > 3 && words.contains(&label) && words.len() <= label.len() + 8)
            || self.outlet().is_some_and(|o| fold(&o) == words)
    }

    /// A title without ` | Outlet` or ` - Outlet` at its end.
    fn bare(&self, title: &str) -> String {
        let outlet = fold(&self.outlet().unwrap_or_default());
        let site = fold(&best(&self.urls).and_then(outlet::from_url).unwrap_or_default());
        let mut title = title.trim().trim_start_matches('#').trim_start();
        // Sections may stand before the outlet.
        for _ in 0..3 {
            let known = title;
            for sign in SIGNS {
                if let Some((head, tail)) = title.rsplit_once(sign) {
                    let tail = fold(tail);
                    let named = tail.len() > 1
                        && ((!outlet.is_empty() && (outlet.contains(&tail) || tail.contains(&outlet)))
                            || site.contains(&tail));
                    if (named || *sign == " | ") && head.chars().count() > 10 {
                        title = head.trim();
                    }
                }
            }
            if title == known {
                break;
            }
        }
        // A section before the headline.
        if let Some((section, head)) = title.split_once(" | ")
            && section.chars().count() <= 12
            && head.chars().count() > 20
        {
            title = head.trim();
        }
        title.to_owned()
    }
}

/// A heading that is the stated headline (`ends`, folded) and then what is no words of one: an address or a mark in
/// brackets, a number, a date. Without it.
fn without_tail<'h>(head: &'h str, ends: &str) -> Option<&'h str> {
    let mut left = ends.chars();
    let mut at = 0;
    for (i, c) in head.char_indices() {
        if left.as_str().is_empty() {
            break;
        }
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                if left.next() != Some(lower) {
                    return None;
                }
            }
        }
        at = i + c.len_utf8();
    }
    if !left.as_str().is_empty() || ends.chars().count() <= 15 {
        return None;
    }
    // Marks that stand close are its own.
    let rest = head.get(at..)?;
    let close = rest.find(char::is_whitespace)?;
    let (close, tail) = rest.split_at(close);
    (!close.contains(char::is_alphanumeric) && is_tail(tail.trim()))
        .then(|| head.get(..at + close.len()))
        .flatten()
}

/// Whether words are an address or a mark in brackets, numbers, or a date.
fn is_tail(tail: &str) -> bool {
    if tail.is_empty() || tail.len() > 60 {
        return false;
    }
    dates::parse(tail).is_some()
        || tail.split_whitespace().all(|word| {
            let address =
                word.strip_prefix('(').and_then(|w| w.strip_suffix(')')).is_some_and(|w| w.contains('.'));
            address
                || (word.starts_with('[') && word.ends_with(']'))
                || (word.len() < 4 && word.bytes().all(|b| b.is_ascii_digit()))
        })
}

/// Which heading is the headline: the first that says what the page states of itself, else the first of the first level.
#[derive(Default)]
pub(super) struct Headline {
    stated: Option<u32>,
    first: Option<u32>,
}

impl Headline {
    /// Whether it is still looked for.
    pub(super) fn looks(&self) -> bool {
        self.stated.is_none()
    }

    pub(super) fn see(&mut self, words: &str, first: bool, at: u32, titles: &[(u8, String)]) {
        let own = fold(words);
        let says = |t: &str| {
            let t = fold(t);
            t.len() > 12 && own.len() > 12 && (t.starts_with(&own) || own.starts_with(&t))
        };
        if self.stated.is_none() && titles.iter().any(|(rank, t)| *rank != 4 && says(t)) {
            self.stated = Some(at);
        }
        if first && self.first.is_none() {
            self.first = Some(at);
        }
    }

    pub(super) fn at(&self) -> Option<u32> {
        self.stated.or(self.first)
    }
}

/// Share of the words of one that the other has too.
fn similar(a: &str, b: &str) -> f32 {
    let set = |s: &str| {
        s.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.len() > 2)
            .map(str::to_lowercase)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let (a, b) = (set(a), set(b));
    let both = a.intersection(&b).count() as f32;
    both / a.len().max(b.len()).max(1) as f32
}
