//! Stories: BCubed precision, recall and F1 (Bagga and Baldwin 1998), adjusted Rand index, number and size of clusters.
//!
//! All reports of the file are grouped together; only those with a known story are scored (in `stream` a story that
//! is not given is unknown, not alone). Where labels name topic and happening (`1_ecb`, `1_plus`), sagas are scored
//! against the topics. Switches: `labelled-only` leaves the others out, `no-dates` ignores dates, `shuffled` hands the
//! reports over in another order and prints how many of them change story, which must be none. What share of the reports
//! keeps its story id: `late` when every twentieth report comes one to seven days late, `added` when it is not there at
//! first and then is (with and without the names of the first run), `threshold` when the threshold is moved by a tenth.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use copydesk::model::{Assignment, DateSource, Member, Published, PublishedDate, Reading, Report, ReportId};
use copydesk::stories::{Before, Grouper, Settings, group};
use jiff::Span;
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score;

#[derive(Clone, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
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
    sagas(&assignments, &gold, &mut outcome);
    if options.has("late") {
        let straight = streamed(&reports, &settings, |_| 0);
        let late = streamed(&reports, &settings, delay);
        outcome.figure("ids kept, a twentieth late", kept(&straight, &late));
        outcome.figure("ids of the stream that are those of the collection", kept(&assignments, &straight));
    }
    if options.has("added") {
        let first: Vec<Report> = reports.iter().filter(|r| delay(r) == 0).cloned().collect();
        let first = grouped(&first, &settings);
        outcome.figure("ids kept, a twentieth added", kept(&first, &assignments));
        let named = Settings { before: Before::new(&first), ..settings.clone() };
        outcome.figure("ids kept, a twentieth added, names kept", kept(&first, &grouped(&reports, &named)));
    }
    if options.has("threshold") {
        for shift in [-0.1, 0.1] {
            let moved = Settings { threshold: shift, ..settings.clone() };
            outcome.figure(
                format!("ids kept, threshold {shift:+}"),
                kept(&assignments, &grouped(&reports, &moved)),
            );
        }
    }
    outcome.errors = errors(&reports, &scored, &predicted, &labels, options.errors);
    Ok(outcome)
}

/// The report of a record, and the story that it is known to tell.
pub(super) fn report(record: Record) -> (Report, Option<String>) {
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

/// The second level, where labels tell: a topic is what comes before the underscore.
fn sagas(assignments: &[Assignment], gold: &[Option<String>], outcome: &mut Outcome) {
    let topics: Option<Vec<&str>> = gold.iter().flatten().map(|g| Some(g.split_once('_')?.0)).collect();
    let Some(topics) = topics.filter(|t| !t.is_empty()) else { return };
    let affairs: Vec<&str> = assignments
        .iter()
        .zip(gold)
        .filter(|(_, g)| g.is_some())
        .map(|(a, _)| a.saga.as_ref().map_or(a.story.as_str(), |s| s.as_str()))
        .collect();
    let scores = score::clustering(&affairs, &topics);
    outcome.figure("sagas: BCubed precision", scores.precision);
    outcome.figure("sagas: BCubed recall", scores.recall);
    outcome.figure("sagas: BCubed F1", scores.f1);
}

/// Days by which a report comes late: every twentieth does, by a hash of its id.
fn delay(report: &Report) -> i32 {
    let hash = super::hash(report.id.as_str());
    let hash = (hash ^ (hash >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    if hash.is_multiple_of(20) { 1 + (hash / 20 % 7) as i32 } else { 0 }
}

/// One report after the other, each so many days late.
fn streamed(reports: &[Report], settings: &Settings, delay: impl Fn(&Report) -> i32) -> Vec<Assignment> {
    let mut order: Vec<&Report> = reports.iter().collect();
    order.sort_by_cached_key(|r| {
        let day = r.published.day().map(|d| d.saturating_add(Span::new().days(delay(r))));
        let late = delay(r) > 0;
        (day.is_none(), day, late, r.published.date.map(PublishedDate::earliest), r.id.clone())
    });
    let undated = reports.iter().any(|r| r.published.day().is_none()) || !settings.dates;
    let mut grouper = Grouper::new(settings).keep_open(undated);
    for report in order {
        grouper.push(report);
    }
    let mut places = grouper.finish();
    let at: BTreeMap<&ReportId, usize> = reports.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
    places.sort_by_key(|p| at.get(&p.report).copied());
    places
}

/// The share of the reports of the one that have the same story in the other.
fn kept(one: &[Assignment], other: &[Assignment]) -> f64 {
    let stories: BTreeMap<&ReportId, &str> = other.iter().map(|a| (&a.report, a.story.as_str())).collect();
    let same = one.iter().filter(|a| stories.get(&a.report) == Some(&a.story.as_str())).count();
    score::ratio(same as f64, one.len() as f64)
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
