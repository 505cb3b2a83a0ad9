//! The days that matter in a long story.

use std::collections::BTreeMap;

use copydesk::model::{Evidence, Report, ReportId, SCHEMA};
use copydesk::reconcile::{DaySentence, DaySettings, TimelineDay};
use copydesk::{Pipeline, in_order};
use copydesk_present::printable;
use serde::Serialize;

use super::outcome;
use crate::args::TimelineArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// The widest a line is set without being asked.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;
/// How far sentences stand in.
const INDENT: usize = 4;

/// What `timeline --json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    schema: &'static str,
    /// How many reports were read, and how many of them have a date.
    reports: usize,
    dated: usize,
    days: &'a [TimelineDay],
}

pub(crate) fn run(args: &TimelineArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let mut reports = input::reports(&args.paths, talk)?;
    if let Some(words) = &args.about {
        let wanted = folded(words);
        let before = reports.len();
        reports.retain(|r| about(r, &wanted));
        talk.note(&format!("{} of {before} reports have all of {words:?}", reports.len()));
    }
    if reports.is_empty() {
        let failure = input::nothing(&args.paths.join(", "), talk);
        if talk.errors() > 0 {
            return Err(failure);
        }
        talk.failure(&failure);
        return Ok(Outcome::Partly);
    }
    let pipeline = Pipeline::default();
    let mut annotated = talk.timed("annotate", || pipeline.annotate(reports, &talk.progress()));
    in_order(&mut annotated);
    let settings = DaySettings { days: args.days, sentences: args.sentences };
    let days = talk.timed("timeline", || pipeline.days(&annotated, &settings));
    let dated = annotated.iter().filter(|a| a.report.published.day().is_some()).count();
    let mut out = Stdout::new();
    if json {
        out.json(&Printed { schema: SCHEMA, reports: annotated.len(), dated, days: &days })?;
    } else {
        let labels: BTreeMap<&ReportId, &str> =
            annotated.iter().map(|a| (&a.report.id, a.report.label())).collect();
        let width = args.width.unwrap_or_else(|| {
            terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0)).min(WIDEST)
        });
        for day in &days {
            out.text(&text(day, &labels, width.max(NARROWEST)))?;
        }
        if days.is_empty() {
            talk.note("no report says on which day anything happened");
        }
    }
    out.finish()?;
    Ok(outcome(talk, !days.is_empty()))
}

/// A text's words in small letters.
fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

fn about(report: &Report, wanted: &[String]) -> bool {
    let mut words = folded(report.text());
    words.extend(report.title.as_deref().map(folded).unwrap_or_default());
    wanted.iter().all(|w| words.contains(w))
}

/// A day for reading.
fn text(day: &TimelineDay, labels: &BTreeMap<&ReportId, &str>, width: usize) -> String {
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut out = format!(
        "{}  told by {}, {} printed that day\n",
        day.day,
        count(day.told_by, "origin", "origins"),
        count(day.published, "report", "reports")
    );
    for sentence in &day.sentences {
        let words = format!("{} ({})", sentence.text, support(sentence, labels));
        for line in wrapped(&printable(&words), width - INDENT) {
            out.push_str(&" ".repeat(INDENT));
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// Who says so: the report of the words, and how many origins beside it.
fn support(sentence: &DaySentence, labels: &BTreeMap<&ReportId, &str>) -> String {
    let of =
        |e: &Evidence| labels.get(e.report()).map_or_else(|| e.report().to_string(), |l| (*l).to_owned());
    let first = of(sentence.evidence.first());
    match sentence.origins {
        0 | 1 => first,
        2 => format!("{first} and 1 other origin"),
        n => format!("{first} and {} other origins", n - 1),
    }
}

/// Lines of at most so many characters, cut between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
