//! One invented story in every format, as snapshots; and what must hold for any text.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{
    Assignment, BriefSentence, ConflictKind, Copy, DateSource, DiffOp, DiffPart, EntityKind, Evidence,
    FamilyId, Finding, FindingId, FindingValue, Headline, Medium, Nature, Published, PublishedDate,
    QuotationFamily, QuotationVariant, Reason, Report, ReportId, SCHEMA, Span, Standing, Story, StoryEntity,
    StoryId, Support, TimelineEntry, VariantChange,
};
use copydesk_present::{Screen, html, json, jsonl, markdown, terminal};

fn report(id: &str, outlet: Option<&str>, title: Option<&str>, date: Option<&str>, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    report.source = format!("ferry/{id}.txt");
    report.outlet = outlet.map(str::to_owned);
    report.title = title.map(str::to_owned);
    report.published = date
        .map(|d| Published::new(PublishedDate::parse(d).unwrap(), DateSource::Metadata))
        .unwrap_or_default();
    report
}

fn at(report: &Report, words: &str) -> Evidence {
    let start = report.text().find(words).unwrap_or_else(|| panic!("{words:?} is not in {}", report.id));
    report.evidence(Span::new(start, start + words.len())).unwrap()
}

fn all<const N: usize>(evidence: [Evidence; N]) -> Support {
    Support::all(evidence).unwrap()
}

fn value(value: &str, origins: usize, evidence: Support) -> FindingValue {
    FindingValue { value: value.to_owned(), origins, evidence }
}

fn parts(parts: &[(DiffOp, &str)]) -> Vec<DiffPart> {
    parts.iter().map(|(op, text)| DiffPart { op: *op, text: (*text).to_owned() }).collect()
}

