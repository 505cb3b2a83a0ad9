//! A desk after any order of adds is what the main job makes of the same reports.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use copydesk::{Pipeline, Silent};
use copydesk_desk::{Act, Desk, Moment, Sort, StoryFilter};
use copydesk_model::Story;
use proptest::prelude::*;

use harness::{desks, many, reports};

/// A story without what only says how it was found: that changes with everything else on the desk.
fn bare(mut story: Story) -> String {
    story.why.clear();
    story.saga = None;
    serde_json::to_string(&story).unwrap()
}

fn printed(desk: &Desk) -> Vec<String> {
    let ids = desk.story_ids(&StoryFilter::default(), Sort::Top, None).unwrap();
    let mut out: Vec<String> =
        desk.document(&ids, false, None).unwrap().stories.into_iter().map(bare).collect();
    out.sort();
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_portions_make_the_same_desk(
        order in Just((0..18_usize).collect::<Vec<_>>()).prop_shuffle(),
        portions in prop::collection::vec(1..7_usize, 1..12),
    ) {
        let mut all = many(12);
        all.extend(reports());
        let mut wanted: Vec<String> =
            Pipeline::default().edit(all.clone(), &Silent).stories.into_iter().map(bare).collect();
        wanted.sort();
        for desk in desks("property") {
            let mut rest: Vec<_> = order.iter().map(|i| all[*i].clone()).collect();
            let mut minute = 0;
            for portion in portions.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let now: Vec<_> = rest.drain(..rest.len().min(*portion)).collect();
                minute += 1;
                desk.add(now, &Act::at(Moment::from_millis(minute * 60_000))).unwrap();
            }
            prop_assert_eq!(printed(&desk), wanted.clone());
            prop_assert_eq!(desk.check().unwrap().problems, []);
        }
    }
}

#[test]
fn two_writers_and_a_reader_on_one_desk_get_along() {
    for target in harness::targets("writers") {
        let all = many(60);
        Desk::open(&target).unwrap();
        let (even, odd): (Vec<_>, Vec<_>) = all.iter().cloned().enumerate().partition(|(i, _)| i % 2 == 0);
        std::thread::scope(|scope| {
            for part in [even, odd] {
                let target = &target;
                scope.spawn(move || {
                    // A handle of its own, as another process has.
                    let desk = Desk::open(target).unwrap();
                    for (i, report) in part {
                        desk.add(vec![report], &Act::at(Moment::from_millis(i64::try_from(i).unwrap())))
                            .unwrap();
                    }
                });
            }
            let desk = Desk::open(&target).unwrap();
            let mut last = desk.stats().unwrap();
            for _ in 0..50 {
                let stats = desk.stats().unwrap();
                assert!(stats.seq >= last.seq && stats.reports >= last.reports);
                last = stats;
                desk.stories(&StoryFilter::default(), Sort::Newest, None, 20, None).unwrap();
            }
        });
        let desk = Desk::open(&target).unwrap();
        assert_eq!(desk.stats().unwrap().reports, 60);
        assert_eq!(desk.check().unwrap().problems, []);
        let mut wanted: Vec<String> =
            Pipeline::default().edit(all, &Silent).stories.into_iter().map(bare).collect();
        wanted.sort();
        assert_eq!(printed(&desk), wanted);
    }
}
