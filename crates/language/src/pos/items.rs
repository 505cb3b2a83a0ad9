//! *What does the tagger see of a word?*
//!
//! Its hash, its ends, its shape, what it can be ([`Words`]; an unknown one by the known word it is made from), and of a
//! capitalised word also what the lists say and how the word is written elsewhere in the text: "Harbour" at the head of a
//! sentence is no name in a text that also has "harbour".

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{NAME, NUMBER, allowed};
use crate::linear::{feature, hash, hash_joined};
use crate::lists::{self, Kinds};
use crate::number::is_cardinal;
use crate::words::Words;
use crate::{Sentence, Token, TokenKind};

/// What the features of one token are made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    pub(super) word: u32,
    pub(super) ends: [u32; 3],
    pub(super) begin: u32,
    /// Letters, capitals, digits, and whether it opens a sentence.
    pub(super) shape: u32,
    /// The tags that the word had in training, a bit each; of one seldom seen, what its base has and how it is made from it.
    pub(super) can: u32,
    /// Of a capitalised word: its kinds in the lists.
    pub(super) listed: u32,
    /// Of a capitalised word: how it is written elsewhere in the text.
    pub(super) elsewhere: u32,
    /// Whether it was seen often enough in training.
    known: bool,
    /// The one tag that the word always has here, as a mask; otherwise the tags that its kind allows.
    mask: u32,
}

/// The bit of the shape of a word that opens a sentence.
const OPENS: u32 = 1 << 5;
/// … that stands in a headline.
const HEADLINE: u32 = 1 << 6;

impl Item {
    pub(super) const OUTSIDE: Item = Item {
        word: 1,
        ends: [1; 3],
        begin: 1,
        shape: 99,
        can: 1 << 31,
        listed: 0,
        elsewhere: 0,
        known: false,
        mask: 0,
    };

    /// The tags to choose from.
    pub fn allowed(&self) -> u32 {
        self.mask
    }

    /// The key of the word in [`Words`], where what it was elsewhere tells what it is here: not in capitals.
    pub fn key(&self) -> Option<u32> {
        self.plain().then_some(self.word)
    }

    fn plain(self) -> bool {
        let class = self.shape & 15;
        let opens = self.shape & (OPENS | HEADLINE) == OPENS;
        matches!(class, 1 | 5 | 8 | 9) || (class == 2 && opens)
    }

    /// Whether it is a word with a capital.
    pub(super) fn capital(self) -> bool {
        matches!(self.shape & 15, 2..=5)
    }

    /// Whether it can be a ruler's name: "Aleksei", "ALEKSEI".
    fn rules(self) -> bool {
        matches!(self.shape & 15, 2 | 3) && self.shape & OPENS == 0
    }

    /// Whether its capital says something: neither at the head of a sentence nor in a headline.
    fn tells(self) -> bool {
        self.capital() && self.shape & (OPENS | HEADLINE) == 0
    }
}

/// Prepares all tokens of a text.
pub fn items(words: &Words<'_>, text: &str, tokens: &[Token], sentences: &[Sentence], out: &mut Vec<Item>) {
    out.clear();
    out.reserve(tokens.len());
    for sentence in sentences {
        if let Some(tokens) = tokens.get(sentence.tokens.clone()) {
            sentence_items(words, text, tokens, out);
        }
    }
    elsewhere(out);
}

fn sentence_items(words: &Words<'_>, text: &str, tokens: &[Token], out: &mut Vec<Item>) {
    let (mut capital, mut all) = (0, 0);
    for token in tokens.iter().filter(|t| t.kind == TokenKind::Word) {
        let word = token.span.of(text);
        all += 1;
        capital += usize::from(word.starts_with(char::is_uppercase));
    }
    // In a headline capitals say little.
    let headline = all >= 3 && capital * 10 > all * 7;
    for (i, token) in tokens.iter().enumerate() {
        let word = token.span.of(text);
        let mut item = item(word, token.kind, i == 0, headline);
        item.mask = allowed(token.kind);
        if let Some(known) = words.get(item.word) {
            item.can = known.tags;
            item.known = true;
            if known.sure && item.plain() {
                item.mask = known.tags;
            }
        } else if token.kind == TokenKind::Word && item.plain() && is_cardinal(word) {
            // "Sixty" opens few sentences of any treebank.
            item.mask = NUMBER;
        } else if token.kind == TokenKind::Word {
            item.can = made_from(words, word.as_bytes());
        }
        if item.capital() {
            item.listed = u32::from(lists::kinds_of_hash(item.word).0);
        }
        out.push(item);
    }
}

/// What the corpora have a handful of, by rule: "I" behind the name of a ruler, before a mark, is a number ("Tsar Aleksei I,"); a
/// listed name that is no known word and opens a sentence before a comma is a name ("Reed, meanwhile,").
pub(super) fn settle(items: &mut [Item]) {
    let (comma, numeral) = (hash(b","), hash(b"i"));
    let person = u32::from(Kinds::FORENAME.0 | Kinds::SURNAME.0);
    for at in 0..items.len() {
        let item = items[at];
        let opens = item.shape & (OPENS | 15) == OPENS | 2;
        if opens
            && item.listed & person != 0
            && !item.known
            && items.get(at + 1).is_some_and(|n| n.word == comma)
        {
            items[at].mask = NAME;
        }
    }
    for at in 1..items.len() {
        let mark = items.get(at + 1).is_none_or(|next| next.shape & 15 == 8);
        if mark && items[at].shape & 15 == 5 && items[at].word == numeral && items[at - 1].rules() {
            items[at].mask = NUMBER;
        }
    }
}

