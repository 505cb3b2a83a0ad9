//! Formats of agencies, feeds and tables: what each gives, and what it says of what it does not give.

use std::collections::BTreeMap;

use copydesk_columns::{Column, Values, write};
use copydesk_intake::{Fetched, Settings, feeds_of, pages_of, read_bytes, read_fetched};
use copydesk_model::{Diagnostic, Report};

fn read_with(name: &str, bytes: &[u8], settings: &Settings) -> (Vec<Report>, Vec<Diagnostic>) {
    let (mut reports, mut remarks) = (Vec::new(), Vec::new());
    read_bytes(name, bytes, settings, &mut |item| match item {
        Ok(report) => reports.push(report),
        Err(remark) => remarks.push(remark),
    });
    (reports, remarks)
}

fn read(name: &str, text: &str) -> (Vec<Report>, Vec<String>) {
    let (reports, remarks) = read_with(name, text.as_bytes(), &Settings::default());
    (reports, remarks.into_iter().map(|r| r.code).collect())
}

/// Outlet, title, byline, date, language, URL.
fn card(report: &Report) -> [String; 6] {
    let own = |s: &Option<String>| s.clone().unwrap_or_default();
    let date = report.published.date.map(|d| d.to_string()).unwrap_or_default();
    [
        own(&report.outlet),
        own(&report.title),
        own(&report.byline),
        date,
        own(&report.language),
        own(&report.url),
    ]
}

#[test]
fn a_json_feed_gives_an_item_a_report_and_a_bad_item_costs_itself() {
    let feed = r#"{"version":"https:\/\/jsonfeed.org\/version\/1.1","title":"Coast Herald","language":"en-GB","authors":[{"name":"The desk"}],
        "items":[{"id":"1","url":"https://coast.example/1","title":"Fire","content_html":"<p>The quay burned.</p><p>Nobody was hurt.</p>",
                  "date_published":"2021-03-09T06:00:00Z","date_modified":"2021-03-09T07:00:00Z","authors":[{"name":"Ada Quill"},{"name":"Bo Reed"}]},
                 {"id":2, "content_text" "broken"},
                 {"id":3,"content_text":"Short.","author":{"name":"Cy Moss"}},
                 {"id":4,"title":"Nothing"}]}"#;
    for name in ["feed.json", "feed.jsonfeed", "-"] {
        let (reports, codes) = read(name, feed);
        assert_eq!(codes, ["json-syntax", "text-missing"], "{name}");
        assert_eq!(reports[0].text(), "The quay burned.\n\nNobody was hurt.");
        assert_eq!(
            card(&reports[0]),
            [
                "Coast Herald",
                "Fire",
                "Ada Quill, Bo Reed",
                "2021-03-09T06:00:00Z",
                "en-GB",
                "https://coast.example/1"
            ]
        );
        assert_eq!(reports[0].provenance.modified.as_deref(), Some("2021-03-09T07:00:00Z"));
        assert_eq!((reports[1].id.as_str(), reports[1].byline.as_deref()), ("3", Some("Cy Moss")));
    }
    assert_eq!(read("a.jsonfeed", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"content_text\":\"A.\"}").1, ["json-syntax"]);
}

