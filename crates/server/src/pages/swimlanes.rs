//! The timeline: a lane an outlet, publication apart from what happened, arrows from whose words were taken.
//!
//! Drawn as inline SVG from plain numbers; the same facts stand below it as a table, which is what a screen reader
//! and a printer are best served with.

use copydesk_model::PublishedDate;
use copydesk_present::wording;
use maud::{Markup, html};

use super::{backed, badge, date, dateline, int, letters, report_name, said, shown};
use crate::printed::Entry;
use crate::view::{StoryView, report_href};

/// Minutes of an hour, a day.
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
/// Lanes beyond this number are left to the table.
const MOST_LANES: usize = 24;

const GUTTER: i64 = 158;
const WIDTH: i64 = 760;
const LANE: i64 = 30;
const TOP: i64 = 26;

/// Minutes since 1970 of a printed date.
pub(crate) fn minutes(iso: &str) -> Option<i64> {
    let at = PublishedDate::parse(iso)
        .map(PublishedDate::earliest)
        .or_else(|| copydesk_model::Interval::parse_end(iso))?;
    let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    Some(at.duration_since(epoch).as_secs() / 60)
}

/// Printed day (and clock) of minutes since 1970.
pub(crate) fn instant(minutes: i64) -> String {
    let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    epoch
        .checked_add(jiff::SignedDuration::from_mins(minutes))
        .map_or_else(|_| String::new(), copydesk_model::Interval::print)
}

/// A report in its lane.
struct Dot<'a> {
    id: &'a str,
    origin: Option<usize>,
    lane: usize,
    x: i64,
    title: String,
}

struct Chart<'a> {
    from: i64,
    to: i64,
    lanes: Vec<&'a str>,
    dots: Vec<Dot<'a>>,
    /// Events that fall into the window: number in the table, from, to.
    events: Vec<(usize, i64, i64)>,
    left_out: usize,
}

impl<'a> Chart<'a> {
    fn new(view: &'a StoryView) -> Option<Self> {
        let dated: Vec<(&str, i64)> =
            view.reports.iter().filter_map(|r| Some((r.id.as_str(), minutes(r.date.as_deref()?)?))).collect();
        let first = dated.iter().map(|(_, m)| *m).min()?;
        let last = dated.iter().map(|(_, m)| *m).max()?;
        // What happened long before belongs in the table; here it would press the reports into one corner.
        let reach = (last - first).max(2 * DAY);
        let all: Vec<(usize, i64, i64)> = view
            .story
            .timeline
            .iter()
            .enumerate()
            .filter_map(|(i, e)| {
                let from = minutes(e.from.as_deref()?)?;
                let to = e.to.as_deref().and_then(minutes).unwrap_or(from);
                Some((i + 1, from, to.max(from)))
            })
            .collect();
        let events: Vec<(usize, i64, i64)> = all
            .iter()
            .copied()
            .filter(|(_, from, to)| *from >= first - reach && *from <= last + reach && to - from <= 3 * reach)
            .collect();
        let left_out = view.story.timeline.len() - events.len();
        let from = events.iter().map(|(_, f, _)| *f).min().unwrap_or(first).min(first);
        let to = events.iter().map(|(_, f, _)| *f).max().unwrap_or(last).max(last);
        let pad = ((to - from) / 30).max(2 * HOUR);
        let (from, to) = (from - pad, to + pad.max(HOUR * 6));
        let mut lanes: Vec<&str> = Vec::new();
        let mut order: Vec<(i64, &str)> =
            dated.iter().filter_map(|(id, m)| Some((*m, view.report(id)?.label.as_str()))).collect();
        order.sort_unstable();
        for (_, label) in order {
            if !lanes.contains(&label) {
                lanes.push(label);
            }
        }
        lanes.truncate(MOST_LANES);
        let mut chart = Self { from, to, lanes, dots: Vec::new(), events, left_out };
        let mut taken: Vec<(usize, i64)> = Vec::new();
        for (id, at) in dated {
            let Some(report) = view.report(id) else { continue };
            let Some(lane) = chart.lanes.iter().position(|l| *l == report.label) else { continue };
            let mut x = chart.x(at);
            while taken.contains(&(lane, x)) {
                x += 19;
            }
            taken.push((lane, x));
            let title = report.title.as_deref().unwrap_or_default();
            let when = report.date.as_deref().map(date).unwrap_or_default();
            let title = format!("{}, {when}: {}", shown(&report.label), shown(title));
            chart.dots.push(Dot { id, origin: view.origin(id), lane, x, title });
        }
        Some(chart)
    }

