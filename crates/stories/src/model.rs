//! *Do these belong to the same story?* The few numbers that say so.
//!
//! A logistic model over signals that are not words, so that it holds for any subject: averages of cosines over all
//! pairs of reports of the two sides (average link: one report in common does not fuse two stories), the days between
//! them, and how near either side's reports are to their nearest neighbours at large. What is near to everything (a
//! long survey, a subject that everyone writes about) has to be nearer than what is near to nothing: local scaling,
//! as in cross-domain similarity (Conneau et al. 2018).

use crate::vocabulary::FIELDS;

/// What is known about two stories (or a report and a story) side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Signals {
    /// Average cosine of each field, times its weight.
    pub(crate) fields: [f32; FIELDS],
    /// Average share of the texts that is the same word for word.
    pub(crate) passages: f32,
    /// Average cosine of the word vectors that the user gave, beyond that of strangers.
    pub(crate) dense: f32,
    /// Days between them; none when one side has no date.
    pub(crate) days: Option<f32>,
    /// How near both are to their neighbours at large, beyond what is usual.
    pub(crate) hubs: f32,
    /// Reports that are about: the more there are, the more are alike by chance.
    pub(crate) crowd: f32,
}

/// The weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    /// Of each field's cosine.
    pub(crate) fields: [f32; FIELDS],
    /// Of the root of the passages in common: a twentieth of a text says nearly as much as all of it.
    pub(crate) passages: f32,
    pub(crate) dense: f32,
    /// Added for dated pairs, for undated ones.
    pub(crate) dated: f32,
    pub(crate) undated: f32,
    /// For `ln(1 + days)`.
    pub(crate) days: f32,
    /// For the logarithm of the crowd.
    pub(crate) crowd: f32,
    /// For nearness to neighbours at large; time tells much of the same.
    pub(crate) hubs_dated: f32,
    pub(crate) hubs_undated: f32,
}

/// Reports up to which dated ones have it easier too, and the fewest that make a difference.
const FEW: f32 = 300.0;
const FEWEST: f32 = 20.0;
/// Reports at which neighbours at large count half.
const HUBS_FEW: f32 = 30.0;
/// Nearest neighbours that count, and what one that is missing counts.
pub(crate) const NEIGHBOURS: usize = 5;
const STRANGER: f32 = 1.5;
/// A copy is no nearer than this.
const NEAREST: f32 = 10.0;

/// Log odds above which a report joins a story, two stories are one, and below which a story is two; and the likeness
/// below which a report does not join, whatever the time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    pub(crate) join: f32,
    pub(crate) merge: f32,
    pub(crate) split: f32,
    pub(crate) likeness: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { join: 0.0, merge: 0.0, split: -0.25, likeness: 1.6 }
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            fields: [8.1, 1.8, 1.8, 2.0, 1.2],
            passages: 2.0,
            dense: 2.0,
            dated: -1.7,
            undated: -3.2,
            days: -2.2,
            crowd: -0.4,
            hubs_dated: -0.3,
            hubs_undated: -0.55,
        }
    }
}

impl Model {
    /// What likeness says, whatever the time.
    pub(crate) fn likeness(&self, signals: &Signals) -> f32 {
        signals.fields.iter().sum::<f32>()
            + self.passages * signals.passages.max(0.0).sqrt()
            + self.dense * signals.dense
    }

    /// Log odds that both tell of the same happening.
    pub(crate) fn odds(&self, signals: &Signals) -> f32 {
        let crowd = signals.crowd.max(FEWEST);
        let hubs = signals.hubs * signals.crowd / (signals.crowd + HUBS_FEW);
        self.likeness(signals)
            + match signals.days {
                Some(days) => {
                    self.dated
                        + self.days * days.ln_1p()
                        + self.crowd / 2.0 * (crowd / FEW).min(1.0).ln()
                        + self.hubs_dated * hubs
                }
                None => self.undated + self.crowd * (crowd / FEW).ln() + self.hubs_undated * hubs,
            }
    }

    /// How near two reports are as neighbours at large.
    pub(crate) fn nearness(&self, signals: &Signals) -> f32 {
        let time = signals.days.map_or(0.0, |days| self.days * days.ln_1p());
        (self.likeness(signals) + time).clamp(0.0, NEAREST)
    }

    /// How near a report is to its neighbours at large; `nearest` comes best first.
    pub(crate) fn hub(nearest: impl Iterator<Item = f32>) -> f32 {
        nearest.chain(std::iter::repeat(STRANGER)).take(NEIGHBOURS).sum::<f32>() / NEIGHBOURS as f32
    }
}

/// What nearness to neighbours is usual, learned from the stream; the field's corpora have this much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usual {
    sum: f32,
    reports: f32,
}

impl Default for Usual {
    fn default() -> Self {
        Self { sum: 400.0, reports: 100.0 }
    }
}

impl Usual {
    /// Another report.
    pub(crate) fn add(&mut self, hub: f32) {
        self.sum += hub;
        self.reports += 1.0;
        // What was long ago fades.
        if self.reports > 8192.0 {
            self.sum /= 2.0;
            self.reports /= 2.0;
        }
    }

    /// A report has come nearer to its neighbours.
    pub(crate) fn change(&mut self, by: f32) {
        self.sum += by;
    }

    /// The average.
    pub(crate) fn average(self) -> f32 {
        self.sum / self.reports.max(1.0)
    }
}

/// A probability from log odds.
pub(crate) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
