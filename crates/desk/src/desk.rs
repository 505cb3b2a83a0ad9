//! The desk: everything that can be done with a store of reports and stories.

use std::collections::BTreeMap;

use copydesk::intake::page_key;
use copydesk::{Annotated, Pipeline, Progress, Silent};
use copydesk_model::{Report, ReportId, StoryId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::assign::Rule;
use crate::codec;
use crate::error::{Error, ErrorKind, Result};
use crate::records::{Act, Added, Commit, Edit, EditRecord, Edited, Outcome, Seq, Stats};
use crate::sql::{Postgres, SqlStore, Sqlite};
use crate::store::{CommitRow, ReportRow, Snapshot, Store};
use crate::writing::{self, Change, Changed, Incoming};

/// Reports that are added in one commit. The more, the less often the stories around them are placed anew; the fewer, the
/// sooner they are safe.
const CHUNK: usize = 2000;

/// Reports and their stories, kept: see the crate's page.
///
/// It can be shared between threads. Reading never waits; one thread or process writes at a time and the others wait. All
/// calls block, so asynchronous callers put them on a thread of their own.
pub struct Desk {
    pub(crate) store: Box<dyn Store>,
    pub(crate) pipeline: Pipeline,
    /// Up to so many reports the whole desk is placed anew at every change.
    pub(crate) whole: usize,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("pipeline", &self.pipeline).finish_non_exhaustive()
    }
}

/// Hears of reports that are safely on the desk.
type Acknowledge<'a> = &'a mut dyn FnMut(&[(ReportId, Outcome)]);
/// The same, with the commit that holds them.
type Done<'a> = &'a mut dyn FnMut(Seq, &[(ReportId, Outcome)]);

impl Desk {
    /// Opens a desk, which is made where there is none: a file, or `postgres://USER@HOST/DATABASE`.
    ///
    /// # Errors
    /// When it cannot be reached, or is something else than a desk.
    pub fn open(target: &str) -> Result<Self> {
        Self::open_with(target, Pipeline::default())
    }

