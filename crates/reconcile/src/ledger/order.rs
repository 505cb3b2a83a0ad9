//! *Does one report put before what another puts after?*
//!
//! Words of order ("before", "following", "subsequently", "introduced") anchor what a sentence tells, or the words
//! that a speaker utters from there on, to an event. Two reports conflict when they tell the same (one family
//! of quotations, or aligned sentences), anchor it to the same event (terms or people in common), and one has it
//! before and the other after.

use std::collections::BTreeSet;

use copydesk_model::{ConflictKind, Mention, MentionForm, Nature, Span, Standing};

use super::twins::slots;
use super::{Draft, DraftValue, Rank, count};
use crate::align::{Alignment, Link};
use crate::desk::{Desk, Place};
use crate::quotes::{Family, Utterance, Voice};
use crate::words::{OF_ORDER, is_stop, tokens};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Before,
    After,
}

/// What a cue's anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The words that follow the cue.
    Ahead,
    /// The person who follows the cue, and whatever that person then does.
    Act,
    /// What the report told just before.
    Back,
}

/// Cues of order: folded words, side, anchor, example.
pub(crate) const CUES: &[(&str, Side, Reach, &str)] = &[
    ("after", Side::After, Reach::Ahead, "After the vote, she spoke."),
    ("following", Side::After, Reach::Ahead, "Following the singer's performance, she spoke."),
    ("immediately after", Side::After, Reach::Ahead, "Immediately after the speech, he left."),
    ("before", Side::Before, Reach::Ahead, "Before the vote, she spoke."),
    ("prior to", Side::Before, Reach::Ahead, "Prior to the vote, she spoke."),
    ("ahead of", Side::Before, Reach::Ahead, "Ahead of the vote, she spoke."),
    ("introduced", Side::Before, Reach::Act, "The host introduced the pianist."),
    ("introducing", Side::Before, Reach::Act, "Introducing the pianist, she spoke."),
    ("subsequently", Side::After, Reach::Back, "She subsequently told him."),
    ("afterwards", Side::After, Reach::Back, "She spoke to him afterwards."),
    ("afterward", Side::After, Reach::Back, "She spoke to him afterward."),
];

/// What people do on a stage: what an introduction comes before.
const ACTS: &[&str] = &[
    "performance",
    "performed",
    "performing",
    "song",
    "sang",
    "speech",
    "spoke",
    "address",
    "rendition",
    "set",
    "act",
    "appearance",
    "number",
    "remarks",
    "show",
    "tribute",
];

/// How many words after a cue belong to its anchor.
const WINDOW: usize = 9;

/// A cue of order in a sentence.
#[derive(Clone, Debug)]
struct Mark {
    side: Side,
    reach: Reach,
    line: usize,
    /// The word of order.
    cue: Span,
    /// Stems of the anchor's content words.
    terms: BTreeSet<String>,
    people: BTreeSet<usize>,
}

fn marks(desk: &Desk<'_>, number: usize) -> Vec<Mark> {
    let line = &desk.lines[number];
    if line.cues & OF_ORDER == 0 {
        return Vec::new();
    }
    let text = desk.text(line.member);
    let words = tokens(text, line.span);
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if desk.is_quoted(line.member, word.span.start() + 1) {
            continue;
        }
        let cue = CUES.iter().find(|(cue, ..)| {
            cue.starts_with(word.key.as_str())
                && cue.split(' ').enumerate().all(|(i, w)| words.get(at + i).is_some_and(|t| t.key == w))
        });
        let Some((cue, side, reach, _)) = cue else { continue };
        let mut terms = BTreeSet::new();
        let span = if *reach == Reach::Back {
            if line.index == 0 {
                continue;
            }
            // What was told just before, over sentences that are quoted.
            let back = (desk.first[line.member]..number).rev().take(4).find(|l| desk.lines[*l].quoted < 0.9);
            let Some(back) = back else { continue };
            let before = &desk.lines[back];
            before.span.cover(desk.lines[number - 1].span)
        } else {
            let from = at + cue.split(' ').count();
            let mut to = from;
            while to < words.len() && to - from < WINDOW {
                // Whom somebody introduces ends where the sentence goes on to something else.
                if *reach == Reach::Act
                    && to > from
                    && matches!(words[to].key.as_str(), "and" | "to" | "with" | "who")
                {
                    break;
                }
                to += 1;
                if words[to - 1].marks.contains([',', ';', '-']) {
                    break;
                }
            }
            if from >= to {
                continue;
            }
            words[from].span.cover(words[to - 1].span)
        };
        for token in tokens(text, span) {
            let key = token.key.strip_suffix("'s").unwrap_or(&token.key);
            if !is_stop(key) && !desk.is_quoted(line.member, token.span.start() + 1) {
                terms.insert(copydesk_language::stem(key).into_owned());
            }
        }
        out.push(Mark {
            side: *side,
            reach: *reach,
            line: number,
            cue: word.span,
            terms,
            people: people(desk, line.member, span, *reach == Reach::Act),
        });
    }
    out
}

