//! Answers that are the same until the desk changes.
//!
//! A page is rendered once for each state of the desk, also when two hundred ask for it at the same instant: the
//! first renders, the others wait for it. What was made for an older state is dropped.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use crate::keys::hex;
use crate::packed::Packed;
use crate::problem::Problem;

/// How many answers are kept, and how many bytes of them.
const MOST: usize = 2_000;
const MOST_BYTES: usize = 64 << 20;

/// An answer with its tag.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    media: &'static str,
    body: Packed,
    /// What the tag is made of: of the plain bytes, whichever way they are sent.
    tag: String,
}

impl Answer {
    /// An answer that was found.
    pub(crate) fn new(media: &'static str, bytes: impl Into<axum::body::Bytes>) -> Self {
        let bytes = bytes.into();
        let tag = hex(&Sha256::digest(&bytes)[..12]);
        Self { media, body: Packed::new(bytes), tag }
    }

    /// The response: without a body where the client has it already.
    pub(crate) fn respond(&self, asked: &HeaderMap) -> Response {
        let known = asked
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(','))
            .map(|v| v.trim().trim_start_matches("W/").trim_matches('"'))
            .any(|v| v == "*" || v == self.tag);
        let mut response =
            if known { StatusCode::NOT_MODIFIED.into_response() } else { self.body.respond(asked) };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        // Weak: the same page, whether it was packed on the way or not.
        if let Ok(etag) = HeaderValue::from_str(&format!("W/\"{}\"", self.tag)) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Authorization, Cookie, Accept-Encoding"));
        response
    }
}

type Cell = Arc<OnceCell<Answer>>;

struct Entry {
    seq: i64,
    used: u64,
    cell: Cell,
}

#[derive(Default)]
struct Inner {
    entries: HashMap<String, Entry>,
    tick: u64,
}

/// Answers by what was asked.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Inner>);

impl Cache {
    /// The answer to `key` in state `seq`; `make` is run once.
    pub(crate) async fn get<F>(
        &self,
        key: String,
        seq: i64,
        make: impl FnOnce() -> F,
    ) -> Result<Answer, Problem>
    where
        F: Future<Output = Result<Answer, Problem>>,
    {
        let cell = self.cell(key, seq);
        cell.get_or_try_init(make).await.cloned()
    }

    fn cell(&self, key: String, seq: i64) -> Cell {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.tick += 1;
        let tick = inner.tick;
        if let Some(entry) = inner.entries.get_mut(&key)
            && entry.seq == seq
        {
            entry.used = tick;
            return entry.cell.clone();
        }
        if inner.entries.len() >= MOST || tick.is_multiple_of(256) {
            inner.shrink(seq);
        }
        let cell = Cell::default();
        inner.entries.insert(key, Entry { seq, used: tick, cell: cell.clone() });
        cell
    }
}

impl Inner {
    /// Drops what was made for an older state; of the rest what was not asked for the longest.
    fn shrink(&mut self, seq: i64) {
        self.entries.retain(|_, e| e.seq >= seq);
        let mut by_use: Vec<(u64, usize)> =
            self.entries.values().map(|e| (e.used, e.cell.get().map_or(0, |a| a.body.size()))).collect();
        by_use.sort_unstable_by(|a, b| b.cmp(a));
        let mut bytes = 0;
        let keep = by_use
            .iter()
            .take(MOST * 3 / 4)
            .take_while(|(_, size)| {
                bytes += size;
                bytes <= MOST_BYTES
            })
            .last()
            .map_or(u64::MAX, |(used, _)| *used);
        self.entries.retain(|_, e| e.used >= keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn an_answer_is_made_once_for_each_state_of_the_desk() {
        let (cache, made) = (Cache::default(), AtomicUsize::new(0));
        let make = || async {
            made.fetch_add(1, Ordering::SeqCst);
            Ok(Answer::new("text/plain", "a"))
        };
        for _ in 0..3 {
            cache.get("/".to_owned(), 1, make).await.unwrap();
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
        cache.get("/".to_owned(), 2, make).await.unwrap();
        assert_eq!(made.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let cache = Cache::default();
        assert!(cache.get("/".into(), 1, || async { Err(Problem::missing("story")) }).await.is_err());
        assert!(cache.get("/".into(), 1, || async { Ok(Answer::new("text/plain", "a")) }).await.is_ok());
    }

    #[test]
    fn who_has_it_already_gets_no_body() {
        let answer = Answer::new("text/plain", "a");
        let mut asked = HeaderMap::new();
        assert_eq!(answer.respond(&asked).status(), StatusCode::OK);
        asked.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_str(&format!("\"x\", W/\"{}\"", answer.tag)).unwrap(),
        );
        assert_eq!(answer.respond(&asked).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn the_cache_stays_small() {
        let cache = Cache::default();
        for i in 0..3 * MOST {
            cache.cell(i.to_string(), 1);
        }
        assert!(cache.0.lock().unwrap().entries.len() <= MOST);
    }
}
