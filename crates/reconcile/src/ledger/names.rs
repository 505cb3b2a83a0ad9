//! *Do the reports spell somebody's name differently?*
//!
//! Two identities that never stand in one report, whose full names differ by a letter or two in one word, and who
//! do the same in aligned sentences, are one person whose name somebody has wrong. Where the forename is the same and a long
//! surname differs by one letter, no aligned sentences are asked for.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{ConflictKind, EntityKind, MentionForm, Nature, Standing};
use rustc_hash::FxHashMap;

use super::{Draft, DraftValue, Rank, count};
use crate::align::Alignment;
use crate::cast::{Identity, core_words};
use crate::desk::{Desk, Place};

/// The full names of one identity, as words.
type Names = Vec<Vec<String>>;

/// Names that two reports spell differently.
pub(crate) fn names(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    // Full names by one of their words: those that differ in one word share another.
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let full: Vec<Vec<Vec<String>>> = desk.cast.identities.iter().map(|i| full_names(desk, i)).collect();
    for (number, names) in full.iter().enumerate() {
        let words: BTreeSet<String> = names.iter().flatten().cloned().collect();
        for word in words {
            by_word.entry(word).or_default().push(number);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for numbers in by_word.values().filter(|n| n.len() <= 12) {
        for (i, a) in numbers.iter().enumerate() {
            for b in &numbers[i + 1..] {
                pairs.insert((*a, *b));
            }
        }
    }
    let pairs: Vec<(usize, usize)> = pairs.into_iter().filter(|(a, b)| near(desk, &full, *a, *b)).collect();
    if pairs.is_empty() {
        return Vec::new();
    }
    let lines = mentions(desk);
    let mut out: Vec<Draft> = Vec::new();
    for draft in pairs.into_iter().filter_map(|(a, b)| finding(desk, alignment, (&lines, &full), a, b)) {
        let shares = |d: &Draft| d.values.iter().any(|v| draft.values.iter().any(|w| w.value == v.value));
        match out.iter_mut().find(|d| shares(d)) {
            Some(known) => join(desk, known, draft),
            None => out.push(draft),
        }
    }
    out
}

/// One finding a person, with all spellings.
fn join(desk: &Desk<'_>, known: &mut Draft, draft: Draft) {
    for value in draft.values {
        if !known.values.iter().any(|v| v.value == value.value) {
            known.values.push(value);
        }
    }
    known.explanation = explain(&known.values);
    known.weight = desk.origins(known.values.iter().flat_map(DraftValue::members)) as f64;
}

fn explain(values: &[DraftValue]) -> String {
    let listed: Vec<String> =
        values.iter().map(|v| format!("{} in {}", v.value, count(v.members().len(), "report"))).collect();
    format!("The reports spell a name differently: {}.", listed.join(", "))
}

/// The sentences that mention each identity.
fn mentions(desk: &Desk<'_>) -> FxHashMap<usize, BTreeSet<usize>> {
    let mut out: FxHashMap<usize, BTreeSet<usize>> = FxHashMap::default();
    for (member, m) in desk.members.iter().enumerate() {
        for entity in &m.reading.entities {
            let Some(identity) = desk.cast.identity(member, entity.id) else { continue };
            let lines = entity.mentions.iter().filter_map(|x| desk.line_at(member, x.span.start()));
            out.entry(identity).or_default().extend(lines);
        }
    }
    out
}

/// Whether two names differ by a slip: one word, by at most two letters, beginning alike.
fn near(desk: &Desk<'_>, names: &[Vec<Vec<String>>], a: usize, b: usize) -> bool {
    let person = |i: usize| desk.cast.identities[i].kind == EntityKind::Person;
    let Some((x, y)) = slipped(&names[a], &names[b]) else { return false };
    // The reader takes a name now and then for a firm's.
    if !(person(a) && person(b)) && !((person(a) || person(b)) && unmistakable(&x, &y)) {
        return false;
    }
    // A headline that shouts the surname alone is no second spelling.
    let full = |m: usize, id| {
        let entity = desk.members[m].reading.entity(id);
        entity.is_some_and(|e| plain(&e.name).len() > 1)
    };
    let reports = |i: usize| {
        let within = desk.cast.identities[i].within.iter();
        within.filter(|(m, id)| full(*m, *id)).map(|(m, _)| *m).collect::<BTreeSet<_>>()
    };
    reports(a).intersection(&reports(b)).next().is_none()
}

/// The full names of somebody, as words: those of the cast, and as each report first has them.
fn full_names(desk: &Desk<'_>, identity: &Identity) -> Vec<Vec<String>> {
    let person = identity.kind == EntityKind::Person;
    if identity.plural || !(person || identity.kind == EntityKind::Organisation) {
        return Vec::new();
    }
    let mut seen: BTreeSet<&str> = identity.names.iter().map(String::as_str).collect();
    for (member, id) in &identity.within {
        let mentions = desk.members[*member].reading.entity(*id).into_iter().flat_map(|e| &e.mentions);
        let names = mentions.filter(|m| m.form == MentionForm::Name).map(|m| m.span.of(desk.text(*member)));
        seen.extend(names.filter(|n| n.contains(' ')));
    }
    let mut out: Vec<Vec<String>> = Vec::new();
    for words in seen.into_iter().map(plain) {
        let fits = if person { (2..=4).contains(&words.len()) } else { words.len() == 2 };
        if fits && !out.contains(&words) {
            out.push(words);
        }
    }
    out
}

/// The full names of two people that differ by a slip, where none of them is the same.
fn slipped(a: &[Vec<String>], b: &[Vec<String>]) -> Option<(Vec<String>, Vec<String>)> {
    if a.iter().any(|n| b.contains(n)) {
        return None;
    }
    a.iter().find_map(|n| b.iter().find(|m| slip(n, m)).map(|m| (n.clone(), m.clone())))
}

fn slip(a: &[String], b: &[String]) -> bool {
    if a.len() != b.len() || !(2..=4).contains(&a.len()) {
        return false;
    }
    let mut apart = a.iter().zip(b).filter(|(x, y)| x != y);
    let (Some((x, y)), None) = (apart.next(), apart.next()) else { return false };
    // A short form of a forename ("Steve", "Steven") or a plural is no slip.
    let forename = a.first() == Some(x);
    if x.strip_suffix('s') == Some(y)
        || y.strip_suffix('s') == Some(x)
        || (forename && (x.starts_with(y.as_str()) || y.starts_with(x.as_str())))
    {
        return false;
    }
    let shorter = x.chars().count().min(y.chars().count());
    let allowed = match shorter {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    x.chars().next() == y.chars().next() && distance(x, y) <= allowed
}

/// Whether two names that differ by a slip are one person's whatever is told of them: the same forename, and one
/// letter of a long surname. ("Kim Jong-il" and "Kim Jong-un" are two.)
fn unmistakable(a: &[String], b: &[String]) -> bool {
    let (Some(x), Some(y), Some(forename)) = (a.last(), b.last(), a.first()) else { return false };
    let long = |w: &str| w.chars().count() >= 5 && w.chars().all(char::is_alphabetic);
    a.len() == b.len()
        && a.len() > 1
        && a[..a.len() - 1] == b[..b.len() - 1]
        && forename.chars().count() >= 3
        && long(x)
        && long(y)
        && distance(x, y) == 1
}

/// What stands before a name in capitals and belongs to an office.
const OFFICES: &[&str] = &[
    "majority",
    "minority",
    "leader",
    "whip",
    "director",
    "spokeswoman",
    "spokesman",
    "candidate",
    "chairman",
    "chairwoman",
    "speaker",
    "counsel",
    "commissioner",
    "constable",
    "deputy",
    "manager",
    "nominee",
];

/// A name's words without titles and accents.
fn plain(name: &str) -> Vec<String> {
    let mut words = core_words(name);
    let offices = words.iter().take_while(|w| OFFICES.contains(&w.as_str())).count();
    if offices + 1 < words.len() {
        words.drain(..offices);
    }
    words.iter().map(|w| w.chars().map(unaccented).collect()).collect()
}

/// The letter without its accent, for the Latin letters of names.
fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ą' | 'ă' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ñ' | 'ń' | 'ň' => 'n',
        'ç' | 'č' | 'ć' => 'c',
        'š' | 'ś' | 'ş' | 'ș' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ý' | 'ÿ' => 'y',
        'ł' => 'l',
        'ğ' => 'g',
        'ř' => 'r',
        'ď' | 'đ' => 'd',
        'ť' | 'ț' | 'ţ' => 't',
        _ => c,
    }
}

/// Edit distance with neighbouring letters swapped as one edit (Damerau 1964, optimal string alignment).
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

fn finding(
    desk: &Desk<'_>,
    alignment: &Alignment,
    (lines, full): (&FxHashMap<usize, BTreeSet<usize>>, &[Names]),
    a: usize,
    b: usize,
) -> Option<Draft> {
    let (of_a, of_b) = (lines.get(&a)?, lines.get(&b)?);
    let aligned = of_a.iter().any(|l| {
        alignment.of[*l].iter().any(|(other, k)| of_b.contains(other) && k.dice >= 0.3 && k.shared >= 4)
    });
    let (of_first, of_second) = slipped(&full[a], &full[b])?;
    if !aligned && !unmistakable(&of_first, &of_second) {
        return None;
    }
    let value = |number: usize| {
        // In each report the first mention that has the word in question.
        let identity = &desk.cast.identities[number];
        let (words, other) = if number == a { (&of_first, &of_second) } else { (&of_second, &of_first) };
        let word = words.iter().zip(other).find(|(x, y)| x != y).map(|(x, _)| x.clone()).unwrap_or_default();
        let mut places: Vec<Place> = Vec::new();
        for (member, id) in &identity.within {
            let Some(entity) = desk.members[*member].reading.entity(*id) else { continue };
            let found = entity.mentions.iter().find(|m| {
                m.form == MentionForm::Name && plain(m.span.of(desk.text(*member))).contains(&word)
            });
            places.extend(found.map(|m| Place { member: *member, span: m.span }));
        }
        let named = identity.names.iter().find(|n| plain(n) == *words).cloned();
        let shown = places.iter().map(|p| desk.words(*p)).find(|n| plain(n) == *words);
        let named = named.or(shown.map(str::to_owned)).unwrap_or_else(|| identity.name.clone());
        DraftValue::new(named, places)
    };
    let values = vec![value(a), value(b)];
    if values.iter().any(|v| v.places.is_empty()) {
        return None;
    }
    Some(Draft {
        slot: format!("name of {}", values[0].value),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Name),
        nature: Some(Nature::Disagreement),
        explanation: explain(&values),
        because: vec![
            "The names differ by a letter or two and never stand in one report.".to_owned(),
            "Sentences that mention them are aligned.".to_owned(),
        ],
        weight: desk.origins(values.iter().flat_map(DraftValue::members)) as f64,
        values,
        rank: Rank::Name,
    })
}

