//! *The part-of-speech table.*

use std::collections::BTreeMap;

use copydesk_language::training::{
    Item, Known, POS_WIDTH, START, TAGS, Words, best, dictionary, items, pos_features,
};
use copydesk_language::{Analysis, Language};

use crate::corpus::{Document, Word};
use crate::perceptron::{Perceptron, add, rounded, shuffled};

/// Rows of the table, as a power of two.
const BITS: u8 = 17;

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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 8,
            voters: 1,
            margin: 100.0,
            bits: BITS,
            corpora: 2,
            own: 0.5,
            run_as: Some(0),
            seen: 4,
            sure: 10,
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
        for sentence in &analysis.sentences {
            items(
                &Words::default(),
                &document.text,
                &analysis.tokens[sentence.tokens.clone()],
                &mut prepared,
            );
            for (item, gold) in prepared.iter().zip(&gold[sentence.tokens.clone()]) {
                if let (Some(key), Some(gold)) = (item.key(), gold) {
                    counts.entry(key).or_insert([0; POS_WIDTH])[usize::from(*gold)] += 1;
                }
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
}

/// Trains the tagger: the dictionary of words and the table.
pub fn train(documents: &[Document], settings: &Settings) -> (Vec<u8>, Vec<u8>) {
    let known = dictionary_of(documents, settings);
    let words = Words::new(&known);
    let mut sentences = Vec::new();
    for document in documents {
        let analysis = Language::segment(&document.text);
        let gold = aligned(&analysis, &document.words);
        for sentence in &analysis.sentences {
            let tokens = &analysis.tokens[sentence.tokens.clone()];
            let mut prepared = Vec::new();
            items(&words, &document.text, tokens, &mut prepared);
            sentences.push(Sentence {
                items: prepared,
                gold: gold[sentence.tokens.clone()].to_vec(),
                corpus: document.corpus,
            });
        }
    }
    let mut sum = Vec::new();
    for seed in 0..settings.voters {
        add(&mut sum, fit(&sentences, seed, settings).averages(settings.run_as));
    }
    let table = rounded(settings.bits, POS_WIDTH as u8, &sum);
    (known, table)
}

fn fit(sentences: &[Sentence], seed: u64, settings: &Settings) -> Perceptron<POS_WIDTH> {
    let mut model = Perceptron::with_corpora(settings.bits, settings.corpora, settings.own);
    let mut features = Vec::new();
    for epoch in 0..settings.epochs {
        for index in shuffled(sentences.len(), seed * 100 + epoch + 1) {
            let sentence = &sentences[index];
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
