//! *What do several origins state, and what does one alone state?*
//!
//! Families of narrated sentences that say the same, by average link over the probability that two state the same. What is
//! shown of a family is the longest sentence, or beginning of one, that sentences of another origin cover: nearly all of its weight,
//! and every figure. So a sentence that says two things, of which the others say one, is cut to that one, or not
//! shown. Quotations are their speakers' statements and stand in the families of quotations; a sentence that is mostly quoted is left out here.

use std::collections::BTreeSet;

use copydesk_model::{ConflictKind, EntityKind, Span, Standing};

use super::{Draft, DraftValue, Rank, count};
use crate::align::{Alignment, average_link};
use crate::brief::{prominence, readable, stands};
use crate::desk::{Desk, Place};
use crate::words::OF_DENIAL;

/// Average link stops below this probability: the one that the evaluation measures.
const SAME: f32 = 0.3;
/// A statement is stated by a sentence that has so much of its weight.
const COVERED: f32 = 0.6;
/// How many corroborated statements are listed, and how many that one origin alone states.
const MOST: usize = 12;
const ALONE: usize = 5;

/// Sentences that say the same, of several reports, in order.
pub(crate) fn families(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Vec<usize>> {
    let links: Vec<(usize, usize, f32)> = alignment
        .links
        .iter()
        .filter(|l| narrated(desk, l.a) && narrated(desk, l.b))
        .map(|l| (l.a, l.b, l.likeness.same))
        .collect();
    average_link(&links, SAME)
}

/// A statement and the sentences that state it, its own first.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) line: usize,
    pub(crate) span: Span,
    pub(crate) with: Vec<usize>,
    pub(crate) origins: usize,
}

/// Sentences that share so many words in a row were not written apart.
const COPIED: usize = 8;
/// How many sentences of a family are compared for words in a row.
const COMPARED: usize = 24;

