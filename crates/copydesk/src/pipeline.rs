//! The way of the data: annotate, group, date the undated, reconcile.

use std::collections::BTreeMap;

use copydesk_language::Language;
use copydesk_lineage as lineage;
use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{
    Assignment, DateCandidate, DateSource, Diagnostic, Interval, Member, Published, PublishedDate, Reading,
    Report, ReportId, SCHEMA, Severity, Story, StoryId,
};
use copydesk_reconcile as reconcile;
use copydesk_stories as stories;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::revisions;
use crate::siblings::nearest_day;

/// The stages of [`Pipeline::edit`], for a progress display.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reports to readings; counted in reports.
    Annotate,
    /// Readings to stories; counted in reports.
    Group,
    /// Stories to ledgers; counted in stories.
    Reconcile,
}

/// Hears how far the work is. Called from many threads.
pub trait Progress: Sync {
    /// `total` units of `stage` lie ahead.
    fn begin(&self, stage: Stage, total: usize);
    /// One more unit of `stage` is done.
    fn step(&self, stage: Stage);
    /// `stage` is over.
    fn end(&self, stage: Stage);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self, _: Stage) {}
    fn end(&self, _: Stage) {}
}

/// A report and what it says.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The report.
    pub report: Report,
    /// What it says.
    pub reading: Reading,
}

impl Annotated {
    /// Borrowed, as the rooms that compare reports take it.
    pub fn member(&self) -> Member<'_> {
        Member { report: &self.report, reading: &self.reading }
    }
}

/// The result of the main job.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Every report, in order of publication and id.
    pub reports: Vec<Annotated>,
    /// The place of each report, in the same order.
    pub assignments: Vec<Assignment>,
    /// The stories: those of most independent origins first.
    pub stories: Vec<Story>,
}

impl Edition {
    /// In its printed form.
    pub fn document(&self) -> Document {
        Document {
            schema: SCHEMA.to_owned(),
            reports: self
                .reports
                .par_iter()
                .map(|a| AnnotatedReport::new(&a.report, Some(&a.reading)))
                .collect(),
            assignments: self.assignments.clone(),
            stories: self.stories.clone(),
        }
    }

    /// What is laid out for people: the document without the readings, which the stories already sum up.
    pub fn digest(self) -> Document {
        Document {
            schema: SCHEMA.to_owned(),
            reports: self.reports.into_par_iter().map(|a| AnnotatedReport::new(&a.report, None)).collect(),
            assignments: self.assignments,
            stories: self.stories,
        }
    }
}

/// Prints what [`Edition::document`] prints, one report at a time, so that a large run is not held twice.
impl Serialize for Edition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Reports<'a>(&'a [Annotated]);
        impl Serialize for Reports<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer
                    .collect_seq(self.0.iter().map(|a| AnnotatedReport::new(&a.report, Some(&a.reading))))
            }
        }
        let mut document = serializer.serialize_struct("Document", 4)?;
        document.serialize_field("schema", SCHEMA)?;
        document.serialize_field("reports", &Reports(&self.reports))?;
        document.serialize_field("assignments", &self.assignments)?;
        document.serialize_field("stories", &self.stories)?;
        document.end()
    }
}

/// All stages with their settings.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// How stories are told apart.
    pub stories: stories::Settings,
    /// How much to say of each.
    pub reconcile: reconcile::Settings,
    language: &'static Language,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            stories: stories::Settings::default(),
            reconcile: reconcile::Settings::default(),
            language: Language::embedded(),
        }
    }
}

impl Pipeline {
    /// The main job: reports in any order to stories. Uses the current rayon thread pool; the result does not
    /// depend on its size nor on the order of `reports`.
    pub fn edit(&self, reports: Vec<Report>, progress: &dyn Progress) -> Edition {
        let mut reports = self.annotate(reports, progress);
        in_order(&mut reports);
        let assignments = self.group(&reports, progress);
        self.finish(reports, assignments, progress)
    }

