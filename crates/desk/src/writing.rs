//! *What does a change of the desk change?*
//!
//! Every change goes the same way: a region of the desk is placed anew ([`crate::assign`]), what came out otherwise than it
//! stands is reconciled anew, and all of it is one commit.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{Annotated, Pipeline, Silent};
use copydesk_model::{Assignment, Published, Reading, Report, ReportId, StoryId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

use crate::assign::{self, Placed, Rule};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::records::{Act, EventKind, Seq};
use crate::store::{Batch, Gone, NewEvent, NewReport, NewStory, ReportRow, StoryRow, Transaction};
use crate::{card, codec, words};

/// Up to so many reports the whole desk is grouped at every change, and equals the main job's result.
pub(crate) const WHOLE: usize = 1000;

/// A report that comes onto the desk.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) annotated: Annotated,
    /// `added`, `revised` or `restored`.
    pub(crate) kind: &'static str,
}

/// A change to be made.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) removed: Vec<ReportId>,
    /// Stories that are looked at in any case.
    pub(crate) stories: Vec<StoryId>,
    /// Whether the model places reports; else only the editor's rules are laid over what is.
    pub(crate) regroup: bool,
    /// Whether `stories` are made anew even if their reports are the same.
    pub(crate) force: bool,
    pub(crate) edit: Option<Rule>,
    pub(crate) undo: Option<i64>,
}

/// What a change did.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) seq: Seq,
    /// The place of every report that was looked at.
    pub(crate) places: FxHashMap<ReportId, StoryId>,
}

/// A report of the region.
struct Own {
    report: Report,
    reading: Option<Reading>,
    place: Option<Assignment>,
    /// How it is kept now; none for a new one.
    kept: Option<(Published, ReportRow)>,
    kind: Option<&'static str>,
}

/// Makes a change: one commit.
pub(crate) fn make(
    mut tx: Box<dyn Transaction + '_>,
    mut change: Change,
    act: &Act,
    desk: &Desk,
) -> Result<Changed> {
    let pipeline = &desk.pipeline;
    let undone = change.undo;
    let mut rules = assign::rules(&tx.edits(false)?)?;
    rules.retain(|(edit, _)| Some(*edit) != undone);
    if let Some(rule) = &change.edit {
        rules.push((tx.seq()?.0 + 1, rule.clone()));
    }
    let (region, whole) = region(tx.as_mut(), &change, desk)?;
    let (mut owns, left) = read_region(tx.as_mut(), &region, &change)?;
    for incoming in std::mem::take(&mut change.incoming) {
        let mut report = incoming.annotated.report;
        let lent = assign::without_lent_date(&mut report);
        let reading = (!lent).then_some(incoming.annotated.reading);
        owns.push(Own { report, reading, place: None, kept: None, kind: Some(incoming.kind) });
    }
    // The order of the main job, so that ties fall alike.
    owns.sort_by(|a, b| a.report.id.cmp(&b.report.id));
    let placed: Vec<Placed<'_>> = owns
        .iter()
        .map(|own| Placed {
            report: &own.report,
            place: own.place.as_ref(),
            stirred: own.kind.is_some()
                || own.place.as_ref().is_some_and(|place| change.stories.contains(&place.story)),
        })
        .collect();
    let assignments = if change.regroup {
        assign::by_model(&placed, pipeline, whole)
    } else {
        placed.iter().filter_map(|p| p.place.cloned()).collect()
    };
    let assignments = assign::by_editor(&placed, assignments, &rules, pipeline);
    drop(placed);
    let places: FxHashMap<ReportId, StoryId> =
        assignments.iter().map(|a| (a.report.clone(), a.story.clone())).collect();

    let mut stories = Stories::new(&owns, &assignments, &region, &left);
    if change.force {
        let there = |id: &&StoryId| assignments.iter().any(|a| a.story == **id);
        stories.touched.extend(change.stories.iter().filter(there).cloned());
    }
    let mut batch = Batch {
        at: act.at,
        kind: change.kind,
        who: act.who.clone(),
        note: act.note.clone(),
        removed: change.removed,
        edit: change
            .edit
            .as_ref()
            .map(|rule| Ok::<_, Error>((change.kind, codec::json(rule)?)))
            .transpose()?,
        undo: change.undo,
        ..Batch::default()
    };
    for id in &batch.removed {
        batch.events.push(NewEvent {
            kind: EventKind::Removed.name(),
            story: None,
            body: codec::json(&json!({ "report": id }))?,
        });
    }
    stories.reconcile(tx.as_mut(), owns, assignments, pipeline, &mut batch)?;
    let seq = tx.commit(&batch)?;
    Ok(Changed { seq, places })
}

