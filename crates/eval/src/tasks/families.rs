//! *Are the words that two reports give known for the same utterance?*
//!
//! Over PolNeAR records (the folder that holds `polnear-train.jsonl` and `polnear-dev.jsonl`, or one of them), with the
//! verdicts of `data/quotation-families.tsv`: all articles are one desk, whose families are made at once; a pair is found
//! when one family has both. Pairs with the verdict `unclear` are left out.
//!
//! - `given`: families of the quotations that PolNeAR marks, so that nothing but the families is measured.
//! - `read`: families of what Copydesk reads in the texts. A quotation that is not read at all is a pair missed.
//! - `wires`: the same without the pairs of articles that were printed twice.
//!
//! Switches: `given` leaves the reading out; `missed`, `extra` choose the errors printed; `links` prints paraphrases
//! instead of errors; `growth` times the families of ever more reports instead (any records with `id` and `text`).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use copydesk::language::Language;
use copydesk::lineage::Lineage;
use copydesk::model::{
    DateSource, Medium, Member, Published, PublishedDate, Quotation, QuotationId, QuotationKind, Reading,
    Report, ReportId, Span, Speaker,
};
use copydesk::reconcile::{Spoken, SpokenQuery, spoken};
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::Counts;

const LABELS: &str = include_str!("../../data/quotation-families.tsv");

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    published: Option<String>,
    text: String,
    #[serde(default)]
    attributions: Vec<Gold>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Gold {
    source: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

/// One labelled pair: two articles with code points, and whether they give one utterance.
#[derive(Debug, PartialEq, Eq)]
struct Pair<'a> {
    sides: [(&'a str, [usize; 2]); 2],
    same: bool,
    shared: &'a str,
    reprint: bool,
}

fn pairs(labels: &str) -> Vec<Pair<'_>> {
    labels
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| {
            let f: Vec<&str> = line.split('\t').collect();
            let [a, a0, a1, b, b0, b1, shared, verdict, note] = f[..] else { return None };
            let span = |s: &str, e: &str| Some([s.parse().ok()?, e.parse().ok()?]);
            (verdict != "unclear").then_some(Pair {
                sides: [(a, span(a0, a1)?), (b, span(b0, b1)?)],
                same: verdict == "same",
                shared,
                reprint: note == "reprint",
            })
        })
        .collect()
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let files = if file.is_dir() {
        vec![file.join("polnear-train.jsonl"), file.join("polnear-dev.jsonl")]
    } else {
        vec![file.to_owned()]
    };
    let mut records: Vec<Record> = Vec::new();
    for file in files {
        records.extend(super::records::<Record>(&file)?);
    }
    let mut outcome = Outcome::default();
    if options.has("growth") {
        growth(records, &mut outcome);
        return Ok(outcome);
    }
    let known: Vec<&str> = records.iter().map(|r| r.id.as_str()).collect();
    let pairs: Vec<Pair<'_>> =
        pairs(LABELS).into_iter().filter(|p| p.sides.iter().all(|(id, _)| known.contains(id))).collect();
    outcome.figure("pairs", pairs.len() as f64);
    outcome.figure("pairs that are one utterance", pairs.iter().filter(|p| p.same).count() as f64);
    let reports: Vec<Report> = records
        .iter()
        .map(|record| {
            let mut report = Report::new(ReportId::new(record.id.as_str()), record.text.clone());
            if let Some(date) = record.published.as_deref().and_then(PublishedDate::parse) {
                report.published = Published::new(date, DateSource::Metadata);
            }
            report
        })
        .collect();
    let marked: Vec<Reading> = records.iter().zip(&reports).map(|(r, report)| given(r, report)).collect();
    measure("given", &reports, &marked, &pairs, &mut outcome, options);
    if !options.has("given") {
        let language = Language::embedded();
        let read: Vec<Reading> = reports.iter().map(|r| copydesk::reading::read(r, language)).collect();
        measure("read", &reports, &read, &pairs, &mut outcome, options);
    }
    Ok(outcome)
}

