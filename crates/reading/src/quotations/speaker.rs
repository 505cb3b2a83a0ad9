//! *Whose words are they?*
//!
//! The mention that the syntax gave is looked up among the mentions of the report's entities: the same words first,
//! then the head of the phrase, then the name within it. A relative pronoun goes back to what it hangs on. A speaker
//! without an entity keeps the description that the report gives ("one neighbour").

use std::cell::OnceCell;

use copydesk_language::Analysis;
use copydesk_model::{Entity, EntityId, EntityKind, MentionForm, QuotationKind, Span, Speaker};

use super::draft::Draft;
use super::marks::Marks;
use crate::entities::{HumanNominal, human_nominals};

/// What a pronoun may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pronoun {
    Person,
    Several,
    Thing,
}

impl Pronoun {
    fn of(words: &str) -> Option<Self> {
        match words {
            "he" | "He" | "she" | "She" => Some(Self::Person),
            "they" | "They" => Some(Self::Several),
            "it" | "It" => Some(Self::Thing),
            _ => None,
        }
    }
}

/// The mentions of all entities, in order of the text.
pub(super) struct Index<'e> {
    text: &'e str,
    analysis: &'e Analysis,
    marks: &'e Marks,
    /// Found when first asked for.
    nominals: OnceCell<Vec<HumanNominal>>,
    entities: &'e [Entity],
    /// Mentions with their entity, by start; no two of one entity overlap, those of two may nest.
    mentions: Vec<(Span, MentionForm, EntityId)>,
}

impl<'e> Index<'e> {
    pub(super) fn new(
        text: &'e str,
        analysis: &'e Analysis,
        marks: &'e Marks,
        entities: &'e [Entity],
    ) -> Self {
        let mut mentions: Vec<_> =
            entities.iter().flat_map(|e| e.mentions.iter().map(|m| (m.span, m.form, e.id))).collect();
        mentions.sort_unstable_by_key(|(span, _, id)| (*span, *id));
        Self { text, analysis, marks, nominals: OnceCell::new(), entities, mentions }
    }

    fn nominals(&self) -> &[HumanNominal] {
        self.nominals.get_or_init(|| human_nominals(self.text, self.analysis, self.marks))
    }

    /// The speaker of a draft whose content is `parts`.
    pub(super) fn speaker(&self, text: &str, draft: &Draft, parts: &[Span]) -> Option<Speaker> {
        let source = draft.source.as_ref()?;
        let span = source.span.trim(text);
        if span.is_empty() {
            return None;
        }
        let mut words = source.antecedent.unwrap_or(span);
        let mut entity =
            source.antecedent.and_then(|a| self.entity(text, a)).or_else(|| self.entity(text, span));
        let pronoun = Pronoun::of(span.of(text));
        if pronoun == Some(Pronoun::Person) {
            entity = entity.filter(|e| self.get(*e).is_some_and(|e| e.kind == EntityKind::Person));
        }
        // Nobody speaks of himself by name: the description or pronoun was led to the wrong person.
        if draft.kind == QuotationKind::Direct
            && let Some(id) = entity
            && !self.named_in(id, &[span])
            && self.named_in(id, parts)
        {
            entity = self.topic(text, span, parts);
        }
        if entity.is_none() && pronoun.is_some() {
            let before = draft.before.filter(|b| b.end() <= span.start());
            entity = before.and_then(|b| self.entity(text, b)).filter(|e| {
                let person = self.get(*e).is_some_and(|e| e.kind == EntityKind::Person);
                match pronoun {
                    Some(Pronoun::Person) => person,
                    Some(Pronoun::Thing) => !person,
                    // "They": several people or a body of people.
                    _ => !person || self.get(*e).is_some_and(|e| e.plural),
                }
            });
            if entity.is_none() && pronoun == Some(Pronoun::Person) {
                // The last person spoken of, named or not.
                let nominal = self.nominals().iter().rev().find(|n| {
                    n.span.end() <= span.start() && !n.plural && !parts.iter().any(|p| p.overlaps(n.span))
                });
                if let Some(nominal) = nominal.filter(|n| span.start() - n.span.end() < 400) {
                    entity = self.entity(text, nominal.span);
                    words = nominal.span;
                }
            } else if entity.is_none()
                && let Some(before) = before
                && self.entity(text, before).is_none()
            {
                words = before;
            }
        }
        let name = entity.and_then(|id| self.get(id)).map_or_else(
            || words.of(text).trim_matches(|c: char| c == ',' || c.is_whitespace()).to_owned(),
            |e| e.name.clone(),
        );
        (!name.is_empty()).then_some(Speaker { entity, name, span })
    }

