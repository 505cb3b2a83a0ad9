//! *What day is that, then?*
//!
//! Turns what a rule read (a [`Frame`]) into a value. What the words leave open is taken from the publication
//! date, or, in a narrative or a report without a date, from an earlier date of the text; which way to look is told
//! by words ("last", "next") or by the tense of the verb. What cannot be known stays open (`XXXX`) and unresolved.
//! Nothing is guessed: an expression that hangs on an event keeps its length and gets no day.

use copydesk_model::{Anchor, Granularity, Published, PublishedDate, Span, TimeExpression, TimexType};
use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::calendar::{days, months};
use crate::frame::{Frame, Slot, Unit, op};
use crate::matcher::Found;
use crate::tense::Tenses;
use crate::units::{clock, granularity, length, modifier, open, step, year_part};
use crate::value::{Calendar, Clock, Value, Within};

/// The publication date as the resolver needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base {
    pub(crate) day: Date,
    /// How fine it is.
    pub(crate) granularity: Granularity,
    pub(crate) clock: Clock,
}

impl Base {
    pub(crate) fn of(published: &Published) -> Option<Self> {
        let (day, granularity, clock) = match published.date? {
            PublishedDate::Instant(at, _) => {
                (at.date(), Granularity::Minute, Clock::Minute(at.hour() as u8, at.minute() as u8))
            }
            PublishedDate::Day(day) => (day, Granularity::Day, Clock::None),
            PublishedDate::Month(y, m) => (Date::new(y, m, 1).ok()?, Granularity::Month, Clock::None),
            PublishedDate::Year(y) => (Date::new(y, 1, 1).ok()?, Granularity::Year, Clock::None),
        };
        // Room on both sides, so that steps from it stay inside the calendar.
        (1..=9000).contains(&day.year()).then_some(Self { day, granularity, clock })
    }
}

/// How the text relates to its publication date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// News: what is left open is near the publication date.
    News,
    /// A history: what is left open is near the date told last.
    Narrative,
    /// The publication date is not known.
    Undated,
}

/// Reads frames in the order of the text.
pub(crate) struct Resolver<'a> {
    pub(crate) tenses: Tenses<'a>,
    pub(crate) base: Option<Base>,
    pub(crate) mode: Mode,
    /// A text of a line or two, as people post them.
    message: bool,
    pub(crate) holidays: &'a [crate::calendar::Holiday],
    /// The last calendar time with a known year, and its place.
    last: Option<(Calendar, Span)>,
    /// The last one that is a day or finer.
    last_day: Option<(Date, Span)>,
    /// The last quarter, half or month of a year that was spoken of, not one compared with it.
    last_period: Option<(Calendar, Span)>,
}

