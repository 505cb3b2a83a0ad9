//! *Is this a known name, and of what?*
//!
//! Phrases of several kinds (forenames, countries, organisations, …) looked up token by token, whatever their case.
//! A list only says what a word can be; the models weigh it.

use std::sync::LazyLock;

use copydesk_language_models::LISTS;
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::linear::hash;
use crate::tokenize::tokenize;

/// The kinds of list, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds(pub(crate) u16);

impl Kinds {
    pub(crate) const FORENAME: Kinds = Kinds(1);
    pub(crate) const SURNAME: Kinds = Kinds(1 << 1);
    pub(crate) const COUNTRY: Kinds = Kinds(1 << 2);
    pub(crate) const DEMONYM: Kinds = Kinds(1 << 3);
    pub(crate) const PLACE: Kinds = Kinds(1 << 4);
    pub(crate) const PLACE_WORD: Kinds = Kinds(1 << 5);
    pub(crate) const ORGANISATION: Kinds = Kinds(1 << 6);
    pub(crate) const ORGANISATION_WORD: Kinds = Kinds(1 << 7);
    pub(crate) const TITLE: Kinds = Kinds(1 << 8);
    pub(crate) const CALENDAR: Kinds = Kinds(1 << 9);

    fn named(name: &str) -> Kinds {
        match name {
            "forename" => Self::FORENAME,
            "surname" => Self::SURNAME,
            "country" => Self::COUNTRY,
            "demonym" => Self::DEMONYM,
            "place" => Self::PLACE,
            "place-word" => Self::PLACE_WORD,
            "organisation" => Self::ORGANISATION,
            "organisation-word" => Self::ORGANISATION_WORD,
            "title" => Self::TITLE,
            "calendar" => Self::CALENDAR,
            _ => Kinds(0),
        }
    }

    pub(crate) fn has(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// The longest phrase looked for, in tokens.
const LONGEST: usize = 7;

#[derive(Clone, Copy, Default)]
struct Entry {
    kinds: u16,
    /// Whether a longer phrase begins so.
    longer: bool,
}

static PHRASES: LazyLock<FxHashMap<u64, Entry>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<u64, Entry> = FxHashMap::default();
    phrases.reserve(24_000);
    let mut tokens = Vec::new();
    for (name, lines) in LISTS {
        let kinds = Kinds::named(name);
        for line in lines.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            tokens.clear();
            tokenize(line, Span::new(0, line.len()), &mut tokens);
            let mut key = 0;
            for (i, token) in tokens.iter().enumerate().take(LONGEST) {
                key = extend(key, hash(token.span.of(line).as_bytes()));
                let entry = phrases.entry(key).or_default();
                if i + 1 == tokens.len() {
                    entry.kinds |= kinds.0;
                } else {
                    entry.longer = true;
                }
            }
        }
    }
    phrases
});

fn extend(key: u64, word: u32) -> u64 {
    (key ^ u64::from(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
}

/// What the lists say about one token: kinds of one-token phrases, of longer phrases it begins, and of those it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) alone: u16,
    pub(crate) begins: u16,
    pub(crate) within: u16,
}

impl Listed {
    pub(crate) fn any(self) -> Kinds {
        Kinds(self.alone | self.begins | self.within)
    }
}

/// Marks the phrases that begin at `at` in a sequence of word hashes.
pub(crate) fn mark(words: impl Iterator<Item = u32>, at: usize, out: &mut [Listed]) {
    let mut key = 0;
    for (length, word) in words.take(LONGEST).enumerate() {
        key = extend(key, word);
        let Some(entry) = PHRASES.get(&key) else { return };
        if entry.kinds != 0 {
            if length == 0 {
                if let Some(listed) = out.get_mut(at) {
                    listed.alone |= entry.kinds;
                }
            } else {
                for (i, listed) in out.iter_mut().enumerate().skip(at).take(length + 1) {
                    if i == at {
                        listed.begins |= entry.kinds;
                    } else {
                        listed.within |= entry.kinds;
                    }
                }
            }
        }
        if !entry.longer {
            return;
        }
    }
}

/// What the lists say about a phrase, given by the hashes of its words.
pub(crate) fn kinds_of_phrase(words: impl Iterator<Item = u32>) -> Kinds {
    Kinds(PHRASES.get(&words.fold(0, extend)).map_or(0, |e| e.kinds))
}

/// What the lists say about one word.
pub(crate) fn kinds_of(word: &str) -> Kinds {
    Kinds(PHRASES.get(&extend(0, hash(word.as_bytes()))).map_or(0, |e| e.kinds))
}

/// What the lists say about the word of this hash.
pub(crate) fn kinds_of_hash(word: u32) -> Kinds {
    Kinds(PHRASES.get(&extend(0, word)).map_or(0, |e| e.kinds))
}