    fn get(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0 as usize)
    }

    /// Whether the entity is called by its name within one of the spans.
    fn named_in(&self, id: EntityId, spans: &[Span]) -> bool {
        spans.iter().any(|span| {
            let from = self.mentions.partition_point(|(m, ..)| m.start() < span.start());
            self.mentions[from..]
                .iter()
                .take_while(|(m, ..)| m.start() < span.end())
                .any(|(_, form, e)| *e == id && *form == MentionForm::Name)
        })
    }

    /// The person that the nearest paragraph before speaks of first, other than those whom the words name.
    fn topic(&self, text: &str, span: Span, parts: &[Span]) -> Option<EntityId> {
        let mut end = text.get(..span.start())?.rfind('\n').unwrap_or(0);
        for _ in 0..6 {
            let head = text.get(..end)?;
            let start = head.trim_end().rfind('\n').map_or(0, |i| i + 1);
            let from = self.mentions.partition_point(|(m, ..)| m.start() < start);
            let found =
                self.mentions[from..].iter().take_while(|(m, ..)| m.start() < end).find(|(_, form, id)| {
                    *form == MentionForm::Name
                        && self.get(*id).is_some_and(|e| e.kind == EntityKind::Person && !e.plural)
                        && !self.named_in(*id, parts)
                });
            if let Some((_, _, id)) = found {
                return Some(*id);
            }
            if start == 0 {
                return None;
            }
            end = start - 1;
        }
        None
    }

    fn entity(&self, text: &str, span: Span) -> Option<EntityId> {
        let from = self.mentions.partition_point(|(m, ..)| m.start() < span.start());
        let within = || {
            self.mentions[from..]
                .iter()
                .take_while(|(m, ..)| m.start() < span.end())
                .filter(|(m, ..)| m.end() <= span.end())
        };
        let head = head(text, span);
        let owned = |m: &Span| {
            text.get(m.end()..).is_some_and(|rest| rest.starts_with("'s") || rest.starts_with("’s"))
                && m.end() < span.end()
        };
        if let Some((_, _, id)) = within().find(|(m, ..)| *m == span) {
            return Some(*id);
        }
        // "Ann Reed and Joe Bell": nobody's alone.
        if let Some(and) = span.of(text).find(" and ") {
            let and = span.start() + and;
            let person =
                |id: &EntityId| self.get(*id).is_some_and(|e| e.kind == EntityKind::Person && !e.plural);
            let two = within()
                .filter(|(m, form, id)| m.end() == and && *form != MentionForm::Nominal && person(id))
                .any(|a| {
                    within()
                        .any(|b| b.0.start() > and && b.0.end() == span.end() && b.2 != a.2 && person(&b.2))
                });
            if two {
                return None;
            }
        }
        within()
            .find(|(m, ..)| *m == span)
            // A description or name that ends where the phrase's head ends.
            .or_else(|| within().filter(|(m, ..)| m.end() == head.end()).max_by_key(|(m, ..)| m.len()))
            .or_else(|| {
                // Names in it: an apposition names the person, "the aide, Ann Reed"; a possessor is not the speaker.
                within().find(|(m, form, id)| {
                    *form == MentionForm::Name
                        && !owned(m)
                        && ends_segment(text, span, *m)
                        && self.entities.get(id.0 as usize).is_some_and(|e| e.kind == EntityKind::Person)
                        && !in_phrase(text, span, *m)
                })
            })
            .map(|(_, _, id)| *id)
    }
}

/// The phrase up to its first comma, bracket or preposition: its last word is the head.
fn head(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let stops = [
        ", ", " (", " of ", " for ", " from ", " in ", " at ", " with ", " who ", " on ", " to ", " — ",
        " near ",
    ];
    let end = stops.iter().filter_map(|s| words.find(s)).min().unwrap_or(words.len());
    Span::new(span.start(), span.start() + end).trim(text)
}

/// Whether the phrase, or a segment of it between commas, ends with the mention: not "one **Plover** user".
fn ends_segment(text: &str, span: Span, mention: Span) -> bool {
    let rest = text.get(mention.end()..span.end()).unwrap_or_default();
    rest.is_empty()
        || rest.starts_with([',', ')', '(', ';', '—'])
        || [" (", " of ", " who ", " —", " from ", " in ", " at "].iter().any(|s| rest.starts_with(s))
}

/// Whether a mention hangs on a preposition within the phrase: "a spokesman for Ann Reed".
fn in_phrase(text: &str, span: Span, mention: Span) -> bool {
    let before = text.get(span.start()..mention.start()).unwrap_or_default();
    let last = before.rsplit(", ").next().unwrap_or(before);
    last.split_whitespace()
        .any(|w| matches!(w, "of" | "for" | "from" | "with" | "to" | "at" | "in" | "on" | "near"))
}
