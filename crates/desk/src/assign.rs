//! *Which story is each report in, now that others have come?*
//!
//! The grouping of the main job is run over a region of the desk: everything, while the desk is small, so that it says
//! exactly what the main job says of the same reports; else the stories that have a report within the window of a new
//! one. Of what comes out only that is taken which hangs together with the new reports, so that nothing far away moves.
//! Then the editor's edits are laid over it, oldest first: they name reports, not stories, and so outlive every
//! regrouping.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::Pipeline;
use copydesk_model::{Assignment, DateSource, Member, Published, Reading, Reason, Report, ReportId, StoryId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::store::EditRow;

/// What an edit says about reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Rule {
    /// The stories of these reports are one.
    Together { reports: Vec<ReportId>, stories: Vec<StoryId> },
    /// No report of `part` is in a story with one of `rest`.
    Apart { story: StoryId, part: Vec<ReportId>, rest: Vec<ReportId> },
    /// These are not on the desk.
    Off { reports: Vec<ReportId> },
}

/// The rules of edits, with their numbers.
pub(crate) fn rules(edits: &[EditRow]) -> Result<Vec<(i64, Rule)>> {
    edits.iter().map(|edit| Ok((edit.edit, crate::sql::printed(&edit.body)?))).collect()
}

/// A date that was lent by siblings does not count when it is asked who the siblings are.
pub(crate) fn without_lent_date(report: &mut Report) -> bool {
    let lent = report.published.from == DateSource::Siblings;
    if lent {
        report.published = Published::default();
    }
    lent
}

/// One report of a region.
pub(crate) struct Placed<'a> {
    pub(crate) report: &'a Report,
    /// Its place up to now; none for a new one.
    pub(crate) place: Option<&'a Assignment>,
    /// Whether it is new, has another text, or its story is looked at for another reason.
    pub(crate) stirred: bool,
}

