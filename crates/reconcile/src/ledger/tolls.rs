//! *Do the reports give other numbers for what a happening has only one of?*
//!
//! A fire has one number of dead and one of firefighters, a petition one of signatures, a vote one result, a scheme
//! one cost, a transfer one fee. The words beside a figure tell that it fills such a slot, so that reports which
//! word everything else differently can be compared. A report counts only if it fills a slot with one number (for the
//! dead, the toll that it calls so), and two numbers are set against each other only where the sentences around
//! them share what they tell. Parts of a whole, other years and what a report only offers, expects or adds stay out.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{Approximator, ConflictKind, EntityKind, Figure, Granularity, Nature, Standing};

use super::figures::{PARTS, compatible, length, number};
use super::frames::{Bond, Phrase, designation, phrase};
use super::{Draft, DraftValue, Rank, count};
use crate::desk::{Desk, Place};
use crate::words::{Token, fold, tokens};

/// What a happening has one number of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Killed,
    Injured,
    Firefighters,
    Signatures,
    Votes,
    /// What something planned costs, by currency.
    Cost(String),
    /// What was paid for somebody or something, by currency.
    Price(String),
    /// What was seized, by what it is.
    Seized(String),
    /// What a turn of phrase makes it.
    Phrase(Phrase),
}

impl Slot {
    fn name(&self) -> String {
        match self {
            Slot::Seized(what) => return format!("{what} seized"),
            Slot::Phrase(phrase) => return phrase.name(),
            Slot::Killed => "people killed",
            Slot::Injured => "people injured",
            Slot::Firefighters => "number of firefighters",
            Slot::Signatures => "number of signatures",
            Slot::Votes => "result of the vote",
            Slot::Cost(_) => "cost",
            Slot::Price(_) => "price paid",
        }
        .to_owned()
    }

    /// Whether it grows while a story runs.
    fn grows(&self) -> bool {
        match self {
            Slot::Phrase(phrase) => phrase.grows(),
            _ => matches!(self, Slot::Killed | Slot::Injured | Slot::Signatures),
        }
    }
}

/// A figure that fills a slot.
#[derive(Clone, Debug)]
struct Told {
    slot: Slot,
    line: usize,
    place: Place,
    quantity: f64,
    /// The votes against.
    against: Option<f64>,
    approximator: Approximator,
    /// Whether the report calls it the toll.
    strong: bool,
    /// The counted noun; none for people at large.
    head: Option<String>,
    unit: Option<String>,
}

impl Told {
    fn key(&self) -> (u64, u64) {
        (self.quantity.to_bits(), self.against.map_or(0, f64::to_bits))
    }

    fn value(&self) -> String {
        let softened = match self.approximator {
            Approximator::Exact => "",
            Approximator::About => "about ",
            Approximator::AtLeast => "at least ",
            Approximator::AtMost => "as many as ",
        };
        let unit = self.unit.as_deref().map(|u| format!(" {u}")).unwrap_or_default();
        let against = self.against.map(|a| format!(" to {}", number(a))).unwrap_or_default();
        format!("{softened}{}{against}{unit}", number(self.quantity))
    }
}

const DEAD: &[&str] = &["killed", "died", "dead", "perished"];
const HURT: &[&str] = &["injured", "wounded", "hurt"];
/// Words between those counted and what befell them: "people were also killed".
const BETWEEN: &[&str] =
    &["were", "was", "are", "have", "has", "had", "been", "also", "reportedly", "confirmed"];
