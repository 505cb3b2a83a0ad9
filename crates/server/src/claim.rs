//! What does the desk hold on a claim: which reports support it, which conflict with it, which are silent?
//!
//! The claim is read like a report and reconciled with the reports of the stories that it may be about; so the same
//! rules that set report against report set the claim against them. What agrees with it is support, what the ledger
//! holds against it is conflict, and a report that says neither is silent. Nothing is said about whether it is true.

use copydesk_desk::{Desk, Query};
use copydesk_model::{Evidence, Report, ReportId, Standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::members;
use crate::problem::Problem;

/// Stories that are looked at.
const STORIES: usize = 3;
/// Reports of each that are compared, the latest.
const REPORTS: usize = 40;
/// The claim's id among the reports.
const CLAIM: &str = "copydesk:claim";

/// What the desk holds on a claim.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// The claim as it was given.
    pub claim: String,
    /// `supported`, `conflicting`, `mixed`, `silent`: how the reports stand to it, and not whether it is true.
    pub verdict: String,
    /// The stories that it may be about, most likely first.
    pub stories: Vec<CheckedStory>,
}

/// One story against the claim.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckedStory {
    /// The story.
    pub story: String,
    /// Its headline.
    pub headline: String,
    /// Words that say the same.
    pub supporting: Vec<Words>,
    /// Number of independent origins that say the same.
    pub supporting_origins: usize,
    /// Words that say otherwise.
    pub conflicting: Vec<Against>,
    /// Reports that say neither.
    pub silent: Vec<String>,
}

/// Exact words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// The report.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// First code point.
    pub start: usize,
    /// The code point after the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
}

/// Words that say otherwise, and about what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Against {
    /// What it is about.
    pub slot: String,
    /// What the claim says.
    pub claimed: String,
    /// What the report says.
    pub reported: String,
    /// In which words.
    pub evidence: Words,
}

/// Checks a claim against the desk.
pub(crate) fn check(desk: &Desk, claim: &str) -> Result<Checked, Problem> {
    let claim = claim.trim();
    if claim.is_empty() {
        return Err(Problem::bad("there is no claim")
            .detail("give a sentence, such as: Two people were killed in the fire"));
    }
    let mut stories = Vec::new();
    for (id, headline) in candidates(desk, claim)? {
        if let Some(story) = against(desk, &id, headline, claim)? {
            stories.push(story);
        }
    }
    stories.sort_by_key(|s| std::cmp::Reverse(s.supporting.len() + s.conflicting.len()));
    let supported = stories.iter().any(|s| !s.supporting.is_empty());
    let disputed = stories.iter().any(|s| !s.conflicting.is_empty());
    let verdict = match (supported, disputed) {
        (true, true) => "mixed",
        (true, false) => "supported",
        (false, true) => "conflicting",
        (false, false) => "silent",
    };
    Ok(Checked { claim: claim.to_owned(), verdict: verdict.to_owned(), stories })
}

/// The stories in whose reports most words of the claim stand: each of its telling words is looked for alone and
/// together with its neighbour, and the story that is found most often comes first.
fn candidates(desk: &Desk, claim: &str) -> Result<Vec<(String, String)>, Problem> {
    const WORDS: usize = 10;
    let mut words: Vec<&str> =
        claim.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3).collect();
    // Names tell more than other words, long words more than short ones.
    words.sort_by_key(|w| (!w.starts_with(char::is_uppercase), std::cmp::Reverse(w.chars().count())));
    words.dedup();
    words.truncate(WORDS);
    let mut found: Vec<(String, String, usize)> = Vec::new();
    let mut look = |query: String, weight: usize| -> Result<(), Problem> {
        let results = desk.search(&Query { words: query, limit: 12, ..Query::default() })?;
        let mut seen: Vec<String> = Vec::new();
        for hit in results.hits {
            let story = hit.story.to_string();
            if seen.contains(&story) {
                continue;
            }
            match found.iter_mut().find(|(id, ..)| *id == story) {
                Some((.., n)) => *n += weight,
                None => found.push((story.clone(), hit.headline, weight)),
            }
            seen.push(story);
        }
        Ok(())
    };
    for (i, word) in words.iter().enumerate() {
        look((*word).to_owned(), 1)?;
        if let Some(next) = words.get(i + 1) {
            look(format!("{word} {next}"), 2)?;
        }
    }
    // A single common word is no sign of a story.
    found.retain(|(.., n)| *n >= 2 || words.len() == 1);
    found.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    Ok(found.into_iter().take(STORIES).map(|(id, headline, _)| (id, headline)).collect())
}

