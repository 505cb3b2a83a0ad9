//! *Where do names stand?*
//!
//! The names of the language room, parted where two were taken for one, and completed by what a report itself shows:
//! the relative behind "daughter", the event that ends in "Awards", the forename that nobody noticed, the title
//! between quotation marks, and every other place of a word that is a name elsewhere in the report.

use std::ops::Range;

use copydesk_language::{TokenKind, Upos, is_stopword};
use copydesk_model::{EntityKind, Span};
use rustc_hash::FxHashMap;

use super::Name;
use crate::entities::lexicon::{self, Class};
use crate::entities::nations::demonym;
use crate::entities::scan::Scan;
use crate::quotations::Marks;

/// All names of a text, in order, apart.
pub(super) fn collect(scan: &Scan<'_>, marks: &Marks) -> Vec<Name> {
    let mut taken = vec![false; scan.len()];
    let works = works_in_marks(scan, marks);
    for work in &works {
        take(&mut taken, &work.tokens);
    }
    let mut raw: Vec<(Range<usize>, EntityKind)> = Vec::new();
    let add = |tokens: Range<usize>, kind: EntityKind, taken: &mut Vec<bool>, raw: &mut Vec<_>| {
        if !tokens.is_empty() && taken.get(tokens.clone()).is_some_and(|t| t.iter().all(|t| !t)) {
            take(taken, &tokens);
            raw.push((tokens, kind));
        }
    };
    for tokens in events(scan) {
        add(tokens, EntityKind::Event, &mut taken, &mut raw);
    }
    for name in &scan.analysis.names {
        // A headline's capitals make one name of a whole clause.
        if shouted(scan, name.tokens.start)
            && name.tokens.clone().any(|t| scan.class(t).is(Class::PREPOSITION | Class::AUXILIARY))
        {
            continue;
        }
        for (tokens, kind) in parted(scan, name.tokens.clone(), name.kind) {
            let kind = if of_a_maker(scan, &tokens) { EntityKind::Work } else { kind };
            add(tokens, kind, &mut taken, &mut raw);
        }
    }
    for t in 0..scan.len() {
        if let Some(tokens) = relative(scan, t, &taken).or_else(|| forename(scan, t, &taken)) {
            add(tokens, EntityKind::Person, &mut taken, &mut raw);
        }
    }
    // What is a name in one place is a name in all.
    let mut known: FxHashMap<&str, EntityKind> = FxHashMap::default();
    for (tokens, kind) in &raw {
        let last = tokens.end - 1;
        if tokens.len() == 1 || *kind == EntityKind::Person {
            for t in [tokens.start, last] {
                let word = scan.word(t);
                if scan.capital(t)
                    && word.len() > 2
                    && !scan.class(t).is(Class::CALENDAR | Class::NOT_NAME | Class::TITLE)
                {
                    known.entry(word).or_insert(*kind);
                }
            }
        }
    }
    for t in 0..scan.len() {
        if !taken[t]
            && scan.capital(t)
            && (scan.class(t) == Class::default() || !shouted(scan, t))
            && let Some(kind) = known.get(scan.word(t))
            && !(scan.opens(t) && (scan.class(t) != Class::default() || is_stopword(scan.word(t))))
        {
            add(t..t + 1, *kind, &mut taken, &mut raw);
        }
    }
    raw.sort_by_key(|(tokens, _)| tokens.start);
    let mut out: Vec<Name> = Vec::with_capacity(raw.len() + works.len());
    let mut works = works.into_iter().peekable();
    for (tokens, kind) in raw {
        let floor = out.last().map_or(0, |l| l.tokens.end);
        let Some(name) = trimmed(scan, tokens, kind, floor) else { continue };
        while let Some(work) = works.next_if(|w| w.tokens.start <= name.tokens.start) {
            push(&mut out, work);
        }
        push(&mut out, name);
    }
    for work in works {
        push(&mut out, work);
    }
    out
}

fn take(taken: &mut [bool], tokens: &Range<usize>) {
    if let Some(own) = taken.get_mut(tokens.clone()) {
        own.fill(true);
    }
}

