//! *What do the reports of one story say together?*

use copydesk_lineage::Lineage;
use copydesk_model::{Assignment, Headline, Member, Story, StoryId};

/// How much to say.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Length of the brief, in words.
    pub brief_words: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { brief_words: 120 }
    }
}

/// Reconciles the members of one story (one or more, by publication date and id). `assignments` are theirs, in the same order.
pub fn reconcile(
    id: StoryId,
    members: &[Member<'_>],
    assignments: &[&Assignment],
    lineage: &Lineage,
    _settings: &Settings,
) -> Story {
    let ids = |group: &Vec<usize>| group.iter().map(|m| members[*m].report.id.clone()).collect();
    let first = members[0].report;
    Story {
        id,
        saga: assignments.first().and_then(|a| a.saga.clone()),
        headline: Headline {
            text: first.title.clone().unwrap_or_default(),
            report: first.id.clone(),
            evidence: None,
        },
        reports: members.iter().map(|m| m.report.id.clone()).collect(),
        texts: lineage.texts.iter().map(ids).collect(),
        origins: lineage.origins.iter().map(ids).collect(),
        from: None,
        to: None,
        entities: Vec::new(),
        why: Vec::new(),
        brief: Vec::new(),
        timeline: Vec::new(),
        quotations: Vec::new(),
        findings: Vec::new(),
        copies: lineage.copies.clone(),
    }
}
