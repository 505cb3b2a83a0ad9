//! The golden rules of sentence splitting, where the corpora are at hand.

use std::path::Path;

use copydesk_language::Language;

/// The strings of one line of JSON, unescaped.
fn strings(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = line.chars();
    let mut open: Option<String> = None;
    while let Some(c) = chars.next() {
        match (&mut open, c) {
            (None, '"') => open = Some(String::new()),
            (None, _) => {}
            (Some(_), '"') => out.extend(open.take()),
            (Some(text), '\\') => match chars.next() {
                Some('n') => text.push('\n'),
                Some('u') => {
                    let code: String = chars.by_ref().take(4).collect();
                    text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some(other) => text.push(other),
                None => {}
            },
            (Some(text), _) => text.push(c),
        }
    }
    out
}

#[test]
fn at_least_46_of_the_48_golden_rules_hold() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/language/golden-rules.jsonl");
    let Ok(content) = std::fs::read_to_string(&file) else {
        println!("skipped: the corpora are not here");
        return;
    };
    let mut wrong = 0;
    for line in content.lines().filter(|l| !l.trim().is_empty()) {
        // "text", the text, "sentences", the sentences.
        let strings = strings(line);
        let text = &strings[1];
        let found: Vec<&str> = Language::segment(text).sentences.iter().map(|s| s.span.of(text)).collect();
        if found != strings[3..] {
            wrong += 1;
            println!("found {found:?}\n gold {:?}", &strings[3..]);
        }
    }
    assert!(wrong <= 2, "{wrong} rules broken");
}
