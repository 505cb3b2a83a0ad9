//! *How long is that, and where does it end up?*
//!
//! Plain functions from a frame's slots to the parts of a value: lengths ("two and a half years" is `P2Y6M`), steps
//! along the calendar ("three weeks on" from a day), times of day, stretches of a year.

use copydesk_model::{Granularity, TimexModifier};
use jiff::civil::Date;

use crate::calendar::{days, months};
use crate::frame::{Frame, Slot, Unit};
use crate::value::{Amount, Calendar, Clock, Length, LengthUnit, Within};

/// The stretch of a year that a frame names.
pub(crate) fn year_part(frame: &Frame) -> Option<Within> {
    if let Some(month) = frame.int(Slot::Month) {
        return Some(match frame.int(Slot::Day) {
            Some(day) => Within::Day(month as u8, day.clamp(0, 99) as u8),
            None => Within::Month(month as u8),
        });
    }
    if let Some(season) = frame.int(Slot::Season) {
        return Some(Within::Season(season as u8));
    }
    if let Some(quarter) = frame.int(Slot::Quarter) {
        return (1..=4).contains(&quarter).then_some(Within::Quarter(quarter as u8));
    }
    let half = frame.int(Slot::Half)?;
    Some(Within::Half(half as u8))
}

/// The time of day that a frame names.
pub(crate) fn clock(frame: &Frame) -> Clock {
    if let Some(clock) = frame.int(Slot::Clock) {
        let afternoon = frame.int(Slot::Meridiem) == Some(12) && clock < 1200;
        return Clock::Minute((clock / 100) as u8 + if afternoon { 12 } else { 0 }, (clock % 100) as u8);
    }
    if let Some(hour) = frame.int(Slot::Hour) {
        let hour = match frame.int(Slot::Meridiem) {
            Some(12) if hour < 12 => hour + 12,
            Some(0) if hour == 12 => 0,
            _ => hour,
        } as u8;
        return match (frame.int(Slot::Minute), frame.int(Slot::Second)) {
            (Some(m), Some(s)) => Clock::Second(hour, m as u8, s as u8),
            (m, _) => Clock::Minute(hour, m.unwrap_or(0) as u8),
        };
    }
    frame.int(Slot::Part).map_or(Clock::None, |p| Clock::Part(p as u8))
}

/// A length from a count and a unit.
pub(crate) fn length(frame: &Frame) -> Option<Length> {
    use LengthUnit as L;
    let unit = Unit::coded(frame.get(Slot::Unit)?)?;
    let count = frame.get(Slot::Count)?;
    let vague = count < 0.0;
    let n = count + frame.get(Slot::Plus).unwrap_or(0.0);
    let one = |unit| Some(Length::of(if vague { Amount::Vague } else { Amount::Exact(n) }, unit));
    // "2 1/2 years" is P2Y6M, "a minute and a half" PT1M30S.
    let split = |unit, finer, per: f64| {
        let whole = n.floor();
        if vague || n.fract() == 0.0 || (n.fract() * per).fract() != 0.0 {
            return one(unit);
        }
        let rest = Some((Amount::Exact(n.fract() * per), finer));
        if whole == 0.0 {
            return Some(Length { parts: [rest, None, None] });
        }
        Some(Length { parts: [Some((Amount::Exact(whole), unit)), rest, None] })
    };
    match unit {
        Unit::Second => one(L::Second),
        Unit::Minute => split(L::Minute, L::Second, 60.0),
        Unit::Hour => split(L::Hour, L::Minute, 60.0),
        Unit::Day | Unit::Night => split(L::Day, L::Hour, 24.0),
        Unit::Week => one(L::Week),
        Unit::Fortnight if vague => one(L::Week),
        Unit::Fortnight => Some(Length::of(Amount::Exact(n * 2.0), L::Week)),
        Unit::Weekend => one(L::Weekend),
        Unit::Month => one(L::Month),
        Unit::Quarter | Unit::Season => one(L::Quarter),
        Unit::Year => split(L::Year, L::Month, 12.0),
        Unit::Decade if vague => one(L::Decade),
        Unit::Decade => Some(Length::of(Amount::Exact(n * 10.0), L::Year)),
        Unit::Century if vague => one(L::Century),
        Unit::Century => Some(Length::of(Amount::Exact(n * 100.0), L::Year)),
        Unit::Millennium => Some(Length::of(Amount::Exact(n.abs() * 1000.0), L::Year)),
        Unit::Half => Some(Length::of(Amount::Exact(n * 6.0), L::Month)),
        Unit::Some => Some(Length::of(Amount::Vague, L::Any)),
    }
}

