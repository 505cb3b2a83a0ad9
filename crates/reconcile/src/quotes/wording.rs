//! *Do the reports give the same words differently, to different speakers, or run together?*
//!
//! A difference counts when it lies inside the quotation, between words that agree on both sides, in one stretch
//! of each report. Cuts, marks, emoji, an editor's brackets, ellipses, fillers, contractions and spelling do not.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_model::{ConflictKind, Nature, Standing};

use super::change::{PRONOUNS, is_emoji, negates, number_word, uncontracted};
use super::family::{Family, Step, is_person};
use super::utterance::{Utterance, Voice};
use crate::desk::{Desk, Place};
use crate::ledger::{Draft, DraftValue, Rank, count, distance};
use crate::words;

/// Differing stretches with at most so many equal words between them are one difference.
const BRIDGE: usize = 5;
/// A longer stretch is another sentence, not another wording.
const LONGEST: usize = 12;
/// Equal words that must stand on both sides together, and at least two on each.
const FLANKS: usize = 5;
/// Words dropped from within one stretch that make it a splice.
pub(super) const SPLICE: usize = 5;

/// One difference between a form and the canonical one.
#[derive(Clone, Debug)]
struct Spot {
    canonical: Range<usize>,
    variant: Range<usize>,
}

/// Findings about wording.
pub(crate) fn wording(desk: &Desk<'_>, families: &[Family]) -> Vec<Draft> {
    let mut out = Vec::new();
    for family in families {
        let head = &family.utterances[0];
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (utterance, steps) in family.utterances.iter().zip(&family.steps).skip(1) {
            for spot in spots(head, utterance, steps) {
                if matters(desk, head, utterance, &spot) {
                    ranges.push(spot.canonical);
                }
            }
        }
        ranges.sort_by_key(|r| (r.start, r.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        out.extend(merged.into_iter().filter_map(|range| finding(desk, family, range)));
    }
    out
}

fn spots(head: &Utterance, utterance: &Utterance, steps: &[Step]) -> Vec<Spot> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        if step.same || i == 0 || i + 1 == steps.len() {
            continue;
        }
        match out.last_mut() {
            Some((_, end)) if i == *end + 2 && steps[i - 1].canonical.len() <= BRIDGE => *end = i,
            _ => out.push((i, i)),
        }
    }
    let fitting = |(from, to): (usize, usize)| {
        let (left, right) = (steps[from - 1].canonical.len(), steps[to + 1].canonical.len());
        let spot = Spot {
            canonical: steps[from].canonical.start..steps[to].canonical.end,
            variant: steps[from].variant.start..steps[to].variant.end,
        };
        let one_part = |u: &Utterance, r: &Range<usize>| {
            u.part_of.get(r.start.wrapping_sub(1)).is_some_and(|p| u.part_of.get(r.end) == Some(p))
        };
        let fits = left.min(right) >= 2
            && left + right >= FLANKS
            && spot.canonical.len() <= LONGEST
            && spot.variant.len() <= LONGEST
            && one_part(head, &spot.canonical)
            && one_part(utterance, &spot.variant);
        fits.then_some(spot)
    };
    // Where several that lie near each other make no one difference, a word for a word among them still is one.
    let alone = |i: &usize| {
        let (a, b) = (steps[*i].canonical.len(), steps[*i].variant.len());
        !steps[*i].same && (1..=2).contains(&a) && (1..=2).contains(&b)
    };
    out.into_iter()
        .flat_map(|(from, to)| match fitting((from, to)) {
            Some(spot) => vec![spot],
            None if from < to => (from..=to).filter(alone).filter_map(|i| fitting((i, i))).collect(),
            None => Vec::new(),
        })
        .collect()
}

