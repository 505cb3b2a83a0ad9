//! A document as one self-contained page.

use copydesk_model::document::Document;

/// The document as one page.
pub fn html(_document: &Document) -> String {
    String::new()
}
