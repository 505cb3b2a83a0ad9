//! *The part-of-speech table.*

use std::collections::BTreeMap;

use copydesk_language::training::{
    Elsewhere, Item, Known, Linear, POS_WIDTH, START, TAGS, Unsure, Words, best, dictionary, first_look,
    items, pos_features, pos_features_again,
};
use copydesk_language::{Analysis, Language};

use crate::corpus::{Document, Word};
use crate::perceptron::{Perceptron, add, rounded, scaled, shuffled};

/// Rows of the table, as a power of two.
const BITS: u8 = 17;

/// Rows of the table of the second look, as a power of two.
const BITS_AGAIN: u8 = 15;
/// Parts that the documents are dealt into, each read by a model of the others.
const FOLDS: usize = 4;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Times through the data.
    pub epochs: u64,
    /// Perceptrons that are averaged, each with its own shuffle.
    pub voters: u64,
    /// By how much the right tag must win.
    pub margin: f32,
    /// Rows of the table, as a power of two.
    pub bits: u8,
    /// How many corpora have weights of their own.
    pub corpora: usize,
    /// How fast those move.
    pub own: f32,
    /// As a text of which corpus texts are read later; none for the shared weights alone.
    pub run_as: Option<usize>,
    /// How often a word must have been seen for its tags to be kept.
    pub seen: u32,
    /// How often it must have been seen, always the same, to be sure.
    pub sure: u32,
    /// The margin of the second look, in units of the rounded table.
    pub margin_again: f32,
    /// Times through the data for the second look.
    pub epochs_again: u64,
    /// Perceptrons that are averaged for the second look.
    pub voters_again: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 8,
            voters: 3,
            margin: 100.0,
            bits: BITS,
            corpora: 2,
            own: 0.5,
            run_as: Some(0),
            seen: 4,
            sure: 10,
            margin_again: 120.0,
            epochs_again: 6,
            voters_again: 3,
        }
    }
}

/// What each word has been: its tags, those aside that it had in less than two of a hundred places; and whether it was always
/// the same.
pub fn dictionary_of(documents: &[Document], settings: &Settings) -> Vec<u8> {
    let mut counts: BTreeMap<u32, [u32; POS_WIDTH]> = BTreeMap::new();
    let mut prepared = Vec::new();
    for document in documents {
        let analysis = Language::segment(&document.text);
        let gold = aligned(&analysis, &document.words);
        let words = Words::default();
        items(&words, &document.text, &analysis.tokens, &analysis.sentences, &mut prepared);
        for (item, gold) in prepared.iter().zip(&gold) {
            if let (Some(key), Some(gold)) = (item.key(), gold) {
                counts.entry(key).or_insert([0; POS_WIDTH])[usize::from(*gold)] += 1;
            }
        }
    }
    let words: Vec<(u32, Known)> = counts
        .into_iter()
        .filter_map(|(word, counts)| {
            let all: u32 = counts.iter().sum();
            let most = counts.iter().copied().max().unwrap_or(0);
            let sure = all >= settings.sure && most * 1000 >= all * 997;
            let tags = (0..POS_WIDTH)
                .filter(|t| if sure { counts[*t] == most } else { counts[*t] * 50 >= all.max(50) })
                .fold(0, |tags, t| tags | 1 << t);
            (all >= settings.seen).then_some((word, Known { tags, sure }))
        })
        .collect();
    dictionary(&words)
}

/// The number of a word's tag among [`TAGS`].
pub fn tag_of(word: &Word) -> Option<u8> {
    TAGS.iter().position(|t| *t == (word.upos, word.xpos)).map(|t| t as u8)
}

/// For each of our tokens the gold word with the same span.
pub fn aligned(analysis: &Analysis, words: &[Word]) -> Vec<Option<u8>> {
    let mut gold = words.iter().peekable();
    analysis
        .tokens
        .iter()
        .map(|token| {
            while gold.peek().is_some_and(|w| w.span.start() < token.span.start()) {
                gold.next();
            }
            gold.peek().filter(|w| w.span == token.span).and_then(|w| tag_of(w))
        })
        .collect()
}

/// A sentence as the tagger sees it.
struct Sentence {
    items: Vec<Item>,
    gold: Vec<Option<u8>>,
    corpus: usize,
    document: usize,
}

/// What the tagger has learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trained {
    /// The dictionary of words.
    pub words: Vec<u8>,
    /// The table of the first look.
    pub first: Vec<u8>,
    /// The table of the second look.
    pub again: Vec<u8>,
}

/// Trains the tagger.
pub fn train(documents: &[Document], settings: &Settings) -> Trained {
    let known = dictionary_of(documents, settings);
    let words = Words::new(&known);
    let (mut sentences, mut prepared) = (Vec::new(), Vec::new());
    for (number, document) in documents.iter().enumerate() {
        let analysis = Language::segment(&document.text);
        let gold = aligned(&analysis, &document.words);
        items(&words, &document.text, &analysis.tokens, &analysis.sentences, &mut prepared);
        for sentence in &analysis.sentences {
            sentences.push(Sentence {
                items: prepared[sentence.tokens.clone()].to_vec(),
                gold: gold[sentence.tokens.clone()].to_vec(),
                corpus: document.corpus,
                document: number,
            });
        }
    }
    let all: Vec<&Sentence> = sentences.iter().collect();
    let first = vote(&all, settings.voters, settings);
    let again = second_look(&sentences, settings);
    Trained { words: known, first, again }
}

