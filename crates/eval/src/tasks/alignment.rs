//! Pairs of spans that say the same (SuperPAL): best F1 over thresholds and average precision, over all pairs of a
//! summary's and a document's spans within one topic.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk::reconcile::Statements;
use serde::Deserialize;

use super::{Options, Outcome, records};

#[derive(Deserialize)]
struct Pair {
    topic: String,
    summary_span: String,
    document_span: String,
}

#[derive(Default)]
struct Topic {
    summary: Vec<String>,
    documents: Vec<String>,
    aligned: BTreeSet<(usize, usize)>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    for pair in records::<Pair>(file)? {
        let topic = topics.entry(pair.topic).or_default();
        // An ellipsis stands for words of the sentence that the span leaves out.
        let place = |list: &mut Vec<String>, span: &str| {
            let span = span.replace("...", " ");
            list.iter().position(|s| *s == span).unwrap_or_else(|| {
                list.push(span);
                list.len() - 1
            })
        };
        let s = place(&mut topic.summary, &pair.summary_span);
        let d = place(&mut topic.documents, &pair.document_span);
        topic.aligned.insert((s, d));
    }
    let mut scored: Vec<(f32, bool, String)> = Vec::new();
    for topic in topics.values() {
        let texts: Vec<&str> = topic.summary.iter().chain(&topic.documents).map(String::as_str).collect();
        let statements = Statements::new(&texts);
        for s in 0..topic.summary.len() {
            for d in 0..topic.documents.len() {
                let score = statements.same(s, topic.summary.len() + d);
                let shown = format!("{}\n    {}", topic.summary[s], topic.documents[d]);
                scored.push((score, topic.aligned.contains(&(s, d)), shown));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    let there = scored.iter().filter(|(_, aligned, _)| *aligned).count() as f64;
    let (mut hit, mut average, mut best, mut at) = (0.0, 0.0, 0.0, 0.0);
    for (n, (score, aligned, _)) in scored.iter().enumerate() {
        if *aligned {
            hit += 1.0;
            average += hit / (n + 1) as f64;
        }
        let f1 = 2.0 * hit / ((n + 1) as f64 + there);
        if f1 > best {
            (best, at) = (f1, f64::from(*score));
        }
    }
    let mut outcome = Outcome::default();
    outcome.figure("pairs", scored.len() as f64);
    outcome.figure("aligned", there);
    outcome.figure("F1", best);
    outcome.figure("at", at);
    outcome.figure("AP", average / there.max(1.0));
    let wrong = scored.iter().filter(|(_, aligned, _)| !aligned).take(options.errors);
    outcome.errors = wrong.map(|(score, _, shown)| format!("{score:.2} {shown}")).collect();
    Ok(outcome)
}