/// The stories that are looked at, and whether they are all there are.
fn region(tx: &mut dyn Transaction, change: &Change, desk: &Desk) -> Result<(Vec<StoryId>, bool)> {
    let (reports, _) = tx.counts()?;
    if change.regroup && reports + change.incoming.len() <= desk.whole {
        return Ok((tx.story_ids("", usize::MAX >> 1)?, true));
    }
    let mut stories: BTreeSet<StoryId> = change.stories.iter().cloned().collect();
    if change.regroup {
        let window = i64::from(desk.pipeline.stories.window_days);
        let mut days: BTreeSet<i64> = BTreeSet::new();
        let mut undated = false;
        let mut note = |published: &Published| match published.day() {
            Some(day) => {
                days.insert(codec::days(day));
            }
            None => undated = true,
        };
        for incoming in &change.incoming {
            note(&incoming.annotated.report.published);
        }
        for row in tx.members(&change.stories, None, false)? {
            note(&codec::read_report(&row.report, &[])?.0.published);
        }
        if undated {
            // It may belong to any story; the newest are the likeliest.
            days.extend(tx.newest_day()?);
        }
        for (from, to) in stretches(&days, window) {
            stories.extend(tx.stories_between(from, to, undated)?);
        }
    }
    Ok((stories.into_iter().collect(), false))
}

/// Days with a window around each, as stretches that do not overlap.
fn stretches(days: &BTreeSet<i64>, window: i64) -> Vec<(i64, i64)> {
    let mut out: Vec<(i64, i64)> = Vec::new();
    for day in days {
        match out.last_mut() {
            Some((_, to)) if *to >= day - window => *to = day + window,
            _ => out.push((day - window, day + window)),
        }
    }
    out
}

/// A report that leaves its place, and the story that it was in.
type Left = (ReportId, StoryId);

fn read_region(
    tx: &mut dyn Transaction,
    region: &[StoryId],
    change: &Change,
) -> Result<(Vec<Own>, Vec<Left>)> {
    let leaving: FxHashSet<&ReportId> = change
        .removed
        .iter()
        .chain(change.incoming.iter().map(|incoming| &incoming.annotated.report.id))
        .collect();
    let mut owns = Vec::new();
    let mut left = Vec::new();
    for mut row in tx.members(region, None, false)? {
        let (mut report, _) = codec::read_report(&row.report, &[])?;
        let place: Option<Assignment> =
            row.place.take().map(|json| crate::sql::printed(&json)).transpose()?;
        if leaving.contains(&report.id) {
            left.extend(place.map(|place| (report.id, place.story)));
            continue;
        }
        let published = report.published;
        assign::without_lent_date(&mut report);
        row.report = Vec::new();
        owns.push(Own { report, reading: None, place, kept: Some((published, row)), kind: None });
    }
    Ok((owns, left))
}

/// What became of the stories of a region.
struct Stories {
    /// Those whose reports are others, or one of whose reports is fresh.
    touched: BTreeSet<StoryId>,
    /// Those that are no more, with where their founder is.
    gone: BTreeMap<StoryId, Option<StoryId>>,
    /// The story before, by the story that has its id or its founder now.
    before: BTreeMap<StoryId, StoryId>,
}

