//! Clauses grouped by what they state (pyramid annotations): BCubed and pair F1, over all clauses of the file at once
//! (`--with topics`: within each topic, which is easier).

use std::collections::BTreeMap;
use std::path::Path;

use copydesk::reconcile::Statements;
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::score::{clustering, f1, ratio};

/// Average link stops below this probability; chosen on the training part.
const SAME: f32 = 0.45;

#[derive(Deserialize)]
struct Item {
    cluster: String,
    topic: String,
    span: String,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let items: Vec<Item> = records(file)?;
    let mut by_topic: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        by_topic.entry(if options.has("topics") { &item.topic } else { "" }).or_default().push(i);
    }
    let mut predicted = vec![0usize; items.len()];
    for list in by_topic.values() {
        let texts: Vec<&str> = list.iter().map(|i| items[*i].span.as_str()).collect();
        let families = Statements::new(&texts).families(SAME);
        for (i, family) in list.iter().zip(families) {
            predicted[*i] = list[family];
        }
    }
    let gold: Vec<(&str, &str)> = items.iter().map(|i| (i.topic.as_str(), i.cluster.as_str())).collect();
    let scores = clustering(&predicted, &gold);
    let (mut hit, mut found, mut there) = (0.0, 0.0, 0.0);
    let mut outcome = Outcome::default();
    for i in 0..items.len() {
        for j in 0..i {
            let (p, g) = (predicted[i] == predicted[j], gold[i] == gold[j]);
            hit += f64::from(u8::from(p && g));
            found += f64::from(u8::from(p));
            there += f64::from(u8::from(g));
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
    outcome.figure("pair F1", f1(ratio(hit, found), ratio(hit, there)));
    outcome.figure("families", scores.clusters as f64);
    Ok(outcome)
}
