//! One story as every format shows it: sources with numbers, the ledger in sections, passages by pair of reports.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{
    Copy, DiffOp, DiffPart, Evidence, Finding, QuotationFamily, ReportId, Standing, Story, Support,
};
use jiff::civil::DateTime;

use crate::printable::printable;
use crate::terminal::shortened;
use crate::wording;

/// All stories of a document.
pub(crate) struct Run<'a> {
    pub(crate) stories: Vec<StoryView<'a>>,
    /// Number of reports in the document.
    pub(crate) reports: usize,
}

/// One story with its sources looked up.
pub(crate) struct StoryView<'a> {
    pub(crate) story: &'a Story,
    /// Its reports, in order; `sources[i].number` is `i + 1`.
    pub(crate) sources: Vec<Source<'a>>,
    numbers: BTreeMap<&'a ReportId, usize>,
}

/// One report of a story.
pub(crate) struct Source<'a> {
    /// From 1; what stands in source marks.
    pub(crate) number: usize,
    pub(crate) report: &'a AnnotatedReport,
    /// What an editor would call it.
    pub(crate) label: String,
    /// Index of its origin in the story.
    pub(crate) origin: usize,
}

impl Source<'_> {
    /// The publication date, and what is to be said about it.
    pub(crate) fn date(&self) -> String {
        let published = &self.report.published;
        let Some(date) = &published.date else { return "no date".to_owned() };
        // To the minute; seconds and offset are in the document.
        let date = date.get(..16).filter(|_| date.len() > 16).unwrap_or(date).replace('T', " ");
        match wording::dated(published.from) {
            None => date,
            Some(remark) => format!("{date} ({remark})"),
        }
    }
}

/// The passages that one report has from another, summed up.
pub(crate) struct Passages<'a> {
    /// Index of the source that they come from (or of the first, where the direction is not known).
    pub(crate) from: usize,
    /// Index of the source that has them.
    pub(crate) to: usize,
    pub(crate) directed: bool,
    pub(crate) copies: Vec<&'a Copy>,
    pub(crate) words: usize,
    /// Share of the receiving report's text that they make up, in per cent.
    pub(crate) share: Option<usize>,
    /// Whether lineage holds both for the same text but for trifles.
    pub(crate) same_text: bool,
    pub(crate) because: Vec<&'a str>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let by_id: BTreeMap<&ReportId, &AnnotatedReport> =
            document.reports.iter().map(|r| (&r.id, r)).collect();
        let stories = document.stories.iter().map(|story| StoryView::new(story, &by_id)).collect();
        Self { stories, reports: document.reports.len() }
    }

    /// `1 story in 6 reports`.
    pub(crate) fn sum(&self) -> String {
        format!(
            "{} in {}",
            wording::count(self.stories.len(), "story", "stories"),
            wording::count(self.reports, "report", "reports")
        )
    }
}

impl<'a> StoryView<'a> {
    fn new(story: &'a Story, by_id: &BTreeMap<&'a ReportId, &'a AnnotatedReport>) -> Self {
        let origin_of = |id: &ReportId| story.origins.iter().position(|o| o.contains(id)).unwrap_or_default();
        let sources: Vec<Source<'a>> = story
            .reports
            .iter()
            .filter_map(|id| by_id.get(id))
            .enumerate()
            .map(|(i, report)| Source {
                number: i + 1,
                report,
                label: label(report),
                origin: origin_of(&report.id),
            })
            .collect();
        let numbers = sources.iter().map(|s| (&s.report.id, s.number)).collect();
        Self { story, sources, numbers }
    }

    /// The headline; the id where there is none.
    pub(crate) fn headline(&self) -> &str {
        let text = self.story.headline.text.trim();
        if text.is_empty() { self.story.id.as_str() } else { text }
    }

    /// `6 reports → 5 texts → 4 independent origins`.
    pub(crate) fn counts(&self) -> String {
        format!(
            "{} → {} → {}",
            wording::count(self.story.reports.len(), "report", "reports"),
            wording::count(self.story.texts.len(), "text", "texts"),
            wording::count(self.story.origins.len(), "independent origin", "independent origins")
        )
    }

