//! *What did a rule read, before anybody asks what day that is?*
//!
//! A [`Frame`] is what the words alone say: the slots that a rule's classes and actions have filled. It knows
//! no publication date; [`resolve`](crate::resolve) turns it into a value.

/// The names of slots, as the rule file writes them.
macro_rules! slots {
    ($($(#[$doc:meta])* $slot:ident = $name:literal),* $(,)?) => {
        /// One slot of a frame.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Slot { $($(#[$doc])* $slot),* }

        impl Slot {
            /// The slot of that name.
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$slot),)* _ => None }
            }

            const COUNT: usize = [$(Self::$slot),*].len();
        }
    };
}

slots! {
    Year = "year",
    /// Two digits of a year.
    Yr2 = "yr2",
    Month = "month",
    Day = "day",
    /// Monday is 1.
    Weekday = "weekday",
    Part = "part",
    Season = "season",
    Quarter = "quarter",
    Half = "half",
    Hour = "hour",
    Minute = "minute",
    Second = "second",
    /// 0 for a.m., 12 for p.m.
    Meridiem = "meridiem",
    /// "2359".
    Clock = "clock",
    /// First year, "1990" or "90".
    Decade = "decade",
    Century = "century",
    /// Index in the table of holidays.
    Holiday = "holiday",
    Unit = "unit",
    /// How many; negative for a vague quantity.
    Count = "n",
    /// A fraction on top: "two **and a half**".
    Plus = "plus",
    /// How many units from the reference.
    Shift = "shift",
    Modifier = "mod",
    /// Which way to look: -1 back, 0 here, 1 ahead.
    Direction = "dir",
    /// What the shift counts from.
    Base = "base",
    Ordinal = "ord",
    Ref = "ref",
    /// How the frame is to be understood.
    Op = "op",
    Era = "era",
    Type = "type",
    /// A weekend of a date, a fiscal year, …
    Fiscal = "fiscal",
    /// Refuse the match unless the words around it allow it.
    Guard = "guard",
    /// In news the last word is not part of the extent: "two days later".
    Trim = "trim",
    /// A word before it leans to the future ("by February") unless the verb is in the past.
    Lean = "lean",
}

/// What the words say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame([f64; Slot::COUNT]);

impl Default for Frame {
    fn default() -> Self {
        Self([f64::NAN; Slot::COUNT])
    }
}

impl Frame {
    pub(crate) fn get(&self, slot: Slot) -> Option<f64> {
        let value = self.0[slot as usize];
        (!value.is_nan()).then_some(value)
    }

    pub(crate) fn int(&self, slot: Slot) -> Option<i32> {
        self.get(slot).map(|v| v as i32)
    }

    pub(crate) fn has(&self, slot: Slot) -> bool {
        !self.0[slot as usize].is_nan()
    }

    pub(crate) fn set(&mut self, slot: Slot, value: f64) {
        self.0[slot as usize] = value;
    }

    pub(crate) fn unset(&mut self, slot: Slot) {
        self.0[slot as usize] = f64::NAN;
    }

    /// Fills empty slots of a date from its neighbour in the same rule: "6-7 January 1916".
    pub(crate) fn inherit(&mut self, other: &Frame) {
        // "1914-18"
        if let (Some(short), Some(year), false) =
            (self.get(Slot::Yr2), other.get(Slot::Year), self.has(Slot::Year))
        {
            self.set(Slot::Year, (year / 100.0).floor() * 100.0 + short);
        }
        const SHARED: [Slot; 10] = [
            Slot::Year,
            Slot::Yr2,
            Slot::Month,
            Slot::Season,
            Slot::Unit,
            Slot::Part,
            Slot::Meridiem,
            Slot::Op,
            Slot::Modifier,
            Slot::Era,
        ];
        for slot in SHARED {
            if !self.has(slot) && other.has(slot) && self.wants(slot) {
                self.set(slot, other.0[slot as usize]);
            }
        }
    }

