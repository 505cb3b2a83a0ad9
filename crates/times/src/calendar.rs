//! *On which day is it that year?* Holidays and the steps of the calendar.

use jiff::Span;
use jiff::civil::{Date, Weekday};

/// How a holiday is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holiday {
    /// Month and day.
    Fixed(i8, i8),
    /// The n-th weekday of a month, negative from its end, and days after that.
    Nth(i8, i8, i8, i32),
    /// Days from Western Easter Sunday.
    Easter(i32),
}

impl Holiday {
    /// `12-25`, `nth 11 4 4` (month, n, weekday), `easter -2`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(days) = text.strip_prefix("easter") {
            return days.trim().parse().ok().map(Self::Easter);
        }
        if let Some(nth) = text.strip_prefix("nth") {
            let n: Vec<i32> = nth.split_whitespace().map_while(|p| p.parse().ok()).collect();
            let [month, nth, weekday, rest @ ..] = n.as_slice() else { return None };
            let plus = rest.first().copied().unwrap_or(0);
            return Some(Self::Nth(*month as i8, *nth as i8, *weekday as i8, plus));
        }
        let (month, day) = text.split_once('-')?;
        Some(Self::Fixed(month.parse().ok()?, day.parse().ok()?))
    }

    /// The day in a year.
    pub(crate) fn day(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(month, nth, weekday, plus) => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let day = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?;
                days(day, plus)
            }
            Self::Easter(plus) => days(easter(year)?, plus),
        }
    }
}

/// A day so many days off.
pub(crate) fn days(day: Date, n: i32) -> Option<Date> {
    day.checked_add(Span::new().try_days(n).ok()?).ok()
}

/// A day so many months off, held to the month's length.
pub(crate) fn months(day: Date, n: i32) -> Option<Date> {
    day.checked_add(Span::new().try_months(n).ok()?).ok()
}

#[expect(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movable_holidays_fall_where_almanacs_put_them() {
        for (rule, year, day) in [
            ("easter 0", 2020, "2020-04-12"),
            ("easter 0", 1998, "1998-04-12"),
            ("easter -2", 2024, "2024-03-29"),
            ("nth 11 4 4", 2020, "2020-11-26"),
            ("nth 5 -1 1", 2021, "2021-05-31"),
            ("12-25", 1999, "1999-12-25"),
        ] {
            assert_eq!(Holiday::parse(rule).and_then(|h| h.day(year)).unwrap().to_string(), day);
        }
    }
}
