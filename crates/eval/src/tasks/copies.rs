//! Copies: natural near-copies, labelled by hand (`crates/eval/data/near-copies.tsv`: ids and verdicts, no text).
//!
//! Each labelled pair of the file's reports is read and traced; it is found when the tracing shows a passage that the one
//! has from the other. Pairs that share only what belongs to the page count as strangers; how many of them are found is
//! printed apart.

use std::path::Path;

use copydesk::lineage::{Index, trace};
use copydesk::model::{Member, Reading, Report};
use copydesk::reading;
use rustc_hash::FxHashMap;

use super::stories::{Record, report};
use super::{Options, Outcome};
use crate::score::Counts;

const LABELS: &str = include_str!("../../data/near-copies.tsv");

/// Found by the index with at least this containment.
const CONTAINMENT: f32 = 0.05;

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let at: FxHashMap<&str, usize> = records.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
    let mut outcome = Outcome::default();
    let (mut traced, mut indexed, mut without_pages) =
        (Counts::default(), Counts::default(), Counts::default());
    let (mut pairs, mut pages, mut pages_found) = (0.0, 0.0, 0.0);
    for line in LABELS.lines().filter(|l| !l.starts_with('#')) {
        let [_, a, b, verdict] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let (Some(a), Some(b)) = (at.get(a), at.get(b)) else { continue };
        let (a, b) = (read(&records[*a]), read(&records[*b]));
        let members = [Member { report: &a.0, reading: &a.1 }, Member { report: &b.0, reading: &b.1 }];
        let copies = trace(&members).copies;
        let mut index = Index::new();
        index.insert(a.0.text(), Some(&a.1), CONTAINMENT);
        let near = !index.insert(b.0.text(), Some(&b.1), CONTAINMENT).is_empty();
        let copy = verdict == "copy";
        pairs += 1.0;
        let count = |found: bool| Counts {
            hit: f64::from(found && copy),
            extra: f64::from(found && !copy),
            missed: f64::from(!found && copy),
        };
        traced.add(count(!copies.is_empty()));
        indexed.add(count(near));
        if verdict == "page" {
            pages += 1.0;
            pages_found += f64::from(!copies.is_empty());
        } else {
            without_pages.add(count(!copies.is_empty()));
        }
        if copies.is_empty() == copy && outcome.errors.len() < options.errors {
            let words =
                copies.first().map(|c| c.to.text().chars().take(300).collect::<String>()).unwrap_or_default();
            outcome.errors.push(format!("{verdict}: {} {} | {words}", a.0.id, b.0.id));
        }
    }
    outcome.figure("labelled pairs", pairs);
    for (name, counts) in
        [("traced", traced), ("traced, without the page's", without_pages), ("index", indexed)]
    {
        outcome.figure(format!("{name}: precision"), counts.precision());
        outcome.figure(format!("{name}: recall"), counts.recall());
        outcome.figure(format!("{name}: pair F1"), counts.f1());
    }
    outcome.figure("pairs that share what is the page's", pages);
    outcome.figure("found among them", pages_found);
    Ok(outcome)
}

fn read(record: &Record) -> (Report, Reading) {
    let (report, _) = report(record.clone());
    let reading = reading::read(&report, copydesk::language::Language::embedded());
    (report, reading)
}
