//! The brief against human summaries (Multi-News): ROUGE with 264 words.

use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{Member, Report, ReportId, StoryId};
use copydesk::{lineage, reading, reconcile};
use rayon::prelude::*;
use serde::Deserialize;

use super::rouge::{Rouge, rouge};
use super::{Options, Outcome, records};

/// Length of a brief, as in the published figures.
const WORDS: usize = 264;

#[derive(Deserialize)]
struct Cluster {
    id: String,
    documents: Vec<String>,
    summary: String,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let clusters: Vec<Cluster> = records(file)?;
    let scored: Vec<(Rouge, String)> = clusters
        .par_iter()
        .map(|cluster| {
            let brief = brief(cluster);
            (rouge(&cluster.summary, &brief), brief)
        })
        .collect();
    let n = scored.len().max(1) as f64;
    let mut outcome = Outcome::default();
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

fn brief(cluster: &Cluster) -> String {
    let reports: Vec<Report> = cluster
        .documents
        .iter()
        .enumerate()
        .map(|(i, text)| Report::new(ReportId::new(format!("{}-{i}", cluster.id)), text.as_str()))
        .collect();
    let readings: Vec<_> = reports.iter().map(|r| reading::read(r, Language::embedded())).collect();
    let members: Vec<Member<'_>> =
        reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
    let settings = reconcile::Settings { brief_words: WORDS };
    let lineage = lineage::trace(&members);
    let story = reconcile::reconcile(StoryId::new("s"), &members, &[], &lineage, &settings);
    story.brief.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n")
}
