//! What the timeline tells of invented reports, and what it leaves open.

mod common;

use common::{Case, story};
use copydesk_lineage::Lineage;
use copydesk_model::{Anchor, Granularity, Interval, Member, Span, TimeExpression, TimexModifier, TimexType};
use copydesk_reconcile::{DaySettings, days};

/// Adds a length that hangs on the words of an event.
fn hangs(mut case: Case, words: &str, value: &str, event: &str) -> Case {
    let text = case.report.text().to_owned();
    let find = |words: &str| {
        let at = text.find(words).unwrap_or_else(|| panic!("{words}"));
        Span::new(at, at + words.len())
    };
    case.reading.times.push(TimeExpression {
        span: find(words),
        kind: TimexType::Duration,
        value: value.to_owned(),
        modifier: words.starts_with("less").then_some(TimexModifier::LessThan),
        interval: None,
        granularity: Granularity::Day,
        anchor: Anchor::Event(find(event)),
    });
    case.reading.times.sort_by_key(|t| t.span);
    case
}

fn report(id: &str, published: &str, text: &str) -> Case {
    Case::new(id, published, text).person(&["Ana Ruiz"], &[])
}

fn printed(from: Option<jiff::civil::DateTime>, to: Option<jiff::civil::DateTime>) -> String {
    let end = |e: Option<_>| e.map_or_else(|| "…".to_owned(), Interval::print);
    format!("{} {}", end(from), end(to))
}

#[test]
fn a_length_is_placed_through_the_event_that_another_report_dates() {
    let story = story(&[
        report("a", "2024-03-05", "Ana Ruiz announced on March 4 that she had lost the Solveig.")
            .day("March 4", "2024-03-04"),
        hangs(
            report(
                "b",
                "2024-03-20",
                "The mayor spoke two weeks after Ana Ruiz announced she had lost the ship.",
            ),
            "two weeks",
            "P2W",
            "Ana Ruiz announced she had lost the ship",
        ),
    ]);
    let [placed] = &story.placed[..] else { panic!("{:?}", story.placed) };
    assert_eq!(printed(placed.from, placed.to), "2024-03-18 2024-03-25");
    assert_eq!((placed.value.as_str(), placed.event.report().as_str()), ("P2W", "b"));
    assert_eq!(placed.through.first().report().as_str(), "a");
    assert!(placed.because.iter().any(|b| b.contains("2024-03-04")), "{:?}", placed.because);
}

#[test]
fn an_event_that_the_reports_put_on_two_days_places_nothing() {
    let dated = |id: &str, day: &str, value: &str| {
        report(id, "2024-03-06", &format!("Ana Ruiz announced on {day} that she had lost the Solveig."))
            .day(day, value)
    };
    let story = story(&[
        dated("a", "March 4", "2024-03-04"),
        dated("b", "March 5", "2024-03-05"),
        hangs(
            report(
                "c",
                "2024-03-20",
                "The mayor spoke two weeks after Ana Ruiz announced she had lost the ship.",
            ),
            "two weeks",
            "P2W",
            "Ana Ruiz announced she had lost the ship",
        ),
    ]);
    assert!(story.placed.is_empty(), "{:?}", story.placed);
}

#[test]
fn another_act_of_the_same_people_dates_nothing() {
    let story = story(&[
        report("a", "2024-03-05", "Ana Ruiz announced on March 4 that she would sail the Solveig.")
            .day("March 4", "2024-03-04"),
        hangs(
            report(
                "b",
                "2024-03-20",
                "The mayor spoke two weeks after Ana Ruiz announced she had lost the ship.",
            ),
            "two weeks",
            "P2W",
            "Ana Ruiz announced she had lost the ship",
        ),
    ]);
    assert!(story.placed.is_empty(), "{:?}", story.placed);
}

#[test]
fn the_words_of_the_event_may_give_its_day_themselves() {
    let text = "It came less than a month after Ana Ruiz resigned on March 4.";
    let case = report("a", "2024-03-20", text).day("March 4", "2024-03-04");
    let story = story(&[hangs(case, "less than a month", "P1M", "Ana Ruiz resigned on March 4")]);
    assert_eq!(printed(story.placed[0].from, story.placed[0].to), "2024-03-04 2024-04-05");
}

#[test]
fn publication_is_a_lane_of_its_own() {
    let story = story(&[
        report("a", "2024-03-05", "Ana Ruiz opened the bridge."),
        report("b", "2024-03-05", "The bridge was opened by Ana Ruiz."),
        report("c", "2024-03-07", "Ana Ruiz closed the bridge."),
    ]);
    assert!(story.timeline.is_empty());
    let lane: Vec<(&str, usize)> =
        story.publications.iter().map(|p| (p.day.as_str(), p.reports.len())).collect();
    assert_eq!(lane, [("2024-03-05", 2), ("2024-03-07", 1)]);
}

#[test]
fn what_is_alike_on_adjacent_days_is_told_once_at_the_day_that_most_give() {
    let told = |id: &str, day: &str, value: &str| {
        let text = format!("The ferry Solveig ran aground off Holmsund harbour in fog on {day}.");
        report(id, "2024-03-06", &text).day(day, value)
    };
    let story = story(&[
        told("a", "Monday", "2024-03-04"),
        told("b", "Monday", "2024-03-04"),
        told("c", "Tuesday", "2024-03-05"),
    ]);
    assert_eq!(story.timeline.len(), 1, "{:#?}", story.timeline);
    let entry = &story.timeline[0];
    assert_eq!((entry.value.as_str(), entry.id.as_str()), ("2024-03-04", &*format!("{}/t0", story.id)));
    assert!(entry.because.iter().any(|b| b.starts_with("2024-03-05 in c")), "{:?}", entry.because);
}

#[test]
fn the_days_of_a_long_story_are_those_that_reports_speak_of() {
    let mut cases = Vec::new();
    for n in 0..6 {
        let text = format!(
            "Fog closed harbour lane {n} again. The ferry Solveig ran aground off Holmsund on March 4 in fog."
        );
        cases.push(
            report(&format!("late{n}"), &format!("2024-04-{:02}", 10 + n), &text)
                .day("March 4", "2024-03-04"),
        );
    }
    cases.push(
        report("other", "2024-04-02", "A kiosk was painted green on April 1.").day("April 1", "2024-04-01"),
    );
    cases.sort_by_key(|a| a.report.published.day());
    let members: Vec<Member<'_>> =
        cases.iter().map(|c| Member { report: &c.report, reading: &c.reading }).collect();
    let settings = DaySettings { days: 1, sentences: 1 };
    let chosen = days(&members, &Lineage::default(), &settings);
    assert_eq!(chosen.len(), 1);
    assert_eq!((chosen[0].day.as_str(), chosen[0].told_by), ("2024-03-04", 6));
    assert!(chosen[0].sentences[0].text.contains("ran aground"));
    assert_eq!(days(&members, &Lineage::default(), &settings), chosen);
}
