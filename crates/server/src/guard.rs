//! Who comes in, and what nobody may do: the one door that every request goes through.
//!
//! On loopback the desk belongs to whoever sits at the machine: no token, but only under a loopback name (so that no
//! web page can reach it by pointing a name of its own at 127.0.0.1) and only from its own pages (so that no other
//! site's form can post to it). Off loopback every request needs a token: in `Authorization: Bearer`, or in a cookie
//! that the sign-in form sets.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::app::App;
use crate::keys::{Scope, hex, same};
use crate::problem::Problem;

/// The cookie that holds a token.
pub(crate) const COOKIE: &str = "copydesk";

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// As the log of edits shows it.
    pub(crate) who: String,
    /// Whether they may change anything.
    pub(crate) may_write: bool,
    /// What a form of ours has to bring along.
    pub(crate) csrf: String,
}

impl Visitor {
    /// Whether a form brought along what our pages gave it.
    pub(crate) fn proven(&self, csrf: &str) -> Result<(), Problem> {
        if same(self.csrf.as_bytes(), csrf.as_bytes()) {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not-our-form",
            "the form did not come from a page of this desk",
        )
        .detail("load the page again and repeat"))
    }
}

/// Lets a client have so many requests a second, and a handful at once.
#[derive(Debug)]
pub(crate) struct Rate {
    per_second: f64,
    burst: f64,
    clients: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

/// Clients that are remembered.
const CLIENTS: usize = 20_000;

impl Rate {
    pub(crate) fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, burst: per_second * 4.0, clients: Mutex::default() }
    }

    /// Whether one more is fine; else the seconds to wait.
    pub(crate) fn take(&self, client: IpAddr, now: Instant) -> Result<(), u64> {
        if self.per_second <= 0.0 {
            return Ok(());
        }
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS {
            let full = Duration::from_secs_f64(self.burst / self.per_second);
            clients.retain(|_, (_, seen)| now.duration_since(*seen) < full);
            if clients.len() >= CLIENTS {
                clients.clear();
            }
        }
        let (left, seen) = clients.entry(client).or_insert((self.burst, now));
        *left = (*left + now.duration_since(*seen).as_secs_f64() * self.per_second).min(self.burst);
        *seen = now;
        if *left >= 1.0 {
            *left -= 1.0;
            Ok(())
        } else {
            Err(((1.0 - *left) / self.per_second).ceil() as u64)
        }
    }
}

/// The door.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |m| m.as_str()).to_owned();
    let wants_page = wants_page(&request);
    // Ten thousand reports are a large body, and are read and compared before they are acknowledged.
    let time = app.settings.timeout * if route == "/api/v1/reports" { 20 } else { 1 };
    let mut response = match enter(&app, request, start) {
        Ok(request) => {
            if let Ok(response) = tokio::time::timeout(time, next.run(request)).await {
                response
            } else {
                app.metrics.refuse("timeout");
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", "the answer took too long")
                    .into_response()
            }
        }
        Err(problem) => {
            app.metrics.refuse(problem.code);
            if problem.status == StatusCode::UNAUTHORIZED && wants_page {
                Redirect::to("/sign-in").into_response()
            } else {
                problem.into_response()
            }
        }
    };
    secure(response.headers_mut());
    app.metrics.request(&route, response.status().as_u16(), start.elapsed().as_secs_f64());
    response
}

/// Whether a person looks at it and not a program.
fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    !path.starts_with("/api/") && !path.starts_with("/mcp") && path != "/metrics" && path != "/live"
}

