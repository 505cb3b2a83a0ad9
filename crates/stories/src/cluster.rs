//! Stories as they grow: sums of their reports' vectors, so that a comparison is the average over all pairs.

use std::sync::Arc;

use crate::model::Signals;
use crate::vector::{Probe, Vector};
use crate::vocabulary::{FIELDS, Features};

/// A report on its way into a story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) features: Arc<Features>,
    /// Day and time of publication, in days.
    pub(crate) day: Option<f32>,
    /// How near it is to its neighbours at large.
    pub(crate) hub: f32,
}

impl Item {
    /// Side by side with another report.
    pub(crate) fn beside(&self, other: &Self) -> Signals {
        let (a, b) = (&self.features, &other.features);
        self.with_fields(other, a.terms.parts(&b.terms), a.passages.dot(&b.passages))
    }

    /// Made ready to be compared with many.
    pub(crate) fn probe(&self) -> Probe<'_, FIELDS> {
        Probe::new(&self.features.terms, &self.features.passages)
    }

    /// The same for a report with many others; `probe` is its own.
    pub(crate) fn probed(&self, probe: &Probe<'_, FIELDS>, other: &Self) -> Signals {
        let (terms, passages) = (&other.features.terms, &other.features.passages);
        self.with_fields(other, probe.parts(terms), probe.passages(passages))
    }

    fn with_fields(&self, other: &Self, fields: [f32; FIELDS], passages: f32) -> Signals {
        let (a, b) = (&self.features, &other.features);
        Signals {
            fields,
            passages,
            dense: dot(&a.dense, &b.dense),
            days: self.day.zip(other.day).map(|(a, b)| (a - b).abs()),
            hubs: self.hub + other.hub,
            crowd: 0.0,
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// One story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) members: Vec<u32>,
    /// Sums of the members' features; those of a single report are its own.
    sums: Arc<Features>,
    hubs: f32,
    /// Days of its dated members, in order.
    days: Vec<f32>,
    /// The day of the stream when it last changed.
    pub(crate) touched: Option<f32>,
}

impl Cluster {
    /// Of these reports.
    pub(crate) fn of<'a>(reports: impl IntoIterator<Item = (u32, &'a Item)>) -> Self {
        let mut new = Self::default();
        for (number, item) in reports {
            new.add(number, item);
        }
        new
    }

    /// Puts a report in.
    pub(crate) fn add(&mut self, number: u32, item: &Item) {
        if let Err(at) = self.members.binary_search(&number) {
            self.members.insert(at, number);
        }
        if self.members.len() == 1 {
            self.sums = Arc::clone(&item.features);
            self.hubs = item.hub;
        } else {
            self.sum(&item.features, 1.0);
            self.hubs += item.hub;
        }
        if let Some(day) = item.day {
            let at = self.days.partition_point(|d| *d < day);
            self.days.insert(at, day);
        }
    }

    fn sum(&mut self, features: &Features, factor: f32) {
        let sums = Arc::make_mut(&mut self.sums);
        sums.terms.add(&features.terms, factor);
        sums.passages.add(&features.passages, factor);
        sums.dense.resize(features.dense.len().max(sums.dense.len()), 0.0);
        for (sum, value) in sums.dense.iter_mut().zip(&features.dense) {
            *sum += value * factor;
        }
    }

    /// Takes a report out.
    pub(crate) fn remove(&mut self, number: u32, item: &Item) {
        self.members.retain(|m| *m != number);
        self.sum(&item.features, -1.0);
        self.hubs -= item.hub;
        if let Some(day) = item.day
            && let Some(at) = self.days.iter().position(|d| *d == day)
        {
            self.days.remove(at);
        }
    }

    /// Puts another story in.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.sum(&other.sums, 1.0);
        self.hubs += other.hubs;
        self.days.extend_from_slice(&other.days);
        self.days.sort_by(f32::total_cmp);
        self.members.extend_from_slice(&other.members);
        self.members.sort_unstable();
    }

    /// One of its reports has come nearer to its neighbours at large.
    pub(crate) fn change_hub(&mut self, by: f32) {
        self.hubs += by;
    }

    /// Renumbers the terms.
    pub(crate) fn renumber(&mut self, number: &[u32]) {
        Arc::make_mut(&mut self.sums).terms.renumber(number);
    }

    /// Its average report, by its weightiest terms.
    pub(crate) fn outline(&self, terms: usize) -> Item {
        let factor = 1.0 / self.size().max(1.0);
        let features = Features {
            terms: self.sums.terms.heaviest(terms, factor),
            passages: Vector::default(),
            dense: self.sums.dense.iter().map(|v| v * factor).collect(),
            ..Features::default()
        };
        Item { features: Arc::new(features), day: self.days.first().copied(), hub: 0.0 }
    }

    /// The first and last day.
    pub(crate) fn period(&self) -> Option<(f32, f32)> {
        Some((*self.days.first()?, *self.days.last()?))
    }

    /// Number of reports.
    pub(crate) fn size(&self) -> f32 {
        self.members.len() as f32
    }

    /// The sums of its reports' features.
    pub(crate) fn sums(&self) -> &Features {
        &self.sums
    }

    /// Made ready to be compared with many.
    pub(crate) fn probe(&self) -> Probe<'_, FIELDS> {
        Probe::new(&self.sums.terms, &self.sums.passages)
    }

    /// Side by side with another story; `probe` is its own.
    pub(crate) fn beside(&self, other: &Self, probe: &Probe<'_, FIELDS>) -> Signals {
        let (a, b) = (self.size().max(1.0), other.size().max(1.0));
        let pairs = a * b;
        Signals {
            fields: probe.parts(&other.sums.terms).map(|c| c / pairs),
            passages: probe.passages(&other.sums.passages) / pairs,
            dense: dot(&self.sums.dense, &other.sums.dense) / pairs,
            days: self.period().zip(other.period()).map(|((a, b), (c, d))| (c - b).max(a - d).max(0.0)),
            hubs: self.hubs / a + other.hubs / b,
            crowd: 0.0,
        }
    }

    /// Side by side with a report that is not in it; `probe` is the report's.
    pub(crate) fn beside_item(&self, item: &Item, probe: &Probe<'_, FIELDS>) -> Signals {
        self.against(item, probe, self.size().max(1.0), None, &self.days)
    }

    /// The rest of it side by side with one of its reports, with the report's `probe`; none when there is no rest.
    pub(crate) fn rest_beside(&self, item: &Item, probe: &Probe<'_, FIELDS>) -> Option<Signals> {
        if self.members.len() < 2 {
            return None;
        }
        let mut days = self.days.clone();
        if let Some(at) = item.day.and_then(|day| days.iter().position(|d| *d == day)) {
            days.remove(at);
        }
        Some(self.against(item, probe, self.size() - 1.0, Some(item), &days))
    }

    fn against(
        &self,
        item: &Item,
        probe: &Probe<'_, FIELDS>,
        size: f32,
        without: Option<&Item>,
        days: &[f32],
    ) -> Signals {
        let mut fields = probe.parts(&self.sums.terms);
        let mut passages = probe.passages(&self.sums.passages);
        let mut dense = dot(&self.sums.dense, &item.features.dense);
        let mut hubs = self.hubs;
        if let Some(item) = without {
            let (own, own_passages) = item.features.own;
            for (field, own) in fields.iter_mut().zip(own) {
                *field -= own;
            }
            passages -= own_passages;
            dense -= dot(&item.features.dense, &item.features.dense);
            hubs -= item.hub;
        }
        let period = days.first().copied().zip(days.last().copied());
        Signals {
            fields: fields.map(|c| c / size),
            passages: passages / size,
            dense: dense / size,
            days: period.zip(item.day).map(|((a, b), day)| (day - b).max(a - day).max(0.0)),
            hubs: hubs / size + item.hub,
            crowd: 0.0,
        }
    }
}
