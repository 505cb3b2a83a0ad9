//! *Which reports have these words?*

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use copydesk_model::StoryId;
use rustc_hash::FxHashMap;

use crate::codec;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::reading::LONGEST;
use crate::records::{Facets, Hit, Query, Results, Snippet};
use crate::sql;
use crate::words::{self, Wanted};

/// The newest hits, among which facets are counted.
const FACETED: usize = 400;

/// Outlets and months shown.
const SHOWN: usize = 20;

/// Code points around the first hit.
const AROUND: usize = 120;

impl Desk {
    /// Searches the reports, newest first.
    ///
    /// # Errors
    /// When a day or the cursor cannot be understood, or the store fails.
    pub fn search(&self, query: &Query) -> Result<Results> {
        let wanted = words::question(&query.words);
        if wanted.is_empty() && !query.words.trim().is_empty() {
            // Marks alone: nothing has them.
            return Ok(Results { hits: Vec::new(), next: None, facets: None });
        }
        let limit = if query.limit == 0 { 20 } else { query.limit.min(LONGEST) };
        let below = query
            .cursor
            .as_deref()
            .map(|c| c.parse::<i64>().map_err(|_| Error::invalid(format!("{c:?} is no cursor"))))
            .transpose()?;
        let start = query.from.as_deref().map(sql::day).transpose()?.map(|d| d * 1440);
        let end = query.to.as_deref().map(sql::day).transpose()?.map(|d| (d + 1) * 1440);
        let between = (start, end);
        let outlet = query.outlet.as_deref();
        let mut store = self.store.read()?;
        let count = if query.facets { FACETED.max(limit + 1) } else { limit + 1 };
        let mut found = store.search(&wanted, between, outlet, below, count)?;
        let facets = if query.facets {
            let mut stories: Vec<StoryId> = found.iter().map(|f| f.story.clone()).collect();
            stories.sort();
            stories.dedup();
            let mut facets = store.facets(&stories)?;
            count_reports(&mut facets, &found);
            Some(facets)
        } else {
            None
        };
        let more = found.len() > limit;
        found.truncate(limit);
        let slots: Vec<i64> = found.iter().map(|f| f.slot).collect();
        let mut headlines: FxHashMap<StoryId, String> = FxHashMap::default();
        let mut hits = Vec::with_capacity(slots.len());
        let rows = store.at_slots(&slots)?;
        for ((_, row), found) in rows.into_iter().zip(&found) {
            if let Entry::Vacant(empty) = headlines.entry(found.story.clone()) {
                empty.insert(store.card(&found.story)?.map(|c| c.headline).unwrap_or_default());
            }
            let report = codec::read_printed(&row.report, &[])?;
            hits.push(Hit {
                snippet: snippet(&report.text, &wanted),
                report: report.id,
                story: found.story.clone(),
                headline: headlines.get(&found.story).cloned().unwrap_or_default(),
                source: report.source,
                outlet: report.outlet,
                title: report.title,
                published: report.published,
            });
        }
        let next = found.last().filter(|_| more).map(|last| last.slot.to_string());
        Ok(Results { hits, next, facets })
    }
}

/// Outlets and months by reports, not by stories.
fn count_reports(facets: &mut Facets, found: &[crate::store::Found]) {
    let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
    let mut months: BTreeMap<String, usize> = BTreeMap::new();
    for found in found {
        if let Some(outlet) = &found.outlet {
            *outlets.entry(outlet).or_default() += 1;
        }
        let day = codec::slot_minutes(found.slot).and_then(|m| codec::date(m.div_euclid(1440)));
        if let Some(day) = day {
            *months.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default() += 1;
        }
    }
    let mut outlets: Vec<(String, usize)> = outlets.into_iter().map(|(o, n)| (o.to_owned(), n)).collect();
    outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    outlets.truncate(SHOWN);
    facets.outlets = outlets;
    facets.months = months.into_iter().collect();
    facets.counted = found.len();
}

/// How far beyond the first hit others are looked for, in bytes: further than a snippet ever reaches.
const REACH: usize = 2_000;

