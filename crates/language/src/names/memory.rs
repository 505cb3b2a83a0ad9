//! *What was the same word elsewhere in this report?*

use rustc_hash::FxHashMap;

use super::features::Prepared;
use super::{OUTSIDE, kind_of};
use crate::linear::feature;

/// How often a word was each kind of name in the first pass, and how often it stood in small letters.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    kinds: [u16; 3],
    /// Alone as a whole name, of each kind.
    outside: u16,
    small: u16,
    /// In a longer name of each kind.
    longer: [u16; 3],
}

/// The first pass over a whole report, by word.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    words: FxHashMap<u32, Seen>,
}

impl Memory {
    /// Counts the labels of the first pass.
    pub fn new(prepared: &Prepared, labels: &[u8]) -> Self {
        let mut words: FxHashMap<u32, Seen> = FxHashMap::default();
        for (item, label) in prepared.items.iter().zip(labels) {
            if item.class == 1 {
                continue;
            }
            let seen = words.entry(item.word).or_default();
            match kind_of(*label) {
                Some(kind) => {
                    seen.kinds[kind] = seen.kinds[kind].saturating_add(1);
                    if (label - 1) % 4 != 3 {
                        seen.longer[kind] = seen.longer[kind].saturating_add(1);
                    }
                }
                None => seen.outside = seen.outside.saturating_add(1),
            }
        }
        for item in prepared.items.iter().filter(|i| i.class == 1) {
            if let Some(seen) = words.get_mut(&item.word) {
                seen.small = seen.small.saturating_add(1);
            }
        }
        Self { words }
    }

    /// Adds what the second pass sees beyond the first.
    pub fn features(&self, prepared: &Prepared, labels: &[u8], at: usize, out: &mut Vec<u32>) {
        let own = labels.get(at).copied().unwrap_or(OUTSIDE);
        let look = |at: usize| {
            prepared.items.get(at).map_or(0, |i| self.summary(i.word, i.class, labels.get(at).copied()))
        };
        let this = look(at);
        let left = at.checked_sub(1).map_or(0, look);
        let right = look(at + 1);
        let before = at.checked_sub(1).and_then(|b| labels.get(b)).copied().unwrap_or(OUTSIDE);
        let after = labels.get(at + 1).copied().unwrap_or(OUTSIDE);
        out.extend([
            feature(201, this, 0),
            feature(202, this, u32::from(own)),
            feature(203, u32::from(own), 0),
            feature(204, u32::from(before), u32::from(own)),
            feature(205, u32::from(own), u32::from(after)),
            feature(206, left, this),
            feature(207, this, right),
            feature(208, this, prepared.items.get(at).map_or(0, |i| i.class)),
            feature(209, u32::from(before), u32::from(after) << 8 | u32::from(own)),
            feature(210, this & 0xff, left & 0xff | (right & 0xff) << 8),
        ]);
    }

    /// In a few bits: which kind the word mostly was elsewhere, how surely, whether in longer names, whether in small letters.
    fn summary(&self, word: u32, class: u32, own: Option<u8>) -> u32 {
        let Some(mut seen) = self.words.get(&word).copied() else { return 0 };
        if class != 1 {
            match own.and_then(kind_of) {
                Some(kind) => {
                    seen.kinds[kind] = seen.kinds[kind].saturating_sub(1);
                    if own.is_some_and(|l| (l - 1) % 4 != 3) {
                        seen.longer[kind] = seen.longer[kind].saturating_sub(1);
                    }
                }
                None => seen.outside = seen.outside.saturating_sub(1),
            }
        }
        let named: u16 = seen.kinds.iter().fold(0, |a, b| a.saturating_add(*b));
        let total = named.saturating_add(seen.outside);
        let small = u32::from(seen.small.min(2));
        if total == 0 {
            return 1 | small << 12;
        }
        let (best, count) =
            seen.kinds.iter().enumerate().fold((0, 0), |b, (i, c)| if *c > b.1 { (i, *c) } else { b });
        let share = |part: u16, whole: u16| match (u32::from(part) * 4).checked_div(u32::from(whole)) {
            Some(4) => 3,
            Some(3) => 2,
            Some(2) => 1,
            _ => 0,
        };
        let longest =
            seen.longer.iter().enumerate().fold((0, 0), |b, (i, c)| if *c > b.1 { (i, *c) } else { b });
        let longer = if longest.1 == 0 { 0 } else { longest.0 as u32 + 1 };
        2 | (best as u32) << 2
            | share(count, total) << 4
            | share(named, total) << 6
            | longer << 8
            | u32::from(total.min(3)) << 10
            | small << 12
    }
}
