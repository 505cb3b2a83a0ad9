//! *Which words does a cue license after it, and where do they end?* `said that …`, `refused to …`, `said: “…”`.

use super::attribute::{Found, Reader};
use super::before::skip_adverbials;
use super::cues::{Cue, Form, Manner};
use super::draft::Shape;
use super::phrase::{has_finite, noun_phrase_right};
use super::units::{Class, Unit};

impl Reader<'_> {
    /// The content after a cue whose own words end at `from`.
    pub(super) fn content_after(&self, u: &[Unit], from: usize, cue: Cue) -> Option<Found> {
        let frames = cue.frames;
        let mut j = from;
        let mut hearer = false;
        let mut asked = None;
        let mut about = None;
        let quotes = frames.has('q') || frames.has('g');
        while j < u.len() && j < from + 24 {
            match u[j].class {
                Class::Quote => {
                    if !quotes && !frames.has('o') && !frames.has('c') && !frames.has('b') && !frames.has('t')
                    {
                        return None;
                    }
                    let marked = matches!(u[j - 1].class, Class::Comma | Class::Colon);
                    let work = j == from && matches!(cue.manner, Manner::Sung | Manner::Written);
                    if !marked && (j > from || work) && self.title(u, j) {
                        return None;
                    }
                    let ends = j + 1 >= u.len()
                        || matches!(
                            u[j + 1].class,
                            Class::Stop
                                | Class::Comma
                                | Class::Quote
                                | Class::Semicolon
                                | Class::Close
                                | Class::Dash
                        )
                        || self.full(&u[j])
                        || self.capital(&u[j]) && matches!(u[j - 1].class, Class::Comma | Class::Colon);
                    let opened =
                        j == from || matches!(u[j - 1].class, Class::Comma | Class::Colon) || j > from;
                    if quotes
                        && ends
                        && opened
                        && (self.full(&u[j])
                            || self.capital(&u[j]) && matches!(u[j - 1].class, Class::Comma | Class::Colon))
                        && (self.capital(&u[j]) || j + 1 >= u.len() || u[j + 1].class != Class::And)
                    {
                        let mut e = j + 1;
                        let mut ranges = vec![(j, e)];
                        loop {
                            // `“A,” “B” and “C”`.
                            let and = usize::from(
                                u.get(e).is_some_and(|x| matches!(x.class, Class::And | Class::Comma)),
                            );
                            if !u
                                .get(e + and)
                                .is_some_and(|x| x.class == Class::Quote && (and == 0 || self.capital(x)))
                            {
                                break;
                            }
                            ranges.push((e + and, e + and + 1));
                            e += and + 1;
                        }
                        // `replied: “A,” she wrote, “B”`: the nearer pair has it.
                        if Self::new_subject(u, e) && !self.words(&u[j]).ends_with('.') {
                            return None;
                        }
                        return Some(Found { ranges, shape: Shape::QuoteAfter });
                    }
                    if j == from || hearer || frames.has('o') {
                        let shape = if frames.has('q') { Shape::QuoteAfter } else { Shape::Object };
                        return Some(Found { ranges: vec![(j, self.clause_end(u, j))], shape });
                    }
                    return None;
                }
                Class::Colon => {
                    if !quotes {
                        return None;
                    }
                    if j + 1 >= u.len() {
                        return Some(Found { ranges: Vec::new(), shape: Shape::Block });
                    }
                    if u[j + 1].class != Class::Quote {
                        return Some(Found {
                            ranges: vec![(j + 1, trim_stop(u, u.len()))],
                            shape: Shape::Bare,
                        });
                    }
                    j += 1;
                }
                Class::That => {
                    return (frames.has('t') || frames.has('x'))
                        .then(|| Found { ranges: vec![(j, self.clause_end(u, j + 1))], shape: Shape::That });
                }
                Class::Question => {
                    return frames.has('w').then(|| Found {
                        ranges: vec![(j, self.clause_end(u, j + 1))],
                        shape: Shape::Question,
                    });
                }
                Class::Subordinator if frames.has('w') && self.is(&u[j], &["if", "when"]) && j == from => {
                    return Some(Found {
                        ranges: vec![(j, self.clause_end(u, j + 1))],
                        shape: Shape::Question,
                    });
                }
                // "said despite the rain, she would stay".
                Class::Preposition | Class::Subordinator
                    if j == from
                        && frames.has('b')
                        && !frames.has('o')
                        && u.get(j + 1).is_some_and(|x| !x.time && x.class != Class::Number)
                        && let Some(clause) = Self::fronted(u, j) =>
                {
                    return Some(Found { ranges: vec![(j, self.clause_end(u, clause))], shape: Shape::Bare });
                }
                // "cited polling data".
                Class::Verb
                    if frames.has('o')
                        && !hearer
                        && j == from
                        && (u[j].form == Some(Form::Gerund)
                            || u[j].form == Some(Form::Participle)
                                && u.get(j + 1)
                                    .is_some_and(|x| matches!(x.class, Class::Noun | Class::Name))) =>
                {
                    return Some(Found { ranges: vec![(j, self.phrase_end(u, j))], shape: Shape::Object });
                }
                // "said there was no fire", "said if it rained they would leave".
                Class::Subordinator | Class::Adverb | Class::Subject | Class::Other
                    if frames.has('b')
                        && !hearer
                        && (self.is(&u[j], &["there"])
                            && u.get(j + 1)
                                .is_some_and(|x| matches!(x.class, Class::Verb | Class::Auxiliary))
                            || j == from && self.is(&u[j], &["if"]) && !frames.has('w')) =>
                {
                    return Some(Found { ranges: vec![(j, self.clause_end(u, j + 1))], shape: Shape::Bare });
                }
                Class::Comma => {
                    let next = u.get(j + 1)?;
                    if next.class == Class::Quote && quotes || next.class == Class::That && frames.has('t') {
                        j += 1;
                        continue;
                    }
                    // "told the crowd, he had left".
                    if hearer && next.class == Class::Subject && Self::starts_clause(u, j + 1) {
                        return Some(Found {
                            ranges: vec![(j + 1, self.clause_end(u, j + 1))],
                            shape: Shape::Bare,
                        });
                    }
                    // An insertion between commas: "said, according to him, that".
                    let close = (j + 1..u.len().min(j + 14))
                        .find(|k| matches!(u[*k].class, Class::Comma | Class::Quote | Class::Stop))?;
                    if u[close].class == Class::Comma
                        && u.get(close + 1).is_some_and(|x| x.class == Class::That || x.class == Class::Quote)
                    {
                        j = close + 1;
                        continue;
                    }
                    if u[close].class == Class::Quote
                        && quotes
                        && !u[j + 1..close].iter().any(|x| x.cue.is_some())
                        && self.full(&u[close])
                        && u[close - 1].class == Class::Comma
                    {
                        j = close;
                        continue;
                    }
                    break;
                }
                Class::To
                    if u.get(j + 1).is_some_and(|x| {
                        x.class == Class::Verb
                            || x.class == Class::Auxiliary
                            || x.class == Class::Quote && frames.has('i') && !self.capital(x)
                            || matches!(x.class, Class::Adverb | Class::Noun)
                                && u.get(j + 2).is_some_and(|y| y.class == Class::Verb)
                    }) =>
                {
                    let fits = frames.has('i') || hearer && (frames.has('X') || frames.has('x'));
                    // "urged them to leave" asks for all of it; "told them to leave" has a hearer.
                    let first = match asked {
                        Some(first) if frames.has('X') && (!frames.has('x') || cue.lemma == "ask") => first,
                        _ => j,
                    };
                    return fits.then(|| Found {
                        ranges: vec![(first, self.phrase_end(u, j + 1))],
                        shape: Shape::Infinitive,
                    });
                }
                Class::Preposition | Class::To => {
                    let e = noun_phrase_right(u, j + 1);
                    if about.is_none()
                        && j == from
                        && self.is(&u[j], &["for", "of", "about", "against", "over", "with"])
                    {
                        about = Some(j);
                    }
                    if e == j + 1 {
                        break;
                    }
                    j = e;
                }
                Class::Adverb | Class::Not => j += 1,
                _ if u[j].time => j += 1,
                Class::Determiner
                | Class::Possessor
                | Class::Subject
                | Class::Object
                | Class::Noun
                | Class::Name
                | Class::Number
                | Class::Adjective => {
                    let e = noun_phrase_right(u, j).max(j + 1);
                    let next = u.get(e).map(|x| x.class);
                    if u[j..e].iter().all(|x| x.time || x.class == Class::Determiner)
                        && u[j..e].iter().any(|x| x.time)
                        && next.is_some_and(|c| !matches!(c, Class::Verb | Class::Auxiliary))
                    {
                        j = e;
                        continue;
                    }
                    let clause_end = self.clause_end(u, j);
                    let finite = u[j].class != Class::Object
                        && (has_finite(u, e, clause_end) || next == Some(Class::Quote) && frames.has('b'))
                        && !matches!(next, Some(Class::That | Class::To | Class::Question));
                    let takes_hearer = frames.has('x') || frames.has('X');
                    if takes_hearer
                        && !hearer
                        && !(frames.has('b')
                            && finite
                            && matches!(next, Some(Class::Verb | Class::Auxiliary | Class::Adverb)))
                    {
                        let opener = (e..u.len().min(e + 10)).find(|k| {
                            matches!(
                                u[*k].class,
                                Class::That
                                    | Class::Quote
                                    | Class::Colon
                                    | Class::Question
                                    | Class::Verb
                                    | Class::Auxiliary
                                    | Class::To
                            )
                        });
                        if opener.is_some() || frames.has('x') && !frames.has('o') {
                            hearer = true;
                            asked = Some(j);
                            j = e;
                            continue;
                        }
                    }
                    if finite
                        && (frames.has('b')
                            || hearer
                            || frames.has('t')
                                && self.subject_pronoun(&u[j])
                                && matches!(next, Some(Class::Verb | Class::Auxiliary | Class::Adverb)))
                    {
                        return Some(Found { ranges: vec![(j, clause_end)], shape: Shape::Bare });
                    }
                    if frames.has('c') && !hearer {
                        let to = self.phrase_end(u, j);
                        return Some(Found { ranges: vec![(j, to)], shape: Shape::Called });
                    }
                    // "said the rates paid by others “do nothing”": the clause goes on into the marks.
                    if !hearer
                        && frames.has('b')
                        && !frames.has('o')
                        && u[j].class != Class::Object
                        && let Some(k) = (e..clause_end).find(|k| u[*k].class == Class::Quote)
                        && !self.capital(&u[k])
                        && !u[e..k].iter().any(|x| x.cue.is_some() || x.class == Class::Comma)
                    {
                        return Some(Found { ranges: vec![(j, clause_end)], shape: Shape::Bare });
                    }
                    if frames.has('o') && !hearer {
                        // "praised the crew before she left": the time is the reporter's.
                        let phrase_end = self.phrase_end(u, j);
                        let phrase_end = self.without_weekday(u, j, phrase_end);
                        let to = (j + 1..phrase_end)
                            .find(|k| {
                                u[*k].class == Class::Subordinator
                                    && self.is(&u[*k], &["before", "after", "when", "while", "since", "once"])
                            })
                            .unwrap_or(phrase_end);
                        return Some(Found { ranges: vec![(j, to)], shape: Shape::Object });
                    }
                    // A quotation may still follow: "wrote a letter: “…”".
                    if quotes
                        && let Some(k) = (e..u.len().min(e + 16))
                            .find(|k| matches!(u[*k].class, Class::Quote | Class::Colon))
                        && (u[k].class == Class::Colon
                            || self.full(&u[k]) && matches!(u[k - 1].class, Class::Comma))
                        && !u[e..k].iter().any(|x| x.cue.is_some() || x.class == Class::Semicolon)
                    {
                        j = k;
                        continue;
                    }
                    break;
                }
                _ => break,
            }
        }
        let about = about?;
        (frames.has('f') || frames.has('w'))
            .then(|| Found { ranges: vec![(about, self.phrase_end(u, about))], shape: Shape::About })
    }

    /// The clause that a phrase or clause with a comma stands before: `despite the rain, she would stay`.
    fn fronted(u: &[Unit], at: usize) -> Option<usize> {
        let comma = (at + 1..u.len().min(at + 24))
            .find(|j| matches!(u[*j].class, Class::Comma | Class::Quote | Class::Semicolon | Class::Stop));
        comma.map(|c| c + 1).filter(|at| {
            u[at - 1].class == Class::Comma && Self::starts_clause(u, *at) && !Self::new_subject(u, *at)
        })
    }

    /// Whether quoted words within a phrase read as the name of a thing: `on the “Harbour Show.”`
    pub(super) fn title(&self, u: &[Unit], j: usize) -> bool {
        let words = self.words(&u[j]);
        let held = matches!(
            u[j - 1].class,
            Class::Genitive | Class::Determiner | Class::Possessor | Class::Preposition | Class::Adjective
        );
        let count = words.split_whitespace().count();
        held && count < 4 || self.capitals(&u[j]) && count <= 8 && !words.ends_with(['!', '?'])
    }

    /// Whether every word of a quoted stretch that carries matter begins with a capital, as in a title.
    pub(super) fn capitals(&self, unit: &Unit) -> bool {
        let small =
            ["of", "the", "a", "an", "and", "in", "on", "to", "for", "with", "from", "or", "at", "by", "is"];
        self.words(unit).split_whitespace().all(|w| {
            small.contains(&w)
                || !w.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase)
        })
    }

    pub(super) fn subject_pronoun(&self, unit: &Unit) -> bool {
        unit.class == Class::Subject && self.is(unit, &["he", "she", "they", "we", "i", "it"])
    }

    /// Where the clause that starts at `from` ends.
    pub(super) fn clause_end(&self, u: &[Unit], from: usize) -> usize {
        self.stretch_end(u, from, true)
    }

    /// Where the phrase that starts at `from` ends: it takes fewer additions with it than a clause does, since what
    /// comes after its comma is the reporter's more often than not.
    pub(super) fn phrase_end(&self, u: &[Unit], from: usize) -> usize {
        self.stretch_end(u, from, false)
    }

    fn stretch_end(&self, u: &[Unit], from: usize, clause: bool) -> usize {
        let mut depth = 0;
        let mut j = from;
        while j < u.len() {
            match u[j].class {
                Class::Open => depth += 1,
                Class::Close => {
                    if depth == 0 {
                        return j;
                    }
                    depth -= 1;
                }
                Class::Semicolon => return j,
                // An aside to the end of the sentence.
                Class::Dash
                    if depth == 0
                        && j > from + 1
                        && u.get(j + 1).is_some_and(|x| x.span.start() > u[j].span.end())
                        && u[j - 1].span.end() < u[j].span.start()
                        && !u[j + 1..].iter().any(|x| x.class == Class::Dash) =>
                {
                    return j;
                }
                Class::Colon if depth == 0 && u.get(j + 1).is_some_and(|x| x.class != Class::Quote) => {
                    return j;
                }
                Class::Comma if depth == 0 && self.breaks(u, j + 1) => return j,
                Class::Comma if depth == 0 && !clause && self.adds(u, j + 1) => return j,
                Class::And | Class::But if depth == 0 && j > from && Self::new_cue(u, j + 1) => return j,
                // "promotes the plan and showcases her record": another verb of the same subject.
                Class::And | Class::But
                    if depth == 0
                        && !clause
                        && j > from
                        && !has_finite(u, from, j)
                        && u.get(j + 1).is_some_and(|x| {
                            x.class == Class::Verb && matches!(x.form, Some(Form::Past | Form::Present))
                        }) =>
                {
                    return j;
                }
                _ => {}
            }
            j += 1;
        }
        trim_stop(u, u.len())
    }

    /// Whether the words after a comma add something of the reporter's to a phrase: a participle, an apposition, a
    /// subordinate clause.
    fn adds(&self, u: &[Unit], at: usize) -> bool {
        let Some(next) = u.get(at) else { return true };
        match next.class {
            Class::Verb => next.form == Some(Form::Gerund),
            Class::Subordinator => true,
            Class::And | Class::But => Self::starts_clause(u, at + 1),
            Class::Determiner | Class::Possessor
                if self.is(next, &["a", "an", "the", "his", "her", "their"]) =>
            {
                // "the mayor, the clerk and the guard" is a list.
                let end = noun_phrase_right(u, at);
                let is = |at: usize, class: Class| u.get(at).is_some_and(|x| x.class == class);
                let listed = is(end, Class::And) || (is(end, Class::Comma) && is(end + 1, Class::And));
                !listed && !(at..end).any(|at| is(at, Class::And))
            }
            _ => false,
        }
    }

    /// Without the weekday at the end of a phrase: "endorsed the plan **on Monday**".
    fn without_weekday(&self, u: &[Unit], from: usize, end: usize) -> usize {
        const DAYS: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let Some(last) = end.checked_sub(1).filter(|l| *l > from) else { return end };
        if !self.is(&u[last], &DAYS) {
            return end;
        }
        let cut = if self.is(&u[last - 1], &["on"]) { last - 1 } else { last };
        let held = cut <= from
            || matches!(
                u[cut - 1].class,
                Class::Genitive
                    | Class::Determiner
                    | Class::Possessor
                    | Class::Preposition
                    | Class::To
                    | Class::And
                    | Class::Adjective
            );
        if held { end } else { cut }
    }

    /// Whether the words after a comma leave the clause.
    pub(super) fn breaks(&self, u: &[Unit], at: usize) -> bool {
        let Some(next) = u.get(at) else { return true };
        if self.is(next, &["according"]) {
            return true;
        }
        match next.class {
            Class::Verb => next.cue.is_some_and(|c| next.form.unwrap_or(c.form) == Form::Gerund),
            Class::Adverb => {
                u.get(at + 1).is_some_and(|x| x.cue.is_some_and(|c| x.form.unwrap_or(c.form) == Form::Gerund))
            }
            Class::But | Class::And => {
                Self::new_cue(u, at + 1)
                    || Self::new_subject(u, at + 1)
                    || next.class == Class::But && Self::starts_clause(u, at + 1)
            }
            Class::Relative => true,
            Class::Subordinator => self.is(next, &["while", "although", "though"]),
            // ", she said": an insertion; the clause before ends there.
            _ => {
                Self::new_subject(u, at) && {
                    let e = noun_phrase_right(u, at);
                    let mut v = e;
                    while v < u.len() && matches!(u[v].class, Class::Auxiliary | Class::Adverb) {
                        v += 1;
                    }
                    let tail = skip_adverbials(u, v + 1);
                    u.get(tail).is_none_or(|x| matches!(x.class, Class::Comma | Class::Stop))
                }
            }
        }
    }

    /// A finite cue without a subject of its own starts at `at`.
    pub(super) fn new_cue(u: &[Unit], at: usize) -> bool {
        let mut j = at;
        while j < u.len() && matches!(u[j].class, Class::Adverb | Class::Auxiliary | Class::Not) {
            j += 1;
        }
        u.get(j).is_some_and(|x| {
            x.cue.is_some_and(|c| {
                let form = x.form.unwrap_or(c.form);
                matches!(form, Form::Past | Form::Present) && (c.frames.has('q') || c.frames.has('t'))
                    || form == Form::Participle && j > at
            })
        })
    }

    /// A noun phrase and a cue start at `at`.
    pub(super) fn new_subject(u: &[Unit], at: usize) -> bool {
        if at >= u.len() {
            return false;
        }
        let e = noun_phrase_right(u, at);
        e > at && Self::new_cue(u, e) && u.get(e).is_some_and(|x| x.cue.is_none_or(|c| c.frames.has('q')))
    }
}

/// Without the full stop at the end.
pub(super) fn trim_stop(u: &[Unit], end: usize) -> usize {
    let mut end = end;
    while end > 0 && matches!(u[end - 1].class, Class::Stop | Class::Colon | Class::Semicolon) {
        end -= 1;
    }
    end
}
