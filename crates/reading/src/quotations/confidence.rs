//! *How likely are content and speaker both right?*
//!
//! The share of attributions of the same shape that are right (content IoU of at least .8 and the right speaker) on
//! the training part of PolNeAR: counts, no words. Whether the subject is the cue's own and whether the verb's group
//! is plain move it.

use super::draft::{Draft, Shape};

/// By shape: own subject and plain verb, shared subject, more than a plain verb, both.
const RIGHT: &[(Shape, [f32; 4])] = &[
    (Shape::QuoteBefore, [0.92, 0.85, 0.75, 0.70]),
    (Shape::QuoteAfter, [0.85, 0.71, 0.67, 0.68]),
    (Shape::Loose, [0.26, 0.26, 0.26, 0.26]),
    (Shape::Colon, [0.45, 0.45, 0.45, 0.45]),
    (Shape::Block, [0.40, 0.30, 0.30, 0.30]),
    (Shape::Headline, [0.62, 0.62, 0.62, 0.62]),
    (Shape::According, [0.72, 0.72, 0.72, 0.72]),
    (Shape::ClauseBefore, [0.71, 0.60, 0.35, 0.35]),
    (Shape::That, [0.78, 0.73, 0.71, 0.73]),
    (Shape::Bare, [0.76, 0.62, 0.57, 0.52]),
    (Shape::Relative, [0.55, 0.45, 0.33, 0.33]),
    (Shape::Passive, [0.48, 0.48, 0.48, 0.48]),
    (Shape::Question, [0.64, 0.30, 0.70, 0.42]),
    (Shape::Infinitive, [0.45, 0.39, 0.43, 0.31]),
    (Shape::About, [0.37, 0.30, 0.26, 0.25]),
    (Shape::Called, [0.54, 0.38, 0.45, 0.40]),
    (Shape::Object, [0.53, 0.34, 0.47, 0.32]),
];

/// The share of the forest's probability that is left when the whole of the content must be right.
const STANCE: f32 = 0.75;

/// The probability for a draft.
pub(super) fn confidence(draft: &Draft) -> f32 {
    if let Shape::Stance(percent) = draft.shape {
        return f32::from(percent) / 100.0 * STANCE;
    }
    let shared = draft.source.is_some_and(|s| s.shared);
    let column = usize::from(shared) + 2 * usize::from(draft.complex);
    RIGHT.iter().find(|(shape, _)| *shape == draft.shape).map_or(0.5, |(_, row)| row[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_is_a_probability_and_every_shape_has_one_row() {
        for (i, (shape, row)) in RIGHT.iter().enumerate() {
            assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{shape:?}");
            assert!(RIGHT[i + 1..].iter().all(|(other, _)| other != shape), "{shape:?}");
        }
    }
}