#[test]
fn a_list_of_feeds_says_that_nothing_was_fetched() {
    let opml = "<?xml version='1.0'?><opml version='2.0'><body><outline text='A' xmlUrl='https://a.example/f'/></body></opml>";
    for name in ["feeds.opml", "feeds.xml", "-"] {
        let (reports, codes) = read(name, opml);
        assert_eq!((reports.len(), codes), (0, vec!["feeds-not-fetched".to_owned()]), "{name}");
    }
    assert_eq!(feeds_of("feeds.opml", opml.as_bytes())[0].url, "https://a.example/f");
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Herald</title><link rel='self' href='https://h.example/atom'/>\
                <link href='https://h.example/'/><entry><title>x</title><link href='https://h.example/1'/></entry></feed>";
    let own = &feeds_of("x.xml", atom.as_bytes())[0];
    assert_eq!(
        (own.title.as_str(), own.url.as_str(), own.site.as_deref()),
        ("Herald", "https://h.example/atom", Some("https://h.example/"))
    );
    let page = "<!doctype html><link rel=\"alternate\" type=\"application/rss+xml\" title=\"News\" href=\"https://p.example/rss\">";
    assert_eq!(feeds_of("p.html", page.as_bytes())[0].url, "https://p.example/rss");
    let fetched = Fetched { url: "https://h.example/atom", content_type: None, body: atom.as_bytes(), at: 0 };
    assert_eq!(pages_of(&fetched, &Settings::default()), ["https://h.example/1"]);
}

const G2: &str = r#"<?xml version="1.0"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<packageItem guid="urn:p"><itemMeta><title>Package</title></itemMeta></packageItem>
<newsItem guid="urn:newsml:wire.example:20210309:1" version="2" xml:lang="en-GB">
 <rightsInfo><copyrightHolder><name>Rights Ltd</name></copyrightHolder></rightsInfo>
 <itemMeta><provider qcode="nprov:WIRE"><name>Coast Wire</name></provider><versionCreated>2021-03-09T07:00:00Z</versionCreated>
  <pubStatus qcode="stat:usable"/></itemMeta>
 <contentMeta><contentCreated>2021-03-09T06:00:00Z</contentCreated><headline>Quay <em>burns</em></headline><by>By Ada Quill</by>
  <subject qcode="medtop:1"><name>Fires</name></subject></contentMeta>
 <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>
  <body><p>The quay burned &amp; fell.</p><p>Nobody was hurt.</p></body></html></inlineXML></contentSet>
</newsItem>
<newsItem guid="urn:2"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta><contentSet><inlineData>Gone.</inlineData></contentSet></newsItem>
<newsItem guid="urn:3"><contentSet><remoteContent href="photo.jpg"/></contentSet></newsItem>
<newsItem guid="urn:4" xml:lang="de"><itemMeta><provider literal="DW"/></itemMeta><contentSet><inlineData contenttype="text/plain">Der Kai brannte.</inlineData></contentSet></newsItem>
<newsItem guid="urn:5"><contentSet><inlineXML><nitf><head><title>t</title></head><body><body.head><hedline><hl1>no</hl1></hedline></body.head>
 <body.content><p>Only this.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>
</itemSet></newsMessage>"#;

#[test]
fn a_news_message_gives_its_items_with_words_and_says_why_not_the_others() {
    for name in ["wire.newsml", "wire.xml", "-"] {
        let (reports, codes) = read(name, G2);
        assert_eq!(codes, ["item-withdrawn", "text-missing"], "{name}");
        assert_eq!(
            reports.iter().map(Report::text).collect::<Vec<_>>(),
            ["The quay burned & fell.\n\nNobody was hurt.", "Der Kai brannte.", "Only this."]
        );
        assert_eq!(
            card(&reports[0]),
            ["Coast Wire", "Quay burns", "By Ada Quill", "2021-03-09T06:00:00Z", "en-GB", ""]
        );
        assert_eq!(reports[0].id.as_str(), "urn:newsml:wire.example:20210309:1");
        assert_eq!((reports[1].outlet.as_deref(), reports[1].language.as_deref()), (Some("DW"), Some("de")));
    }
    // One that breaks off still gives what it held.
    let cut = &G2[..G2.find("Nobody").unwrap()];
    assert_eq!(read("a.newsml", cut).0[0].text(), "The quay burned & fell.");
    assert_eq!(read("a.newsml", "<newsMessage></newsMessage>").1, ["no-records"]);
}

