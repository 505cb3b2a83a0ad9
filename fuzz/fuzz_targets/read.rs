//! Arbitrary bytes through the whole main job: nothing panics, every span is on character boundaries.

#![no_main]

use copydesk::{Pipeline, Silent, intake};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut reports = Vec::new();
    intake::read_bytes("fuzz", bytes, &intake::Settings::default(), &mut |item| {
        if let Ok(report) = item {
            reports.push(report);
        }
    });
    let (reports, _) = copydesk::unique(reports);
    let edition = Pipeline::default().edit(reports, &Silent);
    for annotated in edition.document().reports {
        annotated.into_parts().expect("what was printed reads back");
    }
});
