//! *Which reports tell of the same happening?*

mod cluster;
mod features;
mod grouper;
mod model;
mod scan;
mod stem;
mod vector;

use copydesk_model::{Assignment, Member, PublishedDate, Report, ReportId, StoryId};

use crate::grouper::{Grouper, Thresholds};
use crate::model::Model;

/// How stories are told apart.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Days after which a story without new reports takes no more.
    pub window_days: u32,
    /// Whether publication dates count.
    pub dates: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window_days: 7, dates: true }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { join: 0.0, merge: 0.0 }
    }
}

/// Groups reports into stories. The result is in the order of `members` and does not depend on it.
pub fn group(members: &[Member<'_>], settings: &Settings) -> Vec<Assignment> {
    let reports: Vec<&Report> = members.iter().map(|m| m.report).collect();
    let (order, grouper) = run(&reports, settings, Model::default(), Thresholds::default());
    let mut out: Vec<Option<Assignment>> = vec![None; members.len()];
    for (number, index) in order.iter().enumerate() {
        let (Some(report), Some(place)) = (reports.get(*index), grouper.places.get(number)) else { continue };
        let cluster = grouper.clusters.clusters.get(place.story as usize);
        let founder = cluster
            .and_then(|c| c.members.first())
            .and_then(|first| order.get(*first as usize))
            .and_then(|i| reports.get(*i))
            .unwrap_or(report);
        let score = place.odds.map_or(1.0, model::probability);
        if let Some(slot) = out.get_mut(*index) {
            *slot = Some(Assignment {
                report: report.id.clone(),
                story: story_id(&founder.id),
                saga: None,
                score,
                why: Vec::new(),
            });
        }
    }
    out.into_iter().flatten().collect()
}

/// The id of the story that a report founded.
fn story_id(founder: &ReportId) -> StoryId {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in founder.as_str().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    StoryId::new(format!("s-{:012x}", hash >> 16))
}

fn run(
    reports: &[&Report],
    settings: &Settings,
    model: Model,
    thresholds: Thresholds,
) -> (Vec<usize>, Grouper) {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    let key = |i: &usize| {
        reports.get(*i).map(|r| {
            let date = r.published.date.filter(|d| settings.dates && d.day().is_some());
            (date.is_none(), date.map(PublishedDate::earliest), &r.id)
        })
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut grouper = Grouper::new(settings.clone(), model, thresholds);
    let counts: Vec<_> = order
        .iter()
        .filter_map(|i| reports.get(*i))
        .map(|report| {
            let counts = grouper.vocabulary.read(report);
            grouper.vocabulary.learn(&counts);
            (counts, grouper.day(report))
        })
        .collect();
    for (counts, day) in counts {
        grouper.push(&counts, day);
    }
    grouper.finish();
    (order, grouper)
}
