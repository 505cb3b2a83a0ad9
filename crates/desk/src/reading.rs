//! *What is on the desk?* Lists, stories, reports, people, search, what changed; now, or as of a commit.

use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{Assignment, ReportId, SCHEMA, Shelf, Story, StoryId};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::codec;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::records::{
    Commit, Event, Facets, Move, Page, PersonQuotation, PersonRecord, ReportCard, ReportRecord, Seq, Sort,
    StoryCard, StoryFilter, StoryRecord, Version,
};
use crate::sql::printed;
use crate::store::{After, CommitRow, MoveRow, ReportRow, Snapshot, StoryRow};
use crate::words;

/// A list is never longer on one page.
pub(crate) const LONGEST: usize = 500;

/// Stories among which facets are counted.
const FACETED: usize = 300;

impl After {
    /// As it is handed out.
    fn print(&self) -> String {
        format!("{}~{}", self.order, self.id)
    }

    fn parse(cursor: &str) -> Result<Self> {
        let wrong = || Error::invalid(format!("{cursor:?} is no cursor"));
        let (order, id) = cursor.split_once('~').ok_or_else(wrong)?;
        Ok(Self { order: order.parse().map_err(|_| wrong())?, id: id.to_owned() })
    }
}

/// The items of a page, when one more than fits was asked for.
fn page<T>(mut rows: Vec<(T, After)>, limit: usize) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(_, after)| after.print());
    Page { items: rows.into_iter().map(|(item, _)| item).collect(), next }
}

impl From<MoveRow> for Move {
    fn from(row: MoveRow) -> Self {
        Self { story: row.story, seq: row.seq, into: row.into, reason: row.reason }
    }
}

/// A story by its id, or the one that it went into; none when it never was or all its reports were removed.
pub(crate) fn follow(
    store: &mut (impl Snapshot + ?Sized),
    id: &StoryId,
) -> Result<Option<(StoryId, StoryRow)>> {
    let mut id = id.clone();
    // Stories move to newer ones or back to ones that came again; a circle would be a fault of the desk.
    for _ in 0..64 {
        if let Some(row) = store.story(&id, None)? {
            return Ok(Some((id, row)));
        }
        match store.moved(&id)?.and_then(|m| m.into) {
            Some(into) => id = into,
            None => return Ok(None),
        }
    }
    Ok(None)
}

fn card_of(row: &StoryRow, store: &mut (impl Snapshot + ?Sized)) -> Result<StoryCard> {
    let mut card: StoryCard = printed(&row.card)?;
    card.seq = row.from;
    card.at = commit(store, row.from)?.map(|c| c.at).unwrap_or_default();
    Ok(card)
}

fn commit(store: &mut (impl Snapshot + ?Sized), seq: Seq) -> Result<Option<CommitRow>> {
    Ok(store.commits(Seq(seq.0 - 1), 1)?.into_iter().next().filter(|c| c.seq == seq))
}

fn report_card(row: &ReportRow, revisions: usize) -> Result<Option<ReportCard>> {
    let Some(place) = &row.place else { return Ok(None) };
    let report = codec::read_printed(&row.report, &[])?;
    Ok(Some(ReportCard {
        id: report.id,
        source: report.source,
        outlet: report.outlet,
        url: report.url,
        title: report.title,
        byline: report.byline,
        published: report.published,
        place: printed(place)?,
        seq: row.from,
        revisions,
    }))
}

