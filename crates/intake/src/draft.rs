//! A report in the making: what the record itself says, before the gaps are filled.

use copydesk_model::{DateCandidate, Provenance, Published, PublishedDate, Report, ReportId};

use crate::outlet::OutletTable;
use crate::{dates, language, outlet};

/// What a reader knows of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The record's own id.
    pub id: Option<String>,
    /// The text, as received.
    pub text: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Published,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// When it was last changed.
    pub modified: Option<PublishedDate>,
    /// Every date that was found for it.
    pub dates: Vec<DateCandidate>,
    /// The archive's own id of the record.
    pub record: Option<String>,
    /// When it was fetched, in ISO 8601.
    pub fetched: Option<String>,
}

impl Draft {
    /// A draft with a text and nothing else known.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Fills the gaps: id from the content, outlet and date from the URL, language from the text.
    pub(crate) fn finish(self, source: String, outlets: &OutletTable) -> Report {
        let url = filled(self.url);
        let id = match filled(self.id) {
            Some(id) => ReportId::new(id),
            None => Report::content_id(url.as_deref(), &self.text),
        };
        let mut report = Report::new(id, self.text);
        report.source = source;
        report.title = filled(self.title);
        report.byline = filled(self.byline);
        let known = url.as_deref().and_then(|u| outlet::look_up(u, outlets));
        let named = filled(self.outlet);
        let known = known.or_else(|| named.as_deref().and_then(|n| outlets.of_name(n)));
        let (published, dates) = dates::weigh(self.published, self.dates, url.as_deref(), report.text());
        report.published = published;
        report.provenance = Provenance {
            record: filled(self.record),
            fetched: filled(self.fetched),
            modified: self.modified.map(|m| m.to_string()),
            dates,
            owner: known.and_then(|k| k.owner.clone()),
            agency: known.is_some_and(|k| k.agency),
        };
        // The user's own names go before the page's; ours stand in where there is none.
        let own =
            url.as_deref().and_then(outlet::host).and_then(|h| outlets.of_host(&h)).map(|o| o.name.clone());
        // What a page says of its outlet may be that of a section: "U.S." on a page of Reuters.
        let letters = |s: &str| {
            s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let named = named.filter(|n| {
            known.is_none_or(|k| {
                let (said, known) = (letters(n), letters(&k.name));
                !said.is_empty() && (said.contains(&known) || known.contains(&said))
            })
        });
        report.outlet = own
            .or(named)
            .or_else(|| known.map(|k| k.name.clone()))
            .or_else(|| url.as_deref().and_then(outlet::from_url));
        report.language =
            filled(self.language).or_else(|| language::identify(report.text()).map(str::to_owned));
        report.url = url;
        report
    }
}

/// A value that says something.
fn filled(value: Option<String>) -> Option<String> {
    value.and_then(|v| {
        let trimmed = v.trim();
        match trimmed.len() {
            0 => None,
            n if n == v.len() => Some(v),
            _ => Some(trimmed.to_owned()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::DateSource;

    #[test]
    fn a_section_is_no_outlet_where_the_outlet_is_known() {
        for (said, outlet) in [("U.S.", "Reuters"), ("Reuters UK", "Reuters UK"), ("", "Reuters")] {
            let mut draft = Draft::new("The council met.");
            draft.url = Some("https://www.reuters.com/a".into());
            draft.outlet = Some(said.into());
            assert_eq!(
                draft.finish("a.html".into(), &OutletTable::default()).outlet.as_deref(),
                Some(outlet)
            );
        }
    }

    #[test]
    fn a_draft_with_a_url_gets_its_outlet_and_its_day() {
        let mut draft = Draft::new("The council met on Tuesday and the vote was put off.");
        draft.url = Some("https://www.coast-herald.example/2021/03/09/council".into());
        let report = draft.finish("a.txt".into(), &OutletTable::default());
        assert_eq!(report.outlet.as_deref(), Some("coast-herald.example"));
        assert_eq!(report.published.date.unwrap().to_string(), "2021-03-09");
        assert_eq!(report.published.from, DateSource::Url);
        assert_eq!(report.language.as_deref(), Some("en"));
        assert_eq!(report.id.as_str().len(), 16);
    }
}
