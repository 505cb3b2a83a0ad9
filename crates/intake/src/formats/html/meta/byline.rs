//! *Who wrote it?*
//!
//! The names that the page states or shows, freed of what stands around them.

use super::Meta;
use crate::formats::html::collapse;
use crate::formats::html::tree::decode;

/// A date is beside the headline if so many runs of words stand between them, and not more.
/// And a byline, if so many stand behind the headline at most.
pub(super) const CREDIT: u32 = 12;

impl Meta {
    /// A run of words such as `By Ada Quill`, in one piece or in two.
    pub(super) fn credit(&mut self, raw: &str) {
        let raw = raw.trim();
        if self.credits.len() >= 50 || !(3..=80).contains(&raw.len()) {
            return;
        }
        let words = decode(raw);
        let name = match led(&words) {
            Some(name) => name,
            None if led(&format!("{} ", self.before.trim())) == Some("") => &words,
            None => return,
        };
        let plain = |w: &str| {
            w.starts_with(char::is_uppercase)
                || matches!(w, "and" | "und" | "et" | "de" | "van" | "von" | "&")
        };
        let count = name.split_whitespace().count();
        if (2..=8).contains(&count)
            && name.split_whitespace().all(plain)
            && !name.contains(|c: char| c.is_ascii_digit() || matches!(c, '!' | '?' | ':' | '@'))
        {
            self.credits.push((self.passed, name.to_owned()));
        }
    }

    /// Who wrote it, without "By". A person goes before the outlet, which many pages name as the author of all.
    pub(crate) fn byline(&self) -> Option<String> {
        let mut ranked: Vec<&(u8, String)> = self.authors.iter().collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut names = ranked.iter().filter_map(|(_, name)| clean_name(name));
        let first = names.next()?;
        if self.is_site(&first) {
            return names.find(|name| !self.is_site(name) && is_person(name)).or(Some(first));
        }
        Some(first)
    }
}

/// Words before a name that say that it is the author's.
const CREDITS: &[&str] = &[
    "this post was written by",
    "view all posts by",
    "more about",
    "article by",
    "authored by",
    "posted by",
    "story by",
    "words by",
    "written by",
    "text von",
    "authors",
    "author",
    "autor",
    "door",
    "text",
    "par",
    "por",
    "von",
    "by",
    "di",
];

/// What follows words such as `By`; none where there are none.
fn led(words: &str) -> Option<&str> {
    CREDITS.iter().find_map(|lead| {
        let head = words.get(..lead.len()).filter(|h| h.eq_ignore_ascii_case(lead))?;
        let rest = words.get(head.len()..)?;
        // `byAda Quill`, where the page parts them by its looks alone.
        let joined = head.ends_with("by") && rest.starts_with(char::is_uppercase);
        let rest = rest.strip_prefix([':', ' ', '\u{a0}']).or(joined.then_some(rest))?;
        Some(rest.trim_start_matches([':', ' ', '\u{a0}']))
    })
}

/// Whether a name can be that of a person or two, by its looks.
fn is_person(name: &str) -> bool {
    const NOT: &[&str] = &[
        "facebook", "twitter", "share", "photo", "foto", "image", "follow", "staff", "news", "writer",
        "strategy",
    ];
    let lower = name.to_lowercase();
    (2..=8).contains(&name.split_whitespace().count())
        && !name.contains([':', '/', '|'])
        && name.starts_with(char::is_uppercase)
        && !NOT.iter().any(|w| lower.contains(w))
}

/// Where a name ends and something else begins.
const BEHIND: &[&str] = &[
    " | ",
    " reviewed by ",
    " medically reviewed",
    " fact checked",
    " edited by ",
    " updated ",
    " published ",
];

/// Words in the place of a name that are none.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "staff",
    "null",
    "undefined",
    "unknown",
    "editor",
    "author",
    "authors",
    "the author",
    "guest",
    "posted by",
    "written by",
    "reviewed by",
    "view more posts",
    "view all posts",
    "sign in",
    "log in",
    "by",
    "share",
    "follow",
    "about the author",
    "read more",
    "comments",
];

/// A byline as a name; none for what is no name.
fn clean_name(printed: &str) -> Option<String> {
    let printed = collapse(printed);
    let mut name = printed.trim();
    while let Some(rest) = led(name).filter(|rest| !rest.is_empty()) {
        name = rest;
    }
    let lower = name.to_ascii_lowercase();
    let end = BEHIND.iter().filter_map(|b| lower.find(b)).filter(|at| *at > 3).min().unwrap_or(name.len());
    let name = if end < name.len() { name.get(..end).unwrap_or(name).trim_end_matches('.') } else { name };
    let name = name.split([' ']).filter(|w| !w.is_empty() && !w.contains('@')).collect::<Vec<_>>().join(" ");
    let name = name.trim_matches([',', '|', '-', ':', '·', ' ', ';', '✉', '»']).to_owned();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let lower = name.to_lowercase();
    // A key of a program, such as `page.author`.
    let key = lower == name && name.matches('.').count() > 1 && !name.contains(' ') && name.is_ascii();
    let known = NOBODY.contains(&lower.as_str()) || lower.ends_with(" written by");
    (letters >= 2 && digits <= 2 && !known && !key && name.chars().count() <= 120 && !name.contains("://"))
        .then_some(name)
}
