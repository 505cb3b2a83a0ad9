//! *What do many small decision trees together make of a row of numbers?*
//!
//! Boosted trees as plain data, written by `copydesk-train-forest`: their sum is a logit. Rooms that judge by numbers of
//! structure (which blocks of a page are the article, which candidates are attributions) keep such a file each, with how it
//! was fitted in its head.
//!
//! No tree is walked to judge a row. The leaves of a tree are numbered from left to right; a split that is answered "right" rules out the
//! leaves on its left, and of those that no split rules out the first is the one that a walk from the root would reach (Lucchese et al.,
//! QuickScorer, 2015). What a number rules out in all trees is one row of bits, made beforehand, and the rows of all numbers are laid over one
//! another: no branch to guess, many trees at a time, and the same sum to the bit.
//!
//! Left out on purpose: missing values and categories; a number that a row does not have is 0.

/// One node: a split, or a leaf where both ways lead to itself.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The threshold of a split (at most goes left), the value of a leaf.
    value: f32,
    feature: u16,
    /// From the node itself; 0 for a leaf.
    left: u16,
    right: u16,
}

/// Trees, one behind the other, and where each begins.
#[derive(Debug)]
pub struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
    /// Whether something in the file was no node.
    broken: bool,
    /// The same trees by the numbers that they ask for; none where they are too large for that, or broken.
    laid: Option<Laid>,
}

/// Most leaves of a tree that is laid out: a bit each.
const LEAVES: usize = u32::BITS as usize;
/// Trees that are judged at a time.
const LANES: usize = 32;
/// Most numbers of a row.
const NUMBERS: usize = 192;

/// Trees by the numbers that they ask for.
#[derive(Debug, Default)]
struct Laid {
    /// What numbers are held against: the thresholds of the first number in order, then those of the next.
    bounds: Vec<f32>,
    /// Where the thresholds of each number end.
    ends: Vec<usize>,
    /// For each threshold, which leaves of each tree are left to a number beyond it and all before it.
    left: Vec<[u32; LANES]>,
    /// The values of the leaves of each tree.
    values: Vec<[f32; LEAVES]>,
    /// What the blocks of trees from each on can add at most.
    most: Vec<f32>,
}

/// More than sums of some hundred leaves are rounded by.
const ROUNDING: f32 = 1e-3;

/// A split of a tree and the leaves on its left.
struct Split {
    tree: usize,
    feature: usize,
    bound: f32,
    ruled_out: u32,
}

impl Forest {
    /// Reads one tree a line: nodes apart by blanks, a split as `feature:threshold:left:right`, a leaf as its value. Empty
    /// lines and remarks (`#`) are passed by; so is a node that is none, which [`Forest::is_whole`] tells.
    pub fn parse(data: &str) -> Self {
        let node = |text: &str, at: usize| -> Option<Node> {
            let mut fields = text.split(':');
            let first = fields.next()?;
            let Some(value) = fields.next() else {
                return Some(Node { feature: 0, value: first.parse().ok()?, left: 0, right: 0 });
            };
            let way = |field: Option<&str>| -> Option<u16> {
                field?.parse::<usize>().ok()?.checked_sub(at)?.try_into().ok()
            };
            Some(Node {
                feature: first.parse().ok()?,
                value: value.parse().ok()?,
                left: way(fields.next())?,
                right: way(fields.next())?,
            })
        };
        let mut forest = Self { nodes: Vec::new(), roots: Vec::new(), broken: false, laid: None };
        for line in data.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            forest.roots.push(forest.nodes.len() as u32);
            for (at, text) in line.split_whitespace().enumerate() {
                let node = node(text, at);
                forest.broken |= node.is_none();
                forest.nodes.extend(node);
            }
        }
        forest.laid = forest.is_whole(NUMBERS).then(|| Laid::new(&forest)).flatten();
        forest
    }

    /// The sum of the trees.
    pub fn logit(&self, features: &[f32]) -> f32 {
        self.above(features, f32::NEG_INFINITY).unwrap_or(f32::NEG_INFINITY)
    }

    /// The sum of the trees; none where it is seen early that it stays below `least`. (A sum that is given may do so, too.)
    pub fn above(&self, features: &[f32], least: f32) -> Option<f32> {
        match &self.laid {
            Some(laid) => laid.above(features, least),
            None => Some(self.walk(features)),
        }
    }

    /// The same, from each root to a leaf.
    fn walk(&self, features: &[f32]) -> f32 {
        self.roots.iter().map(|root| self.leaf(*root as usize, features)).sum()
    }

    /// The probability that the forest gives.
    pub fn probability(&self, features: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.logit(features)).exp())
    }

    /// The probability that the forest gives; none where it is below `least`.
    pub fn probability_above(&self, features: &[f32], least: f32) -> Option<f32> {
        let bound = (least / (1.0 - least)).ln() - ROUNDING;
        let logit = self.above(features, bound)?;
        Some(1.0 / (1.0 + (-logit).exp())).filter(|p| *p >= least)
    }

    /// Whether there are trees, every split leads forwards within its tree, and none asks for a number beyond the first
    /// `features`. For the tests of a room's own file.
    pub fn is_whole(&self, features: usize) -> bool {
        let end = |tree: usize| self.roots.get(tree + 1).map_or(self.nodes.len(), |root| *root as usize);
        !self.broken
            && !self.roots.is_empty()
            && self.roots.iter().enumerate().all(|(tree, root)| {
                (*root as usize..end(tree)).all(|at| {
                    self.nodes.get(at).is_some_and(|node| {
                        let ways = [usize::from(node.left), usize::from(node.right)];
                        let forwards = ways.iter().all(|w| *w > 0 && at + w < end(tree));
                        ways == [0, 0] || forwards && usize::from(node.feature) < features
                    })
                })
            })
    }

    fn leaf(&self, root: usize, features: &[f32]) -> f32 {
        let mut at = root;
        // Ways lead forwards only, so this ends.
        while let Some(node) = self.nodes.get(at) {
            if node.left == 0 {
                return node.value;
            }
            let value = features.get(usize::from(node.feature)).copied().unwrap_or_default();
            at += usize::from(if value <= node.value { node.left } else { node.right.max(1) });
        }
        0.0
    }
}

