//! What a report is compared by: its terms, with a weight in each of five fields, and its passages.
//!
//! The weight of a term is `(1 + ln tf) · idf`, with title and lead counted up. Document frequencies are learned
//! from the stream itself and decay, on top of a small background of general English that matters only while the
//! stream is young: five reports cannot tell which words are common. What no live report has any more is forgotten,
//! so that memory follows the window and not the stream.

use copydesk_model::Report;
use rustc_hash::FxHashMap;

use crate::index::Keys;
use crate::passages::Passages;
use crate::scan::{self, Zone, hash};
use crate::stem::stem;
use crate::vector::Vector;
use crate::vectors::WordVectors;

/// Number of fields.
pub(crate) const FIELDS: usize = 5;
/// All words; title; names; title and lead with word pairs; numbers.
pub(crate) const ALL: usize = 0;
pub(crate) const TITLE: usize = 1;
pub(crate) const NAMES: usize = 2;
pub(crate) const LEAD: usize = 3;
pub(crate) const NUMBERS: usize = 4;

/// How many documents of the stream the background weighs.
const BACKGROUND_WEIGHT: f32 = 400.0;

/// A little less than what information theory says: the rarest words are often the least telling.
const IDF_POWER: f32 = 0.6;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// One shingle in so many is kept.
const SAMPLE: u64 = 3;
/// A passage that more reports have is a phrase of the trade.
const STOCK: u32 = 20;

/// Words that are looked up together.
const TOGETHER: usize = 64;

/// Beyond so many, terms and passages that no live report has are forgotten.
const TERMS_KEPT: usize = 600_000;
const PASSAGES_KEPT: usize = 3_000_000;

/// What kind of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    /// Two words one after the other.
    Pair,
}

/// How well a word as a report writes it shows what its term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Unseen,
    /// Where a sentence begins, so that its capital says nothing.
    Initial,
    /// In capitals throughout, or with a small letter where it is mostly a name, or the other way round.
    Odd,
    Usual,
}

/// How often a term was seen: what every report that has it looks up, and no more.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    /// Whether more than one report has it.
    several: bool,
    /// Documents of the background that have it.
    background: f32,
    /// Reports that have it, in the unit of the day.
    documents: f32,
    /// Mid-sentence occurrences with a capital, and all of them.
    capitals: u32,
    seen: u32,
    /// The last report that had it.
    last: u32,
}

/// What is seldom asked of a term.
#[derive(Clone, Debug)]
struct Written {
    /// As reports write it, in the best form seen; empty for a pair.
    shown: Box<str>,
    /// The words of a pair, by number.
    pair: (u32, u32),
    /// Its word vector, where the user gave some.
    vector: Option<u32>,
}

/// How often one term stands in one report.
#[derive(Clone, Copy, Debug)]
struct Count {
    term: u32,
    title: u16,
    lead: u16,
    body: u16,
    /// Mid-sentence with a capital.
    capital: u16,
    /// Mid-sentence without.
    plain: u16,
}

/// The terms of one report, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    terms: Vec<Count>,
    /// Sampled five-word shingles, quotations among them: whoever quotes the same words tells the same story.
    passages: Vec<u32>,
}

impl Counts {
    /// Renumbers the terms.
    pub(crate) fn renumber(&mut self, number: &[u32]) {
        for count in &mut self.terms {
            count.term = number.get(count.term as usize).copied().unwrap_or(u32::MAX);
        }
    }
}

/// What a report's vectors are made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// Every field scaled to the root of its weight, so that inner products add up.
    pub(crate) terms: Vector<FIELDS>,
    /// Passages that others have too, each weighing its share of the text.
    pub(crate) passages: Vector<1>,
    /// The average of its words' vectors, of length one; empty without.
    pub(crate) dense: Vec<f32>,
    /// Its terms' and passages' inner products with themselves.
    pub(crate) own: ([f32; FIELDS], f32),
}

/// A word as reports write it, in lower case: its term (none for a function word) and a hash of its stem.
#[derive(Clone, Copy, Debug)]
struct Surface {
    term: Option<u32>,
    hash: u64,
}

/// Keeps what has a new number.
fn keep<T>(of_terms: &mut Vec<T>, number: &[u32]) {
    let mut numbers = number.iter();
    of_terms.retain(|_| numbers.next().is_some_and(|new| *new != u32::MAX));
}

