//! How fast an archive is read, and in how much memory: `warc [MEGABYTES]` makes one of invented pages, one gzip member a
//! record, and reads it twice: every page, and those of one host in fifty.
#![expect(clippy::unwrap_used, reason = "a measure may fail")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use copydesk_intake::{Input, Settings, read_with};

/// A page of some 60 KB: furniture, an article, lists of links.
fn page(number: usize) -> String {
    let mut page = format!(
        "<!doctype html><html lang=en><head><title>Report {number}</title><meta property=\"article:published_time\" content=\"2021-03-09T06:00:00Z\"></head><body><nav><ul>"
    );
    for i in 0..120 {
        let _ = write!(
            page,
            "<li class=\"menu-item\"><a href=\"/section/{i}\" title=\"Section {i}\">Section {i}</a></li>"
        );
    }
    let _ =
        write!(page, "</ul></nav><article class=\"story\"><h1>Fire on quay {number} closes the harbour</h1>");
    for i in 0..25 {
        let _ = write!(
            page,
            "<p>The quay of pier {i} burned down in the night, and the whole of harbour {number} was closed to ships until the morning, the harbour master said on Tuesday at half past {i}.</p>"
        );
    }
    page.push_str("</article><aside><ul>");
    for i in 0..150 {
        let _ = write!(
            page,
            "<li class=\"teaser\"><a href=\"/story/{i}-{number}\"><span>Another headline of the day, number {i}, of other things</span></a><div style=\"color:red\" data-x=\"{}\"></div></li>",
            i * number
        );
    }
    page.push_str("</ul></aside><script>");
    for i in 0..300 {
        let _ = writeln!(page, "var a{i} = [{}, {}, {}]; /* {number} */", i * 7, i * number, i + number);
    }
    page.push_str("</script></body></html>");
    page
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Seconds of processor time so far, of all threads.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn main() {
    let megabytes: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tmp/large.warc.gz");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let (mut bytes, mut records) = (0u64, 0);
    while bytes < megabytes << 20 {
        records += 1;
        let http =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(records));
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{records}>\r\nWARC-Target-URI: https://news{}.example/story/{records}\r\nWARC-Date: 2021-03-09T07:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            records % 50,
            http.len()
        );
        bytes += record.len() as u64;
        let mut packed = flate2::write::GzEncoder::new(&mut file, flate2::Compression::fast());
        packed.write_all(record.as_bytes()).unwrap();
        packed.finish().unwrap();
    }
    file.flush().unwrap();
    drop(file);
    println!(
        "{records} records, {} MB, packed {} MB",
        bytes >> 20,
        std::fs::metadata(&path).unwrap().len() >> 20
    );
    for (name, host) in [("one host in fifty", Some("news7.example")), ("every page", None)] {
        let mut settings = Settings::default();
        settings.filter.hosts = host.map(str::to_owned).into_iter().collect();
        let (started, before) = (Instant::now(), cpu());
        let mut words = 0;
        let summary = read_with(&[Input::Path(path.clone())], &settings, &mut |item| {
            words += item.map_or(0, |r| r.text().len());
        });
        let seconds = started.elapsed().as_secs_f64();
        let spent = (cpu() - before).max(0.01);
        let size = bytes as f64 / 1e6;
        println!(
            "{name}: read {}, passed over {}, skipped {}, {words} bytes of text; {:.0} MB/s unpacked, {:.0} MB/s a core; peak {} MB",
            summary.read,
            summary.filtered,
            summary.skipped,
            size / seconds,
            size / spent,
            peak()
        );
    }
    std::fs::remove_file(&path).unwrap();
}
