//! The looser second level: stories of one affair.
//!
//! Closed stories, as their average report and only by their weightiest words and names, are grouped by the same
//! model with a wider window and a lower threshold. Average link again: an affair does not drift from subject to
//! subject. An affair is closed some weeks after its last story began; then the places of its reports are final.

use copydesk_model::{Assignment, SagaId, StoryId};
use rustc_hash::FxHashMap;

use crate::cluster::{Cluster, Item};
use crate::id;
use crate::index::{Index, Keys};
use crate::model::Model;

/// Days that may lie between two stories of a saga, and days after which it is closed.
const WINDOW: f32 = 30.0;
const CLOSED: f32 = 60.0;
/// Terms that are kept of a story.
const TERMS: usize = 120;
/// Stories that a new one is compared with.
const SHORTLIST: usize = 8;

/// Log odds above which stories are one affair.
const THRESHOLD: f32 = -1.5;

/// What a story founds a saga by: the earliest, undated ones last.
type Founder = (bool, Option<i64>, StoryId);

/// One saga that may get more stories.
#[derive(Clone, Debug, Default)]
struct Saga {
    stories: Cluster,
    founder: Option<Founder>,
    /// The places of its reports, by number.
    places: Vec<(u32, Assignment)>,
}

/// The outlines of closed stories.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sagas {
    index: Index,
    outlines: FxHashMap<u32, (Item, u32)>,
    open: FxHashMap<u32, Saga>,
    next: u32,
    finished: Vec<(u32, Assignment)>,
}

impl Sagas {
    /// Puts a closed story into a saga.
    pub(crate) fn add(
        &mut self,
        name: StoryId,
        story: &Cluster,
        places: Vec<(u32, Assignment)>,
        model: &Model,
    ) {
        // Time weighs less than within a story.
        let model = Model { days: model.days / 4.0, ..*model };
        let item = story.outline(TERMS);
        let keys = Keys::new(&item.features);
        let candidates = self.index.candidates(&item.features, &keys, SHORTLIST, (item.day, WINDOW));
        let mut sagas: Vec<u32> = candidates.iter().filter_map(|c| Some(self.outlines.get(c)?.1)).collect();
        sagas.sort_unstable();
        sagas.dedup();
        let probe = item.probe();
        let mut best: Option<(u32, f32)> = None;
        for saga in sagas {
            let Some(signals) = self.open.get(&saga).map(|s| s.stories.beside_item(&item, &probe)) else {
                continue;
            };
            let odds = model.odds(&signals);
            if signals.days.is_none_or(|d| d <= WINDOW)
                && odds > THRESHOLD
                && best.is_none_or(|(_, o)| odds > o)
            {
                best = Some((saga, odds));
            }
        }
        let number = self.next;
        self.next += 1;
        let of = best.map_or(number, |(saga, _)| saga);
        let saga = self.open.entry(of).or_default();
        saga.stories.add(number, &item);
        saga.places.extend(places);
        // In minutes, so that it has an order.
        let founder = (item.day.is_none(), item.day.map(|d| (f64::from(d) * 1440.0) as i64), name);
        if saga.founder.as_ref().is_none_or(|f| founder < *f) {
            saga.founder = Some(founder);
        }
        self.index.enter(number, item.day, &item.features, &keys);
        self.outlines.insert(number, (item, of));
    }

    /// Closes what takes no more stories.
    pub(crate) fn advance(&mut self, now: f32) {
        let mut first = self.index.first();
        while first < self.next
            && self.outlines.get(&first).is_none_or(|(o, _)| o.day.is_none_or(|d| d + CLOSED < now))
        {
            self.outlines.remove(&first);
            first += 1;
        }
        self.index.forget_before(first);
        let ended = self
            .open
            .keys()
            .copied()
            .filter(|s| {
                self.open.get(s).and_then(|s| s.stories.period()).is_some_and(|(_, to)| to + CLOSED < now)
            })
            .collect();
        self.close(ended);
    }

    /// Closes everything.
    pub(crate) fn close_all(&mut self) {
        let ended = self.open.keys().copied().collect();
        self.close(ended);
    }

    fn close(&mut self, mut ended: Vec<u32>) {
        ended.sort_unstable();
        for number in ended {
            let Some(saga) = self.open.remove(&number) else { continue };
            let id: Option<SagaId> = saga
                .founder
                .filter(|_| saga.stories.members.len() > 1)
                .map(|(_, _, founder)| id::saga(&founder));
            self.finished.extend(saga.places.into_iter().map(|(number, assignment)| {
                let assignment = Assignment { saga: id.clone(), ..assignment };
                (number, assignment)
            }));
        }
    }

    /// The places that are final.
    pub(crate) fn finished(&mut self) -> Vec<(u32, Assignment)> {
        std::mem::take(&mut self.finished)
    }

    /// Renumbers the terms.
    pub(crate) fn renumber(&mut self, number: &[u32]) {
        let first = self.index.first();
        self.index.clear();
        let mut numbers: Vec<u32> = self.outlines.keys().copied().collect();
        numbers.sort_unstable();
        for at in numbers {
            let Some((item, _)) = self.outlines.get_mut(&at) else { continue };
            let mut features = (*item.features).clone();
            features.terms.renumber(number);
            item.features = features.into();
            if at >= first {
                self.index.enter(at, item.day, &item.features, &Keys::new(&item.features));
            }
        }
        self.open.values_mut().for_each(|saga| saga.stories.renumber(number));
    }
}
