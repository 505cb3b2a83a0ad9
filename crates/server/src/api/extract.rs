//! Query strings, paths and bodies of the API, whose mistakes are told as problems.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The query string.
pub(crate) struct In<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequestParts<S> for In<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = Query::<T>::try_from_uri(&parts.uri);
        read.map(|Query(query)| Self(query)).map_err(|e| Problem::bad(e.body_text()))
    }
}

/// What stands in the path.
pub(crate) struct Of<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Of<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(path)| Self(path)).map_err(|e| Problem::bad(e.body_text()))
    }
}

/// A body of JSON.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media = media(&request);
        if media != "application/json" {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "the body has to be JSON",
            )
            .detail("send Content-Type: application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|e| too_much(&e))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|e| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "body", format!("the body cannot be read: {e}"))
        })
    }
}

/// A body that could not be taken.
pub(crate) fn too_much(rejection: &BytesRejection) -> Problem {
    let status = rejection.status();
    let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "body" };
    Problem::new(status, code, rejection.body_text())
}

/// The media type of a request, without its parameters, in small letters.
pub(crate) fn media(request: &Request) -> String {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
