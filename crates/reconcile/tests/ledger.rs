//! What the ledger finds in invented reports, and what it keeps silent about.

mod common;

use common::{Case, finding, story, story_of, values};
use copydesk_lineage::Lineage;
use copydesk_model::{Approximator, ConflictKind, DiffOp, Nature, Standing, VariantChange};

const LONG: &str = "We stood on the quay and watched the ferry go down, and nobody knew what to do about them because the crew were gone";

fn quay(id: &str, words: &str) -> Case {
    Case::new(id, "2024-03-02", &format!("The harbour was calm on the day. “{words},” said Ana Ruiz."))
        .person(&["Ana Ruiz"], &[])
        .says(Some("Ana Ruiz"), "Ana Ruiz", &[words])
}

#[test]
fn a_changed_word_inside_a_quotation_is_a_conflict_of_wording() {
    let story =
        story(&[quay("a", LONG), quay("b", LONG), quay("c", &LONG.replace("about them", "about him"))]);
    assert_eq!(story.quotations.len(), 1);
    let family = &story.quotations[0];
    assert_eq!((family.variants.len(), family.origins), (2, 3));
    assert_eq!(family.variants[1].changes, [VariantChange::Pronoun]);
    assert!(family.variants[1].diff.iter().any(|d| d.op == DiffOp::Inserted && d.text == "him"));
    let finding = finding(&story, "words of Ana Ruiz");
    assert_eq!((finding.standing, finding.kind), (Standing::Conflicting, Some(ConflictKind::Wording)));
    assert_eq!(values(finding), [("about them because", 2), ("about him because", 1)]);
}

#[test]
fn cuts_marks_brackets_and_contractions_are_no_conflict() {
    let cut = "and nobody knew what to do about them because the crew were gone";
    let marks = LONG.replace("down, and", "down and");
    let brackets = LONG.replace("about them", "about [the passengers]");
    let story = story(&[quay("a", LONG), quay("b", cut), quay("c", &marks), quay("d", &brackets)]);
    assert_eq!(story.quotations.len(), 1);
    let changes: Vec<_> = story.quotations[0].variants.iter().map(|v| v.changes.clone()).collect();
    assert_eq!(changes[1], [VariantChange::Cut]);
    assert_eq!(changes[2], [VariantChange::Punctuation]);
    assert!(story.findings.iter().all(|f| f.kind != Some(ConflictKind::Wording)), "{:#?}", story.findings);
}

#[test]
fn a_stock_phrase_makes_no_family() {
    let case = |id: &str, name: &str| {
        let text = format!("“Our thoughts and prayers,” said {name}.");
        Case::new(id, "2024-03-02", &text).person(&[name], &[]).says(
            Some(name),
            name,
            &["Our thoughts and prayers"],
        )
    };
    let story = story(&[case("a", "Ana Ruiz"), case("b", "Bo Lindt")]);
    assert_eq!(story.quotations.len(), 2);
}

#[test]
fn the_same_words_in_two_mouths_conflict() {
    let other = Case::new("b", "2024-03-02", &format!("“{LONG},” said Bo Lindt."))
        .person(&["Bo Lindt"], &[])
        .says(Some("Bo Lindt"), "Bo Lindt", &[LONG]);
    let story = story(&[quay("a", LONG), other, quay("c", LONG)]);
    let finding = finding(&story, "speaker of");
    assert_eq!(finding.kind, Some(ConflictKind::Attribution));
    assert_eq!(values(finding), [("Ana Ruiz", 2), ("Bo Lindt", 1)]);
}

#[test]
fn words_dropped_from_the_middle_are_a_splice() {
    let run = "We stood on the quay and watched them because the crew were gone";
    let story = story(&[quay("a", LONG), quay("b", run)]);
    assert!(story.quotations[0].variants[1].changes.contains(&VariantChange::Spliced));
    assert_eq!(finding(&story, "words of Ana Ruiz").nature, Some(Nature::Scope));
}

fn aged(id: &str, published: &str, age: &str) -> Case {
    Case::new(id, published, &format!("Ana Ruiz, {age}, sailed."))
        .person(&["Ana Ruiz"], &[])
        .age("Ana Ruiz", age, age)
}

#[test]
fn ages_are_counted_by_independent_origins() {
    let cases = [aged("a", "2024-03-02", "41"), aged("b", "2024-03-02", "41"), aged("c", "2024-03-03", "41")];
    let lineage = Lineage {
        texts: vec![vec![0], vec![1], vec![2]],
        origins: vec![vec![0, 1], vec![2]],
        copies: Vec::new(),
    };
    let story = story_of(&cases, &lineage);
    let finding = finding(&story, "age of Ana Ruiz");
    assert_eq!((finding.standing, values(finding)), (Standing::Corroborated, vec![("41", 2)]));
}