/// Words between a verb and its number: "killed at least an estimated 12".
pub(super) const SOFT: &[&str] = &[
    "at",
    "least",
    "about",
    "around",
    "some",
    "nearly",
    "almost",
    "more",
    "than",
    "up",
    "to",
    "as",
    "many",
    "an",
    "estimated",
    "over",
    "approximately",
    "roughly",
];
/// People at large.
const PEOPLE: &[&str] = &["people", "persons", "victims", "dead", "injured", "wounded"];
/// Those whose death a report may count by what they are.
const HUMAN: &[&str] = &[
    "workers",
    "men",
    "women",
    "children",
    "residents",
    "passengers",
    "civilians",
    "soldiers",
    "students",
    "miners",
    "firefighters",
    "officers",
    "employees",
    "tourists",
    "villagers",
    "fishermen",
    "crew",
];
/// Words that take a sentence to another happening or another time.
const ELSEWHERE: &[&str] = &[
    "ago",
    "anniversary",
    "since",
    "history",
    "decade",
    "decades",
    "century",
    "previous",
    "previously",
    "deadliest",
    "average",
    "annually",
    "nationwide",
    "worldwide",
    "similar",
];
/// Those that do so beside a turn of phrase, where "the worst in decades" does not.
const OTHERWISE: &[&str] = &["ago", "anniversary", "average", "annually", "similar"];
/// What firefighters do at a fire.
const FIGHT: &[&str] = &[
    "fought",
    "fight",
    "fighting",
    "tackle",
    "tackled",
    "tackling",
    "battle",
    "battled",
    "battling",
    "sent",
    "scene",
    "action",
    "deployed",
    "attended",
    "responded",
    "called",
    "dispatched",
    "mobilised",
    "mobilized",
];
/// What is planned.
const PLANS: &[&str] = &["trial", "plan", "scheme", "project", "proposal", "programme", "program", "pilot"];
/// Verbs of a purchase.
const BUY: &[&str] =
    &["signed", "sign", "signs", "signing", "bought", "buy", "acquired", "sold", "joined", "joins"];
/// What is no price, or not yet.
const NO_PRICE: &[&str] = &[
    "offer", "offered", "offers", "bid", "bids", "further", "bonus", "add-ons", "if", "could", "would",
    "might", "wages", "week", "salary", "rejected", "wanted", "value", "valued", "clause", "previous",
    "record", "plus",
];
/// Words of a seizure.
const SEIZE: &[&str] = &["seized", "confiscated", "recovered", "impounded", "cache", "haul", "stash"];
/// Words of a sum over several seizures.
const ALTOGETHER: &[&str] = &["total", "totals", "altogether", "operations", "raids", "searches", "far"];
/// What is counted when it is seized.
const SPOILS: &[&str] = &[
    "rifles",
    "ammunition",
    "rockets",
    "pistols",
    "handguns",
    "guns",
    "firearms",
    "weapons",
    "magazines",
    "rounds",
    "bullets",
    "cartridges",
    "grenades",
    "launchers",
    "knives",
    "bombs",
    "kilograms",
    "kilos",
    "plants",
    "pills",
    "phones",
    "computers",
    "vehicles",
    "boats",
    "paintings",
    "coins",
];
/// Words of a first estimate, before its number.
const FIRST: &[&str] = &["first", "initially", "originally", "previously", "earlier"];

/// Slots that the reports fill with different numbers.
pub(crate) fn tolls(desk: &Desk<'_>) -> Vec<Draft> {
    let mut slots: BTreeMap<Slot, Vec<Told>> = BTreeMap::new();
    let mut revised: Vec<Draft> = Vec::new();
    for (member, m) in desk.members.iter().enumerate() {
        for (i, figure) in m.reading.figures.iter().enumerate() {
            let Some(line) = desk.line_at(member, figure.span.start()) else { continue };
            if desk.is_quoted(member, figure.span.start()) || !desk.lines[line].span.contains(figure.span) {
                continue;
            }
            let words = tokens(desk.text(member), desk.lines[line].span);
            let next = m.reading.figures.get(i + 1);
            if let Some(next) = next {
                revised.extend(revision(desk, line, &words, figure, next));
            }
            let told = told(desk, line, &words, figure, next);
            if let Some(told) = told.or_else(|| phrased(desk, line, &words, figure, false)) {
                slots.entry(told.slot.clone()).or_default().push(told);
            }
        }
        for figure in m.reading.times.iter().filter_map(length) {
            let Some(line) = desk.line_at(member, figure.span.start()) else { continue };
            if desk.is_quoted(member, figure.span.start()) || !desk.lines[line].span.contains(figure.span) {
                continue;
            }
            let words = tokens(desk.text(member), desk.lines[line].span);
            if let Some(told) = phrased(desk, line, &words, &figure, true) {
                slots.entry(told.slot.clone()).or_default().push(told);
            }
        }
    }
    let lists = slots.into_values().flat_map(|all| match all.first().map(|t| &t.slot) {
        Some(Slot::Phrase(_)) => clusters(desk, all),
        _ => vec![all],
    });
    let mut out: Vec<Draft> = lists.filter_map(|all| finding(desk, all)).collect();
    out.extend(revised);
    out
}