    fn x(&self, minute: i64) -> i64 {
        let at = minute.clamp(self.from, self.to) - self.from;
        GUTTER + at * (WIDTH - GUTTER - 24) / (self.to - self.from).max(1)
    }

    /// The middle of a lane; lane 0 is that of the events.
    fn y(lane: usize) -> i64 {
        TOP + int(lane) * LANE + LANE / 2
    }

    fn ticks(&self) -> Vec<i64> {
        let span = self.to - self.from;
        let steps = [
            HOUR,
            3 * HOUR,
            6 * HOUR,
            12 * HOUR,
            DAY,
            2 * DAY,
            7 * DAY,
            14 * DAY,
            30 * DAY,
            91 * DAY,
            365 * DAY,
        ];
        let step = steps.into_iter().find(|s| span / s <= 6).unwrap_or(span / 6 + 1);
        let first = (self.from.div_euclid(step) + 1) * step;
        (0..8).map(|i| first + i * step).take_while(|t| *t < self.to).collect()
    }

    fn tick_label(&self, at: i64) -> String {
        let printed = instant(at);
        let year = |s: &str| s.get(..4).map(str::to_owned);
        let short = date(&printed);
        // The year only where it changes.
        let same = year(&instant(self.from)) == year(&instant(self.to));
        match (same, printed.get(11..16)) {
            (_, Some(clock)) => clock.to_owned(),
            (true, None) => short.rsplit_once(' ').map_or(short.clone(), |(d, _)| d.to_owned()),
            (false, None) => short,
        }
    }
}

/// The section: drawing and table.
pub(super) fn timeline(view: &StoryView) -> Markup {
    let chart = Chart::new(view);
    html! {
        section #timeline aria-labelledby="timeline-title" {
            h2 #timeline-title { "When it happened, and when it was told" }
            @if let Some(chart) = &chart { (drawing(view, chart)) }
            (what_happened(view))
            details.table-alternative {
                summary { "Publications as a table" }
                table { thead { tr { th scope="col" { "Published" } th scope="col" { "Report" } th scope="col" { "Headline" } th scope="col" { "Has words of" } } }
                    tbody { @for report in &view.reports {
                        tr {
                            td { (dateline(report)) }
                            td { a.ev href=(report_href(&report.id, None, &view.story.id)) { (report_name(view, &report.id)) } }
                            td { (shown(report.title.as_deref().unwrap_or_default())) }
                            td { @for (i, from) in sources_of(view, &report.id).iter().enumerate() { @if i > 0 { ", " } (report_name(view, from)) } }
                        }
                    } }
                }
            }
        }
    }
}

/// The reports that this one has words of.
fn sources_of<'a>(view: &'a StoryView, id: &str) -> Vec<&'a str> {
    let mut from: Vec<&str> =
        view.story.copies.iter().filter(|c| c.to == id).map(|c| c.from.as_str()).collect();
    from.sort_unstable();
    from.dedup();
    from
}

