//! A story in the formats of other tools.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use copydesk_columns::{Column, Values};
use copydesk_export::Format;
use copydesk_model::document::Document;
use copydesk_model::{ReportId, StoryId};

use crate::app::App;
use crate::problem::Problem;

/// The story `id` as a file.
pub(crate) async fn story(app: &Arc<App>, id: String, format: String) -> Result<Response, Problem> {
    let name: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let (bytes, media, extension) = app.blocking(move |app| write(app, &id, &format)).await?;
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{extension}\"")),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

fn write(app: &App, id: &str, format: &str) -> Result<(Vec<u8>, &'static str, &'static str), Problem> {
    // The format first, so that a wrong one costs nothing.
    enum Way {
        Json,
        Lines,
        Markdown,
        Html,
        Parquet,
        Other(Format),
    }
    let way = match format {
        "json" => Way::Json,
        "jsonl" => Way::Lines,
        "markdown" => Way::Markdown,
        "html" => Way::Html,
        "parquet" => Way::Parquet,
        other => Way::Other(
            other.parse().map_err(|e: copydesk_export::UnknownFormat| Problem::bad(e.to_string()))?,
        ),
    };
    let document = app.desk.document(&[StoryId::new(id)], true, None)?;
    if document.stories.is_empty() {
        return Err(Problem::missing("story"));
    }
    Ok(match way {
        Way::Json => (copydesk_present::json(&document).into_bytes(), "application/json", "json"),
        Way::Lines => (copydesk_present::jsonl(&document).into_bytes(), "application/jsonl", "jsonl"),
        Way::Markdown => {
            (copydesk_present::markdown(&document).into_bytes(), "text/markdown; charset=utf-8", "md")
        }
        Way::Html => (copydesk_present::html(&document).into_bytes(), "text/html; charset=utf-8", "html"),
        Way::Parquet => (parquet(&document)?, "application/vnd.apache.parquet", "parquet"),
        Way::Other(format) => {
            let extension = format.extension();
            (copydesk_export::export(&document, format).into_bytes(), media(extension), extension)
        }
    })
}

fn media(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "gexf" | "graphml" => "application/xml",
        "ris" => "application/x-research-info-systems",
        "bib" => "application/x-bibtex",
        _ => "application/octet-stream",
    }
}

/// A value that prints as a JSON string, without its quotation marks.
fn printed(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// The ledger as a table: a line a piece of evidence.
fn parquet(document: &Document) -> Result<Vec<u8>, Problem> {
    let outlet = |id: &ReportId| document.reports.iter().find(|r| r.id == *id).and_then(|r| r.outlet.clone());
    let mut text: [Vec<Option<String>>; 9] = std::array::from_fn(|_| Vec::new());
    let mut numbers: [Vec<Option<i64>>; 3] = std::array::from_fn(|_| Vec::new());
    for story in &document.stories {
        for finding in &story.findings {
            for value in &finding.values {
                for evidence in &value.evidence {
                    let [start, end] = evidence.code_points();
                    let row = [
                        Some(story.id.to_string()),
                        Some(finding.id.to_string()),
                        Some(finding.slot.clone()),
                        printed(&finding.standing),
                        finding.kind.as_ref().and_then(printed),
                        Some(value.value.clone()),
                        Some(evidence.report().to_string()),
                        outlet(evidence.report()),
                        Some(evidence.text().to_owned()),
                    ];
                    text.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
                    let row = [value.origins, start, end].map(|n| i64::try_from(n).ok());
                    numbers.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
                }
            }
        }
    }
    let names = ["story", "finding", "slot", "standing", "kind", "value", "report", "outlet", "text"];
    let mut columns: Vec<Column> =
        names.iter().zip(text).map(|(name, values)| Column::new(*name, Values::Text(values))).collect();
    let names = ["origins", "start", "end"];
    columns
        .extend(names.iter().zip(numbers).map(|(name, values)| Column::new(*name, Values::Integer(values))));
    let mut bytes = Vec::new();
    copydesk_columns::write(&mut bytes, &columns).map_err(|e| Problem::internal(&e))?;
    Ok(bytes)
}
