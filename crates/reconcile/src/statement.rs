//! *Do these two clauses state the same?*
//!
//! A small logistic model over features that are numbers, never words: shares of weighted words and
//! word beginnings in common, character four-grams, word pairs, figures, names. Its weights were fitted on the
//! training part of the pyramid annotations (numbers only, no word of theirs is kept). [`Statements`] compares
//! the clauses of one collection, weighing words by their rarity in it, and groups them by average link over
//! candidates from an inverted index.

use std::collections::BTreeSet;

use copydesk_language::{is_stopword, number_value, stem};
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::align::average_link;
use crate::words::tokens;

/// What is compared of one clause; every list sorted, each item once.
#[derive(Clone, Debug, Default)]
struct Clause {
    words: Vec<u32>,
    beginnings: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    figures: Vec<u64>,
    names: Vec<u32>,
    /// Character four-grams with their counts, then weights of unit length.
    grams: Vec<(u32, f32)>,
    length: usize,
}

/// Clauses of one collection, prepared for comparison.
#[derive(Debug, Default)]
pub struct Statements {
    clauses: Vec<Clause>,
    weight: Vec<f32>,
}

/// Weights of the features, in the order of [`Statements::features`].
const WEIGHTS: [f32; 15] = [
    -4.1837, 0.4016, 1.9659, 2.2132, 3.9583, -0.8726, -4.0987, 3.2273, -1.0077, -0.0758, -0.5496, 0.151,
    0.1817, 6.0218, -5.3658,
];

/// How many clauses may share a word that still makes candidates.
const POSTINGS: usize = 400;

#[derive(Default)]
struct Interner(FxHashMap<String, u32>);

impl Interner {
    fn id(&mut self, tag: char, key: &str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(format!("{tag}{key}")).or_insert(next)
    }
}

impl Statements {
    /// Reads the clauses.
    pub fn new(texts: &[&str]) -> Self {
        let mut interner = Interner::default();
        let mut clauses: Vec<Clause> = texts.iter().map(|t| clause(t, &mut interner)).collect();
        let mut df = vec![0u32; interner.0.len()];
        for c in &clauses {
            for id in c.words.iter().chain(&c.beginnings) {
                df[*id as usize] += 1;
            }
            for (id, _) in &c.grams {
                df[*id as usize] += 1;
            }
        }
        let n = clauses.len() as f32;
        let weight: Vec<f32> = df.iter().map(|d| (1.0 + n / d.max(&1).to_owned() as f32).ln()).collect();
        for c in &mut clauses {
            for (id, w) in &mut c.grams {
                *w = (1.0 + w.ln()) * weight[*id as usize];
            }
            let norm = c.grams.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            c.grams.iter_mut().for_each(|(_, w)| *w /= norm);
        }
        Self { clauses, weight }
    }