impl Desk {
    /// The last commit at or before a moment; hand it in as `as_of`. 0 before the first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seq_at(&self, at: Moment) -> Result<Seq> {
        self.store.read()?.seq_at(at)
    }

    /// Stories, a page at a time; `as_of` an earlier commit, or now.
    ///
    /// # Errors
    /// When the filter or the cursor cannot be understood, or the store fails.
    pub fn stories(
        &self,
        filter: &StoryFilter,
        sort: Sort,
        cursor: Option<&str>,
        limit: usize,
        as_of: Option<Seq>,
    ) -> Result<Page<StoryCard>> {
        let after = cursor.map(After::parse).transpose()?;
        let limit = limit.clamp(1, LONGEST);
        let mut store = self.store.read()?;
        let cards = store.cards(filter, sort, after.as_ref(), limit + 1, as_of)?;
        Ok(page(cards, limit))
    }

    /// What the topmost stories of a filter can be picked out by, and how many of them each picks.
    ///
    /// # Errors
    /// As [`Desk::stories`].
    pub fn facets(&self, filter: &StoryFilter, sort: Sort) -> Result<Facets> {
        let mut store = self.store.read()?;
        let cards = store.cards(filter, sort, None, FACETED, None)?;
        let ids: Vec<StoryId> = cards.into_iter().map(|(card, _)| card.id).collect();
        store.facets(&ids)
    }

    /// A story with its reports and its history; an id that it had before leads to it, too.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn story(&self, id: &StoryId, as_of: Option<Seq>) -> Result<Option<StoryRecord>> {
        let mut store = self.store.read()?;
        let found = match as_of {
            None => follow(store.as_mut(), id)?,
            Some(_) => store.story(id, as_of)?.map(|row| (id.clone(), row)),
        };
        let Some((now, row)) = found else { return Ok(None) };
        let card = card_of(&row, store.as_mut())?;
        let json = String::from_utf8(codec::unpack(&row.document)?)
            .map_err(|_| Error::damaged("a stored story is no text"))?;
        #[derive(Deserialize)]
        struct Order {
            reports: Vec<ReportId>,
        }
        let order: Order = printed(&json)?;
        let mut reports: FxHashMap<ReportId, ReportCard> = FxHashMap::default();
        for row in store.members(std::slice::from_ref(&now), as_of, false)? {
            if let Some(card) = report_card(&row, row.revision)? {
                reports.insert(card.id.clone(), card);
            }
        }
        let came = store.came(&now)?.into_iter().map(Move::from).collect();
        Ok(Some(StoryRecord {
            card,
            story: RawValue::from_string(json).map_err(|e| Error::damaged(e.to_string()))?,
            reports: order.reports.iter().filter_map(|id| reports.remove(id)).collect(),
            versions: versions(store.as_mut(), &now)?,
            moved_from: (now != *id).then(|| id.clone()),
            came,
        }))
    }

    /// A report, what it says, its place and its history.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn report(&self, id: &ReportId, as_of: Option<Seq>) -> Result<Option<ReportRecord>> {
        let mut store = self.store.read()?;
        let Some(row) = store.report(id, as_of)? else { return Ok(None) };
        let mut revisions = Vec::new();
        for row in store.revisions(id)? {
            let commit = commit(store.as_mut(), row.from)?;
            revisions.push(version(row.from, row.to, &row.kind, commit));
        }
        Ok(Some(ReportRecord {
            report: codec::read_printed(&row.report, &row.reading)?,
            place: row.place.map(|place| printed(&place)).transpose()?,
            revisions,
            removed: row.removed,
        }))
    }

    /// People whose names begin so, those of most quotations first: key, name, number of quotation families.
    ///
    /// # Errors
    /// When the store fails.
    pub fn people(&self, prefix: &str, limit: usize) -> Result<Vec<(String, String, usize)>> {
        self.store.read()?.speakers(&words::key(prefix), limit.clamp(1, LONGEST))
    }

    /// What a person said; none when nobody of that name is quoted.
    ///
    /// # Errors
    /// When the cursor cannot be understood, or the store fails.
    pub fn person(&self, name: &str, cursor: Option<&str>, limit: usize) -> Result<Option<PersonRecord>> {
        #[derive(Deserialize)]
        struct Families {
            quotations: Vec<Box<RawValue>>,
        }
        let key = words::key(name);
        let after = cursor.map(After::parse).transpose()?;
        let limit = limit.clamp(1, LONGEST);
        let mut store = self.store.read()?;
        let total = store.family_count(&key)?;
        if total == 0 {
            return Ok(None);
        }
        let named = store.speakers(&key, 20)?.into_iter().find(|(k, ..)| *k == key).map(|(_, name, _)| name);
        let rows = store.families(&key, after.as_ref(), limit + 1)?;
        let places: Vec<((StoryId, usize), After)> =
            rows.into_iter().map(|(story, family, after)| ((story, family), after)).collect();
        let places = page(places, limit);
        // Families of one story come one after the other.
        let mut open: Option<(StoryId, StoryCard, Families)> = None;
        let mut items = Vec::new();
        for (story, family) in places.items {
            if open.as_ref().is_none_or(|(id, ..)| *id != story) {
                open = match store.story(&story, None)? {
                    Some(row) => {
                        let families = codec::read(&row.document)?;
                        Some((story.clone(), printed(&row.card)?, families))
                    }
                    None => None,
                };
            }
            if let Some((_, card, families)) = &open
                && let Some(quotation) = families.quotations.get(family)
            {
                items.push(PersonQuotation {
                    story,
                    headline: card.headline.clone(),
                    latest: card.latest.clone(),
                    outlets: card.outlets.clone(),
                    quotation: quotation.clone(),
                });
            }
        }
        Ok(Some(PersonRecord {
            name: named.unwrap_or_else(|| name.to_owned()),
            key,
            total,
            quotations: Page { items, next: places.next },
        }))
    }

    /// Commits after `since`, in order.
    ///
    /// # Errors
    /// When the store fails.
    pub fn commits(&self, since: Seq, limit: usize) -> Result<Vec<Commit>> {
        Ok(self.store.read()?.commits(since, limit)?.into_iter().map(Commit::from).collect())
    }

    /// What happened after event `since` (commit and number within it; `(seq, i64::MAX)` for all of a commit seen),
    /// in order.
    ///
    /// # Errors
    /// When the store fails.
    pub fn changes(&self, since: (Seq, i64), limit: usize) -> Result<Vec<Event>> {
        self.store.read()?.events(since, limit)
    }

    /// What happened to a story, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn story_changes(&self, id: &StoryId, limit: usize) -> Result<Vec<Event>> {
        self.store.read()?.story_events(id, limit)
    }

    /// Stories with their reports as one document, for `copydesk-present` and `copydesk-export`. Ids that stories
    /// had before lead to them; those that never were are left out.
    ///
    /// # Errors
    /// When the store fails or is damaged: every piece of evidence is cut anew from the reports that are stored.
    pub fn document(&self, stories: &[StoryId], readings: bool, as_of: Option<Seq>) -> Result<Document> {
        let mut store = self.store.read()?;
        let mut document = Document {
            schema: SCHEMA.to_owned(),
            reports: Vec::new(),
            assignments: Vec::new(),
            stories: Vec::new(),
        };
        for id in stories {
            let found = match as_of {
                None => follow(store.as_mut(), id)?,
                Some(_) => store.story(id, as_of)?.map(|row| (id.clone(), row)),
            };
            let Some((id, row)) = found else { continue };
            if document.stories.iter().any(|s| s.id == id) {
                continue;
            }
            let rows = store.members(std::slice::from_ref(&id), as_of, readings)?;
            let story = typed(&id, &row, &rows)?;
            let mut by_id: FxHashMap<ReportId, (AnnotatedReport, Option<Assignment>)> = FxHashMap::default();
            for row in rows {
                let report = codec::read_printed(&row.report, &row.reading)?;
                let place = row.place.map(|p| printed(&p)).transpose()?;
                by_id.insert(report.id.clone(), (report, place));
            }
            for (report, place) in story.reports.iter().filter_map(|r| by_id.remove(r)) {
                document.reports.push(report);
                document.assignments.extend(place);
            }
            document.stories.push(story);
        }
        Ok(document)
    }

    /// The ids of all stories there are, in the order of `sort`; for exports.
    ///
    /// # Errors
    /// When the filter cannot be understood, or the store fails.
    pub fn story_ids(&self, filter: &StoryFilter, sort: Sort, as_of: Option<Seq>) -> Result<Vec<StoryId>> {
        let mut store = self.store.read()?;
        let cards = store.cards(filter, sort, None, usize::MAX >> 1, as_of)?;
        Ok(cards.into_iter().map(|(card, _)| card.id).collect())
    }
}

/// A stored story with its evidence cut from its stored reports.
pub(crate) fn typed(id: &StoryId, row: &StoryRow, rows: &[ReportRow]) -> Result<Story> {
    let mut shelf = Shelf::default();
    for row in rows {
        shelf.push(codec::read_report(&row.report, &[])?.0);
    }
    let json = codec::unpack(&row.document)?;
    shelf
        .read(|| serde_json::from_slice::<Story>(&json))
        .map_err(|e| Error::damaged(format!("story {id} does not fit its reports: {e}")))
}

fn version(seq: Seq, until: Option<Seq>, kind: &str, commit: Option<CommitRow>) -> Version {
    let (at, note) = commit.map(|c| (c.at, c.note)).unwrap_or_default();
    Version { seq, at, until, kind: kind.to_owned(), note }
}

fn versions(store: &mut (impl Snapshot + ?Sized), id: &StoryId) -> Result<Vec<Version>> {
    let mut out = Vec::new();
    for row in store.versions(id)? {
        let commit = commit(store, row.from)?;
        let kind = commit.as_ref().map(|c| c.kind.clone()).unwrap_or_default();
        out.push(version(row.from, row.to, &kind, commit));
    }
    Ok(out)
}
