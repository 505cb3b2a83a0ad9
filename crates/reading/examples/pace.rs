//! How fast a report is read, in tokens a second of this thread's processor time, stage by stage:
//! `cargo run --profile fast -p copydesk-reading --example pace FILE…`. Each stage runs three times over all files; the least counts.

use std::fs;
use std::time::Instant;

use copydesk_language::{Analysis, Language};
use copydesk_reading::entities_of;

/// Seconds of processor time that this thread has had, where the system tells; otherwise seconds.
fn processor_seconds(started: Instant) -> f64 {
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| started.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn main() {
    let texts: Vec<String> =
        std::env::args().skip(1).filter_map(|file| fs::read_to_string(file).ok()).collect();
    let language = Language::embedded();
    let started = Instant::now();
    // Lists are read on first use.
    entities_of("Ana Ruiz spoke.", &language.analyse("Ana Ruiz spoke.", Some("en")));
    let least = |work: &dyn Fn() -> usize| {
        let mut least = f64::MAX;
        let mut n = 0;
        for _ in 0..3 {
            let before = processor_seconds(started);
            n = work();
            least = least.min(processor_seconds(started) - before);
        }
        (n, least)
    };
    let analyses: Vec<Analysis> = texts.iter().map(|t| language.analyse(t, Some("en"))).collect();
    let tokens: usize = analyses.iter().map(|a| a.tokens.len()).sum();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} reports, {tokens} tokens, {bytes} bytes", texts.len());
    let (_, names) = least(&|| texts.iter().map(|t| language.analyse(t, Some("en")).names.len()).sum());
    let (found, entities) =
        least(&|| texts.iter().zip(&analyses).map(|(t, a)| entities_of(t, a).len()).sum());
    let speed = |seconds: f64| tokens as f64 / seconds;
    println!("tokens, tags and names: {:.0} tokens a second", speed(names));
    println!("entities ({found}) alone: {:.0} tokens a second", speed(entities));
    println!("all: {:.0} tokens a second", speed(names + entities));
}
