//! *How does a row of weights become a score?*
//!
//! A linear model over hashed features, read in place from the bytes that the trainer wrote: a header of eight bytes, then
//! `2^n` rows of `W` weights of eight bits. A feature is a 32-bit hash; its low bits are its row. Two features that meet in a
//! row were trained so, and cost little.

use std::fmt;

/// The marks a table begins with.
pub(crate) const MAGIC: [u8; 4] = *b"CDL1";
/// Bytes before the weights.
pub(crate) const HEADER: usize = 8;

/// A table of weights, `W` of them a row.
#[derive(Clone, Copy)]
pub struct Linear<'d, const W: usize> {
    weights: &'d [u8],
    mask: u32,
}

/// Sums of weights, one for each label.
pub(crate) type Scores<const W: usize> = [i16; W];

impl<'d, const W: usize> Linear<'d, W> {
    /// Reads a table; one that is not what it should be gives a model that knows nothing.
    pub fn new(bytes: &'d [u8]) -> Self {
        let empty = Self { weights: &[], mask: 0 };
        let Some((header, weights)) = bytes.split_at_checked(HEADER) else { return empty };
        let bits = u32::from(header[4]);
        if header[..4] != MAGIC || usize::from(header[5]) != W || bits > 24 || weights.len() != (W << bits) {
            return empty;
        }
        Self { weights, mask: (1 << bits) - 1 }
    }

    /// Adds the weights of a feature.
    #[inline]
    pub fn add(&self, feature: u32, scores: &mut Scores<W>) {
        let at = (feature & self.mask) as usize * W;
        // An array, whose length the compiler knows, becomes a few wide additions.
        let row = self.weights.get(at..at + W).and_then(|row| <&[u8; W]>::try_from(row).ok());
        if let Some(row) = row {
            for i in 0..W {
                scores[i] += i16::from(row[i].cast_signed());
            }
        }
    }

    /// The sums over all features.
    #[inline]
    pub fn score(&self, features: &[u32]) -> Scores<W> {
        let mut scores = [0; W];
        for feature in features {
            self.add(*feature, &mut scores);
        }
        scores
    }
}

impl<const W: usize> fmt::Debug for Linear<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows of {W}", self.weights.len() / W.max(1))
    }
}

/// The bytes of a table: what [`Linear::new`] reads. `bits` rows are `2^bits`.
pub fn table(bits: u8, width: u8, weights: &[i8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + weights.len());
    bytes.extend(MAGIC);
    bytes.extend([bits, width, 0, 0]);
    bytes.extend(weights.iter().map(|w| w.cast_unsigned()));
    bytes
}

/// A feature: its template and two values.
#[inline]
pub(crate) fn feature(template: u32, a: u32, b: u32) -> u32 {
    let mut x = (a ^ template.wrapping_mul(0x9E37_79B1)).wrapping_mul(0x85EB_CA6B);
    x = (x ^ (x >> 13) ^ b.rotate_left(16)).wrapping_mul(0xC2B2_AE35);
    x ^ (x >> 16)
}

/// The hash of some bytes: of small letters, and with all digits alike.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    hash_joined(bytes, &[])
}

/// The hash of two strings written as one.
#[inline]
pub(crate) fn hash_joined(bytes: &[u8], tail: &[u8]) -> u32 {
    let mut x: u32 = 0x811C_9DC5;
    for byte in bytes.iter().chain(tail) {
        let folded = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        x = (x ^ u32::from(folded)).wrapping_mul(0x0100_0193);
    }
    x ^ (x >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back() {
        let weights: Vec<i8> = (0..8).map(|w| w - 4).collect();
        let bytes = table(1, 4, &weights);
        let linear = Linear::<4>::new(&bytes);
        assert_eq!(linear.score(&[0, 3]), [-4, -2, 0, 2]);
        assert_eq!(Linear::<4>::new(b"nonsense").score(&[7]), [0; 4]);
    }
}
