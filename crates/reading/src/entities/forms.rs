//! *Can these two names mean the same?* Pure comparisons of names as lists of lower-case words.

use std::ops::Range;

use copydesk_model::EntityKind;

use super::lexicon::{self, Class};
use super::scan::Scan;

/// A name in lower case, words parted by single spaces, without full stops: "j k rowling", "us".
pub(crate) fn key(written: &str) -> String {
    let mut key = String::with_capacity(written.len());
    for word in written.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        for c in word.chars() {
            match c {
                '.' => {}
                '’' => key.push('\''),
                _ if c.is_uppercase() => key.extend(c.to_lowercase()),
                _ => key.push(c),
            }
        }
    }
    if key.is_empty() { written.to_lowercase() } else { key }
}

/// Other names of countries and the like, one group a line; the first is the one that stands for all.
const ALIASES: &[&[&str]] = &[
    &["united states", "us", "usa", "america", "united states of america", "u s"],
    &["united kingdom", "uk", "britain", "great britain", "u k"],
    &["european union", "eu"],
    &["united nations", "un"],
    &["united arab emirates", "uae"],
    &["los angeles", "la"],
    &["new york", "new york city", "nyc"],
    &["washington", "washington dc", "dc"],
    &["republican party", "gop", "republicans"],
    &["democratic party", "democrats"],
    &["federal bureau of investigation", "fbi"],
    &["central intelligence agency", "cia"],
    &["islamic state", "isis", "isil", "islamic state group"],
    &["north korea", "dprk"],
];

/// The name that stands for all names of the same thing.
pub(crate) fn alias(key: &str) -> Option<&'static str> {
    ALIASES.iter().find(|group| group.contains(&key)).map(|group| group[0])
}

/// Short forms of forenames.
const NICKNAMES: &[(&str, &str)] = &[
    ("bill", "william"),
    ("will", "william"),
    ("bob", "robert"),
    ("rob", "robert"),
    ("bobby", "robert"),
    ("dick", "richard"),
    ("rick", "richard"),
    ("jim", "james"),
    ("jimmy", "james"),
    ("joe", "joseph"),
    ("joey", "joseph"),
    ("mike", "michael"),
    ("mick", "michael"),
    ("tom", "thomas"),
    ("tommy", "thomas"),
    ("tony", "anthony"),
    ("dan", "daniel"),
    ("danny", "daniel"),
    ("dave", "david"),
    ("ed", "edward"),
    ("eddie", "edward"),
    ("ted", "edward"),
    ("ted", "theodore"),
    ("ben", "benjamin"),
    ("sam", "samuel"),
    ("sam", "samantha"),
    ("nick", "nicholas"),
    ("chris", "christopher"),
    ("chris", "christine"),
    ("matt", "matthew"),
    ("andy", "andrew"),
    ("drew", "andrew"),
    ("alex", "alexander"),
    ("alex", "alexandra"),
    ("steve", "steven"),
    ("steve", "stephen"),
    ("ken", "kenneth"),
    ("ron", "ronald"),
    ("don", "donald"),
    ("larry", "lawrence"),
    ("jerry", "gerald"),
    ("jeff", "jeffrey"),
    ("greg", "gregory"),
    ("chuck", "charles"),
    ("charlie", "charles"),
    ("jack", "john"),
    ("johnny", "john"),
    ("jon", "jonathan"),
    ("pete", "peter"),
    ("phil", "philip"),
    ("pat", "patrick"),
    ("pat", "patricia"),
    ("patty", "patricia"),
    ("tim", "timothy"),
    ("ray", "raymond"),
    ("fred", "frederick"),
    ("mitch", "mitchell"),
    ("liz", "elizabeth"),
    ("beth", "elizabeth"),
    ("betty", "elizabeth"),
    ("kate", "katherine"),
    ("kate", "catherine"),
    ("katie", "katherine"),
    ("kathy", "kathleen"),
    ("kathy", "katherine"),
    ("cathy", "catherine"),
    ("sue", "susan"),
    ("debbie", "deborah"),
    ("becky", "rebecca"),
    ("jen", "jennifer"),
    ("jenny", "jennifer"),
    ("meg", "margaret"),
    ("maggie", "margaret"),
    ("peggy", "margaret"),
    ("barb", "barbara"),
    ("chrissy", "christine"),
    ("vicky", "victoria"),
    ("mandy", "amanda"),
    ("abby", "abigail"),
    ("nate", "nathaniel"),
    ("zach", "zachary"),
    ("josh", "joshua"),
    ("gabe", "gabriel"),
    ("al", "albert"),
    ("hank", "henry"),
    ("harry", "henry"),
    ("bernie", "bernard"),
    ("gus", "august"),
    ("marty", "martin"),
    ("walt", "walter"),
    ("vince", "vincent"),
];

