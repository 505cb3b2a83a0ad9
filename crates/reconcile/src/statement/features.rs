//! *What is compared of two clauses?*
//!
//! A [`Clause`] is what a clause says, as sorted lists: stems, their beginnings and kinds of happening ([`KIN`]),
//! pairs of words, figures, names, and character four-grams. [`Corpus`] weighs them by their rarity in one collection
//! and turns two clauses into numbers. Only numbers go on from here: no word reaches the model.

use std::sync::LazyLock;

use copydesk_language::{is_stopword, number_value, stem};
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::words::{Token, tokens};

/// What is compared of one clause; every list sorted, each item once.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    pub(super) words: Vec<u32>,
    pub(super) beginnings: Vec<u32>,
    /// Classes of kindred words, and the beginnings of words that are in none.
    kin: Vec<u32>,
    /// Content words that are no names.
    plain: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    /// Content words with one of the next three.
    skips: Vec<(u32, u32)>,
    figures: Vec<u64>,
    names: Vec<u32>,
    /// Character four-grams with their counts, then weights of unit length.
    grams: Vec<(u32, f32)>,
    length: usize,
}

/// How many features two clauses have by themselves.
pub(super) const ALONE: usize = 20;

/// Kindred words by stem.
static KIN: LazyLock<FxHashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut kin: FxHashMap<String, Vec<u16>> = FxHashMap::default();
    let lines = include_str!("../../data/kin.txt").lines().filter(|l| !l.starts_with('#'));
    for (class, line) in (0u16..).zip(lines) {
        for word in line.split_whitespace() {
            let classes = kin.entry(stem(word).into_owned()).or_default();
            if classes.last() != Some(&class) {
                classes.push(class);
            }
        }
    }
    kin
});

/// The clauses of one collection, weighed.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    pub(super) clauses: Vec<Clause>,
    weight: Vec<f32>,
}

#[derive(Default)]
struct Interner {
    terms: FxHashMap<(char, String), u32>,
    grams: FxHashMap<u64, u32>,
    next: u32,
}

impl Interner {
    fn id(&mut self, tag: char, key: &str) -> u32 {
        *self.terms.entry((tag, key.to_owned())).or_insert_with(|| {
            self.next += 1;
            self.next - 1
        })
    }

    fn gram(&mut self, letters: [u16; 4]) -> u32 {
        let key = letters.iter().fold(0u64, |k, c| (k << 16) | u64::from(*c));
        *self.grams.entry(key).or_insert_with(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

impl Corpus {
    /// Reads clauses, each with names that its pronouns and descriptions stand for.
    pub(super) fn new(texts: &[(&str, Vec<&str>)]) -> Self {
        let mut interner = Interner::default();
        let mut clauses: Vec<Clause> =
            texts.iter().map(|(text, names)| read(text, names, &mut interner)).collect();
        let mut df = vec![0u32; interner.next as usize];
        for c in &clauses {
            for id in c.words.iter().chain(&c.beginnings).chain(&c.kin) {
                df[*id as usize] += 1;
            }
            for (id, _) in &c.grams {
                df[*id as usize] += 1;
            }
        }
        let n = clauses.len() as f32;
        let weight: Vec<f32> = df.iter().map(|d| (1.0 + n / (*d).max(1) as f32).ln()).collect();
        for c in &mut clauses {
            for (id, w) in &mut c.grams {
                *w = (1.0 + w.ln()) * weight[*id as usize];
            }
            let norm = c.grams.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            c.grams.iter_mut().for_each(|(_, w)| *w /= norm);
        }
        Self { clauses, weight }
    }

    fn sum(&self, ids: &[u32]) -> f32 {
        ids.iter().map(|i| self.weight[*i as usize]).sum()
    }

    /// Weight in common over that of the lighter, and twice it over both.
    fn share(&self, x: &[u32], y: &[u32]) -> (f32, f32) {
        let mut shared = 0.0;
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    shared += self.weight[*a as usize];
                    i += 1;
                    j += 1;
                }
            }
        }
        let (wx, wy) = (self.sum(x), self.sum(y));
        (ratio(shared, wx.min(wy)), ratio(2.0 * shared, wx + wy))
    }

    /// Cosine over character four-grams.
    pub(super) fn grams(&self, a: usize, b: usize) -> f32 {
        let (a, b) = (&self.clauses[a].grams, &self.clauses[b].grams);
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += x.1 * y.1;
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// How much of what the first clause says the second says too: by weight, counting kindred words.
    pub(super) fn covered(&self, a: usize, b: usize) -> f32 {
        let (a, b) = (&self.clauses[a], &self.clauses[b]);
        ratio(self.sum(&common(&a.kin, &b.kin)), self.sum(&a.kin))
    }

    /// Whether the second clause has every figure of the first.
    pub(super) fn counts(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.clauses[a], &self.clauses[b]);
        a.figures.iter().all(|f| b.figures.binary_search(f).is_ok())
    }

