//! The fixed words that stand around what the reports say, the same in every format.

use copydesk_model::{
    BriefSentence, ConflictKind, DateSource, Finding, Medium, Nature, Standing, Story, VariantChange,
};
use jiff::civil::{Date, DateTime};

/// Whether one origin alone of several says a sentence of the brief.
pub(crate) fn alone(story: &Story, sentence: &BriefSentence) -> bool {
    sentence.origins == 1 && story.origins.len() > 2
}

/// What is disputed in a sentence of the brief, with both sides where they are short; empty where nothing is.
pub(crate) fn disputed(story: &Story, sentence: &BriefSentence) -> String {
    /// The longest value that is said within the sentence.
    const SHORT: usize = 24;
    if sentence.disputed.is_empty() {
        return String::new();
    }
    let findings = story.findings.iter().filter(|f| sentence.disputed.contains(&f.id));
    let sides = findings.map(|f| {
        if f.values.iter().any(|v| v.value.chars().count() > SHORT) {
            return f.slot.clone();
        }
        let values: Vec<&str> = f.values.iter().map(|v| v.value.as_str()).collect();
        match f.standing {
            Standing::Superseded => format!("now {}", values.first().unwrap_or(&"")),
            _ => values.join(" or "),
        }
    });
    let sides: Vec<String> = sides.take(2).collect();
    if sides.is_empty() { "(disputed)".to_owned() } else { format!("(disputed: {})", sides.join("; ")) }
}

/// The sections of the ledger, in their order.
pub const STANDINGS: [Standing; 4] =
    [Standing::Conflicting, Standing::Superseded, Standing::Corroborated, Standing::SingleSource];

/// The heading of a section of the ledger.
pub fn heading(standing: Standing) -> &'static str {
    match standing {
        Standing::Conflicting => "Where they differ",
        Standing::Superseded => "Overtaken by later reports",
        Standing::Corroborated => "What independent origins agree on",
        Standing::SingleSource => "What only one origin says",
    }
}

/// What the explanation of a statement adds about the one report that leaves it out.
pub fn omission(finding: &Finding) -> Option<&str> {
    if finding.standing != Standing::Corroborated {
        return None;
    }
    let (_, aside) = finding.explanation.split_once("; ")?;
    aside.ends_with(" alone leaves it out.").then(|| aside.trim_end_matches('.'))
}

/// What a conflict is about.
pub fn kind(kind: ConflictKind) -> &'static str {
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
pub fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Update => "looks like an update",
        Nature::Rounding => "looks like rounding",
        Nature::Scope => "may not count the same thing",
        Nature::Disagreement => "they disagree",
    }
}

/// How the wording of a quotation drifted.
pub fn change(change: VariantChange) -> &'static str {
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
        VariantChange::Tense => "other tense",
        VariantChange::Translated => "other translation",
    }
}

/// How it was uttered, where that is worth saying.
pub fn medium(medium: Medium) -> Option<&'static str> {
    match medium {
        Medium::Spoken => None,
        Medium::Written => Some("in writing"),
        Medium::Post => Some("in a post"),
        Medium::Sung => Some("sung"),
    }
}

/// A remark on where a publication date comes from, where that is worth saying.
pub fn dated(from: DateSource) -> Option<&'static str> {
    match from {
        DateSource::Siblings => Some("dated from its siblings"),
        DateSource::Url => Some("dated from its address"),
        DateSource::Text => Some("dated from its text"),
        DateSource::Metadata | DateSource::Header | DateSource::None => None,
    }
}

/// What one report has to do with another whose words it has.
pub fn copied(same_text: bool, directed: bool) -> &'static str {
    match (same_text, directed) {
        (true, true) => "carries the text of",
        (true, false) => "carries the same text as",
        (false, true) => "copies from",
        (false, false) => "shares passages with",
    }
}

/// `1 report`, `2 reports`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `3 origins`.
pub fn origins(n: usize) -> String {
    count(n, "origin", "origins")
}

/// A TIMEX3 value as a person reads it: `2023-03-14TMO` as `2023-03-14 morning`. What is not known is left as it is.
pub fn when(value: &str) -> String {
    const PARTS: [(&str, &str); 6] = [
        ("MO", "morning"),
        ("MI", "midday"),
        ("AF", "afternoon"),
        ("EV", "evening"),
        ("NI", "night"),
        ("DT", "daytime"),
    ];
    const HALVES: [(&str, &str); 10] = [
        ("SP", "spring"),
        ("SU", "summer"),
        ("FA", "autumn"),
        ("WI", "winter"),
        ("Q1", "1st quarter"),
        ("Q2", "2nd quarter"),
        ("Q3", "3rd quarter"),
        ("Q4", "4th quarter"),
        ("H1", "1st half"),
        ("H2", "2nd half"),
    ];
    let named =
        |list: &[(&str, &'static str)], code: &str| list.iter().find(|(c, _)| *c == code).map(|(_, n)| *n);
    if let Some((day, time)) = value.split_once('T')
        && day.starts_with(|c: char| c.is_ascii_digit())
    {
        return format!("{day} {}", named(&PARTS, time).unwrap_or(time));
    }
    if let Some((year, part)) = value.split_once('-')
        && year.len() == 4
    {
        if let Some(name) = named(&HALVES, part) {
            return format!("{year} {name}");
        }
        if let Some(week) = part.strip_prefix('W') {
            return match week.split_once('-') {
                None => format!("{year} week {week}"),
                Some((week, _)) => format!("{year} week {week}, weekend"),
            };
        }
    }
    value.to_owned()
}

/// Quoted words without the comma that only leads over to their cue.
pub fn spoken(words: &str) -> &str {
    let words = words.trim();
    words.strip_suffix(',').unwrap_or(words)
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
pub fn days(from: Option<DateTime>, to: Option<DateTime>) -> Option<String> {
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
    fn a_timex_value_reads_as_words() {
        for (value, words) in [
            ("2023-03-14", "2023-03-14"),
            ("2023-03-14TMO", "2023-03-14 morning"),
            ("2023-03-14T04:24", "2023-03-14 04:24"),
            ("2023-W11", "2023 week 11"),
            ("2023-W11-WE", "2023 week 11, weekend"),
            ("2023-SU", "2023 summer"),
            ("2023-Q2", "2023 2nd quarter"),
            ("2023-03", "2023-03"),
            ("XXXX-10-14", "XXXX-10-14"),
            ("PT2H", "PT2H"),
        ] {
            assert_eq!(when(value), words);
        }
    }

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
