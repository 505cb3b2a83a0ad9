//! Which reports are put together.

use std::path::{Path, PathBuf};

use copydesk_model::{Assignment, DateSource, Member, Published, PublishedDate, Reading, Report, ReportId};
use copydesk_stories::{Before, Grouper, Settings, WordVectors, group};
use proptest::prelude::*;

fn report(id: &str, date: &str, title: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    report.title = (!title.is_empty()).then(|| title.to_owned());
    report.published =
        PublishedDate::parse(date).map(|d| Published::new(d, DateSource::Metadata)).unwrap_or_default();
    report
}

fn grouped(reports: &[Report]) -> Vec<Assignment> {
    grouped_with(reports, &Settings::default())
}

fn grouped_with(reports: &[Report], settings: &Settings) -> Vec<Assignment> {
    let reading = Reading::default();
    let members: Vec<Member<'_>> =
        reports.iter().map(|report| Member { report, reading: &reading }).collect();
    group(&members, settings)
}

/// Reports of two fires and a vote, by invented papers.
fn small_stream() -> Vec<Report> {
    vec![
        report(
            "a1",
            "2031-03-04",
            "Fire destroys old fish hall in Port Alda",
            "A fire destroyed the old fish hall on the western quay of Port Alda early on Tuesday. Forty firefighters \
             fought the flames until sunrise. Mayor Ines Calder said the museum plan would go on.",
        ),
        report(
            "a2",
            "2031-03-04",
            "Port Alda fish hall burns down",
            "The fish hall in Port Alda, empty for four years, burned down before dawn. Firefighters kept the flames \
             from a fuel store on the quay. Ines Calder, the mayor, called it a heavy loss.",
        ),
        report(
            "a3",
            "",
            "",
            "Fish hall gone. The roof of the old hall on the western quay in Port Alda fell in during a fire that took \
             forty firefighters all night to put out, Mayor Ines Calder told neighbours.",
        ),
        report(
            "b1",
            "2031-03-05",
            "Grain silo fire in Lower Tarn",
            "A grain silo caught fire in Lower Tarn on Wednesday after a dryer overheated. Farmer Tomas Ruhl lost \
             ninety tonnes of barley. Nobody was hurt, the district fire service said.",
        ),
        report(
            "b2",
            "2031-03-05",
            "Barley lost as silo burns at Lower Tarn",
            "Ninety tonnes of barley were lost when a silo burned at the farm of Tomas Ruhl in Lower Tarn. The \
             district fire service blamed an overheated dryer.",
        ),
        report(
            "c1",
            "2031-03-04",
            "Council votes for the northern tramway",
            "The city council of Brenn voted 31 to 28 on Tuesday night to build the northern tramway. Treasurer Oda \
             Lindqvist had warned that the costs had doubled to 410 million.",
        ),
        report(
            "c2",
            "2031-03-05",
            "Brenn gets its tramway, by three votes",
            "With 31 votes to 28 the council of Brenn decided to build the northern tramway after a debate of six \
             hours. Oda Lindqvist, the treasurer, voted against it over costs of 410 million.",
        ),
    ]
}

fn sets(reports: &[Report], assignments: &[Assignment]) -> Vec<Vec<String>> {
    let mut by: std::collections::BTreeMap<&str, Vec<String>> = std::collections::BTreeMap::new();
    for (report, assignment) in reports.iter().zip(assignments) {
        assert_eq!(report.id, assignment.report);
        by.entry(assignment.story.as_str()).or_default().push(report.id.to_string());
    }
    let mut sets: Vec<Vec<String>> = by.into_values().collect();
    for set in &mut sets {
        set.sort();
    }
    sets.sort();
    sets
}

#[test]
fn two_fires_in_two_towns_are_two_stories() {
    let reports = small_stream();
    assert_eq!(
        sets(&reports, &grouped(&reports)),
        [vec!["a1", "a2", "a3"], vec!["b1", "b2"], vec!["c1", "c2"]]
    );
}

#[test]
fn a_report_without_a_date_says_that_it_was_placed_by_content() {
    let reports = small_stream();
    let place = grouped(&reports).into_iter().find(|a| a.report.as_str() == "a3").unwrap();
    let time = place.why.iter().find(|r| r.signal == "time").unwrap();
    assert_eq!(time.terms[0], "placed by content, without a date");
}

#[test]
fn what_is_left_of_an_abbreviation_is_not_shown_and_a_better_runner_up_is_explained() {
    let mut reports = small_stream();
    for (id, verb) in [("e1", "signed"), ("e2", "agreed to")] {
        let text = format!(
            "The U.N. envoy Lena Varga {verb} a pact on herring quotas with the Tarn Fisheries Board in Port Alda on \
             Thursday. The U.N. pact sets quotas of 900 tonnes of herring."
        );
        reports.push(report(id, "2031-03-06", "U.N. envoy and Tarn board settle herring quotas", &text));
    }
    let places = grouped(&reports);
    assert_eq!(places.last().unwrap().story, places[places.len() - 2].story);
    for place in &places {
        let of = |signal: &str| place.why.iter().find(|r| r.signal == signal);
        for reason in place.why.iter().filter(|r| r.signal == "names" || r.signal == "words") {
            assert!(!reason.terms.iter().any(|t| t == "U" || t == "N" || t == "U N"), "{:?}", reason.terms);
        }
        if of("runner-up").is_some_and(|r| r.weight > place.score) {
            assert!(of("placed").is_some(), "{:?}", place.why);
        }
    }
}

