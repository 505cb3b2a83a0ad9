//! *What does a TIMEX3 value stand for?*
//!
//! [`Value`] is the typed form of the `value` attribute: it prints as TIMEX3 writes it, reads back what it
//! printed, and says which stretch of the calendar it covers and how fine it is. The interval of an expression is
//! always computed from its value, so the two cannot disagree.

use std::fmt;

use copydesk_model::{Granularity, Interval};
use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::{SignedDuration, Span};

use crate::frame::{PARTS, REFS, SEASONS};

/// A TIMEX3 value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A place on the calendar, or a recurring one.
    Calendar(Calendar),
    /// A length of time.
    Length(Length),
    /// `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`: 0, 1, 2.
    Reference(u8),
}

/// A place on the calendar, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The year; none prints as `XXXX`. Negative for years before Christ.
    pub year: Option<i16>,
    /// What is said within the year.
    pub within: Within,
    /// What is said within the day.
    pub time: Clock,
}

/// A stretch of a year, or one longer than a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// All of it.
    Year,
    /// The decade that the year begins: `199`.
    Decade,
    /// The century that the year begins: `19`.
    Century,
    /// The millennium that the year begins: `1`.
    Millennium,
    /// `H1`
    Half(u8),
    /// `Q1`; 0 for `QX`.
    Quarter(u8),
    /// `SP`, `SU`, `FA`, `WI`, by index.
    Season(u8),
    /// `1998-03`; 0 for `XX`.
    Month(u8),
    /// `1998-W08`; 0 for `WXX`.
    Week(u8),
    /// `1998-W08-WE`
    Weekend(u8),
    /// `1998-WXX-2`
    Weekday(u8),
    /// `1998-03-05`; 0 for `XX`.
    Day(u8, u8),
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// None said.
    None,
    /// `TMO`, …, by index.
    Part(u8),
    /// `T20`
    Hour(u8),
    /// `T20:30`
    Minute(u8, u8),
    /// `T20:30:05`
    Second(u8, u8, u8),
}

/// A length of time: how many of which unit, coarsest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// Up to three parts: `P2Y6M` has two.
    pub parts: [Option<(Amount, LengthUnit)>; 3],
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Not said: `X`.
    Vague,
    /// So many.
    Exact(f64),
}

/// Units of a length, as TIMEX3 orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each says itself")]
pub enum LengthUnit {
    Century,
    Decade,
    Year,
    Quarter,
    Month,
    Week,
    Weekend,
    Day,
    Hour,
    Minute,
    Second,
    /// `PXX`: not even the unit is said.
    Any,
}

impl LengthUnit {
    const LETTERS: [(&'static str, Self, bool); 12] = [
        ("CE", Self::Century, false),
        ("DE", Self::Decade, false),
        ("Y", Self::Year, false),
        ("Q", Self::Quarter, false),
        ("M", Self::Month, false),
        ("WE", Self::Weekend, false),
        ("W", Self::Week, false),
        ("D", Self::Day, false),
        ("H", Self::Hour, true),
        ("M", Self::Minute, true),
        ("S", Self::Second, true),
        ("X", Self::Any, false),
    ];

    fn letters(self) -> (&'static str, bool) {
        Self::LETTERS.iter().find(|(_, u, _)| *u == self).map_or(("X", false), |(l, _, t)| (*l, *t))
    }
}

impl Length {
    /// One part.
    pub fn of(amount: Amount, unit: LengthUnit) -> Self {
        Self { parts: [Some((amount, unit)), None, None] }
    }

