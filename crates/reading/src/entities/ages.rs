//! *Which words say how old somebody is?* Finds "41-year-old" and reads the number of ", 41,".

use std::ops::Range;

use copydesk_model::Span;

use super::scan::Scan;

/// "41-year-old", "four-year-old", "38-year-olds".
#[derive(Clone, Debug)]
pub(crate) struct Age {
    /// The number alone.
    pub(crate) number: Span,
    /// All tokens of it.
    pub(crate) tokens: Range<usize>,
    /// In years.
    pub(crate) years: u32,
}

const ONES: &[(&str, u32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
const TENS: &[(&str, u32)] = &[
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// A whole number of years up to 119, in digits or words.
pub(crate) fn years(words: &str) -> Option<u32> {
    let find = |table: &[(&str, u32)], word: &str| {
        table.iter().find(|(w, _)| w.eq_ignore_ascii_case(word)).map(|(_, n)| *n)
    };
    if !words.is_empty() && words.len() <= 3 && words.bytes().all(|b| b.is_ascii_digit()) {
        return words.parse().ok().filter(|n| *n < 120);
    }
    if let Some(n) = find(ONES, words).or_else(|| find(TENS, words)) {
        return Some(n);
    }
    let (tens, ones) = words.split_once(['-', ' ', '‑'])?;
    Some(find(TENS, tens)? + find(ONES, ones).filter(|n| *n < 10)?)
}

/// All "…-year-old"s of a text, in order.
pub(crate) fn find(scan: &Scan<'_>) -> Vec<Age> {
    let text = scan.text;
    let mut out = Vec::new();
    for (at, _) in text.match_indices("year") {
        let Some((number, start)) = number_before(text, at) else { continue };
        let after = &text[at + 4..];
        let rest = after.strip_prefix('s').unwrap_or(after);
        let Some(joined) = rest.strip_prefix(['-', '‑', ' ', '–']) else { continue };
        let Some(tail) = joined.strip_prefix("old") else { continue };
        let tail = tail.strip_prefix('s').unwrap_or(tail);
        if tail.starts_with(char::is_alphanumeric) {
            continue;
        }
        let end = text.len() - tail.len();
        let Some(years) = years(number.of(text)) else { continue };
        let first = scan.analysis.token_at(start);
        let last = scan.analysis.token_at(end.saturating_sub(1));
        if first <= last && last < scan.len() {
            out.push(Age { number, tokens: first..last + 1, years });
        }
    }
    out
}

/// The number that ends just before byte `at`, behind a hyphen or space, and where it starts.
fn number_before(text: &str, at: usize) -> Option<(Span, usize)> {
    let before = text.get(..at)?;
    let stem = before.strip_suffix(['-', '‑', ' ', '–'])?;
    let word = |s: &str| {
        s.len() - s.chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>()
    };
    let mut start = word(stem);
    // "thirty-eight"
    if let Some(tens) = stem[..start].strip_suffix(['-', '‑'])
        && years(&stem[word(tens)..]).is_some()
    {
        start = word(tens);
    }
    (start < stem.len()).then(|| (Span::new(start, stem.len()), start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_digits_and_words() {
        for (words, n) in [
            ("41", Some(41)),
            ("four", Some(4)),
            ("thirty-eight", Some(38)),
            ("Twenty", Some(20)),
            ("1984", None),
            ("many", None),
            ("200", None),
            ("thirty-twelve", None),
        ] {
            assert_eq!(years(words), n, "{words}");
        }
    }
}
