//! *Do these two clauses state the same?*
//!
//! Two small logistic models over features that are numbers, never words: shares of weighted words, their beginnings and
//! kinds in common, character four-grams, word pairs, figures, names. [`Statements::same`] judges two
//! clauses by themselves, for grouping; [`Statements::align`] also asks how much better a pair is than the other pairs that
//! either clause is in, for finding what in one text answers what in another. The weights were fitted by
//! `copydesk-eval statements|alignment … --with fit` on the sets that allow numbers to be taken (no word of theirs is kept).
//! Families are made by average link over candidates from an inverted index.

mod features;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::align::average_link;
use features::{ALONE, Corpus, Marked, ratio};

/// Clauses of one collection, prepared for comparison.
#[derive(Debug, Default)]
pub struct Statements {
    corpus: Corpus,
}

/// How many features a pair has beside the others that either side is in.
const BESIDE: usize = 8 + 2 * 7;

/// Weights of [`Statements::features`].
const SAME: [f32; ALONE] = [
    -4.5573, 2.7568, -3.798, -3.0709, 2.4442, -2.2393, -2.7618, 2.9183, -0.7081, 0.1122, -0.3602, 0.0401,
    0.0928, 8.7034, 0.7568, 1.9334, 2.2129, 0.3597, -1.876, -0.2366,
];

/// Weights of [`Statements::beside`], the first one the constant.
const ALIGNED: [f32; BESIDE + 1] = [
    -5.4212, -0.5206, 0.0376, -0.0469, -1.1371, 0.1002, 0.6261, 0.1926, -0.1434, 0.4853, 1.6841, -0.0894,
    -0.5047, 0.4702, 1.4234, 1.0492, -0.025, 1.1969, 0.3982, 0.2651, 0.5583, 0.8439, 0.123,
];

/// How many clauses may share a word that still makes candidates.
const POSTINGS: usize = 400;

impl Statements {
    /// Reads the clauses.
    pub fn new(texts: &[&str]) -> Self {
        Self::named(&texts.iter().map(|t| (*t, Vec::new())).collect::<Vec<_>>())
    }

    /// Reads clauses, each with the names that its pronouns and descriptions stand for.
    pub(crate) fn named(texts: &[(&str, Vec<&str>)]) -> Self {
        Self { corpus: Corpus::new(texts) }
    }

    /// Two clauses in numbers, the first one constant.
    pub fn features(&self, a: usize, b: usize) -> [f32; ALONE] {
        self.corpus.features(a, b)
    }

    /// The probability that two clauses state the same.
    pub fn same(&self, a: usize, b: usize) -> f32 {
        same(&self.features(a, b))
    }