    /// When it plays, by its own account or else by the dates of its reports.
    pub(crate) fn days(&self) -> Option<String> {
        wording::days(self.story.from, self.story.to).or_else(|| {
            let days = self.sources.iter().filter_map(|s| {
                let date = copydesk_model::PublishedDate::parse(s.report.published.date.as_deref()?)?;
                date.day().map(|d| d.to_datetime(jiff::civil::Time::midnight()))
            });
            let days: BTreeSet<DateTime> = days.collect();
            wording::days(days.first().copied(), days.last().copied().and_then(|d| d.tomorrow().ok()))
        })
    }

    /// The number of a report; 0 is never given.
    pub(crate) fn number(&self, report: &ReportId) -> Option<usize> {
        self.numbers.get(report).copied()
    }

    /// The first piece of evidence of each report, by the reports' numbers.
    pub(crate) fn by_source<'e>(&self, support: &'e Support) -> Vec<(usize, &'e Evidence)> {
        let mut first: BTreeMap<usize, &Evidence> = BTreeMap::new();
        for evidence in support {
            if let Some(number) = self.number(evidence.report()) {
                first.entry(number).or_insert(evidence);
            }
        }
        first.into_iter().collect()
    }

    /// The findings of one standing, in the ledger's order.
    pub(crate) fn ledger(&self, standing: Standing) -> Vec<&'a Finding> {
        self.story.findings.iter().filter(|f| f.standing == standing).collect()
    }

    /// The canonical words of a family as its first report has them: one stretch, or several between which the
    /// report puts its cue.
    pub(crate) fn spoken(family: &'a QuotationFamily) -> Vec<&'a str> {
        let Some(first) = family.variants.first() else { return vec![&family.text] };
        let report = first.evidence.first().report();
        let parts: Vec<&str> =
            first.evidence.iter().take_while(|e| e.report() == report).map(Evidence::text).collect();
        let joined = parts.iter().flat_map(|p| p.split_whitespace());
        // Pieces of evidence that are not the parts of the text say nothing about where it was split.
        if joined.eq(family.text.split_whitespace()) { parts } else { vec![&family.text] }
    }

    /// Quotation families by speaker, speakers in the order of their first family; unnamed ones last.
    pub(crate) fn speakers(&self) -> Vec<(Option<&'a str>, Vec<&'a QuotationFamily>)> {
        let mut speakers: Vec<(Option<&str>, Vec<&QuotationFamily>)> = Vec::new();
        let mut place: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unnamed = Vec::new();
        for family in &self.story.quotations {
            let Some(speaker) = family.speaker.as_deref() else {
                unnamed.push(family);
                continue;
            };
            let at = *place.entry(speaker).or_insert_with(|| {
                speakers.push((Some(speaker), Vec::new()));
                speakers.len() - 1
            });
            speakers[at].1.push(family);
        }
        if !unnamed.is_empty() {
            speakers.push((None, unnamed));
        }
        speakers
    }

    /// Sources by origin, origins in the order of their first source.
    pub(crate) fn origins(&self) -> Vec<Vec<&Source<'a>>> {
        let mut origins: Vec<(usize, Vec<&Source<'a>>)> = Vec::new();
        for source in &self.sources {
            match origins.iter_mut().find(|(origin, _)| *origin == source.origin) {
                Some((_, members)) => members.push(source),
                None => origins.push((source.origin, vec![source])),
            }
        }
        origins.into_iter().map(|(_, members)| members).collect()
    }

    /// Who copied from whom, by pair of reports, the receiving one first in order.
    pub(crate) fn passages(&self) -> Vec<Passages<'a>> {
        let mut pairs: BTreeMap<(usize, usize), Vec<&'a Copy>> = BTreeMap::new();
        for copy in &self.story.copies {
            if let (Some(from), Some(to)) = (self.number(copy.from.report()), self.number(copy.to.report())) {
                pairs.entry((to - 1, from - 1)).or_default().push(copy);
            }
        }
        pairs
            .into_iter()
            .map(|((to, from), copies)| {
                let because: BTreeSet<&str> = copies.iter().map(|c| c.because.as_str()).collect();
                let (a, b) = (&self.sources[from].report.id, &self.sources[to].report.id);
                Passages {
                    from,
                    to,
                    directed: copies.iter().all(|c| c.directed),
                    words: copies.iter().map(|c| c.to.text().split_whitespace().count()).sum(),
                    share: share(&copies, &self.sources[to].report.text),
                    same_text: self.story.texts.iter().any(|t| t.contains(a) && t.contains(b)),
                    because: because.into_iter().filter(|b| !b.is_empty()).collect(),
                    copies,
                }
            })
            .collect()
    }
}

