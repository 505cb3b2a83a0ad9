//! What a report is compared by: five sparse vectors over one vocabulary.
//!
//! The weight of a term is `(1 + ln tf) · idf`, with title and lead counted up. Document frequencies are learned
//! from the stream itself, on top of a small background of general English that matters only while the stream is
//! young: five reports cannot tell which words are common.

use copydesk_model::Report;
use rustc_hash::FxHashMap;

use crate::scan::{self, Zone};
use crate::vector::Vector;

/// Number of fields.
pub(crate) const FIELDS: usize = 6;
/// All words; title; names; title and lead with word pairs; numbers; passages.
pub(crate) const ALL: usize = 0;
pub(crate) const TITLE: usize = 1;
pub(crate) const NAMES: usize = 2;
pub(crate) const LEAD: usize = 3;
pub(crate) const NUMBERS: usize = 4;
pub(crate) const PASSAGES: usize = 5;

/// How many documents of the stream the background weighs.
const BACKGROUND_WEIGHT: f32 = 400.0;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// One shingle in so many is kept.
const SAMPLE: u64 = 3;
/// A passage that more reports have is a phrase of the trade.
const STOCK: u32 = 20;

/// Beyond so many passages, those of one report alone are forgotten.
const PASSAGES_KEPT: usize = 16_000_000;

/// FNV-1a.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// What kind of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// A function word: counted for nothing.
    Function,
    Number,
    /// Two words one after the other.
    Pair,
}

/// A term and how often it was seen.
#[derive(Clone, Debug)]
struct Entry {
    /// As the first report that had it within a sentence wrote it.
    shown: Box<str>,
    /// Whether that has been seen yet.
    within: bool,
    kind: Kind,
    /// Reports that have it, the background's among them.
    documents: f32,
    /// Mid-sentence occurrences with a capital, and all of them.
    capitals: u32,
    seen: u32,
}

/// How often one term stands in one report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
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

/// All terms seen.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    numbers: FxHashMap<Box<str>, u32>,
    entries: Vec<Entry>,
    documents: f32,
    /// Reports that have a passage; one that many have is a phrase of the trade.
    passages: FxHashMap<u32, u32>,
    buffer: String,
}

impl Vocabulary {
    /// With the background alone.
    pub(crate) fn new() -> Self {
        let mut new = Self {
            numbers: FxHashMap::default(),
            entries: Vec::new(),
            documents: 0.0,
            passages: FxHashMap::default(),
            buffer: String::new(),
        };
        let mut lines = copydesk_language_models::BACKGROUND.lines().filter(|line| !line.starts_with('#'));
        let total: f32 = lines.next().and_then(|n| n.parse().ok()).unwrap_or(1.0);
        for line in lines {
            if let Some((stem, documents)) = line.split_once('\t')
                && let Ok(documents) = documents.parse::<f32>()
            {
                let term = new.number(stem, Kind::Word);
                if let Some(entry) = new.entries.get_mut(term as usize) {
                    entry.documents = documents / total * BACKGROUND_WEIGHT;
                }
            }
        }
        new.documents = BACKGROUND_WEIGHT;
        new
    }

    /// Number of reports learned.
    pub(crate) fn learned(&self) -> f32 {
        self.documents - BACKGROUND_WEIGHT
    }

    /// A term as reports write it.
    pub(crate) fn shown(&self, term: u32) -> &str {
        self.entries.get(term as usize).map_or("", |e| &e.shown)
    }

    /// What kind of term it is.
    pub(crate) fn kind(&self, term: u32) -> Kind {
        self.entries.get(term as usize).map_or(Kind::Function, |e| e.kind)
    }

    fn show(&mut self, term: u32, surface: &str, within: bool) {
        if let Some(entry) = self.entries.get_mut(term as usize)
            && (entry.shown.is_empty() || (within && !entry.within))
        {
            entry.shown = surface.into();
            entry.within = within;
        }
    }

    fn number(&mut self, text: &str, kind: Kind) -> u32 {
        if let Some(term) = self.numbers.get(text) {
            return *term;
        }
        let term = self.entries.len() as u32;
        let text: Box<str> = text.into();
        self.numbers.insert(text, term);
        self.entries.push(Entry {
            shown: Box::default(),
            within: false,
            kind,
            documents: 0.0,
            capitals: 0,
            seen: 0,
        });
        term
    }

