//! *Who does what this verb says: the phrase before it, behind a comma, or after it?*
//!
//! Over noun phrases ([`super::phrase`]): appositions and insertions between commas are passed or taken along, what tells only
//! when and where it was said is left out, and a verb without a subject of its own shares that of the clause before.
//!
//! All indices are into the units of one sentence, ends exclusive.

use super::cues::Form;
use super::phrase::{
    REACH, adjacent, boundary, core, group_start, has_finite, noun_phrase_left, noun_phrase_right, occasion,
};
use super::units::{Class, Link, Unit};

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
            // "many of whom": the relative word's phrase.
            Class::Relative
                if e >= 2
                    && u[e - 1].link == Link::Of
                    && matches!(u[e - 2].class, Class::Determiner | Class::Subject | Class::Number) =>
            {
                return Some(Subject::plain(e - 2, e + 1));
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
                if let Some(subject) = within(u, first, e, group) {
                    return Some(subject);
                }
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
                        // "Reed in a letter said": where it was said is no part of who it is.
                        let aside = u[before].class == Class::Name
                            && u[first - 1].link == Link::At
                            && occasion(u, first);
                        return Some(Subject::plain(start, if aside { before + 1 } else { e + 1 }));
                    }
                }
                // A name before a comma that completes a description: "the harbour's chief, Ann Reed, said".
                return Some(Subject::plain(first, e + 1));
            }
        }
    }
}

fn gerund(u: &[Unit], i: usize) -> bool {
    u.get(i).is_some_and(|x| x.form == Some(Form::Gerund))
}

/// The subject where it is a part of the phrase `first..=last` before the verb.
fn within(u: &[Unit], first: usize, last: usize, group: usize) -> Option<Subject> {
    // "Reed last week said".
    if u[last].time {
        let mut end = last;
        while end > first && u[end].time {
            end -= 1;
        }
        if end > first && u[end].class == Class::Adjective && !u[end].time {
            end -= 1;
        }
        let who = matches!(u[end].class, Class::Name | Class::Subject) && u[end + 1].class != Class::Genitive;
        return (who && end >= first && !u[end].time).then(|| Subject::plain(first, end + 1));
    }
    if u[last].class != Class::Name {
        return None;
    }
    let name = (first..last).rev().find(|i| u[*i].class != Class::Name).map_or(first, |i| i + 1);
    // "footage of Reed saying": the words are those of whom it shows.
    if gerund(u, group) && name > first && u[name - 1].link == Link::Of {
        return Some(Subject::plain(name, last + 1));
    }
    // "In an interview Reed said": one phrase is the occasion, the other the speaker.
    let fronted = first > 0
        && u[first - 1].class == Class::Preposition
        && (first == 1 || matches!(u[first - 2].class, Class::But | Class::And | Class::Quote | Class::That));
    if fronted && occasion(u, first) && name > first + 1 {
        if u[name - 1].class == Class::Noun {
            return Some(Subject::plain(name, last + 1));
        }
        // "In a meeting with the Harbour Board Reed said".
        if u[first - 1].link == Link::At && last > name && !gerund(u, group) {
            return Some(Subject::plain(last, last + 1));
        }
    }
    None
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
                // "for example", "in particular", "on Monday"; behind a name also "under fire over it"; but "of Averlin", "from the union".
                Class::Preposition => {
                    end - start <= 3
                        && next.is_none_or(|x| x.time || matches!(x.class, Class::Noun | Class::Adjective))
                        || matches!(u[start].link, Link::None | Link::At)
                            && start >= 2
                            && u[start - 2].class == Class::Name
                }
                // "speaking on Monday"; but "including Bell".
                Class::Verb => u[start].form == Some(Form::Gerund) && u[start].link == Link::None,
                // "Reed, who left early, said": known by then, and told more of. "Ann Reed, who leads the union, said": this is who she is.
                Class::Relative => {
                    start >= 2
                        && u[start - 2].class == Class::Name
                        && (start == 2 || !core(u[start - 3].class) && u[start - 3].class != Class::Dash)
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
        // "In addition, the mayor, Ann Reed, said", "Last week, …": the subject begins behind that.
        let fronted = first > 0 && first < 6 && matches!(u[first - 1].class, Class::Preposition | Class::To)
            || start == 0 && u[..end].iter().all(|x| x.time || x.class == Class::Adjective);
        if fronted
            && segments > 1
            && u.get(end + 1)
                .is_some_and(|x| core(x.class) || matches!(x.class, Class::Determiner | Class::Possessor))
        {
            return Some(Subject::plain(end + 1, whole));
        }
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
                        && u.get(phrase).is_some_and(|x| matches!(x.class, Class::Relative | Class::That))
                    || !has_finite(u, end + 1, stop) && !u[end + 1..stop].iter().any(|x| x.cue.is_some())
            }
            Class::Relative => true,
            // "Ann Reed, now a partner at Bell's".
            Class::Adverb => {
                noun_phrase_right(u, end + 2) > end + 2
                    && !has_finite(u, end + 1, stop)
                    && !u[end + 1..stop].iter().any(|x| x.cue.is_some())
            }
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
