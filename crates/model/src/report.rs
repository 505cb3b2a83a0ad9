//! One published text and when it was published.

use std::fmt;
use std::sync::OnceLock;

use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Evidence, Positions, Provenance, Reading, ReportId, Revision, Span};

/// One published text, exactly as it was received after decoding. Nothing in it is ever edited.
#[derive(Clone, Debug)]
pub struct Report {
    /// Names it everywhere.
    pub id: ReportId,
    /// Where it was read from: `FILE`, `FILE:RECORD` or `-`.
    pub source: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its headline, kept beside the text and not part of it.
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Published,
    /// BCP 47 tag, as given or identified.
    pub language: Option<String>,
    /// How it came here.
    pub provenance: Provenance,
    /// Its earlier states, oldest first. They are part of the report, not reports of their own.
    pub revisions: Vec<Revision>,
    text: String,
    positions: OnceLock<Positions>,
}

impl Report {
    /// A report with a text and nothing else known.
    pub fn new(id: ReportId, text: impl Into<String>) -> Self {
        Self {
            id,
            source: String::new(),
            outlet: None,
            url: None,
            title: None,
            byline: None,
            published: Published::default(),
            language: None,
            provenance: Provenance::default(),
            revisions: Vec::new(),
            text: text.into(),
            positions: OnceLock::new(),
        }
    }

    /// The id of a report whose input gave none: a hash of its URL and its text.
    pub fn content_id(url: Option<&str>, text: &str) -> ReportId {
        let mut hash = blake3::Hasher::new();
        hash.update(url.unwrap_or_default().as_bytes());
        hash.update(&[0]);
        hash.update(text.as_bytes());
        ReportId::new(&hash.finalize().to_hex()[..16])
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words at `span`.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The text's table of code points, made on first use.
    pub fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| Positions::new(&self.text))
    }

    /// Cuts evidence from the report; `None` when the span is empty or does not fit the text.
    ///
    /// This is the only way to make [`Evidence`].
    pub fn evidence(&self, span: Span) -> Option<Evidence> {
        Evidence::cut(self, span)
    }

    /// What an editor would call it: the outlet, else the id.
    pub fn label(&self) -> &str {
        self.outlet.as_deref().unwrap_or(self.id.as_str())
    }
}

/// A report together with what it says: what the rooms that compare reports work on.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The report.
    pub report: &'a Report,
    /// What it says.
    pub reading: &'a Reading,
}

/// How exactly a publication date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the minute or better.
    Instant,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// Not known.
    #[default]
    Unknown,
}

/// Where a publication date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateSource {
    /// The record's own field, a page's metadata, a feed entry.
    Metadata,
    /// The ` date YYYY-MM-DD ` header of a plain-text file.
    Header,
    /// The URL.
    Url,
    /// The text, such as a dateline.
    Text,
    /// The other reports of the same story.
    Siblings,
    /// Nowhere: it is not known.
    #[default]
    None,
}

/// A publication date as exactly as it is known, in the publisher's own civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublishedDate {
    /// Civil date and time, with the offset from UTC in minutes where one was given.
    Instant(DateTime, Option<i16>),
    /// A day.
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    /// A year.
    Year(i16),
}

impl PublishedDate {
    /// Reads ISO 8601: `2020`, `2020-10`, `2020-10-14`, `2020-10-14T20:00[:SS][Z|±HH:MM]` (a space may stand for the `T`).
    pub fn parse(iso: &str) -> Option<Self> {
        let iso = iso.trim();
        let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<i16>().ok()).flatten();
        match iso.len() {
            4 => number(iso).map(Self::Year),
            7 if iso.as_bytes()[4] == b'-' => {
                let (year, month) = (number(iso.get(..4)?)?, number(iso.get(5..)?)?);
                (1..=12).contains(&month).then_some(Self::Month(year, month as i8))
            }
            10 => iso.parse().ok().map(Self::Day),
            _ => Self::parse_instant(iso),
        }
    }

    fn parse_instant(iso: &str) -> Option<Self> {
        let clock = iso.get(11..)?;
        let (civil, offset) = match clock.find(['Z', 'z', '+', '-']) {
            None => (iso, None),
            Some(at) => {
                let (civil, zone) = iso.split_at(11 + at);
                (civil, Some(offset_minutes(zone)?))
            }
        };
        let civil: DateTime = civil.trim_end().replacen(' ', "T", 1).parse().ok()?;
        Some(Self::Instant(civil, offset))
    }

    /// The day, where one is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Instant(at, _) => Some(at.date()),
            Self::Day(day) => Some(day),
            Self::Month(..) | Self::Year(_) => None,
        }
    }

    /// The earliest civil time it can mean, in UTC where an offset is known; for sorting.
    pub fn earliest(self) -> DateTime {
        let first = |y, m| DateTime::new(y, m, 1, 0, 0, 0, 0).unwrap_or(DateTime::MIN);
        match self {
            Self::Instant(at, offset) => {
                at.checked_sub(jiff::SignedDuration::from_mins(i64::from(offset.unwrap_or(0)))).unwrap_or(at)
            }
            Self::Day(day) => day.to_datetime(jiff::civil::Time::midnight()),
            Self::Month(year, month) => first(year, month),
            Self::Year(year) => first(year, 1),
        }
    }

    /// How exact it is.
    pub fn precision(self) -> Precision {
        match self {
            Self::Instant(..) => Precision::Instant,
            Self::Day(_) => Precision::Day,
            Self::Month(..) => Precision::Month,
            Self::Year(_) => Precision::Year,
        }
    }
}

/// `Z`, `+02:00`, `+0200` or `+02` in minutes.
fn offset_minutes(zone: &str) -> Option<i16> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    Some(sign * (hours.parse::<i16>().ok()? * 60 + minutes.parse::<i16>().ok()?))
}

impl fmt::Display for PublishedDate {
    /// ISO 8601, as [`PublishedDate::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(at, offset) => {
                write!(f, "{at}")?;
                match offset {
                    None => Ok(()),
                    Some(0) => f.write_str("Z"),
                    Some(m) => {
                        let sign = if *m < 0 { '-' } else { '+' };
                        write!(f, "{sign}{:02}:{:02}", m.abs() / 60, m.abs() % 60)
                    }
                }
            }
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// When a report was published, and how that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The date; none when unknown.
    pub date: Option<PublishedDate>,
    /// Where it comes from.
    pub from: DateSource,
}

impl Published {
    /// A date and where it comes from.
    pub fn new(date: PublishedDate, from: DateSource) -> Self {
        Self { date: Some(date), from }
    }

    /// The day, where one is known.
    pub fn day(&self) -> Option<Date> {
        self.date.and_then(PublishedDate::day)
    }

    /// How exact it is.
    pub fn precision(&self) -> Precision {
        self.date.map_or(Precision::Unknown, PublishedDate::precision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publication_date_prints_as_it_was_read() {
        for iso in [
            "2020",
            "2020-10",
            "2020-10-14",
            "2020-10-14T20:05:00",
            "2020-10-14T20:05:00Z",
            "2020-10-14T20:05:00-04:00",
        ] {
            assert_eq!(PublishedDate::parse(iso).unwrap().to_string(), iso);
        }
        assert_eq!(
            PublishedDate::parse("2020-10-14 20:05:00+0200").unwrap().to_string(),
            "2020-10-14T20:05:00+02:00"
        );
        for wrong in ["", "soon", "2020-13", "2020-02-30", "20-1-1", "2020-10-14T", "٢٠٢٠"] {
            assert_eq!(PublishedDate::parse(wrong), None, "{wrong}");
        }
    }
}
