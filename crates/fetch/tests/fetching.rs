//! Fetching from a server of our own on this machine: manners, limits, and every refusal.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use copydesk_fetch::{Answer, Fetcher, Job, Kind, Policy, State};

/// What was asked: path, lower-case headers.
type Log = Arc<Mutex<Vec<(String, BTreeMap<String, String>)>>>;

struct Server {
    base: String,
    log: Log,
}

impl Server {
    fn start(
        answer: impl Fn(&str, &BTreeMap<String, String>, &mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let log: Log = Log::default();
        let (kept, answer) = (Arc::clone(&log), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream = stream;
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                    let Some(first) = lines.next() else { return };
                    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
                    let headers: BTreeMap<String, String> = lines
                        .take_while(|l| !l.is_empty())
                        .filter_map(|l| {
                            l.split_once(':').map(|(n, v)| (n.to_lowercase(), v.trim().to_owned()))
                        })
                        .collect();
                    log.lock().unwrap().push((path.clone(), headers.clone()));
                    answer(&path, &headers, &mut stream);
                });
            }
        });
        Self { base, log }
    }

    fn asked(&self, path: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|(p, _)| p == path).count()
    }
}

fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn quick() -> Policy {
    let mut policy = Policy::new("desk@coast.example");
    policy.delay = Duration::from_millis(1);
    policy.back_off = Duration::from_millis(5);
    policy.timeout = Duration::from_millis(600);
    policy.retries = 1;
    policy.allow_private = true;
    policy
}

fn refused(fetcher: &Fetcher, url: &str) -> Kind {
    fetcher.fetch(url, None).unwrap_err().kind
}

#[test]
fn a_page_is_fetched_with_a_name_and_a_contact_and_not_again_when_it_has_not_changed() {
    let server = Server::start(|path, headers, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        _ if headers.get("if-none-match").is_some_and(|e| e == "\"v1\"") => {
            say(stream, "304 Not Modified", "", b"");
        }
        _ => say(stream, "200 OK", "ETag: \"v1\"\r\nContent-Type: text/html\r\n", b"The quay burned."),
    });
    let fetcher = Fetcher::new(quick());
    let url = format!("{}/a", server.base);
    let Answer::Fresh(page) = fetcher.fetch(&url, None).unwrap() else { panic!("no page") };
    assert_eq!(
        (page.body.as_slice(), page.content_type.as_deref()),
        (&b"The quay burned."[..], Some("text/html"))
    );
    assert!(page.fetched > 1_500_000_000);
    assert_eq!(fetcher.fetch(&url, Some(&page.validators)), Ok(Answer::Unchanged));
    assert_eq!(server.asked("/robots.txt"), 1);
    let log = server.log.lock().unwrap();
    assert!(
        log.iter().all(|(_, h)| h["user-agent"].starts_with("copydesk/")
            && h["user-agent"].contains("desk@coast.example"))
    );
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" => say(stream, "200 OK", "", b"User-agent: *\nDisallow: /drafts\n"),
        _ => say(stream, "200 OK", "", b"x"),
    });
    let fetcher = Fetcher::new(quick());
    assert_eq!(refused(&fetcher, &format!("{}/drafts/1", server.base)), Kind::Robots);
    assert!(fetcher.fetch(&format!("{}/news", server.base), None).is_ok());
    assert_eq!(server.asked("/drafts/1"), 0);
    let broken = Server::start(|_, _, stream| say(stream, "500 Oops", "", b""));
    assert_eq!(refused(&fetcher, &format!("{}/news", broken.base)), Kind::Robots);
    assert_eq!(broken.asked("/news"), 0);
}

#[test]
fn of_a_robots_txt_without_end_the_begin_holds() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" => {
            let rules = format!("User-agent: *\nDisallow: /drafts\n{}", "# and so on\n".repeat(100_000));
            say(stream, "200 OK", "", rules.as_bytes());
        }
        _ => say(stream, "200 OK", "", b"x"),
    });
    let fetcher = Fetcher::new(quick());
    assert_eq!(refused(&fetcher, &format!("{}/drafts/1", server.base)), Kind::Robots);
    assert!(fetcher.fetch(&format!("{}/news", server.base), None).is_ok());
}

