//! Sparse vectors, sorted by term, so that sums come out the same every time.

/// A sparse vector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vector(Vec<(u32, f32)>);

impl Vector {
    /// Of these terms, scaled to length one. Each term may come once.
    pub(crate) fn unit(mut terms: Vec<(u32, f32)>) -> Self {
        terms.sort_unstable_by_key(|(term, _)| *term);
        let length = terms.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut terms {
                *weight /= length;
            }
        }
        terms.shrink_to_fit();
        Self(terms)
    }

    /// Of these terms, in order, as they are.
    pub(crate) fn sorted(terms: Vec<(u32, f32)>) -> Self {
        Self(terms)
    }

    /// The weight of a term.
    pub(crate) fn weight(&self, term: u32) -> Option<f32> {
        self.0.binary_search_by_key(&term, |(t, _)| *t).ok().and_then(|i| self.0.get(i)).map(|(_, w)| *w)
    }

    /// Its weightiest terms, times `factor`.
    pub(crate) fn heaviest(&self, count: usize, factor: f32) -> Self {
        let mut terms = self.0.clone();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(count);
        terms.sort_unstable_by_key(|(term, _)| *term);
        Self(terms.into_iter().map(|(t, w)| (t, w * factor)).collect())
    }

    /// Whether it has the term.
    pub(crate) fn has(&self, term: u32) -> bool {
        self.0.binary_search_by_key(&term, |(t, _)| *t).is_ok()
    }

    /// The terms and their weights.
    pub(crate) fn terms(&self) -> &[(u32, f32)] {
        &self.0
    }

    /// The inner product.
    pub(crate) fn dot(&self, other: &Self) -> f32 {
        let (short, long) =
            if self.0.len() <= other.0.len() { (&self.0, &other.0) } else { (&other.0, &self.0) };
        let mut sum = 0.0;
        let mut rest = &long[..];
        let leap = long.len() > short.len() * 12;
        for (term, weight) in short {
            let skip = if leap {
                rest.partition_point(|(t, _)| t < term)
            } else {
                rest.iter().take_while(|(t, _)| t < term).count()
            };
            rest = rest.get(skip..).unwrap_or_default();
            match rest.first() {
                Some((t, w)) if t == term => sum += weight * w,
                Some(_) => {}
                None => break,
            }
        }
        sum
    }

    /// Adds another vector, times `factor`.
    pub(crate) fn add(&mut self, other: &Self, factor: f32) {
        let mut out = Vec::with_capacity(self.0.len() + other.0.len());
        let mut rest = &self.0[..];
        for (term, weight) in &other.0 {
            let before = rest.iter().take_while(|(t, _)| t < term).count();
            let (less, more) = rest.split_at(before);
            out.extend_from_slice(less);
            rest = more;
            match rest.split_first() {
                Some(((t, old), more)) if t == term => {
                    let sum = old + weight * factor;
                    if sum.abs() > 1e-6 {
                        out.push((*term, sum));
                    }
                    rest = more;
                }
                _ => out.push((*term, weight * factor)),
            }
        }
        out.extend_from_slice(rest);
        self.0 = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_added_and_taken_away_leaves_what_was_there() {
        let a = Vector::unit(vec![(3, 2.0), (1, 1.0)]);
        let b = Vector::unit(vec![(2, 1.0), (3, 1.0)]);
        let mut sum = a.clone();
        sum.add(&b, 1.0);
        assert!((sum.dot(&a) - (1.0 + b.dot(&a))).abs() < 1e-6);
        sum.add(&b, -1.0);
        assert_eq!(sum.terms().len(), 2);
        assert!((sum.dot(&a) - 1.0).abs() < 1e-6);
    }
}
