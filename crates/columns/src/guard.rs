//! *Would the library read this file for ever?*
//!
//! Parquet describes itself in Thrift's compact protocol: a footer, and a header before every page. What the library does not
//! know it skips, and elements that take no bytes (flags in a list) it skips as often as the file says: two thousand million
//! times for a list of five bytes. So all of it is walked here first, a byte for every element, and a file that promises more
//! elements than it has bytes is refused. The walk reads no byte twice.
//!
//! Left out on purpose: understanding what is described, and refusing what the library refuses by itself: where the walk cannot
//! go on it ends, since the library cannot go on either.
//!
//! Source: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.

use std::ops::Range;

/// Nesting that the library follows, and some more.
const DEPTH: u8 = 70;

/// Why a walk ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The bytes are over, or are no Thrift.
    Here,
    /// More elements than bytes.
    Endless,
}

/// Whether the footer promises more elements than it can hold.
pub(crate) fn endless_footer(file: &[u8]) -> bool {
    let Some((head, tail)) = file.len().checked_sub(8).and_then(|at| file.split_at_checked(at)) else {
        return false;
    };
    let length = tail.first_chunk().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
    let footer = head.len().checked_sub(length).and_then(|at| head.get(at..));
    footer.is_some_and(|footer| Walk { bytes: footer, at: 0 }.structure(DEPTH) == Err(End::Endless))
}

/// Whether a header of the pages in `chunks` promises more elements than it can hold, or the chunks lie over one another so that
/// together they are longer than the file.
pub(crate) fn endless_pages(file: &[u8], chunks: impl Iterator<Item = Range<usize>>) -> bool {
    // Each page takes a byte at least, and no byte belongs to two chunks.
    let mut left = file.len();
    for chunk in chunks {
        let mut at = chunk.start;
        while at < chunk.end {
            let Some(bytes) = file.get(at..) else { break };
            let mut walk = Walk { bytes, at: 0 };
            match walk.structure(DEPTH) {
                Ok(size) => {
                    let page = walk.at.saturating_add(size.unwrap_or(0));
                    let Some(rest) = left.checked_sub(page) else { return true };
                    left = rest;
                    at = at.saturating_add(page);
                }
                Err(End::Endless) => return true,
                Err(End::Here) => break,
            }
        }
    }
    false
}

/// Kinds of values, as fields and elements write them.
mod kind {
    pub(super) const STOP: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const BYTE: u8 = 3;
    pub(super) const I16: u8 = 4;
    pub(super) const I32: u8 = 5;
    pub(super) const I64: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const MAP: u8 = 11;
    pub(super) const STRUCT: u8 = 12;
    pub(super) const UUID: u8 = 13;
}