/// Those of one turn of phrase that are told of one happening: a story may have two mothers.
fn clusters(desk: &Desk<'_>, all: Vec<Told>) -> Vec<Vec<Told>> {
    /// So many that looking at all pairs is no work.
    const MOST: usize = 200;
    if all.len() > MOST {
        return Vec::new();
    }
    let mut out: Vec<Vec<Told>> = Vec::new();
    for told in all {
        let (with, mut rest): (Vec<_>, Vec<_>) =
            out.into_iter().partition(|list| list.iter().any(|other| same(desk, other, &told)));
        let mut joined: Vec<Told> = with.into_iter().flatten().collect();
        joined.push(told);
        rest.push(joined);
        out = rest;
    }
    out
}

/// The slot that the words right beside a figure make, if any.
fn phrased(desk: &Desk<'_>, line: usize, words: &[Token], figure: &Figure, is_time: bool) -> Option<Told> {
    let (member, span) = (desk.lines[line].member, desk.lines[line].span);
    let text = desk.text(member);
    let sentence = (
        text.get(span.start()..figure.span.start())?,
        figure.span.of(text),
        text.get(figure.span.end()..span.end())?,
    );
    // "$137-million": the reader ends at the hyphen.
    let scale = sentence.2.trim_start_matches([' ', '-', '\u{2011}']);
    let scale = [("million", 1e6), ("billion", 1e9)].iter().find(|(word, _)| scale.starts_with(word));
    let quantity = figure.quantity * scale.map_or(1.0, |(_, s)| *s);
    let phrase = phrase(sentence, quantity, figure.unit.as_deref(), is_time)?;
    let elsewhere =
        words.iter().any(|t| OTHERWISE.contains(&t.key.as_str()) || t.key.starts_with("aftershock"));
    let months = || {
        let mut times = desk.members[member].reading.times.iter().filter(|t| span.contains(t.span));
        times.any(|t| t.granularity > Granularity::Day && text[..t.span.start()].trim_end().ends_with(" in"))
    };
    if elsewhere || phrase.recurs() && months() {
        return None;
    }
    Some(Told {
        slot: Slot::Phrase(phrase),
        line,
        place: Place { member, span: figure.of.map_or(figure.span, |o| figure.span.cover(o)) },
        quantity,
        against: None,
        approximator: figure.approximator,
        strong: false,
        head: None,
        unit: figure.unit.clone(),
    })
}

/// What the counted noun phrase ends with.
fn head(desk: &Desk<'_>, member: usize, figure: &Figure) -> Option<String> {
    let noun = figure.of?.of(desk.text(member));
    noun.split_whitespace().next_back().map(fold).filter(|w| !w.is_empty())
}