    /// How fine its finest part is.
    pub fn granularity(self) -> Granularity {
        match self.parts.iter().flatten().last().map(|(_, u)| *u) {
            Some(LengthUnit::Century) => Granularity::Century,
            Some(LengthUnit::Decade) => Granularity::Decade,
            Some(LengthUnit::Year) => Granularity::Year,
            Some(LengthUnit::Quarter) => Granularity::Quarter,
            Some(LengthUnit::Month) => Granularity::Month,
            Some(LengthUnit::Week) => Granularity::Week,
            Some(LengthUnit::Weekend) => Granularity::Weekend,
            Some(LengthUnit::Day) => Granularity::Day,
            Some(LengthUnit::Hour) => Granularity::Hour,
            Some(LengthUnit::Minute) => Granularity::Minute,
            Some(LengthUnit::Second) => Granularity::Second,
            Some(LengthUnit::Any) | None => Granularity::Vague,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        if rest == "XX" {
            return Some(Self::of(Amount::Vague, LengthUnit::Any));
        }
        let mut parts = [None; 3];
        let (mut at, mut timed, mut n) = (0, false, 0);
        while at < rest.len() {
            if rest.get(at..)?.starts_with('T') {
                timed = true;
                at += 1;
            }
            let tail = rest.get(at..)?;
            let (amount, len) = if tail.starts_with('X') {
                (Amount::Vague, 1)
            } else {
                let len = tail.find(|c: char| !c.is_ascii_digit() && c != '.')?;
                (Amount::Exact(tail.get(..len)?.parse().ok()?), len)
            };
            let tail = tail.get(len..)?;
            let (letters, unit, _) =
                LengthUnit::LETTERS.iter().find(|(l, _, t)| *t == timed && tail.starts_with(l))?;
            *parts.get_mut(n)? = Some((amount, *unit));
            (n, at) = (n + 1, at + len + letters.len());
        }
        (n > 0).then_some(Self { parts })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        let mut timed = false;
        for (amount, unit) in self.parts.iter().flatten() {
            let (letters, time) = unit.letters();
            if time && !timed {
                f.write_str("T")?;
                timed = true;
            }
            match amount {
                Amount::Vague => write!(f, "X{letters}")?,
                Amount::Exact(n) => write!(f, "{n}{letters}")?,
            }
        }
        Ok(())
    }
}

impl Calendar {
    /// A day.
    pub fn day(date: Date) -> Self {
        Self {
            year: Some(date.year()),
            within: Within::Day(date.month() as u8, date.day() as u8),
            time: Clock::None,
        }
    }

    /// A stretch of a year.
    pub fn new(year: Option<i16>, within: Within) -> Self {
        Self { year, within, time: Clock::None }
    }

    /// The ISO week that holds a day.
    pub fn week(date: Date) -> Self {
        let week = date.iso_week_date();
        Self::new(Some(week.year()), Within::Week(week.week() as u8))
    }

    /// With a time of day.
    #[must_use]
    pub fn at(mut self, time: Clock) -> Self {
        self.time = time;
        self
    }

    /// The first day that it covers; none when the calendar does not say.
    pub fn first_day(&self) -> Option<Date> {
        Some(self.days()?.0)
    }

    /// The one day that it names.
    pub fn the_day(&self) -> Option<Date> {
        match self.within {
            Within::Day(m, d) => Date::new(self.year?, m as i8, d as i8).ok(),
            _ => None,
        }
    }

    /// First day, and the day after the last.
    fn days(&self) -> Option<(Date, Date)> {
        let year = self.year?;
        let months = |year: i16, month: u8, count: i32| {
            let from = Date::new(year, month as i8, 1).ok()?;
            Some((from, from.checked_add(Span::new().try_months(count).ok()?).ok()?))
        };
        let years = |first: i16, count: i16| {
            let last = first.checked_add(count)?;
            Some((Date::new(first, 1, 1).ok()?, Date::new(last, 1, 1).ok()?))
        };
        let from =
            |from: Date, days: i32| Some((from, from.checked_add(Span::new().try_days(days).ok()?).ok()?));
        match self.within {
            Within::Year => years(year, 1),
            Within::Decade => years(year, 10),
            Within::Century => years(year, 100),
            Within::Millennium => years(year, 1000),
            Within::Half(n @ 1..=2) => months(year, n * 6 - 5, 6),
            Within::Quarter(n @ 1..=4) => months(year, n * 3 - 2, 3),
            Within::Season(n @ 0..=3) => months(year, n * 3 + 3, 3),
            Within::Month(n @ 1..=12) => months(year, n, 1),
            Within::Week(n) if n > 0 => {
                from(ISOWeekDate::new(year, n as i8, Weekday::Monday).ok()?.date(), 7)
            }
            Within::Weekend(n) if n > 0 => {
                from(ISOWeekDate::new(year, n as i8, Weekday::Saturday).ok()?.date(), 2)
            }
            Within::Day(m, d) => from(Date::new(year, m as i8, d as i8).ok()?, 1),
            _ => None,
        }
    }

