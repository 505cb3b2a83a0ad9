//! A document for a terminal: calm, in the width that there is, readable without colour.

use anstyle::{AnsiColor, Style};
use copydesk_model::document::Document;
use copydesk_model::{DiffOp, DiffPart, Evidence, Finding, QuotationFamily, Standing, Support};
use textwrap::core::display_width;

use crate::printable::printable;
use crate::view::{InContext, Passages, Run, StoryView, comparison, glued};
use crate::wording;

/// How wide, whether with colour, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
    /// Everything in full, instead of the first of each.
    pub all: bool,
}

/// How many stories are shown in full, and how many more by their headline, unless all are.
const STORIES: usize = 10;
const HEADLINES: usize = 20;
/// How many entries a section shows unless all are shown.
const FINDINGS: usize = 8;
const SINGLE: usize = 5;
const FAMILIES: usize = 12;
const TIMELINE: usize = 14;
/// The widest value that gets a column of its own.
const SHORT: usize = 22;

const HEADLINE: Style = Style::new().bold();
const SECTION: Style = Style::new().bold().underline();
const MARK: Style = AnsiColor::Cyan.on_default();
const FAINT: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();
const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// The document for a terminal.
pub fn terminal(document: &Document, screen: Screen) -> String {
    let run = Run::new(document);
    let mut page = Page { out: String::new(), screen };
    // Stories that several reports tell come first; a report alone is seldom what one looks for.
    let (shared, alone): (Vec<_>, Vec<_>) = run.stories.iter().partition(|s| s.sources.len() > 1);
    let limit = if screen.all { usize::MAX } else { STORIES };
    let few = shared.len() + alone.len() <= 3;
    for (i, story) in
        shared.iter().take(limit).chain(alone.iter().take(if few { limit } else { 0 })).enumerate()
    {
        if i > 0 {
            page.blank();
        }
        page.story(story);
    }
    page.others("More stories of several reports", shared.get(STORIES.min(limit)..).unwrap_or_default());
    if !few {
        page.others("Told by one report alone", &alone);
    }
    page.blank();
    page.line(0, &page.paint(FAINT, &run.sum()));
    page.out
}

/// What has been written so far, and how to write.
struct Page {
    out: String,
    screen: Screen,
}