/// Generation marks at the end of a name.
fn generation(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii" | "iv")
}

/// Whether `a` is `b`, its initial, or its short form.
fn same_forename(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let initial = |x: &str, y: &str| x.chars().count() == 1 && y.starts_with(x);
    initial(a, b)
        || initial(b, a)
        || NICKNAMES.iter().any(|(short, long)| (a, b) == (*short, *long) || (b, a) == (*short, *long))
}

/// Whether `short` can be another name of the person whose (not shorter) name is `long`: forename, surname, both with
/// or without middle names and initials. Different forenames keep two people apart.
pub(crate) fn same_person(short: &[String], long: &[String]) -> bool {
    let strip = |words: &[String]| words.iter().rposition(|w| !generation(w)).map_or(0, |i| i + 1);
    let differ = |a: &[String], b: &[String]| {
        let last = |w: &[String]| w.last().filter(|w| generation(w)).cloned();
        matches!((last(a), last(b)), (Some(x), Some(y)) if x != y)
    };
    if differ(short, long) {
        return false;
    }
    let (short, long) = (&short[..strip(short)], &long[..strip(long)]);
    match (short, long) {
        ([one], [first, .., last]) => {
            one == first || one == last || long.len() > 3 && long[long.len() - 2..].join(" ") == *one
        }
        ([one], [other]) => one == other,
        ([first, .., last], [long_first, .., long_last]) => {
            if last == long_last {
                return same_forename(first, long_first)
                    // "Garcia Marquez" of "Gabriel Garcia Marquez"
                    || long.len() > short.len() && long.ends_with(short);
            }
            // "Maria Lopez" of "Maria Lopez Garcia"
            first == long_first && long.len() > short.len() && short.iter().all(|w| long.contains(w))
        }
        _ => false,
    }
}

/// Whether `short` can be another name of the organisation or event `long`: its beginning, without a company's
/// suffix, or the same words in another order ("Justice Department").
pub(crate) fn same_organisation(short: &[String], long: &[String]) -> bool {
    let strip = |words: &[String]| {
        words.iter().rposition(|w| !lexicon::class(w).is(Class::CORPORATE) && w != "&").map_or(0, |i| i + 1)
    };
    let (a, b) = (&short[..strip(short)], &long[..strip(long)]);
    if a.is_empty() || b.is_empty() {
        return short == long;
    }
    if a == b {
        return true;
    }
    let weighty = |words: &[String]| -> Vec<String> {
        let mut kept: Vec<String> = words
            .iter()
            .filter(|w| !lexicon::class(w).is(Class::PREPOSITION | Class::DETERMINER))
            .cloned()
            .collect();
        kept.sort_unstable();
        kept
    };
    if a.len() > 1 && weighty(a) == weighty(b) {
        return true;
    }
    let vague = [
        "new",
        "united",
        "national",
        "international",
        "american",
        "royal",
        "first",
        "north",
        "south",
        "east",
        "west",
        "the",
        "university",
        "bank",
        "central",
        "world",
        "general",
        "department",
        "house",
        "ministry",
        "great",
        "los",
        "san",
        "republic",
        "union",
        "supreme",
        "global",
        "federal",
        "state",
    ];
    let last = |words: &[String]| words.last().map(|w| lexicon::class(w)).unwrap_or_default();
    // "Goldman" of "Goldman Sachs"; but "Chicago" is not "Chicago Tribune" nor "Boston" the "Boston Globe".
    if b.starts_with(a) && a.len() < b.len() {
        return (a.len() > 1 || !vague.contains(&a[0].as_str())) && !last(b).is(Class::PLACE_NAME);
    }
    // "the Music Awards" of "the Harbour Music Awards"
    a.len() > 1 && b.ends_with(a)
}

/// Two letters or more, most of them capitals, no spaces: "BBC", "HMAs", "U.N.".
pub(crate) fn looks_like_acronym(written: &str) -> bool {
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    !written.contains(' ') && (2..=8).contains(&letters) && capitals >= 2 && capitals + 1 >= letters
}

