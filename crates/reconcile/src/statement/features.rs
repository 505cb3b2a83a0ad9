//! *What is compared of two clauses?*
//!
//! A [`Clause`] is what a clause says, as sorted lists: stems, their beginnings and kinds of happening ([`KIN`]),
//! pairs of words, figures, names, and character four-grams. [`Corpus`] weighs them by their rarity in one collection
//! and turns two clauses into numbers. Only numbers go on from here: no word reaches the model.

use std::sync::LazyLock;

use copydesk_language::{is_stopword, number_value, stem};
use copydesk_language_models::BACKGROUND;
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
    /// The weights of all words, beginnings, kin and plain words.
    sums: [f32; 4],
}

/// How many features two clauses have by themselves.
pub(super) const ALONE: usize = 20;
/// Which of them are looked at where clauses are held against their rivals: few pairs are known to learn from.
const CHOSEN: [usize; 13] = [0, 1, 2, 5, 7, 8, 9, 10, 11, 13, 17, 18, 19];
/// How many features a pair has there: those, and what either tells of the other by rarity in general English.
pub(super) const PAIR: usize = CHOSEN.len() + 3;

/// How rare a word is in general English, between 0 and 1, by its stem; what is not listed is [`UNHEARD`].
static RARITY: LazyLock<FxHashMap<&str, f32>> = LazyLock::new(|| {
    let mut lines = BACKGROUND.lines().filter(|l| !l.starts_with('#'));
    let all: f32 = lines.next().and_then(|l| l.trim().parse().ok()).unwrap_or(1.0);
    let rarity = |documents: f32| (1.0 + all / (1.0 + documents)).ln() / (1.0 + all).ln();
    lines
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(word, n)| Some((word, rarity(n.trim().parse().ok()?))))
        .collect()
});
/// The rarity of a word that general English does not have.
const UNHEARD: f32 = 1.0;
/// What a figure weighs beside the rarity of words.
const FIGURE: f32 = 2.1;

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
    /// The content words, by number.
    content: FxHashMap<u32, Content>,
}

#[derive(Default)]
struct Interner {
    /// Words as they stand, whose parts are numbered already.
    known: FxHashMap<String, Known>,
    terms: [FxHashMap<String, u32>; 4],
    grams: FxHashMap<u64, u32>,
    content: FxHashMap<u32, Content>,
    next: u32,
}

/// What a word comes to.
#[derive(Clone, Debug)]
struct Known {
    /// Its stem among all words.
    all: u32,
    is: Is,
}

#[derive(Clone, Debug)]
enum Is {
    Figure(u64),
    Function,
    Content(Content),
}

/// A content word: its stem, the beginning of that, and its classes.
#[derive(Clone, Debug)]
struct Content {
    word: u32,
    beginning: u32,
    kin: Vec<u32>,
    /// Its rarity in general English.
    rarity: f32,
}

/// The tables of [`Interner`]: stems of all words, stems of content words, their beginnings, their classes.
const ALL: usize = 0;
const WORD: usize = 1;
const BEGINNING: usize = 2;
const CLASS: usize = 3;

impl Interner {
    fn id(&mut self, table: usize, key: &str) -> u32 {
        if let Some(id) = self.terms[table].get(key) {
            return *id;
        }
        self.terms[table].insert(key.to_owned(), self.next);
        self.next += 1;
        self.next - 1
    }

    /// A folded word without its "'s".
    fn known(&mut self, key: &str) -> Known {
        if let Some(known) = self.known.get(key) {
            return known.clone();
        }
        let stemmed = stem(key);
        let all = self.id(ALL, &stemmed);
        let is = if let Some(value) = number_value(&[key]).filter(|_| !matches!(key, "a" | "an")) {
            Is::Figure(value.to_bits())
        } else if is_stopword(key) || key.is_empty() {
            Is::Function
        } else {
            Is::Content(self.content(&stemmed))
        };
        let known = Known { all, is };
        self.known.insert(key.to_owned(), known.clone());
        known
    }

