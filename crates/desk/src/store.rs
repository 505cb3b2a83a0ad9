//! *What must a store be able to do?*
//!
//! A [`Store`] keeps rows and knows nothing of news: which commit wrote what, what holds now and what held then. All
//! writing is one [`Batch`] in one [`Transaction`], which is there as a whole or not at all. Whoever implements this
//! passes the conformance suite in `tests/conformance.rs`.

use copydesk_model::{Assignment, ReportId, StoryId};

use crate::error::Result;
use crate::moment::Moment;
use crate::records::{Event, Facets, Seq, Sort, StoryCard, StoryFilter};
use crate::words::Wanted;

/// Keeps a desk.
pub(crate) trait Store: Send + Sync {
    /// One state of the desk, to read.
    fn read(&self) -> Result<Box<dyn Snapshot + '_>>;
    /// The newest state, to read and then write; nobody else writes meanwhile.
    fn write(&self) -> Result<Box<dyn Transaction + '_>>;
}

/// Which commit's state is asked for.
pub(crate) type AsOf = Option<Seq>;

/// A report as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct ReportRow {
    /// Its number, and the commits between which this revision holds.
    pub(crate) rid: i64,
    pub(crate) from: Seq,
    pub(crate) to: Option<Seq>,
    pub(crate) kind: String,
    /// The edit that took it off the desk.
    pub(crate) removed: Option<i64>,
    /// As `codec` packs it; the reading is empty where it was not asked for.
    pub(crate) report: Vec<u8>,
    pub(crate) reading: Vec<u8>,
    /// Its place, where it has one.
    pub(crate) place: Option<String>,
    /// How many revisions there were up to this one.
    pub(crate) revision: usize,
}

/// A story as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct StoryRow {
    pub(crate) from: Seq,
    pub(crate) to: Option<Seq>,
    pub(crate) card: String,
    pub(crate) document: Vec<u8>,
}

/// A commit.
#[derive(Clone, Debug)]
pub(crate) struct CommitRow {
    pub(crate) seq: Seq,
    pub(crate) at: Moment,
    pub(crate) kind: String,
    pub(crate) who: String,
    pub(crate) note: String,
}

/// An editor's edit.
#[derive(Clone, Debug)]
pub(crate) struct EditRow {
    pub(crate) edit: i64,
    pub(crate) seq: Seq,
    pub(crate) body: String,
    pub(crate) undone: Option<Seq>,
}

/// Where a story went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MoveRow {
    pub(crate) seq: Seq,
    pub(crate) story: StoryId,
    pub(crate) into: Option<StoryId>,
    pub(crate) reason: String,
}

/// A place in a list: whole rows after it are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) order: i64,
    pub(crate) id: String,
}

/// One state of the desk.
pub(crate) trait Snapshot {
    /// The last commit; 0 before the first.
    fn seq(&mut self) -> Result<Seq>;
    /// The last commit at or before a moment.
    fn seq_at(&mut self, at: Moment) -> Result<Seq>;
    /// Commits after `since`, in order.
    fn commits(&mut self, since: Seq, limit: usize) -> Result<Vec<CommitRow>>;
    /// How many reports and stories there are now.
    fn counts(&mut self) -> Result<(usize, usize)>;
    /// The newest day of publication.
    fn newest_day(&mut self) -> Result<Option<i64>>;

    /// A report; also one that was removed, as it last was, if `as_of` is none.
    fn report(&mut self, id: &ReportId, as_of: AsOf) -> Result<Option<ReportRow>>;
    /// All revisions of a report, oldest first, without their readings.
    fn revisions(&mut self, id: &ReportId) -> Result<Vec<ReportRow>>;
    /// The reports of this page.
    fn at_page(&mut self, page: &str) -> Result<Vec<ReportId>>;
    /// The reports of stories, by rid.
    fn members(&mut self, stories: &[StoryId], as_of: AsOf, readings: bool) -> Result<Vec<ReportRow>>;
    /// Every report that is on the desk, from `after` on by rid; for going through all of them.
    fn scan(&mut self, after: i64, limit: usize) -> Result<Vec<ReportRow>>;

    /// The stories with a report from `from` to `to` (days since 1970), and those without any date if `undated`.
    fn stories_between(&mut self, from: i64, to: i64, undated: bool) -> Result<Vec<StoryId>>;
    /// All stories, by id, after `after`.
    fn story_ids(&mut self, after: &str, limit: usize) -> Result<Vec<StoryId>>;
    /// A story.
    fn story(&mut self, id: &StoryId, as_of: AsOf) -> Result<Option<StoryRow>>;
    /// What is shown of a story in a list, without its times.
    fn card(&mut self, id: &StoryId) -> Result<Option<StoryCard>>;
    /// All versions of a story, oldest first, without their documents.
    fn versions(&mut self, id: &StoryId) -> Result<Vec<StoryRow>>;
    /// The cards of stories, in the order of `sort`; each with the place in the list behind it.
    fn cards(
        &mut self,
        filter: &StoryFilter,
        sort: Sort,
        after: Option<&After>,
        limit: usize,
        as_of: AsOf,
    ) -> Result<Vec<(StoryCard, After)>>;
    /// What stories of `stories` can be picked out by.
    fn facets(&mut self, stories: &[StoryId]) -> Result<Facets>;
    /// Where a story went.
    fn moved(&mut self, id: &StoryId) -> Result<Option<MoveRow>>;
    /// What went into a story.
    fn came(&mut self, into: &StoryId) -> Result<Vec<MoveRow>>;

