//! *Which words of one form stand for which words of another, and is that enough to call them one utterance?*
//!
//! Word by word (Myers), within the stretch of the longer form where the two share runs of three words: a short
//! quotation is not compared with all of a long speech. [`same`] then asks how much of the shorter form is there in
//! runs, and whether what is there is more than a stock phrase.

use std::ops::Range;

use rustc_hash::FxHashSet;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::family::Step;
use super::utterance::{Utterance, Voice};
use crate::desk::Desk;

/// Words that a run of agreement must have to count.
pub(super) const SHINGLE: usize = 3;

/// How often each word occurs among the utterances, by its key.
pub(super) struct Rarity {
    df: Vec<u32>,
    common: u32,
}

impl Rarity {
    pub(super) fn new(utterances: &[Utterance], words: usize) -> Self {
        let mut df = vec![0; words];
        let mut keys: Vec<u32> = Vec::new();
        for utterance in utterances {
            keys.clear();
            keys.extend(&utterance.keys);
            keys.sort_unstable();
            keys.dedup();
            for key in &keys {
                if let Some(count) = df.get_mut(*key as usize) {
                    *count += 1;
                }
            }
        }
        Self { df, common: (utterances.len() as u32 / 250).max(8) }
    }

    fn rare(&self, key: u32) -> bool {
        self.df.get(key as usize).is_none_or(|df| *df <= self.common)
    }
}

/// Where a form shares runs of words with the canonical one, if it shares enough of them to be worth aligning.
fn overlap(head: &[u32], other: &[u32]) -> Option<Range<usize>> {
    let shorter = head.len().min(other.len());
    if shorter <= 5 {
        // A slip or a cut in a few words: no run of three need be left.
        return Some(0..head.len());
    }
    let runs: FxHashSet<&[u32]> = other.windows(SHINGLE).collect();
    let (mut covered, mut longest, mut run, mut from, mut to) = (0, 0, 0, None, 0);
    for (at, window) in head.windows(SHINGLE).enumerate() {
        if !runs.contains(window) {
            continue;
        }
        let new = (at + SHINGLE) - at.max(to);
        run = if at <= to && to > 0 { run + new } else { SHINGLE };
        longest = longest.max(run);
        covered += new;
        from = from.or(Some(at));
        to = at + SHINGLE;
    }
    let enough = covered * 2 >= shorter || longest >= 8;
    let from = from.filter(|_| enough)?;
    Some(from.saturating_sub(other.len())..(to + other.len()).min(head.len()))
}

/// Aligns an utterance with the canonical form, word by word; none when they share too little. Words that agree by
/// chance between long stretches that do not are no agreement.
pub(super) fn align(head: &Utterance, utterance: &Utterance, whole: bool) -> Option<Vec<Step>> {
    let within = if whole { 0..head.keys.len() } else { overlap(&head.keys, &utterance.keys)? };
    let mut ops: Vec<Step> =
        capture_diff_slices(Algorithm::Myers, head.keys.get(within.clone())?, &utterance.keys)
            .into_iter()
            .map(|op| {
                let (tag, canonical, variant) = op.as_tag_tuple();
                let canonical = canonical.start + within.start..canonical.end + within.start;
                Step { same: tag == DiffTag::Equal, canonical, variant }
            })
            .collect();
    // What lies outside the stretch that was compared is left out by the form.
    if within.start > 0 {
        ops.insert(0, Step { same: false, canonical: 0..within.start, variant: 0..0 });
    }
    if within.end < head.keys.len() {
        let n = utterance.keys.len();
        ops.push(Step { same: false, canonical: within.end..head.keys.len(), variant: n..n });
    }
    let gap = |i: Option<usize>| -> usize {
        i.and_then(|i| ops.get(i)).filter(|s| !s.same).map_or(0, |s| s.canonical.len().max(s.variant.len()))
    };
    let chance = |i: usize| {
        let length = ops[i].canonical.len();
        let (left, right) = (gap(i.checked_sub(1)), gap(Some(i + 1)));
        length <= 2 && left + right >= 8 * length
    };
    let mut steps: Vec<Step> = Vec::new();
    for (i, step) in ops.iter().enumerate() {
        let same = step.same && !chance(i);
        match steps.last_mut() {
            Some(last) if last.same == same => {
                last.canonical.end = step.canonical.end;
                last.variant.end = step.variant.end;
            }
            _ => steps.push(Step { same, canonical: step.canonical.clone(), variant: step.variant.clone() }),
        }
    }
    slide(&head.keys, &utterance.keys, &mut steps);
    to_edges(&head.keys, &mut steps);
    Some(steps)
}

