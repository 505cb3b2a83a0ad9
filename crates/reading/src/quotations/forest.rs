//! *What do many small decision trees together make of a row of numbers?*
//!
//! Boosted trees as plain data (`data/stance.txt`, `data/ending.txt`): their sum is a logit. Fitted on counts and classes
//! of the training part of PolNeAR; no word is among the features, so none is in the files.

use std::sync::LazyLock;

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
pub(super) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// Judges candidates.
pub(super) static STANCE: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("../../data/stance.txt")));

/// Judges where a content may end.
pub(super) static ENDING: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("../../data/ending.txt")));

impl Forest {
    /// One tree a line: nodes apart by blanks, a split as `feature:threshold:left:right`, a leaf as its value.
    fn parse(data: &str) -> Self {
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
        let mut forest = Self { nodes: Vec::new(), roots: Vec::new() };
        for line in data.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            forest.roots.push(forest.nodes.len() as u32);
            forest.nodes.extend(line.split_whitespace().enumerate().filter_map(|(at, text)| node(text, at)));
        }
        forest
    }

    /// The sum of the trees.
    pub(super) fn logit(&self, features: &[f32]) -> f32 {
        self.roots.iter().map(|root| self.leaf(*root as usize, features)).sum()
    }

    /// The probability that the forest gives.
    pub(super) fn probability(&self, features: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.logit(features)).exp())
    }

    fn leaf(&self, root: usize, features: &[f32]) -> f32 {
        let mut at = root;
        // Ways lead forwards only, so this ends.
        while let Some(node) = self.nodes.get(at) {
            if node.left == 0 {
                return node.value;
            }
            let value = features.get(usize::from(node.feature)).copied().unwrap_or_default();
            at += usize::from(if value <= node.value { node.left } else { node.right });
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
    }

    #[test]
    fn every_split_leads_forwards_and_asks_for_a_number_that_there_is() {
        for (forest, features) in
            [(&*STANCE, super::super::stance::FEATURES), (&*ENDING, super::super::ending::FEATURES)]
        {
            assert!(!forest.roots.is_empty());
            for (i, node) in forest.nodes.iter().enumerate() {
                let ways = [usize::from(node.left), usize::from(node.right)];
                assert!(ways == [0, 0] || ways.iter().all(|w| *w > 0 && i + w < forest.nodes.len()));
                assert!(node.left == 0 || usize::from(node.feature) < features);
            }
        }
    }
}