/// Headers of every answer.
fn secure(headers: &mut HeaderMap) {
    const HEADERS: [(HeaderName, &str); 6] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn enter(app: &App, mut request: Request, now: Instant) -> Result<Request, Problem> {
    let settings = &app.settings;
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from(Ipv4Addr::LOCALHOST), |p| p.0.ip());
    let path = request.uri().path();
    // A few things are for everybody: what a sign-in page needs, and whether the server lives.
    let open = path.starts_with("/assets/") || path == "/health" || path == "/sign-in";
    if settings.loopback && !known_host(request.headers(), request.uri().host(), &settings.hosts) {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "unknown-host",
            "this desk does not go by that name",
        )
        .detail("use http://localhost, or start it with --host NAME"));
    }
    if !(peer.is_loopback() && settings.loopback && reads(request.method()))
        && let Err(seconds) = app.rate.take(peer, now)
    {
        let mut problem =
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "too many requests");
        problem.retry_after = Some(seconds);
        return Err(problem);
    }
    let bearer = bearer(request.headers());
    let token = match bearer.clone().or_else(|| cookie(request.headers())) {
        Some(words) => match app.keys.check(&words) {
            Some(token) => Some(token),
            // A wrong token is never taken for none.
            None if bearer.is_some() => {
                return Err(Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "wrong-token",
                    "the token is not known, or was revoked",
                ));
            }
            None => None,
        },
        None => None,
    };
    // Two ask with a body and change nothing.
    let needed = if reads(request.method()) || matches!(path, "/mcp" | "/api/v1/claims") {
        Scope::Read
    } else {
        Scope::Write
    };
    let (who, scope) = match &token {
        Some(token) => (token.name.clone(), token.scope),
        None if !settings.needs_token => ("local".to_owned(), Scope::Write),
        None if open => (String::new(), Scope::Read),
        None => {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "token-needed", "this desk asks for a token")
                .detail("`copydesk token add NAME` makes one; send it as Authorization: Bearer"));
        }
    };
    if scope < needed && !open {
        return Err(Problem::new(StatusCode::FORBIDDEN, "read-only-token", "the token allows to look only")
            .detail("`copydesk token add NAME --scope write` makes one that allows changes"));
    }
    if !reads(request.method()) && bearer.is_none() && !ours(request.headers(), request.uri().host()) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "other-site",
            "the request comes from a page of another site",
        ));
    }
    let csrf = csrf(&app.secret, &who);
    request.extensions_mut().insert(Visitor { who, may_write: scope == Scope::Write, csrf });
    Ok(request)
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What a visitor's forms bring along.
fn csrf(secret: &[u8], who: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(b"form ");
    mac.update(who.as_bytes());
    hex(&mac.finalize().into_bytes()[..16])
}

fn host_of<'a>(headers: &'a HeaderMap, uri: Option<&'a str>) -> Option<&'a str> {
    uri.or_else(|| headers.get(header::HOST)?.to_str().ok())
}

/// A host without its port.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether the name by which the server was called is its own.
fn known_host(headers: &HeaderMap, uri: Option<&str>, hosts: &[String]) -> bool {
    let Some(host) = host_of(headers, uri) else { return true };
    let name = name_of(host);
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        || hosts.iter().any(|h| h.eq_ignore_ascii_case(name))
}

/// Whether a request that changes something comes from a page of ours, or from no page at all.
fn ours(headers: &HeaderMap, uri: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), host_of(headers, uri)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, o)| o.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=').map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn a_name_that_points_at_this_machine_is_not_enough() {
        for (host, known) in [
            ("localhost:8787", true),
            ("127.0.0.1", true),
            ("[::1]:8787", true),
            ("LOCALHOST", true),
            ("evil.example:8787", false),
            ("127.0.0.1.evil.example", false),
            ("desk.example", true),
            ("10.0.0.1", false),
        ] {
            assert_eq!(
                known_host(&headers(&[("host", host)]), None, &["desk.example".into()]),
                known,
                "{host}"
            );
        }
    }

    #[test]
    fn another_sites_form_is_not_ours() {
        for (pairs, yes) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://localhost:1"), ("host", "localhost:1")], true),
            (&[("origin", "http://localhost:2"), ("host", "localhost:1")], false),
            (&[("origin", "null"), ("host", "localhost:1")], false),
        ] {
            assert_eq!(ours(&headers(pairs), None), yes, "{pairs:?}");
        }
    }

    #[test]
    fn who_comes_too_often_waits() {
        let rate = Rate::new(2);
        let (client, now) = (IpAddr::from([10, 0, 0, 1]), Instant::now());
        for _ in 0..8 {
            rate.take(client, now).unwrap();
        }
        assert_eq!(rate.take(client, now), Err(1));
        assert!(rate.take(IpAddr::from([10, 0, 0, 2]), now).is_ok(), "another client is not held up");
        assert!(rate.take(client, now + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn a_token_is_read_from_header_or_cookie() {
        assert_eq!(bearer(&headers(&[("authorization", "bearer cd_a")])).as_deref(), Some("cd_a"));
        assert_eq!(bearer(&headers(&[("authorization", "Basic cd_a")])), None);
        assert_eq!(
            cookie(&headers(&[("cookie", "a=1; copydesk=cd_b; copydeskx=2")])).as_deref(),
            Some("cd_b")
        );
        assert_eq!(cookie(&headers(&[("cookie", "copydeskx=2")])), None);
    }
}