/// Moves equal words at the end of a difference into the agreement that follows it.
fn slide(head: &[u32], other: &[u32], steps: &mut [Step]) {
    for i in 1..steps.len() {
        let (before, after) = steps.split_at_mut(i);
        let (Some(gap), Some(same)) = (before.last_mut(), after.first_mut()) else { continue };
        if gap.same || !same.same {
            continue;
        }
        while !gap.canonical.is_empty()
            && !gap.variant.is_empty()
            && head[gap.canonical.end - 1] == other[gap.variant.end - 1]
        {
            gap.canonical.end -= 1;
            gap.variant.end -= 1;
            same.canonical.start -= 1;
            same.variant.start -= 1;
        }
    }
}

/// A few words at an end of a form that the canonical form has again at the other side of what is left out stand there:
/// the form is cut at its end, not spliced after its first word.
fn to_edges(head: &[u32], steps: &mut Vec<Step>) {
    if let [first, gap, second, ..] = &mut steps[..]
        && first.same
        && gap.variant.is_empty()
        && second.same
        && first.canonical.len() * 2 <= gap.canonical.len()
    {
        let n = first.canonical.len();
        if head[first.canonical.clone()] == head[gap.canonical.end - n..gap.canonical.end] {
            second.canonical.start -= n;
            second.variant.start = 0;
            gap.canonical = 0..second.canonical.start;
            gap.variant = 0..0;
            steps.remove(0);
        }
    }
    if let [.., second, gap, last] = &mut steps[..]
        && last.same
        && gap.variant.is_empty()
        && second.same
        && last.canonical.len() * 2 <= gap.canonical.len()
    {
        let n = last.canonical.len();
        if head[last.canonical.clone()] == head[gap.canonical.start..gap.canonical.start + n] {
            second.canonical.end += n;
            second.variant.end += n;
            gap.canonical = second.canonical.end..last.canonical.end;
            gap.variant = second.variant.end..second.variant.end;
            steps.pop();
        }
    }
}

/// How two voices stand to each other.
pub(super) enum Relation {
    /// One speaker.
    Same,
    /// Not known to be two.
    Open,
    /// Two.
    Other,
}

fn relation(desk: &Desk<'_>, a: &Utterance, b: &Utterance) -> Relation {
    match (&a.voice, &b.voice) {
        (Voice::Known(x), Voice::Known(y)) if x == y => Relation::Same,
        // Two speakers are only sure when both are named at their words.
        (Voice::Known(x), Voice::Known(y)) if a.named && b.named && !desk.cast.may_be_same(*x, *y) => {
            Relation::Other
        }
        (Voice::Described(x), Voice::Described(y)) if x.eq_ignore_ascii_case(y) => Relation::Same,
        _ => Relation::Open,
    }
}