#[test]
fn addresses_inside_the_network_are_refused_also_behind_a_redirect() {
    let inside = Server::start(|_, _, stream| say(stream, "200 OK", "", b"secret"));
    let mut policy = quick();
    policy.allow_private = false;
    let strict = Fetcher::new(policy);
    let port = inside.base.rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
        assert_eq!(refused(&strict, &format!("http://{host}:{port}/")), Kind::Private, "{host}");
    }
    assert_eq!(refused(&strict, "http://169.254.169.254/latest/meta-data"), Kind::Private);
    assert!(inside.log.lock().unwrap().is_empty(), "not even robots.txt may be asked for");
    // A server that may be asked sends on to ones that may not.
    let door = Server::start(move |path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        "/name" => say(stream, "302 Found", &format!("Location: http://[::1]:{port}/\r\n"), b""),
        "/number" => say(stream, "302 Found", &format!("Location: //127.0.0.2:{port}/\r\n"), b""),
        _ => say(stream, "302 Found", "Location: http://169.254.169.254/latest\r\n", b""),
    });
    let mut policy = quick();
    policy.allow_private = false;
    policy.allowed = vec!["127.0.0.1".parse().unwrap()];
    let fetcher = Fetcher::new(policy);
    for path in ["/name", "/number", "/cloud"] {
        assert_eq!(refused(&fetcher, &format!("{}{path}", door.base)), Kind::Private, "{path}");
    }
    assert!(inside.log.lock().unwrap().is_empty());
}

#[test]
fn every_hop_of_a_redirect_is_looked_at() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        "/file" => say(stream, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/circle" => say(stream, "302 Found", "Location: /circle\r\n", b""),
        "/nowhere" => say(stream, "302 Found", "", b""),
        "/good" => say(stream, "301 Moved", "Location: end\r\n", b""),
        "/end" => say(stream, "200 OK", "", b"end"),
        // Never the same address twice.
        path => say(stream, "302 Found", &format!("Location: {path}x\r\n"), b""),
    });
    let fetcher = Fetcher::new(quick());
    assert_eq!(refused(&fetcher, &format!("{}/file", server.base)), Kind::Url);
    assert_eq!(refused(&fetcher, &format!("{}/circle", server.base)), Kind::Redirects);
    assert_eq!(refused(&fetcher, &format!("{}/nowhere", server.base)), Kind::Redirects);
    assert_eq!(refused(&fetcher, &format!("{}/x", server.base)), Kind::Redirects);
    let Ok(Answer::Fresh(page)) = fetcher.fetch(&format!("{}/good", server.base), None) else { panic!() };
    assert_eq!(page.final_url, format!("{}/end", server.base));
}

#[test]
fn an_answer_has_a_size_and_a_time() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        "/large" => say(stream, "200 OK", "", &vec![b'x'; 100_000]),
        "/bomb" => {
            // 50 MB of zeros in gzip, written by hand: stored ratio about 1000.
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packed.write_all(&vec![0; 50_000_000]).unwrap();
            say(stream, "200 OK", "Content-Encoding: gzip\r\n", &packed.finish().unwrap());
        }
        "/slow" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for _ in 0..100 {
                if stream.write_all(b"x").is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        "/silent" => thread::sleep(Duration::from_secs(3)),
        _ => {}
    });
    let mut policy = quick();
    policy.max_bytes = 50_000;
    policy.retries = 0;
    let fetcher = Fetcher::new(policy);
    for (path, kind) in [
        ("/large", Kind::TooLarge),
        ("/bomb", Kind::TooLarge),
        ("/slow", Kind::Timeout),
        ("/silent", Kind::Timeout),
        ("/hang-up", Kind::Failed),
    ] {
        let started = Instant::now();
        assert_eq!(refused(&fetcher, &format!("{}{path}", server.base)), kind, "{path}");
        assert!(started.elapsed() < Duration::from_secs(5), "{path}");
    }
}

#[test]
fn a_busy_server_is_asked_again_later_or_left_alone() {
    let server = Server::start(|path, headers, stream| {
        let _ = headers;
        match path {
            "/once" => {
                static ASKED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
                if ASKED.swap(true, std::sync::atomic::Ordering::SeqCst) {
                    say(stream, "200 OK", "", b"now");
                } else {
                    say(stream, "503 Busy", "Retry-After: 0\r\n", b"");
                }
            }
            "/long" => say(stream, "429 Slow down", "Retry-After: 3600\r\n", b""),
            // By the server's own clock, which need not be ours.
            "/until" => {
                let headers =
                    "Date: Tue, 09 Mar 2021 06:00:00 GMT\r\nRetry-After: Tue, 09 Mar 2021 08:00:00 GMT\r\n";
                say(stream, "503 Busy", headers, b"");
            }
            _ => say(stream, "404 Not Found", "", b""),
        }
    });
    let fetcher = Fetcher::new(quick());
    assert!(matches!(fetcher.fetch(&format!("{}/once", server.base), None), Ok(Answer::Fresh(_))));
    let refusal = fetcher.fetch(&format!("{}/long", server.base), None).unwrap_err();
    assert_eq!((refusal.kind, refusal.retry_after), (Kind::Busy, Some(Duration::from_hours(1))));
    assert_eq!(server.asked("/long"), 1);
    let refusal = fetcher.fetch(&format!("{}/until", server.base), None).unwrap_err();
    assert_eq!((refusal.kind, refusal.retry_after), (Kind::Busy, Some(Duration::from_hours(2))));
    assert_eq!(server.asked("/until"), 1);
    let refusal = fetcher.fetch(&format!("{}/gone", server.base), None).unwrap_err();
    assert_eq!((refusal.kind, refusal.status, refusal.may_pass()), (Kind::Status, Some(404), false));
}

