//! Does every citation resolve? Each piece of evidence of each story is cut anew, by its code points, from its report; the
//! words of each sentence of the brief are those of its evidence, and a name put in brackets is one of the story's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk::model::{Evidence, Report, Story};
use rayon::prelude::*;

use super::conflicts::{Group, groups, read, tell};
use super::{Options, Outcome, records};
use crate::score::ratio;

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut groups: Vec<Group> = groups(records(file)?);
    if options.has("sample") {
        groups = groups.into_iter().step_by(5).collect();
    }
    let checked: Vec<(usize, Vec<String>)> = groups
        .par_iter()
        .map(|group| {
            let readings: Vec<_> = group.reports.iter().map(read).collect();
            check(&tell(&group.reports, &readings), &group.reports)
        })
        .collect();
    let all: usize = checked.iter().map(|(n, _)| n).sum();
    let wrong: Vec<&String> = checked.iter().flat_map(|(_, wrong)| wrong).collect();
    let mut outcome = Outcome::default();
    outcome.figure("stories", groups.len() as f64);
    outcome.figure("citations", all as f64);
    outcome.figure("unresolved", wrong.len() as f64);
    outcome.figure("resolved", 1.0 - ratio(wrong.len() as f64, all as f64));
    outcome.errors = wrong.into_iter().take(options.errors).cloned().collect();
    Ok(outcome)
}

/// How many citations a story has, and what is wrong with which.
fn check(story: &Story, reports: &[Report]) -> (usize, Vec<String>) {
    let texts: BTreeMap<&str, Vec<char>> =
        reports.iter().map(|r| (r.id.as_str(), r.text().chars().collect())).collect();
    let names: BTreeSet<&str> = story.entities.iter().flat_map(|e| &e.names).map(String::as_str).collect();
    let (mut all, mut wrong) = (0, Vec::new());
    let mut resolve = |e: &Evidence| {
        all += 1;
        let [start, end] = e.code_points();
        let words: Option<String> =
            texts.get(e.report().as_str()).and_then(|t| t.get(start..end)).map(|c| c.iter().collect());
        if words.as_deref() != Some(e.text()) {
            wrong.push(format!("{} {start}-{end}: “{}”", e.report(), e.text()));
        }
    };
    let brief = story.brief.iter().flat_map(|s| s.evidence.iter());
    let timeline = story.timeline.iter().flat_map(|t| t.evidence.iter());
    let quoted = story.quotations.iter().flat_map(|q| &q.variants).flat_map(|v| v.evidence.iter());
    let found = story.findings.iter().flat_map(|f| &f.values).flat_map(|v| v.evidence.iter());
    let entities = story.entities.iter().flat_map(|e| e.evidence.iter());
    brief.chain(timeline).chain(quoted).chain(found).chain(entities).for_each(&mut resolve);
    story.copies.iter().for_each(|c| {
        resolve(&c.from);
        resolve(&c.to);
    });
    for sentence in &story.brief {
        if sentence.text != sentence.evidence.first().text() {
            wrong.push(format!("brief: “{}”", sentence.text));
        }
        if let Some(resolved) = &sentence.resolved
            && !stands_in(resolved, &sentence.text, &names)
        {
            wrong.push(format!("resolved: “{resolved}”"));
        }
    }
    (all, wrong)
}

/// Whether what is printed is the cited words with nothing added but names of the story in brackets, whole behind a word or
/// without the surname before it, or "[…]" for what was left out behind them.
fn stands_in(printed: &str, cited: &str, names: &BTreeSet<&str>) -> bool {
    let cut = printed.strip_suffix(" […]");
    let (mut rest, mut left) = (cut.unwrap_or(printed), cited);
    let mut added = cut.is_some();
    while rest != left {
        let same: usize =
            rest.chars().zip(left.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        // A bracket before the surname, or a blank and a bracket behind the pronoun.
        let (before, behind) = (&rest[same..], &left[same..]);
        let bracket = before.strip_prefix('[').map(|b| (b, true));
        let Some((name, forename)) = bracket.or_else(|| before.strip_prefix(" [").map(|b| (b, false))) else {
            return false;
        };
        let Some((name, tail)) = name.split_once(']') else { return false };
        let whole = names.contains(name.trim_end_matches("’s"));
        let part = forename && names.iter().any(|n| n.strip_prefix(name).is_some_and(|s| s.starts_with(' ')));
        if !whole && !part {
            return false;
        }
        // "She [Ada Quill] left": the blank before the bracket was the one behind it.
        rest = if forename { tail.trim_start() } else { tail };
        left = behind;
        added = true;
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_story_and_the_mark_of_a_cut_may_be_added() {
        let names = BTreeSet::from(["Ada Quill"]);
        for (printed, right) in [
            ("She [Ada Quill] left early.", true),
            ("Her [Ada Quill’s] ship left early.", false),
            ("She left […]", false),
            ("She left early. […]", true),
            ("She [Bo Carr] left early.", false),
            ("She left early.", false),
            ("She [Ada Quill] left.", false),
            ("She left [Ada] early.", true),
            ("She left [Bo] early.", false),
        ] {
            assert_eq!(stands_in(printed, "She left early.", &names), right, "{printed}");
        }
    }
}
