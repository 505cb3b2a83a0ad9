//! What a desk does with a few invented reports, on every store there is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use copydesk::{Pipeline, Silent};
use copydesk_desk::{Act, Desk, Edit, EventKind, Moment, Outcome, Query, Seq, Sort, StoryFilter};
use copydesk_model::{Report, ReportId, Standing, StoryId};

use harness::{desks, report, reports};

fn act(minute: i64) -> Act {
    Act::at(Moment::from_millis(1_700_000_000_000 + minute * 60_000))
}

fn ids(desk: &Desk) -> Vec<StoryId> {
    desk.story_ids(&StoryFilter::default(), Sort::Top, None).unwrap()
}

/// Every story as it prints, without what only says how it was found: by id.
fn printed(desk: &Desk) -> Vec<String> {
    let mut out: Vec<String> = desk
        .document(&ids(desk), false, None)
        .unwrap()
        .stories
        .into_iter()
        .map(|mut story| {
            story.why.clear();
            story.saga = None;
            serde_json::to_string(&story).unwrap()
        })
        .collect();
    out.sort();
    out
}

/// What the main job makes of the same reports.
fn batch(reports: Vec<Report>) -> Vec<String> {
    let mut out: Vec<String> = Pipeline::default()
        .edit(reports, &Silent)
        .stories
        .into_iter()
        .map(|mut story| {
            story.why.clear();
            story.saga = None;
            serde_json::to_string(&story).unwrap()
        })
        .collect();
    out.sort();
    out
}

#[test]
fn reports_added_one_by_one_in_any_order_make_the_stories_of_the_main_job() {
    for desk in desks("order") {
        let mut all = reports();
        let wanted = batch(all.clone());
        all.reverse();
        for (i, report) in all.into_iter().enumerate() {
            let added = desk.add(vec![report], &act(i64::try_from(i).unwrap())).unwrap();
            assert!(matches!(added.outcomes[0].1, Outcome::Added { .. }), "{added:?}");
        }
        assert_eq!(printed(&desk), wanted);
    }
}

#[test]
fn the_same_report_twice_is_there_once_and_another_text_under_its_id_is_refused() {
    for desk in desks("twice") {
        desk.add(reports(), &act(0)).unwrap();
        let before = desk.stats().unwrap();
        let again = desk.add(reports(), &act(1)).unwrap();
        assert!(again.outcomes.iter().all(|(_, o)| *o == Outcome::Unchanged), "{again:?}");
        let mut other = report("ferry-1", "2024-03-04", "Something else altogether happened in Brenn.");
        other.source = "elsewhere.txt".into();
        let refused = desk.add(vec![other], &act(2)).unwrap();
        assert!(matches!(&refused.outcomes[0].1, Outcome::Refused { code, .. } if code == "id-reused"));
        assert_eq!(desk.stats().unwrap(), before);
    }
}

#[test]
fn a_revision_replaces_the_text_and_the_old_one_can_still_be_read() {
    for desk in desks("revision") {
        desk.add(reports(), &act(0)).unwrap();
        let then = desk.seq().unwrap();
        let revised = report(
            "ferry-1",
            "2024-03-04",
            "The ferry Aurelia ran aground at Skerry Point on Monday with 212 people on board, the coastguard said. Nobody drowned.",
        );
        let added = desk.add(vec![revised], &act(1)).unwrap();
        assert!(matches!(added.outcomes[0].1, Outcome::Revised { .. }), "{added:?}");
        let id = ReportId::new("ferry-1");
        let now = desk.report(&id, None).unwrap().unwrap();
        assert!(now.report.text.contains("Nobody drowned"));
        assert_eq!(now.revisions.len(), 2);
        let was = desk.report(&id, Some(then)).unwrap().unwrap();
        assert!(!was.report.text.contains("Nobody drowned"));
        let story = now.place.unwrap().story;
        assert_eq!(desk.story(&story, None).unwrap().unwrap().versions.len(), 2);
        let old = desk.document(&[story], true, Some(then)).unwrap();
        assert!(old.reports.iter().all(|r| !r.text.contains("Nobody drowned")));
        assert!(desk.changes((then, i64::MAX), 10).unwrap().iter().any(|e| e.kind == EventKind::Revised));
    }
}

