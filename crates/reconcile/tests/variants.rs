//! Every way in which words drift between reports, one case a kind; splices; paraphrases; a whole desk.

mod common;

use common::{Case, finding, story};
use copydesk_lineage::Lineage;
use copydesk_model::{
    ConflictKind, Medium, Member, QuotationKind, Standing, VariantChange,
    VariantChange::{
        Cut, Emoji, Name, Negation, Number, Pronoun, Punctuation, Reworded, Spliced, Tense, Translated,
    },
};
use copydesk_reconcile::{Spoken, SpokenQuery, spoken};

fn said(id: &str, published: &str, words: &str) -> Case {
    Case::new(id, published, &format!("The quay was calm. “{words}” said Ana Ruiz."))
        .person(&["Ana Ruiz"], &[])
        .says(Some("Ana Ruiz"), "Ana Ruiz", &[words])
}

/// The words of one report, those of another, and how the second differ.
const DRIFT: &[(&str, &str, &[VariantChange])] = &[
    (
        "The ferry left before dawn, and the harbour was empty when the crew came back,",
        "The ferry left before dawn and the harbour was empty when the crew came back,",
        &[Punctuation],
    ),
    (
        "The ferry left before dawn, and the harbour was empty when the crew came back,",
        "the harbour was empty when the crew came back,",
        &[Cut],
    ),
    (
        "The ferry left before dawn, and the harbour was empty when the crew came back,",
        "The ferry left before dawn … when the crew came back,",
        &[Cut],
    ),
    (
        "The ferry left before dawn with all lights out, and the harbour was empty when the crew came back,",
        "The ferry left before dawn the harbour was empty when the crew came back,",
        &[Spliced],
    ),
    (
        "The ferry left before dawn, and the harbour was empty when the crew came back,",
        "The ferry sailed before dawn, and the harbour was empty when the crew came back,",
        &[Reworded],
    ),
    (
        "We will rebuild the old lighthouse and nobody in this town is going to stop us,",
        "They would rebuild the old lighthouse and nobody in this town was going to stop them,",
        &[Pronoun, Tense],
    ),
    (
        "We were told to leave the ferry because nobody knew what to do about them,",
        "We were told to leave the ferry because nobody knew what to do about him,",
        &[Pronoun],
    ),
    (
        "Our love for this old harbour will never break. ❤️🎙",
        "Our love for this old harbour will never break. [love heart and microphone emoji]",
        &[Emoji],
    ),
    (
        "Our love for this old harbour will never break. ❤️🎙",
        "Our love for this old harbour will never break. (heart)",
        &[Emoji],
    ),
    (
        "There was a crew of thirty on board when the engine of the ferry failed,",
        "There was a crew of forty on board when the engine of the ferry failed,",
        &[Number],
    ),
    (
        "There was a crew of three on board when the engine of the ferry failed,",
        "There was a crew of 3 on board when the engine of the ferry failed,",
        &[Punctuation],
    ),
    (
        "It was an accident and the crew of the ferry could have saved them all,",
        "It was an accident and the crew of the ferry could not have saved them all,",
        &[Negation],
    ),
    (
        "I saw Berta Holm leave the burning ferry before the last of the passengers,",
        "I saw Carl Holm leave the burning ferry before the last of the passengers,",
        &[Reworded, Name],
    ),
];

#[test]
fn every_kind_of_drift_is_told() {
    for (canonical, variant, expected) in DRIFT {
        let story = story(&[said("a", "2024-03-02", canonical), said("b", "2024-03-03", variant)]);
        assert_eq!(story.quotations.len(), 1, "{variant}");
        let family = &story.quotations[0];
        assert_eq!(family.variants.len(), 2, "{variant}");
        assert_eq!(family.variants[1].changes, *expected, "{variant}\n{:?}", family.variants[1].diff);
    }
}

#[test]
fn a_sentence_more_is_a_longer_cut_and_no_other_wording() {
    let short = "The ferry left before dawn, and the harbour was empty, when the crew came back that evening it was too late,";
    let more = "The ferry left before dawn, I saw it go out, and the harbour was empty,";
    let story = story(&[said("a", "2024-03-02", short), said("b", "2024-03-02", more)]);
    assert_eq!(story.quotations.len(), 1);
    assert_eq!(story.quotations[0].variants[1].changes, [Cut]);
}

