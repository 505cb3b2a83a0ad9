//! Taking connections: so many at a time, none of which may dawdle over its request's head.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::guard::Peer;
use crate::hooks;

/// How long a client may take over the head of a request, and how long it may keep an idle connection.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests that are under way are waited for at the end.
const GRACE: Duration = Duration::from_secs(5);

/// Serves the desk until `stop` is done.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let watcher = tokio::spawn(app.clone().watch());
    let hooks = tokio::spawn(hooks::run(app.clone()));
    let room = Arc::new(Semaphore::new(app.settings.connections));
    let router = app.router();
    let mut connections = tokio::task::JoinSet::new();
    tokio::pin!(stop);
    loop {
        let Ok(permit) = room.clone().acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // Too many open files, a client that went away: the next one may fare better.
                Err(error) => {
                    eprintln!("copydesk serve: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        connections.spawn(async move {
            let _permit = permit;
            connection(router, stream, peer).await;
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    watcher.abort();
    hooks.abort();
    // Whoever listens to live updates never ends by itself.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

async fn connection(router: axum::Router, stream: tokio::net::TcpStream, peer: SocketAddr) {
    let service = tower::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let mut router = router.clone();
        async move { tower::Service::call(&mut router, request.map(axum::body::Body::new)).await }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 << 10);
    // A client that breaks off is no error of ours.
    let _ = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).await;
}