#[test]
fn a_merge_wins_over_the_model_and_can_be_undone() {
    for desk in desks("merge") {
        desk.add(reports(), &act(0)).unwrap();
        let before = printed(&desk);
        let stories = ids(&desk);
        assert!(stories.len() >= 2, "{stories:?}");
        let edited = desk.edit(&Edit::Merge { stories: stories[..2].to_vec() }, &act(1)).unwrap();
        assert_eq!(edited.stories.len(), 1);
        assert_eq!(ids(&desk).len(), stories.len() - 1);
        // The old id leads to where its reports are.
        for id in &stories[..2] {
            let found = desk.story(id, None).unwrap().unwrap();
            assert_eq!(found.card.id, edited.stories[0]);
        }
        // Something new comes, and the merge holds.
        desk.add(vec![report("late", "2024-03-05", "A goat walked into the library of Hollin.")], &act(2))
            .unwrap();
        assert_eq!(
            desk.story(&stories[0], None).unwrap().unwrap().card.id,
            desk.story(&stories[1], None).unwrap().unwrap().card.id
        );
        desk.remove(&[ReportId::new("late")], &act(3)).unwrap();
        desk.edit(&Edit::Undo { edit: edited.edit.unwrap() }, &act(4)).unwrap();
        assert_eq!(printed(&desk), before);
        assert!(desk.edit(&Edit::Undo { edit: edited.edit.unwrap() }, &act(5)).is_err());
        assert_eq!(desk.edits().unwrap().len(), 2);
    }
}

#[test]
fn a_split_wins_over_the_model_and_can_be_undone() {
    for desk in desks("split") {
        desk.add(reports(), &act(0)).unwrap();
        let before = printed(&desk);
        let story = desk.report(&ReportId::new("ferry-1"), None).unwrap().unwrap().place.unwrap().story;
        let edit = Edit::Split { story: story.clone(), reports: vec![ReportId::new("ferry-2")] };
        let edited = desk.edit(&edit, &act(1)).unwrap();
        assert_eq!(edited.stories.len(), 2);
        let again = desk
            .add(vec![report("goat", "2024-03-05", "A goat walked into the library of Hollin.")], &act(2));
        again.unwrap();
        let apart = |id: &str| desk.report(&ReportId::new(id), None).unwrap().unwrap().place.unwrap();
        assert_ne!(apart("ferry-1").story, apart("ferry-2").story);
        assert_eq!(apart("ferry-2").why[0].signal, "editor");
        desk.remove(&[ReportId::new("goat")], &act(3)).unwrap();
        desk.edit(&Edit::Undo { edit: edited.edit.unwrap() }, &act(4)).unwrap();
        assert_eq!(printed(&desk), before);
        let nonsense = Edit::Split { story, reports: vec![ReportId::new("nobody")] };
        assert!(desk.edit(&nonsense, &act(5)).is_err());
    }
}

#[test]
fn a_removed_report_stays_away_until_that_is_undone() {
    for desk in desks("remove") {
        desk.add(reports(), &act(0)).unwrap();
        let before = printed(&desk);
        let id = ReportId::new("ferry-2");
        let edited = desk.remove(std::slice::from_ref(&id), &act(1)).unwrap();
        assert_eq!(desk.report(&id, None).unwrap().unwrap().removed, edited.edit);
        let again = desk.add(reports(), &act(2)).unwrap();
        assert!(again.outcomes.iter().any(|(r, o)| *r == id && matches!(o, Outcome::Removed { .. })));
        let rest: Vec<Report> = reports().into_iter().filter(|r| r.id != id).collect();
        assert_eq!(printed(&desk), batch(rest));
        let found = desk.search(&Query { words: "aurelia".into(), ..Query::default() }).unwrap();
        assert!(found.hits.iter().all(|h| h.report != id));
        desk.edit(&Edit::Undo { edit: edited.edit.unwrap() }, &act(3)).unwrap();
        assert_eq!(printed(&desk), before);
    }
}

