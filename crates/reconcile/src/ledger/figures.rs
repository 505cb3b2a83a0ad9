//! *Do the reports give other numbers for the same thing?*
//!
//! Two figures are compared only when they are known to fill one slot: the same unit, the same counted noun, in
//! aligned sentences, with a predicate in common close by, and neither a part of a whole ("another", "of them"). The dead, hurt, missing and held of a
//! happening are slots of their own, since every report has them; so is what one person has of a thing ("Ruiz scored 12
//! points"), where a report gives one number for it; and what stands in the same place of a sentence that is otherwise the same. Lengths of time are figures too. Then approximators and rounding are
//! allowed for; what rises with later reports is an update; the rest is a conflict.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{
    Approximator, ConflictKind, EntityKind, Figure, Member, Nature, Span, Standing, TimeExpression,
    TimexModifier, TimexType,
};

use copydesk_language::number_value;

use super::tolls::tolls;
use super::twins::slots;
use super::{Draft, DraftValue, Rank, count};
use crate::align::Alignment;
use crate::desk::{Desk, Place};
use crate::words::{Token, fold, is_stop, tokens};

/// A figure with what is needed to compare it.
#[derive(Clone, Debug)]
struct Slotted {
    line: usize,
    place: Place,
    quantity: f64,
    approximator: Approximator,
    unit: Option<String>,
    /// Stem of the counted noun; none when nothing is counted.
    head: Option<String>,
    /// The noun as printed.
    noun: String,
    /// Stems near it, without the head.
    near: BTreeSet<String>,
    /// What befell those who are counted.
    fate: Option<&'static str>,
    /// Part of a whole, or one of several.
    part: bool,
    /// Whose it is, where somebody named or meant just before it has it.
    holder: Option<usize>,
    /// Whether it stands for an hour only: a price, a count that goes on.
    running: bool,
}

/// Predicates of casualty counts, by stem, and the slot that they make.
const FATES: &[(&str, &[&str])] = &[
    (
        "killed",
        &[
            "kill",
            "killed",
            "dead",
            "die",
            "died",
            "death",
            "deaths",
            "toll",
            "perished",
            "fatalities",
            "fatality",
            "lives",
            "bodies",
            "dying",
        ],
    ),
    ("injured", &["injured", "injure", "injuries", "wounded", "hurt", "injuring", "wounding"]),
    ("missing", &["missing", "unaccounted"]),
    ("arrested", &["arrested", "detained", "arrests", "arrest"]),
];

/// Nouns that stand for people at large.
const PEOPLE: &[&str] = &[
    "people",
    "person",
    "persons",
    "victim",
    "victims",
    "others",
    "lives",
    "deaths",
    "fatalities",
    "bodies",
    "injuries",
    "arrests",
];

/// Words beside a figure that make it a part of a whole, an addition, a rate or one of many.
pub(super) const PARTS: &[&str] = &[
    "another",
    "more",
    "additional",
    "further",
    "other",
    "others",
    "each",
    "every",
    "per",
    "including",
    "among",
    "remaining",
    "extra",
    "half",
    "first",
    "between",
];
/// Words beside a figure in a sentence like any other that make it one of many, or a change.
const CHANGES: &[&str] = &["last", "next", "previous", "up", "down"];
/// What one does with a number that is one's own: "Ruiz scored 12 points".
const HOLDS: &[&str] = &[
    "had",
    "added",
    "contributed",
    "has",
    "have",
    "scored",
    "finished",
    "posted",
    "served",
    "received",
    "earned",
    "recorded",
    "got",
    "played",
    "made",
    "raised",
    "lost",
    "gained",
    "collected",
    "managed",
    "tallied",
    "caught",
    "threw",
    "sold",
    "paid",
    "donated",
    "owns",
    "owned",
    "employs",
    "spent",
];

