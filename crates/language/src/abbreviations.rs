//! *Does this full stop belong to its word?*
//!
//! Abbreviations by what may follow them, from a list; forms with inner stops ("U.S.", "a.m.") and initials are
//! told by their shape in the tokenizer.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What may follow an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// "Mr.": a name; it never ends a sentence.
    Title,
    /// "No.", "p.": an abbreviation only before a number.
    Number,
    /// "Oct.": goes on before a number.
    Date,
    /// "e.g.": goes on whatever follows.
    Never,
    /// "Inc.": may end a sentence.
    Open,
}

static LIST: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut list = FxHashMap::default();
    for line in include_str!("../data/abbreviations.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let class = match words.next() {
            Some("title") => Class::Title,
            Some("number") => Class::Number,
            Some("date") => Class::Date,
            Some("never") => Class::Never,
            _ => Class::Open,
        };
        list.extend(words.map(|w| (w, class)));
    }
    list
});

/// The class of the abbreviation `word`, given without its last full stop.
pub(crate) fn class(word: &str) -> Option<Class> {
    if word.len() > 12 { None } else { LIST.get(word).copied() }
}
