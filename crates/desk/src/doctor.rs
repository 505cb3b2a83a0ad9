//! *Is everything on the desk sound, and what can be made anew?*
//!
//! Reports are what cannot be made anew; everything else follows from them. So the doctor reads every report, checks
//! that its reading fits its text, that every story's evidence resolves and that all counts agree; and on request reads,
//! places, reconciles and indexes again what does not hold.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{Annotated, Silent};
use copydesk_model::{ReportId, StoryId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use crate::codec;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::reading::typed;
use crate::records::{Act, Seq, StoryCard};
use crate::sql::printed;
use crate::store::{ReportRow, Snapshot, StoryRow};
use crate::writing::{self, Change, Incoming};

/// Reports and stories looked at in one go.
const PAGE: usize = 200;

/// Something on the desk that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Stable: `database`, `report-unreadable`, `reading-unfit`, `report-without-place`, `story-unfit`,
    /// `story-members`, `story-counts`, `index-words`.
    pub code: String,
    /// What, in words.
    pub reason: String,
    /// Whether it can be made anew from the reports.
    pub repairable: bool,
}

/// What the doctor found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diagnosis {
    /// Reports looked at.
    pub reports: usize,
    /// Stories looked at.
    pub stories: usize,
    /// Pieces of evidence that were cut anew from their reports.
    pub evidence: usize,
    /// What does not hold.
    pub problems: Vec<Problem>,
    /// The commit that made it anew, if that was asked for and needed.
    pub repaired: Option<Seq>,
}

/// What is to be made anew.
#[derive(Debug, Default)]
struct Work {
    homeless: Vec<ReportId>,
    stories: BTreeSet<StoryId>,
    words: bool,
}

impl Desk {
    /// Looks at everything.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub fn check(&self) -> Result<Diagnosis> {
        let mut store = self.store.read()?;
        Ok(look(store.as_mut(), self)?.0)
    }

    /// Looks at everything and makes anew what does not hold and can be.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn repair(&self, act: &Act) -> Result<Diagnosis> {
        let mut tx = self.store.write()?;
        let (mut diagnosis, work) = look(tx.as_mut(), self)?;
        if diagnosis.problems.iter().all(|p| !p.repairable) {
            return Ok(diagnosis);
        }
        if work.words {
            tx.clear_words()?;
            let mut after = 0;
            loop {
                let rows = tx.scan(after, PAGE)?;
                let Some(last) = rows.last() else { break };
                after = last.rid;
                for row in rows {
                    if let Ok((report, _)) = codec::read_report(&row.report, &[]) {
                        tx.index(row.rid, &writing::found_by(&report))?;
                    }
                }
            }
        }
        let mut change = Change {
            kind: "repair",
            stories: work.stories.into_iter().collect(),
            force: true,
            ..Change::default()
        };
        for id in work.homeless {
            let Some(row) = tx.report(&id, None)? else { continue };
            let (report, _) = codec::read_report(&row.report, &[])?;
            let annotated = self.pipeline.annotate(vec![report], &Silent);
            change.incoming.extend(
                annotated.into_iter().map(|annotated: Annotated| Incoming { annotated, kind: "repaired" }),
            );
            // Only the model can tell where it belongs.
            change.regroup = true;
        }
        diagnosis.repaired = Some(writing::make(tx, change, act, self)?.seq);
        Ok(diagnosis)
    }
}

/// What is to be told of.
fn problem(code: &str, reason: String, repairable: bool) -> Problem {
    Problem { code: code.to_owned(), reason, repairable }
}

/// Looks at everything: the rows are read on this thread, while what was read before is looked at on all processors and the database
/// looks at itself.
fn look(store: &mut (impl Snapshot + ?Sized), desk: &Desk) -> Result<(Diagnosis, Work)> {
    std::thread::scope(|scope| {
        let own = scope.spawn(|| desk.store.read()?.check());
        let looked = look_at_rows(store);
        let own = own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let (mut diagnosis, work) = looked?;
        let own = own.into_iter().map(|line| problem("database", line, false));
        diagnosis.problems.splice(0..0, own);
        Ok((diagnosis, work))
    })
}

/// Reads pages on this thread until there is none, and judges each page's items on all processors while the next one is read.
/// The verdicts are in the order of the items.
fn judged<T: Send, V: Send>(
    mut page: impl FnMut() -> Result<Vec<T>>,
    judge: impl Fn(T) -> V + Sync,
) -> Result<Vec<V>> {
    let (read, pages) = std::sync::mpsc::sync_channel::<Vec<T>>(2);
    std::thread::scope(|scope| {
        let judging = scope.spawn(|| {
            let mut verdicts: Vec<V> = Vec::new();
            for page in pages {
                verdicts.par_extend(page.into_par_iter().map(&judge));
            }
            verdicts
        });
        let reading = loop {
            match page() {
                Ok(items) if items.is_empty() => break Ok(()),
                // The other end is there until this one is dropped.
                Ok(items) => drop(read.send(items)),
                Err(error) => break Err(error),
            }
        };
        drop(read);
        let verdicts = judging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        reading.map(|()| verdicts)
    })
}

/// What was found of a report: itself and its story, where they are known, and what does not hold.
type OfReport = (Option<(ReportId, Option<StoryId>)>, Option<Problem>);

