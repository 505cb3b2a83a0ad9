//! Pairs of spans that say the same (SuperPAL): best F1 over thresholds and average precision, over all pairs of a
//! summary's and a document's spans within one topic, and over all pairs of their sentences.
//!
//! The weights of the shipped models were fitted on the very file. So beside each stands one that is fitted the same way anew for each topic
//! on the other topics (`held out`), both steps of it, and its F1 at the threshold that was best on those. `--with fit` prints the
//! weights fitted on all spans, and on all sentences, of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk::reconcile::{Statements, Unit};
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::fit;
use crate::score::ratio;

#[derive(Clone, Deserialize)]
struct Pair {
    topic: String,
    summary_span: String,
    document_span: String,
    summary_sentence: String,
    document_sentence: String,
}

#[derive(Default)]
struct Topic {
    summary: Vec<String>,
    documents: Vec<String>,
    aligned: BTreeSet<(usize, usize)>,
}

/// The pairs of one topic, by rows of the summary.
struct Scored {
    statements: Statements,
    left: Vec<usize>,
    right: Vec<usize>,
    /// Each pair by itself.
    pairs: Vec<Vec<f64>>,
    truth: Vec<bool>,
    shipped: Vec<f64>,
    shown: Vec<String>,
}

impl Scored {
    fn beside(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let mut pair = [0.0; _];
        for (to, from) in pair.iter_mut().zip(weights) {
            *to = *from as f32;
        }
        let rows = self.statements.beside(&self.left, &self.right, &pair);
        rows.iter().map(|r| r.iter().map(|x| f64::from(*x)).collect()).collect()
    }
}

/// Both steps of a model.
struct Model {
    pair: Vec<f64>,
    beside: Vec<f64>,
}

impl Model {
    fn fit(topics: &[&Scored], penalty: f64) -> Self {
        let truth: Vec<bool> = topics.iter().flat_map(|t| t.truth.iter().copied()).collect();
        let rows: Vec<Vec<f64>> = topics.iter().flat_map(|t| t.pairs.iter().cloned()).collect();
        let pair = fit::logistic(&rows, &truth, PENALTY);
        let rows: Vec<Vec<f64>> = topics.iter().flat_map(|t| t.beside(&pair)).collect();
        Self { beside: fit::logistic(&rows, &truth, penalty), pair }
    }

    fn scores(&self, topic: &Scored) -> Vec<(f64, bool)> {
        let rows = topic.beside(&self.pair);
        rows.iter().map(|r| fit::score(&self.beside, r)).zip(topic.truth.iter().copied()).collect()
    }
}

fn topics(pairs: &[Pair], sentences: bool) -> Vec<Topic> {
    let mut topics: BTreeMap<&str, Topic> = BTreeMap::new();
    for pair in pairs {
        let topic = topics.entry(&pair.topic).or_default();
        // An ellipsis stands for words of the sentence that the span leaves out.
        let place = |list: &mut Vec<String>, span: &str| {
            let span = span.replace("...", " ");
            list.iter().position(|s| *s == span).unwrap_or_else(|| {
                list.push(span);
                list.len() - 1
            })
        };
        let (s, d) = if sentences {
            (&pair.summary_sentence, &pair.document_sentence)
        } else {
            (&pair.summary_span, &pair.document_span)
        };
        let s = place(&mut topic.summary, s);
        let d = place(&mut topic.documents, d);
        topic.aligned.insert((s, d));
    }
    topics.into_values().collect()
}

fn scored(topic: &Topic, unit: Unit) -> Scored {
    let texts: Vec<&str> = topic.summary.iter().chain(&topic.documents).map(String::as_str).collect();
    let statements = Statements::new(&texts);
    let left: Vec<usize> = (0..topic.summary.len()).collect();
    let right: Vec<usize> = (left.len()..texts.len()).collect();
    let pairs = || left.iter().flat_map(|s| (0..right.len()).map(move |d| (*s, d)));
    // The first feature is the constant, which the fit brings itself.
    let rows = statements.pairs(&left, &right);
    Scored {
        pairs: rows.iter().map(|r| r[1..].iter().map(|x| f64::from(*x)).collect()).collect(),
        truth: pairs().map(|p| topic.aligned.contains(&p)).collect(),
        shipped: statements.align(&left, &right, unit).into_iter().map(f64::from).collect(),
        shown: pairs().map(|(s, d)| format!("{}\n    {}", topic.summary[s], topic.documents[d])).collect(),
        statements,
        left,
        right,
    }
}