#[test]
fn a_nitf_document_is_read() {
    let nitf = "<?xml version='1.0'?><nitf><head><title>T</title><docdata><doc-id id-string='d-1'/><date.issue norm='20210309T060000Z'/></docdata></head>\
        <body><body.head><hedline><hl1>Quay burns</hl1></hedline><byline>Ada Quill</byline></body.head>\
        <body.content><p>The quay burned.</p></body.content></body></nitf>";
    let (reports, codes) = read("a.xml", nitf);
    assert!(codes.is_empty());
    assert_eq!((reports[0].id.as_str(), reports[0].text()), ("d-1", "The quay burned."));
    assert_eq!(card(&reports[0])[1..4], ["Quay burns", "Ada Quill", "2021-03-09T06:00:00Z"]);
}

#[test]
fn ninjs_of_every_version_is_read() {
    let one = r#"{"uri":"urn:one","type":"text","versioncreated":"2021-03-09T07:00:00Z","firstcreated":"2021-03-09T06:00:00Z","byline":"Ada Quill",
        "headline":"Fire","body_xhtml":"<p>The quay burned.</p>","language":"en","infosource":[{"name":"Coast Wire"}]}"#;
    let two = r#"{"uri":"https://wire.example/two","standard":{"name":"ninjs","version":"2.0"},"headlines":[{"role":"short","value":"F"},{"role":"main","value":"Fire"}],
        "bodies":[{"role":"teaser","contenttype":"text/plain","value":"T"},{"role":"main","contenttype":"text/html","value":"<p>The quay burned.</p>"}],
        "by":"Ada Quill","infosources":[{"name":"Coast Wire"}],"versioncreated":"2021-03-09T06:00:00Z","language":"en"}"#;
    let three = r#"{"uri":"urn:three","standard":{"name":"ninjs","version":"3.0"},"headlines":[{"value":"Fire"}],"bodies":[{"contentType":"text/plain","value":"The quay burned."}],
        "by":"Ada Quill","infoSources":[{"name":"Coast Wire"}],"firstCreated":"2021-03-09T06:00:00Z","versionCreated":"2021-03-09T07:00:00Z","language":"en"}"#;
    for item in [one, two, three] {
        let (reports, codes) = read("item.json", item);
        assert!(codes.is_empty(), "{codes:?}");
        assert_eq!(reports[0].text(), "The quay burned.");
        assert_eq!(card(&reports[0])[..5], ["Coast Wire", "Fire", "Ada Quill", "2021-03-09T06:00:00Z", "en"]);
    }
    let lines = format!("{}\n{}\n", one.replace('\n', " "), three.replace('\n', " "));
    assert_eq!(read("items.jsonl", &lines).0.len(), 2);
    assert_eq!(
        read("a.json", r#"{"uri":"urn:x","versioncreated":"2021","pubstatus":"canceled","body_text":"No."}"#)
            .1,
        ["item-withdrawn"]
    );
}

#[test]
fn json_ld_gives_its_articles_and_nothing_else_of_the_graph() {
    let graph = r#"{"@context":"https://schema.org","@graph":[
        {"@type":"Organization","@id":"https://coast.example/#org","name":"Coast Herald"},
        {"@type":["NewsArticle","Article"],"@id":"https://coast.example/1#a","url":"https://coast.example/1","headline":"Fire &amp; water",
         "articleBody":"<p>The quay burned.</p>","author":[{"@type":"Person","name":"Ada Quill"},{"name":"Bo Reed"}],
         "publisher":{"@type":"Organization","name":"Coast Herald"},"datePublished":"2021-03-09T06:00:00Z","dateModified":"2021-03-09T08:00:00Z","inLanguage":{"@value":"en"}},
        {"@type":"LiveBlogPosting","url":"https://coast.example/live","headline":"Live","liveBlogUpdate":[
            {"@type":"BlogPosting","headline":"10:00","articleBody":"Smoke is seen."},{"articleBody":"The fire is out."}]}]}"#;
    for name in ["a.jsonld", "a.json", "-"] {
        let (reports, codes) = read(name, graph);
        assert!(codes.is_empty(), "{name}: {codes:?}");
        assert_eq!(
            reports.iter().map(Report::text).collect::<Vec<_>>(),
            ["The quay burned.", "10:00\n\nSmoke is seen.\n\nThe fire is out."]
        );
        assert_eq!(
            card(&reports[0]),
            [
                "Coast Herald",
                "Fire & water",
                "Ada Quill, Bo Reed",
                "2021-03-09T06:00:00Z",
                "en",
                "https://coast.example/1"
            ]
        );
    }
    let expanded = r#"[{"@type":["http://schema.org/NewsArticle"],"http://schema.org/articleBody":[{"@value":"The quay burned."}],"http://schema.org/headline":[{"@value":"Fire"}]}]"#;
    let (reports, _) = read("a.jsonld", expanded);
    assert_eq!((reports[0].text(), reports[0].title.as_deref()), ("The quay burned.", Some("Fire")));
}