    fn content(&mut self, stemmed: &str) -> Content {
        let word = self.id(WORD, stemmed);
        let short = stemmed.char_indices().nth(5).map_or(stemmed, |(end, _)| &stemmed[..end]);
        let beginning = self.id(BEGINNING, short);
        let kin = match KIN.get(stemmed) {
            Some(classes) => classes.iter().map(|k| self.id(CLASS, &k.to_string())).collect(),
            None => vec![beginning],
        };
        let rarity = RARITY.get(stemmed).copied().unwrap_or(UNHEARD);
        let content = Content { word, beginning, kin, rarity };
        self.content.entry(word).or_insert_with(|| content.clone());
        content
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
            let sum = |ids: &[u32]| ids.iter().map(|i| weight[*i as usize]).sum();
            c.sums = [sum(&c.words), sum(&c.beginnings), sum(&c.kin), sum(&c.plain)];
        }
        Self { clauses, weight, content: interner.content }
    }

    /// A clause; one that says nothing where the collection has none of that number.
    fn clause(&self, i: usize) -> &Clause {
        static NOTHING: LazyLock<Clause> = LazyLock::new(Clause::default);
        self.clauses.get(i).unwrap_or(&NOTHING)
    }

    /// How much of what the first clause says the second says too: by weight, counting kindred words.
    pub(super) fn covered(&self, a: usize, b: usize) -> f32 {
        let (a, b) = (self.clause(a), self.clause(b));
        ratio(common(&a.kin, &b.kin).map(|i| self.weight[i as usize]).sum(), a.sums[2])
    }

    /// Whether the second clause has every figure of the first.
    pub(super) fn counts(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.clause(a), self.clause(b));
        a.figures.iter().all(|f| b.figures.binary_search(f).is_ok())
    }

    /// How much of what the first clause says the second says too, by rarity in general English: a word's beginning and
    /// a kindred word count for nearly as much as the word. Weight found, and all weight.
    fn told(&self, a: &Clause, b: &Clause) -> (f32, f32) {
        let has = |list: &[u32], id: &u32| list.binary_search(id).is_ok();
        let (mut found, mut all) = (0.0, 0.0);
        for word in a.words.iter().filter_map(|w| self.content.get(w)) {
            let likeness = if has(&b.words, &word.word) {
                1.0
            } else if has(&b.beginnings, &word.beginning) {
                0.9
            } else if word.kin.iter().any(|k| has(&b.kin, k)) {
                0.8
            } else {
                0.0
            };
            found += likeness * word.rarity;
            all += word.rarity;
        }
        found += FIGURE * common(&a.figures, &b.figures).count() as f32;
        (found, all + FIGURE * a.figures.len() as f32)
    }

    /// Two clauses in numbers, with what either tells of the other by rarity in general English.
    pub(super) fn pair(&self, marked: &Marked<'_>, a: usize, b: usize) -> [f32; PAIR] {
        let mut out = [0.0; PAIR];
        let all = marked.features(b);
        for (to, from) in out.iter_mut().zip(CHOSEN) {
            *to = all[from];
        }
        let (a, b) = (self.clause(a), self.clause(b));
        let ((there, whole), (back, other)) = (self.told(a, b), self.told(b, a));
        let (x, y) = (ratio(there, whole), ratio(back, other));
        out[CHOSEN.len()..].copy_from_slice(&[x.min(y), x.max(y), ratio(there + back, whole + other)]);
        out
    }

    /// Two clauses in numbers.
    pub(super) fn features(&self, a: usize, b: usize) -> [f32; ALONE] {
        let mut marked = Marked::new(self);
        marked.turn_to(a);
        marked.features(b)
    }
}

/// One clause laid out by number, so that many others can be held against it.
pub(crate) struct Marked<'c> {
    corpus: &'c Corpus,
    of: Option<usize>,
    /// The weight of each of its four-grams.
    grams: Vec<f32>,
    /// Which of its lists have each term: a bit a list.
    lists: Vec<u8>,
}

const WORDS: u8 = 1;
const BEGINNINGS: u8 = 2;
const KINDRED: u8 = 4;
const PLAIN: u8 = 8;
const NAMES: u8 = 16;

