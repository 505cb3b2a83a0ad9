//! *Is everything on the desk sound, and what can be made anew?*
//!
//! Reports are what cannot be made anew; everything else follows from them. So the doctor reads every report, checks
//! that its reading fits its text, that every story's evidence resolves and that all counts agree; and on request reads,
//! places, reconciles and indexes again what does not hold.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{Annotated, Silent};
use copydesk_model::{ReportId, StoryId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::codec;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::reading::typed;
use crate::records::{Act, Seq, StoryCard};
use crate::sql::printed;
use crate::store::Snapshot;
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
        Ok(look(store.as_mut())?.0)
    }

    /// Looks at everything and makes anew what does not hold and can be.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn repair(&self, act: &Act) -> Result<Diagnosis> {
        let mut tx = self.store.write()?;
        let (mut diagnosis, work) = look(tx.as_mut())?;
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

fn look(store: &mut (impl Snapshot + ?Sized)) -> Result<(Diagnosis, Work)> {
    let mut diagnosis = Diagnosis::default();
    let mut work = Work::default();
    let tell = |problems: &mut Vec<Problem>, code: &str, reason: String, repairable: bool| {
        problems.push(Problem { code: code.to_owned(), reason, repairable });
    };
    for line in store.check()? {
        tell(&mut diagnosis.problems, "database", line, false);
    }
    let mut placed: BTreeMap<StoryId, BTreeSet<ReportId>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let rows = store.scan(after, PAGE)?;
        let Some(last) = rows.last() else { break };
        after = last.rid;
        for row in &rows {
            diagnosis.reports += 1;
            let report = match codec::read_report(&row.report, &[]) {
                Ok((report, _)) => report,
                Err(error) => {
                    let reason = format!("report number {}: {error}", row.rid);
                    tell(&mut diagnosis.problems, "report-unreadable", reason, false);
                    continue;
                }
            };
            let story = row.place.as_ref().and_then(|p| printed::<copydesk_model::Assignment>(p).ok());
            let Some(story) = story.map(|place| place.story) else {
                let reason = format!("report {} is in no story", report.id);
                tell(&mut diagnosis.problems, "report-without-place", reason, true);
                work.homeless.push(report.id);
                continue;
            };
            if !matches!(codec::read_report(&row.report, &row.reading), Ok((_, Some(_)))) {
                let reason = format!("what was read in report {} is not of its text", report.id);
                tell(&mut diagnosis.problems, "reading-unfit", reason, true);
                work.stories.insert(story.clone());
            }
            placed.entry(story).or_default().insert(report.id);
        }
    }
    let mut after = String::new();
    loop {
        let ids = store.story_ids(&after, PAGE)?;
        let Some(last) = ids.last() else { break };
        last.as_str().clone_into(&mut after);
        for id in &ids {
            diagnosis.stories += 1;
            let members = placed.remove(id).unwrap_or_default();
            if let Err(error) = look_at_story(store, id, &members, &mut diagnosis.evidence) {
                let code = if members.is_empty() { "story-members" } else { "story-unfit" };
                tell(&mut diagnosis.problems, code, format!("story {id}: {error}"), true);
                work.stories.insert(id.clone());
            }
        }
    }
    for (id, members) in placed {
        let reason = format!("{} reports are in story {id}, which is not there", members.len());
        tell(&mut diagnosis.problems, "story-members", reason, true);
        work.stories.insert(id);
    }
    let indexed = store.indexed()?;
    if indexed != diagnosis.reports {
        let reason = format!("{indexed} of {} reports can be searched", diagnosis.reports);
        tell(&mut diagnosis.problems, "index-words", reason, true);
        work.words = true;
    }
    Ok((diagnosis, work))
}

/// Whether a story's evidence resolves and its counts agree.
fn look_at_story(
    store: &mut (impl Snapshot + ?Sized),
    id: &StoryId,
    members: &BTreeSet<ReportId>,
    evidence: &mut usize,
) -> Result<()> {
    let row = store.story(id, None)?.ok_or_else(|| Error::damaged("it is not there"))?;
    let (story, _) = typed(store, id, &row, false, None)?;
    let card: StoryCard = printed(&row.card)?;
    let own: BTreeSet<ReportId> = story.reports.iter().cloned().collect();
    if own != *members {
        return Err(Error::damaged(format!(
            "{} reports are in it and it tells of {}",
            members.len(),
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
    *evidence += story.brief.iter().map(|b| b.evidence.len()).sum::<usize>()
        + story.timeline.iter().map(|t| t.evidence.len()).sum::<usize>()
        + story.quotations.iter().flat_map(|q| &q.variants).map(|v| v.evidence.len()).sum::<usize>()
        + story.findings.iter().flat_map(|f| &f.values).map(|v| v.evidence.len()).sum::<usize>()
        + story.entities.iter().map(|e| e.evidence.len()).sum::<usize>()
        + story.copies.len() * 2;
    Ok(())
}
