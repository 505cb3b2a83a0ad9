//! Input made to do harm: each kind is told by a code of its own, and none costs much.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk_intake::{Input, Settings, read_bytes, read_with};
use copydesk_model::Diagnostic;

#[path = "support/slow.rs"]
mod slow;

use slow::slow_pages;

fn codes(name: &str, bytes: &[u8], settings: &Settings) -> (u64, Vec<String>) {
    let started = Instant::now();
    let mut codes = Vec::new();
    let summary = read_bytes(name, bytes, settings, &mut |item| {
        if let Err(Diagnostic { code, .. }) = item {
            codes.push(code);
        }
    });
    assert!(started.elapsed() < Duration::from_secs(20), "{name}: too slow");
    (summary.read, codes)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of a tar archive.
fn entry(name: &str, kind: u8, body: &[u8]) -> Vec<u8> {
    let mut head = vec![0; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    let size = format!("{:011o}\0", body.len());
    head[124..136].copy_from_slice(size.as_bytes());
    head[156] = kind;
    head[257..263].copy_from_slice(b"ustar\0");
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|b| u32::from(*b)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head.extend(body);
    head.resize(head.len().div_ceil(512) * 512, 0);
    head
}

#[test]
fn a_decompression_bomb_ends_where_the_ratio_is_met() {
    let mut bomb = b"{\"text\":\"The quay burned.\"}\n".to_vec();
    bomb.resize(100 << 20, b' ');
    let packed = gzip(&bomb);
    assert_eq!(
        codes("a.jsonl.gz", &packed, &Settings::default()),
        (1, vec!["decompression-ratio".to_owned()])
    );
    // In two layers.
    assert_eq!(codes("a.jsonl.gz", &gzip(&packed), &Settings::default()).1, ["decompression-ratio"]);
}

#[test]
fn a_table_that_unpacks_to_far_more_than_it_is_ends_too() {
    use copydesk_columns::{Column, Values, write};
    // One value of a megabyte, said a hundred times: a dictionary holds it once.
    let value = Some("x ".repeat(500_000));
    let mut file = Vec::new();
    write(&mut file, &[Column::new("text", Values::Text(vec![value; 100]))]).unwrap();
    assert!(file.len() < 100_000, "{}", file.len());
    let (read, codes) = codes("a.parquet", &file, &Settings::default());
    assert!(read < 40, "{read}");
    assert_eq!(codes.last().map(String::as_str), Some("decompression-ratio"));
}

#[test]
fn an_answer_that_is_packed_within_an_archive_is_held_to_the_same_ratio_and_size() {
    // 40 MiB of spaces in 40 bytes of Brotli.
    let hex = "cfffff7ff82540e2b14020f7fe9ffffffff04b00c4610180eefd7ffeffffe1970088c32200ddfb3f";
    let brotli: Vec<u8> =
        (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
    let answer = |packing: &str, body: &[u8]| {
        let mut http =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n")
                .into_bytes();
        http.extend(body);
        let mut record =
            format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", http.len()).into_bytes();
        record.extend(http);
        record
    };
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(&vec![b' '; 40 << 20]).unwrap();
    let zlib = zlib.finish().unwrap();
    let mut small = Settings::default();
    small.max_page = 1 << 20;
    for (packing, bomb) in [("br", &brotli), ("deflate", &zlib), ("gzip", &gzip(&vec![b' '; 40 << 20]))] {
        let archive = answer(packing, bomb);
        assert_eq!(codes("a.warc", &archive, &Settings::default()).1, ["decompression-ratio"], "{packing}");
        // A page that is too large is refused and not cut.
        assert_eq!(codes("a.warc", &archive, &small).1, ["record-too-large"], "{packing}");
    }
}

/// A saved page with these headers of its part and this content.
fn saved(headers: &str, content: &str) -> String {
    format!(
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--b\"\r\n\r\n\
         ----b\r\nContent-Type: text/html\r\n{headers}\r\n{content}\r\n----b--\r\n"
    )
}

#[test]
fn a_saved_page_made_to_be_slow_or_broken_costs_one_pass() {
    let words =
        "<p>The quay burned down in the night, and nobody was hurt, the fire brigade of the town said.</p>";
    let started = Instant::now();
    let nest = |count: usize| {
        let opened: Vec<String> = (0..count)
            .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"))
            .collect();
        let opened = opened.concat();
        format!("MIME-Version: 1.0\r\n{opened}Content-Type: text/html\r\n\r\n{words}")
    };
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n";
    let endless = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n".repeat(300_000);
    for (name, page, expected) in [
        ("deeper than any", nest(20_000), "no-records"),
        ("parts without end", format!("{head}{endless}"), "no-records"),
        ("parts of nothing", format!("{head}{}", "--b\r\n".repeat(1_000_000)), "no-records"),
        ("no parts", head.to_owned(), "no-records"),
        ("no boundary", head.replace("; boundary=b", ""), "no-records"),
        ("no headers", "\r\n\r\n".to_owned(), "record-damaged"),
        (
            "one header of a megabyte",
            format!("Subject: {}\r\n\r\n", "=?utf-8?Q?a?= ".repeat(80_000)),
            "no-records",
        ),
        ("addresses", format!("From: {}\r\n{head}", "<a@b>, ".repeat(8_000)), "no-records"),
        (
            "encoded badly",
            saved("Content-Transfer-Encoding: quoted-printable\r\n", &format!("{words}=ZZ==")),
            "record-damaged",
        ),
        ("not in base64", saved("Content-Transfer-Encoding: base64\r\n", words), "record-damaged"),
        ("cut", saved("", words).replace("\r\n----b--\r\n", "<p>The may"), "record-damaged"),
    ] {
        let (_, said) = codes("a.mhtml", page.as_bytes(), &Settings::default());
        assert_eq!(said.first().map(String::as_str), Some(expected), "{name}: {said:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(codes("a.mhtml", saved("", words).as_bytes(), &Settings::default()), (1, vec![]));
    let mut small = Settings::default();
    small.max_page = 50;
    assert_eq!(codes("a.mhtml", saved("", words).as_bytes(), &small).1, ["document-too-large"]);
}

#[test]
fn a_document_and_a_record_have_a_size() {
    let mut small = Settings::default();
    (small.max_document, small.max_record, small.max_page) = (10_000, 1_000, 10_000);
    let line = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"The quay burned.\"}}\n", "x".repeat(5_000));
    assert_eq!(codes("a.jsonl", line.as_bytes(), &small), (1, vec!["record-too-large".to_owned()]));
    let long = "x".repeat(20_000);
    assert_eq!(codes("a.txt", long.as_bytes(), &small), (0, vec!["document-too-large".to_owned()]));
    assert_eq!(codes("a.html", long.as_bytes(), &small), (0, vec!["document-too-large".to_owned()]));
    let row = format!("id,text\n1,\"{long}\"\n");
    assert_eq!(codes("a.csv", row.as_bytes(), &small).1[0], "record-too-large");
}

#[test]
fn entities_of_a_documents_own_are_not_expanded() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for i in 1..30 {
        let before = format!("&a{};", i - 1).repeat(10);
        laughs.extend(["<!ENTITY a", &i.to_string(), " \"", &before, "\">"]);
    }
    laughs.push_str("]><rss><channel><item><title>Fire</title><description>The quay burned &a29;.</description></item></channel></rss>");
    assert_eq!(
        codes("a.rss", laughs.as_bytes(), &Settings::default()),
        (1, vec!["entity-expansion".to_owned()])
    );
    let outside = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><newsItem guid=\"u\"><contentSet><inlineData>The quay &f; burned.</inlineData></contentSet></newsItem>";
    assert_eq!(
        codes("a.newsml", outside.as_bytes(), &Settings::default()),
        (1, vec!["entity-expansion".to_owned()])
    );
    let list = "<!DOCTYPE x [<!ENTITY f SYSTEM \"http://a.example/\">]><opml><body><outline text='A' xmlUrl='https://a.example/&f;'/></body></opml>";
    assert_eq!(
        codes("a.opml", list.as_bytes(), &Settings::default()).1,
        ["entity-expansion", "feeds-not-fetched"]
    );
}

#[test]
fn nesting_is_flattened_or_refused() {
    let page = format!(
        "{}<p>The quay burned down in the night, and the whole of the harbour was closed to ships, the master said.</p>",
        "<div>".repeat(20_000)
    );
    let (_, said) = codes("a.html", page.as_bytes(), &Settings::default());
    assert_eq!(said[0], "page-too-deep");
    let json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(codes("a.json", json.as_bytes(), &Settings::default()).1[0], "json-syntax");
    let opml = "<outline text='a'>".repeat(100_000);
    codes("a.opml", format!("<opml>{opml}").as_bytes(), &Settings::default());
    codes("a.xml", "<newsItem>".repeat(100_000).as_bytes(), &Settings::default());
}

#[test]
fn a_name_in_an_archive_must_not_lead_out_of_it() {
    let mut tar = Vec::new();
    for name in ["../../etc/cron.txt", "/etc/passwd.txt", "a/../../b.txt", "C:\\x.txt", "..\\x.txt"] {
        tar.extend(entry(name, b'0', b"The quay burned."));
    }
    tar.extend(entry("link.txt", b'2', b""));
    tar.extend(entry("good/a.txt", b'0', b"The quay burned."));
    tar.extend(entry("good/b.html", b'0', b"<html><script>x</script></html>"));
    tar.extend(vec![0; 1024]);
    let expected = ["path-escapes"; 5].into_iter().chain(["page-without-text"]).collect::<Vec<_>>();
    for (name, bytes) in [("a.tar", tar.clone()), ("a.tar.gz", gzip(&tar)), ("-", tar.clone())] {
        let (read, said) = codes(name, &bytes, &Settings::default());
        assert_eq!(
            (read, said.iter().map(String::as_str).collect::<Vec<_>>()),
            (1, expected.clone()),
            "{name}"
        );
    }
    let nested = entry("inner.tar", b'0', &tar);
    assert_eq!(codes("a.tar", &nested, &Settings::default()).1, ["format-skipped"]);
    assert_eq!(codes("a.tar", &tar[..700], &Settings::default()).1.last().unwrap(), "record-damaged");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_not_followed_and_folders_have_a_depth() {
    let root: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("in")).unwrap();
    fs::write(root.join("in/a.txt"), "The quay burned.").unwrap();
    std::os::unix::fs::symlink(&root, root.join("in/loop")).unwrap();
    let deep = (0..80).fold(root.join("deep"), |path, _| path.join("d"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("b.txt"), "Too deep.").unwrap();
    let mut codes = Vec::new();
    let summary = read_with(&[Input::Path(root)], &Settings::default(), &mut |item| {
        if let Err(remark) = item {
            codes.push(remark.code);
        }
    });
    assert_eq!(summary.read, 1);
    assert_eq!(codes, ["folder-too-deep", "symlink-loop"]);
}

/// A record of a WARC file.
fn record(url: &str, date: &str, body: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{body}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        body.len(),
        http.len()
    )
    .into_bytes()
}

#[test]
fn a_damaged_record_of_an_archive_costs_itself_alone() {
    let texts = ["The quay burned down.", "The ferry sank in the bay.", "The mayor spoke at the town hall."];
    let records: Vec<Vec<u8>> =
        texts.iter().map(|t| record("https://coast.example/a", "2021-03-09T06:00:00Z", t)).collect();
    let members: Vec<Vec<u8>> = records.iter().map(|r| gzip(r)).collect();
    assert_eq!(codes("a.warc.gz", &members.concat(), &Settings::default()), (3, vec![]));
    // Every byte of the second member in turn.
    for at in 0..members[1].len() {
        let mut bad = members.clone();
        bad[1][at] ^= 0x55;
        let (read, said) = codes("a.warc.gz", &bad.concat(), &Settings::default());
        assert!(read >= 2, "byte {at}: {read} {said:?}");
        assert!(
            read == 3 || said.iter().any(|c| c.starts_with("record-") || c.starts_with("stream-")),
            "byte {at}: {said:?}"
        );
    }
    let cut = members.concat();
    let (read, said) = codes("a.warc.gz", &cut[..cut.len() - 20], &Settings::default());
    assert!(read == 2 && !said.is_empty(), "{read} {said:?}");
}

#[test]
fn an_archive_is_filtered_while_it_is_read_and_keeps_where_its_records_come_from() {
    let archive = [
        record(
            "https://www.coast.example/a",
            "2021-03-09T06:00:00Z",
            "The quay burned down in the night, and nobody was hurt, the fire brigade said.",
        ),
        record(
            "https://coast.example/old",
            "2020-01-01T06:00:00Z",
            "The quay was opened by the mayor in the spring, and it was said to be safe.",
        ),
        record(
            "https://other.example/b",
            "2021-03-09T06:00:00Z",
            "The ferry sank in the bay, and the crew of it was saved by the coast guard.",
        ),
        record(
            "https://coast.example/de",
            "2021-03-09T06:00:00Z",
            "Der Kai brannte in der Nacht ab, und niemand wurde verletzt, sagte die Feuerwehr am Morgen.",
        ),
    ]
    .concat();
    let mut settings = Settings::default();
    settings.filter.hosts = vec!["coast.example".to_owned()];
    settings.filter.since = "2021-01-01".parse().ok();
    settings.filter.languages = vec!["en".to_owned()];
    let mut reports = Vec::new();
    let summary = read_bytes("a.warc", &archive, &settings, &mut |item| reports.extend(item.ok()));
    assert_eq!((summary.read, summary.filtered, summary.skipped), (1, 3, 0));
    assert_eq!(reports[0].provenance.fetched.as_deref(), Some("2021-03-09T06:00:00Z"));
    assert!(reports[0].provenance.record.as_deref().unwrap().starts_with("urn:uuid:"));
}

#[test]
fn a_page_made_to_be_slow_costs_what_any_page_of_its_size_costs() {
    let pages = slow_pages();
    let started = Instant::now();
    for (name, page) in &pages {
        let one = Instant::now();
        let (read, said) = codes("a.html", page.as_bytes(), &Settings::default());
        assert!(read == 1 || !said.is_empty(), "{name} was lost");
        // Not optimised and on a busy machine; `--example slow` says what it is when optimised.
        assert!(one.elapsed() < Duration::from_secs(3), "{name}: {:?}", one.elapsed());
    }
    assert!(started.elapsed() < Duration::from_secs(40));
}

#[test]
fn a_page_of_more_elements_than_any_article_is_cut() {
    let words =
        "The quay burned down in the night, and the whole of the harbour was closed, the master said.";
    let page = format!("<html><p>{words}</p>{}", "<b>".repeat(1_200_000));
    let (read, said) = codes("a.html", page.as_bytes(), &Settings::default());
    assert_eq!((read, said.last().map(String::as_str)), (1, Some("page-cut")));
}

#[test]
fn a_field_is_no_place_for_a_text() {
    let long = "x".repeat(10_000);
    let line = format!("{{\"text\":\"The quay burned.\",\"title\":\"{long}\"}}\n");
    assert_eq!(
        codes("a.jsonl", line.as_bytes(), &Settings::default()),
        (1, vec!["field-ignored".to_owned()])
    );
    // The title of a feed stands in every report that is made of it.
    let items = "<item><title>Fire</title><description>It burned.</description></item>".repeat(3);
    let feed = format!("<rss><channel><title>{long}</title>{items}</channel></rss>");
    let (read, said) = codes("a.rss", feed.as_bytes(), &Settings::default());
    assert_eq!((read, said), (3, vec!["field-ignored".to_owned(); 3]));
}

#[test]
fn an_archive_within_an_archive_is_read_if_it_is_of_pages() {
    let text = "The quay burned.";
    let arc = format!(
        "filedesc://a.arc 0.0.0.0 20210309060000 text/plain 2\n\n\nhttp://a.example/x 1.2.3.4 20210309060000 text/plain {}\n{text}\n",
        text.len()
    );
    let mut tar = entry("crawl/a.arc", b'0', arc.as_bytes());
    tar.extend(entry("crawl/b.warc", b'0', &record("https://a.example/y", "2021-03-09T06:00:00Z", text)));
    tar.extend(entry(
        "crawl/c.warc.gz",
        b'0',
        &gzip(&record("https://a.example/z", "2021-03-09T06:00:00Z", text)),
    ));
    tar.extend(vec![0; 1024]);
    assert_eq!(codes("a.tar", &tar, &Settings::default()), (3, vec![]));
}
