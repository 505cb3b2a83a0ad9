//! *Who said what, in which words?*

use copydesk_language::Analysis;
use copydesk_model::{Entity, Quotation, Span};

/// The stretches of a text that stand between quotation marks.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Contents, marks excluded, in order, outermost only.
    pub(crate) quoted: Vec<Span>,
}

impl Marks {
    /// Pairs the quotation marks of a text.
    pub(crate) fn find(_text: &str, _analysis: &Analysis) -> Self {
        Self::default()
    }
}

/// Finds the quotations of a text and their speakers.
pub(crate) fn find(
    _text: &str,
    _analysis: &Analysis,
    _marks: &Marks,
    _entities: &[Entity],
) -> Vec<Quotation> {
    Vec::new()
}
