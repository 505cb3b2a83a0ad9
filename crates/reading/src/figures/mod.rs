//! *How many, how much, and of what?*
//!
//! Numbers in digits and words with their scale ("3.2 million", "two dozen", "$4.5m"), their unit, the noun that
//! they count, and the words that soften them ("at least", "nearly"). The longest run of tokens that writes one number
//! is one figure.
//!
//! Left out on purpose, because nobody can compare them: vague numbers ("dozens", "several"), years, dates and times of
//! day, lengths of time (the time room's), scores and ranges ("3-2", "10-15"), labels ("Flight 12", "No. 5"), and the "one"
//! of "one of them". An age is a figure of unit `year-old`; an ordinal from "third" on has unit `ordinal`.

mod units;

use std::ops::Range;

use copydesk_language::{Analysis, TokenKind, Upos, Xpos, number_value};
use copydesk_model::{Approximator, Figure, Span};

use crate::entities::lexicon::{self, Class};
use units::{BEFORE, CURRENCY_MARKS, LABELS, TIME};

/// Finds the figures of a text.
pub(crate) fn find(text: &str, analysis: &Analysis) -> Vec<Figure> {
    let finder = Finder { text, analysis };
    let mut out = Vec::new();
    let mut at = 0;
    while at < analysis.tokens.len() {
        if let Some(number) = finder.number(at) {
            out.extend(finder.figure(&number));
            at = number.tokens.end.max(at + 1);
        } else {
            out.extend(finder.ordinal(at));
            at += 1;
        }
    }
    out
}

/// A run of tokens that writes one number.
struct Number {
    tokens: Range<usize>,
    /// Its words, without what follows the digits in the last token ("4.5" of "4.5km").
    span: Span,
    value: f64,
    /// What follows the digits at once, in lower case: "km", "%".
    suffix: String,
}

struct Finder<'a> {
    text: &'a str,
    analysis: &'a Analysis,
}

