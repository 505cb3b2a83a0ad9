//! *How does a file of rules become an automaton?*
//!
//! A language is one data file: classes of words, holidays, and rules. A rule is a line
//!
//! ```text
//! PATTERN => ACTIONS :: EXAMPLE => VALUES
//! ```
//!
//! The pattern is written over words, `{Class}`es, `[optional]` and `(alternative|parts)`, with `<…>` around what
//! is annotated when that is not the whole. Each pattern is expanded into the sequences of terminals that it
//! stands for, and all of them are laid into one trie: an automaton that is run once from each position with all
//! readings of a word side by side. No backtracking, no regular expressions, nothing language-specific here.

use rustc_hash::FxHashMap;

use crate::calendar::Holiday;
use crate::frame::{Slot, constant};

/// A terminal of the trie: a literal or a class.
pub(crate) type Term = u16;

/// Roles of words that the scanner itself has to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Known {
    Cardinal(f64),
    Scale(f64),
    Ordinal(f64),
    OrdinalEnding,
    DecadeEnding,
}

/// Roles of words that tell the time of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbTime {
    Past,
    Present,
    Future,
    /// "plans **to**", "is **to**": future when an infinitive marker follows.
    Intent,
    /// "be", which makes the participle behind it no past: "to be published".
    Bare,
    /// The infinitive marker itself.
    Marker,
    /// "expected", "due": what is still to come, without an infinitive.
    Due,
    /// A verb of saying in the past, "said": its own time, not that of what is said.
    Report,
}

/// What the lexicon knows of a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Terminals that it matches: the terminal, the slot's value, whether a capital is needed.
    pub(crate) terms: Vec<(Term, f64, bool)>,
    known: Option<Known>,
    pub(crate) verb: Option<VerbTime>,
    /// A form of "to be", which makes an infinitive a thing to come: "was to open".
    pub(crate) copula: bool,
    /// Joins a length to an event: "after", "before", "prior to".
    pub(crate) link: bool,
    /// A verb that in the present tells of what is on the calendar: "meets".
    pub(crate) calendar: bool,
    /// "been", between "had" and what was due.
    pub(crate) been: bool,
    /// Opens a clause: "that".
    pub(crate) clause: bool,
    /// A unit of time, "week": no name, so that a capital on it is that of a title.
    unit: bool,
}

/// One step of an expansion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// What it takes.
    pub(crate) term: Term,
    /// The slot that the terminal fills.
    pub(crate) slot: Option<Slot>,
    /// The extent that it belongs to, from 1; 0 for context.
    pub(crate) group: u8,
}

/// A value in an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operand {
    Fixed(f64),
    /// Another slot, times a sign.
    Slot(Slot, f64),
}

/// One action: which extent (0 for all), which slot, what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Action {
    pub(crate) group: u8,
    pub(crate) slot: Slot,
    pub(crate) value: Operand,
}

/// One rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) actions: Vec<Action>,
    /// For texts of a line or two alone.
    pub(crate) message: bool,
    /// Line in the file, example, and expected values: the tests read them.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub(crate) example: Example,
}

/// A rule's example.
#[derive(Clone, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
pub(crate) struct Example {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) values: String,
}

/// One way through a rule.
#[derive(Clone, Debug)]
pub(crate) struct Expansion {
    pub(crate) rule: u32,
    pub(crate) steps: Vec<Step>,
    pub(crate) groups: u8,
}

/// A compiled language.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    entries: Vec<Entry>,
    words: FxHashMap<Box<str>, u32>,
    names: FxHashMap<Box<str>, Term>,
    slots: FxHashMap<Term, Slot>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) expansions: Vec<Expansion>,
    edges: FxHashMap<u64, u32>,
    finals: Vec<Vec<u32>>,
    pub(crate) holidays: Vec<Holiday>,
    holiday_names: Vec<String>,
    /// Endings of regular past forms.
    pub(crate) past_endings: Vec<Box<str>>,
    /// Endings of regular future forms, in languages that have them.
    pub(crate) future_endings: Vec<Box<str>>,
}

/// The `guard` of rules for messages.
const MESSAGE: i32 = 3;

