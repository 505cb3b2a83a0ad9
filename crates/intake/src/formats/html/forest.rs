//! *Which blocks are the article?*
//!
//! A forest of boosted decision trees looks at every block with what surrounds it. The trees are data
//! (`data/blocks.forest`), fitted on numbers of structure alone; how, is in the file's header.
//!
//! Left out on purpose: a second look at what the first said of the neighbours. It fits the pages it was made on
//! better and other sites worse (`aeb`, sites held out: .955 for .965).

use std::sync::LazyLock;

use super::blocks;

/// A block is taken from here on.
const TAKEN: f64 = 0.5;

static FORESTS: LazyLock<Vec<Forest>> = LazyLock::new(|| parse(include_str!("../../../data/blocks.forest")));

/// A node of a tree: a leaf has its value, a branch its feature, threshold and right child; the left is next.
#[derive(Clone, Copy, Debug)]
enum Node {
    Leaf(f64),
    Branch { feature: u16, most: f64, right: u32 },
}

#[derive(Debug, Default)]
struct Forest {
    bias: f64,
    trees: Vec<Vec<Node>>,
}

impl Forest {
    /// The probability of a row.
    fn look(&self, row: &[f32]) -> f64 {
        let mut sum = self.bias;
        for tree in &self.trees {
            let mut at = 0;
            // Bounded by the size of the tree, which only leads forward.
            while let Some(node) = tree.get(at) {
                match *node {
                    Node::Leaf(value) => {
                        sum += value;
                        break;
                    }
                    Node::Branch { feature, most, right } => {
                        let value = row.get(usize::from(feature)).copied().unwrap_or(0.0);
                        at = if f64::from(value) <= most { at + 1 } else { right as usize };
                    }
                }
            }
        }
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Reads the forests: a line `forest BIAS` opens one, every other line is a tree in preorder.
fn parse(data: &str) -> Vec<Forest> {
    let mut forests: Vec<Forest> = Vec::new();
    for line in data.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(bias) = line.strip_prefix("forest ") {
            forests.push(Forest { bias: bias.trim().parse().unwrap_or(0.0), trees: Vec::new() });
        } else if let Some(forest) = forests.last_mut()
            && let Some(tree) = parse_tree(line)
        {
            forest.trees.push(tree);
        }
    }
    forests
}

fn parse_tree(line: &str) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    // Branches that still wait for their right child.
    let mut open: Vec<usize> = Vec::new();
    for token in line.split(' ') {
        if let Some((feature, most)) = token.split_once('<') {
            open.push(nodes.len());
            nodes.push(Node::Branch { feature: feature.parse().ok()?, most: most.parse().ok()?, right: 0 });
            continue;
        }
        nodes.push(Node::Leaf(token.parse().ok()?));
        if let Some(branch) = open.pop() {
            let next = nodes.len() as u32;
            if let Node::Branch { right, .. } = nodes.get_mut(branch)? {
                *right = next;
            }
        }
    }
    Some(nodes)
}

/// Decides block after block.
#[derive(Debug, Default)]
pub(crate) struct Choice(Vec<Guess>);

/// What is kept of a block: its probability, its letters, the share of them in links, and whether it stands among comments.
#[derive(Clone, Copy, Debug)]
struct Guess {
    sure: f64,
    chars: f32,
    links: f32,
    comment: bool,
}

/// An article of so many letters is one; what stands among comments beside it is none of it.
const ARTICLE: f32 = 120.0;

impl Choice {
    /// Looks at the next block.
    pub(crate) fn see(&mut self, row: &[f32]) {
        let (chars, links) = (row.first().copied().unwrap_or(0.0), row.get(3).copied().unwrap_or(1.0));
        // A few words that are all link: more than half of all blocks of most pages, and as good as never the article.
        let link = chars < 30.0 && links > 0.9;
        let sure = FORESTS.first().filter(|_| !link).map_or(0.0, |forest| forest.look(row));
        let comment = blocks::among_comments(row);
        self.0.push(Guess { sure, chars, links, comment });
    }

    /// One decision a block.
    pub(crate) fn made(self) -> Vec<bool> {
        let article: f32 = self.0.iter().filter(|g| g.sure >= TAKEN && !g.comment).map(|g| g.chars).sum();
        let wanted = |g: &Guess| g.sure >= TAKEN && !(g.comment && article >= ARTICLE);
        let chosen: Vec<bool> = self.0.iter().map(wanted).collect();
        if chosen.contains(&true) { chosen } else { self.plainly() }
    }

    /// For a page on which nothing stands out, such as a bare one of a few lines: what looks like running text, if the
    /// forest does not speak against it.
    fn plainly(&self) -> Vec<bool> {
        let best = self.0.iter().map(|g| g.sure).fold(0.0, f64::max);
        self.0.iter().map(|g| g.chars >= 60.0 && g.links < 0.3 && g.sure >= best / 4.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forests_are_whole() {
        let lines = include_str!("../../../data/blocks.forest")
            .lines()
            .filter(|l| l.contains('<') && !l.starts_with('#'))
            .count();
        assert_eq!(FORESTS.len(), 1);
        assert_eq!(FORESTS.iter().map(|f| f.trees.len()).sum::<usize>(), lines);
        for tree in FORESTS.iter().flat_map(|f| &f.trees) {
            for (i, node) in tree.iter().enumerate() {
                if let Node::Branch { right, .. } = node {
                    assert!(*right as usize > i + 1 && (*right as usize) < tree.len());
                }
            }
        }
    }

    #[test]
    fn a_tree_is_walked_by_its_thresholds() {
        let forests = parse("# note\nforest 0\n0<1.5 1<2 -1 0.5 3\n");
        let ask = |row: [f32; 2]| forests[0].look(&row);
        assert!(ask([1.0, 2.0]) < 0.3 && ask([1.0, 3.0]) > 0.6 && ask([2.0, 0.0]) > 0.9);
    }
}
