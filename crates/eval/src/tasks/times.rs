//! Time expressions, scored as TempEval-3 does (UzZaman et al. 2013): micro-averaged over the texts, the document
//! creation time left out.
//!
//! *strict*: same extent; *relaxed*: overlapping extents, one to one; *type* and *value*: relaxed and the same
//! attribute. *notation* is value once more with known slips of notation in the gold ironed out (`2014-XX-XX` for
//! `2014`, `2014-05-04-WXX-7` for that day, `199X` for `199`, `2000-W6` for `2000-W06`); it is shown beside the
//! official figure and never instead of it. Switches: `fold=K/N` keeps only the texts whose number is K modulo N (held-out slices),
//! `not-fold=K/N` all others, `undated` withholds the publication date.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use copydesk::language::Language;
use copydesk::model::{DateSource, Published, PublishedDate, Span, TimeExpression, TimexType};
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::score::Counts;

#[derive(Deserialize)]
struct Article {
    id: String,
    #[serde(default)]
    published: Option<String>,
    text: String,
    times: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let texts: Vec<Article> = records(file)?;
    let (only, without) = (options.part("fold="), options.part("not-fold="));
    let language = Language::embedded();
    let (mut strict, mut relaxed, mut kinds, mut values) =
        (Counts::default(), Counts::default(), Counts::default(), Counts::default());
    let mut ironed = Counts::default();
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut bytes, mut seconds) = (0, 0.0);
    for (_, text) in texts
        .iter()
        .enumerate()
        .filter(|(i, _)| only.is_none_or(|(k, n)| i % n == k) && without.is_none_or(|(k, n)| i % n != k))
    {
        let published = text.published.as_deref().filter(|_| !options.has("undated"));
        let published = published
            .and_then(PublishedDate::parse)
            .map_or(Published::default(), |date| Published::new(date, DateSource::Metadata));
        let analysis = language.analyse(&text.text, Some("en"));
        let begin = Instant::now();
        let found = copydesk::times::find(&text.text, &analysis, &published);
        seconds += begin.elapsed().as_secs_f64();
        bytes += text.text.len();
        let byte = positions(&text.text);
        let gold: Vec<(Span, &Gold)> = text
            .times
            .iter()
            .filter_map(|g| Some((Span::new(*byte.get(g.start)?, *byte.get(g.end)?), g)))
            .collect();
        let mut say = |kind: &'static str, line: String| errors.entry(kind).or_default().push(line);
        let mut taken = vec![false; gold.len()];
        for time in &found {
            // Exact first, then the first overlapping one that is still free.
            let partner = (0..gold.len())
                .find(|i| !taken[*i] && gold[*i].0 == time.span)
                .or_else(|| (0..gold.len()).find(|i| !taken[*i] && gold[*i].0.overlaps(time.span)));
            let Some(partner) = partner else {
                for counts in [&mut strict, &mut relaxed, &mut kinds, &mut values, &mut ironed] {
                    counts.extra += 1.0;
                }
                say("extra", show(text, time.span, &describe(time)));
                continue;
            };
            taken[partner] = true;
            let (span, gold) = gold[partner];
            let judge = |counts: &mut Counts, right: bool| {
                if right {
                    counts.hit += 1.0;
                } else {
                    counts.extra += 1.0;
                    counts.missed += 1.0;
                }
            };
            judge(&mut strict, span == time.span);
            judge(&mut relaxed, true);
            let same_kind = options.has("ignore-type") || printed(time.kind) == gold.kind;
            judge(&mut kinds, same_kind);
            judge(&mut values, time.value == gold.value);
            judge(&mut ironed, time.value == iron(&gold.value));
            let wanted =
                format!("{} | gold {} {} {:?}", describe(time), gold.kind, gold.value, span.of(&text.text));
            if span != time.span {
                say("extent", show(text, time.span, &wanted));
            }
            if time.value != gold.value {
                say("value", show(text, time.span, &wanted));
            } else if !same_kind {
                say("type", show(text, time.span, &wanted));
            }
        }
        for (i, (span, gold)) in gold.iter().enumerate() {
            if !taken[i] {
                for counts in [&mut strict, &mut relaxed, &mut kinds, &mut values, &mut ironed] {
                    counts.missed += 1.0;
                }
                say("missed", show(text, *span, &format!("gold {} {}", gold.kind, gold.value)));
            }
        }
    }
    let mut outcome = Outcome::default();
    for (name, counts) in
        [("strict", strict), ("relaxed", relaxed), ("type", kinds), ("value", values), ("notation", ironed)]
    {
        outcome.figure(format!("{name} P"), counts.precision());
        outcome.figure(format!("{name} R"), counts.recall());
        outcome.figure(format!("{name} F1"), counts.f1());
    }
    outcome.figure("value accuracy on found", values.hit / relaxed.hit.max(1.0));
    for (kind, lines) in &errors {
        outcome.figure(format!("{kind} errors"), lines.len() as f64);
    }
    outcome.figure("MB/s", bytes as f64 / 1e6 / f64::max(seconds, 1e-9));
    let each = options.errors;
    for (kind, lines) in errors {
        outcome.errors.extend(lines.into_iter().take(each).map(|line| format!("{kind}: {line}")));
    }
    Ok(outcome)
}

/// Mends slips of notation in a gold value; what it says stays the same.
fn iron(value: &str) -> String {
    let bytes = value.as_bytes();
    let digits =
        |from: usize, to: usize| bytes.get(from..to).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    if !value.is_ascii() || !digits(0, 3) {
        return value.to_owned();
    }
    let (date, time) = value.split_once('T').map_or((value, String::new()), |(d, t)| (d, format!("T{t}")));
    if date.len() == 4 && date.ends_with('X') {
        return value[..3].to_owned();
    }
    let parts: Vec<&str> = date.split('-').collect();
    let week = |w: &str| {
        w.strip_prefix('W').filter(|n| n.bytes().all(|b| b.is_ascii_digit())).map(|n| format!("W{n:0>2}"))
    };
    let date = match parts.as_slice() {
        [year, "XX"] | [year, "XX", "XX"] if time.is_empty() => (*year).to_owned(),
        [year, month, "XX"] if time.is_empty() => format!("{year}-{month}"),
        [year, month, day, "WXX", _] => format!("{year}-{month}-{day}"),
        [year, w] if week(w).is_some() => format!("{year}-{}", week(w).unwrap_or_default()),
        [year, _, w] if week(w).is_some() => format!("{year}-{}", week(w).unwrap_or_default()),
        _ => date.to_owned(),
    };
    date + &time
}

/// The byte of each code point, and the end.
fn positions(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

fn printed(kind: TimexType) -> &'static str {
    match kind {
        TimexType::Date => "DATE",
        TimexType::Time => "TIME",
        TimexType::Duration => "DURATION",
        TimexType::Set => "SET",
    }
}

fn describe(time: &TimeExpression) -> String {
    format!("{} {}", printed(time.kind), time.value)
}

/// A span in its context, on one line.
fn show(text: &Article, span: Span, what: &str) -> String {
    let words = &text.text;
    let from = words[..span.start()].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let to = words[span.end()..].char_indices().nth(40).map_or(words.len(), |(at, _)| span.end() + at);
    let mut line = format!(
        "{what} ({} {}): {}[{}]{}",
        text.id,
        text.published.as_deref().unwrap_or("undated"),
        &words[from..span.start()],
        span.of(words),
        &words[span.end()..to]
    );
    line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = write!(line, "");
    line
}
