//! *Which of two reports had the passage first?*
//!
//! In this order of strength: a credit in one report ("(AP)", "Reuters reported", a byline) that names the other's
//! outlet; publication at different times; one text lying wholly in a longer one. Where none of these tells, the
//! direction is not known, and why is said.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_model::{PublishedDate, Report};

/// An agency: its name and the marks by which it is credited.
struct Agency {
    name: &'static str,
    marks: Vec<&'static str>,
}

const AGENCIES: &str = include_str!("../data/agencies.txt");

static TABLE: LazyLock<Vec<Agency>> = LazyLock::new(|| {
    AGENCIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, marks)| Agency { name, marks: marks.split(" | ").collect() })
        .collect()
});

/// All marks, to be looked for at once, and the agency of each.
static MARKS: LazyLock<(Option<AhoCorasick>, Vec<usize>)> = LazyLock::new(|| {
    let marks = TABLE.iter().enumerate().flat_map(|(a, agency)| agency.marks.iter().map(move |m| (*m, a)));
    let (marks, agencies): (Vec<&str>, Vec<usize>) = marks.unzip();
    (AhoCorasick::new(marks).ok(), agencies)
});

/// How far into a text a dateline credit may stand, and how far from its end a closing one, in bytes.
const EDGE: usize = 400;

/// What the direction rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    /// Whether the first of the two had it first.
    pub(crate) forward: bool,
    /// Whether that is known.
    pub(crate) known: bool,
    /// Why, or why not.
    pub(crate) because: String,
}

/// The agencies that a report credits, by name.
pub(crate) fn credits(report: &Report) -> Vec<&'static str> {
    let mut named = vec![false; TABLE.len()];
    let byline = report.byline.as_deref();
    for text in byline.into_iter().chain([report.text()]) {
        for found in MARKS.0.iter().flat_map(|marks| marks.find_overlapping_iter(text)) {
            if let Some(slot) = MARKS.1.get(found.pattern().as_usize()).and_then(|a| named.get_mut(*a)) {
                *slot = true;
            }
        }
    }
    let agencies = TABLE.iter().zip(named).filter(|(agency, named)| *named && credits_agency(report, agency));
    agencies.map(|(agency, _)| agency.name).collect()
}

/// The agency that a report's outlet is, if it is one.
pub(crate) fn agency(report: &Report) -> Option<&'static str> {
    let outlet = report.outlet.as_deref()?.trim();
    let bare = outlet.strip_prefix("The ").unwrap_or(outlet);
    TABLE.iter().find(|a| a.marks.iter().any(|m| bare.eq_ignore_ascii_case(m))).map(|a| a.name)
}

fn credits_agency(report: &Report, agency: &Agency) -> bool {
    let text = report.text();
    let head = text.get(..text.floor_char_boundary(EDGE)).unwrap_or(text);
    let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(EDGE))..).unwrap_or_default();
    agency.marks.iter().any(|mark| {
        let byline = report.byline.as_deref().is_some_and(|b| has_word(b, mark));
        let dateline = [head, tail].iter().any(|edge| {
            between(edge, "(", mark, ")") || between(edge, "[", mark, "]") || between(edge, "/", mark, "/")
        });
        byline
            || dateline
            || ["told ", "told the "].iter().any(|cue| near(text, cue, mark, ""))
            || [" reported", " reports", " first reported"].iter().any(|cue| near(text, "", mark, cue))
            || ["according to ", "according to the ", "reported by ", "reported by the "]
                .iter()
                .any(|cue| near(text, cue, mark, ""))
    })
}

/// Whether `text` has `open`, `mark`, `close` one after the other.
fn between(text: &str, open: &str, mark: &str, close: &str) -> bool {
    text.match_indices(mark)
        .any(|(at, _)| text[..at].ends_with(open) && text[at + mark.len()..].starts_with(close))
}