    /// From grouped reports to stories: dates the undated from their siblings, puts all in order, reconciles.
    /// `assignments` are those of `reports`, in the same order.
    pub fn finish(
        &self,
        mut reports: Vec<Annotated>,
        assignments: Vec<Assignment>,
        progress: &dyn Progress,
    ) -> Edition {
        self.date_from_siblings(&mut reports, &assignments);
        // A new date changes the order. The grouping stands: it did without the date.
        let mut pairs: Vec<_> = reports.into_iter().zip(assignments).collect();
        pairs.sort_by(|(a, _), (b, _)| key(&a.report).cmp(&key(&b.report)));
        let (reports, assignments): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let stories = self.reconcile(&reports, &assignments, progress);
        let mut reports = reports;
        place(&mut reports, &stories);
        Edition { reports, assignments, stories }
    }

    /// What each report says, in the same order.
    pub fn annotate(&self, reports: Vec<Report>, progress: &dyn Progress) -> Vec<Annotated> {
        progress.begin(Stage::Annotate, reports.len());
        let annotated = reports
            .into_par_iter()
            .map(|report| {
                let reading = copydesk_reading::read(&report, self.language);
                progress.step(Stage::Annotate);
                Annotated { report, reading }
            })
            .collect();
        progress.end(Stage::Annotate);
        annotated
    }

    /// The story of each report, in the same order.
    pub fn group(&self, reports: &[Annotated], progress: &dyn Progress) -> Vec<Assignment> {
        progress.begin(Stage::Group, reports.len());
        let members: Vec<Member<'_>> = reports.iter().map(Annotated::member).collect();
        let assignments = stories::group(&members, &self.stories);
        progress.end(Stage::Group);
        assignments
    }

    /// Gives a report without a date the day of the dated report of its story that is most like it, marked as
    /// such, and reads it again with that date.
    fn date_from_siblings(&self, reports: &mut [Annotated], assignments: &[Assignment]) {
        let mut by_story: FxHashMap<&StoryId, Vec<usize>> = FxHashMap::default();
        for (i, assignment) in assignments.iter().enumerate() {
            by_story.entry(&assignment.story).or_default().push(i);
        }
        let lent: Vec<(usize, PublishedDate)> = (0..reports.len().min(assignments.len()))
            .into_par_iter()
            .filter(|i| reports[*i].report.published.date.is_none())
            .filter_map(|i| {
                let siblings = by_story.get(&assignments[i].story)?.iter().map(|s| &reports[*s].report);
                Some((i, nearest_day(&reports[i].report, siblings)?))
            })
            .collect();
        for (i, date) in lent {
            let annotated = &mut reports[i];
            annotated.report.published = Published::new(date, DateSource::Siblings);
            let lent = DateCandidate { date: date.to_string(), source: "siblings".to_owned() };
            annotated.report.provenance.dates.push(lent);
            annotated.reading = copydesk_reading::read(&annotated.report, self.language);
        }
    }

    /// The days that matter, the reports being all of one long story; `reports` as [`in_order`] has them.
    pub fn days(
        &self,
        reports: &[Annotated],
        settings: &reconcile::DaySettings,
    ) -> Vec<reconcile::TimelineDay> {
        let members: Vec<Member<'_>> = reports.iter().map(Annotated::member).collect();
        reconcile::days(&members, &lineage::trace(&members), settings)
    }

