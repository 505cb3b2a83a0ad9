//! *What do rules add to the names of the models?*
//!
//! Trims what a name must not hold; turns award shows, cups and festivals into events.

use copydesk_model::EntityKind;
use rustc_hash::FxHashSet;

use super::titles::{self, EVENT_HEADS};
use super::{companies, headlines, kin, offices};
use crate::linear::hash;
use crate::lists::{self, Kinds, kinds_of};
use crate::{Analysis, Name, TokenKind, Upos};

/// Last words that only the names of organisations have.
const ORGANISATION_HEADS: &[&str] = &[
    "Company",
    "Corporation",
    "Corp",
    "Corp.",
    "Inc",
    "Inc.",
    "Ltd",
    "Ltd.",
    "PLC",
    "plc",
    "LLC",
    "GmbH",
    "Association",
    "Committee",
    "Commission",
    "Council",
    "Ministry",
    "Department",
    "Authority",
    "Agency",
    "University",
    "School",
    "College",
    "Institute",
    "Foundation",
    "Federation",
    "Union",
    "Party",
    "Bank",
    "Group",
    "Club",
    "FC",
    "Court",
    "Police",
    "Army",
    "Navy",
    "Parliament",
    "Assembly",
    "Senate",
    "Congress",
    "Board",
    "Bureau",
    "Organisation",
    "Organization",
    "Society",
    "Alliance",
    "Coalition",
    "League",
    "Airlines",
    "Airways",
    "News",
    "Tribune",
    "Holdings",
    "Industries",
    "Technologies",
    "Pharmaceuticals",
    "Motors",
    "Records",
    "Entertainment",
    "Studios",
    "Network",
    "Secretariat",
    "Academy",
    "Fund",
    "Chamber",
    "Tribunal",
    "Confederation",
    "Directorate",
];

/// Last words that only the names of places have.
const PLACE_HEADS: &[&str] = &[
    "Street",
    "St.",
    "Avenue",
    "Ave.",
    "Road",
    "Rd.",
    "Boulevard",
    "River",
    "Island",
    "Islands",
    "Province",
    "County",
    "District",
    "Airport",
    "Park",
    "Square",
    "Bridge",
    "Beach",
    "Valley",
    "Peninsula",
    "Bay",
    "Sea",
    "Ocean",
    "Lake",
    "Mountains",
    "Highway",
    "Theatre",
    "Theater",
    "Stadium",
    "Arena",
    "Hotel",
    "Palace",
    "Harbour",
    "Harbor",
    "City",
    "Town",
    "Village",
    "Region",
];

/// Roles that stand before a name without a comma.
const ROLES: &[&str] = &[
    "Singer",
    "Actor",
    "Actress",
    "Host",
    "Author",
    "Writer",
    "Rapper",
    "Model",
    "Comedian",
    "Director",
    "Producer",
    "Musician",
    "Songwriter",
    "Pianist",
    "Guitarist",
    "Drummer",
    "Striker",
    "Midfielder",
    "Defender",
    "Goalkeeper",
    "Captain",
    "Coach",
    "Manager",
    "Lawyer",
    "Attorney",
    "Activist",
    "Spokesman",
    "Spokeswoman",
    "Resident",
    "Neighbour",
    "Neighbor",
    "Witness",
    "Journalist",
    "Reporter",
    "Photographer",
    "Farmer",
    "Teacher",
    "Student",
    "Economist",
    "Analyst",
    "Historian",
    "Scientist",
    "Researcher",
    "Businessman",
    "Businesswoman",
    "Billionaire",
    "Engineer",
    "Fisherman",
    "Pilot",
    "Driver",
    "Nurse",
    "Doctor",
    "Wife",
    "Husband",
    "Daughter",
    "Son",
    "Mother",
    "Father",
    "Brother",
    "Sister",
    "Star",
    "Designer",
    "Artist",
    "Novelist",
    "Poet",
    "Filmmaker",
    "Firefighter",
    "Detective",
    "Officer",
    "Candidate",
    "Democrat",
    "Republican",
    "Conservative",
    "Labour",
    "Winner",
    "Champion",
];