/// All terms seen.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    /// By a hash of 64 bits, so that looking up a word, which is most of reading, follows no pointer.
    surfaces: FxHashMap<u64, Surface>,
    stems: FxHashMap<Box<str>, u32>,
    pairs: FxHashMap<(u32, u32), u32>,
    entries: Vec<Entry>,
    /// The same terms as they are written, and in what form.
    written: Vec<Written>,
    forms: Vec<Form>,
    /// Reports learned, in the unit of the day, and their number.
    documents: f32,
    learned: u32,
    /// What a report of today weighs, and the day that is.
    unit: f32,
    day: Option<f32>,
    /// Days after which a report weighs half.
    half_life: Option<f32>,
    /// Reports that have a passage, and the last of them; one that many have is a phrase of the trade.
    passages: Passages,
    sweep_terms: usize,
    sweep_passages: usize,
}

impl Vocabulary {
    /// With the background alone.
    pub(crate) fn new(half_life: Option<u32>, vectors: Option<&WordVectors>) -> Self {
        let mut new = Self {
            surfaces: FxHashMap::default(),
            stems: FxHashMap::default(),
            pairs: FxHashMap::default(),
            entries: Vec::new(),
            written: Vec::new(),
            forms: Vec::new(),
            documents: 0.0,
            learned: 0,
            unit: 1.0,
            day: None,
            half_life: half_life.map(|days| days.max(1) as f32),
            passages: Passages::default(),
            sweep_terms: TERMS_KEPT,
            sweep_passages: PASSAGES_KEPT,
        };
        let mut lines = copydesk_language_models::BACKGROUND.lines().filter(|line| !line.starts_with('#'));
        let total: f32 = lines.next().and_then(|n| n.parse().ok()).unwrap_or(1.0);
        for line in lines {
            if let Some((stem, documents)) = line.split_once('\t')
                && let Ok(documents) = documents.parse::<f32>()
            {
                let term = new.term(stem, Kind::Word, vectors.and_then(|v| v.find(stem)));
                if let Some(entry) = new.entries.get_mut(term as usize) {
                    entry.background = documents / total * BACKGROUND_WEIGHT;
                }
            }
        }
        new
    }

    /// Number of reports learned.
    pub(crate) fn learned(&self) -> u32 {
        self.learned
    }

    /// The latest day of a report that was learned.
    pub(crate) fn day(&self) -> Option<f32> {
        self.day
    }

    /// A term as reports write it.
    pub(crate) fn shown(&self, term: u32) -> String {
        let word = |t: u32| self.written.get(t as usize).map_or("", |w| &w.shown);
        match (self.entries.get(term as usize), self.written.get(term as usize)) {
            (Some(Entry { kind: Kind::Pair, .. }), Some(Written { pair: (a, b), .. })) => {
                format!("{} {}", word(*a), word(*b))
            }
            _ => word(term).to_owned(),
        }
    }

    /// Whether a term is a number.
    pub(crate) fn is_number(&self, term: u32) -> bool {
        self.entries.get(term as usize).is_some_and(|e| e.kind == Kind::Number)
    }

    fn push(&mut self, kind: Kind, pair: (u32, u32), vector: Option<u32>) -> u32 {
        let term = self.entries.len() as u32;
        self.entries.push(Entry {
            kind,
            several: false,
            background: 0.0,
            documents: 0.0,
            capitals: 0,
            seen: 0,
            last: self.learned,
        });
        self.written.push(Written { shown: Box::default(), pair, vector });
        self.forms.push(Form::Unseen);
        term
    }

    fn term(&mut self, stem: &str, kind: Kind, vector: Option<u32>) -> u32 {
        if let Some(term) = self.stems.get(stem) {
            if let Some(written) = self.written.get_mut(*term as usize) {
                written.vector = written.vector.or(vector);
            }
            return *term;
        }
        let term = self.push(kind, (u32::MAX, u32::MAX), vector);
        self.stems.insert(stem.into(), term);
        term
    }

