//! Union-find over small numbers (Tarjan 1975).

/// Sets of `0..n`.
#[derive(Clone, Debug)]
pub(crate) struct Union(Vec<usize>);

impl Union {
    /// Every number alone.
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The least number of the set of `i`.
    pub(crate) fn find(&mut self, mut i: usize) -> usize {
        while let Some(parent) = self.0.get(i).copied().filter(|p| *p != i) {
            let above = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(i) {
                *slot = above;
            }
            i = parent;
        }
        i
    }

    /// Puts the sets of both together.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }

    /// All sets, each in order, by their least number.
    pub(crate) fn sets(mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); self.0.len()];
        for i in 0..self.0.len() {
            let root = self.find(i);
            if let Some(set) = sets.get_mut(root) {
                set.push(i);
            }
        }
        sets.retain(|set| !set.is_empty());
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_do_not_depend_on_the_order_of_joining() {
        let sets = |pairs: &[(usize, usize)]| {
            let mut union = Union::new(6);
            for (a, b) in pairs {
                union.join(*a, *b);
            }
            union.sets()
        };
        let expected = vec![vec![0, 3, 4], vec![1, 5], vec![2]];
        assert_eq!(sets(&[(3, 4), (0, 4), (5, 1)]), expected);
        assert_eq!(sets(&[(1, 5), (4, 0), (4, 3)]), expected);
    }
}
