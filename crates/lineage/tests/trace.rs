//! What the reports of one story turn out to have from each other.

use std::path::{Path, PathBuf};

use copydesk_lineage::{Lineage, trace};
use copydesk_model::{DateSource, Member, Published, PublishedDate, Reading, Report, ReportId};
use proptest::prelude::*;

const WIRE: &str = "PORT ALDA (AP) – A fire swept through the old fish hall on the western quay early on Tuesday and \
    brought down most of its slate roof, the harbour office said. Forty firefighters worked until sunrise to keep \
    the flames from the fuel store next door. One of them was taken to hospital with burns on both hands.\n\n\
    The hall, put up in 1911, had stood empty since the auction moved inland four years ago. The town had meant to \
    turn it into a museum of the coast, a plan that the council was due to vote on next week.\n\n\
    “We lost a piece of ourselves tonight,” said Mayor Ines Calder, who watched from the breakwater with some two \
    hundred neighbours. Investigators will go in as soon as the walls have been propped up.";

const OTHER: &str = "Residents of the western quay were woken by sirens shortly after three. By the time the first \
    engine turned into Salter Street, fire was coming through the roof of what used to be the fish market.\n\n\
    “We lost a piece of ourselves tonight,” Ines Calder, the mayor, told this paper. She would not speculate about \
    the cause. Nobody lives in the building, which has been boarded up for years.";

fn report(id: &str, date: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    report.published =
        PublishedDate::parse(date).map(|d| Published::new(d, DateSource::Metadata)).unwrap_or_default();
    report
}

fn traced(reports: &[Report]) -> Lineage {
    let reading = Reading::default();
    let members: Vec<Member<'_>> =
        reports.iter().map(|report| Member { report, reading: &reading }).collect();
    trace(&members)
}

#[test]
fn a_quotation_in_common_leaves_two_origins() {
    let lineage = traced(&[report("wire", "2031-03-04", WIRE), report("own", "2031-03-04", OTHER)]);
    assert_eq!(lineage.origins, [vec![0], vec![1]]);
    assert!(lineage.copies.is_empty(), "{:?}", lineage.copies);
}

#[test]
fn copies_of_the_wire_are_one_origin_however_they_are_dressed() {
    let first: String = WIRE.split("\n\n").take(1).collect();
    let reordered: Vec<&str> = WIRE.split("\n\n").collect();
    let reordered = format!("{}\n\n{}\n\n{}", reordered[1], reordered[0], reordered[2]);
    let new_lead = format!(
        "Smoke still hung over the western quay at noon as divers looked at the piles.\n\n{}",
        &WIRE[WIRE.find("Forty").unwrap()..]
    );
    let edited = WIRE
        .replace("swept", "raged")
        .replace("sunrise", "dawn")
        .replace("put up", "built")
        .replace("neighbours", "onlookers");
    let reports = [
        report("a-wire", "2031-03-04", WIRE),
        report("b-cut", "2031-03-05", &first),
        report("c-order", "2031-03-05", &reordered),
        report("d-lead", "2031-03-05", &new_lead),
        report("e-edit", "2031-03-05", &edited),
        report("f-own", "2031-03-05", OTHER),
    ];
    let lineage = traced(&reports);
    assert_eq!(lineage.texts, [vec![0, 2, 3, 4], vec![1], vec![5]]);
    assert_eq!(lineage.origins, [vec![0, 1, 2, 3, 4], vec![5]]);
    assert!(lineage.copies.iter().all(|c| c.directed && c.from.report().as_str() == "a-wire"));
    assert_eq!(lineage.independent(&[1, 2, 5]), 2);
}