/// Findings about figures.
pub(crate) fn figures(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    if desk.members.len() < 2 {
        return Vec::new();
    }
    let slotted = slotted(desk);
    let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, s) in slotted.iter().enumerate() {
        by_line.entry(s.line).or_default().push(i);
    }
    // A report that also gives the other's number for the like speaks of two things.
    let mut of_member: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    for (i, s) in slotted.iter().enumerate() {
        of_member.entry((s.place.member, s.quantity.to_bits())).or_default().push(i);
    }
    let told = |x: &Slotted, y: &Slotted| {
        let there = of_member.get(&(x.place.member, y.quantity.to_bits()));
        let own = |k: &Slotted| same_kind(k, y) && (!one_holder(x, y) || k.holder == y.holder);
        there.into_iter().flatten().any(|i| own(&slotted[*i]))
    };
    let mut groups = Groups::new(slotted.len());
    for link in &alignment.links {
        let (Some(a), Some(b)) = (by_line.get(&link.a), by_line.get(&link.b)) else { continue };
        let shared = slots(desk, link.a, link.b, link.likeness.dice);
        for i in a {
            for j in b {
                let (x, y) = (&slotted[*i], &slotted[*j]);
                // What one person has is told apart from what others in the sentence have.
                let alone = |s: &Slotted, list: &[usize]| {
                    let own = |k: &Slotted| same_kind(k, s) && (!one_holder(x, y) || k.holder == s.holder);
                    list.iter().filter(|k| own(&slotted[**k])).count() == 1
                };
                let clear =
                    x.quantity == y.quantity || (alone(x, a) && alone(y, b) && !told(x, y) && !told(y, x));
                let same_words = x.unit == y.unit
                    && x.part == y.part
                    && shared.iter().any(|s| s.a.overlaps(x.place.span) && s.b.overlaps(y.place.span));
                let run = || {
                    let whole = same_kind(x, y) && !x.part && !y.part && x.quantity != y.quantity;
                    whole && told_alike(desk, (x.line, x.place.span), (y.line, y.place.span))
                };
                let alike = || one_slot(x, y, link.likeness.dice.max(link.likeness.same - 0.15));
                if clear && (same_words || alike() || run()) {
                    groups.join(*i, *j);
                }
            }
        }
    }
    // What is one of a happening's own numbers is told there.
    let mut out = tolls(desk);
    let told: Vec<Place> =
        out.iter().flat_map(|d| &d.values).flat_map(|v| v.places.iter().copied()).collect();
    let overlaps = |draft: &Draft| {
        let mut places = draft.values.iter().flat_map(|v| &v.places);
        places.any(|p| told.iter().any(|t| t.member == p.member && t.span.overlaps(p.span)))
    };
    let aligned = groups.lists().into_iter().filter_map(|group| finding(desk, &slotted, &group));
    out.extend(aligned.filter(|d| !overlaps(d)));
    out
}