    fn surface(&mut self, word: &scan::Word<'_>, vectors: Option<&WordVectors>) -> Surface {
        if let Some(surface) = self.surfaces.get(&word.hash) {
            return *surface;
        }
        let lower = word.lower();
        let mut stemmed = lower.clone();
        if !word.number {
            stem(&mut stemmed);
        }
        let term = (!scan::is_function(&lower)).then(|| {
            let kind = if word.number { Kind::Number } else { Kind::Word };
            self.term(&stemmed, kind, vectors.and_then(|v| v.find(&lower)))
        });
        let surface = Surface { term, hash: hash(stemmed.as_bytes()) };
        self.surfaces.insert(word.hash, surface);
        surface
    }

    /// Remembers a word as a report writes it where that is a better form.
    fn show(&mut self, term: u32, word: &scan::Word<'_>) {
        let at = term as usize;
        let Some(best) = self.forms.get_mut(at).filter(|form| **form != Form::Usual) else { return };
        let Some(entry) = self.entries.get(at) else { return };
        let shouted = word.surface.len() > 4 && !word.surface.chars().any(char::is_lowercase);
        let name = entry.capitals * 2 > entry.seen;
        let form = if word.initial {
            Form::Initial
        } else if !word.number && (shouted || (entry.seen > 0 && name != word.capital)) {
            Form::Odd
        } else {
            Form::Usual
        };
        if form > *best {
            *best = form;
            if let Some(written) = self.written.get_mut(at) {
                written.shown = word.surface.into();
            }
        }
    }

    /// Reads a report's terms; their frequencies in the stream stay as they are.
    pub(crate) fn read(&mut self, report: &Report, vectors: Option<&WordVectors>) -> Counts {
        let mut found: Vec<Count> = Vec::with_capacity(report.text().len().min(8000) / 5);
        let mut words = 0_usize;
        let mut passages: Vec<u32> = Vec::with_capacity(report.text().len().min(8000) / 18);
        let mut last = [0_u64; SHINGLE];
        // The word before: its term, if it can begin a pair, and whether it has a capital.
        let mut before: Option<u32> = None;
        let mut before_capital = false;
        let mut take = |word: scan::Word<'_>, known: Option<Surface>, vocabulary: &mut Self| {
            words += 1;
            let surface = known.unwrap_or_else(|| vocabulary.surface(&word, vectors));
            last.rotate_left(1);
            last[SHINGLE - 1] = surface.hash;
            if words >= SHINGLE {
                let mut shingle = last
                    .iter()
                    .fold(0_u64, |h, w| (h.rotate_left(19) ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                shingle ^= shingle >> 32;
                if shingle.is_multiple_of(SAMPLE) {
                    passages.push((shingle >> 8) as u32);
                }
            }
            let one = |term, capital: bool, plain: bool| Count {
                term,
                title: u16::from(word.zone == Zone::Title),
                lead: u16::from(word.zone == Zone::Lead),
                body: u16::from(word.zone == Zone::Body),
                capital: u16::from(capital),
                plain: u16::from(plain),
            };
            if let Some(term) = surface.term {
                vocabulary.show(term, &word);
                found.push(one(term, word.capital, !word.capital && !word.initial));
                let names = word.capital && before_capital;
                if let Some(first) = before
                    && word.joined
                    && (names || word.zone != Zone::Body)
                {
                    let known = vocabulary.pairs.get(&(first, term)).copied();
                    let pair = known.unwrap_or_else(|| {
                        let pair = vocabulary.push(Kind::Pair, (first, term), None);
                        vocabulary.pairs.insert((first, term), pair);
                        pair
                    });
                    found.push(one(pair, names, !names));
                }
            }
            before = surface.term;
            before_capital =
                word.capital || (word.initial && word.zone != Zone::Title && surface.term.is_some());
        };
        // Looked up some at a time, so that none waits for what is made of the one before.
        let mut some: Vec<scan::Word<'_>> = Vec::with_capacity(TOGETHER);
        let mut known: Vec<Option<Surface>> = Vec::with_capacity(TOGETHER);
        let mut look_up = |some: &mut Vec<scan::Word<'_>>| {
            known.clear();
            known.extend(some.iter().map(|word| self.surfaces.get(&word.hash).copied()));
            for (word, known) in some.drain(..).zip(known.iter().copied()) {
                take(word, known, self);
            }
        };
        scan::scan(report.title.as_deref(), report.text(), |word| {
            some.push(word);
            if some.len() == TOGETHER {
                look_up(&mut some);
            }
        });
        look_up(&mut some);
        found.sort_unstable_by_key(|c| c.term);
        found.dedup_by(|next, kept| {
            let same = next.term == kept.term;
            if same {
                kept.title = kept.title.saturating_add(next.title);
                kept.lead = kept.lead.saturating_add(next.lead);
                kept.body = kept.body.saturating_add(next.body);
                kept.capital = kept.capital.saturating_add(next.capital);
                kept.plain = kept.plain.saturating_add(next.plain);
            }
            same
        });
        found.shrink_to_fit();
        passages.sort_unstable();
        passages.dedup();
        passages.shrink_to_fit();
        Counts { terms: found, passages }
    }

