//! What the pages show, as plain data: one struct a page, filled by `data` from the desk and turned into markup by
//! `pages`. Nothing here knows a store or a socket, so a page can be tested from a saved document.

use copydesk_model::document::AnnotatedReport;
use copydesk_model::{Reason, Standing};

use crate::printed::{Evidence, Family, Story};

/// What is said of a report without its text.
#[derive(Clone, Debug, Default)]
pub struct ReportHead {
    /// Its id.
    pub id: String,
    /// What an editor would call it: outlet, else file, else id.
    pub label: String,
    /// Its own headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// ISO 8601, as exactly as it is known.
    pub date: Option<String>,
    /// A remark on where the date is from.
    pub dated: Option<&'static str>,
    /// How well it fits its story, in `[0, 1]`.
    pub score: Option<f32>,
    /// What joined it.
    pub why: Vec<Reason>,
    /// The dates of its earlier versions, oldest first.
    pub revisions: Vec<String>,
    /// Characters of text.
    pub length: usize,
}

impl ReportHead {
    /// From a report in its printed form.
    pub fn of(report: &AnnotatedReport) -> Self {
        Self {
            id: report.id.as_str().to_owned(),
            label: label(report.outlet.as_deref(), &report.source, report.id.as_str()),
            title: report.title.clone().filter(|t| !t.trim().is_empty()),
            url: report.url.clone(),
            byline: report.byline.clone().filter(|b| !b.trim().is_empty()),
            date: report.published.date.clone(),
            dated: copydesk_present::wording::dated(report.published.from),
            length: report.text.len(),
            ..Self::default()
        }
    }
}

/// What a report is called: by its outlet, by the file that it was read from, or by its id; of one that is only a hash, by its beginning.
pub fn label(outlet: Option<&str>, source: &str, id: &str) -> String {
    // What was posted lay in no file.
    let file = if source.starts_with("post.") { "" } else { source };
    if let Some(name) = copydesk_present::carrier(outlet, file) {
        return name.to_owned();
    }
    match id.get(..8) {
        Some(head) if id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()) => format!("report {head}"),
        _ => id.to_owned(),
    }
}

/// One story and what stands around it.
#[derive(Clone, Debug, Default)]
pub struct StoryView {
    /// The story.
    pub story: Story,
    /// Its reports, in the story's order.
    pub reports: Vec<ReportHead>,
    /// Edits that touch it, latest first.
    pub edits: Vec<EditLine>,
    /// Other stories that it may belong with.
    pub neighbours: Vec<Neighbour>,
    /// The instant that is looked at, when it is not now.
    pub as_of: Option<String>,
    /// When it changed, oldest first: instants that `as_of` takes.
    pub revisions: Vec<String>,
}

impl StoryView {
    /// Index of a report's origin.
    pub fn origin(&self, report: &str) -> Option<usize> {
        self.story.origins.iter().position(|o| o.iter().any(|r| r == report))
    }

    /// A report's head.
    pub fn report(&self, id: &str) -> Option<&ReportHead> {
        self.reports.iter().find(|r| r.id == id)
    }
}

/// A story that could be merged with.
#[derive(Clone, Debug, Default)]
pub struct Neighbour {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub headline: String,
    /// Why it is offered.
    pub why: String,
}

/// A line of the log of edits.
#[derive(Clone, Debug, Default)]
pub struct EditLine {
    /// Its number.
    pub id: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What was done, in words.
    pub what: String,
    /// Whether it was undone.
    pub undone: bool,
    /// Whether it can be undone.
    pub undoable: bool,
}

/// A story on the front page.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub headline: String,
    /// The first sentence of its brief.
    pub lead: String,
    /// Numbers of reports, texts and independent origins.
    pub counts: [usize; 3],
    /// Findings by standing, in the ledger's order.
    pub standings: Vec<(Standing, usize)>,
    /// Outlets, most reports first.
    pub outlets: Vec<String>,
    /// First and last day of publication.
    pub days: [Option<String>; 2],
    /// Reports per stretch of time, for the sparkline.
    pub pulse: Vec<usize>,
    /// What the sparkline says, in words.
    pub pulse_words: String,
    /// When it last changed.
    pub changed: Option<String>,
}

