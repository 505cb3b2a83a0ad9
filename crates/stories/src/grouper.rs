//! One report at a time into stories.

use copydesk_model::Report;

use crate::Settings;
use crate::cluster::{Clusters, Item};
use crate::features::{Counts, Vocabulary};
use crate::model::Model;

/// Log odds above which a report joins, and above which stories merge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    pub(crate) join: f32,
    pub(crate) merge: f32,
}

/// Where a report was put.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) story: u32,
    /// Log odds with the story it joined; none when it started one.
    pub(crate) odds: Option<f32>,
    /// The next best story and its log odds.
    pub(crate) runner_up: Option<(u32, f32)>,
}

/// Groups a stream.
#[derive(Clone, Debug)]
pub(crate) struct Grouper {
    pub(crate) settings: Settings,
    pub(crate) model: Model,
    pub(crate) thresholds: Thresholds,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) clusters: Clusters,
    pub(crate) items: Vec<Item>,
    pub(crate) places: Vec<Place>,
    /// The next report to settle.
    unsettled: usize,
    /// The first story that may still be live.
    live: usize,
}

impl Grouper {
    pub(crate) fn new(settings: Settings, model: Model, thresholds: Thresholds) -> Self {
        Self {
            settings,
            model,
            thresholds,
            vocabulary: Vocabulary::new(),
            clusters: Clusters::default(),
            items: Vec::new(),
            places: Vec::new(),
            unsettled: 0,
            live: 0,
        }
    }

    /// The day that counts for grouping.
    pub(crate) fn day(&self, report: &Report) -> Option<f32> {
        let date = report.published.date.filter(|_| self.settings.dates)?;
        date.day()?;
        let at = date.earliest();
        let days = at.date().since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
        Some(days as f32 + f32::from(at.hour()) / 24.0)
    }

    /// Takes a report that was read.
    pub(crate) fn push(&mut self, counts: &Counts, day: Option<f32>) {
        let item = Item { fields: self.vocabulary.vectors(counts), words: counts.words as f32, day };
        if let Some(now) = day {
            self.advance(now);
        }
        let number = self.items.len() as u32;
        self.items.push(item);
        self.places.push(Place::default());
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
        while let Some(cluster) = self.clusters.clusters.get(self.live) {
            let ended = cluster.period().is_none_or(|(_, to)| to + 2.0 * window < now);
            if !ended {
                break;
            }
            self.clusters.close(self.live as u32);
            self.live += 1;
        }
    }

    /// Settles everything.
    pub(crate) fn finish(&mut self) {
        while self.unsettled < self.items.len() {
            self.settle(self.unsettled as u32);
            self.unsettled += 1;
        }
        for _ in 0..2 {
            for number in 0..self.items.len() as u32 {
                if self.items.get(number as usize).is_some_and(|i| i.day.is_none()) {
                    self.settle(number);
                }
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
        self.clusters.leave(place.story, number, item);
        self.place(number);
    }

    /// Joins the best story or starts one.
    fn place(&mut self, number: u32) {
        let Some(item) = self.items.get(number as usize) else { return };
        let candidates = self.clusters.candidates(item, &self.vocabulary);
        let window = self.settings.window_days as f32;
        let mut scored: Vec<(u32, f32)> = candidates
            .into_iter()
            .filter_map(|story| {
                let signals = self.clusters.clusters.get(story as usize)?.beside_item(item);
                let near = signals.days.is_none_or(|d| d <= window);
                near.then(|| (story, self.model.odds(&signals)))
            })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = scored.first().copied().filter(|(_, odds)| *odds > self.thresholds.join);
        let story = match best {
            Some((story, _)) => {
                self.clusters.join(story, number, item);
                story
            }
            None => self.clusters.start(number, item),
        };
        let runner_up = scored.iter().copied().find(|(s, _)| *s != story);
        if let Some(place) = self.places.get_mut(number as usize) {
            *place = Place { story, odds: best.map(|(_, odds)| odds), runner_up };
        }
        self.merge(story, &scored);
    }

    /// Merges a story that changed with those of its neighbours that are now as close as reports of one story.
    fn merge(&mut self, story: u32, neighbours: &[(u32, f32)]) {
        let window = self.settings.window_days as f32;
        let mut best: Option<(u32, f32)> = None;
        for (other, _) in neighbours.iter().filter(|(s, _)| *s != story).take(4) {
            let (Some(a), Some(b)) =
                (self.clusters.clusters.get(story as usize), self.clusters.clusters.get(*other as usize))
            else {
                continue;
            };
            if b.members.is_empty() {
                continue;
            }
            let signals = a.beside(b);
            let odds = self.model.odds(&signals);
            if signals.days.is_none_or(|d| d <= window)
                && odds > self.thresholds.merge
                && best.is_none_or(|(_, o)| odds > o)
            {
                best = Some((*other, odds));
            }
        }
        if let Some((other, _)) = best {
            let (into, from) = (story.min(other), story.max(other));
            for member in self.clusters.merge(into, from) {
                if let Some(place) = self.places.get_mut(member as usize) {
                    place.story = into;
                }
            }
        }
    }
}