#[test]
fn a_table_is_read_by_its_column_map() {
    let map = |pairs: &[(&str, &str)]| {
        let mut settings = Settings::default();
        settings.columns =
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<BTreeMap<_, _>>();
        settings
    };
    let table = "Nr,Story,Lead,Day\n7,\"The quay burned.\",Fire,2021-03-09\n8,It rained.,,2021-03-10\n";
    let mapped = map(&[("text", "Lead+Story"), ("title", "Lead"), ("published", "Day"), ("id", "Nr")]);
    let (reports, remarks) = read_with("a.csv", table.as_bytes(), &mapped);
    assert!(remarks.is_empty(), "{remarks:?}");
    assert_eq!((reports[0].id.as_str(), reports[0].text()), ("7", "Fire\n\nThe quay burned."));
    assert_eq!(card(&reports[0])[1..4], ["Fire", "", "2021-03-09"]);
    assert_eq!(reports[1].text(), "It rained.");
    assert_eq!(read("a.csv", table).1, ["column-missing"]);

    let text =
        |v: &[&str]| Values::Text(v.iter().map(|s| (!s.is_empty()).then(|| (*s).to_owned())).collect());
    let mut parquet = Vec::new();
    let columns = [
        Column::new("Nr", Values::Integer(vec![Some(7), Some(8), Some(9)])),
        Column::new("Story", text(&["The quay burned.", "", "It rained."])),
        Column::new("Lead", text(&["Fire", "Empty", "Rain"])),
        Column::new("Day", text(&["2021-03-09", "", "soon"])),
    ];
    write(&mut parquet, &columns).unwrap();
    let plain = map(&[("text", "Story"), ("title", "Lead"), ("published", "Day"), ("id", "Nr")]);
    for name in ["a.parquet", "-"] {
        let (reports, remarks) = read_with(name, &parquet, &plain);
        assert_eq!(reports.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["7", "9"], "{name}");
        let codes: Vec<(&str, Option<u64>)> = remarks.iter().map(|r| (r.code.as_str(), r.record)).collect();
        assert_eq!(codes, [("text-missing", Some(2)), ("date-unreadable", Some(3))]);
    }
    let (reports, remarks) = read_with("a.parquet", &parquet, &Settings::default());
    assert_eq!((reports.len(), remarks[0].code.as_str()), (0, "column-missing"));
    // The columns that a report has of itself need no map.
    let mut own = Vec::new();
    write(
        &mut own,
        &[Column::new("text", text(&["The quay burned."])), Column::new("date", text(&["2021-03-09"]))],
    )
    .unwrap();
    let (reports, _) = read_with("a.parquet", &own, &Settings::default());
    assert_eq!(card(&reports[0])[3], "2021-03-09");
    let (_, remarks) = read_with("a.parquet", &own[..own.len() / 2], &Settings::default());
    assert_eq!(remarks[0].code, "table-damaged");
}