/// Whether most words of the sentence have capitals, as in a headline, so that a capital says nothing.
fn shouted(scan: &Scan<'_>, at: usize) -> bool {
    let Some(sentence) = scan.analysis.sentences.get(scan.sentence(at)) else { return true };
    // The first words tell; a long sentence is none.
    let words = sentence.tokens.clone().take(24).filter(|t| scan.word(*t).starts_with(char::is_alphabetic));
    let (mut all, mut capital) = (0, 0);
    for t in words {
        all += 1;
        capital += usize::from(scan.capital(t));
    }
    sentence.tokens.len() < 24 && all > 3 && capital * 3 > all * 2
}

/// Parts what the language room took for one name: "DAB's Ben Chan", "Ana Ruiz of the Harbour Party".
fn parted(scan: &Scan<'_>, tokens: Range<usize>, kind: EntityKind) -> Vec<(Range<usize>, EntityKind)> {
    if tokens.len() < 3 || kind == EntityKind::Work {
        return vec![(tokens, kind)];
    }
    let person = kind == EntityKind::Person;
    for t in tokens.start + 1..tokens.end - 1 {
        let word = scan.word(t);
        let (left, right) = (tokens.start..t, t + 1..tokens.end);
        let office = scan.class(t + 1).is(Class::TITLE) && scan.class(t + 1).is(Class::ROLE);
        if scan.possessive(t) && (person || office) {
            let mut parts = vec![(left, EntityKind::Organisation)];
            parts.extend(
                parted(scan, right, kind)
                    .into_iter()
                    .filter(|(r, _)| !r.clone().all(|t| scan.class(t).is(Class::TITLE | Class::ROLE))),
            );
            return parts;
        }
        let titled = left.clone().all(|t| scan.class(t).is(Class::TITLE | Class::ROLE | Class::DEFINITE));
        if person && !titled && matches!(word, "of" | "for" | "from" | "at" | "in") {
            return vec![(left, kind), (right, EntityKind::Organisation)];
        }
        if matches!(word, "and" | "&") && (person || scan.word(t + 1) == "the") {
            let mut parts = vec![(left, kind)];
            parts.extend(parted(scan, right, kind));
            return parts;
        }
    }
    vec![(tokens, kind)]
}

/// Runs of capitalized words that end in the word for an event: "Harbour Music Awards".
fn events(scan: &Scan<'_>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for t in 0..scan.len() {
        if !scan.class(t).is(Class::EVENT_NAME)
            || !scan.capital(t)
            || scan.class(t + 1).is(Class::EVENT_NAME) && scan.capital(t + 1)
        {
            continue;
        }
        let floor = out.last().map_or(0, |l| l.end).max(scan.sentence_start(t)).max(t.saturating_sub(6));
        let mut start = t;
        while start > floor
            && scan.capital(start - 1)
            && scan.analysis.tokens[start - 1].kind == TokenKind::Word
        {
            start -= 1;
        }
        while start < t
            && (scan.class(start).is(Class::DEFINITE
                | Class::DETERMINER
                | Class::NOT_NAME
                | Class::CALENDAR
                | Class::PREPOSITION)
                || is_stopword(scan.word(start)))
        {
            start += 1;
        }
        if start < t && !shouted(scan, t) {
            out.push(start..t + 1);
        }
    }
    out
}

/// The name behind a relative: "daughter **Mia**, 4", "a son, **Tom**, 2".
fn relative(scan: &Scan<'_>, at: usize, taken: &[bool]) -> Option<Range<usize>> {
    if !scan.class(at).is(Class::RELATION) || scan.capital(at) || scan.class(at).is(Class::PLURAL) {
        return None;
    }
    let comma = scan.word(at + 1) == ",";
    let start = at + 1 + usize::from(comma);
    let end = run(scan, start, taken);
    (end > start && scan.together(at, start)).then_some(start..end)
}

/// A forename, with what capitalized words follow it, that no rule has seen.
fn forename(scan: &Scan<'_>, at: usize, taken: &[bool]) -> Option<Range<usize>> {
    let free =
        !taken[at] && scan.capital(at) && scan.word(at).len() > 2 && scan.class(at) == Class::default();
    if !free
        || scan.opens(at)
        || scan.capital(at.wrapping_sub(1))
        || lexicon::forename(scan.word(at)).is_none()
        || shouted(scan, at)
    {
        return None;
    }
    let end = run(scan, at, taken);
    (end > at).then_some(at..end)
}

