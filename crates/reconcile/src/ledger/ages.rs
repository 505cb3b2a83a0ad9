//! *How old do the reports say somebody is, and what is he to whom?*
//!
//! Attributes of one identity, compared by their values. A year's difference is a birthday when the higher age is
//! in the later report; ages further apart conflict. Roles and relations are never set against each other, for one
//! person has many; what several origins say alike is corroborated.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{AttributeName, ConflictKind, EntityKind, MentionForm, Nature, Span, Standing};

use super::{Draft, DraftValue, Rank, count};
use crate::desk::{Desk, Place};

/// Ages of people, in years.
pub(crate) fn ages(desk: &Desk<'_>) -> Vec<Draft> {
    let mut out = Vec::new();
    for number in 0..desk.cast.identities.len() {
        if desk.cast.identities[number].kind != EntityKind::Person || desk.cast.identities[number].plural {
            continue;
        }
        let mut values: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
        for (member, span, value) in attributes(desk, number, AttributeName::Age) {
            if let Ok(age) = value.parse::<u32>() {
                values.entry(age).or_default().push(Place { member, span });
            }
        }
        out.extend(age(desk, number, values));
    }
    out
}

/// The attributes of an identity in all reports.
fn attributes<'a>(
    desk: &'a Desk<'_>,
    identity: usize,
    name: AttributeName,
) -> impl Iterator<Item = (usize, Span, &'a str)> {
    desk.cast.identities[identity].within.iter().flat_map(move |(member, id)| {
        desk.members[*member]
            .reading
            .entity(*id)
            .into_iter()
            .flat_map(|e| &e.attributes)
            .filter(move |a| a.name == name)
            .map(|a| (*member, a.span, a.value.as_str()))
    })
}

fn age(desk: &Desk<'_>, identity: usize, mut values: BTreeMap<u32, Vec<Place>>) -> Option<Draft> {
    let name = &desk.cast.identities[identity].name;
    // One report that gives two ages of one person has mixed up whom it speaks of, or we have: neither is used
    // against other reports.
    let mut seen: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for (age, places) in &values {
        for place in places {
            seen.entry(place.member).or_default().insert(*age);
        }
    }
    let unsure: BTreeSet<usize> =
        seen.into_iter().filter(|(_, ages)| ages.len() > 1).map(|(m, _)| m).collect();
    for places in values.values_mut() {
        places.retain(|p| !unsure.contains(&p.member));
    }
    values.retain(|_, places| !places.is_empty());
    // Told by a description alone ("the 38-year-old"), an age is only as sure as the description's going back to
    // this person: it may agree with the others, and is dropped where it does not.
    let named = |place: &Place| at_name(desk, identity, *place);
    let sure: BTreeSet<u32> = values.iter().filter(|(_, p)| p.iter().any(named)).map(|(a, _)| *a).collect();
    if values.len() > 1 {
        values.retain(|age, _| sure.contains(age));
    }
    let low = *values.keys().next()?;
    let high = *values.keys().next_back()?;
    let slot = format!("age of {name}");
    let weight = desk.cast.identities[identity].count as f64;
    let listed: Vec<DraftValue> =
        values.iter().map(|(a, places)| DraftValue::new(a.to_string(), places.clone())).collect();
    if low == high {
        let origins = desk.origins(listed[0].members());
        return Some(Draft {
            slot,
            standing: if origins > 1 { Standing::Corroborated } else { Standing::SingleSource },
            kind: None,
            nature: None,
            explanation: if origins > 1 {
                format!("{} give the age of {name} as {low}.", count(origins, "independent origin"))
            } else {
                format!("One origin alone gives the age of {name}: {low}.")
            },
            because: vec![format!("The age is stated in {}.", count(listed[0].members().len(), "report"))],
            values: listed,
            rank: if origins > 1 { Rank::Attribute } else { Rank::Single },
            // A number comes before a role.
            weight: if origins > 1 { 1.0 + weight / 1e6 } else { weight / 1e6 },
        });
    }
    let birthday = high - low == 1
        && values[&high]
            .iter()
            .all(|h| values[&low].iter().all(|l| desk.published_after(h.member, l.member)));
    if birthday {
        return Some(Draft {
            slot,
            standing: Standing::Superseded,
            kind: Some(ConflictKind::Number),
            nature: Some(Nature::Update),
            explanation: format!(
                "A later report has {name} a year older, {high} after {low}: a birthday may lie between."
            ),
            because: vec!["The higher age is in the later reports only.".to_owned()],
            values: listed.into_iter().rev().collect(),
            rank: Rank::Superseded,
            weight: 0.1,
        });
    }
    // Two people of one name, as father and son: far apart, each age with a report of its own.
    let ages = listed.iter().map(|v| format!("{} in {}", v.value, count(v.members().len(), "report")));
    Some(Draft {
        slot,
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Number),
        nature: Some(Nature::Disagreement),
        explanation: format!(
            "The reports differ on the age of {name}: {}.",
            ages.collect::<Vec<_>>().join(", ")
        ),
        because: vec![
            format!(
                "“{name}” is one identity in {}.",
                count(desk.cast.identities[identity].mentions.len(), "report")
            ),
            format!(
                "The ages are {} apart, more than a birthday explains.",
                count((high - low) as usize, "year")
            ),
        ],
        values: listed,
        rank: Rank::Number,
        weight: 10.0 + weight / 1e6,
    })
}

