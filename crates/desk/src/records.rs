//! *What does the desk hand out?* Plain data that prints as JSON; positions in code points, as everywhere outside.

use std::fmt;

use copydesk_model::document::AnnotatedReport;
use copydesk_model::{Assignment, ReportId, Standing, StoryId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::moment::Moment;

/// The number of a commit. Every change of the desk has one; they only grow.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Hand it in for the next page; none on the last.
    pub next: Option<String>,
}

/// How many findings of a story stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::Standing")]
pub struct Standings {
    pub conflicting: usize,
    pub superseded: usize,
    pub corroborated: usize,
    pub single_source: usize,
}

/// A story at a glance: what a list shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryCard {
    /// The story.
    pub id: StoryId,
    /// Its headline.
    pub headline: String,
    /// First sentence of its brief.
    pub lead: Option<String>,
    /// The larger affair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saga: Option<String>,
    /// The first day of publication.
    pub from: Option<String>,
    /// The day after the last.
    pub to: Option<String>,
    /// The latest publication, as exactly as it is known.
    pub latest: Option<String>,
    /// Number of reports.
    pub reports: usize,
    /// Number of different texts.
    pub texts: usize,
    /// Number of independent origins.
    pub origins: usize,
    /// Its findings.
    pub standings: Standings,
    /// Number of quotation families.
    pub quotations: usize,
    /// Outlets, those of most reports first.
    pub outlets: Vec<String>,
    /// People, most prominent first.
    pub people: Vec<String>,
    /// Organisations, most prominent first.
    pub organisations: Vec<String>,
    /// Places, most prominent first.
    pub places: Vec<String>,
    /// Reports by day of publication: `[day, reports]`, for a sparkline.
    pub days: Vec<(String, usize)>,
    /// The commit that made this version.
    #[serde(default)]
    pub seq: Seq,
    /// When that was.
    #[serde(default)]
    #[schemars(with = "String")]
    pub at: Moment,
}

/// Which stories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StoryFilter {
    /// With a report of this day or later: `2024-06-04`.
    pub from: Option<String>,
    /// With a report of this day or earlier.
    pub to: Option<String>,
    /// With a report of this outlet.
    pub outlet: Option<String>,
    /// With this person.
    pub person: Option<String>,
    /// With this organisation.
    pub organisation: Option<String>,
    /// With this place.
    pub place: Option<String>,
    /// With a finding that stands so.
    pub standing: Option<Standing>,
    /// Of this saga.
    pub saga: Option<String>,
    /// With so many independent origins at least.
    pub origins: Option<usize>,
}

/// In which order stories are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// By latest publication and number of origins together: a story of many origins stays up longer.
    #[default]
    Top,
    /// By latest publication alone.
    Newest,
}

/// How often things occur among stories or reports: label and number, most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each says itself")]
pub struct Facets {
    pub outlets: Vec<(String, usize)>,
    pub people: Vec<(String, usize)>,
    pub organisations: Vec<(String, usize)>,
    pub places: Vec<(String, usize)>,
    pub standings: Vec<(String, usize)>,
    /// By month of publication, oldest first; of a search alone.
    pub months: Vec<(String, usize)>,
    /// Among how many stories or reports was counted; the newest or topmost ones.
    pub counted: usize,
}

/// A report at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReportCard {
    /// The report.
    pub id: ReportId,
    /// Where it was read from; for whoever shows it, and not printed.
    #[serde(skip)]
    pub source: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When, as exactly as it is known.
    pub published: copydesk_model::document::Published,
    /// Its place and why.
    pub place: Assignment,
    /// The commit that made this revision.
    pub seq: Seq,
    /// Number of revisions, this one included.
    pub revisions: usize,
}

/// One version of a story, or one revision of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Version {
    /// The commit that made it.
    pub seq: Seq,
    /// When that was.
    #[schemars(with = "String")]
    pub at: Moment,
    /// The commit that ended it.
    pub until: Option<Seq>,
    /// What happened: `added`, `revised`, `dated`, `restored` for a report; the kind of commit for a story.
    pub kind: String,
    /// A line about it.
    pub note: String,
}

/// A story with its reports and its history.
#[derive(Clone, Debug, Serialize)]
pub struct StoryRecord {
    /// At a glance.
    pub card: StoryCard,
    /// The story itself: a `copydesk/1` story, as `copydesk reconcile` prints it.
    pub story: Box<RawValue>,
    /// Its reports, in its order.
    pub reports: Vec<ReportCard>,
    /// Its versions, oldest first.
    pub versions: Vec<Version>,
    /// The id that was asked for, when the story has another one by now.
    pub moved_from: Option<StoryId>,
    /// Stories that went into it: id, commit and reason.
    pub came: Vec<Move>,
}

/// Where a story went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Move {
    /// The story that was.
    pub story: StoryId,
    /// The commit.
    pub seq: Seq,
    /// Where its founder is now.
    pub into: Option<StoryId>,
    /// Why.
    pub reason: String,
}

/// A report with its reading, place and history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportRecord {
    /// The report and what it says.
    pub report: AnnotatedReport,
    /// Its place; none when it was removed.
    pub place: Option<Assignment>,
    /// Its revisions, oldest first.
    pub revisions: Vec<Version>,
    /// The edit that removed it.
    pub removed: Option<i64>,
}

/// What a person said.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRecord {
    /// The name as it is looked up.
    pub key: String,
    /// The name as it is printed most often.
    pub name: String,
    /// Number of quotation families, on all pages.
    pub total: usize,
    /// Quotations, newest story first.
    pub quotations: Page<PersonQuotation>,
}

