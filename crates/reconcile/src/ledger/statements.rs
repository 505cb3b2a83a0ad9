//! *What do several origins state, and what does one alone state?*
//!
//! Families of narrated sentences that say the same. Quotations are their speakers' statements and stand in the
//! families of quotations; a sentence that is mostly quoted is left out here.

use copydesk_model::Standing;

use super::{Draft, DraftValue, Rank, count};
use crate::align::{Alignment, average_link};
use crate::brief::readable;
use crate::desk::{Desk, Place};

/// Sentences at least so alike state the same.
const SAME: f32 = 0.5;
/// How many corroborated statements are listed.
const MOST: usize = 12;

/// Statements of two origins or more.
pub(crate) fn statements(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    let links: Vec<(usize, usize, f32)> = alignment
        .links
        .iter()
        .filter(|l| narrated(desk, l.a) && narrated(desk, l.b))
        .map(|l| (l.a, l.b, l.likeness.dice))
        .collect();
    let mut out: Vec<Draft> = average_link(&links, SAME)
        .into_iter()
        .filter_map(|family| {
            let origins = desk.origins(family.iter().map(|l| desk.lines[*l].member));
            if origins < 2 {
                return None;
            }
            // The plainest sentence speaks for the family: readable alone, near the top, not too long.
            let best = family.iter().copied().filter(|l| readable(desk, *l)).min_by_key(|l| {
                let line = &desk.lines[*l];
                (line.words.abs_diff(22) / 8, line.index, line.member)
            })?;
            let place = |l: usize| Place { member: desk.lines[l].member, span: desk.lines[l].span };
            let mut places = vec![place(best)];
            places.extend(family.iter().copied().filter(|l| *l != best).map(place));
            let value = DraftValue::new(
                desk.words(places[0]).split_whitespace().collect::<Vec<_>>().join(" "),
                places,
            );
            let weight: f32 = desk.lines[best].terms.iter().map(|t| desk.weight(*t)).sum();
            Some(Draft {
                slot: about(desk, best),
                standing: Standing::Corroborated,
                kind: None,
                nature: None,
                explanation: format!("{} state it.", count(origins, "independent origin")),
                because: vec![format!(
                    "{} of {} share most of their content words and people.",
                    count(family.len(), "sentence"),
                    count(value.members().len(), "report")
                )],
                values: vec![value],
                rank: Rank::Corroborated,
                weight: origins as f64 * 100.0 + f64::from(weight),
            })
        })
        .collect();
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    out.truncate(MOST);
    out
}

fn narrated(desk: &Desk<'_>, line: usize) -> bool {
    desk.lines[line].quoted < 0.4 && desk.lines[line].words >= 6
}

/// The people and things of a sentence, as the slot of its statement.
fn about(desk: &Desk<'_>, line: usize) -> String {
    let line = &desk.lines[line];
    let mut names: Vec<(usize, &str)> = Vec::new();
    for (number, identity) in desk.cast.identities.iter().enumerate() {
        for (member, id) in identity.within.iter().filter(|(m, _)| *m == line.member) {
            let Some(entity) = desk.members[*member].reading.entity(*id) else { continue };
            if entity.mentions.iter().any(|m| line.span.contains(m.span)) {
                names.push((number, identity.name.as_str()));
            }
        }
    }
    names.dedup();
    names.truncate(3);
    if names.is_empty() {
        return "statement".to_owned();
    }
    names.into_iter().map(|(_, n)| n).collect::<Vec<_>>().join(", ")
}
