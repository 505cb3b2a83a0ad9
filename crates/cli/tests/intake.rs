//! Intake end to end: fetching from a server of our own, revisions, filters, lists of feeds.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use harness::{document, folder, run};
use serde_json::Value;

/// Serves a feed with one full and one short entry, and the page of the short one. Gives the base address and what was asked for.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let (log, own) = (Arc::clone(&asked), base.clone());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let Some(first) = lines.next() else { continue };
            let known =
                lines.take_while(|l| !l.is_empty()).any(|l| l.to_lowercase().starts_with("if-none-match"));
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            log.lock().unwrap().push(path.clone());
            let paragraph = "The quay burned down in the night, and the whole of the harbour was closed to ships until the morning, the harbour master said on Tuesday.";
            let (status, body) = match path.as_str() {
                "/feed" if known => ("304 Not Modified", String::new()),
                "/feed" => (
                    "200 OK",
                    format!(
                        "<rss version='2.0'><channel><title>Coast Herald</title><item><title>Fire</title><link>{own}/fire</link><description>Short.</description></item>\
                     <item><title>Gone</title><link>{own}/gone</link><description>{paragraph}</description></item></channel></rss>"
                    ),
                ),
                "/fire" => (
                    "200 OK",
                    format!(
                        "<html><head><title>Fire on the quay</title></head><body><article><h1>Fire on the quay</h1><p>{paragraph}</p><p>Nobody was hurt, and the cause of it is not known, the fire brigade said.</p></article></body></html>"
                    ),
                ),
                _ => ("404 Not Found", String::new()),
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nETag: \"1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (base, asked)
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn feeds_are_fetched_only_when_asked_and_not_twice() {
    let folder = folder("intake-fetch");
    let (base, asked) = server();
    fs::write(
        folder.join("feeds.opml"),
        format!("<opml version='2.0'><body><outline text='Herald' xmlUrl='{base}/feed'/></body></opml>"),
    )
    .unwrap();
    let offline = run(&folder, &["intake", "feeds.opml"]);
    assert!(offline.err.contains("feeds-not-fetched"), "{}", offline.err);
    assert!(asked.lock().unwrap().is_empty(), "nothing may be asked for without --fetch");
    let nameless = run(&folder, &["intake", "feeds.opml", "--fetch"]);
    assert_eq!(nameless.code, Some(2));
    let strict = run(&folder, &["intake", "feeds.opml", "--fetch", "--contact", "desk@coast.example"]);
    assert!(strict.err.contains("fetch-private"), "{}", strict.err);
    assert!(asked.lock().unwrap().is_empty(), "a private address may not be asked for");

    let fetch = |extra: &[&str]| {
        let mut arguments = vec![
            "intake",
            "feeds.opml",
            "--fetch",
            "--contact",
            "desk@coast.example",
            "--allow-private",
            "--delay",
            "0",
        ];
        arguments.extend(extra);
        run(&folder, &arguments)
    };
    let feed = fetch(&[]);
    assert_eq!((feed.code, lines(&feed.out).len()), (Some(0), 2), "{}", feed.err);
    let pages = fetch(&["--pages", "--state", "s.json"]);
    let reports = lines(&pages.out);
    assert_eq!(reports.len(), 2, "{}", pages.err);
    let fire = reports.iter().find(|r| r["url"] == format!("{base}/fire")).unwrap();
    assert!(fire["text"].as_str().unwrap().contains("Nobody was hurt"), "the page, not the summary");
    assert!(fire["provenance"]["fetched"].is_string());
    // The page that cannot be had stands as the feed gave it, and the refusal is told.
    assert!(reports.iter().any(|r| r["url"] == format!("{base}/gone")) && pages.err.contains("fetch-status"));
    let before = asked.lock().unwrap().len();
    let again = fetch(&["--pages", "--state", "s.json", "-v"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "{}", again.err);
    assert!(again.err.contains("fetch-unchanged"), "{}", again.err);
    let after: Vec<String> = asked.lock().unwrap()[before..].to_vec();
    assert_eq!(after, ["/robots.txt", "/feed"], "what is known is not asked for again");
}

#[test]
fn the_same_page_with_other_words_is_a_revision_and_no_corroboration() {
    let folder = folder("intake-revisions");
    let report = |id: &str, url: &str, dead: &str, hour: &str| {
        format!(
            "{{\"id\":\"{id}\",\"url\":\"{url}\",\"title\":\"Fire on the quay\",\"published\":\"2021-03-09T{hour}:00:00Z\",\
             \"text\":\"{dead} people died in the fire on the quay at Averlin on Tuesday, the harbour master Ada Quill said. The quay was closed.\"}}\n"
        )
    };
    let herald = "https://www.coast.example/fire";
    let lines = report("late", "https://coast.example/fire?utm_source=x", "Three", "09")
        + &report("early", herald, "Two", "06");
    fs::write(folder.join("in.jsonl"), lines).unwrap();
    let document = document(&folder, &["in.jsonl"]);
    let reports = document["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0]["id"], "late");
    let revision = &reports[0]["revisions"][0];
    assert!(revision["text"].as_str().unwrap().starts_with("Two people"));
    let changed: Vec<&str> = revision["diff"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["op"] != "same")
        .map(|p| p["text"].as_str().unwrap())
        .collect();
    assert_eq!(changed, ["Two ", "Three "]);
    for story in document["stories"].as_array().unwrap() {
        for finding in story["findings"].as_array().unwrap() {
            assert_ne!(finding["standing"], "corroborated", "{finding}");
        }
    }
    // The stages in a pipe see it so, too.
    let pipe = run(&folder, &["group", "in.jsonl"]);
    assert_eq!(pipe.out.lines().count(), 1, "{}", pipe.err);
}

#[test]
fn what_is_not_wanted_is_passed_over_and_counted() {
    let folder = folder("intake-filter");
    let table = "nr,story,tag,link\n1,The quay burned.,2021-03-09,https://coast.example/1\n2,It rained.,2020-01-01,https://coast.example/2\n3,It snowed.,2021-03-09,https://other.example/3\n";
    fs::write(folder.join("t.csv"), table).unwrap();
    fs::write(
        folder.join("outlets.csv"),
        "domain,name,owner,agency\ncoast.example,Coast Herald,Quay Ltd,yes\n",
    )
    .unwrap();
    let columns = "text=story,published=tag,url=link,id=nr";
    let arguments = [
        "intake",
        "t.csv",
        "--columns",
        columns,
        "--host",
        "coast.example",
        "--since",
        "2021-01-01",
        "--outlets",
        "outlets.csv",
        "--diagnostics",
        "d.jsonl",
    ];
    let read = run(&folder, &arguments);
    let reports = lines(&read.out);
    assert_eq!((read.code, reports.len()), (Some(0), 1), "{}", read.err);
    assert_eq!((&reports[0]["id"], &reports[0]["outlet"]), (&"1".into(), &"Coast Herald".into()));
    assert_eq!(
        (&reports[0]["provenance"]["owner"], &reports[0]["provenance"]["agency"]),
        (&"Quay Ltd".into(), &true.into())
    );
    assert!(read.err.contains("passed over 2"), "{}", read.err);
    let diagnostics = lines(&fs::read_to_string(folder.join("d.jsonl")).unwrap());
    assert_eq!(diagnostics.last().unwrap()["summary"]["filtered"], 2);
    for (arguments, says) in [
        (["intake", "t.csv", "--since", "soon"], "no day"),
        (["intake", "t.csv", "--columns", "story"], "does not know"),
        (["intake", "t.csv", "--outlets", "t.csv2"], "cannot read"),
    ] {
        let wrong = run(&folder, &arguments);
        assert!(wrong.code == Some(2) && wrong.err.contains(says), "{}", wrong.err);
    }
}

#[test]
fn feeds_that_files_name_are_written_as_a_list() {
    let folder = folder("intake-feeds-out");
    fs::write(folder.join("a.opml"), "<opml><body><outline text='F'><outline text='A' xmlUrl='https://a.example/f'/></outline></body></opml>").unwrap();
    fs::write(
        folder.join("p.html"),
        "<!doctype html><link rel='alternate' type='application/rss+xml' title='P' href='https://p.example/rss'><link rel='alternate' type='application/rss+xml' href='https://a.example/f'>",
    )
    .unwrap();
    let out = run(&folder, &["intake", "a.opml", "p.html", "--feeds-out", "all.opml"]);
    assert_eq!(out.code, Some(0), "{}", out.err);
    let opml = fs::read_to_string(folder.join("all.opml")).unwrap();
    assert_eq!(opml.matches("xmlUrl").count(), 2);
    assert!(opml.contains("<outline text=\"F\">") && opml.contains("https://p.example/rss"));
}
