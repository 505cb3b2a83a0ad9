//! How fast is a desk? `measure DESK REPORTS.jsonl` adds the reports, looks things up, and prints what it took.

#![expect(clippy::unwrap_used, reason = "a tool for measuring may fail")]

use std::io::BufRead as _;
use std::time::Instant;

use copydesk_desk::{Act, Desk, Moment, Query, Sort, StoryFilter};
use copydesk_model::{Report, ReportId};

mod reports;

use reports::{processor, report};

/// As the binary has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reports that are handed over at a time.
const HELD: usize = 10_000;

/// Runs something a few times; the median and the slowest in milliseconds.
fn timed(what: &str, times: usize, mut run: impl FnMut() -> usize) {
    let mut took: Vec<f64> = Vec::with_capacity(times);
    let mut found = 0;
    for _ in 0..times {
        let start = Instant::now();
        found = run();
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    println!("{what:42} {:8.2} ms median {:8.2} ms slowest  ({found})", took[times / 2], took[times - 1]);
}

/// A field of this process's state, in MiB.
fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, path] = &arguments[..] else {
        eprintln!("usage: measure DESK REPORTS.jsonl");
        return;
    };
    let desk = Desk::open(target).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let start = Instant::now();
    let mut held: Vec<Report> = Vec::new();
    let mut count = 0;
    let act = Act::at(Moment::from_millis(0));
    let mut add = |held: &mut Vec<Report>| {
        count += held.len();
        desk.add(std::mem::take(held), &act).unwrap();
    };
    for line in file.lines().map_while(Result::ok) {
        held.extend(report(&line));
        if held.len() == HELD {
            add(&mut held);
        }
    }
    let last = held.last().cloned();
    add(&mut held);
    let (took, busy) = (start.elapsed().as_secs_f64(), processor());
    println!("{count} reports in {took:.1} s: {:.0} reports/s", count as f64 / took);
    println!("{busy:.1} s of processor time: {:.2} ms a report", busy * 1000.0 / (count as f64).max(1.0));
    println!("memory at most {:.0} MiB, of it anonymous now {:.0} MiB", memory("VmHWM"), memory("RssAnon"));
    let stats = desk.stats().unwrap();
    println!("{stats:?}");
    if let Some(mut one) = last {
        one.id = ReportId::new("one-more");
        one.url = None;
        timed("add one report", 1, || desk.add(vec![one.clone()], &act).unwrap().outcomes.len());
    }
    let all = StoryFilter::default();
    timed("50 stories", 50, || desk.stories(&all, Sort::Top, None, 50, None).unwrap().items.len());
    timed("facets of the topmost stories", 20, || desk.facets(&all, Sort::Top).unwrap().people.len());
    let page = desk.stories(&all, Sort::Top, None, 50, None).unwrap().items;
    for card in page.iter().take(3) {
        timed(&format!("story of {} reports", card.reports), 20, || {
            desk.story(&card.id, None).unwrap().map_or(0, |s| s.reports.len())
        });
        timed("  with its evidence cut anew", 20, || {
            desk.document(std::slice::from_ref(&card.id), false, None).unwrap().stories.len()
        });
    }
    for words in ["the", "election", "\"white house\" -trump", "vot* immigration", "zebra"] {
        let query = Query { words: words.into(), limit: 20, ..Query::default() };
        timed(&format!("search {words}"), 20, || desk.search(&query).unwrap().hits.len());
        let query = Query { facets: true, ..query };
        timed("  with facets", 20, || desk.search(&query).unwrap().hits.len());
    }
    if let Some((key, ..)) = desk.people("", 1).unwrap().first() {
        timed(&format!("what {key} said"), 20, || {
            desk.person(key, None, 50).unwrap().map_or(0, |p| p.quotations.items.len())
        });
    }
    let start = Instant::now();
    let problems = desk.check().unwrap().problems.len();
    println!("doctor: {problems} problems, {:.1} s", start.elapsed().as_secs_f64());
}
