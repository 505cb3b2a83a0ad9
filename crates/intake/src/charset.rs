//! *Which letters do these bytes stand for?*
//!
//! In this order: a byte-order mark; valid UTF-8; what the document itself declares (HTML `meta`, XML
//! declaration); UTF-8 with a few damaged bytes; the guess of `chardetng`. UTF-8 goes before the declaration
//! because text that is valid UTF-8 with letters beyond ASCII is practically never anything else, while pages
//! that declare the wrong thing are common.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::code;
use crate::context::{Context, Place};

/// How far into a document a declaration is looked for.
const PRESCAN: usize = 4096;

/// How an encoding came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Known,
    Guessed,
}

/// Decodes the bytes of a text file or page; never fails. Remarks go to the context.
pub(crate) fn decode(bytes: &[u8], place: Place, cx: &mut Context<'_>) -> String {
    decode_labelled(bytes, None, place, cx)
}

/// As [`decode`], with what the protocol says of the encoding; a mark and valid UTF-8 know better.
pub(crate) fn decode_labelled(
    bytes: &[u8],
    label: Option<&str>,
    place: Place,
    cx: &mut Context<'_>,
) -> String {
    let (mut encoding, mut skip, mut origin) = detect(bytes);
    if let Some(told) = label.and_then(|l| Encoding::for_label(l.as_bytes()))
        && encoding != UTF_8
        && skip == 0
    {
        (encoding, skip, origin) = (told, 0, Origin::Known);
    }
    let bytes = bytes.get(skip..).unwrap_or_default();
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if origin == Origin::Guessed {
        cx.remark(
            &code::CHARSET_GUESSED,
            place,
            format!("the bytes are not UTF-8; they were read as {}", encoding.name()),
        );
    }
    if malformed {
        let at =
            if encoding == UTF_8 { std::str::from_utf8(bytes).err().map(|e| e.valid_up_to()) } else { None };
        let place = at.map_or(place, |at| place.at((skip + at) as u64));
        cx.remark(
            &code::BYTES_REPLACED,
            place,
            format!("some bytes are not valid {} and were replaced", encoding.name()),
        );
    }
    match text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    }
}

/// The encoding, how many bytes of mark to leave out, and how it is known.
fn detect(bytes: &[u8]) -> (&'static Encoding, usize, Origin) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return (encoding, skip, Origin::Known);
    }
    if let Some(encoding) = wide(bytes) {
        return (encoding, 0, Origin::Known);
    }
    let escape = bytes.contains(&0x1b);
    let invalid = match std::str::from_utf8(bytes) {
        Ok(_) if !escape => return (UTF_8, 0, Origin::Known),
        Ok(_) => None,
        Err(error) => Some(error.valid_up_to()),
    };
    if let Some(encoding) = declared(bytes)
        && encoding != UTF_8
    {
        return (encoding, 0, Origin::Known);
    }
    if invalid.is_none() || mostly_utf8(bytes) {
        return (UTF_8, 0, Origin::Known);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    (detector.guess(None, Utf8Detection::Deny), 0, Origin::Guessed)
}

/// UTF-16 without a mark: ASCII markup leaves a zero in every other byte.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether almost all that is not ASCII is whole UTF-8 sequences.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad.saturating_mul(8)
}

/// What a page or XML document says of itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PRESCAN))?.to_ascii_lowercase();
    let xml = head.starts_with(b"<?xml").then(|| find(&head, b"encoding")).flatten();
    let at = xml.map(|at| at + 8).or_else(|| find(&head, b"charset").map(|at| at + 7))?;
    let rest = head.get(at..)?;
    let start = rest.iter().position(|b| !b" \t\r\n=\"'".contains(b))?;
    let rest = rest.get(start..)?;
    let end =
        rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(rest.len());
    let encoding = Encoding::for_label(rest.get(..end)?)?;
    // A document that could be read as ASCII to find this is not UTF-16, whatever it says.
    Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// What UTF-8 looks like when it was read as windows-1252: the marks and letters that news text has most.
const MOJIBAKE: &[&str] =
    &["â€™", "â€œ", "â€\u{9d}", "â€“", "â€”", "Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Â£", "Â "];

/// The words that give away a text decoded twice; none when it looks right.
pub(crate) fn mojibake(text: &str) -> Option<&str> {
    let mut seen = 0;
    let mut first = None;
    for at in memchr::memchr_iter(0xc3, text.as_bytes()) {
        let Some(rest) = text.get(at..) else { continue };
        if let Some(sign) = MOJIBAKE.iter().find(|sign| rest.starts_with(**sign)) {
            first = first.or_else(|| text.get(at..at + sign.len()));
            seen += 1;
            if seen == 2 {
                return first;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> (&'static str, usize, Origin) {
        let (encoding, skip, origin) = detect(bytes);
        (encoding.name(), skip, origin)
    }

    #[test]
    fn an_encoding_is_told_by_mark_then_validity_then_declaration_then_guess() {
        assert_eq!(name("\u{feff}Zürich".as_bytes()), ("UTF-8", 3, Origin::Known));
        assert_eq!(name(b"<\0h\0t\0m\0l\0"), ("UTF-16LE", 0, Origin::Known));
        let wrong = "<meta charset=iso-8859-1>Zürich".as_bytes();
        assert_eq!(name(wrong), ("UTF-8", 0, Origin::Known));
        assert_eq!(name(b"<meta charset='ISO-8859-2'>\xb1"), ("ISO-8859-2", 0, Origin::Known));
        assert_eq!(
            name(b"<?xml version='1.0' encoding=\"koi8-r\"?><a>\xc1\xc2</a>"),
            ("KOI8-R", 0, Origin::Known)
        );
        let (guess, _, origin) = name(b"Le maire a \xe9t\xe9 r\xe9\xe9lu dimanche, selon la pr\xe9fecture.");
        assert_eq!((guess, origin), ("windows-1252", Origin::Guessed));
    }

    #[test]
    fn one_damaged_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes =
            "Der Bürgermeister für Änderungen, größer, schöner, später, früher".as_bytes().to_vec();
        bytes.push(0xff);
        assert_eq!(name(&bytes), ("UTF-8", 0, Origin::Known));
    }

    #[test]
    fn text_decoded_twice_is_noticed() {
        assert_eq!(mojibake("The mayorâ€™s answer was â€œnoâ€\u{9d}"), Some("â€™"));
        assert_eq!(mojibake("Le père Noël, “naïve” café"), None);
    }
}
