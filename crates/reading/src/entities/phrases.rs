//! *Which noun phrases speak of people or bodies of people?*
//!
//! A phrase is found from its head, a noun of the word lists ("singer", "couple", "company"), and grown to the
//! left over its modifiers up to its determiner: "the 38-year-old **singer**", "the “Salt Wind” **singer**",
//! "his **wife**", "Smith's **lawyer**". Where it stands right beside a name it describes that name; else it is a
//! mention of its own, to be resolved. What follows the head ("of …", "who …") is left out on purpose.

use std::ops::Range;

use copydesk_language::Upos;
use copydesk_model::{EntityKind, Span};

use super::ages::{self, Age};
use super::lexicon::Class;
use super::names::Names;
use super::scan::Scan;

/// How a phrase stands to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// "host Ana Ruiz", "a daughter, Mia, 4": the name that it describes.
    Name(usize),
    /// Nothing: a mention of its own.
    None,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Possessor {
    /// "his wife": the token of the pronoun.
    Pronoun(usize),
    /// "Marsh’s wife": the name.
    Name(usize),
}

/// A noun phrase for a person, people or a body of people.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// From its determiner to its head.
    pub(crate) tokens: Range<usize>,
    /// The head noun (the age for "the 41-year-old").
    pub(crate) head: usize,
    /// The first token of the head's own noun group without determiner, age and other modifiers: "fire chief".
    pub(crate) role: usize,
    /// Opens with "the", "this", …
    pub(crate) definite: bool,
    /// Opens with "a", "an", "one", "another".
    pub(crate) indefinite: bool,
    /// Whose.
    pub(crate) possessor: Option<Possessor>,
    /// The age it states, as an index of the ages.
    pub(crate) age: Option<usize>,
    /// A title or name before its head: "the **Harbour Tales** author".
    pub(crate) epithet: Option<Range<usize>>,
    /// What it describes.
    pub(crate) link: Link,
    /// Classes of the head.
    pub(crate) class: Class,
}

impl Phrase {
    /// Where it stands.
    pub(crate) fn span(&self, scan: &Scan<'_>) -> Span {
        scan.cover(&self.tokens)
    }
}

/// Finds the phrases of a text, in order of their heads.
pub(crate) fn find(scan: &Scan<'_>, names: &Names, ages: &[Age]) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    let mut next_age = 0;
    for head in 0..scan.len() {
        while ages.get(next_age).is_some_and(|a| a.tokens.end <= head) {
            next_age += 1;
        }
        if names.at(head).is_some() {
            continue;
        }
        if let Some(age) = ages.get(next_age).filter(|a| a.tokens.end == head + 1) {
            // "the 41-year-old" with no noun behind it.
            let noun = matches!(scan.upos(head + 1), Upos::Noun | Upos::Adj | Upos::Propn)
                && !scan.verb(head + 1)
                && !scan.possessive(head + 1)
                || scan.class(head + 1).human()
                || names.at(head + 1).is_some();
            if !noun && scan.together(head, head + 1) {
                let floor = out.last().map_or(0, |p| p.tokens.end);
                let mut phrase = grow(scan, names, ages, age.tokens.start, floor);
                if phrase.definite || phrase.indefinite {
                    phrase.tokens.end = head + 1;
                    phrase.head = head;
                    phrase.role = head + 1;
                    phrase.age = Some(next_age);
                    phrase.class = Class::PERSON;
                    out.push(phrase);
                }
            }
            continue;
        }
        if ages.get(next_age).is_some_and(|a| a.tokens.contains(&head)) {
            continue;
        }
        let class = scan.class(head);
        // Tags take "host Ana Ruiz" for a verb; behind a comma or a mark it is none.
        let before = head.wrapping_sub(1);
        let relative = names.at(head + 1).is_some()
            && (class.is(Class::RELATION)
                || class.is(Class::ROLE)
                    && !scan.capital(head)
                    && (scan.mark(before) || scan.separator(before)));
        if !(class.human() || class.is(Class::ORGANISATION)) || !(nominal(scan, head) || relative) {
            continue;
        }
        // A head before another head of the same group is a modifier: "police chief", "student leader".
        if scan.together(head, head + 1)
            && (scan.class(head + 1).human() || scan.class(head + 1).is(Class::ORGANISATION))
            && nominal(scan, head + 1)
            && names.at(head + 1).is_none()
        {
            continue;
        }
        let floor = out.last().map_or(0, |p| p.tokens.end);
        out.push(grow(scan, names, ages, head, floor));
    }
    for phrase in &mut out {
        phrase.link = link(scan, names, phrase);
    }
    out
}