/// Identities mentioned in a stretch; with `heads`, without names that only qualify a noun ("the Harbour coach").
fn people(desk: &Desk<'_>, member: usize, span: Span, heads: bool) -> BTreeSet<usize> {
    let text = desk.text(member);
    let qualifies = |m: &Mention| {
        heads
            && m.form == MentionForm::Name
            && text[m.span.end()..].strip_prefix(' ').is_some_and(|t| {
                t.starts_with(char::is_lowercase)
                    && !is_stop(t.split(|c: char| !c.is_alphabetic()).next().unwrap_or(""))
            })
    };
    desk.mentioned(member, span)
        .filter(|(entity, _)| entity.mentions.iter().any(|m| span.overlaps(m.span) && !qualifies(m)))
        .map(|(_, identity)| identity)
        .collect()
}

/// Whether two marks anchor to the same event. `speaker` is whose doing is ordered, and no anchor.
fn same_anchor(a: &Mark, b: &Mark, speaker: Option<usize>) -> bool {
    let others =
        |m: &Mark| -> BTreeSet<usize> { m.people.iter().copied().filter(|p| Some(*p) != speaker).collect() };
    let (pa, pb) = (others(a), others(b));
    let acts =
        |m: &Mark| m.terms.iter().any(|t| ACTS.iter().any(|a| copydesk_language::stem(a) == t.as_str()));
    match (a.reach, b.reach) {
        (Reach::Act, Reach::Act) => false,
        (Reach::Act, _) | (_, Reach::Act) => {
            let (intro, event) = if a.reach == Reach::Act { (&pa, b) } else { (&pb, a) };
            let event_people = if a.reach == Reach::Act { &pb } else { &pa };
            // Who is introduced then acts; where the report describes rather than names, the act must be another's.
            acts(event)
                && (intro.is_empty()
                    || event_people.is_empty()
                    || intro.intersection(event_people).next().is_some())
        }
        _ => {
            let shared = a.terms.intersection(&b.terms).count();
            let smaller = a.terms.len().min(b.terms.len());
            let agree = pa.is_empty() || pb.is_empty() || pa.intersection(&pb).next().is_some();
            // "The release of the film" is not "seeing the film".
            agree && shared >= 1 && shared * 3 >= smaller * 2
        }
    }
}

/// Findings about order.
pub(crate) fn order(desk: &Desk<'_>, families: &[Family], alignment: &Alignment) -> Vec<Draft> {
    // One report has one order.
    if desk.members.len() < 2 {
        return Vec::new();
    }
    let all: Vec<Vec<Mark>> = (0..desk.lines.len()).map(|l| marks(desk, l)).collect();
    let mut out: Vec<Draft> = families.iter().filter_map(|f| of_family(desk, &all, f)).collect();
    for link in &alignment.links {
        let alike = link.likeness.dice >= 0.5 || (link.likeness.dice >= 0.35 && link.likeness.same >= 0.6);
        if !alike || desk.lines[link.a].quoted > 0.5 || desk.lines[link.b].quoted > 0.5 {
            continue;
        }
        let found = of_lines(desk, &all, link.a, link.b).or_else(|| of_twins(desk, &all, link));
        out.extend(found);
    }
    let told: BTreeSet<Place> = out.iter().flat_map(|d| &d.values).flat_map(|v| v.places.clone()).collect();
    out.extend(turned(desk, &told));
    out
}

