//! The main job.

use copydesk::Edition;
use copydesk::model::document::AnnotatedReport;
use copydesk_present::{self as present, Line};

use super::{outcome, pipeline};
use crate::args::{Format, ReadArgs};
use crate::output::{self, Stdout};
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// The widest a line is set without being asked: longer ones are hard to read.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

pub(crate) fn run(args: &ReadArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let reports = input::reports_with(&args.paths, &args.selection.settings()?, talk)?;
    if reports.is_empty() {
        let failure = input::nothing(&args.paths.join(", "), talk);
        if talk.errors() > 0 {
            return Err(failure);
        }
        talk.failure(&failure);
        return Ok(Outcome::Partly);
    }
    let pipeline = pipeline(&args.settings);
    let mut edition = talk.timed("annotate, group, reconcile", || pipeline.edit(reports, &talk.progress()));
    if let Some(url) = &args.rephrase {
        crate::rephrase::rephrase(&mut edition.stories, url, &args.rephrase_model, talk);
    }
    let format = if json { Some(Format::Json) } else { args.format };
    let Some(folder) = &args.out else {
        print(edition, format.unwrap_or(Format::Terminal), args, talk)?;
        return Ok(outcome(talk, true));
    };
    let all = [Format::Json, Format::Html, Format::Markdown];
    let formats = format.as_ref().map_or(&all[..], std::slice::from_ref);
    let written = |name: &str, text: &str| -> Result<(), Failure> {
        output::file(folder, name, text.as_bytes())?;
        talk.note(&format!("wrote {}", folder.join(name).display()));
        Ok(())
    };
    if formats.contains(&Format::Json) {
        written("document.json", &json_text(&edition)?)?;
    }
    if formats.contains(&Format::Jsonl) {
        written("document.jsonl", &present::jsonl(&edition.document()))?;
    }
    let digest = edition.digest();
    for format in formats {
        match format {
            Format::Html => written("index.html", &present::html(&digest))?,
            Format::Markdown => written("stories.md", &present::markdown(&digest))?,
            Format::Terminal => written("stories.txt", &present::terminal(&digest, screen(args, false)))?,
            Format::Json | Format::Jsonl => {}
        }
    }
    Ok(outcome(talk, true))
}

/// The JSON Lines form, one thing at a time: all of it at once would take several times the memory.
fn lines(edition: &Edition, out: &mut Stdout) -> Result<(), Failure> {
    for annotated in &edition.reports {
        out.line(&Line::Report(&AnnotatedReport::new(&annotated.report, Some(&annotated.reading))))?;
    }
    for assignment in &edition.assignments {
        out.line(&Line::Assignment(assignment))?;
    }
    edition.stories.iter().try_for_each(|story| out.line(&Line::Story(story)))
}

fn json_text(edition: &Edition) -> Result<String, Failure> {
    serde_json::to_string(edition).map_err(|e| Failure::new(format!("cannot print the document: {e}")))
}

fn print(edition: Edition, format: Format, args: &ReadArgs, talk: &Talk) -> Result<(), Failure> {
    let mut out = Stdout::new();
    match format {
        Format::Json => out.json(&edition)?,
        Format::Jsonl => lines(&edition, &mut out)?,
        Format::Terminal => {
            out.text(&present::terminal(&edition.digest(), screen(args, talk.colour_out())))?;
        }
        Format::Html => out.text(&present::html(&edition.digest()))?,
        Format::Markdown => out.text(&present::markdown(&edition.digest()))?,
    }
    out.finish()
}

fn screen(args: &ReadArgs, colour: bool) -> present::Screen {
    let width = args.width.unwrap_or_else(|| {
        terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0)).min(WIDEST)
    });
    present::Screen { width: width.max(NARROWEST), colour, all: args.all }
}