/// What a list of stories is narrowed to. Field names are those of the query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words to look for.
    pub q: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Outlet.
    pub outlet: String,
    /// Person.
    pub person: String,
    /// Place.
    pub place: String,
    /// Standing of a finding.
    pub standing: String,
    /// `newest`, or by origins and age together.
    pub sort: String,
    /// Where the page begins.
    pub cursor: String,
}

impl Filter {
    /// Its fields with their names, without those that are empty.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        [
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("outlet", &self.outlet),
            ("person", &self.person),
            ("place", &self.place),
            ("standing", &self.standing),
            ("sort", &self.sort),
            ("cursor", &self.cursor),
        ]
        .into_iter()
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(n, v)| (n, v.as_str()))
        .collect()
    }

    /// Its query string with one field changed and the cursor dropped.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> =
            self.pairs().into_iter().filter(|(n, _)| *n != name && *n != "cursor").collect();
        if !value.is_empty() {
            pairs.push((name, value));
        }
        query(&pairs)
    }

    /// Whether it narrows at all.
    pub fn narrows(&self) -> bool {
        self.pairs().iter().any(|(n, _)| !matches!(*n, "sort" | "cursor"))
    }
}

/// One way to narrow, with the number of stories it leaves.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// As it goes into the query.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// How many stories (or hits).
    pub count: usize,
}

/// The ways to narrow by one field.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// The field of [`Filter`].
    pub field: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What there is, most first.
    pub choices: Vec<Choice>,
}

/// The front page.
#[derive(Clone, Debug, Default)]
pub struct FrontView {
    /// The stories of this page.
    pub cards: Vec<Card>,
    /// How many there are in all.
    pub total: usize,
    /// How many stories stand before the first card.
    pub offset: usize,
    /// All reports in the desk.
    pub reports: usize,
    /// What it is narrowed to.
    pub filter: Filter,
    /// What it can be narrowed to.
    pub facets: Vec<Facet>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Sequence number of the desk, for live updates.
    pub sequence: u64,
}

/// What a search finds.
#[derive(Clone, Debug, Default)]
pub struct SearchView {
    /// What was looked for.
    pub filter: Filter,
    /// The passages found.
    pub hits: Vec<Hit>,
    /// How many in all.
    pub total: usize,
    /// What they can be narrowed to.
    pub facets: Vec<Facet>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A report that holds what was looked for.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// The report.
    pub report: ReportHead,
    /// The story that it belongs to, and its headline.
    pub story: Option<(String, String)>,
    /// The words found among what stands around them: `(is the word looked for, words)`.
    pub snippet: Vec<(bool, String)>,
    /// Whether the report goes on before and after the passage.
    pub cut: (bool, bool),
}

/// A report and the story it belongs to.
#[derive(Clone, Debug, Default)]
pub struct ReportView {
    /// Its head.
    pub head: ReportHead,
    /// The report with what it says.
    pub report: Option<AnnotatedReport>,
    /// Its story.
    pub story: Option<Story>,
    /// The code points that are looked at.
    pub at: Option<[usize; 2]>,
}

/// A person and what they said.
#[derive(Clone, Debug, Default)]
pub struct PersonView {
    /// The name.
    pub name: String,
    /// What reports say the person is, with the number of reports.
    pub roles: Vec<(String, usize)>,
    /// What was said, latest first.
    pub said: Vec<Said>,
}

/// A quotation of a person, in its story.
#[derive(Clone, Debug)]
pub struct Said {
    /// The story's id.
    pub story: String,
    /// Its headline.
    pub headline: String,
    /// First day that it was reported.
    pub day: Option<String>,
    /// The words, in all variants.
    pub family: Family,
    /// The reports that carry it.
    pub reports: Vec<ReportHead>,
}

/// A list of pairs as a query string with its question mark; empty for none.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(&encode(value));
    }
    out
}

/// Percent-encodes everything but the unreserved characters.
pub fn encode(value: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out
}