fn look_at_report(row: &ReportRow) -> OfReport {
    let report = match codec::read_report(&row.report, &row.reading) {
        Ok((report, Some(_))) => Ok(report),
        _ => match codec::read_report(&row.report, &[]) {
            Ok((report, _)) => Err(report),
            Err(error) => {
                let reason = format!("report number {}: {error}", row.rid);
                return (None, Some(problem("report-unreadable", reason, false)));
            }
        },
    };
    let (fits, id) = match report {
        Ok(report) => (true, report.id),
        Err(report) => (false, report.id),
    };
    let place = row.place.as_ref().and_then(|p| printed::<copydesk_model::Assignment>(p).ok());
    let Some(place) = place else {
        let reason = format!("report {id} is in no story");
        return (Some((id, None)), Some(problem("report-without-place", reason, true)));
    };
    let unfit = || problem("reading-unfit", format!("what was read in report {id} is not of its text"), true);
    let unfit = (!fits).then(unfit);
    (Some((id, Some(place.story))), unfit)
}

fn look_at_rows(store: &mut (impl Snapshot + ?Sized)) -> Result<(Diagnosis, Work)> {
    let mut diagnosis = Diagnosis::default();
    let mut work = Work::default();
    let mut placed: BTreeMap<StoryId, BTreeSet<ReportId>> = BTreeMap::new();
    let mut after = 0;
    let reports = judged(
        || {
            let rows = store.scan(after, PAGE)?;
            after = rows.last().map_or(after, |row| row.rid);
            Ok(rows)
        },
        |row| look_at_report(&row),
    )?;
    diagnosis.reports = reports.len();
    for (known, problem) in reports {
        match known {
            Some((id, Some(story))) => {
                if problem.is_some() {
                    work.stories.insert(story.clone());
                }
                placed.entry(story).or_default().insert(id);
            }
            Some((id, None)) => work.homeless.push(id),
            None => {}
        }
        diagnosis.problems.extend(problem);
    }
    let mut after = String::new();
    let stories = judged(
        || {
            let ids = store.story_ids(&after, PAGE)?;
            if let Some(last) = ids.last() {
                last.as_str().clone_into(&mut after);
            }
            let mut members: FxHashMap<StoryId, Vec<ReportRow>> = FxHashMap::default();
            for row in store.members(&ids, None, false)? {
                // Where it is says the row by which it was found.
                if let Some(place) =
                    row.place.as_ref().and_then(|p| printed::<copydesk_model::Assignment>(p).ok())
                {
                    members.entry(place.story).or_default().push(row);
                }
            }
            ids.into_iter()
                .map(|id| {
                    let row = store.story(&id, None)?;
                    let rows = members.remove(&id).unwrap_or_default();
                    Ok((id, row, rows))
                })
                .collect()
        },
        |(id, row, rows)| {
            let members = placed.get(&id);
            let looked = look_at_story(&id, row.as_ref(), &rows, members);
            let problem = looked.as_ref().err().map(|error| {
                let code = if members.is_none() { "story-members" } else { "story-unfit" };
                problem(code, format!("story {id}: {error}"), true)
            });
            (id, looked.unwrap_or(0), problem)
        },
    )?;
    diagnosis.stories = stories.len();
    for (id, evidence, problem) in stories {
        diagnosis.evidence += evidence;
        placed.remove(&id);
        if problem.is_some() {
            work.stories.insert(id);
        }
        diagnosis.problems.extend(problem);
    }
    for (id, members) in placed {
        let reason = format!("{} reports are in story {id}, which is not there", members.len());
        diagnosis.problems.push(problem("story-members", reason, true));
        work.stories.insert(id);
    }
    let indexed = store.indexed()?;
    if indexed != diagnosis.reports {
        let reason = format!("{indexed} of {} reports can be searched", diagnosis.reports);
        diagnosis.problems.push(problem("index-words", reason, true));
        work.words = true;
    }
    Ok((diagnosis, work))
}

/// Whether a story's evidence resolves and its counts agree; how many pieces of evidence there are.
fn look_at_story(
    id: &StoryId,
    row: Option<&StoryRow>,
    rows: &[ReportRow],
    members: Option<&BTreeSet<ReportId>>,
) -> Result<usize> {
    let row = row.ok_or_else(|| Error::damaged("it is not there"))?;
    let story = typed(id, row, rows)?;
    let card: StoryCard = printed(&row.card)?;
    let own: BTreeSet<ReportId> = story.reports.iter().cloned().collect();
    if Some(&own) != members {
        return Err(Error::damaged(format!(
            "{} reports are in it and it tells of {}",
            members.map_or(0, BTreeSet::len),
            own.len()
        )));
    }
    let counts = [story.reports.len(), story.texts.len(), story.origins.len(), story.quotations.len()];
    if story.id != *id || [card.reports, card.texts, card.origins, card.quotations] != counts {
        return Err(Error::damaged("its counts do not agree with what it tells"));
    }
    for group in [&story.texts, &story.origins] {
        let grouped: BTreeSet<&ReportId> = group.iter().flatten().collect();
        if grouped.len() != own.len() || group.iter().map(Vec::len).sum::<usize>() != own.len() {
            return Err(Error::damaged("its texts or origins do not hold each report once"));
        }
    }
    Ok(story.brief.iter().map(|b| b.evidence.len()).sum::<usize>()
        + story.timeline.iter().map(|t| t.evidence.len()).sum::<usize>()
        + story.quotations.iter().flat_map(|q| &q.variants).map(|v| v.evidence.len()).sum::<usize>()
        + story.findings.iter().flat_map(|f| &f.values).map(|v| v.evidence.len()).sum::<usize>()
        + story.entities.iter().map(|e| e.evidence.len()).sum::<usize>()
        + story.copies.len() * 2)
}
