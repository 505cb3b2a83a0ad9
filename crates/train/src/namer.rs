//! *The two tables of names.*
//!
//! A structured perceptron over the runs that may hold names. The second pass is trained on what a first pass says that has
//! not seen the document: the documents are dealt into folds, and each fold is read by a model of the others.

use copydesk_language::training::{
    KINDS, LABELS, Memory, NAME_WIDTH, OUTSIDE, Prepared, label, prepare, transition, viterbi,
};
use copydesk_language::{Analysis, Language};

use crate::corpus::{Document, Gold};
use crate::perceptron::{Perceptron, add, rounded, shuffled};

/// Rows of each table, as a power of two.
const BITS: u8 = 17;
const FOLDS: usize = 4;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Times through the data.
    pub epochs: u64,
    /// Perceptrons that are averaged, each with its own shuffle.
    pub voters: u64,
    /// By how much the right labels must win.
    pub margin: f32,
    /// Copies of each document with its names exchanged.
    pub copies: u64,
    /// How many corpora have weights of their own.
    pub corpora: usize,
    /// How fast those move.
    pub own: f32,
    /// As a text of which corpus texts are read later; none for the shared weights alone.
    pub run_as: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { epochs: 8, voters: 3, margin: 500.0, copies: 1, corpora: 3, own: 0.0, run_as: None }
    }
}

/// A document as the model sees it.
struct Prepped {
    prepared: Prepared,
    gold: Vec<u8>,
    fold: usize,
    corpus: usize,
}

/// The gold labels of our tokens; a name that begins or ends inside a token of ours covers it whole.
pub fn labels(analysis: &Analysis, names: &[(copydesk_model::Span, Gold)]) -> Vec<u8> {
    let mut out = vec![OUTSIDE; analysis.tokens.len()];
    for (span, gold) in names {
        let Gold::Kind(kind) = gold else { continue };
        let Some(kind) = KINDS.iter().position(|k| k == kind) else { continue };
        let first = analysis.token_at(span.start());
        let mut end = first;
        while analysis.tokens.get(end).is_some_and(|t| t.span.start() < span.end()) {
            end += 1;
        }
        if end == first || out[first..end].iter().any(|l| *l != OUTSIDE) {
            continue;
        }
        if end == first + 1 {
            out[first] = label(kind, 3);
        } else {
            out[first..end].fill(label(kind, 1));
            out[first] = label(kind, 0);
            out[end - 1] = label(kind, 2);
        }
    }
    out
}

/// The features of each token of a run, and its corpus.
struct Run {
    features: Vec<Vec<u32>>,
    corpus: usize,
}

struct Model {
    perceptron: Perceptron<NAME_WIDTH>,
}

impl Model {
    /// The best labels; with a margin, those that come too near to the gold ones.
    fn decode(&self, run: &Run, margin: Option<(&[u8], f32)>, out: &mut Vec<u8>) {
        let mut scores: Vec<[f32; NAME_WIDTH]> =
            run.features.iter().map(|f| self.perceptron.score(f, run.corpus)).collect();
        if let Some((gold, margin)) = margin {
            for (row, right) in scores.iter_mut().zip(gold) {
                row[usize::from(*right)] -= margin;
            }
        }
        let transitions: [[f32; NAME_WIDTH]; LABELS] =
            std::array::from_fn(|l| self.perceptron.score(&[transition(l as u8)], run.corpus));
        viterbi(&scores, &transitions, out);
    }

    fn learn(&mut self, run: &Run, gold: &[u8], found: &[u8]) {
        if gold == found {
            return;
        }
        let (mut before_gold, mut before_found) = (OUTSIDE, OUTSIDE);
        let corpus = run.corpus;
        for ((features, g), f) in run.features.iter().zip(gold).zip(found) {
            if g != f {
                self.perceptron.update(features, usize::from(*g), 1.0, corpus);
                self.perceptron.update(features, usize::from(*f), -1.0, corpus);
            }
            if (before_gold, g) != (before_found, f) {
                self.perceptron.update(&[transition(before_gold)], usize::from(*g), 1.0, corpus);
                self.perceptron.update(&[transition(before_found)], usize::from(*f), -1.0, corpus);
            }
            (before_gold, before_found) = (*g, *f);
        }
    }
}

