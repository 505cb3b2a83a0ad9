//! *Do these two clauses state the same?*
//!
//! Small logistic models over features that are numbers, never words: shares of weighted words, their beginnings and
//! kinds in common, character four-grams, word pairs, figures, names. [`Statements::same`] judges two
//! clauses by themselves, for grouping. [`Statements::align`] finds what in one text answers what in another, list-wise and in two
//! steps: a pair is scored by itself; then by how that score stands to the other pairs that either clause is in, and by
//! what the neighbours of its right side are aligned with. The weights were fitted by
//! `copydesk-eval statements|alignment … --with fit` on the sets that allow numbers to be taken (no word of theirs is kept).
//! Families are made by average link over candidates from an inverted index.

mod features;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::align::average_link;
use features::{ALONE, Corpus, Marked, PAIR, ratio};

/// Clauses of one collection, prepared for comparison.
#[derive(Debug, Default)]
pub struct Statements {
    corpus: Corpus,
}

/// How many features a score has among its rivals on both sides.
const RIVALS: usize = 8;
/// How many features a pair has beside the others that either side is in: its score, that among its rivals, what the
/// neighbours of its right side have with its left side on the whole and at best, and those among their rivals.
const BESIDE: usize = 1 + RIVALS + 2 * (1 + RIVALS);
/// How many neighbours of a clause are asked.
const NEIGHBOURS: usize = 32;

/// What is aligned; sentences, which say several things, have other weights than clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Parts of sentences that say one thing.
    Clause,
    /// Whole sentences.
    Sentence,
}

/// Weights of [`Statements::align`].
struct Weights {
    /// Of a pair by itself ([`Statements::pairs`]); the first one the constant.
    pair: [f32; PAIR],
    /// Of [`Statements::beside`], the first one the constant.
    beside: [f32; BESIDE + 1],
}

/// Weights of [`Statements::features`].
const SAME: [f32; ALONE] = [
    -4.5573, 2.7568, -3.798, -3.0709, 2.4442, -2.2393, -2.7618, 2.9183, -0.7081, 0.1122, -0.3602, 0.0401,
    0.0928, 8.7034, 0.7568, 1.9334, 2.2129, 0.3597, -1.876, -0.2366,
];

/// Fitted on spans.
const CLAUSES: Weights = Weights {
    pair: [
        -7.0591, 1.8256, -2.3393, -6.311, -1.3873, -0.0341, -1.0384, -0.4378, -0.6778, 11.6643, 1.1337,
        -2.6613, 0.2545, 5.5431, -1.6706, 2.1204,
    ],
    beside: [
        -1.1869, -0.1476, 0.2467, 0.1654, 1.893, 0.4679, -0.0608, 0.1507, 0.9191, 0.0794, -0.1857, -0.3988,
        -0.2562, -0.7954, -0.1656, 0.0509, -0.0436, -0.5133, 0.3306, 0.1643, 0.1908, 0.1319, 0.7402, 0.4186,
        -0.0087, -0.0578, -0.0621, -0.1274,
    ],
};

