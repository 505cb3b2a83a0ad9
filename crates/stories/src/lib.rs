//! *Which reports tell of the same happening?*
//!
//! [`Grouper`] takes a stream of reports in one pass; [`group`] sorts a collection by publication and leads it through.
//! Reports are compared by their words, title, lead, names, numbers and passages in common, each weighted by how rare
//! it is in the stream itself, and by the days between them; a small logistic model over these signals decides. A
//! story is represented by the sum of its reports, so that every comparison is the average over all pairs of reports.
//! Candidates come from an inverted index over live stories; never are all pairs compared.
//!
//! Left out on purpose: what a report asserts (stories are made before facts are), and any list of subjects or
//! words: apart from English function words and a background of common stems nothing is known beforehand.

mod before;
mod cluster;
mod grouper;
mod id;
mod index;
mod model;
mod passages;
mod saga;
mod scan;
mod split;
mod stem;
mod vector;
mod vectors;
mod vocabulary;
mod why;

use copydesk_model::{Assignment, Member, Report, StoryId};

pub use before::Before;
pub use grouper::Grouper;
pub use vectors::{WordVectors, WordVectorsError};

/// A year's seasons and subjects are known, an old year's no longer count.
const HALF_LIFE_DAYS: u32 = 365;

/// How stories are told apart.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Days after which a story without new reports takes no more.
    pub window_days: u32,
    /// Whether publication dates count.
    pub dates: bool,
    /// Days after which what was learned of the frequency of words weighs half; none: it does not decay.
    pub half_life_days: Option<u32>,
    /// Added to the log odds that a report needs to join a story: above 0 for narrower stories, below for wider.
    pub threshold: f32,
    /// Reports whose words are learned before the first of them is placed. A collection of no more than these is
    /// known as a whole before any of it is placed; 0 for a stream that cannot wait.
    pub ahead: usize,
    /// Word vectors, for one more likeness.
    pub vectors: Option<WordVectors>,
    /// The names of an earlier run, to be kept.
    pub before: Before,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window_days: 7,
            dates: true,
            half_life_days: Some(HALF_LIFE_DAYS),
            threshold: 0.0,
            ahead: 4096,
            vectors: None,
            before: Before::default(),
        }
    }
}

/// Groups reports into stories. The result is in the order of `members` and does not depend on it.
pub fn group(members: &[Member<'_>], settings: &Settings) -> Vec<Assignment> {
    let reports: Vec<&Report> = members.iter().map(|m| m.report).collect();
    let order = in_order(&reports, settings.dates);
    let undated = reports.iter().any(|r| grouper::order(r, settings.dates).0);
    let mut grouper = Grouper::new(settings).keep_open(undated);
    for report in order.iter().filter_map(|i| reports.get(*i)) {
        grouper.push(report);
    }
    let mut out: Vec<Option<Assignment>> = vec![None; members.len()];
    for (index, assignment) in order.iter().zip(grouper.finish()) {
        if let Some(slot) = out.get_mut(*index) {
            *slot = Some(assignment);
        }
    }
    out.into_iter().flatten().collect()
}

/// Puts reports in the order in which they are best handed to a [`Grouper`]: by publication (undated last), then id.
pub fn sort(reports: &mut [Report], settings: &Settings) {
    reports.sort_by_cached_key(|r| grouper::order(r, settings.dates));
}

/// The id of the story that these reports tell: that of its founder, the earliest of them.
pub fn story_id<'a>(reports: impl IntoIterator<Item = &'a Report>, settings: &Settings) -> Option<StoryId> {
    let founder = reports.into_iter().map(|r| grouper::order(r, settings.dates)).min()?;
    Some(id::story(&founder.2))
}

/// The reports' indices by publication (undated last), then id.
fn in_order(reports: &[&Report], dates: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_cached_key(|i| reports.get(*i).map(|r| grouper::order(r, dates)));
    order
}
