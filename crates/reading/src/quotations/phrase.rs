//! *Where does the noun phrase beside this word begin and end?*
//!
//! Noun phrases are scanned from the verb outwards over [`Class`]es: first the nominal core, then what hangs on it
//! (`of …`, a name after a description). No tree is built. Every scan is bounded by the sentence and by [`REACH`].
//!
//! All indices are into the units of one sentence, ends exclusive.

use super::cues::Form;
use super::units::{Class, Link, Unit};

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

pub(super) fn core(class: Class) -> bool {
    matches!(class, Class::Noun | Class::Name | Class::Number | Class::Adjective | Class::Genitive)
}

/// A short stretch between marks within a noun phrase: a nickname, a title.
fn nickname(u: &[Unit], i: usize) -> bool {
    u[i].class == Class::Quote && u[i].name
}

pub(super) fn adjacent(u: &[Unit], i: usize) -> bool {
    i > 0
        && i + 1 < u.len()
        && u[i - 1].span.end() == u[i].span.start()
        && u[i].span.end() == u[i + 1].span.start()
}

/// Whether a phrase that starts at `i` starts a clause there.
pub(super) fn boundary(u: &[Unit], i: usize) -> bool {
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
            // "no one", "another one", "some others", "not everyone".
            while i > 0
                && last - i < 3
                && matches!(u[i - 1].class, Class::Determiner | Class::Adjective | Class::Not)
            {
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
            // "the reasons Reed gave", "the time Reed said": no title stands in the plural before one name.
            Class::Noun
                if (before.plural || before.time)
                    && depth == 0
                    && u[i..=last].iter().all(|x| x.class == Class::Name) =>
            {
                break;
            }
            class if core(class) => i -= 1,
            Class::Determiner | Class::Possessor => {
                i -= 1;
                if i > 0 && u[i - 1].class == Class::Determiner {
                    i -= 1;
                }
                break;
            }
            Class::Quote if nickname(u, i - 1) => i -= 1,
            // Whatever is joined with a hyphen is one word: "then-mayor Reed", "the half-built quay".
            Class::Dash if i >= 2 && adjacent(u, i - 1) => i -= 2,
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
            // "striking miners", "elected officials", "retired General Reed", at the head of the clause.
            Class::Verb
                if matches!(before.form, Some(Form::Gerund | Form::Participle | Form::Past))
                    && before.cue.is_none()
                    && (u[i].class == Class::Noun || u[i].class == Class::Name && i == 1)
                    && (i == 1
                        || before.form == Some(Form::Gerund)
                            && matches!(u[i - 2].class, Class::But | Class::And | Class::That)) =>
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
            // "the Averlin-based pilot".
            _ if i >= 3 && adjacent(u, i - 2) && u[i - 2].class == Class::Dash => i -= 3,
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
                // "Reed of Averlin", "voters in Averlin"; but "Reed in a letter".
                Class::Name => match u[i - 1].link {
                    Link::Of => !u[i].time,
                    Link::At => !u[i].time && u[i - 1].span.len() == 2 && !occasion(u, i),
                    // "the Society for Lifeboats".
                    Link::For => u[i].class == Class::Name,
                    Link::With | Link::None => false,
                },
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

/// Whether the phrase at `first` tells an occasion: "in a letter", "at her house".
pub(super) fn occasion(u: &[Unit], first: usize) -> bool {
    matches!(u[first].class, Class::Determiner | Class::Possessor)
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
            Class::Dash if adjacent(u, i) && i > first => {
                head = matches!(u[i + 1].class, Class::Noun | Class::Name | Class::Number);
                i += 2;
            }
            // "an adviser to Reed"; but "a plan to build".
            Class::To
                if head
                    && u[i - 1].class == Class::Noun
                    && u.get(i + 1).is_some_and(|x| {
                        !x.time
                            && matches!(
                                x.class,
                                Class::Name
                                    | Class::Determiner
                                    | Class::Possessor
                                    | Class::Object
                                    | Class::Adjective
                            )
                    }) =>
            {
                head = false;
                i += 1;
            }
            Class::Open if head => {
                let Some(close) = (i..u.len().min(i + 12)).find(|j| u[*j].class == Class::Close) else {
                    break;
                };
                i = close + 1;
            }
            Class::Preposition if (head || i > first) && i + 1 < u.len() && !u[i + 1].time => {
                // "of" always; other prepositions on a common noun.
                let of = u[i].link == Link::Of || u[i].span.len() == 2 && !occasion(u, i + 1);
                let named = u[i].link == Link::For && u[i + 1].class == Class::Name;
                if !(of || named || u[i - 1].class == Class::Noun) || u[i - 1].time {
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
    while i > first && matches!(u[i - 1].class, Class::Preposition | Class::To | Class::Adverb | Class::Dash)
    {
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