    /// Whether a neighbour's slot is coarser than what the frame has.
    fn wants(&self, slot: Slot) -> bool {
        let day = self.has(Slot::Day) || self.has(Slot::Weekday);
        match slot {
            Slot::Year | Slot::Yr2 => {
                !self.has(Slot::Year)
                    && !self.has(Slot::Yr2)
                    && (day
                        || self.has(Slot::Month)
                        || self.has(Slot::Season)
                        || self.has(Slot::Quarter)
                        || self.has(Slot::Half))
            }
            Slot::Month => self.has(Slot::Day),
            Slot::Part => self.has(Slot::Weekday) || self.has(Slot::Day),
            Slot::Meridiem => self.has(Slot::Hour),
            Slot::Era => self.has(Slot::Year),
            Slot::Unit | Slot::Op => self.has(Slot::Count) || self.has(Slot::Ordinal),
            _ => false,
        }
    }
}

/// Codes of `op`.
pub(crate) mod op {
    /// Names a place on the calendar (the default).
    pub(crate) const CALENDAR: i32 = 0;
    /// Counts units from a reference: "last month", "three weeks ago".
    pub(crate) const SHIFT: i32 = 1;
    /// A length.
    pub(crate) const LENGTH: i32 = 2;
    /// Something that comes again.
    pub(crate) const SET: i32 = 3;
    /// Now, once, soon.
    pub(crate) const REF: i32 = 4;
    /// A length counted from an event: "two weeks after they announced".
    pub(crate) const EVENT: i32 = 5;
    /// Not a time.
    pub(crate) const NO: i32 = 6;
    /// A set of calendar times: "every Tuesday".
    pub(crate) const EVERY: i32 = 7;
    /// The same stretch a year before what was spoken of: "a year earlier".
    pub(crate) const EARLIER: i32 = 8;
    /// How old somebody is: a time only in a history.
    pub(crate) const AGE: i32 = 10;
}

/// Codes of `unit`, finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Season,
    Quarter,
    Year,
    Decade,
    Century,
    /// "a while", "a period".
    Some,
    Fortnight,
    Half,
    Millennium,
    Night,
}

impl Unit {
    const NAMES: [(&'static str, Self); 17] = [
        ("second", Self::Second),
        ("minute", Self::Minute),
        ("hour", Self::Hour),
        ("day", Self::Day),
        ("weekend", Self::Weekend),
        ("week", Self::Week),
        ("month", Self::Month),
        ("season", Self::Season),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
        ("decade", Self::Decade),
        ("century", Self::Century),
        ("some", Self::Some),
        ("fortnight", Self::Fortnight),
        ("half", Self::Half),
        ("millennium", Self::Millennium),
        ("night", Self::Night),
    ];

    pub(crate) fn named(name: &str) -> Option<f64> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, u)| *u as u8 as f64)
    }

    pub(crate) fn coded(code: f64) -> Option<Self> {
        Self::NAMES.get(code as usize).map(|(_, u)| *u)
    }
}

/// The names that actions and lexicon entries may use for numbers.
pub(crate) fn constant(slot: Slot, name: &str) -> Option<f64> {
    let index = |names: &[&str]| names.iter().position(|n| *n == name).map(|i| i as f64);
    match slot {
        Slot::Unit => Unit::named(name),
        Slot::Part => index(&PARTS),
        Slot::Season => index(&SEASONS),
        Slot::Modifier => index(&MODIFIERS),
        Slot::Ref => index(&REFS),
        Slot::Base => index(&["published", "text"]),
        Slot::Op => index(&[
            "calendar", "shift", "length", "set", "ref", "event", "no", "every", "earlier", "within", "age",
        ]),
        Slot::Type => index(&["DATE", "TIME", "DURATION", "SET"]),
        Slot::Guard => index(&["none", "history", "decade", "message", "memorable"]),
        _ => None,
    }
}

/// Parts of the day, as TIMEX3 writes them after `T`.
pub(crate) const PARTS: [&str; 8] = ["MO", "MI", "AF", "EV", "NI", "DT", "PM", "AM"];
/// Seasons, as TIMEX3 writes them.
pub(crate) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];
/// Modifiers, in the order of [`copydesk_model::TimexModifier`].
pub(crate) const MODIFIERS: [&str; 12] = [
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
    "LESS_THAN",
    "MORE_THAN",
    "EQUAL_OR_LESS",
    "EQUAL_OR_MORE",
    "START",
    "MID",
    "END",
    "APPROX",
];
/// Reference times.
pub(crate) const REFS: [&str; 3] = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"];