/// Groups a region by the model; what does not hang together with stirred reports stays as it is, unless `whole`.
pub(crate) fn by_model(region: &[Placed<'_>], pipeline: &Pipeline, whole: bool) -> Vec<Assignment> {
    let nothing = Reading::default();
    let members: Vec<Member<'_>> =
        region.iter().map(|p| Member { report: p.report, reading: &nothing }).collect();
    let grouped = copydesk::stories::group(&members, &pipeline.stories);
    if whole {
        return grouped;
    }
    let moved = near_stirred(region, &grouped);
    grouped
        .into_iter()
        .zip(region)
        .enumerate()
        .map(|(i, (new, placed))| match placed.place {
            Some(old) if !moved.contains(&i) => old.clone(),
            _ => new,
        })
        .collect()
}

/// The reports whose story, as it was or as it would be, overlaps with that of a stirred one, over any number of steps.
fn near_stirred(region: &[Placed<'_>], grouped: &[Assignment]) -> FxHashSet<usize> {
    let mut was: FxHashMap<&StoryId, Vec<usize>> = FxHashMap::default();
    let mut would_be: FxHashMap<&StoryId, Vec<usize>> = FxHashMap::default();
    for (i, (placed, new)) in region.iter().zip(grouped).enumerate() {
        if let Some(old) = placed.place {
            was.entry(&old.story).or_default().push(i);
        }
        would_be.entry(&new.story).or_default().push(i);
    }
    let mut near = FxHashSet::default();
    let mut next: Vec<usize> = region.iter().enumerate().filter(|(_, p)| p.stirred).map(|(i, _)| i).collect();
    while let Some(i) = next.pop() {
        if !near.insert(i) {
            continue;
        }
        // A list is taken out when it has been followed, so that each is followed once.
        let old = region.get(i).and_then(|p| p.place).and_then(|old| was.remove(&old.story));
        let new = grouped.get(i).and_then(|new| would_be.remove(&new.story));
        next.extend(old.into_iter().chain(new).flatten());
    }
    near
}

/// Lays the editor's rules over the model's assignments and names every story by its founder.
pub(crate) fn by_editor(
    region: &[Placed<'_>],
    mut assignments: Vec<Assignment>,
    rules: &[(i64, Rule)],
    pipeline: &Pipeline,
) -> Vec<Assignment> {
    let number: FxHashMap<&ReportId, usize> =
        region.iter().enumerate().map(|(i, p)| (&p.report.id, i)).collect();
    let mut cluster: Vec<usize> = Vec::with_capacity(region.len());
    let mut of: FxHashMap<StoryId, usize> = FxHashMap::default();
    for assignment in &assignments {
        let next = of.len();
        cluster.push(*of.entry(assignment.story.clone()).or_insert(next));
    }
    let mut clusters = of.len();
    let mut touched: BTreeMap<usize, (i64, &'static str)> = BTreeMap::new();
    for (edit, rule) in rules {
        match rule {
            Rule::Together { reports, .. } => {
                let these: BTreeSet<usize> =
                    reports.iter().filter_map(|r| cluster.get(*number.get(r)?).copied()).collect();
                let Some(into) = these.first().copied().filter(|_| these.len() > 1) else { continue };
                for (i, c) in cluster.iter_mut().enumerate() {
                    if these.contains(c) {
                        touched.insert(i, (*edit, "merged by an editor"));
                        *c = into;
                    }
                }
            }
            Rule::Apart { part, rest, .. } => {
                let numbers = |ids: &[ReportId]| -> BTreeSet<usize> {
                    ids.iter().filter_map(|r| number.get(r).copied()).collect()
                };
                let (part, rest) = (numbers(part), numbers(rest));
                let of = |set: &BTreeSet<usize>| -> BTreeSet<usize> {
                    set.iter().filter_map(|i| cluster.get(*i).copied()).collect()
                };
                let both: Vec<usize> = of(&part).intersection(&of(&rest)).copied().collect();
                for whole in both {
                    let members: Vec<usize> =
                        cluster.iter().enumerate().filter(|(_, c)| **c == whole).map(|(i, _)| i).collect();
                    for i in members {
                        let goes =
                            part.contains(&i) || (!rest.contains(&i) && is_nearer(region, i, &part, &rest));
                        if goes && let Some(c) = cluster.get_mut(i) {
                            *c = clusters;
                        }
                        touched.insert(i, (*edit, "split by an editor"));
                    }
                    clusters += 1;
                }
            }
            Rule::Off { .. } => {}
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, c) in cluster.iter().enumerate() {
        members.entry(*c).or_default().push(i);
    }
    for these in members.values() {
        let reports = these.iter().filter_map(|i| region.get(*i)).map(|p| p.report);
        let Some(story) = copydesk::stories::story_id(reports, &pipeline.stories) else { continue };
        for i in these {
            if let Some(assignment) = assignments.get_mut(*i) {
                assignment.story = story.clone();
            }
        }
    }
    for (i, assignment) in assignments.iter_mut().enumerate() {
        if let Some((edit, what)) = touched.get(&i) {
            let terms = vec![(*what).to_owned(), format!("edit {edit}")];
            assignment.why.retain(|reason| reason.signal != "editor");
            assignment.why.insert(0, Reason { signal: "editor".to_owned(), terms, weight: 1.0 });
        }
    }
    assignments
}

/// Whether a report that no edit names is more like the one part of a split story than like the other.
fn is_nearer(region: &[Placed<'_>], i: usize, part: &BTreeSet<usize>, rest: &BTreeSet<usize>) -> bool {
    let words = |i: usize| -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        if let Some(placed) = region.get(i) {
            for text in placed.report.title.as_deref().into_iter().chain([placed.report.text()]) {
                crate::words::each(text, |_, word| {
                    if word.len() > 4 {
                        out.insert(word.to_owned());
                    }
                });
            }
        }
        out
    };
    let own = words(i);
    let likeness = |set: &BTreeSet<usize>| {
        set.iter()
            .map(|other| {
                let theirs = words(*other);
                let shared = own.intersection(&theirs).count() as f64;
                shared / ((own.len() * theirs.len()) as f64).sqrt().max(1.0)
            })
            .fold(0.0, f64::max)
    };
    likeness(part) > likeness(rest)
}