/// Whether a word of the noun lists is used as a noun here. Capitalized heads ("Chief") are tagged as names, and tags
/// are often wrong on the rest; only what is surely no noun is left out.
fn nominal(scan: &Scan<'_>, at: usize) -> bool {
    matches!(scan.upos(at), Upos::Noun | Upos::Propn | Upos::Adj | Upos::X)
}
/// Grows a phrase to the left from its head, not past token `floor`.
fn grow(scan: &Scan<'_>, names: &Names, ages: &[Age], head: usize, floor: usize) -> Phrase {
    let class = scan.class(head);
    let mut phrase = Phrase {
        tokens: head..head + 1,
        head,
        role: head,
        definite: false,
        indefinite: false,
        possessor: None,
        age: None,
        epithet: None,
        link: Link::None,
        class,
    };
    let floor = floor.max(scan.sentence_start(head));
    // How far left the plain noun group reaches; what is beyond counts only if a determiner closes the phrase.
    let mut bare = head;
    let mut at = head;
    let mut plain = true;
    while at > floor && head - at < 12 {
        let t = at - 1;
        let class = scan.class(t);
        if class.is(Class::POSSESSIVE_PRONOUN) {
            phrase.possessor = Some(Possessor::Pronoun(t));
            at = t;
            break;
        }
        if scan.possessive(t) {
            if let Some(name) = t.checked_sub(1).and_then(|b| names.at(b)) {
                phrase.possessor = Some(Possessor::Name(name));
                at = names.mentions.get(name).map_or(t, |n| n.tokens.start);
            }
            break;
        }
        let age = ages.partition_point(|a| a.tokens.end <= t);
        if ages.get(age).is_some_and(|a| a.tokens.contains(&t)) {
            phrase.age = Some(age);
            at = ages[age].tokens.start.max(floor);
            bare = at;
            plain = false;
            continue;
        }
        if let Some(name) = names.at(t) {
            // "the Harbour Tales author"; without an article the name must not end a clause of its own.
            let tokens = names.mentions[name].tokens.clone();
            if tokens.start < floor || scan.verb(at) {
                break;
            }
            phrase.epithet = Some(tokens.clone());
            at = tokens.start;
            plain = false;
            continue;
        }
        if scan.mark(t) {
            // The closing mark of a quoted title.
            let open = (floor.max(t.saturating_sub(10))..t).rev().find(|o| scan.mark(*o));
            if let Some(open) = open.filter(|o| *o + 1 < t) {
                phrase.epithet = Some(open + 1..t);
                at = open;
                plain = false;
                continue;
            }
            break;
        }
        if class.is(Class::DETERMINER) && !class.is(Class::NUMBER) {
            phrase.definite = class.is(Class::DEFINITE);
            phrase.indefinite = matches!(scan.word(t).to_ascii_lowercase().as_str(), "a" | "an" | "another");
            at = t;
            break;
        }
        // "the Salt Wind singer", with a title that is not known as a name.
        if scan.capital(t) && !scan.opens(t) && t > 0 && !class.human() {
            let first = phrase.epithet.as_ref().map_or(t + 1, |e| e.end);
            phrase.epithet = Some(t..first.max(t + 1));
            plain = false;
        }
        let modifier = class.is(Class::NUMBER | Class::FORMER)
            || class.human()
            || matches!(scan.upos(t), Upos::Noun | Upos::Adj | Upos::Num | Upos::Propn)
            || (matches!(scan.upos(t), Upos::Verb | Upos::Adv)
                && !class.is(Class::SAY | Class::AUXILIARY)
                && !scan.finite(t))
            || scan.word(t) == "-";
        let closed = class.is(Class::PREPOSITION
            | Class::CONJUNCTION
            | Class::AUXILIARY
            | Class::COMPLEMENTIZER
            | Class::SAY)
            || class.is(Class::HE | Class::SHE | Class::THEY | Class::FIRST)
            || (scan.separator(t) && scan.word(t) != "-");
        if closed && !class.is(Class::FORMER) || !modifier {
            break;
        }
        // "fire chief", "former host": part of what she is; "tearful host" is not.
        if plain
            && (scan.upos(t) == Upos::Noun || class.is(Class::FORMER) || class.human())
            && !class.is(Class::NUMBER)
        {
            phrase.role = t;
            if scan.upos(t) == Upos::Noun || class.human() || class.is(Class::FORMER) {
                bare = t;
            }
        } else {
            plain = false;
        }
        at = t;
    }
    let closed = phrase.definite
        || phrase.indefinite
        || phrase.possessor.is_some()
        || scan.class(at).is(Class::DETERMINER);
    phrase.tokens.start = if closed { at } else { bare };
    if !closed {
        phrase.epithet = phrase.epithet.filter(|e| e.start >= phrase.tokens.start);
    }
    phrase
}

