//! Sparse vectors, sorted by term, so that sums come out the same every time.
//!
//! Each term has `N` weights, one for each field of a report: the fields have their terms in common, and one walk
//! over them compares all fields.

/// A sparse vector.
#[derive(Clone, Debug)]
pub(crate) struct Vector<const N: usize> {
    terms: Vec<u32>,
    weights: Vec<[f32; N]>,
}

impl<const N: usize> Default for Vector<N> {
    fn default() -> Self {
        Self { terms: Vec::new(), weights: Vec::new() }
    }
}

impl<const N: usize> Vector<N> {
    /// Of these terms, which come in order, each once.
    pub(crate) fn sorted(pairs: impl IntoIterator<Item = (u32, [f32; N])>) -> Self {
        let (terms, weights) = pairs.into_iter().unzip();
        Self { terms, weights }
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The terms and their weights.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[f32; N])> {
        self.terms.iter().copied().zip(&self.weights)
    }

    /// Its `count` weightiest terms, times `factor`.
    pub(crate) fn heaviest(&self, count: usize, factor: f32) -> Self {
        let mut kept: Vec<(f32, u32, [f32; N])> = self
            .iter()
            .map(|(t, w)| (w.iter().map(|w| w * w).sum::<f32>(), t, w.map(|w| w * factor)))
            .collect();
        if kept.len() > count {
            kept.select_nth_unstable_by(count, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            kept.truncate(count);
            kept.sort_unstable_by_key(|(_, term, _)| *term);
        }
        Self::sorted(kept.into_iter().map(|(_, t, w)| (t, w)))
    }

    /// Renumbers the terms; the order of the new numbers is that of the old. A term without a number goes.
    pub(crate) fn renumber(&mut self, number: &[u32]) {
        let old = std::mem::take(self);
        *self = Self::sorted(
            old.terms
                .into_iter()
                .zip(old.weights)
                .filter_map(|(t, w)| Some((number.get(t as usize).copied().filter(|n| *n != u32::MAX)?, w))),
        );
    }

    /// The inner product, field by field.
    pub(crate) fn parts(&self, other: &Self) -> [f32; N] {
        let mut sums = [0.0; N];
        self.both(other, |_, a, b| multiply(&mut sums, a, b));
        sums
    }

    /// The inner product.
    pub(crate) fn dot(&self, other: &Self) -> f32 {
        self.parts(other).iter().sum()
    }

    /// Hands over every term that both have, with its weights here and there.
    pub(crate) fn both(&self, other: &Self, mut each: impl FnMut(u32, &[f32; N], &[f32; N])) {
        if other.len() > self.len() * LONGER {
            self.in_longer(other, each);
        } else if self.len() > other.len() * LONGER {
            other.in_longer(self, |term, there, here| each(term, here, there));
        } else {
            let (mut i, mut j) = (0, 0);
            // Without a branch for which of the two goes on: that is a toss-up.
            while let (Some(a), Some(b)) = (self.terms.get(i), other.terms.get(j)) {
                if a == b
                    && let (Some(here), Some(there)) = (self.weights.get(i), other.weights.get(j))
                {
                    each(*a, here, there);
                }
                i += usize::from(a <= b);
                j += usize::from(b <= a);
            }
        }
    }

    fn in_longer(&self, longer: &Self, mut each: impl FnMut(u32, &[f32; N], &[f32; N])) {
        let mut from = 0;
        for (term, here) in self.iter() {
            from += leap(longer.terms.get(from..).unwrap_or_default(), term);
            if longer.terms.get(from) == Some(&term)
                && let Some(there) = longer.weights.get(from)
            {
                each(term, here, there);
            }
        }
    }

    /// Adds another vector, times `factor`; terms that come to nothing are left out.
    pub(crate) fn add(&mut self, other: &Self, factor: f32) {
        let mut missing = 0;
        let mut from = 0;
        for term in &other.terms {
            from += leap(self.terms.get(from..).unwrap_or_default(), *term);
            missing += usize::from(self.terms.get(from) != Some(term));
        }
        // From the end, so that what stands in the way is moved once.
        let mut end = self.len();
        let mut shift = missing;
        self.terms.resize(end + missing, 0);
        self.weights.resize(end + missing, [0.0; N]);
        let mut emptied = false;
        for (term, added) in other.terms.iter().zip(&other.weights).rev() {
            let before = end - leap_back(self.terms.get(..end).unwrap_or_default(), *term);
            if shift > 0 {
                self.terms.copy_within(before..end, before + shift);
                self.weights.copy_within(before..end, before + shift);
            }
            end = before;
            if end > 0 && self.terms.get(end - 1) == Some(term) {
                end -= 1;
                self.terms.copy_within(end..=end, end + shift);
                self.weights.copy_within(end..=end, end + shift);
                if let Some(sum) = self.weights.get_mut(end + shift) {
                    for (sum, added) in sum.iter_mut().zip(added) {
                        *sum += added * factor;
                    }
                    emptied |= sum.iter().all(|w| w.abs() <= 1e-6);
                }
            } else {
                shift -= 1;
                if let (Some(to), Some(weight)) =
                    (self.terms.get_mut(end + shift), self.weights.get_mut(end + shift))
                {
                    *to = *term;
                    *weight = added.map(|w| w * factor);
                }
            }
        }
        if emptied {
            let kept: Vec<bool> = self.weights.iter().map(|w| w.iter().any(|w| w.abs() > 1e-6)).collect();
            let mut at = kept.iter();
            self.terms.retain(|_| at.next().copied().unwrap_or(true));
            let mut at = kept.iter();
            self.weights.retain(|_| at.next().copied().unwrap_or(true));
        }
    }
}

/// A vector that is so many times as long as another is leapt through.
const LONGER: usize = 12;

/// Adds the products, field by field.
#[inline]
fn multiply<const N: usize>(sums: &mut [f32; N], a: &[f32; N], b: &[f32; N]) {
    *sums = std::array::from_fn(|f| sums[f] + a[f] * b[f]);
}

/// Slots of a [`Probe`].
const SLOTS: usize = 8192;
/// Two terms are in the slot.
const SEVERAL: u16 = u16::MAX;
/// Terms that are looked for at once.
const BLOCK: usize = 128;

/// A report's terms and passages made ready to be compared with many: tables say at once what is not in it.
pub(crate) struct Probe<'a, const N: usize> {
    vector: &'a Vector<N>,
    /// Its terms, after one that no vector has.
    terms: Vec<u32>,
    /// By the low bits of the term, its place in `terms`.
    slots: Box<[u16; SLOTS]>,
    passages: &'a Vector<1>,
    /// By the low bits of a passage, whether there is one.
    passage_bits: [u64; PASSAGE_BITS / 64],
}

