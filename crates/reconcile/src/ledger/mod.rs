//! *What do the reports agree on, dispute, overtake, and say alone?*
//!
//! One file a kind of comparison; each gives [`Draft`]s, and [`print`] ranks them by consequence and gives them ids.
//! Nothing is compared before it is known to be the same slot: the same identity for an age, the same words for a
//! quotation, aligned sentences for a figure or a date.

mod ages;
mod dates;
mod figures;
mod frames;
mod names;
mod order;
mod silence;
mod statements;
mod tolls;
mod twins;

use std::collections::BTreeSet;

use copydesk_model::{ConflictKind, Finding, FindingId, FindingValue, Nature, Standing, StoryId};

use crate::desk::{Desk, Place};

pub(crate) use ages::{ages, relations};
pub(crate) use dates::dates;
pub(crate) use figures::figures;
pub(crate) use names::{distance, names};
pub(crate) use order::{CUES as ORDER, order};
pub(crate) use silence::{CUES as SILENCE, silence};
pub(crate) use statements::{DENIALS, alone, denials, statements};

/// The places at which the reports differ or are overtaken, quoted words apart.
pub(crate) fn contested(drafts: &[Draft]) -> Vec<Place> {
    let differing = drafts.iter().filter(|d| {
        matches!(d.standing, Standing::Conflicting | Standing::Superseded)
            && matches!(d.rank, Rank::Number | Rank::Date | Rank::Order | Rank::Superseded)
    });
    differing.flat_map(|d| &d.values).flat_map(|v| v.places.iter().copied()).collect()
}

/// How much hangs on a finding, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Number,
    Date,
    Order,
    Attribution,
    Wording,
    Splice,
    Name,
    Superseded,
    Corroborated,
    Attribute,
    Single,
}

/// A finding before it has its id.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) slot: String,
    pub(crate) standing: Standing,
    pub(crate) kind: Option<ConflictKind>,
    pub(crate) nature: Option<Nature>,
    pub(crate) explanation: String,
    pub(crate) because: Vec<String>,
    pub(crate) values: Vec<DraftValue>,
    pub(crate) rank: Rank,
    /// Within the rank, most first.
    pub(crate) weight: f64,
}

/// One value of a draft.
#[derive(Clone, Debug)]
pub(crate) struct DraftValue {
    pub(crate) value: String,
    pub(crate) places: Vec<Place>,
    /// Independent origins, where they are fewer than those of the reports.
    pub(crate) origins: Option<usize>,
}

impl DraftValue {
    pub(crate) fn new(value: impl Into<String>, places: Vec<Place>) -> Self {
        Self { value: value.into(), places, origins: None }
    }

    /// The reports that give it, in order, each once.
    pub(crate) fn members(&self) -> Vec<usize> {
        let mut members: Vec<usize> = self.places.iter().map(|p| p.member).collect();
        members.sort_unstable();
        members.dedup();
        members
    }
}

/// "1 report", "3 reports".
pub(crate) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The value of a number word, or of digits, where it is whole.
pub(crate) fn number_value(key: &str) -> Option<u64> {
    copydesk_language::number_value(&[key])
        .filter(|v| v.fract() == 0.0 && (0.0..1e15).contains(v))
        .map(|v| v as u64)
}

/// Ranks the drafts and gives them ids. Values of an update stay as they are (latest first), others go by support.
pub(crate) fn print(desk: &Desk<'_>, story: &StoryId, mut drafts: Vec<Draft>) -> Vec<Finding> {
    for draft in &mut drafts {
        if draft.standing != Standing::Superseded {
            draft.values.sort_by_cached_key(|v| usize::MAX - desk.origins(v.members()));
        }
    }
    drafts.sort_by(|a, b| {
        a.rank.cmp(&b.rank).then_with(|| b.weight.total_cmp(&a.weight)).then_with(|| {
            let first =
                |d: &Draft| d.values.first().and_then(|v| v.places.first()).map(|p| (p.member, p.span));
            first(a).cmp(&first(b)).then_with(|| a.slot.cmp(&b.slot))
        })
    });
    let mut findings: Vec<Finding> = Vec::new();
    // A line that pages carry twice ("1 of 8") is found twice, and told once.
    let mut told: BTreeSet<Vec<(String, Vec<usize>)>> = BTreeSet::new();
    for draft in drafts {
        let once: Vec<(String, Vec<usize>)> = std::iter::once((draft.slot.clone(), Vec::new()))
            .chain(draft.values.iter().map(|v| (v.value.clone(), v.members())))
            .collect();
        if draft.standing == Standing::Conflicting && !told.insert(once) {
            continue;
        }
        let values: Vec<FindingValue> = draft
            .values
            .iter()
            .filter_map(|v| {
                Some(FindingValue {
                    value: v.value.clone(),
                    origins: v.origins.unwrap_or_else(|| desk.origins(v.members())),
                    evidence: desk.support(v.places.iter().copied())?,
                })
            })
            .collect();
        if values.is_empty() {
            continue;
        }
        findings.push(Finding {
            id: FindingId::new(format!("{story}/f{}", findings.len())),
            slot: draft.slot,
            standing: draft.standing,
            kind: draft.kind,
            nature: draft.nature,
            explanation: draft.explanation,
            because: draft.because,
            values,
        });
    }
    findings
}
