//! *What do rules add to the names of the models?*
//!
//! Trims what a name must not hold; turns award shows, cups and festivals into events.

use copydesk_model::EntityKind;

use crate::lists::{Kinds, kinds_of};
use crate::{Analysis, Name};

/// Last words of the names of events.
const EVENT_HEADS: &[&str] = &[
    "Awards",
    "Cup",
    "Olympics",
    "Games",
    "Festival",
    "Championship",
    "Championships",
    "Open",
    "Marathon",
    "Oscars",
    "Grammys",
    "Emmys",
    "BAFTAs",
    "Masters",
    "Expo",
    "Biennale",
    "Derby",
    "Regatta",
    "Parade",
    "Carnival",
    "Paralympics",
    "Ashes",
    "Eurovision",
    "Coachella",
    "Glastonbury",
    "Summit",
    "Conference",
    "Convention",
    "Referendum",
    "Debate",
];

/// Mends and extends `analysis.names`.
pub(crate) fn refine(text: &str, analysis: &mut Analysis) {
    let names = std::mem::take(&mut analysis.names);
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let mut out: Vec<Name> = Vec::with_capacity(names.len());
    for name in names {
        let (mut first, mut end) = (name.tokens.start, name.tokens.end);
        while first < end
            && (is_title(word(first), name.kind) || is_article(word(first)) || !has_letter(word(first)))
        {
            first += 1;
        }
        while end > first
            && matches!(
                word(end - 1),
                "'s" | "’s" | "'" | "’" | "-" | "." | "," | "&" | "and" | "of" | "the" | "/"
            )
        {
            end -= 1;
        }
        if first >= end || is_people(word(first), end - first) {
            continue;
        }
        let span = analysis.tokens[first].span.cover(analysis.tokens[end - 1].span);
        let kind = if EVENT_HEADS.contains(&word(end - 1)) && end - first > 1 {
            EntityKind::Event
        } else {
            name.kind
        };
        out.push(Name { span, tokens: first..end, kind });
    }
    analysis.names = out;
}

/// "Americans", "Muslim": not the name of one.
fn is_people(word: &str, length: usize) -> bool {
    let kinds = kinds_of(word);
    length == 1
        && (kinds.has(Kinds::DEMONYM) || kinds.has(Kinds::CALENDAR))
        && !kinds.has(Kinds::COUNTRY)
        && !kinds.has(Kinds::SURNAME)
        && !kinds.has(Kinds::PLACE)
}

fn has_letter(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "A" | "An")
}

fn is_title(word: &str, kind: EntityKind) -> bool {
    kind == EntityKind::Person && kinds_of(word).has(Kinds::TITLE)
}
