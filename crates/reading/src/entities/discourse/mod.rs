//! *Who is meant?* Goes through the report once, from the first word to the last, with a memory of who was
//! mentioned where, and gives every name, description and pronoun to its entity, or to none when more than one fits.
//!
//! Candidates for a pronoun are the last few entities mentioned (a move-to-front list), scored by how far back
//! they stand, their place in the sentence, how often they were mentioned and what is known of their gender. A
//! description has to agree with what is known: ages, gender, relations, roles. The list is short, so the work
//! is linear in the length of the report.

mod describe;
mod descriptions;
mod pronouns;

use std::ops::Range;

use copydesk_language::Upos;
use copydesk_model::{Entity, EntityId, EntityKind, Mention, MentionForm, Span};

use super::ages::Age;
use super::lexicon::Class;
use super::names::Names;
use super::phrases::{Link, Phrase};
use super::scan::Scan;

/// How many relations and couples a description may look back on.
const LOOK_BACK: usize = 64;

/// A count as a score; large ones are all the same.
fn small(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX).min(1000)
}

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
    /// The subject of a sentence stays it when it is mentioned again in the sentence.
    place: Place,
    /// Of the last mention alone.
    own: Place,
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
    count: usize,
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
    /// The drafts of pairs.
    pairs: rustc_hash::FxHashMap<(usize, usize), usize>,
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
            pairs: rustc_hash::FxHashMap::default(),
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

    /// Notes a mention and remembers who was mentioned.
    fn mention(&mut self, d: usize, tokens: &Range<usize>, span: Span, form: MentionForm) {
        let own = self.place(tokens);
        let seen = Seen {
            token: tokens.start,
            sentence: self.scan.sentence(tokens.start),
            paragraph: self.scan.paragraph(tokens.start),
            place: own,
            own,
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

    fn finish(self) -> Vec<Entity> {
        let mut entities: Vec<Entity> = self.drafts.into_iter().map(|d| d.entity).collect();

        for entity in &mut entities {
            entity.mentions.sort_by_key(|m| (m.span.start(), m.span.end()));
            entity.mentions.dedup();
            entity.attributes.sort_by_key(|a| (a.span.start(), a.span.end(), a.name));
        }
        entities
    }
}