/// Whether a difference is one of words that mean something.
fn matters(desk: &Desk<'_>, head: &Utterance, utterance: &Utterance, spot: &Spot) -> bool {
    let printed = |u: &Utterance, r: &Range<usize>| -> String {
        // One word more on either side: brackets and ellipses cling to neighbours.
        let from = r.start.saturating_sub(1);
        let to = (r.end + 1).min(u.tokens.len());
        u.stretch(from, to).map_or("", |s| s.of(desk.text(u.member))).to_owned()
    };
    let (a, b) = (printed(head, &spot.canonical), printed(utterance, &spot.variant));
    if [&a, &b]
        .iter()
        .any(|s| s.contains(['[', ']', '(', ')', '…']) || s.contains("...") || s.contains(". . ."))
    {
        return false;
    }
    let keys = |u: &Utterance, r: &Range<usize>| -> Vec<String> {
        r.clone().filter_map(|i| u.tokens.get(i)).map(|t| t.key.clone()).collect()
    };
    let (a, b) = (keys(head, &spot.canonical), keys(utterance, &spot.variant));
    // A forename put before a surname, or left out, is the house style of a desk.
    let capitals = |u: &Utterance, r: &Range<usize>| {
        r.clone().all(|i| {
            u.tokens[i].span.of(desk.text(u.member)).starts_with(char::is_uppercase)
                && !u.tokens[i].key.is_empty()
        })
    };
    let next = |u: &Utterance, r: &Range<usize>| r.end < u.tokens.len() && capitals(u, &(r.end..r.end + 1));
    if (a.is_empty() && capitals(utterance, &spot.variant) && next(utterance, &spot.variant))
        || (b.is_empty() && capitals(head, &spot.canonical) && next(head, &spot.canonical))
    {
        return false;
    }
    if a.iter().chain(&b).any(|k| is_emoji(k)) || a.concat() == b.concat() {
        return false;
    }
    // Words left out in one place: a slip or a cut, which the variants show; it counts when it turns the sense.
    if (a.is_empty() || b.is_empty()) && a.len() + b.len() >= 3 {
        return a.len() + b.len() < SPLICE && a.iter().chain(&b).any(|k| negates(k));
    }
    residue(&soften(&a), &soften(&b))
}

/// Whether two softened stretches differ by a word that carries sense: one of content, a pronoun, a number, a
/// negation or a modal. Order, inflection, slips of a letter and other function words do not count.
fn residue(a: &[String], b: &[String]) -> bool {
    let stems = |keys: &[String]| -> Vec<String> {
        keys.iter().map(|k| copydesk_language::stem(k).into_owned()).collect()
    };
    let (mut a, mut b) = (stems(a), stems(b));
    a.retain(|x| match b.iter().position(|y| y == x) {
        Some(i) => {
            b.remove(i);
            false
        }
        None => true,
    });
    a.retain(|x| match b.iter().position(|y| slip(x, y)) {
        Some(i) => {
            b.remove(i);
            false
        }
        None => true,
    });
    a.iter().chain(&b).any(|k| {
        !words::is_stop(k)
            || SENSE.contains(&k.as_str())
            || PRONOUNS.contains(&k.as_str())
            || negates(k)
            || number_word(k)
    })
}

/// Function words that a statement hangs on.
const SENSE: &[&str] =
    &["will", "would", "can", "could", "must", "should", "may", "might", "never", "none", "all"];

/// Whether two words differ by a slip of the pen: one letter, or two swapped, in words of four or more.
fn slip(a: &str, b: &str) -> bool {
    let digits = |s: &str| s.bytes().any(|b| b.is_ascii_digit());
    let pronoun = PRONOUNS.contains(&a) || PRONOUNS.contains(&b);
    a.len().min(b.len()) >= 4
        && a.len().abs_diff(b.len()) <= 1
        && !digits(a)
        && !digits(b)
        && !pronoun
        && !negates(a)
        && !negates(b)
        && distance(a, b) <= 1
}

