//! One report at a time into stories.
//!
//! A report joins the live story that it most likely belongs to, or starts one. When it is about to leave the window
//! it is taken out and placed once more, since by then all its neighbours are known; so a story that fell in two
//! comes together and one that was fused comes apart. What lies two windows back is closed, explained and
//! forgotten: memory is bounded by what is live.

use copydesk_model::{Assignment, PublishedDate, Report, ReportId};

use crate::Settings;
use crate::cluster::{Clusters, Item};
use crate::features::{Counts, Vocabulary};
use crate::model::{Model, Thresholds};
use crate::saga::Sagas;
use crate::{id, why};

/// A neighbour whose log odds lie so far below the threshold is not looked at again.
const FAR: f32 = 2.0;

/// Where a report was put.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) story: u32,
    /// The next best story and its log odds.
    pub(crate) runner_up: Option<(u32, f32)>,
}

/// Groups a stream of reports, best in the order of their publication. A late one joins its story as long as that is
/// live.
///
/// ```
/// use copydesk_model::{Report, ReportId};
/// use copydesk_stories::{Grouper, Settings};
///
/// let mut grouper = Grouper::new(&Settings::default());
/// for (id, text) in [("a", "A ferry ran aground at Skerry Point."), ("b", "The council of Brenn voted.")] {
///     grouper.push(&Report::new(ReportId::new(id), text));
/// }
/// let assignments = grouper.finish();
/// assert_eq!(assignments.len(), 2);
/// assert_ne!(assignments[0].story, assignments[1].story);
/// ```
#[derive(Clone, Debug)]
pub struct Grouper {
    settings: Settings,
    pub(crate) model: Model,
    pub(crate) thresholds: Thresholds,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) clusters: Clusters,
    items: Vec<Item>,
    reports: Vec<Founder>,
    pub(crate) places: Vec<Place>,
    finished: Vec<Option<Assignment>>,
    sagas: Sagas,
    /// The next report to settle.
    unsettled: usize,
    /// Stories that are not closed, and the day up to which they were looked through.
    live: Vec<u32>,
    now: Option<f32>,
    /// Undated reports are to come that may belong to any story: none is closed before the end.
    pub(crate) keep: bool,
}

/// By what the founder of a story is chosen: the earliest, undated ones last.
type Founder = (bool, Option<jiff::civil::DateTime>, ReportId);

/// The order in which reports are taken.
pub(crate) fn order(report: &Report, dates: bool) -> Founder {
    let date = report.published.date.filter(|d| dates && d.day().is_some());
    (date.is_none(), date.map(PublishedDate::earliest), report.id.clone())
}

impl Grouper {
    /// A grouper without reports.
    pub fn new(settings: &Settings) -> Self {
        Self {
            settings: settings.clone(),
            model: Model::default(),
            thresholds: Thresholds::default(),
            vocabulary: Vocabulary::new(),
            clusters: Clusters::default(),
            items: Vec::new(),
            reports: Vec::new(),
            places: Vec::new(),
            finished: Vec::new(),
            sagas: Sagas::default(),
            unsettled: 0,
            live: Vec::new(),
            now: None,
            keep: false,
        }
    }

    /// Takes the next report.
    pub fn push(&mut self, report: &Report) {
        let counts = self.vocabulary.read(report);
        self.vocabulary.learn(&counts);
        self.push_counts(report, &counts);
    }

    /// Takes a report whose words are learned already.
    pub(crate) fn push_counts(&mut self, report: &Report, counts: &Counts) {
        let item = self.item(counts, self.day(report));
        self.reports.push(order(report, self.settings.dates));
        self.push_item(item);
    }

    /// Closes all stories; the place of every report, in the order in which they came.
    pub fn finish(mut self) -> Vec<Assignment> {
        self.settle_all();
        for story in std::mem::take(&mut self.live) {
            self.close(story);
        }
        let sagas = self.sagas.finish(&self.model);
        for assignment in self.finished.iter_mut().flatten() {
            assignment.saga = sagas.get(&assignment.story).cloned();
        }
        self.finished.into_iter().flatten().collect()
    }

    /// The day that counts for grouping.
    pub(crate) fn day(&self, report: &Report) -> Option<f32> {
        let date = report.published.date.filter(|_| self.settings.dates)?;
        date.day()?;
        let at = date.earliest();
        let days = at.date().since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
        Some(days as f32 + f32::from(at.hour()) / 24.0)
    }

    /// What a report is compared by.
    pub(crate) fn item(&self, counts: &Counts, day: Option<f32>) -> Item {
        Item { fields: self.vocabulary.vectors(counts), day }
    }

    pub(crate) fn push_item(&mut self, item: Item) {
        if let Some(now) = item.day {
            self.advance(now);
        }
        let number = self.items.len() as u32;
        self.items.push(item);
        self.places.push(Place::default());
        self.finished.push(None);
        self.place(number);
    }

    /// Settles what has left the window and closes stories that take no more.
    fn advance(&mut self, now: f32) {
        let window = self.settings.window_days as f32;
        while let Some(item) = self.items.get(self.unsettled) {
            if item.day.is_some_and(|d| d + window >= now) {
                break;
            }
            self.settle(self.unsettled as u32);
            self.unsettled += 1;
        }
        // Once a day is often enough to look for stories that ended.
        if self.keep || self.now.is_some_and(|before| now < before + 1.0) {
            return;
        }
        self.now = Some(now);
        let (ended, live): (Vec<u32>, Vec<u32>) =
            std::mem::take(&mut self.live).into_iter().partition(|story| {
                self.clusters.stories.get(*story as usize).is_none_or(|c| {
                    let last = c.period().map(|(_, to)| to).or(c.touched);
                    c.members.is_empty() || last.is_some_and(|to| to + 2.0 * window < now)
                })
            });
        self.live = live;
        for story in ended {
            self.close(story);
        }
    }