/// Best F1, where, and average precision.
fn curve(scores: &mut [(f64, bool)]) -> (f64, f64, f64) {
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let there = scores.iter().filter(|(_, aligned)| *aligned).count() as f64;
    let (mut hit, mut average, mut best, mut at) = (0.0, 0.0, 0.0, 0.0);
    for (n, (score, aligned)) in scores.iter().enumerate() {
        if *aligned {
            hit += 1.0;
            average += hit / (n + 1) as f64;
        }
        let f1 = 2.0 * hit / ((n + 1) as f64 + there);
        if f1 > best {
            (best, at) = (f1, *score);
        }
    }
    (best, at, average / there.max(1.0))
}

/// How strongly the weights of a pair by itself are drawn to nought.
const PENALTY: f64 = 3.0;
/// How strongly those of a pair beside its rivals are.
const BESIDE: [(Unit, f64); 2] = [(Unit::Clause, 3.0), (Unit::Sentence, 100.0)];

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let pairs = records::<Pair>(file)?;
    let mut outcome = Outcome::default();
    for (unit, penalty) in BESIDE {
        let sentences = unit == Unit::Sentence;
        let name = if sentences { "sentences" } else { "spans" };
        let topics: Vec<Scored> = topics(&pairs, sentences).iter().map(|t| scored(t, unit)).collect();
        let mut shipped: Vec<(f64, bool)> = Vec::new();
        let mut held_out: Vec<(f64, bool)> = Vec::new();
        let (mut hit, mut found, mut there) = (0.0, 0.0, 0.0);
        let mut of_topic: Vec<(f64, f64)> = Vec::new();
        for (t, topic) in topics.iter().enumerate() {
            shipped.extend(topic.shipped.iter().copied().zip(topic.truth.iter().copied()));
            let others: Vec<&Scored> =
                topics.iter().enumerate().filter(|(o, _)| *o != t).map(|(_, o)| o).collect();
            if others.is_empty() {
                continue;
            }
            let model = Model::fit(&others, penalty);
            let mut own: Vec<(f64, bool)> = others.iter().flat_map(|o| model.scores(o)).collect();
            let (_, threshold, _) = curve(&mut own);
            let (f1, _, average) = curve(&mut model.scores(topic));
            of_topic.push((f1, average));
            for (score, aligned) in model.scores(topic) {
                let said = score >= threshold;
                hit += f64::from(u8::from(said && aligned));
                found += f64::from(u8::from(said));
                there += f64::from(u8::from(aligned));
                held_out.push((score, aligned));
            }
        }
        outcome.figure(format!("{name}: pairs"), shipped.len() as f64);
        let (f1, at, average) = curve(&mut shipped);
        outcome.figure(format!("{name}: F1"), f1);
        outcome.figure(format!("{name}: at"), at);
        outcome.figure(format!("{name}: AP"), average);
        let (f1, _, average) = curve(&mut held_out);
        outcome.figure(format!("{name}: held out, F1"), f1);
        let fixed = crate::score::f1(ratio(hit, found), ratio(hit, there));
        outcome.figure(format!("{name}: held out, F1 at the others' threshold"), fixed);
        outcome.figure(format!("{name}: held out, AP"), average);
        let topics_held = of_topic.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| ratio(of_topic.iter().map(of).sum(), topics_held);
        outcome.figure(format!("{name}: held out, F1, mean over topics"), mean(|t| t.0));
        outcome.figure(format!("{name}: held out, AP, mean over topics"), mean(|t| t.1));
        if !sentences {
            let mut wrong: Vec<(f64, bool, &String)> = topics
                .iter()
                .flat_map(|t| t.shipped.iter().zip(&t.truth).zip(&t.shown).map(|((s, a), w)| (*s, *a, w)))
                .filter(|(s, a, _)| (*s >= at) != *a)
                .collect();
            wrong.sort_by(|a, b| (b.0 - at).abs().total_cmp(&(a.0 - at).abs()).then_with(|| a.2.cmp(b.2)));
            outcome.errors = wrong
                .iter()
                .take(options.errors)
                .map(|(s, a, w)| format!("{} {s:.2} {w}", if *a { "missed" } else { "false" }))
                .collect();
        }
        if options.has("fit") {
            let model = Model::fit(&topics.iter().collect::<Vec<_>>(), penalty);
            for weights in [model.pair, model.beside] {
                let weights: Vec<f32> = weights.iter().map(|w| *w as f32).collect();
                outcome.errors.push(format!("{name}: {weights:?}"));
            }
        }
    }
    Ok(outcome)
}