#[cfg(test)]
mod tests {
    use super::{plain, slip, unmistakable};

    #[test]
    fn an_accent_is_no_other_spelling() {
        for (a, b) in [("Ana Doğan", "Ana Dogan"), ("Jiří Novák", "Jiri Novak"), ("Ana Ruíz", "Ana Ruiz")]
        {
            assert_eq!(plain(a), plain(b));
        }
    }

    #[test]
    fn one_letter_of_a_long_surname_after_the_same_forename_is_a_slip_anywhere() {
        assert!(unmistakable(&plain("Ana Petersen"), &plain("Ana Peterson")));
        for (a, b) in [
            ("Brian Lindt", "Bryan Lindt"),
            ("Ana Ruiz", "Ana Ruis"),
            ("Tor Berg-il", "Tor Berg-un"),
            ("Ana Petersen", "Ana Pedersan"),
        ] {
            assert!(!unmistakable(&plain(a), &plain(b)), "{a} {b}");
        }
    }

    #[test]
    fn a_slip_is_a_letter_or_two_in_one_word() {
        for (a, b) in [
            ("Ana Petersen", "Ana Peterson"),
            ("Brian Lindt", "Bryan Lindt"),
            ("Ana Kowalski", "Ana Kowalsky"),
        ] {
            assert!(slip(&plain(a), &plain(b)), "{a} {b}");
        }
        for (a, b) in [
            ("Ana Ruiz", "Eva Ruiz"),
            ("Ana Ruiz", "Ana Lindt"),
            ("Jan Berg", "Jon Berg"),
            ("Ana Ruiz", "Ana Ruiz"),
        ] {
            assert!(!slip(&plain(a), &plain(b)), "{a} {b}");
        }
    }
}
