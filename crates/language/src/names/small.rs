//! *Which places are named in a text that is written without capitals?*
//!
//! Posts and messages that reports print: where a sentence opens in small letters or writes "i", the countries and places of the
//! lists are names in small letters, too, but for those that are common words ("turkey"). Persons and organisations are left
//! out on purpose: too many of them are common words.

use copydesk_model::{EntityKind, Span};

use crate::linear::hash;
use crate::lists::{self, Kinds, Listed};
use crate::{Analysis, Name, TokenKind, Upos};

/// Places that are common words in small letters.
const COMMON: &[&str] = &[
    "turkey",
    "china",
    "jordan",
    "chad",
    "guinea",
    "jersey",
    "nice",
    "reading",
    "mobile",
    "orange",
    "lima",
    "male",
    "phoenix",
    "split",
    "hull",
    "bath",
    "cork",
    "march",
    "buffalo",
    "bordeaux",
    "cologne",
    "champagne",
    "java",
    "panama",
    "gulf",
    "west",
    "east",
    "north",
    "south",
    "coast",
    "states",
    "union",
    "holy see",
    "capital",
    "independence",
    "victoria",
    "georgia",
    "mali",
    "togo",
    "santiago",
    "lincoln",
    "wells",
    "sale",
    "deal",
    "battle",
    "providence",
    "aurora",
    "olympia",
    "concord",
    "salvador",
    "sierra",
    "cape",
    "surrey",
    "essex",
    "stone",
    "rugby",
    "derby",
    "swan",
    "boulder",
    "madras",
    "angola",
    "bali",
    "crete",
    "gaza",
    "oman",
    "peru",
    "island",
    "islands",
];

/// Whether a sentence is written without capitals.
fn is_small(text: &str, analysis: &Analysis, tokens: std::ops::Range<usize>) -> bool {
    let words = analysis.tokens.get(tokens).unwrap_or_default();
    let opens_small = words.first().is_some_and(|t| t.text(text).starts_with(char::is_lowercase));
    words.len() > 2 && (opens_small || words.iter().any(|t| t.text(text) == "i"))
}

/// Adds the places in small letters.
pub(super) fn add_places(text: &str, analysis: &mut Analysis) {
    let mut found = Vec::new();
    let mut hashes = Vec::new();
    let mut listed = Vec::new();
    for sentence in &analysis.sentences {
        if !is_small(text, analysis, sentence.tokens.clone()) {
            continue;
        }
        let tokens = analysis.tokens.get(sentence.tokens.clone()).unwrap_or_default();
        hashes.clear();
        hashes.extend(tokens.iter().map(|t| hash(t.text(text).as_bytes())));
        listed.clear();
        listed.resize(tokens.len(), Listed::default());
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::Word && token.text(text).starts_with(char::is_lowercase) {
                lists::mark(hashes[at..].iter().copied(), at, &mut listed);
            }
        }
        let places = Kinds::COUNTRY.0 | Kinds::PLACE.0;
        let mut at = 0;
        while at < tokens.len() {
            let first = at;
            at += 1;
            let alone = listed[first].alone & places != 0;
            if !alone && listed[first].begins & places == 0 {
                continue;
            }
            if !alone || listed[first].begins & places != 0 {
                while at < tokens.len() && listed[at].within & places != 0 {
                    at += 1;
                }
            }
            let span = tokens[first].span.cover(tokens[at - 1].span);
            if fits(text, span, &tokens[first..at]) {
                let from = sentence.tokens.start;
                found.push(Name { span, tokens: from + first..from + at, kind: EntityKind::Place });
            }
        }
    }
    found.retain(|f: &Name| {
        let next = analysis.names.partition_point(|n| n.span.end() <= f.span.start());
        analysis.names.get(next).is_none_or(|n| n.span.start() >= f.span.end())
    });
    if !found.is_empty() {
        analysis.names.append(&mut found);
        analysis.names.sort_by_key(|n| n.span.start());
    }
}

/// Whether the words are written small, are nouns, and are no common words.
fn fits(text: &str, span: Span, tokens: &[crate::Token]) -> bool {
    let words = span.of(text);
    words.len() > 3
        && words.chars().all(|c| c.is_lowercase() || c.is_whitespace())
        && !COMMON.contains(&words)
        && tokens.last().is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::X))
}

#[cfg(test)]
mod tests {
    use crate::Language;

    fn names(text: &str) -> Vec<&str> {
        let analysis = Language::embedded().analyse(text, Some("en"));
        analysis.names.iter().map(|n| n.span.of(text)).collect()
    }

    #[test]
    fn places_are_found_in_a_message_without_capitals() {
        assert_eq!(names("i am going to san francisco with turkey sandwiches"), ["san francisco"]);
    }

    #[test]
    fn small_letters_are_no_place_in_a_sentence_with_capitals() {
        assert_eq!(names("The mexico of the label was a misprint."), Vec::<&str>::new());
    }
}
