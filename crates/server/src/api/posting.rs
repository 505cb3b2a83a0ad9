//! Reports that are handed in.
//!
//! The same reports twice are no harm to the desk. An `Idempotency-Key` gives the same answer, too: whoever lost the
//! connection repeats the request and hears what became of it the first time.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use copydesk_desk::{Act, Moment, Outcome};
use copydesk_model::{Diagnostic, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::extract::{media, too_much};
use crate::app::App;
use crate::clock;
use crate::guard::Visitor;
use crate::problem::Problem;

/// Media types, and the names by which intake knows their formats.
const FORMATS: [(&str, &str); 12] = [
    ("application/json", "post.json"),
    ("application/ld+json", "post.json"),
    ("application/x-ndjson", "post.jsonl"),
    ("application/jsonl", "post.jsonl"),
    ("text/html", "post.html"),
    ("application/xhtml+xml", "post.html"),
    ("application/warc", "post.warc"),
    ("text/plain", "post.txt"),
    ("text/markdown", "post.md"),
    ("application/rss+xml", "post.xml"),
    ("application/atom+xml", "post.xml"),
    ("application/xml", "post.xml"),
];

/// What became of what was posted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Posted {
    /// The desk's last commit.
    sequence: i64,
    /// Each report and what became of it.
    reports: Vec<PostedReport>,
    /// What there is to say about the input.
    problems: Vec<Diagnostic>,
}

/// A report and what became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PostedReport {
    /// The report.
    report: String,
    /// What became of it.
    #[serde(flatten)]
    outcome: Outcome,
}

pub(super) async fn post(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let media = media(&request);
    let Some((_, name)) = FORMATS.iter().find(|(m, _)| *m == media) else {
        let known: Vec<&str> = FORMATS.iter().map(|(m, _)| *m).collect();
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            "reports do not come in that form",
        )
        .detail(known.join(", ")));
    };
    let bytes = Bytes::from_request(request, &()).await.map_err(|e| too_much(&e))?;
    let text = |name: &str| headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    let url = text("content-location").filter(|u| crate::view::web(u).is_some());
    let Some(key) = text("idempotency-key") else {
        let (status, body) = take(&app, &visitor, name, url, bytes).await?;
        return Ok(answer(status, body, false));
    };
    if key.is_empty() || key.len() > 200 || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Problem::bad("an Idempotency-Key is of 1 to 200 visible ASCII characters"));
    }
    let hash: [u8; 32] =
        Sha256::new().chain_update(name).chain_update([0]).chain_update(&bytes).finalize().into();
    let kept = app.replays.get(&visitor.who, &key, &hash, clock::millis())?;
    // A second request that comes while the first is under way waits for its answer.
    let mut kept = kept.lock().await;
    if let Some((status, body)) = kept.as_ref() {
        return Ok(answer(*status, body.clone(), true));
    }
    let (status, body) = take(&app, &visitor, name, url, bytes).await?;
    *kept = Some((status, body.clone()));
    drop(kept);
    let (who, bytes) = (visitor.who, body.clone());
    let written = app
        .blocking(move |app| Ok(app.replays.keep(&who, &key, &hash, (status, &bytes))))
        .await
        .map_or_else(|problem| Some(problem.title), |written| written.err().map(|e| e.to_string()));
    // The reports are safe all the same, and a repeat is harmless.
    if let Some(reason) = written {
        eprintln!(
            "copydesk serve: the answer to a repeated request will not be known after a restart: {reason}"
        );
    }
    Ok(answer(status, body, false))
}

fn answer(status: StatusCode, body: Bytes, again: bool) -> Response {
    let mut response = (status, [("content-type", "application/json")], body).into_response();
    if again {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}

async fn take(
    app: &Arc<App>,
    visitor: &Visitor,
    name: &'static str,
    url: Option<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Bytes), Problem> {
    let act = Act { at: Moment::from_millis(clock::millis()), who: visitor.who.clone(), note: String::new() };
    let posted = app
        .blocking(move |app| {
            let (mut reports, mut problems) = (Vec::new(), Vec::new());
            copydesk_intake::read_bytes(name, &bytes, &copydesk_intake::Settings::default(), &mut |item| {
                match item {
                    Ok(report) => reports.push(report),
                    Err(problem) => problems.push(problem),
                }
            });
            // A page does not always say where it stood.
            if let [only] = reports.as_mut_slice()
                && only.url.is_none()
            {
                only.url = url;
            }
            let read = reports.len();
            if read == 0 {
                let first =
                    problems.iter().find(|p| p.severity == Severity::Error).or_else(|| problems.first());
                let reason = first.map_or("there is no report in the body".to_owned(), |p| {
                    format!("{} [{}]", p.reason, p.code)
                });
                let remedy = first.map(|p| p.remedy.clone()).unwrap_or_default();
                return Err(
                    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-report", reason).detail(remedy)
                );
            }
            let added = app.desk.add(reports, &act)?;
            for (_, outcome) in &added.outcomes {
                app.metrics.report(match outcome {
                    Outcome::Added { .. } => "added",
                    Outcome::Revised { .. } => "revised",
                    Outcome::Unchanged => "unchanged",
                    Outcome::Removed { .. } => "removed",
                    Outcome::Refused { .. } => "refused",
                });
            }
            let reports = added
                .outcomes
                .into_iter()
                .map(|(report, outcome)| PostedReport { report: report.to_string(), outcome })
                .collect();
            Ok(Posted { sequence: added.seq.0, reports, problems })
        })
        .await?;
    app.look().await?;
    let new =
        posted.reports.iter().any(|r| matches!(r.outcome, Outcome::Added { .. } | Outcome::Revised { .. }));
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, serde_json::to_vec(&posted).map_err(|e| Problem::internal(&e))?.into()))
}
