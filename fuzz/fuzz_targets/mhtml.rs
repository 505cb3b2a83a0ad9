//! Arbitrary bytes as `in.mhtml`: nothing panics, nothing is lost without a word, the same answer twice.

#![no_main]

use copydesk_intake::{Settings, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let read = || {
        let mut items = Vec::new();
        read_bytes("in.mhtml", bytes, &Settings::default(), &mut |item| items.push(item));
        items
    };
    let items = read();
    if items.is_empty() || format!("{items:?}") != format!("{:?}", read()) {
        std::process::abort();
    }
});
