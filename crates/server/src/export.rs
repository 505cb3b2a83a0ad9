//! A story in the formats of other tools.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use copydesk_export::Format;
use copydesk_model::StoryId;

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
        Other(Format),
    }
    let way = match format {
        "json" => Way::Json,
        "jsonl" => Way::Lines,
        "markdown" => Way::Markdown,
        "html" => Way::Html,
        other => Way::Other(other.parse().map_err(|e: copydesk_export::UnknownFormat| Problem::bad(e.to_string()))?),
    };
    let document = app.desk.document(&[StoryId::new(id)], true, None)?;
    if document.stories.is_empty() {
        return Err(Problem::missing("story"));
    }
    Ok(match way {
        Way::Json => (copydesk_present::json(&document).into_bytes(), "application/json", "json"),
        Way::Lines => (copydesk_present::jsonl(&document).into_bytes(), "application/jsonl", "jsonl"),
        Way::Markdown => (copydesk_present::markdown(&document).into_bytes(), "text/markdown; charset=utf-8", "md"),
        Way::Html => (copydesk_present::html(&document).into_bytes(), "text/html; charset=utf-8", "html"),
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
