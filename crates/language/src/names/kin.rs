//! *Who is a person because the report says whose?*
//!
//! "Her son Miles", "wife Ana Okello": a capitalised word after a noun of kin names a person, there and wherever it stands
//! again without a name around it, whatever the models took it for. For forenames that are common words, which the models miss.

use copydesk_model::EntityKind;
use rustc_hash::FxHashSet;

use crate::{Analysis, Name, TokenKind, is_stopword};

const KIN: &[&str] = &[
    "son",
    "daughter",
    "wife",
    "husband",
    "brother",
    "sister",
    "mother",
    "father",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "grandson",
    "granddaughter",
    "grandfather",
    "grandmother",
    "stepson",
    "stepdaughter",
    "fiancé",
    "fiancée",
    "girlfriend",
    "boyfriend",
    "twins",
    "widow",
];

/// Adds persons to `names`.
pub(super) fn add(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let capital = |at: usize| {
        let plain = analysis.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word);
        let word = word(at);
        plain
            && word.chars().count() > 2
            && word.starts_with(char::is_uppercase)
            && word.chars().skip(1).all(char::is_lowercase)
            && !is_stopword(word)
    };
    let mut persons: FxHashSet<&str> = FxHashSet::default();
    for at in 1..analysis.tokens.len() {
        // "son Miles", "son, Miles, 2"
        let noun = if word(at - 1) == "," { at.saturating_sub(2) } else { at - 1 };
        if word(at).starts_with(char::is_uppercase) && KIN.contains(&word(noun)) && capital(at) {
            persons.insert(word(at));
        }
    }
    if persons.is_empty() {
        return;
    }
    // What the models took for a place or the like: kin of somebody is surer.
    for name in names.iter_mut().filter(|n| n.tokens.len() == 1 && persons.contains(n.span.of(text))) {
        name.kind = EntityKind::Person;
    }
    let mut found = Vec::new();
    let mut known = names.iter().peekable();
    for (at, token) in analysis.tokens.iter().enumerate() {
        while known.peek().is_some_and(|n| n.tokens.end <= at) {
            known.next();
        }
        // A capitalised neighbour that is no name belongs to another name than this one.
        let alone = (at == 0 || !capital(at - 1)) && !capital(at + 1);
        if alone && known.peek().is_none_or(|n| n.tokens.start > at) && persons.contains(word(at)) {
            found.push(Name { span: token.span, tokens: at..at + 1, kind: EntityKind::Person });
        }
    }
    names.extend(found);
    names.sort_by_key(|n| n.tokens.start);
}