/// The slot that a figure fills, if any.
fn told(
    desk: &Desk<'_>,
    line: usize,
    words: &[Token],
    figure: &Figure,
    next: Option<&Figure>,
) -> Option<Told> {
    let member = desk.lines[line].member;
    let text = desk.text(member);
    let whole = figure.of.map_or(figure.span, |o| figure.span.cover(o));
    let at = words.iter().position(|t| t.span.end() > figure.span.start())?;
    let end = words.iter().position(|t| t.span.start() >= whole.end()).unwrap_or(words.len());
    let keys: Vec<&str> = words.iter().map(|t| t.key.as_str()).collect();
    let before = |n: usize| &keys[at.saturating_sub(n)..at];
    let after = |n: usize| &keys[end.min(keys.len())..(end + n).min(keys.len())];
    let has = |list: &[&str], set: &[&str]| list.iter().any(|k| set.contains(k));
    let years = |w: &Token| {
        let year = w.span.of(text).trim_matches(|c: char| !c.is_alphanumeric()).parse::<i16>();
        year.is_ok_and(|y| (1800..2100).contains(&y) && desk.day(member).is_none_or(|d| d.year() != y))
    };
    let last =
        keys.windows(2).any(|w| w[0] == "last" && matches!(w[1], "year" | "month" | "week" | "summer"));
    let named = &keys[at..end.max(at)];
    // The number of a name: "AK 47".
    let numbered = at > 0
        && words[at - 1].marks.trim_matches('-').is_empty()
        && designation(&text[words[at - 1].span.start()..figure.span.end()]).is_some();
    if numbered {
        return None;
    }
    let spoils = || keys.iter().filter(|k| SPOILS.contains(k)).collect::<BTreeSet<_>>().len();
    let seizes = has(&keys, SEIZE) || keys.contains(&"found") && spoils() >= 3;
    // "Two other rifles" beside the rifles that have a name are a slot of their own.
    let others = named.contains(&"other")
        && matches!(head(desk, member, figure).as_deref(), Some("rifles" | "weapons" | "guns" | "firearms"));
    let listed = |k: &&&str| !(seizes && matches!(**k, "including" | "among"));
    let part = before(2).iter().filter(listed).any(|k| PARTS.contains(k)) && !before(2).contains(&"than")
        || has(named, &["more", "other", "others"]) && !others
        || matches!(after(1), ["of"]) && words.get(end - 1).is_some_and(|t| t.marks.is_empty())
        || before(2).contains(&"the");
    if part || last || has(&keys, ELSEWHERE) || words.iter().any(years) {
        return None;
    }
    let head = head(desk, member, figure);
    let mut told = Told {
        slot: Slot::Killed,
        line,
        place: Place { member, span: whole },
        quantity: figure.quantity,
        against: None,
        approximator: figure.approximator,
        strong: false,
        head: head.clone().filter(|h| !PEOPLE.contains(&h.as_str())),
        unit: figure.unit.clone(),
    };
    if let Some(unit) =
        figure.unit.clone().filter(|u| u.len() == 3 && u.bytes().all(|b| b.is_ascii_uppercase()))
    {
        let plan = at >= 3
            && keys[at - 1] == "cost"
            && matches!(keys[at - 2], "will" | "would")
            && PLANS.contains(&keys[at - 3]);
        if plan {
            told.slot = Slot::Cost(unit);
            return Some(told);
        }
        let fee = before(2) == ["fee", "of"];
        let paid = before(1) == ["for"] && has(before(12), BUY);
        let person = || !persons(desk, line).is_empty();
        let at_price = before(1) == ["at"] && matches!(after(1), ["he" | "she"]) && person();
        if (fee || paid || at_price) && !has(&keys, NO_PRICE) {
            told.slot = Slot::Price(unit);
            return Some(told);
        }
        return None;
    }
    if figure.unit.is_some() || figure.quantity.fract() != 0.0 {
        return None;
    }
    match head.as_deref() {
        Some("votes") => {
            // "14 votes to 11": the votes against are the next figure.
            let against = next.filter(|n| {
                n.unit.is_none()
                    && n.of.is_none()
                    && text.get(whole.end()..n.span.start()).is_some_and(|t| t.trim() == "to")
            })?;
            told.slot = Slot::Votes;
            told.against = Some(against.quantity);
            told.place.span = whole.cover(against.span);
            return Some(told);
        }
        Some("signatures") if keys.contains(&"petition") => {
            told.slot = Slot::Signatures;
            return Some(told);
        }
        h if seizes
            && !has(&keys, ALTOGETHER)
            && let Some(what) = spoil(h, others, &text[figure.span.end()..]) =>
        {
            told.slot = Slot::Seized(what);
            return Some(told);
        }
        Some("firefighters" | "firemen") if has(&keys, FIGHT) && !has(&keys, DEAD) && !has(&keys, HURT) => {
            told.slot = Slot::Firefighters;
            return Some(told);
        }
        Some(h) if !PEOPLE.contains(&h) && !HUMAN.contains(&h) => return None,
        _ => {}
    }
    // "the death toll to three"
    if head.as_deref().is_none_or(|h| PEOPLE.contains(&h)) {
        let lead = before(6);
        if let Some(toll) = lead.iter().rposition(|k| *k == "toll")
            && !lead[toll..].contains(&"from")
            && lead[..toll].last().is_none_or(|k| *k != "injury")
        {
            told.strong = true;
            return Some(told);
        }
    }
    let fate = |k: &str| match k {
        _ if DEAD.contains(&k) => Some(Slot::Killed),
        _ if HURT.contains(&k) => Some(Slot::Injured),
        _ => None,
    };
    // "two workers were killed", "two people dead"
    let mut i = end;
    while keys.get(i).is_some_and(|k| BETWEEN.contains(k)) && words[i].marks.is_empty() {
        i += 1;
    }
    let closed = end > at && words.get(end - 1).is_some_and(|t| !t.marks.is_empty());
    let behind = keys.get(i).filter(|_| i < end + 5 && !closed).and_then(|k| fate(k));
    // "killed at least two people"
    let lead = words[..at].iter().rev().find(|t| !SOFT.contains(&t.key.as_str()));
    let ahead = lead.filter(|t| t.marks.is_empty() && at > 0).and_then(|t| match t.key.as_str() {
        "killed" | "killing" => Some(Slot::Killed),
        "injured" | "injuring" | "wounded" | "wounding" => Some(Slot::Injured),
        _ => None,
    });
    told.slot = behind.or(ahead.filter(|_| head.is_some()))?;
    Some(told)
}