impl<'c> Marked<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Self {
        let terms = corpus.weight.len();
        Self { corpus, of: None, grams: vec![0.0; terms], lists: vec![0; terms] }
    }

    fn lists(clause: &Clause) -> [(&[u32], u8); 5] {
        [
            (&clause.words, WORDS),
            (&clause.beginnings, BEGINNINGS),
            (&clause.kin, KINDRED),
            (&clause.plain, PLAIN),
            (&clause.names, NAMES),
        ]
    }

    /// Lays out clause `a` in place of the one before.
    pub(super) fn turn_to(&mut self, a: usize) {
        if self.of == Some(a) {
            return;
        }
        if let Some(before) = self.of.replace(a) {
            let before = self.corpus.clause(before);
            for (id, _) in &before.grams {
                self.grams[*id as usize] = 0.0;
            }
            for id in Self::lists(before).into_iter().flat_map(|(list, _)| list) {
                self.lists[*id as usize] = 0;
            }
        }
        let clause = self.corpus.clause(a);
        for (id, weight) in &clause.grams {
            self.grams[*id as usize] = *weight;
        }
        for (list, bit) in Self::lists(clause) {
            for id in list {
                self.lists[*id as usize] |= bit;
            }
        }
    }

    /// Those of `list` that the clause has in its list of `bit`.
    fn shared(&self, list: &[u32], bit: u8) -> impl Iterator<Item = u32> {
        list.iter().copied().filter(move |id| self.lists[*id as usize] & bit != 0)
    }

    /// Weight in common over that of the lighter, and twice it over both.
    fn share(&self, list: &[u32], bit: u8, own: f32, theirs: f32) -> (f32, f32) {
        let shared: f32 = self.shared(list, bit).map(|id| self.corpus.weight[id as usize]).sum();
        (ratio(shared, own.min(theirs)), ratio(2.0 * shared, own + theirs))
    }

    /// The clause and clause `b` in numbers.
    pub(super) fn features(&self, b: usize) -> [f32; ALONE] {
        let (a, b) = (self.corpus.clause(self.of.unwrap_or(usize::MAX)), self.corpus.clause(b));
        // Cosine over character four-grams.
        let mut grams = 0.0;
        for (id, weight) in &b.grams {
            grams += self.grams[*id as usize] * weight;
        }
        let (contained, dice) = self.share(&b.words, WORDS, a.sums[0], b.sums[0]);
        let (begun, begun_dice) = self.share(&b.beginnings, BEGINNINGS, a.sums[1], b.sums[1]);
        let (kin, kin_dice) = self.share(&b.kin, KINDRED, a.sums[2], b.sums[2]);
        let (_, plain_dice) = self.share(&b.plain, PLAIN, a.sums[3], b.sums[3]);
        let pairs = ratio(common(&a.pairs, &b.pairs).count() as f32, a.pairs.len().min(b.pairs.len()) as f32);
        let skips = ratio(common(&a.skips, &b.skips).count() as f32, a.skips.len().min(b.skips.len()) as f32);
        let same_figures = common(&a.figures, &b.figures).count();
        let other_figures = !a.figures.is_empty() && !b.figures.is_empty() && same_figures == 0;
        let same_names = self.shared(&b.names, NAMES).count();
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
            self.shared(&b.words, WORDS).count().min(6) as f32 / 6.0,
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

/// What two sorted lists have in common.
fn common<T: Ord + Copy>(a: &[T], b: &[T]) -> impl Iterator<Item = T> {
    let mut j = 0;
    a.iter().copied().filter(move |x| {
        while b.get(j).is_some_and(|y| y < x) {
            j += 1;
        }
        b.get(j) == Some(x)
    })
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
        let known = interner.known(key);
        if let Some(before) = previous.replace(known.all) {
            c.pairs.push((before, known.all));
        }
        match known.is {
            Is::Figure(value) => c.figures.push(value),
            Is::Function => {}
            Is::Content(word) => {
                c.add(&word);
                content.push(word.word);
                if at > 0 && capital(token, text) {
                    c.names.push(word.word);
                } else {
                    c.plain.push(word.word);
                }
            }
        }
    }
    for name in names.iter().flat_map(|n| n.split_whitespace()) {
        let key = crate::words::fold(name);
        if !is_stopword(&key) && !key.is_empty() {
            let word = interner.content(&stem(&key));
            c.add(&word);
            c.names.push(word.word);
        }
    }
    for (i, x) in content.iter().enumerate() {
        c.skips.extend(content[i + 1..].iter().take(3).map(|y| (*x, *y)));
    }
    let mut grams: Vec<u32> = letters.windows(4).map(|w| interner.gram([w[0], w[1], w[2], w[3]])).collect();
    grams.sort_unstable();
    c.grams = grams.chunk_by(u32::eq).map(|same| (same[0], same.len() as f32)).collect();
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
    fn add(&mut self, word: &Content) {
        self.words.push(word.word);
        self.beginnings.push(word.beginning);
        self.kin.extend(&word.kin);
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
    fn a_clause_that_is_not_there_says_nothing() {
        let corpus = Corpus::new(&[("the ferry sank", Vec::new())]);
        for corpus in [&corpus, &Corpus::default()] {
            assert_eq!(corpus.covered(0, 7), 0.0);
            assert!(corpus.counts(7, 8));
            let features = corpus.features(7, 0);
            assert_eq!((features[0], features[1], features[2]), (1.0, 0.0, 0.0));
        }
    }

    #[test]
    fn a_rare_word_in_common_tells_more_than_a_common_one() {
        let corpus = Corpus::new(&[
            ("the testator signed", Vec::new()),
            ("the testator spoke", Vec::new()),
            ("people signed", Vec::new()),
        ]);
        let mut marked = Marked::new(&corpus);
        marked.turn_to(0);
        let told = |b| corpus.pair(&marked, 0, b)[PAIR - 1];
        assert!(told(1) > 0.4 && told(1) > told(2), "{} {}", told(1), told(2));
    }

    #[test]
    fn a_name_given_for_a_pronoun_counts_as_a_name() {
        let corpus =
            Corpus::new(&[("she left the town", vec!["Ana Ruiz"]), ("on Monday Ruiz left town", Vec::new())]);
        assert!(corpus.features(0, 1)[9] > 0.0);
    }
}
