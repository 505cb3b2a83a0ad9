//! *Is this report wanted?*
//!
//! By host, day and language, decided as early as can be: a record of an archive whose host or time of fetching rules it
//! out is passed over unread.

use copydesk_model::{PublishedDate, Report};
use jiff::civil::Date;

use crate::outlet;

/// Which reports are wanted. What is empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Hosts, each with all below it: `herald.example` takes `www.herald.example` too.
    pub hosts: Vec<String>,
    /// First day. An undated report is judged by the day on which it was fetched, and let through if that is unknown too.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Language tags, each with all below it: `en` takes `en-GB` too.
    pub languages: Vec<String>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an address may be wanted.
    pub(crate) fn host(&self, url: Option<&str>) -> bool {
        if self.hosts.is_empty() {
            return true;
        }
        let Some(host) = url.and_then(outlet::host) else { return false };
        self.hosts.iter().any(|wanted| {
            let wanted = wanted.trim_start_matches("*.").trim_start_matches('.');
            host.len().checked_sub(wanted.len()).is_some_and(|at| {
                host.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(wanted))
                    && (at == 0 || host.as_bytes().get(at - 1) == Some(&b'.'))
            })
        })
    }

    /// Whether what was fetched at this time may be wanted: nothing is published after it was fetched, but for the
    /// day that lies between time zones.
    pub(crate) fn fetched(&self, fetched: Option<&str>) -> bool {
        match (self.since, fetched.and_then(PublishedDate::parse).and_then(PublishedDate::day)) {
            (Some(since), Some(day)) => day.tomorrow().is_ok_and(|next| next >= since),
            _ => true,
        }
    }

    /// Whether a report is wanted.
    pub(crate) fn report(&self, report: &Report) -> bool {
        self.host(report.url.as_deref()) && self.day(report) && self.language(report)
    }

    fn day(&self, report: &Report) -> bool {
        let fetched = || report.provenance.fetched.as_deref().and_then(PublishedDate::parse);
        let Some(date) = report.published.date.or_else(fetched) else { return true };
        // Of a month or year any day will do.
        let (first, last) = match date {
            PublishedDate::Month(year, month) => {
                let first = Date::new(year, month, 1).ok();
                (first, first.map(Date::last_of_month))
            }
            PublishedDate::Year(year) => (Date::new(year, 1, 1).ok(), Date::new(year, 12, 31).ok()),
            other => (other.day(), other.day()),
        };
        self.since.is_none_or(|since| last.is_none_or(|day| day >= since))
            && self.until.is_none_or(|until| first.is_none_or(|day| day <= until))
    }

    fn language(&self, report: &Report) -> bool {
        self.languages.is_empty()
            || report.language.as_deref().is_some_and(|own| {
                let own = own.to_ascii_lowercase().replace('_', "-");
                self.languages.iter().any(|wanted| {
                    let wanted = wanted.to_ascii_lowercase();
                    own.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::{DateSource, Published, ReportId};

    #[test]
    fn a_host_takes_what_lies_below_it_and_nothing_that_only_ends_alike() {
        let filter = Filter { hosts: vec!["herald.example".to_owned()], ..Filter::default() };
        assert!(
            filter.host(Some("https://www.Herald.example/a")) && filter.host(Some("http://herald.example"))
        );
        assert!(!filter.host(Some("https://notherald.example/a")) && !filter.host(None));
    }

    #[test]
    fn days_and_languages_are_told() {
        let day = |s: &str| s.parse().ok();
        let filter = Filter {
            since: day("2021-03-01"),
            until: day("2021-03-31"),
            languages: vec!["en".to_owned()],
            ..Filter::default()
        };
        let mut report = Report::new(ReportId::new("a"), "x");
        report.language = Some("en-GB".to_owned());
        for (date, wanted) in
            [("2021-03-09", true), ("2021-04-01", false), ("2021", true), ("2020", false), ("2021-02", false)]
        {
            let date = PublishedDate::parse(date).unwrap();
            report.published = Published::new(date, DateSource::Metadata);
            assert_eq!(filter.report(&report), wanted, "{date}");
        }
        report.published = Published::default();
        assert!(filter.report(&report));
        report.provenance.fetched = Some("2021-02-01T00:00:00Z".to_owned());
        assert!(!filter.report(&report));
        report.provenance.fetched = None;
        report.language = Some("eng".to_owned());
        assert!(!filter.report(&report));
        assert!(
            !filter.fetched(Some("2021-02-27T10:00:00Z")) && filter.fetched(Some("2021-02-28T10:00:00Z"))
        );
    }
}
