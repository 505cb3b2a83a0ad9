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

use crate::words::each;

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

/// Numbers everything as it comes: the same thing, the same number.
#[derive(Default)]
struct Interner {
    /// Words as they stand, whose parts are numbered already: where they are in `words`.
    known: FxHashMap<String, u32>,
    words: Vec<Known>,
    stems: FxHashMap<String, Stem>,
    contents: Vec<Content>,
    beginnings: FxHashMap<String, u32>,
    classes: FxHashMap<u16, u32>,
    grams: FxHashMap<u64, u32>,
    /// The four-grams of words, one word's behind the other's.
    grams_of: Vec<u32>,
    next: u32,
}

/// What a word comes to.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its stem among all words.
    all: u32,
    is: Is,
    /// Where the four-grams within it and the spaces around it are, once they are numbered.
    grams: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
enum Is {
    Figure(u64),
    Function,
    /// Where it is in `contents`.
    Content(u32),
}

/// A stem: its number among all words, and where it is among the content words.
#[derive(Clone, Copy, Debug, Default)]
struct Stem {
    all: Option<u32>,
    content: Option<u32>,
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

impl Interner {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// A folded word without its "'s": where it is in `words`.
    fn known(&mut self, key: &str) -> u32 {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let stemmed = stem(key);
        let mut of = self.stems.get(&*stemmed).copied().unwrap_or_default();
        let all = of.all.unwrap_or_else(|| self.number());
        if of.all.replace(all).is_none() {
            self.stems.insert(stemmed.as_ref().to_owned(), of);
        }
        let is = if let Some(value) = number_value(&[key]).filter(|_| !matches!(key, "a" | "an")) {
            Is::Figure(value.to_bits())
        } else if is_stopword(key) || key.is_empty() {
            Is::Function
        } else {
            Is::Content(self.content(&stemmed))
        };
        let at = self.words.len() as u32;
        self.known.insert(key.to_owned(), at);
        self.words.push(Known { all, is, grams: None });
        at
    }

    /// Where a stem is among the content words.
    fn content(&mut self, stemmed: &str) -> u32 {
        let of = self.stems.get(stemmed).copied().unwrap_or_default();
        if let Some(content) = of.content {
            return content;
        }
        let word = self.number();
        let short = stemmed.char_indices().nth(5).map_or(stemmed, |(end, _)| &stemmed[..end]);
        let known = self.beginnings.get(short).copied();
        let beginning = known.unwrap_or_else(|| self.number());
        if known.is_none() {
            self.beginnings.insert(short.to_owned(), beginning);
        }
        let mut class = |k: &u16| {
            *self.classes.entry(*k).or_insert_with(|| {
                self.next += 1;
                self.next - 1
            })
        };
        let kin = match KIN.get(stemmed) {
            Some(classes) => classes.iter().map(&mut class).collect(),
            None => vec![beginning],
        };
        let rarity = RARITY.get(stemmed).copied().unwrap_or(UNHEARD);
        let at = self.contents.len() as u32;
        self.contents.push(Content { word, beginning, kin, rarity });
        self.stems.insert(stemmed.to_owned(), Stem { content: Some(at), ..of });
        at
    }

    fn gram(&mut self, letters: &[u16]) -> u32 {
        let key = letters.iter().fold(0u64, |k, c| (k << 16) | u64::from(*c));
        *self.grams.entry(key).or_insert_with(|| {
            self.next += 1;
            self.next - 1
        })
    }