/// Where what is wanted stands: all of it up to some way beyond the first place.
fn places(text: &str, wanted: &[Wanted]) -> Vec<[usize; 2]> {
    let wanted: Vec<&Wanted> = wanted.iter().filter(|w| !w.not && !w.words.is_empty()).collect();
    let longest = wanted.iter().map(|w| w.words.len()).max().unwrap_or(0);
    let mut marks: Vec<[usize; 2]> = Vec::new();
    // The last words, oldest first.
    let mut row: VecDeque<(usize, String)> = VecDeque::with_capacity(longest + 1);
    words::each_while(text, |at, word| {
        let mut next = if row.len() >= longest { row.pop_front() } else { None }.unwrap_or_default();
        next.0 = at;
        next.1.clear();
        next.1.push_str(word);
        row.push_back(next);
        for wanted in &wanted {
            let Some(from) = row.len().checked_sub(wanted.words.len()) else { continue };
            let last = wanted.words.len() - 1;
            let hit = row.range(from..).zip(&wanted.words).enumerate().all(|(n, ((_, word), want))| {
                if wanted.prefix && n == last { word.starts_with(want.as_str()) } else { word == want }
            });
            if hit && let Some((start, _)) = row.get(from) {
                let end = text.get(at..).map_or(text.len(), |rest| {
                    let mark = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
                    rest.char_indices().find(|(_, c)| !mark(*c)).map_or(text.len(), |(i, _)| at + i)
                });
                marks.push([*start, end]);
            }
        }
        marks.first().is_none_or(|[first, _]| at < first + REACH)
    });
    marks
}

/// The words around the first hit, cut at blanks.
fn snippet(text: &str, wanted: &[Wanted]) -> Option<Snippet> {
    let mut marks = places(text, wanted);
    marks.sort_unstable();
    let first = match marks.first() {
        Some([at, _]) => *at,
        // Without words everything is found: it begins as it begins.
        None if wanted.is_empty() => 0,
        None => return None,
    };
    let mut start = back(text, first);
    let mut end = forth(text, first);
    // Not in the middle of a word.
    if start > 0 {
        let blank = text.get(start..first).and_then(|s| s.find(char::is_whitespace));
        start = blank.map_or(first, |i| start + i);
        start += text.get(start..first).map_or(0, |s| s.len() - s.trim_start().len());
    }
    if end < text.len() {
        let blank = text.get(first..end).and_then(|s| s.rfind(char::is_whitespace));
        end = blank.filter(|i| *i > 0).map_or(end, |i| first + i);
    }
    let words = text.get(start..end)?;
    let points = |byte: usize| text.get(..byte).map_or(0, |s| s.chars().count());
    let base = points(start);
    let within = |byte: usize| base + text.get(start..byte).map_or(0, |s| s.chars().count());
    Some(Snippet {
        start: base,
        end: base + words.chars().count(),
        text: words.to_owned(),
        marks: marks
            .iter()
            .filter(|[s, e]| start <= *s && *e <= end)
            .map(|[s, e]| [within(*s), within(*e)])
            .collect(),
    })
}

fn back(text: &str, from: usize) -> usize {
    text.get(..from).map_or(0, |s| s.char_indices().rev().take(AROUND / 2).last().map_or(from, |(i, _)| i))
}

fn forth(text: &str, from: usize) -> usize {
    text.get(from..)
        .map_or(text.len(), |s| s.char_indices().nth(AROUND).map_or(text.len(), |(i, _)| from + i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_the_reports_own_words_with_places_in_code_points() {
        let text = format!(
            "{} Die Fähre sank vor Skerry Point. {}",
            "Erst nichts. ".repeat(20),
            "Dann Ruhe. ".repeat(20)
        );
        let snippet = snippet(&text, &words::question("faehre* fahre \"skerry point\"")).unwrap();
        let chars: Vec<char> = text.chars().collect();
        let cut: String = chars[snippet.start..snippet.end].iter().collect();
        assert_eq!(cut, snippet.text);
        let marked: Vec<String> = snippet.marks.iter().map(|[s, e]| chars[*s..*e].iter().collect()).collect();
        assert_eq!(marked, ["Fähre", "Skerry Point"]);
        assert!(snippet.text.starts_with("nichts.") || snippet.text.starts_with("Erst"), "{}", snippet.text);
    }
}
