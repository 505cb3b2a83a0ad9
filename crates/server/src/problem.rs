//! Errors of the API as `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What went wrong with a request, for machines and for people.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code: the last part of `type`.
    pub code: &'static str,
    /// What is wrong.
    pub title: String,
    /// What helps.
    pub detail: String,
    /// Seconds to wait, for those who come too often.
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem with its status and code.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self { status, code, title: title.into(), detail: String::new(), retry_after: None }
    }

    /// With what helps.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Nothing there.
    pub fn missing(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("there is no such {what}"))
    }

    /// It is elsewhere by now: `to`.
    pub fn moved(to: String) -> Self {
        Self::new(StatusCode::TEMPORARY_REDIRECT, "moved", "it is elsewhere by now").detail(to)
    }

    /// The request makes no sense.
    pub fn bad(title: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", title)
    }

    /// The server's own fault; what exactly is in the log and not in the answer.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        eprintln!("copydesk serve: {error}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something went wrong in the server")
    }

    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        json!({
            "type": format!("urn:copydesk:problem:{}", self.code),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        })
    }
}

impl From<copydesk_desk::Error> for Problem {
    fn from(error: copydesk_desk::Error) -> Self {
        use copydesk_desk::ErrorKind as Kind;
        let (status, code) = match error.kind() {
            Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "not-possible"),
            Kind::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Kind::ReadOnly => (StatusCode::SERVICE_UNAVAILABLE, "read-only"),
            Kind::Full => (StatusCode::INSUFFICIENT_STORAGE, "full"),
            _ => return Self::internal(&error),
        };
        Self::new(status, code, error.to_string()).detail(error.remedy())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.json().to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"copydesk\""));
        }
        response
    }
}