/// Classes of numbers that the engine recognises itself, with the slot that each fills.
pub(crate) const NUMERIC: [(&str, Slot); 18] = [
    ("Num", Slot::Count),
    ("Day", Slot::Day),
    ("MonthNum", Slot::Month),
    ("Hour", Slot::Hour),
    ("Min", Slot::Minute),
    ("Sec", Slot::Second),
    ("Year", Slot::Year),
    ("Yr2", Slot::Yr2),
    ("Ord", Slot::Ordinal),
    ("OrdDay", Slot::Day),
    ("Decade", Slot::Decade),
    ("Clock", Slot::Clock),
    ("OrdCentury", Slot::Century),
    ("Any", Slot::Count),
    ("NthDay", Slot::Day),
    ("Old", Slot::Year),
    ("Short", Slot::Clock),
    ("Year1000", Slot::Year),
];

impl Grammar {
    /// Compiles a rule file; the error names the line.
    pub(crate) fn compile(source: &str) -> Result<Self, String> {
        let mut grammar =
            Grammar { entries: vec![Entry::default()], finals: vec![Vec::new()], ..Self::default() };
        for (i, (name, slot)) in NUMERIC.iter().enumerate() {
            grammar.names.insert(format!("{{{name}}}").into(), i as Term);
            grammar.slots.insert(i as Term, *slot);
        }
        let mut macros: Vec<(String, String)> = Vec::new();
        for (i, line) in source.lines().enumerate() {
            let line = line.trim();
            let fail = |why: &str| format!("line {}: {why}: {line}", i + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(class) = line.strip_prefix('@') {
                grammar.class(class).map_err(|e| fail(&e))?;
            } else if let Some(holiday) = line.strip_prefix('!') {
                let (name, when) = holiday.split_once(' ').ok_or_else(|| fail("holiday without a date"))?;
                let when = Holiday::parse(when.trim()).ok_or_else(|| fail("unknown kind of holiday"))?;
                grammar.holidays.push(when);
                grammar.holiday_names.push(name.to_owned());
            } else if let Some((name, body)) = line.split_once(":=") {
                let body = expand_macros(body.trim(), &macros);
                macros.push((name.trim().to_owned(), body));
            } else {
                let (rule, example) =
                    line.split_once(" :: ").ok_or_else(|| fail("rule without an example"))?;
                let (pattern, actions) = rule.split_once("=>").ok_or_else(|| fail("rule without actions"))?;
                let (example, expected) = example.split_once(" =>").unwrap_or((example, ""));
                let actions = grammar.actions(actions).map_err(|e| fail(&e))?;
                let rule = Rule {
                    message: actions.iter().any(|a| {
                        a.slot == Slot::Guard && matches!(a.value, Operand::Fixed(g) if g as i32 == MESSAGE)
                    }),
                    actions,
                    example: Example {
                        line: i + 1,
                        text: example.trim().to_owned(),
                        values: expected.trim().to_owned(),
                    },
                };
                let pattern = expand_macros(pattern.trim(), &macros);
                grammar.rule(&pattern, rule).map_err(|e| fail(&e))?;
            }
        }
        for expansions in &mut grammar.finals {
            expansions.sort_unstable();
        }
        Ok(grammar)
    }

    fn entry(&mut self, word: &str) -> u32 {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let id = self.entries.len() as u32;
        self.entries.push(Entry::default());
        self.words.insert(word.into(), id);
        id
    }

    fn term(&mut self, name: &str) -> Term {
        if let Some(term) = self.names.get(name) {
            return *term;
        }
        let term = self.names.len() as Term;
        self.names.insert(name.into(), term);
        term
    }

    /// `Name slot word=value ^word=value word`
    fn class(&mut self, line: &str) -> Result<(), String> {
        let mut parts = line.split_whitespace();
        let (Some(name), Some(slot_name)) = (parts.next(), parts.next()) else {
            return Err("class without a slot".to_owned());
        };
        let slot = Slot::named(slot_name);
        if slot.is_none() && slot_name != "-" {
            return Err(format!("no slot {slot_name}"));
        }
        let term = self.term(&format!("{{{name}}}"));
        if let Some(slot) = slot {
            self.slots.insert(term, slot);
        }
        for part in parts {
            let (word, value) = part.split_once('=').unwrap_or((part, "1"));
            let (word, capital) = word.strip_prefix('^').map_or((word, false), |w| (w, true));
            let value = match slot {
                Some(slot) => self.value(slot, value).ok_or_else(|| format!("no value {value}"))?,
                None => value.parse().unwrap_or(1.0),
            };
            if name == "PastEnding" {
                self.past_endings.push(word.into());
                continue;
            }
            if name == "FutureEnding" {
                self.future_endings.push(word.into());
                continue;
            }
            let id = self.entry(word);
            let entry = &mut self.entries[id as usize];
            entry.unit |= slot == Some(Slot::Unit);
            match name {
                "Cardinal" => entry.known = Some(Known::Cardinal(value)),
                "Scale" => entry.known = Some(Known::Scale(value)),
                "Ordinal" => entry.known = Some(Known::Ordinal(value)),
                "OrdinalEnding" => entry.known = Some(Known::OrdinalEnding),
                "DecadeEnding" => entry.known = Some(Known::DecadeEnding),
                "VerbPast" => entry.verb = Some(VerbTime::Past),
                "VerbPresent" => entry.verb = Some(VerbTime::Present),
                "VerbFuture" => entry.verb = Some(VerbTime::Future),
                "VerbIntent" => entry.verb = Some(VerbTime::Intent),
                "VerbDue" => entry.verb = Some(VerbTime::Due),
                "VerbBare" => entry.verb = Some(VerbTime::Bare),
                "VerbMarker" => entry.verb = Some(VerbTime::Marker),
                "VerbCopula" => entry.copula = true,
                "Link" => entry.link = true,
                "Clause" => entry.clause = true,
                "Been" => entry.been = true,
                "VerbCalendar" => entry.calendar = true,
                "VerbReport" => entry.verb = Some(VerbTime::Report),
                _ => entry.terms.push((term, value, capital)),
            }
        }
        Ok(())
    }

    fn value(&self, slot: Slot, value: &str) -> Option<f64> {
        if slot == Slot::Holiday {
            return self.holiday_names.iter().position(|n| n == value).map(|i| i as f64);
        }
        value.parse().ok().or_else(|| constant(slot, value))
    }

    fn actions(&self, source: &str) -> Result<Vec<Action>, String> {
        let mut actions = Vec::new();
        for part in source.split_whitespace() {
            let (group, part) = match part.split_once('.') {
                Some((g, rest)) if g.len() == 1 => {
                    (g.parse::<u8>().map_err(|_| "bad extent".to_owned())?, rest)
                }
                _ => (0, part),
            };
            let (name, value) = part.split_once('=').unwrap_or(match part {
                "NO" => ("op", "no"),
                kind => ("type", kind),
            });
            let slot = Slot::named(name).ok_or_else(|| format!("no slot {name}"))?;
            let value = if let Some(value) = self.value(slot, value) {
                Operand::Fixed(value)
            } else {
                let (name, sign) = value.strip_prefix('-').map_or((value, 1.0), |n| (n, -1.0));
                Operand::Slot(Slot::named(name).ok_or_else(|| format!("no value {name}"))?, sign)
            };
            actions.push(Action { group, slot, value });
        }
        Ok(actions)
    }

    fn rule(&mut self, pattern: &str, rule: Rule) -> Result<(), String> {
        let id = self.rules.len() as u32;
        self.rules.push(rule);
        let mut symbols = symbols(pattern).into_iter().peekable();
        let expansions = alternatives(&mut symbols)?;
        if symbols.next().is_some() {
            return Err("unbalanced brackets".to_owned());
        }
        for expansion in expansions {
            let marked = expansion.iter().any(|s| s == "<");
            let (mut node, mut group, mut groups) = (0_u32, u8::from(!marked), u8::from(!marked));
            let mut steps = Vec::new();
            for symbol in expansion {
                match symbol.as_str() {
                    "<" => {
                        groups += 1;
                        group = groups;
                        continue;
                    }
                    ">" => {
                        group = 0;
                        continue;
                    }
                    _ => {}
                }
                let (term, slot) = if symbol.starts_with('{') && symbol.len() > 1 {
                    let inner = symbol.trim_matches(['{', '}']);
                    let (name, target) = inner.split_once(':').map_or((inner, None), |(n, t)| (n, Some(t)));
                    let term = *self
                        .names
                        .get(format!("{{{name}}}").as_str())
                        .ok_or_else(|| format!("no class {name}"))?;
                    let slot = match target {
                        None => self.slots.get(&term).copied(),
                        Some("_") => None,
                        Some(t) => Some(Slot::named(t).ok_or_else(|| format!("no slot {t}"))?),
                    };
                    (term, slot)
                } else {
                    let term = self.term(&symbol);
                    let entry = self.entry(&symbol) as usize;
                    let terms = &mut self.entries[entry].terms;
                    if terms.iter().all(|(t, ..)| *t != term) {
                        terms.push((term, f64::NAN, false));
                    }
                    (term, None)
                };
                steps.push(Step { term, slot, group });
                let next = self.finals.len() as u32;
                node = *self.edges.entry(edge(node, term)).or_insert(next);
                if node == next {
                    self.finals.push(Vec::new());
                }
            }
            if steps.is_empty() || groups == 0 || steps.len() > crate::matcher::LONGEST {
                return Err("empty or too long".to_owned());
            }
            self.finals[node as usize].push(self.expansions.len() as u32);
            self.expansions.push(Expansion { rule: id, steps, groups });
        }
        Ok(())
    }

    /// The lexicon's entry for a word in lower case; 0 when it is not there.
    pub(crate) fn word(&self, lower: &str, _capital: bool) -> u32 {
        self.words.get(lower).copied().unwrap_or(0)
    }

    /// The lexicon's entry for a mark.
    pub(crate) fn mark(&self, mark: &str) -> u32 {
        self.words.get(mark).copied().unwrap_or(0)
    }

    pub(crate) fn at(&self, entry: u32) -> &Entry {
        &self.entries[(entry as usize).min(self.entries.len() - 1)]
    }

    pub(crate) fn known(&self, entry: u32) -> Option<Known> {
        self.at(entry).known
    }

    pub(crate) fn is_apostrophe(&self, entry: u32) -> bool {
        entry != 0 && self.words.get("'") == Some(&entry)
    }

    pub(crate) fn is_slash(&self, entry: u32) -> bool {
        entry != 0 && self.words.get("/") == Some(&entry)
    }

    pub(crate) fn is_hyphen(&self, entry: u32) -> bool {
        entry != 0 && self.words.get("-") == Some(&entry)
    }

    /// Whether a word is a unit of time.
    pub(crate) fn is_plain_unit(&self, entry: u32) -> bool {
        self.at(entry).unit
    }

    /// The node that `term` leads to.
    pub(crate) fn step(&self, node: u32, term: Term) -> Option<u32> {
        self.edges.get(&edge(node, term)).copied()
    }

    /// Ways through rules that end at a node, best first.
    pub(crate) fn ends(&self, node: u32) -> &[u32] {
        &self.finals[node as usize]
    }
}

fn edge(node: u32, term: Term) -> u64 {
    u64::from(node) << 16 | u64::from(term)
}

fn expand_macros(text: &str, macros: &[(String, String)]) -> String {
    let mut out = String::new();
    for (i, symbol) in symbols(text).iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match macros.iter().rev().find(|(name, _)| name == symbol) {
            Some((_, body)) => out.extend(["( ", body, " )"]),
            None => out.push_str(symbol),
        }
    }
    out
}