/// The name that a phrase describes.
fn link(scan: &Scan<'_>, names: &Names, phrase: &Phrase) -> Link {
    let name = |t: usize| names.at(t).filter(|_| scan.together(phrase.head, t));
    let end = phrase.tokens.end;
    let comma = |t: usize| matches!(scan.word(t), "," | "—" | "–" | "(" | "-" | "--");
    let closes = |t: usize| {
        comma(t)
            || matches!(scan.word(t), "." | ")" | ";" | "!" | "?" | "”" | "\"" | "and" | ":")
            || !scan.together(phrase.head, t)
    };
    if phrase.class.is(Class::PLURAL | Class::ORGANISATION) {
        return Link::None;
    }
    // "host Ana Ruiz"
    if let Some(n) = name(end)
        && names.mentions[n].tokens.start == end
    {
        return Link::Name(n);
    }
    // "singer Ana": past titles left out of the name ("Fire Chief Ana Ruiz")
    if let Some(n) = (end..end + 2).find_map(name).filter(|n| names.mentions[*n].title.contains(&end)) {
        return Link::Name(n);
    }
    // "his wife, Mia Marsh," "a daughter, Mia, 4,": closed by a comma or an age.
    if comma(end)
        && let Some(n) = name(end + 1)
        && names.mentions[n].tokens.start == end + 1
        && (phrase.definite || phrase.possessor.is_some() || phrase.class.is(Class::RELATION))
    {
        let after = names.mentions[n].tokens.end;
        if closes(after) && scan.word(after) != "and"
            || phrase.class.is(Class::RELATION) && !scan.finite(after)
        {
            return Link::Name(n);
        }
    }
    // "Ana Ruiz, the fire chief," "Ana Ruiz, 41, a singer": back over an age and a comma.
    let mut before = phrase.tokens.start;
    if before >= 2 && comma(before - 1) {
        before -= 1;
        if before > 2 && ages::years(scan.word(before - 1)).is_some() && comma(before - 2) {
            before -= 2;
        }
        if let Some(n) = name(before - 1).filter(|n| names.mentions[*n].tokens.end == before) {
            let of = scan.class(end).is(Class::PREPOSITION);
            let who = matches!(scan.word(end), "who" | "whose" | "that");
            let listed = scan.word(end) == "and";
            if (closes(end) || of || who) && !listed && !continues_list(scan, phrase) {
                return Link::Name(n);
            }
        }
    }
    // "Ana Ruiz is a singer"
    let start = phrase.tokens.start;
    if start >= 2
        && scan.class(start - 1).is(Class::BE)
        && (phrase.indefinite || phrase.definite || phrase.possessor.is_some())
    {
        if let Some(n) = name(start - 2).filter(|n| names.mentions[*n].tokens.end == start - 1) {
            return Link::Name(n);
        }
        // "Ana Ruiz, who was the host"
        if scan.word(start - 2) == "who"
            && start >= 4
            && comma(start - 3)
            && let Some(n) = name(start - 4).filter(|n| names.mentions[*n].tokens.end == start - 3)
        {
            return Link::Name(n);
        }
    }
    identified(scan, names, phrase).map_or(Link::None, Link::Name)
}

/// How far behind a description those who tell who it is say so.
const IDENTIFIED: usize = 20;

/// "The driver at the wheel of the bus was identified by police as Ana Ruiz", "the driver, named as Ana Ruiz,".
fn identified(scan: &Scan<'_>, names: &Names, phrase: &Phrase) -> Option<usize> {
    let end = phrase.tokens.end;
    let reach = scan.sentence_end(phrase.head).min(end + IDENTIFIED);
    let word = |t: usize| scan.word(t);
    // Between them nobody else is spoken of.
    let told = (end..reach)
        .take_while(|t| !scan.mark(*t) && !scan.class(*t).human() && word(*t) != "and")
        .find(|t| matches!(word(*t), "identified" | "named"))
        .filter(|t| word(t - 1) == "," || scan.class(t - 1).is(Class::BE))?;
    let someone = |t: usize| {
        names.at(t).is_some_and(|n| names.clusters[names.mentions[n].cluster].kind == EntityKind::Person)
    };
    if (end..told).any(someone) {
        return None;
    }
    let marker = (told + 1..reach.min(told + 7)).find(|t| word(*t) == "as")?;
    // "as 32-year-old Ana Ruiz"
    let first = (marker + 1..reach.min(marker + 7)).find(|t| names.at(*t).is_some())?;
    let age = (marker + 1..first).all(|t| {
        matches!(word(t), "-" | "year" | "old" | "years" | "a" | "the") || ages::years(word(t)).is_some()
    });
    names.at(first).filter(|n| age && names.mentions[*n].tokens.start == first)
}

/// Whether a comma after a name and a bare phrase only goes on with a list ("Smith, police and two firefighters").
fn continues_list(scan: &Scan<'_>, phrase: &Phrase) -> bool {
    phrase.class.is(Class::PEOPLE | Class::PLURAL)
        || (phrase.indefinite && scan.word(phrase.tokens.end) == "and")
}
