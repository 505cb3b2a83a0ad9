//! What a report's entities are, case by case. Texts are invented.

use copydesk_language::Language;
use copydesk_model::{AttributeName, Entity, EntityKind, Report, ReportId};
use proptest::prelude::*;

fn read(text: &str) -> Vec<Entity> {
    crate::read(&Report::new(ReportId::new("test"), text), Language::embedded()).entities
}

/// The words of all mentions of the entity of that name.
fn mentions(text: &str, name: &str) -> Vec<String> {
    let found = read(text);
    let entity = found.iter().find(|e| e.name == name);
    entity.map_or_else(Vec::new, |e| e.mentions.iter().map(|m| m.span.of(text).to_owned()).collect())
}

/// The attributes of the entity of that name, as `age=41`, `wife of Tom Marsh`.
fn attributes(text: &str, name: &str) -> Vec<String> {
    let found = read(text);
    let Some(entity) = found.iter().find(|e| e.name == name) else { return Vec::new() };
    entity
        .attributes
        .iter()
        .map(|a| match (a.name, a.to) {
            (AttributeName::Age, _) => format!("age={}", a.value),
            (AttributeName::Relation, Some(to)) => format!("{} of {}", a.value, found[to.0 as usize].name),
            _ => a.value.clone(),
        })
        .collect()
}

#[test]
fn shorter_names_and_pronouns_go_to_the_full_name() {
    let text = "Ana Ruiz opened the harbour fair on Monday. Ruiz said she was proud. Later Ana met Tom Marsh, who thanked her.";
    assert_eq!(mentions(text, "Ana Ruiz"), ["Ana Ruiz", "Ruiz", "she", "Ana", "her"]);
}

#[test]
fn a_name_in_capitals_is_called_as_the_report_writes_it_elsewhere() {
    let text = "NAIROBI (CPA) — The council of Nairobi met on Monday. There is no harbour in Nairobi.";
    assert_eq!(mentions(text, "Nairobi"), ["NAIROBI", "Nairobi", "Nairobi"]);
}

#[test]
fn different_forenames_keep_two_people_apart() {
    let text =
        "Mary Marsh met John Marsh in the harbour. Mr. Marsh said he was glad. Mrs. Marsh said she was not.";
    assert_eq!(mentions(text, "Mary Marsh"), ["Mary Marsh", "Marsh", "she"]);
    assert_eq!(mentions(text, "John Marsh"), ["John Marsh", "Marsh", "he"]);
}