/// The stretch of a unit that lies `n` units from the one that holds a day.
pub(crate) fn step(day: Date, unit: Unit, n: f64, clock: Option<Clock>) -> Option<Calendar> {
    let whole = n as i32;
    let month = |d: Date| Calendar::new(Some(d.year()), Within::Month(d.month() as u8));
    let years = |n: i32| day.year().checked_add(i16::try_from(n).ok()?);
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            let seconds = n * match unit {
                Unit::Hour => 3600.0,
                Unit::Minute => 60.0,
                _ => 1.0,
            };
            let Some(Clock::Minute(h, m)) = clock else {
                return Some(Calendar::day(days(day, (seconds / 86400.0) as i32)?).at(Clock::None));
            };
            let at = day.at(h.min(23) as i8, m.min(59) as i8, 0, 0);
            let at = at.checked_add(jiff::SignedDuration::from_secs(seconds as i64)).ok()?;
            Calendar::day(at.date()).at(Clock::Minute(at.hour() as u8, at.minute() as u8))
        }
        Unit::Day | Unit::Night => Calendar::day(days(day, whole)?),
        Unit::Week => Calendar::week(days(day, whole.checked_mul(7)?)?),
        Unit::Fortnight => Calendar::week(days(day, whole.checked_mul(14)?)?),
        Unit::Weekend => {
            let week = Calendar::week(days(day, whole.checked_mul(7)?)?);
            match week.within {
                Within::Week(w) => Calendar { within: Within::Weekend(w), ..week },
                _ => week,
            }
        }
        Unit::Month => month(months(day, whole)?),
        Unit::Quarter => {
            let d = months(day, whole.checked_mul(3)?)?;
            Calendar::new(Some(d.year()), Within::Quarter((d.month() as u8 - 1) / 3 + 1))
        }
        Unit::Half => {
            let d = months(day, whole.checked_mul(6)?)?;
            Calendar::new(Some(d.year()), Within::Half((d.month() as u8 - 1) / 6 + 1))
        }
        Unit::Year if n.fract() != 0.0 => month(months(day, (n * 12.0).round() as i32)?),
        Unit::Year => Calendar::new(Some(years(whole)?), Within::Year),
        Unit::Decade if whole.abs() > 1 => Calendar::new(Some(years(whole.checked_mul(10)?)?), Within::Year),
        Unit::Decade => Calendar::new(Some(years(whole * 10)? / 10 * 10), Within::Decade),
        Unit::Century => Calendar::new(Some(years(whole.checked_mul(100)?)? / 100 * 100), Within::Century),
        Unit::Season | Unit::Millennium | Unit::Some => return None,
    })
}

/// What is said of a unit when nothing can be counted from.
pub(crate) fn open(unit: Unit, time: Clock) -> Calendar {
    let within = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => Within::Day(0, 0),
        Unit::Week | Unit::Fortnight => Within::Week(0),
        Unit::Weekend => Within::Weekend(0),
        Unit::Month => Within::Month(0),
        Unit::Quarter | Unit::Season => Within::Quarter(0),
        _ => Within::Year,
    };
    Calendar::new(None, within).at(time)
}

pub(crate) fn granularity(unit: Unit) -> Granularity {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => Granularity::Day,
        Unit::Weekend => Granularity::Weekend,
        Unit::Week | Unit::Fortnight => Granularity::Week,
        Unit::Month => Granularity::Month,
        Unit::Season | Unit::Quarter => Granularity::Quarter,
        Unit::Half => Granularity::HalfYear,
        Unit::Year => Granularity::Year,
        Unit::Decade => Granularity::Decade,
        Unit::Century | Unit::Millennium => Granularity::Century,
        Unit::Some => Granularity::Vague,
    }
}

pub(crate) fn modifier(code: i32) -> Option<TimexModifier> {
    use TimexModifier as M;
    const ALL: [M; 12] = [
        M::Before,
        M::After,
        M::OnOrBefore,
        M::OnOrAfter,
        M::LessThan,
        M::MoreThan,
        M::EqualOrLess,
        M::EqualOrMore,
        M::Start,
        M::Mid,
        M::End,
        M::Approx,
    ];
    ALL.get(usize::try_from(code).ok()?).copied()
}
