//! Title, byline and date of pages. Titles count when they are the same but for spaces; bylines when the names are.

use std::path::Path;

use copydesk::intake::read_page;
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::ratio;

#[derive(Deserialize)]
struct Record {
    url: Option<String>,
    html: String,
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let mut outcome = Outcome::default();
    let mut right = [0.0; 3];
    let mut all = [0.0; 3];
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let names = |s: &str| {
        let mut names: Vec<String> = s
            .to_lowercase()
            .replace(" and ", ",")
            .split([',', ';', '&', '|'])
            .map(squeeze)
            .filter(|n| !n.is_empty())
            .collect();
        names.sort();
        names
    };
    for record in &records {
        let draft = read_page(&record.html, record.url.as_deref());
        let day = draft.published.day().map(|d| d.to_string());
        let pairs = [
            (&record.title, draft.title.clone(), 0),
            (&record.author, draft.byline.clone(), 1),
            (&record.date, day, 2),
        ];
        for (gold, found, kind) in pairs {
            let Some(gold) = gold.as_deref().filter(|g| !g.is_empty()) else { continue };
            all[kind] += 1.0;
            let found = found.unwrap_or_default();
            let same = match kind {
                0 => squeeze(gold) == squeeze(&found),
                1 => names(gold) == names(&found),
                _ => !found.is_empty() && gold.starts_with(&found),
            };
            if same {
                right[kind] += 1.0;
            } else if outcome.errors.len() < options.errors && (kind == 0 || options.has("all")) {
                outcome.errors.push(format!(
                    "want {gold:?}\n got {found:?}\n{}",
                    record.url.as_deref().unwrap_or_default()
                ));
            }
        }
    }
    outcome.figure("pages", records.len() as f64);
    for (kind, name) in ["title exact", "byline names", "date exact"].iter().enumerate() {
        outcome.figure(*name, ratio(right[kind], all[kind]));
    }
    Ok(outcome)
}
