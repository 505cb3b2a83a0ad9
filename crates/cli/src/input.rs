//! Reports and annotated reports from files, folders and standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _};
use std::path::Path;

use copydesk::intake::{self, Input};
use copydesk::model::document::{AnnotatedReport, DocumentError};
use copydesk::model::{Diagnostic, Reading, Report, Severity};
use serde_json::Value;

use crate::Failure;
use crate::talk::Talk;

/// Where `paths` say to read from.
pub(crate) fn inputs(paths: &[String]) -> Result<Vec<Input>, Failure> {
    if paths.iter().any(|p| p == "-") {
        not_a_terminal()?;
    }
    Ok(paths.iter().map(Input::from_argument).collect())
}

/// Waiting for somebody to type reports is never what was meant.
fn not_a_terminal() -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        return Err(Failure::new("standard input is a terminal, so there are no reports to read")
            .remedy("pipe something in (cat feed.jsonl | copydesk …), or name files"));
    }
    Ok(())
}

/// Reads all reports, telling every problem; each report once.
pub(crate) fn reports(paths: &[String], talk: &Talk) -> Result<Vec<Report>, Failure> {
    reports_with(paths, &intake::Settings::default(), talk)
}

/// As [`reports`], with settings.
pub(crate) fn reports_with(
    paths: &[String],
    settings: &intake::Settings,
    talk: &Talk,
) -> Result<Vec<Report>, Failure> {
    let inputs = inputs(paths)?;
    let spinner = talk.spinner("read");
    let mut reports = Vec::new();
    let mut problems = Vec::new();
    let summary = talk.timed("read", || {
        intake::read_with(&inputs, settings, &mut |item| match item {
            Ok(report) => {
                spinner.inc(1);
                reports.push(report);
            }
            Err(problem) => problems.push(problem),
        })
    });
    spinner.finish_and_clear();
    let (reports, doubles) = copydesk::unique(reports);
    problems.iter().chain(&doubles).for_each(|p| talk.diagnostic(p));
    talk.summary(&summary);
    talk.input_is_over()?;
    Ok(reports)
}

/// Says what it means that there is not one report.
pub(crate) fn nothing(paths: &str, talk: &Talk) -> Failure {
    if talk.errors() > 0 {
        Failure::new("not one report could be read")
            .remedy("each problem is named above; `copydesk explain CODE` tells more about one")
    } else {
        Failure::new(format!("no reports found in {paths}"))
            .remedy("reports are text, Markdown, HTML, JSON, feeds, WARC, CSV, Parquet and wire files (also .gz and .zst), a folder of them, or -")
    }
}

/// One line of input for `annotate`, `group` and `reconcile`.
pub(crate) struct Line {
    /// The file it stands in.
    pub(crate) file: String,
    /// Its number, from 1.
    pub(crate) number: u64,
    /// The byte that it starts at.
    pub(crate) byte: u64,
    /// What it holds.
    pub(crate) value: Value,
}

impl Line {
    /// A problem with this line.
    pub(crate) fn problem(&self, code: &str, severity: Severity, reason: String, remedy: &str) -> Diagnostic {
        Diagnostic {
            code: code.to_owned(),
            severity,
            file: self.file.clone(),
            record: Some(self.number),
            byte: Some(self.byte),
            reason,
            remedy: remedy.to_owned(),
        }
    }

    /// The report in it, and its reading if it has one.
    pub(crate) fn report(mut self, talk: &Talk) -> Option<(Report, Option<Reading>)> {
        let mut value = std::mem::take(&mut self.value);
        let Some(object) = value.as_object_mut() else {
            talk.diagnostic(&self.problem(
                "not-a-report",
                Severity::Error,
                "the line is not a JSON object".to_owned(),
                "each line holds one report: {\"id\":…,\"text\":…}",
            ));
            return None;
        };
        // The short forms of input records: a date as a string, and no id.
        if let Some(Value::String(date)) = object.get("published") {
            let date = serde_json::json!({ "date": date, "from": "metadata" });
            object.insert("published".to_owned(), date);
        }
        if !object.contains_key("id")
            && let Some(Value::String(text)) = object.get("text")
        {
            let url = object.get("url").and_then(Value::as_str);
            let id = Report::content_id(url, text).to_string();
            object.insert("id".to_owned(), Value::String(id));
        }
        let mut annotated: AnnotatedReport = match serde_json::from_value(value) {
            Ok(annotated) => annotated,
            Err(error) => {
                talk.diagnostic(&self.problem(
                    "not-a-report",
                    Severity::Error,
                    format!("the line is not a report: {error}"),
                    "`copydesk schema report` prints what a line has to look like",
                ));
                return None;
            }
        };
        if let Some(date) = &annotated.published.date
            && copydesk::model::PublishedDate::parse(date).is_none()
        {
            talk.diagnostic(&self.problem(
                "date-unreadable",
                Severity::Warning,
                format!("{date:?} is no date; the report is taken as undated"),
                "give ISO 8601, such as 2020-10-14 or 2020-10-14T20:30:00Z",
            ));
            annotated.published = copydesk::model::document::Published::default();
        }
        match annotated.into_parts() {
            Ok(parts) => Some(parts),
            Err(error) => {
                talk.diagnostic(&self.refused(&error));
                None
            }
        }
    }

    fn refused(&self, error: &DocumentError) -> Diagnostic {
        self.problem(
            "reading-mismatch",
            Severity::Error,
            error.to_string(),
            "annotate the report again: the reading was made for another text",
        )
    }
}

/// Reads all lines of `files` (`-` is standard input) and hands each over; empty lines are skipped.
pub(crate) fn lines(
    files: &[impl AsRef<Path>],
    talk: &Talk,
    sink: &mut dyn FnMut(Line) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for file in files {
        let path = file.as_ref();
        let name = path.display().to_string();
        let reader: Box<dyn BufRead> = if name == "-" {
            not_a_terminal()?;
            Box::new(BufReader::with_capacity(1 << 16, io::stdin()))
        } else {
            let open = File::open(path).and_then(|f| {
                if f.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(f) }
            });
            match open {
                Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                Err(error) => {
                    talk.diagnostic(&Diagnostic {
                        code: "file-unreadable".to_owned(),
                        severity: Severity::Error,
                        file: name,
                        record: None,
                        byte: None,
                        reason: error.to_string(),
                        remedy: "this stage takes JSON lines; `copydesk intake PATHS` makes them".to_owned(),
                    });
                    continue;
                }
            }
        };
        lines_of(reader, &name, talk, sink)?;
    }
    Ok(())
}

fn lines_of(
    mut reader: Box<dyn BufRead>,
    name: &str,
    talk: &Talk,
    sink: &mut dyn FnMut(Line) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut number, mut byte) = (0, 0);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let read = match reader.read_until(b'\n', &mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read as u64,
            Err(error) => return Err(Failure::new(format!("cannot read {name}: {error}"))),
        };
        let start = byte;
        byte += read;
        number += 1;
        if buffer.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut line = Line { file: name.to_owned(), number, byte: start, value: Value::Null };
        match serde_json::from_slice(&buffer) {
            Ok(value) => {
                line.value = value;
                sink(line)?;
            }
            Err(error) => talk.diagnostic(&line.problem(
                "json-syntax",
                Severity::Error,
                format!("the line is not JSON: {error}"),
                "each line holds one JSON object; `copydesk intake PATHS` makes such lines from anything else",
            )),
        }
    }
}