/// The same with word boundaries at the ends.
fn near(text: &str, before: &str, mark: &str, after: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| {
        let (left, right) = (&text[..at], &text[at + mark.len()..]);
        left.ends_with(before)
            && right.starts_with(after)
            && !left.ends_with(char::is_alphanumeric)
            && !right.starts_with(char::is_alphanumeric)
    })
}

fn has_word(text: &str, word: &str) -> bool {
    near(text, "", word, "")
}

/// Whether `report` says that it has something from the outlet called `outlet`.
fn credits_outlet(report: &Report, outlet: &str) -> bool {
    let bare = outlet.trim();
    let bare = bare.strip_prefix("The ").unwrap_or(bare);
    if bare.chars().count() < 3 {
        return false;
    }
    let text = report.text();
    report.byline.as_deref().is_some_and(|b| has_word(b, bare))
        || between(text, "(", bare, ")")
        || [" reported", " reports", " first reported"].iter().any(|cue| near(text, "", bare, cue))
        || ["told ", "told the ", "according to ", "according to the ", "reported by ", "reported by the "]
            .iter()
            .any(|cue| near(text, cue, bare, ""))
}

/// The name in a dateline: "PORT ALDA, May 3 (Coast Press) – ".
fn dateline(report: &Report) -> Option<&str> {
    let text = report.text();
    let head = text.get(..text.floor_char_boundary(160))?;
    let (before, rest) = head.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let dashed = after.trim_start().starts_with(['–', '—', '-']);
    let place = before.chars().next().is_some_and(char::is_uppercase) && !before.contains(". ");
    let named = (2..=40).contains(&name.chars().count()) && !name.contains(|c: char| c.is_ascii_digit());
    (dashed && place && named).then_some(name)
}

/// What a report is known by when copies are traced.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    credits: Vec<&'static str>,
    agency: Option<&'static str>,
    /// Whose voice it is: its outlet, or where that is not known the name in its dateline.
    voice: Option<String>,
}

impl Source {
    pub(crate) fn of(report: &Report) -> Self {
        let voice = report.outlet.as_deref().or_else(|| dateline(report)).map(|v| v.trim().to_owned());
        Self { credits: credits(report), agency: agency(report), voice }
    }
}

/// Which of `a` and `b` had what they share first; `inside` is whether `a`'s own words lie (all but wholly) in `b`,
/// and the other way round.
pub(crate) fn direction(a: (&Report, &Source), b: (&Report, &Source), inside: (bool, bool)) -> Direction {
    let known = |forward, because: String| Direction { forward, known: true, because };
    match (credited(b, a), credited(a, b)) {
        (Some(name), None) => return known(true, format!("the later report credits {name}")),
        (None, Some(name)) => return known(false, format!("the later report credits {name}")),
        _ => {}
    }
    let unknown = match (a.0.published.date, b.0.published.date) {
        (Some(x), Some(y)) => match apart(x, y) {
            Some((forward, how)) => return known(forward, how),
            None if x.precision() == y.precision() => "published at the same time, as far as the dates tell",
            None => "published the same day, one of them at a time of day that is not known",
        },
        (None, None) => "neither report has a date",
        _ => "one of the reports has no date",
    };
    match inside {
        (true, false) => known(false, format!("{unknown}; the shorter text lies wholly in the longer one")),
        (false, true) => known(true, format!("{unknown}; the shorter text lies wholly in the longer one")),
        _ => {
            let common = a.1.credits.iter().find(|name| b.1.credits.contains(name));
            let because = match common {
                Some(name) => format!("both credit {name}"),
                None => unknown.to_owned(),
            };
            Direction { forward: true, known: false, because }
        }
    }
}

/// Whom `copy` credits, when that is `source`.
fn credited(copy: (&Report, &Source), source: (&Report, &Source)) -> Option<String> {
    if let Some(agency) = source.1.agency {
        return (copy.1.credits.contains(&agency) && copy.1.agency != Some(agency))
            .then(|| agency.to_owned());
    }
    let voice = source.1.voice.as_deref()?;
    let other = copy.1.voice.as_deref() != Some(voice);
    (other && credits_outlet(copy.0, voice)).then(|| voice.to_owned())
}