/// Words that are no name when they stand alone: roles, and kinds of body that a report has many of.
const NO_NAMES_ALONE: &[&str] = &[
    "President",
    "Minister",
    "Secretary",
    "Chairman",
    "Governor",
    "Senators",
    "State",
    "States",
    "Republic",
    "Kingdom",
    "Government",
    "Opposition",
    "Police",
    "Party",
    "Church",
    "Region",
    "Province",
    "North",
    "South",
    "City",
];

/// Bodies that a report calls by one word where it means a certain one: "the Assembly".
const BODIES: &[&str] =
    &["Congress", "Parliament", "Senate", "Cabinet", "Assembly", "Foundation", "Fund", "House", "Treasury"];

/// Mends and extends `analysis.names`.
pub(crate) fn refine(text: &str, analysis: &mut Analysis) {
    let names = std::mem::take(&mut analysis.names);
    let names = headlines::cut(text, analysis, names);
    let names = run_ons(text, analysis, names);
    let mut out: Vec<Name> = Vec::with_capacity(names.len());
    let rules = Rules { text, analysis };
    for name in names {
        match rules.cut(&name) {
            Some(at) => {
                rules.mend(
                    name.tokens.start,
                    at,
                    rules.kind_of_listed(name.tokens.start, at).unwrap_or(name.kind),
                    &mut out,
                );
                rules.mend(at, name.tokens.end, name.kind, &mut out);
            }
            None => rules.mend(name.tokens.start, name.tokens.end, name.kind, &mut out),
        }
    }
    acronyms(text, analysis, &mut out);
    bodies(text, analysis, &mut out);
    titles::add(text, analysis, &mut out);
    kin::add(text, analysis, &mut out);
    companies::close(text, analysis, &mut out);
    companies::join(text, analysis, &mut out);
    analysis.names = out;
}

/// "Ruth Calder Ana": two names that stand beside each other on a page, where the report has the first one elsewhere and the second opens
/// with a forename.
fn run_ons(text: &str, analysis: &Analysis, names: Vec<Name>) -> Vec<Name> {
    let person = |n: &Name| n.kind == EntityKind::Person;
    if !names.iter().any(|n| person(n) && n.tokens.len() > 2) {
        return names;
    }
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let span = |tokens: &std::ops::Range<usize>| {
        let (first, last) =
            (analysis.tokens.get(tokens.start)?, analysis.tokens.get(tokens.end.checked_sub(1)?)?);
        Some(first.span.cover(last.span))
    };
    let full: FxHashSet<&str> =
        names.iter().filter(|n| person(n) && n.tokens.len() == 2).map(|n| n.span.of(text)).collect();
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let (head, rest) = (name.tokens.start..name.tokens.start + 2, name.tokens.start + 2..name.tokens.end);
        let kinds = kinds_of(word(rest.start));
        let (fore, sur) = (kinds_of(word(head.start)), kinds_of(word(head.end - 1)));
        let second = kinds.has(Kinds::FORENAME)
            && !kinds.has(Kinds::SURNAME)
            && fore.has(Kinds::FORENAME)
            && !sur.has(Kinds::FORENAME)
            && name.tokens.clone().all(|at| word(at).starts_with(char::is_uppercase));
        match span(&head).zip(span(&rest)) {
            Some((first, other))
                if person(&name) && name.tokens.len() > 2 && second && full.contains(first.of(text)) =>
            {
                out.push(Name { span: first, tokens: head, kind: name.kind });
                // A forename alone names nobody here.
                if rest.len() > 1 {
                    out.push(Name { span: other, tokens: rest, kind: name.kind });
                }
            }
            _ => out.push(name),
        }
    }
    out
}

