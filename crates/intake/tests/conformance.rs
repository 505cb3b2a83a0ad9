//! What every reader owes, whatever the bytes: no panic, no empty report, no remark without its parts, and the
//! same answer twice.

use std::io::{BufReader, Cursor};

use copydesk_intake::{Settings, Summary, explain, read_bytes, readers};
use copydesk_model::{Diagnostic, Report};
use proptest::prelude::*;

fn read(name: &str, bytes: &[u8]) -> (Vec<Result<Report, Diagnostic>>, Summary) {
    let mut items = Vec::new();
    let summary = read_bytes(name, bytes, &Settings::default(), &mut |item| items.push(item));
    (items, summary)
}

/// Holds one reader's answer to the rules.
fn conforms(name: &str, bytes: &[u8]) {
    let (items, summary) = read(name, bytes);
    for item in &items {
        match item {
            Ok(report) => {
                assert!(!report.text().trim().is_empty(), "{name}: an empty report");
                assert!(!report.id.as_str().is_empty(), "{name}: a report without id");
                assert!(report.source.starts_with(name), "{name}: a report without source");
            }
            Err(remark) => {
                assert!(explain(&remark.code).is_some(), "{name}: code {} is not in the table", remark.code);
                assert!(
                    !remark.reason.is_empty() && !remark.remedy.is_empty(),
                    "{name}: {} says nothing",
                    remark.code
                );
                assert!(remark.file.starts_with(name), "{name}: {}", remark.file);
            }
        }
    }
    assert!(!items.is_empty(), "{name}: a file was lost without a word");
    let show = |items: &[Result<Report, Diagnostic>]| format!("{items:?}");
    let (again, same) = read(name, bytes);
    assert_eq!((show(&items), &summary), (show(&again), &same), "{name}: another answer the second time");
}

fn names() -> Vec<String> {
    readers().iter().flat_map(|r| r.extensions()).map(|e| format!("in.{e}")).chain(["-".to_owned()]).collect()
}

#[test]
fn every_reader_has_a_name_and_endings_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for reader in readers() {
        assert!(!reader.name().is_empty() && !reader.extensions().is_empty());
        for extension in reader.extensions() {
            assert!(seen.insert(extension), ".{extension} has two readers");
            assert_eq!(extension.to_ascii_lowercase(), **extension);
        }
        assert!(!reader.sniff(b""), "{} takes an empty file for its own", reader.name());
    }
}

#[test]
fn every_reader_answers_to_the_ends_of_the_range() {
    let deep = |open: &str| open.repeat(20_000);
    for name in names() {
        for bytes in [
            Vec::new(),
            b"\0".to_vec(),
            b"\xff\xfe".to_vec(),
            b"\xef\xbb\xbf".to_vec(),
            vec![b' '; 100_000],
            vec![b'\n'; 1000],
            vec![0xff; 1000],
            deep("[").into_bytes(),
            deep("{\"a\":").into_bytes(),
            b"\x1f\x8b".to_vec(),
            b"\x28\xb5\x2f\xfd".to_vec(),
        ] {
            conforms(&name, &bytes);
        }
    }
}

/// Pieces that readers look for, so that random input gets past the first byte.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<Vec<u8>>(),
        ".{0,30}".prop_map(String::into_bytes),
        proptest::sample::select(vec![
            "{\"id\":\"a\",\"text\":\"The quay burned.\"}\n",
            "{\"text\":",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "\\",
            "\n",
            "reports",
            "\"published\":\"2021-",
            "<html><body>",
            "<p>The quay burned down and nobody was hurt, they said.</p>",
            "<div class=\"article-body\">",
            "</div>",
            "<ul><li>",
            "<b><i>",
            "</b>",
            "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",",
            "</script>",
            "<meta property=\"article:published_time\" content=\"2021-",
            "<!--",
            "-->",
            "<![CDATA[",
            "&amp;&#x41;&#1114112;&bogus",
            "# Title\n\n",
            "---\n",
            "date: ",
            " date 2021-03-09 ",
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>",
            "<item><title>Fire</title><description>It burned.</description></item>",
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>",
            "</entry></feed>",
            "WARC/1.0\r\n",
            "WARC-Type: response\r\nContent-Length: 10\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "id,text\n",
            "PAR1",
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\nSnapshot-Content-Location: https://a.example/\r\n\r\n",
            "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
            "--b--\r\n",
            "<opml version=\"2.0\"><body>",
            "<outline text=\"A\" xmlUrl=\"https://a.example/f\">",
            "</outline>",
            "<newsItem guid=\"urn:1\" xml:lang=\"en\"><contentSet><inlineXML>",
            "</inlineXML></contentSet></newsItem>",
            "<nitf><head><title>Fire</title></head><body><body.content>",
            "<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]>",
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[",
            "{\"uri\":\"urn:1\",\"versioncreated\":\"2021-03-09T06:00:00Z\",\"body_text\":\"It burned.\"}",
            "{\"@type\":\"NewsArticle\",\"articleBody\":\"It burned.\"}",
            "filedesc://a.arc 0.0.0.0 20210309060000 text/plain 2\n\n\n",
            "http://a.example/ 1.2.3.4 20210309060000 text/html 20\n",
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic_or_break_the_rules(bytes in pieces()) {
        for name in names() {
            conforms(&name, &bytes);
        }
    }

    #[test]
    fn a_slow_stream_reads_as_a_fast_one(bytes in pieces()) {
        for name in ["in.jsonl", "in.json", "in.txt", "-"] {
            let mut items = Vec::new();
            let slow = BufReader::with_capacity(3, Cursor::new(&bytes));
            let settings = Settings::default();
            copydesk_intake::read_stream(name, slow, &settings, &mut |item| items.push(item));
            prop_assert_eq!(format!("{items:?}"), format!("{:?}", read(name, &bytes).0));
        }
    }

    #[test]
    fn a_publication_date_never_panics(printed in "\\PC{0,40}", noise in "[0-9TZ:/. +-]{0,30}") {
        let _ = copydesk_intake::parse_date(&printed);
        let _ = copydesk_intake::parse_date(&noise);
    }
}
