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

    /// The weights of a term.
    pub(crate) fn weight(&self, term: u32) -> Option<&[f32; N]> {
        self.terms.binary_search(&term).ok().and_then(|i| self.weights.get(i))
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
        self.meet(other, |a, b| {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        });
        sums
    }

    /// The inner product.
    pub(crate) fn dot(&self, other: &Self) -> f32 {
        self.parts(other).iter().sum()
    }

    /// Hands over the weights of every term that both have.
    fn meet(&self, other: &Self, mut each: impl FnMut(&[f32; N], &[f32; N])) {
        let (short, long) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        if long.len() > short.len() * 12 {
            let mut from = 0;
            for (term, weight) in short.iter() {
                from += leap(long.terms.get(from..).unwrap_or_default(), term);
                if long.terms.get(from) == Some(&term)
                    && let Some(other) = long.weights.get(from)
                {
                    each(weight, other);
                }
            }
            return;
        }
        let (mut i, mut j) = (0, 0);
        // Without a branch for which of the two goes on: that is a toss-up.
        while let (Some(a), Some(b)) = (short.terms.get(i), long.terms.get(j)) {
            if a == b
                && let (Some(a), Some(b)) = (short.weights.get(i), long.weights.get(j))
            {
                each(a, b);
            }
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
    }

    /// Adds another vector, times `factor`.
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

/// Slots of a [`Probe`].
const SLOTS: usize = 8192;
/// Two terms are in the slot.
const SEVERAL: u16 = u16::MAX;

/// A vector made ready to be compared with many: a table says at once that a term is not in it.
pub(crate) struct Probe<'a, const N: usize> {
    vector: &'a Vector<N>,
    /// By the low bits of the term, its place plus one.
    slots: Vec<u16>,
}

impl<'a, const N: usize> Probe<'a, N> {
    pub(crate) fn new(vector: &'a Vector<N>) -> Self {
        let mut slots = vec![0; SLOTS];
        for (at, term) in vector.terms.iter().enumerate() {
            if let Some(slot) = slots.get_mut(*term as usize % SLOTS) {
                *slot = if *slot == 0 && at + 1 < usize::from(SEVERAL) { at as u16 + 1 } else { SEVERAL };
            }
        }
        Self { vector, slots }
    }

    /// The inner product, field by field.
    pub(crate) fn parts(&self, other: &Vector<N>) -> [f32; N] {
        let mut sums = [0.0; N];
        for (term, weights) in other.terms.iter().zip(&other.weights) {
            let at = match self.slots.get(*term as usize % SLOTS) {
                None | Some(0) => continue,
                Some(&SEVERAL) => match self.vector.terms.binary_search(term) {
                    Ok(at) => at,
                    Err(_) => continue,
                },
                Some(at) => usize::from(*at) - 1,
            };
            if self.vector.terms.get(at) == Some(term)
                && let Some(own) = self.vector.weights.get(at)
            {
                for ((sum, a), b) in sums.iter_mut().zip(own).zip(weights) {
                    *sum += a * b;
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
                *expected.entry(*term).or_default() += weight;
            }
            expected.retain(|_, w| *w != 0.0);
            let mut sum = Vector::sorted(a.iter().map(|(t, w)| (*t, [*w])));
            sum.add(&Vector::sorted(b.iter().map(|(t, w)| (*t, [*w]))), 1.0);
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
        assert_eq!(Probe::new(&short).parts(&long), [3.0]);
        let far = vector(&[(4, 1.0), (4 + SLOTS as u32, 1.0), (4 + 2 * SLOTS as u32, 5.0)]);
        assert_eq!(Probe::new(&far).parts(&far), [27.0]);
        assert_eq!(Probe::new(&far).parts(&short), [1.0]);
    }
}
