//! *What does the desk remember, and how does nothing of it get lost?*
//!
//! A [`Desk`] keeps reports, what was read in them, the stories they make and everything that these ever were. It lies
//! in one SQLite file, or in PostgreSQL for teams; the same statements run on both.
//!
//! - Every change is one commit with a number ([`Seq`]): it is there as a whole, also after a power cut, or not at all.
//!   A row is valid from one commit up to another, so that the desk can be read as of any of them.
//! - A change touches only what hangs together with it. What comes out is what the main job makes of the same
//!   reports, in whatever order they came; `docs/desk.md` names the limits.
//! - What an editor merges, splits or removes stays so, whatever the model thinks later, until it is undone.
//! - There is no clock here: whoever changes something says when ([`Act`]).
//!
//! ```
//! use copydesk_desk::{Act, Desk, Moment, Query};
//! use copydesk_model::{Report, ReportId};
//!
//! # let folder = std::env::temp_dir().join(format!("copydesk-desk-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! # let file = folder.join("news.desk");
//! # let _ = std::fs::remove_file(&file);
//! let desk = Desk::open(file.to_str().unwrap())?;
//! let report = Report::new(ReportId::new("a"), "A ferry ran aground at Skerry Point.");
//! desk.add(vec![report], &Act::at(Moment::parse("2024-06-04T12:00:00Z").unwrap()))?;
//! let found = desk.search(&Query { words: "ferry".into(), ..Query::default() })?;
//! assert_eq!(found.hits[0].report.as_str(), "a");
//! # drop(desk);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), copydesk_desk::Error>(())
//! ```
//!
//! Left out on purpose: screens, sockets, and any analysis of its own.

mod assign;
mod card;
mod codec;
mod desk;
mod doctor;
mod error;
mod moment;
mod reading;
mod records;
mod searching;
mod sql;
mod store;
#[cfg(test)]
mod tests;
mod words;
mod writing;

pub use desk::Desk;
pub use doctor::{Diagnosis, Problem};
pub use error::{Error, ErrorKind, Result};
pub use moment::Moment;
pub use records::{
    Act, Added, Commit, Edit, EditRecord, Edited, Event, EventKind, Facets, Hit, Move, Outcome, Page,
    PersonQuotation, PersonRecord, Query, ReportCard, ReportRecord, Results, Seq, Snippet, Sort, Standings,
    Stats, StoryCard, StoryFilter, StoryRecord, Version,
};
