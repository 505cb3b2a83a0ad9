//! *Which words are names, and of what?*
//!
//! Runs of capitalised words (with the small words that names may hold) are decoded by a linear model over BILOU labels, the
//! best sequence of a run by Viterbi. Two passes: the first sees the sentence; the second also sees what the first made of
//! the same word elsewhere in the report ([`memory`]), so that "Okafor" alone follows "Ngozi Okafor". Events and works, for
//! which there is little open training data, come from rules ([`titles`]).
//!
//! A name never holds a title ("Mr."), a possessive or an article. Words in small letters are no
//! names, but for those of the lists in texts without capitals ([`small`]).

mod companies;
mod features;
mod headlines;
mod kin;
mod memory;
mod offices;
mod rules;
mod small;
mod titles;

use copydesk_model::EntityKind;
use rustc_hash::FxHashMap;

pub use features::{Prepared, prepare};
pub use memory::Memory;

use crate::linear::{Linear, Scores, feature};
use crate::{Analysis, Name};

/// Weights a row: 13 labels, padded.
pub const WIDTH: usize = 16;
/// Labels: outside, and beginning, inside, last and unit of a person, an organisation, a place.
pub const LABELS: usize = 13;
/// The label of what is no name.
pub const OUTSIDE: u8 = 0;

/// The kinds in the order of the labels.
pub const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

/// The label at `place` (0 begins, 1 inside, 2 last, 3 unit) of the kind numbered `kind`.
pub const fn label(kind: usize, place: usize) -> u8 {
    (1 + 4 * kind + place) as u8
}

/// The kind's number of a label.
pub fn kind_of(label: u8) -> Option<usize> {
    (label > 0).then(|| usize::from(label - 1) / 4)
}

/// Whether `next` may follow `before`.
pub fn may_follow(before: u8, next: u8) -> bool {
    let open = before > 0 && (before - 1) % 4 < 2;
    let continues = next > 0 && matches!((next - 1) % 4, 1 | 2);
    if open { continues && kind_of(before) == kind_of(next) } else { !continues }
}

/// Whether a run may end with `label`.
pub fn may_end(label: u8) -> bool {
    label == 0 || (label - 1) % 4 >= 2
}

/// The feature whose weights are those of the labels that follow `before`.
pub fn transition(before: u8) -> u32 {
    feature(999, u32::from(before), 7)
}

/// Weights a row of both passes, side by side: what the second pass sees is what the first saw, and more.
const BOTH: usize = 2 * WIDTH;

/// The two tables, and what follows from them.
#[derive(Debug)]
pub(crate) struct Models {
    passes: Linear<BOTH>,
    first_transitions: [Scores<WIDTH>; LABELS],
    again_transitions: [Scores<WIDTH>; LABELS],
}

/// The sums of the first pass, and those of the second.
fn halves(scores: &Scores<BOTH>) -> (Scores<WIDTH>, Scores<WIDTH>) {
    let half = |from: usize| std::array::from_fn(|i| scores[from + i]);
    (half(0), half(WIDTH))
}

impl Models {
    pub(crate) fn new(first: &[u8], again: &[u8]) -> Self {
        let passes = Linear::beside(first, again);
        let transitions: [_; LABELS] = std::array::from_fn(|l| halves(&passes.score(&[transition(l as u8)])));
        Self {
            passes,
            first_transitions: transitions.map(|(first, _)| first),
            again_transitions: transitions.map(|(_, again)| again),
        }
    }
}

/// After these labels another name or none may begin.
const CLOSED: &[u8] = &[0, 3, 4, 7, 8, 11, 12];

/// The labels that each label may follow; what [`may_follow`] says.
const BEFORE: [&[u8]; LABELS] = [
    CLOSED, // outside
    CLOSED,
    &[1, 2],
    &[1, 2],
    CLOSED, // a person
    CLOSED,
    &[5, 6],
    &[5, 6],
    CLOSED, // an organisation
    CLOSED,
    &[9, 10],
    &[9, 10],
    CLOSED, // a place
];

/// The best labels for one run: `scores` of its tokens, `transitions[before][next]`.
pub fn viterbi<S: Copy + PartialOrd + std::ops::Add<Output = S> + Default>(
    scores: &[[S; WIDTH]],
    transitions: &[[S; WIDTH]; LABELS],
    out: &mut Vec<u8>,
) {
    out.clear();
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(scores.len());
    let mut state: [Option<S>; LABELS] = [None; LABELS];
    state[0] = Some(S::default());
    for row in scores {
        let mut next: [Option<S>; LABELS] = [None; LABELS];
        let mut from = [0; LABELS];
        for label in 0..LABELS {
            for before in BEFORE[label] {
                let before = usize::from(*before);
                let Some(score) = state[before] else { continue };
                let total = score + transitions[before][label] + row[label];
                if next[label].is_none_or(|best| total > best) {
                    next[label] = Some(total);
                    from[label] = before as u8;
                }
            }
        }
        back.push(from);
        state = next;
    }
    let mut last = 0;
    let mut best: Option<S> = None;
    for (label, score) in state.iter().enumerate() {
        let Some(score) = score else { continue };
        if may_end(label as u8) && best.is_none_or(|b| *score > b) {
            best = Some(*score);
            last = label as u8;
        }
    }
    for from in back.iter().rev() {
        out.push(last);
        last = from[usize::from(last)];
    }
    out.reverse();
}

