//! CSV and TSV: a row a report, columns named in the first row as a record's fields are.
//!
//! Read row by row; a field in quotation marks may hold line ends. The separator is the one that the first row has
//! most of. A row is read as the JSON record with the same fields would be.

use std::io::{BufRead, Read as _};

use serde_json::{Map, Value};

use crate::code;
use crate::context::{Context, Place};
use crate::formats::record;
use crate::reader::Reader;

/// CSV.
pub(crate) struct Csv;

impl Reader for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv"]
    }

    /// Never: a table looks like text, and a text with commas like a table.
    fn sniff(&self, _: &[u8]) -> bool {
        false
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_record;
        let mut names: Vec<String> = Vec::new();
        let mut separator = b',';
        let (mut row, mut start, mut number) = (Vec::new(), 0u64, 0u64);
        loop {
            row.clear();
            // A row goes on while a quotation mark is open.
            let (mut open, mut whole) = (false, false);
            while !whole {
                let before = row.len();
                let rest = (limit + 1).saturating_sub(before as u64);
                match input.take(rest).read_until(b'\n', &mut row) {
                    Ok(0) => break,
                    Ok(_) => {
                        let added = row.get(before..).unwrap_or_default();
                        open = is_open(added, open);
                        whole = !open;
                    }
                    Err(error) => return cx.broken(&error, Place::record(number + 1, start)),
                }
            }
            if row.is_empty() {
                return;
            }
            number += 1;
            let place = Place::record(number, start);
            start += row.len() as u64;
            if row.len() as u64 > limit {
                let reason = format!(
                    "the row is longer than {limit} bytes, or a quotation mark in it is never closed"
                );
                return cx.remark(&code::RECORD_TOO_LARGE, place, reason);
            }
            let bytes = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&row);
            let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let Ok(text) = std::str::from_utf8(bytes) else {
                cx.remark(&code::UTF8_INVALID, place, "the row is not valid UTF-8");
                continue;
            };
            if names.is_empty() {
                let count = |b: u8| text.bytes().filter(|x| *x == b).count();
                separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(|b| count(*b)).unwrap_or(b',');
                names = fields(text, separator).iter().map(|n| n.trim().to_owned()).collect();
                let known: Map<String, Value> = names.iter().map(|n| (n.clone(), Value::Null)).collect();
                if record::text_field(&known, cx.settings()).is_none() {
                    let reason = "no column holds the text of a report";
                    return cx.remark(&code::COLUMN_MISSING, place, reason);
                }
                continue;
            }
            let object: Map<String, Value> = names
                .iter()
                .zip(fields(text, separator))
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.clone(), Value::String(value)))
                .collect();
            record::read_value(Value::Object(object), place, cx);
        }
    }
}

/// Whether a field in quotation marks is open after these bytes. A mark counts only where a field begins.
fn is_open(bytes: &[u8], mut open: bool) -> bool {
    let (mut begins, mut closed) = (!open, false);
    for byte in bytes {
        match byte {
            b'"' if open => (open, closed) = (false, true),
            b'"' if begins || closed => (open, closed) = (true, false),
            _ => closed = false,
        }
        begins = matches!(byte, b',' | b';' | b'\t' | b'\n');
    }
    open
}

/// The fields of a row, marks taken off.
pub(crate) fn fields(row: &str, separator: u8) -> Vec<String> {
    let separator = char::from(separator);
    let mut out = vec![String::new()];
    let mut quoted = false;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = out.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            c if c == separator && !quoted => out.push(String::new()),
            c => field.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_in_quotation_marks_may_hold_anything() {
        assert_eq!(fields("a,\"b, \"\"c\"\"\nd\",,e", b','), ["a", "b, \"c\"\nd", "", "e"]);
        assert!(
            is_open(b"a,\"b\n", false)
                && !is_open(b"a,\"b \"\"c\"\"\"\n", false)
                && !is_open(b"5\" pipe,b\n", false)
        );
        assert_eq!(fields("a;5\" pipe;c", b';'), ["a", "5\" pipe", "c"]);
    }
}
