//! *How does a person, or a machine, get to see it?*
//!
//! Pure functions from a [`Document`] to text: [`terminal`], [`markdown`], [`html`], [`json`] and [`jsonl`]. They
//! share one view of a story (`view`: sources and their numbers, the ledger in sections, passages by pair of
//! reports), so that the same thing has the same number and the same words everywhere.
//!
//! Every line that asserts something holds words of the document; what is added are headings, counts, labels and
//! source marks, from fixed templates. Texts of reports are hostile input: nothing in them may steer a terminal
//! ([`printable`]), open a tag in the page, or start a construct in Markdown.
//!
//! Left out on purpose: storage, the network, and any judgement of what is right.

mod html;
mod markdown;
mod printable;
mod terminal;
mod view;
pub mod wording;

use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{Assignment, Story};
use serde::Serialize;

pub use html::html;
pub use markdown::markdown;
pub use printable::printable;
pub use terminal::{Screen, terminal};
pub use view::{carrier, comparison, glued};

/// The document as one JSON object.
pub fn json(document: &Document) -> String {
    to_json(document)
}

/// A line of the JSON Lines form: a thing of the document with its `type`. A large run prints them one by one.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line<'a> {
    /// A report and what it says.
    Report(&'a AnnotatedReport),
    /// A report's place in a story.
    Assignment(&'a Assignment),
    /// A story.
    Story(&'a Story),
}

/// The document as JSON lines: its reports, its assignments, its stories.
pub fn jsonl(document: &Document) -> String {
    let reports = document.reports.iter().map(Line::Report);
    let assignments = document.assignments.iter().map(Line::Assignment);
    let stories = document.stories.iter().map(Line::Story);
    reports.chain(assignments).chain(stories).map(|line| to_json(&line) + "\n").collect()
}

/// The types of the document have no map with keys that are not strings, so this cannot fail.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
