//! *What does a second look see?*
//!
//! The tags of the words to the right, which the first look did not know yet; the next and the last verb of the clause; and
//! what the same word was taken for elsewhere in the text. Only words that the first look was not sure of get a second one:
//! a small table corrects the scores of the first.

use rustc_hash::FxHashMap;

use super::{Item, START, TAGS};
use crate::linear::feature;
use crate::{Upos, Xpos};

/// By how little the best tag must have won for a second look.
pub(super) const UNSURE: i16 = 250;

/// How far the clause is searched for its verbs.
const REACH: usize = 8;

/// The kinds of word that are told apart elsewhere in the text.
const CLASSES: usize = 6;

/// What each word was taken for in the first look.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    words: FxHashMap<u32, [u8; CLASSES]>,
}

fn class_of(tag: u8) -> usize {
    match TAGS.get(usize::from(tag)).map(|t| t.0) {
        Some(Upos::Noun) => 0,
        Some(Upos::Propn) => 1,
        Some(Upos::Adj) => 2,
        Some(Upos::Verb) => 3,
        Some(Upos::Adv) => 4,
        _ => 5,
    }
}

impl Elsewhere {
    /// Counts the words that can be several things.
    pub fn count(&mut self, items: &[Item], tags: &[u8]) {
        for (item, tag) in items.iter().zip(tags).filter(|(i, _)| !i.allowed().is_power_of_two()) {
            let class = class_of(*tag);
            if class < 5 {
                let seen = self.words.entry(item.word).or_default();
                seen[class] = seen[class].saturating_add(1);
            }
        }
    }

    /// What the word mostly is elsewhere, and whether it is so always; 0 where it is nowhere else.
    fn mostly(&self, item: Item, own: u8) -> u32 {
        let Some(mut seen) = self.words.get(&item.word).copied() else { return 0 };
        let class = class_of(own);
        if class < 5 {
            seen[class] = seen[class].saturating_sub(1);
        }
        let (best, most) =
            seen.iter().enumerate().fold((0, 0), |b, (i, n)| if *n > b.1 { (i as u32 + 1, *n) } else { b });
        let all: u32 = seen.iter().map(|n| u32::from(*n)).sum();
        best << 2 | u32::from(u32::from(most) == all) | u32::from(most > 1) << 1
    }
}

/// Whether the tag is a verb's, and what that says: 1 finite, 2 auxiliary, 3 participle, 4 gerund, 5 base.
fn verb(tag: u8) -> u32 {
    match TAGS.get(usize::from(tag)) {
        Some((Upos::Aux, _)) => 2,
        Some((Upos::Verb, Xpos::Past | Xpos::Present | Xpos::Present3)) => 1,
        Some((Upos::Verb, Xpos::Participle)) => 3,
        Some((Upos::Verb, Xpos::Gerund)) => 4,
        Some((Upos::Verb, _)) => 5,
        _ => 0,
    }
}

fn is(tag: u8, upos: Upos) -> bool {
    TAGS.get(usize::from(tag)).is_some_and(|t| t.0 == upos)
}

/// The nearest verb among the tags, up to a mark: its kind and how far.
fn nearest_verb(tags: impl Iterator<Item = u8>) -> u32 {
    for (far, tag) in tags.take(REACH).enumerate() {
        if is(tag, Upos::Punct) {
            return 7 << 3 | far.min(3) as u32;
        }
        let kind = verb(tag);
        if kind > 0 {
            return kind << 3 | far.min(4) as u32;
        }
    }
    0
}

/// The features of the second look at token `at` of a sentence, whose `tags` are final to the left and first to the right.
pub fn features(items: &[Item], tags: &[u8], at: usize, elsewhere: &Elsewhere, out: &mut Vec<u32>) {
    let tag = |at: Option<usize>| u32::from(at.and_then(|at| tags.get(at)).copied().unwrap_or(START));
    let item = |at: Option<usize>| at.and_then(|at| items.get(at)).copied().unwrap_or(Item::OUTSIDE);
    let this = item(Some(at));
    let own = tag(Some(at));
    let (l1, l2) = (tag(at.checked_sub(1)), tag(at.checked_sub(2)));
    let (r1, r2) = (tag(Some(at + 1)), tag(Some(at + 2)));
    let behind = tags.get(at + 1..).unwrap_or_default();
    let before = tags.get(..at).unwrap_or_default();
    let next = nearest_verb(behind.iter().copied());
    let last = nearest_verb(before.iter().rev().copied());
    // Past adverbs and "not".
    let past = behind
        .iter()
        .take(4)
        .find(|t| !is(**t, Upos::Adv) && !is(**t, Upos::Part))
        .map_or(u32::from(START), |t| u32::from(*t));
    let mostly = elsewhere.mostly(this, own as u8);
    out.clear();
    out.extend([
        feature(60, own, 0),
        feature(61, own, r1),
        feature(62, own, r1 << 6 | r2),
        feature(63, own, l1 << 6 | r1),
        feature(64, this.word, r1),
        feature(65, this.word, r1 << 6 | r2),
        feature(66, this.word, l1 << 6 | r1),
        feature(67, this.word, own),
        feature(68, this.can, l1 << 6 | r1),
        feature(69, this.can, r1 << 6 | r2),
        feature(70, this.ends[1], r1),
        feature(71, this.ends[1], l1 << 6 | r1),
        feature(72, this.shape, r1 << 6 | own),
        feature(73, l1 << 6 | l2, r1 << 6 | r2),
        feature(74, own, l1 << 6 | l2),
        feature(75, own, mostly),
        feature(76, this.word, next),
        feature(77, own, next),
        feature(78, this.word, past),
        feature(79, own, past),
        feature(81, this.word, last),
        feature(82, own, last << 6 | next),
        feature(83, item(Some(at + 1)).word, own << 6 | r1),
        feature(84, item(at.checked_sub(1)).word, own << 6 | r1),
        feature(85, this.can, mostly),
    ]);
    // "There may be", "there have been"
    if matches!(this.can.trailing_zeros(), 3..=9) {
        let there = at.saturating_sub(4);
        let there = items.get(there..at).unwrap_or_default().iter().any(|i| i.word == super::there());
        out.push(feature(80, this.word, u32::from(there)));
    }
}