fn slotted(desk: &Desk<'_>) -> Vec<Slotted> {
    let mut out = Vec::new();
    for (member, m) in desk.members.iter().enumerate() {
        let lengths: Vec<Figure> = m.reading.times.iter().filter_map(length).collect();
        for figure in m.reading.figures.iter().chain(&lengths) {
            if matches!(figure.unit.as_deref(), Some("year-old" | "ordinal"))
                || desk.is_quoted(member, figure.span.start())
            {
                continue;
            }
            // Half of a fraction that was torn apart ("41 / 2 months").
            if desk.text(member)[..figure.span.start()].trim_end().ends_with('/') {
                continue;
            }
            let Some(line) = desk.line_at(member, figure.span.start()) else { continue };
            let text = desk.text(member);
            let whole_line = desk.lines[line].span;
            let clause = clause(text, whole_line, figure.span.start());
            let noun =
                figure.of.or_else(|| inherited(m, text, whole_line, figure)).map_or("", |s| s.of(text));
            let head = noun.split_whitespace().next_back().map(fold).filter(|w| !w.is_empty());
            let words = tokens(text, clause);
            let at = words.iter().position(|t| t.span.end() > figure.span.start()).unwrap_or(0);
            let lo = at.saturating_sub(7);
            let hi = (at + 9).min(words.len());
            let keys: Vec<&str> = words[lo..hi].iter().map(|t| t.key.as_str()).collect();
            let beside: Vec<&str> = words[at.saturating_sub(2)..(at + 4).min(words.len())]
                .iter()
                .map(|t| t.key.as_str())
                .collect();
            let generic = figure.unit.is_none() && head.as_deref().is_none_or(|h| PEOPLE.contains(&h));
            let fate = generic
                .then(|| FATES.iter().find(|(_, words)| keys.iter().any(|k| words.contains(k))))
                .flatten()
                .map(|(fate, _)| *fate);
            // Two fates in one clause ("killed 12 and injured 30"): the nearer one is not sure.
            let several =
                FATES.iter().filter(|(_, words)| keys.iter().any(|k| words.contains(k))).count() > 1;
            let near = keys
                .iter()
                .filter(|k| {
                    !is_stop(k)
                        && Some(**k) != head.as_deref()
                        && !k.starts_with(|c: char| c.is_ascii_digit())
                })
                .map(|k| copydesk_language::stem(k).into_owned())
                .collect();
            // The whole of a part: "six of the state's eight dioceses".
            let whole = words[at.saturating_sub(5)..at].windows(2).any(|w| {
                let number = |k: &str| number_value(&[k]).is_some();
                w[1].key == "of" && number(&w[0].key)
            });
            let than = beside.windows(2).any(|w| w[0] == "more" && w[1] == "than");
            let part = whole
                || beside.iter().any(|k| PARTS.contains(k) && !(than && *k == "more") || CHANGES.contains(k))
                || words.iter().any(|t| t.key == "compared")
                || of_a_whole(&text[figure.span.end()..]);
            out.push(Slotted {
                line,
                place: Place { member, span: figure.of.map_or(figure.span, |o| figure.span.cover(o)) },
                quantity: figure.quantity,
                approximator: figure.approximator,
                unit: figure.unit.clone(),
                head: head.map(|h| copydesk_language::stem(&h).into_owned()),
                noun: noun.to_owned(),
                near,
                fate: if several { None } else { fate },
                part,
                holder: holder(desk, member, whole_line, figure.span.start()),
                running: running(&words),
            });
        }
    }
    out
}

/// Words beside a number that holds for an hour, each with a sentence that has it.
const RUNNING: &[(&str, &str)] = &[
    ("so far", "So far 41 of the graves have been opened."),
    ("as of", "As of noon 1,200 homes had no power."),
    ("shares", "Shares of the shipyard fell to 12 crowns."),
    ("trading", "The crown was trading at 9.1 to the euro."),
    ("traded", "The crown traded at 9.1 to the euro."),
    ("without power", "Some 1,200 homes were without power."),
    ("percent counted", "With 40 percent counted the mayor led by nine points."),
    ("of precincts", "With 40 percent of precincts in the mayor led by nine points."),
    ("percent contained", "The fire was 20 percent contained."),
    ("mph", "The storm had winds of 90 mph."),
];

/// Whether the words tell what holds for an hour only.
fn running(words: &[Token]) -> bool {
    let opened = |cue: &str| words.iter().any(|w| cue.starts_with(w.key.as_str()));
    RUNNING.iter().filter(|(cue, _)| opened(cue)).any(|(cue, _)| {
        let cue: Vec<&str> = cue.split(' ').collect();
        words.windows(cue.len()).any(|w| w.iter().zip(&cue).all(|(t, c)| t.key == *c))
    })
}

/// Whether what follows a figure makes it a part: "of the 40", "of his 11".
fn of_a_whole(after: &str) -> bool {
    let mut words = after.split_whitespace();
    words.next() == Some("of")
        && matches!(
            words.next(),
            Some("the" | "them" | "these" | "those" | "his" | "her" | "its" | "their" | "all")
        )
}

