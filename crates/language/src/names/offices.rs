//! *Where does the office end and the name begin?*
//!
//! "Chief of Staff Denis Harlow", "Minister of Defence Ivo Brandt": the last word of an office stands before a name without a comma and
//! has a capital as names have. It is no part of the name.

use crate::lists::{Kinds, kinds_of};

/// What offices are "of".
const FIELDS: &[&str] = &[
    "Staff",
    "State",
    "States",
    "Defence",
    "Defense",
    "Justice",
    "Treasury",
    "Intelligence",
    "Finance",
    "Health",
    "Education",
    "Interior",
    "Labour",
    "Labor",
    "Commerce",
    "Energy",
    "Agriculture",
    "Transport",
    "Transportation",
    "War",
    "Police",
    "Operations",
    "Communications",
    "Policy",
    "Affairs",
    "Security",
    "House",
    "Senate",
    "Commons",
    "Lords",
    "Parliament",
    "Assembly",
    "Environment",
    "Trade",
    "Industry",
    "Information",
    "Technology",
    "Science",
    "Culture",
    "Sports",
    "Sport",
    "Tourism",
    "Housing",
    "Planning",
    "Research",
    "Development",
    "Works",
    "Management",
    "Public",
    "Prosecutions",
    "Representatives",
    "Services",
    "Relations",
    "Exchequer",
    "Cabinet",
    "Congress",
    "Government",
    "Board",
    "Directors",
];

/// Last words of offices, which no name has.
const OFFICERS: &[&str] = &[
    "Adviser",
    "Advisor",
    "Secretary",
    "Officer",
    "Minister",
    "Spokesman",
    "Spokeswoman",
    "Spokesperson",
    "Director",
    "Chairman",
    "Chairwoman",
    "Counsel",
    "Commissioner",
    "Prosecutor",
    "Treasurer",
    "Undersecretary",
    "Ambassador",
    "Superintendent",
];

/// Whether the first of the words `first..end` of a name is the field of the office before it: "of **Staff** Denis Harlow".
pub(super) fn is_field<'t>(word: impl Fn(usize) -> &'t str, first: usize, end: usize) -> bool {
    let left = end.saturating_sub(first);
    if left < 2 || !FIELDS.contains(&word(first)) {
        return false;
    }
    let of = first.checked_sub(1).is_some_and(|b| matches!(word(b), "of" | "for" | "the" | "and" | "&"));
    let titled = (first.saturating_sub(4)..first).any(|b| is_office(word(b)));
    let forename = kinds_of(word(first + 1)).has(Kinds::FORENAME);
    of && (titled || (forename && left > 2))
}

/// Whether a word is a title, with or without "ex-" before it.
pub(super) fn is_office(word: &str) -> bool {
    let plain = word.strip_prefix("ex-").or_else(|| word.strip_prefix("Ex-")).unwrap_or(word);
    plain.starts_with(char::is_uppercase) && kinds_of(plain).has(Kinds::TITLE)
}

/// Whether a word closes an office and no name.
pub(super) fn is_officer(word: &str) -> bool {
    OFFICERS.contains(&word)
}

/// Whether the words `first..end` are an office or a part of one, and nobody's name: "National Security Adviser"; the "Financial" of
/// "Chief Financial Officer".
pub(super) fn is_title_alone<'t>(word: impl Fn(usize) -> &'t str, first: usize, end: usize) -> bool {
    let last = word(end.saturating_sub(1));
    let person = Kinds(Kinds::FORENAME.0 | Kinds::SURNAME.0);
    let named = |at: usize| kinds_of(word(at)).has(person);
    let of = (first..end).any(|at| matches!(word(at), "of" | "for" | "'s" | "’s"));
    if end - first > 1 {
        return is_officer(last) && !of && !(first..end).any(named);
    }
    let before = first.checked_sub(1).is_some_and(|b| is_office(word(b)));
    before && !named(first) && is_officer(word(end))
}

#[cfg(test)]
mod tests {
    use crate::Language;
    use copydesk_model::EntityKind;

    #[test]
    fn an_office_is_no_part_of_a_name() {
        for (text, names) in [
            ("In the words of Staff Denis Harlow, it was over.", &["Denis Harlow"][..]),
            ("White House Chief of Staff Denis Harlow said so.", &["Denis Harlow"]),
            ("It was said by Secretary of State Ruth Calder on Monday.", &["Ruth Calder"]),
            (
                "The Minister of Finance Mara Okello met Director of Education Ruth Calder.",
                &["Mara Okello", "Ruth Calder"],
            ),
            (
                "Then ex-President Lee Hart and Chief Financial Officer Dana Wells spoke.",
                &["Lee Hart", "Dana Wells"],
            ),
            ("He met Deputy National Security Adviser Ben Rowe there.", &["Ben Rowe"]),
            ("They wrote to Speaker of the House Paul Denver and left.", &["Paul Denver"]),
        ] {
            let analysis = Language::embedded().analyse(text, Some("en"));
            let found: Vec<&str> = analysis
                .names
                .iter()
                .filter(|n| n.kind == EntityKind::Person || n.span.of(text).contains("Adviser"))
                .map(|n| n.span.of(text))
                .collect();
            assert_eq!(found, names, "{text}");
        }
    }
}
