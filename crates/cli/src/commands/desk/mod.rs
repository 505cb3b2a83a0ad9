//! The commands over a desk.

mod add;
mod edit;
mod look;
mod watch;

use std::time::{SystemTime, UNIX_EPOCH};

use copydesk_desk::{Act, Desk, Error, Moment, Seq};

use super::pipeline;
use crate::Failure;
use crate::args::Settings;
use crate::desk_args::{ActOf, DeskOf};

pub(super) use add::add;
pub(super) use edit::{doctor, edit, remove};
pub(super) use look::{document, search, stories, story};
pub(super) use watch::watch;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self::new(error.to_string());
        if error.remedy().is_empty() { failure } else { failure.remedy(error.remedy()) }
    }
}

/// A desk that is there.
fn existing(desk: &DeskOf) -> Result<Desk, Failure> {
    Ok(Desk::existing(&desk.desk)?)
}

/// A desk that is made where it is missing.
fn open(desk: &DeskOf, settings: &Settings) -> Result<Desk, Failure> {
    Ok(Desk::open_with(&desk.desk, pipeline(settings))?)
}

/// The desk has no clock, so it is told.
#[expect(clippy::disallowed_methods, reason = "the outermost shell tells the desk when something is done")]
fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn act(act: &ActOf) -> Act {
    let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    Act { at: now(), who: act.who.clone().unwrap_or_else(user), note: act.note.clone() }
}

/// The commit that was the last one at a time.
fn as_of(desk: &Desk, time: Option<&str>) -> Result<Option<Seq>, Failure> {
    time.map(|time| {
        let at = Moment::parse(time).ok_or_else(|| {
            Failure::new(format!("{time:?} is no time")).remedy("give 2024-06-04 or 2024-06-04T12:00:00Z")
        })?;
        Ok(desk.seq_at(at)?)
    })
    .transpose()
}

/// Without anything that could steer a terminal.
fn plain(text: &str) -> String {
    copydesk_present::printable(text)
}