/// Fitted on sentences.
const SENTENCES: Weights = Weights {
    pair: [
        -8.3182, 2.2492, 0.1278, 3.3822, -0.6981, -0.3081, 0.0497, 0.2853, 0.6302, 7.0351, 3.5351, 2.6654,
        0.926, 1.6455, 0.602, 2.295,
    ],
    beside: [
        -1.177, 0.0951, 0.0428, 0.0921, 1.0207, 0.046, 0.029, 0.1081, 1.06, 0.0332, 0.0476, 0.0604, 0.0405,
        0.2973, 0.0328, 0.0513, 0.1223, -0.0072, 0.0071, 0.0463, 0.0656, 0.0166, 0.2111, 0.0298, 0.0412,
        0.0501, 0.2051, 0.0265,
    ],
};

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

    /// All pairs of two sides in numbers, each pair by itself; by rows of `left`.
    pub fn pairs(&self, left: &[usize], right: &[usize]) -> Vec<[f32; PAIR]> {
        let mut marked = Marked::new(&self.corpus);
        let mut out = Vec::with_capacity(left.len() * right.len());
        for a in left {
            marked.turn_to(*a);
            out.extend(right.iter().map(|b| self.corpus.pair(&marked, *a, *b)));
        }
        out
    }

    /// All pairs of two sides in numbers, by how they stand to the other pairs of either clause; by rows of `left`.
    /// `weights` score a pair by itself.
    pub fn beside(&self, left: &[usize], right: &[usize], weights: &[f32; PAIR]) -> Vec<[f32; BESIDE]> {
        let score = |rows: Vec<[f32; PAIR]>| -> Vec<f32> { rows.iter().map(|r| dot(r, weights)).collect() };
        let alone = score(self.pairs(left, right));
        let wide = right.len();
        // The nearest on the right side itself, by how likely they say the same.
        let among: Vec<f32> = score(self.pairs(right, right)).into_iter().map(logistic).collect();
        let near: Vec<Vec<(usize, f32)>> = (0..wide)
            .map(|j| {
                let mut near: Vec<(usize, f32)> =
                    (0..wide).filter(|k| *k != j).map(|k| (k, among[k * wide + j])).collect();
                near.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
                near.truncate(NEIGHBOURS);
                near
            })
            .collect();
        let (mut mean, mut best) = (Vec::with_capacity(alone.len()), Vec::with_capacity(alone.len()));
        for i in 0..left.len() {
            let same = |j: usize| logistic(alone[i * wide + j]);
            for near in &near {
                let all: f32 = near.iter().map(|(_, w)| w).sum();
                let told: f32 = near.iter().map(|(k, w)| w * same(*k)).sum();
                mean.push((told / (all + 0.3) + 1e-3).ln());
                best.push((near.iter().map(|(k, w)| w * same(*k)).fold(0.0, f32::max) + 1e-3).ln());
            }
        }
        let mut out = vec![[0.0; BESIDE]; alone.len()];
        for (block, scores) in [alone, mean, best].into_iter().enumerate() {
            let at = block * (1 + RIVALS);
            for (features, (score, rivals)) in
                out.iter_mut().zip(scores.iter().zip(rivals(&scores, left.len(), wide)))
            {
                features[at] = *score;
                features[at + 1..=at + RIVALS].copy_from_slice(&rivals);
            }
        }
        out
    }

    /// The probabilities that clauses or sentences of two sides say the same, by rows of `left`. Most of `right` is supposed to
    /// have an answer in `left`: what is the best of few is thought likely.
    pub fn align(&self, left: &[usize], right: &[usize], unit: Unit) -> Vec<f32> {
        let weights = match unit {
            Unit::Clause => &CLAUSES,
            Unit::Sentence => &SENTENCES,
        };
        let [constant, own @ ..] = &weights.beside;
        let rows = self.beside(left, right, &weights.pair);
        rows.iter().map(|f| logistic(constant + dot(f, own))).collect()
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

fn dot(features: &[f32], weights: &[f32]) -> f32 {
    features.iter().zip(weights).map(|(x, w)| x * w).sum()
}

/// How each score of a table of `high` rows stands to the others of its column and of its row.
fn rivals(scores: &[f32], high: usize, wide: usize) -> Vec<[f32; RIVALS]> {
    let rows: Vec<Line> = (0..high).map(|i| Line::new((0..wide).map(|j| scores[i * wide + j]))).collect();
    let columns: Vec<Line> = (0..wide).map(|j| Line::new((0..high).map(|i| scores[i * wide + j]))).collect();
    let mut out = Vec::with_capacity(scores.len());
    for (i, row) in rows.iter().enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let mut features = [0.0; RIVALS];
            for (half, line) in features.chunks_mut(RIVALS / 2).zip([column, row]) {
                half.copy_from_slice(&line.place(scores[i * wide + j]));
            }
            out.push(features);
        }
    }
    out
}

/// The scores of one clause against all of the other side.
struct Line {
    /// Best first.
    sorted: Vec<f32>,
    best: f32,
    mean: f32,
    /// Logarithm of the sum of their exponentials.
    sum: f32,
}

impl Line {
    fn new(scores: impl Iterator<Item = f32>) -> Self {
        let mut sorted: Vec<f32> = scores.collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let mean = ratio(sorted.iter().sum(), sorted.len() as f32);
        let best = sorted.first().copied().unwrap_or_default();
        let sum = best + sorted.iter().map(|s| (s - best).exp()).sum::<f32>().max(f32::MIN_POSITIVE).ln();
        Self { sorted, best, mean, sum }
    }

    /// How a score stands: to the best, to the mean, by its rank (1 for the best, ½ for the second), by its share of all.
    fn place(&self, score: f32) -> [f32; RIVALS / 2] {
        let rank = self.sorted.partition_point(|s| *s > score) as f32;
        [score - self.best, score - self.mean, 1.0 / (1.0 + rank), score - self.sum]
    }
}

#[cfg(test)]
mod tests {
    use super::{Statements, Unit};

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
    fn a_clause_that_is_not_there_is_like_nothing() {
        assert!(Statements::default().same(0, 1) < 0.1);
        assert_eq!(Statements::default().families(0.5), [0usize; 0]);
    }

    #[test]
    fn the_best_answer_is_aligned() {
        let statements = Statements::new(&[
            TEXTS[0],
            TEXTS[2],
            TEXTS[1],
            "councillors voted to close the town's swimming pool",
        ]);
        let s = statements.align(&[0, 1], &[2, 3], Unit::Clause);
        assert!(s[0].min(s[3]) > s[1].max(s[2]), "{s:?}");
    }
}
