//! What does each stage take, and what comes of it? `stages REPORTS.jsonl [OUT]` annotates, groups and reconciles on one thread, prints the
//! processor time of each, and writes the edition to OUT, so that two builds can be compared byte for byte. With `COPYDESK_ONE=N` the first
//! N reports are one story.

#![expect(clippy::unwrap_used, reason = "a tool for measuring may fail")]

use std::io::{BufRead as _, Write as _};

use copydesk::{Pipeline, Silent, in_order};
use copydesk_model::{Assignment, Report, ReportId, StoryId};

mod reports;

use reports::{processor, report};

/// As the binary has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(path) = arguments.get(1) else {
        eprintln!("usage: stages REPORTS.jsonl [OUT]");
        return;
    };
    let one: Option<usize> = std::env::var("COPYDESK_ONE").ok().and_then(|n| n.parse().ok());
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reports: Vec<Report> = file.lines().map_while(Result::ok).filter_map(|l| report(&l)).collect();
    reports.truncate(one.unwrap_or(usize::MAX));
    let count = reports.len() as f64;
    let bytes: usize = reports.iter().map(|r| r.text().len()).sum();
    let mut at = processor();
    let mut lap = |what: &str| {
        let took = processor() - at;
        let (each, speed) = (took * 1000.0 / count, bytes as f64 / 1e6 / took);
        println!("{what:10} {took:8.2} s {each:8.3} ms a report {speed:8.2} MB/s");
        at = processor();
    };
    let pipeline = Pipeline::default();
    let mut annotated = pipeline.annotate(reports, &Silent);
    lap("annotate");
    in_order(&mut annotated);
    let assignments = if one.is_some() {
        let story = StoryId::new("one");
        let of = |report: &ReportId| Assignment {
            report: report.clone(),
            story: story.clone(),
            saga: None,
            score: 1.0,
            why: Vec::new(),
        };
        annotated.iter().map(|a| of(&a.report.id)).collect()
    } else {
        pipeline.group(&annotated, &Silent)
    };
    lap("group");
    let edition = pipeline.finish(annotated, assignments, &Silent);
    lap("reconcile");
    println!("{} stories", edition.stories.len());
    if let Some(out) = arguments.get(2) {
        let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
        serde_json::to_writer(&mut out, &edition).unwrap();
        out.flush().unwrap();
    }
}
