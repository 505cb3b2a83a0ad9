//! Into other people's tools.

use copydesk::export;

use super::{outcome, pipeline};
use crate::args::ExportArgs;
use crate::output::{self, Stdout};
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

pub(crate) fn run(args: &ExportArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let reports = input::reports(&args.paths, talk)?;
    if reports.is_empty() {
        return Err(input::nothing(&args.paths.join(", "), talk));
    }
    let edition = pipeline(&args.settings).edit(reports, &talk.progress());
    let text = export::export(&edition.document(), args.format);
    if let Some(path) = &args.out {
        output::path(path, text.as_bytes())?;
    } else {
        let mut out = Stdout::new();
        out.text(&text)?;
        out.finish()?;
    }
    Ok(outcome(talk, true))
}