#[test]
fn what_was_fetched_knows_its_address_its_type_and_its_time() {
    let page = "<html><head><meta property='og:title' content='Fire on the quay'></head><body><article><p>The quay burned down in the night, and the whole of the harbour was closed to ships until the morning, the harbour master said on Tuesday.</p><p>Nobody was hurt, and the cause is not known, the fire brigade said later on the same day, when the last of the smoke had gone.</p></article></body></html>";
    let fetched = Fetched {
        url: "https://www.coast.example/2021/03/09/fire",
        content_type: Some("text/html; charset=utf-8"),
        body: page.as_bytes(),
        at: 1_615_280_000,
    };
    let mut reports = Vec::new();
    read_fetched(&fetched, &Settings::default(), &mut |item| reports.extend(item.ok()));
    assert_eq!(reports[0].provenance.fetched.as_deref(), Some("2021-03-09T08:53:20Z"));
    assert_eq!(card(&reports[0])[3..], ["2021-03-09", "en", "https://www.coast.example/2021/03/09/fire"]);
    assert!(reports[0].provenance.dates.iter().any(|d| d.source == "url" && d.date == "2021-03-09"));
}

#[test]
fn pages_say_what_they_are_not() {
    let body = "<article><h1>Fire on the quay</h1><p>The quay burned down in the night, and the whole of the harbour was closed to ships until the morning, the harbour master said.</p><p>Nobody was hurt, and the cause is not known, the fire brigade said later on the same day.</p></article>";
    let page = |head: &str| {
        format!(
            "<html amp><head><link rel=canonical href='https://coast.example/fire'>{head}</head><body>{body}</body></html>"
        )
    };
    let (reports, codes) = read("a.html", &page(""));
    // An AMP page stands for its canonical one.
    assert_eq!((reports[0].url.as_deref(), codes.len()), (Some("https://coast.example/fire"), 0));
    assert_eq!(
        read("a.html", &page("<link rel=next href='https://coast.example/fire?page=2'>")).1,
        ["page-continues"]
    );
    assert!(read("a.html", &page("<link rel=next href='https://coast.example/other'>")).1.is_empty());
    let data = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
    assert_eq!(
        read("a.html", &page(&data("{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":\"False\"}"))).1,
        ["paywall-stub"]
    );
    assert_eq!(
        read("a.html", &page(&data("{\"@type\":\"LiveBlogPosting\",\"liveBlogUpdate\":[]}"))).1,
        ["live-blog"]
    );
}

#[test]
fn words_in_base64_are_unpacked_and_bytes_that_are_no_words_are_none() {
    let entry = |attrs: &str, content: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Fire</title><content {attrs}>{content}</content></entry></feed>"
        )
    };
    // `<p>The quay burned.</p>`
    let packed = "PHA+VGhlIHF1YXkg\n  YnVybmVkLjwvcD4=";
    for attrs in ["mode='base64'", "type='application/octet-stream'", "type='text/html' mode='base64'"] {
        let (reports, codes) = read("a.atom", &entry(attrs, packed));
        assert_eq!((reports[0].text(), codes.len()), ("The quay burned.", 0), "{attrs}");
    }
    assert_eq!(read("a.atom", &entry("type='image/png'", "iVBORw0KGgo=")).1, ["text-missing"]);
    assert_eq!(read("a.atom", &entry("mode='base64'", "The quay burned.")).0[0].text(), "The quay burned.");
    assert_eq!(read("a.atom", &entry("type='xhtml'", "<div>Fire</div>")).0[0].text(), "Fire");
}

#[test]
fn numbers_of_letters_are_read_as_browsers_read_them() {
    let feed = "<rss><channel><item><title>A</title><description>The mayor&#146;s &#x93;no&#x94; cost 5&#128;.</description></item></channel></rss>";
    assert_eq!(read("a.rss", feed).0[0].text(), "The mayor\u{2019}s \u{201c}no\u{201d} cost 5\u{20ac}.");
}