    fn interval(&self) -> Option<Interval> {
        let (from, to) = self.days()?;
        let midnight = |d: Date| d.to_datetime(Time::midnight());
        let whole = Interval { from: Some(midnight(from)), to: Some(midnight(to)) };
        if !matches!(self.within, Within::Day(..)) {
            return Some(whole);
        }
        let span = |start: (i8, i8, i8), seconds: i64| {
            let from =
                DateTime::new(from.year(), from.month(), from.day(), start.0, start.1, start.2, 0).ok()?;
            Some(Interval { from: Some(from), to: from.checked_add(SignedDuration::from_secs(seconds)).ok() })
        };
        match self.time {
            Clock::None => Some(whole),
            Clock::Part(p) => {
                let (start, hours) = match p {
                    0 => (6, 6),
                    1 => (12, 1),
                    2 => (12, 6),
                    3 => (17, 5),
                    4 => (18, 12),
                    5 => (6, 12),
                    6 => (12, 12),
                    _ => (0, 12),
                };
                span((start, 0, 0), hours * 3600)
            }
            // 24:00 is the midnight at the day's end.
            Clock::Hour(24) | Clock::Minute(24, _) | Clock::Second(24, ..) => {
                let from = midnight(to);
                Some(Interval { from: Some(from), to: from.checked_add(SignedDuration::from_mins(1)).ok() })
            }
            Clock::Hour(h) => span((h as i8, 0, 0), 3600),
            Clock::Minute(h, m) => span((h as i8, m as i8, 0), 60),
            Clock::Second(h, m, s) => span((h as i8, m as i8, s as i8), 1),
        }
    }

