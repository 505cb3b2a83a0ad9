//! *Where do the reported words end and the reporter's go on?*
//!
//! The frames give a first end by rule. Then every place of the sentence where a content may end (before a comma, a
//! conjunction, a preposition, a verb, at the end) is judged by a forest over numbers: the classes around the place, the
//! verbs and commas before and after it, what the next segment is made of, how far the rule's end lies. The best place wins.
//!
//! Left out on purpose: contents between marks only, which end with their marks.

use copydesk_model::Span;

use super::attribute::Reader;
use super::cues::Form;
use super::draft::Shape;
use super::forest;
use super::phrase::noun_phrase_right;
use super::units::{Class, Unit};

/// How many numbers describe a place.
pub(super) const FEATURES: usize = 49;

/// No place further than this from the beginning is looked at, but for the rule's.
const REACH: usize = 90;

/// A place where a content may end, for those who fit the forest.
#[derive(Clone, Debug)]
pub struct Place {
    /// The content up to there.
    pub content: Span,
    /// The cue.
    pub cue: Span,
    /// Whether the rule ends it there.
    pub rule: bool,
    /// What it looks like, in numbers.
    pub features: Vec<f32>,
}

/// Prepositions by what they mostly tell: place and time, a topic, a means, what binds to the word before.
/// From 1 on; 0 for what is none of them. `word` is in small letters.
pub(super) fn preposition(word: &str) -> u8 {
    match word {
        "in" | "on" | "at" | "during" | "within" | "throughout" | "near" | "inside" | "outside"
        | "across" => 1,
        "about" | "for" | "against" | "over" | "regarding" | "concerning" | "toward" | "towards" | "to" => 2,
        "with" | "without" | "by" | "via" | "through" | "from" | "amid" | "despite" | "following" => 3,
        "of" | "like" | "between" | "among" | "than" | "as" | "per" | "except" => 4,
        _ => 0,
    }
}

fn number(shape: Shape) -> f32 {
    match shape {
        Shape::That => 1.0,
        Shape::Bare => 2.0,
        Shape::Question => 3.0,
        Shape::Infinitive => 4.0,
        Shape::Object => 5.0,
        Shape::Called => 6.0,
        Shape::About => 7.0,
        Shape::Stance(_) => 8.0,
        Shape::ClauseBefore => 9.0,
        Shape::Relative => 10.0,
        Shape::Passive => 11.0,
        _ => 0.0,
    }
}

/// Whether a content may end before the unit `p`.
fn may_end(u: &[Unit], p: usize) -> bool {
    let held = matches!(
        u[p - 1].class,
        Class::Preposition
            | Class::To
            | Class::Determiner
            | Class::Possessor
            | Class::Comma
            | Class::And
            | Class::But
            | Class::Genitive
            | Class::Open
            | Class::Subordinator
            | Class::Relative
            | Class::That
            | Class::Question
            | Class::Dash
            | Class::Colon
            | Class::Semicolon
    );
    let goes_on = matches!(u[p].class, Class::Close | Class::Genitive | Class::Other | Class::Not)
        || matches!(u[p].class, Class::Noun | Class::Adjective | Class::Number)
            && matches!(u[p - 1].class, Class::Noun | Class::Adjective | Class::Number | Class::Name)
            && !u[p].time;
    !held && !goes_on
}