/// The address of a story's page.
pub fn story_href(id: &str) -> String {
    format!("/stories/{}", encode(id))
}

/// The address of a person's page.
pub fn person_href(name: &str) -> String {
    format!("/people/{}", encode(name))
}

/// The address of a report's page, with words of it lit up.
pub fn evidence_href(evidence: &Evidence, story: &str) -> String {
    report_href(&evidence.report, Some([evidence.start, evidence.end]), story)
}

/// The address of a report's page.
pub fn report_href(id: &str, at: Option<[usize; 2]>, story: &str) -> String {
    let mut href = format!("/reports/{}", encode(id));
    let place = at.map(|[start, end]| format!("{start}-{end}"));
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if !story.is_empty() {
        pairs.push(("story", story));
    }
    pairs.extend(place.as_deref().map(|p| ("at", p)));
    href.push_str(&query(&pairs));
    if at.is_some() {
        href.push_str("#at");
    }
    href
}

/// A link to the words on the publisher's own page (a URL text fragment); none for what is no web address.
pub fn text_fragment(url: &str, evidence: &Evidence) -> Option<String> {
    let base = web(url)?.split('#').next()?;
    let words: Vec<&str> = evidence.text.split_whitespace().collect();
    let part = |words: &[&str]| encode(&words.join(" ")).replace('-', "%2D");
    let fragment = match words.len() {
        0 => return None,
        1..=11 => part(&words),
        n => format!("{},{}", part(words.get(..5)?), part(words.get(n - 5..)?)),
    };
    let near = |words: Option<&str>| words.map(|w| encode(w).replace('-', "%2D")).filter(|w| !w.is_empty());
    // Whole words around short evidence tell which of several places is meant.
    let (before, after) = if words.len() < 4 {
        let last = |s: &str| -> Option<String> {
            let line = s.rsplit('\n').next()?;
            let mut w: Vec<&str> = line.split_whitespace().rev().take(3).collect();
            w.reverse();
            Some(w.join(" "))
        };
        let before = last(&evidence.prefix);
        let after = evidence.suffix.split('\n').next().map(|line| {
            let mut words: Vec<&str> = line.split_whitespace().collect();
            if words.len() > 1 {
                words.pop();
            }
            words.truncate(3);
            words.join(" ")
        });
        // A prefix that begins in the middle of a word would match nothing.
        let before = before.map(|b| b.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default());
        (near(before.as_deref()), near(after.as_deref()))
    } else {
        (None, None)
    };
    let before = before.map(|b| b + "-,").unwrap_or_default();
    let after = after.map(|a| format!(",-{a}")).unwrap_or_default();
    Some(format!("{base}#:~:text={before}{fragment}{after}"))
}

/// The address, if it is one that a link may go to: `http` or `https`.
pub fn web(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_changes_one_field_and_starts_over() {
        let filter = Filter { outlet: "A & B".into(), cursor: "20".into(), ..Filter::default() };
        assert_eq!(filter.with("place", "Port"), "?outlet=A%20%26%20B&place=Port");
        assert_eq!(filter.with("outlet", ""), "");
    }

    #[test]
    fn an_address_that_is_no_web_address_is_no_link() {
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(web("HTTPS://example.org/"), Some("HTTPS://example.org/"));
    }

    #[test]
    fn a_text_fragment_names_long_words_by_their_ends_and_short_ones_by_their_neighbours() {
        let long = Evidence {
            text: "one two three four five six seven eight nine ten eleven twelve-b".into(),
            ..Evidence::default()
        };
        assert_eq!(
            text_fragment("https://example.org/a#x", &long).unwrap(),
            "https://example.org/a#:~:text=one%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve%2Db"
        );
        let short = Evidence {
            text: "41".into(),
            prefix: "inger, who is now ".into(),
            suffix: " and lives in Rom".into(),
            ..Evidence::default()
        };
        assert_eq!(
            text_fragment("https://example.org/a", &short).unwrap(),
            "https://example.org/a#:~:text=is%20now-,41,-and%20lives%20in"
        );
        assert_eq!(text_fragment("file:///etc/passwd", &short), None);
    }
}
