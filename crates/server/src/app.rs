//! The server's state, and all of its routes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use copydesk_desk::{Desk, Event, Seq};
use tokio::sync::{Semaphore, broadcast, watch};

use crate::cache::Cache;
use crate::guard::{Rate, guard};
use crate::keys::{Keys, random};
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::{api, feeds, live, mcp, web};

/// How the server is to behave.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether it is reached on this machine alone.
    pub loopback: bool,
    /// Whether every request needs a token. Always so off loopback.
    pub needs_token: bool,
    /// Names that it goes by besides those of the loopback.
    pub hosts: Vec<String>,
    /// Requests a second that a client may make; 0 for any number.
    pub rate: u32,
    /// Bytes of the largest body.
    pub body: usize,
    /// How long an answer may take.
    pub timeout: Duration,
    /// Connections at one time.
    pub connections: usize,
    /// Whether webhooks may go to addresses of this machine and of private networks.
    pub private_webhooks: bool,
    /// How often to look whether another process wrote to the desk.
    pub poll: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            loopback: true,
            needs_token: false,
            hosts: Vec::new(),
            rate: 50,
            body: 32 << 20,
            timeout: Duration::from_secs(30),
            connections: 2_000,
            private_webhooks: false,
            poll: Duration::from_millis(500),
        }
    }
}

/// The server's state.
pub struct App {
    pub(crate) desk: Arc<Desk>,
    pub(crate) settings: Settings,
    pub(crate) keys: Keys,
    pub(crate) cache: Cache,
    pub(crate) metrics: Metrics,
    pub(crate) rate: Rate,
    pub(crate) secret: Vec<u8>,
    pub(crate) news: broadcast::Sender<Arc<Event>>,
    pub(crate) replays: api::Replays,
    sequence: AtomicI64,
    changed: watch::Sender<i64>,
    work: Semaphore,
}

impl App {
    /// A server of this desk.
    ///
    /// # Errors
    /// When the desk cannot be read, or the system has no randomness.
    pub fn new(desk: Arc<Desk>, keys: Keys, settings: Settings) -> Result<Arc<Self>, String> {
        let stats = desk.stats().map_err(|e| e.to_string())?;
        let secret = random(32).map_err(|e| e.to_string())?.into_bytes();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let replays = api::Replays::open(keys.file_beside("replays.jsonl"), crate::clock::millis())
            .map_err(|e| format!("the answers to repeated requests cannot be kept: {e}"))?;
        let app = Self {
            desk,
            rate: Rate::new(settings.rate),
            settings,
            keys,
            cache: Cache::default(),
            metrics: Metrics::default(),
            secret,
            news: broadcast::channel(1_024).0,
            replays,
            sequence: AtomicI64::new(stats.seq.0),
            changed: watch::channel(stats.seq.0).0,
            work: Semaphore::new(cores * 2),
        };
        app.count(&stats);
        Ok(Arc::new(app))
    }

    fn count(&self, stats: &copydesk_desk::Stats) {
        let gauge = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.metrics.sequence.set(stats.seq.0);
        self.metrics.desk_reports.set(gauge(stats.reports));
        self.metrics.desk_stories.set(gauge(stats.stories));
    }

    /// The number of the last commit that the server knows of.
    pub(crate) fn sequence(&self) -> i64 {
        self.sequence.load(Ordering::Acquire)
    }

    /// Hears of every new commit.
    pub(crate) fn changes(&self) -> watch::Receiver<i64> {
        self.changed.subscribe()
    }

    /// Does something with the desk on a thread that may block; so many at a time as there is work for.
    pub(crate) async fn with_desk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Desk) -> copydesk_desk::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        self.blocking(move |app| work(&app.desk).map_err(Problem::from)).await
    }

    /// As [`App::with_desk`], for work that fails in other ways too.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = self.work.acquire().await.map_err(|e| Problem::internal(&e))?;
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app)).await.map_err(|e| Problem::internal(&e))?
    }

    /// Tells everybody what happened since it was last looked; after every write, and now and then.
    pub(crate) async fn look(self: &Arc<Self>) -> Result<(), Problem> {
        let stats = self.with_desk(Desk::stats).await?;
        let before = self.sequence.fetch_max(stats.seq.0, Ordering::AcqRel);
        if stats.seq.0 <= before {
            return Ok(());
        }
        self.count(&stats);
        let mut place = (Seq(before), i64::MAX);
        loop {
            let events = self.with_desk(move |desk| desk.changes(place, 256)).await?;
            let Some(last) = events.last() else { break };
            place = (last.seq, last.number);
            for event in events {
                // Nobody may be listening; that is fine.
                let _ = self.news.send(Arc::new(event));
            }
        }
        self.changed.send_replace(stats.seq.0);
        Ok(())
    }

    /// Looks now and then, for ever; other processes write too.
    pub async fn watch(self: Arc<Self>) {
        let mut timer = tokio::time::interval(self.settings.poll);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            timer.tick().await;
            if let Err(problem) = self.look().await {
                eprintln!("copydesk serve: {}", problem.title);
            }
        }
    }

    /// All routes behind the door.
    pub fn router(self: &Arc<Self>) -> Router {
        let body = self.settings.body;
        Router::new()
            .route("/", get(web::front))
            .route("/stories/{id}", get(web::story))
            .route("/stories/{id}/compare", get(web::compare))
            .route("/stories/{id}/split", post(web::split))
            .route("/stories/{id}/merge", post(web::merge))
            .route("/stories/{id}/export/{format}", get(web::export))
            .route("/stories/{id}/feed.atom", get(feeds::story))
            .route("/reports/{id}", get(web::report))
            .route("/reports/{id}/passage", get(web::passage))
            .route("/people/{name}", get(web::person))
            .route("/people/{name}/feed.atom", get(feeds::person))
            .route("/search", get(web::search))
            .route("/feeds/stories.atom", get(feeds::stories))
            .route("/feeds/search.atom", get(feeds::search))
            .route("/edits", get(web::edits))
            .route("/edits/{id}/undo", post(web::undo))
            .route("/sign-in", get(web::sign_in_form).post(web::sign_in))
            .route("/assets/{name}", get(web::asset))
            .route("/live", get(live::stream))
            .route("/health", get(web::health))
            .route("/metrics", get(web::metrics))
            .merge(api::router())
            .merge(mcp::router(self))
            .fallback(web::nowhere)
            .layer(DefaultBodyLimit::max(body))
            .layer(from_fn_with_state(self.clone(), guard))
            .with_state(self.clone())
    }
}
