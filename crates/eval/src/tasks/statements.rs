//! Clauses grouped by what they state (pyramid annotations): BCubed and pair F1, over all clauses of the file at once
//! (`--with topics`: within each topic, which is easier). `--with fit` prints weights fitted on the file, `--with sweep` the
//! B³ F1 and pair F1 at other stopping probabilities.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk::reconcile::Statements;
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::fit;
use crate::score::{Clustering, clustering, f1, ratio};

/// Average link stops below this probability; best on each quarter of the training part (by topics), which is as large as the dev part.
const SAME: f32 = 0.30;

#[derive(Deserialize)]
struct Item {
    cluster: String,
    topic: String,
    span: String,
}

/// One in so many pairs of two topics is learnt from.
const ELSEWHERE: usize = 40;

/// Weights of the model that compares two clauses, fitted on all pairs within a topic and some across.
fn weights(items: &[Item]) -> Vec<f32> {
    let texts: Vec<&str> = items.iter().map(|i| i.span.as_str()).collect();
    let statements = Statements::new(&texts);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for i in 0..items.len() {
        for j in 0..i {
            let within = items[i].topic == items[j].topic;
            if !within && (i * 31 + j * 17) % ELSEWHERE != 0 {
                continue;
            }
            let features = statements.features(i, j);
            // Pairs without a word in common never come up.
            if within || features[3] > 0.0 {
                rows.push(features[1..].iter().map(|x| f64::from(*x)).collect());
                truth.push(within && items[i].cluster == items[j].cluster);
            }
        }
    }
    fit::logistic(&rows, &truth, 2.0).iter().map(|w| *w as f32).collect()
}

/// Families, their BCubed scores and pair F1.
fn measure(items: &[Item], options: &Options, threshold: f32) -> (Vec<usize>, Clustering, f64) {
    let mut by_topic: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        by_topic.entry(if options.has("topics") { &item.topic } else { "" }).or_default().push(i);
    }
    let mut predicted = vec![0usize; items.len()];
    for list in by_topic.values() {
        let texts: Vec<&str> = list.iter().map(|i| items[*i].span.as_str()).collect();
        let families = Statements::new(&texts).families(threshold);
        for (i, family) in list.iter().zip(families) {
            predicted[*i] = list[family];
        }
    }
    let gold: Vec<(&str, &str)> = items.iter().map(|i| (i.topic.as_str(), i.cluster.as_str())).collect();
    let (mut hit, mut found, mut there) = (0.0, 0.0, 0.0);
    for i in 0..items.len() {
        for j in 0..i {
            let (p, g) = (predicted[i] == predicted[j], gold[i] == gold[j]);
            hit += f64::from(u8::from(p && g));
            found += f64::from(u8::from(p));
            there += f64::from(u8::from(g));
        }
    }
    let scores = clustering(&predicted, &gold);
    (predicted, scores, f1(ratio(hit, found), ratio(hit, there)))
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let items: Vec<Item> = records(file)?;
    if options.has("fit") {
        return Ok(Outcome { errors: vec![format!("{:?}", weights(&items))], ..Outcome::default() });
    }
    if options.has("sweep") {
        let mut outcome = Outcome::default();
        for percent in (10..=70).step_by(5) {
            let (_, b_cubed, pair) = measure(&items, options, percent as f32 / 100.0);
            outcome.figure(format!("B3 F1 at .{percent}"), b_cubed.f1);
            outcome.figure(format!("pair F1 at .{percent}"), pair);
        }
        return Ok(outcome);
    }
    let (predicted, scores, pair) = measure(&items, options, SAME);
    let gold: Vec<(&str, &str)> = items.iter().map(|i| (i.topic.as_str(), i.cluster.as_str())).collect();
    let mut outcome = Outcome::default();
    for i in 0..items.len() {
        for j in 0..i {
            let (p, g) = (predicted[i] == predicted[j], gold[i] == gold[j]);
            if p != g && outcome.errors.len() < options.errors {
                let kind = if p { "joined" } else { "apart" };
                outcome.errors.push(format!("{kind}: {}\n    {}", items[i].span, items[j].span));
            }
        }
    }
    outcome.figure("spans", items.len() as f64);
    outcome.figure("B3 precision", scores.precision);
    outcome.figure("B3 recall", scores.recall);
    outcome.figure("B3 F1", scores.f1);
    outcome.figure("pair F1", pair);
    outcome.figure("families", scores.clusters as f64);
    Ok(outcome)
}
