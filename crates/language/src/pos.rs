//! *Which part of speech is each word, in which form?*
//!
//! A greedy tagger: from left to right, each token gets the best of [`TAGS`] by a linear model over the words around it, their
//! ends and shapes, what they can be at all ([`Words`]), and the two tags before. Words that are always the same cost no more
//! than looking them up. Trained as an averaged perceptron (Collins 2002) by `copydesk-train`.

use std::borrow::Cow;

use crate::linear::{Linear, feature, hash};
use crate::number::is_cardinal;
use crate::words::Words;
use crate::{Token, TokenKind, Upos, Xpos};

/// What the tagger chooses from: part of speech and form together.
pub const TAGS: [(Upos, Xpos); 32] = [
    (Upos::Adj, Xpos::Other),
    (Upos::Adp, Xpos::Other),
    (Upos::Adv, Xpos::Other),
    (Upos::Aux, Xpos::Base),
    (Upos::Aux, Xpos::Past),
    (Upos::Aux, Xpos::Present3),
    (Upos::Aux, Xpos::Present),
    (Upos::Aux, Xpos::Gerund),
    (Upos::Aux, Xpos::Participle),
    (Upos::Aux, Xpos::Modal),
    (Upos::Cconj, Xpos::Other),
    (Upos::Det, Xpos::Other),
    (Upos::Intj, Xpos::Other),
    (Upos::Noun, Xpos::Singular),
    (Upos::Noun, Xpos::Plural),
    (Upos::Num, Xpos::Other),
    (Upos::Part, Xpos::Other),
    (Upos::Part, Xpos::Possessive),
    (Upos::Pron, Xpos::Other),
    (Upos::Pron, Xpos::PossessivePronoun),
    (Upos::Propn, Xpos::Singular),
    (Upos::Propn, Xpos::Plural),
    (Upos::Punct, Xpos::Other),
    (Upos::Sconj, Xpos::Other),
    (Upos::Sym, Xpos::Other),
    (Upos::Verb, Xpos::Base),
    (Upos::Verb, Xpos::Past),
    (Upos::Verb, Xpos::Present3),
    (Upos::Verb, Xpos::Present),
    (Upos::Verb, Xpos::Gerund),
    (Upos::Verb, Xpos::Participle),
    (Upos::X, Xpos::Other),
];

/// How many labels a row of the table has.
pub const WIDTH: usize = TAGS.len();

/// The tag of a number, as a mask.
const NUMBER: u32 = 1 << 15;

/// The tag before the first token.
pub const START: u8 = 62;

/// What the features of one token are made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    pub(crate) word: u32,
    ends: [u32; 3],
    begin: u32,
    /// Letters, capitals, digits, and whether it opens a sentence.
    pub(crate) shape: u32,
    /// The tags that the word had in training, a bit each; 0 for one seldom seen.
    pub(crate) can: u32,
    /// The one tag that the word always has here, as a mask; otherwise the tags that its kind allows.
    mask: u32,
}

impl Item {
    const OUTSIDE: Item = Item { word: 1, ends: [1; 3], begin: 1, shape: 99, can: 1 << 31, mask: 0 };

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
        let opens = self.shape & (1 << 5 | 1 << 6) == 1 << 5;
        matches!(class, 1 | 5 | 8 | 9) || (class == 2 && opens)
    }
}

/// Prepares the tokens of one sentence.
pub fn items(words: &Words<'_>, text: &str, tokens: &[Token], out: &mut Vec<Item>) {
    out.clear();
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
            if known.sure && item.plain() {
                item.mask = known.tags;
            }
        } else if token.kind == TokenKind::Word && item.plain() && is_cardinal(word) {
            // "Sixty" opens few sentences of any treebank.
            item.mask = NUMBER;
        }
        out.push(item);
    }
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
        shape: class | hyphen | u32::from(opens) << 5 | u32::from(headline) << 6,
        can: 0,
        mask: 0,
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

