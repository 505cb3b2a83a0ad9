//! *Which small decision trees tell the right rows from the wrong ones?*
//!
//! Gradient boosting of the logistic loss (Friedman 2001) over histograms: each column is cut into at most `BINS` bins at
//! its own quantiles, each tree grows at the leaf where a split gains most (as `LightGBM` does), and its leaves hold
//! Newton steps. Rows come in a fixed order and are summed in that order, so the same rows give the same bytes.
//!
//! Written in the form that `copydesk-forest` reads: one tree a line, nodes apart by blanks in preorder, a split as
//! `feature:threshold:left:right`, a leaf as its value.
//!
//! Left out on purpose: missing values, categories, sampling of rows.

use std::fmt::Write as _;

/// At most so many bins a column.
const BINS: usize = 128;

/// How the trees are grown.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Number of trees.
    pub trees: usize,
    /// Leaves a tree at most.
    pub leaves: usize,
    /// Share of each step that is taken.
    pub rate: f64,
    /// Rows a leaf at least.
    pub least: usize,
    /// Ridge on the values of leaves.
    pub ridge: f64,
    /// Share of the columns that a split may choose from, drawn for each leaf (Breiman 2001); 1 for all.
    pub columns: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { trees: 140, leaves: 24, rate: 0.06, least: 20, ridge: 1.0, columns: 1.0 }
    }
}

/// Rows of numbers, each with how right it is and how much it weighs.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// From 0 to 1.
    right: Vec<f64>,
    weights: Vec<f64>,
    numbers: Vec<Vec<f32>>,
}

impl Rows {
    /// Reads lines of `row RIGHT numbers…` or `row RIGHT*WEIGHT numbers…`, where `RIGHT` is 0, 1 or between; other lines are
    /// passed by.
    ///
    /// # Errors
    ///
    /// A row that is no row, with its line.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut rows = Self::default();
        for (line, row) in
            text.lines().enumerate().filter_map(|(i, l)| Some((i + 1, l.strip_prefix("row ")?)))
        {
            let mut fields = row.split_ascii_whitespace();
            let (right, weight) = fields
                .next()
                .and_then(label)
                .ok_or_else(|| format!("line {line}: a row begins with 0, 1 or a number between"))?;
            let numbers: Result<Vec<f32>, _> = fields.map(str::parse).collect();
            let numbers = numbers.map_err(|e| format!("line {line}: {e}"))?;
            if rows.numbers.first().is_some_and(|first| first.len() != numbers.len()) {
                return Err(format!("line {line}: {} numbers, unlike the rows before", numbers.len()));
            }
            rows.right.push(right);
            rows.weights.push(weight);
            rows.numbers.push(numbers);
        }
        if rows.numbers.is_empty() {
            return Err("there are no rows".to_owned());
        }
        Ok(rows)
    }
}

/// `RIGHT` or `RIGHT*WEIGHT`.
fn label(field: &str) -> Option<(f64, f64)> {
    let (right, weight) = field.split_once('*').unwrap_or((field, "1"));
    let (right, weight): (f64, f64) = (right.parse().ok()?, weight.parse().ok()?);
    ((0.0..=1.0).contains(&right) && weight > 0.0 && weight.is_finite()).then_some((right, weight))
}

/// A column in bins, and where each ends.
struct Column {
    /// Rows at most `cuts[b]` are in bin `b`; the last bin has no cut.
    cuts: Vec<f32>,
    bins: Vec<u8>,
}

impl Column {
    fn new(numbers: &[Vec<f32>], feature: usize) -> Self {
        let mut sorted: Vec<f32> = numbers.iter().map(|r| r[feature]).collect();
        sorted.sort_by(f32::total_cmp);
        let mut cuts: Vec<f32> = Vec::new();
        let middle = |a: f32, b: f32| f32::midpoint(a, b);
        let edges: Vec<usize> = (1..sorted.len()).filter(|i| sorted[*i] != sorted[*i - 1]).collect();
        if edges.len() < BINS {
            cuts.extend(edges.iter().map(|i| middle(sorted[*i - 1], sorted[*i])));
        } else {
            // The edge nearest behind each quantile.
            let mut last = 0;
            for bin in 1..BINS {
                let at = bin * sorted.len() / BINS;
                let edge = edges[edges.partition_point(|e| *e < at).min(edges.len() - 1)];
                if edge > last {
                    cuts.push(middle(sorted[edge - 1], sorted[edge]));
                    last = edge;
                }
            }
        }
        let bin = |x: f32| cuts.partition_point(|c| *c < x) as u8;
        let bins = numbers.iter().map(|r| bin(r[feature])).collect();
        Self { cuts, bins }
    }
}