    /// How fine it is.
    pub fn granularity(&self) -> Granularity {
        match (self.time, self.within) {
            (Clock::Part(_), _) => Granularity::DayPart,
            (Clock::Hour(_), _) => Granularity::Hour,
            (Clock::Minute(..), _) => Granularity::Minute,
            (Clock::Second(..), _) => Granularity::Second,
            (_, Within::Year) => Granularity::Year,
            (_, Within::Decade) => Granularity::Decade,
            (_, Within::Century) => Granularity::Century,
            (_, Within::Millennium) => Granularity::Vague,
            (_, Within::Half(_)) => Granularity::HalfYear,
            (_, Within::Quarter(_)) => Granularity::Quarter,
            (_, Within::Season(_)) => Granularity::Season,
            (_, Within::Month(_)) => Granularity::Month,
            (_, Within::Week(_)) => Granularity::Week,
            (_, Within::Weekend(_)) => Granularity::Weekend,
            (_, Within::Weekday(_) | Within::Day(..)) => Granularity::Day,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (text, era) = text.strip_prefix("BC").map_or((text, 1), |t| (t, -1));
        let (date, time) = text.split_once('T').map_or((text, None), |(d, t)| (d, Some(t)));
        let mut parts = date.splitn(2, '-');
        let head = parts.next()?;
        let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<i16>().ok()).flatten();
        // `XX` is a part that is not known.
        let part = |s: &str, most: u8| {
            if s == "XX" || s == "X" {
                Some(0)
            } else {
                s.parse::<u8>().ok().filter(|n| (1..=most).contains(n))
            }
        };
        let (year, mut within) = match head.len() {
            1 => (Some(number(head)?.checked_mul(1000)?), Within::Millennium),
            2 => (Some(number(head)?.checked_mul(100)? * era), Within::Century),
            3 => (Some(number(head)?.checked_mul(10)?), Within::Decade),
            4 if head == "XXXX" => (None, Within::Year),
            4 => (Some(number(head)? * era), Within::Year),
            _ => return None,
        };
        if let Some(rest) = parts.next() {
            let mut rest = rest.split('-');
            let first = rest.next()?;
            let second = rest.next();
            within = match (first.as_bytes().first()?, second) {
                (b'H', None) => Within::Half(part(first.get(1..)?, 2)?),
                (b'Q', None) => Within::Quarter(part(first.get(1..)?, 4)?),
                (b'W', None) if first != "WI" => Within::Week(part(first.get(1..)?, 53)?),
                (b'W', Some("WE")) => Within::Weekend(part(first.get(1..)?, 53)?),
                (b'W', Some(day)) if first == "WXX" => Within::Weekday(part(day, 7)?),
                (_, None) if SEASONS.contains(&first) => {
                    Within::Season(SEASONS.iter().position(|s| *s == first)? as u8)
                }
                (_, None) => Within::Month(part(first, 12)?),
                (_, Some(day)) => Within::Day(part(first, 12)?, part(day, 31)?),
            };
            if rest.next().is_some() {
                return None;
            }
        }
        let time = match time {
            None => Clock::None,
            Some(t) => {
                if let Some(p) = PARTS.iter().position(|p| *p == t) {
                    Clock::Part(p as u8)
                } else {
                    let field = |s: &str, most: u8| {
                        (s.len() == 2).then(|| s.parse::<u8>().ok()).flatten().filter(|n| *n <= most)
                    };
                    let mut fields = t.split(':');
                    let hour = field(fields.next()?, 24)?;
                    match (fields.next(), fields.next()) {
                        (None, _) => Clock::Hour(hour),
                        (Some(m), None) => Clock::Minute(hour, field(m, 59)?),
                        (Some(m), Some(s)) => Clock::Second(hour, field(m, 59)?, field(s, 59)?),
                    }
                }
            }
        };
        Some(Self { year, within, time })
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part =
            |f: &mut fmt::Formatter<'_>, n: u8| if n == 0 { f.write_str("XX") } else { write!(f, "{n:02}") };
        match (self.year, self.within) {
            (Some(y), Within::Decade) if y >= 0 => write!(f, "{:03}", y / 10)?,
            (Some(y), Within::Century) if y >= 0 => write!(f, "{:02}", y / 100)?,
            (Some(y), Within::Millennium) if y >= 0 => write!(f, "{}", y / 1000)?,
            (Some(y), Within::Century) if y <= 0 => write!(f, "BC{:02}", y.unsigned_abs() / 100)?,
            (Some(y), _) if y < 0 => write!(f, "BC{:04}", y.unsigned_abs())?,
            (Some(y), _) => write!(f, "{y:04}")?,
            (None, _) => f.write_str("XXXX")?,
        }
        match self.within {
            Within::Year | Within::Decade | Within::Century | Within::Millennium => {}
            Within::Half(n) => write!(f, "-H{n}")?,
            Within::Quarter(0) => f.write_str("-QX")?,
            Within::Quarter(n) => write!(f, "-Q{n}")?,
            Within::Season(n) => write!(f, "-{}", SEASONS[(n % 4) as usize])?,
            Within::Month(n) => {
                f.write_str("-")?;
                part(f, n)?;
            }
            Within::Week(n) => {
                f.write_str("-W")?;
                part(f, n)?;
            }
            Within::Weekend(n) => {
                f.write_str("-W")?;
                part(f, n)?;
                f.write_str("-WE")?;
            }
            Within::Weekday(n) => write!(f, "-WXX-{n}")?,
            Within::Day(m, d) => {
                f.write_str("-")?;
                part(f, m)?;
                f.write_str("-")?;
                part(f, d)?;
            }
        }
        match self.time {
            Clock::None => Ok(()),
            Clock::Part(p) => write!(f, "T{}", PARTS[(p % 8) as usize]),
            Clock::Hour(h) => write!(f, "T{h:02}"),
            Clock::Minute(h, m) => write!(f, "T{h:02}:{m:02}"),
            Clock::Second(h, m, s) => write!(f, "T{h:02}:{m:02}:{s:02}"),
        }
    }
}

impl Value {
    /// Reads a value as [`Value`]'s `Display` writes it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(n) = REFS.iter().position(|r| *r == text) {
            return Some(Self::Reference(n as u8));
        }
        if text.starts_with('P') {
            return Length::parse(text).map(Self::Length);
        }
        Calendar::parse(text).map(Self::Calendar)
    }