/// How many reports the growth of the work is shown over.
const GROWTH: [usize; 4] = [500, 1000, 2000, 4000];

/// How the work grows with the desk: the families of ever more reports.
fn growth(mut records: Vec<Record>, outcome: &mut Outcome) {
    let language = Language::embedded();
    records.truncate(GROWTH[GROWTH.len() - 1]);
    let reports: Vec<Report> =
        records.into_iter().map(|r| Report::new(ReportId::new(r.id.as_str()), r.text)).collect();
    let readings: Vec<Reading> = reports.iter().map(|r| copydesk::reading::read(r, language)).collect();
    let members: Vec<Member<'_>> =
        reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
    for n in GROWTH.into_iter().filter(|n| *n <= members.len()) {
        let some = &members[..n];
        let alone: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
        let lineage = Lineage { texts: alone.clone(), origins: alone, copies: Vec::new() };
        let start = Instant::now();
        let found = spoken(some, &lineage, &SpokenQuery::default());
        let seconds = start.elapsed().as_secs_f64();
        outcome.figure(format!("{n} reports: utterances"), found.len() as f64);
        outcome.figure(format!("{n} reports: milliseconds a report"), seconds * 1000.0 / n as f64);
    }
}

/// The quotations that PolNeAR marks, as a reading: what stands between marks within its contents.
fn given(record: &Record, report: &Report) -> Reading {
    let text = report.text();
    let bytes = |[s, e]: [usize; 2]| report.positions().span(text, s, e);
    let mut quotations = Vec::new();
    for gold in &record.attributions {
        let parts: Vec<Span> = gold.content.iter().filter_map(|s| bytes(*s)).collect();
        let parts: Vec<Span> = parts.into_iter().flat_map(|p| between_marks(text, p)).collect();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { continue };
        let speaker = gold.source.first().and_then(|s| bytes(*s)).map(|span| Speaker {
            entity: None,
            name: span.of(text).to_owned(),
            span,
        });
        quotations.push(Quotation {
            id: QuotationId(quotations.len() as u32),
            span: first.cover(*last),
            parts,
            speaker,
            cue: None,
            kind: QuotationKind::Direct,
            medium: Medium::Spoken,
            confidence: 1.0,
        });
    }
    Reading { quotations, ..Reading::default() }
}

/// The stretches between double marks, straight, curly or doubled.
fn between_marks(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let words = span.of(text);
    let mut chars = words.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let doubled = matches!(c, '\'' | '’' | '‘') && chars.peek().is_some_and(|(_, next)| *next == c);
        if !doubled && !matches!(c, '"' | '“' | '”') {
            continue;
        }
        let width = if doubled { 2 * c.len_utf8() } else { c.len_utf8() };
        if doubled {
            chars.next();
        }
        match open.take() {
            Some(from) => out.push(Span::new(from, span.start() + i)),
            None => open = Some(span.start() + i + width),
        }
    }
    out.extend(open.map(|from| Span::new(from, span.end())));
    out.into_iter().map(|s| s.trim(text)).filter(|s| !s.is_empty()).collect()
}

