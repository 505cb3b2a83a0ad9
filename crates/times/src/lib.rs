//! *Which words of this report say when, and what day do they mean?*

use copydesk_language::Analysis;
use copydesk_model::{Published, TimeExpression};

/// Finds the time expressions of a text and resolves them against its publication date.
pub fn find(_text: &str, _analysis: &Analysis, _published: &Published) -> Vec<TimeExpression> {
    Vec::new()
}