#[test]
fn stories_are_listed_filtered_and_paged() {
    for desk in desks("list") {
        desk.add(reports(), &act(0)).unwrap();
        let all = ids(&desk);
        let mut paged = Vec::new();
        let mut cursor = None;
        loop {
            let page =
                desk.stories(&StoryFilter::default(), Sort::Newest, cursor.as_deref(), 1, None).unwrap();
            paged.extend(page.items.iter().map(|c| c.id.clone()));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(paged.len(), all.len());
        let with =
            |filter: StoryFilter| desk.stories(&filter, Sort::Top, None, 50, None).unwrap().items.len();
        assert_eq!(with(StoryFilter { outlet: Some("tidewatch".into()), ..StoryFilter::default() }), 1);
        assert_eq!(with(StoryFilter { outlet: Some("Nobody".into()), ..StoryFilter::default() }), 0);
        assert_eq!(with(StoryFilter { to: Some("2024-03-01".into()), ..StoryFilter::default() }), 0);
        assert_eq!(with(StoryFilter { person: Some("marta velloso".into()), ..StoryFilter::default() }), 1);
        let conflicting = StoryFilter { standing: Some(Standing::Conflicting), ..StoryFilter::default() };
        let past = desk.stories(&conflicting, Sort::Top, None, 50, Some(desk.seq().unwrap())).unwrap();
        assert_eq!(past.items.len(), with(conflicting));
        assert!(desk.stories(&StoryFilter::default(), Sort::Top, Some("soon"), 1, None).is_err());
        assert!(
            desk.stories(&StoryFilter::default(), Sort::Top, None, 9, Some(Seq(0))).unwrap().items.is_empty()
        );
        let facets = desk.facets(&StoryFilter::default(), Sort::Top).unwrap();
        assert!(facets.people.iter().any(|(name, _)| name == "Marta Velloso"), "{facets:?}");
    }
}

#[test]
fn who_tells_a_story_is_none_of_its_people() {
    for desk in desks("tellers") {
        let mut all = reports();
        for report in &mut all {
            report.byline = Some("By Sigrun Aldahl and Marta Velloso".to_owned());
        }
        desk.add(all, &act(0)).unwrap();
        let facets = desk.facets(&StoryFilter::default(), Sort::Top).unwrap();
        let people: Vec<&str> = facets.people.iter().map(|(name, _)| name.as_str()).collect();
        assert!(people.contains(&"Oskar Teel") && !people.contains(&"Marta Velloso"), "{people:?}");
    }
}

#[test]
fn people_are_found_with_all_that_they_said() {
    for desk in desks("people") {
        desk.add(reports(), &act(0)).unwrap();
        let found = desk.people("marta", 5).unwrap();
        assert_eq!(found[0].0, "marta velloso");
        let person = desk.person("Marta VELLOSO", None, 10).unwrap().unwrap();
        assert_eq!(person.name, "Marta Velloso");
        assert_eq!(person.quotations.items.len(), person.total);
        assert!(person.quotations.items[0].quotation.get().contains("variants"));
        assert!(desk.person("Nobody", None, 10).unwrap().is_none());
    }
}

#[test]
fn search_finds_words_rows_of_words_and_beginnings() {
    for desk in desks("search") {
        desk.add(reports(), &act(0)).unwrap();
        let hits = |words: &str| -> Vec<String> {
            let query = Query { words: words.into(), ..Query::default() };
            desk.search(&query).unwrap().hits.into_iter().map(|h| h.report.to_string()).collect()
        };
        assert_eq!(hits("\"skerry point\" tug"), ["ferry-2"]);
        assert_eq!(hits("\"point skerry\""), Vec::<String>::new());
        assert!(hits("librar*").len() == 2 && hits("librar").is_empty());
        assert!(hits("skerry -tug").iter().all(|id| id != "ferry-2"));
        assert_eq!(hits("'\"; DROP TABLE words --"), Vec::<String>::new());
        let query = Query { words: "the".into(), limit: 2, facets: true, ..Query::default() };
        let first = desk.search(&query).unwrap();
        assert_eq!(first.hits.len(), 2);
        let facets = first.facets.unwrap();
        assert!(facets.counted > 2 && !facets.months.is_empty());
        let rest = desk.search(&Query { cursor: first.next, limit: 50, ..query }).unwrap();
        assert_eq!(rest.hits.len() + 2, facets.counted);
        for hit in first.hits.iter().chain(&rest.hits) {
            let report = desk.report(&hit.report, None).unwrap().unwrap().report;
            let chars: Vec<char> = report.text.chars().collect();
            let Some(snippet) = &hit.snippet else { continue };
            assert_eq!(chars[snippet.start..snippet.end].iter().collect::<String>(), snippet.text);
        }
    }
}

#[test]
fn every_commit_tells_what_happened() {
    for desk in desks("events") {
        let mut all = reports();
        let last = all.pop().unwrap();
        desk.add(all, &act(0)).unwrap();
        let seen = (desk.seq().unwrap(), i64::MAX);
        assert!(desk.changes(seen, 10).unwrap().is_empty());
        desk.add(vec![last], &act(1)).unwrap();
        let events = desk.changes(seen, 10).unwrap();
        assert!(!events.is_empty());
        assert!(events.iter().all(|e| e.seq == desk.seq().unwrap() && e.at == act(1).at));
        assert_eq!(desk.seq_at(act(0).at).unwrap(), seen.0);
        assert_eq!(desk.commits(Seq(0), 10).unwrap().len(), 2);
    }
}
