//! Stories: BCubed precision, recall and F1 (Bagga and Baldwin 1998), adjusted Rand index, number and size of clusters.
//!
//! All reports of the file are grouped together; only those with a known story are scored (in `stream` a story that
//! is not given is unknown, not alone). Switches: `labelled-only` leaves the others out, `no-dates` ignores dates,
//! `shuffled` hands the reports over in another order and prints how many of them change story, which must be none.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use copydesk::model::{Assignment, DateSource, Member, Published, PublishedDate, Reading, Report, ReportId};
use copydesk::stories::{Settings, group};
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    story: Option<String>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut records: Vec<Record> = super::records(file)?;
    if options.has("labelled-only") {
        records.retain(|r| r.story.is_some());
    }
    let (mut reports, mut gold): (Vec<Report>, Vec<Option<String>>) = records.into_iter().map(report).unzip();
    if options.has("shuffled") {
        reports.reverse();
        gold.reverse();
    }
    let settings = Settings { dates: !options.has("no-dates"), ..Settings::default() };
    let start = Instant::now();
    let assignments = grouped(&reports, &settings);
    let seconds = start.elapsed().as_secs_f64();

    let scored: Vec<usize> = (0..reports.len()).filter(|i| gold[*i].is_some()).collect();
    let predicted: Vec<&str> = scored.iter().map(|i| assignments[*i].story.as_str()).collect();
    let labels: Vec<&str> = scored.iter().filter_map(|i| gold[*i].as_deref()).collect();
    let scores = score::clustering(&predicted, &labels);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for assignment in &assignments {
        *sizes.entry(assignment.story.as_str()).or_default() += 1;
    }

    let mut outcome = Outcome::default();
    outcome.figure("reports", reports.len() as f64);
    outcome.figure("reports with a known story", scored.len() as f64);
    outcome.figure("BCubed precision", scores.precision);
    outcome.figure("BCubed recall", scores.recall);
    outcome.figure("BCubed F1", scores.f1);
    outcome.figure("adjusted Rand index", scores.ari);
    outcome.figure("stories among the scored", scores.clusters as f64);
    outcome.figure("stories", sizes.len() as f64);
    outcome.figure("largest story", sizes.values().max().copied().unwrap_or_default() as f64);
    outcome.figure("reports a second", (reports.len() as f64 / seconds).round());
    if options.has("shuffled") {
        reports.reverse();
        let mut again = grouped(&reports, &settings);
        again.reverse();
        reports.reverse();
        let changed = again.iter().zip(&assignments).filter(|(a, b)| a != b).count();
        outcome.figure("changed by another order", changed as f64);
    }
    outcome.errors = errors(&reports, &scored, &predicted, &labels, options.errors);
    Ok(outcome)
}

fn report(record: Record) -> (Report, Option<String>) {
    let mut report = Report::new(ReportId::new(record.id), record.text);
    report.title = record.title;
    report.outlet = record.outlet;
    if let Some(date) = record.published.as_deref().and_then(PublishedDate::parse) {
        report.published = Published::new(date, DateSource::Metadata);
    }
    (report, record.story)
}

fn grouped(reports: &[Report], settings: &Settings) -> Vec<Assignment> {
    let reading = Reading::default();
    let members: Vec<Member<'_>> =
        reports.iter().map(|report| Member { report, reading: &reading }).collect();
    group(&members, settings)
}

/// Pairs put together wrongly and pairs wrongly apart, in turn.
fn errors(
    reports: &[Report],
    scored: &[usize],
    predicted: &[&str],
    gold: &[&str],
    count: usize,
) -> Vec<String> {
    let pairs = |by: &[&str], other: &[&str]| {
        let mut sets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, label) in by.iter().enumerate() {
            sets.entry(label).or_default().push(i);
        }
        sets.into_values()
            .filter_map(|set| {
                let first = *set.first()?;
                let stranger = *set.iter().find(|i| other[**i] != other[first])?;
                Some((first, stranger))
            })
            .take(count.div_ceil(2))
            .collect::<Vec<_>>()
    };
    let show = |kind: &str, (a, b): (usize, usize)| {
        let line = |i: usize| {
            let report = &reports[scored[i]];
            let head: String = report.text().chars().take(160).collect();
            let date = report.published.date.map(|d| d.to_string()).unwrap_or_default();
            format!(
                "  {} [{}] {} | {}",
                date,
                gold[i],
                report.title.as_deref().unwrap_or(""),
                head.replace('\n', " ")
            )
        };
        format!("{kind}\n{}\n{}", line(a), line(b))
    };
    let fused = pairs(predicted, gold).into_iter().map(|p| show("fused", p));
    let split = pairs(gold, predicted).into_iter().map(|p| show("split", p));
    fused.chain(split).collect()
}
