//! *What of a story is shown in a list, filtered by and told about?*

use std::collections::{BTreeMap, BTreeSet};

use copydesk::Annotated;
use copydesk_model::{EntityKind, PublishedDate, Report, Standing, Story, StoryId};
use serde::Deserialize;
use serde_json::json;

use crate::codec;
use crate::error::Result;
use crate::moment::Moment;
use crate::records::{EventKind, Standings, StoryCard};
use crate::sql::standing_name;
use crate::store::{NewEvent, NewStory};
use crate::words;

/// Names of each kind on a card.
const NAMES: usize = 12;

/// A doubling of origins weighs as much as so many minutes of freshness.
const ORIGINS: f64 = 1440.0;

/// A story as it is kept. `reports` are its reports.
pub(crate) fn row(story: &Story, reports: &[&Annotated], at: Moment) -> Result<NewStory> {
    let reports: Vec<&Report> = reports.iter().map(|a| &a.report).collect();
    let people = people(story, &reports);
    let card = card(story, &reports, &people);
    let days: Vec<i64> = reports.iter().filter_map(|r| r.published.day()).map(codec::days).collect();
    let latest = reports.iter().filter_map(|r| codec::published_minutes(&r.published)).max();
    // A story without any date is as new as its arrival.
    let latest = latest.unwrap_or(at.millis() / 60_000);
    let boost = (story.origins.len().max(1) as f64).log2() * ORIGINS;
    let mut terms: Vec<(&'static str, String, String)> = Vec::new();
    let mut add = |kind: &'static str, labels: &[String]| {
        terms.extend(labels.iter().map(|label| (kind, words::key(label), label.clone())));
    };
    add("outlet", &outlets(&reports));
    add("person", &people);
    for (kind, wanted) in [("organisation", EntityKind::Organisation), ("place", EntityKind::Place)] {
        add(kind, &named(story, wanted));
    }
    if let Some(saga) = &story.saga {
        add("saga", &[saga.to_string()]);
    }
    for standing in standings(story) {
        let name = standing_name(standing).to_owned();
        terms.push(("standing", name.clone(), name));
    }
    terms.retain(|(_, key, _)| !key.is_empty());
    let speakers = story
        .quotations
        .iter()
        .enumerate()
        .filter_map(|(i, family)| {
            let name = family.speaker.clone()?;
            let key = words::key(&name);
            (!key.is_empty()).then_some((key, i, name))
        })
        .collect();
    Ok(NewStory {
        id: story.id.clone(),
        rank: latest.saturating_add(boost as i64),
        latest,
        first_day: days.iter().min().copied(),
        last_day: days.iter().max().copied(),
        reports: story.reports.len(),
        card: codec::json(&card)?,
        document: codec::pack(story)?,
        terms,
        speakers,
    })
}

fn standings(story: &Story) -> BTreeSet<Standing> {
    story.findings.iter().map(|f| f.standing).collect()
}

fn named(story: &Story, kind: EntityKind) -> Vec<String> {
    story.entities.iter().filter(|e| e.kind == kind).map(|e| e.name.clone()).collect()
}

/// The people of a story. Who tells it is none of them: a byline, an outlet or an agency that is taken for a person, or the
/// reporter whose name stands in the text.
fn people(story: &Story, reports: &[&Report]) -> Vec<String> {
    let bylines = reports.iter().filter_map(|r| r.byline.as_deref());
    let tellers: BTreeSet<String> = bylines
        .flat_map(|byline| byline.split([',', ';', '/', '&', '|']).flat_map(|part| part.split(" and ")))
        .chain(reports.iter().filter_map(|r| r.outlet.as_deref()))
        .map(|name| {
            let key = words::key(name);
            key.strip_prefix("by ").map_or(key.clone(), str::to_owned)
        })
        .collect();
    let mut people = named(story, EntityKind::Person);
    people.retain(|name| !tellers.contains(&words::key(name)));
    people
}