#[test]
fn two_translations_of_foreign_words_are_one_utterance() {
    let case = |id: &str, words: &str| {
        let text = format!("“{words}” said Ana Ruiz, speaking in Portuguese.");
        Case::new(id, "2024-03-02", &text).person(&["Ana Ruiz"], &[]).says(
            Some("Ana Ruiz"),
            "Ana Ruiz",
            &[words],
        )
    };
    let a = case("a", "The sea took our boats and it can keep the nets as well,");
    let b = case("b", "Our boats were taken by the sea; now let it keep those nets,");
    let story = story(&[a, b]);
    assert_eq!(story.quotations.len(), 1);
    assert!(story.quotations[0].variants[1].changes.contains(&Translated));
}

#[test]
fn words_of_two_days_given_as_one_are_a_splice() {
    let run = "We will rebuild the old lighthouse, and the ferry company will pay for every stone,";
    let apart = "“We will rebuild the old lighthouse,” Ana Ruiz said on 2 March. “The ferry company will pay for every \
                 stone,” Ana Ruiz said on 5 March.";
    let apart = Case::new("b", "2024-03-06", apart)
        .person(&["Ana Ruiz"], &[])
        .says(Some("Ana Ruiz"), "Ana Ruiz", &["We will rebuild the old lighthouse,"])
        .says(Some("Ana Ruiz"), "Ana Ruiz", &["The ferry company will pay for every stone,"])
        .cue(0, "said on 2")
        .cue(1, "said on 5")
        .day("2 March", "2024-03-02")
        .day("5 March", "2024-03-05");
    let story = story(&[said("a", "2024-03-06", run), apart]);
    let finding = finding(&story, "words of Ana Ruiz");
    assert_eq!((finding.standing, finding.kind), (Standing::Conflicting, Some(ConflictKind::Wording)));
    assert!(finding.explanation.contains("on different days"), "{}", finding.explanation);
}

#[test]
fn a_post_and_a_speech_given_as_one_are_a_splice() {
    let run = "We will rebuild the old lighthouse, and the ferry company will pay for every stone,";
    let apart = "“We will rebuild the old lighthouse,” said Ana Ruiz. Later she posted: “The ferry company will pay for \
                 every stone.”";
    let case = |medium| {
        Case::new("b", "2024-03-06", apart)
            .person(&["Ana Ruiz"], &["she"])
            .says(Some("Ana Ruiz"), "Ana Ruiz", &["We will rebuild the old lighthouse,"])
            .says(Some("Ana Ruiz"), "she", &["The ferry company will pay for every stone."])
            .medium(1, medium)
    };
    let post = story(&[said("a", "2024-03-06", run), case(Medium::Post)]);
    assert!(finding(&post, "words of Ana Ruiz").explanation.contains("in different places"));
    // Words that one report merely splits are no splice.
    let speech = story(&[said("a", "2024-03-06", run), case(Medium::Spoken)]);
    assert!(speech.findings.iter().all(|f| f.kind != Some(ConflictKind::Wording)), "{:#?}", speech.findings);
}

#[test]
fn a_change_of_sense_outranks_other_words_and_marks_make_no_finding() {
    let canonical = "It was an accident and the crew of the ferry could have saved them all,";
    let story = story(&[
        said("a", "2024-03-02", canonical),
        said("b", "2024-03-02", &canonical.replace("could have", "could not have")),
        said("c", "2024-03-02", &canonical.replace("accident and", "accident, and")),
    ]);
    let wording: Vec<_> = story.findings.iter().filter(|f| f.kind == Some(ConflictKind::Wording)).collect();
    assert_eq!(wording.len(), 1, "{wording:#?}");
}

fn reported(id: &str, words: &str) -> Case {
    Case::new(id, "2024-03-04", &format!("Ana Ruiz said {words}."))
        .person(&["Ana Ruiz"], &[])
        .says(Some("Ana Ruiz"), "Ana Ruiz", &[words])
        .kind(0, QuotationKind::Indirect)
}

#[test]
fn a_paraphrase_is_linked_to_the_words_that_another_report_gives() {
    let words =
        "We will rebuild the old lighthouse before winter, and the ferry company will pay for every stone,";
    let story = story(&[
        said("a", "2024-03-02", words),
        reported("b", "she would rebuild the lighthouse before the winter"),
        reported("c", "the harbour master had resigned"),
    ]);
    let family = story.quotations.iter().find(|q| q.text.contains("lighthouse")).unwrap();
    let linked: Vec<&str> = family.paraphrases.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(linked, ["she would rebuild the lighthouse before the winter"]);
    assert_eq!(family.paraphrases[0].changes, [Reworded, Pronoun, Tense]);
}

