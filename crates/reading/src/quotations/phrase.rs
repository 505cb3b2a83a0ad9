//! *Where does the noun phrase beside this verb begin and end, and where the clause after it?*
//!
//! Noun phrases are scanned from the verb outwards over [`Class`]es: first the nominal core, then what hangs on it
//! (`of …`, an apposition between commas, a name after a description). No tree is built. Every scan is bounded by the
//! sentence and by [`REACH`].
//!
//! All indices are into the units of one sentence, ends exclusive.

use super::cues::Form;
use super::units::{Class, Unit};

/// No noun phrase and no search for a subject goes further than this many units.
pub(super) const REACH: usize = 60;

/// Where the group of a verb starts: its auxiliaries, negation and adverbs.
pub(super) fn group_start(u: &[Unit], verb: usize) -> usize {
    let mut first = verb;
    while first > 0
        && matches!(u[first - 1].class, Class::Auxiliary | Class::Not | Class::Adverb)
        && !u[first - 1].time
    {
        first -= 1;
    }
    // "Recently he said": an adverb that opens the sentence without an auxiliary is not the verb's.
    first
}

/// Whether the group is passive: a form of "be" before a participle.
pub(super) fn passive(u: &[Unit], first: usize, verb: usize) -> bool {
    u[first..verb].iter().any(|x| x.be) && u[verb].form != Some(Form::Gerund)
}

fn core(class: Class) -> bool {
    matches!(class, Class::Noun | Class::Name | Class::Number | Class::Adjective | Class::Genitive)
}

/// A short stretch between marks within a noun phrase: a nickname, a title.
fn nickname(u: &[Unit], i: usize) -> bool {
    u[i].class == Class::Quote && u[i].name
}

fn adjacent(u: &[Unit], i: usize) -> bool {
    i > 0
        && i + 1 < u.len()
        && u[i - 1].span.end() == u[i].span.start()
        && u[i].span.end() == u[i + 1].span.start()
}

/// Whether a phrase that starts at `i` starts a clause there.
fn boundary(u: &[Unit], i: usize) -> bool {
    i == 0
        || matches!(
            u[i - 1].class,
            Class::Comma
                | Class::Semicolon
                | Class::Colon
                | Class::Dash
                | Class::Quote
                | Class::Subordinator
                | Class::That
                | Class::Question
                | Class::Stop
                | Class::Open
                | Class::And
                | Class::But
                | Class::Other
        )
}

/// The start of the noun phrase whose last unit is `last`.
pub(super) fn noun_phrase_left(u: &[Unit], last: usize) -> Option<usize> {
    noun_phrase(u, last, 0)
}