    /// Two clauses in numbers.
    pub(super) fn features(&self, a: usize, b: usize) -> [f32; ALONE] {
        let grams = self.grams(a, b);
        let (a, b) = (&self.clauses[a], &self.clauses[b]);
        let (contained, dice) = self.share(&a.words, &b.words);
        let (begun, begun_dice) = self.share(&a.beginnings, &b.beginnings);
        let (kin, kin_dice) = self.share(&a.kin, &b.kin);
        let (_, plain_dice) = self.share(&a.plain, &b.plain);
        let pairs = ratio(common(&a.pairs, &b.pairs).len() as f32, a.pairs.len().min(b.pairs.len()) as f32);
        let skips = ratio(common(&a.skips, &b.skips).len() as f32, a.skips.len().min(b.skips.len()) as f32);
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
            kin,
            kin_dice,
            plain_dice,
            skips,
            (a.length.min(b.length) as f32 + 1.0).ln(),
        ]
    }
}

pub(super) fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn common<T: Ord + Copy>(a: &[T], b: &[T]) -> Vec<T> {
    a.iter().filter(|x| b.binary_search(x).is_ok()).copied().collect()
}

fn read(text: &str, names: &[&str], interner: &mut Interner) -> Clause {
    let mut c = Clause::default();
    let mut previous = None;
    let mut content: Vec<u32> = Vec::new();
    let mut letters: Vec<u16> = vec![u16::from(b' ')];
    for (at, token) in tokens(text, Span::new(0, text.len())).iter().enumerate() {
        let key = token.key.strip_suffix("'s").unwrap_or(&token.key);
        letters.extend(token.key.encode_utf16());
        letters.push(u16::from(b' '));
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
        let word = c.word(&stemmed, interner);
        content.push(word);
        if at > 0 && capital(token, text) {
            c.names.push(word);
        } else {
            c.plain.push(word);
        }
    }
    for name in names.iter().flat_map(|n| n.split_whitespace()) {
        let key = crate::words::fold(name);
        if !is_stopword(&key) && !key.is_empty() {
            let word = c.word(&stem(&key), interner);
            c.names.push(word);
        }
    }
    for (i, x) in content.iter().enumerate() {
        c.skips.extend(content[i + 1..].iter().take(3).map(|y| (*x, *y)));
    }
    let mut grams: FxHashMap<u32, f32> = FxHashMap::default();
    for window in letters.windows(4) {
        *grams.entry(interner.gram([window[0], window[1], window[2], window[3]])).or_default() += 1.0;
    }
    c.grams = grams.into_iter().collect();
    c.grams.sort_unstable_by_key(|(id, _)| *id);
    for list in [&mut c.words, &mut c.beginnings, &mut c.names, &mut c.kin, &mut c.plain] {
        list.sort_unstable();
        list.dedup();
    }
    for list in [&mut c.pairs, &mut c.skips] {
        list.sort_unstable();
        list.dedup();
    }
    c.figures.sort_unstable();
    c.figures.dedup();
    c
}

impl Clause {
    fn word(&mut self, stemmed: &str, interner: &mut Interner) -> u32 {
        let word = interner.id('w', stemmed);
        self.words.push(word);
        let beginning: String = stemmed.chars().take(5).collect();
        self.beginnings.push(interner.id('b', &beginning));
        match KIN.get(stemmed) {
            Some(classes) => self.kin.extend(classes.iter().map(|k| interner.id('k', &k.to_string()))),
            None => self.kin.push(interner.id('b', &beginning)),
        }
        word
    }
}

fn capital(token: &Token, text: &str) -> bool {
    token.span.of(text).trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kindred_words_cover_one_another() {
        let corpus = Corpus::new(&[
            ("two people were killed in the explosion", Vec::new()),
            ("the blast left two dead", Vec::new()),
            ("the council closed the pool", Vec::new()),
        ]);
        assert!(corpus.covered(1, 0) > corpus.covered(1, 2));
        assert!(corpus.counts(1, 0) && !corpus.counts(1, 2));
    }

    #[test]
    fn a_name_given_for_a_pronoun_counts_as_a_name() {
        let corpus =
            Corpus::new(&[("she left the town", vec!["Ana Ruiz"]), ("on Monday Ruiz left town", Vec::new())]);
        assert!(corpus.features(0, 1)[9] > 0.0);
    }
}
