//! Time expressions, after TimeML's TIMEX3 (ISO 24617-1), and what they mean on the calendar.

use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Span;

/// The four types of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexType {
    /// A calendar date of any size.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

/// The `mod` attribute of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are TimeML's own")]
pub enum TimexModifier {
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
    LessThan,
    MoreThan,
    EqualOrLess,
    EqualOrMore,
    Start,
    Mid,
    End,
    Approx,
}

/// How fine a time expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each says itself")]
pub enum Granularity {
    Second,
    Minute,
    Hour,
    DayPart,
    Day,
    Weekend,
    Week,
    Month,
    Season,
    Quarter,
    HalfYear,
    Year,
    Decade,
    Century,
    /// Coarser than a century, or not to be said ("now", "recently").
    Vague,
}

/// A half-open stretch of civil time; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// The first instant.
    pub from: Option<DateTime>,
    /// The instant after the last.
    pub to: Option<DateTime>,
}

impl Interval {
    /// Writes one end of an interval: a day when it is midnight, else day and minute.
    pub fn print(end: DateTime) -> String {
        let clock = end.time();
        if clock == jiff::civil::Time::midnight() {
            end.date().to_string()
        } else if clock.second() == 0 {
            format!("{}T{:02}:{:02}", end.date(), clock.hour(), clock.minute())
        } else {
            format!("{}T{:02}:{:02}:{:02}", end.date(), clock.hour(), clock.minute(), clock.second())
        }
    }

    /// Reads back what [`Interval::print`] wrote.
    pub fn parse_end(printed: &str) -> Option<DateTime> {
        let full = match printed.len() {
            10 => format!("{printed}T00:00:00"),
            16 => format!("{printed}:00"),
            _ => printed.to_owned(),
        };
        full.parse().ok()
    }
}

/// What a time expression was counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// It needs none: the words name a calendar time in full.
    #[default]
    Absolute,
    /// The date of publication.
    Published,
    /// Another time expression of the same report, at this place.
    Time(Span),
    /// Something that happened, told at this place ("two weeks after **they announced**").
    Event(Span),
    /// It needs one that is not known; the expression is then not placed on the calendar.
    Unresolved,
}

/// Words of a report that say when, how long or how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Where they stand; extent as TimeML's guidelines have it (no leading preposition).
    pub span: Span,
    /// TIMEX3 `type`.
    pub kind: TimexType,
    /// TIMEX3 `value`: `2020-10-14`, `P2W`, `PXD`, `2020-W42`, `PRESENT_REF`, …; `XXXX-10-14` where the year is not known.
    pub value: String,
    /// TIMEX3 `mod`.
    pub modifier: Option<TimexModifier>,
    /// The stretch it covers on the calendar; none when it is not placed there.
    pub interval: Option<Interval>,
    /// How fine it is.
    pub granularity: Granularity,
    /// What it was counted from.
    pub anchor: Anchor,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_of_an_interval_reads_back() {
        for printed in ["2020-10-14", "2020-10-14T20:30", "2020-10-14T20:30:05"] {
            assert_eq!(Interval::print(Interval::parse_end(printed).unwrap()), printed);
        }
        assert_eq!(Interval::parse_end("tomorrow"), None);
    }
}
