//! Places in a text, in bytes inside the library and in code points at the JSON edge.

use std::fmt;
use std::ops::Range;

/// A half-open range of **bytes** of one text, on character boundaries.
///
/// Kept in 32 bits: intake refuses a report of 4 GiB. Deliberately not `Serialize`; see the crate's docs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes `start..end`; an end before the start makes the empty span at `start`.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end.max(start) as u32 }
    }

    /// First byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range, for slicing.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The words it covers, or `None` when it does not lie on character boundaries of `text`.
    #[inline]
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The words it covers. A span is only ever used with the text it was made from; for one that was not,
    /// this gives the empty string (and fails a debug build).
    #[inline]
    pub fn of(self, text: &str) -> &str {
        let words = self.get(text);
        debug_assert!(words.is_some(), "{self:?} does not fit a text of {} bytes", text.len());
        words.unwrap_or_default()
    }

    /// Whether `other` lies within it.
    #[inline]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `at` lies within it.
    #[inline]
    pub fn covers(self, at: usize) -> bool {
        self.start() <= at && at < self.end()
    }

    /// Whether they share at least one byte.
    #[inline]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that contains both.
    #[must_use]
    #[inline]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Without the white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start() + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// Every how many bytes [`Positions`] remembers a count.
const STRIDE: usize = 256;

/// Turns byte offsets of one text into code points and back, in constant time.
///
/// Holds the number of code points before every 256th byte (nothing at all for an ASCII text), so a look-up
/// counts at most 256 bytes.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// Code points that start before byte `i * STRIDE`; empty when the text is ASCII.
    before: Vec<u32>,
}

/// Whether a byte starts a code point in UTF-8.
fn starts_code_point(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl Positions {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::default();
        }
        let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            before.push(count);
            count += chunk.iter().filter(|b| starts_code_point(**b)).count() as u32;
        }
        Self { before }
    }

    /// How many code points of `text` start before byte `at`.
    pub fn code_point(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let Some(last) = self.before.len().checked_sub(1) else { return at };
        let block = (at / STRIDE).min(last);
        let tail = &text.as_bytes()[block * STRIDE..at];
        self.before[block] as usize + tail.iter().filter(|b| starts_code_point(**b)).count()
    }

    /// A span in code points, `[start, end)`.
    pub fn code_points(&self, text: &str, span: Span) -> [usize; 2] {
        [self.code_point(text, span.start()), self.code_point(text, span.end())]
    }

    /// The byte at which code point number `code_point` starts; `None` past the end of the text.
    pub fn byte(&self, text: &str, code_point: usize) -> Option<usize> {
        if self.before.is_empty() {
            return (code_point <= text.len()).then_some(code_point);
        }
        let block = self.before.partition_point(|b| *b as usize <= code_point).saturating_sub(1);
        let mut left = code_point - self.before[block] as usize;
        let base = block * STRIDE;
        for (i, byte) in text.as_bytes()[base..].iter().enumerate() {
            if starts_code_point(*byte) {
                if left == 0 {
                    return Some(base + i);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(text.len())
    }

    /// The byte span of the code points `[start, end)`; `None` outside the text or when `end < start`.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Option<Span> {
        if end < start {
            return None;
        }
        Some(Span::new(self.byte(text, start)?, self.byte(text, end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_emoji_is_one_code_point_and_four_bytes() {
        let text = "a🎙b";
        let positions = Positions::new(text);
        assert_eq!(positions.code_points(text, Span::new(5, 6)), [2, 3]);
        assert_eq!(positions.span(text, 1, 2), Some(Span::new(1, 5)));
        assert_eq!(positions.span(text, 3, 4), None);
    }

    proptest! {
        #[test]
        fn bytes_and_code_points_convert_back_and_forth(text in "(?s).{0,900}") {
            let positions = Positions::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(positions.code_point(&text, byte), n);
                prop_assert_eq!(positions.byte(&text, n), Some(byte));
            }
            let all = text.chars().count();
            prop_assert_eq!(positions.byte(&text, all), Some(text.len()));
            prop_assert_eq!(positions.byte(&text, all + 1), None);
        }
    }
}