impl Page {
    /// Colours word by word, so that a colour never runs over a line's end into the margin.
    fn paint(&self, style: Style, text: &str) -> String {
        if !self.screen.colour || text.is_empty() {
            return text.to_owned();
        }
        text.split(' ')
            .map(|word| if word.is_empty() { String::new() } else { format!("{style}{word}{style:#}") })
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Text, wrapped, every line indented alike.
    fn line(&mut self, indent: usize, text: &str) {
        self.hang("", indent, text);
    }

    /// Text after a label of `indent` columns at most; the following lines stand under the text.
    fn hang(&mut self, label: &str, indent: usize, text: &str) {
        self.hang_with(label, indent, text, "");
    }

    /// As [`Page::hang`], with a faint word at the right edge of the last line, or of one more where it is full.
    fn hang_with(&mut self, label: &str, indent: usize, text: &str, tail: &str) {
        let lead = format!("{label}{}", " ".repeat(indent.saturating_sub(display_width(label))));
        let follow = " ".repeat(indent);
        let options = textwrap::Options::new(self.screen.width)
            .initial_indent(&lead)
            .subsequent_indent(&follow)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(text, options);
        let mut width = 0;
        for (i, line) in lines.iter().enumerate() {
            let line = line.trim_end();
            self.out.push_str(if i == 0 { "" } else { "\n" });
            self.out.push_str(line);
            width = display_width(line);
        }
        if !tail.is_empty() {
            let room = self.screen.width.saturating_sub(display_width(tail));
            if width + 2 > room {
                self.out.push('\n');
                width = 0;
            }
            self.out.push_str(&" ".repeat(room.saturating_sub(width)));
            let tail = self.paint(FAINT, tail);
            self.out.push_str(&tail);
        }
        self.out.push('\n');
    }

    fn section(&mut self, name: &str, n: usize) {
        self.blank();
        let count = if n > 0 { format!("  {}", self.paint(FAINT, &n.to_string())) } else { String::new() };
        let name = self.paint(SECTION, name);
        self.line(0, &format!("{name}{count}"));
    }

    /// `… and 12 more`.
    fn more(&mut self, indent: usize, total: usize, shown: usize) {
        if total > shown {
            let text = format!("… and {} more (--all shows them)", total - shown);
            self.line(indent, &self.paint(FAINT, &text));
        }
    }

    fn limit(&self, most: usize) -> usize {
        if self.screen.all { usize::MAX } else { most }
    }

    fn marks(&self, view: &StoryView<'_>, support: &Support) -> String {
        let marks =
            view.by_source(support).iter().map(|(n, _)| format!("[{n}]")).collect::<Vec<_>>().concat();
        self.paint(MARK, &marks)
    }

    /// Source marks, and the number of independent origins where there is more than one report.
    fn support(&self, view: &StoryView<'_>, support: &Support, origins: usize) -> String {
        let marks = self.marks(view, support);
        if view.by_source(support).len() < 2 {
            return marks;
        }
        // The number and its word stay on one line.
        format!("{marks} {}", self.paint(FAINT, &wording::origins(origins).replace(' ', "\u{a0}")))
    }

    fn story(&mut self, view: &StoryView<'_>) {
        let rule = "━".repeat(self.screen.width);
        let rule = self.paint(FAINT, &rule);
        self.line(0, &rule);
        self.line(0, &self.paint(HEADLINE, &printable(view.headline())));
        let mut facts = vec![self.paint(STRONG, &view.counts())];
        facts.extend(view.days());
        facts.push(self.paint(FAINT, view.story.id.as_str()));
        self.line(0, &facts.join("  ·  "));
        self.brief(view);
        for standing in wording::STANDINGS {
            self.ledger(view, standing);
        }
        self.quotations(view);
        self.timeline(view);
        self.copies(view);
        self.sources(view);
    }

    fn brief(&mut self, view: &StoryView<'_>) {
        let sentences: Vec<String> = view
            .story
            .brief
            .iter()
            .map(|s| {
                let disputed = match wording::disputed(view.story, s) {
                    sides if sides.is_empty() => sides,
                    sides => format!(" {}", printable(&sides)),
                };
                let alone = if wording::alone(view.story, s) { " (one origin)" } else { "" };
                let marks = self.marks(view, &s.evidence);
                let (disputed, alone) = (self.paint(GONE, &disputed), self.paint(FAINT, alone));
                format!("{} {marks}{disputed}{alone}", printable(s.shown()))
            })
            .collect();
        if !sentences.is_empty() {
            self.blank();
            self.line(2, &sentences.join(" "));
        }
    }

    fn ledger(&mut self, view: &StoryView<'_>, standing: Standing) {
        let findings = view.ledger(standing);
        if findings.is_empty() {
            return;
        }
        self.section(wording::heading(standing), findings.len());
        let limit = self.limit(if standing == Standing::SingleSource { SINGLE } else { FINDINGS });
        for finding in findings.iter().take(limit) {
            self.finding(view, finding);
        }
        self.more(2, findings.len(), limit);
    }

    fn finding(&mut self, view: &StoryView<'_>, finding: &Finding) {
        let sign = match finding.standing {
            Standing::Conflicting => self.paint(GONE, "≠"),
            Standing::Superseded => self.paint(AnsiColor::Yellow.on_default(), "↻"),
            Standing::Corroborated => self.paint(NEW, "="),
            Standing::SingleSource => self.paint(FAINT, "·"),
        };
        let slot = printable(&finding.slot);
        let short_id = finding.id.as_str().rsplit('/').next().unwrap_or_default();
        let label = format!("  {sign} ");
        if let [value] = finding.values.as_slice() {
            let support = self.support(view, &value.evidence, value.origins);
            let words = self.in_context(value.evidence.first());
            let text = if is_statement(finding) {
                let omission = wording::omission(finding)
                    .map_or_else(String::new, |o| self.paint(FAINT, &format!("  {}", printable(o))));
                format!("{words} {support}{omission}")
            } else if same_words(&value.value, value.evidence.first().text()) && value.value.len() > SHORT {
                format!("{words} {support}  {}", self.paint(FAINT, &slot))
            } else {
                let shown = self.paint(STRONG, &printable(&value.value));
                format!("{slot}: {shown}  {support}  {}", self.paint(FAINT, &words))
            };
            self.hang_with(&label, 4, &text, short_id);
            return;
        }
        let mut about: Vec<&str> = Vec::new();
        about.extend(finding.kind.map(wording::kind));
        about.extend(finding.nature.map(wording::nature));
        let about = about.join(", ");
        let slot = self.paint(STRONG, &slot);
        let about = self.paint(FAINT, &about);
        self.hang_with(&label, 4, &format!("{slot}  {about}"), short_id);
        let widest = finding.values.iter().map(|v| display_width(&printable(&v.value))).max().unwrap_or(0);
        let column = if widest <= SHORT { 6 + widest + 2 } else { 6 };
        for value in &finding.values {
            let support = self.support(view, &value.evidence, value.origins);
            let words = self.in_context(value.evidence.first());
            let shown = printable(&value.value);
            if widest <= SHORT {
                let label = format!("      {}", self.paint(STRONG, &shown));
                self.hang(&label, column, &format!("{support}  {words}"));
            } else if same_words(&value.value, value.evidence.first().text()) {
                self.line(6, &format!("{words} {support}"));
            } else {
                self.line(6, &format!("{}: {words} {support}", self.paint(STRONG, &shown)));
            }
        }
    }

    fn in_context(&self, evidence: &Evidence) -> String {
        let context = InContext::of(evidence);
        let before = self.paint(FAINT, &printable(&context.before));
        let after = self.paint(FAINT, &printable(&context.after));
        let [gap, trailing] = context.gaps();
        format!("“{before}{gap}{}{trailing}{after}”", printable(context.text))
    }

    fn quotations(&mut self, view: &StoryView<'_>) {
        let total = view.story.quotations.len();
        if total == 0 {
            return;
        }
        self.section("Who said what", total);
        let limit = self.limit(FAMILIES);
        let mut shown = 0;
        for (speaker, families) in view.speakers() {
            if shown >= limit {
                break;
            }
            let name = speaker.map_or_else(
                || self.paint(FAINT, "speaker not named"),
                |s| self.paint(STRONG, &printable(s)),
            );
            self.line(2, &name);
            for family in families.iter().take(limit - shown) {
                self.family(view, family);
                shown += 1;
            }
        }
        self.more(2, total, shown);
    }

    fn family(&mut self, view: &StoryView<'_>, family: &QuotationFamily) {
        let Some((first, others)) = family.variants.split_first() else { return };
        let mut tail = if others.is_empty() {
            vec![self.support(view, &first.evidence, family.origins)]
        } else {
            let spread = format!(
                "{}, {}",
                wording::count(family.variants.len(), "wording", "wordings"),
                wording::origins(family.origins)
            );
            vec![self.marks(view, &first.evidence), self.paint(FAINT, &spread.replace(' ', "\u{a0}"))]
        };
        tail.extend(wording::medium(family.medium).map(|m| self.paint(FAINT, m)));
        let short_id = family.id.as_str().rsplit('/').next().unwrap_or_default();
        self.hang_with("", 4, &format!("“{}” {}", self.spoken(family), tail.join("  ")), short_id);
        for variant in others {
            let marks = self.marks(view, &variant.evidence);
            let changes: Vec<&str> = variant.changes.iter().map(|c| wording::change(*c)).collect();
            let words =
                if variant.diff.is_empty() { printable(&variant.text) } else { self.diff(&variant.diff) };
            let changes = self.paint(FAINT, &changes.join(", "));
            self.hang(&format!("      {marks} "), 11, &format!("“{words}”  {changes}"));
        }
    }

    fn spoken(&self, family: &QuotationFamily) -> String {
        let parts: Vec<String> =
            StoryView::spoken(family).iter().map(|p| printable(wording::spoken(p))).collect();
        parts.join(&format!("” {} “", self.paint(FAINT, "…")))
    }

    /// The words that differ stand between `[-` `-]` and `{+` `+}`, as in a word diff; long agreement is cut short.
    fn diff(&self, parts: &[DiffPart]) -> String {
        let mut words = String::new();
        let parts = comparison(parts);
        for (i, (op, text)) in parts.iter().enumerate() {
            if !words.is_empty() && !glued(*op, text) {
                words.push(' ');
            }
            words.push_str(&match op {
                DiffOp::Same if self.screen.all => text.clone(),
                DiffOp::Same => shortened(text, i == 0, i + 1 == parts.len()),
                DiffOp::Deleted => self.paint(GONE, &format!("[-{text}-]")),
                DiffOp::Inserted => self.paint(NEW, &format!("{{+{text}+}}")),
            });
        }
        words
    }

    fn timeline(&mut self, view: &StoryView<'_>) {
        let entries = &view.story.timeline;
        if entries.is_empty() {
            return;
        }
        self.section("When it happened", entries.len());
        let limit = self.limit(TIMELINE);
        let widest =
            entries.iter().take(limit).map(|e| display_width(&wording::when(&e.value))).max().unwrap_or(0);
        let mut last = "";
        for entry in entries.iter().take(limit) {
            let value =
                if entry.value == last { String::new() } else { printable(&wording::when(&entry.value)) };
            last = &entry.value;
            let label = format!("  {}", self.paint(STRONG, &value));
            let support = self.support(view, &entry.evidence, entry.origins);
            self.hang(&label, 2 + widest + 2, &format!("{} {support}", printable(&entry.text)));
        }
        self.more(2, entries.len(), limit);
    }

    fn copies(&mut self, view: &StoryView<'_>) {
        let passages = view.passages();
        if passages.is_empty() {
            return;
        }
        self.section("Who copied from whom", 0);
        for pair in &passages {
            let text = self.passages(view, pair);
            self.line(2, &text);
        }
    }

    fn passages(&self, view: &StoryView<'_>, pair: &Passages<'_>) -> String {
        let name = |at: usize| {
            let source = &view.sources[at];
            let mark = self.paint(MARK, &format!("[{}]", source.number));
            format!("{} {mark}", self.paint(STRONG, &source.label))
        };
        let size = match pair.share {
            Some(share) => format!("{} words, {share} % of its text", pair.words),
            None => format!("{} words", pair.words),
        };
        let because =
            if pair.because.is_empty() { String::new() } else { format!("; {}", pair.because.join("; ")) };
        let how = wording::copied(pair.same_text, pair.directed);
        let tail = self.paint(FAINT, &printable(&format!("({size}{because})")));
        format!("{} {how} {}  {tail}", name(pair.to), name(pair.from))
    }

    fn sources(&mut self, view: &StoryView<'_>) {
        self.section("Sources by origin", 0);
        let labels = view.sources.iter().map(|s| display_width(&s.label)).max().unwrap_or(0).min(32);
        for (i, origin) in view.origins().iter().enumerate() {
            for (j, source) in origin.iter().enumerate() {
                let letter = if j == 0 { letters(i) } else { String::new() };
                let mark = format!("[{}]", source.number);
                let pad = " ".repeat(labels.saturating_sub(display_width(&source.label)));
                let id = self.paint(FAINT, &printable(source.report.id.as_str()));
                let text = format!("{}{pad}  {}  {id}", source.label, source.date());
                let label =
                    format!("  {} {}", self.paint(STRONG, &format!("{letter:<2}")), self.paint(MARK, &mark));
                self.hang(&label, 10, &text);
            }
        }
    }

    /// Stories by their headline alone.
    fn others(&mut self, name: &str, stories: &[&StoryView<'_>]) {
        if stories.is_empty() {
            return;
        }
        self.section(name, stories.len());
        let limit = self.limit(HEADLINES);
        for view in stories.iter().take(limit) {
            let id = self.paint(FAINT, view.story.id.as_str());
            let counts = if view.sources.len() > 1 { format!("  {}", view.counts()) } else { String::new() };
            self.hang("  ", 4, &format!("{}{counts}  {id}", printable(view.headline())));
        }
        self.more(2, stories.len(), limit);
    }
}

/// A, B, … Z, AA, AB, …
pub(crate) fn letters(mut n: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, (b'A' + (n % 26) as u8) as char);
        if n < 26 {
            return letters;
        }
        n = n / 26 - 1;
    }
}

