//! *How many reports have this passage?* A table of sampled shingles.
//!
//! Every report looks up some hundreds of passages, most of which nobody else has: this is where reading would wait for
//! memory. So a passage takes one word of eight bytes, found by the upper bits of its key, and a small table of bits
//! tells at once of most that they stand in one report alone.

/// Passages of which a report's number and a count are kept, in bits.
const COUNT_BITS: u32 = 5;
const MOST: u64 = (1 << COUNT_BITS) - 1;
const LAST_BITS: u32 = 32 - COUNT_BITS;
/// Slots of a new table, as a power of two.
const SMALLEST: u32 = 12;
/// Bits that tell which passages several reports have, as a power of two.
const SEVERAL: u32 = 21;

/// Passages, with the number of reports that have each (no more than 31) and the last of these.
#[derive(Clone, Debug)]
pub(crate) struct Passages {
    /// Key, last report, count; 0 where there is none. Its place is its key's upper bits, or the next that is free.
    slots: Vec<u64>,
    bits: u32,
    len: usize,
    several: Vec<u64>,
}

impl Default for Passages {
    fn default() -> Self {
        Self { slots: vec![0; 1 << SMALLEST], bits: SMALLEST, len: 0, several: vec![0; 1 << (SEVERAL - 6)] }
    }
}

/// The bit of a key, and the word that it is in.
fn bit(key: u32) -> (usize, u64) {
    let at = key >> (32 - SEVERAL);
    (at as usize / 64, 1 << (at % 64))
}

impl Passages {
    /// Number of passages.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Another report has these, each once.
    pub(crate) fn add(&mut self, keys: &[u32], report: u32) {
        while (self.len + keys.len()) * 4 > self.slots.len() * 3 {
            let old = std::mem::take(&mut self.slots);
            self.bits += 1;
            self.slots = vec![0; old.len() * 2];
            self.fill(old);
        }
        // Read all at once, none waits for the one before.
        let home = |key: &u32| self.slots.get((key >> (32 - self.bits)) as usize).copied();
        std::hint::black_box(keys.iter().filter_map(home).fold(0, |all, slot| all ^ slot));
        let last = u64::from(report).min((1 << LAST_BITS) - 1) << COUNT_BITS;
        for key in keys.iter().copied() {
            let at = self.find(key);
            let Some(slot) = self.slots.get_mut(at) else { continue };
            let count = *slot & MOST;
            self.len += usize::from(count == 0);
            *slot = u64::from(key) << 32 | last | (count + 1).min(MOST);
            if count > 0 {
                let (word, bit) = bit(key);
                if let Some(word) = self.several.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    /// How many reports have a passage, if more than one: else 0 or 1.
    pub(crate) fn count(&self, key: u32) -> u32 {
        let (word, bit) = bit(key);
        if self.several.get(word).is_none_or(|w| w & bit == 0) {
            return 0;
        }
        self.slots.get(self.find(key)).map_or(0, |slot| (slot & MOST) as u32)
    }

    /// Forgets what no report from `oldest` on has.
    pub(crate) fn forget_before(&mut self, oldest: u32) {
        let mut old = std::mem::take(&mut self.slots);
        let kept =
            |slot: &u64| *slot != 0 && (*slot & u64::from(u32::MAX)) >> COUNT_BITS >= u64::from(oldest);
        self.slots = vec![0; old.len()];
        self.several.fill(0);
        old.retain(kept);
        self.len = old.len();
        for slot in old.iter().filter(|slot| **slot & MOST > 1) {
            let (word, bit) = bit((slot >> 32) as u32);
            if let Some(word) = self.several.get_mut(word) {
                *word |= bit;
            }
        }
        self.fill(old);
    }

    fn fill(&mut self, old: Vec<u64>) {
        for slot in old.into_iter().filter(|slot| *slot != 0) {
            let at = self.find((slot >> 32) as u32);
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
            }
        }
    }

    /// The place of a key, or the one where it would be put. There is always a free one.
    fn find(&self, key: u32) -> usize {
        let mut at = (key >> (32 - self.bits)) as usize;
        while let Some(slot) = self.slots.get(at) {
            if *slot == 0 || (slot >> 32) as u32 == key {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn counts_are_those_of_a_map() {
        let mut table = Passages::default();
        let mut map: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut state = 1_u64;
        for report in 1..400 {
            let mut keys: Vec<u32> = (0..60)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    // Some that nearly all have, and some at the very end of the table.
                    if state >> 60 == 0 {
                        u32::MAX - (state >> 50) as u32 % 7
                    } else {
                        ((state >> 45) as u32).wrapping_mul(9000)
                    }
                })
                .collect();
            keys.sort_unstable();
            keys.dedup();
            table.add(&keys, report);
            for key in keys {
                let entry = map.entry(key).or_default();
                *entry = (entry.0 + 1, report);
            }
            if report % 150 == 0 {
                table.forget_before(report - 40);
                map.retain(|_, (_, last)| *last >= report - 40);
            }
        }
        assert_eq!(table.len(), map.len());
        for (key, (count, _)) in &map {
            let found = table.count(*key);
            assert!(found == (*count).min(31) || (found == 0 && *count == 1), "{key}: {found}, {count}");
            assert!(map.contains_key(&(key ^ 1)) || table.count(key ^ 1) == 0);
        }
        assert!(map.values().any(|(count, _)| *count > 31), "some are had by nearly all");
    }
}
