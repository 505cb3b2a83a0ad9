//! Names that stories had before, so that a report which comes late and is the earliest does not rename its story.

use std::sync::Arc;

use copydesk_model::{Assignment, ReportId, StoryId};
use rustc_hash::FxHashMap;

use crate::id;

/// The places of an earlier run. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Before(Arc<Table>);

#[derive(Debug, Default)]
struct Table {
    stories: FxHashMap<ReportId, StoryId>,
    sizes: FxHashMap<StoryId, usize>,
}

impl Before {
    /// The names that these places have.
    pub fn new<'a>(assignments: impl IntoIterator<Item = &'a Assignment>) -> Self {
        let mut table = Table::default();
        for assignment in assignments {
            *table.sizes.entry(assignment.story.clone()).or_default() += 1;
            table.stories.insert(assignment.report.clone(), assignment.story.clone());
        }
        Self(Arc::new(table))
    }

    /// What a story of these reports is called: as the earlier story of which it has most of the reports, or else
    /// by its founder. No two stories can have most of the same one.
    pub(crate) fn name<'a>(
        &self,
        reports: impl Iterator<Item = &'a ReportId>,
        founder: &ReportId,
    ) -> StoryId {
        let new = id::story(founder);
        if self.0.stories.is_empty() {
            return new;
        }
        let mut of: Vec<&StoryId> = reports.filter_map(|r| self.0.stories.get(r)).collect();
        of.sort();
        let kept = of
            .chunk_by(|a, b| a == b)
            .filter_map(|same| Some((same.len(), *same.first()?)))
            .filter(|(here, story)| here * 2 > self.0.sizes.get(*story).copied().unwrap_or_default())
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)));
        match kept {
            Some((_, story)) => story.clone(),
            // Its founder founded a story that is elsewhere now.
            None if self.0.sizes.contains_key(&new) => id::story_again(founder),
            None => new,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(places: &[(&str, &str)]) -> Before {
        let places: Vec<Assignment> = places
            .iter()
            .map(|(report, story)| Assignment {
                report: ReportId::new(*report),
                story: StoryId::new(*story),
                saga: None,
                score: 1.0,
                why: Vec::new(),
            })
            .collect();
        Before::new(&places)
    }

    fn name(before: &Before, reports: &[&str]) -> String {
        let reports: Vec<ReportId> = reports.iter().map(|r| ReportId::new(*r)).collect();
        before.name(reports.iter(), &reports[0]).to_string()
    }

    #[test]
    fn an_earlier_report_that_comes_late_does_not_rename_its_story() {
        let before = before(&[("b", "s-1"), ("c", "s-1"), ("d", "s-2")]);
        assert_eq!(name(&before, &["a", "b", "c"]), "s-1");
        assert_eq!(name(&before, &["a", "b", "c", "d"]), "s-1", "the larger part gives the name");
        assert_eq!(name(&before, &["a"]), name(&Before::default(), &["a"]));
    }

    #[test]
    fn of_a_story_that_fell_in_two_one_part_at_most_keeps_the_name() {
        let founder = id::story(&ReportId::new("b"));
        let before = before(&[("b", founder.as_str()), ("c", founder.as_str()), ("d", founder.as_str())]);
        assert_eq!(name(&before, &["c", "d"]), founder.as_str());
        let other = name(&before, &["b"]);
        assert_ne!(other, founder.as_str());
        assert_eq!(other, name(&before, &["b", "x"]));
    }
}