    /// Opens a desk whose stories are made with these settings.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn open_with(target: &str, pipeline: Pipeline) -> Result<Self> {
        let store: Box<dyn Store> =
            if target.starts_with("postgres://") || target.starts_with("postgresql://") {
                Box::new(SqlStore::open(Postgres::new(target)?)?)
            } else {
                Box::new(SqlStore::open(Sqlite::new(target.strip_prefix("sqlite:").unwrap_or(target)))?)
            };
        Ok(Self::of(store, pipeline))
    }

    pub(crate) fn of(store: Box<dyn Store>, pipeline: Pipeline) -> Self {
        Self { store, pipeline, whole: writing::WHOLE }
    }

    /// Opens a desk that is there; a missing file is not made.
    ///
    /// # Errors
    /// As [`Desk::open`], and when there is none.
    pub fn existing(target: &str) -> Result<Self> {
        let path = target.strip_prefix("sqlite:").unwrap_or(target);
        if !is_server(target) && !std::path::Path::new(path).exists() {
            return Err(Error::new(ErrorKind::Missing, format!("there is no desk at {path}")));
        }
        Self::open(target)
    }

    /// Adds reports, in any order, and tells what became of each. When it returns, all of them are on the disk.
    ///
    /// # Errors
    /// When the store fails; what was committed before stays.
    pub fn add(&self, reports: Vec<Report>, act: &Act) -> Result<Added> {
        self.add_with(reports, act, &Silent, &mut |_| {})
    }

    /// As [`Desk::add`]; `acknowledge` hears of reports as soon as they are safely on the desk.
    ///
    /// # Errors
    /// As [`Desk::add`].
    pub fn add_with(
        &self,
        reports: Vec<Report>,
        act: &Act,
        progress: &dyn Progress,
        acknowledge: Acknowledge<'_>,
    ) -> Result<Added> {
        let ids: Vec<ReportId> = reports.iter().map(|r| r.id.clone()).collect();
        let mut added = Added { seq: self.seq()?, outcomes: Vec::with_capacity(ids.len()) };
        let mut outcomes: FxHashMap<ReportId, Vec<Outcome>> = FxHashMap::default();
        let mut rest = reports;
        // A report that comes twice, and a page that does, are looked at again when their first text is on the desk.
        while !rest.is_empty() {
            let mut seen: FxHashSet<String> = FxHashSet::default();
            let (now, later): (Vec<Report>, Vec<Report>) = rest.into_iter().partition(|report| {
                let page = report.url.as_deref().and_then(page_key);
                // Both are noted, whatever the first says.
                let new_id = seen.insert(report.id.to_string());
                page.is_none_or(|page| seen.insert(format!("\0{page}"))) && new_id
            });
            rest = later;
            self.add_once(now, act, progress, &mut |seq, done| {
                added.seq = seq;
                acknowledge(done);
                for (id, outcome) in done {
                    outcomes.entry(id.clone()).or_default().push(outcome.clone());
                }
            })?;
        }
        // In the order in which they were handed in.
        let mut used: FxHashMap<ReportId, usize> = FxHashMap::default();
        for id in ids {
            let at = used.entry(id.clone()).or_default();
            if let Some(outcome) = outcomes.get(&id).and_then(|list| list.get(*at)) {
                added.outcomes.push((id, outcome.clone()));
            }
            *at += 1;
        }
        Ok(added)
    }

    /// Adds reports of different ids.
    fn add_once(
        &self,
        mut reports: Vec<Report>,
        act: &Act,
        progress: &dyn Progress,
        done: Done<'_>,
    ) -> Result<()> {
        copydesk::stories::sort(&mut reports, &self.pipeline.stories);
        // While one chunk is written the next ones are read, on a thread that waits for no lock: one lies ready and one is
        // being read, so that no processor waits for the part of the writing that only one can do.
        let (ready, prepared) = std::sync::mpsc::sync_channel(1);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while !reports.is_empty() {
                    let rest = reports.split_off(reports.len().min(CHUNK));
                    let chunk = self.prepare(std::mem::replace(&mut reports, rest), progress);
                    let failed = chunk.is_err();
                    if ready.send(chunk).is_err() || failed {
                        break;
                    }
                }
            });
            for chunk in prepared {
                let (seq, outcomes) = self.write_chunk(chunk?, act)?;
                done(seq, &outcomes);
            }
            Ok(())
        })
    }

    /// Sorts out what is there already and reads the rest.
    fn prepare(&self, reports: Vec<Report>, progress: &dyn Progress) -> Result<Prepared> {
        let mut prepared = Prepared::default();
        let mut wanted: Vec<(Report, &'static str)> = Vec::new();
        {
            let mut store = self.store.read()?;
            for report in reports {
                let named = report.id.clone();
                match compare(store.as_mut(), report)? {
                    Compared::Known(outcome) => prepared.outcomes.push((named, outcome)),
                    Compared::New(report, kind) => {
                        prepared.names.insert(report.id.clone(), named);
                        wanted.push((report, kind));
                    }
                }
            }
        }
        let (reports, kinds): (Vec<Report>, Vec<&'static str>) = wanted.into_iter().unzip();
        let annotated = self.pipeline.annotate(reports, progress);
        prepared.incoming =
            annotated.into_iter().zip(kinds).map(|(annotated, kind)| Incoming { annotated, kind }).collect();
        Ok(prepared)
    }

    fn write_chunk(&self, prepared: Prepared, act: &Act) -> Result<(Seq, Vec<(ReportId, Outcome)>)> {
        let Prepared { incoming, mut outcomes, names } = prepared;
        if incoming.is_empty() {
            return Ok((self.seq()?, outcomes));
        }
        let mut tx = self.store.write()?;
        // Another process may have been faster.
        let mut change = Change { kind: "add", regroup: true, ..Change::default() };
        let mut kinds: Vec<(ReportId, &'static str)> = Vec::new();
        for incoming in incoming {
            let id = incoming.annotated.report.id.clone();
            let named = names.get(&id).unwrap_or(&id).clone();
            match compare(tx.as_mut(), incoming.annotated.report)? {
                Compared::Known(outcome) => outcomes.push((named, outcome)),
                Compared::New(report, kind) => {
                    if kind == "revised" {
                        change.stories.extend(story_of(tx.as_mut(), &report.id)?);
                    }
                    kinds.push((report.id.clone(), kind));
                    let annotated = Annotated { report, reading: incoming.annotated.reading };
                    change.incoming.push(Incoming { annotated, kind });
                }
            }
        }
        if change.incoming.is_empty() {
            return Ok((tx.seq()?, outcomes));
        }
        let Changed { seq, places } = writing::make(tx, change, act, self)?;
        for (id, kind) in kinds {
            let Some(story) = places.get(&id).cloned() else { continue };
            let outcome =
                if kind == "revised" { Outcome::Revised { story } } else { Outcome::Added { story } };
            outcomes.push((names.get(&id).cloned().unwrap_or(id), outcome));
        }
        Ok((seq, outcomes))
    }

    /// An editor's edit. It wins over the model from now on, until it is undone.
    ///
    /// # Errors
    /// When it makes no sense, or the store fails.
    pub fn edit(&self, edit: &Edit, act: &Act) -> Result<Edited> {
        let mut tx = self.store.write()?;
        let mut follow = Vec::new();
        let change = match edit {
            Edit::Merge { stories } => {
                let mut founders = Vec::new();
                let mut known = Vec::new();
                for story in stories {
                    let (id, members) = members_of(tx.as_mut(), story)?;
                    if known.contains(&id) {
                        continue;
                    }
                    founders.extend(members.first().cloned());
                    follow.extend(members);
                    known.push(id);
                }
                if known.len() < 2 {
                    return Err(Error::invalid("a merge needs two stories or more"));
                }
                let rule = Rule::Together { reports: founders, stories: known.clone() };
                Change { kind: "merge", stories: known, edit: Some(rule), ..Change::default() }
            }
            Edit::Split { story, reports } => {
                let (id, members) = members_of(tx.as_mut(), story)?;
                let (part, rest): (Vec<ReportId>, Vec<ReportId>) =
                    members.iter().cloned().partition(|m| reports.contains(m));
                if let Some(stranger) = reports.iter().find(|r| !members.contains(r)) {
                    return Err(Error::invalid(format!("report {stranger} is not in story {id}")));
                }
                if part.is_empty() || rest.is_empty() {
                    return Err(Error::invalid("a split takes some reports out of a story, but not all"));
                }
                follow = members;
                let rule = Rule::Apart { story: id.clone(), part, rest };
                Change { kind: "split", stories: vec![id], edit: Some(rule), ..Change::default() }
            }
            Edit::Remove { reports } => {
                let mut stories = Vec::new();
                for id in reports {
                    let story = story_of(tx.as_mut(), id)?
                        .ok_or_else(|| Error::invalid(format!("report {id} is not on the desk")))?;
                    stories.push(story);
                }
                if reports.is_empty() {
                    return Err(Error::invalid("a removal needs a report"));
                }
                for row in tx.members(&stories, None, false)? {
                    let id = codec::read_printed(&row.report, &[])?.id;
                    if !reports.contains(&id) {
                        follow.push(id);
                    }
                }
                let rule = Rule::Off { reports: reports.clone() };
                Change {
                    kind: "remove",
                    stories,
                    removed: reports.clone(),
                    regroup: true,
                    edit: Some(rule),
                    ..Change::default()
                }
            }
            Edit::Undo { edit } => Self::undo(tx.as_mut(), *edit, &mut follow)?,
        };
        let undo = change.undo.is_some();
        let Changed { seq, places } = writing::make(tx, change, act, self)?;
        let mut stories: Vec<StoryId> = follow.iter().filter_map(|r| places.get(r).cloned()).collect();
        stories.sort();
        stories.dedup();
        Ok(Edited { seq, edit: (!undo).then_some(seq.0), stories })
    }

    fn undo(tx: &mut dyn Snapshot, edit: i64, follow: &mut Vec<ReportId>) -> Result<Change> {
        let row = tx
            .edits(true)?
            .into_iter()
            .find(|row| row.edit == edit)
            .ok_or_else(|| Error::invalid(format!("there is no edit {edit}")))?;
        if let Some(seq) = row.undone {
            return Err(Error::invalid(format!("edit {edit} was undone in commit {seq}")));
        }
        let mut change = Change { kind: "undo", regroup: true, undo: Some(edit), ..Change::default() };
        match crate::sql::printed(&row.body)? {
            Rule::Together { reports, .. } => *follow = reports,
            Rule::Apart { part, rest, .. } => *follow = part.into_iter().chain(rest).collect(),
            Rule::Off { reports } => {
                for id in &reports {
                    // Another edit may have taken it off once more, or it came back as something new.
                    let Some(row) = tx.report(id, None)?.filter(|row| row.removed == Some(edit)) else {
                        continue;
                    };
                    let (report, reading) = codec::read_report(&row.report, &row.reading)?;
                    let annotated = Annotated { report, reading: reading.unwrap_or_default() };
                    change.incoming.push(Incoming { annotated, kind: "restored" });
                }
                *follow = reports;
            }
        }
        for id in follow.iter() {
            change.stories.extend(story_of(tx, id)?);
        }
        change.stories.sort();
        change.stories.dedup();
        Ok(change)
    }

    /// Takes reports off the desk: an edit, so it can be undone.
    ///
    /// # Errors
    /// When one of them is not there, or the store fails.
    pub fn remove(&self, reports: &[ReportId], act: &Act) -> Result<Edited> {
        self.edit(&Edit::Remove { reports: reports.to_vec() }, act)
    }

    /// The last commit.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seq(&self) -> Result<Seq> {
        self.store.read()?.seq()
    }

    /// How much is on the desk.
    ///
    /// # Errors
    /// When the store fails.
    pub fn stats(&self) -> Result<Stats> {
        let mut store = self.store.read()?;
        let (reports, stories) = store.counts()?;
        Ok(Stats { seq: store.seq()?, reports, stories })
    }

    /// All edits, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn edits(&self) -> Result<Vec<EditRecord>> {
        let mut store = self.store.read()?;
        let rows = store.edits(true)?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let commit = store
                .commits(Seq(row.seq.0 - 1), 1)?
                .into_iter()
                .next()
                .ok_or_else(|| Error::damaged(format!("edit {} has no commit", row.edit)))?;
            let what = match crate::sql::printed(&row.body)? {
                Rule::Together { stories, .. } => Edit::Merge { stories },
                Rule::Apart { story, part, .. } => Edit::Split { story, reports: part },
                Rule::Off { reports } => Edit::Remove { reports },
            };
            out.push(EditRecord { edit: row.edit, commit: commit.into(), what, undone: row.undone });
        }
        Ok(out)
    }
}