#[test]
fn a_birthday_is_no_conflict_and_another_age_is() {
    let birthday = story(&[aged("a", "2024-03-02", "41"), aged("b", "2024-03-05", "42")]);
    assert_eq!(finding(&birthday, "age of").standing, Standing::Superseded);
    let other = story(&[aged("a", "2024-03-02", "41"), aged("b", "2024-03-05", "47")]);
    assert_eq!(finding(&other, "age of").standing, Standing::Conflicting);
}

fn toll(id: &str, published: &str, n: &str, q: f64, approximator: Approximator) -> Case {
    Case::new(id, published, &format!("The ferry fire killed {n} people in Port Elm, officials said."))
        .figure(n, q, "people", approximator)
}

#[test]
fn a_toll_that_rises_with_later_reports_is_an_update() {
    let cases = [
        toll("a", "2024-03-02", "12", 12.0, Approximator::Exact),
        toll("b", "2024-03-03", "14", 14.0, Approximator::Exact),
    ];
    let story = story(&cases);
    let finding = finding(&story, "people killed");
    assert_eq!((finding.standing, finding.nature), (Standing::Superseded, Some(Nature::Update)));
    assert_eq!(values(finding), [("14", 1), ("12", 1)]);
}

#[test]
fn another_toll_on_the_same_day_is_a_conflict_unless_it_is_a_lower_bound() {
    let exact = story(&[
        toll("a", "2024-03-02", "12", 12.0, Approximator::Exact),
        toll("b", "2024-03-02", "14", 14.0, Approximator::Exact),
    ]);
    assert_eq!(finding(&exact, "people killed").standing, Standing::Conflicting);
    let bound = story(&[
        toll("a", "2024-03-02", "12", 12.0, Approximator::AtLeast),
        toll("b", "2024-03-02", "14", 14.0, Approximator::Exact),
    ]);
    assert!(bound.findings.iter().all(|f| f.standing != Standing::Conflicting));
}

#[test]
fn words_before_and_after_the_same_event_conflict_in_order() {
    let words = "This boat has carried my family for ninety years and it deserves a song";
    let case = |id: &str, lead: &str| {
        Case::new(id, "2024-03-02", &format!("{lead} “{words},” Ruiz said."))
            .person(&["Ruiz"], &[])
            .person(&["Bo Lindt", "Lindt"], &[])
            .says(Some("Ruiz"), "Ruiz said".trim_end_matches(" said"), &[words])
    };
    let story = story(&[
        case("a", "Following the performance of Bo Lindt, Ruiz took the stage."),
        case("b", "Ruiz introduced Bo Lindt and praised the crew."),
        case("c", "After the performance by Lindt, Ruiz spoke."),
    ]);
    let finding = finding(&story, "when Ruiz said");
    assert_eq!(finding.kind, Some(ConflictKind::Order));
    let origins: Vec<usize> = finding.values.iter().map(|v| v.origins).collect();
    assert_eq!(origins, [2, 1]);
}

#[test]
fn a_message_overtakes_silence_only_where_it_is_later_and_in_the_same_place() {
    let silent = Case::new("a", "2024-03-02", "Bo Lindt has been silent on Instagram since the loss.")
        .person(&["Bo Lindt"], &[]);
    let message = "I love this boat and everybody who sailed in her";
    let later = |date: &str| {
        Case::new("b", "2024-03-04", &format!("On March {date}, Bo Lindt wrote on Instagram: “{message}.”"))
            .person(&["Bo Lindt"], &[])
            .says(Some("Bo Lindt"), "Bo Lindt", &[message])
            .day(&format!("March {date}"), &format!("2024-03-{date}"))
    };
    let story_later = story(&[silent, later("03")]);
    assert_eq!(finding(&story_later, "silence of Bo Lindt").standing, Standing::Superseded);
    let silent = Case::new("a", "2024-03-10", "Bo Lindt has been silent on Instagram since the loss.")
        .person(&["Bo Lindt"], &[]);
    let before = story(&[silent, later("03")]);
    assert!(before.findings.iter().all(|f| !f.slot.starts_with("silence")));
    // His office is not he.
    let office = "Bo Lindt’s office has been silent since the loss. Bo Lindt sailed on.";
    let office = Case::new("a", "2024-03-02", office).person(&["Bo Lindt"], &[]);
    let after = story(&[office, later("03")]);
    assert!(after.findings.iter().all(|f| !f.slot.starts_with("silence")));
}