/// Words that come and go in transcripts without changing the sense.
const LIGHT: &[&str] = &[
    "uh", "um", "er", "ah", "oh", "well", "and", "but", "so", "that", "the", "a", "an", "just", "really",
    "very", "like", "you know", "there", "of",
];

/// Contracted and full forms, spoken and written ones.
const SPELT: &[(&str, &str)] = &[
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("gotta", "got to"),
    ("cause", "because"),
    ("ok", "okay"),
    ("yeah", "yes"),
    ("'em", "them"),
    ("em", "them"),
    ("won't", "will not"),
    ("can't", "can not"),
    ("cannot", "can not"),
    ("percent", "%"),
    ("per cent", "%"),
    ("toward", "towards"),
    ("till", "until"),
    ("til", "until"),
    ("everybody", "everyone"),
    ("anybody", "anyone"),
    ("somebody", "someone"),
    ("nobody", "no one"),
];

/// A folded stretch with spelling, contractions and light words out of the way.
pub(super) fn soften(keys: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for key in keys {
        if let Some((_, full)) = SPELT.iter().find(|(short, _)| short == key) {
            out.extend(full.split(' ').map(str::to_owned));
            continue;
        }
        match uncontracted(key) {
            Some((word, full)) => {
                if !word.is_empty() {
                    out.push(word.to_owned());
                }
                out.push(full.to_owned());
            }
            None => out.push(spell(key)),
        }
    }
    out.retain(|k| !LIGHT.contains(&k.as_str()));
    out
}

/// British and American spelling brought together, number words turned to digits.
fn spell(key: &str) -> String {
    if number_word(key)
        && let Some(value) = crate::ledger::number_value(key)
    {
        return value.to_string();
    }
    key.replace("isation", "ization")
        .replace("ise", "ize")
        .replace("our", "or")
        .replace("lled", "led")
        .replace("lling", "ling")
        .replace('-', "")
}

/// The conflict about one stretch of the canonical form.
fn finding(desk: &Desk<'_>, family: &Family, range: Range<usize>) -> Option<Draft> {
    let mut values: BTreeMap<Vec<String>, (String, Vec<Place>)> = BTreeMap::new();
    let mut first: Vec<Vec<String>> = Vec::new();
    for (utterance, steps) in family.utterances.iter().zip(&family.steps) {
        let Some(stretch) = counterpart(steps, &range) else { continue };
        let Some(span) = utterance.stretch(stretch.start, stretch.end) else { continue };
        let keys: Vec<String> = stretch.clone().map(|i| utterance.tokens[i].key.clone()).collect();
        let key = soften(&keys);
        let words = printable(span.of(desk.text(utterance.member)));
        let place = Place { member: utterance.member, span };
        if !first.contains(&key) {
            first.push(key.clone());
        }
        values.entry(key).or_insert_with(|| (words, Vec::new())).1.push(place);
    }
    if values.len() < 2 {
        return None;
    }
    let members: Vec<Vec<usize>> =
        first.iter().map(|k| values[k].1.iter().map(|p| p.member).collect()).collect();
    // One report that words it both ways quotes two moments, or itself; that is no dispute between reports.
    if members[0].iter().any(|m| members[1..].iter().flatten().any(|o| o == m)) {
        return None;
    }
    let speaker = family.speaker(desk);
    let slot = speaker
        .as_ref()
        .map_or_else(|| "words of an unnamed speaker".to_owned(), |s| format!("words of {s}"));
    let whose = speaker.map_or_else(|| "the same words".to_owned(), |s| format!("the words of {s}"));
    let values: Vec<DraftValue> =
        first.iter().map(|k| DraftValue::new(values[k].0.clone(), values[k].1.clone())).collect();
    let listed = values
        .iter()
        .map(|v| format!("“{}” in {}", v.value, count(v.members().len(), "report")))
        .collect::<Vec<_>>()
        .join(", ");
    let carriers = family.members().len();
    Some(Draft {
        slot,
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Wording),
        nature: Some(Nature::Disagreement),
        explanation: format!("The reports word {whose} differently: {listed}."),
        because: vec![
            format!("{} carry the quotation.", count(carriers, "report")),
            "Their words were aligned one by one with the longest form.".to_owned(),
            "The words on both sides of this stretch agree; the words in it do not.".to_owned(),
        ],
        values,
        rank: Rank::Wording,
        weight: desk.origins(family.members()) as f64,
    })
}

