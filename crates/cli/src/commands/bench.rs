//! How fast is each stage here, on this input?

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use copydesk::Annotated;
use copydesk::model::Report;
use serde::Serialize;

use super::{outcome, pipeline};
use crate::args::BenchArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

#[derive(Serialize)]
struct Row {
    stage: &'static str,
    seconds: f64,
    reports_per_second: f64,
    mb_per_second: f64,
    /// Of the process, after the stage, in MB; none where the system does not tell.
    peak_memory_mb: Option<f64>,
}

#[derive(Serialize)]
struct Bench {
    reports: usize,
    /// Of text, in MB (10^6 bytes).
    text_mb: f64,
    stories: usize,
    threads: usize,
    stages: Vec<Row>,
}

pub(crate) fn run(args: &BenchArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let pipeline = pipeline(&args.settings);
    let bars = talk.progress();
    let mut clock = Clock { start: Instant::now(), stages: Vec::new() };
    let mut reports: Vec<Report> = input::reports(&args.paths, talk)?;
    if reports.is_empty() {
        return Err(input::nothing(&args.paths.join(", "), talk));
    }
    let bytes: usize = reports.iter().map(|r| r.text().len()).sum();
    let read = (reports.len(), bytes);
    clock.lap("intake", read);
    reports.truncate(args.limit.unwrap_or(usize::MAX));
    let bytes: usize = reports.iter().map(|r| r.text().len()).sum();
    let size = (reports.len(), bytes);
    clock.start = Instant::now();
    let mut annotated: Vec<Annotated> = pipeline.annotate(reports, &bars);
    clock.lap("annotate", size);
    copydesk::in_order(&mut annotated);
    let assignments = pipeline.group(&annotated, &bars);
    clock.lap("group", size);
    let stories = pipeline.finish(annotated, assignments, &bars).stories;
    clock.lap("reconcile", size);
    let bench = Bench {
        reports: size.0,
        text_mb: size.1 as f64 / 1e6,
        stories: stories.len(),
        threads: rayon::current_num_threads(),
        stages: clock.stages,
    };
    let mut out = Stdout::new();
    if json {
        out.json(&bench)?;
    } else {
        out.text(&table(&bench))?;
    }
    out.finish()?;
    Ok(outcome(talk, true))
}

struct Clock {
    start: Instant,
    stages: Vec<Row>,
}

impl Clock {
    fn lap(&mut self, stage: &'static str, (reports, bytes): (usize, usize)) {
        let seconds = self.start.elapsed().max(Duration::from_nanos(1)).as_secs_f64();
        self.stages.push(Row {
            stage,
            seconds,
            reports_per_second: reports as f64 / seconds,
            mb_per_second: bytes as f64 / 1e6 / seconds,
            peak_memory_mb: peak_memory_mb(),
        });
        self.start = Instant::now();
    }
}

fn table(bench: &Bench) -> String {
    let mut table = format!(
        "{} reports, {:.2} MB of text, {} {}, {} {}\n\n{:<10} {:>9} {:>12} {:>9} {:>12}\n",
        bench.reports,
        bench.text_mb,
        bench.stories,
        if bench.stories == 1 { "story" } else { "stories" },
        bench.threads,
        if bench.threads == 1 { "thread" } else { "threads" },
        "stage",
        "seconds",
        "reports/s",
        "MB/s",
        "peak MB"
    );
    for row in &bench.stages {
        let peak = row.peak_memory_mb.map_or_else(|| "-".to_owned(), |mb| format!("{mb:.0}"));
        let _ = writeln!(
            table,
            "{:<10} {:>9.3} {:>12.0} {:>9.2} {peak:>12}",
            row.stage, row.seconds, row.reports_per_second, row.mb_per_second
        );
    }
    table
}

/// The high-water mark of the process's memory, where the system has a `/proc`.
fn peak_memory_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}