/// "Sexual Minorities Uganda (SMUG)": letters in brackets after an organisation are its short name, here and everywhere.
fn acronyms(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let mut short: FxHashSet<&str> = FxHashSet::default();
    for name in names.iter().filter(|n| n.kind == EntityKind::Organisation && n.tokens.len() > 1) {
        let at = name.tokens.end;
        let letters = word(at + 1);
        let is_short = word(at) == "(" && word(at + 2) == ")" && is_acronym(letters);
        let first = name.span.of(text).chars().find(|c| c.is_alphabetic());
        if is_short && first.is_some_and(|f| letters.contains(f)) {
            short.insert(letters);
        }
    }
    if short.is_empty() {
        return;
    }
    for name in names.iter_mut() {
        if name.tokens.len() == 1 && short.contains(name.span.of(text)) {
            name.kind = EntityKind::Organisation;
        }
    }
    let mut missing = Vec::new();
    let mut known = names.iter().peekable();
    for (at, token) in analysis.tokens.iter().enumerate() {
        while known.peek().is_some_and(|n| n.tokens.end <= at) {
            known.next();
        }
        let free = known.peek().is_none_or(|n| n.tokens.start > at);
        if free && token.kind == TokenKind::Word && short.contains(token.text(text)) {
            missing.push(Name { span: token.span, tokens: at..at + 1, kind: EntityKind::Organisation });
        }
    }
    names.extend(missing);
    names.sort_by_key(|n| n.tokens.start);
}

/// "The Foundation", inside a sentence and with no name beside it, is an organisation.
fn bodies(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let capital = |at: usize| word(at).starts_with(char::is_uppercase);
    let mut missing = Vec::new();
    for (at, token) in analysis.tokens.iter().enumerate().skip(1) {
        // Most words are done with here.
        if token.kind != TokenKind::Word || !capital(at) {
            continue;
        }
        if BODIES.contains(&token.text(text))
            && matches!(word(at - 1), "the" | "The" | "in" | "by" | "of" | "to")
            && !capital(at + 1)
            && !matches!(word(at + 1), "of" | "for" | "-")
            && names.get(names.partition_point(|n| n.tokens.end <= at)).is_none_or(|n| n.tokens.start > at)
        {
            missing.push(Name { span: token.span, tokens: at..at + 1, kind: EntityKind::Organisation });
        }
    }
    if !missing.is_empty() {
        names.extend(missing);
        names.sort_by_key(|n| n.tokens.start);
    }
}

fn is_acronym(word: &str) -> bool {
    (2..=8).contains(&word.len())
        && word.chars().filter(|c| c.is_uppercase()).count() * 2 > word.len()
        && !word.contains('.')
}

struct Rules<'a> {
    text: &'a str,
    analysis: &'a Analysis,
}

