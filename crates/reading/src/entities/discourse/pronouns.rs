//! *Who is "she"?* Pronouns of the third person, and who cannot be meant because the words are theirs or about them.

use std::ops::Range;

use copydesk_language::Upos;
use copydesk_model::MentionForm;

use super::{Discourse, Place, small};
use crate::entities::lexicon::Class;

/// What speaks for and against a candidate, fitted by coordinate ascent on GAP (development) and the open genres of
/// GUM: numbers only, no words.
mod weights {
    /// Against, for each sentence between, up to five.
    pub(super) const SENTENCE: i32 = 14;
    /// Against, for each person mentioned later.
    pub(super) const RANK: i32 = 4;
    /// For the subject of its sentence, when the pronoun is a subject too.
    pub(super) const SUBJECT_OF_SUBJECT: i32 = 24;
    /// For the subject of its sentence, when the pronoun is none.
    pub(super) const SUBJECT: i32 = 15;
    /// For a possessor.
    pub(super) const POSSESSOR: i32 = 8;
    /// For each mention so far, up to six.
    pub(super) const MENTION: i32 = 1;
    /// For a gender that is known and the same.
    pub(super) const GENDER: i32 = 10;
    /// Against, when a paragraph has ended between.
    pub(super) const PARAGRAPH: i32 = 4;
    /// Against somebody who was only mentioned inside quotation marks, from outside.
    pub(super) const QUOTED: i32 = 30;
    /// For the subject of the sentence of "himself".
    pub(super) const REFLEXIVE: i32 = 40;
    /// How much better than the second the best has to be.
    pub(super) const MARGIN: i32 = 1;
}