#[test]
fn a_surname_joins_the_one_full_name_and_two_people_of_one_name_stay_two() {
    let one = story(&[
        Case::new("a", "2024-03-02", "Ana Ruiz sailed.").person(&["Ana Ruiz"], &[]),
        Case::new("b", "2024-03-02", "Ruiz sailed.").person(&["Ruiz"], &[]),
    ]);
    assert_eq!(one.entities.len(), 1);
    let two = story(&[
        Case::new("a", "2024-03-02", "Ana Ruiz met Bea Ruiz.")
            .person(&["Ana Ruiz"], &[])
            .person(&["Bea Ruiz"], &[]),
        Case::new("b", "2024-03-02", "Ruiz sailed.").person(&["Ruiz"], &[]),
    ]);
    assert_eq!(two.entities.len(), 3, "a surname that fits two joins neither");
}

#[test]
fn events_of_one_day_are_one_entry_with_all_who_date_it() {
    let case = |id: &str, text: &str| {
        Case::new(id, "2024-03-03", text).person(&["Ana Ruiz"], &[]).day("Saturday", "2024-03-02")
    };
    let story = story(&[
        case("a", "Ana Ruiz opened the new harbour bridge on Saturday."),
        case("b", "On Saturday the harbour bridge was opened by Ana Ruiz."),
    ]);
    assert_eq!(story.timeline.len(), 1);
    assert_eq!((story.timeline[0].value.as_str(), story.timeline[0].origins), ("2024-03-02", 2));
}

#[test]
fn two_events_told_the_other_way_round_conflict_in_order() {
    let told = |id: &str, text: &str| Case::new(id, "2024-03-02", text);
    let early = "The crew closed the lower hatches before the old ferry struck the sandbank.";
    let late = "The lower hatches were closed only after the old ferry struck the sandbank.";
    let turned = story(&[told("a", early), told("b", late)]);
    assert_eq!(finding(&turned, "order of events").kind, Some(ConflictKind::Order));
    let agreed = story(&[told("a", early), told("b", early)]);
    assert!(agreed.findings.iter().all(|f| f.kind != Some(ConflictKind::Order)));
}

/// Kind and values of the conflicts of two reports.
fn conflicts(a: Case, b: Case) -> Vec<(ConflictKind, Vec<String>)> {
    let story = story(&[a, b]);
    let conflicts = story.findings.iter().filter(|f| f.standing == Standing::Conflicting);
    conflicts
        .map(|f| (f.kind.unwrap_or(ConflictKind::Fact), f.values.iter().map(|v| v.value.clone()).collect()))
        .collect()
}

#[test]
fn a_sentence_that_two_reports_share_shows_the_one_word_that_differs() {
    let stalls = |id: &str, n: &str, q: f64| {
        let text =
            format!("The blaze in the old quarter gutted {n} wooden stalls along the quay before dawn.");
        Case::new(id, "2024-03-02", &text).figure(n, q, "stalls", Approximator::Exact)
    };
    let found = conflicts(stalls("a", "14", 14.0), stalls("b", "21", 21.0));
    assert_eq!(found, [(ConflictKind::Number, vec!["14".to_owned(), "21".to_owned()])]);
    assert!(conflicts(stalls("a", "14", 14.0), stalls("b", "14", 14.0)).is_empty());

    let order = |id: &str, cue: &str| {
        let text =
            format!("The pilot radioed the tower {cue} the left engine caught fire, the inquiry heard.");
        Case::new(id, "2024-03-02", &text)
    };
    let found = conflicts(order("a", "before"), order("b", "after"));
    assert_eq!(found.iter().map(|(k, _)| *k).collect::<Vec<_>>(), [ConflictKind::Order]);
}

#[test]
fn what_happens_once_to_somebody_has_one_day() {
    let arrest = |id: &str, text: &str, words: &str, value: &str| {
        Case::new(id, "", text).person(&["Mara Ilves"], &[]).day(words, value)
    };
    // Reports without a date know the day of the week alone.
    let first = || {
        arrest("a", "Police in Port Elm arrested Mara Ilves on Monday at her flat.", "Monday", "XXXX-WXX-1")
    };
    let other = arrest(
        "b",
        "Mara Ilves was arrested on Thursday, police in Port Elm said.",
        "Thursday",
        "XXXX-WXX-4",
    );
    let found = conflicts(first(), other);
    assert_eq!(found, [(ConflictKind::Date, vec!["Monday".to_owned(), "Thursday".to_owned()])]);
    // Another thing that befell her has another day.
    let charged =
        arrest("b", "Mara Ilves was charged on Thursday, police in Port Elm said.", "Thursday", "XXXX-WXX-4");
    assert!(conflicts(first(), charged).is_empty());
}