/// What is counted when it is seized: by its designation, or by its noun.
fn spoil(head: Option<&str>, others: bool, after: &str) -> Option<String> {
    if let Some(name) = designation(after) {
        return Some(name);
    }
    let head = head.filter(|h| SPOILS.contains(h))?;
    let arms = matches!(head, "rifles" | "weapons" | "guns" | "firearms");
    Some(if others && arms { "other arms".to_owned() } else { head.to_owned() })
}

/// The people whom a sentence mentions.
fn persons(desk: &Desk<'_>, line: usize) -> BTreeSet<usize> {
    let l = &desk.lines[line];
    let people = desk.mentioned(l.member, l.span).filter(|(e, _)| e.kind == EntityKind::Person);
    people.map(|(_, identity)| identity).collect()
}

/// The terms of a sentence and its neighbours.
fn context(desk: &Desk<'_>, line: usize, reach: usize) -> BTreeSet<u32> {
    let member = desk.lines[line].member;
    let from = line.saturating_sub(reach).max(desk.first[member]);
    let to = (line + reach + 1).min(desk.first[member + 1]);
    desk.lines[from..to].iter().flat_map(|l| l.terms.iter().copied()).collect()
}

/// Whether two figures of one slot speak of the same happening.
fn same(desk: &Desk<'_>, a: &Told, b: &Told) -> bool {
    let heads = a.head == b.head || a.strong || b.strong || a.head.is_none() && b.head.is_none();
    let shared =
        |reach: usize| context(desk, a.line, reach).intersection(&context(desk, b.line, reach)).count();
    match &a.slot {
        Slot::Killed | Slot::Injured => heads && shared(0) >= 3,
        Slot::Firefighters => shared(1) >= 4,
        Slot::Signatures => shared(0) >= 2,
        Slot::Seized(_) => shared(0) >= 4,
        Slot::Votes => {
            (a.quantity == b.quantity || a.against == b.against) && shared(1) >= 2 || shared(0) >= 5
        }
        Slot::Cost(_) => true,
        Slot::Phrase(phrase) => match phrase.bond() {
            Bond::Phrase => true,
            Bond::Terms(n) => shared(0) >= n,
            Bond::Person => {
                let (x, y) = (persons(desk, a.line), persons(desk, b.line));
                if x.is_empty() || y.is_empty() { shared(0) >= 3 } else { !x.is_disjoint(&y) }
            }
        },
        Slot::Price(_) => {
            let (x, y) = (persons(desk, a.line), persons(desk, b.line));
            x.intersection(&y).next().is_some()
        }
    }
}

