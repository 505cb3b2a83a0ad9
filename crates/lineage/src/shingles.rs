//! Winnowed shingles (Schleimer, Wilkerson and Aiken 2003): of every eight neighbouring five-word shingles the one
//! with the smallest hash is kept, so two texts that share twelve words in a row share a kept shingle.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::words::{self, Word};

/// Words in a shingle.
pub(crate) const SHINGLE: usize = 5;
/// Shingles in a window.
const WINDOW: usize = 8;

/// Phrases that reports share without copying from each other.
const STOCK: &str = include_str!("../data/stock.txt");

static STOCK_SHINGLES: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    let mut shingles = FxHashSet::default();
    for line in STOCK.lines().filter(|line| !line.starts_with('#')) {
        shingles.extend(words::words(line).windows(SHINGLE).map(hash));
    }
    shingles
});

/// The hash of a shingle's words, in order.
fn hash(words: &[Word]) -> u64 {
    let mut hash = 0_u64;
    for word in words {
        hash = (hash.rotate_left(23) ^ word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    hash ^ (hash >> 31)
}

/// The shingle that begins at each word: none where it would reach into a quotation or is a stock phrase.
pub(crate) fn shingles(words: &[Word]) -> Vec<Option<u64>> {
    let stock = &*STOCK_SHINGLES;
    let mut out = Vec::with_capacity(words.len().saturating_sub(SHINGLE - 1));
    // How many words ago the last quoted word stood.
    let mut clear = 0;
    for (i, word) in words.iter().enumerate() {
        clear = if word.quoted { 0 } else { clear + 1 };
        if i + 1 >= SHINGLE {
            let shingle = words.get(i + 1 - SHINGLE..=i).filter(|_| clear >= SHINGLE).map(hash);
            out.push(shingle.filter(|s| !stock.contains(s)));
        }
    }
    out
}

/// The shingles that winnowing keeps, each once with its place, in order of first appearance.
pub(crate) fn winnow(shingles: &[Option<u64>]) -> Vec<(u64, u32)> {
    let mut kept: Vec<(u64, u32)> = Vec::with_capacity(shingles.len() / 4);
    let mut start = 0;
    for run in shingles.split(Option::is_none) {
        let mut last = usize::MAX;
        let windows = run.len().saturating_sub(WINDOW - 1).max(usize::from(!run.is_empty()));
        for first in 0..windows {
            // The least of the window still stands unless it left the window or the new one is less.
            let end = (first + WINDOW).min(run.len());
            let least = if last != usize::MAX && last >= first {
                if run[end - 1] <= run[last] { end - 1 } else { last }
            } else {
                (first..end).rev().min_by_key(|i| run[*i]).unwrap_or(first)
            };
            if least != last {
                last = least;
                kept.extend(run[least].map(|shingle| (shingle, (start + least) as u32)));
            }
        }
        start += run.len() + 1;
    }
    once(kept)
}

/// All shingles, each once with its place, in order of first appearance.
pub(crate) fn distinct(shingles: &[Option<u64>]) -> Vec<(u64, u32)> {
    once(shingles.iter().enumerate().filter_map(|(at, s)| Some(((*s)?, at as u32))).collect())
}

fn once(mut shingles: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    let mut seen = FxHashSet::default();
    seen.reserve(shingles.len());
    shingles.retain(|(s, _)| seen.insert(*s));
    shingles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_words_in_common_share_a_kept_shingle() {
        let common = "crews pumped out the flooded lower deck and towed her to port";
        let a = format!("On Monday, after a long night, {common} before noon.");
        let b = format!("Nobody was hurt. In the end {common}, where she lies.");
        let kept = |text: &str| winnow(&shingles(&words::words(text)));
        let (a, b) = (kept(&a), kept(&b));
        assert!(a.iter().any(|(s, _)| b.iter().any(|(t, _)| s == t)));
    }

    #[test]
    fn a_stock_phrase_makes_no_shingle() {
        let stock = words::words("The Associated Press contributed to this report.");
        assert!(shingles(&stock).iter().all(Option::is_none));
    }

    #[test]
    fn winnowing_keeps_about_two_in_nine() {
        let text: Vec<String> = (0..4000).map(|i| format!("w{}", i * 7919 % 3001)).collect();
        let text = text.join(" ");
        let kept = winnow(&shingles(&words::words(&text))).len() as f64 / 4000.0;
        assert!((0.15..0.30).contains(&kept), "{kept}");
    }
}