    fn features(&self, a: usize, b: usize) -> [f32; 15] {
        let (a, b) = (&self.clauses[a], &self.clauses[b]);
        let sum = |ids: &[u32]| -> f32 { ids.iter().map(|i| self.weight[*i as usize]).sum() };
        let share = |x: &[u32], y: &[u32]| {
            let common = sum(&common(x, y));
            let (wx, wy) = (sum(x), sum(y));
            (ratio(common, wx.min(wy)), ratio(2.0 * common, wx + wy))
        };
        let (contained, dice) = share(&a.words, &b.words);
        let (begun, begun_dice) = share(&a.beginnings, &b.beginnings);
        let mut grams = 0.0;
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (a.grams.get(i), b.grams.get(j)) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    grams += x.1 * y.1;
                    i += 1;
                    j += 1;
                }
            }
        }
        let pairs = ratio(common(&a.pairs, &b.pairs).len() as f32, a.pairs.len().min(b.pairs.len()) as f32);
        let same_figures = common(&a.figures, &b.figures).len();
        let other_figures = !a.figures.is_empty() && !b.figures.is_empty() && same_figures == 0;
        let same_names = common(&a.names, &b.names).len();
        let other_names = !a.names.is_empty() && !b.names.is_empty() && same_names == 0;
        let lengths = (a.length.max(b.length) as f32 / a.length.min(b.length).max(1) as f32).ln();
        [
            1.0,
            contained,
            dice,
            begun,
            begun_dice,
            grams,
            pairs,
            same_figures.min(2) as f32 / 2.0,
            f32::from(u8::from(other_figures)),
            ratio(same_names as f32, a.names.len().min(b.names.len()) as f32),
            f32::from(u8::from(other_names)),
            lengths,
            common(&a.words, &b.words).len().min(6) as f32 / 6.0,
            grams.max(0.0).sqrt(),
            contained * dice,
        ]
    }

    /// The probability that two clauses state the same.
    pub fn same(&self, a: usize, b: usize) -> f32 {
        let z: f32 = self.features(a, b).iter().zip(WEIGHTS).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + (-z).exp())
    }

    /// Pairs with a word's beginning in common, rarest words first; all that can be the same.
    fn candidates(&self) -> BTreeSet<(usize, usize)> {
        let mut postings: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        let mut out = BTreeSet::new();
        for (i, c) in self.clauses.iter().enumerate() {
            for id in &c.beginnings {
                let list = postings.entry(*id).or_default();
                if list.len() < POSTINGS {
                    out.extend(list.iter().map(|j| (*j, i)));
                }
                list.push(i);
            }
        }
        out
    }

    /// Groups the clauses: for each the number of its family.
    pub fn families(&self, threshold: f32) -> Vec<usize> {
        let links: Vec<(usize, usize, f32)> =
            self.candidates().into_iter().map(|(a, b)| (a, b, self.same(a, b))).collect();
        let mut out: Vec<usize> = (0..self.clauses.len()).collect();
        for family in average_link(&links, threshold) {
            for i in &family {
                out[*i] = family[0];
            }
        }
        out
    }
}

fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn common<T: Ord + Copy>(a: &[T], b: &[T]) -> Vec<T> {
    a.iter().filter(|x| b.binary_search(x).is_ok()).copied().collect()
}

fn clause(text: &str, interner: &mut Interner) -> Clause {
    let mut c = Clause::default();
    let mut previous = None;
    let mut plain = String::from(" ");
    for (at, token) in tokens(text, Span::new(0, text.len())).iter().enumerate() {
        let key = token.key.strip_suffix("'s").unwrap_or(&token.key);
        plain.push_str(&token.key);
        plain.push(' ');
        c.length += 1;
        let stemmed = stem(key);
        let all = interner.id('p', &stemmed);
        if let Some(before) = previous.replace(all) {
            c.pairs.push((before, all));
        }
        if let Some(value) = number_value(&[key]).filter(|_| !matches!(key, "a" | "an")) {
            c.figures.push(value.to_bits());
            continue;
        }
        if is_stopword(key) || key.is_empty() {
            continue;
        }
        let word = interner.id('w', &stemmed);
        c.words.push(word);
        let beginning: String = stemmed.chars().take(5).collect();
        c.beginnings.push(interner.id('b', &beginning));
        let capital = token
            .span
            .of(text)
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .starts_with(char::is_uppercase);
        if at > 0 && capital {
            c.names.push(word);
        }
    }
    let letters: Vec<char> = plain.chars().collect();
    let mut grams: FxHashMap<u32, f32> = FxHashMap::default();
    for window in letters.windows(4) {
        let gram: String = window.iter().collect();
        *grams.entry(interner.id('g', &gram)).or_default() += 1.0;
    }
    c.grams = grams.into_iter().collect();
    c.grams.sort_unstable_by_key(|(id, _)| *id);
    for list in [&mut c.words, &mut c.beginnings, &mut c.names] {
        list.sort_unstable();
        list.dedup();
    }
    c.pairs.sort_unstable();
    c.pairs.dedup();
    c.figures.sort_unstable();
    c.figures.dedup();
    c
}

#[cfg(test)]
mod tests {
    use super::Statements;

    #[test]
    fn clauses_that_state_the_same_are_grouped() {
        let texts = [
            "the ferry Aurora sank off Port Elm with 14 crew aboard",
            "the Aurora, a ferry with 14 crew, sank near Port Elm",
            "the council voted to close the swimming pool",
            "",
        ];
        let statements = Statements::new(&texts);
        assert!(statements.same(0, 1) > 0.5 && statements.same(0, 2) < 0.2);
        assert_eq!(statements.families(0.5), [0, 0, 2, 3]);
    }
}
