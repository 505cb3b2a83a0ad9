//! Stories as they grow: sums of their reports' vectors, and an inverted index over those that are still live.

use crate::features::{ALL, FIELDS, LEAD, NAMES, Vocabulary};
use crate::model::Signals;
use crate::vector::Vector;

/// Terms of a report that are looked up in the index.
const PROBES: usize = 48;
/// A term that so many live stories have tells nothing.
const COMMON: usize = 2000;
/// Candidates that are compared in full.
const SHORTLIST: usize = 24;

/// A report on its way into a story.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) fields: [Vector; FIELDS],
    pub(crate) words: f32,
    /// Day and time of publication, in days.
    pub(crate) day: Option<f32>,
}

/// One story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) members: Vec<u32>,
    pub(crate) sums: [Vector; FIELDS],
    words: f32,
    /// Days of its dated members, in order.
    days: Vec<f32>,
}

impl Cluster {
    fn add(&mut self, number: u32, item: &Item) {
        if let Err(at) = self.members.binary_search(&number) {
            self.members.insert(at, number);
        }
        for (sum, field) in self.sums.iter_mut().zip(&item.fields) {
            sum.add(field, 1.0);
        }
        self.words += item.words;
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
        self.words -= item.words;
        if let Some(day) = item.day
            && let Some(at) = self.days.iter().position(|d| *d == day)
        {
            self.days.remove(at);
        }
    }

    /// The first and last day.
    pub(crate) fn period(&self) -> Option<(f32, f32)> {
        Some((*self.days.first()?, *self.days.last()?))
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
        signals.days = match (self.period(), other.period()) {
            (Some((a, b)), Some((c, d))) => Some((c - b).max(a - d).max(0.0)),
            _ => None,
        };
        signals.words = (self.words / self.size().max(1.0)).min(other.words / other.size().max(1.0));
        signals
    }

    /// Side by side with a report that is not in it.
    pub(crate) fn beside_item(&self, item: &Item) -> Signals {
        let size = self.size().max(1.0);
        let mut signals = Signals::default();
        for ((cosine, a), b) in signals.cosines.iter_mut().zip(&self.sums).zip(&item.fields) {
            *cosine = a.dot(b) / size;
        }
        signals.days = match (self.period(), item.day) {
            (Some((a, b)), Some(day)) => Some((day - b).max(a - day).max(0.0)),
            _ => None,
        };
        signals.words = (self.words / size).min(item.words);
        signals
    }
}

/// All live stories.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    pub(crate) clusters: Vec<Cluster>,
    /// Term to the stories that have it.
    postings: Vec<Vec<u32>>,
    /// Stories that left the window.
    closed: Vec<bool>,
    /// Approximate similarity to the report at hand; cleared after each use.
    scores: Vec<f32>,
}

impl Clusters {
    /// Starts a story.
    pub(crate) fn start(&mut self, number: u32, item: &Item) -> u32 {
        let story = self.clusters.len() as u32;
        self.clusters.push(Cluster::default());
        self.closed.push(false);
        self.scores.push(0.0);
        self.join(story, number, item);
        story
    }

    /// Puts a report into a story.
    pub(crate) fn join(&mut self, story: u32, number: u32, item: &Item) {
        let Some(cluster) = self.clusters.get_mut(story as usize) else { return };
        cluster.add(number, item);
        for field in [ALL, NAMES, LEAD] {
            for (term, _) in item.fields.get(field).map(Vector::terms).unwrap_or_default() {
                let term = *term as usize;
                if self.postings.len() <= term {
                    self.postings.resize_with(term + 1, Vec::new);
                }
                if let Some(list) = self.postings.get_mut(term)
                    && list.last() != Some(&story)
                    && !list.contains(&story)
                {
                    list.push(story);
                }
            }
        }
    }

    /// Takes a report out of a story.
    pub(crate) fn leave(&mut self, story: u32, number: u32, item: &Item) {
        if let Some(cluster) = self.clusters.get_mut(story as usize) {
            cluster.remove(number, item);
        }
    }

    /// Takes no more reports into a story.
    pub(crate) fn close(&mut self, story: u32) {
        if let Some(closed) = self.closed.get_mut(story as usize) {
            *closed = true;
        }
    }

    /// The live stories most like a report, by its weightiest terms; best first.
    pub(crate) fn candidates(&mut self, item: &Item, vocabulary: &Vocabulary) -> Vec<u32> {
        let _ = vocabulary;
        let mut probes: Vec<(u32, f32)> = Vec::new();
        for (field, count) in [(ALL, PROBES), (LEAD, PROBES / 2), (NAMES, PROBES / 2)] {
            let mut terms: Vec<(u32, f32)> =
                item.fields.get(field).map(Vector::terms).unwrap_or_default().to_vec();
            terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            terms.truncate(count);
            probes.append(&mut terms);
        }
        let mut touched: Vec<u32> = Vec::new();
        for (term, weight) in probes {
            let Some(list) = self.postings.get_mut(term as usize) else { continue };
            let closed = &self.closed;
            list.retain(|s| !closed.get(*s as usize).copied().unwrap_or(true));
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
            .filter(|(s, _)| self.clusters.get(*s as usize).is_some_and(|c| !c.members.is_empty()))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(SHORTLIST);
        found.into_iter().map(|(s, _)| s).collect()
    }

    /// Moves all reports of one story into another.
    pub(crate) fn merge(&mut self, into: u32, from: u32) -> Vec<u32> {
        let Some(gone) = self.clusters.get_mut(from as usize).map(std::mem::take) else { return Vec::new() };
        let mut terms: Vec<u32> = Vec::new();
        for field in [ALL, NAMES, LEAD] {
            terms.extend(gone.sums.get(field).map(Vector::terms).unwrap_or_default().iter().map(|(t, _)| *t));
        }
        for term in terms {
            if let Some(list) = self.postings.get_mut(term as usize)
                && !list.contains(&into)
            {
                list.push(into);
            }
        }
        if let Some(cluster) = self.clusters.get_mut(into as usize) {
            for (sum, other) in cluster.sums.iter_mut().zip(&gone.sums) {
                sum.add(other, 1.0);
            }
            cluster.words += gone.words;
            cluster.days.extend_from_slice(&gone.days);
            cluster.days.sort_by(f32::total_cmp);
            cluster.members.extend_from_slice(&gone.members);
            cluster.members.sort_unstable();
        }
        self.close(from);
        gone.members
    }
}
