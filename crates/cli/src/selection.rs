//! Arguments that say what to take in: columns, outlets, filters. Shared by `intake` and `read`.

use std::path::PathBuf;

use clap::{Args as Group, ValueHint};
use copydesk::intake::{Filter, OutletTable, Settings};

use crate::Failure;

/// What to take in, and how.
#[derive(Clone, Debug, Default, Group)]
#[command(next_help_heading = "What to take in")]
pub(crate) struct Selection {
    /// Only reports of this host or one below it; may be given several times
    #[arg(long = "host", value_name = "HOST")]
    pub(crate) hosts: Vec<String>,
    /// Only reports of this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) since: Option<String>,
    /// Only reports of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) until: Option<String>,
    /// Only reports in this language (a tag such as en); may be given several times
    #[arg(long = "language", value_name = "TAG")]
    pub(crate) languages: Vec<String>,
    /// Which columns of tables (CSV, Parquet) and fields of JSON hold what: text=story,title=lead; + joins several
    #[arg(long, value_name = "OURS=THEIRS,…", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// A table of outlets: domain,name,owner,agency
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) outlets: Option<PathBuf>,
}

/// Fields that a column can be given to.
const FIELDS: &[&str] =
    &["id", "text", "title", "published", "outlet", "url", "byline", "language", "modified"];

impl Selection {
    /// The settings for intake.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = Settings::default();
        let day = |given: &Option<String>| {
            given.as_deref().map(|d| {
                copydesk::model::PublishedDate::parse(d)
                    .and_then(copydesk::model::PublishedDate::day)
                    .ok_or_else(|| Failure::new(format!("{d:?} is no day")).remedy("write it as 2020-10-14"))
            })
        };
        settings.filter = Filter {
            hosts: self.hosts.clone(),
            since: day(&self.since).transpose()?,
            until: day(&self.until).transpose()?,
            languages: self.languages.clone(),
        };
        for pair in &self.columns {
            let Some((ours, theirs)) =
                pair.split_once('=').filter(|(o, t)| FIELDS.contains(o) && !t.is_empty())
            else {
                return Err(Failure::new(format!("--columns does not know what {pair:?} means"))
                    .remedy(format!("write FIELD=COLUMN; the fields are {}", FIELDS.join(", "))));
            };
            settings.columns.insert(ours.to_owned(), theirs.to_owned());
        }
        if let Some(path) = &self.outlets {
            let table = std::fs::read_to_string(path)
                .map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
            settings.outlets = OutletTable::parse(&table).map_err(|row| {
                Failure::new(format!("row {row} of {} has no domain and name", path.display()))
                    .remedy("a row is domain,name,owner,agency; the last two may be left out")
            })?;
        }
        Ok(settings)
    }
}
