//! Second stage: reports to readings, a batch at a time, so that a stream of any length passes through.

use copydesk::model::Report;
use copydesk::model::document::AnnotatedReport;
use copydesk::{Pipeline, Silent};

use super::outcome;
use crate::args::AnnotateArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// Reports that are annotated together.
const BATCH: usize = 512;

pub(crate) fn run(args: &AnnotateArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let pipeline = Pipeline::default();
    let spinner = talk.spinner("annotate");
    let mut out = Stdout::new();
    let mut batch: Vec<Report> = Vec::with_capacity(BATCH);
    let mut anything = false;
    let mut flush = |batch: &mut Vec<Report>| -> Result<(), Failure> {
        for annotated in pipeline.annotate(std::mem::take(batch), &Silent) {
            out.line(&AnnotatedReport::new(&annotated.report, Some(&annotated.reading)))?;
            spinner.inc(1);
        }
        Ok(())
    };
    input::lines(&args.files, talk, &mut |line| {
        if let Some((report, _)) = line.report(talk) {
            anything = true;
            batch.push(report);
        }
        if batch.len() == BATCH { flush(&mut batch) } else { Ok(()) }
    })?;
    flush(&mut batch)?;
    spinner.finish_and_clear();
    out.finish()?;
    talk.input_is_over()?;
    Ok(outcome(talk, anything))
}