#[test]
fn a_page_saved_from_a_browser_knows_where_it_stood() {
    let body = "<html><body><p>The quay burned down in the night, and nobody was hurt, the fire brigade said on Monday.</p></body></html>";
    for (note, url, fetched) in [
        (
            "<!-- saved from url=(0035)https://coast.example/2021/03/08/a1 -->",
            Some("https://coast.example/2021/03/08/a1"),
            None,
        ),
        (
            "<!--\n Page saved with SingleFile \n url: https://coast.example/2021/03/08/a1 \n saved date: Tue Mar 09 2021 06:00:00 GMT+0100 (CET)\n-->",
            Some("https://coast.example/2021/03/08/a1"),
            Some("2021-03-09"),
        ),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        ("<!-- an url: https://coast.example/ in a remark -->", None, None),
    ] {
        let (reports, _) = read("a.html", &format!("<!DOCTYPE html>\n{note}\n{body}"));
        assert_eq!(reports[0].url.as_deref(), url, "{note}");
        assert_eq!(reports[0].published.date.is_some(), url.is_some(), "the day in the address");
        let at = reports[0].provenance.fetched.as_deref();
        assert_eq!(at.and_then(|t| t.get(..10)), fetched, "{note}");
    }
    // What the page says itself goes before.
    let own = format!(
        "<!-- saved from url=(0019)https://copy.example/ --><link rel=canonical href='https://coast.example/a'>{body}"
    );
    assert_eq!(read("a.html", &own).0[0].url.as_deref(), Some("https://coast.example/a"));
}

#[test]
fn a_page_saved_as_one_file_is_read_as_the_page_it_was() {
    let seed = include_str!("../../../fuzz/seeds/mhtml/chrome");
    let words =
        "The quay burned down in the night, and nobody was hurt, the fire brigade said \u{2014} on Monday.";
    for name in ["a.mhtml", "a.mht", "-"] {
        let (reports, codes) = read(name, seed);
        assert!(codes.is_empty(), "{name}: {codes:?}");
        let report = &reports[0];
        assert_eq!(
            (reports.len(), report.text(), report.title.as_deref()),
            (1, words, Some("Fire on the quay"))
        );
        assert_eq!(report.url.as_deref(), Some("https://coast.example/2021/03/08/fire"));
        assert_eq!(report.published.date.unwrap().to_string(), "2021-03-08");
        assert_eq!(report.provenance.fetched.as_deref(), Some("2021-03-09T06:00:00+01:00"));
    }
    // Lines that end as on Unix, a page that is not the first of the parts, a frame before it, another encoding.
    let frame = "------MultipartBoundary--qu4y\nContent-Type: text/html\nContent-Location: cid:frame-2@mhtml.blink\n\n<p>Buy our ferry, which is the best of all ferries, today, it was said, and not tomorrow.</p>\n";
    let unix = seed.replace("\r\n", "\n");
    let at = unix.find("------Multipart").unwrap();
    let framed = format!("{}{frame}{}", &unix[..at], &unix[at..]);
    assert_eq!(read("a.mhtml", &framed).0[0].text(), words);
    let latin = unix
        .replace("text/html\nContent-ID", "text/html; charset=windows-1252\nContent-ID")
        .replace("=E2=80=94", "=97");
    assert_eq!(read("a.mhtml", &latin).0[0].text(), words);
    // As Internet Explorer saved them: no snapshot, a multipart within the multipart.
    let old = "From: <Saved by Microsoft Internet Explorer 5>\r\nSubject: Fire\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"o\"\r\n\r\n\
        --o\r\nContent-Type: multipart/alternative; boundary=oo\r\n\r\n--oo\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Location: http://coast.example/fire\r\n\r\nPHA+VGhlIHF1YXkgYnVybmVkIGRvd24gaW4gdGhlIG5pZ2h0LCBhbmQgbm9ib2R5\r\nIHdhcyBodXJ0LCB0aGUgYnJpZ2FkZSBzYWlkLjwvcD4=\r\n--oo--\r\n--o--\r\n";
    let (reports, codes) = read("-", old);
    assert_eq!(
        reports[0].text(),
        "The quay burned down in the night, and nobody was hurt, the brigade said.",
        "{codes:?}"
    );
    assert_eq!(
        (reports[0].url.as_deref(), reports[0].title.as_deref()),
        (Some("http://coast.example/fire"), Some("Fire"))
    );
}