/// Two events that a sentence puts in order, as stems of their content words.
struct Sequence {
    line: usize,
    early: BTreeSet<String>,
    late: BTreeSet<String>,
    /// The word of order that does it.
    cue: Side,
}

/// Words that say nothing about what happened.
const PALE: &[&str] = &[
    "said",
    "say",
    "says",
    "told",
    "tell",
    "came",
    "come",
    "had",
    "took",
    "take",
    "taken",
    "made",
    "make",
    "went",
    "go",
    "got",
    "day",
    "days",
    "week",
    "month",
    "year",
    "hour",
    "hours",
    "minute",
    "minutes",
    "people",
    "time",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "night",
    "evening",
    "just",
    "shortly",
    "soon",
    "only",
    "later",
    "long",
    "new",
    "one",
    "two",
    "three",
];
/// A sentence that denies has no order.
const DENIES: &[&str] = &[
    "not", "never", "nobody", "no", "without", "didn't", "wasn't", "hadn't", "weren't", "cannot", "if",
    "until",
];

/// The events that the narrated sentences put in order with "before" and "after", names left out.
fn sequences(desk: &Desk<'_>) -> Vec<Sequence> {
    let mut out = Vec::new();
    // "Before" and "after" are cues themselves.
    let told = desk.lines.iter().enumerate().filter(|(_, l)| l.quoted < 0.3 && l.cues & OF_ORDER != 0);
    for (number, line) in told {
        let text = desk.text(line.member);
        let words = tokens(text, line.span);
        let cues: Vec<usize> =
            (0..words.len()).filter(|i| matches!(words[*i].key.as_str(), "before" | "after")).collect();
        let ends = |i: usize| words[i].marks.contains([',', ';', ':', '-']);
        for (n, at) in cues.iter().copied().enumerate() {
            // No further back than the cue before it.
            let floor = if n == 0 { 0 } else { cues[n - 1] + 1 };
            let mut to = at + 1;
            while to < words.len() && to - at <= WINDOW {
                to += 1;
                if ends(to - 1) {
                    break;
                }
            }
            // What is put before or after it: the words up to the cue, back over a measure of time ("a day before").
            let mut from = at;
            while from > floor && at - from < 12 {
                let measure =
                    words[from..at].iter().all(|t| is_stop(&t.key) || PALE.contains(&t.key.as_str()));
                if ends(from - 1) && !measure {
                    break;
                }
                from -= 1;
            }
            let (head, anchor) = if at == 0 {
                let until = (to + 12).min(words.len());
                (to.min(until)..until, 1..to)
            } else {
                (from..at, at + 1..to)
            };
            if words[head.start..head.end].iter().any(|t| DENIES.contains(&t.key.as_str())) {
                continue;
            }
            let terms = |range: std::ops::Range<usize>| -> BTreeSet<String> {
                let plain = words[range].iter().filter(|t| {
                    let key = t.key.strip_suffix("'s").unwrap_or(&t.key);
                    let name = t.span.start() > line.span.start()
                        && t.span.of(text).starts_with(|c: char| c.is_uppercase());
                    !name
                        && !is_stop(key)
                        && !PALE.contains(&key)
                        && key.len() > 2
                        && !desk.is_quoted(line.member, t.span.start())
                });
                plain.map(|t| copydesk_language::stem(&t.key).into_owned()).collect()
            };
            let (head, anchor) = (terms(head), terms(anchor));
            if head.is_empty() || anchor.is_empty() {
                continue;
            }
            let before = words[at].key == "before";
            let cue = if before { Side::Before } else { Side::After };
            let (early, late) = if before { (head, anchor) } else { (anchor, head) };
            out.push(Sequence { line: number, early, late, cue });
        }
    }
    out
}

