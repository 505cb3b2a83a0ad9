//! Stories as they grow: sums of their reports' vectors, and an inverted index over those that are still live.

use std::collections::hash_map::Entry;

use copydesk_model::StoryId;
use rustc_hash::FxHashMap;

use crate::features::{ALL, FIELDS, LEAD, PASSAGES};
use crate::model::Signals;
use crate::vector::Vector;

/// Terms of a report that are looked up in the index.
const PROBES: usize = 48;
/// A term that so many live stories have tells nothing.
const COMMON: usize = 500;
/// Candidates that are compared in full.
const SHORTLIST: usize = 24;

/// Fields whose terms are looked up.
const INDEXED: [usize; 3] = [ALL, LEAD, PASSAGES];

/// The index's key of a term: each field has its own.
fn slot(field: usize, term: u32) -> u64 {
    (field as u64) << 32 | u64::from(term)
}

/// A report on its way into a story.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) fields: [Vector; FIELDS],
    /// Day and time of publication, in days.
    pub(crate) day: Option<f32>,
}

impl Item {
    /// Lets go of its vectors.
    pub(crate) fn forget(&mut self) {
        self.fields = Default::default();
    }
}

/// One story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) members: Vec<u32>,
    pub(crate) sums: [Vector; FIELDS],
    /// Days of its dated members, in order.
    days: Vec<f32>,
    /// The day of the stream when it last changed.
    pub(crate) touched: Option<f32>,
}

impl Cluster {
    fn add(&mut self, number: u32, item: &Item) {
        if let Err(at) = self.members.binary_search(&number) {
            self.members.insert(at, number);
        }
        for (sum, field) in self.sums.iter_mut().zip(&item.fields) {
            sum.add(field, 1.0);
        }
        if let Some(day) = item.day {
            let at = self.days.partition_point(|d| *d < day);
            self.days.insert(at, day);
        }
    }

    fn remove(&mut self, number: u32, item: &Item) {
        self.members.retain(|m| *m != number);
        for (sum, field) in self.sums.iter_mut().zip(&item.fields) {
            sum.add(field, -1.0);
        }
        if let Some(day) = item.day
            && let Some(at) = self.days.iter().position(|d| *d == day)
        {
            self.days.remove(at);
        }
    }

    /// The rest of it, beside one of its members.
    pub(crate) fn without(&self, item: &Item) -> Self {
        let mut rest = self.clone();
        if let Some(first) = self.members.first() {
            rest.remove(*first, item);
        }
        rest
    }

    /// Its average report, by the weightiest terms of each field.
    pub(crate) fn outline(&self, terms: usize) -> Item {
        let fields = std::array::from_fn(|i| {
            self.sums.get(i).map(|s| s.heaviest(terms, 1.0 / self.size().max(1.0))).unwrap_or_default()
        });
        Item { fields, day: self.days.first().copied() }
    }

    /// The first and last day.
    pub(crate) fn period(&self) -> Option<(f32, f32)> {
        Some((*self.days.first()?, *self.days.last()?))
    }

    /// Whether a report is within so many days of it; one without a date may be.
    fn is_near(&self, item: &Item, window: f32) -> bool {
        match (self.period(), item.day) {
            (Some((from, to)), Some(day)) => from - window <= day && day <= to + window,
            _ => true,
        }
    }

    /// Number of reports.
    pub(crate) fn size(&self) -> f32 {
        self.members.len() as f32
    }

    /// Side by side with another story.
    pub(crate) fn beside(&self, other: &Self) -> Signals {
        let pairs = (self.size() * other.size()).max(1.0);
        let mut signals = Signals::default();
        for ((cosine, a), b) in signals.cosines.iter_mut().zip(&self.sums).zip(&other.sums) {
            *cosine = a.dot(b) / pairs;
        }
        root(&mut signals);
        signals.days = match (self.period(), other.period()) {
            (Some((a, b)), Some((c, d))) => Some((c - b).max(a - d).max(0.0)),
            _ => None,
        };
        signals
    }

    /// Side by side with a report that is not in it.
    pub(crate) fn beside_item(&self, item: &Item) -> Signals {
        let size = self.size().max(1.0);
        let mut signals = Signals::default();
        for ((cosine, a), b) in signals.cosines.iter_mut().zip(&self.sums).zip(&item.fields) {
            *cosine = a.dot(b) / size;
        }
        root(&mut signals);
        signals.days = match (self.period(), item.day) {
            (Some((a, b)), Some(day)) => Some((day - b).max(a - day).max(0.0)),
            _ => None,
        };
        signals
    }
}

/// A twentieth of a text in common says nearly as much as all of it.
fn root(signals: &mut Signals) {
    if let Some(passages) = signals.cosines.get_mut(PASSAGES) {
        *passages = passages.max(0.0).sqrt();
    }
}

/// All live stories.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    pub(crate) stories: Vec<Cluster>,
    /// Term to the stories that have it.
    postings: FxHashMap<u64, Vec<u32>>,
    /// Stories that left the window.
    closed: Vec<bool>,
    /// Approximate similarity to the report at hand; cleared after each use.
    scores: Vec<f32>,
    names: FxHashMap<u32, StoryId>,
}

impl Clusters {
    /// Starts a story.
    pub(crate) fn start(&mut self, number: u32, item: &Item) -> u32 {
        let story = self.stories.len() as u32;
        self.stories.push(Cluster::default());
        self.closed.push(false);
        self.scores.push(0.0);
        self.join(story, number, item);
        story
    }

