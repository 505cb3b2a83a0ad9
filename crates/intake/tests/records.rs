//! Bytes in, reports and remarks out.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::io::Write as _;

use copydesk_intake::{Settings, Summary, explain, read_bytes};
use copydesk_model::{Diagnostic, Report};

struct Outcome {
    reports: Vec<Report>,
    remarks: Vec<Diagnostic>,
    summary: Summary,
}

impl Outcome {
    fn texts(&self) -> Vec<&str> {
        self.reports.iter().map(Report::text).collect()
    }

    /// Code, record, byte.
    fn codes(&self) -> Vec<(&str, Option<u64>, Option<u64>)> {
        self.remarks.iter().map(|d| (d.code.as_str(), d.record, d.byte)).collect()
    }
}

fn read_with(name: &str, bytes: &[u8], settings: &Settings) -> Outcome {
    let (mut reports, mut remarks) = (Vec::new(), Vec::new());
    let summary = read_bytes(name, bytes, settings, &mut |item| match item {
        Ok(report) => reports.push(report),
        Err(remark) => remarks.push(remark),
    });
    assert_eq!(summary.read, reports.len() as u64);
    for remark in &remarks {
        assert!(explain(&remark.code).is_some(), "{}", remark.code);
        assert!(!remark.reason.is_empty() && !remark.remedy.is_empty());
    }
    Outcome { reports, remarks, summary }
}

fn read(name: &str, bytes: &[u8]) -> Outcome {
    read_with(name, bytes, &Settings::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_record_gives_all_its_fields() {
    let line = br#"{"id":"h-1","text":"The quay burned.","title":"Fire","published":"2021-03-09T06:00:00Z","outlet":"Coast Herald","url":"https://coast.example/a","byline":"Ada Quill","language":"en-GB"}"#;
    let outcome = read("in.jsonl", line);
    let report = &outcome.reports[0];
    assert_eq!((report.id.as_str(), report.source.as_str()), ("h-1", "in.jsonl:1"));
    assert_eq!(report.published.date.unwrap().to_string(), "2021-03-09T06:00:00Z");
    assert_eq!(report.outlet.as_deref(), Some("Coast Herald"));
    assert_eq!(report.byline.as_deref(), Some("Ada Quill"));
    assert_eq!(report.language.as_deref(), Some("en-GB"));
    assert!(outcome.remarks.is_empty());
}

#[test]
fn every_bad_line_is_reported_with_its_place_and_the_rest_is_read() {
    let mut bytes = Vec::new();
    bytes.extend(b"{\"id\":\"a\",\"text\":\"One.\"}\n"); // 0..24
    bytes.extend(b"\n"); // 24
    bytes.extend(b"{\"id\":\"b\",\"text\":\n"); // 25
    bytes.extend(b"{\"id\":\"c\"}\n");
    bytes.extend(b"{\"id\":\"d\",\"text\":7}\n");
    bytes.extend(b"{\"id\":\"e\",\"text\":\" \"}\n");
    bytes.extend(b"{\"id\":\"f\",\"text\":\"\xff\"}\n");
    bytes.extend(b"[1]\n");
    bytes.extend(b"{\"id\":\"g\",\"text\":\"Two.\",\"date\":\"soon\",\"title\":{\"x\":1}}\r\n");
    bytes.extend(b"{\"text\":\"Three.\"}");
    let outcome = read("in.jsonl", &bytes);
    assert_eq!(outcome.texts(), ["One.", "Two.", "Three."]);
    let codes: Vec<_> = outcome.codes().iter().map(|(c, r, _)| (*c, r.unwrap())).collect();
    assert_eq!(
        codes,
        [
            ("json-syntax", 3),
            ("text-missing", 4),
            ("json-type", 5),
            ("text-empty", 6),
            ("utf8-invalid", 7),
            ("json-shape", 8),
            ("field-ignored", 9),
            ("date-unreadable", 9),
        ]
    );
    for (code, _, byte) in outcome.codes() {
        assert!(byte.is_some_and(|b| (b as usize) < bytes.len()), "{code}");
    }
    let invalid = outcome.remarks.iter().find(|d| d.code == "utf8-invalid").unwrap();
    assert_eq!(bytes[invalid.byte.unwrap() as usize], 0xff);
    assert_eq!((outcome.summary.read, outcome.summary.skipped), (3, 6));
    assert_eq!(outcome.reports[2].id, Report::content_id(None, "Three."));
}

#[test]
fn a_list_and_a_document_are_read_record_by_record() {
    let list = br#"[ {"id":"a","text":"One."}, {"id":"b","text" "Two."}, {"id":"c","text":"Three."} ]"#;
    let outcome = read("in.json", list);
    assert_eq!(outcome.texts(), ["One.", "Three."]);
    assert_eq!(outcome.codes().len(), 1);
    assert_eq!((outcome.codes()[0].0, outcome.codes()[0].1), ("json-syntax", Some(2)));

    let document = br#"{"schema":"copydesk/1","stories":[{"reports":[]}],"reports":[
        {"id":"a","source":"x.txt","published":{"date":"2021-03-09","precision":"day","from":"header"},"text":"One.","reading":{"sentences":[[0,4]]}},
        {"id":"b","source":"y.txt","published":{"date":null},"outlet":null,"text":"Two."}]}"#;
    for name in ["doc.json", "-"] {
        let outcome = read(name, document);
        assert_eq!(outcome.texts(), ["One.", "Two."], "{name}");
        assert_eq!(outcome.reports[0].published.from, copydesk_model::DateSource::Header);
        assert!(outcome.remarks.is_empty(), "{:?}", outcome.remarks);
    }
    let one_line: Vec<u8> = document.iter().copied().filter(|b| *b != b'\n').collect();
    assert_eq!(read("doc.jsonl", &one_line).texts(), ["One.", "Two."]);
}