/// What is shown between quotation marks: without marks of its own at the ends, on one line.
pub(super) fn printable(words: &str) -> String {
    words
        .trim_matches(|c: char| {
            matches!(c, '"' | '“' | '”' | ',' | '.' | ';' | ':' | '—' | '–') || c.is_whitespace()
        })
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The stretch of a form that stands for a stretch of the canonical one, with a word on either side.
fn counterpart(steps: &[Step], range: &Range<usize>) -> Option<Range<usize>> {
    let at = |canonical: usize| {
        steps
            .iter()
            .find(|s| s.same && s.canonical.contains(&canonical))
            .map(|s| s.variant.start + (canonical - s.canonical.start))
    };
    let before = at(range.start.checked_sub(1)?)?;
    let after = at(range.end)?;
    (before < after).then(|| before..after + 1)
}

/// Findings about who said it.
pub(crate) fn attribution(desk: &Desk<'_>, families: &[Family]) -> Vec<Draft> {
    families.iter().filter_map(|f| attribution_of(desk, f)).collect()
}

fn attribution_of(desk: &Desk<'_>, family: &Family) -> Option<Draft> {
    let voices: Vec<(usize, &Utterance, Range<usize>)> = family
        .utterances
        .iter()
        .zip(&family.steps)
        .filter_map(|(u, steps)| match u.voice {
            Voice::Known(identity)
                if is_person(desk, identity) && u.named && u.confidence >= 0.5 && u.keys.len() >= 6 =>
            {
                Some((identity, u, covered(steps)?))
            }
            _ => None,
        })
        .collect();
    // The first stretch of the canonical form that two reports give to two people.
    let shared = voices.iter().enumerate().find_map(|(i, (a, x, rx))| {
        voices[i + 1..].iter().find_map(|(b, y, ry)| {
            let range = rx.start.max(ry.start)..rx.end.min(ry.end);
            (a != b && x.member != y.member && range.len() >= 6).then_some(range)
        })
    })?;
    let mut speakers: BTreeMap<usize, Vec<&Utterance>> = BTreeMap::new();
    for (identity, utterance, range) in &voices {
        let common = range.end.min(shared.end).saturating_sub(range.start.max(shared.start));
        if common * 2 >= shared.len() {
            speakers.entry(*identity).or_default().push(utterance);
        }
    }
    if speakers.len() < 2 {
        return None;
    }
    let ids: Vec<usize> = speakers.keys().copied().collect();
    // Only people named in full: a title, a body or a description may be the other one's. One of them may go by a surname
    // alone that the report has more than once.
    let full = ids.iter().filter(|i| full_name(&desk.cast.identities[**i].name)).count();
    if full == 0
        || full + 1 < ids.len()
        || !ids.iter().all(|i| full_name(&desk.cast.identities[*i].name) || surname(desk, *i))
        || speakers.values().flatten().any(|u| joint(desk, u))
    {
        return None;
    }
    let two =
        ids.iter().enumerate().all(|(i, a)| ids[i + 1..].iter().all(|b| !desk.cast.may_be_same(*a, *b)));
    let mut seen: Vec<usize> = speakers
        .values()
        .flat_map(|us| {
            let mut members: Vec<usize> = us.iter().map(|u| u.member).collect();
            members.dedup();
            members
        })
        .collect();
    seen.sort_unstable();
    let reports = seen.len();
    seen.dedup();
    if !two || reports != seen.len() {
        return None;
    }
    let values: Vec<DraftValue> = speakers
        .iter()
        .map(|(identity, utterances)| {
            let places = utterances.iter().flat_map(|u| {
                let quotation = &desk.members[u.member].reading.quotations[u.quotation];
                quotation
                    .speaker
                    .iter()
                    .map(|s| Place { member: u.member, span: s.span })
                    .chain(u.parts.first().map(|p| Place { member: u.member, span: *p }))
            });
            DraftValue::new(desk.cast.identities[*identity].name.clone(), places.collect())
        })
        .collect();
    let head = printable(family.utterances[0].text(desk).as_str());
    let short: String = head.split(' ').take(8).collect::<Vec<_>>().join(" ");
    let listed = values
        .iter()
        .map(|v| format!("{} in {}", v.value, count(v.members().len(), "report")))
        .collect::<Vec<_>>()
        .join(", ");
    Some(Draft {
        slot: format!("speaker of “{short}…”"),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Attribution),
        nature: Some(Nature::Disagreement),
        explanation: format!("The same words are given to different speakers: {listed}."),
        because: vec![
            format!("{} carry the quotation.", count(family.members().len(), "report")),
            "The speakers have names that cannot be one person's.".to_owned(),
        ],
        values,
        rank: Rank::Attribution,
        weight: desk.origins(family.members()) as f64,
    })
}

