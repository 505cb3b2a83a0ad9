//! What a page of 64 KB costs that was made to be slow: a line for each, in milliseconds of processor time, the slowest first.
//!
//! `cargo run --profile fast -p copydesk-intake --example slow`

use std::time::{Duration, Instant};

use copydesk_intake::{Settings, read_bytes};

#[path = "../tests/support/slow.rs"]
mod slow;

/// Time that this thread has had a processor, as Linux counts it; elsewhere the time on the clock.
fn spent(started: Instant) -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|c| c.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| started.elapsed(), Duration::from_nanos)
}

fn main() {
    let started = Instant::now();
    let mut lines = Vec::new();
    for (name, page) in slow::slow_pages() {
        let run = || {
            let before = spent(started);
            let mut outcome = String::new();
            read_bytes("a.html", page.as_bytes(), &Settings::default(), &mut |item| {
                let word = item.map_or_else(|remark| remark.code, |_| "text".to_owned());
                if !outcome.contains(&word) {
                    outcome = if outcome.is_empty() { word } else { format!("{outcome}, {word}") };
                }
            });
            (spent(started).saturating_sub(before), outcome)
        };
        // The middle of three: the first fills what is made once.
        let mut runs = [run(), run(), run()];
        runs.sort();
        let [_, (time, outcome), _] = runs;
        lines.push((time, format!("{:7.1} ms  {name}: {outcome}", time.as_secs_f64() * 1000.0)));
    }
    lines.sort();
    for (_, line) in lines.iter().rev() {
        println!("{line}");
    }
}