impl Laid {
    /// Lays out a whole forest; none where a tree has too many leaves.
    fn new(forest: &Forest) -> Option<Self> {
        let mut laid = Self::default();
        let mut splits: Vec<Split> = Vec::new();
        for (tree, root) in forest.roots.iter().enumerate() {
            let mut values = Vec::new();
            number(forest, *root as usize, tree, &mut splits, &mut values);
            let mut row = [0.0; LEAVES];
            row.get_mut(..values.len())?.copy_from_slice(&values);
            laid.values.push(row);
        }
        if splits.iter().any(|split| split.bound.is_nan()) {
            return None;
        }
        splits.sort_by(|a, b| a.feature.cmp(&b.feature).then(a.bound.total_cmp(&b.bound)));
        let blocks = laid.values.len().div_ceil(LANES);
        for of_one in splits.chunk_by(|a, b| a.feature == b.feature) {
            let feature = of_one.first()?.feature;
            laid.ends.resize(feature, laid.bounds.len());
            let mut left = vec![[u32::MAX; LANES]; blocks];
            for equal in of_one.chunk_by(|a, b| a.bound == b.bound) {
                for split in equal {
                    if let Some(block) = left.get_mut(split.tree / LANES) {
                        block[split.tree % LANES] &= !split.ruled_out;
                    }
                }
                laid.bounds.push(equal.first()?.bound);
                laid.left.extend_from_slice(&left);
            }
            laid.ends.push(laid.bounds.len());
        }
        let greatest = |tree: &[f32; LEAVES]| tree.iter().fold(0.0_f32, |most, value| most.max(*value));
        let mut rest = ROUNDING;
        for block in laid.values.chunks(LANES).rev() {
            rest += block.iter().map(greatest).sum::<f32>();
            laid.most.push(rest);
        }
        laid.most.reverse();
        Some(laid)
    }

    fn above(&self, features: &[f32], least: f32) -> Option<f32> {
        // The thresholds that the numbers are beyond, the last of each number.
        let (mut beyond, mut count) = ([0_u32; NUMBERS], 0);
        let mut from = 0;
        for (feature, end) in self.ends.iter().enumerate() {
            let bounds = self.bounds.get(from..*end).unwrap_or_default();
            let value = features.get(feature).copied().unwrap_or_default();
            let at_most: u32 = bounds.iter().map(|bound| u32::from(value <= *bound)).sum();
            let at_most = at_most as usize;
            if at_most < bounds.len()
                && let Some(slot) = beyond.get_mut(count)
            {
                *slot = (*end - at_most - 1) as u32;
                count += 1;
            }
            from = *end;
        }
        let beyond = beyond.get(..count).unwrap_or_default();
        let blocks = self.values.len().div_ceil(LANES);
        // What a sum of floats begins with.
        let mut sum = -0.0;
        for (block, values) in self.values.chunks(LANES).enumerate() {
            if self.most.get(block).is_some_and(|most| sum + most < least) {
                return None;
            }
            let mut left = [u32::MAX; LANES];
            for bound in beyond {
                if let Some(row) = self.left.get(*bound as usize * blocks + block) {
                    // Arrays, whose length the compiler knows, become a few wide steps.
                    for tree in 0..LANES {
                        left[tree] &= row[tree];
                    }
                }
            }
            for (tree, values) in values.iter().enumerate() {
                sum += values[left[tree % LANES].trailing_zeros() as usize % LEAVES];
            }
        }
        Some(sum)
    }
}