#[test]
fn a_paragraph_taken_over_is_shown_with_both_places() {
    let paragraph =
        "The hall, put up in 1911, had stood empty since the auction moved inland four years ago.";
    let host = format!("{OTHER}\n\n{paragraph} It smelled of tar.");
    let reports = [report("wire", "2031-03-04", WIRE), report("host", "2031-03-05", &host)];
    let lineage = traced(&reports);
    assert_eq!(lineage.origins, [vec![0], vec![1]]);
    let [copy] = &lineage.copies[..] else { panic!("{:?}", lineage.copies) };
    assert_eq!(copy.to.text(), paragraph.trim_end_matches('.'));
    assert_eq!(copy.from.text(), copy.to.text());
    assert_eq!((copy.directed, copy.because.as_str()), (true, "published a day earlier"));
}

#[test]
fn the_same_short_note_twice_is_one_text() {
    let reports =
        [report("a", "", "Ferry late."), report("b", "", "“Ferry late.”"), report("c", "", "No ferry.")];
    assert_eq!(traced(&reports).texts, [vec![0, 1], vec![2]]);
}

#[test]
fn five_hundred_copies_are_shown_as_copies_of_one() {
    let reports: Vec<Report> = (0..500)
        .map(|i| report(&format!("r{i:03}"), "2031-03-05", &format!("Paper number {i}.\n\n{WIRE}")))
        .collect();
    let lineage = traced(&reports);
    assert_eq!(lineage.origins.len(), 1);
    assert!(lineage.copies.len() < 500 * 8);
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
fn the_seeds_are_five_origins() {
    let Some(folder) = shared("seeds") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let reports: Vec<Report> = files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            let header = text.strip_prefix(" date ").and_then(|t| t.split_once(' '));
            let (date, body) = header.unwrap_or(("", &text));
            report(file.file_name().unwrap().to_str().unwrap(), date, body)
        })
        .collect();
    let lineage = traced(&reports);
    for copy in &lineage.copies {
        println!(
            "{} → {} ({}): {:?} / {:?}",
            copy.from.report(),
            copy.to.report(),
            copy.because,
            copy.from.text(),
            copy.to.text()
        );
    }
    assert_eq!(lineage.origins.len(), 5, "{:?}", lineage.origins);
}

proptest! {
    #[test]
    fn any_texts_are_traced_without_panic_and_every_member_once(
        texts in prop::collection::vec("(?s)[ab \"“”'’é\n.,A1]{0,300}|(?s).{0,200}", 0..7)
    ) {
        let reports: Vec<Report> =
            texts.iter().enumerate().map(|(i, t)| report(&format!("r{i}"), "", t)).collect();
        let lineage = traced(&reports);
        for sets in [&lineage.texts, &lineage.origins] {
            let mut all: Vec<usize> = sets.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..reports.len()).collect::<Vec<_>>());
        }
        for copy in &lineage.copies {
            for evidence in [&copy.from, &copy.to] {
                let report = reports.iter().find(|r| &r.id == evidence.report()).unwrap();
                prop_assert_eq!(evidence.span().get(report.text()), Some(evidence.text()));
            }
        }
    }

    #[test]
    fn the_order_of_members_does_not_matter(
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let texts = [WIRE, OTHER, &WIRE[..400], &format!("{OTHER} {}", &WIRE[300..600]), "Short.", &WIRE[200..]];
        let make = |i: usize| report(&format!("r{i}"), ["", "2031-03-04", "2031-03-05"][i % 3], texts[i]);
        let straight: Vec<Report> = (0..6).map(make).collect();
        let shuffled: Vec<Report> = order.iter().map(|i| make(*i)).collect();
        let named = |reports: &[Report]| {
            let lineage = traced(reports);
            let names = |sets: &[Vec<usize>]| {
                let mut sets: Vec<Vec<String>> = sets
                    .iter()
                    .map(|set| {
                        let mut set: Vec<String> = set.iter().map(|i| reports[*i].id.to_string()).collect();
                        set.sort();
                        set
                    })
                    .collect();
                sets.sort();
                sets
            };
            let mut copies: Vec<String> = lineage.copies.iter().map(|c| format!("{c:?}")).collect();
            copies.sort();
            (names(&lineage.texts), names(&lineage.origins), copies)
        };
        prop_assert_eq!(named(&straight), named(&shuffled));
    }
}
