//! *How does a row of weights become a score?*
//!
//! A linear model over hashed features, from the bytes that the trainer wrote: a header of eight bytes, then
//! `2^n` rows of `W` weights of eight bits. A feature is a 32-bit hash; its low bits are its row. Two features that meet in a
//! row were trained so, and cost little.
//!
//! Most of the time goes into waiting for rows, which lie anywhere in some megabytes. So they are copied once to where no row
//! lies in two lines of the cache (and where the system may back them by large pages), and two tables that are asked for the
//! same features lie side by side ([`Linear::beside`]).

use std::fmt;

/// The marks a table begins with.
pub(crate) const MAGIC: [u8; 4] = *b"CDL1";
/// Bytes before the weights.
pub(crate) const HEADER: usize = 8;
/// Bytes of a line of the cache.
const LINE: usize = 64;

/// A line of the cache, full of rows.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([i8; LINE]);

/// A table of weights, `W` of them a row; `W` divides 64.
#[derive(Clone)]
pub struct Linear<const W: usize> {
    lines: Vec<Line>,
    mask: u32,
}

/// Sums of weights, one for each label.
pub(crate) type Scores<const W: usize> = [i16; W];

/// The weights in the bytes of a table of `width` a row, and how many bits number its rows; none where it is not what it should be.
fn weights(bytes: &[u8], width: usize) -> Option<(&[u8], u32)> {
    let (header, weights) = bytes.split_at_checked(HEADER)?;
    let bits = u32::from(header[4]);
    let whole = header[..4] == MAGIC
        && usize::from(header[5]) == width
        && bits <= 24
        && weights.len() == width << bits;
    whole.then_some((weights, bits))
}

impl<const W: usize> Linear<W> {
    /// A model that knows nothing.
    const EMPTY: Self = Self { lines: Vec::new(), mask: 0 };

    /// Reads a table; one that is not what it should be gives a model that knows nothing.
    pub fn new(bytes: &[u8]) -> Self {
        let Some((weights, bits)) = weights(bytes, W) else { return Self::EMPTY };
        Self::laid(bits, |row, out| {
            let from = row * W;
            for (out, weight) in out.iter_mut().zip(weights.get(from..from + W).unwrap_or_default()) {
                *out = weight.cast_signed();
            }
        })
    }

    /// Reads two tables of half the width for the same features: a row has that of the first, then that of the second.
    pub(crate) fn beside(first: &[u8], second: &[u8]) -> Self {
        let (first, second) = (weights(first, W / 2), weights(second, W / 2));
        let bits = [first, second].iter().flatten().map(|(_, bits)| *bits).max();
        let Some(bits) = bits else { return Self::EMPTY };
        Self::laid(bits, |row, out| {
            for (out, half) in out.chunks_mut(W / 2).zip([first, second]) {
                let Some((weights, bits)) = half else { continue };
                let from = (row & ((1 << bits) - 1)) * (W / 2);
                for (out, weight) in out.iter_mut().zip(weights.get(from..from + W / 2).unwrap_or_default()) {
                    *out = weight.cast_signed();
                }
            }
        })
    }

    fn laid(bits: u32, mut row: impl FnMut(usize, &mut [i8])) -> Self {
        let rows = 1_usize << bits;
        let mut lines = vec![Line([0; LINE]); (rows * W).div_ceil(LINE)];
        for (number, out) in
            lines.iter_mut().flat_map(|line| line.0.chunks_exact_mut(W)).take(rows).enumerate()
        {
            row(number, out);
        }
        Self { lines, mask: (1 << bits) - 1 }
    }

    /// Adds the weights of a feature.
    #[inline]
    pub fn add(&self, feature: u32, scores: &mut Scores<W>) {
        let at = (feature & self.mask) as usize * W;
        let Some(Line(line)) = self.lines.get(at / LINE) else { return };
        // An array, whose length the compiler knows, becomes a few wide additions.
        let row = line.get(at % LINE..at % LINE + W).and_then(|row| <&[i8; W]>::try_from(row).ok());
        if let Some(row) = row {
            for i in 0..W {
                scores[i] += i16::from(row[i]);
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

impl<const W: usize> fmt::Debug for Linear<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows of {W}", self.lines.len() * LINE / W.max(1))
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

    #[test]
    fn two_tables_lie_side_by_side_whatever_their_sizes() {
        let weights = |n: i8| (0..n).collect::<Vec<i8>>();
        let (large, small) = (table(2, 2, &weights(8)), table(1, 2, &weights(4)));
        let both = Linear::<4>::beside(&large, &small);
        assert_eq!(both.score(&[3]), [6, 7, 2, 3]);
        assert_eq!(both.score(&[1, 2]), [2 + 4, 3 + 5, 2, 3 + 1]);
        assert_eq!(Linear::<4>::beside(b"nonsense", &small).score(&[3]), [0, 0, 2, 3]);
        assert_eq!(Linear::<4>::beside(b"", b"").score(&[3]), [0; 4]);
    }
}