    /// Names of speakers whose key begins so, with the number of families.
    fn speakers(&mut self, prefix: &str, limit: usize) -> Result<Vec<(String, String, usize)>>;
    /// The families of a speaker: story, number within it, place in the list.
    fn families(
        &mut self,
        key: &str,
        after: Option<&After>,
        limit: usize,
    ) -> Result<Vec<(StoryId, usize, After)>>;
    /// How many families a speaker has.
    fn family_count(&mut self, key: &str) -> Result<usize>;

    /// Slots of reports that have what is wanted, newest first, below `below`, between two minutes, at most `limit`.
    fn search(
        &mut self,
        wanted: &[Wanted],
        between: (Option<i64>, Option<i64>),
        outlet: Option<&str>,
        below: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Found>>;
    /// Reports at slots, with their text.
    fn at_slots(&mut self, slots: &[i64]) -> Result<Vec<(i64, ReportRow)>>;

    /// Edits, oldest first.
    fn edits(&mut self, also_undone: bool) -> Result<Vec<EditRow>>;
    /// Events after a place, in order.
    fn events(&mut self, since: (Seq, i64), limit: usize) -> Result<Vec<Event>>;
    /// Events of a story, newest first.
    fn story_events(&mut self, id: &StoryId, limit: usize) -> Result<Vec<Event>>;
    /// How many reports can be found by words.
    fn indexed(&mut self) -> Result<usize>;
    /// What the database itself says about its soundness; empty when all is well.
    fn check(&mut self) -> Result<Vec<String>>;
}

/// A report that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) slot: i64,
    pub(crate) outlet: Option<String>,
    pub(crate) story: StoryId,
}

/// A state of the desk that is about to be followed by another.
pub(crate) trait Transaction: Snapshot {
    /// Writes all of the batch, or nothing; the number of the commit. The transaction is over either way.
    fn commit(self: Box<Self>, batch: &Batch) -> Result<Seq>;
    /// Forgets what reports are found by.
    fn clear_words(&mut self) -> Result<()>;
    /// Notes what a report is found by.
    fn index(&mut self, rid: i64, words: &str) -> Result<()>;
}

/// One change of the desk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) at: Moment,
    pub(crate) kind: &'static str,
    pub(crate) who: String,
    pub(crate) note: String,
    /// New reports and new revisions; the revision before is closed.
    pub(crate) reports: Vec<NewReport>,
    /// Reports that are taken off the desk, by the edit of this batch.
    pub(crate) removed: Vec<ReportId>,
    /// New places; the place before is closed.
    pub(crate) places: Vec<Assignment>,
    /// New versions of stories; the version before is closed.
    pub(crate) stories: Vec<NewStory>,
    /// Stories that are no more.
    pub(crate) gone: Vec<Gone>,
    pub(crate) events: Vec<NewEvent>,
    /// An edit: its kind and body. It gets the number of the commit.
    pub(crate) edit: Option<(&'static str, String)>,
    /// An edit that is taken back.
    pub(crate) undo: Option<i64>,
}

/// A report to be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewReport {
    pub(crate) id: ReportId,
    /// The page that it stands on.
    pub(crate) page: Option<String>,
    pub(crate) kind: &'static str,
    /// Minutes since 1970; undated reports come first.
    pub(crate) minutes: Option<i64>,
    pub(crate) day: Option<i64>,
    pub(crate) outlet: Option<String>,
    pub(crate) report: Vec<u8>,
    pub(crate) reading: Vec<u8>,
    /// The plain words that it is found by.
    pub(crate) words: String,
}

/// A story to be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewStory {
    pub(crate) id: StoryId,
    pub(crate) rank: i64,
    pub(crate) latest: i64,
    pub(crate) first_day: Option<i64>,
    pub(crate) last_day: Option<i64>,
    pub(crate) reports: usize,
    pub(crate) card: String,
    pub(crate) document: Vec<u8>,
    /// Kind, key and label.
    pub(crate) terms: Vec<(&'static str, String, String)>,
    /// Key, number of the family, name.
    pub(crate) speakers: Vec<(String, usize, String)>,
}

/// A story that is no more.
#[derive(Clone, Debug)]
pub(crate) struct Gone {
    pub(crate) id: StoryId,
    pub(crate) into: Option<StoryId>,
    pub(crate) reason: String,
}

/// Something to tell.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) kind: &'static str,
    pub(crate) story: Option<StoryId>,
    pub(crate) body: String,
}