/// Whether a finding is a sentence and nothing else, so that its slot has nothing to add.
pub(crate) fn is_statement(finding: &Finding) -> bool {
    let [value] = finding.values.as_slice() else { return false };
    finding.slot == "statement" || same_words(&finding.slot, &value.value)
}

/// Whether two texts read alike but for white space.
pub(crate) fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Agreement in a comparison: a few words next to what differs are enough.
pub(crate) fn shortened(text: &str, first: bool, last: bool) -> String {
    const KEPT: usize = 5;
    // Agreement from end to end is shown by both its ends.
    let (first, last) = if first && last { (false, false) } else { (first, last) };
    let words: Vec<&str> = text.split(' ').collect();
    let ends = usize::from(!first) + usize::from(!last);
    if words.len() <= KEPT * ends.max(1) + 2 {
        return text.to_owned();
    }
    let head = if first { String::new() } else { words[..KEPT].join(" ") + " " };
    let tail = if last { String::new() } else { format!(" {}", words[words.len() - KEPT..].join(" ")) };
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_lettered_beyond_z() {
        assert_eq!([letters(0), letters(25), letters(26), letters(27)], ["A", "Z", "AA", "AB"]);
    }

    #[test]
    fn agreement_is_cut_short_where_it_is_far_from_a_difference() {
        let ten = "a b c d e f g h i j";
        assert_eq!(shortened(ten, true, false), "… f g h i j");
        assert_eq!(shortened(ten, false, true), "a b c d e …");
        assert_eq!(shortened(ten, false, false), ten);
        assert_eq!(shortened("a b c d e f g h i j k l m n", true, true), "a b c d e … j k l m n");
        assert_eq!(shortened("a b c d e f g h i j k l m n", false, false), "a b c d e … j k l m n");
    }
}
