//! *Why is this report in this story?* The terms that weigh most in the comparison with the rest of the story.

use copydesk_model::{Assignment, Reason, ReportId, StoryId};

use crate::cluster::{Cluster, Item};
use crate::features::{ALL, Kind, LEAD, NAMES, NUMBERS, PASSAGES, TITLE, Vocabulary};
use crate::model::{self, Model, Signals};
use crate::vector::Vector;

/// Terms shown for one signal.
const SHOWN: usize = 6;

/// A report's place with its reasons.
pub(crate) fn assignment(
    report: &ReportId,
    story: StoryId,
    cluster: &Cluster,
    item: &Item,
    runner_up: Option<(StoryId, f32)>,
    crowd: f32,
    (model, vocabulary): (&Model, &Vocabulary),
) -> Assignment {
    let mut why = Vec::new();
    let mut score = 1.0;
    if cluster.members.len() > 1 {
        let rest = cluster.without(item);
        let signals = Signals { crowd, ..rest.beside_item(item) };
        let odds = model.odds(&signals);
        score = model::probability(odds);
        let part = |field: usize| {
            let weight = model.cosines.get(field).copied().unwrap_or_default();
            (weight * signals.cosines.get(field).copied().unwrap_or_default()).max(0.0)
        };
        let time =
            signals.days.map_or(0.0, |d| (model.dated - model.undated + model.days * d.ln_1p()).max(0.0));
        let named = item.fields.get(NAMES).map(|f| common(f, rest.sums.get(NAMES))).unwrap_or_default();
        let is_name = |term: u32| named.iter().any(|(t, _)| *t == term);
        let all = item.fields.get(ALL).map(|f| common(f, rest.sums.get(ALL))).unwrap_or_default();
        // All words together weigh in the first field; its share is dealt out by what kind of word it is.
        let total: f32 = all.iter().map(|(_, w)| w).sum::<f32>().max(f32::MIN_POSITIVE);
        let share = |kind: &dyn Fn(u32) -> bool| {
            all.iter().filter(|(t, _)| kind(*t)).map(|(_, w)| w).sum::<f32>() / total * part(ALL)
        };
        let number = |t: u32| vocabulary.kind(t) == Kind::Number;
        let word = |t: u32| !number(t) && !is_name(t);
        let show = |terms: &[(u32, f32)], kind: &dyn Fn(u32) -> bool| -> Vec<String> {
            let mut seen: Vec<String> = Vec::new();
            for (term, _) in terms.iter().filter(|(t, _)| kind(*t)) {
                let shown = vocabulary.shown(*term);
                if !seen.iter().any(|s| s.contains(shown)) {
                    seen.retain(|s| !shown.contains(s.as_str()));
                    seen.push(shown.to_owned());
                }
                if seen.len() == SHOWN {
                    break;
                }
            }
            seen
        };
        let parts = [
            ("words", show(&all, &word), share(&word) + part(TITLE) + part(LEAD)),
            ("names", show(&named, &|_| true), share(&|t| !number(t) && is_name(t)) + part(NAMES)),
            ("numbers", show(&all, &number), share(&number) + part(NUMBERS)),
            ("copied", copied(item, &rest), part(PASSAGES)),
            ("time", vec![time_words(signals.days)], time),
        ];
        let sum: f32 = parts.iter().map(|(_, _, w)| w).sum::<f32>().max(f32::MIN_POSITIVE);
        for (signal, terms, weight) in parts {
            if !terms.is_empty() && (weight > 0.0 || signal == "time") {
                why.push(Reason { signal: signal.to_owned(), terms, weight: weight / sum });
            }
        }
        why.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    }
    if let Some((other, odds)) = runner_up.filter(|(other, _)| *other != story) {
        let weight = model::probability(odds);
        why.push(Reason { signal: "runner-up".to_owned(), terms: vec![other.to_string()], weight });
    }
    Assignment { report: report.clone(), story, saga: None, score, why }
}

/// The terms that both have, by what they add to the inner product.
fn common(item: &Vector, rest: Option<&Vector>) -> Vec<(u32, f32)> {
    let Some(rest) = rest else { return Vec::new() };
    let mut terms: Vec<(u32, f32)> = item
        .terms()
        .iter()
        .filter_map(|(term, weight)| Some((*term, weight * rest.weight(*term).filter(|w| *w > 1e-5)?)))
        .collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms
}

fn copied(item: &Item, rest: &Cluster) -> Vec<String> {
    let shared =
        item.fields.get(PASSAGES).map(|f| common(f, rest.sums.get(PASSAGES)).len()).unwrap_or_default();
    match shared {
        0 => Vec::new(),
        1 => vec!["a passage word for word".to_owned()],
        n => vec![format!("{n} passages word for word")],
    }
}

fn time_words(days: Option<f32>) -> String {
    match days {
        None => "placed by content, without a date".to_owned(),
        Some(days) if days < 1.0 => "published within a day of the others".to_owned(),
        Some(days) if days < 2.0 => "published a day from the others".to_owned(),
        Some(days) => format!("published {days:.0} days from the others"),
    }
}