impl Stories {
    fn new(owns: &[Own], assignments: &[Assignment], region: &[StoryId], left: &[Left]) -> Self {
        let mut now: BTreeMap<&StoryId, BTreeSet<&ReportId>> = BTreeMap::new();
        let mut was: BTreeMap<&StoryId, BTreeSet<&ReportId>> =
            region.iter().map(|id| (id, BTreeSet::new())).collect();
        for (report, story) in left {
            was.entry(story).or_default().insert(report);
        }
        let mut touched = BTreeSet::new();
        let mut place: FxHashMap<&ReportId, &StoryId> = FxHashMap::default();
        for (own, assignment) in owns.iter().zip(assignments) {
            place.insert(&own.report.id, &assignment.story);
            now.entry(&assignment.story).or_default().insert(&own.report.id);
            if let Some(old) = &own.place {
                was.entry(&old.story).or_default().insert(&own.report.id);
            }
            if own.kind.is_some() {
                touched.insert(assignment.story.clone());
            }
        }
        for (id, members) in &now {
            if was.get(id) != Some(members) {
                touched.insert((*id).clone());
            }
        }
        let mut gone = BTreeMap::new();
        let mut before = BTreeMap::new();
        for (id, members) in &was {
            if now.contains_key(id) {
                before.insert((*id).clone(), (*id).clone());
                continue;
            }
            // Most of it, and of equals the first by id.
            let mut into: BTreeMap<&StoryId, usize> = BTreeMap::new();
            for story in members.iter().filter_map(|report| place.get(report)) {
                *into.entry(story).or_default() += 1;
            }
            let into = into
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))
                .map(|(story, _)| story.clone());
            if let Some(into) = &into {
                before.entry(into.clone()).or_insert_with(|| (*id).clone());
            }
            gone.insert((*id).clone(), into);
        }
        Self { touched, gone, before }
    }

    /// Reconciles the touched stories and puts all that is to be written into `batch`.
    fn reconcile(
        self,
        tx: &mut dyn Transaction,
        owns: Vec<Own>,
        assignments: Vec<Assignment>,
        pipeline: &Pipeline,
        batch: &mut Batch,
    ) -> Result<()> {
        let (mut readings, unfit) = self.readings(tx, &owns, &assignments)?;
        let mut annotated: Vec<Annotated> = Vec::new();
        let mut places: Vec<Assignment> = Vec::new();
        let mut kept: FxHashMap<ReportId, (Option<Published>, Option<&'static str>)> = FxHashMap::default();
        let mut undated: Vec<Report> = Vec::new();
        let mut undated_at: Vec<usize> = Vec::new();
        for (own, assignment) in owns.into_iter().zip(assignments) {
            if !self.touched.contains(&assignment.story) {
                continue;
            }
            if own.place.as_ref() != Some(&assignment) {
                batch.places.push(assignment.clone());
            }
            let was = own.kept.as_ref().map(|(published, _)| *published);
            kept.insert(own.report.id.clone(), (was, own.kind));
            // What was read with a lent date is read again without it, and then with what is lent now.
            let lent = was.is_some_and(|published| published != own.report.published);
            let reading = if lent { None } else { own.reading.or_else(|| readings.remove(&own.report.id)) };
            if reading.is_none() {
                undated.push(own.report.clone());
                undated_at.push(annotated.len());
            }
            annotated.push(Annotated { report: own.report, reading: reading.unwrap_or_default() });
            places.push(assignment);
        }
        for (at, again) in undated_at.into_iter().zip(pipeline.annotate(undated, &Silent)) {
            if let Some(slot) = annotated.get_mut(at) {
                *slot = again;
            }
        }
        let edition = pipeline.finish(annotated, places, &Silent);
        let mut of: FxHashMap<&StoryId, Vec<&Annotated>> = FxHashMap::default();
        let mut fresh: Vec<(&Annotated, &'static str)> = Vec::new();
        for (annotated, assignment) in edition.reports.iter().zip(&edition.assignments) {
            of.entry(&assignment.story).or_default().push(annotated);
            let (was, kind) = kept.get(&annotated.report.id).copied().unwrap_or_default();
            let kind = match (kind, was) {
                (Some(kind), _) => kind,
                (None, _) if unfit.contains(&annotated.report.id) => "repaired",
                (None, Some(was)) if was != annotated.report.published => "dated",
                _ => continue,
            };
            if kind == "revised" {
                batch.events.push(NewEvent {
                    kind: EventKind::Revised.name(),
                    story: Some(assignment.story.clone()),
                    body: codec::json(&json!({ "report": annotated.report.id }))?,
                });
            }
            fresh.push((annotated, kind));
        }
        batch.reports =
            fresh.into_par_iter().map(|(report, kind)| report_row(report, kind)).collect::<Result<_>>()?;
        let mut before: Vec<Option<StoryRow>> = Vec::with_capacity(edition.stories.len());
        for story in &edition.stories {
            let there = self.before.get(&story.id).map(|id| tx.story(id, None)).transpose()?;
            before.push(there.flatten());
        }
        let told: Vec<(Vec<NewEvent>, NewStory)> = edition
            .stories
            .par_iter()
            .zip(before)
            .map(|(story, before)| {
                // What cannot be read is made anew, and nothing is told about what it was.
                let before = before.and_then(|row| codec::read::<card::Before>(&row.document).ok());
                let reports = of.get(&story.id).map(Vec::as_slice).unwrap_or_default();
                Ok((card::events(story, before.as_ref())?, card::row(story, reports, batch.at)?))
            })
            .collect::<Result<_>>()?;
        for (events, story) in told {
            batch.events.extend(events);
            batch.stories.push(story);
        }
        for (id, into) in self.gone {
            let reason = match (&into, batch.kind) {
                (None, _) => "all its reports were removed",
                (Some(_), "merge") => "merged by an editor",
                (Some(_), "undo") => "an edit was undone",
                (Some(into), _) if self.before.get(into) == Some(&id) => {
                    "an earlier report is its founder now"
                }
                (Some(_), _) => "its reports are of one story with others",
            };
            batch.events.push(card::gone(&id, into.as_ref(), reason)?);
            batch.gone.push(Gone { id, into, reason: reason.to_owned() });
        }
        Ok(())
    }

    /// What the reports of touched stories say, where it is kept; and whose reading does not fit.
    fn readings(
        &self,
        tx: &mut dyn Transaction,
        owns: &[Own],
        assignments: &[Assignment],
    ) -> Result<(FxHashMap<ReportId, Reading>, FxHashSet<ReportId>)> {
        let mut stories: BTreeSet<StoryId> = BTreeSet::new();
        let mut wanted: FxHashSet<&ReportId> = FxHashSet::default();
        for (own, assignment) in owns.iter().zip(assignments) {
            if own.reading.is_none()
                && self.touched.contains(&assignment.story)
                && let Some(place) = &own.place
            {
                stories.insert(place.story.clone());
                wanted.insert(&own.report.id);
            }
        }
        let stories: Vec<StoryId> = stories.into_iter().collect();
        let mut out = FxHashMap::default();
        let mut unfit = FxHashSet::default();
        for row in tx.members(&stories, None, true)? {
            let Ok((report, reading)) = codec::read_report(&row.report, &row.reading) else {
                unfit.insert(codec::read_report(&row.report, &[])?.0.id);
                continue;
            };
            match reading {
                Some(reading) if wanted.contains(&report.id) => drop(out.insert(report.id, reading)),
                Some(_) => {}
                None => drop(unfit.insert(report.id)),
            }
        }
        Ok((out, unfit))
    }
}

/// A report as it is kept.
pub(crate) fn report_row(annotated: &Annotated, kind: &'static str) -> Result<NewReport> {
    let report = &annotated.report;
    let (packed, reading) = codec::pack_report(report, &annotated.reading)?;
    Ok(NewReport {
        id: report.id.clone(),
        page: report.url.as_deref().and_then(copydesk::intake::page_key),
        kind,
        minutes: codec::published_minutes(&report.published),
        day: report.published.day().map(codec::days),
        outlet: report.outlet.clone(),
        report: packed,
        reading,
        words: found_by(report),
    })
}

/// The plain words that a report is found by.
pub(crate) fn found_by(report: &Report) -> String {
    let texts = [report.title.as_deref(), report.byline.as_deref(), Some(report.text())];
    words::indexed(texts.into_iter().flatten())
}