impl<'a> Finder<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.analysis.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    fn before(&self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |t| self.word(t))
    }

    fn span(&self, at: usize) -> Span {
        self.analysis.tokens.get(at).map_or_else(Span::default, |t| t.span)
    }

    fn upos(&self, at: usize) -> Upos {
        self.analysis.tokens.get(at).map_or(Upos::X, |t| t.upos)
    }

    fn touches(&self, at: usize) -> bool {
        at > 0 && self.span(at).start() == self.span(at - 1).end()
    }

    /// The longest number that starts with the token `at`.
    fn number(&self, at: usize) -> Option<Number> {
        let token = self.analysis.tokens.get(at)?;
        if matches!(token.kind, TokenKind::Url | TokenKind::Handle | TokenKind::Hashtag | TokenKind::Emoji) {
            return None;
        }
        let first = token.text(self.text);
        let digits = first.starts_with(|c: char| c.is_ascii_digit());
        if !digits && !starts_number(first) {
            return None;
        }
        // Digits with letters at once: "4.5m", "32.8M", "20km", "40%".
        if digits && !first.ends_with(|c: char| c.is_ascii_digit()) {
            let cut = first.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))?;
            let (amount, suffix) = first.split_at(cut);
            let value = number_value(&[amount])?;
            let money = self.currency(at).is_some();
            let scale = match suffix {
                "k" | "K" => Some(1e3),
                "M" | "mn" | "mil" | "mln" => Some(1e6),
                "m" if money => Some(1e6),
                "bn" | "B" | "bln" => Some(1e9),
                "b" if money => Some(1e9),
                "tn" | "T" => Some(1e12),
                _ => None,
            };
            let start = token.span.start();
            return Some(match scale {
                Some(scale) => Number {
                    tokens: at..at + 1,
                    span: token.span,
                    value: value * scale,
                    suffix: String::new(),
                },
                None => Number {
                    tokens: at..at + 1,
                    span: Span::new(start, start + cut),
                    value,
                    suffix: suffix.to_lowercase(),
                },
            });
        }
        let mut words: Vec<&str> = vec![first];
        let mut best = number_value(&words).map(|value| (1, value));
        for t in at + 1..(at + 10).min(self.analysis.tokens.len()) {
            let word = self.word(t);
            let hyphen = matches!(word, "-" | "‑") && self.touches(t) && self.touches(t + 1) && !digits;
            if !(hyphen || word == "and" || continues_number(word))
                || self.analysis.sentence_at(self.span(t).start())
                    != self.analysis.sentence_at(token.span.start())
            {
                break;
            }
            words.push(word);
            if !hyphen && let Some(value) = number_value(&words) {
                best = Some((words.len(), value));
            }
        }
        let (length, value) = best?;
        let span = token.span.cover(self.span(at + length - 1));
        Some(Number { tokens: at..at + length, span, value, suffix: String::new() })
    }

    /// The currency whose mark stands before the token, and where the mark begins.
    fn currency(&self, at: usize) -> Option<(usize, &'static str)> {
        let find = |mark: &str| CURRENCY_MARKS.iter().find(|(m, _)| *m == mark).map(|(_, code)| *code);
        let before = at.checked_sub(1)?;
        let mark = self.word(before);
        let code = find(mark)?;
        let sign = !mark.ends_with(|c: char| c.is_ascii_alphabetic());
        if sign {
            // "US" + "$"
            if self.touches(before)
                && before > 0
                && let Some(code) = find(&format!("{}{mark}", self.word(before - 1)))
            {
                return Some((before - 1, code));
            }
            return self
                .touches(at)
                .then_some((before, code))
                .or_else(|| (mark == "$").then_some((before, code)));
        }
        (mark.len() >= 2 && mark != "US" && mark != "HK" && mark != "NZ").then_some((before, code))
    }

    /// A number with its unit and what it counts; none if it is no figure.
    fn figure(&self, number: &Number) -> Option<Figure> {
        let Number { tokens, suffix, .. } = number;
        // 32.8 million is a round number in ten, not in two.
        let value = &((number.value * 1e4).round() / 1e4);
        let (start, mut end) = (tokens.start, tokens.end);
        let mut span = number.span;
        if let Some((mark, code)) = self.currency(start) {
            span = self.span(mark).cover(span);
            return Some(Figure {
                span,
                quantity: *value,
                unit: Some(code.to_owned()),
                of: None,
                approximator: self.approximator(mark, end),
            });
        }
        if !suffix.is_empty() {
            if matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
                return self.ordinal_figure(start, *value);
            }
            let unit = units::unit(suffix)?;
            return Some(Figure {
                span: self.span(start),
                quantity: *value,
                unit: Some(unit.to_owned()),
                of: self.share_of(end, unit),
                approximator: self.approximator(start, end),
            });
        }
        // "41-year-old", "12-month", "5-mile"
        let hyphen = matches!(self.word(end), "-" | "‑") && self.touches(end) && self.touches(end + 1);
        let next = end + usize::from(hyphen);
        if is_time(self.word(next)) {
            let old = (next + 1..next + 3).find(|t| matches!(self.word(*t), "old" | "olds"));
            let old = old.filter(|t| *t == next + 1 || matches!(self.word(next + 1), "-" | "‑"))?;
            return Some(Figure {
                span: span.cover(self.span(old)),
                quantity: *value,
                unit: Some("year-old".to_owned()),
                of: self.counted(old + 1, false),
                approximator: self.approximator(start, end),
            });
        }
        if let Some((unit, last)) = self.unit(next) {
            span = span.cover(self.span(last));
            end = last + 1;
            return Some(Figure {
                span,
                quantity: *value,
                unit: Some(unit.to_owned()),
                of: self.share_of(end, unit),
                approximator: self.approximator(start, end),
            });
        }
        if self.label(start, end, *value) || hyphen {
            return None;
        }
        // "Ana Ruiz, 41,"
        if self.age(start, end, *value) {
            return Some(Figure {
                span,
                quantity: *value,
                unit: Some("year-old".to_owned()),
                of: None,
                approximator: Approximator::Exact,
            });
        }
        let of = self.counted(end, *value != 1.0);
        // "one fan wrote" counts nobody.
        let speaks = |t: usize| lexicon::class(self.word(t)).is(Class::SAY);
        let human =
            of.is_some_and(|o| o.of(self.text).rsplit(' ').next().is_some_and(|w| lexicon::class(w).human()));
        if *value == 1.0 && (!human || (end..end + 6).any(speaks)) {
            return None;
        }
        // A year, unless it plainly counts something: "2,016 people", "1500 people".
        let plain = self.word(start).len() == 4
            && tokens.len() == 1
            && self.word(start).bytes().all(|b| b.is_ascii_digit());
        if plain && (1000.0..2100.0).contains(value) && (of.is_none() || (1900.0..2050.0).contains(value)) {
            return None;
        }
        Some(Figure { span, quantity: *value, unit: None, of, approximator: self.approximator(start, end) })
    }

    /// The unit named by the token `at` and the one behind it, and the last token of its name.
    fn unit(&self, at: usize) -> Option<(&'static str, usize)> {
        let one = self.word(at).to_lowercase();
        if one.is_empty() {
            return None;
        }
        let two = format!("{one} {}", self.word(at + 1).to_lowercase());
        if let Some(unit) = units::unit(&two) {
            return Some((unit, at + 1));
        }
        // "pounds" of money is only told by its mark; "feet", "points" and "m" want a space or digits before.
        units::unit(&one).filter(|u| *u != "point").map(|unit| (unit, at))
    }

    /// "voters" of "40 per cent of voters".
    fn share_of(&self, end: usize, unit: &str) -> Option<Span> {
        if self.word(end) != "of" || unit.ends_with("-point") {
            return None;
        }
        self.counted(end + 1, false)
    }

    /// The nouns that stand behind a number from token `at` on: "people", "police officers".
    fn counted(&self, mut at: usize, plural: bool) -> Option<Span> {
        let limit = (at + 7).min(self.analysis.tokens.len());
        let sentence = self.analysis.sentence_at(self.span(at).start());
        if self.word(at) == "of" {
            at += 1;
        }
        while at < limit
            && (self.upos(at) == Upos::Det
                || matches!(
                    self.word(at).to_ascii_lowercase().as_str(),
                    "the" | "his" | "her" | "their" | "its" | "more" | "other" | "or" | "so"
                ))
        {
            at += 1;
        }
        let capital = |t: usize| self.word(t).starts_with(char::is_uppercase);
        let mut run: Option<Range<usize>> = None;
        for t in at..limit {
            if self.analysis.sentence_at(self.span(t).start()) != sentence {
                break;
            }
            let noun =
                matches!(self.upos(t), Upos::Noun | Upos::Propn) && !self.word(t).starts_with(['\'', '’']);
            match run.as_mut() {
                // "four-year-old daughter Mia"
                Some(_) if noun && capital(t) && !capital(t - 1) => break,
                Some(found) if noun => found.end = t + 1,
                Some(_)
                    if matches!(self.word(t), "-")
                        && matches!(self.upos(t + 1), Upos::Noun)
                        && self.touches(t) => {}
                Some(_) => break,
                None if noun => run = Some(t..t + 1),
                None if matches!(self.upos(t), Upos::Adj | Upos::Num | Upos::Adv) => {}
                // "12 injured people"
                None if self.upos(t) == Upos::Verb && matches!(self.upos(t + 1), Upos::Noun | Upos::Adj) => {}
                None if matches!(self.word(t), "-" | "‑") && self.touches(t) => {}
                None => return None,
            }
        }
        let run = run?;
        let last = run.end - 1;
        // A thing of which there are several; else the run is not what is counted ("killed 12 Monday").
        if plural && !self.plural(last) {
            let several = run.clone().rev().find(|t| self.plural(*t))?;
            return Some(self.span(run.start).cover(self.span(several)));
        }
        Some(self.span(run.start).cover(self.span(last)))
    }

    fn plural(&self, at: usize) -> bool {
        let word = self.word(at);
        let token = self.analysis.tokens.get(at);
        token.is_some_and(|t| t.xpos == Xpos::Plural)
            || word.ends_with('s') && !word.ends_with("ss") && word.len() > 2
            || matches!(
                word.to_ascii_lowercase().as_str(),
                "people"
                    | "men"
                    | "women"
                    | "children"
                    | "police"
                    | "troops"
                    | "personnel"
                    | "staff"
                    | "crew"
                    | "feet"
                    | "teeth"
                    | "firemen"
                    | "policemen"
                    | "fish"
                    | "sheep"
                    | "cattle"
                    | "aircraft"
                    | "species"
                    | "series"
                    | "dead"
                    | "wounded"
                    | "injured"
                    | "missing"
                    | "homeless"
            )
    }

    /// Whether a number is a label, a date, a time, a score or part of a name.
    fn label(&self, start: usize, end: usize, value: f64) -> bool {
        let before = self.before(start, 1).to_lowercase();
        let (after, word) = (self.word(end), self.word(start));
        if word.contains([':', '/'])
            || word.matches('-').count() > 0 && word.starts_with(|c: char| c.is_ascii_digit())
        {
            return true;
        }
        let digits = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
        let dash = |w: &str| matches!(w, "-" | "–" | "‑" | "—" | "/" | ":" | "to");
        // "3-2", "10-15", "555-0199"; "between 10 and 15" stays two figures.
        if dash(&before) && self.touches(start) && start > 1 && self.touches(start - 1) {
            return true;
        }
        if dash(after) && digits(self.word(end + 1)) || dash(&before) && digits(self.before(start, 2)) {
            return true;
        }
        if is_month(&before) || is_month(after) || before == "#" || matches!(after, "%") {
            return is_month(&before) || is_month(after) || before == "#";
        }
        if word.len() > 12 && word.bytes().all(|b| b.is_ascii_digit()) {
            return true;
        }
        let weekday_number = value < 100.0 && start > 0 && LABELS.contains(&before.as_str());
        let named = start > 0
            && self.upos(start - 1) == Upos::Propn
            && self.word(start - 1).starts_with(char::is_uppercase)
            && digits(word)
            && !is_month(&before)
            && self.upos(end) != Upos::Noun;
        // "Quay Seven": a number word with a capital behind a name, that counts nothing.
        let spelt = start > 0
            && self.upos(start - 1) == Upos::Propn
            && self.word(start - 1).starts_with(char::is_uppercase)
            && word.starts_with(char::is_uppercase)
            && self.analysis.sentence_at(self.span(start - 1).start())
                == self.analysis.sentence_at(self.span(start).start())
            && self.counted(end, true).is_none();
        let street = self.upos(end) == Upos::Propn
            && !self.plural(end)
            && after.starts_with(char::is_uppercase)
            && self.counted(end, true).is_none()
            && digits(word);
        weekday_number && self.counted(end, true).is_none_or(|_| before != "at") || named || spelt || street
    }

    /// ", 41," behind a name.
    fn age(&self, start: usize, end: usize, value: f64) -> bool {
        let word = self.word(start);
        word.len() <= 3
            && word.bytes().all(|b| b.is_ascii_digit())
            && (1.0..115.0).contains(&value)
            && matches!(self.before(start, 1), "," | "(")
            && start >= 2
            && (self.upos(start - 2) == Upos::Propn
                || self.word(start - 2).starts_with(char::is_uppercase) && !is_month(self.word(start - 2))
                || lexicon::class(self.word(start - 2)).human())
            && matches!(self.word(end), "," | ")" | "." | ";" | "and" | "—" | "")
    }

    /// What softens a number that stands in `start..end`.
    fn approximator(&self, start: usize, end: usize) -> Approximator {
        for (words, approximator) in BEFORE {
            let fits = start >= words.len()
                && words
                    .iter()
                    .enumerate()
                    .all(|(i, w)| self.word(start - words.len() + i).eq_ignore_ascii_case(w));
            if fits {
                return *approximator;
            }
        }
        let (next, then) = (self.word(end), self.word(end + 1));
        match (next, then) {
            ("+", _) | ("or", "more") | ("and", "counting") => Approximator::AtLeast,
            ("or", "so") => Approximator::About,
            ("or", "fewer" | "less") => Approximator::AtMost,
            _ => Approximator::Exact,
        }
    }

    /// "third child": an ordinal in words, before its noun.
    fn ordinal(&self, at: usize) -> Option<Figure> {
        const ORDINALS: &[&str] = &[
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ];
        let word = self.word(at);
        if !(5..=11).contains(&word.len()) || !word.ends_with("th") && !word.eq_ignore_ascii_case("third") {
            return None;
        }
        let value = ORDINALS.iter().position(|o| o.eq_ignore_ascii_case(word))? + 3;
        // "two-thirds", "a third of"
        if self.word(at + 1) == "of" || matches!(self.before(at, 1), "-" | "one" | "One") {
            return None;
        }
        self.ordinal_figure(at, value as f64)
    }

    fn ordinal_figure(&self, at: usize, value: f64) -> Option<Figure> {
        let next = self.word(at + 1);
        if is_month(self.before(at, 1))
            || is_month(next)
            || is_time(next)
            || self.before(at, 1).eq_ignore_ascii_case("of")
            || next == "of"
        {
            return None;
        }
        let of = self.counted(at + 1, false)?;
        Some(Figure {
            span: self.span(at),
            quantity: value,
            unit: Some("ordinal".to_owned()),
            of: Some(of),
            approximator: Approximator::Exact,
        })
    }
}

