//! The main job.

use copydesk::model::document::Document;
use copydesk_present as present;

use super::{outcome, pipeline};
use crate::args::{Format, ReadArgs};
use crate::output::{self, Stdout};
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// The widest a line is set without being asked: longer ones are hard to read.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

pub(crate) fn run(args: &ReadArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let reports = input::reports(&args.paths, talk)?;
    if reports.is_empty() {
        let failure = input::nothing(&args.paths.join(", "), talk);
        if talk.errors() > 0 {
            return Err(failure);
        }
        talk.failure(&failure);
        return Ok(Outcome::Partly);
    }
    let pipeline = pipeline(&args.settings);
    let edition = talk.timed("annotate, group, reconcile", || pipeline.edit(reports, &talk.progress()));
    let document = edition.into_document();
    let format = if json { Some(Format::Json) } else { args.format };
    let Some(folder) = &args.out else {
        print(&document, format.unwrap_or(Format::Terminal), args, talk)?;
        return Ok(outcome(talk, true));
    };
    let all = [Format::Json, Format::Html, Format::Markdown];
    for format in format.as_ref().map_or(&all[..], std::slice::from_ref) {
        let (name, bytes) = match format {
            Format::Json => ("document.json", present::json(&document)),
            Format::Jsonl => ("document.jsonl", present::jsonl(&document)),
            Format::Html => ("index.html", present::html(&document)),
            Format::Markdown => ("stories.md", present::markdown(&document)),
            Format::Terminal => ("stories.txt", present::terminal(&document, screen(args, false))),
        };
        output::file(folder, name, bytes.as_bytes())?;
        talk.note(&format!("wrote {}", folder.join(name).display()));
    }
    Ok(outcome(talk, true))
}

fn print(document: &Document, format: Format, args: &ReadArgs, talk: &Talk) -> Result<(), Failure> {
    let mut out = Stdout::new();
    match format {
        Format::Terminal => out.text(&present::terminal(document, screen(args, talk.colour_out())))?,
        Format::Json => out.json(document)?,
        Format::Jsonl => out.text(&present::jsonl(document))?,
        Format::Html => out.text(&present::html(document))?,
        Format::Markdown => out.text(&present::markdown(document))?,
    }
    out.finish()
}

fn screen(args: &ReadArgs, colour: bool) -> present::Screen {
    let width = args.width.unwrap_or_else(|| {
        terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0)).min(WIDEST)
    });
    present::Screen { width: width.max(NARROWEST), colour, all: args.all }
}
