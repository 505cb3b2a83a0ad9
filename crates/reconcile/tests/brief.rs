//! What a brief opens with, and what it does not say, over invented reports.

mod common;

use common::{Case, story};

const SANK: &str =
    "The ferry Aurora sank off Port Elm on Monday with seven people aboard, the coast guard said.";
const OTHER: &str = "A ferry with seven people aboard, the Aurora, sank off the coast at Port Elm on Monday.";
const QUOTE: &str = "“We heard the whole hull groan and then the lights went out on every deck,”";

fn reports() -> [Case; 2] {
    let one = format!(
        "{SANK} The vessel was built in 1990 for the island route. {QUOTE} said Ana Ruiz. \
         Ruiz has worked on the island route since the spring of last year."
    );
    let two = format!("{QUOTE} Ana Ruiz said. {OTHER} Divers will look for the wreck on Thursday morning.");
    [("a", one), ("b", two)].map(|(id, text)| {
        Case::new(id, "2024-03-02", &text).person(&["Ana Ruiz", "Ruiz"], &[]).says(
            Some("Ana Ruiz"),
            "Ana Ruiz",
            &[QUOTE.trim_matches(['“', '”'])],
        )
    })
}

#[test]
fn a_brief_opens_with_what_happened_and_not_with_a_shared_quotation() {
    let story = story(&reports());
    let first = story.brief.first().map(|s| s.text.as_str());
    assert!([Some(SANK), Some(OTHER)].contains(&first), "{:#?}", story.brief);
}

#[test]
fn what_the_first_sentence_told_is_not_told_again() {
    let story = story(&reports());
    let told = story.brief.iter().filter(|s| s.text == SANK || s.text == OTHER).count();
    assert_eq!(told, 1, "{:#?}", story.brief);
}

#[test]
fn a_surname_that_nobody_introduced_has_its_forename_in_brackets() {
    let text = "Ruiz has closed the old quay at Port Elm to all ferries until the spring.\n\
                Ana Ruiz is its harbour master.";
    let case = |id: &str| Case::new(id, "2024-03-02", text).person(&["Ana Ruiz", "Ruiz"], &[]);
    let story = story(&[case("a"), case("b").titled("Old quay closed to ferries")]);
    let shown: Vec<&str> = story.brief.iter().map(copydesk_model::BriefSentence::shown).collect();
    assert!(shown.iter().any(|s| s.starts_with("[Ana] Ruiz has closed")), "{shown:#?}");
}

#[test]
fn a_toll_that_opens_two_sentences_opens_one_of_the_brief() {
    let one = "Two dock workers were killed and 11 people hurt when fire tore through a store in Port Elm, the fire service said.";
    let other = |number: &str| {
        format!(
            "{number} men died on Quay Seven while they loaded crates of paint onto a lorry for the island market."
        )
    };
    let told = |other: &str| {
        let more = "The quay has been shut to lorries and ferries since the spring of last year.";
        let case = |id: &str, text: &str| Case::new(id, "2024-03-02", &format!("{text} {more}"));
        let story = story(&[case("a", one), case("b", other)]);
        story.brief.iter().filter(|s| s.text == one || s.text == other).count()
    };
    assert_eq!((told(&other("Nine")), told(&other("Two"))), (2, 1));
}
