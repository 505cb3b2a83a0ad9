//! Changes that an editor would not call a conflict: what the ledger has to stay silent about.
//!
//! Each takes a sentence (or a quotation) that two reports of a real story share, and changes one of them so that both
//! still say the same, or plainly speak of two things.

use copydesk::language::stem;
use copydesk::model::{Figure, Reading, Report};

use super::conflicts::{Draw, is_quoted, shared, twins};

/// The kinds of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    /// 1,234 becomes "about 1,200".
    Rounding,
    /// "3.2 million" becomes 3,200,000, "12" becomes "twelve", "%" becomes "percent".
    Notation,
    /// A toll is higher in the report that was published last.
    Update,
    /// "50 states" becomes "20 of the 50 states".
    Subtotal,
    /// Another sentence, of another person, with another number.
    Referent,
    /// Within a quotation: "it's" becomes "it is", "organize" "organise".
    Spelling,
    /// "A after B" becomes "After B, A".
    Reordered,
}

pub(crate) const CONTROLS: &[Control] = &[
    Control::Rounding,
    Control::Notation,
    Control::Update,
    Control::Subtotal,
    Control::Referent,
    Control::Spelling,
    Control::Reordered,
];

/// A stretch of one report and what stands there instead.
pub(crate) struct Change {
    pub(crate) report: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) new: String,
}

/// One control of a kind, drawn from all that the story allows.
pub(crate) fn control(
    kind: Control,
    reports: &[Report],
    readings: &[Reading],
    draw: &mut Draw,
) -> Option<Change> {
    let found = match kind {
        Control::Rounding => figures(reports, readings, |f, words, _| {
            let plain = words.replace(',', "");
            let digits: u64 = plain.parse().ok()?;
            let size = plain.len() as u32;
            (size >= 3 && !(1800..2100).contains(&digits) && f.unit.is_none() && f.of.is_some())
                .then_some(())?;
            let step = 10u64.pow(size - 2);
            let rounded = (digits + step / 2) / step * step;
            (!digits.is_multiple_of(step)).then(|| format!("about {rounded}"))
        }),
        Control::Notation => figures(reports, readings, |f, words, _| notation(f, words)),
        Control::Update => update(reports, readings),
        Control::Subtotal => figures(reports, readings, |f, words, _| {
            let n: u64 = words.replace(',', "").parse().ok()?;
            (f.unit.is_none() && f.of.is_some() && (4..1800).contains(&n))
                .then(|| format!("{} of the {words}", n / 2))
        }),
        Control::Referent => referent(reports, readings),
        Control::Spelling => spelling(reports, readings),
        Control::Reordered => reordered(reports, readings),
    };
    let at = draw.below(found.len());
    found.into_iter().nth(at)
}

/// Changes of narrated figures that two reports share.
fn figures(
    reports: &[Report],
    readings: &[Reading],
    change: impl Fn(&Figure, &str, &str) -> Option<String>,
) -> Vec<Change> {
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        for f in readings[a].figures.iter().filter(|f| x.contains(f.span)) {
            let quoted = is_quoted(&readings[a], f.span);
            let same = readings[b]
                .figures
                .iter()
                .any(|g| y.contains(g.span) && g.quantity == f.quantity && g.unit == f.unit);
            if quoted || !same {
                continue;
            }
            if let Some(new) = change(f, reports[a].words(f.span), reports[a].words(x)) {
                out.push(Change { report: a, from: f.span.start(), to: f.span.end(), new });
            }
        }
    }
    out
}

const SMALL: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

fn notation(figure: &Figure, words: &str) -> Option<String> {
    if let Some(number) = words.strip_suffix('%') {
        return Some(format!("{number} percent"));
    }
    if let Some(number) = words.strip_suffix(" percent") {
        return Some(format!("{number}%"));
    }
    for (name, scale) in [(" million", 1e6), (" billion", 1e9)] {
        if let Some(number) = words.strip_suffix(name) {
            let (sign, number) = number.strip_prefix('$').map_or(("", number), |n| ("$", n));
            let value: f64 = number.parse().ok()?;
            return Some(format!("{sign}{:.0}", value * scale));
        }
    }
    if figure.unit.is_none() {
        if let Ok(n) = words.parse::<usize>() {
            return SMALL.get(n).map(|w| (*w).to_owned());
        }
        return SMALL.iter().position(|w| *w == words).map(|n| n.to_string());
    }
    None
}

