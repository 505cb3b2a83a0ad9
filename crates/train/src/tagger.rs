//! *The part-of-speech table.*

use copydesk_language::training::{POS_WIDTH, START, TAGS, allowed, best, items, pos_features};
use copydesk_language::{Analysis, Language};

use crate::corpus::{Document, Word};
use crate::perceptron::{Perceptron, shuffled};

/// Rows of the table, as a power of two.
const BITS: u8 = 17;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Times through the data.
    pub epochs: u64,
    /// By how much the right tag must win.
    pub margin: f32,
    /// Rows of the table, as a power of two.
    pub bits: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { epochs: 8, margin: 30.0, bits: BITS }
    }
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

/// Trains the tagger.
pub fn train(documents: &[Document], settings: &Settings) -> Vec<u8> {
    struct Sentence {
        items: Vec<copydesk_language::training::Item>,
        gold: Vec<Option<u8>>,
        allowed: Vec<u32>,
    }
    let mut sentences = Vec::new();
    for document in documents {
        let analysis = Language::segment(&document.text);
        let gold = aligned(&analysis, &document.words);
        for sentence in &analysis.sentences {
            let tokens = &analysis.tokens[sentence.tokens.clone()];
            let mut prepared = Vec::new();
            items(&document.text, tokens, &mut prepared);
            sentences.push(Sentence {
                items: prepared,
                gold: gold[sentence.tokens.clone()].to_vec(),
                allowed: tokens.iter().map(|t| allowed(t.kind)).collect(),
            });
        }
    }
    let mut model = Perceptron::<POS_WIDTH>::new(settings.bits);
    let mut features = Vec::new();
    for epoch in 0..settings.epochs {
        for index in shuffled(sentences.len(), epoch + 1) {
            let sentence = &sentences[index];
            let (mut before, mut earlier) = (START, START);
            for at in 0..sentence.items.len() {
                let mask = sentence.allowed[at];
                let found = if mask.is_power_of_two() {
                    mask.trailing_zeros() as u8
                } else {
                    pos_features(&sentence.items, at, before, earlier, &mut features);
                    let mut scores = model.score(&features);
                    let found = best(&scores, mask);
                    if let Some(gold) = sentence.gold[at]
                        && mask >> gold & 1 == 1
                    {
                        // The right tag must win by a margin.
                        scores[usize::from(gold)] -= settings.margin;
                        let rival = best(&scores, mask);
                        if rival != gold {
                            model.update(&features, usize::from(gold), 1.0);
                            model.update(&features, usize::from(rival), -1.0);
                        }
                    }
                    model.next();
                    found
                };
                (before, earlier) = (found, before);
            }
        }
    }
    model.table()
}