/// A day to count from, how far it can be trusted, and where it comes from.
#[derive(Clone, Copy)]
struct Origin {
    day: Date,
    granularity: Granularity,
    anchor: Anchor,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        tenses: Tenses<'a>,
        base: Option<Base>,
        mode: Mode,
        message: bool,
        holidays: &'a [crate::calendar::Holiday],
    ) -> Self {
        Self { tenses, base, mode, message, holidays, last: None, last_day: None, last_period: None }
    }

    /// Resolves one expression; `None` refuses it.
    pub(crate) fn resolve(&mut self, found: &Found) -> Option<TimeExpression> {
        let frame = &found.frame;
        let toks = self.tenses.toks;
        let last = if frame.has(Slot::Trim) && self.mode != Mode::Narrative && found.last > found.first {
            found.last - 1
        } else {
            found.last
        };
        let span = Span::new(toks[found.first].start as usize, toks[last].end as usize);
        let operation = frame.int(Slot::Op).unwrap_or(op::CALENDAR);
        // 1: only in a history.
        if frame.int(Slot::Guard) == Some(1) && self.mode != Mode::Narrative {
            return None;
        }
        let whole = span.of(self.tenses.text);
        // "0:40" is the length of a recording; "This Week" is the name of a programme.
        if whole.starts_with("0:") || self.titled(found) {
            return None;
        }
        // 4: a day with a year of its own, whatever year it is: "the Sept. 11 attacks".
        let mut memorable = *frame;
        if frame.int(Slot::Guard) == Some(4) {
            let day = (frame.int(Slot::Month), frame.int(Slot::Day)) == (Some(9), Some(11));
            let now = self.base.is_none_or(|b| b.day.year() > 2001);
            if !(day && now) {
                if !whole.starts_with(char::is_alphabetic) {
                    return None;
                }
                memorable.unset(Slot::Year);
            }
        }
        let frame = &memorable;
        let (value, anchor) = match operation {
            op::NO => return None,
            op::AGE if self.mode != Mode::Narrative => return None,
            op::REF if self.inside_a_name(found) => return None,
            op::REF => {
                (Value::Reference(frame.int(Slot::Ref).unwrap_or(1).clamp(0, 2) as u8), self.present())
            }
            op::LENGTH => {
                let next = self.tenses.toks.get(found.last + 1);
                let hangs = next.is_some_and(|t| self.tenses.grammar.at(t.entry).link);
                let anchor = if hangs { self.hung_on(found) } else { Anchor::Absolute };
                (Value::Length(length(frame)?), anchor)
            }
            op::SET | op::AGE => (Value::Length(length(frame)?), Anchor::Absolute),
            op::EVENT => self.event(found, frame)?,
            op::EVERY => (Value::Calendar(Self::every(frame)?), Anchor::Absolute),
            op::SHIFT => self.shift(frame, found)?,
            op::EARLIER => self.earlier(frame)?,
            _ => self.calendar(frame, found)?,
        };
        let kind = match frame.int(Slot::Type) {
            Some(1) => TimexType::Time,
            Some(2) => TimexType::Duration,
            Some(3) => TimexType::Set,
            _ => TimexType::Date,
        };
        let kind = match (kind, value) {
            (TimexType::Duration, Value::Calendar(_)) => TimexType::Date,
            (TimexType::Date, Value::Calendar(c)) if c.time != Clock::None => TimexType::Time,
            _ => kind,
        };
        if let (Value::Calendar(calendar), true) = (value, kind != TimexType::Set && operation != op::EARLIER)
        {
            let (from, to) = self.tenses.sentence(found.first, found.last);
            self.remember(calendar, span, found.first - from <= 2 || to - from <= 8);
        }
        let interval = if kind == TimexType::Set { None } else { value.interval() };
        Some(TimeExpression {
            span,
            kind,
            value: value.to_string(),
            modifier: frame.int(Slot::Modifier).and_then(modifier),
            interval,
            granularity: value.granularity(),
            anchor,
        })
    }

    /// "This Week", "60 Minutes": capitals that no sentence asks for, on words that have none of their own.
    fn titled(&self, found: &Found) -> bool {
        let toks = &self.tenses.toks[found.first..=found.last];
        let words = toks.iter().filter(|t| t.kind == crate::scan::Kind::Word);
        let unit = |t: &crate::scan::Tok| self.tenses.grammar.is_plain_unit(t.entry);
        !self.message
            && !found.frame.has(Slot::Holiday)
            && toks.len() > 1
            && words.clone().all(|t| t.capital && !t.shouted)
            && words.clone().any(unit)
    }

    /// "the “Love Me **Now**” singer": a capital after a capitalised word.
    fn inside_a_name(&self, found: &Found) -> bool {
        let toks = self.tenses.toks;
        let tok = &toks[found.last];
        let before = found.first.checked_sub(1).map(|i| &toks[i]);
        // In a message capitals are for emphasis: "Out Now in stores".
        let closed = toks
            .get(found.last + 1)
            .is_some_and(|t| !t.spaced && matches!(t.text(self.tenses.text), "”" | "\"" | "’" | "'" | "»"));
        (!self.message || closed)
            && tok.capital
            && !tok.shouted
            && before.is_some_and(|b| b.is_alphanumeric() && b.capital && !b.shouted)
    }

    fn remember(&mut self, calendar: Calendar, span: Span, opens: bool) {
        if calendar.year.is_none() || calendar.first_day().is_none() {
            return;
        }
        if let Some(day) = calendar.the_day() {
            self.last_day = Some((day, span));
        }
        if matches!(calendar.within, Within::Quarter(_)) {
            self.last_period = Some((calendar, span));
        }
        // A year that is only mentioned in passing ("declassified in 2005") does not move a history on.
        if self.mode == Mode::Narrative
            && calendar.granularity() >= Granularity::Year
            && let (Some((told, _)), Some(year)) = (self.last, calendar.year)
        {
            let step = i32::from(year) - i32::from(told.year.unwrap_or(year));
            if told.granularity() < Granularity::Year && !opens && step != 0 {
                return;
            }
        }
        // A report without a date takes its year only from a date told in full.
        if self.mode != Mode::Undated
            || calendar.the_day().is_some()
            || matches!(calendar.within, Within::Month(_))
        {
            self.last = Some((calendar, span));
        }
    }

    fn present(&self) -> Anchor {
        if self.base.is_some() { Anchor::Published } else { Anchor::Unresolved }
    }

    fn published(&self) -> Option<Origin> {
        self.base.map(|b| Origin { day: b.day, granularity: b.granularity, anchor: Anchor::Published })
    }

    fn told(&self) -> Option<Origin> {
        let (calendar, span) = self.last?;
        Some(Origin {
            day: calendar.first_day()?,
            granularity: if calendar.time == Clock::None { calendar.granularity() } else { Granularity::Day },
            anchor: Anchor::Time(span),
        })
    }

    /// What a time that is left open is counted from.
    fn origin(&self) -> Option<Origin> {
        match self.mode {
            Mode::News => self.published(),
            Mode::Narrative => self.told().or_else(|| self.published()),
            Mode::Undated => self.told(),
        }
    }

    /// What a shift counts from: words like "yesterday" the publication date, words like "the next day" the text.
    fn shift_origin(&self, frame: &Frame, unit: Unit) -> Option<Origin> {
        let fits = |o: &Origin| o.granularity <= granularity(unit);
        if frame.int(Slot::Base) == Some(1) {
            let day = self.last_day.map(|(day, span)| Origin {
                day,
                granularity: Granularity::Day,
                anchor: Anchor::Time(span),
            });
            return self.told().filter(fits).or(day).or_else(|| self.published());
        }
        if self.mode == Mode::Narrative { self.told().filter(fits) } else { self.published() }
    }

    fn shift(&mut self, frame: &Frame, found: &Found) -> Option<(Value, Anchor)> {
        let unit = Unit::coded(frame.get(Slot::Unit)?)?;
        if frame.get(Slot::Count).is_some_and(|n| n < 0.0) {
            let past = frame.get(Slot::Shift).is_none_or(|s| s >= 0.0);
            return Some((Value::Reference(if past { 0 } else { 2 }), self.present()));
        }
        let mut n = frame.get(Slot::Shift)?;
        // "the weekend" is the last one, or this one when it has begun or is to come.
        if let (Unit::Weekend, true, Some(base)) = (unit, frame.has(Slot::Lean), self.base) {
            let begun = base.day.weekday().to_monday_one_offset() >= 6;
            if begun || self.tenses.direction(found.first, found.last) == Some(1) {
                n = 0.0;
            }
        }
        let n = n + frame.get(Slot::Plus).unwrap_or(0.0).copysign(n);
        if n.abs() > 100_000.0 {
            return None;
        }
        let Some(origin) = self.shift_origin(frame, unit).filter(|o| o.granularity <= granularity(unit))
        else {
            return Some((Value::Calendar(open(unit, clock(frame))), Anchor::Unresolved));
        };
        let calendar = step(origin.day, unit, n, self.base.map(|b| b.clock))?;
        let calendar = match clock(frame) {
            Clock::None => calendar,
            time => calendar.at(time),
        };
        // "October last year", "Tuesday last week": a place within the stretch.
        let calendar = Self::inside(calendar, frame).unwrap_or(calendar);
        Some((Value::Calendar(calendar), origin.anchor))
    }

    /// A month, weekday, quarter … that the same words name within a stretch.
    fn inside(calendar: Calendar, frame: &Frame) -> Option<Calendar> {
        if let (Within::Week(w), Some(weekday)) = (calendar.within, frame.int(Slot::Weekday)) {
            let weekday = Weekday::from_monday_one_offset(weekday as i8).ok()?;
            return Some(Calendar::day(ISOWeekDate::new(calendar.year?, w as i8, weekday).ok()?.date()));
        }
        if calendar.within == Within::Year {
            return Some(Calendar::new(calendar.year, year_part(frame)?).at(calendar.time));
        }
        None
    }

    /// "a year earlier", "the 1988 quarter": the quarter spoken of, so many years back, or in another year.
    fn earlier(&mut self, frame: &Frame) -> Option<(Value, Anchor)> {
        let back = frame.get(Slot::Count).unwrap_or(0.0) as i16;
        let year =
            |told: i16| frame.int(Slot::Year).map_or_else(|| told.checked_sub(back), |y| Some(y as i16));
        // What is not over cannot be reported on yet.
        let over = |c: Calendar| {
            let to = Value::Calendar(c).interval().and_then(|i| i.to);
            self.base.is_none_or(|b| to.is_some_and(|to| to.date() <= b.day))
        };
        if let Some((calendar, span)) = self.last_period.filter(|(c, _)| over(*c)) {
            let year = Some(year(calendar.year?)?);
            return Some((Value::Calendar(Calendar { year, ..calendar }), Anchor::Time(span)));
        }
        if let Some(named) = frame.int(Slot::Year) {
            return Some((
                Value::Calendar(Calendar::new(Some(named as i16), Within::Year)),
                Anchor::Absolute,
            ));
        }
        let Some(origin) = self.origin() else {
            return Some((Value::Calendar(Calendar::new(None, Within::Year)), Anchor::Unresolved));
        };
        if back == 0 {
            let day = months(origin.day, -3)?;
            let quarter = Within::Quarter((day.month() as u8 - 1) / 3 + 1);
            return Some((Value::Calendar(Calendar::new(Some(day.year()), quarter)), origin.anchor));
        }
        Some((Value::Calendar(Calendar::new(Some(origin.day.year() - back), Within::Year)), origin.anchor))
    }

    /// "two weeks after they announced": the length is known, the day is not.
    fn event(&mut self, found: &Found, frame: &Frame) -> Option<(Value, Anchor)> {
        let length = length(frame)?;
        // In a history the time told last is what the next one is counted from.
        if let (Mode::Narrative, Some(unit)) = (self.mode, frame.get(Slot::Unit).and_then(Unit::coded)) {
            let n =
                frame.get(Slot::Count).unwrap_or(-1.0) * f64::from(frame.int(Slot::Direction).unwrap_or(1));
            let counted = frame.get(Slot::Count).is_some_and(|c| c > 0.0) && n.abs() < 10_000.0;
            if let Some(origin) = self.told().filter(|o| counted && o.granularity <= granularity(unit)) {
                let fine = if origin.granularity <= Granularity::Day && unit == Unit::Week {
                    step(origin.day, Unit::Day, n * 7.0, None)?
                } else {
                    step(origin.day, unit, n, None)?
                };
                return Some((Value::Calendar(fine), origin.anchor));
            }
        }
        Some((Value::Length(length), self.hung_on(found)))
    }

    fn every(frame: &Frame) -> Option<Calendar> {
        let time = clock(frame);
        let within = if let Some(weekday) = frame.int(Slot::Weekday) {
            Within::Weekday(weekday as u8)
        } else if let Some(part) = year_part(frame) {
            part
        } else if frame.get(Slot::Unit).and_then(Unit::coded) == Some(Unit::Weekend) {
            Within::Weekend(0)
        } else if time != Clock::None {
            Within::Day(0, 0)
        } else {
            return None;
        };
        Some(Calendar::new(None, within).at(time))
    }

    fn calendar(&mut self, frame: &Frame, found: &Found) -> Option<(Value, Anchor)> {
        let time = clock(frame);
        let done = |c: Calendar, anchor| Some((Value::Calendar(c.at(time)), anchor));
        if let Some(decade) = frame.int(Slot::Decade) {
            let _ = found;
            let year = if decade < 100 { decade + self.century(decade) } else { decade };
            return done(Calendar::new(Some(year as i16), Within::Decade), Anchor::Absolute);
        }
        if let Some(century) = frame.int(Slot::Century) {
            let era = if frame.has(Slot::Era) { -1 } else { 1 };
            let year = era * (century.clamp(1, 90) - 1) * 100;
            return done(Calendar::new(Some(year as i16), Within::Century), Anchor::Absolute);
        }
        let year = frame.int(Slot::Year).or_else(|| {
            let short = frame.int(Slot::Yr2)?;
            Some(short + self.century(short))
        });
        let year = year.map(|y| if frame.has(Slot::Era) { -y } else { y });
        if let Some(holiday) = frame.int(Slot::Holiday) {
            let holiday = self.holidays.get(holiday as usize)?;
            if let Some(year) = year {
                return done(Calendar::day(holiday.day(year as i16)?), Anchor::Absolute);
            }
            return self.recurring(
                frame,
                found,
                |y| Some(Calendar::day(holiday.day(y)?)),
                Within::Day(0, 0),
                Near::Nearest,
                time,
            );
        }
        if let Some(part) = year_part(frame) {
            if let Some(year) = year {
                let calendar = Calendar::new(Some(year as i16), part);
                if matches!(part, Within::Day(..)) && calendar.first_day().is_none() {
                    return None;
                }
                return done(calendar, Anchor::Absolute);
            }
            if let (Some(1), Some((last, span))) = (frame.int(Slot::Base), self.last) {
                return done(Calendar::new(last.year, part), Anchor::Time(span));
            }
            if let Within::Day(m, d) = part {
                // A leap year, so that the 29th of February passes.
                Date::new(2000, m as i8, d as i8).ok()?;
            }
            let near = if matches!(part, Within::Day(..)) { Near::Nearest } else { Near::Past };
            return self.recurring(frame, found, |y| Some(Calendar::new(Some(y), part)), part, near, time);
        }
        if let Some(day) = frame.int(Slot::Day) {
            let Some(origin) = self.origin().filter(|o| o.granularity <= Granularity::Month) else {
                return done(Calendar::new(None, Within::Day(0, day as u8)), Anchor::Unresolved);
            };
            let date = Date::new(origin.day.year(), origin.day.month(), day as i8).ok();
            return done(Calendar::day(date?), origin.anchor);
        }
        if let Some(weekday) = frame.int(Slot::Weekday) {
            return self.weekday(frame, found, weekday, time);
        }
        if let Some(year) = year {
            return done(Calendar::new(Some(year as i16), Within::Year), Anchor::Absolute);
        }
        if time == Clock::None {
            return None;
        }
        // A time of day alone is of the day told in this sentence or the one before, else of the publication.
        let (from, _) = self.tenses.sentence(found.first, found.last);
        let from = if from > 0 { self.tenses.sentence(from - 1, from - 1).0 } else { from };
        let begin = self.tenses.toks[from].start as usize;
        if let Some((day, span)) = self.last_day {
            // "the morning" is one that was spoken of; "8 p.m." is of that day only if it was spoken of just now.
            if self.mode != Mode::News || frame.int(Slot::Base) == Some(1) || span.start() >= begin {
                return done(Calendar::day(day), Anchor::Time(span));
            }
        }
        match self.base.filter(|b| b.granularity <= Granularity::Day && self.mode == Mode::News) {
            Some(base) => done(Calendar::day(base.day), Anchor::Published),
            None => done(Calendar::new(None, Within::Day(0, 0)), Anchor::Unresolved),
        }
    }

    /// The hundreds that go with two digits of a year: the latest that is not far ahead of publication.
    fn century(&self, short: i32) -> i32 {
        let Some(base) = self.base else { return if short > 30 { 1900 } else { 2000 } };
        let now = i32::from(base.day.year());
        let century = now / 100 * 100;
        if century + short > now + 15 { (century - 100).max(0) } else { century }
    }

    fn weekday(
        &mut self,
        frame: &Frame,
        found: &Found,
        weekday: i32,
        time: Clock,
    ) -> Option<(Value, Anchor)> {
        let origin = match self.mode {
            Mode::News => self.published(),
            Mode::Narrative | Mode::Undated => self.told(),
        };
        let told = self.last_day.filter(|_| frame.int(Slot::Base) == Some(1));
        let origin = told
            .map(|(day, span)| Origin { day, granularity: Granularity::Day, anchor: Anchor::Time(span) })
            .or(origin);
        let Some(origin) = origin.filter(|o| o.granularity <= Granularity::Day) else {
            return Some((
                Value::Calendar(Calendar::new(None, Within::Weekday(weekday as u8)).at(time)),
                Anchor::Unresolved,
            ));
        };
        let today = i32::from(origin.day.weekday().to_monday_one_offset());
        let ahead = (weekday - today).rem_euclid(7);
        let back = (today - weekday).rem_euclid(7);
        let offset = match frame.int(Slot::Direction) {
            Some(-1) => {
                if back == 0 {
                    -7
                } else {
                    -back
                }
            }
            Some(1) => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            Some(_) => ahead,
            // "not until Monday", "put off until Monday"
            None if frame.int(Slot::Lean) == Some(-2) => -back,
            None if frame.int(Slot::Lean) == Some(2) => ahead,
            // "Wednesday's ruling" has been given, whatever is said of it.
            None if self.tenses.possessive(found.last) => -back,
            None => match self.tenses.direction(found.first, found.last).or(frame.int(Slot::Lean)) {
                Some(1) => ahead,
                // Six days back is said with "last" or a date: a bare weekday that is tomorrow's is tomorrow.
                _ if ahead == 1 && self.mode == Mode::News => ahead,
                _ => -back,
            },
        };
        let day = days(origin.day, offset)?;
        Some((Value::Calendar(Calendar::day(day).at(time)), origin.anchor))
    }

    /// Something that comes once a year, its year left open.
    fn recurring(
        &mut self,
        frame: &Frame,
        found: &Found,
        make: impl Fn(i16) -> Option<Calendar>,
        part: Within,
        near: Near,
        time: Clock,
    ) -> Option<(Value, Anchor)> {
        let Some(origin) = self.origin() else {
            let calendar = make(2000).map_or(Calendar::new(None, part), |c| Calendar { year: None, ..c });
            return Some((Value::Calendar(calendar.at(time)), Anchor::Unresolved));
        };
        let year = origin.day.year();
        let direction = frame.int(Slot::Direction);
        if self.mode != Mode::News && direction.is_none() {
            return Some((Value::Calendar(make(self.narrative_year(year, part))?.at(time)), origin.anchor));
        }
        let candidates: Vec<(Calendar, Date)> = [year - 1, year, year + 1]
            .iter()
            .filter_map(|y| Some((make(*y)?, make(*y)?.first_day()?)))
            .collect();
        let here = make(year).and_then(|c| Value::Calendar(c).interval());
        let now = origin.day;
        let begun = |from: &Date| *from <= now;
        let over = |c: &Calendar| {
            Value::Calendar(*c).interval().and_then(|i| i.to).is_some_and(|to| to.date() <= now)
        };
        // "by February" is to come even where the verb is in the past: "had until February".
        let tense = match frame.int(Slot::Lean) {
            Some(2) => Some(1),
            lean => self.tenses.direction(found.first, found.last).or(lean),
        };
        let past = candidates.iter().rfind(|(_, from)| begun(from)).map(|(c, _)| *c);
        let future = candidates.iter().find(|(c, _)| !over(c)).map(|(c, _)| *c);
        let _ = here;
        let chosen = match direction {
            Some(-1) => candidates.iter().rfind(|(c, _)| over(c)).map(|(c, _)| *c),
            Some(1) => candidates.iter().find(|(_, from)| !begun(from)).map(|(c, _)| *c),
            Some(_) => make(year),
            None => match (near, tense) {
                (Near::Past, None)
                    if self.message && matches!(part, Within::Month(_) | Within::Season(0..=2)) =>
                {
                    // People post of what is near, before or behind.
                    let far = |c: &Calendar| {
                        let day = c.first_day().and_then(|d| d.since(now).ok());
                        day.map_or(i64::MAX, |s| i64::from(s.get_days()).abs())
                    };
                    candidates.iter().map(|(c, _)| *c).min_by_key(far)
                }
                (Near::Nearest, _) => {
                    let far = |c: &Calendar| {
                        c.first_day().map_or(i64::MAX, |d| {
                            d.since(now).map_or(i64::MAX, |s| i64::from(s.get_days()).abs())
                        })
                    };
                    let _ = far;
                    let ahead = future.filter(|c| far(c) < if tense == Some(1) { 300 } else { 100 });
                    match (past, ahead) {
                        (Some(p), Some(f)) if far(&p) <= far(&f) && tense != Some(1) => Some(p),
                        (_, Some(f)) => Some(f),
                        (p, None) => p,
                    }
                }
                // A quarter that has just ended is reported on, whatever the tense: "expects to report".
                (_, Some(1)) if !matches!(part, Within::Quarter(_)) => future,
                _ => past,
            },
        }?;
        Some((Value::Calendar(chosen.at(time)), origin.anchor))
    }

    /// The year of a month or day in a narrative: the year told last, or the next where the year has turned.
    fn narrative_year(&self, year: i16, part: Within) -> i16 {
        let month = |w: Within| match w {
            Within::Month(m) | Within::Day(m, _) => Some(i16::from(m)),
            Within::Season(s) => Some(i16::from(s) * 3 + 4),
            _ => None,
        };
        let told = self.last.and_then(|(c, _)| month(c.within));
        match (told, month(part)) {
            (Some(told), Some(now)) if told - now >= 9 => year + 1,
            (Some(told), Some(now)) if now - told >= 9 => year - 1,
            _ => year,
        }
    }
}

/// Which of two candidates to prefer when no word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Near {
    Past,
    Nearest,
}
