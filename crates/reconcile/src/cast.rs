//! *Who is the same person, body or place in several reports?*
//!
//! Entities of the reports become one [`Identity`] when their names allow it: the same name, or for people a
//! surname, forename or initial that fits exactly one full name of the story; for bodies and works also the
//! initials of a long name. A name that two people of one report share stays two, and whatever fits two
//! identities joins neither. Descriptions alone ("the mayor") join nobody across reports.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{EntityId, EntityKind, Gender, Member, MentionForm, Span};
use rustc_hash::FxHashMap;

use crate::words::fold;

/// One identity across the reports.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) kind: EntityKind,
    /// Its fullest name.
    pub(crate) name: String,
    /// All names it goes by, fullest first.
    pub(crate) names: Vec<String>,
    /// Report and entity, in order.
    pub(crate) within: Vec<(usize, EntityId)>,
    /// One mention by name a report.
    pub(crate) mentions: Vec<(usize, Span)>,
    /// Mentions of any form in all reports.
    pub(crate) count: usize,
    /// More than one ("the couple").
    pub(crate) plural: bool,
}

/// All identities of a story, most prominent first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub(crate) identities: Vec<Identity>,
    of: Vec<Vec<Option<usize>>>,
}

/// A name taken apart for comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    /// Folded words without titles, articles, years and initials in the middle.
    words: Vec<String>,
    /// "Jr.", "Sr.", "III".
    suffix: Option<String>,
}

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "president",
    "senator",
    "sen",
    "rep",
    "representative",
    "gov",
    "governor",
    "mayor",
    "judge",
    "justice",
    "gen",
    "general",
    "col",
    "colonel",
    "capt",
    "captain",
    "lt",
    "lieutenant",
    "sgt",
    "sergeant",
    "officer",
    "chief",
    "detective",
    "prof",
    "professor",
    "rev",
    "father",
    "sister",
    "pope",
    "king",
    "queen",
    "prince",
    "princess",
    "prime",
    "minister",
    "secretary",
    "coach",
    "attorney",
    "the",
    "a",
    "an",
    "ex-president",
    "former",
    "vice",
    "first",
];

const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

impl Name {
    fn new(name: &str, kind: EntityKind) -> Option<Self> {
        let mut words: Vec<String> = name.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect();
        for word in &mut words {
            if let Some(stripped) = word.strip_suffix("'s") {
                *word = stripped.to_owned();
            }
        }
        let mut suffix = None;
        if kind == EntityKind::Person {
            if words.len() > 2 && words.last().is_some_and(|w| SUFFIXES.contains(&w.as_str())) {
                suffix = words.pop();
            }
            let titled = words.iter().take_while(|w| TITLES.contains(&w.as_str())).count();
            if titled < words.len() {
                words.drain(..titled);
            }
            if words.len() > 2 {
                let last = words.len() - 1;
                let mut at = 0;
                words.retain(|w| {
                    at += 1;
                    at == 1 || at == last + 1 || w.chars().count() > 1
                });
            }
        } else {
            if words.len() > 1 && words.first().is_some_and(|w| w == "the") {
                words.remove(0);
            }
            let year = |w: &String| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
            if words.len() > 2 && words.first().is_some_and(year) {
                words.remove(0);
            }
        }
        (!words.is_empty()).then_some(Self { words, suffix })
    }

    fn key(&self) -> String {
        self.words.join(" ")
    }

    fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }
}

/// The folded words of a person's name without titles, initials and suffix.
pub(crate) fn core_words(name: &str) -> Vec<String> {
    Name::new(name, EntityKind::Person).map(|n| n.words).unwrap_or_default()
}

