//! Feeds and archives of the fixtures: a `.tar.zst` of files, each read or refused with a reason, none lost.
//!
//! A feed's comment says what a parser should find. Of those expectations the ones are counted that speak of a
//! field a report has (title, link, summary, content) of an entry that has text.

use std::path::Path;

use copydesk::intake::{Settings, read_bytes};
use copydesk::model::Report;

use super::{Options, Outcome};
use crate::score::ratio;

/// Names and bytes of the files of a tar archive.
fn files(tar: &[u8]) -> Vec<(String, &[u8])> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(head) = tar.get(at..at + 512) {
        let until_nul = |b: &[u8]| {
            String::from_utf8_lossy(b.split(|b| *b == 0).next().unwrap_or_default()).trim().to_owned()
        };
        let (name, size, kind) = (until_nul(&head[..100]), until_nul(&head[124..136]), head[156]);
        let size = usize::from_str_radix(&size, 8).unwrap_or(0);
        if name.is_empty() {
            break;
        }
        if matches!(kind, b'0' | 0)
            && let Some(bytes) = tar.get(at + 512..at + 512 + size)
        {
            out.push((name, bytes));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    out
}

/// `entries[0].title == 'x'` in a feed's comment: the entry's number, the field, the value.
fn expectation(text: &str) -> Option<(usize, String, String)> {
    let rest = text.split_once("Expect:")?.1;
    let rest = rest.split_once("-->")?.0.trim();
    let rest = rest.strip_prefix("not bozo and ").unwrap_or(rest).strip_prefix("entries[")?;
    let (number, rest) = rest.split_once(']')?;
    let (field, value) = rest.split_once(" == ")?;
    let field = field.trim_matches(['.', '[', ']', '\'', '"']).to_owned();
    let value = value.trim().trim_start_matches('u');
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let value = value.strip_prefix(quote)?.strip_suffix(quote)?;
    (!value.contains('\\')).then(|| Some((number.parse().ok()?, field, value.to_owned())))?
}

fn plain(markup: &str) -> String {
    let page = format!("<p>{markup}");
    let mut text = String::new();
    read_bytes(
        "x.xml",
        format!("<rss><item><description><![CDATA[{page}]]></description></item></rss>").as_bytes(),
        &Settings::default(),
        &mut |item| {
            if let Ok(report) = item {
                report.text().clone_into(&mut text);
            }
        },
    );
    text
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let packed = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let tar = zstd::decode_all(packed.as_slice()).map_err(|e| e.to_string())?;
    let mut outcome = Outcome::default();
    let (mut read, mut refused, mut silent, mut all) = (0.0, 0.0, 0.0, 0.0);
    let (mut met, mut asked) = (0.0, 0.0);
    for (name, bytes) in files(&tar) {
        if name.ends_with("LICENSE") {
            continue;
        }
        all += 1.0;
        let mut reports: Vec<Report> = Vec::new();
        let mut remarks = 0;
        read_bytes(&name, bytes, &Settings::default(), &mut |item| match item {
            Ok(report) => reports.push(report),
            Err(_) => remarks += 1,
        });
        match (reports.is_empty(), remarks) {
            (false, _) => read += 1.0,
            (true, 0) => silent += 1.0,
            _ => refused += 1.0,
        }
        let text = String::from_utf8_lossy(bytes);
        let Some((number, field, value)) = expectation(&text) else { continue };
        let Some(report) = reports.iter().find(|r| r.source.ends_with(&format!(":{}", number + 1))) else {
            continue;
        };
        let found = match field.as_str() {
            "title" => report.title.clone(),
            "link" => report.url.clone(),
            "summary" | "description" | "content[0].value" | "content" => Some(report.text().to_owned()),
            _ => continue,
        };
        asked += 1.0;
        let found = found.unwrap_or_default();
        let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
        if same(&found, &value) || same(&found, &plain(&value)) {
            met += 1.0;
        } else if outcome.errors.len() < options.errors {
            outcome.errors.push(format!("{name}: {field} is {found:?} and should be {value:?}"));
        }
    }
    outcome.figure("files", all);
    outcome.figure("read", read);
    outcome.figure("refused with a reason", refused);
    outcome.figure("lost silently", silent);
    outcome.figure("expectations asked", asked);
    outcome.figure("expectations met", ratio(met, asked));
    Ok(outcome)
}