/// Whether the alignment shows the same words; then how many match in runs.
pub(super) fn same(
    desk: &Desk<'_>,
    rarity: &Rarity,
    head: &Utterance,
    other: &Utterance,
    steps: &[Step],
) -> Option<usize> {
    let shorter = other.keys.len().min(head.keys.len());
    let (mut matched, mut runs, mut longest, mut content, mut rare) = (0, 0, 0, 0, 0);
    for step in steps.iter().filter(|s| s.same) {
        let length = step.variant.len();
        matched += length;
        longest = longest.max(length);
        if length >= SHINGLE || length == shorter {
            runs += length;
            content += step.variant.clone().filter(|i| other.content[*i]).count();
            let mut keys: Vec<u32> =
                step.variant.clone().filter(|i| other.content[*i]).map(|i| other.keys[i]).collect();
            keys.sort_unstable();
            keys.dedup();
            rare += keys.into_iter().filter(|k| rarity.rare(*k)).count();
        }
    }
    let relation = relation(desk, head, other);
    // A few words that open a long speech are not that speech when they were uttered in another way.
    let elsewhere = head.keys.len() >= 4 * shorter && head.medium != other.medium;
    // Where both go on with words of their own, the run they share is a phrase more often than an utterance.
    let leaves = diverges(head, other, steps);
    let most = runs * 10 >= shorter * 8 || matched * 10 >= shorter * 8 && runs >= SHINGLE;
    let enough = match (shorter, &relation) {
        (1..=5, _) if elsewhere => false,
        (1..=2, Relation::Same) => longest == shorter && head.keys.len() == shorter && content > 0,
        (0..=2, _) | (3..=5, Relation::Other) => false,
        (3..=5, Relation::Same) => {
            longest == shorter && content > 0 || matched + 1 >= shorter && runs >= 3 && content >= 2
        }
        (3..=5, Relation::Open) => longest == shorter && content >= 2 && rare >= 1,
        // The very same sentence.
        (9.., Relation::Other) if longest == shorter && head.keys.len() == shorter => {
            content >= 3 && rare >= 1
        }
        (_, Relation::Other) => {
            (runs * 10 >= shorter * 8 && content >= 4 && rare >= 1)
                || (longest >= 12 && content >= 5 && rare >= 2)
        }
        (_, Relation::Same) if longest == shorter => content >= 1,
        _ if most && !leaves => {
            let all = runs == shorter || longest == shorter;
            content >= 2 && (rare >= 1 || all && (content >= 3 || shorter >= 8))
        }
        _ if leaves => runs * 10 >= shorter * 8 && content >= 2 && rare >= 1 || longest >= 10 && rare >= 2,
        _ => {
            (runs * 10 >= shorter * 6 && content >= 3 && rare >= 1)
                || (longest >= 8 && content >= 3 && rare >= 2)
        }
    };
    let translated = head.translated && other.translated && matches!(relation, Relation::Same);
    (enough || translated && same_sense(desk, head, other)).then_some(runs)
}

/// Whether both forms go on within the sentence, each with several words of its own, where their agreement ends or
/// before it begins.
fn diverges(head: &Utterance, other: &Utterance, steps: &[Step]) -> bool {
    let own = |step: &Step| !step.same && step.canonical.len() >= 3 && step.variant.len() >= 3;
    let ends = |u: &Utterance, token: Option<usize>| {
        token.and_then(|t| u.tokens.get(t)).is_none_or(|t| t.marks.contains(['.', '!', '?', ';', ':']))
    };
    let after = steps.last().is_some_and(|step| {
        own(step)
            && !ends(head, step.canonical.start.checked_sub(1))
            && !ends(other, step.variant.start.checked_sub(1))
    });
    let before = steps.first().is_some_and(|step| {
        own(step)
            && !ends(head, step.canonical.end.checked_sub(1))
            && !ends(other, step.variant.end.checked_sub(1))
    });
    after || before
}

/// Whether two translations say the same: most words of content of the shorter are in the other, and several are.
fn same_sense(desk: &Desk<'_>, a: &Utterance, b: &Utterance) -> bool {
    let terms = |u: &Utterance| {
        let mut terms: Vec<u32> = u.tokens.iter().filter_map(|t| desk.lexicon.known(&t.key)).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    };
    let (a, b) = (terms(a), terms(b));
    let shared = a.iter().filter(|t| b.binary_search(t).is_ok()).count();
    shared >= 3 && shared * 2 >= a.len().min(b.len())
}