#[test]
fn a_day_is_held_against_the_day_of_the_same_thing() {
    let told = |id: &str, text: &str, words: &str, value: &str| Case::new(id, "", text).day(words, value);
    let race = || {
        told(
            "a",
            "Organisers of the harbour fair on Saturday cancelled the boat race in Port Elm.",
            "Saturday",
            "XXXX-WXX-6",
        )
    };
    let on_sunday = |text: &str| told("b", text, "Sunday", "XXXX-WXX-7");
    let found = conflicts(
        race(),
        on_sunday("Organisers of the harbour fair in Port Elm cancelled the boat race on Sunday."),
    );
    assert_eq!(found, [(ConflictKind::Date, vec!["Saturday".to_owned(), "Sunday".to_owned()])]);
    for text in [
        // The supper's day.
        "Organisers of the harbour fair in Port Elm cancelled the boat race, planning a supper on Sunday.",
        // The race's day.
        "Organisers of the harbour fair in Port Elm cancelled Sunday's boat race.",
    ] {
        assert!(conflicts(race(), on_sunday(text)).is_empty(), "{text}");
    }
    // Days of two years are those of two happenings, and what a page has twice is told once.
    let speech = |id: &str, words: &str, value: &str| {
        let line = format!("Mayor Ilves speaks before the harbour council of Port Elm on {words}.");
        let text = format!("{line} {line}");
        Case::new(id, "2024-03-02", &text).days(words, value)
    };
    let near =
        [speech("a", "September 27, 2023", "2023-09-27"), speech("b", "September 29, 2023", "2023-09-29")];
    let [a, b] = near;
    assert_eq!(conflicts(a, b).len(), 1);
    let far = [speech("a", "September 27, 2022", "2022-09-27"), speech("b", "October 1, 2023", "2023-10-01")];
    let [a, b] = far;
    assert!(conflicts(a, b).is_empty());
}

#[test]
fn a_number_of_the_hour_changes_and_is_no_disagreement() {
    let outage = |id: &str, day: &str, n: &str, q: f64| {
        let text = format!(
            "Some {n} homes on the island of Averlin were still without power after the winter storm, the grid operator said."
        );
        Case::new(id, day, &text).figure(n, q, "homes", Approximator::Exact)
    };
    let story = story(&[outage("a", "2024-03-02", "1200", 1200.0), outage("b", "2024-03-03", "310", 310.0)]);
    let finding = finding(&story, "number of homes");
    assert_eq!((finding.standing, finding.nature), (Standing::Superseded, Some(Nature::Update)));
    assert_eq!(finding.explanation, "The number changes with later reports: from 1200 to 310.");
}

#[test]
fn what_was_seized_has_one_number_however_the_rest_is_worded() {
    let a = Case::new(
        "a",
        "2024-03-02",
        "Harbour police seized 14 rifles and 31 magazines from the trawler Aurora off Port Elm, an officer said.",
    )
    .figure("31", 31.0, "magazines", Approximator::Exact);
    let b = Case::new(
        "b",
        "2024-03-02",
        "On the trawler Aurora, which left Port Elm at night, police found and confiscated 12 magazines.",
    )
    .figure("12", 12.0, "magazines", Approximator::Exact);
    let story = story(&[a, b]);
    let finding = finding(&story, "magazines seized");
    assert_eq!((finding.standing, finding.kind), (Standing::Conflicting, Some(ConflictKind::Number)));
}

#[test]
fn what_one_report_states_with_reserve_is_said_to_be_so() {
    let sure = "The trawler Aurora struck a sunken wall off Port Elm and lost its rudder in the storm.";
    let reserved = "Off Port Elm the Aurora may have struck a sunken wall, and in the storm the trawler lost its rudder.";
    let story = story(&[Case::new("a", "2024-03-02", sure), Case::new("b", "2024-03-02", reserved)]);
    let told = story.findings.iter().find(|f| f.standing == Standing::Corroborated);
    let told = told.unwrap_or_else(|| panic!("{:#?}", story.findings));
    if told.values[0].value == sure {
        assert!(told.explanation.contains("b with “may”"), "{}", told.explanation);
    } else {
        assert_eq!(told.values[0].value, reserved);
    }
}
