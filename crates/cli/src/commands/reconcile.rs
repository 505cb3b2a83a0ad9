//! Fourth stage: readings and their stories to ledgers.

use std::collections::BTreeMap;

use copydesk::model::{Assignment, Diagnostic, ReportId, Severity};
use copydesk::{Annotated, Pipeline};
use serde_json::Value;

use super::{group, outcome};
use crate::args::ReconcileArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

pub(crate) fn run(args: &ReconcileArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let mut pipeline = Pipeline::default();
    pipeline.reconcile.brief_words = args.words;
    let mut parts = Vec::new();
    let mut assignments: BTreeMap<ReportId, Assignment> = BTreeMap::new();
    input::lines(&args.files, talk, &mut |mut line| {
        if let Some(document) = line.value.get_mut("document").map(Value::take) {
            let document = input::Line { file: line.file.clone(), value: document, ..line };
            parts.extend(document.report(talk));
        }
        match serde_json::from_value::<Assignment>(std::mem::take(&mut line.value)) {
            Ok(assignment) => {
                assignments.entry(assignment.report.clone()).or_insert(assignment);
            }
            Err(error) => talk.diagnostic(&line.problem(
                "not-an-assignment",
                Severity::Error,
                format!("the line is no assignment: {error}"),
                "`copydesk group` makes such lines; `copydesk schema assignment` prints what they look like",
            )),
        }
        Ok(())
    })?;
    input::lines(&args.readings, talk, &mut |line| {
        parts.extend(line.report(talk));
        Ok(())
    })?;
    let reports = group::annotated(&pipeline, parts, talk);
    let (reports, assignments_of): (Vec<Annotated>, Vec<Assignment>) = reports
        .into_iter()
        .filter_map(|annotated| Some((assignments.remove(&annotated.report.id)?, annotated)))
        .map(|(assignment, annotated)| (annotated, assignment))
        .unzip();
    for missing in assignments.keys() {
        talk.diagnostic(&Diagnostic {
            code: "reading-missing".to_owned(),
            severity: Severity::Error,
            file: args.files.first().map_or_else(String::new, |f| f.display().to_string()),
            record: None,
            byte: None,
            reason: format!("report {missing} has an assignment but no text"),
            remedy: "leave --bare out when you group, or name the annotated reports with --readings FILE"
                .to_owned(),
        });
    }
    talk.input_is_over()?;
    let stories = pipeline.finish(reports, assignments_of, &talk.progress()).stories;
    let mut out = Stdout::new();
    for story in &stories {
        out.line(story)?;
    }
    out.finish()?;
    if stories.is_empty() && talk.errors() > 0 {
        return Err(Failure::new("not one story could be reconciled").remedy("each problem is named above"));
    }
    Ok(outcome(talk, !stories.is_empty()))
}
