//! The brief against human summaries (Multi-News): ROUGE with 264 words.
//!
//! The shipped weights of salience may have been fitted on the very file: `--with held-out` fits them anew for each fifth of the
//! clusters on the other four. `--with fit` prints weights fitted on the whole file.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{Member, Reading, Report, ReportId, StoryId};
use copydesk::reconcile::{self, SalienceWeights};
use copydesk::{lineage, reading};
use rayon::prelude::*;
use serde::Deserialize;

use super::rouge::{Rouge, rouge, stems};
use super::{Options, Outcome, records};

/// Length of a brief, as in the published figures.
const WORDS: usize = 264;
/// How many parts the clusters are held out in.
const FOLDS: usize = 5;
/// How strongly weights are drawn to nought.
const PENALTY: f64 = 600.0;

#[derive(Deserialize)]
struct Cluster {
    id: String,
    documents: Vec<String>,
    summary: String,
}

/// A cluster read.
struct Told {
    reports: Vec<Report>,
    readings: Vec<Reading>,
}

impl Told {
    fn new(cluster: &Cluster) -> Self {
        let reports: Vec<Report> = cluster
            .documents
            .iter()
            .enumerate()
            .map(|(i, text)| Report::new(ReportId::new(format!("{}-{i}", cluster.id)), text.as_str()))
            .collect();
        let readings = reports.iter().map(|r| reading::read(r, Language::embedded())).collect();
        Self { reports, readings }
    }

    fn members(&self) -> Vec<Member<'_>> {
        self.reports.iter().zip(&self.readings).map(|(report, reading)| Member { report, reading }).collect()
    }

    fn brief(&self, salience: Option<SalienceWeights>) -> String {
        let members = self.members();
        let settings = reconcile::Settings { brief_words: WORDS, salience };
        let lineage = lineage::trace(&members);
        let story = reconcile::reconcile(StoryId::new("s"), &members, &[], &lineage, &settings);
        story.brief.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// A sentence in numbers.
struct Row {
    numbers: Vec<f64>,
    /// How much of it stands in the summary: share of words, and twice that of pairs.
    told: f64,
    /// How much it has in common with the beginning of the summary, where it may open a brief.
    opens: Option<f64>,
}

/// So many words of a summary are its beginning.
const BEGINNING: usize = 45;

/// The sentences of a cluster.
fn rows(cluster: &Cluster, told: &Told) -> Vec<Row> {
    let count = |words: &[String], n: usize| -> BTreeMap<Vec<String>, f64> {
        let mut counts = BTreeMap::new();
        for w in words.windows(n) {
            *counts.entry(w.to_vec()).or_insert(0.0) += 1.0;
        }
        counts
    };
    let summary = stems(&cluster.summary);
    let beginning = &summary[..summary.len().min(BEGINNING)];
    let common = |words: &[String], there: &BTreeMap<Vec<String>, f64>, n: usize| -> f64 {
        count(words, n).iter().map(|(k, v)| v.min(there.get(k).copied().unwrap_or_default())).sum()
    };
    let (one, two) = (count(&summary, 1), count(&summary, 2));
    let (first, second) = (count(beginning, 1), count(beginning, 2));
    let members = told.members();
    let lineage = lineage::trace(&members);
    let row = |sentence: reconcile::Salient| {
        let words = stems(&sentence.text);
        let length = |n: usize, words: &[String]| (words.len() as f64 + 1.0 - n as f64).max(0.0);
        let share = |n: usize, there| common(&words, there, n) / length(n, &words).max(1.0);
        let both = |n: usize, there| {
            2.0 * common(&words, there, n) / (length(n, &words) + length(n, beginning)).max(1.0)
        };
        Row {
            numbers: sentence.numbers.iter().map(|x| f64::from(*x)).collect(),
            told: share(1, &one) + 2.0 * share(2, &two),
            opens: sentence.leads.then(|| both(1, &first) + 2.0 * both(2, &second)),
        }
    };
    reconcile::salience(&members, &lineage).into_iter().map(row).collect()
}

fn fit<'r>(rows: &(impl Iterator<Item = &'r Vec<Row>> + Clone)) -> SalienceWeights {
    let ridge = |of: &dyn Fn(&Row) -> Option<f64>| {
        let kept = rows.clone().flatten().filter_map(|r| Some((r.numbers.clone(), of(r)?)));
        let (numbers, truth): (Vec<Vec<f64>>, Vec<f64>) = kept.unzip();
        let weights = crate::fit::ridge(&numbers, &truth, PENALTY);
        let mut out = [0.0; reconcile::SALIENCE];
        for (slot, w) in out.iter_mut().zip(weights.iter().skip(1)) {
            *slot = *w as f32;
        }
        out
    };
    SalienceWeights { sentence: ridge(&|r| Some(r.told)), lead: ridge(&|r| r.opens) }
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let clusters: Vec<Cluster> = records(file)?;
    let told: Vec<Told> = clusters.par_iter().map(Told::new).collect();
    let mut outcome = Outcome::default();
    let mut weights: Vec<Option<SalienceWeights>> = vec![None; FOLDS];
    if options.has("fit") || options.has("held-out") {
        let rows: Vec<Vec<Row>> = clusters.par_iter().zip(&told).map(|(c, t)| rows(c, t)).collect();
        if options.has("fit") {
            let SalienceWeights { sentence, lead } = fit(&rows.iter());
            outcome.errors.push(format!("sentence: {sentence:.4?}\nlead: {lead:.4?}"));
            return Ok(outcome);
        }
        for (fold, slot) in weights.iter_mut().enumerate() {
            let others = rows.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).map(|(_, r)| r);
            *slot = Some(fit(&others));
        }
    }
    let scored: Vec<(Rouge, String)> = clusters
        .par_iter()
        .zip(&told)
        .enumerate()
        .map(|(i, (cluster, told))| {
            let brief = told.brief(weights[i % FOLDS].clone());
            (rouge(&cluster.summary, &brief), brief)
        })
        .collect();
    let n = scored.len().max(1) as f64;
    outcome.figure("clusters", scored.len() as f64);
    outcome.figure("ROUGE-1", scored.iter().map(|(s, _)| s.one).sum::<f64>() / n);
    outcome.figure("ROUGE-2", scored.iter().map(|(s, _)| s.two).sum::<f64>() / n);
    outcome.figure("ROUGE-L", scored.iter().map(|(s, _)| s.longest).sum::<f64>() / n);
    let words: usize = scored.iter().map(|(_, b)| b.split_whitespace().count()).sum();
    outcome.figure("words", words as f64 / n);
    let mut worst: Vec<usize> = (0..scored.len()).collect();
    worst.sort_by(|a, b| scored[*a].0.two.total_cmp(&scored[*b].0.two));
    for i in worst.into_iter().take(options.errors) {
        let (scores, brief) = &scored[i];
        outcome.errors.push(format!(
            "{} ROUGE-1 {:.3}\n{brief}\n-- {}",
            clusters[i].id, scores.one, clusters[i].summary
        ));
    }
    Ok(outcome)
}