fn noun_phrase(u: &[Unit], last: usize, depth: usize) -> Option<usize> {
    let mut i = last;
    match u[last].class {
        Class::Relative => return Some(last),
        Class::Subject => {
            // "no one", "another one", "some others".
            while i > 0 && matches!(u[i - 1].class, Class::Determiner | Class::Adjective) && last - i < 3 {
                i -= 1;
            }
            return if i < last { Some(i) } else { Some(attach(u, last, last, depth)) };
        }
        Class::Determiner => return Some(attach(u, last, last, depth)),
        Class::Close => {
            let open = (last.saturating_sub(12)..last).rev().find(|j| u[*j].class == Class::Open)?;
            return if open > 0 { noun_phrase(u, open - 1, depth) } else { None };
        }
        Class::Quote if nickname(u, last) && last > 0 && core(u[last - 1].class) => {}
        class if core(class) => {}
        _ => return None,
    }
    while i > 0 && last - i < REACH {
        let before = &u[i - 1];
        match before.class {
            class if core(class) => i -= 1,
            Class::Determiner | Class::Possessor => {
                i -= 1;
                if i > 0 && u[i - 1].class == Class::Determiner {
                    i -= 1;
                }
                break;
            }
            Class::Quote if nickname(u, i - 1) => i -= 1,
            Class::Dash if adjacent(u, i - 1) => i -= 1,
            Class::Close => {
                let Some(open) = (i.saturating_sub(12)..i).rev().find(|j| u[*j].class == Class::Open) else {
                    break;
                };
                if open == 0 || !core(u[open - 1].class) {
                    break;
                }
                i = open;
            }
            Class::Adverb if u[i].class == Class::Number => i -= 1,
            // "striking miners", at the head of the clause.
            Class::Verb
                if before.form == Some(Form::Gerund)
                    && before.cue.is_none()
                    && u[i].class == Class::Noun
                    && (i == 1 || matches!(u[i - 2].class, Class::But | Class::And | Class::That)) =>
            {
                i -= 1;
            }
            // A title that reads as a verb: `“…,” host Ann Reed said`.
            Class::Verb
                if u[i].class == Class::Name
                    && before.cue.is_none()
                    && !matches!(before.form, Some(Form::Past | Form::Gerund))
                    && (i == 1 || matches!(u[i - 2].class, Class::Quote | Class::Comma)) =>
            {
                i -= 1;
            }
            Class::Verb | Class::Adverb
                if i >= 2
                    && matches!(u[i - 2].class, Class::Determiner | Class::Possessor | Class::Genitive)
                    && before.class == Class::Adverb
                    || before.class == Class::Verb
                        && matches!(before.form, Some(Form::Participle | Form::Gerund))
                        && i >= 2
                        && matches!(
                            u[i - 2].class,
                            Class::Determiner | Class::Possessor | Class::Adverb | Class::Adjective
                        ) =>
            {
                i -= 1;
            }
            _ => break,
        }
    }
    Some(attach(u, i, last, depth))
}

/// Goes on to the left when what starts at `i` hangs on a noun phrase before it.
fn attach(u: &[Unit], i: usize, last: usize, depth: usize) -> usize {
    if i < 2 || depth > 6 || last - i > REACH {
        return i;
    }
    match u[i - 1].class {
        Class::Preposition | Class::To => {
            let head = &u[i - 2];
            let attaches = match head.class {
                Class::Noun | Class::Subject => !head.time,
                Class::Name => u[i - 1].span.len() == 2 && !u[i].time && u[i - 1].class == Class::Preposition,
                // "one of", "some of", "close to".
                Class::Determiner | Class::Number => u[i - 1].span.len() == 2,
                Class::Adjective => u[i - 1].class == Class::To,
                _ => false,
            };
            if attaches && !u[last].time { noun_phrase(u, i - 2, depth + 1).unwrap_or(i) } else { i }
        }
        Class::And if u[i - 1].span.len() > 1 || u[i - 1].class == Class::And => {
            match noun_phrase(u, i - 2, depth + 1) {
                Some(start) if boundary(u, start) && !(start > 0 && u[start - 1].class == Class::And) => {
                    listed(u, start, depth)
                }
                // "the mayor, the clerk, and the guard".
                None if u[i - 2].class == Class::Comma && i >= 3 => match noun_phrase(u, i - 3, depth + 1) {
                    Some(start) => {
                        let first = listed(u, start, depth);
                        if first < start { first } else { i }
                    }
                    None => i,
                },
                _ => i,
            }
        }
        _ => i,
    }
}

/// Goes on to the left over the items of a list, up to where its clause starts: "Reed, Bell and Cole".
fn listed(u: &[Unit], start: usize, depth: usize) -> usize {
    let mut first = start;
    for _ in 0..6 {
        if first < 2 || u[first - 1].class != Class::Comma || !core(u[first - 2].class) || u[first - 2].time {
            break;
        }
        let Some(item) = noun_phrase(u, first - 2, depth + 1) else { break };
        if first - item > 8 {
            break;
        }
        first = item;
    }
    // A list opens its clause; else what stands in front is something else: "In Averlin, Reed and Bell said".
    let opens = first == 0
        || matches!(
            u[first - 1].class,
            Class::But | Class::And | Class::That | Class::Quote | Class::Semicolon | Class::Subordinator
        );
    if opens { first } else { start }
}