impl Rules<'_> {
    fn word(&self, at: usize) -> &str {
        self.analysis.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    /// Where a name is really two: "Ghana's Electoral Commission", "Kofi and Ama".
    fn cut(&self, name: &Name) -> Option<usize> {
        let (first, end) = (name.tokens.start, name.tokens.end);
        for at in first + 1..end.saturating_sub(1) {
            let word = self.word(at);
            let two = match word {
                "'s" | "’s" => {
                    name.kind != EntityKind::Place
                        && self.kind_of_listed(first, at) == Some(EntityKind::Place)
                }
                "and" => match name.kind {
                    EntityKind::Person => true,
                    EntityKind::Place => !self.is_listed(first, end),
                    _ => false,
                },
                _ => false,
            };
            if two {
                return Some(at);
            }
        }
        None
    }

    /// What the lists say about the words `first..end` as one phrase.
    fn listed(&self, first: usize, end: usize) -> Kinds {
        let words = (first..end).map(|at| hash(self.word(at).as_bytes()));
        lists::kinds_of_phrase(words)
    }

    fn is_listed(&self, first: usize, end: usize) -> bool {
        let kinds = self.listed(first, end);
        kinds.has(Kinds::COUNTRY) || kinds.has(Kinds::PLACE) || kinds.has(Kinds::ORGANISATION)
    }

    fn kind_of_listed(&self, first: usize, end: usize) -> Option<EntityKind> {
        let kinds = self.listed(first, end);
        if kinds.has(Kinds::COUNTRY) || kinds.has(Kinds::PLACE) {
            Some(EntityKind::Place)
        } else if kinds.has(Kinds::ORGANISATION) {
            Some(EntityKind::Organisation)
        } else {
            None
        }
    }

    /// Trims a name of what does not belong to it and keeps it, if anything is left that can be one.
    fn mend(&self, mut first: usize, mut end: usize, mut kind: EntityKind, out: &mut Vec<Name>) {
        let word = |at: usize| self.word(at);
        // "al-Nusra", "az-Zaman": the article of an Arabic name is small and belongs to it.
        let floor = out.last().map_or(0, |n| n.tokens.end);
        if first >= floor + 2 && self.is_hyphen(first - 1) && is_arabic_article(word(first - 2)) {
            first -= 2;
            kind = self.kind_of_listed(first, end).unwrap_or(kind);
        }
        // "Speaker of the House Paul Denver"
        if kind == EntityKind::Organisation
            && offices::is_field(word, first, end)
            && kinds_of(word(first + 1)).has(Kinds::FORENAME)
            && !kinds_of(word(end - 1)).has(Kinds::ORGANISATION_WORD)
        {
            kind = EntityKind::Person;
        }
        while first < end
            && (is_title(word(first), kind)
                || (kind == EntityKind::Person && is_small_compound(word(first)))
                || (kind == EntityKind::Person && offices::is_field(word, first, end))
                || is_article(word(first))
                || !has_letter(word(first))
                || is_small(word(first)))
        {
            first += 1;
        }
        // "Singer Kelly Marsh": a role in a capital only because it opens the sentence.
        if kind == EntityKind::Person && end - first > 2 && self.opens(first) && ROLES.contains(&word(first))
        {
            first += 1;
        }
        // "Deputy National Security Adviser Ben Rowe"
        if kind == EntityKind::Person
            && let Some(office) =
                (first..end.saturating_sub(1)).rev().find(|at| offices::is_officer(word(*at)))
        {
            first = office + 1;
        }
        while end > first
            && (is_tail(word(end - 1))
                // "with Ivo Brandt Ambassador of Averlin"
                || (kind == EntityKind::Person && end - first > 2 && offices::is_officer(word(end - 1))))
        {
            end -= 1;
        }
        if first >= end
            || is_people(word(first), end - first)
            || self.are_people(first, end)
            || self.is_common(first, end)
            || (kind != EntityKind::Place && offices::is_title_alone(word, first, end))
            || (end - first == 1 && (NO_NAMES_ALONE.contains(&word(first)) || self.is_currency(first)))
        {
            return;
        }
        let (Some(start), Some(last)) = (self.analysis.tokens.get(first), self.analysis.tokens.get(end - 1))
        else {
            return;
        };
        let long = end - first > 1;
        let kind = match word(end - 1) {
            head if long && EVENT_HEADS.contains(&head) => EntityKind::Event,
            head if long && ORGANISATION_HEADS.contains(&head) => EntityKind::Organisation,
            head if long && PLACE_HEADS.contains(&head) && kind == EntityKind::Person => EntityKind::Place,
            _ if self.is_country(first, end, kind) => EntityKind::Place,
            _ => kind,
        };
        out.push(Name { span: start.span.cover(last.span), tokens: first..end, kind });
    }

    /// "Costa Ricans", of which only the second word was taken; "British Indians"; "Central Americans".
    fn are_people(&self, first: usize, end: usize) -> bool {
        let all = |first: usize| {
            end - first > 1 && {
                let kinds = self.listed(first, end);
                kinds.has(Kinds::DEMONYM) && !kinds.has(Kinds::COUNTRY) && !kinds.has(Kinds::PLACE)
            }
        };
        let each = end - first == 2
            && is_people(self.word(first), 1)
            && is_people(self.word(end - 1), 1)
            && self.word(end - 1).ends_with('s');
        all(first) || (end - first == 1 && first > 0 && all(first - 1)) || each
    }

    /// "US $3 million".
    fn is_currency(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "US" | "U.S." | "A" | "C" | "CA" | "AU" | "NZ" | "HK" | "S" | "NT" | "R" | "TT"
        ) && self.word(at + 1).starts_with('$')
    }

    /// A country is a place, unless its name is also somebody's or it plays.
    fn is_country(&self, first: usize, end: usize, kind: EntityKind) -> bool {
        let kinds = self.listed(first, end);
        kinds.has(Kinds::COUNTRY)
            && !kinds.has(Kinds::ORGANISATION)
            && match kind {
                EntityKind::Person => !kinds.has(Kinds::FORENAME) && !kinds.has(Kinds::SURNAME),
                EntityKind::Organisation => end - first > 1,
                _ => false,
            }
    }

    /// Whether a token is a hyphen between two words that it touches.
    fn is_hyphen(&self, at: usize) -> bool {
        let span = |at: usize| self.analysis.tokens.get(at).map(|t| t.span);
        let touches = match (span(at.wrapping_sub(1)), span(at), span(at + 1)) {
            (Some(a), Some(b), Some(c)) => a.end() == b.start() && b.end() == c.start(),
            _ => false,
        };
        touches && self.word(at) == "-"
    }

    fn opens(&self, at: usize) -> bool {
        self.analysis.sentences.binary_search_by_key(&at, |s| s.tokens.start).is_ok()
    }

    /// A single word that opens a sentence, is no proper noun for the tagger, and stands on no list: "Fans".
    fn is_common(&self, first: usize, end: usize) -> bool {
        let proper = self.analysis.tokens.get(first).is_some_and(|t| t.upos == Upos::Propn);
        self.opens(first) && end - first == 1 && !proper && self.listed(first, end).0 == 0
    }
}

