use copydesk_language::Language;
use copydesk_model::{DateSource, PublishedDate};

use super::*;

fn check(grammar: &Grammar) -> Vec<String> {
    let published = Published::new(PublishedDate::parse("2020-10-15").unwrap(), DateSource::Metadata);
    let mut wrong = Vec::new();
    for (i, rule) in grammar.rules.iter().enumerate() {
        let text = rule.example.replace(['[', ']'], "");
        let mut marked = Vec::new();
        let mut rest = rule.example.as_str();
        while let Some((_, tail)) = rest.split_once('[') {
            let Some((words, tail)) = tail.split_once(']') else { break };
            marked.push(words.to_owned());
            rest = tail;
        }
        let analysis = Language::embedded().analyse(&text, Some("en"));
        let found = read(&text, &analysis, &published, grammar);
        let shown: Vec<String> = found.iter().map(|(t, _)| t.span.of(&text).to_owned()).collect();
        let values: Vec<String> = found
            .iter()
            .map(|(t, _)| match t.modifier {
                Some(m) => format!("{}/{}", t.value, format!("{m:?}").to_uppercase()),
                None => t.value.clone(),
            })
            .collect();
        let expected: Vec<&str> = rule.expected.split_whitespace().collect();
        // An example may open with dates that set the scene.
        let skip = found.len().saturating_sub(marked.len());
        let scene = marked.is_empty() && found.is_empty() || !marked.is_empty() && skip <= 1;
        if !scene || shown[skip..] != marked || values[skip..] != expected {
            wrong.push(format!(
                "line {}: {} gives {shown:?} {values:?}, not {expected:?}",
                rule.line, rule.example
            ));
        }
        let _ = i;
    }
    wrong
}

#[test]
fn every_rule_reads_its_example() {
    let grammar = Grammar::compile(include_str!("../data/english.txt")).unwrap();
    let wrong = check(&grammar);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
