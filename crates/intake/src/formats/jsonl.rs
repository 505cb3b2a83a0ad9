//! JSON Lines: one record a line, read a line at a time.

use std::io::{self, BufRead, Read as _};

use crate::code;
use crate::context::{Context, Place};
use crate::formats::record;
use crate::reader::Reader;

/// JSON Lines.
pub(crate) struct JsonLines;

impl Reader for JsonLines {
    fn name(&self) -> &'static str {
        "json lines"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "jsonlines"]
    }

    /// The first line is a whole object. A line longer than the head is taken for one, unless it says that it is a document.
    fn sniff(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        if !head.starts_with(b"{") {
            return false;
        }
        match memchr::memchr(b'\n', head) {
            Some(end) => head.get(..end).is_some_and(|line| line.trim_ascii_end().ends_with(b"}")),
            None => !head.starts_with(b"{\"schema\""),
        }
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_record;
        let mut line = Vec::new();
        let (mut number, mut start) = (0, 0);
        loop {
            line.clear();
            number += 1;
            let place = Place::record(number, start);
            let read = input.take(limit.saturating_add(1)).read_until(b'\n', &mut line);
            let length = match read {
                Ok(0) => return,
                Ok(n) => n as u64,
                // What was read of this line is not the line: say so, and do not take it for one.
                Err(error) => return cx.broken(&error, place.at(start + line.len() as u64)),
            };
            start += length;
            if length > limit && !line.ends_with(b"\n") {
                cx.remark(&code::RECORD_TOO_LARGE, place, format!("the line is longer than {limit} bytes"));
                match skip_line(input) {
                    Ok(skipped) => start += skipped,
                    Err(error) => return cx.broken(&error, place.at(start)),
                }
                continue;
            }
            let bytes = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
            let bytes = bytes.trim_ascii_end();
            if !bytes.trim_ascii_start().is_empty() {
                record::read(bytes, place, cx);
            }
        }
    }
}

/// Passes over the rest of a line; how many bytes that was.
fn skip_line(input: &mut dyn BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let (used, done) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        input.consume(used);
        skipped += used as u64;
        if done {
            return Ok(skipped);
        }
    }
}
