//! Prints what one report says, for reading by eye: `cargo run -p copydesk-reading --example show FILE…`.

use copydesk_language::Language;
use copydesk_model::{DateSource, MentionForm, Published, PublishedDate, Report, ReportId};

fn main() {
    for file in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        let (date, text) = header(&text);
        let mut report = Report::new(ReportId::new(file.as_str()), text);
        if let Some(date) = date {
            report.published = Published::new(date, DateSource::Header);
        }
        show(&report);
    }
}

/// The ` date YYYY-MM-DD ` header of a plain-text file, and the rest.
fn header(text: &str) -> (Option<PublishedDate>, &str) {
    let Some((date, rest)) = text.trim_start().strip_prefix("date ").and_then(|t| t.split_once(' ')) else {
        return (None, text);
    };
    match PublishedDate::parse(date) {
        Some(date) => (Some(date), rest),
        None => (None, text),
    }
}

fn show(report: &Report) {
    let reading = copydesk_reading::read(report, Language::embedded());
    println!("=== {}", report.id);
    for entity in &reading.entities {
        let gender = entity.gender.map_or(String::new(), |g| format!(" {g:?}"));
        let plural = if entity.plural { " plural" } else { "" };
        println!("\n{} {:?}{gender}{plural}: {}", entity.id, entity.kind, entity.name);
        for a in &entity.attributes {
            let to = a.to.map_or(String::new(), |to| format!(" to {to}"));
            println!("    {:?} = {:?}{to}   [{}]", a.name, a.value, report.words(a.span));
        }
        let mentions: Vec<String> = entity
            .mentions
            .iter()
            .map(|m| {
                let form = match m.form {
                    MentionForm::Name => "",
                    MentionForm::Nominal => "~",
                    MentionForm::Pronoun => "*",
                };
                format!("{form}{}@{}", report.words(m.span), m.span.start())
            })
            .collect();
        println!("    {}", mentions.join(" | "));
    }
    println!();
    for q in &reading.quotations {
        let speaker = q.speaker.as_ref().map_or("—".to_owned(), |s| {
            let entity = s.entity.map_or(String::new(), |e| format!(" ({e})"));
            format!("{}{entity} [{}]", s.name, report.words(s.span))
        });
        let cue = q.cue.map_or("", |c| report.words(c));
        println!("{} {:?} {:?} {speaker} <{cue}>: {}", q.id, q.kind, q.medium, report.words(q.span));
    }
    for t in &reading.times {
        println!("time {:?} {} [{}]", t.kind, t.value, report.words(t.span));
    }
    for f in &reading.figures {
        let of = f.of.map_or("", |o| report.words(o));
        let unit = f.unit.as_deref().unwrap_or("");
        println!("figure {:?} {} {unit} of {of:?} [{}]", f.approximator, f.quantity, report.words(f.span));
    }
}