impl Discourse<'_> {
    pub(super) fn pronoun(&mut self, t: usize) {
        let class = self.scan.class(t);
        let found = if class.is(Class::THEY) {
            self.resolve_they(t)
        } else {
            self.ahead(t).or_else(|| self.resolve_he(t))
        };
        if let Some(d) = found {
            self.pronouns.insert(t, d);
            self.mention(d, &(t..t + 1), self.scan.span(t), MentionForm::Pronoun);
            if let Some(gender) = class.gender() {
                self.drafts[d].entity.gender.get_or_insert(gender);
            }
        }
    }

    /// "they": the couple, or the two joined in this sentence or the one before.
    pub(super) fn resolve_they(&self, t: usize) -> Option<usize> {
        let sentence = self.scan.sentence(t);
        let near = |d: &&usize| {
            let draft = &self.drafts[**d];
            draft.entity.plural && draft.seen.is_some_and(|s| sentence.saturating_sub(s.sentence) <= 1)
        };
        // Another plural between would be as good.
        let d = self.memory.iter().find(near).copied()?;
        let since = self.drafts[d].seen?.token;
        let first = self.phrases.partition_point(|p| p.head <= since);
        let other = self.phrases[first..]
            .iter()
            .take_while(|p| p.head < t)
            .any(|p| p.class.is(Class::PLURAL) && !p.class.is(Class::GROUP));
        (!other).then_some(d)
    }

    pub(super) fn resolve_he(&self, t: usize) -> Option<usize> {
        let scan = self.scan;
        let gender = scan.class(t).gender();
        let quote = scan.quote(t);
        let sentence = scan.sentence(t);
        let paragraph = scan.paragraph(t);
        let subject = scan.class(t).is(Class::SUBJECT_PRONOUN);
        let reflexive = scan.word(t).ends_with("self");
        let object = scan.class(t).is(Class::OBJECT_PRONOUN)
            || (scan.word(t).eq_ignore_ascii_case("her") && !self.before_noun(t));
        let spoken_of = self.speech(&(t..t + 1)).map_or_else(Vec::new, |q| self.named_in(q));

        let mut scored: Vec<(i32, usize)> = Vec::new();
        for (rank, (d, seen)) in self.persons(t).into_iter().enumerate() {
            let draft = &self.drafts[d];
            let entity = &draft.entity;
            if matches!((gender, entity.gender), (Some(a), Some(b)) if a != b)
                || subject && spoken_of.contains(&d)
            {
                continue;
            }
            let far = small(sentence.saturating_sub(seen.sentence));
            if far > 6 && rank > 2 {
                continue;
            }
            // "Ruiz thanked her": not Ruiz.
            if object && far == 0 && seen.own == Place::Subject && !self.clause_between(seen.token, t) {
                continue;
            }
            let mut score = 100 - weights::SENTENCE * far.min(5) - weights::RANK * small(rank);
            score += match (seen.place, subject) {
                (Place::Subject, true) => weights::SUBJECT_OF_SUBJECT,
                (Place::Subject, false) => weights::SUBJECT,
                (Place::Possessor, _) => weights::POSSESSOR,
                (Place::Other, _) => 0,
            };
            score += weights::MENTION * small(draft.count.min(6));
            if gender == entity.gender {
                score += weights::GENDER;
            }
            if seen.paragraph != paragraph {
                score -= weights::PARAGRAPH;
            }
            if seen.quote != 0 && quote == 0 {
                score -= weights::QUOTED;
            }
            if reflexive && far == 0 && seen.place == Place::Subject {
                score += weights::REFLEXIVE;
            }
            score += draft.standing();
            scored.push((score, d));
        }
        scored.sort_by_key(|(score, d)| (std::cmp::Reverse(*score), *d));
        let (best, d) = *scored.first()?;
        let margin = scored.get(1).map_or(i32::MAX, |(second, _)| best - second);
        (margin >= weights::MARGIN && best > 20).then_some(d)
    }

    /// "In **her** opening words, Ruiz …": the subject behind the comma, when the sentence opens with a subordinate
    /// phrase and nobody is mentioned before the pronoun.
    pub(super) fn ahead(&mut self, t: usize) -> Option<usize> {
        let scan = self.scan;
        let start = scan.sentence_start(t);
        let opening = scan.class(start).is(Class::PREPOSITION | Class::COMPLEMENTIZER)
            || scan.upos(start) == Upos::Verb && scan.word(start).ends_with("ing");
        if !opening || scan.quote(start) != 0 || t > start + 14 || t == start {
            return None;
        }
        if (start..t)
            .any(|i| self.names.at(i).is_some() || self.pronouns.contains_key(&i) || scan.word(i) == ",")
        {
            return None;
        }
        let comma = (t + 1..scan.sentence_end(t).min(t + 20)).find(|i| scan.word(*i) == ",")?;
        let next = (comma + 1..comma + 3).find_map(|i| self.names.at(i))?;
        let name = &self.names.mentions[next];
        if name.tokens.start > comma + 2
            || !scan.together(t, name.tokens.start)
            || scan.quote(name.tokens.start) != 0
        {
            return None;
        }
        let tokens = name.tokens.clone();
        let d = self.draft_of_name(next);
        let fits = self.is_person(d)
            && !self.drafts[d].entity.plural
            && (self.drafts[d].supported)
            && !matches!((scan.class(t).gender(), self.drafts[d].entity.gender), (Some(a), Some(b)) if a != b)
            && self.place(&tokens) == Place::Subject;
        fits.then_some(d)
    }

    /// Whether "her" stands before its noun.
    pub(super) fn before_noun(&self, t: usize) -> bool {
        matches!(self.scan.upos(t + 1), Upos::Noun | Upos::Adj | Upos::Propn | Upos::Num)
            && self.scan.together(t, t + 1)
            && !self.scan.class(t + 1).is(Class::PREPOSITION | Class::DETERMINER)
    }

    /// Whether a new clause begins between two tokens.
    pub(super) fn clause_between(&self, a: usize, b: usize) -> bool {
        let scan = self.scan;
        (a + 1..b).any(|t| {
            matches!(scan.word(t), "," | ";" | "—" | "–")
                || scan.mark(t)
                || scan.class(t).is(Class::COMPLEMENTIZER)
                || scan.word(t) == "and"
                    && (scan.finite(t + 1) || scan.class(t + 1).is(Class::SUBJECT_PRONOUN))
        })
    }

    /// The quotation whose speaker stands at `tokens`: just before it behind a closing mark ("…," she said) or after
    /// a verb of saying (She said: "…").
    pub(super) fn speech(&self, tokens: &Range<usize>) -> Option<u32> {
        let scan = self.scan;
        if scan.quote(tokens.start) != 0 {
            return None;
        }
        let end = scan.sentence_end(tokens.start).max(tokens.end);
        for t in (tokens.start.saturating_sub(4)..tokens.start).rev() {
            if !scan.together(t, tokens.start) {
                break;
            }
            if scan.quote(t) != 0 {
                return self.long_quote(scan.quote(t), t);
            }
            if !(scan.mark(t) || scan.separator(t) || scan.verb(t) || scan.class(t).is(Class::SAY)) {
                break;
            }
        }
        let verb = (tokens.end..end.min(tokens.end + 14))
            .find(|t| scan.class(*t).is(Class::SAY) && scan.quote(*t) == 0)?;
        let inside = (verb..scan.len().min(verb + 8)).find(|t| scan.quote(*t) != 0)?;
        self.long_quote(scan.quote(inside), inside)
    }

    /// A quotation that is speech and no title.
    pub(super) fn long_quote(&self, quote: u32, at: usize) -> Option<u32> {
        let same = |t: &usize| self.scan.quote(*t) == quote;
        let back = (at.saturating_sub(5)..at).rev().take_while(same).count();
        let ahead = (at..(at + 6).min(self.scan.len())).take_while(same).count();
        (back + ahead > 4).then_some(quote)
    }

    /// The persons named inside a quotation: they are not its speaker.
    pub(super) fn named_in(&self, quote: u32) -> Vec<usize> {
        let Some(span) = self.quotes.get((quote as usize).wrapping_sub(1)) else { return Vec::new() };
        let mentions = &self.names.mentions;
        let first = mentions.partition_point(|n| n.span.start() < span.start());
        mentions[first..]
            .iter()
            .take_while(|n| n.span.end() <= span.end())
            .filter_map(|n| self.of_cluster[n.cluster])
            .collect()
    }
}