fn drawing(view: &StoryView, chart: &Chart<'_>) -> Markup {
    let height = TOP + (int(chart.lanes.len()) + 1) * LANE + 8;
    let words = format!(
        "{} reports of {} outlets in lanes over time; {} dated happenings above them. The tables below say the same.",
        chart.dots.len(),
        chart.lanes.len(),
        chart.events.len()
    );
    html! {
        div.scroll tabindex="0" role="region" aria-label="Timeline, drawn" {
            svg.swimlanes viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="group" aria-label=(words) {
                defs {
                    marker #arrow viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse" {
                        path.head d="M0 0.5 L7.5 4 L0 7.5 z" {}
                    }
                }
                @for (i, t) in chart.ticks().iter().enumerate() {
                    line.tick x1=(chart.x(*t)) x2=(chart.x(*t)) y1=(TOP) y2=(height - 8) {}
                    @if i < 7 { text.tick-label x=(chart.x(*t)) y="16" text-anchor="middle" { (chart.tick_label(*t)) } }
                }
                text.lane-label.events x="4" y=(Chart::y(0) + 4) { "what happened" }
                line.lane.events x1="0" x2=(WIDTH) y1=(Chart::y(0) + LANE / 2) y2=(Chart::y(0) + LANE / 2) {}
                (events(view, chart))
                @for (i, label) in chart.lanes.iter().enumerate() {
                    line.lane x1=(GUTTER) x2=(WIDTH) y1=(Chart::y(i + 1)) y2=(Chart::y(i + 1)) {}
                    text.lane-label x="4" y=(Chart::y(i + 1) + 4) { (fitting(label)) title { (shown(label)) } }
                }
                (arrows(view, chart))
                (revisions(view, chart))
                @for dot in &chart.dots {
                    a.dot.ev href=(report_href(dot.id, None, &view.story.id)) aria-label={ (dot.origin.map(letters).unwrap_or_default()) ": " (dot.title) } {
                        title { (dot.title) }
                        circle cx=(dot.x) cy=(Chart::y(dot.lane + 1)) r="9" {}
                        text x=(dot.x) y=(Chart::y(dot.lane + 1) + 4) text-anchor="middle" { (dot.origin.map(letters).unwrap_or_default()) }
                    }
                }
            }
        }
        p.about.legend {
            "A letter is an origin; an arrow leads from a text to the report that has its words"
            @if chart.left_out > 0 { "; " (super::count(chart.left_out, "happening lies", "happenings lie")) " outside the drawing and stand in the list" }
            "."
        }
    }
}

/// A lane's name, cut to its gutter.
fn fitting(label: &str) -> String {
    const LONG: usize = 22;
    let label = shown(label);
    if label.chars().count() <= LONG { label } else { label.chars().take(LONG - 1).chain(['…']).collect() }
}

fn events(view: &StoryView, chart: &Chart<'_>) -> Markup {
    // Events of one day share one mark.
    let mut marks: Vec<(i64, i64, Vec<usize>)> = Vec::new();
    for (n, from, to) in &chart.events {
        match marks.iter_mut().find(|(f, t, _)| f == from && t == to) {
            Some((_, _, numbers)) => numbers.push(*n),
            None => marks.push((*from, *to, vec![*n])),
        }
    }
    // The longest first, so that what is shorter is drawn over it.
    marks.sort_by_key(|(from, to, _)| std::cmp::Reverse(to - from));
    html! {
        @for (from, to, numbers) in &marks {
            @let x = chart.x(*from);
            @let width = (chart.x(*to) - x).max(5);
            @let first = numbers.first().copied().unwrap_or(1);
            @let text = view.story.timeline.get(first - 1).map(|e| e.text.as_str()).unwrap_or_default();
            a.event href={ "#when-" (first) } aria-label={ (numbers.len()) " " (if numbers.len() == 1 { "happening" } else { "happenings" }) ", " (date(&instant(*from))) } {
                title { (shown(text)) @if numbers.len() > 1 { " (and " (numbers.len() - 1) " more)" } }
                // A stretch of a day or more lies thin under the moments within it.
                @let long = to - from >= DAY;
                rect class=[long.then_some("long")] x=(x) y=(Chart::y(0) - if long { 2 } else { 5 }) width=(width) height=(if long { 4 } else { 10 }) rx="2" {}
                text x=(x + width / 2) y=(Chart::y(0) - 8) text-anchor="middle" { @if numbers.len() > 1 { (numbers.len()) } }
            }
        }
    }
}

