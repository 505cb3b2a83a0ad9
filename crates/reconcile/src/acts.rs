//! *What happens in these words?*
//!
//! Verbs and nouns of happening, from a list in which "was arrested" and "the arrest" are one act; other verbs are known by
//! an irregular past form or a regular ending. No parser: a clause is the set of its acts.

use std::sync::LazyLock;

use copydesk_language::{Upos, lemma, stem};
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::words::{each, is_stop};

/// Each form of the list and the name of its act.
static ACTS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut acts = FxHashMap::default();
    for line in include_str!("../data/acts.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        acts.entry(name).or_insert(name);
        for word in words {
            acts.entry(word).or_insert(name);
        }
    }
    acts
});

/// Verbs that tell of no happening.
const IDLE: &[&str] = &[
    "be", "have", "do", "say", "tell", "get", "make", "take", "come", "go", "know", "think", "see",
    "include", "involve", "become", "seem", "want", "need", "use", "call", "add", "continue", "expect",
    "plan", "try", "help", "let", "keep", "put", "set", "give", "feel", "mean", "show", "bring", "work",
    "live", "stay", "remain", "hold",
];

/// An act and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) name: String,
    /// Index of its word among the words of the stretch.
    pub(crate) at: usize,
    /// Whether the list knows it.
    pub(crate) known: bool,
}

/// The acts of a stretch, in order, and the stems of its other words of content.
pub(crate) fn acts(text: &str, span: Span) -> (Vec<Act>, Vec<String>) {
    let (mut acts, mut rest) = (Vec::new(), Vec::new());
    let mut next = 0;
    each(text, span, |word, key| {
        let at = next;
        next += 1;
        let key = key.strip_suffix("'s").unwrap_or(key);
        let capital = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let capital = at > 0 && capital.starts_with(char::is_uppercase);
        if let Some(name) = ACTS.get(key).filter(|_| !capital) {
            acts.push(Act { name: (*name).to_owned(), at, known: true });
        } else if let Some(name) = verb(key).filter(|_| !capital) {
            acts.push(Act { name, at, known: false });
        } else if !is_stop(key) && key.len() > 2 && !key.starts_with(|c: char| c.is_ascii_digit()) {
            rest.push(stem(key).into_owned());
        }
    });
    (acts, rest)
}

/// The lemma of a word that shows itself to be a verb of happening.
fn verb(key: &str) -> Option<String> {
    let base = lemma(key, Upos::Verb);
    let shows =
        key.len() > 4 && key.ends_with("ed") || base != key && !key.ends_with('s') && !key.ends_with("ing");
    (shows && !is_stop(key) && !IDLE.contains(&&*base)).then(|| base.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_and_its_noun_are_one_act() {
        let names = |text: &str| -> Vec<String> {
            acts(text, Span::new(0, text.len())).0.into_iter().map(|a| a.name).collect()
        };
        assert_eq!(names("her arrest"), names("she was arrested"));
        assert_eq!(names("the couple announced they’d lost the farm"), ["tell", "lose"]);
        assert_eq!(names("a pier collapsed"), ["collapse"]);
        assert!(names("he had been there and said so").is_empty());
    }
}
