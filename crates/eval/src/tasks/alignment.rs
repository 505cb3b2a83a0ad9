//! Pairs of spans that say the same (SuperPAL): best F1 over thresholds and average precision, over all pairs of a
//! summary's and a document's spans within one topic, and over all pairs of their sentences.
//!
//! The weights of the shipped model may have been fitted on the very file. So beside it stands a model that is fitted anew for each topic
//! on the other topics (`held out`), and its F1 at the threshold that was best on those. `--with fit` prints the
//! weights fitted on all spans and sentences of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk::reconcile::Statements;
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
    rows: Vec<Vec<f64>>,
    truth: Vec<bool>,
    shipped: Vec<f64>,
    shown: Vec<String>,
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

fn scored(topic: &Topic) -> Scored {
    let texts: Vec<&str> = topic.summary.iter().chain(&topic.documents).map(String::as_str).collect();
    let statements = Statements::new(&texts);
    let left: Vec<usize> = (0..topic.summary.len()).collect();
    let right: Vec<usize> = (left.len()..texts.len()).collect();
    let rows = statements.beside(&left, &right);
    let pairs = || left.iter().flat_map(|s| (0..right.len()).map(move |d| (*s, d)));
    Scored {
        rows: rows.iter().map(|r| r.iter().map(|x| f64::from(*x)).collect()).collect(),
        truth: pairs().map(|p| topic.aligned.contains(&p)).collect(),
        shipped: statements.align(&left, &right).into_iter().map(f64::from).collect(),
        shown: pairs().map(|(s, d)| format!("{}\n    {}", topic.summary[s], topic.documents[d])).collect(),
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

/// How strongly weights are drawn to nought.
const PENALTY: f64 = 60.0;

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let pairs = records::<Pair>(file)?;
    let mut outcome = Outcome::default();
    let mut all: (Vec<Vec<f64>>, Vec<bool>) = Default::default();
    for (unit, sentences) in [("spans", false), ("sentences", true)] {
        let topics: Vec<Scored> = topics(&pairs, sentences).iter().map(scored).collect();
        let mut shipped: Vec<(f64, bool)> = Vec::new();
        let mut held_out: Vec<(f64, bool)> = Vec::new();
        let (mut hit, mut found, mut there) = (0.0, 0.0, 0.0);
        for (t, topic) in topics.iter().enumerate() {
            shipped.extend(topic.shipped.iter().copied().zip(topic.truth.iter().copied()));
            let others = || topics.iter().enumerate().filter(|(o, _)| *o != t).map(|(_, o)| o);
            let rows: Vec<Vec<f64>> = others().flat_map(|o| o.rows.iter().cloned()).collect();
            let truth: Vec<bool> = others().flat_map(|o| o.truth.iter().copied()).collect();
            if rows.is_empty() {
                continue;
            }
            let weights = fit::logistic(&rows, &truth, PENALTY);
            let mut own: Vec<(f64, bool)> =
                rows.iter().map(|r| fit::score(&weights, r)).zip(truth.iter().copied()).collect();
            let (_, threshold, _) = curve(&mut own);
            for (row, aligned) in topic.rows.iter().zip(&topic.truth) {
                let score = fit::score(&weights, row);
                let said = score >= threshold;
                hit += f64::from(u8::from(said && *aligned));
                found += f64::from(u8::from(said));
                there += f64::from(u8::from(*aligned));
                held_out.push((score, *aligned));
            }
        }
        outcome.figure(format!("{unit}: pairs"), shipped.len() as f64);
        let (f1, at, average) = curve(&mut shipped);
        outcome.figure(format!("{unit}: F1"), f1);
        outcome.figure(format!("{unit}: at"), at);
        outcome.figure(format!("{unit}: AP"), average);
        let (f1, _, average) = curve(&mut held_out);
        outcome.figure(format!("{unit}: held out, F1"), f1);
        let fixed = crate::score::f1(ratio(hit, found), ratio(hit, there));
        outcome.figure(format!("{unit}: held out, F1 at the others' threshold"), fixed);
        outcome.figure(format!("{unit}: held out, AP"), average);
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
        all.0.extend(topics.iter().flat_map(|t| t.rows.iter().cloned()));
        all.1.extend(topics.iter().flat_map(|t| t.truth.iter().copied()));
    }
    if options.has("fit") {
        let weights = fit::logistic(&all.0, &all.1, PENALTY);
        outcome.errors.push(format!("{:?}", weights.iter().map(|w| *w as f32).collect::<Vec<_>>()));
    }
    Ok(outcome)
}
