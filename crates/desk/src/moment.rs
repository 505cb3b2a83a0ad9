//! *When was it written down?*
//!
//! The desk has no clock: whoever writes hands in the moment, so that a replay gives the same desk.

use std::fmt;

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant, to the millisecond; prints as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// Milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, or a date (`2024-06-04`, its last instant in UTC) or a civil time in UTC (`2024-06-04T12:00`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Self(at.as_millisecond()));
        }
        let utc = |civil: jiff::civil::DateTime| {
            Some(Self(jiff::tz::Offset::UTC.to_timestamp(civil).ok()?.as_millisecond()))
        };
        if let Ok(date) = text.parse::<jiff::civil::Date>()
            && text.len() == 10
        {
            return utc(date.at(23, 59, 59, 999_000_000));
        }
        text.parse().ok().and_then(utc)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is no moment")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_back_from_what_it_prints() {
        for text in ["2024-06-04T12:00:00Z", "1969-12-31T23:59:59.5Z"] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Moment::parse("2024-06-04").unwrap().to_string(), "2024-06-04T23:59:59.999Z");
        assert_eq!(Moment::parse("2024-06-04T12:00").unwrap().to_string(), "2024-06-04T12:00:00Z");
        assert_eq!(Moment::parse("lately"), None);
    }
}
