//! A desk for people, programs and agents.

use std::sync::Arc;

use copydesk_desk::Desk;
use copydesk_server::{App, Settings, serve};

use super::token;
use crate::args::ServeArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome};

/// Opens a desk, which is made where it is missing.
pub(super) fn desk(target: &str) -> Result<Arc<Desk>, Failure> {
    let desk = Desk::open(target).map_err(|e| Failure::new(e.to_string()).remedy(e.remedy()))?;
    Ok(Arc::new(desk))
}

/// What runs the server.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|e| Failure::new(format!("cannot start: {e}")))
}

pub(crate) fn run(args: &ServeArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let loopback = args.listen.ip().is_loopback();
    let needs_token = args.need_token || !loopback;
    let keys = token::keys(&args.desk, args.keys.as_deref(), needs_token)?;
    if needs_token && keys.tokens().is_empty() {
        return Err(Failure::new(
            "who reaches this desk over the network needs a token, and there is none yet",
        )
        .remedy("make one with `copydesk token add NAME`, or listen on 127.0.0.1"));
    }
    let desk = desk(&args.desk)?;
    let settings = Settings {
        loopback,
        needs_token,
        hosts: args.hosts.clone(),
        rate: args.rate,
        body: args.max_body.max(1) << 20,
        private_webhooks: args.private_webhooks,
        ..Settings::default()
    };
    let app = App::new(desk, keys, settings).map_err(Failure::new)?;
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(|e| {
            Failure::new(format!("cannot listen on {}: {e}", args.listen))
                .remedy("choose another --listen address")
        })?;
        let address = listener.local_addr().unwrap_or(args.listen);
        if json {
            let mut out = Stdout::new();
            out.line(&serde_json::json!({ "listening": format!("http://{address}") }))?;
            out.finish()?;
        } else {
            talk.tell(&format!("serving {} on http://{address}; stop with Ctrl-C", args.desk));
        }
        serve(app, listener, stopped()).await.map_err(|e| Failure::new(format!("cannot go on: {e}")))
    })?;
    Ok(Outcome::Done)
}

/// Until somebody wants it to stop.
async fn stopped() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