/// Outlets, those of most reports first.
fn outlets(reports: &[&Report]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for outlet in reports.iter().filter_map(|r| r.outlet.as_deref()) {
        *counts.entry(outlet).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts.into_iter().map(|(outlet, _)| outlet.to_owned()).collect()
}

fn card(story: &Story, reports: &[&Report], people: &[String]) -> StoryCard {
    let mut days: BTreeMap<String, usize> = BTreeMap::new();
    for day in reports.iter().filter_map(|r| r.published.day()) {
        *days.entry(day.to_string()).or_default() += 1;
    }
    let count = |standing: Standing| story.findings.iter().filter(|f| f.standing == standing).count();
    let first = |kind| {
        let mut names = named(story, kind);
        names.truncate(NAMES);
        names
    };
    let latest = reports.iter().filter_map(|r| r.published.date).max_by_key(|d| d.earliest());
    StoryCard {
        id: story.id.clone(),
        headline: story.headline.text.clone(),
        lead: story.brief.first().map(|b| b.text.clone()),
        saga: story.saga.as_ref().map(ToString::to_string),
        from: story.from.map(|d| d.date().to_string()),
        to: story.to.map(|d| d.date().to_string()),
        latest: latest.map(|d: PublishedDate| d.to_string()),
        reports: story.reports.len(),
        texts: story.texts.len(),
        origins: story.origins.len(),
        standings: Standings {
            conflicting: count(Standing::Conflicting),
            superseded: count(Standing::Superseded),
            corroborated: count(Standing::Corroborated),
            single_source: count(Standing::SingleSource),
        },
        quotations: story.quotations.len(),
        outlets: outlets(reports),
        people: people.iter().take(NAMES).cloned().collect(),
        organisations: first(EntityKind::Organisation),
        places: first(EntityKind::Place),
        days: days.into_iter().collect(),
        seq: crate::Seq::default(),
        at: Moment::default(),
    }
}

/// What of the version before is compared.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Before {
    reports: Vec<String>,
    findings: Vec<BeforeFinding>,
}

#[derive(Debug, Deserialize)]
struct BeforeFinding {
    slot: String,
    standing: Standing,
}

/// What there is to tell of a story's new version.
pub(crate) fn events(story: &Story, before: Option<&Before>) -> Result<Vec<NewEvent>> {
    let mut out = Vec::new();
    let mut tell = |kind: EventKind, detail: serde_json::Value| -> Result<()> {
        out.push(NewEvent { kind: kind.name(), story: Some(story.id.clone()), body: codec::json(&detail)? });
        Ok(())
    };
    let counts = json!({
        "headline": story.headline.text,
        "reports": story.reports.len(),
        "origins": story.origins.len(),
        "added": before.map_or(story.reports.len(), |before| {
            story.reports.iter().filter(|r| !before.reports.iter().any(|b| b == r.as_str())).count()
        }),
    });
    match before {
        None => tell(EventKind::NewStory, counts)?,
        Some(_) => tell(EventKind::ChangedStory, counts)?,
    }
    for (standing, kind) in
        [(Standing::Conflicting, EventKind::NewConflict), (Standing::Superseded, EventKind::Superseded)]
    {
        for finding in story.findings.iter().filter(|f| f.standing == standing) {
            let known = before.is_some_and(|before| {
                before.findings.iter().any(|b| b.slot == finding.slot && b.standing == standing)
            });
            if !known {
                let values: Vec<&str> = finding.values.iter().map(|v| v.value.as_str()).collect();
                tell(
                    kind,
                    json!({
                        "finding": finding.id, "slot": finding.slot, "explanation": finding.explanation,
                        "values": values, "headline": story.headline.text,
                    }),
                )?;
            }
        }
    }
    Ok(out)
}

/// A story went into another.
pub(crate) fn gone(id: &StoryId, into: Option<&StoryId>, reason: &str) -> Result<NewEvent> {
    Ok(NewEvent {
        kind: EventKind::StoryGone.name(),
        story: Some(id.clone()),
        body: codec::json(&json!({ "into": into, "reason": reason }))?,
    })
}