impl Reader<'_> {
    /// What words between marks end with: nothing to speak of, a comma, a stop.
    fn mark(&self, unit: &Unit) -> f32 {
        if unit.class != Class::Quote {
            return 0.0;
        }
        match self.words(unit).chars().next_back() {
            Some(',') => 2.0,
            Some('.' | '!' | '?' | '…') => 3.0,
            _ => 1.0,
        }
    }

    /// The end of the content that starts at `from` and by rule ends at `rule`.
    pub(super) fn ending(&mut self, u: &[Unit], from: usize, rule: usize, shape: Shape, cue: Span) -> usize {
        if rule <= from || rule > u.len() {
            return rule;
        }
        let limit = super::content::trim_stop(u, u.len()).max(rule);
        let (mut commas, mut finite, mut last_verb, mut last_comma) = (0_u32, 0_u32, from, from);
        let (mut depth, mut quotes) = (0_i32, 0_u32);
        let all_commas = u[from..limit].iter().filter(|x| x.class == Class::Comma).count() as u32;
        let verb = |x: &Unit| {
            x.class == Class::Auxiliary
                || x.class == Class::Verb && matches!(x.form, Some(Form::Past | Form::Present) | None)
        };
        let all_finite = u[from..limit].iter().filter(|x| verb(x)).count() as u32;
        let mut best = (f32::NEG_INFINITY, rule);
        let mut places = Vec::new();
        for p in from + 1..=limit {
            let before = &u[p - 1];
            match before.class {
                Class::Comma => {
                    commas += 1;
                    last_comma = p - 1;
                }
                Class::Open => depth += 1,
                Class::Close => depth -= 1,
                Class::Quote => quotes += 1,
                Class::Verb | Class::Auxiliary => last_verb = p - 1,
                _ => {}
            }
            finite += u32::from(verb(before));
            let looked_at = p == rule || p == limit || p - from <= REACH && p < u.len() && may_end(u, p);
            if !looked_at {
                continue;
            }
            let class =
                |at: Option<usize>| at.and_then(|at| u.get(at)).map_or(-1.0, |x| f32::from(x.class as u8));
            let form = |at: usize| u.get(at).and_then(|x| x.form).map_or(-1.0, |f| f32::from(f as u8));
            let time =
                |at: Option<usize>| f32::from(u8::from(at.and_then(|at| u.get(at)).is_some_and(|x| x.time)));
            let flag = |b: bool| f32::from(u8::from(b));
            // The next segment: from behind the comma or conjunction to the next mark.
            let mut s = p;
            while s < limit
                && s < p + 2
                && matches!(u[s].class, Class::Comma | Class::And | Class::But | Class::Dash)
            {
                s += 1;
            }
            let s_end = (s..limit.min(s + 40))
                .find(|at| {
                    matches!(
                        u[*at].class,
                        Class::Comma | Class::Semicolon | Class::Colon | Class::Dash | Class::Close
                    )
                })
                .unwrap_or(limit.min(s + 40));
            let segment = &u[s..s_end.max(s)];
            let phrase = noun_phrase_right(u, s);
            let features: [f32; FEATURES] = [
                number(shape),
                class(Some(from)),
                class(Some(from + 1)),
                (p - from) as f32,
                (rule as f32 - p as f32).clamp(-30.0, 30.0),
                flag(p == rule),
                flag(p == limit),
                (limit - p) as f32,
                class(p.checked_sub(1)),
                class(p.checked_sub(2)),
                class(Some(p)),
                class(Some(p + 1)),
                class(Some(p + 2)),
                form(p - 1),
                form(p),
                form(p + 1),
                form(from),
                time(p.checked_sub(1)),
                time(Some(p)),
                time(Some(p + 1)),
                u.get(p).map_or(-1.0, |x| f32::from(x.leads)),
                u.get(p + 1).map_or(-1.0, |x| f32::from(x.leads)),
                commas as f32,
                (all_commas - commas) as f32,
                finite as f32,
                (all_finite - finite) as f32,
                (p - last_verb) as f32,
                (p - last_comma) as f32,
                depth as f32,
                quotes as f32,
                class(Some(s)),
                form(s),
                class(Some(s + 1)),
                segment.len() as f32,
                flag(segment.iter().any(verb)),
                flag(segment.iter().any(|x| x.cue.is_some())),
                flag(segment.iter().any(|x| x.time)),
                flag(segment.iter().any(|x| x.class == Class::Quote)),
                class(Some(s_end)),
                (limit - s_end) as f32,
                flag(Self::new_cue(u, s)),
                flag(Self::new_subject(u, s)),
                (phrase - s) as f32,
                class(Some(phrase)),
                form(phrase),
                u.get(phrase).map_or(-1.0, |x| f32::from(x.leads)),
                self.mark(before),
                flag(u.get(s).is_some_and(|x| x.class == Class::Subject)),
                flag(Self::starts_clause(u, s)),
            ];
            let score = if p == from { None } else { forest::ENDING.above(&features, best.0) };
            if let Some(score) = score.filter(|score| *score > best.0) {
                best = (score, p);
            }
            if self.rows.is_some() {
                places.push(Place {
                    content: super::attribute::cover(u, from, p),
                    cue,
                    rule: p == rule,
                    features: features.to_vec(),
                });
            }
        }
        if let Some(rows) = &mut self.rows {
            rows.places.push(places);
        }
        best.1
    }
}