/// Words, classes and brackets of a pattern.
fn symbols(pattern: &str) -> Vec<String> {
    let mut symbols = Vec::new();
    for part in pattern.split_whitespace() {
        let mut word = String::new();
        for c in part.chars() {
            if "[]()|<>".contains(c) {
                if !word.is_empty() {
                    symbols.push(std::mem::take(&mut word));
                }
                symbols.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        if !word.is_empty() {
            symbols.push(word);
        }
    }
    symbols
}

type Symbols = std::iter::Peekable<std::vec::IntoIter<String>>;

/// `sequence | sequence | …`
fn alternatives(symbols: &mut Symbols) -> Result<Vec<Vec<String>>, String> {
    let mut all = sequence(symbols)?;
    while symbols.next_if(|s| s == "|").is_some() {
        all.extend(sequence(symbols)?);
    }
    Ok(all)
}

fn sequence(symbols: &mut Symbols) -> Result<Vec<Vec<String>>, String> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(symbol) = symbols.next_if(|s| !matches!(s.as_str(), "|" | ")" | "]")) {
        let parts = match symbol.as_str() {
            "(" | "[" => {
                let mut inner = alternatives(symbols)?;
                let close = if symbol == "(" { ")" } else { "]" };
                if symbols.next().as_deref() != Some(close) {
                    return Err("unbalanced brackets".to_owned());
                }
                if symbol == "[" {
                    inner.push(Vec::new());
                }
                inner
            }
            _ => vec![vec![symbol]],
        };
        let mut next = Vec::with_capacity(all.len() * parts.len());
        for head in &all {
            for part in &parts {
                let mut joined = head.clone();
                joined.extend(part.iter().cloned());
                next.push(joined);
            }
        }
        all = next;
        if all.len() > 20_000 {
            return Err("too many ways through it".to_owned());
        }
    }
    Ok(all)
}
