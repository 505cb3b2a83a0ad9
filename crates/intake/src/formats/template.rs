//! *Copy this file to read a new format.* It is compiled and tested, and not in the list of readers.
//!
//! 1. Copy it to `formats/NAME.rs`, name the module in `formats/mod.rs`, and the reader in `reader::readers`: more
//!    particular formats stand before more general ones there, since the first that knows the bytes gets them.
//! 2. Say in this first paragraph what the format is, who writes it, and what of it becomes the report's text. The
//!    text is kept exactly as it stands after decoding; nothing is ever mended.
//! 3. Add a test to `tests/records.rs` with a good file, a damaged one, and one that breaks off. The tests in
//!    `tests/conformance.rs` find the reader by themselves and hold it to what every reader owes.
//!
//! The made-up format read here has a report a line: a headline, a tab, and the text.

use std::io::BufRead;

use crate::code;
use crate::context::{Context, Place};
use crate::draft::Draft;
use crate::reader::Reader;

/// The name of the format, as a type without fields: a reader has no state of its own.
pub(crate) struct Template;

impl Reader for Template {
    /// Shown to people. Lower case, as it would stand in a sentence.
    fn name(&self) -> &'static str {
        "template"
    }

    /// Endings that no other reader has; `.gz` and `.zst` behind them are taken off before.
    fn extensions(&self) -> &'static [&'static str] {
        &["template"]
    }

    /// Called with the first bytes of standard input and of files without a known ending. Say yes only when sure.
    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(b"TEMPLATE\n")
    }

    /// Read as a stream where the format allows it, so that memory is bounded by one record. A format that must be
    /// read whole uses `cx.whole`, which holds it to the limit, and `charset::decode`.
    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let Some(bytes) = cx.whole(input, cx.settings().max_document) else {
            // `whole` has said why.
            return;
        };
        let mut start = 0;
        for (number, line) in (1..).zip(bytes.split_inclusive(|b| *b == b'\n')) {
            // Records are numbered from 1, bytes from 0, both in the unpacked file.
            let place = Place::record(number, start);
            start += line.len() as u64;
            let Ok(line) = std::str::from_utf8(line) else {
                // A bad record is reported and the rest read on. The code is one of the table in `code.rs`.
                cx.remark(&code::UTF8_INVALID, place, "the line is not valid UTF-8");
                continue;
            };
            let Some((title, text)) = line.trim_end_matches('\n').split_once('\t') else {
                cx.remark(&code::TEXT_MISSING, place, "the line has no tab and so no text");
                continue;
            };
            // What the record does not say is left out: id, outlet and language are filled in by `push`.
            let mut draft = Draft::new(text);
            draft.title = Some(title.to_owned());
            // `push` refuses an empty text by itself.
            cx.push(draft, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, Summary};

    #[test]
    fn the_template_reads_its_own_format() {
        let (settings, mut summary) = (Settings::default(), Summary::default());
        let mut texts = Vec::new();
        let mut sink = |item: Result<copydesk_model::Report, copydesk_model::Diagnostic>| {
            texts.push(item.map_or_else(|d| d.code, |r| r.text().to_owned()));
        };
        let mut cx = Context::new("a.template", &settings, &mut sink, &mut summary);
        Template.read(&mut &b"Fire\tThe quay burned.\nno tab\nVote\t \n"[..], &mut cx);
        assert_eq!(texts, ["The quay burned.", "text-missing", "text-empty"]);
        assert!(Template.sniff(b"TEMPLATE\n") && !Template.sniff(b"TEMPLE"));
        assert_eq!((Template.name(), Template.extensions()), ("template", &["template"][..]));
    }
}
