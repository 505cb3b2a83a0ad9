//! *Does a later report overtake one that says somebody has been silent?*
//!
//! "Has not commented", "declined to comment", "silent on Instagram since": a sentence of narration about an
//! identity, and in a later report words of the same identity that were not known before. Words are only
//! taken for the missing ones when nothing dates them earlier: none of the reports up to the silent one has them, and, where
//! the silence is on one platform, they were said there and the report dates them to the silent report's days.

use copydesk_model::{ConflictKind, EntityKind, Mention, Nature, Span, Standing, TimexType};
use jiff::ToSpan;

use super::{Draft, DraftValue, Rank};
use crate::desk::{Desk, Place};
use crate::quotes::{Family, Utterance, Voice};
use crate::words::{OF_SILENCE, tokens};

/// Ways to say that somebody has not spoken, in folded words; `*` stands for up to three words.
pub(crate) const CUES: &[(&str, &str)] = &[
    ("has not * commented", "The minister has not yet commented."),
    ("have not * commented", "They have not commented."),
    ("has yet to comment", "She has yet to comment."),
    ("have yet to comment", "The pair have yet to comment."),
    ("has not * responded", "He has not responded to the claims."),
    ("have not * responded", "They have not publicly responded."),
    ("has yet to respond", "The club has yet to respond."),
    ("hasn't * commented", "He hasn't commented."),
    ("hasn't * responded", "He hasn't responded."),
    ("haven't * commented", "They haven't commented."),
    ("declined to comment", "The mayor declined to comment."),
    ("refused to comment", "The mayor refused to comment."),
    ("did not * respond to", "The firm did not immediately respond to a request."),
    ("didn't * respond to", "The firm didn't respond to a request."),
    ("could not * be reached", "He could not immediately be reached."),
    ("has not spoken", "She has not spoken about it."),
    ("have not spoken", "They have not spoken in public."),
    ("has yet to speak", "She has yet to speak."),
    ("has been silent", "He has been silent since."),
    ("have been silent", "They have been silent since."),
    ("has remained silent", "He has remained silent."),
    ("have remained silent", "They have remained silent."),
    ("has stayed silent", "He has stayed silent."),
    ("has kept quiet", "He has kept quiet."),
    ("has not posted", "She has not posted since."),
    ("have not posted", "They have not posted since."),
];

/// What may follow a cue of comment, and says that there were words after all: "declined to comment at length".
const SPOKE: &[&str] = &["at", "further", "beyond", "in"];

/// Words between who is silent and the cue.
const BETWEEN: &[&str] =
    &["also", "still", "both", "himself", "herself", "themselves", "now", "so", "far", "who"];

/// Places where people post.
const PLATFORMS: &[&str] =
    &["instagram", "twitter", "facebook", "tiktok", "youtube", "snapchat", "weibo", "telegram"];

/// Statements of silence that later words overtake.
pub(crate) fn silence(desk: &Desk<'_>, families: &[Family]) -> Vec<Draft> {
    let mut out = Vec::new();
    // A report does not overtake itself.
    if desk.members.len() < 2 {
        return out;
    }
    for number in 0..desk.lines.len() {
        let line = &desk.lines[number];
        if line.quoted > 0.5 || line.cues & OF_SILENCE == 0 {
            continue;
        }
        let keys = tokens(desk.text(line.member), line.span);
        let Some(at) = cue(&keys.iter().map(|t| t.key.as_str()).collect::<Vec<_>>()) else { continue };
        if desk.is_quoted(line.member, keys[at].span.start()) {
            continue;
        }
        let platform = keys.iter().find_map(|t| PLATFORMS.iter().find(|p| **p == t.key)).copied();
        for identity in subjects(desk, number, keys[at].span) {
            if let Some(draft) = overtaken(desk, families, number, identity, platform) {
                out.push(draft);
                break;
            }
        }
    }
    out
}

/// Where a cue begins in folded words.
fn cue(keys: &[&str]) -> Option<usize> {
    // Most cues are told by their first word.
    let opens = |pattern: &str, key: &str| pattern.starts_with(key) || pattern.starts_with('*');
    (0..keys.len()).find(|at| {
        let keys = &keys[*at..];
        let found = CUES
            .iter()
            .filter(|(pattern, _)| opens(pattern, keys[0]))
            .find_map(|(pattern, _)| fits(pattern, keys).map(|end| (pattern, keys.get(end))));
        found.is_some_and(|(pattern, next)| match next {
            Some(next) if pattern.ends_with("comment") => !SPOKE.contains(next),
            // "Has not spoken to the governor"
            Some(next) if pattern.ends_with("spoken") => !matches!(*next, "to" | "with"),
            _ => true,
        })
    })
}

/// How many words a cue takes, where they begin with it.
fn fits(pattern: &str, keys: &[&str]) -> Option<usize> {
    let mut at = 0;
    let mut words = pattern.split(' ');
    while let Some(word) = words.next() {
        if word == "*" {
            let Some(next) = words.next() else { return Some(at) };
            at += keys.get(at..)?.iter().take(4).position(|k| *k == next)? + 1;
        } else {
            if keys.get(at) != Some(&word) {
                return None;
            }
            at += 1;
        }
    }
    Some(at)
}

