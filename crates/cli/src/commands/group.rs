//! Third stage: readings to stories.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use copydesk::model::document::AnnotatedReport;
use copydesk::model::{Assignment, Reading, Report};
use copydesk::stories::{Before, Settings, WordVectors};
use copydesk::{Annotated, Pipeline};
use serde::Serialize;

use super::outcome;
use crate::args::GroupArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    assignment: &'a Assignment,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<AnnotatedReport>,
}

pub(crate) fn run(args: &GroupArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let mut pipeline = Pipeline::default();
    pipeline.stories = settings(args)?;
    let mut parts = Vec::new();
    input::lines(&args.files, talk, &mut |line| {
        parts.extend(line.report(talk));
        Ok(())
    })?;
    let mut reports = annotated(&pipeline, parts, talk);
    talk.input_is_over()?;
    copydesk::in_order(&mut reports);
    let assignments = pipeline.group(&reports, &talk.progress());
    let mut out = Stdout::new();
    for (annotated, assignment) in reports.iter().zip(&assignments) {
        let document =
            (!args.bare).then(|| AnnotatedReport::new(&annotated.report, Some(&annotated.reading)));
        out.line(&Line { assignment, document })?;
    }
    out.finish()?;
    Ok(outcome(talk, !reports.is_empty()))
}

/// How stories are told apart.
fn settings(args: &GroupArgs) -> Result<Settings, Failure> {
    let mut settings = Settings {
        window_days: args.window,
        half_life_days: (args.half_life > 0).then_some(args.half_life),
        dates: !args.no_dates,
        ..Settings::default()
    };
    let refuse = |path: &Path, reason: &dyn Display| Failure::new(format!("{}: {reason}", path.display()));
    if let Some(path) = &args.vectors {
        let file = File::open(path).map_err(|e| refuse(path, &e))?;
        let vectors = WordVectors::read(BufReader::new(file)).map_err(|e| {
            refuse(path, &e).remedy("give a word and its numbers on each line, as word2vec and GloVe do")
        })?;
        settings.vectors = Some(vectors);
    }
    if let Some(path) = &args.before {
        let text = fs::read_to_string(path).map_err(|e| refuse(path, &e))?;
        let places: Vec<Assignment> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).map_err(|e| refuse(path, &e)))
            .collect::<Result<_, _>>()?;
        settings.before = Before::new(&places);
    }
    Ok(settings)
}

/// Each report once and with a reading; one that came without is annotated.
pub(super) fn annotated(
    pipeline: &Pipeline,
    parts: Vec<(Report, Option<Reading>)>,
    talk: &Talk,
) -> Vec<Annotated> {
    let (mut done, mut todo) = (Vec::new(), Vec::new());
    for (report, reading) in parts {
        match reading {
            Some(reading) => done.push(Annotated { report, reading }),
            None => todo.push(report),
        }
    }
    if !todo.is_empty() {
        done.extend(pipeline.annotate(todo, &talk.progress()));
    }
    let (reports, doubles) = copydesk::unique_by(done, |a| &a.report, |a| &mut a.report);
    for double in &doubles {
        talk.diagnostic(double);
    }
    reports
}
