//! *Which words stand before the pair of speaker and cue?* `“…,” she said, “…”`; `…, she said, …`.

use super::attribute::Reader;
use super::cues::Form;
use super::draft::{Draft, Shape};
use super::phrase::{has_finite, noun_phrase_right};
use super::units::{Class, Unit};

impl Reader<'_> {
    /// Whether nothing but adverbials stands between `from` and the end or a comma.
    pub(super) fn tail_ends(u: &[Unit], from: usize) -> bool {
        let j = skip_adverbials(u, from);
        j >= u.len()
            || matches!(
                u[j].class,
                Class::Stop | Class::Comma | Class::Semicolon | Class::Close | Class::Quote
            )
    }

    /// `“…,” she said[, “…”]`.
    pub(super) fn quote_before(&mut self, mut draft: Draft, u: &[Unit], q: usize, end: usize, done: usize) {
        draft.shape = Shape::QuoteBefore;
        // What stands before the quotation in its sentence may be its own beginning.
        let mut start = q;
        while start > done && u[start - 1].class == Class::Quote {
            start -= 1;
        }
        let lower = !self.capital(&u[start]);
        if lower && start > done && !matches!(u[start - 1].class, Class::Colon | Class::Semicolon) {
            let mut s = done;
            while s < start
                && matches!(
                    u[s].class,
                    Class::Comma | Class::And | Class::But | Class::Stop | Class::Close | Class::Other
                )
            {
                s += 1;
            }
            if s < start && !u[s..start].iter().any(|x| x.cue.is_some()) {
                start = s;
            }
        }
        let mut ranges = vec![(start, q + 1)];
        let mut j = skip_adverbials(u, end);
        if j < u.len() && matches!(u[j].class, Class::Comma | Class::Colon | Class::Dash) {
            j += 1;
        }
        if j < u.len() && u[j].class == Class::Quote && self.unclaimed_quote(&u[j]) {
            let mut e = j + 1;
            while e < u.len() && u[e].class == Class::Quote {
                e += 1;
            }
            ranges.push((j, e));
        }
        self.push(draft, u, &ranges);
    }

    /// `…, she said[, …]` without marks. Says whether it was that.
    pub(super) fn clause_before(
        &mut self,
        mut draft: Draft,
        u: &[Unit],
        block: usize,
        end: usize,
        done: usize,
        base: usize,
    ) -> bool {
        let comma = block - 1;
        let ends = Self::tail_ends(u, end)
            && !matches!(u.get(skip_adverbials(u, end)).map(|x| x.class), Some(Class::Comma | Class::Quote));
        // At the end of its sentence it takes all of it, whatever is said within.
        let semicolon = (0..comma).rev().find(|j| u[*j].class == Class::Semicolon).map_or(0, |j| j + 1);
        let mut start = if ends { semicolon.max(base) } else { done };
        while start < comma
            && matches!(
                u[start].class,
                Class::Comma
                    | Class::And
                    | Class::But
                    | Class::Stop
                    | Class::Dash
                    | Class::Semicolon
                    | Class::Other
            )
        {
            start += 1;
        }
        let j = skip_adverbials(u, end);
        let tail = u.get(j).map(|x| x.class);
        let split = match tail {
            None | Some(Class::Stop | Class::Semicolon | Class::Close) => false,
            Some(Class::Comma) => true,
            _ => return false,
        };
        // "But, she said, it rained": nothing of the words in front.
        let bare = start >= comma;
        let aside = !bare
            && matches!(u[start].class, Class::Subordinator | Class::To | Class::Preposition)
            && !has_finite(u, start, comma);
        if !split && (bare || aside) {
            return false;
        }
        let lower_quote = split && u.get(j + 1).is_some_and(|x| x.class == Class::Quote && !self.capital(x));
        if !lower_quote {
            if split && u.get(j + 1).is_some_and(|x| x.class == Class::Quote && self.full(x)) {
                return false;
            }
            let speech = u[start..comma.max(start)].iter().any(|x| x.class == Class::Quote && self.full(x));
            let finite = has_finite(u, start, comma)
                || split
                    && (has_finite(u, j + 1, u.len())
                        || u.get(j + 1).is_some_and(|x| x.class == Class::Verb));
            if !speech && !finite {
                return false;
            }
        }
        // `In particular, she said, it rained`: what stands in front is the reporter's.
        let front = bare
            || matches!(u[start].class, Class::Preposition | Class::Adverb) && !has_finite(u, start, comma);
        draft.shape = Shape::ClauseBefore;
        let mut ranges = vec![(start, comma)];
        if split {
            let from = j + 1;
            let next = u.get(from);
            let own = next.is_none_or(|x| {
                matches!(x.class, Class::Relative | Class::Subordinator)
                    || x.cue.is_some_and(|c| c.form == Form::Gerund)
                    || matches!(x.class, Class::And | Class::But) && u[from..].iter().any(|y| y.cue.is_some())
            });
            if !own {
                let to = self.clause_end(u, from);
                let to = self.ending(u, from, to, Shape::ClauseBefore, draft.cue.unwrap_or_default());
                if to > from {
                    if bare || front && !lower_quote {
                        ranges.clear();
                    }
                    ranges.push((from, to));
                }
            }
        }
        if bare && ranges.first().is_some_and(|r| r.0 >= r.1) {
            return false;
        }
        self.push(draft, u, &ranges);
        true
    }
}

/// Past adverbs, times and prepositional phrases: `on Monday`, `in a letter to the council`.
pub(super) fn skip_adverbials(u: &[Unit], from: usize) -> usize {
    let mut j = from;
    while j < u.len() && j < from + 24 {
        match u[j].class {
            Class::Adverb => j += 1,
            _ if u[j].time => j += 1,
            // "after the meeting": a time, unless a clause follows.
            Class::Subordinator => {
                let e = noun_phrase_right(u, j + 1);
                if e == j + 1 || u.get(e).is_some_and(|x| matches!(x.class, Class::Verb | Class::Auxiliary)) {
                    break;
                }
                j = e;
            }
            Class::Preposition | Class::To => {
                let e = noun_phrase_right(u, j + 1);
                if e == j + 1 {
                    break;
                }
                j = e;
            }
            // The hearer: "told reporters", "told the Herald".
            Class::Determiner
            | Class::Noun
            | Class::Name
            | Class::Object
            | Class::Possessor
            | Class::Adjective
            | Class::Number => {
                let e = noun_phrase_right(u, j);
                if e == j || e < u.len() && matches!(u[e].class, Class::Verb | Class::Auxiliary) {
                    break;
                }
                j = e;
            }
            _ => break,
        }
    }
    j
}

/// Past adverbs, times and places that do not open the words: `asked on Monday whether`.
pub(super) fn skip_times(u: &[Unit], from: usize) -> usize {
    let mut j = from;
    while let Some(x) = u.get(j) {
        match x.class {
            Class::Adverb => j += 1,
            _ if x.time => j += 1,
            Class::Preposition if u.get(j + 1).is_some_and(|y| y.time || y.class == Class::Name) => {
                j = noun_phrase_right(u, j + 1).max(j + 2);
            }
            _ => break,
        }
        if j > from + 8 {
            break;
        }
    }
    j
}