/// Two reports that put the same two events the other way round.
fn turned(desk: &Desk<'_>, told: &BTreeSet<Place>) -> Vec<Draft> {
    /// A term that more sequences have does not tell events apart.
    const COMMON: usize = 40;
    let all = sequences(desk);
    let mut by_term: std::collections::BTreeMap<&str, Vec<usize>> = std::collections::BTreeMap::new();
    for (i, s) in all.iter().enumerate() {
        for term in &s.early {
            by_term.entry(term).or_default().push(i);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (i, s) in all.iter().enumerate() {
        for term in &s.late {
            for j in by_term.get(term.as_str()).into_iter().filter(|l| l.len() <= COMMON).flatten() {
                pairs.insert((i.min(*j), i.max(*j)));
            }
        }
    }
    let place = |s: &Sequence| Place { member: desk.lines[s.line].member, span: desk.lines[s.line].span };
    let mut out: Vec<Draft> = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (i, j) in pairs {
        let (a, b) = (&all[i], &all[j]);
        let (pa, pb) = (place(a), place(b));
        if desk.origin[pa.member] == desk.origin[pb.member] || told.contains(&pa) || told.contains(&pb) {
            continue;
        }
        let shared = |x: &BTreeSet<String>, y: &BTreeSet<String>| x.intersection(y).count();
        let (one, other) = (shared(&a.early, &b.late), shared(&a.late, &b.early));
        let straight = shared(&a.early, &b.early) + shared(&a.late, &b.late);
        if one == 0 || other == 0 || one + other < 4 || straight > 0 || used.contains(&i) || used.contains(&j)
        {
            continue;
        }
        used.extend([i, j]);
        // Copies of either sentence side with it.
        let with = |s: &Sequence| -> Vec<Place> {
            let like = all.iter().filter(|t| t.early == s.early && t.late == s.late && t.cue == s.cue);
            like.map(place).collect()
        };
        let (first, second) = (with(a), with(b));
        used.extend(
            (0..all.len()).filter(|k| first.contains(&place(&all[*k])) || second.contains(&place(&all[*k]))),
        );
        let name = |s: &Sequence| {
            let words = desk.words(place(s));
            let cue = if s.cue == Side::Before { "before" } else { "after" };
            let from = words.to_lowercase().find(cue).filter(|f| words.is_char_boundary(*f)).unwrap_or(0);
            let clause = words.get(from..).unwrap_or(words);
            let clause = clause.split([',', ';', '.']).next().unwrap_or(clause);
            clause.split_whitespace().take(10).collect::<Vec<_>>().join(" ")
        };
        let members: BTreeSet<usize> = first.iter().chain(&second).map(|p| p.member).collect();
        let events: Vec<&str> =
            a.early.intersection(&b.late).chain(a.late.intersection(&b.early)).map(String::as_str).collect();
        out.push(Draft {
            slot: "order of events".to_owned(),
            standing: Standing::Conflicting,
            kind: Some(ConflictKind::Order),
            nature: Some(Nature::Disagreement),
            explanation: "The reports put the same two events the other way round.".to_owned(),
            because: vec![
                format!("The sentences have in common: {}.", events.join(", ")),
                "What one has before the other has after.".to_owned(),
            ],
            values: vec![DraftValue::new(name(a), first), DraftValue::new(name(b), second)],
            rank: Rank::Order,
            weight: desk.origins(members) as f64,
        });
    }
    out
}

/// The cues that hold for an utterance: those of its own sentences, else the nearest before it in the same speech.
fn marks_of<'m>(desk: &Desk<'_>, all: &'m [Vec<Mark>], utterance: &Utterance) -> Vec<&'m Mark> {
    let member = utterance.member;
    let quotation = &desk.members[member].reading.quotations[utterance.quotation];
    let mut spans: Vec<Span> = quotation.parts.clone();
    spans.extend(quotation.cue);
    spans.extend(quotation.speaker.as_ref().map(|s| s.span));
    let (Some(from), Some(to)) = (spans.iter().map(|s| s.start()).min(), spans.iter().map(|s| s.end()).max())
    else {
        return Vec::new();
    };
    let (Some(first), Some(last)) = (desk.line_at(member, from), desk.line_at(member, to.saturating_sub(1)))
    else {
        return Vec::new();
    };
    let own: Vec<&Mark> = (first..=last).flat_map(|l| &all[l]).collect();
    if !own.is_empty() {
        return own;
    }
    // Back through the speech: sentences that quote or mention the same speaker.
    let Voice::Known(speaker) = utterance.voice else { return Vec::new() };
    for line in (desk.first[member]..first).rev().take(6) {
        let l = &desk.lines[line];
        if l.quoted < 0.9 && !people(desk, member, l.span, false).contains(&speaker) {
            break;
        }
        if !all[line].is_empty() {
            return all[line].iter().collect();
        }
    }
    Vec::new()
}

fn of_family(desk: &Desk<'_>, all: &[Vec<Mark>], family: &Family) -> Option<Draft> {
    let speaker = match family.voice(desk) {
        Voice::Known(identity) => Some(identity),
        _ => None,
    };
    let marked: Vec<(&Utterance, Vec<&Mark>)> = family
        .utterances
        .iter()
        .filter(|u| u.keys.len() >= 5)
        .map(|u| (u, marks_of(desk, all, u)))
        .filter(|(_, m)| !m.is_empty())
        .collect();
    // The first pair that cannot both be; then everybody who sides with one of them.
    let mut anchor: Option<(&Mark, &Mark)> = None;
    'search: for (x, xs) in &marked {
        for a in xs.iter().filter(|m| m.side == Side::Before) {
            for (y, ys) in &marked {
                if x.member == y.member {
                    continue;
                }
                if let Some(b) = ys.iter().find(|m| m.side == Side::After && same_anchor(a, m, speaker)) {
                    anchor = Some((a, b));
                    break 'search;
                }
            }
        }
    }
    let (before, after) = anchor?;
    let mut sides: [Vec<(usize, usize)>; 2] = [Vec::new(), Vec::new()];
    for (utterance, marks) in &marked {
        let with = |m: &&&Mark| {
            let base = if m.side == Side::Before { after } else { before };
            same_anchor(m, base, speaker) || m.line == before.line || m.line == after.line
        };
        for m in marks.iter().filter(with) {
            sides[usize::from(m.side == Side::After)].push((utterance.member, m.line));
        }
    }
    let reports = |side: &[(usize, usize)]| side.iter().map(|(m, _)| *m).collect::<BTreeSet<_>>();
    let (b, a) = (reports(&sides[0]), reports(&sides[1]));
    if b.intersection(&a).next().is_some() {
        return None;
    }
    let value = |name: &str, side: &[(usize, usize)]| {
        let lines: BTreeSet<usize> = side.iter().map(|(_, l)| *l).collect();
        let places =
            lines.into_iter().map(|l| Place { member: desk.lines[l].member, span: desk.lines[l].span });
        DraftValue::new(name, places.collect())
    };
    let event = event_name(desk, after, speaker);
    let whose = family.speaker(desk).unwrap_or_else(|| "an unnamed speaker".to_owned());
    let words: String =
        family.utterances[0].text(desk).split_whitespace().take(8).collect::<Vec<_>>().join(" ");
    Some(Draft {
        slot: format!("when {whose} said “{words}…”"),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Order),
        nature: Some(Nature::Disagreement),
        explanation: format!(
            "{} put{} the words of {whose} before {event}, {} after it.",
            count(b.len(), "report"),
            if b.len() == 1 { "s" } else { "" },
            a.len()
        ),
        because: vec![
            format!("{} carry the words.", count(family.members().len(), "report")),
            "Words of order in the sentences that lead to them point to the same event.".to_owned(),
        ],
        values: vec![
            value(&format!("before {event}"), &sides[0]),
            value(&format!("after {event}"), &sides[1]),
        ],
        rank: Rank::Order,
        weight: desk.origins(family.members()) as f64,
    })
}