/// Words of a person in a story.
#[derive(Clone, Debug, Serialize)]
pub struct PersonQuotation {
    /// The story.
    pub story: StoryId,
    /// Its headline.
    pub headline: String,
    /// Its latest publication.
    pub latest: Option<String>,
    /// Its outlets.
    pub outlets: Vec<String>,
    /// The family: a `copydesk/1` quotation with its variants.
    pub quotation: Box<RawValue>,
}

/// What is looked for among the reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Query {
    /// Words that must all be there; `"in a row"`, `begin*`, `-without`. None: all reports.
    pub words: String,
    /// Published on this day or later.
    pub from: Option<String>,
    /// Published on this day or earlier.
    pub to: Option<String>,
    /// Published by this outlet, exactly.
    pub outlet: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// How many hits at most; 20 when it is 0.
    pub limit: usize,
    /// Count how often outlets, people and so on occur among the hits.
    pub facets: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Results {
    /// Hits, newest first.
    pub hits: Vec<Hit>,
    /// Hand it in for the next page.
    pub next: Option<String>,
    /// Among the newest hits, if asked for.
    pub facets: Option<Facets>,
}

/// A report that was found.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Hit {
    /// The report.
    pub report: ReportId,
    /// Its story.
    pub story: StoryId,
    /// The story's headline.
    pub headline: String,
    /// Where it was read from; for whoever shows it, and not printed.
    #[serde(skip)]
    pub source: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its own headline.
    pub title: Option<String>,
    /// When.
    pub published: copydesk_model::document::Published,
    /// Exact words of the report around the first hit; none when only the headline has the words.
    pub snippet: Option<Snippet>,
}

/// Exact words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Snippet {
    /// First code point.
    pub start: usize,
    /// The code point after the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What was looked for, as code points of the report.
    pub marks: Vec<[usize; 2]>,
}

/// What happened to the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Event {
    /// The commit.
    pub seq: Seq,
    /// Its number within the commit.
    pub number: i64,
    /// When.
    #[schemars(with = "String")]
    pub at: Moment,
    /// What.
    pub kind: EventKind,
    /// The story that it is about.
    pub story: Option<StoryId>,
    /// More about it, by kind: see `docs/desk.md`.
    pub detail: serde_json::Value,
}

/// The kinds of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A story that was not there.
    NewStory,
    /// A story has other reports or says something else.
    ChangedStory,
    /// A story went into others; its old id leads there.
    StoryGone,
    /// Reports of a story differ where they did not.
    NewConflict,
    /// A later report overtook an earlier one.
    Superseded,
    /// A report has another text.
    Revised,
    /// A report was taken off the desk.
    Removed,
}

impl EventKind {
    /// All kinds with their printed names.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::NewStory, "new_story"),
        (Self::ChangedStory, "changed_story"),
        (Self::StoryGone, "story_gone"),
        (Self::NewConflict, "new_conflict"),
        (Self::Superseded, "superseded"),
        (Self::Revised, "revised"),
        (Self::Removed, "removed"),
    ];

    /// As it is printed.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Reads what [`EventKind::name`] prints.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(kind, _)| *kind)
    }
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Commit {
    /// Its number.
    pub seq: Seq,
    /// When.
    #[schemars(with = "String")]
    pub at: Moment,
    /// `add`, `remove`, `merge`, `split`, `undo` or `repair`.
    pub kind: String,
    /// Who did it, as the caller said.
    pub who: String,
    /// Why, or what.
    pub note: String,
}

/// What became of a report that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is on the desk.
    Added {
        /// Its story.
        story: StoryId,
    },
    /// It was there with another text; now it has this one.
    Revised {
        /// Its story.
        story: StoryId,
    },
    /// It was there already.
    Unchanged,
    /// An editor removed it, and that holds until it is undone.
    Removed {
        /// The edit.
        edit: i64,
    },
    /// It was not taken.
    Refused {
        /// Stable code, as of a diagnostic.
        code: String,
        /// Why.
        reason: String,
    },
}

/// What became of reports that were handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Added {
    /// The last commit; the one before when nothing changed.
    pub seq: Seq,
    /// Each report and its outcome, in the order in which they were handed in.
    pub outcomes: Vec<(ReportId, Outcome)>,
}

/// What an editor does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// These stories are one.
    Merge {
        /// Two or more.
        stories: Vec<StoryId>,
    },
    /// These reports of a story are another story.
    Split {
        /// The story.
        story: StoryId,
        /// Some of its reports, but not all.
        reports: Vec<ReportId>,
    },
    /// These reports are taken off the desk.
    Remove {
        /// Which.
        reports: Vec<ReportId>,
    },
    /// An edit is taken back.
    Undo {
        /// Its number.
        edit: i64,
    },
}

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EditRecord {
    /// Its number; hand it in to undo it.
    pub edit: i64,
    /// The commit.
    pub commit: Commit,
    /// What.
    pub what: Edit,
    /// The commit that took it back.
    pub undone: Option<Seq>,
}

/// What came of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edited {
    /// The commit.
    pub seq: Seq,
    /// The number of the edit; none for an undo.
    pub edit: Option<i64>,
    /// The stories that hold the reports now.
    pub stories: Vec<StoryId>,
}

/// Who does something, when, and why; the desk has no clock and knows nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// Why.
    pub note: String,
}

impl Act {
    /// At a moment, by nobody in particular.
    pub fn at(at: Moment) -> Self {
        Self { at, ..Self::default() }
    }
}

/// How much is on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stats {
    /// The last commit.
    pub seq: Seq,
    /// Reports.
    pub reports: usize,
    /// Stories.
    pub stories: usize,
}
