//! Identifiers as types of their own, so that a story's id cannot be handed in where a report's is due.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String")] Arc<str>);

        impl $name {
            /// Takes the words of the id as they are.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The id as it is printed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

text_id! {
    /// Names one report: the id that its input gave, or a hash of its URL and text.
    ReportId
}
text_id! {
    /// Names one story; made from the content of its earliest reports, so that a replay gives it again.
    StoryId
}
text_id! {
    /// Names a saga: stories of one larger affair.
    SagaId
}
text_id! {
    /// Names one finding: `STORY/fN`.
    FindingId
}
text_id! {
    /// Names one quotation family: `STORY/qN`.
    FamilyId
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as it is printed: `REPORT/` and a letter and the number.
            pub fn within(self, report: &ReportId) -> String {
                format!("{report}/{self}")
            }

            /// Reads the last part of a printed id back.
            pub fn parse(printed: &str) -> Option<Self> {
                printed.rsplit('/').next()?.strip_prefix($letter)?.parse().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $letter, self.0)
            }
        }
    };
}

number_id! {
    /// An entity's number within its report's reading; printed as `REPORT/eN`.
    EntityId, "e"
}
number_id! {
    /// A quotation's number within its report's reading; printed as `REPORT/qN`.
    QuotationId, "q"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_id_reads_back_from_what_it_prints() {
        let report = ReportId::new("herald-3");
        let printed = EntityId(7).within(&report);
        assert_eq!(printed, "herald-3/e7");
        assert_eq!(EntityId::parse(&printed), Some(EntityId(7)));
        assert_eq!(QuotationId::parse(&printed), None);
    }
}