/// The event as a report names it: an act and whose it is, else the anchor's rarest words.
fn event_name(desk: &Desk<'_>, mark: &Mark, speaker: Option<usize>) -> String {
    let person =
        mark.people.iter().find(|p| Some(**p) != speaker).map(|p| desk.cast.identities[*p].name.as_str());
    let line = &desk.lines[mark.line];
    let words = tokens(desk.text(line.member), line.span);
    let act = words.iter().find(|t| ACTS.contains(&t.key.as_str())).map(|t| t.key.clone());
    let act = act.or_else(|| {
        mark.terms
            .iter()
            .find(|t| ACTS.iter().any(|a| copydesk_language::stem(a) == t.as_str()))
            .map(|_| "performance".to_owned())
    });
    match (person, act) {
        (Some(person), Some(act)) if mark.reach != Reach::Back => format!("the {act} of {person}"),
        (_, Some(act)) => format!("the {act}"),
        (Some(person), None) => format!("what {person} did"),
        (None, None) => "the event".to_owned(),
    }
}

fn of_lines(desk: &Desk<'_>, all: &[Vec<Mark>], a: usize, b: usize) -> Option<Draft> {
    let (ma, mb) = (&all[a], &all[b]);
    let [x] = &ma[..] else { return None };
    let [y] = &mb[..] else { return None };
    if x.side == y.side || x.reach != Reach::Ahead || y.reach != Reach::Ahead || !same_anchor(x, y, None) {
        return None;
    }
    let shared: BTreeSet<&String> = x.terms.intersection(&y.terms).collect();
    // A single word that two long anchors share is no event.
    let loose = shared.len() == 1 && x.terms.len().max(y.terms.len()) > 3;
    if shared.is_empty() || loose || desk.origin[desk.lines[a].member] == desk.origin[desk.lines[b].member] {
        return None;
    }
    // Beside the anchor the sentences must tell the same: more terms in common than the anchor has.
    let (la, lb) = (&desk.lines[a], &desk.lines[b]);
    let common = la.terms.iter().filter(|t| lb.terms.binary_search(t).is_ok()).count();
    if common < shared.len() + 2 {
        return None;
    }
    let event = shared.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" ");
    Some(opposed(desk, x, y, &format!("the same event ({event})")))
}

