//! *Which part of speech is each word, in which form?*
//!
//! A greedy tagger: from left to right, each token gets the best of [`TAGS`] by a linear model over the words around it, their
//! ends and shapes, what they can be at all ([`Words`]), and the two tags before. Words that are always the same cost no more
//! than looking them up; words that it is not sure of get a second look ([`again`]). Trained as an averaged perceptron (Collins 2002) by `copydesk-train`.

mod again;
mod items;

use again::UNSURE;
pub use again::{Elsewhere, features as features_again};
pub(crate) use items::word_class;
pub use items::{Item, items};

use crate::linear::{Linear, feature, hash};
use crate::words::Words;
use crate::{Analysis, Token, TokenKind, Upos, Xpos};

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
/// The tag of a proper noun, as a mask.
const NAME: u32 = 1 << 20;

/// The tag before the first token.
pub const START: u8 = 62;

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
    if this.capital() {
        let next = r1.listed << 4 | r1.shape & 15;
        out.extend([
            feature(37, this.listed, this.shape),
            feature(38, this.elsewhere, this.shape),
            feature(39, this.elsewhere, this.can),
            feature(40, this.listed, next),
            feature(41, this.listed, r1.word),
            feature(42, this.listed, l1.listed << 4 | l1.shape & 15),
            feature(43, this.elsewhere, this.listed),
        ]);
    }
}

/// Which tags a token may have at all, by what it is made of; a bit for each of [`TAGS`].
pub fn allowed(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Punctuation => 1 << 22 | 1 << 24 | 1 << 1 | 1 << 17,
        TokenKind::Emoji => 1 << 24,
        TokenKind::Handle => 1 << 20,
        TokenKind::Url | TokenKind::Hashtag => 1 << 31 | 1 << 20,
        TokenKind::Symbol => 1 << 22 | 1 << 24 | 1 << 1 | 1 << 15 | 1 << 13 | 1 << 10,
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
    pub(crate) table: Linear<WIDTH>,
    pub(crate) again: Linear<WIDTH>,
}

/// The word "there".
fn there() -> u32 {
    hash(b"there")
}

/// The best of the allowed tags, and by how much it won over the second: what [`best`] says, a few wide comparisons.
fn best_and_lead(scores: &[i16; WIDTH], allowed: u32) -> (u8, i16) {
    let mut open = *scores;
    if allowed != u32::MAX {
        for (i, score) in open.iter_mut().enumerate() {
            if allowed >> i & 1 == 0 {
                *score = i16::MIN;
            }
        }
    }
    let most = |scores: &[i16; WIDTH]| scores.iter().fold(i16::MIN, |a, b| a.max(*b));
    let first = most(&open);
    let best = open.iter().position(|s| *s == first).unwrap_or(0);
    open[best] = i16::MIN;
    (best as u8, first.saturating_sub(most(&open)))
}

/// A token that the first look was not sure of: its place in its sentence, and its scores.
#[derive(Clone, Copy, Debug)]
pub struct Unsure {
    /// Its place.
    pub at: usize,
    /// Its scores.
    pub scores: [i16; WIDTH],
}

/// The first look at a sentence: its tags, and the tokens that it is not sure of.
pub fn first_look(
    table: &Linear<WIDTH>,
    items: &[Item],
    tags: &mut Vec<u8>,
    unsure: &mut Vec<Unsure>,
    scratch: &mut Vec<u32>,
) {
    let (mut before, mut earlier) = (START, START);
    for (at, item) in items.iter().enumerate() {
        let mask = item.allowed();
        let tag = if mask.is_power_of_two() {
            mask.trailing_zeros() as u8
        } else {
            features(items, at, before, earlier, scratch);
            let scores = table.score(scratch);
            let (tag, lead) = best_and_lead(&scores, mask);
            if lead < UNSURE {
                unsure.push(Unsure { at, scores });
            }
            tag
        };
        tags.push(tag);
        (before, earlier) = (tag, before);
    }
}