/// Finds the names of a text whose tokens are tagged.
pub(crate) fn find(models: &Models, text: &str, analysis: &mut Analysis) {
    let prepared = prepare(text, analysis);
    let mut labels = vec![OUTSIDE; analysis.tokens.len()];
    let (mut scores, mut run, mut features) = (Vec::new(), Vec::new(), Vec::new());
    // What the features of the first pass come to in the second.
    let mut begun: Vec<Scores<WIDTH>> = Vec::new();
    let wide = |s: Scores<WIDTH>| s.map(i32::from);
    let transitions = models.first_transitions.map(wide);
    for segment in &prepared.segments {
        scores.clear();
        for at in segment.clone() {
            prepared.features(at, &mut features);
            let (first, again) = halves(&models.passes.score(&features));
            scores.push(wide(first));
            begun.push(again);
        }
        viterbi(&scores, &transitions, &mut run);
        labels[segment.clone()].copy_from_slice(&run);
    }
    let memory = Memory::new(&prepared, &labels);
    let transitions = models.again_transitions.map(wide);
    let mut final_labels = vec![OUTSIDE; analysis.tokens.len()];
    let mut begun = begun.into_iter();
    for segment in &prepared.segments {
        scores.clear();
        for (at, begun) in segment.clone().zip(begun.by_ref()) {
            features.clear();
            memory.features(&prepared, &labels, at, &mut features);
            let (_, more) = halves(&models.passes.score(&features));
            scores.push(std::array::from_fn(|i| i32::from(begun[i]) + i32::from(more[i])));
        }
        viterbi(&scores, &transitions, &mut run);
        final_labels[segment.clone()].copy_from_slice(&run);
    }
    analysis.names = collect(analysis, &final_labels);
    agree(text, &mut analysis.names);
    rules::refine(text, analysis);
    small::add(text, analysis);
}

/// The names that labels write.
pub(crate) fn collect(analysis: &Analysis, labels: &[u8]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < labels.len() {
        let Some(kind) = kind_of(labels[at]) else {
            at += 1;
            continue;
        };
        let first = at;
        while at + 1 < labels.len() && !may_end(labels[at]) && may_follow(labels[at], labels[at + 1]) {
            at += 1;
        }
        at += 1;
        let span = analysis.tokens[first].span.cover(analysis.tokens[at - 1].span);
        names.push(Name { span, tokens: first..at, kind: KINDS[kind] });
    }
    names
}

/// The same name is the same kind of thing all through a report: that which it was taken for most often.
fn agree(text: &str, names: &mut [Name]) {
    let mut votes: FxHashMap<&str, [u16; 3]> = FxHashMap::default();
    let number = |kind: EntityKind| KINDS.iter().position(|k| *k == kind).unwrap_or(0);
    for name in names.iter() {
        let votes = votes.entry(name.span.of(text)).or_default();
        votes[number(name.kind)] = votes[number(name.kind)].saturating_add(1);
    }
    for name in names {
        let Some(votes) = votes.get(name.span.of(text)) else { continue };
        let own = votes[number(name.kind)];
        if let Some(kind) =
            (0..3).find(|k| votes[*k] > own && (0..3).all(|o| o == *k || votes[o] < votes[*k]))
        {
            name.kind = KINDS[kind];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_each_other_as_bilou_has_it() {
        assert!(may_follow(0, 0) && may_follow(0, label(0, 0)) && may_follow(0, label(2, 3)));
        assert!(
            !may_follow(0, label(1, 1))
                && !may_follow(label(0, 0), 0)
                && !may_follow(label(0, 0), label(1, 2))
        );
        assert!(may_follow(label(1, 0), label(1, 2)) && may_follow(label(1, 2), label(1, 0)));
        for (next, all) in BEFORE.iter().enumerate() {
            let may: Vec<u8> = (0..LABELS as u8).filter(|b| may_follow(*b, next as u8)).collect();
            assert_eq!(may, *all, "{next}");
        }
        assert!(may_end(0) && may_end(label(0, 2)) && may_end(label(0, 3)) && !may_end(label(0, 0)));
    }

    #[test]
    fn the_best_sequence_keeps_the_rules_even_against_the_scores() {
        let mut scores = [[0_i32; WIDTH]; 2];
        scores[0][usize::from(label(0, 0))] = 5;
        scores[1][usize::from(label(1, 2))] = 4;
        scores[1][usize::from(label(0, 2))] = 3;
        let mut out = Vec::new();
        viterbi(&scores, &[[0; WIDTH]; LABELS], &mut out);
        assert_eq!(out, [label(0, 0), label(0, 2)]);
    }

    #[test]
    fn a_name_is_the_same_kind_of_thing_all_through_a_report() {
        let text = "Gramble, Gramble, Gramble, Oke, Oke";
        let name = |at: usize, length: usize, kind| Name {
            span: copydesk_model::Span::new(at, at + length),
            tokens: at..at + 1,
            kind,
        };
        let (person, place) = (EntityKind::Person, EntityKind::Place);
        let mut names = [
            name(0, 7, place),
            name(9, 7, person),
            name(18, 7, place),
            // No majority.
            name(27, 3, person),
            name(32, 3, place),
        ];
        agree(text, &mut names);
        assert_eq!(names.map(|n| n.kind), [place, place, place, person, place]);
    }
}
