//! A report in the making: what the record itself says, before the gaps are filled.

use copydesk_model::{DateSource, Published, Report, ReportId};

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
}

impl Draft {
    /// A draft with a text and nothing else known.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Fills the gaps: id from the content, outlet and date from the URL, language from the text.
    pub(crate) fn finish(self, source: String) -> Report {
        let url = filled(self.url);
        let id = match filled(self.id) {
            Some(id) => ReportId::new(id),
            None => Report::content_id(url.as_deref(), &self.text),
        };
        let mut report = Report::new(id, self.text);
        report.source = source;
        report.title = filled(self.title);
        report.byline = filled(self.byline);
        report.outlet = filled(self.outlet).or_else(|| url.as_deref().and_then(outlet::from_url));
        report.published = self.published;
        if report.published.date.is_none()
            && let Some(day) = url.as_deref().and_then(dates::from_url)
        {
            report.published = Published::new(day, DateSource::Url);
        }
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

    #[test]
    fn a_draft_with_a_url_gets_its_outlet_and_its_day() {
        let mut draft = Draft::new("The council met on Tuesday and the vote was put off.");
        draft.url = Some("https://www.coast-herald.example/2021/03/09/council".into());
        let report = draft.finish("a.txt".into());
        assert_eq!(report.outlet.as_deref(), Some("coast-herald.example"));
        assert_eq!(report.published.date.unwrap().to_string(), "2021-03-09");
        assert_eq!(report.published.from, DateSource::Url);
        assert_eq!(report.language.as_deref(), Some("en"));
        assert_eq!(report.id.as_str().len(), 16);
    }
}
