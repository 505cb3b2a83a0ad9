//! *Why is this report in this story?* The terms that weigh most in the comparison with the rest of the story.

use copydesk_model::{Assignment, Reason, ReportId, StoryId};

use crate::cluster::{Cluster, Item};
use crate::model::{self, Model, Signals};
use crate::vocabulary::{ALL, FIELDS, LEAD, NAMES, NUMBERS, TITLE, Vocabulary};

/// Terms shown for one signal.
const SHOWN: usize = 6;

/// Names of days and months tell when, and not who. May and March are words too.
const DAYS: [&str; 17] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A term that a report has in common with the rest of its story, and what that adds, field by field.
struct Common {
    term: u32,
    fields: [f32; FIELDS],
}

impl Common {
    /// What it adds to the two fields that every word is in.
    fn weight(&self) -> f32 {
        self.fields[ALL] + self.fields[LEAD]
    }
}

/// The story that a report was nearly put into.
pub(crate) struct RunnerUp {
    pub(crate) story: StoryId,
    pub(crate) odds: f32,
    /// The log odds of the report's own story when the two were compared; none when it started one.
    pub(crate) then: Option<f32>,
}

/// A report's place with its reasons; `signals` are those of the rest of the story, if there is a rest.
pub(crate) fn assignment(
    (report, item): (&ReportId, &Item),
    (story, cluster): (&StoryId, &Cluster),
    signals: Option<&Signals>,
    runner_up: Option<RunnerUp>,
    (model, vocabulary): (&Model, &Vocabulary),
) -> Assignment {
    let mut why = Vec::new();
    let mut score = 1.0;
    if let Some(signals) = signals {
        let odds = model.odds(signals);
        score = model::probability(odds);
        let time =
            signals.days.map_or(0.0, |d| (model.dated - model.undated + model.days * d.ln_1p()).max(0.0));
        let common = common(item, cluster);
        let is_name = |c: &Common| c.fields[NAMES] > 0.0;
        let is_number = |c: &Common| vocabulary.is_number(c.term);
        let show = |kind: &dyn Fn(&Common) -> bool| -> Vec<String> {
            let mut seen: Vec<String> = Vec::new();
            for term in common.iter().filter(|c| kind(c)) {
                let shown = vocabulary.shown(term.term);
                // What is left of an abbreviation says nothing.
                if shown
                    .split(' ')
                    .all(|word| word.len() == 1 && !word.starts_with(|c: char| c.is_ascii_digit()))
                {
                    continue;
                }
                if !seen.iter().any(|s| s.contains(&shown)) {
                    seen.retain(|s| !shown.contains(s.as_str()));
                    seen.push(shown);
                }
                if seen.len() == SHOWN {
                    break;
                }
            }
            seen
        };
        // All words together weigh in the first field; its share is dealt out by what kind of word it is.
        let total: f32 = common.iter().map(|c| c.fields[ALL]).sum::<f32>().max(f32::MIN_POSITIVE);
        let share = |kind: &dyn Fn(&Common) -> bool| {
            common.iter().filter(|c| kind(c)).map(|c| c.fields[ALL]).sum::<f32>() / total
                * signals.fields[ALL].max(0.0)
        };
        let is_day = |c: &Common| !is_number(c) && DAYS.contains(&vocabulary.shown(c.term).as_str());
        let days: Vec<u32> = common.iter().filter(|c| is_day(c)).map(|c| c.term).collect();
        let is_day = |c: &Common| days.contains(&c.term);
        let word = |c: &Common| !is_number(c) && !is_name(c) && !is_day(c);
        let name = |c: &Common| !is_number(c) && is_name(c) && !is_day(c);
        let mut times = vec![time_words(item.day, signals.days)];
        times.extend(show(&is_day).into_iter().take(2));
        let part = |field: usize| signals.fields.get(field).copied().unwrap_or_default().max(0.0);
        let passages = model.passages * signals.passages.max(0.0).sqrt();
        let parts = [
            ("words", show(&word), share(&word) + part(TITLE) + part(LEAD)),
            ("names", show(&name), share(&name) + part(NAMES)),
            ("numbers", show(&is_number), share(&is_number) + part(NUMBERS)),
            ("copied", copied(item, cluster), passages),
            ("vectors", alike(item), (model.dense * signals.dense).max(0.0)),
            ("time", times, time + share(&is_day)),
        ];
        let sum: f32 = parts.iter().map(|(_, _, w)| w).sum::<f32>().max(f32::MIN_POSITIVE);
        for (signal, terms, weight) in parts {
            if !terms.is_empty() && (weight > 0.0 || signal == "time") {
                why.push(Reason { signal: signal.to_owned(), terms, weight: weight / sum });
            }
        }
        why.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    }
    if let Some(RunnerUp { story: other, odds, then }) = runner_up.filter(|r| r.story != *story) {
        let weight = model::probability(odds);
        why.push(Reason { signal: "runner-up".to_owned(), terms: vec![other.to_string()], weight });
        if weight > score {
            // Stories change after a report is placed; then it says what they were like.
            let (then, terms) = match then {
                Some(then) => {
                    (model::probability(then), "this story was the likelier one when it was placed")
                }
                None => (score, "it began this story, since the runner-up was not likely enough then"),
            };
            why.push(Reason { signal: "placed".to_owned(), terms: vec![terms.to_owned()], weight: then });
        }
    }
    Assignment { report: report.clone(), story: story.clone(), saga: None, score, why }
}

/// The terms that a report and the rest of its story have, the weightiest first.
fn common(item: &Item, cluster: &Cluster) -> Vec<Common> {
    let rest = cluster.size() - 1.0;
    let mut terms: Vec<Common> = Vec::new();
    item.features.terms.both(&cluster.sums().terms, |term, own, sum| {
        let fields: [f32; FIELDS] = std::array::from_fn(|f| {
            // Without the report's own part, which rounding may leave a trace of.
            let others = sum[f] - own[f];
            if others > 1e-4 { own[f] * others / rest } else { 0.0 }
        });
        if fields.iter().any(|f| *f > 0.0) {
            terms.push(Common { term, fields });
        }
    });
    terms.sort_by(|a, b| b.weight().total_cmp(&a.weight()).then(a.term.cmp(&b.term)));
    terms
}

fn copied(item: &Item, cluster: &Cluster) -> Vec<String> {
    let mut others = 0;
    item.features.passages.both(&cluster.sums().passages, |_, [own], [sum]| {
        others += usize::from(sum - own > 1e-4);
    });
    match others {
        0 => Vec::new(),
        1 => vec!["five words in a row".to_owned()],
        // A sample of all that there are; those that follow each other overlap.
        n => vec![format!("{n} times five words in a row")],
    }
}

/// The likeness of word vectors has no words to show.
fn alike(item: &Item) -> Vec<String> {
    if item.features.dense.is_empty() { Vec::new() } else { vec!["words of like meaning".to_owned()] }
}

fn time_words(own: Option<f32>, days: Option<f32>) -> String {
    match (own, days) {
        (None, _) => "placed by content, without a date".to_owned(),
        (_, None) => "the others have no date".to_owned(),
        (_, Some(days)) if days < 1.0 => "published within a day of the others".to_owned(),
        (_, Some(days)) if days < 2.0 => "published a day from the others".to_owned(),
        (_, Some(days)) => format!("published {days:.0} days from the others"),
    }
}
