//! *Which parts of speech has a word had, and is it always the same?*
//!
//! A dictionary that the trainer counted, read in place: an open table of slots with the hash of the word and its tags, a bit
//! each. A word is *sure* when it was seen often and always with the same tag; the tagger need not think about it.

use std::fmt;

/// The marks a dictionary begins with.
const MAGIC: [u8; 4] = *b"CDW1";
/// Bytes before the slots.
const HEADER: usize = 8;
/// Bytes a slot: the hash, of which the lowest bit says sure, and the tags.
const SLOT: usize = 8;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its tags, a bit each.
    pub tags: u32,
    /// Whether it has only one of them, and was seen often.
    pub sure: bool,
}

/// The dictionary.
#[derive(Clone, Copy, Default)]
pub struct Words<'d> {
    slots: &'d [u8],
    mask: u32,
}

impl<'d> Words<'d> {
    /// Reads a dictionary; one that is not what it should be is empty.
    pub fn new(bytes: &'d [u8]) -> Self {
        let empty = Self::default();
        let Some((header, slots)) = bytes.split_at_checked(HEADER) else { return empty };
        let bits = u32::from(header[4]);
        if header[..4] != MAGIC || bits > 24 || slots.len() != SLOT << bits {
            return empty;
        }
        Self { slots, mask: (1 << bits) - 1 }
    }

    /// What is known of the word with that hash.
    #[inline]
    pub fn get(&self, word: u32) -> Option<Known> {
        let mut at = word >> 1;
        // A table without a free slot would be walked for ever.
        for _ in 0..64 {
            let from = (at & self.mask) as usize * SLOT;
            let slot = self.slots.get(from..from + SLOT)?;
            let slot = <&[u8; SLOT]>::try_from(slot).ok()?;
            let key = u32::from_le_bytes([slot[0], slot[1], slot[2], slot[3]]);
            let tags = u32::from_le_bytes([slot[4], slot[5], slot[6], slot[7]]);
            if tags == 0 {
                return None;
            }
            if key >> 1 == word >> 1 {
                return Some(Known { tags, sure: key & 1 == 1 });
            }
            at = at.wrapping_add(1);
        }
        None
    }
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} slots", self.slots.len() / SLOT)
    }
}

/// The bytes of a dictionary: what [`Words::new`] reads. At most two thirds of the slots are taken.
pub fn dictionary(words: &[(u32, Known)]) -> Vec<u8> {
    let size = (words.len() * 3 / 2 + 1).next_power_of_two();
    let mut slots = vec![[0_u8; SLOT]; size];
    for (word, known) in words {
        let mut at = (word >> 1) as usize;
        while slots[at % size][4..] != [0; SLOT - 4] {
            at += 1;
        }
        let key = (word & !1 | u32::from(known.sure)).to_le_bytes();
        let slot = &mut slots[at % size];
        slot[..4].copy_from_slice(&key);
        slot[4..].copy_from_slice(&known.tags.to_le_bytes());
    }
    let mut bytes = Vec::with_capacity(HEADER + size * SLOT);
    bytes.extend(MAGIC);
    bytes.extend([size.trailing_zeros() as u8, 0, 0, 0]);
    bytes.extend(slots.as_flattened());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_reads_back() {
        let known = |tags, sure| Known { tags, sure };
        let bytes = dictionary(&[(8, known(4, true)), (8 + 32, known(6, false)), (7, known(1, false))]);
        let words = Words::new(&bytes);
        assert_eq!(words.get(8), Some(known(4, true)));
        assert_eq!(words.get(8 + 32), Some(known(6, false)));
        assert_eq!(words.get(7), Some(known(1, false)));
        assert_eq!(words.get(100), None);
        assert_eq!(Words::new(b"nonsense").get(8), None);
    }
}
