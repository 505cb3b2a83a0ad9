//! *What kind of word is this?*
//!
//! One look-up a token: [`Class`] is a set of word classes read from `data/words.txt`, and forenames with their
//! gender come from `data/forenames.txt`. The rooms rely on these small closed lists more than on tags, because
//! a list says the same thing everywhere.

use std::ops::BitOr;
use std::sync::LazyLock;

use copydesk_model::Gender;
use rustc_hash::FxHashMap;

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Class {
            $($(#[$doc])* pub(crate) const $name: Self = Self(1 << $bit);)*
        }
    };
}

classes! {
    /// Office, trade, function or part played: "singer", "witness".
    ROLE = 0;
    /// Says no more than that it is a person: "man", "victim".
    PERSON = 1;
    /// Names a tie to somebody: "wife", "son".
    RELATION = 2;
    /// One of the ties of a couple.
    SPOUSE = 3;
    /// Of a daughter, a son.
    CHILD = 4;
    FEMALE = 5;
    MALE = 6;
    /// Several of them.
    PLURAL = 7;
    /// People without a singular: "police".
    PEOPLE = 8;
    /// Two (or three) people taken together: "couple", "duo".
    GROUP = 9;
    ORGANISATION = 10;
    PLACE = 11;
    EVENT = 12;
    WORK = 13;
    /// Stands before a name: "Mr", "Senator".
    TITLE = 14;
    /// Closes a company's name: "Inc".
    CORPORATE = 15;
    ORGANISATION_NAME = 16;
    EVENT_NAME = 17;
    PLACE_NAME = 18;
    PREPOSITION = 19;
    DETERMINER = 20;
    DEFINITE = 21;
    CONJUNCTION = 22;
    COMPLEMENTIZER = 23;
    BE = 24;
    AUXILIARY = 25;
    SAY = 26;
    HE = 27;
    SHE = 28;
    THEY = 29;
    FIRST = 30;
    OBJECT_PRONOUN = 31;
    SUBJECT_PRONOUN = 32;
    POSSESSIVE_PRONOUN = 33;
    CALENDAR = 34;
    FORMER = 35;
    NUMBER = 36;
    NOT_NAME = 37;
    /// "Mr", "Mrs": a title that is no office.
    HONORIFIC = 38;
    /// Said of people whom the report need not name: "the official", "the driver".
    ANYBODY = 39;
}

impl BitOr for Class {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Class {
    /// Whether it has any of `classes`.
    pub(crate) fn is(self, classes: Self) -> bool {
        self.0 & classes.0 != 0
    }

    /// A noun for a person.
    pub(crate) fn human(self) -> bool {
        self.is(Self::ROLE | Self::PERSON | Self::RELATION | Self::PEOPLE | Self::GROUP)
    }

    /// The gender that the word shows.
    pub(crate) fn gender(self) -> Option<Gender> {
        match (self.is(Self::FEMALE | Self::SHE), self.is(Self::MALE | Self::HE)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }

    /// A singular pronoun of the third person.
    pub(crate) fn he_or_she(self) -> bool {
        self.is(Self::HE | Self::SHE)
    }
}

/// The classes of a section of `data/words.txt`.
fn section(name: &str) -> Class {
    match name {
        "role" => Class::ROLE,
        "role-f" => Class::ROLE | Class::FEMALE,
        "role-m" => Class::ROLE | Class::MALE,
        "person" => Class::PERSON,
        "person-f" => Class::PERSON | Class::FEMALE,
        "person-m" => Class::PERSON | Class::MALE,
        "people" => Class::PEOPLE | Class::PLURAL,
        "anybody" => Class::ANYBODY,
        "relation" => Class::RELATION,
        "relation-f" => Class::RELATION | Class::FEMALE,
        "relation-m" => Class::RELATION | Class::MALE,
        "spouse" => Class::SPOUSE,
        "child" => Class::CHILD,
        "group" => Class::GROUP | Class::PLURAL,
        "parents" => Class::RELATION | Class::PLURAL,
        "organisation" => Class::ORGANISATION,
        "place" => Class::PLACE,
        "event" => Class::EVENT,
        "work" => Class::WORK,
        "title-m" => Class::TITLE | Class::HONORIFIC | Class::MALE,
        "title-f" => Class::TITLE | Class::HONORIFIC | Class::FEMALE,
        "title" => Class::TITLE,
        "corporate" => Class::CORPORATE,
        "organisation-name" => Class::ORGANISATION_NAME,
        "event-name" => Class::EVENT_NAME,
        "place-name" => Class::PLACE_NAME,
        "preposition" => Class::PREPOSITION,
        "determiner" => Class::DETERMINER,
        "definite" => Class::DEFINITE,
        "conjunction" => Class::CONJUNCTION,
        "complementizer" => Class::COMPLEMENTIZER,
        "be" => Class::BE,
        "auxiliary" => Class::AUXILIARY,
        "say" => Class::SAY,
        "male-pronoun" => Class::HE,
        "female-pronoun" => Class::SHE,
        "plural-pronoun" => Class::THEY,
        "first-pronoun" => Class::FIRST,
        "object-pronoun" => Class::OBJECT_PRONOUN,
        "subject-pronoun" => Class::SUBJECT_PRONOUN,
        "possessive-pronoun" => Class::POSSESSIVE_PRONOUN,
        "calendar" => Class::CALENDAR,
        "former" => Class::FORMER,
        "number-word" => Class::NUMBER,
        "not-name" => Class::NOT_NAME,
        _ => Class::default(),
    }
}

/// The classes whose words have a plural.
const INFLECTED: Class = Class(
    Class::ROLE.0
        | Class::ANYBODY.0
        | Class::PERSON.0
        | Class::RELATION.0
        | Class::SPOUSE.0
        | Class::CHILD.0
        | Class::ORGANISATION.0,
);

/// The plural of a noun, by rule.
fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|e| word.ends_with(e));
    format!("{word}{}", if hissing { "es" } else { "s" })
}