/// A length of time that the words count: "four weeks".
pub(super) fn length(time: &TimeExpression) -> Option<Figure> {
    if time.kind != TimexType::Duration {
        return None;
    }
    let value = time.value.strip_prefix('P')?;
    let (clock, value) = value.strip_prefix('T').map_or((false, value), |v| (true, v));
    let unit = match (value.chars().next_back()?, clock) {
        ('Y', _) => "years",
        ('M', false) => "months",
        ('W', _) => "weeks",
        ('D', _) => "days",
        ('H', _) => "hours",
        ('M', true) => "minutes",
        _ => return None,
    };
    let quantity = value[..value.len() - 1].parse::<f64>().ok()?;
    let approximator = match time.modifier {
        None => Approximator::Exact,
        Some(TimexModifier::MoreThan | TimexModifier::EqualOrMore) => Approximator::AtLeast,
        Some(TimexModifier::LessThan | TimexModifier::EqualOrLess) => Approximator::AtMost,
        Some(_) => Approximator::About,
    };
    Some(Figure { span: time.span, quantity, unit: Some(unit.to_owned()), of: None, approximator })
}

/// What a figure without a noun counts, where somebody has it after somebody else had some: "Ruiz scored 13 points and
/// Berg added 12".
fn inherited(member: &Member<'_>, text: &str, sentence: Span, figure: &Figure) -> Option<Span> {
    if figure.unit.is_some() || figure.quantity.fract() != 0.0 {
        return None;
    }
    let before = text.get(sentence.start()..figure.span.start())?;
    let verb = fold(before.split_whitespace().next_back()?);
    let mark = text.get(figure.span.end()..)?.trim_start();
    let closed = mark.is_empty()
        || mark.starts_with(['.', ',', ';'])
        || mark.split_whitespace().next().is_some_and(|w| PREPOSITIONS.contains(&w));
    if !closed || !matches!(verb.as_str(), "added" | "had" | "scored" | "finished" | "contributed") {
        return None;
    }
    let figures = member.reading.figures.iter();
    figures
        .filter(|f| sentence.contains(f.span) && f.span.end() < figure.span.start() && f.unit.is_none())
        .filter_map(|f| f.of)
        .next_back()
}

/// Who has what is counted at `at`: the last one mentioned before it in its sentence, with a verb of having in between.
fn holder(desk: &Desk<'_>, member: usize, sentence: Span, at: usize) -> Option<usize> {
    let reading = &desk.members[member].reading;
    let (end, id) = reading
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person && !e.plural)
        .flat_map(|e| e.mentions.iter().map(move |m| (m.span, e.id)))
        .filter(|(span, _)| span.start() >= sentence.start() && span.end() <= at)
        .map(|(span, id)| (span.end(), id))
        .max_by_key(|(end, _)| *end)?;
    let between = tokens(desk.text(member), Span::new(end, at));
    let verb = between.iter().position(|t| HOLDS.contains(&t.key.as_str()))?;
    let plain = between.iter().all(|t| !t.marks.contains([',', ';']));
    (verb <= 2 && between.len() <= 4 && plain).then(|| desk.cast.identity(member, id)).flatten()
}

/// The stretch of a sentence between commas, semicolons and dashes in which `at` stands.
fn clause(text: &str, sentence: Span, at: usize) -> Span {
    let words = sentence.of(text);
    let local = at.saturating_sub(sentence.start());
    let bytes = words.as_bytes();
    let stop = |i: usize| {
        matches!(bytes[i], b',' | b';' | b':')
            && !(i > 0
                && i + 1 < bytes.len()
                && bytes[i - 1].is_ascii_digit()
                && bytes[i + 1].is_ascii_digit())
    };
    let from = (0..local.min(bytes.len())).rev().find(|i| stop(*i)).map_or(0, |i| i + 1);
    let to = (local.min(bytes.len())..bytes.len()).find(|i| stop(*i)).unwrap_or(bytes.len());
    Span::new(sentence.start() + from, sentence.start() + to)
}

/// Whether two figures are known to be one person's.
fn one_holder(a: &Slotted, b: &Slotted) -> bool {
    a.holder.is_some() && a.holder == b.holder
}

/// How many words must run on unchanged beside two figures whose sentences share little else, and how many of content.
const RUN: (usize, usize) = (5, 3);

