//! *Which headline tells what the reports share?*

use std::collections::BTreeSet;

use copydesk_model::Headline;

use super::prominence;
use super::readable::readable;
use crate::desk::{Desk, Place};

/// The headline: the title that speaks most of what the reports share; without titles, a report's opening sentence.
pub(crate) fn headline(desk: &Desk<'_>) -> Headline {
    let weight = prominence(desk);
    let score = |words: &str| -> f32 {
        let terms: BTreeSet<u32> = crate::words::tokens(words, copydesk_model::Span::new(0, words.len()))
            .iter()
            .filter_map(|t| desk.lexicon.known(&t.key))
            .collect();
        let count = words.split_whitespace().count().max(1) as f32;
        terms.iter().map(|t| weight.get(*t as usize).copied().unwrap_or_default()).sum::<f32>()
            / count.powf(0.5)
    };
    let titles = desk.members.iter().enumerate().filter_map(|(m, member)| {
        let title = member.report.title.as_deref()?.trim();
        let words = title.split_whitespace().count();
        (3..=30).contains(&words).then_some((m, title))
    });
    let best = titles.map(|(m, t)| (score(t), m, t)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    if let Some((_, member, title)) = best {
        return Headline {
            text: title.to_owned(),
            report: desk.members[member].report.id.clone(),
            evidence: None,
        };
    }
    let leads = (0..desk.members.len()).filter_map(|m| {
        (desk.first[m]..desk.first[m + 1]).take(4).find(|l| readable(desk, *l) && desk.lines[*l].quoted < 0.3)
    });
    let lead = leads
        .map(|l| (score(desk.words(Place { member: desk.lines[l].member, span: desk.lines[l].span })), l))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, l)| l);
    let place = match lead {
        Some(l) => Some(Place { member: desk.lines[l].member, span: trim(desk, l) }),
        None => desk.lines.first().map(|l| Place { member: l.member, span: l.span }),
    };
    let evidence = place.and_then(|p| desk.cut(p));
    match evidence {
        Some(e) => Headline { text: e.text().to_owned(), report: e.report().clone(), evidence: Some(e) },
        None => Headline {
            text: desk.members.first().and_then(|m| m.report.title.clone()).unwrap_or_default(),
            report: desk
                .members
                .first()
                .map_or_else(|| copydesk_model::ReportId::new(""), |m| m.report.id.clone()),
            evidence: None,
        },
    }
}

/// An opening sentence without its full stop and without a date at its end.
fn trim(desk: &Desk<'_>, line: usize) -> copydesk_model::Span {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let mut end = l.span.end();
    let body = |end: usize| copydesk_model::Span::new(l.span.start(), end).of(text);
    let trimmed = |end: usize| {
        l.span.start()
            + body(end).trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',')).len()
    };
    end = trimmed(end);
    if let Some(time) = desk.members[l.member]
        .reading
        .times
        .iter()
        .find(|t| t.span.end().abs_diff(end) <= 1 && l.span.contains(t.span))
    {
        let before = body(time.span.start()).trim_end();
        let cut = ["on", "in", "at", "late", "early"]
            .iter()
            .find_map(|p| before.strip_suffix(p).filter(|b| b.ends_with(char::is_whitespace)))
            .unwrap_or(before);
        let cut = cut.trim_end();
        if cut.split_whitespace().count() >= 6 {
            end = trimmed(l.span.start() + cut.len());
        }
    }
    copydesk_model::Span::new(l.span.start(), end)
}
