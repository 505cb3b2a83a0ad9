//! *Which words of this report say when, and what day do they mean?*
//!
//! [`find`] reads a text and gives its time expressions after TIMEX3: type, value, interval, and what they were
//! counted from. Three steps, each of them simple:
//!
//! 1. the text is cut into words and numbers;
//! 2. the rules of a language, which are data compiled into one trie, say what the words say (a frame of slots);
//! 3. the frame is resolved against the publication date, an earlier date of the text, or an event.
//!
//! No rule knows today's date; the result depends on the arguments alone. What is not known stays open: a value
//! such as `XXXX-10-14` with [`Anchor::Unresolved`](copydesk_model::Anchor::Unresolved), never a guessed day.

#![expect(clippy::cast_possible_wrap, reason = "months, days and weeks are small")]

mod calendar;
mod event;
mod frame;
mod grammar;
mod matcher;
mod resolve;
mod scan;
mod tense;
mod units;
mod value;

use std::sync::LazyLock;

use copydesk_language::Analysis;
use copydesk_model::{Published, TimeExpression};

use crate::frame::{Slot, op};
use crate::grammar::Grammar;
use crate::matcher::{Found, Matcher};
use crate::resolve::{Base, Mode, Resolver};
use crate::tense::Tenses;

pub use value::{Amount, Calendar, Clock, Length, LengthUnit, Value, Within};

/// A text of at most so many bytes is a message: bare words ("busy day") are times in it, and months lie near.
const MESSAGE: usize = 320;

/// The rules of English; an empty grammar would be a fault of the build, which the tests hold against.
static ENGLISH: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::compile(include_str!("../data/english.txt")).unwrap_or_default());

/// The rules of Spanish: the proof that a language is a data file.
static SPANISH: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::compile(include_str!("../data/spanish.txt")).unwrap_or_default());

/// As [`find`], with the rules of a language, given as a BCP 47 tag; those of English where there are no others.
pub fn find_in(
    language: Option<&str>,
    text: &str,
    analysis: &Analysis,
    published: &Published,
) -> Vec<TimeExpression> {
    let spanish = language.is_some_and(|l| l == "es" || l.starts_with("es-"));
    let grammar = if spanish { &SPANISH } else { &ENGLISH };
    read(text, analysis, published, grammar, text.len() <= MESSAGE)
        .into_iter()
        .map(|(time, _)| time)
        .collect()
}

/// Finds the time expressions of an English text and resolves them against its publication date.
pub fn find(text: &str, analysis: &Analysis, published: &Published) -> Vec<TimeExpression> {
    read(text, analysis, published, &ENGLISH, text.len() <= MESSAGE)
        .into_iter()
        .map(|(time, _)| time)
        .collect()
}

/// As [`find`], with the rule that found each expression.
fn read(
    text: &str,
    analysis: &Analysis,
    published: &Published,
    grammar: &Grammar,
    message: bool,
) -> Vec<(TimeExpression, u32)> {
    let toks = scan::scan(text, grammar);
    let mut matcher = Matcher::default();
    let (mut here, mut later) = (Vec::new(), Vec::new());
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        let Some(mut whole) =
            may_begin(&toks, at, text).then(|| matcher.at(at, &toks, grammar, message, &mut here)).flatten()
        else {
            at += 1;
            continue;
        };
        // Words before the extent are context: a longer match that begins after them goes first.
        let begin = here.iter().map(|f| f.first).min().unwrap_or(at);
        for q in at + 1..=begin {
            if !may_begin(&toks, q, text) {
                continue;
            }
            if let Some(end) = matcher.at(q, &toks, grammar, message, &mut later).filter(|end| *end > whole) {
                std::mem::swap(&mut here, &mut later);
                whole = end;
            }
        }
        at = here.iter().map(|f| f.last).max().unwrap_or(at).max(at) + 1;
        found.append(&mut here);
    }
    let base = Base::of(published);
    let mode = mode(&found, base);
    let tenses = Tenses { text, toks: &toks, grammar, analysis };
    let mut resolver = Resolver::new(tenses, base, mode, message, &grammar.holidays);
    found.iter().filter_map(|f| Some((resolver.resolve(f)?, f.rule))).collect()
}

/// Whether a time may begin at this token: not inside a number, a code, or a price.
fn may_begin(toks: &[scan::Tok], at: usize, text: &str) -> bool {
    let tok = &toks[at];
    if tok.spaced || at == 0 {
        return true;
    }
    let before = &toks[at - 1];
    if before.is_alphanumeric() {
        return false;
    }
    if !matches!(tok.kind, scan::Kind::Digits { .. } | scan::Kind::Decade) {
        return !matches!(before.text(text), "@" | "#" | "_");
    }
    match before.text(text) {
        "$" | "£" | "€" | "#" | "@" | "." | "," | "/" | "_" | "&" | "=" | ":" | "+" => false,
        "-" => at < 2 || before.spaced || toks[at - 2].kind == scan::Kind::Word && !toks[at - 2].capital,
        _ => true,
    }
}

/// Tells a history from news: most of the years that it names are not the year of publication.
fn mode(found: &[Found], base: Option<Base>) -> Mode {
    let Some(base) = base else { return Mode::Undated };
    let now = i32::from(base.day.year());
    let (mut near, mut far, mut leaning) = (0, 0, 0);
    // Days and months told with a year: rare in news, the very stuff of a history.
    let (mut dated_near, mut dated_far) = (0, 0);
    for frame in found.iter().map(|f| &f.frame) {
        match frame.int(Slot::Year) {
            Some(year) => {
                let dated = i32::from(frame.has(Slot::Month));
                if year == now {
                    dated_near += dated;
                } else {
                    dated_far += dated;
                }
                if (year - now).abs() <= 2 { near += 1 } else { far += 1 }
            }
            None if frame.has(Slot::Weekday)
                || frame.int(Slot::Op) == Some(op::SHIFT) && !frame.has(Slot::Base) =>
            {
                leaning += 1;
            }
            None => {}
        }
    }
    let told = dated_far >= 10 && dated_far > 4 * dated_near && dated_far > 2 * leaning;
    if told || far >= 6 && far > 4 * near && far > 2 * leaning { Mode::Narrative } else { Mode::News }
}

#[cfg(test)]
mod tests;
