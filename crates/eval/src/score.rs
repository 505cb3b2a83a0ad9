//! Counts and what is computed from them.

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

/// True positives, false positives, false negatives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    /// Found and right.
    pub(crate) hit: f64,
    /// Found and wrong.
    pub(crate) extra: f64,
    /// Not found.
    pub(crate) missed: f64,
}

impl Counts {
    /// Share of what was found that is right; 0 when nothing was found.
    pub(crate) fn precision(&self) -> f64 {
        ratio(self.hit, self.hit + self.extra)
    }

    /// Share of what is there that was found.
    pub(crate) fn recall(&self) -> f64 {
        ratio(self.hit, self.hit + self.missed)
    }

    /// Harmonic mean of the two.
    pub(crate) fn f1(&self) -> f64 {
        f1(self.precision(), self.recall())
    }

    /// Adds another count.
    pub(crate) fn add(&mut self, other: Counts) {
        self.hit += other.hit;
        self.extra += other.extra;
        self.missed += other.missed;
    }
}

/// `part / whole`, 0 for an empty whole.
pub(crate) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Harmonic mean.
pub(crate) fn f1(precision: f64, recall: f64) -> f64 {
    ratio(2.0 * precision * recall, precision + recall)
}

/// How well a clustering matches the gold one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Clustering {
    /// BCubed precision (Bagga and Baldwin 1998).
    pub(crate) precision: f64,
    /// BCubed recall.
    pub(crate) recall: f64,
    /// Their harmonic mean.
    pub(crate) f1: f64,
    /// Adjusted Rand index (Hubert and Arabie 1985).
    pub(crate) ari: f64,
    /// Number of predicted clusters.
    pub(crate) clusters: usize,
    /// Size of the largest predicted cluster.
    pub(crate) largest: usize,
}

/// Compares two clusterings of the same items: `predicted[i]` and `gold[i]` are the clusters of item `i`.
pub(crate) fn clustering<P: Eq + Hash + Ord + Clone, G: Eq + Hash + Ord + Clone>(
    predicted: &[P],
    gold: &[G],
) -> Clustering {
    let n = predicted.len().min(gold.len());
    let mut both: BTreeMap<(&P, &G), f64> = BTreeMap::new();
    let mut by_predicted: FxHashMap<&P, f64> = FxHashMap::default();
    let mut by_gold: FxHashMap<&G, f64> = FxHashMap::default();
    for (p, g) in predicted.iter().zip(gold) {
        *both.entry((p, g)).or_default() += 1.0;
        *by_predicted.entry(p).or_default() += 1.0;
        *by_gold.entry(g).or_default() += 1.0;
    }
    let total = n as f64;
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((p, g), count) in &both {
        precision += count * count / by_predicted[p];
        recall += count * count / by_gold[g];
    }
    let (precision, recall) = (ratio(precision, total), ratio(recall, total));
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    // Sums of whole numbers below 2^53: exact in any order.
    let mut sizes: Vec<f64> = by_predicted.into_values().collect();
    sizes.sort_by(f64::total_cmp);
    let index: f64 = both.values().map(|c| pairs(*c)).sum();
    let a: f64 = sizes.iter().map(|c| pairs(*c)).sum();
    let b: f64 = by_gold.into_values().map(pairs).sum();
    let expected = ratio(a * b, pairs(total));
    let most = f64::midpoint(a, b);
    let ari = if most == expected { 1.0 } else { (index - expected) / (most - expected) };
    Clustering {
        precision,
        recall,
        f1: f1(precision, recall),
        ari,
        clusters: sizes.len(),
        largest: sizes.last().copied().unwrap_or(0.0) as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bcubed_is_that_of_the_textbook_example() {
        // Amigó et al. 2009: one cluster of two gold classes halves precision, recall stays whole.
        let scores = clustering(&[1, 1, 1, 1], &["a", "a", "b", "b"]);
        assert_eq!((scores.precision, scores.recall), (0.5, 1.0));
        assert_eq!(scores.ari, 0.0);
        assert_eq!(clustering(&[1, 1, 2], &["a", "a", "b"]).ari, 1.0);
    }
}
