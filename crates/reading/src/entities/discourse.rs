//! *Who is meant?* Goes through the report once, from the first word to the last, with a memory of who was
//! mentioned where, and gives every name, description and pronoun to its entity, or to none when more than one fits.
//!
//! Candidates for a pronoun are the last few entities mentioned (a move-to-front list), scored by how far back
//! they stand, their place in the sentence, how often they were mentioned and what is known of their gender. A
//! description has to agree with what is known: ages, gender, relations, roles. The list is short, so the work
//! is linear in the length of the report.

use std::ops::Range;

use copydesk_language::Upos;
use copydesk_model::{
    Attribute, AttributeName, Entity, EntityId, EntityKind, Gender, Mention, MentionForm, Span,
};

use super::ages::{self, Age};
use super::lexicon::Class;
use super::names::Names;
use super::phrases::{Link, Phrase, Possessor};
use super::scan::Scan;

/// How many entities are remembered.
const MEMORY: usize = 12;

/// Where in its clause a mention stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Subject,
    Possessor,
    Other,
}

/// The last mention of an entity.
#[derive(Clone, Copy, Debug)]
struct Seen {
    token: usize,
    sentence: usize,
    paragraph: usize,
    place: Place,
    quote: u32,
}

/// An entity in the making.
struct Draft {
    entity: Entity,

    /// The two of a couple.
    members: Option<(usize, usize)>,
    seen: Option<Seen>,
    /// The last mention outside quotation marks.
    outside: Option<Seen>,
    count: u32,
    /// Something speaks for its being a name.
    supported: bool,
    /// Something speaks for its being a person: a title, a forename, a description.
    personal: bool,
    /// Nouns it was called by, as token indices.
    nouns: Vec<usize>,
}

impl Draft {
    /// What is lost or won as a candidate by how sure it is that this is a person at all.
    fn standing(&self) -> i32 {
        match (self.supported, self.personal) {
            (true, true) => 0,
            (true, false) => -6,
            (false, _) => -25,
        }
    }
}

/// Something to resolve, at a token.
enum Event {
    Handle(usize),
    Name(usize),
    Phrase(usize),
    Pronoun(usize),
}

/// The pass over the report.
pub(crate) struct Discourse<'a> {
    scan: &'a Scan<'a>,
    names: &'a Names,
    phrases: &'a [Phrase],
    ages: &'a [Age],
    quotes: &'a [Span],
    drafts: Vec<Draft>,
    /// The draft of each name cluster.
    of_cluster: Vec<Option<usize>>,
    /// Last mentioned first.
    memory: Vec<usize>,
    /// The draft each pronoun (by token) was given to.
    pronouns: rustc_hash::FxHashMap<usize, usize>,
    /// The two persons last joined by "and", and where.
    joined: Option<(usize, usize, usize)>,
    /// Pairs known to be a couple.
    couples: Vec<(usize, usize)>,
    /// The relation noun read last, and to whom it relates.
    related: Option<(usize, Option<usize>)>,
    /// Relations: who, noun token, to whom.
    relations: Vec<(usize, usize, usize)>,
}