/// A ferry runs aground: an agency, its copy, a local report without a date, and a report of the next day.
fn ferry() -> Document {
    let wire = report(
        "wire-1",
        Some("Fjord Wire"),
        Some("Ferry runs aground off Holmsund, one dead"),
        Some("2021-05-03T18:20:00Z"),
        "A ferry with 84 people on board ran aground off Holmsund on Monday, killing one passenger.\n\n\
         “The fog came down like a lid and we could not see the bow,” captain Ylva Brandt said. The engines stopped \
         before the ship hit the rock, the company said.\n\nThe Solveig was built in 1998.",
    );
    let post = report(
        "post-1",
        Some("Holmsund Post"),
        Some("One dead as ferry runs aground"),
        Some("2021-05-03T19:00:00Z"),
        "A ferry with 84 people on board ran aground off Holmsund on Monday, killing one passenger.\n\n\
         “The fog came down like a lid and we could not see the bow,” captain Ylva Brandt said.",
    );
    let mut blog = report(
        "quay-blog",
        None,
        Some("What I saw from the <quay> & what they say"),
        None,
        "I heard the crash, and only then did the engines stop. Forty-eight people were on it, they say!\n\n\
         \"The fog came down like a curtain, we couldn't see the bow\", the captain told us. 🚢 \u{1b}[31mRED\u{1b}[0m",
    );
    blog.published = Published::new(PublishedDate::parse("2021-05-03").unwrap(), DateSource::Siblings);
    let day = report(
        "day-7",
        Some("The Day"),
        Some("Second passenger dies after ferry accident"),
        Some("2021-05-04"),
        "A second passenger has died after the ferry Solveig ran aground off Holmsund on Monday with 84 people \
         on board. Captain Ylva Brandt has been questioned by the police.",
    );
    let story = StoryId::new("s-ferry");
    let lead = "A ferry with 84 people on board ran aground off Holmsund on Monday, killing one passenger.";
    let findings = vec![
        Finding {
            id: FindingId::new("s-ferry/f0"),
            slot: "people on board".into(),
            standing: Standing::Conflicting,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Disagreement),
            explanation: "2 origins say 84, 1 says 48.".into(),
            because: vec![
                "the same noun counted at the same place".into(),
                "84 and 48 are not a rounding".into(),
            ],
            values: vec![
                value("84", 2, all([at(&wire, "84"), at(&post, "84"), at(&day, "84")])),
                value("48", 1, all([at(&blog, "Forty-eight")])),
            ],
        },
        Finding {
            id: FindingId::new("s-ferry/f1"),
            slot: "the engines stopped / the ship hit the rock".into(),
            standing: Standing::Conflicting,
            kind: Some(ConflictKind::Order),
            nature: Some(Nature::Disagreement),
            explanation: "One origin has it before, another after.".into(),
            because: vec![],
            values: vec![
                value(
                    "The engines stopped before the ship hit the rock",
                    1,
                    all([at(&wire, "The engines stopped before the ship hit the rock")]),
                ),
                value(
                    "I heard the crash, and only then did the engines stop.",
                    1,
                    all([at(&blog, "I heard the crash, and only then did the engines stop.")]),
                ),
            ],
        },
        Finding {
            id: FindingId::new("s-ferry/f2"),
            slot: "passengers killed".into(),
            standing: Standing::Superseded,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Update),
            explanation: "The later report has more.".into(),
            because: vec!["the counts grow with the dates".into()],
            values: vec![
                value("2", 1, all([at(&day, "A second passenger has died")])),
                value("1", 1, all([at(&wire, "killing one passenger"), at(&post, "killing one passenger")])),
            ],
        },
        Finding {
            id: FindingId::new("s-ferry/f3"),
            slot: lead.into(),
            standing: Standing::Corroborated,
            kind: None,
            nature: None,
            explanation: String::new(),
            because: vec![],
            values: vec![value(
                lead,
                2,
                all([
                    at(&wire, lead),
                    at(&post, lead),
                    at(&day, "the ferry Solveig ran aground off Holmsund on Monday"),
                ]),
            )],
        },
        Finding {
            id: FindingId::new("s-ferry/f4"),
            slot: "The Solveig was built in 1998.".into(),
            standing: Standing::SingleSource,
            kind: None,
            nature: None,
            explanation: String::new(),
            because: vec![],
            values: vec![value(
                "The Solveig was built in 1998.",
                1,
                all([at(&wire, "The Solveig was built in 1998.")]),
            )],
        },
    ];
    let fog = "The fog came down like a lid and we could not see the bow,";
    let quotations = vec![QuotationFamily {
        id: FamilyId::new("s-ferry/q0"),
        speaker: Some("Ylva Brandt".into()),
        text: fog.into(),
        medium: Medium::Spoken,
        origins: 2,
        paraphrases: vec![],
        variants: vec![
            QuotationVariant {
                text: fog.into(),
                evidence: all([at(&wire, fog), at(&post, fog)]),
                quotations: vec!["wire-1/q0".into(), "post-1/q0".into()],
                diff: vec![],
                changes: vec![],
            },
            QuotationVariant {
                text: "The fog came down like a curtain, we couldn't see the bow".into(),
                evidence: all([at(&blog, "The fog came down like a curtain, we couldn't see the bow")]),
                quotations: vec!["quay-blog/q0".into()],
                diff: parts(&[
                    (DiffOp::Same, "The fog came down like a"),
                    (DiffOp::Deleted, "lid and"),
                    (DiffOp::Inserted, "curtain,"),
                    (DiffOp::Same, "we"),
                    (DiffOp::Deleted, "could not"),
                    (DiffOp::Inserted, "couldn't"),
                    (DiffOp::Same, "see the bow"),
                ]),
                changes: vec![VariantChange::Reworded],
            },
        ],
    }];
    let died = "A second passenger has died after the ferry Solveig ran aground off Holmsund on Monday with 84 people on board.";
    let day_of = |value: &str, next: &str, evidence: Evidence, origins| TimelineEntry {
        id: format!("s-ferry/t-{value}"),
        hangs_on: Vec::new(),
        because: Vec::new(),
        value: value.into(),
        from: format!("{value}T00:00:00").parse().ok(),
        to: format!("{next}T00:00:00").parse().ok(),
        text: evidence.text().to_owned(),
        evidence: Support::of(evidence),
        origins,
    };
    let mut sentence = BriefSentence::new(all([at(&wire, lead), at(&post, lead)]), 1);
    sentence.disputed = vec![FindingId::new("s-ferry/f0")];
    let told = Story {
        id: story.clone(),
        saga: None,
        headline: Headline {
            text: "Ferry runs aground off Holmsund, one dead".into(),
            report: wire.id.clone(),
            evidence: None,
        },
        reports: [&wire, &blog, &post, &day].map(|r| r.id.clone()).to_vec(),
        texts: vec![vec![wire.id.clone(), post.id.clone()], vec![blog.id.clone()], vec![day.id.clone()]],
        origins: vec![vec![wire.id.clone(), post.id.clone()], vec![blog.id.clone()], vec![day.id.clone()]],
        from: "2021-05-03T00:00:00".parse().ok(),
        to: "2021-05-05T00:00:00".parse().ok(),
        entities: vec![StoryEntity {
            id: "s-ferry/e0".into(),
            kind: EntityKind::Person,
            name: "Ylva Brandt".into(),
            names: vec!["Ylva Brandt".into()],
            within: vec!["wire-1/e0".into()],
            evidence: all([at(&wire, "Ylva Brandt")]),
        }],
        why: vec![Reason {
            signal: "names".into(),
            terms: vec!["Holmsund".into(), "Solveig".into()],
            weight: 0.5,
        }],
        brief: vec![sentence, BriefSentence::new(all([at(&day, died)]), 1)],
        publications: Vec::new(),
        placed: Vec::new(),
        timeline: vec![
            day_of("2021-05-03", "2021-05-04", at(&wire, lead), 2),
            day_of("2021-05-04", "2021-05-05", at(&day, died), 1),
        ],
        quotations,
        findings,
        copies: vec![
            Copy {
                from: at(&wire, lead),
                to: at(&post, lead),
                similarity: 1.0,
                directed: true,
                because: "published 40 minutes earlier".into(),
            },
            Copy {
                from: at(&wire, "killing one passenger.\n\n“The fog came down like a lid"),
                to: at(&post, "killing one passenger.\n\n“The fog came down like a lid"),
                similarity: 1.0,
                directed: true,
                because: "published 40 minutes earlier".into(),
            },
        ],
    };
    let reports = [wire, blog, post, day];
    Document {
        schema: SCHEMA.to_owned(),
        assignments: reports
            .iter()
            .map(|r| Assignment {
                report: r.id.clone(),
                story: story.clone(),
                saga: None,
                score: 0.75,
                why: vec![],
            })
            .collect(),
        reports: reports.iter().map(|r| AnnotatedReport::new(r, None)).collect(),
        stories: vec![told],
    }
}