/// Gradient, curvature and rows of a bin.
#[derive(Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    curvature: f64,
    rows: usize,
}

impl Sums {
    fn add(&mut self, gradient: f64, curvature: f64) {
        self.gradient += gradient;
        self.curvature += curvature;
        self.rows += 1;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            gradient: self.gradient + other.gradient,
            curvature: self.curvature + other.curvature,
            rows: self.rows + other.rows,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            rows: self.rows - other.rows,
        }
    }

    fn worth(self, ridge: f64) -> f64 {
        self.gradient * self.gradient / (self.curvature + ridge)
    }
}

/// The best split of a leaf.
#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: usize,
}

struct Leaf {
    rows: Vec<u32>,
    sums: Sums,
    best: Option<Split>,
    /// Its place among the nodes.
    node: usize,
}

enum Node {
    Leaf(f64),
    Split { feature: usize, cut: f32, left: usize, right: usize },
}

struct Grower<'a> {
    columns: &'a [Column],
    steps: &'a [(f64, f64)],
    settings: Settings,
    tree: usize,
}

impl Grower<'_> {
    fn leaf(&self, rows: Vec<u32>, node: usize) -> Leaf {
        let mut sums = Sums::default();
        for row in &rows {
            let (gradient, curvature) = self.steps[*row as usize];
            sums.add(gradient, curvature);
        }
        let best = self.best(&rows, sums, node);
        Leaf { rows, sums, best, node }
    }

    /// Whether the leaf may be split by that column: a draw that depends on the place alone, so that it is always the same.
    fn may_ask(&self, node: usize, feature: usize) -> bool {
        if self.settings.columns >= 1.0 {
            return true;
        }
        let mut x = (self.tree as u64) << 40 ^ (node as u64) << 20 ^ feature as u64;
        // SplitMix64 (Steele, Lea and Flood 2014).
        x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 <= self.settings.columns
    }

    fn best(&self, rows: &[u32], sums: Sums, node: usize) -> Option<Split> {
        let Settings { least, ridge, .. } = self.settings;
        if rows.len() < 2 * least {
            return None;
        }
        let mut best: Option<Split> = None;
        for (feature, column) in self.columns.iter().enumerate() {
            if !self.may_ask(node, feature) {
                continue;
            }
            let mut bins = vec![Sums::default(); column.cuts.len() + 1];
            for row in rows {
                let (gradient, curvature) = self.steps[*row as usize];
                bins[usize::from(column.bins[*row as usize])].add(gradient, curvature);
            }
            let mut left = Sums::default();
            for (bin, sum) in bins.iter().enumerate().take(column.cuts.len()) {
                left = left.plus(*sum);
                let right = sums.minus(left);
                if left.rows < least || right.rows < least {
                    continue;
                }
                let gain = left.worth(ridge) + right.worth(ridge) - sums.worth(ridge);
                if gain > 1e-9 && best.is_none_or(|b| gain > b.gain) {
                    best = Some(Split { gain, feature, bin });
                }
            }
        }
        best
    }

    /// Grows one tree; its nodes, the root first.
    fn grow(&self, rows: usize) -> (Vec<Node>, Vec<Leaf>) {
        let mut nodes = vec![Node::Leaf(0.0)];
        let mut leaves = vec![self.leaf((0..rows as u32).collect(), 0)];
        while leaves.len() < self.settings.leaves {
            let next = leaves.iter().enumerate().filter_map(|(i, l)| Some((i, l.best?)));
            // The first of those that gain most.
            let Some((i, split)) = next.reduce(|a, b| if b.1.gain > a.1.gain { b } else { a }) else { break };
            let leaf = leaves.swap_remove(i);
            let column = &self.columns[split.feature];
            let (left, right): (Vec<u32>, Vec<u32>) =
                leaf.rows.iter().partition(|row| usize::from(column.bins[**row as usize]) <= split.bin);
            let at = nodes.len();
            nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
            nodes[leaf.node] =
                Node::Split { feature: split.feature, cut: column.cuts[split.bin], left: at, right: at + 1 };
            leaves.push(self.leaf(left, at));
            leaves.push(self.leaf(right, at + 1));
        }
        (nodes, leaves)
    }
}

