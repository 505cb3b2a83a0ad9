//! *Which number do these words write?*
//!
//! English number words ("two hundred and five", "half a million"), digits with their separators ("1,234.5"),
//! and both together ("3.2 million"). Vague numbers ("dozens", "several hundred") and ordinals have no value here.

use crate::fold::lower;

/// What one word of a number does.
#[derive(Clone, Copy)]
enum Part {
    /// Adds: "seven", "forty", "1,200".
    Units(f64),
    /// Multiplies what stands before it: "hundred", "dozen", "million".
    Scale(f64),
    /// "a", "an": one, before a scale.
    Article,
    /// "and": only between parts.
    And,
    /// "half", "quarter".
    Fraction(f64),
}

/// The number that the words write, all of them together; `None` when they write none.
///
/// A hyphenated word may stand as one ("twenty-one") or as its pieces ("twenty", "-", "one").
pub fn number_value(words: &[&str]) -> Option<f64> {
    let mut parts = Vec::with_capacity(words.len() + 2);
    for word in words {
        let word = lower(word);
        let pieces = word.split(['-', '‑', '–']).filter(|p| !p.is_empty());
        for piece in pieces {
            parts.push(part(piece)?);
        }
    }
    evaluate(&parts)
}

/// Whether the word alone writes a number of two or more: "sixty", but not "one", "dozen" or "second".
pub(crate) fn is_cardinal(word: &str) -> bool {
    let length = 3..=9;
    length.contains(&word.len()) && matches!(part(&lower(word)), Some(Part::Units(value)) if value >= 2.0)
}

fn evaluate(parts: &[Part]) -> Option<f64> {
    // `total` holds what is closed by "thousand" and more, `group` what is still below it.
    let (mut total, mut group, mut said) = (0.0, None::<f64>, false);
    let mut smallest_scale = f64::INFINITY;
    let mut previous: Option<Part> = None;
    for (i, part) in parts.iter().enumerate() {
        let next = parts.get(i + 1);
        match *part {
            Part::Units(value) => {
                match (group, previous) {
                    // "twenty one", "hundred five", but not "five five" or "one twenty".
                    (Some(g), Some(Part::Units(last))) => {
                        if !(20.0..100.0).contains(&last)
                            || last % 10.0 != 0.0
                            || !(1.0..10.0).contains(&value)
                        {
                            return None;
                        }
                        group = Some(g + value);
                    }
                    (Some(g), Some(Part::Scale(_) | Part::And)) => group = Some(g + value),
                    (None, _) => group = Some(value),
                    _ => return None,
                }
                said = true;
            }
            Part::Article => match next {
                Some(Part::Scale(_) | Part::Fraction(_)) if group.is_none() => group = Some(1.0),
                Some(Part::Fraction(_)) => {}
                // "half a million", "two and a half".
                Some(Part::Scale(_)) if matches!(previous, Some(Part::Fraction(_))) => {}
                _ => return None,
            },
            Part::Fraction(value) => {
                group = Some(match (group, previous) {
                    (None, None) => value,
                    (Some(_), Some(Part::Article)) if i == 1 => value,
                    // "two and a half"
                    (Some(g), Some(Part::And | Part::Article)) => g + value,
                    _ => return None,
                });
                said = true;
            }
            Part::Scale(scale) => {
                let value = match group {
                    Some(value) => value,
                    None if i == 0 => 1.0,
                    None => return None,
                };
                if scale >= 1000.0 {
                    if scale >= smallest_scale {
                        return None;
                    }
                    smallest_scale = scale;
                    total += value * scale;
                    group = None;
                } else {
                    if value >= scale && scale == 100.0 && value >= 100.0 {
                        return None;
                    }
                    group = Some(value * scale);
                }
                said = true;
            }
            Part::And => {
                if !matches!(previous, Some(Part::Scale(_) | Part::Units(_))) || next.is_none() {
                    return None;
                }
                // After plain units only a fraction may follow: "two and a half", not "two and three".
                if matches!(previous, Some(Part::Units(_))) && !matches!(next, Some(Part::Article)) {
                    return None;
                }
            }
        }
        previous = Some(*part);
    }
    said.then(|| total + group.unwrap_or(0.0))
}