    /// Reads a report's terms; their frequencies in the stream stay as they are.
    pub(crate) fn read(&mut self, report: &Report) -> Counts {
        let mut found: Vec<Count> = Vec::with_capacity(report.text().len().min(8000) / 5);
        let mut words = 0_usize;
        let mut passages: Vec<u32> = Vec::new();
        let mut last = [0_u64; SHINGLE];
        // The word before: its text, whether it can begin a pair, and whether it has a capital.
        let mut before = String::new();
        let mut before_surface = String::new();
        let mut before_counts = false;
        let mut before_capital = false;
        scan::scan(report.title.as_deref(), report.text(), |word, surface| {
            words += 1;
            last.rotate_left(1);
            last[SHINGLE - 1] = hash(word.stem.as_bytes());
            if words >= SHINGLE {
                let mut shingle = last
                    .iter()
                    .fold(0_u64, |h, w| (h.rotate_left(19) ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                shingle ^= shingle >> 32;
                if shingle.is_multiple_of(SAMPLE) {
                    passages.push((shingle >> 8) as u32);
                }
            }
            let kind = match (word.function, word.number) {
                (true, _) => Kind::Function,
                (_, true) => Kind::Number,
                _ => Kind::Word,
            };
            let one = |term, capital: bool, plain: bool| Count {
                term,
                title: u16::from(word.zone == Zone::Title),
                lead: u16::from(word.zone == Zone::Lead),
                body: u16::from(word.zone == Zone::Body),
                capital: u16::from(capital),
                plain: u16::from(plain),
            };
            let counts = kind != Kind::Function;
            if counts {
                let term = self.number(&word.stem, kind);
                self.show(term, surface, !word.initial);
                found.push(one(term, word.capital, !word.capital && !word.initial));
                let names = word.capital && before_capital;
                if before_counts && word.joined && (names || word.zone != Zone::Body) {
                    let mut pair = std::mem::take(&mut self.buffer);
                    pair.clear();
                    pair.push_str(&before);
                    pair.push(' ');
                    pair.push_str(&word.stem);
                    let term = self.number(&pair, Kind::Pair);
                    pair.clear();
                    pair.push_str(&before_surface);
                    pair.push(' ');
                    pair.push_str(surface);
                    self.show(term, &pair, !word.initial);
                    self.buffer = pair;
                    found.push(one(term, names, !names));
                }
            }
            before.clear();
            before.push_str(&word.stem);
            before_surface.clear();
            before_surface.push_str(surface);
            before_counts = counts;
            before_capital = word.capital || (word.initial && word.zone != Zone::Title && counts);
        });
        found.sort_by_key(|c| c.term);
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
    pub(crate) fn learn(&mut self, counts: &Counts) {
        self.documents += 1.0;
        if self.passages.len() > PASSAGES_KEPT {
            self.passages.retain(|_, reports| *reports > 1);
        }
        for passage in &counts.passages {
            *self.passages.entry(*passage).or_default() += 1;
        }
        for count in &counts.terms {
            if let Some(entry) = self.entries.get_mut(count.term as usize) {
                entry.documents += 1.0;
                entry.capitals += u32::from(count.capital > 0);
                entry.seen += u32::from(count.capital + count.plain > 0);
            }
        }
    }

    /// Inverse document frequency.
    pub(crate) fn idf(&self, term: u32) -> f32 {
        let documents = self.entries.get(term as usize).map_or(0.0, |e| e.documents);
        ((self.documents + 1.0) / (documents + 0.5)).ln().max(0.05)
    }

    fn is_name(&self, count: &Count) -> bool {
        if count.capital + count.plain > 0 {
            return count.capital > count.plain;
        }
        self.entries.get(count.term as usize).is_some_and(|e| e.seen > 0 && e.capitals * 10 > e.seen * 7)
    }

    /// The vectors of a report, by the frequencies as they stand.
    pub(crate) fn vectors(&self, counts: &Counts) -> [Vector; FIELDS] {
        let mut fields: [Vec<(u32, f32)>; FIELDS] = Default::default();
        for count in &counts.terms {
            let Some(entry) = self.entries.get(count.term as usize) else { continue };
            let idf = self.idf(count.term);
            let weigh = |tf: f32| if tf > 0.0 { (1.0 + tf.ln().max(0.0)) * idf } else { 0.0 };
            let (title, lead, body) = (f32::from(count.title), f32::from(count.lead), f32::from(count.body));
            let all = weigh(3.0 * title + 1.5 * lead + body);
            let top = weigh(2.0 * title + lead);
            let mut put = |field: usize, weight: f32| {
                if weight > 0.0
                    && let Some(field) = fields.get_mut(field)
                {
                    field.push((count.term, weight));
                }
            };
            match entry.kind {
                Kind::Function => {}
                Kind::Word => {
                    put(ALL, all);
                    put(TITLE, weigh(title));
                    put(LEAD, top);
                    if self.is_name(count) {
                        put(NAMES, all);
                    }
                }
                Kind::Number => {
                    put(ALL, all);
                    put(TITLE, weigh(title));
                    put(LEAD, top);
                    put(NUMBERS, all);
                }
                Kind::Pair => {
                    put(LEAD, top);
                    if count.capital > 0 {
                        put(NAMES, all);
                    }
                }
            }
        }
        // Their share of the text, however few of them others have.
        let weight = 1.0 / (counts.passages.len().max(1) as f32).sqrt();
        let mut vectors = fields.map(Vector::unit);
        if let Some(field) = vectors.get_mut(PASSAGES) {
            let shared = |p: &&u32| self.passages.get(*p).is_some_and(|n| (2..=STOCK).contains(n));
            *field = Vector::sorted(counts.passages.iter().filter(shared).map(|p| (*p, weight)).collect());
        }
        vectors
    }
}
