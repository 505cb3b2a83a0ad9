//! Two reports side by side: what they share, what was changed on the way, what each has alone.
//!
//! Sentences are aligned in order by the words that they have in common (Needleman–Wunsch over word overlap); two that
//! are aligned but not the same are compared word by word. What is left over on both sides and much alike was moved: it stands where
//! each report has it, and each place leads to the other.

#![allow(clippy::many_single_char_names, reason = "a, b, i and j are those of the textbook")]

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::document::AnnotatedReport;
use maud::{Markup, html};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Shell, dateline, page, shown};
use crate::view::{ReportHead, report_href, story_href};

/// Sentences of a report that are compared; the rest of a very long one is left out, with a word about it.
const MOST: usize = 300;
/// Word overlap (Dice) from which two sentences are the same sentence, changed.
const ALIKE: f32 = 0.45;
/// The same for two that stand in another order, of at least so many different words.
const MOVED: f32 = 0.6;
const MOVED_WORDS: usize = 4;

/// Two reports of a story.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The story's id and headline.
    pub story: (String, String),
    /// All reports that can be chosen.
    pub choices: Vec<ReportHead>,
    /// The reports with their heads.
    pub sides: Vec<(ReportHead, AnnotatedReport)>,
}

/// A row of the comparison.
enum Row {
    Shared(usize, usize),
    Changed(usize, usize),
    Left(usize),
    Right(usize),
    /// A sentence on the left that the right has elsewhere, and the other way round: always left and right.
    MovedAway(usize, usize),
    MovedHere(usize, usize),
}

/// The page.
pub fn compare(shell: &Shell, pair: &Pair) -> Markup {
    let [(head_a, a), (head_b, b)] = pair.sides.as_slice() else {
        return super::trouble(shell, 404, "Two reports are needed", "Choose two reports of the story.");
    };
    let (left, right) = (sentences(a), sentences(b));
    let rows = align(&left, &right);
    let n = |f: fn(&Row) -> bool| rows.iter().filter(|r| f(r)).count();
    let (shared, changed) = (n(|r| matches!(r, Row::Shared(..))), n(|r| matches!(r, Row::Changed(..))));
    let (dropped, added) = (n(|r| matches!(r, Row::Left(_))), n(|r| matches!(r, Row::Right(_))));
    let moved = n(|r| matches!(r, Row::MovedAway(..)));
    let story = story_href(&pair.story.0);
    let body = html! {
        article.compare-full {
            p.about { a.up href=(story) { "← " (shown(&pair.story.1)) } }
            h1 { "Two reports side by side" }
            form.compare-form action={ (story) "/compare" } method="get" {
                @for (name, chosen, label) in [("a", &head_a.id, "One"), ("b", &head_b.id, "The other")] {
                    label for={ "compare-" (name) } { (label) }
                    select name=(name) id={ "compare-" (name) } {
                        @for choice in &pair.choices { option value=(choice.id) selected[choice.id == *chosen] { (shown(&choice.label)) @if let Some(d) = &choice.date { ", " (super::date(d)) } } }
                    }
                }
                button type="submit" { "Compare" }
            }
            ul.tally {
                li { b { (shared) } " shared" } li { b { (changed) } " changed" } li { b { (moved) } " moved" }
                li { b { (dropped) } " only in " (shown(&head_a.label)) } li { b { (added) } " only in " (shown(&head_b.label)) }
            }
            div.scroll tabindex="0" role="region" aria-label="The two reports, sentence by sentence" {
                table.side-by-side {
                    thead { tr { th scope="col" { span.off { "How" } } (column(head_a)) (column(head_b)) } }
                    tbody { @for row in &rows { (tr(row, &left, &right)) } }
                }
            }
            @if left.len() >= MOST || right.len() >= MOST { p.about { "The first " (MOST) " sentences are compared." } }
        }
    };
    page(shell, "Two reports side by side", "compare-page", None, &body)
}

fn column(head: &ReportHead) -> Markup {
    html! { th scope="col" {
        a href=(report_href(&head.id, None, "")) { (shown(&head.label)) }
        span.about { " " (dateline(head)) }
        @if let Some(title) = &head.title { span.title { (shown(title)) } }
    } }
}