/// What a name never ends with.
fn is_tail(word: &str) -> bool {
    matches!(
        word,
        "'s" | "’s"
            | "'"
            | "’"
            | "-"
            | "–"
            | "."
            | ","
            | "&"
            | "and"
            | "of"
            | "the"
            | "/"
            | "in"
            | "for"
            | "on"
            | "at"
            | "to"
    )
}

/// Small words that only the middle of a name may have.
fn is_small(word: &str) -> bool {
    matches!(word, "and" | "of" | "in" | "for" | "on" | "at" | "to" | "with")
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

/// "pro-Western" before a name.
fn is_small_compound(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
        && word.split_once('-').is_some_and(|(head, _)| head.len() > 2 && head != "ash")
}

fn is_arabic_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "ad" | "an" | "ar" | "as" | "ash" | "at" | "az")
}

fn has_letter(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "A" | "An")
}

fn is_title(word: &str, kind: EntityKind) -> bool {
    kind == EntityKind::Person && (kinds_of(word).has(Kinds::TITLE) || offices::is_office(word))
}

#[cfg(test)]
mod tests {
    use crate::Language;

    #[test]
    fn two_names_side_by_side_are_parted_where_the_report_has_the_first_alone() {
        let text =
            "Harbour Director Ruth Calder Ana\n\nRuth Calder spoke on Monday. Mary Ann Okello did not.";
        let analysis = Language::embedded().analyse(text, Some("en"));
        let names: Vec<&str> = analysis.names.iter().map(|n| n.span.of(text)).collect();
        assert!(names.contains(&"Mary Ann Okello"), "{names:?}");
        assert!(names.contains(&"Ruth Calder") && !names.contains(&"Ruth Calder Ana"), "{names:?}");
    }
}