fn is_server(target: &str) -> bool {
    target.starts_with("postgres://") || target.starts_with("postgresql://")
}

impl From<CommitRow> for Commit {
    fn from(row: CommitRow) -> Self {
        Self { seq: row.seq, at: row.at, kind: row.kind, who: row.who, note: row.note }
    }
}

/// Reports that were read and wait to be written.
#[derive(Debug, Default)]
struct Prepared {
    incoming: Vec<Incoming>,
    outcomes: Vec<(ReportId, Outcome)>,
    /// The id that a report was handed in with, by the one that it has on the desk.
    names: BTreeMap<ReportId, ReportId>,
}

/// How a report that is handed in stands to those on the desk.
#[allow(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
enum Compared {
    Known(Outcome),
    New(Report, &'static str),
}

fn compare(store: &mut (impl Snapshot + ?Sized), report: Report) -> Result<Compared> {
    if report.id.as_str().is_empty() || report.id.as_str().contains('\0') {
        return Ok(Compared::Known(Outcome::Refused {
            code: "id-unusable".to_owned(),
            reason: "an id must have letters, and none that no database can keep".to_owned(),
        }));
    }
    if let Some(row) = store.report(&report.id, None)? {
        return beside(&row, report, true).map(|compared| match compared {
            Beside::Known(outcome) => Compared::Known(outcome),
            Beside::Revision(report) => Compared::New(report, "revised"),
            Beside::Other(report) => Compared::New(report, "added"),
        });
    }
    // Another id, but perhaps the same page as it stands now.
    let mut report = report;
    if let Some(page) = report.url.as_deref().and_then(page_key) {
        for id in store.at_page(&page)? {
            let Some(row) = store.report(&id, None)? else { continue };
            report = match beside(&row, report, false)? {
                Beside::Known(outcome) => return Ok(Compared::Known(outcome)),
                Beside::Revision(report) => return Ok(Compared::New(report, "revised")),
                Beside::Other(report) => report,
            };
        }
    }
    Ok(Compared::New(report, "added"))
}

/// How a report stands to one that is on the desk.
#[allow(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
enum Beside {
    Known(Outcome),
    /// A state of the same report; what both make together, under the id that is on the desk.
    Revision(Report),
    Other(Report),
}

/// Asks the main job's rule for revisions. An id that is the same is never that of another report.
fn beside(row: &ReportRow, report: Report, same_id: bool) -> Result<Beside> {
    if let Some(edit) = row.removed {
        return Ok(Beside::Known(Outcome::Removed { edit }));
    }
    let (there, _) = codec::read_report(&row.report, &[])?;
    let (id, source, states) = (there.id.clone(), there.source.clone(), there.revisions.len());
    let published = there.published;
    let text = there.text().to_owned();
    // A file that was written anew: neither has an address, both come from one place.
    let rewritten = same_id
        && there.url.is_none()
        && report.url.is_none()
        && source == report.source
        && text != report.text();
    if rewritten {
        return Ok(Beside::Revision(report));
    }
    let other = report.clone();
    let (kept, diagnostics) = copydesk::unique(vec![there, report]);
    if kept.len() > 1 {
        return Ok(Beside::Other(other));
    }
    if diagnostics.iter().any(|d| d.code == "id-reused") {
        let reason =
            format!("report {id} has the id of another report, with another text (first from {source})");
        return Ok(Beside::Known(Outcome::Refused { code: "id-reused".to_owned(), reason }));
    }
    match kept.into_iter().next() {
        Some(mut state) if state.text() != text || state.revisions.len() != states => {
            state.id = id;
            // A date that was lent says nothing of this state.
            if state.published.date.is_none() {
                state.published = published;
            }
            Ok(Beside::Revision(state))
        }
        _ => Ok(Beside::Known(Outcome::Unchanged)),
    }
}

/// The story of a report.
fn story_of(store: &mut (impl Snapshot + ?Sized), id: &ReportId) -> Result<Option<StoryId>> {
    let Some(place) = store.report(id, None)?.and_then(|row| row.place) else { return Ok(None) };
    let place: copydesk_model::Assignment = crate::sql::printed(&place)?;
    Ok(Some(place.story))
}

/// A story by its id or one that it had, and its reports in its order.
fn members_of(store: &mut (impl Snapshot + ?Sized), id: &StoryId) -> Result<(StoryId, Vec<ReportId>)> {
    let (id, row) = crate::reading::follow(store, id)?
        .ok_or_else(|| Error::invalid(format!("there is no story {id}")))?;
    #[derive(serde::Deserialize)]
    struct Members {
        reports: Vec<ReportId>,
    }
    let members: Members = codec::read(&row.document)?;
    Ok((id, members.reports))
}
