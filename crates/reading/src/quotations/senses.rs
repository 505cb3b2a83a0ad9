//! *What sort of thing does this verb, noun or adjective mean, as far as speech and thought go?*
//!
//! A table of classes of meaning (`data/classes.txt`: saying, believing, intending, blaming, moving …) over dictionary
//! forms. It tells nothing by itself: the forests weigh it.
//!
//! Left out on purpose: which sense a word has in its sentence.

use std::sync::LazyLock;

use copydesk_language::{Upos, lemma};
use rustc_hash::FxHashMap;

/// The kinds of words, by the letter of the data file.
const KINDS: [char; 3] = ['v', 'n', 'a'];

/// How many classes the largest kind has.
pub(super) const MOST: usize = 18;

/// Classes of one word: a bit each, and the first that the file gives it, from 1 on; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Senses {
    pub(super) bits: u32,
    pub(super) first: u8,
}

impl Senses {
    /// Whether it is in the class with that number in the file, from 0 on within its kind.
    pub(super) fn has(self, class: usize) -> bool {
        self.bits & (1 << class) != 0
    }

    /// Whether a noun is one of saying, writing, thinking, intending or judging: the first five of its kind.
    pub(super) fn tells(self) -> bool {
        (self.bits & 0b1_1111) > 0
    }
}

type Table = FxHashMap<&'static str, Senses>;

static TABLES: LazyLock<[Table; 3]> = LazyLock::new(|| {
    let mut tables = [Table::default(), Table::default(), Table::default()];
    let mut numbers = [0_u8; 3];
    for line in include_str!("../../data/classes.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(kind) = words.next().and_then(|w| KINDS.iter().position(|k| w.starts_with(*k))) else {
            continue;
        };
        let number = numbers[kind];
        numbers[kind] += 1;
        for word in words {
            let senses = tables[kind].entry(word).or_default();
            senses.bits |= 1 << number;
            if senses.first == 0 {
                senses.first = number + 1;
            }
        }
    }
    tables
});

fn find(kind: usize, word: &str, upos: Upos) -> Senses {
    let Some(table) = TABLES.get(kind) else { return Senses::default() };
    let lemma = lemma(word, upos);
    if let Some(senses) = table.get(lemma.as_ref()) {
        return *senses;
    }
    // The rules for forms may take a mute "e" off or leave one on.
    let other = match lemma.strip_suffix('e') {
        Some(stem) => table.get(stem),
        None if upos == Upos::Verb => table.get(format!("{lemma}e").as_str()),
        None => None,
    };
    other.copied().unwrap_or_default()
}

/// The classes of a verb, in any form.
pub(super) fn verb(word: &str) -> Senses {
    find(0, word, Upos::Verb)
}

/// The classes of a noun.
pub(super) fn noun(word: &str) -> Senses {
    find(1, word, Upos::Noun)
}

/// The classes of an adjective.
pub(super) fn adjective(word: &str) -> Senses {
    find(2, word, Upos::Adj)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_all_their_forms() {
        for word in ["castigated", "Castigating", "castigate", "says", "thought", "planned"] {
            assert!(verb(word).first > 0, "{word}");
        }
        assert_eq!(noun("claims"), noun("claim"));
        assert!(adjective("confident").first > 0);
        assert_eq!(verb("xyzzy"), Senses::default());
    }

    #[test]
    fn no_kind_has_more_classes_than_the_features_hold() {
        for table in TABLES.iter() {
            assert!(table.values().all(|s| usize::from(s.first) <= MOST && s.bits >> MOST == 0));
        }
    }
}