/// Where the run of at most three free capitalized words from `start` on ends.
fn run(scan: &Scan<'_>, start: usize, taken: &[bool]) -> usize {
    let fits = |t: usize| {
        !taken.get(t).copied().unwrap_or(true)
            && scan.capital(t)
            && scan.together(start, t)
            && scan.analysis.tokens[t].kind == TokenKind::Word
            && !scan.class(t).is(Class::CALENDAR | Class::NOT_NAME)
            && !is_stopword(scan.word(t))
    };
    let end = (start..start + 3).take_while(|t| fits(*t)).count() + start;
    // Not the start of a name that is known already.
    if taken.get(end).copied().unwrap_or(false) && scan.capital(end) && end > start { start } else { end }
}

/// Whether a name stands as what somebody made: "the **Harbour Tales** author".
fn of_a_maker(scan: &Scan<'_>, tokens: &Range<usize>) -> bool {
    let maker = matches!(
        scan.word(tokens.end),
        "author"
            | "singer"
            | "star"
            | "actor"
            | "actress"
            | "host"
            | "cohost"
            | "co-host"
            | "coach"
            | "creator"
            | "director"
            | "crooner"
            | "rapper"
            | "songwriter"
            | "hitmaker"
            | "alum"
            | "presenter"
            | "songstress"
    );
    let article = tokens.start.checked_sub(1).is_some_and(|b| scan.class(b).is(Class::DEFINITE));
    let inside = scan.class(tokens.start).is(Class::DEFINITE) && tokens.len() > 1;
    maker && (article || inside) && lexicon::forename(scan.word(tokens.start)).is_none()
}

fn push(out: &mut Vec<Name>, name: Name) {
    if out.last().is_none_or(|l| l.tokens.end <= name.tokens.start) {
        out.push(name);
    }
}

/// A name without title, article and possessive; none if nothing is left that can be a name.
fn trimmed(scan: &Scan<'_>, mut tokens: Range<usize>, kind: EntityKind, floor: usize) -> Option<Name> {
    while tokens.end > tokens.start
        && (scan.possessive(tokens.end - 1) || scan.separator(tokens.end - 1) || scan.mark(tokens.end - 1))
    {
        tokens.end -= 1;
    }
    // "House Speaker Paul Ryan", "State Hillary Clinton" (of "Secretary of State …"): known words before a forename.
    let last = scan.class(tokens.end.saturating_sub(1));
    let mut kind = kind;
    if tokens.len() >= 3
        && !last.is(Class::ORGANISATION_NAME | Class::PLACE_NAME | Class::EVENT_NAME)
        && kind != EntityKind::Work
    {
        let first = (tokens.start..tokens.end - 1).find(|t| lexicon::forename(scan.word(*t)).is_some());
        if let Some(first) = first.filter(|f| {
            (tokens.start..*f).all(|t| scan.class(t) != Class::default() || demonym(scan.word(t)))
        }) && first > tokens.start
        {
            tokens.start = first;
            kind = EntityKind::Person;
        }
    }
    let mut title = tokens.start..tokens.start;
    while tokens.len() > 1 {
        let class = scan.class(tokens.start);
        let first = scan.word(tokens.start).trim_end_matches('.');
        if class.is(Class::DEFINITE) && scan.word(tokens.start).len() < 4 && kind != EntityKind::Work {
            tokens.start += 1;
            title = tokens.start..tokens.start;
        } else if kind == EntityKind::Person
            && class_of_title(first).is(Class::TITLE)
            && lexicon::forename(first).is_none()
        {
            tokens.start += 1;
            title.end = tokens.start;
        } else if class_of_title(first).is(Class::CALENDAR)
            && lexicon::forename(first).is_none()
            && kind == EntityKind::Person
        {
            // "on Friday Ana Ruiz"
            tokens.start += 1;
            title = tokens.start..tokens.start;
        } else if first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit()) && kind != EntityKind::Person
        {
            // "2020 Billboard Music Awards"
            tokens.start += 1;
            title = tokens.start..tokens.start;
        } else {
            break;
        }
    }
    // A forename that the language room left out, mostly at the start of a sentence.
    if kind == EntityKind::Person
        && title.is_empty()
        && tokens.start > floor.max(scan.sentence_start(tokens.start))
        && scan.capital(tokens.start - 1)
        && lexicon::forename(scan.word(tokens.start - 1)).is_some()
    {
        tokens.start -= 1;
        title = tokens.start..tokens.start;
    }
    // A title that the language room left out of the name.
    if title.is_empty() {
        while title.start > scan.sentence_start(tokens.start)
            && scan.capital(title.start - 1)
            && class_of_title(scan.word(title.start - 1).trim_end_matches('.')).is(Class::TITLE)
        {
            title.start -= 1;
        }
        // "Mr" + "." as two tokens
        if title.is_empty()
            && title.start >= 2
            && scan.word(title.start - 1) == "."
            && scan.capital(title.start - 2)
            && class_of_title(scan.word(title.start - 2)).is(Class::TITLE)
            && scan.together(title.start - 2, tokens.start)
        {
            title.start -= 2;
        }
    }
    let only = tokens.clone().all(|t| {
        let word = scan.word(t).trim_end_matches('.');
        lexicon::class(word).is(Class::CALENDAR | Class::NOT_NAME) || !word.contains(char::is_alphabetic)
    });
    if tokens.is_empty() || only {
        return None;
    }
    let mut span = scan.cover(&tokens);
    let words = span.of(scan.text);
    for suffix in ["'s", "’s"] {
        if let Some(stem) = words.strip_suffix(suffix) {
            span = Span::new(span.start(), span.start() + stem.len());
        }
    }
    let titled = title.clone().any(|t| scan.class(t).is(Class::TITLE));
    let gender = title
        .clone()
        .find_map(|t| class_of_title(scan.word(t).trim_end_matches('.')).gender())
        .filter(|_| kind == EntityKind::Person || titled);
    let honoured =
        title.clone().any(|t| class_of_title(scan.word(t).trim_end_matches('.')).is(Class::HONORIFIC));
    let kind = if honoured { EntityKind::Person } else { kind };
    Some(Name { tokens, span, kind, title, gender, cluster: 0 })
}

