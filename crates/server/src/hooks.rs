//! Webhooks: news of new stories, new conflicts and overtaken findings is posted to addresses that an editor set.
//!
//! What is posted is signed (HMAC-SHA-256 over time and body) and repeated, later and later, until it is taken; in
//! order, from the commit on that the webhook last heard of, so that nothing is lost when either side was down. The
//! address is checked when it is set and again on every delivery, after its name was resolved: never one of this
//! machine or a private network.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_desk::{Event, Seq};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;

use crate::app::App;
use crate::keys::{EVENTS, Webhook, hex};
use crate::{clock, outside};

/// Waits between attempts; the last is repeated.
const WAITS: [u64; 7] = [1, 5, 30, 120, 600, 1_800, 3_600];
/// Events in one delivery.
const MOST: usize = 100;

/// Whether news may be posted there.
///
/// # Errors
/// In words, why not.
pub(crate) fn check(app: &App, url: &str) -> Result<(), String> {
    outside::check(url, app.settings.private_webhooks)
}

/// Delivers for ever.
pub(crate) async fn run(app: Arc<App>) {
    let mut changes = app.changes();
    // Attempts that failed in a row, and when the next one is due.
    let mut waiting: HashMap<String, (usize, Instant)> = HashMap::new();
    loop {
        let hooks = app.keys.webhooks();
        waiting.retain(|id, _| hooks.iter().any(|h| h.id == *id));
        let now = app.sequence();
        for hook in hooks.into_iter().filter(|h| h.seen < now) {
            if waiting.get(&hook.id).is_some_and(|(_, due)| *due > Instant::now()) {
                continue;
            }
            let id = hook.id.clone();
            if deliver(&app, hook, now).await {
                app.metrics.delivery("taken");
                waiting.remove(&id);
            } else {
                app.metrics.delivery("failed");
                let failed = waiting.get(&id).map_or(0, |(n, _)| *n);
                let wait = WAITS.get(failed).or(WAITS.last()).copied().unwrap_or(3_600);
                waiting.insert(id, (failed + 1, Instant::now() + Duration::from_secs(wait)));
            }
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Posts everything up to commit `now` that the webhook wants to hear; whether all of it was taken.
async fn deliver(app: &Arc<App>, hook: Webhook, now: i64) -> bool {
    let mut place = (Seq(hook.seen), i64::MAX);
    loop {
        let Ok(events) = app.with_desk(move |desk| desk.changes(place, MOST)).await else { return false };
        let Some(last) = events.last() else { break };
        place = (last.seq, last.number);
        let wanted: Vec<&Event> = events
            .iter()
            .filter(|e| {
                let name = e.kind.name();
                if hook.events.is_empty() {
                    EVENTS.contains(&name)
                } else {
                    hook.events.iter().any(|k| k == name)
                }
            })
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let body = json!({ "webhook": hook.id, "events": wanted }).to_string();
        if !post(app.settings.private_webhooks, hook.url.clone(), hook.secret.clone(), body).await {
            return false;
        }
        // All but the last commit, of which there may be more to come.
        let _ = app.keys.heard(&hook.id, place.0.0 - 1);
    }
    app.keys.heard(&hook.id, now).is_ok()
}

async fn post(private: bool, url: String, secret: String, body: String) -> bool {
    let time = clock::millis() / 1_000;
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("copydesk-timestamp".to_owned(), time.to_string()),
        ("copydesk-signature".to_owned(), format!("sha256={}", signature(&secret, time, &body))),
    ];
    let sent =
        tokio::task::spawn_blocking(move || outside::post(&url, &headers, body.as_bytes(), private)).await;
    matches!(sent, Ok(Ok(200..=299)))
}

/// What proves that a delivery is ours: HMAC-SHA-256 over `TIME.BODY`, in hexadecimal.
fn signature(secret: &str, time: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{time}.{body}").as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_time_and_body() {
        // printf '7.{}' | openssl dgst -sha256 -hmac key
        assert_eq!(
            signature("key", 7, "{}"),
            "77bc83bd1f40422311e47918b203449aecf84b02c1568bb1b570ac2a474cc2d8"
        );
        assert_ne!(signature("key", 8, "{}"), signature("key", 7, "{}"));
    }
}
