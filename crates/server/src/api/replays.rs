//! *What was the answer the first time?*
//!
//! Answers by `Idempotency-Key`, for a day. They are appended to a file beside the keys, a line each, so that they outlive the
//! server; the file is made anew, without what is too old, whenever a server starts and when it has grown to twice what is kept.
//! A line that was not written to its end is passed over: then the repeat is taken anew, which is harmless to the desk.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::keys::{hex, private, write_whole};
use crate::problem::Problem;

/// How long an answer is remembered, and how many are.
const DAY: i64 = 24 * 60 * 60 * 1_000;
const MOST: usize = 10_000;
/// A longer answer is remembered as long as the server runs.
const LONGEST: usize = 256 << 10;

/// The answer, once there is one; who holds it is the one to find it.
pub(super) type Kept = Arc<tokio::sync::Mutex<Option<(StatusCode, Bytes)>>>;

struct Replay {
    /// The hash of what was posted.
    body: String,
    at: i64,
    answer: Kept,
}

/// An answer as it lies in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    who: String,
    key: String,
    body: String,
    at: i64,
    status: u16,
    answer: String,
}

#[derive(Default)]
struct Inner {
    replays: HashMap<(String, String), Replay>,
    file: Option<Log>,
}

/// Where lines are appended, and how many there are.
struct Log {
    path: PathBuf,
    /// Opened with the first line: a desk that is only looked at gets no further file.
    file: Option<fs::File>,
    lines: usize,
}

impl Log {
    fn append(&mut self, line: &Line) -> io::Result<()> {
        let mut json = serde_json::to_string(line)?;
        json.push('\n');
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(private().append(true).create(true).open(&self.path)?),
        };
        file.write_all(json.as_bytes())?;
        file.sync_data()?;
        self.lines += 1;
        Ok(())
    }
}

/// Answers by idempotency key.
#[derive(Default)]
pub(crate) struct Replays(Mutex<Inner>);

impl Replays {
    /// Those of a file that are not too old; with none they are kept in memory alone.
    pub(crate) fn open(path: Option<PathBuf>, now: i64) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let there = match fs::read(&path) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let lines: Vec<Line> = there
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Line>(line).ok())
            .filter(|line| now - line.at < DAY)
            .collect();
        let mut inner = Inner::default();
        for line in lines.into_iter().rev().take(MOST) {
            let Ok(status) = StatusCode::from_u16(line.status) else { continue };
            let answer = Arc::new(tokio::sync::Mutex::new(Some((status, Bytes::from(line.answer)))));
            let replay = Replay { body: line.body, at: line.at, answer };
            inner.replays.entry((line.who, line.key)).or_insert(replay);
        }
        if !there.is_empty() {
            inner.anew(&path)?;
        }
        inner.file = Some(Log { lines: inner.replays.len(), path, file: None });
        Ok(Self(Mutex::new(inner)))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of the answer to this request.
    pub(super) fn get(&self, who: &str, key: &str, body: &[u8; 32], now: i64) -> Result<Kept, Problem> {
        let mut inner = self.inner();
        if inner.replays.len() >= MOST {
            inner.replays.retain(|_, r| now - r.at < DAY);
        }
        if inner.replays.len() >= MOST {
            inner.replays.clear();
        }
        let body = hex(body);
        let replay = inner.replays.entry((who.to_owned(), key.to_owned())).or_insert_with(|| Replay {
            body: body.clone(),
            at: now,
            answer: Kept::default(),
        });
        if replay.body != body {
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "the Idempotency-Key was used with another body",
            ));
        }
        Ok(replay.answer.clone())
    }

    /// Puts an answer into the file. Blocks.
    pub(super) fn keep(
        &self,
        who: &str,
        key: &str,
        body: &[u8; 32],
        answer: (StatusCode, &Bytes),
    ) -> io::Result<()> {
        let (status, bytes) = answer;
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
        let mut inner = self.inner();
        let Some(at) = inner.replays.get(&(who.to_owned(), key.to_owned())).map(|r| r.at) else {
            return Ok(());
        };
        let Some(log) = inner.file.as_mut().filter(|_| text.len() <= LONGEST) else { return Ok(()) };
        let line = Line {
            who: who.to_owned(),
            key: key.to_owned(),
            body: hex(body),
            at,
            status: status.as_u16(),
            answer: text.to_owned(),
        };
        log.append(&line)?;
        if log.lines > 2 * MOST {
            let path = log.path.clone();
            inner.anew(&path)?;
            inner.file = Some(Log { lines: inner.replays.len(), path, file: None });
        }
        Ok(())
    }
}

impl Inner {
    /// Writes what is remembered into the file, oldest first, and nothing else.
    fn anew(&self, path: &Path) -> io::Result<()> {
        let mut lines: Vec<Line> = Vec::with_capacity(self.replays.len());
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        for ((who, key), replay) in &self.replays {
            // One that is still being answered is appended when it is.
            let Ok(answer) = replay.answer.try_lock() else { continue };
            let Some((status, bytes)) = answer.as_ref().filter(|(_, bytes)| bytes.len() <= LONGEST) else {
                continue;
            };
            lines.push(Line {
                who: who.clone(),
                key: key.clone(),
                body: replay.body.clone(),
                at: replay.at,
                status: status.as_u16(),
                answer: String::from_utf8_lossy(bytes).into_owned(),
            });
        }
        lines.sort_by(|a, b| (a.at, &a.who, &a.key).cmp(&(b.at, &b.who, &b.key)));
        let mut out = Vec::new();
        for line in &lines {
            serde_json::to_writer(&mut out, line)?;
            out.push(b'\n');
        }
        write_whole(path, &out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_outlives_the_server_for_a_day() {
        let folder = std::env::temp_dir().join(format!("copydesk-replays-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("replays.jsonl");
        let _ = fs::remove_file(&path);
        let body = [7; 32];
        let answer = Bytes::from_static(b"{\"sequence\":1}");
        {
            let replays = Replays::open(Some(path.clone()), 1_000).unwrap();
            let kept = replays.get("local", "k1", &body, 1_000).unwrap();
            *kept.lock().await = Some((StatusCode::CREATED, answer.clone()));
            replays.keep("local", "k1", &body, (StatusCode::CREATED, &answer)).unwrap();
        }
        // The server was killed in the middle of another line.
        private().append(true).open(&path).unwrap().write_all(b"{\"who\":\"loc").unwrap();
        let replays = Replays::open(Some(path.clone()), 2_000).unwrap();
        let kept = replays.get("local", "k1", &body, 2_000).unwrap();
        assert_eq!(*kept.lock().await, Some((StatusCode::CREATED, answer)));
        assert!(replays.get("local", "k1", &[8; 32], 2_000).is_err(), "another body under the same key");
        assert!(replays.get("other", "k1", &[8; 32], 2_000).unwrap().lock().await.is_none());
        drop(replays);
        let replays = Replays::open(Some(path.clone()), 1_000 + DAY).unwrap();
        assert!(replays.get("local", "k1", &body, 1_000 + DAY).unwrap().lock().await.is_none());
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        fs::remove_dir_all(&folder).unwrap();
    }
}
