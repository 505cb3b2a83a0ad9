//! *Which words does a clause beside the main one report?* `Asked whether it rained, …`; `As the Herald reported, …`.
//!
//! Also tells whether what the tagger takes for a participle must be the verb of its clause.

use copydesk_model::{QuotationKind, Span};

use super::attribute::{Reader, cover};
use super::cues::Cue;
use super::draft::{Draft, Shape, Source};
use super::phrase::{REACH, has_finite, noun_phrase_right};
use super::units::{Class, Sentence, Unit};

impl Reader<'_> {
    /// `Asked whether it rained, she left`: words without a source.
    pub(super) fn asked(
        &mut self,
        sentence: Sentence,
        span: Span,
        u: &[Unit],
        first: usize,
        verb: usize,
        cue: Cue,
    ) -> bool {
        let opens = first == 0
            || matches!(
                u[first - 1].class,
                Class::Subordinator | Class::Comma | Class::And | Class::Dash | Class::Quote
            );
        let mut from = verb + 1;
        // "Asked by Ann Reed whether …": she asked.
        let mut source = None;
        if u.get(from).is_some_and(|x| self.is(x, &["by"])) {
            let end = noun_phrase_right(u, from + 1);
            if end > from + 1 {
                source = Some(Source { span: cover(u, from + 1, end), antecedent: None, shared: false });
                from = end;
            }
        }
        let from = if u.get(from).is_some_and(|x| x.class != Class::Question) {
            super::before::skip_times(u, from)
        } else {
            from
        };
        let Some(next) = u.get(from) else { return false };
        let about = next.class == Class::Preposition && self.is(next, &["about"]);
        if !opens
            || cue.lemma != "ask"
            || !(next.class == Class::Question || self.is(next, &["if", "who", "which"]) || about)
        {
            return false;
        }
        let from = if about { from + 1 } else { from };
        let comma = (from..u.len()).find(|j| u[*j].class == Class::Comma && Self::starts_clause(u, j + 1));
        let to = comma.unwrap_or_else(|| self.clause_end(u, from));
        let draft = Draft {
            cue: Some(cover(u, first, if about { from } else { verb + 1 })),
            manner: Some(cue.manner),
            source,
            complex: true,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Indirect, Shape::Passive)
        };
        self.push(draft, u, &[(from, to)]);
        true
    }

    /// `As reported by the Herald, it rained`.
    pub(super) fn as_told(
        &mut self,
        sentence: Sentence,
        span: Span,
        u: &[Unit],
        first: usize,
        verb: usize,
        cue: Cue,
    ) -> bool {
        if !self.is(&u[first - 1], &["as"]) || !u.get(verb + 1).is_some_and(|x| self.is(x, &["by"])) {
            return false;
        }
        let end = noun_phrase_right(u, verb + 2);
        if end == verb + 2 {
            return false;
        }
        let draft = Draft {
            cue: Some(cover(u, first, verb + 1)),
            manner: Some(cue.manner),
            source: Some(Source { span: cover(u, verb + 2, end), antecedent: None, shared: false }),
            complex: true,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Indirect, Shape::According)
        };
        let mut done = 0;
        self.as_clause(&draft, u, (first, end), 0, &mut done)
    }

    /// `As the Herald reported, it rained`; `it rained, as the Herald reported`. Says whether it was that.
    pub(super) fn as_clause(
        &mut self,
        draft: &Draft,
        u: &[Unit],
        (block, end): (usize, usize),
        base: usize,
        done: &mut usize,
    ) -> bool {
        let Some(at) = block.checked_sub(1).filter(|at| self.is(&u[*at], &["as"])) else { return false };
        let opens =
            u[..at].iter().all(|x| matches!(x.class, Class::And | Class::But | Class::Comma | Class::Open));
        let mut draft = draft.clone();
        draft.shape = Shape::According;
        if opens {
            let comma = super::before::skip_adverbials(u, end);
            if !u.get(comma).is_some_and(|x| x.class == Class::Comma) {
                return false;
            }
            let to = self.clause_end(u, comma + 1);
            if to <= comma + 1 {
                return false;
            }
            let to = self.ending(u, comma + 1, to, Shape::ClauseBefore, draft.cue.unwrap_or_default());
            self.push(draft, u, &[(comma + 1, to)]);
            *done = (*done).max(comma);
            return true;
        }
        let comma = at.checked_sub(1).filter(|c| u[*c].class == Class::Comma);
        comma.is_some() && self.clause_before(draft, u, at, end, *done, base) && {
            *done = (*done).max(end);
            true
        }
    }

    /// Whether what looks like a participle must be the verb of its clause, since there is no other.
    pub(super) fn must_be_finite(u: &[Unit], first: usize, to: usize, scope: usize) -> bool {
        let clause = (0..first)
            .rev()
            .take(REACH)
            .find(|j| {
                matches!(
                    u[*j].class,
                    Class::Semicolon
                        | Class::That
                        | Class::Subordinator
                        | Class::Question
                        | Class::Quote
                        | Class::Colon
                ) || u[*j].class == Class::Comma
                    && u.get(j + 1).is_some_and(|x| matches!(x.class, Class::And | Class::But))
            })
            .map_or(first.saturating_sub(REACH), |j| j + 1);
        !has_finite(u, clause, first)
            && (to + 1 >= scope
                || u.get(to).is_none_or(|x| {
                    matches!(
                        x.class,
                        Class::And
                            | Class::But
                            | Class::Comma
                            | Class::Stop
                            | Class::Subordinator
                            | Class::Semicolon
                            | Class::Dash
                    )
                }))
    }
}
