//! *Whose words are they?*
//!
//! The mention that the syntax gave is looked up among the mentions of the report's entities: the same words first,
//! then the head of the phrase, then the name within it. A relative pronoun goes back to what it hangs on. A speaker
//! without an entity keeps the description that the report gives ("one neighbour").

use copydesk_model::{Entity, EntityId, EntityKind, MentionForm, Span, Speaker};

use super::attribute::Source;

/// The mentions of all entities, in order of the text.
pub(super) struct Index<'e> {
    entities: &'e [Entity],
    /// Mentions with their entity, by start; no two of one entity overlap, those of two may nest.
    mentions: Vec<(Span, MentionForm, EntityId)>,
}

impl<'e> Index<'e> {
    pub(super) fn new(entities: &'e [Entity]) -> Self {
        let mut mentions: Vec<_> =
            entities.iter().flat_map(|e| e.mentions.iter().map(|m| (m.span, m.form, e.id))).collect();
        mentions.sort_unstable_by_key(|(span, _, id)| (*span, *id));
        Self { entities, mentions }
    }

    /// The speaker at a source.
    pub(super) fn speaker(&self, text: &str, source: &Source) -> Option<Speaker> {
        let span = source.span.trim(text);
        if span.is_empty() {
            return None;
        }
        let entity = source.antecedent.and_then(|a| self.entity(text, a)).or_else(|| self.entity(text, span));
        let name = entity.and_then(|id| self.entities.get(id.0 as usize)).map_or_else(
            || {
                source
                    .antecedent
                    .unwrap_or(span)
                    .of(text)
                    .trim_matches(|c: char| c == ',' || c.is_whitespace())
                    .to_owned()
            },
            |e| e.name.clone(),
        );
        (!name.is_empty()).then_some(Speaker { entity, name, span })
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
        within()
            .find(|(m, ..)| *m == span)
            // A description or name that ends where the phrase's head ends.
            .or_else(|| within().filter(|(m, ..)| m.end() == head.end()).max_by_key(|(m, ..)| m.len()))
            .or_else(|| {
                // Names in it: an apposition names the person, "the aide, Ann Reed"; a possessor is not the speaker.
                within().find(|(m, form, id)| {
                    *form == MentionForm::Name
                        && !owned(m)
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

/// Whether a mention hangs on a preposition within the phrase: "a spokesman for Ann Reed".
fn in_phrase(text: &str, span: Span, mention: Span) -> bool {
    let before = text.get(span.start()..mention.start()).unwrap_or_default();
    let last = before.rsplit(", ").next().unwrap_or(before);
    last.split_whitespace()
        .any(|w| matches!(w, "of" | "for" | "from" | "with" | "to" | "at" | "in" | "on" | "near"))
}