#[test]
fn a_value_that_is_no_record_is_told_so() {
    for (bytes, codes) in [
        ("[1]", vec!["json-shape"]),
        ("[1, {\"text\":\"The quay burned.\"}, \"a\", [2], null]", vec!["json-shape"; 4]),
        ("1", vec!["json-shape"]),
        ("[\"a\"", vec!["json-shape", "json-syntax"]),
        ("{\"a\":[1]}", vec!["text-missing"]),
    ] {
        assert_eq!(read("a.json", bytes).1, codes, "{bytes}");
    }
    // Posted or piped without a name.
    assert_eq!(read("a.jsonl", "[1]").1, ["json-shape"]);
}

#[test]
fn an_article_in_pieces_is_read_whole_and_without_what_stands_between() {
    let paragraph = |n: usize| {
        format!(
            "<p>The quay burned down in the night, and witness number {n} told the harbour master on Tuesday that the gates of the hall had been left open by somebody.</p>"
        )
    };
    let piece = |from: usize| {
        format!("<div class='article-body'>{}</div>", (from..from + 3).map(paragraph).collect::<String>())
    };
    let advert = "<div class='ad-slot'><a href=/buy>Advertisement</a></div>";
    let related = "<div class='related-links'><h3>Read more</h3><ul><li><a href=/1>Ferry sinks in the bay</a></li><li><a href=/2>Council votes on cranes</a></li></ul></div>";
    let page = format!(
        "<html><head><title>Fire on the quay</title></head><body><nav><a href=/>Home</a></nav><main><article><h1>Fire on the quay</h1>{}{advert}{}{related}{}</article></main>\
         <footer><a href=/terms>Terms</a></footer></body></html>",
        piece(0),
        piece(3),
        piece(6)
    );
    let (reports, _) = read("a.html", &page);
    let text = reports[0].text();
    for n in 0..9 {
        assert!(text.contains(&format!("witness number {n} ")), "{n}: {text}");
    }
    for between in ["Advertisement", "Read more", "Ferry sinks", "Council votes", "Terms", "Home"] {
        assert!(!text.contains(between), "{between}");
    }
}

#[test]
fn one_article_under_thousands_of_addresses_is_one_page() {
    let body = "<article><h1>Fire on the quay</h1><p>The quay burned down in the night, and the whole of the harbour was closed to ships until the morning, the harbour master said.</p></article>";
    let keys: std::collections::BTreeSet<Option<String>> = (0..2000)
        .map(|i| {
            // Each with an address of its own, and some that say which one stands for all.
            let (head, url) = match i % 3 {
                0 => ("", format!("https://www.coast.example/fire/?utm_source=s{i}&fbclid={i}#c{i}")),
                1 => (
                    "<link rel=canonical href='https://coast.example/fire'>",
                    format!("https://coast.example/print/{i}?id={i}"),
                ),
                _ => (
                    "<meta property=og:url content='https://coast.example/fire'>",
                    format!("https://m.coast.example/tag-{i}/fire"),
                ),
            };
            let page = format!("<html><head>{head}</head><body>{body}</body></html>");
            let draft = copydesk_intake::read_page(&page, Some(&url));
            draft.url.as_deref().and_then(copydesk_intake::page_key)
        })
        .collect();
    assert_eq!(keys.into_iter().collect::<Vec<_>>(), [Some("coast.example/fire".to_owned())]);
}
