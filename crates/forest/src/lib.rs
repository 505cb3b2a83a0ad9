//! *What do many small decision trees together make of a row of numbers?*
//!
//! Boosted trees as plain data, written by `copydesk-train-forest`: their sum is a logit. Rooms that judge by numbers of
//! structure (which blocks of a page are the article, which candidates are attributions) keep such a file each, with how it
//! was fitted in its head.
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
        let mut forest = Self { nodes: Vec::new(), roots: Vec::new(), broken: false };
        for line in data.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            forest.roots.push(forest.nodes.len() as u32);
            for (at, text) in line.split_whitespace().enumerate() {
                let node = node(text, at);
                forest.broken |= node.is_none();
                forest.nodes.extend(node);
            }
        }
        forest
    }

    /// The sum of the trees.
    pub fn logit(&self, features: &[f32]) -> f32 {
        self.roots.iter().map(|root| self.leaf(*root as usize, features)).sum()
    }

    /// The probability that the forest gives.
    pub fn probability(&self, features: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.logit(features)).exp())
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
}