#[test]
fn a_mixed_quotation_may_belong_to_two_families() {
    let a = said("a", "2024-03-02", "The whole harbour is a dreadful mess and everybody knows it,");
    let b = said("b", "2024-03-02", "We will rebuild the old lighthouse before winter,");
    let c = Case::new(
        "c",
        "2024-03-03",
        "Ana Ruiz saw “a dreadful mess” and swore to “rebuild the old lighthouse”.",
    )
    .person(&["Ana Ruiz"], &[])
    .says(Some("Ana Ruiz"), "Ana Ruiz", &["a dreadful mess", "rebuild the old lighthouse"]);
    let story = story(&[a, b, c]);
    assert_eq!(story.quotations.len(), 2, "{:#?}", story.quotations);
    assert!(story.quotations.iter().all(|q| q.origins == 2));
}

fn desk(cases: &[Case], query: &SpokenQuery) -> Vec<Spoken> {
    let members: Vec<Member<'_>> =
        cases.iter().map(|c| Member { report: &c.report, reading: &c.reading }).collect();
    let alone: Vec<Vec<usize>> = (0..cases.len()).map(|i| vec![i]).collect();
    spoken(&members, &Lineage { texts: alone.clone(), origins: alone, copies: Vec::new() }, query)
}

fn by(speaker: &str) -> SpokenQuery {
    SpokenQuery { speaker: Some(speaker.to_owned()), ..SpokenQuery::default() }
}

#[test]
fn a_person_is_found_by_surname_and_their_words_stand_in_order_of_days() {
    let words =
        "We will rebuild the old lighthouse before winter, and the ferry company will pay for every stone,";
    let cases = [
        said("late", "2024-03-09", "We will rebuild the old lighthouse before spring,"),
        said("early", "2024-03-02", words),
        reported("middle", "she would rebuild the lighthouse before the winter"),
        Case::new("other", "2024-03-01", "“It rained all day on the quay,” said Bo Lindt.")
            .person(&["Bo Lindt"], &[])
            .says(Some("Bo Lindt"), "Bo Lindt", &["It rained all day on the quay,"]),
    ];
    let found = desk(&cases, &by("ruiz"));
    assert_eq!(found.len(), 1, "{found:#?}");
    let forms: Vec<(&str, QuotationKind)> =
        found[0].forms.iter().map(|f| (f.report.as_str(), f.kind)).collect();
    assert_eq!(
        forms,
        [
            ("early", QuotationKind::Direct),
            ("middle", QuotationKind::Indirect),
            ("late", QuotationKind::Direct)
        ]
    );
    assert!(found[0].forms[2].changes.contains(&Reworded));
    assert_eq!(found[0].forms[0].context.as_ref().unwrap().text(), format!("“{words}” said Ana Ruiz."));
    assert!(desk(&cases, &by("nobody")).is_empty());
    // By words, and by days.
    let query = SpokenQuery { words: Some("rained all day".to_owned()), ..SpokenQuery::default() };
    assert_eq!(desk(&cases, &query).len(), 1);
    let query = SpokenQuery { from: Some(jiff::civil::date(2024, 3, 5)), ..by("Ana Ruiz") };
    assert_eq!(desk(&cases, &query)[0].forms.len(), 1);
}

#[test]
fn stock_phrases_make_no_family_on_a_desk_of_any_size() {
    let names = ["Ana Ruiz", "Bo Lindt", "Cleo Marsh", "Dora Vane", "Egon Hart", "Fay Orr"];
    let matter = ["ferry", "lighthouse", "harbour", "bakery", "railway", "orchard"];
    let cases: Vec<Case> = names
        .iter()
        .zip(matter)
        .enumerate()
        .map(|(i, (name, matter))| {
            let words = format!("At the end of the day, the {matter} is what we have to think of,");
            Case::new(&format!("r{i}"), "2024-03-02", &format!("“{words}” said {name}."))
                .person(&[name], &[])
                .says(Some(name), name, &[&words])
        })
        .collect();
    assert_eq!(desk(&cases, &SpokenQuery::default()).len(), names.len());
}