/// Whether a word without digits can open a number.
fn starts_number(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "half",
        "a",
    ];
    // What none of them begins with; most words stop here.
    if !word.bytes().next().is_some_and(|b| b"aefhnost".contains(&b.to_ascii_lowercase())) {
        return false;
    }
    let first = word.split(['-', '‑']).next().unwrap_or(word);
    first.len() <= 9 && WORDS.iter().any(|w| w.eq_ignore_ascii_case(first))
}

/// Whether a word can go on a number.
fn continues_number(word: &str) -> bool {
    const SCALES: &[&str] =
        &["hundred", "thousand", "million", "billion", "trillion", "dozen", "m", "bn", "mn", "tn"];
    word.len() <= 9
        && (starts_number(word)
            || SCALES[..6].iter().any(|w| w.eq_ignore_ascii_case(word))
            || word.eq_ignore_ascii_case("quarter")
            || SCALES[7..].contains(&word))
        || word.len() <= 12 && word.split(['-', '‑']).count() == 2 && starts_number(word)
}

fn is_time(word: &str) -> bool {
    let word = word.to_lowercase();
    TIME.contains(&word.as_str()) || word.strip_suffix('s').is_some_and(|w| TIME.contains(&w))
}

/// Whether a word with a capital letter is the name of a month, or short for one.
pub fn is_month(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    let word = word.trim_end_matches('.');
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.len() <= 9
        && MONTHS.iter().any(|m| m.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use copydesk_language::Language;
    use copydesk_model::Approximator::{About, AtLeast, AtMost, Exact};

    use super::*;

    /// `text`: figure words, quantity, unit, what is counted, approximator.
    type Case = (&'static str, &'static [(&'static str, f64, &'static str, &'static str, Approximator)]);

    const CASES: &[Case] = &[
        ("At least 12 people were killed in the blast.", &[("12", 12.0, "", "people", AtLeast)]),
        ("The blast killed 12 and wounded 30.", &[("12", 12.0, "", "", Exact), ("30", 30.0, "", "", Exact)]),
        ("Nearly two dozen firefighters were sent.", &[("two dozen", 24.0, "", "firefighters", About)]),
        ("The port cost $3.2 million to build.", &[("$3.2 million", 3.2e6, "USD", "", Exact)]),
        ("They paid £4.5m for it.", &[("£4.5m", 4.5e6, "GBP", "", Exact)]),
        ("About 40 per cent of voters stayed at home.", &[("40 per cent", 40.0, "percent", "voters", About)]),
        ("Turnout was 61.5% on the islands.", &[("61.5%", 61.5, "percent", "", Exact)]),
        ("The wreck lies 20 km off the coast.", &[("20 km", 20.0, "km", "", Exact)]),
        ("More than 1,200 police officers marched.", &[("1,200", 1200.0, "", "police officers", AtLeast)]),
        ("Thirty-five boats sank.", &[("Thirty-five", 35.0, "", "boats", Exact)]),
        ("Sixty firefighters fought the flames.", &[("Sixty", 60.0, "", "firefighters", Exact)]),
        ("Ninety prisoners fled.", &[("Ninety", 90.0, "", "prisoners", Exact)]),
        ("It was their third child.", &[("third", 3.0, "ordinal", "child", Exact)]),
        ("Up to 300 homes lost power.", &[("300", 300.0, "", "homes", AtMost)]),
        ("A 41-year-old man was held.", &[("41-year-old", 41.0, "year-old", "man", Exact)]),
        ("She has 32.8M followers.", &[("32.8M", 32.8e6, "", "followers", Exact)]),
    ];

    #[test]
    fn figures_have_value_unit_and_what_they_count() {
        for (text, expected) in CASES {
            let found = find(text, &Language::embedded().analyse(text, Some("en")));
            let found: Vec<_> = found
                .iter()
                .map(|f| {
                    (
                        f.span.of(text),
                        f.quantity,
                        f.unit.as_deref().unwrap_or(""),
                        f.of.map_or("", |o| o.of(text)),
                        f.approximator,
                    )
                })
                .collect();
            assert_eq!(&found, expected, "{text}");
        }
    }

    #[test]
    fn what_nobody_can_compare_is_no_figure() {
        for text in [
            "It happened on October 14, 2020, at 8:30 p.m.",
            "They won 3-2 on Sunday.",
            "Flight 12 was late.",
            "It took three hours.",
            "One of them spoke.",
            "Dozens of people came.",
            "In 1999 the pier closed.",
            "See page 12.",
        ] {
            let found = find(text, &Language::embedded().analyse(text, Some("en")));
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }
}
