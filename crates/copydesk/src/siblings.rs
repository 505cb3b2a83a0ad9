//! *A report gives no date; which of its siblings was printed at the same moment of the story?*
//!
//! A story moves on, and "on Saturday" means another day a week later. So the date is lent by the sibling whose
//! words are most like the report's own, and not by the first or the last of the story.

use copydesk_model::{PublishedDate, Report};
use rustc_hash::FxHashSet;

/// Shorter words are mostly grammar.
const LETTERS: usize = 5;

/// The distinct words of a report that carry its matter, in small letters.
fn words(report: &Report) -> FxHashSet<String> {
    report
        .text()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(LETTERS - 1).is_some())
        .map(str::to_lowercase)
        .collect()
}

/// The publication day of the dated sibling that is most like `report` (cosine of sets of words); of several that
/// are equally like it, the earliest. `None` without a dated sibling.
pub(crate) fn nearest_day<'a>(
    report: &Report,
    siblings: impl Iterator<Item = &'a Report>,
) -> Option<PublishedDate> {
    let own = words(report);
    siblings
        .filter_map(|sibling| {
            let day = PublishedDate::Day(sibling.published.day()?);
            let theirs = words(sibling);
            let shared = own.intersection(&theirs).count() as f64;
            let likeness = shared / ((own.len() * theirs.len()) as f64).sqrt().max(1.0);
            Some((likeness, day))
        })
        .max_by(|(a, day_a), (b, day_b)| a.total_cmp(b).then_with(|| day_b.cmp(day_a)))
        .map(|(_, day)| day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::{DateSource, Published, ReportId};

    fn dated(id: &str, date: &str, text: &str) -> Report {
        let mut report = Report::new(ReportId::new(id), text);
        report.published = Published { date: PublishedDate::parse(date), from: DateSource::Metadata };
        report
    }

    #[test]
    fn the_sibling_that_tells_the_same_moment_lends_its_day() {
        let siblings = [
            dated("a", "2025-01-26", "Castelmar reject an opening offer for striker Ferreiro"),
            dated("b", "2025-01-29", "Ferreiro signed a contract until 2030 and completed his medical"),
        ];
        let undated = Report::new(ReportId::new("c"), "He completed his medical and signed the contract.");
        assert_eq!(nearest_day(&undated, siblings.iter()), PublishedDate::parse("2025-01-29"));
        assert_eq!(nearest_day(&undated, [].into_iter()), None);
    }

    #[test]
    fn among_equals_the_earliest_lends_its_day() {
        let siblings = [dated("a", "2025-01-29", "Nothing alike"), dated("b", "2025-01-26", "Nothing alike")];
        let undated = Report::new(ReportId::new("c"), "火事だ。");
        assert_eq!(nearest_day(&undated, siblings.iter()), PublishedDate::parse("2025-01-26"));
    }
}
