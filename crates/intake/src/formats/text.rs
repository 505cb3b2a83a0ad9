//! Plain text, with an optional ` date YYYY-MM-DD ` before its first sentence.

use std::io::BufRead;

use copydesk_model::{DateSource, Published, PublishedDate};

use crate::charset;
use crate::context::{Context, Place};
use crate::draft::Draft;
use crate::reader::Reader;

/// Plain text.
pub(crate) struct Text;

impl Reader for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let wide = encoding_rs::Encoding::for_bom(head).is_some();
        !head.is_empty() && (wide || !head.contains(&0)) && !head.starts_with(b"%PDF-")
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        if let Some(bytes) = cx.whole(input, limit) {
            let text = charset::decode(&bytes, Place::FILE, cx);
            cx.push(draft(text), Place::FILE);
        }
    }
}

/// The header is metadata: the text starts after it, exactly as it is.
fn draft(text: String) -> Draft {
    let Some((date, rest)) = header(&text) else { return Draft::new(text) };
    let mut draft = Draft::new(rest);
    draft.published = Published::new(date, DateSource::Header);
    draft
}

/// The date of the header and the text after it.
fn header(text: &str) -> Option<(PublishedDate, &str)> {
    let rest = text.trim_start().strip_prefix("date ")?;
    let (day, rest) = rest.split_at_checked(10)?;
    let date = PublishedDate::parse(day)?;
    let after = rest.trim_start();
    (rest.is_empty() || after.len() < rest.len()).then_some((date, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_header_is_metadata_and_the_text_starts_after_it() {
        for (text, date, rest) in [
            (" date 2020-10-15 Fire broke out.\n", Some("2020-10-15"), "Fire broke out.\n"),
            ("date 2020-10-15\nFire broke out.", Some("2020-10-15"), "Fire broke out."),
            ("Fire broke out.", None, "Fire broke out."),
            (" date 2020-10-155 Fire", None, " date 2020-10-155 Fire"),
            (" date 2020-99-99 Fire", None, " date 2020-99-99 Fire"),
            ("date night was", None, "date night was"),
            ("date 2020-10-1“ Fire", None, "date 2020-10-1“ Fire"),
            ("  Two spaces stay.", None, "  Two spaces stay."),
        ] {
            let draft = draft(text.to_owned());
            assert_eq!(draft.published.date.map(|d| d.to_string()).as_deref(), date, "{text}");
            assert_eq!(draft.text, rest);
        }
    }
}
