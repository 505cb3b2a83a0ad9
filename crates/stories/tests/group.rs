//! Which reports are put together.

use std::path::{Path, PathBuf};

use copydesk_model::{Assignment, DateSource, Member, Published, PublishedDate, Reading, Report, ReportId};
use copydesk_stories::{Settings, group};
use proptest::prelude::*;

fn report(id: &str, date: &str, title: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    report.title = (!title.is_empty()).then(|| title.to_owned());
    report.published =
        PublishedDate::parse(date).map(|d| Published::new(d, DateSource::Metadata)).unwrap_or_default();
    report
}

fn grouped(reports: &[Report]) -> Vec<Assignment> {
    let reading = Reading::default();
    let members: Vec<Member<'_>> =
        reports.iter().map(|report| Member { report, reading: &reading }).collect();
    group(&members, &Settings::default())
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