/// The end of the noun phrase that starts at `first`, without appositions; `first` when there is none.
pub(super) fn noun_phrase_right(u: &[Unit], first: usize) -> usize {
    let mut i = first;
    let mut head = false;
    while i < u.len() && i - first < REACH {
        match u[i].class {
            Class::Determiner | Class::Possessor if !head => {
                i += 1;
                // "some", "many" alone.
                if i >= u.len()
                    || !(core(u[i].class)
                        || matches!(
                            u[i].class,
                            Class::Adverb
                                | Class::Determiner
                                | Class::Verb
                                | Class::Quote
                                | Class::Preposition
                                | Class::Subject
                        ))
                {
                    return i;
                }
            }
            Class::Subject | Class::Object if i == first => return i + 1,
            Class::Subject if !head => return i + 1,
            Class::Noun | Class::Name | Class::Number => {
                head = true;
                i += 1;
            }
            Class::Adjective if !head || i + 1 < u.len() && core(u[i + 1].class) => i += 1,
            // "the 46-year-old".
            Class::Adjective if i > first && u[i - 1].class == Class::Dash => i += 1,
            Class::Genitive if head => {
                head = false;
                i += 1;
            }
            Class::Adverb
                if !head
                    && i + 1 < u.len()
                    && matches!(u[i + 1].class, Class::Adjective | Class::Verb | Class::Number) =>
            {
                i += 1;
            }
            Class::Verb
                if !head
                    && i > first
                    && matches!(u[i].form, Some(Form::Participle | Form::Gerund))
                    && i + 1 < u.len()
                    && core(u[i + 1].class) =>
            {
                i += 1;
            }
            Class::Quote if nickname(u, i) && i > first && i + 1 < u.len() && (core(u[i + 1].class)) => {
                i += 1;
            }
            Class::Dash if adjacent(u, i) && i > first => i += 1,
            Class::Open if head => {
                let Some(close) = (i..u.len().min(i + 12)).find(|j| u[*j].class == Class::Close) else {
                    break;
                };
                i = close + 1;
            }
            Class::Preposition if (head || i > first) && i + 1 < u.len() && !u[i + 1].time => {
                // "of" always; other prepositions on a common noun.
                let of = u[i].span.len() == 2;
                if !(of || u[i - 1].class == Class::Noun) || u[i - 1].time {
                    break;
                }
                if !(core(u[i + 1].class)
                    || matches!(u[i + 1].class, Class::Determiner | Class::Possessor | Class::Object))
                {
                    break;
                }
                head = false;
                i += 1;
            }
            Class::And if head && i + 1 < u.len() => {
                let end = noun_phrase_right(u, i + 1);
                let clause = end < u.len()
                    && (matches!(u[end].class, Class::Auxiliary)
                        || u[end].class == Class::Verb && u[end].form != Some(Form::Participle));
                if end == i + 1 || clause && i > first + 6 {
                    break;
                }
                return end;
            }
            _ => break,
        }
    }
    // A trailing preposition belongs to what follows.
    while i > first && matches!(u[i - 1].class, Class::Preposition | Class::Adverb | Class::Dash) {
        i -= 1;
    }
    i
}

/// Whether a finite verb stands in `from..to`.
pub(super) fn has_finite(u: &[Unit], from: usize, to: usize) -> bool {
    u[from..to.max(from).min(u.len())].iter().any(|x| match x.class {
        Class::Auxiliary => true,
        Class::Verb => matches!(x.form, Some(Form::Past | Form::Present)) || x.form.is_none(),
        _ => false,
    })
}

/// The subject of a verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The whole phrase.
    pub(super) first: usize,
    pub(super) end: usize,
    /// It is the subject of an earlier verb, not written again.
    pub(super) shared: bool,
    /// It stands before a comma with nothing that would apposes it: `…, said` may well be inverted.
    pub(super) weak: bool,
    /// "who", "which": what it goes back to, as first and end.
    pub(super) antecedent: Option<(usize, usize)>,
}