/// The field of a page's header that says how long the page is.
const PAGE_SIZE: i16 = 3;

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Walk<'_> {
    /// To the end of a structure; the number in its field [`PAGE_SIZE`].
    fn structure(&mut self, depth: u8) -> Result<Option<usize>, End> {
        let depth = depth.checked_sub(1).ok_or(End::Here)?;
        let (mut id, mut size) = (0_i16, None);
        loop {
            let head = self.byte()?;
            let kind = head & 15;
            if kind == kind::STOP {
                return Ok(size);
            }
            id = match head >> 4 {
                0 => zigzag(self.number()?) as i16,
                more => id.wrapping_add(i16::from(more)),
            };
            if kind == kind::I32 {
                let number = zigzag(self.number()?);
                if id == PAGE_SIZE {
                    size = usize::try_from(number).ok();
                }
            } else if !matches!(kind, kind::TRUE | kind::FALSE) {
                self.value(kind, depth)?;
            }
        }
    }

    fn value(&mut self, kind: u8, depth: u8) -> Result<(), End> {
        let depth = depth.checked_sub(1).ok_or(End::Here)?;
        match kind {
            kind::TRUE | kind::FALSE | kind::BYTE => self.skip(1),
            kind::I16 | kind::I32 | kind::I64 => self.number().map(|_| ()),
            kind::DOUBLE => self.skip(8),
            kind::UUID => self.skip(16),
            kind::BINARY => {
                let length = self.number()?;
                self.skip(usize::try_from(length).map_err(|_| End::Here)?)
            }
            kind::STRUCT => self.structure(depth).map(|_| ()),
            kind::LIST | kind::SET => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
                self.elements(count, &[head & 15], depth)
            }
            kind::MAP => {
                let count = self.number()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                self.elements(count, &[kinds >> 4, kinds & 15], depth)
            }
            _ => Err(End::Here),
        }
    }

    /// So many elements, each of values of these kinds.
    fn elements(&mut self, count: u64, kinds: &[u8], depth: u8) -> Result<(), End> {
        // No list of flags stands where the library skips.
        let flags = kinds.iter().all(|k| matches!(*k, kind::TRUE | kind::FALSE));
        if count > (self.bytes.len() - self.at) as u64 || flags && count > 0 {
            return Err(End::Endless);
        }
        for _ in 0..count {
            for kind in kinds {
                self.value(*kind, depth)?;
            }
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, End> {
        let byte = *self.bytes.get(self.at).ok_or(End::Here)?;
        self.at += 1;
        Ok(byte)
    }

    fn skip(&mut self, count: usize) -> Result<(), End> {
        self.at = self.at.checked_add(count).filter(|at| *at <= self.bytes.len()).ok_or(End::Here)?;
        Ok(())
    }

    /// A number of seven bits a byte, the lowest first.
    fn number(&mut self) -> Result<u64, End> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(End::Here)
    }
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A footer of these bytes, as the end of a file.
    fn file(footer: &[u8]) -> Vec<u8> {
        let mut file = b"PAR1".to_vec();
        file.extend(footer);
        file.extend((footer.len() as u32).to_le_bytes());
        file.extend(b"PAR1");
        file
    }

    #[test]
    fn a_list_longer_than_the_file_is_endless() {
        // Field 1: a list of 2^31 - 1 flags, of bytes, of structures; a map of flags to flags.
        for head in [0xF1, 0xF3, 0xFC] {
            assert!(endless_footer(&file(&[0x19, head, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0])));
        }
        assert!(endless_footer(&file(&[0x1B, 0xFF, 0xFF, 0x03, 0x11, 0])));
        // Within a list of lists.
        assert!(endless_footer(&file(&[0x19, 0x29, 0x03, 0xF1, 0xFF, 0xFF, 0x7F, 0])));
    }

    #[test]
    fn what_fits_is_not_endless_and_neither_is_nonsense() {
        // Field 1: 7; field 2: two bytes; field 3: three letters; a flag; stop.
        assert!(!endless_footer(&file(&[0x15, 14, 0x19, 0x23, 1, 2, 0x18, 3, b'a', b'b', b'c', 0x11, 0])));
        for footer in [&[][..], &[0x1F], &[0x18, 200], &[0x19], &[0x1C; 400]] {
            assert!(!endless_footer(&file(footer)), "{footer:?}");
        }
        assert!(!endless_footer(b"PAR1"));
    }

    #[test]
    fn headers_are_walked_page_by_page() {
        // Two pages of two bytes; the second header holds a list of flags.
        let good = [0x35, 4, 0, 9, 9, 0x35, 4, 0, 9, 9];
        let bad = [0x35, 4, 0, 9, 9, 0x35, 4, 0x19, 0xF1, 0xFF, 0xFF, 0x7F, 0];
        assert!(!endless_pages(&good, std::iter::once(0..10)));
        assert!(endless_pages(&bad, std::iter::once(0..13)));
        assert!(!endless_pages(&bad, std::iter::once(0..5)));
        // The same bytes as the pages of a thousand chunks.
        assert!(endless_pages(&good, (0..1000).map(|_| 0..10)));
        assert!(!endless_pages(&good, std::iter::once(50..60)));
    }
}
