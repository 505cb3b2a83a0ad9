//! First stage: bytes to reports.

use copydesk::intake::{self, FeedLink, Input};
use copydesk::model::document::AnnotatedReport;
use copydesk::model::{Diagnostic, Report};

use super::{intake_fetch, outcome};
use crate::args::IntakeArgs;
use crate::output::{self, Stdout};
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// Takes reports and problems as they come: reports are printed, problems told.
pub(super) struct Printer<'a> {
    out: Stdout,
    talk: &'a Talk,
    spinner: indicatif::ProgressBar,
    failed: Option<Failure>,
    printed: u64,
}

impl Printer<'_> {
    pub(super) fn take(&mut self, item: Result<Report, Diagnostic>) {
        match item {
            Ok(report) => self.report(&report),
            Err(problem) => self.problem(&problem),
        }
    }

    pub(super) fn report(&mut self, report: &Report) {
        self.spinner.inc(1);
        self.printed += 1;
        if self.failed.is_none()
            && let Err(failure) = self.out.line(&AnnotatedReport::new(report, None))
        {
            self.failed = Some(failure);
        }
    }

    pub(super) fn problem(&mut self, problem: &Diagnostic) {
        self.spinner.suspend(|| self.talk.diagnostic(problem));
    }

    /// Whether nobody takes the output any more.
    pub(super) fn failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Writes out what was printed, so that what is remembered as done is done.
    pub(super) fn flush(&mut self) {
        use std::io::Write as _;
        if self.failed.is_none()
            && let Err(error) = self.out.flush()
        {
            self.failed = Some(Failure::writing("to standard output", &error));
        }
    }
}

pub(crate) fn run(args: &IntakeArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let settings = args.selection.settings()?;
    if let Some(path) = &args.feeds_out {
        return feeds_out(args, path, talk);
    }
    let mut printer =
        Printer { out: Stdout::new(), talk, spinner: talk.spinner("intake"), failed: None, printed: 0 };
    let summary = if args.fetch.fetch {
        intake_fetch::run(args, &settings, &mut printer)?
    } else {
        let inputs = input::inputs(&args.paths)?;
        intake::read_with(&inputs, &settings, &mut |item| printer.take(item))
    };
    printer.spinner.finish_and_clear();
    talk.summary(&summary);
    talk.input_is_over()?;
    if let Some(failure) = printer.failed {
        return Err(failure);
    }
    printer.out.finish()?;
    let anything = printer.printed > 0;
    if !anything && !args.fetch.fetch {
        let failure = input::nothing(&args.paths.join(", "), talk);
        if talk.errors() > 0 {
            return Err(failure);
        }
        talk.failure(&failure);
    }
    // A fetch that finds nothing new has done what it was asked.
    Ok(outcome(talk, anything || (args.fetch.fetch && talk.errors() == 0)))
}

/// Writes the feeds that the inputs name as an OPML list.
fn feeds_out(args: &IntakeArgs, path: &std::path::Path, talk: &Talk) -> Result<Outcome, Failure> {
    let mut feeds: Vec<FeedLink> = Vec::new();
    for name in &args.paths {
        let bytes = match Input::from_argument(name) {
            Input::Path(path) => std::fs::read(&path),
            Input::Stdin => {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
            }
        };
        let bytes = bytes.map_err(|e| {
            Failure::new(format!("cannot read {name}: {e}"))
                .remedy("name OPML lists, feeds and saved pages, not folders")
        })?;
        for feed in intake::feeds_of(name, &bytes) {
            if !feeds.iter().any(|f| f.url == feed.url) {
                feeds.push(feed);
            }
        }
    }
    let opml = intake::write_feeds("Feeds", &feeds);
    let folder = path.parent().unwrap_or(std::path::Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    output::file(folder, &name, opml.as_bytes())?;
    talk.note(&format!("wrote {} feeds to {}", feeds.len(), path.display()));
    if feeds.is_empty() {
        talk.failure(&Failure::new("none of the files names a feed"));
    }
    Ok(outcome(talk, !feeds.is_empty()))
}