impl Subject {
    fn plain(first: usize, end: usize) -> Self {
        Self { first, end, shared: false, weak: false, antecedent: None }
    }
}

/// The subject that stands before the verb group starting at `group`.
pub(super) fn subject_left(u: &[Unit], group: usize) -> Option<Subject> {
    let mut e = group.checked_sub(1)?;
    let floor = group.saturating_sub(REACH);
    loop {
        match u[e].class {
            Class::Comma => return apposition(u, e, floor),
            Class::Dash if !adjacent(u, e) => {
                let open = (floor..e).rev().find(|j| u[*j].class == Class::Dash && !adjacent(u, *j))?;
                let first = noun_phrase_left(u, open.checked_sub(1)?)?;
                return Some(Subject::plain(first, open));
            }
            Class::Relative => {
                let before = e.checked_sub(1)?;
                let before = if u[before].class == Class::Comma { before.checked_sub(1)? } else { before };
                let antecedent = noun_phrase_left(u, before).map(|f| (f, before + 1));
                return Some(Subject { first: e, end: e + 1, shared: false, weak: false, antecedent });
            }
            Class::That => {
                let before = e.checked_sub(1)?;
                if !core(u[before].class) {
                    return None;
                }
                let first = noun_phrase_left(u, before)?;
                return Some(Subject {
                    first: e,
                    end: e + 1,
                    shared: false,
                    weak: false,
                    antecedent: Some((first, e)),
                });
            }
            _ => {
                let first = noun_phrase_left(u, e)?;
                if u[first..=e].iter().any(|x| x.time)
                    && u[first..=e].iter().all(|x| {
                        x.time || matches!(x.class, Class::Determiner | Class::Comma | Class::Adjective)
                    })
                {
                    // "Smith on Tuesday said", "a letter published Monday said".
                    let before = first.checked_sub(1)?;
                    if u[before].class == Class::Preposition {
                        e = before.checked_sub(1)?;
                    } else {
                        e = before;
                    }
                    if e < floor {
                        return None;
                    }
                    // "the order released Friday said".
                    if u[e].class == Class::Verb
                        && matches!(u[e].form, Some(Form::Past | Form::Participle))
                        && e > floor
                        && core(u[e - 1].class)
                    {
                        return Some(Subject::plain(noun_phrase_left(u, e - 1)?, group));
                    }
                    continue;
                }
                if let Some(head) = reduced(u, first, floor) {
                    let start = noun_phrase_left(u, head)?;
                    return Some(Subject::plain(start, e + 1));
                }
                if first > 0
                    && matches!(u[first - 1].class, Class::Preposition)
                    && e > first
                    && u[e].class != Class::Name
                {
                    // A phrase after a preposition is no subject: "in the statement said".
                    let before = first.checked_sub(2)?;
                    if core(u[before].class) {
                        let start = noun_phrase_left(u, before)?;
                        return Some(Subject::plain(start, e + 1));
                    }
                }
                // A name before a comma that completes a description: "the harbour's chief, Ann Reed, said".
                return Some(Subject::plain(first, e + 1));
            }
        }
    }
}

/// The noun that a participle phrase before `first` hangs on: "a man briefed on the matter said".
fn reduced(u: &[Unit], first: usize, floor: usize) -> Option<usize> {
    if first < 2 || !matches!(u[first - 1].class, Class::Preposition | Class::Verb | Class::To) {
        return None;
    }
    // "a man who asked not to be named for fear of reprisal said".
    let relative = (floor.max(1)..first)
        .rev()
        .take_while(|j| {
            !matches!(
                u[*j].class,
                Class::Comma
                    | Class::Quote
                    | Class::Stop
                    | Class::That
                    | Class::Semicolon
                    | Class::Colon
                    | Class::But
            )
        })
        .find(|j| u[*j].class == Class::Relative);
    if let Some(at) = relative
        && core(u[at - 1].class)
    {
        return Some(at - 1);
    }
    let mut i = first;
    while i > floor.max(1) && first - i < 12 {
        i -= 1;
        match u[i].class {
            Class::Verb if matches!(u[i].form, Some(Form::Participle | Form::Gerund)) => {
                return core(u[i - 1].class).then_some(i - 1);
            }
            Class::Preposition
            | Class::To
            | Class::Noun
            | Class::Name
            | Class::Determiner
            | Class::Possessor
            | Class::Adjective
            | Class::Number
            | Class::Adverb
            | Class::Genitive => {}
            _ => return None,
        }
    }
    None
}

