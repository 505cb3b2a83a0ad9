//! The looser second level: stories of one affair.
//!
//! Closed stories, as their average report and only by their weightiest words and names, are grouped by the same
//! model with a wider window and a lower threshold. Average link again: an affair does not drift from subject to
//! subject.

use copydesk_model::{SagaId, StoryId};
use rustc_hash::FxHashMap;

use crate::cluster::{Cluster, Clusters, Item};
use crate::id;
use crate::model::Model;

/// Days that may lie between two stories of a saga.
const WINDOW: f32 = 30.0;
/// Terms of each field that are kept of a story.
const TERMS: usize = 120;
/// Log odds above which stories are one affair; time weighs less than within a story.
const THRESHOLD: f32 = -1.5;

/// The outlines of closed stories.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sagas {
    stories: Vec<(StoryId, Item)>,
}

impl Sagas {
    pub(crate) fn add(&mut self, name: StoryId, cluster: &Cluster) {
        self.stories.push((name, cluster.outline(TERMS)));
    }

    /// The saga of every story that has one.
    pub(crate) fn finish(&self, model: &Model) -> FxHashMap<StoryId, SagaId> {
        let model = Model { days: model.days / 4.0, ..*model };
        let mut order: Vec<usize> = (0..self.stories.len()).collect();
        let key = |i: &usize| self.stories.get(*i).map(|(name, item)| (item.day.is_none(), item.day, name));
        order.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
        let mut clusters = Clusters::default();
        let mut place: Vec<(usize, u32)> = Vec::new();
        let mut live = 0;
        for at in order {
            let Some((_, item)) = self.stories.get(at) else { continue };
            while let Some(now) = item.day
                && let Some((_, to)) = clusters.stories.get(live).and_then(Cluster::period)
                && to + WINDOW < now
            {
                clusters.close(live as u32);
                live += 1;
            }
            let mut best: Option<(u32, f32)> = None;
            for saga in clusters.candidates(item, WINDOW) {
                let Some(signals) = clusters.stories.get(saga as usize).map(|c| c.beside_item(item)) else {
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
            let number = place.len() as u32;
            let saga = match best {
                Some((saga, _)) => {
                    clusters.join(saga, number, item);
                    saga
                }
                None => clusters.start(number, item),
            };
            place.push((at, saga));
        }
        let mut first: FxHashMap<u32, usize> = FxHashMap::default();
        let mut sizes: FxHashMap<u32, usize> = FxHashMap::default();
        for (at, saga) in &place {
            first.entry(*saga).or_insert(*at);
            *sizes.entry(*saga).or_default() += 1;
        }
        let mut out = FxHashMap::default();
        for (at, saga) in &place {
            if sizes.get(saga).is_some_and(|n| *n > 1)
                && let (Some((name, _)), Some((founder, _))) =
                    (self.stories.get(*at), first.get(saga).and_then(|f| self.stories.get(*f)))
            {
                out.insert(name.clone(), id::saga(founder));
            }
        }
        out
    }
}