/// Who is silent: the people and bodies named or meant right before the cue, nearest first. Not those whose campaign or
/// spokesman is.
fn subjects(desk: &Desk<'_>, line: usize, cue: Span) -> Vec<usize> {
    let line = &desk.lines[line];
    let text = desk.text(line.member);
    let mut found: Vec<(Span, usize)> = Vec::new();
    for entity in &desk.members[line.member].reading.entities {
        if !matches!(entity.kind, EntityKind::Person | EntityKind::Organisation) {
            continue;
        }
        let Some(identity) = desk.cast.identity(line.member, entity.id) else { continue };
        let here = |m: &&Mention| line.span.contains(m.span) && m.span.end() <= cue.start();
        found.extend(entity.mentions.iter().filter(here).map(|m| (m.span, identity)));
    }
    found.sort_unstable_by_key(|(span, identity)| (std::cmp::Reverse(span.end()), span.start(), *identity));
    let mut out: Vec<usize> = Vec::new();
    // Where the words begin that are accounted for.
    let mut from = cue.start();
    for (span, identity) in found {
        if span.end() > from {
            continue;
        }
        let between = text.get(span.end()..from).unwrap_or_default().trim();
        let aside = between.len() > 1 && between.starts_with(',') && between.ends_with(',');
        let joined = !out.is_empty() && matches!(between, "and" | "&" | "," | ", and" | "or");
        if !(aside || joined || between.split_whitespace().all(|w| BETWEEN.contains(&w))) {
            break;
        }
        from = span.start();
        if !out.contains(&identity) {
            out.push(identity);
        }
    }
    out
}

fn overtaken(
    desk: &Desk<'_>,
    families: &[Family],
    line: usize,
    identity: usize,
    platform: Option<&str>,
) -> Option<Draft> {
    let silent = desk.lines[line].member;
    let mut best: Option<(usize, &Utterance)> = None;
    for family in families {
        // Words that a report knew before the silence, or that the silent report has itself, do not break it.
        if family.members().iter().any(|m| !desk.published_after(*m, silent)) {
            continue;
        }
        for utterance in &family.utterances {
            if utterance.voice != Voice::Known(identity) || utterance.keys.len() < 5 {
                continue;
            }
            if !breaks(desk, utterance, silent, platform) {
                continue;
            }
            let key = (utterance.member, utterance.quotation);
            if best.is_none_or(|(_, b)| key < (b.member, b.quotation)) {
                best = Some((0, utterance));
            }
        }
    }
    let (_, utterance) = best?;
    let name = &desk.cast.identities[identity].name;
    let whole = &desk.lines[line];
    let sentence = Place { member: silent, span: whole.span };
    let spoken = utterance.parts.first().map(|p| Place { member: utterance.member, span: *p })?;
    let quoted: String = desk.words(spoken).split_whitespace().take(12).collect::<Vec<_>>().join(" ");
    let on = platform.map(|_| " there").unwrap_or_default();
    Some(Draft {
        slot: format!("silence of {name}"),
        standing: Standing::Superseded,
        kind: Some(ConflictKind::Fact),
        nature: Some(Nature::Update),
        explanation: format!(
            "One report says that {name} has been silent; a later one quotes words of {name}{on}."
        ),
        because: vec![
            format!(
                "“{}” is said of {name}.",
                desk.words(sentence).split_whitespace().collect::<Vec<_>>().join(" ")
            ),
            "The words are in a report published later, and in none up to then.".to_owned(),
        ],
        values: vec![
            DraftValue::new(format!("quoted: “{quoted}…”"), vec![spoken]),
            DraftValue::new("silent", vec![sentence]),
        ],
        rank: Rank::Superseded,
        weight: 10.0,
    })
}

/// Bytes of marks before words that open their paragraph.
const OPENING: usize = 4;

/// Whether words in a later report were uttered after the silence was stated.
fn breaks(desk: &Desk<'_>, utterance: &Utterance, silent: usize, platform: Option<&str>) -> bool {
    let member = utterance.member;
    let Some(part) = utterance.parts.first() else { return false };
    let Some(since) = desk.day(silent) else { return false };
    let since = since.saturating_sub(1.day());
    // The last date before the words, in their paragraph or the one that introduces them.
    let paragraphs = &desk.paragraphs[member];
    let own = paragraphs.partition_point(|p| p.end() <= part.start());
    let from = paragraphs.get(own).map_or(part.start(), |p| {
        // Words that open their paragraph are introduced by the one before.
        let introduced = own > 0 && part.start() <= p.start() + OPENING;
        if introduced { paragraphs[own - 1].start() } else { p.start() }
    });
    let times = &desk.members[member].reading.times;
    let dated = times
        .iter()
        .rev()
        .filter(|t| matches!(t.kind, TimexType::Date | TimexType::Time))
        .filter(|t| from <= t.span.start() && t.span.end() <= part.start())
        .find_map(|t| t.interval.and_then(|i| i.from));
    if dated.is_some_and(|d| d.date() < since) {
        return false;
    }
    match platform {
        None => true,
        Some(platform) => {
            let Some(before) = desk.text(member).get(from..part.start()) else { return false };
            dated.is_some() && before.to_lowercase().contains(platform)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_is_found_in_its_example() {
        for (pattern, example) in CUES {
            let keys = tokens(example, Span::new(0, example.len()));
            let keys: Vec<&str> = keys.iter().map(|t| t.key.as_str()).collect();
            assert!(cue(&keys).is_some(), "{pattern}: {example}");
        }
        for spoke in
            ["she commented at length", "she declined to comment at length", "he has not spoken to the mayor"]
        {
            assert_eq!(cue(&spoke.split(' ').collect::<Vec<_>>()), None, "{spoke}");
        }
    }
}
