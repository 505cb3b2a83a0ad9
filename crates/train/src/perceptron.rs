//! *How are weights learnt?*
//!
//! The averaged perceptron (Freund and Schapire 1999; Collins 2002) over hashed rows, and its rounding to eight bits.

use copydesk_language::training::table;

/// Weights in training, `W` a row. Each corpus may have weights of its own beside those that all share, so that what its
/// guidelines do in their own way is not learnt by the others (Daumé III 2007).
#[derive(Debug)]
pub struct Perceptron<const W: usize> {
    bits: u8,
    /// The shared weights, then those of each corpus.
    parts: Vec<Part>,
    /// How fast a corpus' own weights move, to 1 for the shared ones.
    own: f32,
    step: f32,
}

#[derive(Debug)]
struct Part {
    weights: Vec<f32>,
    /// Sum of updates, each times the step it was made at.
    sums: Vec<f32>,
}

impl<const W: usize> Perceptron<W> {
    /// `2^bits` rows of zeros.
    pub fn new(bits: u8) -> Self {
        Self::with_corpora(bits, 0, 0.0)
    }

    /// `2^bits` rows of zeros, and as many for each of so many corpora, whose own weights move by `own`.
    pub fn with_corpora(bits: u8, corpora: usize, own: f32) -> Self {
        let size = W << bits;
        let parts = if own > 0.0 { 1 + corpora } else { 1 };
        let part = || Part { weights: vec![0.0; size], sums: vec![0.0; size] };
        Self { bits, parts: (0..parts).map(|_| part()).collect(), own, step: 1.0 }
    }

    fn row(&self, feature: u32) -> usize {
        (feature & ((1 << self.bits) - 1)) as usize * W
    }

    /// The shared weights and those of the corpus, with how fast each moves.
    fn own(&self, corpus: usize) -> impl Iterator<Item = (usize, f32)> + use<W> {
        let own = (corpus + 1 < self.parts.len()).then_some((corpus + 1, self.own));
        std::iter::once((0, 1.0)).chain(own)
    }

    /// The sums over all features, for a text of that corpus.
    pub fn score(&self, features: &[u32], corpus: usize) -> [f32; W] {
        let mut scores = [0.0; W];
        for (part, rate) in self.own(corpus) {
            let part = &self.parts[part];
            for feature in features {
                let at = self.row(*feature);
                for (score, weight) in scores.iter_mut().zip(&part.weights[at..at + W]) {
                    *score += rate * weight;
                }
            }
        }
        scores
    }

    /// Moves the weights of `label` by `by` for all features.
    pub fn update(&mut self, features: &[u32], label: usize, by: f32, corpus: usize) {
        for (part, rate) in self.own(corpus) {
            for feature in features {
                let at = self.row(*feature) + label;
                let part = &mut self.parts[part];
                part.weights[at] += rate * by;
                part.sums[at] += rate * by * self.step;
            }
        }
    }

    /// Counts an example.
    pub fn next(&mut self) {
        self.step += 1.0;
    }

    /// The averages over all steps, as a text of that corpus meets them; without one, the shared ones.
    pub fn averages(&self, corpus: Option<usize>) -> Vec<f32> {
        let mut out = vec![0.0; W << self.bits];
        for (part, rate) in self.own(corpus.unwrap_or(usize::MAX - 1)) {
            let part = &self.parts[part];
            for ((o, w), s) in out.iter_mut().zip(&part.weights).zip(&part.sums) {
                *o += rate * (w - s / self.step);
            }
        }
        out
    }

    /// The averages as a model that is not trained further.
    #[must_use]
    pub fn settled(&self) -> Self {
        let parts = self
            .parts
            .iter()
            .map(|p| Part {
                weights: p.weights.iter().zip(&p.sums).map(|(w, s)| w - s / self.step).collect(),
                sums: Vec::new(),
            })
            .collect();
        Self { bits: self.bits, parts, own: self.own, step: 1.0 }
    }
}

/// Adds the weights of one more perceptron to the sum of others.
pub fn add(sum: &mut Vec<f32>, weights: Vec<f32>) {
    if sum.is_empty() {
        *sum = weights;
    } else {
        for (s, w) in sum.iter_mut().zip(weights) {
            *s += w;
        }
    }
}

/// Rounds weights to eight bits, the largest (but for a few) to the largest that there is.
pub fn rounded(bits: u8, width: u8, weights: &[f32]) -> Vec<u8> {
    let mut sizes: Vec<f32> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    let largest = sizes
        .get(sizes.len() - sizes.len() / 20_000 - usize::from(!sizes.is_empty()))
        .copied()
        .unwrap_or(1.0);
    scaled(bits, width, weights, 127.0 / largest.max(f32::MIN_POSITIVE))
}

/// Rounds weights to eight bits, each times `scale`.
pub fn scaled(bits: u8, width: u8, weights: &[f32], scale: f32) -> Vec<u8> {
    let weights: Vec<i8> = weights.iter().map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8).collect();
    table(bits, width, &weights)
}

/// A fixed shuffle of `0..n` (Fisher and Yates, with a linear congruential generator).
pub fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut random = Random::new(seed);
    for i in (1..n).rev() {
        order.swap(i, random.below(i + 1));
    }
    order
}

/// A fixed sequence of numbers that look random.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of that number.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number below `n` (0 when `n` is 0).
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize).checked_rem(n).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perceptron_learns_what_can_be_told_apart() {
        let mut model = Perceptron::<2>::new(4);
        for _ in 0..5 {
            for (features, label) in [(&[1, 2][..], 0), (&[1, 3], 1)] {
                let scores = model.score(features, 0);
                let found = usize::from(scores[1] > scores[0]);
                if found != label {
                    model.update(features, label, 1.0, 0);
                    model.update(features, found, -1.0, 0);
                }
                model.next();
            }
        }
        assert!(model.score(&[1, 2], 0)[0] > model.score(&[1, 2], 0)[1]);
        assert!(model.score(&[1, 3], 0)[1] > model.score(&[1, 3], 0)[0]);
    }

    #[test]
    fn a_shuffle_is_always_the_same() {
        assert_eq!(shuffled(6, 3), shuffled(6, 3));
        let mut sorted = shuffled(50, 9);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