static WORDS: LazyLock<FxHashMap<Box<str>, Class>> = LazyLock::new(|| {
    let mut words: FxHashMap<Box<str>, Class> = FxHashMap::default();
    let mut class = Class::default();
    for line in include_str!("../../data/words.txt").lines().map(str::trim) {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            class = section(name);
            continue;
        }
        for entry in line.split_whitespace() {
            let (singular, many) = match entry.split_once('/') {
                Some((singular, many)) => (singular, Some(many.to_owned())),
                None if class.is(INFLECTED) && !class.is(Class::PLURAL) => (entry, Some(plural(entry))),
                None => (entry, None),
            };
            let known = words.entry(singular.into()).or_default();
            *known = *known | class;
            if let Some(many) = many {
                let known = words.entry(many.into()).or_default();
                *known = *known | class | Class::PLURAL;
            }
        }
    }
    words
});

static FORENAMES: LazyLock<FxHashMap<Box<str>, Option<Gender>>> = LazyLock::new(|| {
    let mut names = FxHashMap::default();
    let mut gender = None;
    for line in include_str!("../../data/forenames.txt").lines().map(str::trim) {
        match line {
            "[female]" => gender = Some(Gender::Female),
            "[male]" => gender = Some(Gender::Male),
            "[either]" => gender = None,
            _ if line.starts_with('#') => {}
            _ => names.extend(line.split_whitespace().map(|n| (n.into(), gender))),
        }
    }
    names
});

/// Runs `look_up` on the word in lower case, without an allocation for a short word.
fn lower<T>(word: &str, look_up: impl Fn(&str) -> T) -> T {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return look_up(word);
    }
    if word.len() <= 32 && word.is_ascii() {
        let mut buffer = [0_u8; 32];
        let lowered = &mut buffer[..word.len()];
        lowered.copy_from_slice(word.as_bytes());
        lowered.make_ascii_lowercase();
        return look_up(std::str::from_utf8(lowered).unwrap_or_default());
    }
    look_up(&word.to_lowercase().replace('’', "'"))
}

/// The classes of a word in any case.
pub(crate) fn class(word: &str) -> Class {
    if word.len() > 32 {
        return Class::default();
    }
    lower(word, |w| WORDS.get(w).copied().unwrap_or_default())
}

/// What the list of forenames says of a word: none if it is not one, `Some(None)` if both genders bear it.
#[expect(clippy::option_option, reason = "not a forename, a forename for all, a forename of one gender")]
pub(crate) fn forename(word: &str) -> Option<Option<Gender>> {
    if word.len() > 32 {
        return None;
    }
    lower(word, |w| FORENAMES.get(w).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_is_known_from_its_singular() {
        for word in ["singers", "actresses", "wives", "firemen", "babies", "people"] {
            assert!(class(word).human() && class(word).is(Class::PLURAL), "{word}");
        }
        assert!(!class("singer").is(Class::PLURAL));
        assert_eq!(class("Actress").gender(), Some(Gender::Female));
        assert_eq!(class("spokesman").gender(), Some(Gender::Male));
    }

    #[test]
    fn every_section_of_the_word_list_is_known() {
        for line in include_str!("../../data/words.txt").lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                assert!(section(name) != Class::default(), "{name}");
            }
        }
    }

    #[test]
    fn forenames_show_gender_where_one_gender_bears_them() {
        assert_eq!(forename("Mary"), Some(Some(Gender::Female)));
        assert_eq!(forename("Robin"), Some(None));
        assert_eq!(forename("Bridge"), None);
    }
}
