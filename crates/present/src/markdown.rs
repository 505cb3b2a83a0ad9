//! A document in Markdown (CommonMark with GitHub's strike-through): for notes, wikis and pull requests.

use std::fmt::Write as _;

use copydesk_model::document::Document;
use copydesk_model::{DiffOp, DiffPart, Evidence, Finding, QuotationFamily, Standing, Support};

use crate::printable::printable;
use crate::terminal::{is_statement, letters, same_words};
use crate::view::{InContext, Run, StoryView, comparison, glued};
use crate::wording;

/// The document in Markdown.
pub fn markdown(document: &Document) -> String {
    let run = Run::new(document);
    let mut out = String::new();
    for view in &run.stories {
        story(&mut out, view);
    }
    let _ = writeln!(out, "---\n\n{}, read by Copydesk.", run.sum());
    out
}

/// Text on one line in which nothing starts a construct.
fn text(words: &str) -> String {
    let line = printable(words);
    let mut escaped = String::with_capacity(line.len() + 8);
    for (i, c) in line.char_indices() {
        // A line that is a number and a dot would start a list; these lines never start with report text alone,
        // so only inline constructs matter, and the characters that open a block.
        let block = i == 0 && matches!(c, '#' | '+' | '-' | '=' | '>');
        if block || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn marks(view: &StoryView<'_>, support: &Support) -> String {
    view.by_source(support).iter().map(|(n, _)| format!("\\[{n}\\]")).collect::<Vec<_>>().concat()
}

fn support(view: &StoryView<'_>, support: &Support, origins: usize) -> String {
    let marks = marks(view, support);
    if view.by_source(support).len() < 2 {
        return marks;
    }
    format!("{marks} ({})", wording::origins(origins))
}

fn story(out: &mut String, view: &StoryView<'_>) {
    let _ = write!(out, "# {}\n\n**{}**", text(view.headline()), view.counts());
    if let Some(days) = view.days() {
        let _ = write!(out, " · {days}");
    }
    let _ = writeln!(out, " · `{}`\n", printable(view.story.id.as_str()).replace('`', "'"));
    if !view.story.brief.is_empty() {
        let sentences: Vec<String> = view
            .story
            .brief
            .iter()
            .map(|s| {
                let disputed = match wording::disputed(view.story, s) {
                    sides if sides.is_empty() => sides,
                    sides => format!(" {}", text(&sides)),
                };
                let alone = if wording::alone(view.story, s) { " (one origin)" } else { "" };
                format!("{} {}{disputed}{alone}", text(s.shown()), marks(view, &s.evidence))
            })
            .collect();
        let _ = writeln!(out, "{}\n", sentences.join(" "));
    }
    for standing in wording::STANDINGS {
        ledger(out, view, standing);
    }
    quotations(out, view);
    timeline(out, view);
    copies(out, view);
    sources(out, view);
}

fn ledger(out: &mut String, view: &StoryView<'_>, standing: Standing) {
    let findings = view.ledger(standing);
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {}\n", wording::heading(standing));
    for finding in findings {
        self::finding(out, view, finding);
    }
    out.push('\n');
}

fn finding(out: &mut String, view: &StoryView<'_>, finding: &Finding) {
    if let [value] = finding.values.as_slice() {
        let support = support(view, &value.evidence, value.origins);
        let first = value.evidence.first();
        let _ = if is_statement(finding) {
            let omission = wording::omission(finding).map_or_else(String::new, |o| format!(" *{}*", text(o)));
            writeln!(out, "- {} {support}{omission}", text(first.text()))
        } else if same_words(&value.value, first.text()) && value.value.len() > 24 {
            writeln!(out, "- {} {support} *{}*", text(first.text()), text(&finding.slot))
        } else {
            writeln!(
                out,
                "- {}: **{}** {} {support}",
                text(&finding.slot),
                text(&value.value),
                in_context(first)
            )
        };
        return;
    }
    let mut about: Vec<&str> = Vec::new();
    about.extend(finding.kind.map(wording::kind));
    about.extend(finding.nature.map(wording::nature));
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let _ = writeln!(out, "- **{}**{about}", text(&finding.slot));
    for value in &finding.values {
        let words = in_context(value.evidence.first());
        let name = if same_words(&value.value, value.evidence.first().text()) && value.value.len() > 24 {
            String::new()
        } else {
            format!("**{}**: ", text(&value.value))
        };
        let _ = writeln!(out, "  - {name}{words} {}", support(view, &value.evidence, value.origins));
    }
}

fn in_context(evidence: &Evidence) -> String {
    let context = InContext::of(evidence);
    let [gap, trailing] = context.gaps();
    let (before, after) = (text(&context.before), text(&context.after));
    format!("“{before}{gap}{}{trailing}{after}”", text(context.text))
}

fn quotations(out: &mut String, view: &StoryView<'_>) {
    if view.story.quotations.is_empty() {
        return;
    }
    out.push_str("## Who said what\n\n");
    for (speaker, families) in view.speakers() {
        let name = speaker.map_or_else(|| "*speaker not named*".to_owned(), |s| format!("**{}**", text(s)));
        let _ = writeln!(out, "{name}\n");
        for family in families {
            self::family(out, view, family);
        }
    }
}

fn family(out: &mut String, view: &StoryView<'_>, family: &QuotationFamily) {
    let Some((first, others)) = family.variants.split_first() else { return };
    let medium = wording::medium(family.medium).map_or_else(String::new, |m| format!(", {m}"));
    let support = support(view, &first.evidence, family.origins);
    let _ = writeln!(out, "> “{}” {support}{medium}", text(wording::spoken(&family.text)));
    if !others.is_empty() {
        out.push_str(">\n");
    }
    for variant in others {
        let words = if variant.diff.is_empty() { text(&variant.text) } else { diff(&variant.diff) };
        let changes: Vec<&str> = variant.changes.iter().map(|c| wording::change(*c)).collect();
        let changes = if changes.is_empty() { String::new() } else { format!(" ({})", changes.join(", ")) };
        let _ = writeln!(out, "> - {} “{words}”{changes}", marks(view, &variant.evidence));
    }
    out.push('\n');
}

fn diff(parts: &[DiffPart]) -> String {
    let mut words = String::new();
    for (op, part) in comparison(parts) {
        if !words.is_empty() && !glued(op, &part) {
            words.push(' ');
        }
        let part = text(&part);
        match op {
            DiffOp::Same => words.push_str(&part),
            DiffOp::Deleted => words.extend(["~~", &part, "~~"]),
            DiffOp::Inserted => words.extend(["**", &part, "**"]),
        }
    }
    words
}

fn timeline(out: &mut String, view: &StoryView<'_>) {
    if view.story.timeline.is_empty() {
        return;
    }
    out.push_str("## When it happened\n\n");
    for entry in &view.story.timeline {
        let support = support(view, &entry.evidence, entry.origins);
        let _ = writeln!(out, "- **{}** {} {support}", text(&wording::when(&entry.value)), text(&entry.text));
    }
    out.push('\n');
}

fn copies(out: &mut String, view: &StoryView<'_>) {
    let passages = view.passages();
    if passages.is_empty() {
        return;
    }
    out.push_str("## Who copied from whom\n\n");
    for pair in &passages {
        let (from, to) = (&view.sources[pair.from], &view.sources[pair.to]);
        let how = wording::copied(pair.same_text, pair.directed);
        let share = pair.share.map_or_else(String::new, |s| format!(", {s} % of its text"));
        let because = pair.because.iter().map(|b| format!("; {}", text(b))).collect::<Vec<_>>().concat();
        let _ = writeln!(
            out,
            "- **{}** \\[{}\\] {how} **{}** \\[{}\\] ({} words{share}{because})",
            text(&to.label),
            to.number,
            text(&from.label),
            from.number,
            pair.words
        );
    }
    out.push('\n');
}

fn sources(out: &mut String, view: &StoryView<'_>) {
    out.push_str("## Sources by origin\n\n| origin | | source | date | report |\n|---|---|---|---|---|\n");
    for (i, origin) in view.origins().iter().enumerate() {
        for (j, source) in origin.iter().enumerate() {
            let letter = if j == 0 { letters(i) } else { String::new() };
            let title = source.report.title.as_deref().map(text).unwrap_or_default();
            let title = if title.is_empty() { String::new() } else { format!(": {title}") };
            let _ = writeln!(
                out,
                "| {letter} | \\[{}\\] | {}{title} | {} | {} |",
                source.number,
                text(&source.label),
                text(&source.date()),
                text(source.report.id.as_str())
            );
        }
    }
    out.push('\n');
}