/// Words of measure between a verb and its figure.
const MEASURES: &[&str] = &[
    "at", "least", "about", "around", "some", "nearly", "almost", "more", "than", "as", "many", "over",
    "roughly",
];
const PREPOSITIONS: &[&str] =
    &["in", "of", "at", "on", "for", "from", "with", "to", "by", "during", "against"];

/// Whether the same words run on beside two figures, or two years: "200 people set off from the vigil site". Each with its sentence.
pub(super) fn told_alike(desk: &Desk<'_>, a: (usize, Span), b: (usize, Span)) -> bool {
    let words = |(line, own): (usize, Span)| {
        let (span, text) = (desk.lines[line].span, desk.text(desk.lines[line].member));
        let (from, to) = (own.start().max(span.start()), own.end().min(span.end()));
        (tokens(text, Span::new(span.start(), from)), tokens(text, Span::new(to, span.end())))
    };
    let ((before_a, after_a), (before_b, after_b)) = (words(a), words(b));
    let (mut run, mut content) = (0, 0);
    let mut count = |x: &Token, y: &Token| {
        let same = x.key == y.key;
        if same {
            run += 1;
            content += usize::from(!is_stop(&x.key) && x.key.starts_with(char::is_alphabetic));
        }
        same
    };
    let _ = after_a.iter().zip(&after_b).all(|(x, y)| count(x, y));
    let firm = |words: Vec<Token>| words.into_iter().rev().skip_while(|t| MEASURES.contains(&t.key.as_str()));
    let mut before = 0;
    for (x, y) in firm(before_a).zip(firm(before_b)) {
        if !count(&x, &y) {
            break;
        }
        before += 1;
    }
    // What is done with them stands before them, unless it follows.
    let object = after_a.first().is_some_and(|t| PREPOSITIONS.contains(&t.key.as_str()));
    run >= RUN.0 && content >= RUN.1 && (before > 0 || !object)
}

fn same_kind(a: &Slotted, b: &Slotted) -> bool {
    a.unit == b.unit && (a.head == b.head || (a.fate.is_some() && a.fate == b.fate))
}

/// Whether two figures of aligned sentences fill one slot.
fn one_slot(a: &Slotted, b: &Slotted, dice: f32) -> bool {
    if a.part || b.part || !same_kind(a, b) {
        return false;
    }
    if a.fate.is_some() && a.fate == b.fate {
        return dice >= 0.3;
    }
    if one_holder(a, b) && a.head.is_some() {
        return true;
    }
    if a.fate.is_some() || b.fate.is_some() {
        return a.quantity == b.quantity && dice >= 0.35;
    }
    let common = a.near.intersection(&b.near).count();
    if a.quantity == b.quantity {
        return dice >= 0.35 && common >= 1 && (a.head.is_some() || a.unit.is_some());
    }
    // The same thing in two words or more ("undersea cables"), told of the same way.
    let phrase = |s: &Slotted| s.noun.split_whitespace().map(fold).collect::<Vec<_>>();
    let (x, y) = (phrase(a), phrase(b));
    if x.len() > 1 && x == y && dice >= 0.25 && common >= 2 {
        return true;
    }
    // A count of something named, or a measured quantity, in sentences that are much alike.
    (a.head.is_some() || a.unit.is_some())
        && dice >= 0.5
        && common >= 2
        && common * 2 >= a.near.len().min(b.near.len())
}

/// Union-find over figures.
struct Groups(Vec<usize>);

