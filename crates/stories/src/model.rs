//! *Do these belong to the same story?* The few numbers that say so.
//!
//! A logistic model over signals that are not words, so that it holds for any subject: averages of cosines over all
//! pairs of reports of the two sides (average link: one report in common does not fuse two stories), and the days
//! between them.

use crate::features::FIELDS;

/// What is known about two stories (or a report and a story) side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Signals {
    /// Average cosine of each field.
    pub(crate) cosines: [f32; FIELDS],
    /// Days between them; none when one side has no date.
    pub(crate) days: Option<f32>,
    /// Reports that are about: the more there are, the more are alike by chance.
    pub(crate) crowd: f32,
}

/// The weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    pub(crate) cosines: [f32; FIELDS],
    /// Added for dated pairs, for undated ones.
    pub(crate) dated: f32,
    pub(crate) undated: f32,
    /// For `ln(1 + days)`.
    pub(crate) days: f32,
    /// For the logarithm of the crowd.
    pub(crate) crowd: f32,
}

/// Reports up to which dated ones have it easier too, and the fewest that make a difference.
const FEW: f32 = 300.0;
const FEWEST: f32 = 20.0;

/// Log odds above which a report joins a story, and above which two stories are one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Thresholds {
    pub(crate) join: f32,
    pub(crate) merge: f32,
}

impl Default for Model {
    fn default() -> Self {
        Self { cosines: [8.1, 1.8, 1.8, 2.0, 1.2, 2.0], dated: -1.8, undated: -3.1, days: -2.2, crowd: -0.4 }
    }
}

impl Model {
    /// Log odds that both tell of the same happening.
    pub(crate) fn odds(&self, signals: &Signals) -> f32 {
        let crowd = signals.crowd.max(FEWEST);
        let sum: f32 = self.cosines.iter().zip(&signals.cosines).map(|(w, s)| w * s).sum();
        sum + match signals.days {
            Some(days) => self.dated + self.days * days.ln_1p() + self.crowd * (crowd / FEW).min(1.0).ln(),
            None => self.undated + self.crowd * (crowd / FEW).ln(),
        }
    }
}

/// A probability from log odds.
pub(crate) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
