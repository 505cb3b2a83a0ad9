//! *Two weeks on from a day: which stretch of the calendar is that?*
//!
//! A length is as exact as its unit, as in "two weeks ago": so many days on are a day, so many weeks a calendar
//! week, so many months a month. "Less than", "more than" and vague lengths ("days") give what they bound and no more.

use copydesk_model::{Interval, TimexModifier};
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};

/// Which way from the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// The finest unit of a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Clock,
    Day,
    Week,
    Month,
    Year,
}

/// The unit of a TIMEX3 length, and the length itself unless it is vague.
fn parse(value: &str) -> Option<(Unit, Option<Span>)> {
    let body = value.strip_prefix('P')?;
    let unit = match body.chars().last()? {
        _ if body.contains('T') => Unit::Clock,
        'D' => Unit::Day,
        'W' => Unit::Week,
        'M' => Unit::Month,
        'Y' => Unit::Year,
        _ => return None,
    };
    if body.contains('X') {
        return Some((unit, None));
    }
    Some((unit, Some(value.parse().ok()?)))
}

fn midnight(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}

/// The calendar stretch of `unit` that holds a moment.
fn stretch(at: DateTime, unit: Unit) -> Option<(DateTime, DateTime)> {
    let day = at.date();
    Some(match unit {
        Unit::Clock | Unit::Day => (at, at),
        Unit::Week => {
            let monday = day.iso_week_date();
            let monday =
                jiff::civil::ISOWeekDate::new(monday.year(), monday.week(), Weekday::Monday).ok()?.date();
            (midnight(monday), midnight(monday.checked_add(7.days()).ok()?))
        }
        Unit::Month => (midnight(day.first_of_month()), midnight(day.last_of_month().tomorrow().ok()?)),
        Unit::Year => (midnight(day.first_of_year()), midnight(day.last_of_year().tomorrow().ok()?)),
    })
}

/// The stretch that lies so long before or after an event; none where the words bound nothing.
pub(super) fn away(
    event: Interval,
    value: &str,
    modifier: Option<TimexModifier>,
    side: Side,
) -> Option<Interval> {
    use TimexModifier as M;
    let (from, to) = (event.from?, event.to?);
    let (unit, length) = parse(value)?;
    let Some(length) = length else {
        // "days earlier", "hours later"
        // Hours are less than a day, minutes less than an hour.
        let most: Span = if value.ends_with('H') { 1.day() } else { 1.hour() };
        return match (side, unit) {
            (Side::After, Unit::Clock) => Some(Interval { from: Some(from), to: to.checked_add(most).ok() }),
            (Side::Before, Unit::Clock) => Some(Interval { from: from.checked_sub(most).ok(), to: Some(to) }),
            (Side::After, _) => Some(Interval { from: Some(to), to: None }),
            (Side::Before, _) => Some(Interval { from: None, to: Some(from) }),
        };
    };
    let shift = |at: DateTime| match side {
        Side::After => at.checked_add(length).ok(),
        Side::Before => at.checked_sub(length).ok(),
    };
    let (near, far) = (shift(from)?, shift(to)?);
    match modifier {
        Some(M::LessThan | M::EqualOrLess) => Some(match side {
            Side::After => Interval { from: Some(from), to: Some(far) },
            Side::Before => Interval { from: Some(near), to: Some(to) },
        }),
        Some(M::MoreThan | M::EqualOrMore) => Some(match side {
            Side::After => Interval { from: Some(near), to: None },
            Side::Before => Interval { from: None, to: Some(far) },
        }),
        _ => {
            let last = far.checked_sub(1.second()).ok()?.max(near);
            let ((first, end), (start, after)) = (stretch(near, unit)?, stretch(last, unit)?);
            let _ = (end, start);
            let exact = matches!(unit, Unit::Clock | Unit::Day);
            let (mut lo, mut hi) = if exact { (near, far) } else { (first, after) };
            if modifier == Some(M::Approx) {
                // One unit to either side.
                let one: Span = match unit {
                    Unit::Clock => return None,
                    Unit::Day => 1.day(),
                    Unit::Week => 7.days(),
                    Unit::Month => 1.month(),
                    Unit::Year => 1.year(),
                };
                (lo, hi) = (lo.checked_sub(one).ok()?, hi.checked_add(one).ok()?);
            }
            Some(Interval { from: Some(lo), to: Some(hi) })
        }
    }
}

/// The TIMEX3 value of a stretch that is one day, week, month or year.
pub(super) fn value(interval: Interval) -> Option<String> {
    let (from, to) = (interval.from?, interval.to?);
    if from.time() != Time::midnight() || to.time() != Time::midnight() {
        return None;
    }
    let (first, end) = (from.date(), to.date());
    if first.tomorrow().ok() == Some(end) {
        return Some(first.to_string());
    }
    for unit in [Unit::Week, Unit::Month, Unit::Year] {
        if stretch(from, unit) == Some((from, to)) {
            let week = first.iso_week_date();
            return Some(match unit {
                Unit::Week => format!("{:04}-W{:02}", week.year(), week.week()),
                Unit::Month => format!("{:04}-{:02}", first.year(), first.month()),
                _ => format!("{:04}", first.year()),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_as_exact_as_its_unit() {
        let day = Interval { from: Interval::parse_end("2021-03-10"), to: Interval::parse_end("2021-03-11") };
        let shown = |value: &str, modifier, side| {
            let i = away(day, value, modifier, side)?;
            let print = |e: Option<DateTime>| e.map_or_else(|| "…".to_owned(), Interval::print);
            Some(format!("{} {}", print(i.from), print(i.to)))
        };
        use TimexModifier as M;
        for (value, modifier, side, expected) in [
            ("P1D", None, Side::Before, "2021-03-09 2021-03-10"),
            ("P3D", None, Side::After, "2021-03-13 2021-03-14"),
            ("P2W", None, Side::After, "2021-03-22 2021-03-29"),
            ("P1M", None, Side::Before, "2021-02-01 2021-03-01"),
            ("P2Y", None, Side::After, "2023-01-01 2024-01-01"),
            ("PT2H", None, Side::After, "2021-03-10T02:00 2021-03-11T02:00"),
            ("PTXH", None, Side::After, "2021-03-10 2021-03-12"),
            ("PXD", None, Side::Before, "… 2021-03-10"),
            ("PXW", None, Side::After, "2021-03-11 …"),
            ("P1M", Some(M::LessThan), Side::After, "2021-03-10 2021-04-11"),
            ("P1Y", Some(M::MoreThan), Side::After, "2022-03-10 …"),
            ("P2W", Some(M::Approx), Side::After, "2021-03-15 2021-04-05"),
        ] {
            assert_eq!(shown(value, modifier, side).as_deref(), Some(expected), "{value} {modifier:?}");
        }
        assert_eq!(shown("PXX", None, Side::After), None);
        assert_eq!(away(day, "P2W", None, Side::After).and_then(value).as_deref(), Some("2021-W12"));
    }
}