/// Whether the letters of `acronym` (lower case) are taken in order from `words`, the first letter of every word of
/// weight among them; an "s" of the plural at the end is free. "bbmas" of "billboard music awards".
pub(crate) fn acronym(acronym: &str, words: &[String]) -> bool {
    if words.len() < 2 {
        return false;
    }
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphanumeric()).collect();
    let matches = |letters: &[char]| {
        let mut left = letters;
        for word in words {
            let mut chars = word.chars();
            let Some(initial) = chars.next() else { continue };
            if left.first() != Some(&initial) {
                if lexicon::class(word)
                    .is(Class::PREPOSITION | Class::DETERMINER | Class::CONJUNCTION | Class::CORPORATE)
                {
                    continue;
                }
                return false;
            }
            left = &left[1..];
            // Letters from inside the word, when what is left cannot all be initials of the words to come.
            let mut inside = chars;
            while left.len() > 1
                && inside.clone().any(|c| c == left[0])
                && left.len() > remaining(words, word)
            {
                inside.find(|c| *c == left[0]);
                left = &left[1..];
            }
        }
        left.is_empty()
    };
    matches(&letters)
        || letters.last() == Some(&'s') && letters.len() > 2 && matches(&letters[..letters.len() - 1])
}

/// How many words of weight follow `word`.
fn remaining(words: &[String], word: &String) -> usize {
    let after = words.iter().position(|w| std::ptr::eq(w, word)).map_or(0, |i| i + 1);
    words[after..]
        .iter()
        .filter(|w| !lexicon::class(w).is(Class::PREPOSITION | Class::DETERMINER | Class::CONJUNCTION))
        .count()
}

/// What the words of a name say about its kind, and how strongly.
pub(crate) fn kind_by_words(scan: &Scan<'_>, tokens: &Range<usize>) -> Option<(EntityKind, u32)> {
    let last = scan.class(tokens.end.checked_sub(1)?);
    let several = tokens.len() > 1;
    if several && last.is(Class::CORPORATE) {
        return Some((EntityKind::Organisation, 5));
    }
    let first = lexicon::forename(scan.word(tokens.start));
    if several
        && first.is_some()
        && !last.is(Class::ORGANISATION_NAME | Class::EVENT_NAME | Class::PLACE_NAME | Class::CORPORATE)
    {
        return Some((EntityKind::Person, 3));
    }
    if several && last.is(Class::EVENT_NAME) {
        return Some((EntityKind::Event, 5));
    }
    if several && last.is(Class::ORGANISATION_NAME) && !last.is(Class::PLACE_NAME) {
        return Some((EntityKind::Organisation, 3));
    }
    if several && last.is(Class::PLACE_NAME) && !last.is(Class::ORGANISATION_NAME) && first.is_none() {
        return Some((EntityKind::Place, 2));
    }
    if !several && matches!(first, Some(Some(_))) {
        return Some((EntityKind::Person, 1));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        key(name).split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn shorter_names_of_a_person_are_the_person() {
        for (short, long, same) in [
            ("Ruiz", "Ana Ruiz", true),
            ("Ana", "Ana Ruiz", true),
            ("A. Ruiz", "Ana Ruiz", true),
            ("Bob Marsh", "Robert Marsh", true),
            ("Ana Ruiz", "Ana Maria Ruiz", true),
            ("Marsh Jr.", "Robert Marsh Jr.", true),
            ("Tom Ruiz", "Ana Ruiz", false),
            ("Ana Marsh", "Ana Ruiz", false),
            ("Robert Marsh Sr.", "Robert Marsh Jr.", false),
            ("Maria", "Ana Maria Ruiz", false),
        ] {
            assert_eq!(same_person(&words(short), &words(long)), same, "{short} / {long}");
        }
    }

    #[test]
    fn acronyms_take_their_letters_in_order() {
        for (short, long, is) in [
            ("BBC", "British Broadcasting Corporation", true),
            ("HMAs", "Harbour Music Awards", true),
            ("HBMAs", "Harbour Music Awards", true),
            ("DOJ", "Department of Justice", true),
            ("DoJ", "Department of Justice", true),
            ("NATO", "North Atlantic Treaty Organization", true),
            ("HMA", "Harbour Fire Awards", false),
            ("HA", "Harbour Music Awards", false),
        ] {
            assert_eq!(acronym(&key(short), &words(long)), is, "{short} / {long}");
        }
    }

    #[test]
    fn organisations_are_known_without_their_suffix() {
        for (short, long, same) in [
            ("Acme", "Acme Corp.", true),
            ("Northwind", "Northwind Shipping Ltd", true),
            ("Justice Department", "Department of Justice", true),
            ("United", "United Harbours", false),
            ("Northwind Bank", "Northwind Shipping", false),
        ] {
            assert_eq!(same_organisation(&words(short), &words(long)), same, "{short} / {long}");
        }
    }
}