#[test]
fn a_stream_of_dated_reports_is_grouped_as_the_collection_is() {
    let mut reports = small_stream();
    reports.retain(|r| r.published.date.is_some());
    copydesk_stories::sort(&mut reports, &Settings::default());
    let mut grouper = Grouper::new(&Settings::default());
    for report in &reports {
        grouper.push(report);
    }
    assert_eq!(grouper.finish(), grouped(&reports));
}

#[test]
fn a_story_is_closed_and_handed_over_when_its_affair_is_over() {
    let settings = Settings { ahead: 0, ..Settings::default() };
    let mut grouper = Grouper::new(&settings);
    let mut reports = small_stream();
    reports.retain(|r| r.published.date.is_some());
    copydesk_stories::sort(&mut reports, &settings);
    for report in &reports {
        grouper.push(report);
    }
    assert_eq!(grouper.finished(), []);
    for month in 5..9 {
        grouper.push(&report(&format!("z{month}"), &format!("2031-0{month}-20"), "", "A quiet day."));
    }
    let done = grouper.finished();
    assert!(reports.iter().all(|r| done.iter().any(|a| a.report == r.id)), "{done:?}");
    assert!(done.len() + grouper.finish().len() == reports.len() + 4);
}

#[test]
fn names_of_an_earlier_run_outlive_an_earlier_report_that_comes_late() {
    let all = small_stream();
    let some: Vec<Report> = all.iter().filter(|r| r.id.as_str() != "a1").cloned().collect();
    let first = grouped(&some);
    let settings = Settings { before: Before::new(&first), ..Settings::default() };
    let second = grouped_with(&all, &settings);
    for place in &first {
        let now = second.iter().find(|a| a.report == place.report).unwrap();
        assert_eq!(now.story, place.story, "{}", place.report);
    }
    assert_eq!(second[0].story, second[1].story, "the late report is in the story");
    assert_ne!(grouped(&all)[0].story, first[0].story, "without the names it founds the story anew");
}

#[test]
fn word_vectors_bring_together_what_says_the_same_in_other_words() {
    let reports = [
        report(
            "a",
            "2031-03-04",
            "",
            "The ferry sank off the harbour of Alda. Sailors drowned in heavy swell around dawn while tugs circled.",
        ),
        report(
            "b",
            "2031-03-04",
            "",
            "A ship foundered near the port of Skerry. Mariners perished before dawn when waves broke over lifeboats.",
        ),
        report(
            "c",
            "2031-03-04",
            "",
            "Parliament raised the levy on grain. Ministers quarrelled in Brenn until dawn about budgets and subsidies.",
        ),
    ];
    let apart = sets(&reports, &grouped(&reports));
    assert_eq!(apart.len(), 3);
    let tiny = "ferry 1 0\nsank 0.9 0.1\nharbour 1 0.1\nsailors 0.9 0\ndrowned 1 0.1\nship 1 0.1\nfoundered 0.9 0\n\
                port 1 0\nmariners 1 0.1\nperished 0.9 0.1\nparliament 0 1\nraised 0.1 1\nlevy 0 1\ngrain 0.1 0.9\n\
                ministers 0 1\nquarrelled 0.1 1\n";
    let vectors = Some(WordVectors::read(tiny.as_bytes()).unwrap());
    let places = grouped_with(&reports, &Settings { vectors, ..Settings::default() });
    assert!(places[0].score.is_finite());
    assert_eq!(sets(&reports, &places), [vec!["a", "b"], vec!["c"]]);
    assert!(places[0].why.iter().any(|r| r.signal == "vectors"), "{:?}", places[0].why);
}

#[test]
fn a_half_life_and_a_threshold_are_settings() {
    let reports = small_stream();
    for half_life_days in [None, Some(1), Some(30)] {
        let settings = Settings { half_life_days, ..Settings::default() };
        assert_eq!(sets(&reports, &grouped_with(&reports, &settings)).len(), 3, "{half_life_days:?}");
    }
    let narrow = Settings { threshold: 20.0, ..Settings::default() };
    assert_eq!(sets(&reports, &grouped_with(&reports, &narrow)).len(), reports.len());
}

/// The corpora and seeds are no part of the project; what needs them is skipped where they are missing.
fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|a| a.join("shared").join(path))
        .find(|p| p.exists());
    if found.is_none() {
        println!("skipped: shared/{path} is not here");
    }
    found
}

#[test]
fn the_five_seeds_are_one_story() {
    let Some(folder) = shared("seeds") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let reports: Vec<Report> = files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            let header = text.strip_prefix(" date ").and_then(|t| t.split_once(' '));
            let (date, body) = header.unwrap_or(("", &text));
            report(file.file_name().unwrap().to_str().unwrap(), date, "", body)
        })
        .collect();
    assert_eq!(sets(&reports, &grouped(&reports)).len(), 1);
    let mut more = small_stream();
    more.extend(reports);
    let found = sets(&more, &grouped(&more));
    assert_eq!(found.len(), 4, "{found:?}");
}

proptest! {
    #[test]
    fn any_reports_are_grouped_without_panic(
        texts in prop::collection::vec(("(?s).{0,60}", "(?s).{0,200}", 0..40_u32), 0..8)
    ) {
        let reports: Vec<Report> = texts
            .iter()
            .enumerate()
            .map(|(i, (title, text, day))| report(&format!("r{i}"), &format!("2031-03-{day:02}"), title, text))
            .collect();
        prop_assert_eq!(grouped(&reports).len(), reports.len());
    }

    #[test]
    fn the_order_of_reports_does_not_matter(order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let reports = small_stream();
        let straight = grouped(&reports);
        let shuffled: Vec<Report> = order.iter().map(|i| reports[*i].clone()).collect();
        for (assignment, i) in grouped(&shuffled).iter().zip(&order) {
            prop_assert_eq!(assignment, &straight[*i]);
        }
    }
}