/// The number of independent origins of one statement: besides the reports' own origins, one outlet does not bear itself
/// out, and narration in the same words has one source.
fn independent(desk: &Desk<'_>, lines: &[usize]) -> usize {
    let lines = &lines[..lines.len().min(COMPARED)];
    let keys: Vec<Vec<String>> = lines
        .iter()
        .map(|l| {
            let line = &desk.lines[*l];
            let words = crate::words::tokens(desk.text(line.member), line.span).into_iter();
            words.filter(|t| !desk.is_quoted(line.member, t.span.start())).map(|t| t.key).collect()
        })
        .collect();
    let runs: Vec<BTreeSet<&[String]>> = keys.iter().map(|k| k.windows(COPIED).collect()).collect();
    let mut group: Vec<usize> = (0..lines.len()).collect();
    for i in 0..lines.len() {
        for j in 0..i {
            let (a, b) = (desk.lines[lines[i]].member, desk.lines[lines[j]].member);
            let outlet = |m: usize| desk.members[m].report.outlet.as_deref();
            let one = desk.origin[a] == desk.origin[b]
                || outlet(a).is_some() && outlet(a) == outlet(b)
                || runs[i].intersection(&runs[j]).next().is_some();
            if one && group[i] != group[j] {
                let (from, to) = (group[i], group[j]);
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    group.sort_unstable();
    group.dedup();
    group.len()
}

/// What is shown of a family.
fn stated(desk: &Desk<'_>, alignment: &Alignment, family: &[usize]) -> Option<Stated> {
    let whole = family.iter().map(|l| (*l, desk.lines[*l].span, *l));
    let parts = family.iter().flat_map(|l| {
        let from = alignment.parts.partition_point(|p| p.line < *l);
        alignment.parts[from..]
            .iter()
            .take_while(move |p| p.line == *l)
            .map(|p| (p.line, p.span, p.statement))
    });
    let statements = &alignment.statements;
    whole
        .chain(parts)
        .filter_map(|(line, span, statement)| {
            let member = desk.lines[line].member;
            let whole = span == desk.lines[line].span;
            let fits =
                if whole { readable(desk, line) } else { stands(desk, line, span.of(desk.text(member))) };
            if !fits {
                return None;
            }
            let others = family.iter().copied().filter(|o| {
                desk.lines[*o].member != member
                    && statements.covered(statement, *o) >= COVERED
                    && statements.counts(statement, *o)
            });
            let with: Vec<usize> = std::iter::once(line).chain(others).collect();
            let origins = independent(desk, &with);
            (origins > 1).then_some(Stated { line, span, with, origins })
        })
        .max_by_key(|s| {
            let words = s.span.of(desk.text(desk.lines[s.line].member)).split_whitespace().count();
            let line = &desk.lines[s.line];
            (s.origins, words.min(28), usize::MAX - line.index, usize::MAX - line.member)
        })
}

/// Statements of two origins or more, without those that `disputed` sentences make.
pub(crate) fn statements(desk: &Desk<'_>, alignment: &Alignment, disputed: &[Place]) -> Vec<Draft> {
    let families = families(desk, alignment);
    if families.is_empty() {
        return Vec::new();
    }
    let weights = prominence(desk);
    let mut out: Vec<Draft> = families
        .iter()
        .filter_map(|family| stated(desk, alignment, family))
        .filter(|s| {
            let member = desk.lines[s.line].member;
            !disputed.iter().any(|p| p.member == member && p.span.overlaps(s.span))
        })
        .map(|s| {
            let mut places = vec![Place { member: desk.lines[s.line].member, span: s.span }];
            let place = |l: usize| Place { member: desk.lines[l].member, span: desk.lines[l].span };
            places.extend(s.with.iter().skip(1).copied().map(place));
            let mut value = DraftValue::new(
                desk.words(places[0]).split_whitespace().collect::<Vec<_>>().join(" "),
                places,
            );
            value.origins = Some(s.origins);
            let weight: f32 = desk.lines[s.line].terms.iter().map(|t| weights[*t as usize]).sum();
            Draft {
                slot: about(desk, s.line),
                standing: Standing::Corroborated,
                kind: None,
                nature: None,
                explanation: format!(
                    "{} state it{}{}.",
                    count(s.origins, "independent origin"),
                    reserved(desk, &s)
                        .map_or_else(String::new, |(report, word)| format!(", {report} with “{word}”")),
                    omitted(desk, alignment, &s)
                        .map_or_else(String::new, |report| format!("; {report} alone leaves it out")),
                ),
                because: vec![
                    format!(
                        "{} of {} most likely state the same.",
                        count(s.with.len(), "sentence"),
                        count(value.members().len(), "report")
                    ),
                    "Each has nearly all of what is shown, and every number in it.".to_owned(),
                ],
                values: vec![value],
                rank: Rank::Corroborated,
                weight: s.origins as f64 * 100.0 + f64::from(weight.min(1.0)),
            }
        })
        .collect();
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    out.truncate(MOST);
    out
}

/// Words that make a statement with reserve, each with a sentence that has it.
const RESERVE: &[(&str, &str)] = &[
    ("may", "The ferry may have struck a rock."),
    ("might", "The ferry might have struck a rock."),
    ("reportedly", "The ferry reportedly struck a rock."),
    ("allegedly", "The mate allegedly left the bridge."),
    ("possibly", "The ferry possibly struck a rock."),
    ("apparently", "The ferry apparently struck a rock."),
    ("purportedly", "The mate purportedly left the bridge."),
];

/// The first word of reserve in a stretch; "May" with a capital is a month.
fn reserve(text: &str, span: Span) -> Option<&str> {
    let words = crate::words::tokens(text, span);
    let found = words.iter().find(|t| {
        RESERVE.iter().any(|(w, _)| *w == t.key) && t.span.of(text).starts_with(char::is_lowercase)
    })?;
    Some(found.span.of(text).trim_matches(|c: char| !c.is_alphabetic()))
}

/// A report that states with reserve what is shown without, and its word for it.
fn reserved<'d>(desk: &'d Desk<'_>, stated: &Stated) -> Option<(String, &'d str)> {
    let text = desk.text(desk.lines[stated.line].member);
    if reserve(text, stated.span).is_some() {
        return None;
    }
    stated.with.iter().skip(1).find_map(|l| {
        let line = &desk.lines[*l];
        let report = desk.members[line.member].report;
        let word = reserve(desk.text(line.member), line.span)?;
        Some((report.outlet.clone().unwrap_or_else(|| report.id.to_string()), word))
    })
}

/// Reports that leave out what all the others state: long enough to have it, and without a sentence like it.
fn omitted(desk: &Desk<'_>, alignment: &Alignment, stated: &Stated) -> Option<String> {
    let with: BTreeSet<usize> = stated.with.iter().map(|l| desk.lines[*l].member).collect();
    let origins: BTreeSet<usize> = with.iter().map(|m| desk.origin[*m]).collect();
    let all: BTreeSet<usize> = desk.origin.iter().copied().collect();
    let mut missing = all.difference(&origins);
    let (Some(origin), None) = (missing.next(), missing.next()) else { return None };
    if origins.len() < 2 {
        return None;
    }
    let words = |m: usize| desk.lines_of(m).iter().map(|l| l.words).sum::<usize>();
    let mut sizes: Vec<usize> = (0..desk.members.len()).map(words).collect();
    sizes.sort_unstable();
    let member = (0..desk.members.len()).find(|m| desk.origin[*m] == *origin)?;
    let like = stated
        .with
        .iter()
        .any(|l| alignment.of[*l].iter().any(|(o, _)| desk.origin[desk.lines[*o].member] == *origin));
    if like || words(member) * 2 < sizes[sizes.len() / 2] {
        return None;
    }
    let report = desk.members[member].report;
    Some(report.outlet.clone().unwrap_or_else(|| report.id.to_string()))
}

/// Words that deny, with the sentence that shows them.
pub(crate) const DENIALS: &[(&str, &str)] = &[
    ("denied", "The mayor has denied taking money."),
    ("denies", "The mayor denies that she took money."),
    ("deny", "The two men deny the charge."),
    ("denying", "The mayor spoke again, denying the charge."),
    ("rejected", "The harbour master rejected the claim."),
    ("disputed", "The company disputed the number."),
    ("disputes", "The company disputes the number."),
    ("refuted", "The minister refuted the report."),
    ("dismissed", "The minister dismissed the report."),
];
/// What may be rejected, disputed, refuted or dismissed as untrue.
const CLAIMS: &[&str] = &[
    "claim",
    "claims",
    "allegation",
    "allegations",
    "accusation",
    "accusations",
    "report",
    "reports",
    "suggestion",
    "suggestions",
    "charge",
    "charges",
    "account",
    "accounts",
    "idea",
    "notion",
    "rumour",
    "rumours",
    "rumor",
    "rumors",
    "criticism",
];

/// What somebody denies: a dispute within the story, which the reports tell and do not have among themselves.
pub(crate) fn denials(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    let mut by_who: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (number, line) in desk
        .lines
        .iter()
        .enumerate()
        .filter(|(n, l)| l.cues & OF_DENIAL != 0 && narrated(desk, *n) && readable(desk, *n))
    {
        if let Some(who) = denier(desk, line.member, line.span) {
            by_who.entry(who).or_default().push(number);
        }
    }
    let mut out: Vec<Draft> = Vec::new();
    for (who, lines) in by_who {
        // The denial that most origins tell, else the first.
        let with = |l: usize| -> Vec<usize> {
            let like = lines.iter().copied().filter(|o| {
                *o != l && alignment.of[l].iter().any(|(x, k)| x == o && (k.same >= SAME || k.dice >= 0.4))
            });
            std::iter::once(l).chain(like).collect()
        };
        let best = lines
            .iter()
            .map(|l| with(*l))
            .max_by_key(|w| (desk.origins(w.iter().map(|l| desk.lines[*l].member)), usize::MAX - w[0]));
        let Some(best) = best else { continue };
        let origins = desk.origins(best.iter().map(|l| desk.lines[*l].member));
        let name = &desk.cast.identities[who].name;
        let places: Vec<Place> =
            best.iter().map(|l| Place { member: desk.lines[*l].member, span: desk.lines[*l].span }).collect();
        let words = desk.words(places[0]).split_whitespace().collect::<Vec<_>>().join(" ");
        out.push(Draft {
            slot: format!("what {name} denies"),
            standing: if origins > 1 { Standing::Corroborated } else { Standing::SingleSource },
            kind: Some(ConflictKind::Fact),
            nature: None,
            explanation: format!(
                "Disputed within the story, not between the reports: {name} denies it, as {} {}.",
                count(origins, "independent origin"),
                if origins == 1 { "tells" } else { "tell" }
            ),
            because: vec!["A word of denial has that name as its subject.".to_owned()],
            values: vec![DraftValue::new(words, places)],
            rank: if origins > 1 { Rank::Corroborated } else { Rank::Single },
            weight: if origins > 1 { origins as f64 * 100.0 + 60.0 } else { 2.0 },
        });
    }
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.slot.cmp(&b.slot)));
    out.truncate(3);
    out
}