fn finding(desk: &Desk<'_>, all: Vec<Told>) -> Option<Draft> {
    // One number a report: the toll it calls so, else the only one.
    let mut by_member: BTreeMap<usize, Vec<Told>> = BTreeMap::new();
    for told in all {
        by_member.entry(told.place.member).or_default().push(told);
    }
    let mut values: BTreeMap<(u64, u64), Vec<Told>> = BTreeMap::new();
    for mut list in by_member.into_values() {
        if list.iter().any(|t| t.strong) {
            list.retain(|t| t.strong);
        }
        let key = list.first()?.key();
        if list.iter().all(|t| t.key() == key) {
            values.entry(key).or_default().extend(list);
        }
    }
    if !(2..=4).contains(&values.len()) {
        return None;
    }
    let mut sorted: Vec<Vec<Told>> = values.into_values().collect();
    sorted.sort_by(|a, b| {
        a[0].quantity
            .total_cmp(&b[0].quantity)
            .then_with(|| a[0].against.partial_cmp(&b[0].against).unwrap_or(std::cmp::Ordering::Equal))
    });
    // Those in a turn of phrase are known to tell one happening.
    let told = |t: &Told| matches!(t.slot, Slot::Phrase(_));
    let linked = told(&sorted[0][0])
        || sorted.windows(2).all(|w| w[0].iter().any(|a| w[1].iter().any(|b| same(desk, a, b))));
    let soft = |list: &[Told], other: f64| -> Vec<Approximator> {
        // "As many as 160" is no room for 60, and "at least three" is what was known before there were ten.
        let loose = |t: &Told| match t.approximator {
            Approximator::AtMost => other * 1.5 < t.quantity,
            Approximator::AtLeast => t.slot.grows() && other >= t.quantity * 1.5,
            _ => false,
        };
        let exact = |t: &Told| matches!(t.slot, Slot::Phrase(_)) && t.approximator == Approximator::Exact;
        if list.iter().any(exact) {
            return vec![Approximator::Exact];
        }
        list.iter().map(|t| if loose(t) { Approximator::Exact } else { t.approximator }).collect()
    };
    // A house number is never rounded.
    let named = |t: &Told| matches!(&t.slot, Slot::Phrase(p) if p.bond() == Bond::Phrase);
    let apart = sorted.windows(2).all(|w| {
        let (low, high) = (w[0][0].quantity, w[1][0].quantity);
        w[0][0].against.is_some()
            || named(&w[0][0])
            || !compatible((low, &soft(&w[0], high)), (high, &soft(&w[1], low)))
    });
    if !linked || !apart {
        return None;
    }
    let slot = sorted[0][0].slot.clone();
    let later = sorted.windows(2).all(|w| {
        w[1].iter().all(|l| w[0].iter().all(|e| desk.published_after(l.place.member, e.place.member)))
    });
    let listed: Vec<DraftValue> = sorted
        .iter()
        .map(|list| DraftValue::new(list[0].value(), list.iter().map(|t| t.place).collect()))
        .collect();
    let weight = desk.origins(listed.iter().flat_map(DraftValue::members)) as f64;
    let because = vec![
        format!("The words beside each figure make it the {}.", slot.name()),
        "Each report gives one number for it, and the sentences around the figures tell the same.".to_owned(),
    ];
    let (low, high) = (listed.first()?.value.clone(), listed.last()?.value.clone());
    if slot.grows() && later {
        return Some(Draft {
            slot: slot.name(),
            standing: Standing::Superseded,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Update),
            explanation: format!("The number rises with later reports: from {low} to {high}."),
            because,
            values: listed.into_iter().rev().collect(),
            rank: Rank::Superseded,
            weight: weight + 20.0,
        });
    }
    let named = listed.iter().map(|v| format!("{} in {}", v.value, count(v.members().len(), "report")));
    // A number that grows, told as a lower bound and as a higher one: most likely two states of it.
    let growing = slot.grows()
        && sorted[..sorted.len() - 1]
            .iter()
            .all(|list| list.iter().any(|t| t.approximator == Approximator::AtLeast));
    Some(Draft {
        slot: slot.name(),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Number),
        nature: Some(if growing { Nature::Update } else { Nature::Disagreement }),
        explanation: format!(
            "The reports differ on the {}: {}.",
            slot.name(),
            named.collect::<Vec<_>>().join(", ")
        ),
        because,
        values: listed,
        rank: Rank::Number,
        weight: weight + 10.0,
    })
}

