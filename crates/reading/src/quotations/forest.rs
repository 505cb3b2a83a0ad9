//! *What do many small decision trees together make of a row of numbers?*
//!
//! Boosted trees as plain data (`data/stance.txt`): their sum is a logit. Fitted on counts and classes of the training
//! part of PolNeAR; no word is among the features, so none is in the file.

use std::sync::LazyLock;

/// One node: a split, or a leaf where `feature` is none.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: Option<u8>,
    /// The threshold of a split (at most goes left), the value of a leaf.
    value: f32,
    left: u16,
    right: u16,
}

/// Trees, each as its nodes, the root first.
static FOREST: LazyLock<Vec<Vec<Node>>> = LazyLock::new(|| parse(include_str!("../../data/stance.txt")));

/// One tree a line: nodes apart by blanks, a split as `feature:threshold:left:right`, a leaf as its value.
fn parse(data: &str) -> Vec<Vec<Node>> {
    let node = |text: &str| -> Option<Node> {
        let mut fields = text.split(':');
        let first = fields.next()?;
        let Some(value) = fields.next() else {
            return Some(Node { feature: None, value: first.parse().ok()?, left: 0, right: 0 });
        };
        Some(Node {
            feature: Some(first.parse().ok()?),
            value: value.parse().ok()?,
            left: fields.next()?.parse().ok()?,
            right: fields.next()?.parse().ok()?,
        })
    };
    data.lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .map(|line| line.split_whitespace().filter_map(node).collect())
        .collect()
}

/// The probability that the forest gives.
pub(super) fn probability(features: &[f32]) -> f32 {
    let logit: f32 = FOREST.iter().map(|tree| leaf(tree, features)).sum();
    1.0 / (1.0 + (-logit).exp())
}

fn leaf(tree: &[Node], features: &[f32]) -> f32 {
    let mut at = 0;
    // No walk is longer than the tree has nodes.
    for _ in 0..tree.len() {
        let Some(node) = tree.get(at) else { return 0.0 };
        let Some(feature) = node.feature else { return node.value };
        let value = features.get(usize::from(feature)).copied().unwrap_or_default();
        at = usize::from(if value <= node.value { node.left } else { node.right });
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_walked_to_its_leaf() {
        let trees = parse("# two trees\n0:1.5:1:2 -1 2:0:3:4 0.5 2\n0.25\n");
        assert_eq!(trees.len(), 2);
        assert_eq!(leaf(&trees[0], &[1.0, 0.0, 0.0]), -1.0);
        assert_eq!(leaf(&trees[0], &[2.0, 0.0, 0.0]), 0.5);
        assert_eq!(leaf(&trees[0], &[2.0, 0.0, 1.0]), 2.0);
        assert_eq!(leaf(&trees[1], &[]), 0.25);
    }

    #[test]
    fn every_node_of_the_forest_leads_to_nodes_of_its_tree() {
        for tree in FOREST.iter() {
            assert!(!tree.is_empty());
            for node in tree {
                let (l, r) = (usize::from(node.left), usize::from(node.right));
                assert!(node.feature.is_none() || l < tree.len() && r < tree.len());
                assert!(node.feature.is_none_or(|f| usize::from(f) < super::super::stance::FEATURES));
            }
        }
    }
}