    /// Clauses to be held against one after the other.
    pub(crate) fn marked(&self) -> Beside<'_> {
        Beside(Marked::new(&self.corpus))
    }

    /// How much of what clause `a` says clause `b` says too, by weight.
    pub(crate) fn covered(&self, a: usize, b: usize) -> f32 {
        self.corpus.covered(a, b)
    }

    /// Whether clause `b` has every figure of clause `a`.
    pub(crate) fn counts(&self, a: usize, b: usize) -> bool {
        self.corpus.counts(a, b)
    }

    /// All pairs of two sides in numbers, also by how they stand to the other pairs of either clause; by rows of `left`.
    pub fn beside(&self, left: &[usize], right: &[usize]) -> Vec<[f32; BESIDE]> {
        let mut marked = Marked::new(&self.corpus);
        let mut alone: Vec<[f32; ALONE]> = Vec::with_capacity(left.len() * right.len());
        for a in left {
            marked.turn_to(*a);
            alone.extend(right.iter().map(|b| marked.features(*b)));
        }
        let mut out = vec![[0.0; BESIDE]; alone.len()];
        for (features, all) in out.iter_mut().zip(&alone) {
            // Dice, kindred dice, four-grams, skips, figures that differ and agree, names, dice of what is no name.
            for (slot, i) in [2, 16, 5, 18, 8, 7, 9, 17].into_iter().enumerate() {
                features[slot] = all[i];
            }
        }
        for (block, feature) in [5usize, 2].into_iter().enumerate() {
            let score = |i: usize, j: usize| alone[i * right.len() + j][feature];
            let rows: Vec<Line> =
                (0..left.len()).map(|i| Line::new((0..right.len()).map(|j| score(i, j)))).collect();
            let columns: Vec<Line> =
                (0..right.len()).map(|j| Line::new((0..left.len()).map(|i| score(i, j)))).collect();
            for (i, row) in rows.iter().enumerate() {
                for (j, column) in columns.iter().enumerate() {
                    let s = score(i, j);
                    let (r, c) = (ratio(s, row.best), ratio(s, column.best));
                    let at = 8 + block * 7;
                    out[i * right.len() + j][at..at + 7].copy_from_slice(&[
                        r,
                        c,
                        s - row.mean,
                        s - column.mean,
                        row.rank(s),
                        column.rank(s),
                        r * c,
                    ]);
                }
            }
        }
        out
    }

    /// The probabilities that clauses of two sides say the same, by rows of `left`.
    pub fn align(&self, left: &[usize], right: &[usize]) -> Vec<f32> {
        let score = |f: &[f32; BESIDE]| f.iter().zip(&ALIGNED[1..]).map(|(x, w)| x * w).sum::<f32>();
        self.beside(left, right).iter().map(|f| logistic(ALIGNED[0] + score(f))).collect()
    }

    /// Pairs with a word's beginning in common, rarest words first; all that can be the same.
    fn candidates(&self) -> BTreeSet<(usize, usize)> {
        let mut postings: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        let mut out = BTreeSet::new();
        for (i, c) in self.corpus.clauses.iter().enumerate() {
            for id in &c.beginnings {
                let list = postings.entry(*id).or_default();
                if list.len() < POSTINGS {
                    out.extend(list.iter().map(|j| (*j, i)));
                }
                list.push(i);
            }
        }
        out
    }

    /// Groups the clauses: for each the number of its family.
    pub fn families(&self, threshold: f32) -> Vec<usize> {
        let mut marked = self.marked();
        let mut links: Vec<(usize, usize, f32)> = Vec::new();
        for (a, b) in self.candidates() {
            links.push((a, b, marked.turn_to(a).same(b)));
        }
        let mut out: Vec<usize> = (0..self.corpus.clauses.len()).collect();
        for family in average_link(&links, threshold) {
            for i in &family {
                out[*i] = family[0];
            }
        }
        out
    }
}

/// One clause, to be held against others.
pub(crate) struct Beside<'s>(Marked<'s>);

impl Beside<'_> {
    /// Takes clause `a`.
    pub(crate) fn turn_to(&mut self, a: usize) -> &Self {
        self.0.turn_to(a);
        self
    }

    /// The probability that it states the same as clause `b`.
    pub(crate) fn same(&self, b: usize) -> f32 {
        same(&self.0.features(b))
    }
}

fn same(features: &[f32; ALONE]) -> f32 {
    logistic(features.iter().zip(SAME).map(|(x, w)| x * w).sum())
}

fn logistic(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

/// The scores of one clause against all of the other side.
struct Line {
    best: f32,
    mean: f32,
    /// Best first.
    sorted: Vec<f32>,
}

impl Line {
    fn new(scores: impl Iterator<Item = f32>) -> Self {
        let mut sorted: Vec<f32> = scores.collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let mean = ratio(sorted.iter().sum(), sorted.len() as f32);
        Self { best: sorted.first().copied().unwrap_or_default(), mean, sorted }
    }

    /// 1 for the best, ½ for the second.
    fn rank(&self, score: f32) -> f32 {
        1.0 / (1.0 + self.sorted.partition_point(|s| *s > score) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::Statements;

    const TEXTS: [&str; 4] = [
        "the ferry Aurora sank off Port Elm with 14 crew aboard",
        "the Aurora, a ferry with 14 crew, sank near Port Elm",
        "the council voted to close the swimming pool",
        "",
    ];

    #[test]
    fn clauses_that_state_the_same_are_grouped() {
        let statements = Statements::new(&TEXTS);
        assert!(statements.same(0, 1) > 0.5 && statements.same(0, 2) < 0.2);
        assert_eq!(statements.families(0.5), [0, 0, 2, 3]);
    }

    #[test]
    fn the_best_answer_is_aligned() {
        let statements = Statements::new(&TEXTS);
        let scores = statements.align(&[0], &[1, 2, 3]);
        assert!(scores[0] > 0.5 && scores[1] < 0.3 && scores[2] < 0.3, "{scores:?}");
    }
}