/// Two sentences in the same words, but that one has "before" where the other has "after".
fn of_twins(desk: &Desk<'_>, all: &[Vec<Mark>], link: &Link) -> Option<Draft> {
    let (a, b) = (&all[link.a], &all[link.b]);
    if a.is_empty() || b.is_empty() {
        return None;
    }
    slots(desk, link.a, link.b, link.likeness.dice).into_iter().find_map(|slot| {
        let x = a.iter().find(|m| m.reach == Reach::Ahead && slot.a == m.cue)?;
        let y = b.iter().find(|m| m.reach == Reach::Ahead && slot.b == m.cue)?;
        (x.side != y.side).then(|| opposed(desk, x, y, "what follows in the same words"))
    })
}

fn opposed(desk: &Desk<'_>, a: &Mark, b: &Mark, event: &str) -> Draft {
    let place = |m: &Mark| Place { member: desk.lines[m.line].member, span: desk.lines[m.line].span };
    let (before, after) = if a.side == Side::Before { (a, b) } else { (b, a) };
    Draft {
        slot: "order of events".to_owned(),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Order),
        nature: Some(Nature::Disagreement),
        explanation: format!("One report tells it as before, another as after {event}."),
        because: vec![
            "The sentences are aligned, and their words of order point to the same event.".to_owned(),
        ],
        values: vec![
            DraftValue::new("before", vec![place(before)]),
            DraftValue::new("after", vec![place(after)]),
        ],
        rank: Rank::Order,
        weight: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::CUES;

    #[test]
    fn every_cue_of_order_stands_in_its_example() {
        for (cue, _, _, example) in CUES {
            assert!(example.to_lowercase().contains(cue), "{cue}: {example}");
        }
    }
}