    /// Adds a report's terms to the frequencies.
    pub(crate) fn learn(&mut self, counts: &Counts, day: Option<f32>) {
        self.pass_to(day);
        self.learned += 1;
        self.documents += self.unit;
        self.passages.add(&counts.passages, self.learned);
        self.read_ahead(counts);
        for count in &counts.terms {
            if let Some(entry) = self.entries.get_mut(count.term as usize) {
                entry.several |= entry.documents > 0.0;
                entry.documents += self.unit;
                entry.capitals += u32::from(count.capital > 0);
                entry.seen += u32::from(count.capital + count.plain > 0);
                entry.last = self.learned;
            }
        }
    }

    /// Looks at the entries of a report's terms all at once, so that later none waits for the one before. What they come
    /// to is of no use but that it is asked for.
    fn read_ahead(&self, counts: &Counts) -> u32 {
        let last = |count: &Count| self.entries.get(count.term as usize).map_or(0, |entry| entry.last);
        std::hint::black_box(counts.terms.iter().map(last).fold(0, |all, last| all ^ last))
    }

    /// What was learned before weighs less from day to day: instead, what is learned weighs more.
    fn pass_to(&mut self, day: Option<f32>) {
        let Some(day) = day else { return };
        let passed = self.day.map_or(0.0, |before| (day - before).max(0.0));
        self.day = Some(self.day.map_or(day, |before| before.max(day)));
        let Some(half_life) = self.half_life else { return };
        self.unit *= (passed / half_life).exp2();
        if self.unit > 1e9 {
            let unit = std::mem::replace(&mut self.unit, 1.0);
            self.documents /= unit;
            for entry in &mut self.entries {
                entry.documents /= unit;
            }
        }
    }

    /// Whether there is enough to forget.
    pub(crate) fn is_full(&self) -> bool {
        self.entries.len() > self.sweep_terms || self.passages.len() > self.sweep_passages
    }

    /// Forgets what was last seen before the report `oldest`; gives the new number of every term.
    pub(crate) fn sweep(&mut self, oldest: u32) -> Vec<u32> {
        self.passages.forget_before(oldest);
        let mut number = vec![u32::MAX; self.entries.len()];
        let mut kept = 0;
        for (entry, new) in self.entries.iter().zip(&mut number) {
            if entry.last >= oldest || entry.background > 0.0 {
                *new = kept;
                kept += 1;
            }
        }
        let of = |old: u32| number.get(old as usize).copied().unwrap_or(u32::MAX);
        keep(&mut self.entries, &number);
        keep(&mut self.written, &number);
        keep(&mut self.forms, &number);
        for written in &mut self.written {
            written.pair = (of(written.pair.0), of(written.pair.1));
        }
        let renumber = |term: &mut u32| {
            *term = of(*term);
            *term != u32::MAX
        };
        self.stems.retain(|_, term| renumber(term));
        self.surfaces.retain(|_, surface| surface.term.as_mut().is_none_or(renumber));
        let pairs = std::mem::take(&mut self.pairs);
        self.pairs = pairs
            .into_iter()
            .filter_map(|((a, b), pair)| {
                let new = ((of(a), of(b)), of(pair));
                (new.0.0 != u32::MAX && new.0.1 != u32::MAX && new.1 != u32::MAX).then_some(new)
            })
            .collect();
        self.sweep_terms = TERMS_KEPT.max(self.entries.len() * 2);
        self.sweep_passages = PASSAGES_KEPT.max(self.passages.len() * 2);
        number
    }