/// Tags the tokens of a text.
pub(crate) fn tag(model: &Model<'_>, text: &str, analysis: &mut Analysis) {
    let (mut all, mut scratch) = (Vec::new(), Vec::new());
    items(&model.words, text, &analysis.tokens, &analysis.sentences, &mut all);
    items::settle(&mut all);
    let (mut tags, mut unsure) = (Vec::with_capacity(all.len()), Vec::new());
    let mut ends = Vec::with_capacity(analysis.sentences.len());
    for sentence in &analysis.sentences {
        let items = all.get(sentence.tokens.clone()).unwrap_or_default();
        first_look(&model.table, items, &mut tags, &mut unsure, &mut scratch);
        ends.push(unsure.len());
    }
    let mut elsewhere = Elsewhere::default();
    elsewhere.count(&all, &tags);
    let mut from = 0;
    for (sentence, to) in analysis.sentences.iter().zip(ends) {
        let range = sentence.tokens.clone();
        if let (Some(items), Some(tags)) = (all.get(range.clone()), tags.get_mut(range)) {
            for Unsure { at, mut scores } in unsure.get(from..to).unwrap_or_default().iter().copied() {
                features_again(items, tags, at, &elsewhere, &mut scratch);
                for feature in &scratch {
                    model.again.add(*feature, &mut scores);
                }
                if let (Some(tag), Some(item)) = (tags.get_mut(at), items.get(at)) {
                    *tag = best_and_lead(&scores, item.allowed()).0;
                }
            }
        }
        from = to;
    }
    clauses_of_speech(text, &analysis.tokens, &mut tags);
    for (token, tag) in analysis.tokens.iter_mut().zip(&tags) {
        if let Some((upos, xpos)) = TAGS.get(usize::from(*tag)) {
            token.upos = *upos;
            token.xpos = *xpos;
        }
    }
}

/// The tags of "rained" in "it rained" and in "it has rained".
const PAST: u8 = 26;
const PARTICIPLE: u8 = 30;

/// In "they say it rained" what follows the subject is finite, though the words look like "they want it fixed".
fn clauses_of_speech(text: &str, tokens: &[Token], tags: &mut [u8]) {
    for (at, tag) in tags.iter_mut().enumerate().skip(2).filter(|(_, tag)| **tag == PARTICIPLE) {
        let word = |at: usize| tokens.get(at).map_or("", |t| t.text(text));
        let subject = matches!(word(at - 1), "it" | "he" | "she" | "they" | "we" | "I");
        let speech = matches!(
            word(at - 2),
            "say"
                | "says"
                | "said"
                | "think"
                | "thinks"
                | "thought"
                | "believe"
                | "believes"
                | "believed"
                | "that"
        );
        if subject && speech {
            *tag = PAST;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, best, best_and_lead};
    use crate::{Language, Upos};

    #[test]
    fn the_best_tag_is_the_first_of_the_allowed_ones_with_the_highest_score() {
        let mut scores = [0_i16; WIDTH];
        (scores[3], scores[7], scores[9]) = (5, 9, 9);
        for (allowed, expected) in
            [(u32::MAX, (7, 0)), (1 << 9 | 1 << 3, (9, 4)), (!(1 << 7 | 1 << 9), (3, 5))]
        {
            assert_eq!(best_and_lead(&scores, allowed), expected);
            assert_eq!(best(&scores, allowed), expected.0);
        }
    }

    #[test]
    fn words_are_what_they_are_beside_their_neighbours() {
        for (text, word, upos) in [
            ("Reed, meanwhile, said the port was shut.", "Reed", Upos::Propn),
            ("The parents' house burnt down.", "'", Upos::Part),
            ("It was built under Tsar Aleksei I, who died there.", "I", Upos::Num),
            ("The firm of Gramble & Sons closed.", "&", Upos::Cconj),
            ("Sixty people left.", "Sixty", Upos::Num),
            ("Harbour fees rose. The harbour is full, and the harbour master left.", "Harbour", Upos::Noun),
        ] {
            let analysis = Language::embedded().analyse(text, Some("en"));
            let token = analysis.tokens.iter().find(|t| t.text(text) == word);
            assert_eq!(token.map(|t| t.upos), Some(upos), "{word} in {text}");
        }
    }
}