impl Groups {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn root(&mut self, mut x: usize) -> usize {
        while self.0[x] != x {
            self.0[x] = self.0[self.0[x]];
            x = self.0[x];
        }
        x
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn lists(mut self) -> Vec<Vec<usize>> {
        let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..self.0.len() {
            let root = self.root(i);
            lists.entry(root).or_default().push(i);
        }
        lists.into_values().filter(|l| l.len() > 1).collect()
    }
}

fn finding(desk: &Desk<'_>, slotted: &[Slotted], group: &[usize]) -> Option<Draft> {
    // A report that fills the slot with two numbers speaks of two things.
    let mut of_member: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
    for i in group {
        of_member.entry(slotted[*i].place.member).or_default().insert(slotted[*i].quantity.to_bits());
    }
    let group: Vec<&Slotted> =
        group.iter().map(|i| &slotted[*i]).filter(|s| of_member[&s.place.member].len() == 1).collect();
    let first = group.first()?;
    let mut values: BTreeMap<u64, Vec<&Slotted>> = BTreeMap::new();
    for s in &group {
        values.entry(s.quantity.to_bits()).or_default().push(s);
    }
    let mut sorted: Vec<(f64, Vec<&Slotted>)> =
        values.into_iter().map(|(q, list)| (f64::from_bits(q), list)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let slot = slot_name(first, &group);
    let value = |q: f64, list: &[&Slotted]| {
        let softened = match list[0].approximator {
            Approximator::Exact => "",
            Approximator::About => "about ",
            Approximator::AtLeast => "at least ",
            Approximator::AtMost => "at most ",
        };
        let unit = list[0].unit.as_deref().map(|u| format!(" {u}")).unwrap_or_default();
        DraftValue::new(format!("{softened}{}{unit}", number(q)), list.iter().map(|s| s.place).collect())
    };
    let listed: Vec<DraftValue> = sorted.iter().map(|(q, list)| value(*q, list)).collect();
    let members: Vec<usize> = group.iter().map(|s| s.place.member).collect();
    let weight = desk.origins(members.iter().copied()) as f64;
    let soft = |list: &[&Slotted]| -> Vec<Approximator> { list.iter().map(|s| s.approximator).collect() };
    let conflict = sorted
        .iter()
        .enumerate()
        .any(|(i, a)| sorted[i + 1..].iter().any(|b| !compatible((a.0, &soft(&a.1)), (b.0, &soft(&b.1)))));
    if !conflict {
        let origins = desk.origins(members.iter().copied());
        if sorted.len() != 1 || origins < 2 {
            return None;
        }
        return Some(Draft {
            slot,
            standing: Standing::Corroborated,
            kind: None,
            nature: None,
            explanation: format!(
                "{} give the same number: {}.",
                count(origins, "independent origin"),
                listed[0].value
            ),
            because: because(&group),
            values: listed,
            rank: Rank::Corroborated,
            weight: weight * 100.0 + 50.0,
        });
    }
    let rising = sorted.windows(2).all(|w| {
        w[1].1.iter().all(|later| {
            w[0].1.iter().all(|earlier| desk.published_after(later.place.member, earlier.place.member))
        })
    });
    // What holds for an hour may also fall.
    let falling = sorted.windows(2).all(|w| {
        w[0].1.iter().all(|later| {
            w[1].1.iter().all(|earlier| desk.published_after(later.place.member, earlier.place.member))
        })
    });
    let running = sorted.iter().all(|(_, list)| list.iter().any(|s| s.running));
    if running && (rising || falling) {
        let mut listed = listed;
        if rising {
            listed.reverse();
        }
        let (now, then) = (listed.first()?.value.clone(), listed.last()?.value.clone());
        return Some(Draft {
            explanation: format!("The number changes with later reports: from {then} to {now}."),
            slot,
            standing: Standing::Superseded,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Update),
            because: because(&group),
            values: listed,
            rank: Rank::Superseded,
            weight: weight + 20.0,
        });
    }
    if rising && first.fate.is_some() {
        let (low, high) = (listed.first()?.value.clone(), listed.last()?.value.clone());
        return Some(Draft {
            slot,
            standing: Standing::Superseded,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Update),
            explanation: format!("The number rises with later reports: from {low} to {high}."),
            because: because(&group),
            values: listed.into_iter().rev().collect(),
            rank: Rank::Superseded,
            weight: weight + 20.0,
        });
    }
    let named = listed.iter().map(|v| format!("{} in {}", v.value, count(v.members().len(), "report")));
    Some(Draft {
        explanation: format!("The reports differ on {slot}: {}.", named.collect::<Vec<_>>().join(", ")),
        slot,
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Number),
        // Which of two numbers of the hour is the later one is not known.
        nature: Some(if running { Nature::Update } else { Nature::Disagreement }),
        because: because(&group),
        values: listed,
        rank: Rank::Number,
        weight,
    })
}