fn measure(
    name: &str,
    reports: &[Report],
    readings: &[Reading],
    pairs: &[Pair<'_>],
    outcome: &mut Outcome,
    options: &Options,
) {
    let members: Vec<Member<'_>> =
        reports.iter().zip(readings).map(|(report, reading)| Member { report, reading }).collect();
    let alone: Vec<Vec<usize>> = (0..members.len()).map(|i| vec![i]).collect();
    let lineage = Lineage { texts: alone.clone(), origins: alone, copies: Vec::new() };
    let start = Instant::now();
    let families = spoken(&members, &lineage, &SpokenQuery::default());
    let seconds = start.elapsed().as_secs_f64();
    // Report and code points of every form that is word for word, with its family.
    let mut forms: BTreeMap<&str, Vec<([usize; 2], usize)>> = BTreeMap::new();
    for (number, family) in families.iter().enumerate() {
        for form in family.forms.iter().filter(|f| f.kind != QuotationKind::Indirect) {
            for evidence in &form.evidence {
                forms.entry(form.report.as_str()).or_default().push((evidence.code_points(), number));
            }
        }
    }
    let of = |(id, [s, e]): &(&str, [usize; 2])| -> Vec<usize> {
        let mut found: Vec<usize> = forms
            .get(id)
            .into_iter()
            .flatten()
            .filter(|([fs, fe], _)| fs.max(s) < fe.min(e))
            .map(|(_, family)| *family)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let (mut all, mut once) = (Counts::default(), Counts::default());
    let mut unread = 0;
    for pair in pairs {
        let [a, b] = [of(&pair.sides[0]), of(&pair.sides[1])];
        let found = a.iter().any(|f| b.binary_search(f).is_ok());
        unread += usize::from(pair.same && (a.is_empty() || b.is_empty()));
        let counts = Counts {
            hit: f64::from(u8::from(found && pair.same)),
            extra: f64::from(u8::from(found && !pair.same)),
            missed: f64::from(u8::from(!found && pair.same)),
        };
        if !pair.reprint {
            once.add(counts);
        }
        all.add(counts);
        let class = if pair.same { "missed" } else { "extra" };
        let chosen = options.has(class) || !options.has("missed") && !options.has("extra");
        if found != pair.same && chosen && !options.has("links") && outcome.errors.len() < options.errors {
            let words = |(id, [s, e]): (&str, [usize; 2])| -> String {
                let report = reports.iter().find(|r| r.id.as_str() == id);
                let span = report.and_then(|r| Some(r.positions().span(r.text(), s, e)?.of(r.text())));
                format!("\n  {id}: {}", span.unwrap_or_default().replace('\n', "¶"))
            };
            let [x, y] = [words(pair.sides[0]), words(pair.sides[1])];
            outcome.errors.push(format!("{name} {class} ({}, families {a:?} {b:?}){x}{y}", pair.shared));
        }
    }
    for (what, counts) in [("pair", &all), ("pair, reprints left out,", &once)] {
        outcome.figure(format!("{name}: {what} precision"), counts.precision());
        outcome.figure(format!("{name}: {what} recall"), counts.recall());
        outcome.figure(format!("{name}: {what} F1"), counts.f1());
    }
    outcome.figure(format!("{name}: pairs of one utterance with a side not read"), unread as f64);
    let several = |f: &&Spoken| {
        f.kind == QuotationKind::Direct && f.forms.iter().any(|form| form.report != f.forms[0].report)
    };
    outcome.figure(format!("{name}: utterances"), families.len() as f64);
    outcome.figure(
        format!("{name}: families of several reports"),
        families.iter().filter(several).count() as f64,
    );
    outcome.figure(format!("{name}: seconds"), seconds);
    let linked = |f: &Spoken| {
        f.kind == QuotationKind::Direct && f.forms.iter().any(|form| form.kind == QuotationKind::Indirect)
    };
    if options.has("links") {
        for family in families.iter().filter(|f| linked(f)) {
            for form in family.forms.iter().filter(|f| f.kind == QuotationKind::Indirect) {
                if outcome.errors.len() < options.errors {
                    outcome.errors.push(format!(
                        "{name} link ({})\n  said: {}\n  reported: {}\n  changes: {:?}",
                        family.speaker.as_deref().unwrap_or("-"),
                        family.text,
                        form.text,
                        form.changes
                    ));
                }
            }
        }
    }
    outcome
        .figure(format!("{name}: paraphrases linked"), families.iter().filter(|f| linked(f)).count() as f64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_understood() {
        let lines = LABELS.lines().filter(|l| !l.starts_with('#')).count();
        let unclear = LABELS.lines().filter(|l| l.contains("\tunclear\t")).count();
        let pairs = pairs(LABELS);
        assert_eq!(pairs.len() + unclear, lines);
        assert!(pairs.iter().filter(|p| p.same).count() > 100);
    }

    #[test]
    fn words_between_marks_of_any_shape_are_found() {
        let text = "that “it rained” and ''it poured'' all \"day long";
        let found: Vec<&str> =
            between_marks(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["it rained", "it poured", "day long"]);
    }
}