fn class_of_title(word: &str) -> Class {
    lexicon::class(word)
}

/// Titles of works: short, between marks, every word of weight with a capital, and not a sentence.
fn works_in_marks(scan: &Scan<'_>, marks: &Marks) -> Vec<Name> {
    let mut out = Vec::new();
    for quoted in &marks.quoted {
        let mut tokens = scan.analysis.tokens_in(*quoted);
        while tokens.len() > 1 && matches!(scan.word(tokens.end - 1), "," | ".") {
            tokens.end -= 1;
        }
        if tokens.is_empty() || tokens.len() > 8 || !is_title(scan, &tokens) {
            continue;
        }
        let span = scan.cover(&tokens);
        let place = tokens.start..tokens.start;
        out.push(Name { tokens, span, kind: EntityKind::Work, title: place, gender: None, cluster: 0 });
    }
    out
}

/// Whether the words between marks read as a title rather than as speech or a nickname.
fn is_title(scan: &Scan<'_>, tokens: &Range<usize>) -> bool {
    let (mut weighty, mut capital) = (0, 0);
    for t in tokens.clone() {
        let word = scan.word(t);
        if !word.contains(char::is_alphabetic) {
            continue;
        }
        let small = scan
            .class(t)
            .is(Class::PREPOSITION | Class::DETERMINER | Class::CONJUNCTION | Class::POSSESSIVE_PRONOUN)
            || word.len() < 3
            || scan.possessive(t);
        // "This is for Mia": a title would write "Is".
        if !scan.capital(t) && scan.class(t).is(Class::AUXILIARY | Class::BE) && !scan.possessive(t) {
            return false;
        }
        if scan.capital(t) {
            capital += 1;
            weighty += 1;
        } else if !small || t == tokens.start {
            weighty += 1;
        }
    }
    if weighty == 0 || capital < weighty {
        return false;
    }
    let before = tokens.start.checked_sub(2).unwrap_or(usize::MAX);
    let after = tokens.end + 1;
    // Speech is set off by a comma or a speech verb; one capitalized word alone may be a nickname.
    let cue = |t: usize| scan.class(t).is(Class::WORK | Class::EVENT | Class::ROLE);
    let named = scan.together(tokens.start, before) && cue(before)
        || scan.together(tokens.start, after) && cue(after);
    let said = scan.class(before).is(Class::SAY) || scan.word(before) == "," || scan.word(before) == ":";
    named || (tokens.len() > 1 && !said && scan.upos(before) != Upos::Propn)
}
