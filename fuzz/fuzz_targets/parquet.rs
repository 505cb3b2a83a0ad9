//! Arbitrary bytes as `in.parquet`: nothing panics, nothing is lost without a word, the same answer twice.

#![no_main]

use copydesk_intake::{Settings, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The Parquet library asserts what a file may break; `copydesk-columns` turns that into an error, and the fuzzer must not
    // take it for a crash.
    std::panic::set_hook(Box::new(|_| {}));
    let read = || {
        let mut items = Vec::new();
        read_bytes("in.parquet", bytes, &Settings::default(), &mut |item| items.push(item));
        items
    };
    let items = read();
    if items.is_empty() || format!("{items:?}") != format!("{:?}", read()) {
        std::process::abort();
    }
});