#[test]
fn the_terminal_shows_a_story_that_reads_without_colour() {
    insta::assert_snapshot!(terminal(&ferry(), Screen { width: 80, colour: false, all: false }));
}

#[test]
fn markdown_shows_a_story() {
    insta::assert_snapshot!(markdown(&ferry()));
}

#[test]
fn a_page_shows_a_story() {
    insta::assert_snapshot!(html(&ferry()));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = terminal(&ferry(), Screen { width: 80, colour: false, all: true });
    let coloured = terminal(&ferry(), Screen { width: 80, colour: true, all: true });
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 60, 100] {
        for line in terminal(&ferry(), Screen { width, colour: false, all: true }).lines() {
            assert!(textwrap::core::display_width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn every_link_of_the_page_has_its_target() {
    let page = html(&ferry());
    let attributes = |name: &str| -> BTreeSet<String> {
        page.split(&format!(" {name}=\""))
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|v| v.trim_start_matches('#').to_owned())
            .collect()
    };
    let (links, ids) = (attributes("href"), attributes("id"));
    assert!(links.len() > 20);
    assert_eq!(links.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn nothing_in_a_report_can_open_a_tag_or_steer_a_terminal() {
    let page = html(&ferry());
    assert!(!page.contains("<quay>") && page.contains("&lt;quay&gt; &amp; what"));
    for shown in
        [page, markdown(&ferry()), terminal(&ferry(), Screen { width: 80, colour: false, all: true })]
    {
        assert!(!shown.contains('\u{1b}'));
    }
    assert!(!markdown(&ferry()).contains("<quay>"));
}

#[test]
fn the_page_needs_neither_script_nor_network() {
    let page = html(&ferry());
    for foreign in ["<script", "http://", "https://", "<link", "url(", "@import", "<img"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn json_and_json_lines_hold_the_same_things() {
    let document: serde_json::Value = serde_json::from_str(&json(&ferry())).unwrap();
    let lines: Vec<serde_json::Value> =
        jsonl(&ferry()).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 4 + 4 + 1);
    assert_eq!(lines[0]["type"], "report");
    assert_eq!(lines[4]["type"], "assignment");
    let mut story = lines[8].clone();
    assert_eq!(story.as_object_mut().unwrap().remove("type").unwrap(), "story");
    assert_eq!(story, document["stories"][0]);
}

#[test]
fn a_run_without_stories_is_no_problem() {
    let empty = Document { schema: SCHEMA.to_owned(), reports: vec![], assignments: vec![], stories: vec![] };
    assert!(terminal(&empty, Screen { width: 80, colour: false, all: false }).contains("0 stories"));
    assert!(html(&empty).contains("0 stories"));
    assert!(markdown(&empty).contains("0 stories"));
}

proptest::proptest! {
    /// Evidence at any two places of any text, crossing or not: the page shows the text, whole and once.
    #[test]
    fn any_text_and_any_evidence_is_shown_whole(
        text in "[a-c<&\"é🚢 \n]{1,60}",
        cuts in proptest::collection::vec((0usize..60, 0usize..60), 1..6),
    ) {
        let report = report("r", None, None, None, &text);
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let place = |n: usize| places[n % places.len()];
        let evidence: Vec<Evidence> = cuts
            .iter()
            .filter_map(|(a, b)| report.evidence(Span::new(place(*a).min(place(*b)), place(*a).max(place(*b)))))
            .collect();
        let Some(support) = Support::all(evidence) else { return Ok(()) };
        let mut document = ferry();
        let story = &mut document.stories[0];
        story.reports = vec![report.id.clone()];
        story.texts = vec![vec![report.id.clone()]];
        story.origins = vec![vec![report.id.clone()]];
        story.timeline.clear();
        story.quotations.clear();
        story.findings.clear();
        story.copies.clear();
        story.brief = vec![BriefSentence::new(support, 1)];
        document.reports = vec![AnnotatedReport::new(&report, None)];
        let page = html(&document);
        let body = page.split_once("<div class=\"text\">").unwrap().1.split_once("</div>").unwrap().0;
        let mut shown = String::new();
        let mut depth = 0;
        for piece in body.split_inclusive('>') {
            let (words, tag) = piece.split_once('<').unwrap_or((piece, ""));
            shown.push_str(words);
            if tag.starts_with("mark") { depth += 1; }
            if tag.starts_with("/mark") { depth -= 1; }
            proptest::prop_assert!(depth >= 0);
        }
        proptest::prop_assert_eq!(depth, 0);
        let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        proptest::prop_assert_eq!(shown, text);
        markdown(&document);
        terminal(&document, Screen { width: 40, colour: true, all: true });
    }
}