fn tr(row: &Row, left: &[String], right: &[String]) -> Markup {
    let l = |i: usize| left.get(i).map_or("", String::as_str);
    let r = |i: usize| right.get(i).map_or("", String::as_str);
    html! {
        @match row {
            Row::Shared(a, b) => { tr.shared { th scope="row" { span aria-hidden="true" { "=" } span.off { "shared" } } td { (shown(l(*a))) } td { (shown(r(*b))) } } }
            Row::Changed(a, b) => { @let (x, y) = words(l(*a), r(*b)); tr.changed { th scope="row" { span aria-hidden="true" { "≈" } span.off { "changed" } } td { (x) } td { (y) } } }
            Row::MovedAway(a, b) => { @let (x, _) = words(l(*a), r(*b)); tr.moved id={ "left-" (a) } { th scope="row" { span aria-hidden="true" { "⇅" } span.off { "moved" } } td { (x) } td.none { a href={ "#right-" (b) } { "stands elsewhere here" } } } }
            Row::MovedHere(a, b) => { @let (_, y) = words(l(*a), r(*b)); tr.moved id={ "right-" (b) } { th scope="row" { span aria-hidden="true" { "⇅" } span.off { "moved" } } td.none { a href={ "#left-" (a) } { "stands elsewhere here" } } td { (y) } } }
            Row::Left(a) => { tr.dropped { th scope="row" { span aria-hidden="true" { "−" } span.off { "only on the left" } } td { (shown(l(*a))) } td.none {} } }
            Row::Right(b) => { tr.added { th scope="row" { span aria-hidden="true" { "+" } span.off { "only on the right" } } td.none {} td { (shown(r(*b))) } } }
        }
    }
}

/// Two sentences, the words that differ marked on both sides.
fn words(a: &str, b: &str) -> (Markup, Markup) {
    let (x, y): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let ops = capture_diff_slices(Algorithm::Myers, &x, &y);
    let run = |words: &[&str]| shown(&words.join(" "));
    let side = |old: bool| {
        html! {
            @for op in &ops {
                @match op {
                    DiffOp::Equal { old_index, len, .. } => { (run(x.get(*old_index..old_index + len).unwrap_or_default())) " " }
                    DiffOp::Delete { old_index, old_len, .. } => { @if old { del { (run(x.get(*old_index..old_index + old_len).unwrap_or_default())) } " " } }
                    DiffOp::Insert { new_index, new_len, .. } => { @if !old { ins { (run(y.get(*new_index..new_index + new_len).unwrap_or_default())) } " " } }
                    DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                        @if old { del { (run(x.get(*old_index..old_index + old_len).unwrap_or_default())) } " " }
                        @else { ins { (run(y.get(*new_index..new_index + new_len).unwrap_or_default())) } " " }
                    }
                }
            }
        }
    };
    (side(true), side(false))
}

/// The sentences of a report; its lines where it was not read.
fn sentences(report: &AnnotatedReport) -> Vec<String> {
    let starts: Vec<usize> = report.text.char_indices().map(|(i, _)| i).chain([report.text.len()]).collect();
    let spans = report.reading.as_ref().map(|r| r.sentences.as_slice()).unwrap_or_default();
    let cut: Vec<String> = spans
        .iter()
        .filter_map(|[s, e]| report.text.get(*starts.get(*s)?..*starts.get(*e)?))
        .map(str::to_owned)
        .take(MOST)
        .collect();
    if cut.is_empty() {
        return report.text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).take(MOST).collect();
    }
    cut
}