/// How often a word of the text stands in small letters, and with a capital that says something.
#[derive(Clone, Copy, Default)]
struct Seen {
    small: u8,
    capital: u8,
}

/// Says of each capitalised word how it is written elsewhere.
fn elsewhere(items: &mut [Item]) {
    let mut seen: FxHashMap<u32, Seen> = FxHashMap::default();
    for item in items.iter().filter(|i| i.capital()) {
        let seen = seen.entry(item.word).or_default();
        seen.capital = seen.capital.saturating_add(u8::from(item.tells()));
    }
    if seen.is_empty() {
        return;
    }
    for item in items.iter().filter(|i| i.shape & 15 == 1) {
        if let Some(seen) = seen.get_mut(&item.word) {
            seen.small = seen.small.saturating_add(1);
        }
    }
    for item in items.iter_mut().filter(|i| i.capital()) {
        let Some(seen) = seen.get(&item.word) else { continue };
        let capital = seen.capital.saturating_sub(u8::from(item.tells()));
        let balance = match (seen.small, capital) {
            (0, 0) => 1,
            (0, 1) => 2,
            (0, _) => 3,
            (1, 0) => 4,
            (_, 0) => 5,
            (small, capital) if small > capital => 6,
            _ => 7,
        };
        item.elsewhere = balance;
    }
}

/// Endings, and what the known word has in their place.
const ENDINGS: [(&[u8], &[u8]); 19] = [
    (b"ies", b"y"),
    (b"ied", b"y"),
    (b"s", b""),
    (b"es", b""),
    (b"ed", b""),
    (b"ed", b"e"),
    (b"ing", b""),
    (b"ing", b"e"),
    (b"ly", b""),
    (b"er", b""),
    (b"er", b"e"),
    (b"est", b""),
    (b"ness", b""),
    (b"", b"s"),
    (b"", b"ed"),
    (b"", b"ing"),
    (b"e", b"ed"),
    (b"e", b"ing"),
    (b"", b"ly"),
];

/// What an unknown word can be, by the first known word that it is made from, or that is made from it; 0 if there is none.
fn made_from(words: &Words<'_>, word: &[u8]) -> u32 {
    if word.len() < 4 {
        return 0;
    }
    let tags = |stem: &[u8], tail: &[u8]| words.get(hash_joined(stem, tail)).map(|k| k.tags);
    let made = |how: usize, tags: u32| feature(50, how as u32, tags);
    if let Some(at) = word.iter().rposition(|b| *b == b'-') {
        return tags(&word[at + 1..], b"").map_or(0, |t| made(40, t));
    }
    for (how, (ending, instead)) in ENDINGS.iter().enumerate() {
        let Some((stem, tail)) = word.split_at_checked(word.len().saturating_sub(ending.len())) else {
            continue;
        };
        if stem.len() < 3 || !tail.eq_ignore_ascii_case(ending) {
            continue;
        }
        if let Some(tags) = tags(stem, instead) {
            return made(how, tags);
        }
        // "planned", "planning"
        if let [inner @ .., a, b] = stem
            && a == b
            && instead.is_empty()
            && matches!(*ending, b"ed" | b"ing" | b"er")
            && let Some(tags) = tags(&stem[..=inner.len()], b"")
        {
            return made(how, tags);
        }
    }
    for (how, prefix) in [(41, &b"un"[..]), (42, b"re"), (43, b"non"), (44, b"over"), (45, b"pre")] {
        if let Some((head, rest)) = word.split_at_checked(prefix.len())
            && rest.len() > 3
            && head.eq_ignore_ascii_case(prefix)
            && let Some(tags) = tags(rest, b"")
        {
            return made(how, tags);
        }
    }
    0
}

fn item(word: &str, kind: TokenKind, opens: bool, headline: bool) -> Item {
    // "’s" as "'s"; no copy for the others.
    let plain = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.replace('’', "'")) };
    let bytes = plain.as_bytes();
    let n = bytes.len();
    let end = |k: usize| hash(&bytes[n.saturating_sub(k)..]);
    let class = match kind {
        TokenKind::Word => word_class(word),
        TokenKind::Number => 7,
        TokenKind::Punctuation => 8,
        TokenKind::Symbol => 9,
        TokenKind::Url => 10,
        TokenKind::Handle => 11,
        TokenKind::Hashtag => 12,
        TokenKind::Emoji => 13,
    };
    let hyphen = u32::from(word.contains('-') && n > 1) << 4;
    Item {
        word: hash(bytes),
        ends: [end(2), end(3), end(4)],
        begin: hash(&bytes[..n.min(3)]),
        shape: class | hyphen | if opens { OPENS } else { 0 } | if headline { HEADLINE } else { 0 },
        ..Item::default()
    }
}

/// Small, capital, all capitals, mixed, an initial, with a digit.
pub(crate) fn word_class(word: &str) -> u32 {
    let mut upper = 0;
    let mut lower = 0;
    let mut first_upper = false;
    for (i, c) in word.chars().enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_numeric() {
            return 6;
        }
    }
    match (first_upper, upper, lower) {
        (_, 0, _) => 1,
        (true, 1, 0) => 5,
        (_, _, 0) => 3,
        (true, 1, _) => 2,
        _ => 4,
    }
}
