//! A document in Markdown.

use copydesk_model::document::Document;

/// The document in Markdown.
pub fn markdown(_document: &Document) -> String {
    String::new()
}
