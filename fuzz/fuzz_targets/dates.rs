//! Arbitrary text as a publication date: nothing panics, and what is read prints in a form that reads back the same.

#![no_main]

use copydesk_intake::parse_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(date) = parse_date(text) {
        assert_eq!(parse_date(&date.to_string()), Some(date));
    }
});