/// Who denies something in a sentence: the last one named before the word of denial, right before it or its auxiliary.
fn denier(desk: &Desk<'_>, member: usize, sentence: Span) -> Option<usize> {
    let text = desk.text(member);
    let words = crate::words::tokens(text, sentence);
    let at = words.iter().position(|t| DENIALS.iter().any(|(d, _)| *d == t.key))?;
    let key = words[at].key.as_str();
    let claim =
        key.starts_with("den") || words[at + 1..].iter().take(4).any(|t| CLAIMS.contains(&t.key.as_str()));
    // "was denied entry", "did not deny", "denied a visa"
    let passive = at > 0
        && matches!(
            words[at - 1].key.as_str(),
            "was" | "were" | "been" | "be" | "being" | "not" | "neither" | "nor"
        );
    let thing = key.starts_with("den")
        && words.get(at + 1).is_some_and(|t| {
            matches!(t.key.as_str(), "a" | "entry" | "access" | "bail" | "him" | "her" | "them" | "us")
        });
    if !claim || passive || thing || desk.is_quoted(member, words[at].span.start()) {
        return None;
    }
    let (end, id) = desk.members[member]
        .reading
        .entities
        .iter()
        .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Organisation))
        .flat_map(|e| e.mentions.iter().map(move |m| (m.span, e.id)))
        .filter(|(span, _)| span.start() >= sentence.start() && span.end() <= words[at].span.start())
        .map(|(span, id)| (span.end(), id))
        .max_by_key(|(end, _)| *end)?;
    let between = crate::words::tokens(text, Span::new(end, words[at].span.start()));
    let near = between.len() <= 2
        && between.iter().all(|t| {
            matches!(
                t.key.as_str(),
                "has" | "have" | "had" | "also" | "repeatedly" | "again" | "later" | "strongly"
            )
        });
    near.then(|| desk.cast.identity(member, id)).flatten()
}

