//! Live updates as server-sent events: `/live` for the pages, `/api/v1/stream` for programs.
//!
//! A client that was away says with `Last-Event-ID` where it stopped, and hears everything since.

#![allow(clippy::unused_async, reason = "axum takes async functions")]

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event as Line, KeepAlive, Sse};
use copydesk_desk::{Event, EventKind, Seq};
use serde::Deserialize;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::problem::Problem;

/// Clients that may listen at one time.
const LISTENERS: i64 = 1_000;

/// From where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Since {
    since: Option<String>,
}

/// A place in the row of events: `SEQ` or `SEQ.NUMBER`.
fn place(text: &str) -> Option<(Seq, i64)> {
    let (seq, number) = text.split_once('.').unwrap_or((text, ""));
    let number = if number.is_empty() { i64::MAX } else { number.parse().ok()? };
    Some((Seq(seq.parse().ok()?), number))
}

pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if app.metrics.listeners.get() >= LISTENERS {
        return Err(Problem::new(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            "too-many-listeners",
            "too many listen already",
        ));
    }
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()).map(str::to_owned);
    let start = match last.or(since.since) {
        None => (Seq(app.sequence()), i64::MAX),
        Some(text) => place(&text).ok_or_else(|| Problem::bad("that is no place in the row of events"))?,
    };
    let (sender, receiver) = mpsc::channel(64);
    let heard = app.news.subscribe();
    tokio::spawn(async move {
        app.metrics.listeners.inc();
        tell(&app, start, heard, &sender).await;
        app.metrics.listeners.dec();
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

async fn tell(
    app: &Arc<App>,
    mut place: (Seq, i64),
    mut heard: broadcast::Receiver<Arc<Event>>,
    sender: &mpsc::Sender<Result<Line, Infallible>>,
) {
    // What happened meanwhile, and, should the client be too slow for the news, what it missed.
    loop {
        loop {
            let Ok(events) = app.with_desk(move |desk| desk.changes(place, 256)).await else { return };
            let Some(last) = events.last() else { break };
            place = (last.seq, last.number);
            for event in &events {
                if sender.send(Ok(line(event))).await.is_err() {
                    return;
                }
            }
        }
        loop {
            tokio::select! {
                () = sender.closed() => return,
                news = heard.recv() => match news {
                    Ok(event) if (event.seq, event.number) > place => {
                        place = (event.seq, event.number);
                        if sender.send(Ok(line(&event))).await.is_err() {
                            return;
                        }
                    }
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => break,
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        }
    }
}

fn line(event: &Event) -> Line {
    let name = match event.kind {
        EventKind::Revised | EventKind::Removed => "report",
        _ => "story",
    };
    let data = serde_json::to_string(event).unwrap_or_default();
    Line::default().event(name).id(format!("{}.{}", event.seq, event.number)).data(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_commit_with_or_without_a_number() {
        assert_eq!(place("7"), Some((Seq(7), i64::MAX)));
        assert_eq!(place("7.2"), Some((Seq(7), 2)));
        assert_eq!(place("x"), None);
    }
}