/// Fits trees to rows; one line a tree.
pub fn fit(rows: &Rows, settings: &Settings) -> String {
    let count = rows.right.len();
    let columns: Vec<Column> = (0..rows.numbers[0].len()).map(|f| Column::new(&rows.numbers, f)).collect();
    let weight: f64 = rows.weights.iter().sum();
    let share = rows.right.iter().zip(&rows.weights).map(|(r, w)| r * w).sum::<f64>() / weight;
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    let base = (share / (1.0 - share)).ln();
    let mut scores = vec![base; count];
    let mut out = String::new();
    for tree in 0..settings.trees {
        let steps: Vec<(f64, f64)> = scores
            .iter()
            .zip(rows.right.iter().zip(&rows.weights))
            .map(|(score, (right, weight))| {
                let p = 1.0 / (1.0 + (-score).exp());
                (weight * (right - p), (weight * p * (1.0 - p)).max(1e-12))
            })
            .collect();
        let grower = Grower { columns: &columns, steps: &steps, settings: *settings, tree };
        let (mut nodes, leaves) = grower.grow(count);
        for leaf in leaves {
            let value = settings.rate * leaf.sums.gradient / (leaf.sums.curvature + settings.ridge);
            for row in &leaf.rows {
                scores[*row as usize] += value;
            }
            // The first tree holds what all rows start from.
            nodes[leaf.node] = Node::Leaf(if tree == 0 { value + base } else { value });
        }
        let mut line = Vec::new();
        print(&nodes, 0, &mut line);
        let _ = writeln!(out, "{}", line.join(" "));
    }
    out
}

/// Adds the nodes below `at` in preorder.
fn print(nodes: &[Node], at: usize, line: &mut Vec<String>) {
    match &nodes[at] {
        Node::Leaf(value) => line.push(format!("{value:.3}")),
        Node::Split { feature, cut, left, right } => {
            let place = line.len();
            line.push(String::new());
            let first = line.len();
            print(nodes, *left, line);
            let second = line.len();
            print(nodes, *right, line);
            line[place] = format!("{feature}:{cut}:{first}:{second}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_in_one_number_is_found() {
        let mut text = String::from("# a remark\n");
        for i in 0..100 {
            let _ = writeln!(text, "row {} {} {}", u8::from(i >= 60), i, i % 7);
        }
        let rows = Rows::read(&text).unwrap();
        let settings = Settings { trees: 30, leaves: 2, rate: 0.3, ..Settings::default() };
        let trees = fit(&rows, &settings);
        assert!(trees.lines().next().unwrap().starts_with("0:59.5:1:2 -"), "{trees}");
        assert_eq!(trees, fit(&rows, &settings), "the same rows give the same bytes");
    }

    #[test]
    fn a_row_of_weight_two_is_two_rows() {
        let settings = Settings { trees: 5, leaves: 3, least: 1, ..Settings::default() };
        let once = Rows::read("row 1*2 3\nrow 0 1\nrow 0.5 2").unwrap();
        let twice = Rows::read("row 1 3\nrow 1 3\nrow 0 1\nrow 0 2*1").map(|_| ()).unwrap_err();
        assert!(twice.starts_with("line 4"), "{twice}");
        let twice = Rows::read("row 1 3\nrow 1 3\nrow 0 1\nrow 0*0.5 2\nrow 1*0.5 2").unwrap();
        assert_eq!(fit(&once, &settings), fit(&twice, &settings));
    }

    #[test]
    fn a_share_of_the_columns_gives_other_trees_and_the_same_ones_again() {
        let mut text = String::new();
        for i in 0..200 {
            let _ = writeln!(text, "row {} {} {} {}", u8::from(i % 50 > 20), i % 50, i % 7, i % 11);
        }
        let rows = Rows::read(&text).unwrap();
        let all = Settings { trees: 10, ..Settings::default() };
        let some = Settings { columns: 0.4, ..all };
        assert_ne!(fit(&rows, &all), fit(&rows, &some));
        assert_eq!(fit(&rows, &some), fit(&rows, &some));
    }

    #[test]
    fn what_is_no_row_is_told_with_its_line() {
        assert_eq!(
            Rows::read("row 1 2\nrow 2 3").unwrap_err(),
            "line 2: a row begins with 0, 1 or a number between"
        );
        assert!(Rows::read("row 1 2\nrow 0 3 4").unwrap_err().starts_with("line 2: 2 numbers"));
        assert!(Rows::read("nothing").is_err());
    }
}