/// The words of a sentence, lower case, without marks.
fn bag(sentence: &str) -> BTreeSet<String> {
    sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

fn dice(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let total = a.len() + b.len();
    if total == 0 { 0.0 } else { 2.0 * a.intersection(b).count() as f32 / total as f32 }
}

/// The best alignment in order.
fn align(left: &[String], right: &[String]) -> Vec<Row> {
    let (bags_l, bags_r): (Vec<_>, Vec<_>) =
        (left.iter().map(|s| bag(s)).collect(), right.iter().map(|s| bag(s)).collect());
    let (n, m) = (left.len(), right.len());
    let mut likeness = vec![0.0f32; n * m];
    for (i, a) in bags_l.iter().enumerate() {
        for (j, b) in bags_r.iter().enumerate() {
            let d = dice(a, b);
            likeness[i * m + j] = if d >= ALIKE { d } else { 0.0 };
        }
    }
    let mut best = vec![0.0f32; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let like = likeness[i * m + j];
            let taken = if like > 0.0 { best[at(i + 1, j + 1)] + like } else { 0.0 };
            best[at(i, j)] = taken.max(best[at(i + 1, j)]).max(best[at(i, j + 1)]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < n && j < m {
        let like = likeness[i * m + j];
        if like > 0.0 && (best[at(i, j)] - best[at(i + 1, j + 1)] - like).abs() < 1e-4 {
            let same = left[i].split_whitespace().eq(right[j].split_whitespace());
            rows.push(if same { Row::Shared(i, j) } else { Row::Changed(i, j) });
            i += 1;
            j += 1;
        } else if best[at(i + 1, j)] >= best[at(i, j + 1)] {
            rows.push(Row::Left(i));
            i += 1;
        } else {
            rows.push(Row::Right(j));
            j += 1;
        }
    }
    rows.extend((i..n).map(Row::Left));
    rows.extend((j..m).map(Row::Right));
    moved(rows, &bags_l, &bags_r)
}

/// Finds among what each side has alone what the other has in another place, the most alike first.
fn moved(rows: Vec<Row>, left: &[BTreeSet<String>], right: &[BTreeSet<String>]) -> Vec<Row> {
    let lone = |f: fn(&Row) -> Option<usize>| rows.iter().filter_map(f).collect::<Vec<usize>>();
    let dropped = lone(|r| if let Row::Left(i) = r { Some(*i) } else { None });
    let added = lone(|r| if let Row::Right(j) = r { Some(*j) } else { None });
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for i in dropped {
        for j in &added {
            let (Some(a), Some(b)) = (left.get(i), right.get(*j)) else { continue };
            let like = dice(a, b);
            if like >= MOVED && a.len().min(b.len()) >= MOVED_WORDS {
                pairs.push((like, i, *j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut away, mut here) = (BTreeMap::new(), BTreeMap::new());
    for (_, i, j) in pairs {
        if !away.contains_key(&i) && !here.contains_key(&j) {
            away.insert(i, j);
            here.insert(j, i);
        }
    }
    rows.into_iter()
        .map(|row| match row {
            Row::Left(i) => away.get(&i).map_or(Row::Left(i), |j| Row::MovedAway(i, *j)),
            Row::Right(j) => here.get(&j).map_or(Row::Right(j), |i| Row::MovedHere(*i, j)),
            row => row,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_sentence_is_shared_changed_or_on_one_side_alone() {
        let a = lines("The boat sank at noon.\nNobody was hurt.\nTwo men swam to the shore in the dark.");
        let b = lines("The boat sank at noon.\nThree men swam to the shore in the dark.\nIt was cold.");
        let rows = align(&a, &b);
        let shape: String = rows
            .iter()
            .map(|r| match r {
                Row::Shared(..) => '=',
                Row::Changed(..) => '~',
                Row::Left(_) => '-',
                Row::Right(_) => '+',
                Row::MovedAway(..) => '<',
                Row::MovedHere(..) => '>',
            })
            .collect();
        assert_eq!(shape, "=-~+");
    }

    #[test]
    fn what_stands_in_another_place_was_moved() {
        let a = lines(
            "The old quay was closed on Monday.\nThe boat sank at noon off Port Elm.\nNobody was hurt, police said.",
        );
        let b = lines(
            "The boat sank at noon off Port Elm.\nNobody was hurt, police said.\nThe old quay was closed on Tuesday.",
        );
        let rows = align(&a, &b);
        assert!(matches!(
            rows[..],
            [Row::MovedAway(0, 2), Row::Shared(1, 0), Row::Shared(2, 1), Row::MovedHere(0, 2)]
        ));
    }

    #[test]
    fn words_that_differ_are_marked_on_both_sides() {
        let (a, b) = words("Two <men> swam", "Three <men> swam");
        assert_eq!(a.into_string(), "<del>Two</del> &lt;men&gt; swam ");
        assert_eq!(b.into_string(), "<ins>Three</ins> &lt;men&gt; swam ");
    }

    #[test]
    fn nothing_compares_with_nothing() {
        assert!(align(&[], &[]).is_empty());
    }
}