/// The stretch of the canonical form that a form has words of.
pub(super) fn covered(steps: &[Step]) -> Option<Range<usize>> {
    let mut same = steps.iter().filter(|s| s.same);
    let first = same.next()?;
    Some(first.canonical.start..same.next_back().unwrap_or(first).canonical.end)
}

/// Words that show that a name is not a person's.
const NO_PERSON: &[&str] = &[
    "house",
    "white",
    "democrat",
    "democrats",
    "republican",
    "republicans",
    "democratic",
    "department",
    "office",
    "committee",
    "university",
    "senate",
    "news",
    "times",
    "post",
    "journal",
    "police",
    "chief",
    "staff",
    "chairman",
    "company",
    "court",
    "press",
    "party",
    "agency",
    "council",
    "association",
    "group",
    "union",
    "league",
    "institute",
    "center",
    "centre",
    "foundation",
    "authority",
    "ministry",
    "government",
    "state",
    "states",
    "city",
    "county",
];

/// Whether a name is a person's, forename and surname.
fn full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    // "REED QUITS PORT" is a headline.
    let shouted = words.len() > 2 && !name.chars().any(char::is_lowercase);
    (2..=5).contains(&words.len())
        && !shouted
        && words
            .iter()
            .all(|w| w.starts_with(char::is_uppercase) && !NO_PERSON.contains(&words::fold(w).as_str()))
        && words.last().is_some_and(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 3)
}

/// Whether an identity is a person whom reports have by surname alone, and often enough that it is no slip of the reader's.
fn surname(desk: &Desk<'_>, identity: usize) -> bool {
    let identity = &desk.cast.identities[identity];
    // A firm that "said in a statement" is no "he".
    let person = identity.within.iter().filter_map(|(m, e)| desk.members[*m].reading.entity(*e));
    let mut person = person.filter(|e| e.gender.is_some() || !e.attributes.is_empty());
    is_name(&identity.name) && !identity.plural && identity.count >= 3 && person.next().is_some()
}

/// Whether a word may be a surname.
fn is_name(word: &str) -> bool {
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    !word.contains(char::is_whitespace)
        && word.starts_with(char::is_uppercase)
        && small >= 3
        && !NO_PERSON.contains(&words::fold(word).as_str())
}

/// Whether an utterance is given to several speakers at once.
fn joint(desk: &Desk<'_>, utterance: &Utterance) -> bool {
    let quotation = &desk.members[utterance.member].reading.quotations[utterance.quotation];
    quotation.speaker.as_ref().is_some_and(|s| {
        let words = s.span.of(desk.text(utterance.member));
        words.contains(" and ")
    })
}
