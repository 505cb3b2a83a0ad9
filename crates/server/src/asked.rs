//! *Who asks, and was it answered before?* What every handler that reads begins with, whether it answers with a page, JSON or a feed.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;

use crate::app::App;
use crate::cache::Answer;
use crate::guard::Visitor;
use crate::problem::Problem;

/// Somebody who came through the door and asks for something.
pub(crate) struct Asked {
    pub(crate) app: Arc<App>,
    pub(crate) visitor: Visitor,
    pub(crate) headers: HeaderMap,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let visitor = visitor.ok_or_else(|| Problem::internal(&"a request came past the door"))?;
        Ok(Self { app: app.clone(), visitor, headers: parts.headers.clone() })
    }
}

impl Asked {
    /// The answer that is made once for each state of the desk, on a thread that may block.
    pub(crate) async fn cached<F>(&self, key: String, make: F) -> Result<Response, Problem>
    where
        F: FnOnce(&App) -> Result<Answer, Problem> + Send + 'static,
    {
        let made = self.app.cache.get(key, self.app.sequence(), || self.app.blocking(make)).await?;
        Ok(made.respond(&self.headers))
    }
}
