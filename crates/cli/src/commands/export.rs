//! Into other people's tools.

use copydesk::export;
use copydesk::model::document::Document;

use super::{outcome, pipeline};
use crate::args::ExportArgs;
use crate::output::{self, Stdout};
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

pub(crate) fn run(args: &ExportArgs, talk: &Talk) -> Result<Outcome, Failure> {
    if let Some(document) = super::desk::document(&args.from)? {
        return write(args, &document, talk);
    }
    let reports = input::reports(&args.paths, talk)?;
    if reports.is_empty() {
        return Err(input::nothing(&args.paths.join(", "), talk));
    }
    let edition = pipeline(&args.settings).edit(reports, &talk.progress());
    write(args, &edition.document(), talk)
}

fn write(args: &ExportArgs, document: &Document, talk: &Talk) -> Result<Outcome, Failure> {
    let text = export::export(document, args.format);
    if let Some(path) = &args.out {
        output::path(path, text.as_bytes())?;
    } else {
        let mut out = Stdout::new();
        out.text(&text)?;
        out.finish()?;
    }
    Ok(outcome(talk, true))
}