/// The subject before `comma`, which closes an apposition or an insertion.
fn apposition(u: &[Unit], comma: usize, floor: usize) -> Option<Subject> {
    let mut end = comma;
    let mut whole = comma;
    let mut segments = 0;
    // Segments from right to left; the subject's head is the first that is not itself an insertion.
    while end > floor && segments < 6 {
        let start = (floor..end)
            .rev()
            .find(|j| {
                matches!(
                    u[*j].class,
                    Class::Comma | Class::Quote | Class::Semicolon | Class::Colon | Class::Stop
                )
            })
            .map_or(floor, |j| j + 1);
        let head = end.checked_sub(1).filter(|h| *h >= start).and_then(|h| noun_phrase_left(u, h));
        let separated = start > floor && u[start - 1].class == Class::Comma;
        let insertion = match u[start].class {
            Class::Relative
            | Class::Preposition
            | Class::Number
            | Class::Verb
            | Class::Adverb
            | Class::Subordinator
            | Class::Adjective
            | Class::To
            | Class::And => true,
            Class::Determiner | Class::Possessor | Class::Noun => head == Some(start) || segments == 0,
            // A description by a relation: "Ann Reed, Bell's deputy, said".
            Class::Name if separated && u[start..end].iter().any(|x| x.class == Class::Genitive) => {
                head == Some(start) && start >= 2 && core(u[start - 2].class)
            }
            Class::Name => {
                // A name after a description: "the mayor, Ann Reed, said"; or a title after a name.
                separated
                    && head == Some(start)
                    && start >= 2
                    && core(u[start - 2].class)
                    && noun_phrase_left(u, start - 2)
                        .is_some_and(|f| boundary(u, f) && has_determiner(u, f, start - 1))
            }
            _ => false,
        };
        if insertion && separated {
            // "Reed, meanwhile, said", "Reed, speaking on Monday, said": not part of who it is.
            let next = u.get(start + 1).filter(|_| start + 1 < end);
            let passing = match u[start].class {
                Class::Adverb | Class::Subordinator => true,
                // "for example", "in particular", "on Monday"; but "of Averlin", "like Bell".
                Class::Preposition => {
                    end - start <= 3
                        && next.is_none_or(|x| x.time || matches!(x.class, Class::Noun | Class::Adjective))
                }
                // "speaking on Monday"; but "including Bell".
                Class::Verb => {
                    u[start].form == Some(Form::Gerund)
                        && next.is_some_and(|x| {
                            matches!(x.class, Class::Preposition | Class::To | Class::Adverb | Class::That)
                        })
                }
                _ => false,
            };
            if passing && whole == end {
                whole = start - 1;
            }
            end = start - 1;
            segments += 1;
            continue;
        }
        let first = head?;
        let mut subject = Subject::plain(first, if segments == 0 { end } else { whole });
        subject.weak = segments == 0;
        return Some(subject);
    }
    None
}

fn has_determiner(u: &[Unit], from: usize, to: usize) -> bool {
    u[from..to]
        .iter()
        .any(|x| matches!(x.class, Class::Determiner | Class::Possessor | Class::Genitive | Class::Noun))
}

