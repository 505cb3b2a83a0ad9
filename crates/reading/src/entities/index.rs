//! *Whose mention is this?*

use copydesk_model::{Entity, EntityId, MentionForm, Span};

/// One mention with the entity that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// Where.
    pub(crate) span: Span,
    /// Whose.
    pub(crate) entity: EntityId,
    /// By name, description or pronoun.
    pub(crate) form: MentionForm,
}

/// All mentions of a reading in text order, for look-ups by place.
pub(crate) struct MentionIndex {
    rows: Vec<Indexed>,
    longest: usize,
}

impl MentionIndex {
    /// Sorts the mentions of all entities.
    pub(crate) fn new(entities: &[Entity]) -> Self {
        let mut rows: Vec<Indexed> = entities
            .iter()
            .flat_map(|e| e.mentions.iter().map(|m| Indexed { span: m.span, entity: e.id, form: m.form }))
            .collect();
        rows.sort_by_key(|r| (r.span.start(), std::cmp::Reverse(r.span.end()), r.entity));
        let longest = rows.iter().map(|r| r.span.len()).max().unwrap_or(0);
        Self { rows, longest }
    }

    /// The mentions that lie within `span`, in text order, a wider one before those inside it.
    pub(crate) fn within(&self, span: Span) -> impl Iterator<Item = Indexed> + '_ {
        let first = self.rows.partition_point(|r| r.span.start() < span.start());
        self.rows[first..]
            .iter()
            .take_while(move |r| r.span.start() < span.end())
            .filter(move |r| span.contains(r.span))
            .copied()
    }

    /// The narrowest mention that covers `span`.
    pub(crate) fn covering(&self, span: Span) -> Option<Indexed> {
        let first = self.rows.partition_point(|r| r.span.start() + self.longest < span.end());
        self.rows[first..]
            .iter()
            .take_while(|r| r.span.start() <= span.start())
            .filter(|r| r.span.contains(span))
            .min_by_key(|r| (r.span.len(), r.entity))
            .copied()
    }

    /// The entity that a noun phrase stands for: that of the mention with just its words, else of the mention that
    /// is its head. "host **Ana Ruiz**" is hers, "a spokesman for **Acme**" is not Acme's.
    pub(crate) fn of_phrase(&self, text: &str, span: Span) -> Option<Indexed> {
        if let Some(exact) = self.within(span).find(|r| r.span == span) {
            return Some(exact);
        }
        // The head of "host Ana Ruiz", "Ruiz, 38," ends where the first noun group of the phrase ends.
        let words = span.of(text);
        let group = words
            .match_indices([',', '—', '(', ';'])
            .map(|(i, _)| i)
            .chain(
                [" of ", " for ", " from ", " at ", " in ", " with ", " who ", " on ", " to "]
                    .iter()
                    .filter_map(|p| words.find(p)),
            )
            .filter(|i| *i > 0)
            .min()
            .unwrap_or(words.len());
        let end = span.start() + words[..group].trim_end().len();
        let found = self
            .within(Span::new(span.start(), end))
            .filter(|r| r.span.end() == end)
            .max_by_key(|r| r.span.len());
        found.or_else(|| self.covering(span).filter(|r| r.form != MentionForm::Pronoun))
    }
}
