//! The fixed words that stand around what the reports say, the same in every format.

use copydesk_model::{ConflictKind, DateSource, Medium, Nature, Standing, VariantChange};
use jiff::civil::{Date, DateTime};

/// The sections of the ledger, in their order.
pub(crate) const STANDINGS: [Standing; 4] =
    [Standing::Conflicting, Standing::Superseded, Standing::Corroborated, Standing::SingleSource];

/// The heading of a section of the ledger.
pub(crate) fn heading(standing: Standing) -> &'static str {
    match standing {
        Standing::Conflicting => "Where they differ",
        Standing::Superseded => "Overtaken by later reports",
        Standing::Corroborated => "What independent origins agree on",
        Standing::SingleSource => "What only one origin says",
    }
}

/// What a conflict is about.
pub(crate) fn kind(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Wording => "wording",
        ConflictKind::Number => "number",
        ConflictKind::Date => "date",
        ConflictKind::Order => "order of events",
        ConflictKind::Attribution => "who said it",
        ConflictKind::Name => "name",
        ConflictKind::Fact => "whether it is so",
    }
}

/// What a difference looks like.
pub(crate) fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Update => "looks like an update",
        Nature::Rounding => "looks like rounding",
        Nature::Scope => "may not count the same thing",
        Nature::Disagreement => "they disagree",
    }
}

/// How the wording of a quotation drifted.
pub(crate) fn change(change: VariantChange) -> &'static str {
    match change {
        VariantChange::Punctuation => "punctuation",
        VariantChange::Cut => "cut",
        VariantChange::Spliced => "spliced",
        VariantChange::Reworded => "other words",
        VariantChange::Pronoun => "other pronoun",
        VariantChange::Number => "other number",
        VariantChange::Negation => "negation",
        VariantChange::Name => "other name",
        VariantChange::Emoji => "emoji",
    }
}

/// How it was uttered, where that is worth saying.
pub(crate) fn medium(medium: Medium) -> Option<&'static str> {
    match medium {
        Medium::Spoken => None,
        Medium::Written => Some("in writing"),
        Medium::Post => Some("in a post"),
        Medium::Sung => Some("sung"),
    }
}

/// A remark on where a publication date comes from, where that is worth saying.
pub(crate) fn dated(from: DateSource) -> Option<&'static str> {
    match from {
        DateSource::Siblings => Some("dated from its siblings"),
        DateSource::Url => Some("dated from its address"),
        DateSource::Text => Some("dated from its text"),
        DateSource::Metadata | DateSource::Header | DateSource::None => None,
    }
}

/// `1 report`, `2 reports`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `3 origins`.
pub(crate) fn origins(n: usize) -> String {
    count(n, "origin", "origins")
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `14 March 2023`, `14–15 March 2023`, `30 March – 2 April 2023`; `to` is exclusive.
pub(crate) fn days(from: Option<DateTime>, to: Option<DateTime>) -> Option<String> {
    let last = to.map(|to| to.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(to).date());
    let first = from.map(DateTime::date);
    Some(match (first, last) {
        (None, None) => return None,
        (Some(day), None) => format!("from {}", full(day)),
        (None, Some(day)) => format!("until {}", full(day)),
        (Some(a), Some(b)) if a >= b => full(a),
        (Some(a), Some(b)) if (a.year(), a.month()) == (b.year(), b.month()) => {
            format!("{}–{}", a.day(), full(b))
        }
        (Some(a), Some(b)) if a.year() == b.year() => format!("{} {} – {}", a.day(), month(a), full(b)),
        (Some(a), Some(b)) => format!("{} – {}", full(a), full(b)),
    })
}

fn month(day: Date) -> &'static str {
    MONTHS.get((day.month() - 1) as usize).copied().unwrap_or_default()
}

fn full(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_days_reads_as_a_newspaper_writes_it() {
        let at = |s: &str| Some(s.parse::<DateTime>().unwrap());
        for (from, to, words) in [
            ("2023-03-14T00:00:00", "2023-03-15T00:00:00", "14 March 2023"),
            ("2023-03-14T04:00:00", "2023-03-14T05:00:00", "14 March 2023"),
            ("2023-03-14T00:00:00", "2023-03-16T00:00:00", "14–15 March 2023"),
            ("2023-03-30T00:00:00", "2023-04-03T00:00:00", "30 March – 2 April 2023"),
            ("2022-12-31T00:00:00", "2023-01-02T00:00:00", "31 December 2022 – 1 January 2023"),
        ] {
            assert_eq!(days(at(from), at(to)).as_deref(), Some(words));
        }
        assert_eq!(days(None, None), None);
    }
}