/// Sentences with a number or a name that no other origin has anything like, most consequential first.
pub(crate) fn alone(desk: &Desk<'_>, alignment: &Alignment, disputed: &[Place]) -> Vec<Draft> {
    if desk.origins(0..desk.members.len()) < 2 {
        return Vec::new();
    }
    let weights = prominence(desk);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<(f32, usize)> = (0..desk.lines.len())
        .filter(|l| readable(desk, *l) && narrated(desk, *l) && desk.lines[*l].words <= 40)
        .filter(|l| {
            let line = &desk.lines[*l];
            let m = &desk.members[line.member];
            if disputed.iter().any(|p| p.member == line.member && p.span.overlaps(line.span)) {
                return false;
            }
            let counted = m.reading.figures.iter().any(|f| {
                line.span.contains(f.span) && f.unit.as_deref() != Some("ordinal") && f.of.is_some()
            });
            counted
                && alignment.of[*l]
                    .iter()
                    .all(|(o, _)| desk.origin[desk.lines[*o].member] == desk.origin[line.member])
        })
        .map(|l| {
            let line = &desk.lines[l];
            let sum: f32 = line.terms.iter().map(|t| weights[*t as usize]).sum();
            (sum / (line.words as f32).sqrt() / (1.0 + line.index as f32 / 8.0), l)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // At most two of one origin, so that the longest report does not fill the list.
    let mut of_origin: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    found.retain(|(_, l)| {
        let seen = of_origin.entry(desk.origin[desk.lines[*l].member]).or_default();
        let again = alignment.of[*l].iter().any(|(o, _)| told.contains(o));
        if again || *seen == 2 {
            return false;
        }
        *seen += 1;
        told.insert(*l)
    });
    found
        .into_iter()
        .take(ALONE)
        .map(|(weight, l)| {
            let place = Place { member: desk.lines[l].member, span: desk.lines[l].span };
            Draft {
                slot: about(desk, l),
                standing: Standing::SingleSource,
                kind: None,
                nature: None,
                explanation: "One origin alone states it.".to_owned(),
                because: vec!["No sentence of another origin is much like it.".to_owned()],
                values: vec![DraftValue::new(
                    desk.words(place).split_whitespace().collect::<Vec<_>>().join(" "),
                    vec![place],
                )],
                rank: Rank::Single,
                weight: f64::from(weight),
            }
        })
        .collect()
}

pub(crate) fn narrated(desk: &Desk<'_>, line: usize) -> bool {
    desk.lines[line].quoted < 0.4 && desk.lines[line].words >= 6
}
/// The people and things of a sentence, as the slot of its statement.
fn about(desk: &Desk<'_>, line: usize) -> String {
    let line = &desk.lines[line];
    let mut names: Vec<(usize, &str)> = Vec::new();
    for (number, identity) in desk.cast.identities.iter().enumerate() {
        for (member, id) in identity.within.iter().filter(|(m, _)| *m == line.member) {
            let Some(entity) = desk.members[*member].reading.entity(*id) else { continue };
            if entity.mentions.iter().any(|m| line.span.contains(m.span)) {
                names.push((number, identity.name.as_str()));
            }
        }
    }
    names.dedup();
    names.truncate(3);
    if names.is_empty() {
        return "statement".to_owned();
    }
    names.into_iter().map(|(_, n)| n).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use copydesk_model::Span;

    use super::{DENIALS, RESERVE, reserve};

    #[test]
    fn every_word_of_reserve_is_found_in_its_example() {
        for (word, example) in RESERVE {
            assert_eq!(reserve(example, Span::new(0, example.len())), Some(*word), "{example}");
        }
        let month = "It opened in May.";
        assert_eq!(reserve(month, Span::new(0, month.len())), None);
    }

    #[test]
    fn every_word_of_denial_stands_in_its_example() {
        for (word, example) in DENIALS {
            assert!(example.split(|c: char| !c.is_alphabetic()).any(|w| w == *word), "{word}: {example}");
        }
    }
}
