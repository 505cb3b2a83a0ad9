//! *Which forests judge attributions?*
//!
//! Fitted on counts and classes of the training part of PolNeAR; no word is among the features, so none is in the files.

use std::sync::LazyLock;

use copydesk_forest::Forest;

/// Judges candidates.
pub(super) static STANCE: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("../../data/stance.txt")));

/// Judges where a content may end.
pub(super) static ENDING: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("../../data/ending.txt")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forests_are_whole() {
        assert!(STANCE.is_whole(super::super::stance::FEATURES));
        assert!(ENDING.is_whole(super::super::ending::FEATURES));
    }
}