#[test]
fn what_is_no_address_is_refused_without_asking() {
    let fetcher = Fetcher::new(quick());
    for url in
        ["", "no url", "ftp://a.example/x", "file:///etc/passwd", "http://me:pw@a.example/", "http:///x"]
    {
        let kind = refused(&fetcher, url);
        // `http:///x` is read as the host `x` by the URL standard.
        assert!(matches!(kind, Kind::Url | Kind::Host | Kind::Robots | Kind::Failed), "{url}: {kind:?}");
    }
    assert_eq!(refused(&fetcher, "file:///etc/passwd"), Kind::Url);
    assert_eq!(refused(&fetcher, "http://me:pw@a.example/"), Kind::Url);
}

#[test]
fn many_are_answered_in_their_order_and_a_host_keeps_its_distance() {
    let answer = |path: &str, _: &BTreeMap<String, String>, stream: &mut TcpStream| {
        let status = if path == "/robots.txt" { "404 Not Found" } else { "200 OK" };
        say(stream, status, "", path.as_bytes());
    };
    let (one, two) = (Server::start(answer), Server::start(answer));
    let mut policy = quick();
    policy.delay = Duration::from_millis(40);
    let fetcher = Fetcher::new(policy);
    let mut jobs: Vec<Job> = Vec::new();
    for i in 0..4 {
        for server in [&one, &two] {
            jobs.push(Job { url: format!("{}/{i}", server.base), known: None });
        }
    }
    jobs.push(Job { url: "nonsense".to_owned(), known: None });
    let started = Instant::now();
    let mut answers = Vec::new();
    fetcher.fetch_all(&jobs, &mut |job, outcome| answers.push((job.url.clone(), outcome)));
    let urls: Vec<&str> = answers.iter().map(|(u, _)| u.as_str()).collect();
    assert_eq!(urls, jobs.iter().map(|j| j.url.as_str()).collect::<Vec<_>>());
    assert!(answers[..8].iter().all(|(_, o)| o.is_ok()) && answers[8].1.is_err());
    // robots.txt and four pages: four distances at least.
    assert!(started.elapsed() >= Duration::from_millis(160));
}

#[test]
fn the_memory_goes_on_where_the_last_run_stopped() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" | "/gone" => say(stream, "404 Not Found", "", b""),
        _ => say(stream, "200 OK", "Last-Modified: Tue, 09 Mar 2021 06:00:00 GMT\r\n", b"x"),
    });
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("state.json");
    let _ = std::fs::remove_file(&file);
    let fetcher = Fetcher::new(quick());
    let mut state = State::load(&file).unwrap();
    for path in ["b", "a", "gone", "b"] {
        state.add(format!("{}/{path}", server.base));
    }
    assert_eq!(state.pending().len(), 3);
    let first = state.pending()[0].clone();
    assert!(first.ends_with("/b"));
    let Ok(Answer::Fresh(page)) = fetcher.fetch(&first, None) else { panic!() };
    state.fetched(&page);
    state.refused(&fetcher.fetch(&format!("{}/gone", server.base), None).unwrap_err());
    state.save(&file).unwrap();
    let mut again = State::load(&file).unwrap();
    assert_eq!(again, state);
    again.add(first.clone());
    assert_eq!(again.pending(), [format!("{}/a", server.base)]);
    assert!(again.validators(&first).unwrap().last_modified.is_some());
    assert_eq!(again.validators(&format!("{}/gone", server.base)), None);
    std::fs::write(&file, "{\"version\":99}").unwrap();
    assert!(State::load(&file).is_err());
    std::fs::write(&file, "no json").unwrap();
    assert!(State::load(&file).is_err());
}