/// Which of two dates is earlier, in words; none when they may be the same.
fn apart(a: PublishedDate, b: PublishedDate) -> Option<(bool, String)> {
    if let (PublishedDate::Instant(..), PublishedDate::Instant(..)) = (a, b) {
        let minutes = (b.earliest() - a.earliest()).get_minutes()
            + (b.earliest() - a.earliest()).get_hours() as i64 * 60
            + i64::from((b.earliest() - a.earliest()).get_days()) * 1440;
        let (forward, minutes) = (minutes > 0, minutes.abs());
        return match minutes {
            0 => None,
            1..120 => Some((forward, format!("published {minutes} min earlier"))),
            120..2880 => Some((forward, format!("published {} hours earlier", minutes / 60))),
            _ => Some((forward, format!("published {} days earlier", minutes / 1440))),
        };
    }
    let days = (b.day()? - a.day()?).get_days();
    match days.unsigned_abs() {
        0 => None,
        1 => Some((days > 0, "published a day earlier".to_owned())),
        n => Some((days > 0, format!("published {n} days earlier"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::{DateSource, Published, ReportId};

    fn report(outlet: &str, date: &str, text: &str) -> Report {
        let mut report = Report::new(ReportId::new(outlet), text);
        report.outlet = (!outlet.is_empty()).then(|| outlet.to_owned());
        report.published =
            PublishedDate::parse(date).map(|d| Published::new(d, DateSource::Metadata)).unwrap_or_default();
        report
    }

    fn told(a: &Report, b: &Report) -> (bool, bool, String) {
        let found = direction((a, &Source::of(a)), (b, &Source::of(b)), (false, false));
        (found.forward, found.known, found.because)
    }

    #[test]
    fn a_credit_tells_before_the_date_does() {
        let wire = report("Reuters", "2031-05-02", "Port Alda woke to smoke.");
        let paper = report("Alda Echo", "2031-05-01", "PORT ALDA (Reuters) – Port Alda woke to smoke.");
        assert_eq!(told(&paper, &wire), (false, true, "the later report credits Reuters".to_owned()));
        let follower = report("Bay Post", "", "The fire is out, the Alda Echo reported.");
        assert!(told(&paper, &follower).1);
    }

    #[test]
    fn a_report_without_an_outlet_is_known_by_its_dateline() {
        let wire = report("", "2031-05-02", "PORT ALDA, May 2 (Coast Press) – Smoke rose over the town.");
        let mut paper = report("Alda Echo", "2031-05-02T18:00:00Z", "Smoke rose over the town.");
        assert!(!told(&wire, &paper).1, "day against time of day");
        paper.byline = Some("Coast Press".to_owned());
        assert_eq!(told(&paper, &wire), (false, true, "the later report credits Coast Press".to_owned()));
    }

    #[test]
    fn without_dates_or_credits_the_direction_is_not_known() {
        let (a, b) = (report("A1 News", "", "x"), report("B2 News", "2031-05-01", "x"));
        assert_eq!(told(&a, &b), (true, false, "one of the reports has no date".to_owned()));
        let (a, b) = (report("A1 News", "2031-05-01", "x"), report("B2 News", "2031-05-01", "x"));
        assert!(!told(&a, &b).1);
    }

    #[test]
    fn the_earlier_had_it_first() {
        let (a, b) = (report("A1 News", "2031-05-03", "x"), report("B2 News", "2031-05-01", "x"));
        assert_eq!(told(&a, &b), (false, true, "published 2 days earlier".to_owned()));
        let (a, b) =
            (report("A1 News", "2031-05-01T10:00", "x"), report("B2 News", "2031-05-01T10:45:00Z", "x"));
        assert_eq!(told(&a, &b), (true, true, "published 45 min earlier".to_owned()));
    }
}
