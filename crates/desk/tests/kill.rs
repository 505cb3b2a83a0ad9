//! A process that adds reports is killed at any moment: nothing that it acknowledged is lost, nothing is half there.
//!
//! `COPYDESK_KILLS` says how many times (`.ci/slow kill` takes 200).

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use copydesk_desk::{Act, Desk, Moment, Outcome};
use copydesk_model::{Report, ReportId};

use harness::{folder, many};

/// The file that the child writes to.
const CHILD: &str = "COPYDESK_KILL_CHILD";

/// Reports that are added in all, and at a time.
const REPORTS: usize = 240;
const TIME: usize = 6;

/// Not a test by itself: what the killed process does.
#[test]
fn child() {
    let Ok(target) = std::env::var(CHILD) else { return };
    let desk = Desk::open(&target).unwrap();
    let reports = many(REPORTS);
    for (number, part) in reports.chunks(TIME).enumerate() {
        let act = Act::at(Moment::from_millis(i64::try_from(number).unwrap()));
        let added = desk.add(part.to_vec(), &act).unwrap();
        let mut out = std::io::stdout().lock();
        for (id, outcome) in &added.outcomes {
            assert!(matches!(outcome, Outcome::Added { .. } | Outcome::Unchanged), "{id}: {outcome:?}");
            writeln!(out, "\nkept {id}").unwrap();
        }
        out.flush().unwrap();
    }
    println!("\nover");
}

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_moment() {
    let kills: u64 = std::env::var("COPYDESK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let mut acknowledged: BTreeSet<ReportId> = BTreeSet::new();
    let mut target = folder("kill").join("news.desk");
    let (mut interrupted, mut complete) = (0, 0);
    for round in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env(CHILD, &target)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Some die while they open the desk, some after many commits.
        let patience = round.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
        let stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut kept = Vec::new();
            let mut over = false;
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(id) = line.strip_prefix("kept ") {
                    kept.push(ReportId::new(id));
                }
                over |= line == "over";
            }
            (kept, over)
        });
        std::thread::sleep(Duration::from_millis(patience));
        child.kill().unwrap();
        child.wait().unwrap();
        let (kept, over) = reader.join().unwrap();
        acknowledged.extend(kept);
        interrupted += usize::from(!over);
        // The file may not even be there yet.
        if target.exists() {
            let desk = Desk::open(target.to_str().unwrap()).unwrap();
            let diagnosis = desk.check().unwrap();
            assert_eq!(diagnosis.problems, [], "after kill {round}");
            assert!(diagnosis.reports >= acknowledged.len());
            for id in &acknowledged {
                let report = desk.report(id, None).unwrap();
                assert!(
                    report.is_some_and(|r| r.place.is_some()),
                    "{id} was acknowledged and is lost, kill {round}"
                );
            }
        } else {
            assert!(acknowledged.is_empty());
        }
        if over {
            complete += 1;
            acknowledged.clear();
            target = folder("kill").join("news.desk");
        }
    }
    println!("{kills} kills, {interrupted} of them while work was going on, {complete} desks filled");
    assert!(interrupted > 0 || kills == 0);
    // The reports are sound, too: all of them fit on a desk at once.
    let _: Vec<Report> = many(2);
}
