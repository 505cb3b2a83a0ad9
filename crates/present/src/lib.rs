//! *How does a person, or a machine, get to see it?*

use copydesk_model::document::Document;

/// How wide, and whether with colour.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
}

/// The document for a terminal.
pub fn terminal(_document: &Document, _screen: Screen) -> String {
    String::new()
}