    /// Inverse document frequency.
    fn idf(&self, entry: &Entry) -> f32 {
        let all = self.documents / self.unit + BACKGROUND_WEIGHT;
        let with = entry.documents / self.unit + entry.background;
        ((all + 1.0) / (with + 0.5)).ln().max(0.05)
    }

    fn is_name(entry: &Entry, count: &Count) -> bool {
        if count.capital + count.plain > 0 {
            return count.capital > count.plain;
        }
        entry.seen > 0 && entry.capitals * 10 > entry.seen * 7
    }

    /// What a report is compared by and found by, with the frequencies as they stand; each field weighs as `model`
    /// says. Where all reports that it may be compared with are `known`, a term that none of them has counts for the
    /// length of its vectors and is then left out.
    pub(crate) fn features(
        &self,
        counts: &Counts,
        model: &[f32; FIELDS],
        vectors: Option<&WordVectors>,
        known: bool,
    ) -> (Features, Keys) {
        self.read_ahead(counts);
        let mut terms: Vec<(u32, [f32; FIELDS])> = Vec::with_capacity(counts.terms.len());
        let mut squares = [0.0_f32; FIELDS];
        let mut dense = vec![0.0; vectors.map_or(0, WordVectors::dimensions)];
        for count in &counts.terms {
            let Some(entry) = self.entries.get(count.term as usize) else { continue };
            let idf = self.idf(entry).powf(IDF_POWER);
            let weigh = |tf: f32| if tf > 0.0 { (1.0 + tf.ln().max(0.0)) * idf } else { 0.0 };
            let (title, lead, body) = (f32::from(count.title), f32::from(count.lead), f32::from(count.body));
            let all = weigh(3.0 * title + 1.5 * lead + body);
            let top = weigh(2.0 * title + lead);
            let mut weights = [0.0; FIELDS];
            weights[LEAD] = top;
            match entry.kind {
                Kind::Word => {
                    weights[ALL] = all;
                    weights[TITLE] = weigh(title);
                    if Self::is_name(entry, count) {
                        weights[NAMES] = all;
                    }
                }
                Kind::Number => {
                    weights[ALL] = all;
                    weights[TITLE] = weigh(title);
                    weights[NUMBERS] = all;
                }
                Kind::Pair => {
                    if count.capital > 0 {
                        weights[NAMES] = all;
                    }
                }
            }
            let vector = || self.written.get(count.term as usize)?.vector;
            if let Some(vectors) = vectors
                && let Some(vector) = vector()
            {
                for (sum, value) in dense.iter_mut().zip(vectors.get(vector)) {
                    *sum += (weights[ALL] + weights[LEAD]) * value;
                }
            }
            if weights != [0.0; FIELDS] {
                for (square, weight) in squares.iter_mut().zip(weights) {
                    *square += weight * weight;
                }
                terms.push((count.term, weights));
            }
        }
        let mut factors = [0.0_f32; FIELDS];
        for ((factor, square), weight) in factors.iter_mut().zip(squares).zip(model) {
            *factor = if square > 0.0 { (weight.max(0.0) / square).sqrt() } else { 0.0 };
        }
        for (_, weights) in &mut terms {
            for (weight, factor) in weights.iter_mut().zip(factors) {
                *weight *= factor;
            }
        }
        // Their share of the text, however few of them others have.
        let share = 1.0 / (counts.passages.len().max(1) as f32).sqrt();
        let shared = |p: &&u32| (2..=STOCK).contains(&self.passages.count(**p));
        let length = dense.iter().map(|v| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            for value in &mut dense {
                *value /= length;
            }
        }
        let told = |term: u32| !known || self.entries.get(term as usize).is_some_and(|e| e.several);
        let square = |weights: &[f32; FIELDS]| weights.iter().map(|w| w * w).sum();
        let keys = Keys::of(terms.iter().map(|(term, weights)| (square(weights), *term)).collect(), told);
        terms.retain(|(term, _)| told(*term));
        let terms = Vector::sorted(terms);
        let passages = Vector::sorted(counts.passages.iter().filter(shared).map(|p| (*p, [share])));
        let own = (terms.parts(&terms), passages.dot(&passages));
        (Features { terms, passages, dense, own }, keys)
    }
}