    /// Places everything that was not, and undated reports, which wait for nobody, twice more.
    pub(crate) fn settle_all(&mut self) {
        for number in std::mem::replace(&mut self.unsettled, usize::MAX)..self.items.len() {
            self.settle(number as u32);
        }
        let undated: Vec<u32> = (0..self.items.len() as u32)
            .filter(|n| self.items.get(*n as usize).is_some_and(|i| i.day.is_none()))
            .collect();
        for _ in 0..2 {
            for number in &undated {
                self.settle(*number);
            }
        }
    }

    /// Takes a report out of its story and places it again, now that its neighbours are known.
    fn settle(&mut self, number: u32) {
        let (Some(item), Some(place)) =
            (self.items.get(number as usize), self.places.get(number as usize).copied())
        else {
            return;
        };
        // What is alone and had nothing near it would have drawn whatever came near it later.
        let alone = self.clusters.stories.get(place.story as usize).is_some_and(|c| c.members.len() == 1);
        let far = place.runner_up.is_none_or(|(_, odds)| odds < self.thresholds.join - FAR);
        if self.clusters.is_closed(place.story) || (alone && far) {
            return;
        }
        self.clusters.leave(place.story, number, item);
        self.place(number);
    }

    /// Joins the best story or starts one.
    fn place(&mut self, number: u32) {
        let Some(item) = self.items.get(number as usize) else { return };
        let window = self.settings.window_days as f32;
        let mut scored: Vec<(u32, f32)> = self
            .clusters
            .candidates(item, window)
            .into_iter()
            .filter_map(|story| {
                let mut signals = self.clusters.stories.get(story as usize)?.beside_item(item);
                signals.crowd = self.vocabulary.learned();
                let near = signals.days.is_none_or(|d| d <= window);
                near.then(|| (story, self.model.odds(&signals)))
            })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = scored.first().copied().filter(|(_, odds)| *odds > self.thresholds.join);
        let story = if let Some((story, _)) = best {
            self.clusters.join(story, number, item);
            story
        } else {
            let story = self.clusters.start(number, item);
            self.live.push(story);
            story
        };
        self.clusters.touch(story, self.now);
        let runner_up = scored.iter().copied().find(|(s, _)| *s != story);
        if let Some(place) = self.places.get_mut(number as usize) {
            *place = Place { story, runner_up };
        }
        self.merge(story, &scored);
    }

    /// Merges a story that changed with that of its neighbours that is now as close as reports of one story are, on
    /// average over all pairs of reports: one report in between does not fuse two stories.
    fn merge(&mut self, story: u32, neighbours: &[(u32, f32)]) {
        let window = self.settings.window_days as f32;
        let mut best: Option<(u32, f32)> = None;
        for (other, _) in neighbours.iter().filter(|(s, _)| *s != story).take(4) {
            let (Some(a), Some(b)) =
                (self.clusters.stories.get(story as usize), self.clusters.stories.get(*other as usize))
            else {
                continue;
            };
            if b.members.is_empty() {
                continue;
            }
            let mut signals = a.beside(b);
            signals.crowd = self.vocabulary.learned();
            let odds = self.model.odds(&signals);
            if signals.days.is_none_or(|d| d <= window)
                && odds > self.thresholds.merge
                && best.is_none_or(|(_, o)| odds > o)
            {
                best = Some((*other, odds));
            }
        }
        let Some((other, _)) = best else { return };
        let (into, from) = (story.min(other), story.max(other));
        for member in self.clusters.merge(into, from) {
            if let Some(place) = self.places.get_mut(member as usize) {
                place.story = into;
            }
        }
    }

    /// Explains the places of a story's reports and lets go of all but its outline.
    fn close(&mut self, story: u32) {
        let cluster = self.clusters.close(story);
        let founder = cluster.members.iter().filter_map(|m| self.reports.get(*m as usize)).min();
        let Some(founder) = founder.cloned() else { return };
        let name = id::story(&founder.2);
        self.clusters.remember(story, &name);
        for member in &cluster.members {
            let at = *member as usize;
            let (Some(item), Some(report), Some(place)) =
                (self.items.get(at), self.reports.get(at), self.places.get(at))
            else {
                continue;
            };
            let runner_up = place
                .runner_up
                .filter(|(s, _)| *s != story)
                .and_then(|(s, odds)| Some((self.name(s)?, odds)));
            let assignment = why::assignment(
                &report.2,
                name.clone(),
                &cluster,
                item,
                runner_up,
                self.vocabulary.learned(),
                (&self.model, &self.vocabulary),
            );
            if let Some(slot) = self.finished.get_mut(at) {
                *slot = Some(assignment);
            }
            if let Some(item) = self.items.get_mut(at) {
                item.forget();
            }
        }
        self.sagas.add(name, &cluster);
    }

    /// The name of a story that is closed, or as it stands now.
    fn name(&self, story: u32) -> Option<copydesk_model::StoryId> {
        if let Some(name) = self.clusters.name(story) {
            return Some(name.clone());
        }
        let cluster = self.clusters.stories.get(story as usize)?;
        let founder = cluster.members.iter().filter_map(|m| self.reports.get(*m as usize)).min()?;
        Some(id::story(&founder.2))
    }
}