fn against(desk: &Desk, id: &str, headline: String, claim: &str) -> Result<Option<CheckedStory>, Problem> {
    let Some(members) = members::of(desk, id, REPORTS)? else { return Ok(None) };
    let reports: Vec<String> = members.reports.iter().map(|a| a.report.id.to_string()).collect();
    // The claim is made now; a story's last report is the nearest thing to now that it knows.
    let mut report = Report::new(ReportId::new(CLAIM), claim);
    if let Some(last) = members.reports.iter().rev().find(|a| a.report.published.date.is_some()) {
        report.published = last.report.published;
        report.language.clone_from(&last.report.language);
    }
    let document = members.with(report).document();
    let Some(story) = document.stories.first() else { return Ok(None) };
    let source = |id: &ReportId| document.reports.iter().find(|r| r.id == *id);
    let words = |evidence: &Evidence| {
        let [start, end] = evidence.code_points();
        Words {
            report: evidence.report().to_string(),
            outlet: source(evidence.report()).and_then(|r| r.outlet.clone()),
            url: source(evidence.report()).and_then(|r| r.url.clone()),
            start,
            end,
            text: evidence.text().to_owned(),
            prefix: evidence.prefix().to_owned(),
            suffix: evidence.suffix().to_owned(),
        }
    };
    let claims = |evidence: &Evidence| evidence.report().as_str() == CLAIM;
    let figures = |id: &str, start: usize, end: usize| -> Vec<f64> {
        let reading = document.reports.iter().find(|r| r.id.as_str() == id).and_then(|r| r.reading.as_ref());
        let figures = reading.map(|r| r.figures.as_slice()).unwrap_or_default();
        figures.iter().filter(|f| start <= f.words.start && f.words.end <= end).map(|f| f.quantity).collect()
    };
    let claimed = figures(CLAIM, 0, usize::MAX);
    // A sentence that tells the same in other numbers, or in none, is no support for a claim that gives numbers.
    let backs = |evidence: &Evidence| {
        let [start, end] = evidence.code_points();
        let short = evidence.text().split_whitespace().count() <= 4;
        let said = figures(evidence.report().as_str(), start, end);
        short || claimed.iter().all(|c| said.iter().any(|s| (s - c).abs() < 1e-9))
    };
    let (mut supporting, mut conflicting): (Vec<Words>, Vec<Against>) = (Vec::new(), Vec::new());
    for finding in &story.findings {
        let Some(mine) = finding.values.iter().position(|v| v.evidence.iter().any(claims)) else { continue };
        for (i, value) in finding.values.iter().enumerate() {
            for evidence in value.evidence.iter().filter(|e| !claims(e)) {
                let words = words(evidence);
                if i == mine {
                    if backs(evidence) && !supporting.contains(&words) {
                        supporting.push(words);
                    }
                } else if matches!(finding.standing, Standing::Conflicting | Standing::Superseded) {
                    conflicting.push(Against {
                        slot: finding.slot.clone(),
                        claimed: finding.values.get(mine).map(|v| v.value.clone()).unwrap_or_default(),
                        reported: value.value.clone(),
                        evidence: words,
                    });
                }
            }
        }
    }
    for sentence in &story.brief {
        if sentence.evidence.iter().any(claims) {
            for evidence in sentence.evidence.iter().filter(|e| !claims(e)) {
                let words = words(evidence);
                if backs(evidence) && !supporting.contains(&words) {
                    supporting.push(words);
                }
            }
        }
    }
    let origins: std::collections::BTreeSet<usize> = supporting
        .iter()
        .filter_map(|w| story.origins.iter().position(|o| o.iter().any(|r| r.as_str() == w.report)))
        .collect();
    let speaks = |id: &String| {
        supporting.iter().any(|w| w.report == *id) || conflicting.iter().any(|a| a.evidence.report == *id)
    };
    let silent = reports.iter().filter(|id| !speaks(id)).cloned().collect();
    Ok(Some(CheckedStory {
        story: id.to_owned(),
        headline,
        supporting_origins: origins.len(),
        supporting,
        conflicting,
        silent,
    }))
}