/// The subject of the finite verb before `group` that a verb without a subject of its own shares: that of the nearest
/// clause that is not itself embedded, else of the outermost one.
pub(super) fn subject_shared(u: &[Unit], group: usize) -> Option<Subject> {
    let floor = group.saturating_sub(REACH);
    let mut best = None;
    let mut i = group;
    while i > floor {
        i -= 1;
        if matches!(u[i].class, Class::Semicolon | Class::Colon) {
            break;
        }
        let finite = match u[i].class {
            Class::Auxiliary => true,
            Class::Verb => !matches!(u[i].form, Some(Form::Gerund | Form::Participle | Form::Base)),
            _ => false,
        };
        if !finite {
            continue;
        }
        let start = group_start(u, i);
        if let Some(mut subject) = subject_left(u, start) {
            subject.shared = true;
            let relative = matches!(u[subject.first].class, Class::Relative | Class::That);
            let embedded = subject.first > 0
                && (matches!(
                    u[subject.first - 1].class,
                    Class::That | Class::Question | Class::Subordinator | Class::Relative
                ) || u[subject.first - 1].cue.is_some());
            if !relative {
                best = Some(subject);
                if !embedded {
                    return best;
                }
            }
        }
        i = start.min(i);
    }
    best
}

/// The end of the inverted subject that starts at `first`: `said Ann Reed, the harbour's chief`.
pub(super) fn inverted_subject(u: &[Unit], first: usize) -> Option<usize> {
    if first >= u.len() {
        return None;
    }
    if !(core(u[first].class)
        || matches!(u[first].class, Class::Determiner | Class::Possessor | Class::Subject | Class::Quote))
    {
        return None;
    }
    let mut end = noun_phrase_right(u, first);
    if end == first {
        return None;
    }
    if u[first].class == Class::Subject {
        return Some(end);
    }
    // "a source involved in the talks", "a man who saw it": up to the next punctuation.
    let hangs = u.get(end).is_some_and(|x| {
        matches!(x.class, Class::Relative | Class::Adjective)
            || x.class == Class::Verb
                && matches!(x.form, Some(Form::Participle | Form::Gerund))
                && x.cue.is_none()
    });
    // No finite verb follows an inverted subject: "according to a memo released on Friday".
    let restricts = u.get(end).is_some_and(|x| {
        x.class == Class::Relative
            || x.class == Class::Verb
                && matches!(x.form, Some(Form::Participle | Form::Past))
                && x.cue.is_none()
    });
    if restricts || hangs && u[end - 1].class != Class::Name {
        end = (end..u.len())
            .find(|j| {
                matches!(u[*j].class, Class::Comma | Class::Quote | Class::Stop | Class::Semicolon)
                    || u[*j].class == Class::Dash && !adjacent(u, *j)
            })
            .unwrap_or(u.len());
    }
    // Appositions and relative clauses up to the end of the sentence or the next quotation.
    loop {
        if end >= u.len() || u[end].class != Class::Comma {
            return Some(end);
        }
        let Some(next) = u.get(end + 1) else { return Some(end) };
        let stop = (end + 1..u.len())
            .find(|j| {
                matches!(
                    u[*j].class,
                    Class::Comma | Class::Quote | Class::Stop | Class::Semicolon | Class::Colon
                ) || u[*j].class == Class::Dash && !adjacent(u, *j)
            })
            .unwrap_or(u.len());
        let apposes = match next.class {
            Class::Number => stop == end + 2,
            Class::Determiner | Class::Possessor | Class::Name | Class::Noun | Class::Adjective => {
                let phrase = noun_phrase_right(u, end + 1);
                phrase == stop
                    // "a second-generation sailor who left early".
                    || phrase > end + 1
                        && u.get(phrase).is_some_and(|x| x.class == Class::Relative)
                    || !has_finite(u, end + 1, stop) && !u[end + 1..stop].iter().any(|x| x.cue.is_some())
            }
            Class::Relative => true,
            // "Ann Reed, 38, of Averlin".
            Class::Preposition => u[end - 1].class == Class::Number && noun_phrase_right(u, end + 2) == stop,
            _ => false,
        };
        if !apposes || stop <= end + 1 || u[end + 1].time {
            return Some(end);
        }
        end = stop;
    }
}