/// How much of `text` the passages cover, each place counted once.
fn share(copies: &[&Copy], text: &str) -> Option<usize> {
    if text.trim().is_empty() {
        return None;
    }
    let mut spans: Vec<(usize, usize)> =
        copies.iter().map(|c| (c.to.span().start(), c.to.span().end())).collect();
    spans.sort_unstable();
    let (mut covered, mut reached) = (0, 0);
    for (start, end) in spans {
        covered += end.saturating_sub(start.max(reached));
        reached = reached.max(end);
    }
    Some((covered * 100 / text.trim().len()).min(100))
}

/// The outlet; else the name of the file that it was read from; else its id.
fn label(report: &AnnotatedReport) -> String {
    printable(carrier(report.outlet.as_deref(), &report.source).unwrap_or(report.id.as_str()))
}

/// Who carries a report: the outlet; else the name of the file that it was read from.
pub fn carrier<'a>(outlet: Option<&'a str>, source: &'a str) -> Option<&'a str> {
    let outlet = outlet.map(str::trim).filter(|o| !o.is_empty());
    let file = || {
        let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
        // One record of many is better known by its id.
        let name =
            name.split_once('.').map_or(name, |(stem, ending)| if ending.contains(':') { "" } else { stem });
        (!name.is_empty() && name != "-").then_some(name)
    };
    outlet.or_else(file)
}

/// A comparison as it is shown: what the variant leaves out at its ends is an ellipsis, what it leaves out in the
/// middle is cut short where it is long.
pub fn comparison(parts: &[DiffPart]) -> Vec<(DiffOp, String)> {
    const FEW: usize = 4;
    let mut shown = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let words = printable(&part.text);
        if words.is_empty() {
            continue;
        }
        let at_an_end = i == 0 || i + 1 == parts.len();
        shown.push(match part.op {
            DiffOp::Deleted if at_an_end && words.split(' ').count() > FEW => (DiffOp::Same, "…".to_owned()),
            DiffOp::Deleted => (DiffOp::Deleted, shortened(&words, false, false)),
            op => (op, words),
        });
    }
    shown
}

/// Whether a piece of agreement stands without a space after what comes before it.
pub fn glued(op: DiffOp, words: &str) -> bool {
    op == DiffOp::Same && words.starts_with([',', '.', ';', ':', '!', '?'])
}

/// What stands around exact words that are too short to be understood alone: whole words of their context, with
/// an ellipsis where the context was cut.
pub(crate) struct InContext<'a> {
    pub(crate) before: String,
    pub(crate) text: &'a str,
    pub(crate) after: String,
    gaps: [&'static str; 2],
}

/// How many characters of context evidence carries.
const CONTEXT: usize = 32;

impl<'a> InContext<'a> {
    /// Cuts the context of `evidence` at its line and at whole words; none for words that stand by themselves.
    pub(crate) fn of(evidence: &'a Evidence) -> Self {
        let text = evidence.text();
        if text.split_whitespace().count() > 6 {
            return Self { before: String::new(), text, after: String::new(), gaps: ["", ""] };
        }
        let (prefix, suffix) = (evidence.prefix(), evidence.suffix());
        let before = match prefix.rsplit_once('\n') {
            Some((_, line)) => line.to_owned(),
            None if prefix.chars().count() < CONTEXT => prefix.to_owned(),
            None => prefix
                .split_once(char::is_whitespace)
                .map_or_else(String::new, |(_, rest)| format!("…{rest}")),
        };
        let after = match suffix.split_once('\n') {
            Some((line, _)) => line.to_owned(),
            None if suffix.chars().count() < CONTEXT => suffix.to_owned(),
            None => suffix
                .rsplit_once(char::is_whitespace)
                .map_or_else(String::new, |(rest, _)| format!("{rest}…")),
        };
        let gap = |yes: bool| if yes { " " } else { "" };
        let gaps = [gap(before.ends_with(char::is_whitespace)), gap(after.starts_with(char::is_whitespace))];
        Self { before, text, after, gaps }
    }

    /// What separates the exact words from what stands before and after them.
    pub(crate) fn gaps(&self) -> [&'static str; 2] {
        self.gaps
    }
}