fn vote(sentences: &[&Sentence], voters: u64, settings: &Settings) -> Vec<u8> {
    let mut sum = Vec::new();
    for seed in 0..voters {
        add(&mut sum, fit(sentences, seed, settings).averages(settings.run_as));
    }
    rounded(settings.bits, POS_WIDTH as u8, &sum)
}

/// A document as a first look that has not learnt from it sees it: of each sentence the number, the tags and the unsure ones.
#[derive(Default)]
struct Seen {
    sentences: Vec<(usize, Vec<u8>, Vec<Unsure>)>,
    elsewhere: Elsewhere,
}

/// The documents, each read by a first look at the others.
fn seen_by_others(sentences: &[Sentence], settings: &Settings) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::new();
    let mut scratch = Vec::new();
    for fold in 0..FOLDS {
        let (own, others): (Vec<_>, Vec<_>) =
            sentences.iter().enumerate().partition(|(_, s)| s.document % FOLDS == fold);
        let others: Vec<&Sentence> = others.into_iter().map(|(_, s)| s).collect();
        let table = vote(&others, 1, settings);
        let table = Linear::<POS_WIDTH>::new(&table);
        let mut last = None;
        for (number, sentence) in own {
            if last != Some(sentence.document) {
                out.push(Seen::default());
                last = Some(sentence.document);
            }
            let Some(document) = out.last_mut() else { continue };
            let (mut tags, mut unsure) = (Vec::new(), Vec::new());
            first_look(&table, &sentence.items, &mut tags, &mut unsure, &mut scratch);
            document.elsewhere.count(&sentence.items, &tags);
            document.sentences.push((number, tags, unsure));
        }
    }
    out
}

/// The table of the second look: what has to be added to the scores of a first look that has not seen the document.
fn second_look(sentences: &[Sentence], settings: &Settings) -> Vec<u8> {
    let seen = seen_by_others(sentences, settings);
    let mut sum = Vec::new();
    for seed in 0..settings.voters_again {
        add(&mut sum, fit_again(sentences, &seen, seed, settings).averages(settings.run_as));
    }
    scaled(BITS_AGAIN, POS_WIDTH as u8, &sum, 1.0 / settings.voters_again.max(1) as f32)
}

fn fit_again(sentences: &[Sentence], seen: &[Seen], seed: u64, settings: &Settings) -> Perceptron<POS_WIDTH> {
    let parts: Vec<(&Seen, usize)> =
        seen.iter().flat_map(|s| (0..s.sentences.len()).map(move |i| (s, i))).collect();
    let mut model = Perceptron::with_corpora(BITS_AGAIN, settings.corpora, settings.own);
    let mut features = Vec::new();
    for epoch in 0..settings.epochs_again {
        for index in shuffled(parts.len(), 1000 + seed * 100 + epoch) {
            let (document, part) = parts[index];
            let (number, tags, unsure) = &document.sentences[part];
            let sentence = &sentences[*number];
            let mut tags = tags.clone();
            for Unsure { at, scores: base } in unsure.iter().copied() {
                let mask = sentence.items[at].allowed();
                pos_features_again(&sentence.items, &tags, at, &document.elsewhere, &mut features);
                let mut scores = model.score(&features, sentence.corpus);
                for (score, base) in scores.iter_mut().zip(base) {
                    *score += f32::from(base);
                }
                tags[at] = best(&scores, mask);
                if let Some(gold) = sentence.gold[at]
                    && mask >> gold & 1 == 1
                {
                    scores[usize::from(gold)] -= settings.margin_again;
                    let rival = best(&scores, mask);
                    if rival != gold {
                        model.update(&features, usize::from(gold), 1.0, sentence.corpus);
                        model.update(&features, usize::from(rival), -1.0, sentence.corpus);
                    }
                }
                model.next();
            }
        }
    }
    model
}

fn fit(sentences: &[&Sentence], seed: u64, settings: &Settings) -> Perceptron<POS_WIDTH> {
    let mut model = Perceptron::with_corpora(settings.bits, settings.corpora, settings.own);
    let mut features = Vec::new();
    for epoch in 0..settings.epochs {
        for index in shuffled(sentences.len(), seed * 100 + epoch + 1) {
            let sentence = sentences[index];
            let (mut before, mut earlier) = (START, START);
            for (at, item) in sentence.items.iter().enumerate() {
                let mask = item.allowed();
                let found = if mask.is_power_of_two() {
                    mask.trailing_zeros() as u8
                } else {
                    pos_features(&sentence.items, at, before, earlier, &mut features);
                    let mut scores = model.score(&features, sentence.corpus);
                    let found = best(&scores, mask);
                    if let Some(gold) = sentence.gold[at]
                        && mask >> gold & 1 == 1
                    {
                        // The right tag must win by a margin.
                        scores[usize::from(gold)] -= settings.margin;
                        let rival = best(&scores, mask);
                        if rival != gold {
                            model.update(&features, usize::from(gold), 1.0, sentence.corpus);
                            model.update(&features, usize::from(rival), -1.0, sentence.corpus);
                        }
                    }
                    model.next();
                    found
                };
                (before, earlier) = (found, before);
            }
        }
    }
    model
}