/// Numbers the leaves under a node from left to right; says which they are, a bit each.
fn number(forest: &Forest, at: usize, tree: usize, splits: &mut Vec<Split>, values: &mut Vec<f32>) -> u32 {
    let Some(node) = forest.nodes.get(at) else { return 0 };
    if node.left == 0 {
        values.push(node.value);
        return 1_u32.checked_shl(values.len() as u32 - 1).unwrap_or(0);
    }
    let ruled_out = number(forest, at + usize::from(node.left), tree, splits, values);
    let rest = number(forest, at + usize::from(node.right), tree, splits, values);
    splits.push(Split { tree, feature: usize::from(node.feature), bound: node.value, ruled_out });
    ruled_out | rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_walked_to_its_leaf() {
        let forest = Forest::parse("# two trees\n0:1.5:1:2 -1 2:0:3:4 0.5 2\n0.25\n");
        assert_eq!(forest.roots.len(), 2);
        assert_eq!(forest.logit(&[1.0, 0.0, 0.0]), -0.75);
        assert_eq!(forest.logit(&[2.0, 0.0, 0.0]), 0.75);
        assert_eq!(forest.logit(&[2.0, 0.0, 1.0]), 2.25);
        assert_eq!(forest.logit(&[]), -0.75, "a number that is not there is 0");
    }

    #[test]
    fn what_is_broken_is_told_and_walked_without_a_fault() {
        assert!(Forest::parse("0:1.5:1:2 -1 1\n").is_whole(1));
        for broken in ["", "0:1.5:1:2 -1\n", "1:1.5:1:2 -1 1\n", "0:1:0:0 2\n0:1:0:1 2\n", "0:x:1:2 1 1\n"] {
            let forest = Forest::parse(broken);
            assert!(!forest.is_whole(1), "{broken:?}");
            forest.logit(&[0.0, 9.0]);
        }
    }

    #[test]
    fn rows_of_bits_lead_where_a_walk_leads() {
        let mut state = 7_u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        // Trees as they are written: a node, what is on its left, what is on its right.
        fn tree(depth: u32, at: usize, next: &mut impl FnMut(u32) -> u32) -> Vec<String> {
            if depth == 0 || next(5) == 0 {
                return vec![format!("{}", f64::from(next(4000)) / 1000.0 - 2.0)];
            }
            let (feature, bound) = (next(12), f64::from(next(40)) / 2.0 - 5.0);
            let left = tree(depth - 1, at + 1, next);
            let right = tree(depth - 1, at + 1 + left.len(), next);
            let split = format!("{feature}:{bound}:{}:{}", at + 1, at + 1 + left.len());
            [vec![split], left, right].concat()
        }
        for (trees, depth) in [(1, 1), (31, 3), (32, 4), (33, 5), (150, 5), (40, 7)] {
            let data: Vec<String> = (0..trees).map(|_| tree(depth, 0, &mut next).join(" ")).collect();
            let forest = Forest::parse(&data.join("\n"));
            assert!(forest.is_whole(12));
            // The last has trees of more leaves than there are bits.
            assert_eq!(forest.laid.is_some(), depth < 7);
            for row in 0..200 {
                let mut features: Vec<f32> =
                    (0..12).map(|_| (f64::from(next(60)) / 2.0 - 8.0) as f32).collect();
                features.truncate(12 - row % 3);
                if row % 50 == 0 {
                    features[row % 9] = f32::NAN;
                }
                let sum = forest.walk(&features);
                assert_eq!(forest.logit(&features).to_bits(), sum.to_bits());
                for least in [sum - 1.0, sum, sum + 1.0, sum + 30.0] {
                    match forest.above(&features, least) {
                        Some(found) => assert_eq!(found.to_bits(), sum.to_bits()),
                        None => assert!(sum < least),
                    }
                }
            }
        }
    }
}