fn part(word: &str) -> Option<Part> {
    let units = |n: u32| Some(Part::Units(f64::from(n)));
    match word {
        "zero" | "nil" => units(0),
        "one" => units(1),
        "two" => units(2),
        "three" => units(3),
        "four" => units(4),
        "five" => units(5),
        "six" => units(6),
        "seven" => units(7),
        "eight" => units(8),
        "nine" => units(9),
        "ten" => units(10),
        "eleven" => units(11),
        "twelve" => units(12),
        "thirteen" => units(13),
        "fourteen" => units(14),
        "fifteen" => units(15),
        "sixteen" => units(16),
        "seventeen" => units(17),
        "eighteen" => units(18),
        "nineteen" => units(19),
        "twenty" => units(20),
        "thirty" => units(30),
        "forty" => units(40),
        "fifty" => units(50),
        "sixty" => units(60),
        "seventy" => units(70),
        "eighty" => units(80),
        "ninety" => units(90),
        "dozen" => Some(Part::Scale(12.0)),
        "hundred" => Some(Part::Scale(100.0)),
        "thousand" => Some(Part::Scale(1e3)),
        "million" | "mn" => Some(Part::Scale(1e6)),
        "billion" | "bn" => Some(Part::Scale(1e9)),
        "trillion" | "tn" => Some(Part::Scale(1e12)),
        "a" | "an" => Some(Part::Article),
        "and" => Some(Part::And),
        "half" => Some(Part::Fraction(0.5)),
        "quarter" => Some(Part::Fraction(0.25)),
        _ => digits(word).map(Part::Units),
    }
}

/// "1,234.5", "20", "1 234" (with a no-break space); thousands separators must stand where they belong.
fn digits(word: &str) -> Option<f64> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (whole, decimals) = word.split_once('.').map_or((word, None), |(w, d)| (w, Some(d)));
    if decimals.is_some_and(|d| d.is_empty() || !d.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut plain = String::with_capacity(word.len());
    for (i, group) in whole.split([',', '\u{a0}', '\u{202f}']).enumerate() {
        let grouped = i == 0 || group.len() == 3;
        if group.is_empty() || !grouped || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if i == 1 && plain.len() > 3 {
            return None;
        }
        plain.push_str(group);
    }
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_value;

    #[test]
    fn number_words_have_their_value() {
        for (words, value) in [
            ("twenty-one", 21.0),
            ("twenty - one", 21.0),
            ("three hundred", 300.0),
            ("three hundred and five", 305.0),
            ("a dozen", 12.0),
            ("two dozen", 24.0),
            ("a hundred", 100.0),
            ("1,234", 1234.0),
            ("3.2", 3.2),
            ("3.2 million", 3.2e6),
            ("two thousand and twenty", 2020.0),
            ("one million two hundred thousand", 1_200_000.0),
            ("half a million", 5e5),
            ("two and a half", 2.5),
            ("two and a half million", 2.5e6),
            ("half", 0.5),
            ("zero", 0.0),
            ("Forty Two", 42.0),
            ("a million", 1e6),
            ("nineteen", 19.0),
            ("1,234,567.89", 1_234_567.89),
        ] {
            let split: Vec<_> = words.split(' ').filter(|w| *w != "-").collect();
            assert_eq!(number_value(&split), Some(value), "{words}");
        }
    }

    #[test]
    fn what_writes_no_number_has_no_value() {
        for words in [
            "",
            "a",
            "and",
            "dozens",
            "several hundred",
            "five five",
            "12,34",
            "first",
            "two and",
            "1.",
            "v8",
        ] {
            let split: Vec<_> = words.split(' ').filter(|w| !w.is_empty()).collect();
            assert_eq!(number_value(&split), None, "{words}");
        }
    }
}