    /// The stretch of the calendar that it covers; none for lengths, references, and what is not known.
    pub fn interval(&self) -> Option<Interval> {
        match self {
            Self::Calendar(calendar) => calendar.interval(),
            Self::Length(_) | Self::Reference(_) => None,
        }
    }

    /// How fine it is.
    pub fn granularity(&self) -> Granularity {
        match self {
            Self::Calendar(calendar) => calendar.granularity(),
            Self::Length(length) => length.granularity(),
            Self::Reference(_) => Granularity::Vague,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(calendar) => calendar.fmt(f),
            Self::Length(length) => length.fmt(f),
            Self::Reference(n) => f.write_str(REFS[(*n % 3) as usize]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_value_reads_back() {
        for value in [
            "1998",
            "199",
            "19",
            "1",
            "BC0055",
            "XXXX",
            "1998-H1",
            "1998-Q3",
            "1998-QX",
            "1998-WI",
            "XXXX-SU",
            "1998-03",
            "XXXX-03",
            "1998-XX",
            "1998-W08",
            "1998-WXX",
            "1998-W08-WE",
            "XXXX-WXX-2",
            "1998-03-05",
            "XXXX-10-14",
            "1998-03-XX",
            "1998-03-05TNI",
            "1998-03-05T20",
            "1998-03-05T20:30",
            "1998-03-05T20:30:05",
            "XXXX-WXX-2TNI",
            "P3D",
            "P2Y6M",
            "PT1H30M",
            "P1DT6H",
            "PXW",
            "PTXH",
            "PXX",
            "P2DE",
            "PXCE",
            "P1.25Y",
            "PAST_REF",
            "PRESENT_REF",
            "FUTURE_REF",
        ] {
            assert_eq!(Value::parse(value).map(|v| v.to_string()).as_deref(), Some(value));
        }
        for wrong in ["", "tomorrow", "1998-13", "1998-W54", "P", "PT", "1998-03-05T25", "1998-03-05-06"] {
            assert_eq!(Value::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_interval_covers_what_its_value_names() {
        let covers = |value: &str| {
            let interval = Value::parse(value)?.interval()?;
            Some(format!("{} {}", Interval::print(interval.from?), Interval::print(interval.to?)))
        };
        for (value, expected) in [
            ("1998", "1998-01-01 1999-01-01"),
            ("199", "1990-01-01 2000-01-01"),
            ("19", "1900-01-01 2000-01-01"),
            ("2020-Q4", "2020-10-01 2021-01-01"),
            ("2020-H2", "2020-07-01 2021-01-01"),
            ("2020-WI", "2020-12-01 2021-03-01"),
            ("2020-02", "2020-02-01 2020-03-01"),
            ("2020-W42", "2020-10-12 2020-10-19"),
            ("2020-W42-WE", "2020-10-17 2020-10-19"),
            ("2020-10-14", "2020-10-14 2020-10-15"),
            ("2020-10-14TNI", "2020-10-14T18:00 2020-10-15T06:00"),
            ("2020-10-14T20:30", "2020-10-14T20:30 2020-10-14T20:31"),
        ] {
            assert_eq!(covers(value).as_deref(), Some(expected), "{value}");
        }
        for unplaced in ["XXXX-10-14", "P2W", "PAST_REF", "2020-WXX", "2021-02-29"] {
            assert_eq!(covers(unplaced), None, "{unplaced}");
        }
    }
}
