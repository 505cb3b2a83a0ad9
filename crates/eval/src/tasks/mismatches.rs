//! Real numbers that differ (ECB+ pairs of sentences with the same unit and another number), against a reader's verdicts
//! in `data/number-mismatch-labels.tsv`.
//!
//! All candidate sentences of a subtopic are one story: each report is the sentences that the candidates have of it, a
//! paragraph each. A pair counts as alarmed when a finding about numbers or years (in conflict or overtaken) has evidence in both sentences,
//! under different values.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{ConflictKind, Finding, Member, Report, ReportId, Standing, StoryId};
use copydesk::{lineage, reading, reconcile};
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::score::{f1, ratio};

const LABELS: &str = include_str!("../../data/number-mismatch-labels.tsv");

#[derive(Deserialize)]
struct Candidate {
    subtopic: String,
    #[serde(rename = "docA")]
    doc_a: String,
    #[serde(rename = "docB")]
    doc_b: String,
    #[serde(rename = "sentA")]
    sent_a: String,
    #[serde(rename = "sentB")]
    sent_b: String,
}

/// Whether a finding sets the two sentences against each other.
fn alarms(finding: &Finding, a: (&str, &str), b: (&str, &str), reports: &[Report]) -> bool {
    let within = |value: usize, (doc, sentence): (&str, &str)| {
        finding.values[value].evidence.iter().any(|e| {
            e.report().as_str() == doc
                && reports.iter().find(|r| r.id.as_str() == doc).is_some_and(|r| {
                    r.text()
                        .find(sentence)
                        .is_some_and(|at| at <= e.span().start() && e.span().end() <= at + sentence.len())
                })
        })
    };
    let n = finding.values.len();
    (0..n).any(|x| within(x, a) && (0..n).any(|y| x != y && within(y, b)))
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let candidates: Vec<Candidate> = records(file)?;
    let labels: Vec<(bool, &str)> = LABELS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let fields: Vec<&str> = l.split('\t').collect();
            Some((*fields.get(3)? == "yes", *fields.get(4)?))
        })
        .collect();
    if labels.len() != candidates.len() {
        return Err(format!("{} candidates, {} verdicts", candidates.len(), labels.len()));
    }
    let mut texts: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for c in &candidates {
        let story = texts.entry(&c.subtopic).or_default();
        for (doc, sentence) in [(&c.doc_a, &c.sent_a), (&c.doc_b, &c.sent_b)] {
            let list = story.entry(doc).or_default();
            if !list.contains(&sentence.as_str()) {
                list.push(sentence);
            }
        }
    }
    let (mut hit, mut found, mut there) = (0.0, 0.0, 0.0);
    let mut outcome = Outcome::default();
    for (subtopic, story) in &texts {
        let reports: Vec<Report> =
            story.iter().map(|(doc, s)| Report::new(ReportId::new(*doc), s.join("\n\n"))).collect();
        let readings: Vec<_> = reports.iter().map(|r| reading::read(r, Language::embedded())).collect();
        let members: Vec<Member<'_>> =
            reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
        let lineage = lineage::trace(&members);
        let settings = reconcile::Settings::default();
        let told = reconcile::reconcile(StoryId::new("s"), &members, &[], &lineage, &settings);
        for (c, (conflict, nature)) in
            candidates.iter().zip(&labels).filter(|(c, _)| c.subtopic == **subtopic)
        {
            let alarm = told
                .findings
                .iter()
                .filter(|f| {
                    matches!(f.kind, Some(ConflictKind::Number | ConflictKind::Date))
                        && matches!(f.standing, Standing::Conflicting | Standing::Superseded)
                })
                .any(|f| alarms(f, (&c.doc_a, &c.sent_a), (&c.doc_b, &c.sent_b), &reports));
            hit += f64::from(u8::from(alarm && *conflict));
            found += f64::from(u8::from(alarm));
            there += f64::from(u8::from(*conflict));
            if alarm != *conflict && outcome.errors.len() < options.errors {
                let kind = if alarm { "false" } else { "missed" };
                outcome.errors.push(format!("{kind} ({nature}) {}\n    {}", c.sent_a, c.sent_b));
            }
        }
    }
    outcome.figure("pairs", candidates.len() as f64);
    outcome.figure("conflicts", there);
    outcome.figure("alarms", found);
    outcome.figure("precision", ratio(hit, found));
    outcome.figure("recall", ratio(hit, there));
    outcome.figure("F1", f1(ratio(hit, found), ratio(hit, there)));
    Ok(outcome)
}
