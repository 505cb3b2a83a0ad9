//! *Is this another report, or the same one as it stands now?*
//!
//! A page that is seen again with another text is a revision: the latest state is the report, the earlier ones are kept
//! with it, each with what changed ([`Report::revisions`]). So an outlet that mends its own words does not corroborate
//! itself. Pages are told by [`page_key`]. Under an address where a wholly other text stands (a ticker, a page that is
//! used again) there are two reports, and a remark says so.

use copydesk_intake::page_key;
use copydesk_model::{Diagnostic, DiffOp, DiffPart, PublishedDate, Report, Revision, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Texts of fewer words are states of one page whatever they share: there is too little to tell by.
const SHORT: usize = 30;

/// Least share of the shorter text's pairs of words that stand in the other too.
const SHARED: f64 = 0.08;

/// Most pieces that are compared; longer texts are compared by larger pieces.
const PIECES: usize = 3000;

/// Folds the states of one page into one report. Order and diagnostics are those of the first arrival.
pub(crate) fn fold<T>(
    items: Vec<T>,
    report_of: &impl Fn(&T) -> &Report,
    report_mut: &impl Fn(&mut T) -> &mut Report,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let mut pages: FxHashMap<String, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<T>> = Vec::with_capacity(items.len());
    for item in items {
        let key = report_of(&item).url.as_deref().and_then(page_key);
        let Some(key) = key else {
            groups.push(vec![item]);
            continue;
        };
        let Some(at) = pages.get(&key).copied() else {
            pages.insert(key, groups.len());
            groups.push(vec![item]);
            continue;
        };
        let Some(group) = groups.get_mut(at) else { continue };
        let Some(last) = group.last() else { continue };
        if same_article(report_of(last), report_of(&item)) {
            group.push(item);
        } else {
            let (first, other) = (report_of(last), report_of(&item));
            diagnostics.push(remark(
                "url-reused",
                Severity::Warning,
                other,
                format!(
                    "the address of report {} holds a wholly different text here; both are kept",
                    first.id
                ),
            ));
            groups.push(vec![item]);
        }
    }
    groups.into_iter().filter_map(|group| merge(group, report_of, report_mut, diagnostics)).collect()
}

/// Makes one report of the states of a page.
fn merge<T>(
    mut states: Vec<T>,
    report_of: &impl Fn(&T) -> &Report,
    report_mut: &impl Fn(&mut T) -> &mut Report,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    if states.len() < 2 {
        return states.pop();
    }
    in_time(&mut states, report_of);
    // What a state brings along from an earlier run is older than itself.
    let mut revisions: Vec<Revision> = Vec::new();
    let mut latest = states.pop()?;
    let mut earlier = states.into_iter().peekable();
    while let Some(state) = earlier.next() {
        let next = earlier.peek().map_or(report_of(&latest), report_of);
        let old = report_of(&state);
        revisions.extend(old.revisions.iter().cloned());
        if old.text() == next.text() {
            diagnostics.push(remark(
                "report-twice",
                Severity::Note,
                old,
                format!("the page of report {} was read already", next.id),
            ));
            continue;
        }
        revisions.push(Revision {
            source: old.source.clone(),
            published: old.published.date.map(|d| d.to_string()),
            fetched: old.provenance.fetched.clone(),
            title: old.title.clone(),
            text: old.text().to_owned(),
            diff: diff(old.text(), next.text()),
        });
        let reason =
            format!("is an earlier state of report {} and was kept as its revision", report_of(&latest).id);
        diagnostics.push(remark("revision", Severity::Note, old, reason));
    }
    let report = report_mut(&mut latest);
    revisions.append(&mut report.revisions);
    report.revisions = revisions;
    Some(latest)
}

/// Puts states in the order of time: of fetching if all tell it, else of change, else of publication, else of arrival.
fn in_time<T>(states: &mut [T], report_of: &impl Fn(&T) -> &Report) {
    let moment =
        |iso: &Option<String>| iso.as_deref().and_then(PublishedDate::parse).map(PublishedDate::earliest);
    let fetched = |t: &T| moment(&report_of(t).provenance.fetched);
    let modified = |t: &T| moment(&report_of(t).provenance.modified);
    let published = |t: &T| report_of(t).published.date.map(PublishedDate::earliest);
    if states.iter().all(|s| fetched(s).is_some()) {
        states.sort_by_key(fetched);
    } else if states.iter().all(|s| modified(s).is_some()) {
        states.sort_by_key(modified);
    } else {
        states.sort_by_key(published);
    }
}

/// Whether two texts under one address are states of one article.
fn same_article(a: &Report, b: &Report) -> bool {
    let title = |r: &Report| r.title.as_deref().map(|t| t.trim().to_lowercase()).filter(|t| !t.is_empty());
    if title(a).is_some() && title(a) == title(b) {
        return true;
    }
    let pairs = |text: &str| {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        let pairs: FxHashSet<(String, String)> =
            words.windows(2).filter_map(|w| Some((w.first()?.clone(), w.get(1)?.clone()))).collect();
        (words.len(), pairs)
    };
    let ((few, a), (many, b)) = (pairs(a.text()), pairs(b.text()));
    if few.min(many) < SHORT {
        return true;
    }
    let both = a.intersection(&b).count();
    both as f64 >= SHARED * a.len().min(b.len()).max(1) as f64
}

/// How one text became another, word by word; of long texts sentence by sentence.
fn diff(old: &str, new: &str) -> Vec<DiffPart> {
    let by = |of: fn(char) -> bool| -> (Vec<&str>, Vec<&str>) {
        (old.split_inclusive(of).collect(), new.split_inclusive(of).collect())
    };
    let (mut a, mut b) = by(char::is_whitespace);
    if a.len() + b.len() > PIECES {
        (a, b) = by(|c| matches!(c, '.' | '!' | '?' | '\n' | '。'));
    }
    if a.len() + b.len() > PIECES {
        (a, b) = (vec![old], vec![new]);
    }
    let mut parts: Vec<DiffPart> = Vec::new();
    let mut push = |op: DiffOp, words: &[&str]| {
        let text = words.concat();
        if text.is_empty() {
            return;
        }
        match parts.last_mut() {
            Some(last) if last.op == op => last.text.push_str(&text),
            _ => parts.push(DiffPart { op, text }),
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (tag, was, now) = op.as_tag_tuple();
        let (was, now) = (a.get(was).unwrap_or_default(), b.get(now).unwrap_or_default());
        match tag {
            DiffTag::Equal => push(DiffOp::Same, was),
            DiffTag::Delete => push(DiffOp::Deleted, was),
            DiffTag::Insert => push(DiffOp::Inserted, now),
            DiffTag::Replace => {
                push(DiffOp::Deleted, was);
                push(DiffOp::Inserted, now);
            }
        }
    }
    parts
}

fn remark(code: &str, severity: Severity, report: &Report, reason: String) -> Diagnostic {
    Diagnostic {
        code: code.to_owned(),
        severity,
        file: report.source.clone(),
        record: None,
        byte: None,
        reason,
        remedy: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::{DateSource, Published, ReportId};

    fn report(id: &str, url: &str, text: &str) -> Report {
        let mut report = Report::new(ReportId::new(id), text);
        report.url = Some(url.to_owned());
        report.source = format!("{id}.html");
        report
    }

    fn folded(reports: Vec<Report>) -> (Vec<Report>, Vec<String>) {
        let mut said = Vec::new();
        let kept = fold(reports, &|r| r, &|r| r, &mut said);
        (kept, said.into_iter().map(|d| d.code).collect())
    }

    #[test]
    fn a_page_seen_again_with_other_words_is_one_report_with_its_earlier_state() {
        let url = "https://coast.example/fire";
        let (kept, said) = folded(vec![
            report("a", url, "Two people died in the fire."),
            report("b", "https://www.coast.example/fire?utm_source=x", "Three people died in the fire."),
            report("c", "https://other.example/fire", "Two people died in the fire."),
        ]);
        assert_eq!(kept.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(said, ["revision"]);
        let revision = &kept[0].revisions[0];
        assert_eq!(
            (revision.text.as_str(), revision.source.as_str()),
            ("Two people died in the fire.", "a.html")
        );
        let parts: Vec<(DiffOp, &str)> = revision.diff.iter().map(|p| (p.op, p.text.as_str())).collect();
        assert_eq!(
            parts,
            [
                (DiffOp::Deleted, "Two "),
                (DiffOp::Inserted, "Three "),
                (DiffOp::Same, "people died in the fire.")
            ]
        );
    }

    #[test]
    fn the_latest_state_is_told_by_time_and_not_by_order() {
        let url = "https://coast.example/fire";
        let mut new = report("new", url, "Three died.");
        let mut old = report("old", url, "Two died.");
        for (report, day) in [(&mut new, "2021-03-10"), (&mut old, "2021-03-09")] {
            let day = PublishedDate::parse(day).unwrap();
            report.published = Published::new(day, DateSource::Metadata);
        }
        let (kept, _) = folded(vec![new.clone(), old.clone()]);
        assert_eq!(kept[0].id.as_str(), "new");
        // When it was fetched says more than what it is dated.
        new.provenance.fetched = Some("2021-03-11T00:00:00Z".to_owned());
        old.provenance.fetched = Some("2021-03-12T00:00:00Z".to_owned());
        let (kept, _) = folded(vec![new, old]);
        assert_eq!(kept[0].id.as_str(), "old");
    }

    #[test]
    fn a_front_page_and_another_text_are_not_revisions() {
        let (kept, said) = folded(vec![
            report("a", "https://coast.example/", "One."),
            report("b", "https://coast.example/", "Two."),
        ]);
        assert_eq!((kept.len(), said.len()), (2, 0));
        let long = |word: &str| (0..60).map(|i| format!("{word}{i}")).collect::<Vec<_>>().join(" ");
        let (kept, said) = folded(vec![
            report("a", "https://coast.example/live", &long("a")),
            report("b", "https://coast.example/live", &long("b")),
        ]);
        assert_eq!((kept.len(), said), (2, vec!["url-reused".to_owned()]));
    }
}
