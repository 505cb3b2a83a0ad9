//! Reports onto the desk.

use copydesk::intake;
use copydesk::model::{Diagnostic, Report, ReportId, Severity};
use copydesk_desk::{Act, Desk, Outcome as Became, Seq};
use serde::Serialize;

use super::act;
use crate::commands::outcome;
use crate::desk_args::AddArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// Reports that are held before they are handed to the desk: memory does not grow with the input.
const HELD: usize = 10_000;

/// What became of reports, counted.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) added: usize,
    pub(super) revised: usize,
    pub(super) unchanged: usize,
    pub(super) removed: usize,
    pub(super) refused: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    report: &'a ReportId,
    #[serde(flatten)]
    outcome: &'a Became,
}

/// Hands reports to the desk and tells what became of them.
pub(super) struct Adding<'a> {
    desk: &'a Desk,
    talk: &'a Talk,
    act: Act,
    /// Where a line for each report goes.
    lines: Option<Stdout>,
    held: Vec<Report>,
    pub(super) tally: Tally,
    pub(super) seq: Seq,
}

impl<'a> Adding<'a> {
    pub(super) fn new(desk: &'a Desk, act: Act, json: bool, talk: &'a Talk) -> Result<Self, Failure> {
        let seq = desk.seq()?;
        let lines = json.then(Stdout::new);
        Ok(Self { desk, talk, act, lines, held: Vec::new(), tally: Tally::default(), seq })
    }

    pub(super) fn push(&mut self, report: Report) -> Result<(), Failure> {
        self.held.push(report);
        if self.held.len() >= HELD { self.flush() } else { Ok(()) }
    }

    /// Hands over what is held.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        let reports = std::mem::take(&mut self.held);
        if reports.is_empty() {
            return Ok(());
        }
        let (talk, tally, lines) = (self.talk, &mut self.tally, &mut self.lines);
        let mut printed = Ok(());
        let added = self.desk.add_with(reports, &self.act, &talk.progress(), &mut |done| {
            for (report, outcome) in done {
                tally.count(report, outcome, talk);
                if let Some(out) = lines
                    && printed.is_ok()
                {
                    printed = out.line(&Line { report, outcome });
                }
            }
            if let Some(out) = lines
                && printed.is_ok()
            {
                printed = out.flushed();
            }
        })?;
        self.seq = added.seq;
        printed
    }

    pub(super) fn finish(mut self) -> Result<Tally, Failure> {
        self.flush()?;
        if let Some(out) = self.lines {
            out.finish()?;
        } else {
            let mut out = Stdout::new();
            out.text(&self.tally.words(self.seq))?;
            out.finish()?;
        }
        Ok(self.tally)
    }
}

impl Tally {
    fn count(&mut self, report: &ReportId, outcome: &Became, talk: &Talk) {
        match outcome {
            Became::Added { .. } => self.added += 1,
            Became::Revised { .. } => self.revised += 1,
            Became::Unchanged => self.unchanged += 1,
            Became::Removed { edit } => {
                self.removed += 1;
                talk.note(&format!("report {report} was removed by edit {edit} and stays away"));
            }
            Became::Refused { code, reason } => {
                self.refused += 1;
                talk.diagnostic(&Diagnostic {
                    code: code.clone(),
                    severity: Severity::Error,
                    file: report.to_string(),
                    record: None,
                    byte: None,
                    reason: reason.clone(),
                    remedy: "give it an id of its own".to_owned(),
                });
            }
        }
    }

    /// One line for people.
    pub(super) fn words(&self, seq: Seq) -> String {
        let parts = [
            (self.added, "added"),
            (self.revised, "revised"),
            (self.unchanged, "there already"),
            (self.removed, "removed by an editor"),
            (self.refused, "refused"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let parts = if parts.is_empty() { "nothing to add".to_owned() } else { parts.join(", ") };
        format!("{parts} · commit {seq}\n")
    }

    pub(super) fn any(self) -> bool {
        self.added + self.revised + self.unchanged + self.removed > 0
    }
}

pub(crate) fn add(args: &AddArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let inputs = input::inputs(&args.paths)?;
    let desk = super::open(&args.desk, &args.settings)?;
    let mut adding = Adding::new(&desk, act(&args.act), json, talk)?;
    let mut failed = None;
    intake::read(&inputs, &mut |item| match item {
        Ok(report) if failed.is_none() => failed = adding.push(report).err(),
        Ok(_) => {}
        Err(problem) => talk.diagnostic(&problem),
    });
    if let Some(failure) = failed {
        return Err(failure);
    }
    let tally = adding.finish()?;
    talk.input_is_over()?;
    if !tally.any() && talk.errors() == 0 {
        return Err(input::nothing(&args.paths.join(", "), talk));
    }
    Ok(outcome(talk, tally.any()))
}