/// A name as it is shown: of several lines that ran together, the last.
fn shown(name: &str) -> String {
    name.lines()
        .rev()
        .find(|l| !l.trim().is_empty())
        .unwrap_or(name)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// One entity of one report on its way to an identity.
struct Candidate {
    member: usize,
    id: EntityId,
    kind: EntityKind,
    gender: Option<Gender>,
    name: Name,
    printed: String,
    count: usize,
}

impl Cast {
    /// Finds out who is who.
    pub(crate) fn new(members: &[Member<'_>]) -> Self {
        let candidates = candidates(members);
        let groups = group(&candidates);
        let mut identities: Vec<Identity> =
            groups.iter().map(|group| identity(members, &candidates, group)).collect();
        identities.sort_by(|a, b| {
            let reports = |i: &Identity| i.within.iter().map(|(m, _)| *m).collect::<BTreeSet<_>>().len();
            (reports(b), b.count).cmp(&(reports(a), a.count)).then_with(|| a.within.cmp(&b.within))
        });
        let mut of: Vec<Vec<Option<usize>>> =
            members.iter().map(|m| vec![None; m.reading.entities.len()]).collect();
        for (number, identity) in identities.iter().enumerate() {
            for (member, id) in &identity.within {
                if let Some(slot) = of.get_mut(*member).and_then(|m| m.get_mut(id.0 as usize)) {
                    *slot = Some(number);
                }
            }
        }
        Self { identities, of }
    }

    /// The identity of an entity of a report, if it has a name.
    pub(crate) fn identity(&self, member: usize, id: EntityId) -> Option<usize> {
        self.of.get(member)?.get(id.0 as usize).copied().flatten()
    }

    /// Whether two identities may be the same after all: then nothing may rest on their being two.
    pub(crate) fn may_be_same(&self, a: usize, b: usize) -> bool {
        let (Some(x), Some(y)) = (self.identities.get(a), self.identities.get(b)) else { return true };
        if a == b {
            return true;
        }
        let words = |i: &Identity| -> BTreeSet<String> {
            i.names.iter().filter_map(|n| Name::new(n, i.kind)).flat_map(|n| n.words).collect()
        };
        x.plural
            || y.plural
            || x.kind != y.kind
            || words(x).iter().any(|a| {
                // The same word, or one misspelt.
                words(y)
                    .iter()
                    .any(|b| a == b || (a.len().min(b.len()) >= 5 && crate::ledger::distance(a, b) <= 2))
            })
    }
}

fn candidates(members: &[Member<'_>]) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (number, member) in members.iter().enumerate() {
        for entity in &member.reading.entities {
            if !entity.mentions.iter().any(|m| m.form == MentionForm::Name) {
                continue;
            }
            let printed = shown(&entity.name);
            if let Some(name) = Name::new(&printed, entity.kind) {
                out.push(Candidate {
                    member: number,
                    id: entity.id,
                    kind: entity.kind,
                    gender: entity.gender,
                    name,
                    printed,
                    count: entity.mentions.len(),
                });
            }
        }
    }
    out
}

/// Groups of candidates that are one identity.
fn group(candidates: &[Candidate]) -> Vec<Vec<usize>> {
    // The same kind and name first. A report that has the name twice keeps them two: the second opens a new group.
    let mut by_name: BTreeMap<(EntityKind, &Name), Vec<usize>> = BTreeMap::new();
    for (i, candidate) in candidates.iter().enumerate() {
        by_name.entry((candidate.kind, &candidate.name)).or_default().push(i);
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for same in by_name.into_values() {
        let mut split: Vec<Vec<usize>> = Vec::new();
        for i in same {
            let fits = |group: &&mut Vec<usize>| {
                group.iter().all(|j| {
                    candidates[*j].member != candidates[i].member
                        && agree(candidates[*j].gender.as_ref(), candidates[i].gender.as_ref())
                })
            };
            match split.iter_mut().find(fits) {
                Some(group) => group.push(i),
                None => split.push(vec![i]),
            }
        }
        groups.append(&mut split);
    }
    join_short(candidates, &groups)
}

fn agree<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Joins groups with a short name to the one group whose long name it fits.
fn join_short(candidates: &[Candidate], groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let head = |group: &[usize]| &candidates[group[0]];
    // By each way in which a long name may be shortened.
    let mut long: FxHashMap<(EntityKind, String), Vec<usize>> = FxHashMap::default();
    for (number, group) in groups.iter().enumerate() {
        let candidate = head(group);
        for short in shortenings(&candidate.name, candidate.kind) {
            long.entry((candidate.kind, short)).or_default().push(number);
        }
    }
    let mut joins: Vec<Option<usize>> = vec![None; groups.len()];
    for (number, group) in groups.iter().enumerate() {
        let candidate = head(group);
        let Some(fits) = long.get(&(candidate.kind, candidate.name.key())) else { continue };
        let fits: Vec<usize> = fits
            .iter()
            .copied()
            .filter(|other| {
                *other != number
                    && agree(candidate.name.suffix.as_ref(), head(&groups[*other]).name.suffix.as_ref())
            })
            .collect();
        // Only one identity may fit, and no report may have both as two.
        if let [other] = fits[..] {
            let apart = group.iter().any(|i| {
                groups[other].iter().any(|j| {
                    candidates[*i].member == candidates[*j].member
                        || !agree(candidates[*i].gender.as_ref(), candidates[*j].gender.as_ref())
                })
            });
            if !apart {
                joins[number] = Some(other);
            }
        }
    }
    let root = |mut n: usize| {
        // A short name joins a longer one, so this ends; the bound guards against equal lengths.
        for _ in 0..8 {
            match joins[n] {
                Some(next) => n = next,
                None => break,
            }
        }
        n
    };
    let mut merged: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        merged.entry(root(number)).or_default().extend(group);
    }
    // Two short forms that went to one identity may come from one report, where they are two.
    merged
        .into_values()
        .map(|mut group| {
            group.sort_unstable();
            group
        })
        .collect()
}

/// The keys of the shorter names that a name may go by.
fn shortenings(name: &Name, kind: EntityKind) -> Vec<String> {
    let mut out = Vec::new();
    let n = name.words.len();
    if n < 2 {
        return out;
    }
    match kind {
        EntityKind::Person => {
            out.push(name.last().to_owned());
            out.push(name.first().to_owned());
            if n > 2 {
                out.push(format!("{} {}", name.first(), name.last()));
                out.push(name.words[1..].join(" "));
            }
            if let Some(initial) = name.first().chars().next() {
                out.push(format!("{initial} {}", name.last()));
            }
        }
        EntityKind::Organisation | EntityKind::Event | EntityKind::Work => {
            let initials: String = name
                .words
                .iter()
                .filter(|w| !matches!(w.as_str(), "of" | "the" | "and" | "for" | "in" | "on"))
                .filter_map(|w| w.chars().next())
                .collect();
            if initials.chars().count() >= 3 {
                out.push(format!("{initials}s"));
                out.push(initials);
            }
        }
        EntityKind::Place => {}
    }
    out.sort();
    out.dedup();
    out
}

fn identity(members: &[Member<'_>], candidates: &[Candidate], group: &[usize]) -> Identity {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = 0;
    for i in group {
        *names.entry(&candidates[*i].printed).or_default() += candidates[*i].count;
        count += candidates[*i].count;
    }
    let length = |n: &str| Name::new(n, candidates[group[0]].kind).map_or(0, |n| n.words.len());
    let mut names: Vec<(&str, usize)> = names.into_iter().collect();
    names.sort_by(|a, b| {
        length(b.0).min(3).cmp(&length(a.0).min(3)).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(b.0))
    });
    let mut mentions: Vec<(usize, Span)> = Vec::new();
    let mut plural = false;
    for i in group {
        let candidate = &candidates[*i];
        let Some(entity) = members[candidate.member].reading.entity(candidate.id) else { continue };
        plural |= entity.plural;
        if mentions.last().is_none_or(|(m, _)| *m != candidate.member)
            && let Some(mention) = entity.mentions.iter().find(|m| m.form == MentionForm::Name)
        {
            mentions.push((candidate.member, mention.span));
        }
    }
    Identity {
        kind: candidates[group[0]].kind,
        name: names.first().map_or_else(String::new, |(n, _)| (*n).to_owned()),
        names: names.iter().map(|(n, _)| (*n).to_owned()).collect(),
        within: group.iter().map(|i| (candidates[*i].member, candidates[*i].id)).collect(),
        mentions,
        count,
        plural,
    }
}
