//! *What is the story in a few of its reports' own sentences?*
//!
//! Extractive: it opens with the sentence that tells what happened, and goes on with those of most [`salience`], against
//! repetition ([`choice`]), in the order in which the reports tell them. What does not read well alone stays out ([`readable`]);
//! where a pronoun opens a sentence or a surname comes before its forename, who that is stands behind or before it in
//! brackets ([`persons`]). Nothing else is put to the words of a report but a mark where a sentence goes on.

mod checker;
mod choice;
mod headline;
mod heads;
mod persons;
mod readable;
mod salience;

use std::collections::{BTreeMap, BTreeSet};

pub use checker::supported;
pub(crate) use choice::leads;
pub(crate) use headline::headline;
pub(crate) use readable::{promotes, readable, stands};
pub use salience::{FEATURES, Weights};

use copydesk_model::{BriefSentence, Finding, Span, Standing};
use rustc_hash::FxHashSet;

use crate::align::Alignment;
use crate::desk::{Desk, Place};

/// The share of a story's reports and sentences that use each term.
pub(crate) fn prominence<'d>(desk: &'d Desk<'_>) -> &'d [f32] {
    desk.kept.prominence.get_or_init(|| {
        let mut sentences = vec![0f32; desk.idf.len()];
        let mut origins = vec![0u32; desk.idf.len()];
        let mut last = vec![usize::MAX; desk.idf.len()];
        // The reports of one origin after one another, so that each term counts once in them.
        let mut members: Vec<usize> = (0..desk.members.len()).collect();
        members.sort_by_key(|m| desk.origin[*m]);
        for member in members {
            for line in desk.lines_of(member) {
                let lead = if line.index < 4 { 2.0 } else { 1.0 };
                for term in &line.terms {
                    let term = *term as usize;
                    sentences[term] += lead;
                    if std::mem::replace(&mut last[term], desk.origin[member]) != desk.origin[member] {
                        origins[term] += 1;
                    }
                }
            }
        }
        let all = desk.origins(0..desk.members.len()).max(1) as f32;
        let total: f32 = sentences.iter().sum::<f32>().max(1.0);
        sentences.iter().zip(&origins).map(|(s, o)| s / total * (0.25 + 0.75 * *o as f32 / all)).collect()
    })
}

/// The numbers of every sentence of the story.
pub(crate) fn features(desk: &Desk<'_>, alignment: &Alignment) -> Vec<[f32; FEATURES]> {
    salience::features(desk, alignment, &heads::Heads::new(desk))
}

/// The brief below a headline.
pub(crate) fn brief(
    desk: &Desk<'_>,
    alignment: &Alignment,
    findings: &[Finding],
    headline: &str,
    settings: &crate::Settings,
) -> Vec<BriefSentence> {
    let weights = settings.salience.as_ref().unwrap_or(&Weights::SHIPPED);
    let named = persons::named(desk);
    let (lead, mut chosen) = choice::choose(desk, alignment, &named, headline, settings.brief_words, weights);
    chosen.sort_unstable();
    let span_of: BTreeMap<usize, Span> = chosen.iter().copied().collect();
    // What leans on the sentence before it stays behind it.
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (line, _) in chosen {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(line.wrapping_sub(1))) && !readable(desk, line) => {
                run.push(line);
            }
            _ => runs.push(vec![line]),
        }
    }
    // What opens the brief, then the order of telling.
    let opener = lead.map(|l| desk.lines[l].member);
    runs.sort_by_key(|run| {
        let first = &desk.lines[run[0]];
        (lead != Some(run[0]), first.index, opener != Some(first.member), run[0])
    });
    let mut known = headline_names(desk, headline);
    let shown = runs.into_iter().flatten().filter_map(|l| {
        let line = &desk.lines[l];
        let whole = span_of.get(&l).copied().unwrap_or(line.span);
        let body = readable::body(desk.text(line.member), line.span);
        let own = if body.start() < whole.end() { Span::new(body.start(), whole.end()) } else { whole };
        let mut places = vec![Place { member: line.member, span: own }];
        let mut seen: BTreeSet<usize> = BTreeSet::from([line.member]);
        for (other, k) in &alignment.of[l] {
            let statements = &alignment.statements;
            let covers = || k.alike() && statements.covered(l, *other) >= 0.6 && statements.counts(l, *other);
            if (k.says_so() || covers()) && seen.insert(desk.lines[*other].member) {
                places.push(Place { member: desk.lines[*other].member, span: desk.lines[*other].span });
            }
        }
        let origins = desk.origins(seen);
        let mut sentence = BriefSentence::new(desk.support(places)?, origins);
        sentence.disputed = disputed(&sentence, findings);
        sentence.resolved = bracketed(desk, l, own, &named[l], &mut known);
        Some(sentence)
    });
    shown.collect()
}

/// Whose surname a headline has.
fn headline_names(desk: &Desk<'_>, headline: &str) -> FxHashSet<usize> {
    let words: FxHashSet<&str> = headline.split(|c: char| !c.is_alphanumeric()).collect();
    let identities = desk.cast.identities.iter().enumerate();
    let named = identities.filter(|(_, i)| i.name.rsplit(' ').next().is_some_and(|s| words.contains(s)));
    named.map(|(number, _)| number).collect()
}

/// The words of a sentence with who is meant in brackets, and with a mark where it goes on; none where nothing is to be added.
fn bracketed(
    desk: &Desk<'_>,
    line: usize,
    own: Span,
    named: &[persons::Named],
    known: &mut FxHashSet<usize>,
) -> Option<String> {
    let l = &desk.lines[line];
    let mut put: Vec<(usize, String)> = Vec::new();
    if own.start() == l.span.start()
        && let Some((identity, at, name)) = readable::resolved(desk, line)
    {
        put.push((at, name));
        known.insert(identity);
    }
    for name in named.iter().filter(|n| own.contains(n.span)) {
        if let Some(missing) = &name.missing
            && !known.contains(&name.identity)
        {
            put.push((name.span.start() - own.start(), format!("[{missing}] ")));
        }
        known.insert(name.identity);
    }
    let mut words = own.of(desk.text(l.member)).to_owned();
    for (at, brackets) in put.iter().rev().filter(|(at, _)| words.is_char_boundary(*at)).collect::<Vec<_>>() {
        words.insert_str(*at, brackets);
    }
    if own.end() < l.span.end() {
        words.push_str(" […]");
    } else if put.is_empty() {
        return None;
    }
    Some(words)
}

/// The conflicts whose evidence stands in the sentence.
fn disputed(sentence: &BriefSentence, findings: &[Finding]) -> Vec<copydesk_model::FindingId> {
    let own = sentence.evidence.first();
    findings
        .iter()
        .filter(|f| matches!(f.standing, Standing::Conflicting | Standing::Superseded))
        .filter(|f| {
            f.values
                .iter()
                .flat_map(|v| &v.evidence)
                .any(|e| e.report() == own.report() && own.span().overlaps(e.span()))
        })
        .map(|f| f.id.clone())
        .collect()
}