fn child(relation: &str) -> bool {
    ["son", "daughter", "child", "baby"].iter().any(|c| relation.starts_with(c))
}

/// Whether some report gives somebody's age as a child's.
fn is_child(desk: &Desk<'_>, identity: usize) -> bool {
    attributes(desk, identity, AttributeName::Age)
        .any(|(.., value)| value.parse::<u32>().is_ok_and(|age| age < 16))
}

/// Whether an age stands right beside a name of the person.
fn at_name(desk: &Desk<'_>, identity: usize, place: Place) -> bool {
    desk.cast.identities[identity].within.iter().filter(|(m, _)| *m == place.member).any(|(member, id)| {
        desk.members[*member].reading.entity(*id).is_some_and(|entity| {
            entity.mentions.iter().filter(|m| m.form == MentionForm::Name).any(|m| {
                let gap = if m.span.end() <= place.span.start() {
                    place.span.start() - m.span.end()
                } else if place.span.end() <= m.span.start() {
                    m.span.start() - place.span.end()
                } else {
                    0
                };
                gap <= 24
            })
        })
    })
}

/// Roles and relations that several origins give alike.
pub(crate) fn relations(desk: &Desk<'_>) -> Vec<Draft> {
    let mut out = Vec::new();
    for (number, identity) in desk.cast.identities.iter().enumerate() {
        if identity.kind != EntityKind::Person || identity.plural {
            continue;
        }
        for (attribute, label) in [(AttributeName::Role, "role"), (AttributeName::Relation, "relation")] {
            let mut values: BTreeMap<String, Vec<Place>> = BTreeMap::new();
            for (member, id) in &identity.within {
                let Some(entity) = desk.members[*member].reading.entity(*id) else { continue };
                for a in entity.attributes.iter().filter(|a| a.name == attribute) {
                    let value = match a.to.and_then(|to| desk.cast.identity(*member, to)) {
                        // A child's child would be a slip of the reading: the relation is then told without its other end.
                        Some(other) if other != number && !(child(&a.value) && is_child(desk, other)) => {
                            let name = &desk.cast.identities[other].name;
                            let plain = a.value.split(" of ").next().unwrap_or(&a.value);
                            format!("{plain} of {name}")
                        }
                        _ => a.value.split(" of ").next().unwrap_or(&a.value).to_owned(),
                    };
                    values.entry(value).or_default().push(Place { member: *member, span: a.span });
                }
            }
            for (value, places) in values {
                let value = DraftValue::new(value, places);
                let origins = desk.origins(value.members());
                if origins < 2 {
                    continue;
                }
                out.push(Draft {
                    slot: format!("{label} of {}", identity.name),
                    standing: Standing::Corroborated,
                    kind: None,
                    nature: None,
                    explanation: format!(
                        "{} call {} {}.",
                        count(origins, "independent origin"),
                        identity.name,
                        value.value
                    ),
                    because: vec![format!("It is stated in {}.", count(value.members().len(), "report"))],
                    values: vec![value],
                    rank: Rank::Attribute,
                    weight: origins as f64 / 1e3,
                });
            }
        }
    }
    out
}