fn fit(runs: &[(Run, Vec<u8>)], seed: u64, settings: &Settings) -> Model {
    let mut model = Model { perceptron: Perceptron::with_corpora(BITS, settings.corpora, settings.own) };
    let mut found = Vec::new();
    for epoch in 0..settings.epochs {
        for index in shuffled(runs.len(), seed * 100 + epoch + 1) {
            let (run, gold) = &runs[index];
            model.decode(run, Some((gold, settings.margin)), &mut found);
            model.learn(run, gold, &found);
            model.perceptron.next();
        }
    }
    model
}

/// The average of several perceptrons, as a table.
fn vote(runs: &[(Run, Vec<u8>)], settings: &Settings) -> Vec<u8> {
    let mut sum: Vec<f32> = Vec::new();
    for seed in 0..settings.voters {
        add(&mut sum, fit(runs, seed + 1, settings).perceptron.averages(settings.run_as));
    }
    rounded(BITS, NAME_WIDTH as u8, &sum)
}

fn runs_of(document: &Prepped, memory: Option<(&Memory, &[u8])>, out: &mut Vec<(Run, Vec<u8>)>) {
    for segment in &document.prepared.segments {
        let run = segment
            .clone()
            .map(|at| {
                let mut features = Vec::with_capacity(64);
                document.prepared.features(at, &mut features);
                if let Some((memory, labels)) = memory {
                    memory.features(&document.prepared, labels, at, &mut features);
                }
                features
            })
            .collect();
        let gold = document.gold[segment.clone()].to_vec();
        // A gold name may reach out of the run; then its end is missing and nothing can be learnt from it.
        if copydesk_language::training::may_end(gold.last().copied().unwrap_or(OUTSIDE)) {
            out.push((Run { features: run, corpus: document.corpus }, gold));
        }
    }
}

/// Trains both passes; `tagger` gives part of speech. After the first `originals` documents come their copies, in the same order.
pub fn train(
    documents: &[Document],
    originals: usize,
    tagger: &Language,
    settings: &Settings,
) -> (Vec<u8>, Vec<u8>) {
    let prepped: Vec<Prepped> = documents
        .iter()
        .enumerate()
        .map(|(i, document)| {
            let mut analysis = Language::segment(&document.text);
            tagger.tag(&document.text, &mut analysis);
            let gold = labels(&analysis, &document.names);
            Prepped {
                prepared: prepare(&document.text, &analysis),
                gold,
                fold: i % originals.max(1) % FOLDS,
                corpus: document.corpus,
            }
        })
        .collect();
    let mut again = Vec::new();
    for fold in 0..FOLDS {
        let mut others = Vec::new();
        for document in prepped.iter().filter(|d| d.fold != fold) {
            runs_of(document, None, &mut others);
        }
        let model = fit(&others, 7 + fold as u64, settings);
        let averages = Model { perceptron: model.perceptron.settled() };
        for document in prepped.iter().filter(|d| d.fold == fold) {
            let mut labels = vec![OUTSIDE; document.gold.len()];
            let mut found = Vec::new();
            let mut runs = Vec::new();
            for segment in &document.prepared.segments {
                let features = segment
                    .clone()
                    .map(|at| {
                        let mut features = Vec::with_capacity(64);
                        document.prepared.features(at, &mut features);
                        features
                    })
                    .collect();
                let run = Run { features, corpus: document.corpus };
                averages.decode(&run, None, &mut found);
                labels[segment.clone()].copy_from_slice(&found);
            }
            let memory = Memory::new(&document.prepared, &labels);
            runs_of(document, Some((&memory, &labels)), &mut runs);
            again.append(&mut runs);
        }
    }
    let second = vote(&again, settings);
    drop(again);
    let mut all = Vec::new();
    for document in &prepped {
        runs_of(document, None, &mut all);
    }
    (vote(&all, settings), second)
}