/// Bits of a [`Probe`] for passages.
const PASSAGE_BITS: usize = 4096;

/// The word and the bit of a passage.
fn passage_bit(passage: u32) -> (usize, u64) {
    let at = passage as usize % PASSAGE_BITS;
    (at / 64, 1 << (at % 64))
}

impl<'a, const N: usize> Probe<'a, N> {
    pub(crate) fn new(vector: &'a Vector<N>, passages: &'a Vector<1>) -> Self {
        let mut passage_bits = [0; PASSAGE_BITS / 64];
        for passage in &passages.terms {
            let (word, bit) = passage_bit(*passage);
            passage_bits[word] |= bit;
        }
        let mut slots: Box<[u16; SLOTS]> = Box::new([0; SLOTS]);
        let mut terms = Vec::with_capacity(vector.len() + 1);
        terms.push(u32::MAX);
        terms.extend_from_slice(&vector.terms);
        for (at, term) in vector.terms.iter().enumerate() {
            let slot = &mut slots[*term as usize % SLOTS];
            *slot = if *slot == 0 && at + 1 < usize::from(SEVERAL) { at as u16 + 1 } else { SEVERAL };
        }
        Self { vector, terms, slots, passages, passage_bits }
    }

    /// The inner product of the passages.
    pub(crate) fn passages(&self, other: &Vector<1>) -> f32 {
        let both = |passage: &u32| {
            let (word, bit) = passage_bit(*passage);
            self.passage_bits[word] & bit != 0
        };
        // Most have none in common.
        if other.terms.iter().any(both) { self.passages.dot(other) } else { 0.0 }
    }

