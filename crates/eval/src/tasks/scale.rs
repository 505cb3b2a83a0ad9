//! Scale: what grouping and tracing of copies cost when there are ever more reports.
//!
//! `--with N` (several times): N reports made from those of the file: first they themselves, then each again under
//! another id, with a few words left out or doubled by a seeded generator. The whole stream comes again after the whole
//! stream, so that a day has as many reports as it has there; `dense` lets the copies follow 45 days apart instead, so
//! that days have ever more. They are made and handed to the stage one at a time in the order of their dates, so that
//! nothing but the stage holds them; neither stage needs a report to be annotated. Seconds are those of the processor, so
//! that other work on the machine does not count. `lineage` measures the index of copies, else it is grouping.

use std::path::Path;

use copydesk::lineage::Index;
use copydesk::model::{Assignment, DateSource, Published, PublishedDate, Report, ReportId, StoryId};
use copydesk::stories::{Grouper, Settings};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::{Options, Outcome};

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    title: Option<String>,
    published: Option<String>,
}

/// Reports made before they are handed over: what making them takes is not counted.
const BATCH: usize = 2000;

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let counts: Vec<usize> = options.with.iter().filter_map(|w| w.parse().ok()).collect();
    let mut outcome = Outcome::default();
    let mut before: Option<(f64, f64)> = None;
    let dense = options.has("dense");
    for count in if counts.is_empty() { vec![10_000, 33_000] } else { counts } {
        let base = memory("VmRSS:");
        let (seconds, most, stories) = if options.has("lineage") {
            lineage(&records, count, dense)
        } else {
            group(&records, count, dense)
        };
        outcome.figure(format!("{count}: reports a second"), (count as f64 / seconds).round());
        outcome.figure(format!("{count}: MB beside the reports' texts"), (most - base).max(0.0).round());
        outcome.figure(format!("{count}: stories, or pairs"), stories as f64);
        if let Some((n, s)) = before {
            let exponent = (seconds / s).ln() / (count as f64 / n).ln();
            outcome.figure(format!("{count}: exponent of growth"), exponent);
        }
        before = Some((count as f64, seconds));
    }
    Ok(outcome)
}

fn group(records: &[Record], count: usize, dense: bool) -> (f64, f64, usize) {
    let mut grouper = Grouper::new(&Settings::default());
    let (mut seconds, mut most, mut stories) = (0.0, 0.0_f64, 0);
    batches(records, count, dense, |batch| {
        let start = processor();
        for report in batch {
            grouper.push(report);
        }
        let done = grouper.finished();
        seconds += processor() - start;
        stories += told(done);
        most = most.max(memory("VmRSS:"));
    });
    let start = processor();
    let rest = grouper.finish();
    seconds += processor() - start;
    (seconds, most.max(memory("VmRSS:")), stories + told(rest))
}

/// How many stories these are of; those of one story are final at the same time.
fn told(places: Vec<Assignment>) -> usize {
    let mut stories: Vec<StoryId> = places.into_iter().map(|place| place.story).collect();
    stories.sort_unstable();
    stories.dedup();
    stories.len()
}

fn lineage(records: &[Record], count: usize, dense: bool) -> (f64, f64, usize) {
    let mut index = Index::new();
    let (mut seconds, mut pairs) = (0.0, 0);
    batches(records, count, dense, |batch| {
        let start = processor();
        pairs += batch.iter().map(|r| index.insert(r.text(), None, 0.05).len()).sum::<usize>();
        seconds += processor() - start;
    });
    (seconds, memory("VmRSS:"), pairs)
}

/// Hands over the reports in the order of their dates.
fn batches(records: &[Record], count: usize, dense: bool, mut each: impl FnMut(&[Report])) {
    let mut dated: Vec<(Date, usize)> = records
        .iter()
        .enumerate()
        .filter_map(|(at, r)| Some((r.published.as_deref()?.get(..10)?.parse().ok()?, at)))
        .collect();
    dated.sort_unstable();
    let (Some((first, _)), Some((last, _))) = (dated.first().copied(), dated.last().copied()) else { return };
    let days = if dense { 45 } else { first.until(last).map_or(0, |span| span.get_days()) + 1 };
    let later = |copy: usize| i32::try_from(copy).unwrap_or(i32::MAX).saturating_mul(days).days();
    let all = (0..count).filter_map(|n| {
        let (copy, (day, at)) = (n / dated.len(), *dated.get(n % dated.len())?);
        Some((day.checked_add(later(copy)).ok()?, copy, at))
    });
    let mut hand_over = |batch: &[(Date, usize, usize)]| {
        let reports: Vec<Report> = batch
            .iter()
            .filter_map(|(day, copy, at)| Some(again(records.get(*at)?, Some(*day), *copy)))
            .collect();
        each(&reports);
    };
    if dense {
        let mut all: Vec<(Date, usize, usize)> = all.collect();
        all.sort_unstable();
        all.chunks(BATCH).for_each(hand_over);
    } else {
        let mut all = all.peekable();
        while all.peek().is_some() {
            let batch: Vec<(Date, usize, usize)> = all.by_ref().take(BATCH).collect();
            hand_over(&batch);
        }
    }
}

fn again(record: &Record, day: Option<Date>, copy: usize) -> Report {
    let mut text = String::with_capacity(record.text.len());
    let seed =
        record.id.bytes().fold(copy as u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    let mut state = seed;
    for (i, word) in record.text.split(' ').enumerate() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chance = if copy == 0 { 50 } else { (state >> 33) % 100 };
        for _ in 0..(if chance < 2 { 0 } else { 1 + usize::from(chance == 99) }) {
            if i > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    let id = if copy == 0 { record.id.clone() } else { format!("{}-{copy}", record.id) };
    let mut report = Report::new(ReportId::new(id), text);
    report.title.clone_from(&record.title);
    if let Some(date) = day.and_then(|d| PublishedDate::parse(&d.to_string())) {
        report.published = Published::new(date, DateSource::Metadata);
    }
    report
}

/// Seconds of the processor that this process has had, where the system has a `/proc`.
fn processor() -> f64 {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return 0.0 };
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|f| f.parse().ok())
        .collect();
    // The state, a letter, is left out; user and system time are fields 14 and 15 of proc(5), in hundredths.
    (fields.get(10).unwrap_or(&0.0) + fields.get(11).unwrap_or(&0.0)) / 100.0
}

/// A line of the process's status, in MB.
fn memory(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status.lines().find_map(|l| l.strip_prefix(line)).unwrap_or_default();
    value.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) * 1024.0 / 1e6
}
