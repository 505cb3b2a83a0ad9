//! *Whom does "the 38-year-old singer" mean?* Descriptions of single people, couples, relatives and organisations.

use copydesk_model::{AttributeName, EntityKind, Gender, MentionForm};

use super::{Discourse, LOOK_BACK, Place, Seen, small};
use crate::entities::ages;
use crate::entities::lexicon::Class;
use crate::entities::phrases::{Link, Phrase, Possessor};

impl Discourse<'_> {
    pub(super) fn phrase(&mut self, p: usize) {
        let phrase = &self.phrases[p];
        match phrase.link {
            Link::Name(n) => self.describe(p, n),
            Link::None => {
                self.parents(p);
                if let Some(d) = self.resolve_phrase(p) {
                    let phrase = &self.phrases[p];
                    let span = phrase.span(self.scan);
                    self.mention(d, &phrase.tokens.clone(), span, MentionForm::Nominal);
                    // Who "the engineer" is was found by where it stands; that this makes her one is more than the report says.
                    if !self.drafts[d].entity.plural && (self.rich(p) || self.called(d, p)) {
                        self.learn(d, p);
                        self.age_behind(d, self.phrases[p].tokens.end);
                    }
                }
            }
        }
    }

    /// The entity that a description stands for, when exactly one fits.
    pub(super) fn resolve_phrase(&mut self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        if phrase.class.is(Class::GROUP) && (phrase.definite || phrase.possessor.is_some()) {
            return self.resolve_couple(p);
        }
        if phrase.class.is(Class::ORGANISATION) && !phrase.class.human() {
            return self.resolve_organisation(p);
        }
        if phrase.class.is(Class::PLURAL) || phrase.indefinite {
            return None;
        }
        if phrase.class.is(Class::RELATION) && phrase.possessor.is_some() {
            return self.resolve_relative(p);
        }
        if !phrase.definite {
            return None;
        }
        self.resolve_description(p)
    }

    /// "her husband": the one known to be it.
    pub(super) fn resolve_relative(&self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let holder = match phrase.possessor? {
            Possessor::Pronoun(t) => self.pronouns.get(&t).copied()?,
            Possessor::Name(n) => self.of_cluster[self.names.mentions[n].cluster]?,
        };
        let wanted = phrase.class.gender();
        let mut fits: Vec<usize> = Vec::new();
        let mut fit = |d: usize, gender: Option<Gender>| {
            if (wanted.is_none() || gender.is_none() || wanted == gender) && !fits.contains(&d) {
                fits.push(d);
            }
        };
        if phrase.class.is(Class::SPOUSE) {
            for &(a, b) in self.couples.iter().rev().take(LOOK_BACK) {
                if a == holder {
                    fit(b, self.drafts[b].entity.gender);
                } else if b == holder {
                    fit(a, self.drafts[a].entity.gender);
                }
            }
        } else {
            for &(d, noun, to) in self.relations.iter().rev().take(LOOK_BACK) {
                let same = self.scan.word(noun).eq_ignore_ascii_case(self.scan.word(phrase.head));
                let theirs =
                    to == holder || self.drafts[to].members.is_some_and(|(a, b)| a == holder || b == holder);
                if same && theirs {
                    fit(d, self.drafts[d].entity.gender);
                }
            }
        }
        match fits.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// "the couple", "the duo": the two who are known to be one, else the two last joined by "and".
    pub(super) fn resolve_couple(&mut self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let (at, span) = (phrase.tokens.start, phrase.span(self.scan));
        let recent = |d: usize| self.memory.contains(&d);
        let known =
            self.couples.iter().rev().take(LOOK_BACK).copied().find(|(a, b)| recent(*a) && recent(*b));
        let sentence = self.scan.sentence(at);
        let joined = self
            .joined
            .filter(|(_, _, and)| sentence.saturating_sub(self.scan.sentence(*and)) <= 6)
            .map(|(a, b, _)| (a, b));
        let (a, b) = known.or(joined)?;
        let pair = (a.min(b), a.max(b));
        if let Some(&d) = self.pairs.get(&pair) {
            return Some(d);
        }
        let d = self.draft(EntityKind::Person, span.of(self.scan.text).to_owned());
        self.pairs.insert(pair, d);
        self.drafts[d].members = Some(pair);
        self.drafts[d].entity.plural = true;
        Some(d)
    }

    /// "the company": the organisation mentioned last, if the sentence before this has no other.
    pub(super) fn resolve_organisation(&self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        if !phrase.definite
            || phrase.class.is(Class::PLURAL)
            || phrase.epithet.is_some()
            || phrase.tokens.len() > 3
        {
            return None;
        }
        let scan = self.scan;
        let head = scan.word(phrase.head);
        let sentence = scan.sentence(phrase.head);
        let near: Vec<usize> = self
            .memory
            .iter()
            .copied()
            .filter(|d| {
                let draft = &self.drafts[*d];
                draft.entity.kind == EntityKind::Organisation
                    && draft.outside.is_some_and(|s| {
                        sentence.saturating_sub(s.sentence) <= 2 && s.token < phrase.tokens.start
                    })
            })
            .collect();
        // "the department" of the Harbour Department
        let named: Vec<usize> = near
            .iter()
            .copied()
            .filter(|d| self.drafts[*d].entity.name.split(' ').any(|w| w.eq_ignore_ascii_case(head)))
            .collect();
        let any = ["company", "firm", "organisation", "organization", "agency", "group", "corporation"];
        match (named.as_slice(), near.as_slice()) {
            ([only], _) => Some(*only),
            ([], [only]) if any.iter().any(|w| w.eq_ignore_ascii_case(head)) => Some(*only),
            _ => None,
        }
    }

    /// "the 38-year-old singer", "the Harbour Tales author", "the model".
    pub(super) fn resolve_description(&self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let scan = self.scan;
        let at = phrase.tokens.start;
        let sentence = scan.sentence(at);
        let gender = phrase.class.gender().or_else(|| self.gender_ahead(phrase));
        let age = phrase
            .age
            .and_then(|a| self.ages.get(a))
            .map(|a| a.years)
            .or_else(|| self.age_after(phrase.tokens.end));
        let rich = self.rich(p);
        // "The singer of the band": whoever sings there. "The friend", "the official": somebody whom the report need not name.
        let narrowed = !rich
            && (scan.word(phrase.tokens.end) == "of" || phrase.class.is(Class::RELATION | Class::ANYBODY));
        if scan.quote(at) != 0 {
            return None;
        }
        let spoken_of = self.speech(&phrase.tokens).map_or_else(Vec::new, |q| self.named_in(q));
        let mut scored: Vec<(i32, usize)> = Vec::new();
        for (rank, (d, seen)) in self.persons(at).into_iter().enumerate() {
            let draft = &self.drafts[d];
            let entity = &draft.entity;
            if matches!((gender, entity.gender), (Some(a), Some(b)) if a != b) || spoken_of.contains(&d) {
                continue;
            }
            let known_age = self.age(d);
            if matches!((age, known_age), (Some(a), Some(b)) if a != b) {
                continue;
            }

            if seen.sentence == sentence && self.same_clause(seen, phrase) {
                continue;
            }
            let far = small(sentence.saturating_sub(seen.sentence));
            let mut score = 40 - 6 * far.min(8) - 3 * small(rank);
            score += match seen.place {
                Place::Subject => 14,
                Place::Possessor => 2,
                Place::Other => 0,
            };
            score += 2 * small(draft.count.min(5));
            score += draft.standing();
            if age.is_some() && age == known_age {
                score += 60;
            }
            if gender.is_some() && gender == entity.gender {
                score += 12;
            }
            if self.called(d, p) {
                score += if rich { 6 } else { 30 };
            } else if narrowed {
                continue;
            } else if !rich && phrase.class.is(Class::ROLE) {
                // Called otherwise so far.
                score -= 6 * small(draft.nouns.len().min(3));
            }
            // "The "Ana's Harbour" star": a title with her name in it.
            if let Some(epithet) = &phrase.epithet
                && epithet.clone().any(|t| {
                    entity
                        .name
                        .split(' ')
                        .any(|w| w == scan.word(t).trim_end_matches("'s").trim_end_matches("’s"))
                })
            {
                score += 40;
            }
            scored.push((score, d));
        }
        scored.sort_by_key(|(score, d)| (std::cmp::Reverse(*score), *d));
        let (best, d) = *scored.first()?;
        let margin = scored.get(1).map_or(i32::MAX, |(second, _)| best - second);
        let (floor, lead) = if rich { (20, 4) } else { (45, 8) };
        (best >= floor && margin >= lead).then_some(d)
    }

    /// Whether a description says by itself who is meant: an age, or "the Salt Wind singer"; "the Senate leader" only says of what.
    fn rich(&self, p: usize) -> bool {
        let phrase = &self.phrases[p];
        let telling = phrase.epithet.as_ref().is_some_and(|e| {
            self.names.at(e.start).is_none_or(|n| {
                let kind = self.names.clusters[self.names.mentions[n].cluster].kind;
                matches!(kind, EntityKind::Work | EntityKind::Event)
            })
        });
        telling
            || phrase.age.is_some_and(|a| a < self.ages.len())
            || self.age_after(phrase.tokens.end).is_some()
    }

    /// Whether somebody was called by the head of a description before.
    fn called(&self, d: usize, p: usize) -> bool {
        let head = self.scan.word(self.phrases[p].head);
        let draft = &self.drafts[d];
        let by_noun = draft.nouns.iter().any(|n| self.scan.word(*n).eq_ignore_ascii_case(head));
        by_noun
            || draft.entity.attributes.iter().any(|a| {
                a.name == AttributeName::Role
                    && a.value.rsplit(' ').next().is_some_and(|r| r.eq_ignore_ascii_case(head))
            })
    }

    /// The gender of the next "his", "her", "he", "she" of the sentence, if no other person is named before it.
    pub(super) fn gender_ahead(&self, phrase: &Phrase) -> Option<Gender> {
        let scan = self.scan;
        let end = scan.sentence_end(phrase.head).min(phrase.head + 16);
        let quote = scan.quote(phrase.head);
        for t in phrase.tokens.end..end {
            if scan.quote(t) != quote || scan.mark(t) {
                return None;
            }
            if scan.class(t).he_or_she() {
                return scan.class(t).gender();
            }
            if self.names.at(t).is_some_and(|n| {
                self.names.clusters[self.names.mentions[n].cluster].kind == EntityKind::Person
            }) || scan.class(t).human()
            {
                return None;
            }
        }
        None
    }

    /// The age in ", 38," behind a phrase.
    pub(super) fn age_after(&self, end: usize) -> Option<u32> {
        let scan = self.scan;
        (scan.word(end) == "," && matches!(scan.word(end + 2), "," | "."))
            .then(|| ages::years(scan.word(end + 1)))
            .flatten()
    }

    /// Whether a mention of the same sentence stands in one clause with a phrase, so that the two are not the same.
    pub(super) fn same_clause(&self, seen: Seen, phrase: &Phrase) -> bool {
        let scan = self.scan;
        let (a, b) = (seen.token.min(phrase.tokens.start), seen.token.max(phrase.tokens.start));
        let conjoined = |t: usize| scan.word(t) == "and" && !scan.finite(t + 1);
        !(a..b).any(|t| {
            scan.word(t) == ","
                || scan.mark(t)
                || scan.class(t).is(Class::COMPLEMENTIZER) && !scan.class(t).is(Class::PREPOSITION)
                || scan.word(t) == ";"
        }) || conjoined(phrase.tokens.start.saturating_sub(1))
    }
}
