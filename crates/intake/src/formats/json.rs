//! JSON documents: a list of records, one record, several one after another, or a `copydesk/1` document whose
//! reports are read back.
//!
//! The document is cut into its records by a scanner that knows strings and brackets and nothing else; each
//! record is then read alone, so that a bad one costs only itself.

use std::io::BufRead;

use crate::code;
use crate::context::{Context, Place};
use crate::formats::{jsonl, record};
use crate::reader::{HEAD, Reader};

/// JSON.
pub(crate) struct Json;

impl Reader for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "jsonld"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match head.first() {
            Some(b'{') => true,
            Some(b'[') => {
                head.get(1..).is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b'{' | b']')))
            }
            _ => false,
        }
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        // JSON Lines under the wrong name are still read as a stream.
        if let Ok(head) = input.fill_buf()
            && let Some(end) = memchr::memchr(b'\n', head.get(..head.len().min(HEAD)).unwrap_or_default())
            && head.get(end..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"))
            && jsonl::JsonLines.sniff(head)
        {
            return jsonl::JsonLines.read(input, cx);
        }
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let mut scanner = Scanner::new(&bytes);
        let mut number = 0;
        while let Some(first) = scanner.peek() {
            let list = match first {
                b'[' => true,
                b'{' => scanner.enter_reports(),
                _ => false,
            };
            if list {
                scanner.at += 1;
                while let Some((start, value)) = scanner.item() {
                    number += 1;
                    record::read(value, Place::record(number, start as u64), cx);
                }
                if scanner.peek() != Some(b']') {
                    let place = Place { record: None, byte: Some(scanner.at as u64) };
                    cx.remark(&code::JSON_SYNTAX, place, "the list is not closed");
                }
                // What follows the list in a document is not input.
                return;
            }
            let start = scanner.at;
            scanner.skip_value();
            let value = bytes.get(start..scanner.at).unwrap_or_default();
            number += 1;
            let alone = number == 1 && scanner.peek().is_none();
            let place =
                if alone { Place::FILE.at(start as u64) } else { Place::record(number, start as u64) };
            record::read(value, place, cx);
        }
    }
}

/// Walks over JSON without reading it.
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    /// At the begin, behind a byte-order mark.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 } }
    }

    /// The fields of the object that begins here: key without marks, where its value starts, its value.
    pub(crate) fn fields(&mut self) -> Vec<(&'a [u8], usize, &'a [u8])> {
        let mut out = Vec::new();
        self.at += 1;
        while self.peek() == Some(b'"') {
            let start = self.at;
            self.skip_string();
            let key = self.bytes.get(start + 1..self.at.saturating_sub(1)).unwrap_or_default();
            if self.peek() != Some(b':') {
                break;
            }
            self.at += 1;
            self.peek();
            let start = self.at;
            self.skip_value();
            out.push((key, start, self.bytes.get(start..self.at).unwrap_or_default()));
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
        }
        out
    }

    /// The next byte that is not a space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Moves behind the value that begins here, or to the end. Always moves.
    fn skip_value(&mut self) {
        let (start, mut depth) = (self.at, 0usize);
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                // What ends the list around this value is not of it: that of `[1]` is `1`.
                b',' | b'}' | b']' if depth == 0 && self.at > start => return,
                b'}' | b']' => {
                    // A bracket too many is skipped so that the walk goes on.
                    self.at += 1;
                    if depth <= 1 {
                        return;
                    }
                    depth -= 1;
                    continue;
                }
                b if depth == 0 && b.is_ascii_whitespace() => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(at) = memchr::memchr2(b'"', b'\\', self.bytes.get(self.at..).unwrap_or_default()) {
            self.at += at;
            if self.bytes.get(self.at) == Some(&b'"') {
                self.at += 1;
                return;
            }
            self.at += 2;
        }
        self.at = self.bytes.len();
    }

    /// The next item of a list and where it starts; none at the list's end.
    pub(crate) fn item(&mut self) -> Option<(usize, &'a [u8])> {
        while self.peek()? == b',' {
            self.at += 1;
        }
        if self.peek()? == b']' {
            return None;
        }
        let start = self.at;
        self.skip_value();
        if self.at == start {
            self.at += 1;
        }
        Some((start, self.bytes.get(start..self.at)?))
    }

    /// If the object that begins here has a list named `reports` at its top, moves to its bracket.
    fn enter_reports(&mut self) -> bool {
        let begin = self.at;
        self.at += 1;
        while self.peek() == Some(b'"') {
            let start = self.at;
            self.skip_string();
            let key = self.bytes.get(start..self.at).unwrap_or_default();
            if self.peek() != Some(b':') {
                break;
            }
            self.at += 1;
            let value = self.peek();
            if key == b"\"reports\"" && value == Some(b'[') {
                return true;
            }
            self.skip_value();
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
            self.peek();
        }
        self.at = begin;
        false
    }
}