#[test]
fn ages_are_read_in_all_their_forms() {
    for (text, name, age) in [
        ("On Friday Ana Ruiz, 41, opened the fair.", "Ana Ruiz", "41"),
        ("The fair was opened by 41-year-old singer Ana Ruiz.", "Ana Ruiz", "41"),
        ("The prize went to Ana Ruiz, a 41-year-old singer from the coast.", "Ana Ruiz", "41"),
        ("The prize went to Ana Ruiz (41) on Friday.", "Ana Ruiz", "41"),
        ("The prize went to Ana Ruiz, aged 41, on Friday.", "Ana Ruiz", "41"),
        ("Tom Marsh has a daughter, Mary, 4, and a son.", "Mary", "4"),
        ("Tom Marsh lives with his four-year-old daughter Mary.", "Mary", "4"),
    ] {
        assert!(attributes(text, name).contains(&format!("age={age}")), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_description_brings_its_age_to_the_person_it_means() {
    let text = "Ana Ruiz, who opened the fair, then thanked Tom Marsh.\n\nThe 38-year-old singer, who has sung with Tom at the \
                opera, said she was happy.";
    assert!(attributes(text, "Ana Ruiz").contains(&"age=38".to_owned()), "{:?}", read(text));
    assert!(!attributes(text, "Tom Marsh").contains(&"age=38".to_owned()));
}

#[test]
fn what_somebody_is_called_is_not_learnt_from_where_the_words_stand() {
    let text = "“We do not guess,” Ana Ruiz said.\n\nThe driver of the bus has not been seen since. Ruiz said she knew no more.";
    assert_eq!(mentions(text, "Ana Ruiz"), ["Ana Ruiz", "Ruiz", "she"]);
    let text = "A friend of Ana Ruiz spoke with her on Friday.\n\n“She feels wronged,” the friend said.";
    assert_eq!(mentions(text, "Ana Ruiz"), ["Ana Ruiz", "her", "She"]);
    assert_eq!(read(", 41, the chief said.").len(), 0, "an age behind nobody");
    let text = "Ana Ruiz ran the school for years. The former student has not been named. Ruiz left in May.";
    assert_eq!(mentions(text, "Ana Ruiz"), ["Ana Ruiz", "Ruiz"]);
    let text = "Ana Ruiz, 52, spoke first. The elder Ruiz, 79, sat behind her.";
    assert_eq!(attributes(text, "Ana Ruiz"), ["age=52"]);
    let text = "Ana Ruiz opened the fair on Monday. The driver then went home. Ruiz said she was glad.";
    assert_eq!(attributes(text, "Ana Ruiz"), [""; 0]);
}

#[test]
fn who_is_identified_is_who_was_described() {
    for text in [
        "Tom Marsh of the harbour board spoke first.\n\nThe driver at the wheel of the bus was identified by police as Ana Ruiz, 32, of Port Holt.",
        "Tom Marsh of the harbour board spoke first.\n\nThe driver, identified on Monday as 32-year-old Ana Ruiz, braked late.",
        "Tom Marsh spoke first.\n\nThe driver, named as Ana Ruiz, 32, braked late.",
    ] {
        let found = attributes(text, "Ana Ruiz");
        assert!(
            found.contains(&"driver".to_owned()) && found.contains(&"age=32".to_owned()),
            "{text}: {found:?}"
        );
        assert_eq!(attributes(text, "Tom Marsh"), [""; 0]);
    }
}

#[test]
fn an_age_that_contradicts_keeps_a_description_away() {
    let text = "On Monday Ana Ruiz, 41, met Mary Holt, 38. The 38-year-old singer smiled.";
    assert_eq!(mentions(text, "Mary Holt"), ["Mary Holt", "The 38-year-old singer"]);
}

#[test]
fn who_is_spoken_of_is_not_who_speaks() {
    let text = "Ana Ruiz met Tom Marsh on Monday.\n\n“Tom Marsh is the best neighbour anybody could have,” the 38-year-old \
                singer said.";
    assert_eq!(mentions(text, "Tom Marsh"), ["Tom Marsh", "Tom Marsh"]);
}

#[test]
fn roles_and_relations_stand_beside_names() {
    let text = "On Monday fire chief Ana Ruiz thanked the mayor, Tom Marsh, and his wife Mary Holt.";
    assert_eq!(attributes(text, "Ana Ruiz"), ["fire chief"]);
    assert_eq!(attributes(text, "Tom Marsh"), ["mayor"]);
    assert_eq!(attributes(text, "Mary Holt"), ["wife of Tom Marsh"]);
}

#[test]
fn children_in_a_list_belong_to_their_parents_and_not_to_each_other() {
    let text = "Tom Marsh and his wife Mary Holt left early. The couple, who share daughter Julia, 4, and son Peter, 2, went home.";
    let found = read(text);
    let couple = found.iter().find(|e| e.plural).map(|e| e.name.clone()).unwrap_or_default();
    assert_eq!(attributes(text, "Julia"), [format!("daughter of {couple}"), "age=4".to_owned()]);
    assert_eq!(attributes(text, "Peter"), [format!("son of {couple}"), "age=2".to_owned()]);
}

#[test]
fn a_couple_is_one_entity_of_two() {
    let text = "Tom Marsh and his wife Mary Holt left early. The couple said they were tired. The pair live by the sea.";
    let found = read(text);
    let couple = found.iter().find(|e| e.plural).expect("a couple");
    let words: Vec<&str> = couple.mentions.iter().map(|m| m.span.of(text)).collect();
    assert_eq!(words, ["The couple", "they", "The pair"]);
}

#[test]
fn a_pronoun_that_fits_two_people_equally_is_given_to_neither_wrongly() {
    // Whoever is meant, the two names must stay apart.
    let text = "On Monday Ana Ruiz met Mary Holt. She left.";
    let found = read(text);
    let with: Vec<&str> = found
        .iter()
        .filter(|e| e.mentions.iter().any(|m| m.span.of(text) == "She"))
        .map(|e| e.name.as_str())
        .collect();
    assert!(with.is_empty() || with == ["Ana Ruiz"], "{with:?}");
}

#[test]
fn an_account_belongs_to_the_name_that_it_spells() {
    let text = "Fans of Ana Ruiz cheered. “I love @anaruiz so very much today,” one wrote. The 2020 Harbour Music Awards \
                thanked them as @HMAs.";
    assert!(mentions(text, "Ana Ruiz").contains(&"@anaruiz".to_owned()));
    assert!(mentions(text, "Harbour Music Awards").contains(&"@HMAs".to_owned()), "{:?}", read(text));
}

#[test]
fn a_title_in_quotation_marks_is_a_work() {
    let text = "On Monday Ana Ruiz sang “Salt Wind” at the pier.";
    let found = read(text);
    let work = found.iter().find(|e| e.name == "Salt Wind").expect("the song");
    assert_eq!(work.kind, EntityKind::Work);
}

#[test]
fn a_pronoun_may_come_before_its_name() {
    let text = "In her first speech as mayor, Ana Ruiz promised a new pier.";
    assert_eq!(mentions(text, "Ana Ruiz"), ["her", "Ana Ruiz"]);
}

#[test]
fn every_entity_is_numbered_by_its_place() {
    let text = "On Monday Ana Ruiz met Tom Marsh in Paris. She thanked him.";
    for (i, entity) in read(text).iter().enumerate() {
        assert_eq!(entity.id.0 as usize, i);
        assert!(entity.mentions.is_sorted_by_key(|m| m.span.start()));
    }
}

/// Pieces that make the rules bite more often than arbitrary characters do.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Ana Ruiz",
        "Ruiz",
        "Mr. Marsh",
        "she",
        "his",
        "wife",
        "the",
        "41-year-old",
        "singer",
        ",",
        "41",
        "and",
        "the couple",
        "they",
        "“",
        "”",
        "\"",
        "said",
        "@anaruiz",
        "HMAs",
        "Harbour Music Awards",
        "'s",
        "’s",
        "—",
        "(",
        ")",
        ".",
        "\n\n",
        "é",
        "🎙",
        "year-old",
        "-",
        "Salt Wind",
        "daughter",
        "who",
        "is",
        "a",
        "In",
        "police",
        "$4.5m",
        "40 per cent",
        "third",
        "child",
        "two dozen",
        "people",
    ]);
    prop::collection::vec((piece, prop::bool::ANY), 0..60)
        .prop_map(|all| all.into_iter().flat_map(|(p, space)| [p, if space { " " } else { "" }]).collect())
}

proptest! {
    #[test]
    fn nothing_panics_and_every_span_is_a_slice(text in prop_oneof![pieces(), "(?s).{0,200}".boxed()]) {
        let reading = crate::read(&Report::new(ReportId::new("test"), text.as_str()), Language::embedded());
        for entity in &reading.entities {
            prop_assert!(entity.mentions.iter().all(|m| m.span.get(&text).is_some_and(|w| !w.is_empty())));
            prop_assert!(entity.attributes.iter().all(|a| a.span.get(&text).is_some_and(|w| !w.is_empty())));
            prop_assert!(entity.attributes.iter().all(|a| a.to.is_none_or(|t| (t.0 as usize) < reading.entities.len())));
        }
        for figure in &reading.figures {
            prop_assert!(figure.span.get(&text).is_some_and(|w| !w.is_empty()));
            prop_assert!(figure.of.is_none_or(|o| o.get(&text).is_some()));
            prop_assert!(figure.quantity.is_finite());
        }
    }
}