    /// Puts a report into a story.
    pub(crate) fn join(&mut self, story: u32, number: u32, item: &Item) {
        let Some(cluster) = self.stories.get_mut(story as usize) else { return };
        for field in INDEXED {
            let (Some(new), Some(old)) = (item.fields.get(field), cluster.sums.get(field)) else { continue };
            for (term, _) in new.terms() {
                if old.has(*term) {
                    continue;
                }
                let term = slot(field, *term);
                self.postings.entry(term).or_default().push(story);
            }
        }
        cluster.add(number, item);
    }

    /// Takes a report out of a story.
    pub(crate) fn leave(&mut self, story: u32, number: u32, item: &Item) {
        if self.stories.get(story as usize).is_some_and(|c| c.members.len() == 1) {
            self.unlist(story, &item.fields);
        }
        if let Some(cluster) = self.stories.get_mut(story as usize) {
            cluster.remove(number, item);
        }
    }

    /// Takes no more reports into a story; what is left of it is the caller's.
    pub(crate) fn close(&mut self, story: u32) -> Cluster {
        let Some(slot) = self.stories.get_mut(story as usize) else { return Cluster::default() };
        let cluster = std::mem::take(slot);
        if let Some(closed) = self.closed.get_mut(story as usize) {
            *closed = true;
        }
        self.unlist(story, &cluster.sums);
        cluster
    }

    /// Takes a story out of the index.
    fn unlist(&mut self, story: u32, fields: &[Vector; FIELDS]) {
        for field in INDEXED {
            for (term, _) in fields.get(field).map(Vector::terms).unwrap_or_default() {
                if let Entry::Occupied(mut list) = self.postings.entry(slot(field, *term)) {
                    list.get_mut().retain(|s| *s != story);
                    if list.get().is_empty() {
                        list.remove();
                    }
                }
            }
        }
    }

    /// Notes the day of the stream when a story changed.
    pub(crate) fn touch(&mut self, story: u32, now: Option<f32>) {
        if let Some(cluster) = self.stories.get_mut(story as usize) {
            cluster.touched = now;
        }
    }

    /// Whether a story takes no more reports.
    pub(crate) fn is_closed(&self, story: u32) -> bool {
        self.closed.get(story as usize).copied().unwrap_or(true)
    }

    /// Keeps the name of a closed story.
    pub(crate) fn remember(&mut self, story: u32, name: &StoryId) {
        self.names.insert(story, name.clone());
    }

    /// The name of a closed story.
    pub(crate) fn name(&self, story: u32) -> Option<&StoryId> {
        self.names.get(&story)
    }

    /// The live stories most like a report, by its weightiest terms; best first.
    pub(crate) fn candidates(&mut self, item: &Item, window: f32) -> Vec<u32> {
        let mut probes: Vec<(u64, f32)> = Vec::with_capacity(PROBES * INDEXED.len());
        for field in INDEXED {
            let terms = item.fields.get(field).map(Vector::terms).unwrap_or_default();
            let mut terms: Vec<(u32, f32)> = terms.to_vec();
            if terms.len() > PROBES {
                terms.select_nth_unstable_by(PROBES, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                terms.truncate(PROBES);
            }
            // In order of terms, so that sums come out the same every time.
            terms.sort_unstable_by_key(|(t, _)| *t);
            probes.extend(terms.into_iter().map(|(t, w)| (slot(field, t), w)));
        }
        let mut touched: Vec<u32> = Vec::new();
        for (term, weight) in probes {
            let Some(list) = self.postings.get_mut(&term) else { continue };
            let closed = &self.closed;
            list.retain(|s| !closed.get(*s as usize).copied().unwrap_or(true));
            if list.is_empty() {
                self.postings.remove(&term);
                continue;
            }
            if list.len() > COMMON {
                continue;
            }
            for story in list {
                if let Some(score) = self.scores.get_mut(*story as usize) {
                    if *score == 0.0 {
                        touched.push(*story);
                    }
                    *score += weight * weight;
                }
            }
        }
        let mut found: Vec<(u32, f32)> = touched
            .into_iter()
            .map(|s| (s, self.scores.get_mut(s as usize).map(std::mem::take).unwrap_or_default()))
            .filter(|(s, _)| {
                self.stories
                    .get(*s as usize)
                    .is_some_and(|c| !c.members.is_empty() && c.is_near(item, window))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(SHORTLIST);
        found.into_iter().map(|(s, _)| s).collect()
    }

    /// Moves all reports of one story into another.
    pub(crate) fn merge(&mut self, into: u32, from: u32) -> Vec<u32> {
        let gone = self.close(from);
        for field in INDEXED {
            let (Some(new), Some(old)) =
                (gone.sums.get(field), self.stories.get(into as usize).and_then(|c| c.sums.get(field)))
            else {
                continue;
            };
            for (term, _) in new.terms().iter().filter(|(t, _)| !old.has(*t)) {
                self.postings.entry(slot(field, *term)).or_default().push(into);
            }
        }
        if let Some(cluster) = self.stories.get_mut(into as usize) {
            for (sum, other) in cluster.sums.iter_mut().zip(&gone.sums) {
                sum.add(other, 1.0);
            }
            cluster.days.extend_from_slice(&gone.days);
            cluster.days.sort_by(f32::total_cmp);
            cluster.members.extend_from_slice(&gone.members);
            cluster.members.sort_unstable();
        }
        gone.members
    }
}