    /// The inner product, field by field.
    pub(crate) fn parts(&self, other: &Vector<N>) -> [f32; N] {
        let mut sums = [0.0; N];
        let mut common = [0_u32; BLOCK];
        for (terms, weights) in other.terms.chunks(BLOCK).zip(other.weights.chunks(BLOCK)) {
            // First which, without a branch for whether a term is in both; then their products.
            let mut count = 0;
            for (there, term) in terms.iter().enumerate() {
                let slot = self.slots[*term as usize % SLOTS];
                let mut here = usize::from(slot);
                if slot == SEVERAL {
                    here = self.vector.terms.binary_search(term).map_or(0, |at| at + 1);
                }
                common[count % BLOCK] = (here * BLOCK + there) as u32;
                count += usize::from(self.terms.get(here) == Some(term));
            }
            for both in common.iter().take(count).map(|both| *both as usize) {
                if let (Some(here), Some(there)) =
                    (self.vector.weights.get(both / BLOCK - 1), weights.get(both % BLOCK))
                {
                    multiply(&mut sums, here, there);
                }
            }
        }
        sums
    }
}

/// How many of these are less than `term`, which is likely to come soon.
fn leap(terms: &[u32], term: u32) -> usize {
    let mut step = 1;
    while terms.get(step - 1).is_some_and(|t| *t < term) {
        step *= 2;
    }
    let from = step / 2;
    let to = (step - 1).min(terms.len());
    from.min(to) + terms.get(from.min(to)..to).unwrap_or_default().partition_point(|t| *t < term)
}

/// How many of these, from the end, are greater than `term`.
fn leap_back(terms: &[u32], term: u32) -> usize {
    let n = terms.len();
    let mut step = 1;
    while step <= n && terms.get(n - step).is_some_and(|t| *t > term) {
        step *= 2;
    }
    let from = n.saturating_sub(step);
    let to = n - step / 2;
    n - (from + terms.get(from..to).unwrap_or_default().partition_point(|t| *t <= term))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(terms: &[(u32, f32)]) -> Vector<1> {
        Vector::sorted(terms.iter().map(|(t, w)| (*t, [*w])))
    }

    #[test]
    fn a_vector_added_and_taken_away_leaves_what_was_there() {
        let a = vector(&[(1, 1.0), (3, 2.0)]);
        let b = vector(&[(2, 1.0), (3, 1.0), (9, 4.0)]);
        let mut sum = a.clone();
        sum.add(&b, 1.0);
        assert_eq!(sum.len(), 4);
        assert!((sum.dot(&a) - (a.dot(&a) + b.dot(&a))).abs() < 1e-6);
        sum.add(&b, -1.0);
        assert_eq!(sum.iter().map(|(t, w)| (t, w[0])).collect::<Vec<_>>(), [(1, 1.0), (3, 2.0)]);
    }

    #[test]
    fn sums_are_those_of_term_by_term() {
        let mut state = 7_u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for _ in 0..300 {
            let mut of = |most: u32| -> std::collections::BTreeMap<u32, f32> {
                (0..next(most)).map(|_| (next(60), next(9) as f32 - 3.0)).filter(|(_, w)| *w != 0.0).collect()
            };
            let (a, b) = (of(40), of(12));
            let mut expected = a.clone();
            for (term, weight) in &b {
                *expected.entry(*term).or_default() -= weight;
            }
            expected.retain(|_, w| *w != 0.0);
            let mut sum = Vector::sorted(a.iter().map(|(t, w)| (*t, [*w])));
            sum.add(&Vector::sorted(b.iter().map(|(t, w)| (*t, [*w]))), -1.0);
            assert_eq!(
                sum.iter().map(|(t, w)| (t, w[0])).collect::<Vec<_>>(),
                expected.into_iter().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_short_vector_and_a_long_one_meet_in_the_same_terms() {
        let long = vector(&(0..200).map(|t| (t * 2, 1.0)).collect::<Vec<_>>());
        let short = vector(&[(4, 1.0), (5, 1.0), (398, 2.0), (900, 1.0)]);
        assert_eq!(long.dot(&short), 3.0);
        assert_eq!(long.heaviest(60, 1.0).dot(&short), 1.0);
        let none = Vector::default();
        assert_eq!(Probe::new(&short, &none).parts(&long), [3.0]);
        let far = vector(&[(4, 1.0), (4 + SLOTS as u32, 1.0), (4 + 2 * SLOTS as u32, 5.0)]);
        assert_eq!(Probe::new(&far, &none).parts(&far), [27.0]);
        assert_eq!(Probe::new(&far, &none).parts(&short), [1.0]);
    }
}
