//! *Who is named here, and does the reader know who that is?*
//!
//! A report gives a full name once and the surname from then on; a sentence taken out of its middle has the surname alone. Where
//! neither the headline nor an earlier sentence of the brief has named somebody, the forename is put before it in brackets.

use copydesk_model::{EntityKind, MentionForm, Span};

use crate::desk::Desk;

/// Somebody named in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) identity: usize,
    /// Where the name stands.
    pub(super) span: Span,
    /// The forenames that are missing, for a surname without office or title.
    pub(super) missing: Option<String>,
}

/// Who is named in each sentence, by place.
pub(super) fn named(desk: &Desk<'_>) -> Vec<Vec<Named>> {
    let mut out: Vec<Vec<Named>> = vec![Vec::new(); desk.lines.len()];
    for (member, m) in desk.members.iter().enumerate() {
        for entity in m.reading.entities.iter().filter(|e| e.kind == EntityKind::Person && !e.plural) {
            let Some(identity) = desk.cast.identity(member, entity.id) else { continue };
            let name = desk.cast.identities[identity].name.as_str();
            for mention in entity.mentions.iter().filter(|m| m.form == MentionForm::Name) {
                if let Some(line) = desk.line_at(member, mention.span.start())
                    && desk.lines[line].span.contains(mention.span)
                {
                    let missing = missing(desk.text(member), desk.lines[line].span, mention.span, name);
                    out[line].push(Named { identity, span: mention.span, missing });
                }
            }
        }
    }
    for names in &mut out {
        names.sort_by_key(|n| n.span);
    }
    out
}

/// The forenames of `name` that a surname at `mention` lacks; none where an office or title stands before it.
fn missing(text: &str, sentence: Span, mention: Span, name: &str) -> Option<String> {
    let words = mention.of(text);
    let bare = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words);
    let (forenames, surname) = name.rsplit_once(' ')?;
    let plain = |part: &str| {
        part.starts_with(char::is_uppercase)
            && part.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
    };
    if bare != surname || bare.contains(' ') || !forenames.split(' ').all(plain) {
        return None;
    }
    if forenames.split(' ').count() > 3 {
        return None;
    }
    let before = text.get(sentence.start()..mention.start())?.trim_end();
    let last = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let titled = last.starts_with(char::is_uppercase) && last.len() < before.len() || last.ends_with('.');
    // At the head of the sentence a capital is no sign.
    let titled = titled || last.len() == before.len() && OFFICES.contains(&last.trim_end_matches('.'));
    (!titled).then(|| forenames.to_owned())
}

/// What stands before a surname and tells who that is.
const OFFICES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "Sir",
    "Dame",
    "Lord",
    "Lady",
    "President",
    "Senator",
    "Sen",
    "Rep",
    "Gov",
    "Governor",
    "Judge",
    "Justice",
    "Secretary",
    "Officer",
    "Deputy",
    "Detective",
    "Captain",
    "Capt",
    "Sgt",
    "Sergeant",
    "General",
    "Gen",
    "Lieutenant",
    "Lt",
    "Colonel",
    "Col",
    "Minister",
    "Chancellor",
    "Pope",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Mayor",
    "Chief",
    "Sheriff",
    "Professor",
    "Prof",
    "Coach",
    "Chairman",
    "Congressman",
    "Congresswoman",
    "Representative",
    "Speaker",
    "Attorney",
    "Father",
    "Sister",
    "Brother",
];

#[cfg(test)]
mod tests {
    use copydesk_model::Span;

    use super::missing;

    #[test]
    fn a_surname_alone_lacks_its_forename_and_one_with_an_office_does_not() {
        for (text, lacks) in [
            ("Ruiz said the quay was shut.", Some("Ana")),
            ("The harbour was shut, Ruiz’s deputy said.", Some("Ana")),
            ("Mayor Ruiz said the quay was shut.", None),
            ("The quay was shut, Ms. Ruiz said.", None),
        ] {
            let at = text.find("Ruiz").unwrap_or_default();
            let found = missing(text, Span::new(0, text.len()), Span::new(at, at + 4), "Ana Ruiz");
            assert_eq!(found.as_deref(), lacks, "{text}");
        }
    }
}