fn arrows(view: &StoryView, chart: &Chart<'_>) -> Markup {
    let mut pairs: Vec<(&str, &str, bool)> = Vec::new();
    for copy in &view.story.copies {
        if !pairs.iter().any(|(f, t, _)| *f == copy.from && *t == copy.to) {
            pairs.push((&copy.from, &copy.to, copy.directed));
        }
    }
    let dot = |id: &str| chart.dots.iter().find(|d| d.id == id);
    html! {
        @for (from, to, directed) in &pairs {
            @if let (Some(a), Some(b)) = (dot(from), dot(to)) {
                @let (y1, y2) = (Chart::y(a.lane + 1), Chart::y(b.lane + 1));
                // The arc bulges to the right where both stand on the same instant.
                @let bend = if (a.x - b.x).abs() < 30 { 34 } else { 0 };
                @let (x1, x2) = if bend > 0 { (a.x + 9, b.x + 10) } else if a.x < b.x { (a.x + 9, b.x - 10) } else { (a.x - 9, b.x + 10) };
                @let middle = i64::midpoint(x1, x2) + bend;
                path class=(if *directed { "copy" } else { "copy undirected" })
                    d={ "M" (x1) " " (y1) " C" (middle) " " (y1) " " (middle) " " (y2) " " (x2) " " (y2) }
                    marker-end=[directed.then_some("url(#arrow)")] {}
            }
        }
    }
}

/// Earlier versions of a report as hollow dots before it.
fn revisions(view: &StoryView, chart: &Chart<'_>) -> Markup {
    html! {
        @for dot in &chart.dots {
            @for at in view.report(dot.id).map(|r| r.revisions.as_slice()).unwrap_or_default() {
                @if let Some(m) = minutes(at) {
                    @let x = chart.x(m);
                    line.revision x1=(x) x2=(dot.x) y1=(Chart::y(dot.lane + 1)) y2=(Chart::y(dot.lane + 1)) {}
                    circle.revision cx=(x) cy=(Chart::y(dot.lane + 1)) r="5" { title { "Revised " (date(at)) } }
                }
            }
        }
    }
}

/// What happened, by its own time.
fn what_happened(view: &StoryView) -> Markup {
    const UNFOLDED: usize = 8;
    let entries = &view.story.timeline;
    if entries.is_empty() {
        return html! {};
    }
    let (first, rest) = entries.split_at(entries.len().min(UNFOLDED));
    html! {
        ol.happenings { (list(view, first, 0)) }
        @if !rest.is_empty() {
            details.rest { summary { (rest.len()) " more" } ol.happenings { (list(view, rest, first.len())) } }
        }
    }
}

fn list(view: &StoryView, entries: &[Entry], offset: usize) -> Markup {
    html! {
        @for (i, entry) in entries.iter().enumerate() {
            @let again = i > 0 && entries.get(i - 1).is_some_and(|e| e.value == entry.value);
            li id={ "when-" (offset + i + 1) } {
                span.when { span class=[again.then_some("off")] { (moment(&entry.value)) } }
                span {
                    @if let Some(place) = entry.evidence.first() { (said(view, place, &html! { (shown(&entry.text)) }, "said")) }
                    " " (backed(view, &entry.evidence, entry.origins))
                    @for origin in entry.evidence.iter().filter_map(|e| view.origin(&e.report)).take(1) { " " (badge(origin)) }
                }
            }
        }
    }
}

/// A TIMEX3 value as a person reads it.
fn moment(value: &str) -> String {
    let words = wording::when(value);
    match words.get(..10) {
        Some(day) if minutes(day).is_some() => {
            format!("{}{}", date(day), words.get(10..).unwrap_or_default())
        }
        _ => date(&words),
    }
}
