//! Desks in fresh places, and a few invented reports.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use copydesk_desk::Desk;
use copydesk_model::{DateSource, Published, PublishedDate, Report, ReportId};

/// Names the PostgreSQL server that is to be tested: `postgres://…` with a database that may be written.
pub(crate) const POSTGRES: &str = "COPYDESK_TEST_POSTGRES";

/// A fresh folder of this process.
pub(crate) fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The addresses of empty desks: a file, and a schema of its own in PostgreSQL where there is one.
pub(crate) fn targets(name: &str) -> Vec<String> {
    let mut out = vec![folder(name).join("test.desk").to_str().unwrap().to_owned()];
    match std::env::var(POSTGRES) {
        Err(_) => println!("skipped: PostgreSQL, since {POSTGRES} names none"),
        Ok(server) => {
            let schema = format!("t_{}_{}", name.replace('-', "_"), std::process::id());
            let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
            client
                .batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"))
                .unwrap();
            let joint = if server.contains('?') { '&' } else { '?' };
            out.push(format!("{server}{joint}options=-csearch_path%3D{schema}"));
        }
    }
    out
}

/// Empty desks, one in every kind of store.
pub(crate) fn desks(name: &str) -> Vec<Desk> {
    targets(name).iter().map(|target| Desk::open(target).unwrap()).collect()
}

/// A report of a day.
pub(crate) fn report(id: &str, day: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    if !day.is_empty() {
        report.published = Published::new(PublishedDate::parse(day).unwrap(), DateSource::Metadata);
    }
    report.source = format!("{id}.txt");
    report.outlet = id.split('-').next().map(|name| match name {
        "ferry" => "Harbour Post".to_owned(),
        "tide" => "Tidewatch".to_owned(),
        _ => "Hollin Echo".to_owned(),
    });
    report
}

/// Two stories and a report by itself, one of them undated.
pub(crate) fn reports() -> Vec<Report> {
    vec![
        report(
            "ferry-1",
            "2024-03-04",
            "The ferry Aurelia ran aground at Skerry Point on Monday with 212 people on board, the coastguard said. \
             “We heard a bang and then the lights went out,” said passenger Marta Velloso, 41. Seven people were hurt.",
        ),
        report(
            "ferry-2",
            "2024-03-05",
            "A tug pulled the ferry Aurelia off the rocks at Skerry Point on Tuesday morning. The ferry ran aground on Monday \
             with 212 people on board. Nine people were hurt, the coastguard said. “We heard a bang and the lights went out,” \
             said Marta Velloso, 42.",
        ),
        report(
            "tide-1",
            "",
            "The ferry Aurelia, which ran aground at Skerry Point with 212 people on board, is to be towed to Brenn. \
             The coastguard said seven people were hurt when the ferry hit the rocks on Monday.",
        ),
        report(
            "echo-1",
            "2024-03-05",
            "The library of Hollin will open on Sundays from April, the council voted on Tuesday. Librarian Oskar Teel said \
             the town had waited for it for ten years. Fourteen members of the council voted for it and three against.",
        ),
        report(
            "echo-2",
            "2024-03-06",
            "Hollin's library opens on Sundays from April after the council voted for it by 14 votes to 2 on Tuesday. \
             “The town has waited ten years for this,” librarian Oskar Teel said.",
        ),
        report(
            "echo-3",
            "2024-03-20",
            "Hail the size of plums broke the windows of forty greenhouses near Tarrow, growers told the Hollin Echo on Wednesday.",
        ),
    ]
}

/// Invented reports of happenings that several outlets tell, some of them copied, some of them undated.
pub(crate) fn many(count: usize) -> Vec<Report> {
    const PLACES: [&str; 8] =
        ["Averlin", "Brenn", "Skerry Point", "Hollin", "Tarrow", "Castelmar", "Wexcombe", "Ostrava Bay"];
    const THINGS: [&str; 7] = ["ferry", "warehouse", "bridge", "reservoir", "tram", "library", "greenhouse"];
    const EVENTS: [&str; 6] = [
        "caught fire",
        "was flooded",
        "was closed by the council",
        "collapsed in a storm",
        "was sold to a rival",
        "reopened",
    ];
    const PEOPLE: [&str; 6] =
        ["Marta Velloso", "Oskar Teel", "Ines Corvale", "Joren Aske", "Sigrun Aldahl", "Philippa Draycott"];
    let pick = |list: &'static [&'static str], seed: usize| list[seed % list.len()];
    (0..count)
        .map(|i| {
            let happening = i / 3;
            let seed = happening.wrapping_mul(7919);
            let (place, thing, event) =
                (pick(&PLACES, seed / 3), pick(&THINGS, seed / 5), pick(&EVENTS, seed / 11));
            let person = pick(&PEOPLE, seed / 13);
            let hurt = 2 + seed % 9 + i % 2;
            let text = match i % 3 {
                0 => format!(
                    "The {thing} of {place} {event} on Monday, number {happening} of its kind this year. {hurt} people were hurt, {person} \
                     said. “Nobody in {place} had seen anything like it,” {person} said."
                ),
                1 => format!(
                    "{person} spoke of a hard day after the {thing} of {place} {event}, the {happening}th case this year. {hurt} people \
                     were taken to hospital. “Nobody in {place} had seen a thing like it,” said {person}."
                ),
                _ => format!(
                    "After the {thing} of {place} {event} on Monday, number {happening} of its kind this year, {person} promised an \
                     inquiry. {hurt} people were hurt."
                ),
            };
            let day = 1 + happening % 28;
            let day = if i % 17 == 5 { String::new() } else { format!("2024-02-{day:02}") };
            report(&format!("r{i:04}-x"), &day, &text)
        })
        .collect()
}
