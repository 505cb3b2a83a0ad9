//! First stage: bytes to reports.

use copydesk::intake;
use copydesk::model::document::AnnotatedReport;

use super::outcome;
use crate::args::IntakeArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

pub(crate) fn run(args: &IntakeArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let inputs = input::inputs(&args.paths)?;
    let spinner = talk.spinner("intake");
    let mut out = Stdout::new();
    let mut anything = false;
    let mut failed = None;
    intake::read(&inputs, &mut |item| match item {
        Ok(report) => {
            spinner.inc(1);
            anything = true;
            if failed.is_none()
                && let Err(failure) = out.line(&AnnotatedReport::new(&report, None))
            {
                failed = Some(failure);
            }
        }
        Err(problem) => spinner.suspend(|| talk.diagnostic(&problem)),
    });
    spinner.finish_and_clear();
    talk.input_is_over()?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    out.finish()?;
    if !anything {
        let failure = input::nothing(&args.paths.join(", "), talk);
        if talk.errors() > 0 {
            return Err(failure);
        }
        talk.failure(&failure);
    }
    Ok(outcome(talk, anything))
}