#[test]
fn one_object_and_several_in_a_row_are_read() {
    assert_eq!(read("a.json", b"{\n \"text\": \"One.\"\n}\n").texts(), ["One."]);
    assert_eq!(read("a.json", b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n").texts(), ["One.", "Two."]);
    assert_eq!(read("a.json", b"{\n\"text\":\"One.\"}\n{\n\"text\":\"Two.\"}").texts(), ["One.", "Two."]);
}

#[test]
fn a_list_that_breaks_off_gives_what_stands_before() {
    let outcome = read("a.json", br#"[{"text":"One."},{"text":"Tw"#);
    assert_eq!(outcome.texts(), ["One."]);
    assert_eq!(outcome.codes()[0].0, "json-syntax");
    assert_eq!(outcome.codes()[0].1, Some(2));
}

#[test]
fn packed_records_are_unpacked_whatever_their_name() {
    let lines = b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n";
    assert_eq!(read("a.jsonl.gz", &gzip(lines)).texts(), ["One.", "Two."]);
    assert_eq!(read("-", &gzip(lines)).texts(), ["One.", "Two."]);
    let packed = zstd::encode_all(&lines[..], 1).unwrap();
    assert_eq!(read("a.jsonl.zst", &packed).texts(), ["One.", "Two."]);
    // Two members one after another, as `cat a.gz b.gz` makes them.
    let two = [gzip(b"{\"text\":\"One.\"}\n"), gzip(b"{\"text\":\"Two.\"}\n")].concat();
    assert_eq!(read("a.jsonl.gz", &two).texts(), ["One.", "Two."]);
}

#[test]
fn packed_data_that_break_off_give_what_stands_before() {
    let mut lines = String::new();
    for i in 0..5000 {
        let _ = std::fmt::Write::write_fmt(
            &mut lines,
            format_args!("{{\"id\":\"r{i}\",\"text\":\"Report number {i} of {}.\"}}\n", i * 7919 % 1009),
        );
    }
    let mut packed = gzip(lines.as_bytes());
    packed.truncate(packed.len() / 2);
    let outcome = read("a.jsonl.gz", &packed);
    assert!(outcome.reports.len() > 1000, "{}", outcome.reports.len());
    assert_eq!(outcome.codes().len(), 1);
    assert_eq!(outcome.codes()[0].0, "stream-truncated");
    assert!(outcome.codes()[0].2.is_some());
    let mut packed = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    packed.truncate(packed.len() - 3);
    let outcome = read("a.jsonl.zst", &packed);
    assert_eq!(outcome.summary.skipped, 1, "{:?}", outcome.remarks);
    // Damaged in the middle.
    let mut packed = gzip(lines.as_bytes());
    let middle = packed.len() / 2;
    packed[middle] ^= 0xff;
    let outcome = read("a.jsonl.gz", &packed);
    assert!(outcome.summary.skipped >= 1);
}

#[test]
fn a_bomb_is_refused() {
    let bomb = gzip(&vec![b' '; 64 << 20]);
    for name in ["a.jsonl.gz", "a.txt.gz", "-"] {
        let outcome = read(name, &bomb);
        assert_eq!(outcome.codes()[0].0, "decompression-ratio", "{name}");
        assert!(outcome.reports.is_empty());
    }
}

#[test]
fn a_record_and_a_document_over_the_limit_are_passed_over() {
    let mut settings = Settings::default();
    settings.max_record = 32;
    settings.max_document = 32;
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"Two.\"}}\n", "x".repeat(100));
    let outcome = read_with("a.jsonl", long.as_bytes(), &settings);
    assert_eq!(outcome.texts(), ["Two."]);
    assert_eq!(outcome.codes(), [("record-too-large", Some(1), Some(0))]);
    assert_eq!(outcome.reports[0].source, "a.jsonl:2");
    let outcome = read_with("a.txt", long.as_bytes(), &settings);
    assert_eq!(outcome.codes(), [("document-too-large", None, None)]);
}

#[test]
fn the_same_bytes_give_the_same_id_and_url_changes_it() {
    let a = read("a.txt", b"The quay burned.");
    let b = read("b.txt", b"The quay burned.");
    assert_eq!(a.reports[0].id, b.reports[0].id);
    let c = read("c.jsonl", br#"{"text":"The quay burned.","url":"https://coast.example/a"}"#);
    assert_ne!(a.reports[0].id, c.reports[0].id);
    assert_eq!(c.reports[0].outlet.as_deref(), Some("coast.example"));
}

#[test]
fn text_is_kept_exactly() {
    let text = "\n  \u{201c}Fire!\u{201d}\r\n\tshe said\u{2026}  \n\n";
    assert_eq!(read("a.txt", text.as_bytes()).texts(), [text]);
    let with_mark = format!("\u{feff}{text}");
    assert_eq!(read("a.txt", with_mark.as_bytes()).texts(), [text]);
    let utf16: Vec<u8> = with_mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("a.txt", &utf16).texts(), [text]);
    let line = serde_json::json!({ "text": text }).to_string();
    assert_eq!(read("a.jsonl", line.as_bytes()).texts(), [text]);
}

#[test]
fn a_legacy_encoding_is_guessed_and_the_guess_is_told() {
    let outcome = read("a.txt", b"Le maire a \xe9t\xe9 r\xe9\xe9lu dimanche, selon la pr\xe9fecture.");
    assert_eq!(outcome.texts(), ["Le maire a été réélu dimanche, selon la préfecture."]);
    assert_eq!(outcome.codes()[0].0, "charset-guessed");
    assert_eq!(outcome.reports[0].language.as_deref(), Some("fr"));
}

#[test]
fn standard_input_is_told_by_its_first_bytes() {
    assert_eq!(read("-", b" date 2021-03-09 The quay burned.").texts(), ["The quay burned."]);
    assert_eq!(read("-", b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}").texts(), ["One.", "Two."]);
    assert_eq!(read("-", b"[{\"text\":\"One.\"}]").texts(), ["One."]);
    assert_eq!(read("-", b"# Fire\n\nThe quay burned.").texts(), ["The quay burned."]);
    assert_eq!(read("-", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").codes()[0].0, "format-unknown");
    assert_eq!(read("-", b"").codes()[0].0, "no-records");
    assert_eq!(read("a.json", b"[]").codes()[0].0, "no-records");
}

#[test]
fn a_page_gives_its_article_and_its_metadata() {
    let paragraph =
        "The fire on the old quay was put out by noon, the harbour office said, and nobody was hurt. ";
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Fire on the quay - Coast Herald</title>\
         <meta property=\"og:site_name\" content=\"Coast Herald\"><meta property=\"og:title\" content=\"Fire on the quay\">\
         <meta name=\"author\" content=\"Ada Quill\"><link rel=\"canonical\" href=\"https://coast.example/fire\">\
         <meta property=\"article:published_time\" content=\"2021-03-09T06:00:00Z\"></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav><article><h1>Fire on the quay</h1>\
         <p>{0}</p><p>{0}Second.</p><p>{0}Third.</p></article><footer>© Coast Herald</footer></body></html>",
        paragraph.repeat(3)
    );
    let outcome = read("page.html", page.as_bytes());
    let report = &outcome.reports[0];
    assert_eq!(report.title.as_deref(), Some("Fire on the quay"));
    assert_eq!(report.outlet.as_deref(), Some("Coast Herald"));
    assert_eq!(report.byline.as_deref(), Some("Ada Quill"));
    assert_eq!(report.language.as_deref(), Some("en"));
    assert_eq!(report.published.date.unwrap().to_string(), "2021-03-09T06:00:00Z");
    assert!(report.text().starts_with("The fire on the old quay") && report.text().ends_with("Third."));
    assert!(!report.text().contains("Home") && !report.text().contains('©'));
    assert_eq!(read("-", page.as_bytes()).reports.len(), 1);
    assert_eq!(read("empty.html", b"<html><body></body></html>").codes()[0].0, "page-without-text");
}

#[test]
fn a_feed_gives_a_report_for_every_entry() {
    let feed = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Coast Herald</title>\
        <item><title>Fire</title><link>https://coast.example/1</link><pubDate>Tue, 09 Mar 2021 06:00:00 GMT</pubDate>\
        <description>The quay burned.</description></item><item><title>Empty</title></item>\
        <item><title>Vote</title><pubDate>soon</pubDate><description>The council voted.</description></item></channel></rss>";
    for name in ["feed.xml", "-"] {
        let outcome = read(name, feed);
        assert_eq!(outcome.texts(), ["The quay burned.", "The council voted."]);
        assert_eq!(outcome.reports[0].outlet.as_deref(), Some("Coast Herald"));
        assert_eq!(outcome.reports[0].published.date.unwrap().to_string(), "2021-03-09T06:00:00Z");
        let codes: Vec<_> = outcome.codes().iter().map(|(c, r, _)| (*c, r.unwrap())).collect();
        assert_eq!(codes, [("text-missing", 2), ("date-unreadable", 3)]);
    }
}

fn warc_record(kind: &str, url: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn page(words: &str) -> String {
    format!(
        "<html lang=en><head><title>Fire</title></head><body><nav><a href=/>Home</a></nav><article><h1>Fire on the quay</h1>\
         <p>The fire on the quay was put out by noon, the harbour office said, and {words}.</p>\
         <p>Nobody was hurt, it said, but two boats were lost and a third was badly damaged by the water.</p>\
         <p>An inquiry will begin on Monday, according to the mayor, who visited the harbour in the afternoon.</p>\
         </article></body></html>"
    )
}

#[test]
fn an_archive_gives_its_pages_and_reports_its_damage() {
    let http = |headers: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n{body}")
            .into_bytes()
    };
    let one = page("one ferry burned down");
    let (left, right) = one.split_at(100);
    let chunked = format!("64\r\n{left}\r\n{:x}\r\n{right}\r\n0\r\n\r\n", right.len());
    let mut archive = warc_record("warcinfo", "", b"software: none");
    archive.extend(warc_record(
        "response",
        "https://coast.example/2021/03/09/a",
        &http("Transfer-Encoding: chunked\r\n", &chunked),
    ));
    archive.extend(b"noise that is no record\r\n");
    archive.extend(warc_record(
        "response",
        "https://coast.example/gone",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nGone",
    ));
    archive.extend(warc_record(
        "response",
        "https://coast.example/b",
        &http("", &page("one tug burned down")),
    ));
    archive.extend(
        &warc_record("response", "https://coast.example/c", &http("", &page("one hall burned down")))[..300],
    );
    let packed: Vec<u8> = archive.chunks(700).flat_map(gzip).collect();
    for (name, bytes) in [("a.warc", &archive), ("a.warc.gz", &packed), ("-", &archive)] {
        let outcome = read(name, bytes);
        let urls: Vec<_> = outcome.reports.iter().map(|r| r.url.as_deref().unwrap()).collect();
        assert_eq!(urls, ["https://coast.example/2021/03/09/a", "https://coast.example/b"]);
        assert!(outcome.reports[0].text().contains("one ferry burned down"));
        assert_eq!(outcome.reports[0].published.date.unwrap().to_string(), "2021-03-09");
        let codes: Vec<_> = outcome.codes().iter().map(|(c, _, _)| *c).collect();
        assert_eq!(codes, ["record-damaged", "record-damaged"]);
    }
}

#[test]
fn a_page_made_to_be_slow_is_read_in_no_time() {
    let started = std::time::Instant::now();
    for piece in [
        "<ul><li>",
        "<b><i>",
        "<b><p><i>",
        "<a href=x><table><tr><td>",
        "<div class='article content'>",
        "<p>",
        "<!--",
        "<x ='",
        "<font><center>",
        "</p>",
        "<script>",
        "<title>",
    ] {
        let words =
            "The quay burned down in the night and nobody was hurt, the harbour office said on Monday. ";
        let hostile = format!("<html><body><p>{}</p>{}", words.repeat(5), piece.repeat(65536 / piece.len()));
        let outcome = read("a.html", hostile.as_bytes());
        assert!(!outcome.reports.is_empty() || !outcome.remarks.is_empty());
    }
    // Twelve pages; the bound is for an unoptimised build on a busy machine.
    assert!(started.elapsed().as_secs_f64() < 12.0, "{:?}", started.elapsed());
}

#[test]
fn a_table_gives_a_report_for_every_row() {
    let table = "ID;Title;Date;Text\n1;Fire;2021-03-09;\"The quay burned;\nnobody was hurt.\"\n\n2;Empty;;\n3;Vote;soon;The council voted.\n";
    let outcome = read("a.csv", table.as_bytes());
    assert_eq!(outcome.texts(), ["The quay burned;\nnobody was hurt.", "The council voted."]);
    assert_eq!((outcome.reports[0].id.as_str(), outcome.reports[0].title.as_deref()), ("1", Some("Fire")));
    assert_eq!(outcome.reports[0].published.date.unwrap().to_string(), "2021-03-09");
    let codes: Vec<_> = outcome.codes().iter().map(|(c, _, _)| *c).collect();
    assert_eq!(codes, ["text-missing", "date-unreadable"]);
}

/// A page in which "one hall burned down", packed by Google's own encoder of Brotli.
const BROTLI: &str = "131401608cd325b457f92c9dd3eb6d7ee3f957c170187030b3ac7ca8a07f77c0fe6eb7bf051478f6318c28c030dde671794b10945888cb09598746\
                      55a20fc7b4804f6cc173f9a307d6d154d7411784bff994beaecc6006766889130c68ff58b09b6f233839317258a3286271a61ce05ded6ffd8bf13b\
                      332779855e759bdc4ce3d720421e7ee8918b6540dad023556de46b265dabf337653d00";

#[test]
fn an_archived_answer_is_unpacked_as_its_header_says() {
    use std::io::Write as _;
    let page = page("one hall burned down");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(page.as_bytes()).unwrap();
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    bare.write_all(page.as_bytes()).unwrap();
    let brotli: Vec<u8> =
        (0..BROTLI.len() / 2).map(|i| u8::from_str_radix(&BROTLI[2 * i..2 * i + 2], 16).unwrap()).collect();
    let answer = |packing: &str, body: &[u8]| {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n");
        read("a.warc", &warc_record("response", "https://coast.example/a", &[head.as_bytes(), body].concat()))
    };
    for (packing, body) in [
        ("gzip", gzip(page.as_bytes())),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", bare.finish().unwrap()),
        ("zstd", zstd::encode_all(page.as_bytes(), 1).unwrap()),
        ("br", brotli.clone()),
        // The archive holds it unpacked, under the header as it was.
        ("br", page.as_bytes().to_vec()),
        ("gzip", page.as_bytes().to_vec()),
    ] {
        let outcome = answer(packing, &body);
        assert!(outcome.remarks.is_empty() && outcome.texts()[0].contains("one hall"), "{packing}");
    }
    // Damaged, so that it is neither packed as it says nor a text.
    assert_eq!(answer("br", &brotli[..brotli.len() / 2]).codes()[0].0, "content-encoding");
    let outcome = answer("br", &[0x1b, 0x03, 0x00, 0xf8, 0x8d, 0x94, 0x04]);
    assert_eq!(outcome.codes()[0].0, "content-encoding");
}