/// The dead or hurt, raised in the report that was published last.
fn update(reports: &[Report], readings: &[Reading]) -> Vec<Change> {
    const FATES: &[&str] = &["killed", "dead", "died", "injured", "wounded"];
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let day = |r: usize| reports[r].published.day();
        if day(a) <= day(b) || (0..reports.len()).any(|r| r != a && day(r) >= day(a)) {
            continue;
        }
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        for f in
            readings[a].figures.iter().filter(|f| x.contains(f.span) && f.unit.is_none() && f.quantity >= 2.0)
        {
            let words = reports[a].words(f.span);
            let near = reports[a].text()[f.span.end()..x.end()]
                .split_whitespace()
                .take(4)
                .any(|w| FATES.contains(&w));
            let same = readings[b].figures.iter().any(|g| y.contains(g.span) && g.quantity == f.quantity);
            let once = reports[a].text().matches(words).count() == 1;
            if near && same && once {
                out.push(Change {
                    report: a,
                    from: f.span.start(),
                    to: f.span.end(),
                    new: format!("{:.0}", f.quantity + 2.0),
                });
            }
        }
    }
    out
}

/// A sentence more: like one of the report's own, with another person and another number.
fn referent(reports: &[Report], readings: &[Reading]) -> Vec<Change> {
    let mut out = Vec::new();
    for (a, i, ..) in twins(reports, readings) {
        let x = readings[a].sentences[i];
        let text = reports[a].text();
        let person = readings[a].entities.iter().find_map(|e| {
            (e.kind == copydesk::model::EntityKind::Person && e.name.contains(' ')).then_some(())?;
            e.mentions
                .iter()
                .find(|m| x.contains(m.span) && reports[a].words(m.span) == e.name)
                .map(|m| m.span)
        });
        let figure = readings[a].figures.iter().find(|f| {
            let words = reports[a].words(f.span);
            x.contains(f.span)
                && f.of.is_some()
                && f.unit.is_none()
                && words.bytes().all(|b| b.is_ascii_digit())
        });
        let (Some(person), Some(figure)) = (person, figure) else { continue };
        if x.of(text).contains(['“', '"']) || person.overlaps(figure.span) {
            continue;
        }
        let swap = |s: &str| {
            s.replacen(reports[a].words(person), "Denise Vantor", 1).replacen(
                reports[a].words(figure.span),
                &format!("{:.0}", figure.quantity * 2.0 + 3.0),
                1,
            )
        };
        let new = format!("{}\n\n{}", x.of(text), swap(x.of(text)));
        out.push(Change { report: a, from: x.start(), to: x.end(), new });
    }
    out
}

/// Another way to write the same words, within a quotation that two reports share.
fn spelling(reports: &[Report], readings: &[Reading]) -> Vec<Change> {
    const WAYS: &[(&str, &str)] = &[
        (" it's ", " it is "),
        (" that's ", " that is "),
        (" we're ", " we are "),
        (" don't ", " do not "),
        (" can't ", " cannot "),
        (" I'm ", " I am "),
        ("ization", "isation"),
        ("ize ", "ise "),
        (" percent", " per cent"),
        ("favor", "favour"),
        ("color", "colour"),
        ("defense", "defence"),
    ];
    let mut out = Vec::new();
    for (report, q, ..) in shared(reports, readings) {
        for part in &readings[report].quotations[q].parts {
            let words = reports[report].words(*part).replace('’', "'");
            if words.len() != part.len() {
                continue;
            }
            for (one, other) in WAYS {
                if let Some(at) = words.find(one) {
                    let from = part.start() + at;
                    out.push(Change { report, from, to: from + one.len(), new: (*other).to_owned() });
                }
            }
        }
    }
    out
}

/// A sentence with its "after" or "before" put first.
fn reordered(reports: &[Report], readings: &[Reading]) -> Vec<Change> {
    let mut out = Vec::new();
    for (a, i, ..) in twins(reports, readings) {
        let x = readings[a].sentences[i];
        let words = x.of(reports[a].text());
        for cue in ["after", "before"] {
            let Some((head, tail)) = words.split_once(&format!(" {cue} ")) else { continue };
            let plain = !words.contains(['“', '"', ',', ';', '—', '–', '\n']);
            if !plain || head.split(' ').count() < 4 || tail.split(' ').count() < 3 || !tail.ends_with('.') {
                continue;
            }
            // "weeks after" has its measure with it.
            let last = stem(head.rsplit(' ').next().unwrap_or_default()).into_owned();
            if ["dai", "day", "week", "month", "year", "hour", "minut", "just", "shortli", "short"]
                .contains(&last.as_str())
            {
                continue;
            }
            let mut cue = cue.to_owned();
            cue[..1].make_ascii_uppercase();
            let new = format!("{cue} {}, {head}.", tail.trim_end_matches('.'));
            out.push(Change { report: a, from: x.start(), to: x.end(), new });
        }
    }
    out
}