impl<'a> Discourse<'a> {
    pub(crate) fn new(
        scan: &'a Scan<'a>,
        names: &'a Names,
        phrases: &'a [Phrase],
        ages: &'a [Age],
        quotes: &'a [Span],
    ) -> Self {
        Self {
            scan,
            names,
            phrases,
            ages,
            quotes,
            drafts: Vec::new(),
            of_cluster: vec![None; names.clusters.len()],
            memory: Vec::with_capacity(MEMORY + 1),
            pronouns: rustc_hash::FxHashMap::default(),
            joined: None,
            couples: Vec::new(),
            related: None,
            relations: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub(crate) fn read(mut self) -> Vec<Entity> {
        for (_, event) in self.events() {
            match event {
                Event::Name(n) => self.name(n),
                Event::Handle(h) => self.handle(h),
                Event::Phrase(p) => self.phrase(p),
                Event::Pronoun(t) => self.pronoun(t),
            }
        }
        self.finish()
    }

    /// What is to be resolved, in text order; a phrase that describes a name comes with that name.
    fn events(&self) -> Vec<(usize, Event)> {
        let mut events: Vec<(usize, Event)> = Vec::new();
        events.extend(self.names.mentions.iter().enumerate().map(|(i, n)| (n.tokens.start, Event::Name(i))));
        events.extend(self.names.handles.iter().enumerate().map(|(i, h)| (h.token, Event::Handle(i))));
        for (i, phrase) in self.phrases.iter().enumerate() {
            // A possessive pronoun within the phrase must be known first.
            let at = match phrase.link {
                Link::Name(n) => self.names.mentions[n].tokens.start.max(phrase.head),
                Link::None => phrase.head,
            };
            events.push((at, Event::Phrase(i)));
        }
        for t in 0..self.scan.len() {
            let class = self.scan.class(t);
            if class.is(Class::HE | Class::SHE | Class::THEY) && self.names.at(t).is_none() {
                events.push((t, Event::Pronoun(t)));
            }
        }
        events.sort_by_key(|(at, event)| (*at, matches!(event, Event::Phrase(_))));
        events
    }

    fn draft(&mut self, kind: EntityKind, name: String) -> usize {
        let id = EntityId(self.drafts.len() as u32);
        self.drafts.push(Draft {
            entity: Entity {
                id,
                kind,
                name,
                gender: None,
                plural: false,
                mentions: Vec::new(),
                attributes: Vec::new(),
            },

            members: None,
            seen: None,
            outside: None,
            count: 0,
            supported: true,
            personal: false,
            nouns: Vec::new(),
        });
        self.drafts.len() - 1
    }

    /// The draft of a name's cluster, made on first use.
    fn draft_of_name(&mut self, n: usize) -> usize {
        let c = self.names.mentions[n].cluster;
        if let Some(d) = self.of_cluster[c] {
            return d;
        }
        let cluster = &self.names.clusters[c];
        let name = self.names.mentions[cluster.fullest].span.of(self.scan.text).to_owned();
        let d = self.draft(cluster.kind, name);
        self.drafts[d].entity.gender = cluster.gender;
        self.drafts[d].entity.plural = cluster.plural;
        self.drafts[d].supported = cluster.supported;
        self.drafts[d].personal = cluster.personal;
        self.of_cluster[c] = Some(d);
        d
    }

    fn is_person(&self, d: usize) -> bool {
        self.drafts[d].entity.kind == EntityKind::Person
    }

    /// The entities remembered that are single persons, with their last mention as seen from token `at` (from outside
    /// quotation marks, words within are somebody else's business), the last mentioned first.
    fn persons(&self, at: usize) -> Vec<(usize, Seen)> {
        let outside = self.scan.quote(at) == 0;
        let mut persons: Vec<(usize, Seen)> = self
            .memory
            .iter()
            .filter(|d| self.is_person(**d) && !self.drafts[**d].entity.plural)
            .filter_map(|d| {
                let draft = &self.drafts[*d];
                Some((*d, if outside { draft.outside.or(draft.seen)? } else { draft.seen? }))
            })
            .collect();
        persons.sort_by_key(|(d, seen)| (std::cmp::Reverse(seen.token), *d));
        persons
    }

    /// The quotation whose speaker stands at `tokens`: just before it behind a closing mark ("…," she said) or after
    /// a verb of saying (She said: "…").
    fn speech(&self, tokens: &Range<usize>) -> Option<u32> {
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
    fn long_quote(&self, quote: u32, at: usize) -> Option<u32> {
        let same = |t: &usize| self.scan.quote(*t) == quote;
        let back = (at.saturating_sub(5)..at).rev().take_while(same).count();
        let ahead = (at..(at + 6).min(self.scan.len())).take_while(same).count();
        (back + ahead > 4).then_some(quote)
    }

    /// The persons named inside a quotation: they are not its speaker.
    fn named_in(&self, quote: u32) -> Vec<usize> {
        let Some(span) = self.quotes.get((quote as usize).wrapping_sub(1)) else { return Vec::new() };
        let mentions = &self.names.mentions;
        let first = mentions.partition_point(|n| n.span.start() < span.start());
        mentions[first..]
            .iter()
            .take_while(|n| n.span.end() <= span.end())
            .filter_map(|n| self.of_cluster[n.cluster])
            .collect()
    }

    /// Notes a mention and remembers who was mentioned.
    fn mention(&mut self, d: usize, tokens: &Range<usize>, span: Span, form: MentionForm) {
        let seen = Seen {
            token: tokens.start,
            sentence: self.scan.sentence(tokens.start),
            paragraph: self.scan.paragraph(tokens.start),
            place: self.place(tokens),
            quote: self.scan.quote(tokens.start),
        };
        let draft = &mut self.drafts[d];
        draft.entity.mentions.push(Mention { span, form });
        // The subject of a sentence stays its subject when it is mentioned again in it.
        let keep = |old: Option<Seen>| {
            old.filter(|o| o.sentence == seen.sentence && o.place == Place::Subject && o.quote == seen.quote)
        };
        let place = if keep(draft.seen).is_some() { Place::Subject } else { seen.place };
        draft.seen = Some(Seen { place, ..seen });
        if seen.quote == 0 {
            let place = if keep(draft.outside).is_some() { Place::Subject } else { seen.place };
            draft.outside = Some(Seen { place, ..seen });
        }
        draft.count += 1;
        if matches!(draft.entity.kind, EntityKind::Person | EntityKind::Organisation) {
            if let Some(at) = self.memory.iter().position(|m| *m == d) {
                self.memory.remove(at);
            }
            self.memory.insert(0, d);
            self.memory.truncate(MEMORY);
        }
    }

    /// Where in its clause a mention stands, from the words beside it.
    fn place(&self, tokens: &Range<usize>) -> Place {
        let scan = self.scan;
        let class = scan.class(tokens.start);
        if scan.possessive(tokens.end) || (class.is(Class::POSSESSIVE_PRONOUN) && !scan.verb(tokens.end)) {
            return Place::Possessor;
        }
        if tokens.len() == 1 && class.is(Class::SUBJECT_PRONOUN) {
            return Place::Subject;
        }
        let end = scan.sentence_end(tokens.start);
        let before = tokens.start.checked_sub(1).filter(|b| scan.together(*b, tokens.start));
        if let Some(b) = before {
            if scan.class(b).is(Class::PREPOSITION) && !scan.class(b).is(Class::COMPLEMENTIZER) {
                return Place::Other;
            }
            // "…," said Ruiz; but "she told Ruiz".
            let inverted = scan.class(b).is(Class::SAY)
                && !matches!(scan.word(b), "told" | "tells" | "tell" | "asked" | "asks" | "telling")
                && (b == scan.sentence_start(b) || scan.mark(b - 1) || scan.separator(b - 1));
            if inverted {
                return Place::Subject;
            }
            if scan.upos(b) == Upos::Verb {
                return Place::Other;
            }
        }
        // Over an apposition or relative clause, adverbs and "and Y" to a finite verb.
        let mut at = tokens.end;
        if at < end && scan.word(at) == "and" {
            at = (at + 1..end.min(at + 6)).find(|t| scan.finite(*t)).unwrap_or(at);
        }
        if at < end && scan.separator(at) {
            let verb_behind =
                |t: usize| scan.finite(t + 1) || scan.upos(t + 1) == Upos::Adv && scan.finite(t + 2);
            let close = (at + 1..end.min(at + 30)).find(|t| scan.separator(*t) && verb_behind(*t));
            at = close.map_or(at, |c| c + 1);
        }
        while at < end && scan.upos(at) == Upos::Adv && at < tokens.end + 40 {
            at += 1;
        }
        if at < end && scan.finite(at) || before.is_none() { Place::Subject } else { Place::Other }
    }

    // ---- names -----------------------------------------------------------------------------------------------

    fn name(&mut self, n: usize) {
        let d = self.draft_of_name(n);
        let name = &self.names.mentions[n];
        let (tokens, span, title) = (name.tokens.clone(), name.span, name.title.clone());
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
    fn handle(&mut self, h: usize) {
        let handle = &self.names.handles[h];
        let span = self.scan.span(handle.token);
        let Some(n) = self.names.mentions.get(handle.like) else { return };
        debug_assert!(n.cluster < self.of_cluster.len());
        let d = self.draft_of_name(handle.like);
        self.drafts[d].entity.mentions.push(Mention { span, form: MentionForm::Name });
    }

    /// The person whose mention ends just before token `at` (over an age between commas).
    fn person_ending_at(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if let Some(n) = self.names.at(before) {
            return self.of_cluster[self.names.mentions[n].cluster].filter(|d| self.is_person(*d));
        }
        self.pronouns.get(&before).copied()
    }

    /// Reads ", 41,", "(41)", ", aged 41", "is 41" behind a mention that ends before token `end`.
    fn age_behind(&mut self, d: usize, end: usize) {
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

    fn write_age(&mut self, d: usize, span: Span, years: u32) {
        let value = years.to_string();
        let known = &mut self.drafts[d].entity.attributes;
        if !known.iter().any(|a| a.name == AttributeName::Age && a.span == span) {
            known.push(Attribute { name: AttributeName::Age, value, span, to: None });
        }
    }

    /// Notes an attribute whose value is its words in lower case.
    fn write(&mut self, d: usize, name: AttributeName, span: Span, to: Option<usize>) {
        let value = span.of(self.scan.text).to_lowercase();
        let to = to.map(|t| self.drafts[t].entity.id);
        let known = &mut self.drafts[d].entity.attributes;
        if !span.is_empty() && !known.iter().any(|a| a.name == name && a.span == span && a.to == to) {
            known.push(Attribute { name, value, span, to });
        }
    }

    fn age(&self, d: usize) -> Option<u32> {
        let age = self.drafts[d].entity.attributes.iter().rfind(|a| a.name == AttributeName::Age)?;
        age.value.parse().ok()
    }

    // ---- phrases ---------------------------------------------------------------------------------------------

    fn phrase(&mut self, p: usize) {
        let phrase = &self.phrases[p];
        match phrase.link {
            Link::Name(n) => self.describe(p, n),
            Link::None => {
                self.parents(p);
                if let Some(d) = self.resolve_phrase(p) {
                    let phrase = &self.phrases[p];
                    let span = phrase.span(self.scan);
                    self.mention(d, &phrase.tokens.clone(), span, MentionForm::Nominal);
                    if !self.drafts[d].entity.plural {
                        self.learn(d, p);
                        self.age_behind(d, self.phrases[p].tokens.end);
                    }
                }
            }
        }
    }

    /// Writes what a phrase beside a name says about the name.
    fn describe(&mut self, p: usize, n: usize) {
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
    fn learn(&mut self, d: usize, p: usize) {
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
            if super::nations::demonym(self.scan.word(t))
                && self.names.at(t).is_none_or(|n| self.names.mentions[n].tokens.len() == 1)
            {
                self.write(d, AttributeName::Nationality, self.scan.span(t), None);
            }
        }
    }

    /// "are parents to Mia, 4, and Tom, 2": writes the children onto their parents.
    fn parents(&mut self, p: usize) {
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
    fn holder(&self, p: usize, of: usize) -> Option<usize> {
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
    fn subject_before(&self, at: usize, except: usize) -> Option<usize> {
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
    fn relate(&mut self, d: usize, p: usize, holder: Option<usize>) {
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

    /// The entity that a description stands for, when exactly one fits.
    fn resolve_phrase(&mut self, p: usize) -> Option<usize> {
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
    fn resolve_relative(&self, p: usize) -> Option<usize> {
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
            for &(a, b) in &self.couples {
                if a == holder {
                    fit(b, self.drafts[b].entity.gender);
                } else if b == holder {
                    fit(a, self.drafts[a].entity.gender);
                }
            }
        } else {
            for &(d, noun, to) in &self.relations {
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
    fn resolve_couple(&mut self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let (at, span) = (phrase.tokens.start, phrase.span(self.scan));
        let recent = |d: usize| self.memory.contains(&d);
        let known = self.couples.iter().rev().copied().find(|(a, b)| recent(*a) && recent(*b));
        let sentence = self.scan.sentence(at);
        let joined = self
            .joined
            .filter(|(_, _, and)| sentence.saturating_sub(self.scan.sentence(*and)) <= 6)
            .map(|(a, b, _)| (a, b));
        let (a, b) = known.or(joined)?;
        let pair = (a.min(b), a.max(b));
        if let Some(d) = self.drafts.iter().position(|d| d.members == Some(pair)) {
            return Some(d);
        }
        let d = self.draft(EntityKind::Person, span.of(self.scan.text).to_owned());
        self.drafts[d].members = Some(pair);
        self.drafts[d].entity.plural = true;
        Some(d)
    }

    /// "the company": the organisation mentioned last, if the sentence before this has no other.
    fn resolve_organisation(&self, p: usize) -> Option<usize> {
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
        match (named.as_slice(), near.as_slice()) {
            ([only], _) | ([], [only]) => Some(*only),
            _ => None,
        }
    }

    /// "the 38-year-old singer", "the Harbour Tales author", "the model".
    fn resolve_description(&self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let scan = self.scan;
        let at = phrase.tokens.start;
        let sentence = scan.sentence(at);
        let head = scan.word(phrase.head);
        let gender = phrase.class.gender().or_else(|| self.gender_ahead(phrase));
        let age = phrase
            .age
            .and_then(|a| self.ages.get(a))
            .map(|a| a.years)
            .or_else(|| self.age_after(phrase.tokens.end));
        let rich = age.is_some() || phrase.epithet.is_some();
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
            let far = sentence.saturating_sub(seen.sentence) as i32;
            let mut score = 40 - 6 * far.min(8) - rank as i32 * 3;
            score += match seen.place {
                Place::Subject => 14,
                Place::Possessor => 2,
                Place::Other => 0,
            };
            score += (draft.count.min(5) * 2) as i32;
            score += draft.standing();
            if age.is_some() && age == known_age {
                score += 60;
            }
            if gender.is_some() && gender == entity.gender {
                score += 12;
            }
            let called = draft.nouns.iter().any(|n| scan.word(*n).eq_ignore_ascii_case(head));
            let role = entity.attributes.iter().any(|a| {
                a.name == AttributeName::Role
                    && a.value.rsplit(' ').next().is_some_and(|r| r.eq_ignore_ascii_case(head))
            });
            if called || role {
                score += if rich { 6 } else { 30 };
            } else if !rich && phrase.class.is(Class::ROLE) {
                // Called otherwise so far.
                score -= 6 * draft.nouns.len().min(3) as i32;
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

    /// The gender of the next "his", "her", "he", "she" of the sentence, if no other person is named before it.
    fn gender_ahead(&self, phrase: &Phrase) -> Option<Gender> {
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
    fn age_after(&self, end: usize) -> Option<u32> {
        let scan = self.scan;
        (scan.word(end) == "," && matches!(scan.word(end + 2), "," | "."))
            .then(|| ages::years(scan.word(end + 1)))
            .flatten()
    }

    /// Whether a mention of the same sentence stands in one clause with a phrase, so that the two are not the same.
    fn same_clause(&self, seen: Seen, phrase: &Phrase) -> bool {
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

    // ---- pronouns --------------------------------------------------------------------------------------------

    fn pronoun(&mut self, t: usize) {
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
    fn resolve_they(&self, t: usize) -> Option<usize> {
        let sentence = self.scan.sentence(t);
        let near = |d: &&usize| {
            let draft = &self.drafts[**d];
            draft.entity.plural && draft.seen.is_some_and(|s| sentence.saturating_sub(s.sentence) <= 1)
        };
        // Another plural between would be as good.
        let d = self.memory.iter().find(near).copied()?;
        let since = self.drafts[d].seen?.token;
        let other = self
            .phrases
            .iter()
            .any(|p| p.head > since && p.head < t && p.class.is(Class::PLURAL) && !p.class.is(Class::GROUP));
        (!other).then_some(d)
    }

    fn resolve_he(&self, t: usize) -> Option<usize> {
        let scan = self.scan;
        let gender = scan.class(t).gender();
        let quote = scan.quote(t);
        let sentence = scan.sentence(t);
        let paragraph = scan.paragraph(t);
        let subject = scan.class(t).is(Class::SUBJECT_PRONOUN);
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
            let far = sentence.saturating_sub(seen.sentence) as i32;
            if far > 6 && rank > 2 {
                continue;
            }
            // "Ruiz thanked her": not Ruiz.
            if object && far == 0 && seen.place == Place::Subject && !self.clause_between(seen.token, t) {
                continue;
            }
            let mut score = 100 - 14 * far.min(5) - 3 * rank as i32;
            score += match (seen.place, subject) {
                (Place::Subject, true) => 18,
                (Place::Subject, false) => 12,
                (Place::Possessor, _) => 4,
                (Place::Other, _) => 0,
            };
            score += (draft.count.min(6) * 2) as i32;
            if gender == entity.gender {
                score += 16;
            }
            if seen.paragraph != paragraph {
                score -= 4;
            }
            if seen.quote != 0 && quote == 0 {
                score -= 30;
            }
            score += draft.standing();
            scored.push((score, d));
        }
        scored.sort_by_key(|(score, d)| (std::cmp::Reverse(*score), *d));
        let (best, d) = *scored.first()?;
        let margin = scored.get(1).map_or(i32::MAX, |(second, _)| best - second);
        (margin >= 3 && best > 20).then_some(d)
    }

    /// "In **her** opening words, Ruiz …": the subject behind the comma, when the sentence opens with a subordinate
    /// phrase and nobody is mentioned before the pronoun.
    fn ahead(&mut self, t: usize) -> Option<usize> {
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
        let n = (comma + 1..comma + 3).find_map(|i| self.names.at(i))?;
        let name = &self.names.mentions[n];
        if name.tokens.start > comma + 2
            || !scan.together(t, name.tokens.start)
            || scan.quote(name.tokens.start) != 0
        {
            return None;
        }
        let tokens = name.tokens.clone();
        let d = self.draft_of_name(n);
        let fits = self.is_person(d)
            && !self.drafts[d].entity.plural
            && (self.drafts[d].supported)
            && !matches!((scan.class(t).gender(), self.drafts[d].entity.gender), (Some(a), Some(b)) if a != b)
            && self.place(&tokens) == Place::Subject;
        fits.then_some(d)
    }

    /// Whether "her" stands before its noun.
    fn before_noun(&self, t: usize) -> bool {
        matches!(self.scan.upos(t + 1), Upos::Noun | Upos::Adj | Upos::Propn | Upos::Num)
            && self.scan.together(t, t + 1)
            && !self.scan.class(t + 1).is(Class::PREPOSITION | Class::DETERMINER)
    }

    /// Whether a new clause begins between two tokens.
    fn clause_between(&self, a: usize, b: usize) -> bool {
        let scan = self.scan;
        (a + 1..b).any(|t| {
            matches!(scan.word(t), "," | ";" | "—" | "–")
                || scan.mark(t)
                || scan.class(t).is(Class::COMPLEMENTIZER)
                || scan.word(t) == "and"
                    && (scan.finite(t + 1) || scan.class(t + 1).is(Class::SUBJECT_PRONOUN))
        })
    }

    // ---- the end ---------------------------------------------------------------------------------------------

    fn finish(self) -> Vec<Entity> {
        let members: Vec<Option<(usize, usize)>> = self.drafts.iter().map(|d| d.members).collect();
        let mut entities: Vec<Entity> = self.drafts.into_iter().map(|d| d.entity).collect();
        let _ = members;
        for entity in &mut entities {
            entity.mentions.sort_by_key(|m| (m.span.start(), m.span.end()));
            entity.mentions.dedup();
            entity.attributes.sort_by_key(|a| (a.span.start(), a.span.end(), a.name));
        }
        entities
    }
}
