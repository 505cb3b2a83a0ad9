//! *What does the report say of a name?* Ages, roles, nationalities and relations, written onto entities.

use copydesk_model::{Attribute, AttributeName, EntityKind, Gender, Mention, MentionForm, Span};

use super::{Discourse, Place};
use crate::entities::lexicon::Class;
use crate::entities::phrases::Possessor;
use crate::entities::{ages, nations};

impl Discourse<'_> {
    pub(super) fn name(&mut self, n: usize) {
        let name = &self.names.mentions[n];
        let (tokens, span, title) = (name.tokens.clone(), name.span, name.title.clone());
        // "The elder Ruiz": a relative, whom the name does not tell.
        let before = tokens.start.checked_sub(1).map_or("", |t| self.scan.word(t));
        if tokens.len() == 1 && matches!(before, "elder" | "younger" | "older") {
            return;
        }
        let d = self.draft_of_name(n);
        self.mention(d, &tokens, span, MentionForm::Name);
        if !self.is_person(d) {
            return;
        }
        if !title.is_empty() {
            let plain = !self.scan.class(title.start).is(Class::HONORIFIC);
            if plain && title.clone().all(|t| self.scan.class(t).is(Class::TITLE | Class::FORMER)) {
                self.write(d, AttributeName::Role, self.scan.cover(&title), None);
            }
        }
        self.age_behind(d, tokens.end);
        // "32-year-old Ana Ruiz"
        let before = self.ages.partition_point(|a| a.tokens.end < tokens.start);
        if let Some(age) = self.ages.get(before).filter(|a| a.tokens.end == tokens.start) {
            self.write_age(d, age.number, age.years);
        }
        // "X and Y"
        let and = tokens.start.checked_sub(1).filter(|a| matches!(self.scan.word(*a), "and" | "&"));
        if let Some(and) = and
            && let Some(other) = self.person_ending_at(and)
            && other != d
        {
            self.joined = Some((other, d, and));
        }
    }

    /// An account is a mention of whose it is, but leads nobody's thoughts there.
    pub(super) fn handle(&mut self, h: usize) {
        let handle = &self.names.handles[h];
        let span = self.scan.span(handle.token);
        let Some(n) = self.names.mentions.get(handle.like) else { return };
        debug_assert!(n.cluster < self.of_cluster.len());
        let d = self.draft_of_name(handle.like);
        self.drafts[d].entity.mentions.push(Mention { span, form: MentionForm::Name });
    }

    /// The person whose mention ends just before token `at` (over an age between commas).
    pub(super) fn person_ending_at(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if let Some(n) = self.names.at(before) {
            return self.of_cluster[self.names.mentions[n].cluster].filter(|d| self.is_person(*d));
        }
        self.pronouns.get(&before).copied()
    }

    /// Reads ", 41,", "(41)", ", aged 41", "is 41" behind a mention that ends before token `end`.
    pub(super) fn age_behind(&mut self, d: usize, end: usize) {
        let scan = self.scan;
        let together = |t: usize| scan.together(end.saturating_sub(1), t);
        let opens = matches!(scan.word(end), "," | "(" | "—" | "–");
        let mut at = end + 1;
        if opens && matches!(scan.word(at), "aged" | "age") {
            at += 1;
        }
        let turned = scan.word(end) == "turned"
            || scan.class(end).is(Class::BE) && !matches!(scan.word(end), "'re" | "been");
        if !(opens || turned) || !together(at) {
            return;
        }
        let number = scan.word(at);
        let Some(years) = ages::years(number) else { return };
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let next = scan.word(at + 1);
        let closed = matches!(next, "," | ")" | "." | ";" | "and" | "—" | "–" | "!" | "?" | ":" | "”" | "\"")
            || !together(at + 1);
        let of_age = matches!(next, "years") && scan.word(at + 2).starts_with("old");
        if (closed && digits && years > 0) || of_age {
            // A list of numbers ("won sets 6, 4, …") is no age; neither is a date.
            self.write_age(d, scan.span(at), years);
        }
    }

    pub(super) fn write_age(&mut self, d: usize, span: Span, years: u32) {
        let value = years.to_string();
        let known = &mut self.drafts[d].entity.attributes;
        if !known.iter().any(|a| a.name == AttributeName::Age && a.span == span) {
            known.push(Attribute { name: AttributeName::Age, value, span, to: None });
        }
    }

    /// Notes an attribute whose value is its words in lower case.
    pub(super) fn write(&mut self, d: usize, name: AttributeName, span: Span, to: Option<usize>) {
        let value = span.of(self.scan.text).to_lowercase();
        let to = to.map(|t| self.drafts[t].entity.id);
        let known = &mut self.drafts[d].entity.attributes;
        if !span.is_empty() && !known.iter().any(|a| a.name == name && a.span == span && a.to == to) {
            known.push(Attribute { name, value, span, to });
        }
    }

    pub(super) fn age(&self, d: usize) -> Option<u32> {
        let age = self.drafts[d].entity.attributes.iter().rfind(|a| a.name == AttributeName::Age)?;
        age.value.parse().ok()
    }

    /// Writes what a phrase beside a name says about the name.
    pub(super) fn describe(&mut self, p: usize, n: usize) {
        let d = self.draft_of_name(n);
        let phrase = &self.phrases[p];
        if !self.is_person(d) {
            return;
        }
        if phrase.class.is(Class::RELATION) {
            let holder = self.holder(p, d);
            self.relate(d, p, holder);
        }
        self.learn(d, p);
    }

    /// Writes the attributes of a phrase onto an entity.
    pub(super) fn learn(&mut self, d: usize, p: usize) {
        let phrase = &self.phrases[p];
        if let Some(age) = phrase.age.and_then(|a| self.ages.get(a)) {
            self.write_age(d, age.number, age.years);
        }
        if phrase.class.is(Class::ROLE) && phrase.role < phrase.tokens.end && !phrase.class.is(Class::PLURAL)
        {
            let span = self.scan.cover(&(phrase.role..phrase.tokens.end));
            self.write(d, AttributeName::Role, span, None);
        }
        if phrase.class.is(Class::ROLE) {
            self.drafts[d].nouns.push(phrase.head);
        }
        self.drafts[d].personal = true;
        if let Some(gender) = phrase.class.gender() {
            self.drafts[d].entity.gender.get_or_insert(gender);
        }
        for t in phrase.tokens.clone() {
            if nations::demonym(self.scan.word(t))
                && self.names.at(t).is_none_or(|n| self.names.mentions[n].tokens.len() == 1)
            {
                self.write(d, AttributeName::Nationality, self.scan.span(t), None);
            }
        }
    }

    /// "are parents to Mia, 4, and Tom, 2": writes the children onto their parents.
    pub(super) fn parents(&mut self, p: usize) {
        let scan = self.scan;
        let (head, end) = (self.phrases[p].head, self.phrases[p].tokens.end);
        let parental = ["parents", "mother", "father", "mom", "mum", "dad"];
        if !parental.contains(&scan.word(head).to_ascii_lowercase().as_str())
            || !matches!(scan.word(end), "to" | "of")
        {
            return;
        }
        let mut children = Vec::new();
        let mut at = end + 1;
        while at < scan.sentence_end(head) {
            if let Some(n) = self.names.at(at) {
                children.push(n);
                at = self.names.mentions[n].tokens.end;
            } else if scan.separator(at) || scan.word(at) == "and" || ages::years(scan.word(at)).is_some() {
                at += 1;
            } else {
                break;
            }
        }
        let Some(subject) = self.subject_before(head, usize::MAX) else { return };
        let both =
            self.joined.filter(|(a, b, and)| scan.together(*and, head) && (*a == subject || *b == subject));
        let parents = both.map_or(vec![subject], |(a, b, _)| vec![a, b]);
        for n in children {
            let child = self.draft_of_name(n);
            for &parent in &parents {
                if self.is_person(child) && parent != child {
                    self.write(parent, AttributeName::Relation, scan.span(head), Some(child));
                }
            }
        }
    }

    /// Whose relative a phrase with a relation noun speaks of.
    pub(super) fn holder(&self, p: usize, of: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let scan = self.scan;
        let holder = match phrase.possessor {
            Some(Possessor::Pronoun(t)) => self.pronouns.get(&t).copied(),
            Some(Possessor::Name(n)) => self.of_cluster[self.names.mentions[n].cluster],
            None => {
                let start = phrase.tokens.start;
                let joined = start.checked_sub(1).filter(|a| scan.word(*a) == "and");
                let joined = joined.and_then(|a| self.person_ending_at(a));
                // "daughter Mia and son Tom": his, as she is.
                match self.related {
                    Some((noun, holder)) if scan.together(noun, start) => holder,
                    _ => joined.or_else(|| self.subject_before(start, of)),
                }
            }
        };
        holder.filter(|h| *h != of && self.is_person(*h))
    }

    /// The person (or couple) that was mentioned as subject last in the sentence of token `at`.
    pub(super) fn subject_before(&self, at: usize, except: usize) -> Option<usize> {
        let sentence = self.scan.sentence(at);
        let here = |d: &&usize| {
            let draft = &self.drafts[**d];
            **d != except
                && draft.entity.kind == EntityKind::Person
                && draft
                    .seen
                    .is_some_and(|s| s.sentence == sentence && s.place == Place::Subject && s.token < at)
        };
        self.memory.iter().find(here).copied()
    }

    /// Notes that `d` is to `holder` what the head of phrase `p` says.
    pub(super) fn relate(&mut self, d: usize, p: usize, holder: Option<usize>) {
        let phrase = &self.phrases[p];
        let class = phrase.class;
        let head = phrase.head;
        self.write(d, AttributeName::Relation, self.scan.span(head), holder);
        if let Some(gender) = class.gender() {
            self.drafts[d].entity.gender.get_or_insert(gender);
        }
        self.related = Some((head, holder));
        let Some(holder) = holder else { return };
        self.relations.push((d, head, holder));
        if class.is(Class::SPOUSE) && !self.drafts[holder].entity.plural {
            self.couples.push((d, holder));
            // A wife's husband and a husband's wife.
            if self.drafts[holder].entity.gender.is_none() {
                self.drafts[holder].entity.gender = self.drafts[d].entity.gender.map(|g| match g {
                    Gender::Female => Gender::Male,
                    Gender::Male => Gender::Female,
                });
            }
        }
    }
}
