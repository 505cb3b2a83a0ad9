//! *Who said what, in which words?*

use copydesk_language::Analysis;
use copydesk_model::{Entity, Quotation};

mod marks;

pub(crate) use marks::Marks;

/// Finds the quotations of a text and their speakers.
pub(crate) fn find(
    _text: &str,
    _analysis: &Analysis,
    _marks: &Marks,
    _entities: &[Entity],
) -> Vec<Quotation> {
    Vec::new()
}