fn because(group: &[&Slotted]) -> Vec<String> {
    vec![
        format!("{} of aligned sentences were compared.", count(group.len(), "figure")),
        match group[0].fate {
            Some(fate) => format!("Each counts people {fate}."),
            None => "Unit and counted noun are the same, and words around them agree.".to_owned(),
        },
    ]
}

fn slot_name(first: &Slotted, group: &[&Slotted]) -> String {
    if let Some(fate) = group.iter().find_map(|s| s.fate) {
        return format!("people {fate}");
    }
    let noun = group.iter().map(|s| s.noun.trim()).filter(|n| !n.is_empty()).min_by_key(|n| (n.len(), *n));
    match (noun, &first.unit) {
        (Some(noun), _) => format!("number of {}", noun.to_lowercase()),
        (None, Some(unit)) => format!("amount in {unit}"),
        (None, None) => "number".to_owned(),
    }
}

/// Whether two values, the lower one first, can both be right.
pub(super) fn compatible(low: (f64, &[Approximator]), high: (f64, &[Approximator])) -> bool {
    if low.1.contains(&Approximator::AtLeast) || high.1.contains(&Approximator::AtMost) {
        return true;
    }
    let apart = (high.0 - low.0).abs() / high.0.abs().max(low.0.abs()).max(f64::MIN_POSITIVE);
    let about = low.1.contains(&Approximator::About) || high.1.contains(&Approximator::About);
    (about && apart <= 0.2) || rounds(low.0, high.0) || rounds(high.0, low.0)
}

/// Whether `rough` is `exact` rounded to fewer digits.
fn rounds(rough: f64, exact: f64) -> bool {
    if rough == 0.0 || exact == 0.0 {
        return false;
    }
    let digits = |x: f64| {
        let printed = format!("{x}");
        printed
            .trim_end_matches(".0")
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .trim_matches('0')
            .len()
    };
    let (few, many) = (digits(rough), digits(exact));
    if few >= many || rough.abs() < 10.0 && exact.fract() == 0.0 {
        return false;
    }
    let scale = 10f64.powi(i32::try_from(few).unwrap_or(i32::MAX) - 1 - exact.abs().log10().floor() as i32);
    let rounded = (exact * scale).round() / scale;
    let cut = (exact * scale).trunc() / scale;
    (rounded - rough).abs() < 1e-9 * rough.abs().max(1.0) || (cut - rough).abs() < 1e-9 * rough.abs().max(1.0)
}

/// A number as an editor writes it.
pub(super) fn number(q: f64) -> String {
    if q.fract() != 0.0 || q.abs() >= 1e15 {
        return format!("{q}");
    }
    let digits = format!("{:.0}", q.abs());
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 && digits.len() > 4 {
            out.push(',');
        }
        out.push(c);
    }
    if q < 0.0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use copydesk_model::Span;

    use super::{RUNNING, number, rounds, running};
    use crate::words::tokens;

    #[test]
    fn every_word_of_the_hour_stands_in_its_example() {
        for (cue, example) in RUNNING {
            assert!(running(&tokens(example, Span::new(0, example.len()))), "{cue}: {example}");
        }
        let settled = "The blaze gutted 14 of the stalls.";
        assert!(!running(&tokens(settled, Span::new(0, settled.len()))));
    }

    #[test]
    fn a_rounded_number_is_no_other_number() {
        for (rough, exact) in [(10_000.0, 9_987.0), (3.2e6, 3_214_556.0), (40.0, 38.7), (1.3, 1.28)] {
            assert!(rounds(rough, exact), "{rough} {exact}");
        }
        for (rough, exact) in [(12.0, 14.0), (5.0, 7.0), (300.0, 412.0), (9_987.0, 10_000.0)] {
            assert!(!rounds(rough, exact), "{rough} {exact}");
        }
    }

    #[test]
    fn large_numbers_print_with_commas() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(2019.0), "2019");
        assert_eq!(number(2.5), "2.5");
    }
}