    /// Appends the four-grams of a row of words, from left to right. `starts` are the words, each with where the space before it
    /// is in `letters`; what lies within a word and the spaces around it is looked up once a word.
    fn grams(&mut self, letters: &[u16], starts: &[(Option<u32>, usize)], out: &mut Vec<u32>) {
        for (i, (known, start)) in starts.iter().enumerate() {
            // Behind the space after the word, with which the next one begins.
            let end = starts.get(i + 1).map_or(letters.len(), |(_, next)| next + 1);
            let within = letters.get(*start..end).unwrap_or_default();
            let known = known.map(|known| known as usize);
            if let Some((from, to)) = known.and_then(|known| self.words.get(known)?.grams) {
                out.extend_from_slice(self.grams_of.get(from as usize..to as usize).unwrap_or_default());
            } else {
                let first = out.len();
                out.extend(within.windows(4).map(|letters| self.gram(letters)));
                if let Some(word) = known.and_then(|known| self.words.get_mut(known)) {
                    let from = self.grams_of.len() as u32;
                    self.grams_of.extend_from_slice(out.get(first..).unwrap_or_default());
                    word.grams = Some((from, self.grams_of.len() as u32));
                }
            }
            // Those that reach into the next word.
            for across in [end - 3, end - 2] {
                if let Some(letters) = letters.get(across..across + 4) {
                    out.push(self.gram(letters));
                }
            }
        }
    }
}

impl Corpus {
    /// Reads clauses, each with names that its pronouns and descriptions stand for.
    pub(super) fn new(texts: &[(&str, Vec<&str>)]) -> Self {
        let mut interner = Interner::default();
        let mut lists = Lists::default();
        let mut clauses: Vec<Clause> =
            texts.iter().map(|(text, names)| read(text, names, &mut interner, &mut lists)).collect();
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
        let content = interner.contents.into_iter().map(|content| (content.word, content)).collect();
        Self { clauses, weight, content }
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

/// The lists of a clause while it is read, kept from clause to clause so that none of them grows again.
#[derive(Default)]
struct Lists {
    words: Vec<u32>,
    beginnings: Vec<u32>,
    kin: Vec<u32>,
    plain: Vec<u32>,
    names: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    skips: Vec<(u32, u32)>,
    figures: Vec<u64>,
    grams: Vec<u32>,
    content: Vec<u32>,
    letters: Vec<u16>,
    /// The words, if they are to be known, and where the space before each is in `letters`.
    starts: Vec<(Option<u32>, usize)>,
}

impl Lists {
    fn add(&mut self, word: &Content) {
        self.words.push(word.word);
        self.beginnings.push(word.beginning);
        self.kin.extend(&word.kin);
    }
}

/// The items of a list in order, each once; the list is left empty.
fn distinct<T: Ord + Copy>(list: &mut Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    let out = list.as_slice().to_vec();
    list.clear();
    out
}

fn read(text: &str, names: &[&str], interner: &mut Interner, lists: &mut Lists) -> Clause {
    let mut length = 0;
    let mut previous = None;
    lists.content.clear();
    lists.letters.clear();
    lists.letters.push(u16::from(b' '));
    lists.starts.clear();
    each(text, Span::new(0, text.len()), |written, key| {
        let bare = key.strip_suffix("'s").unwrap_or(key);
        let start = lists.letters.len() - 1;
        if key.is_ascii() {
            lists.letters.extend(key.bytes().map(u16::from));
        } else {
            lists.letters.extend(key.encode_utf16());
        }
        lists.letters.push(u16::from(b' '));
        let first = length == 0;
        length += 1;
        let at = interner.known(bare);
        lists.starts.push(((bare.len() == key.len()).then_some(at), start));
        let Some(known) = interner.words.get(at as usize) else { return };
        if let Some(before) = previous.replace(known.all) {
            lists.pairs.push((before, known.all));
        }
        match known.is {
            Is::Figure(value) => lists.figures.push(value),
            Is::Function => {}
            Is::Content(content) => {
                let Some(word) = interner.contents.get(content as usize) else { return };
                lists.add(word);
                lists.content.push(word.word);
                if !first && capital(written) {
                    lists.names.push(word.word);
                } else {
                    lists.plain.push(word.word);
                }
            }
        }
    });
    for name in names.iter().flat_map(|n| n.split_whitespace()) {
        let key = crate::words::fold(name);
        if !is_stopword(&key) && !key.is_empty() {
            let content = interner.content(&stem(&key));
            let Some(word) = interner.contents.get(content as usize) else { continue };
            lists.add(word);
            lists.names.push(word.word);
        }
    }
    for (i, x) in lists.content.iter().enumerate() {
        lists.skips.extend(lists.content[i + 1..].iter().take(3).map(|y| (*x, *y)));
    }
    lists.grams.clear();
    interner.grams(&lists.letters, &lists.starts, &mut lists.grams);
    lists.grams.sort_unstable();
    let different = lists.grams.chunk_by(u32::eq).count();
    let mut grams = Vec::with_capacity(different);
    grams.extend(lists.grams.chunk_by(u32::eq).map(|same| (same[0], same.len() as f32)));
    Clause {
        words: distinct(&mut lists.words),
        beginnings: distinct(&mut lists.beginnings),
        kin: distinct(&mut lists.kin),
        plain: distinct(&mut lists.plain),
        pairs: distinct(&mut lists.pairs),
        skips: distinct(&mut lists.skips),
        figures: distinct(&mut lists.figures),
        names: distinct(&mut lists.names),
        grams,
        length,
        sums: [0.0; 4],
    }
}

fn capital(written: &str) -> bool {
    written.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
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