    /// The ledger of every story; `assignments` are those of `reports`, in the same order.
    pub fn reconcile(
        &self,
        reports: &[Annotated],
        assignments: &[Assignment],
        progress: &dyn Progress,
    ) -> Vec<Story> {
        let mut by_story: BTreeMap<&StoryId, Vec<usize>> = BTreeMap::new();
        for (i, assignment) in assignments.iter().enumerate() {
            by_story.entry(&assignment.story).or_default().push(i);
        }
        let groups: Vec<_> = by_story.into_iter().collect();
        progress.begin(Stage::Reconcile, groups.len());
        let mut stories: Vec<Story> = groups
            .into_par_iter()
            .map(|(id, members)| {
                let assigned: Vec<&Assignment> = members.iter().map(|i| &assignments[*i]).collect();
                let members: Vec<Member<'_>> = members.iter().map(|i| reports[*i].member()).collect();
                let lineage = lineage::trace(&members);
                let story = reconcile::reconcile(id.clone(), &members, &assigned, &lineage, &self.reconcile);
                progress.step(Stage::Reconcile);
                story
            })
            .collect();
        progress.end(Stage::Reconcile);
        stories.sort_by(|a, b| {
            (b.origins.len(), b.reports.len())
                .cmp(&(a.origins.len(), a.reports.len()))
                .then_with(|| a.id.cmp(&b.id))
        });
        stories
    }
}

/// Writes into the readings where the stories have placed a time that hangs on an event.
fn place(reports: &mut [Annotated], stories: &[Story]) {
    let number: FxHashMap<ReportId, usize> =
        reports.iter().enumerate().map(|(i, a)| (a.report.id.clone(), i)).collect();
    for placed in stories.iter().flat_map(|s| &s.placed) {
        let reading =
            number.get(placed.time.report()).and_then(|i| reports.get_mut(*i)).map(|a| &mut a.reading);
        let time = reading.and_then(|r| r.times.iter_mut().find(|t| t.span == placed.time.span()));
        if let Some(time) = time {
            time.interval = Some(Interval { from: placed.from, to: placed.to });
        }
    }
}

/// By publication (unknown last), then id: the order in which everything is done.
fn key(report: &Report) -> (bool, Option<jiff::civil::DateTime>, &ReportId) {
    let earliest = report.published.date.map(PublishedDate::earliest);
    (earliest.is_none(), earliest, &report.id)
}

/// Puts reports in the order of publication and id, which is that of every output.
pub fn in_order(reports: &mut [Annotated]) {
    reports.sort_by(|a, b| key(&a.report).cmp(&key(&b.report)));
}

/// Keeps each report once: the same id with the same text is dropped silently with a note, another text under a
/// used id is refused. What is kept does not depend on the order of arrival only if ids are unique; the first
/// arrival wins otherwise, and intake's order is fixed.
pub fn unique(reports: Vec<Report>) -> (Vec<Report>, Vec<Diagnostic>) {
    unique_by(reports, |report| report, |report| report)
}

/// As [`unique`], for anything that holds a report. The same page with another text is a revision of its report.
pub fn unique_by<T>(
    items: Vec<T>,
    report_of: impl Fn(&T) -> &Report,
    report_mut: impl Fn(&mut T) -> &mut Report,
) -> (Vec<T>, Vec<Diagnostic>) {
    let mut seen: FxHashMap<ReportId, usize> = FxHashMap::default();
    let mut diagnostics = Vec::new();
    let items = revisions::fold(items, &report_of, &report_mut, &mut diagnostics);
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        let report = report_of(&item);
        let Some(first) = seen.get(&report.id).map(|i| report_of(&kept[*i])) else {
            seen.insert(report.id.clone(), kept.len());
            kept.push(item);
            continue;
        };
        let same = first.text() == report.text();
        let (code, severity, reason) = if same {
            ("report-twice", Severity::Note, "was read already")
        } else {
            ("id-reused", Severity::Error, "has the id of another report, with another text")
        };
        diagnostics.push(Diagnostic {
            code: code.to_owned(),
            severity,
            file: report.source.clone(),
            record: None,
            byte: None,
            reason: format!("report {} {reason} (first in {})", report.id, first.source),
            remedy: if same { String::new() } else { "give it an id of its own".to_owned() },
        });
    }
    (kept, diagnostics)
}