/// An estimate that a report says has been revised ("had first put it at 12 million, now expects 19 million"), where
/// another report still has the first one.
fn revision(desk: &Desk<'_>, line: usize, words: &[Token], first: &Figure, now: &Figure) -> Option<Draft> {
    let member = desk.lines[line].member;
    let at = |f: &Figure| words.iter().position(|t| t.span.end() > f.span.start());
    if !desk.lines[line].span.contains(now.span) || first.unit != now.unit || first.quantity == now.quantity {
        return None;
    }
    let (i, j) = (at(first)?, at(now)?);
    let noun = |f: &Figure| f.of.map(|o| fold(o.of(desk.text(member))));
    let cue = words[i.saturating_sub(6)..i].iter().any(|t| FIRST.contains(&t.key.as_str()));
    let revised = words.get(i..j)?.iter().any(|t| t.key == "now");
    if !cue || !revised || (noun(now).is_some() && noun(now) != noun(first)) {
        return None;
    }
    // What was estimated: terms just before the first figure.
    let about: Vec<&str> = words[i.saturating_sub(6)..i]
        .iter()
        .map(|t| t.key.as_str())
        .filter(|k| {
            !crate::words::is_stop(k) && !FIRST.contains(k) && !matches!(*k, "put" | "estimated" | "said")
        })
        .collect();
    let terms: Vec<u32> = about.iter().filter_map(|k| desk.lexicon.known(k)).collect();
    let place = |member: usize, f: &Figure| Place { member, span: f.of.map_or(f.span, |o| f.span.cover(o)) };
    let mut places = vec![place(member, first)];
    for (other, m) in desk.members.iter().enumerate().filter(|(o, _)| *o != member) {
        for f in m.reading.figures.iter().filter(|f| f.quantity == first.quantity && f.unit == first.unit) {
            let Some(l) = desk.line_at(other, f.span.start()) else { continue };
            let same_noun = f.of.map(|o| fold(o.of(desk.text(other)))) == noun(first);
            if same_noun && terms.iter().any(|t| desk.lines[l].terms.binary_search(t).is_ok()) {
                places.push(place(other, f));
            }
        }
    }
    if places.len() < 2 {
        return None;
    }
    let unit = first.unit.clone().or_else(|| noun(first)).map(|u| format!(" {u}")).unwrap_or_default();
    let (old, new) = (format!("{}{unit}", number(first.quantity)), format!("{}{unit}", number(now.quantity)));
    let weight = desk.origins(places.iter().map(|p| p.member)) as f64;
    Some(Draft {
        slot: about.last().map_or_else(|| "estimate".to_owned(), |a| (*a).to_owned()),
        standing: Standing::Superseded,
        kind: Some(ConflictKind::Number),
        nature: Some(Nature::Update),
        explanation: format!("A report says that the number was revised: from {old} to {new}."),
        because: vec![
            "One sentence has the first number and the one that holds now.".to_owned(),
            "Another report has the first number.".to_owned(),
        ],
        values: vec![DraftValue::new(new, vec![place(member, now)]), DraftValue::new(old, places)],
        rank: Rank::Superseded,
        weight: weight + 15.0,
    })
}