/// The features of token `at` after the tags `before` (the last) and `earlier` (the one before it).
pub fn features(items: &[Item], at: usize, before: u8, earlier: u8, out: &mut Vec<u32>) {
    let get = |i: Option<usize>| i.and_then(|i| items.get(i)).copied().unwrap_or(Item::OUTSIDE);
    let this = get(Some(at));
    let (l1, l2) = (get(at.checked_sub(1)), get(at.checked_sub(2)));
    let (r1, r2) = (get(Some(at + 1)), get(Some(at + 2)));
    let (t1, t2) = (u32::from(before), u32::from(before) << 6 | u32::from(earlier));
    out.clear();
    out.extend([
        feature(1, this.word, 0),
        feature(2, this.word, this.shape),
        feature(3, l1.word, 0),
        feature(4, r1.word, 0),
        feature(5, l2.word, 0),
        feature(6, r2.word, 0),
        feature(7, this.ends[0], this.shape & 15),
        feature(8, this.ends[1], this.shape & 15),
        feature(9, this.ends[2], 0),
        feature(10, this.begin, 0),
        feature(11, this.shape, 0),
        feature(12, this.shape, l1.shape),
        feature(13, this.shape, r1.shape),
        feature(14, t1, 0),
        feature(15, t2, 0),
        feature(16, t1, this.word),
        feature(17, t2, this.word),
        feature(18, t1, r1.word),
        feature(19, t1, this.ends[1]),
        feature(20, l1.word, this.word),
        feature(21, this.word, r1.word),
        feature(22, l1.ends[1], this.ends[0]),
        feature(23, r1.ends[1], this.word),
        feature(24, r1.ends[0], this.ends[1]),
        feature(25, t1, r1.ends[1]),
        feature(26, r1.word, r2.word),
        feature(27, l1.word, r1.word),
        feature(28, t1, this.shape),
        feature(29, r1.ends[1], r1.shape),
        feature(30, l1.ends[1], 0),
        feature(31, this.can, this.shape & 15),
        feature(32, r1.can, this.can),
        feature(33, r1.can, r2.can),
        feature(34, t1, r1.can),
        feature(35, t1, this.can),
        feature(36, t2, this.can),
    ]);
}

/// Which tags a token may have at all, by what it is made of; a bit for each of [`TAGS`].
pub fn allowed(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Punctuation => 1 << 22 | 1 << 24 | 1 << 1,
        TokenKind::Emoji => 1 << 24,
        TokenKind::Url => 1 << 31,
        TokenKind::Handle => 1 << 20,
        TokenKind::Hashtag => 1 << 31 | 1 << 20,
        TokenKind::Symbol => 1 << 22 | 1 << 24 | 1 << 1 | 1 << 15 | 1 << 13,
        TokenKind::Word | TokenKind::Number => u32::MAX,
    }
}

/// The best of the allowed tags; the first of equals.
pub fn best<S: Copy + PartialOrd>(scores: &[S; WIDTH], allowed: u32) -> u8 {
    let mut best: Option<(usize, S)> = None;
    for (i, score) in scores.iter().enumerate() {
        if allowed >> i & 1 == 1 && best.is_none_or(|(_, b)| *score > b) {
            best = Some((i, *score));
        }
    }
    best.map_or(0, |(i, _)| i as u8)
}

/// What the tagger has learnt.
#[derive(Debug)]
pub(crate) struct Model<'d> {
    pub(crate) words: Words<'d>,
    pub(crate) table: Linear<'d, WIDTH>,
}

/// Tags the tokens of one sentence.
pub(crate) fn tag(model: &Model<'_>, text: &str, tokens: &mut [Token], scratch: &mut Scratch) {
    items(&model.words, text, tokens, &mut scratch.items);
    let (mut before, mut earlier) = (START, START);
    for (at, token) in tokens.iter_mut().enumerate() {
        let mask = scratch.items.get(at).map_or(0, Item::allowed);
        let tag = if mask.is_power_of_two() {
            mask.trailing_zeros() as u8
        } else {
            features(&scratch.items, at, before, earlier, &mut scratch.features);
            best(&model.table.score(&scratch.features), mask)
        };
        if let Some((upos, xpos)) = TAGS.get(usize::from(tag)) {
            token.upos = *upos;
            token.xpos = *xpos;
        }
        (before, earlier) = (tag, before);
    }
}

/// Buffers that sentences share.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    items: Vec<Item>,
    features: Vec<u32>,
}
