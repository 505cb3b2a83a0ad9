//! A document as one self-contained page: embedded style, no script, no network, printable, readable on a phone.
//!
//! Every assertion is a link to `#eS-R-A-B`, the mark around code points `A..B` of report `R` of story `S`; the
//! style sheet lights up the mark that is the page's target. On a wide screen the reports stand beside the story
//! in a pane of their own, so that the evidence comes to the reader and not the other way round.

mod evidence;

use std::fmt::Write as _;

use copydesk_model::document::Document;
use copydesk_model::{ConflictKind, DiffOp, DiffPart, Evidence, Finding, QuotationFamily, Standing, Support};
use html_escape::{encode_double_quoted_attribute, encode_text};

use self::evidence::Marks;
use crate::printable::{printable, visible};
use crate::terminal::{is_statement, letters, same_words};
use crate::view::{InContext, Run, Source, StoryView, comparison, glued};
use crate::wording;

const STYLE: &str = include_str!("style.css");
/// More entries than this and a section is folded.
const UNFOLDED: usize = 6;

/// The document as one self-contained HTML page.
pub fn html(document: &Document) -> String {
    let run = Run::new(document);
    let bytes: usize = document.reports.iter().map(|r| r.text.len()).sum();
    let mut page =
        Page { out: String::with_capacity(STYLE.len() + bytes * 2), story: 0, crossing: String::new() };
    let title = match run.stories.as_slice() {
        [only] => only.headline().to_owned(),
        _ => run.sum(),
    };
    page.put(&format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Copydesk\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{} · Copydesk</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        text(&title)
    ));
    page.put(&format!(
        "<header class=\"masthead\" id=\"top\"><p class=\"house\">Copydesk</p><p class=\"sum\">{}</p></header>\n",
        text(&run.sum())
    ));
    page.contents(&run);
    page.put("<main>\n");
    for (i, view) in run.stories.iter().enumerate() {
        page.story = i + 1;
        page.story(view);
    }
    page.put("</main>\n");
    if !page.crossing.is_empty() {
        let rules = std::mem::take(&mut page.crossing);
        page.put(&format!("<style>\n{rules}</style>\n"));
    }
    page.put(
        "<footer class=\"colophon\"><p>Every sentence above is a report’s own; follow it to its place. \
         Copydesk counts and compares, it does not rule on who is right.</p></footer>\n</body>\n</html>\n",
    );
    page.out
}

/// Text for an element, on one line.
fn text(words: &str) -> String {
    encode_text(&printable(words)).into_owned()
}

/// Text for an element, its lines kept.
fn lines(words: &str) -> String {
    encode_text(&visible(words)).into_owned()
}

/// Text for an attribute in double quotation marks.
fn attribute(words: &str) -> String {
    encode_double_quoted_attribute(&printable(words)).into_owned()
}

/// What has been written so far.
struct Page {
    out: String,
    /// Number of the story being written, from 1.
    story: usize,
    /// Style rules for marks that had to be cut in pieces.
    crossing: String,
}

impl Page {
    fn put(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn contents(&mut self, run: &Run<'_>) {
        if run.stories.len() < 2 {
            return;
        }
        self.put("<nav class=\"contents\" aria-label=\"Stories\"><ol>\n");
        for (i, view) in run.stories.iter().enumerate() {
            let counts = wording::count(view.story.origins.len(), "origin", "origins");
            self.put(&format!(
                "<li><a href=\"#s{}\">{}</a> <small>{}, {counts}</small></li>\n",
                i + 1,
                text(view.headline()),
                wording::count(view.sources.len(), "report", "reports"),
            ));
        }
        self.put("</ol></nav>\n");
    }

    fn story(&mut self, view: &StoryView<'_>) {
        self.put(&format!("<article class=\"story\" id=\"s{}\">\n<div class=\"telling\">\n", self.story));
        self.head(view);
        self.brief(view);
        self.matrix(view);
        for standing in wording::STANDINGS {
            self.ledger(view, standing);
        }
        self.quotations(view);
        self.timeline(view);
        self.sources(view);
        self.put("</div>\n");
        self.reports(view);
        self.put("</article>\n");
    }

    fn head(&mut self, view: &StoryView<'_>) {
        let story = view.story;
        self.put(&format!(
            "<header class=\"head\">\n<h1>{}</h1>\n<p class=\"counts\">",
            text(view.headline())
        ));
        let counts = [
            (story.reports.len(), "report", "reports"),
            (story.texts.len(), "text", "texts"),
            (story.origins.len(), "independent origin", "independent origins"),
        ];
        for (i, (n, one, many)) in counts.into_iter().enumerate() {
            let arrow = if i == 0 { "" } else { " <span class=\"arrow\">→</span> " };
            let unit = if n == 1 { one } else { many };
            self.put(&format!("{arrow}<span><b>{n}</b> {unit}</span>"));
        }
        self.put("</p>\n<p class=\"facts\">");
        if let Some(days) = view.days() {
            self.put(&format!("{} · ", text(&days)));
        }
        self.put(&format!("<code>{}</code></p>\n</header>\n", text(story.id.as_str())));
    }

    /// A link to the place of a piece of evidence.
    fn link(&self, view: &StoryView<'_>, evidence: &Evidence, inner: &str, class: &str) -> String {
        let Some(number) = view.number(evidence.report()) else { return inner.to_owned() };
        let anchor = evidence::anchor(self.story, number, evidence);
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        format!("<a{class} href=\"#{anchor}\">{inner}</a>")
    }

    /// Source marks, each a link to its report's words.
    fn marks(&self, view: &StoryView<'_>, support: &Support) -> String {
        let mut marks = String::from("<span class=\"marks\">");
        for (number, evidence) in view.by_source(support) {
            let label = view.sources.get(number - 1).map(|s| attribute(&s.label)).unwrap_or_default();
            let anchor = evidence::anchor(self.story, number, evidence);
            let _ = write!(marks, "<a href=\"#{anchor}\" title=\"{label}\">{number}</a>");
        }
        marks.push_str("</span>");
        marks
    }

    fn support(&self, view: &StoryView<'_>, support: &Support, origins: usize) -> String {
        let marks = self.marks(view, support);
        if view.by_source(support).len() < 2 {
            return marks;
        }
        format!("{marks} <span class=\"origins\">{}</span>", wording::origins(origins))
    }

    fn section(&mut self, class: &str, name: &str, n: usize) {
        let count = if n > 0 { format!(" <span class=\"n\">{n}</span>") } else { String::new() };
        self.put(&format!("<section class=\"{class}\">\n<h2>{name}{count}</h2>\n"));
    }

    fn brief(&mut self, view: &StoryView<'_>) {
        if view.story.brief.is_empty() {
            return;
        }
        self.put("<section class=\"brief\" aria-label=\"In brief\">\n<p>");
        for (i, sentence) in view.story.brief.iter().enumerate() {
            if i > 0 {
                self.put("\n");
            }
            let words = self.link(view, sentence.evidence.first(), &text(sentence.shown()), "said");
            let marks = self.marks(view, &sentence.evidence);
            self.put(&format!("{words}{marks}"));
            for finding in &sentence.disputed {
                let id = self.finding_anchor(finding.as_str());
                self.put(&format!("<a class=\"disputed\" href=\"#{id}\">disputed</a>"));
            }
        }
        self.put("</p>\n</section>\n");
    }

    /// `STORY/f3` as an anchor of this page.
    fn finding_anchor(&self, id: &str) -> String {
        let last: String =
            id.rsplit('/').next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        format!("s{}-{last}", self.story)
    }

    /// Who says what on the things that reports differ on, one column a report.
    fn matrix(&mut self, view: &StoryView<'_>) {
        let rows: Vec<&Finding> = [Standing::Conflicting, Standing::Superseded]
            .into_iter()
            .flat_map(|s| view.ledger(s))
            .filter(|f| f.kind != Some(ConflictKind::Wording))
            .filter(|f| f.values.iter().all(|v| v.value.chars().count() <= 24))
            .collect();
        if rows.is_empty() || view.sources.len() < 2 || view.sources.len() > 16 {
            return;
        }
        self.section("matrix", "At a glance", 0);
        self.put("<div class=\"scroll\"><table>\n<thead><tr><td></td>");
        for source in &view.sources {
            self.put(&format!(
                "<th scope=\"col\"><a href=\"#{}\">{}</a></th>",
                self.report(source),
                text(&source.label)
            ));
        }
        self.put("</tr></thead>\n<tbody>\n");
        for finding in rows {
            let anchor = self.finding_anchor(finding.id.as_str());
            self.put(&format!(
                "<tr><th scope=\"row\"><a href=\"#{anchor}\">{}</a></th>",
                text(&finding.slot)
            ));
            for source in &view.sources {
                self.put("<td>");
                let mut first = true;
                for (rank, value) in finding.values.iter().enumerate() {
                    let said = value.evidence.iter().find(|e| *e.report() == source.report.id);
                    if let Some(evidence) = said {
                        let class = match (rank, finding.standing) {
                            (0, _) => "v0",
                            (_, Standing::Superseded) => "old",
                            _ => "v1",
                        };
                        let link = self.link(view, evidence, &text(&value.value), class);
                        self.put(&format!("{}{link}", if first { "" } else { " / " }));
                        first = false;
                    }
                }
                self.put("</td>");
            }
            self.put("</tr>\n");
        }
        self.put("</tbody></table></div>\n</section>\n");
    }

    fn ledger(&mut self, view: &StoryView<'_>, standing: Standing) {
        let findings = view.ledger(standing);
        if findings.is_empty() {
            return;
        }
        let class = match standing {
            Standing::Conflicting => "ledger conflicting",
            Standing::Superseded => "ledger superseded",
            Standing::Corroborated => "ledger corroborated",
            Standing::SingleSource => "ledger single",
        };
        self.section(class, wording::heading(standing), findings.len());
        for (i, finding) in findings.iter().enumerate() {
            if i == UNFOLDED && matches!(standing, Standing::Corroborated | Standing::SingleSource) {
                let more = findings.len() - i;
                self.put(&format!("<details class=\"more\"><summary>{more} more</summary>\n"));
            }
            self.finding(view, finding);
        }
        if findings.len() > UNFOLDED && matches!(standing, Standing::Corroborated | Standing::SingleSource) {
            self.put("</details>\n");
        }
        self.put("</section>\n");
    }

    fn finding(&mut self, view: &StoryView<'_>, finding: &Finding) {
        let anchor = self.finding_anchor(finding.id.as_str());
        self.put(&format!("<div class=\"finding\" id=\"{anchor}\">\n"));
        if let [value] = finding.values.as_slice() {
            let support = self.support(view, &value.evidence, value.origins);
            let first = value.evidence.first();
            let html = if is_statement(finding) {
                format!("{} {support}", self.link(view, first, &text(first.text()), "said"))
            } else if same_words(&value.value, first.text()) && value.value.len() > 24 {
                let slot = text(&finding.slot);
                format!(
                    "{} {support} <span class=\"about\">{slot}</span>",
                    self.link(view, first, &text(first.text()), "said")
                )
            } else {
                let words = self.link(view, first, &in_context(first), "said");
                format!(
                    "{}: <b>{}</b> {support} <span class=\"quiet\">{words}</span>",
                    text(&finding.slot),
                    text(&value.value)
                )
            };
            self.put(&format!("<p>{html}</p>\n"));
        } else {
            let mut about: Vec<&str> = Vec::new();
            about.extend(finding.kind.map(wording::kind));
            about.extend(finding.nature.map(wording::nature));
            let about = about.join(" · ");
            self.put(&format!("<h3>{} <span class=\"about\">{about}</span></h3>\n", text(&finding.slot)));
            self.put("<ul class=\"values\">\n");
            for value in &finding.values {
                let support = self.support(view, &value.evidence, value.origins);
                let words =
                    self.link(view, value.evidence.first(), &in_context(value.evidence.first()), "said");
                let name =
                    if same_words(&value.value, value.evidence.first().text()) && value.value.len() > 24 {
                        String::new()
                    } else {
                        format!("<b>{}</b> ", text(&value.value))
                    };
                self.put(&format!("<li>{name}{words} {support}</li>\n"));
            }
            self.put("</ul>\n");
        }
        if !finding.because.is_empty() {
            self.put("<details class=\"why\"><summary>why</summary><ul>");
            for step in &finding.because {
                self.put(&format!("<li>{}</li>", text(step)));
            }
            self.put("</ul></details>\n");
        }
        self.put("</div>\n");
    }

    fn quotations(&mut self, view: &StoryView<'_>) {
        if view.story.quotations.is_empty() {
            return;
        }
        self.section("quotations", "Who said what", view.story.quotations.len());
        for (speaker, families) in view.speakers() {
            let name = speaker.map_or_else(|| "<i>speaker not named</i>".to_owned(), text);
            self.put(&format!("<h3>{name}</h3>\n"));
            for family in families {
                self.family(view, family);
            }
        }
        self.put("</section>\n");
    }

    fn family(&mut self, view: &StoryView<'_>, family: &QuotationFamily) {
        let Some((first, others)) = family.variants.split_first() else { return };
        let spoken: Vec<String> =
            StoryView::spoken(family).iter().map(|p| text(wording::spoken(p))).collect();
        let words = self.link(view, first.evidence.first(), &spoken.join("” … “"), "said");
        let support = if others.is_empty() {
            self.support(view, &first.evidence, family.origins)
        } else {
            let wordings = wording::count(family.variants.len(), "wording", "wordings");
            let marks = self.marks(view, &first.evidence);
            format!("{marks} <span class=\"origins\">{wordings}, {}</span>", wording::origins(family.origins))
        };
        let medium = wording::medium(family.medium)
            .map_or_else(String::new, |m| format!(" <span class=\"about\">{m}</span>"));
        self.put(&format!("<blockquote>\n<p>“{words}” {support}{medium}</p>\n"));
        if !others.is_empty() {
            self.put("<ul class=\"variants\">\n");
            for variant in others {
                let marks = self.marks(view, &variant.evidence);
                let changes: Vec<&str> = variant.changes.iter().map(|c| wording::change(*c)).collect();
                let words = if variant.diff.is_empty() { text(&variant.text) } else { diff(&variant.diff) };
                let words = self.link(view, variant.evidence.first(), &words, "said");
                let changes = changes.join(", ");
                self.put(&format!("<li>{marks} “{words}” <span class=\"about\">{changes}</span></li>\n"));
            }
            self.put("</ul>\n");
        }
        self.put("</blockquote>\n");
    }

    fn timeline(&mut self, view: &StoryView<'_>) {
        if view.story.timeline.is_empty() {
            return;
        }
        self.section("timeline", "When it happened", view.story.timeline.len());
        self.put("<ol>\n");
        let mut last = "";
        for entry in &view.story.timeline {
            let value = if entry.value == last { String::new() } else { text(&wording::when(&entry.value)) };
            last = &entry.value;
            let words = self.link(view, entry.evidence.first(), &text(&entry.text), "said");
            let support = self.support(view, &entry.evidence, entry.origins);
            self.put(&format!("<li><time>{value}</time> <span>{words} {support}</span></li>\n"));
        }
        self.put("</ol>\n</section>\n");
    }

    fn sources(&mut self, view: &StoryView<'_>) {
        self.section("sources", "Sources by origin", 0);
        self.put("<ol class=\"origin-list\">\n");
        for (i, origin) in view.origins().iter().enumerate() {
            self.put(&format!("<li><b class=\"letter\">{}</b><ul>\n", letters(i)));
            for source in origin {
                self.put(&format!(
                    "<li><a href=\"#{}\"><span class=\"num\">{}</span> {}</a> <span class=\"about\">{}</span></li>\n",
                    self.report(source),
                    source.number,
                    text(&source.label),
                    text(&source.date()),
                ));
            }
            self.put("</ul></li>\n");
        }
        self.put("</ol>\n");
        let passages = view.passages();
        if !passages.is_empty() {
            self.put("<h3>Who copied from whom</h3>\n<ul class=\"copies\">\n");
            for pair in &passages {
                let (from, to) = (&view.sources[pair.from], &view.sources[pair.to]);
                let how = wording::copied(pair.same_text, pair.directed);
                let share = pair.share.map_or_else(String::new, |s| format!(", {s} % of its text"));
                let because = if pair.because.is_empty() {
                    String::new()
                } else {
                    format!("; {}", pair.because.join("; "))
                };
                let because = text(&because);
                self.put(&format!(
                    "<li><a href=\"#{}\">{}</a> {how} <a href=\"#{}\">{}</a> <span class=\"about\">{} words{share}{because}</span>",
                    self.report(to), text(&to.label), self.report(from), text(&from.label), pair.words,
                ));
                self.put("<details class=\"why\"><summary>the passages</summary><ul>");
                for copy in &pair.copies {
                    let words = self.link(view, &copy.to, &text(copy.to.text()), "said");
                    let there = self.link(view, &copy.from, "there", "");
                    self.put(&format!("<li>{words} ({there})</li>"));
                }
                self.put("</ul></details></li>\n");
            }
            self.put("</ul>\n");
        }
        self.put("</section>\n");
    }

    /// The anchor of a report.
    fn report(&self, source: &Source<'_>) -> String {
        format!("s{}-r{}", self.story, source.number)
    }

    fn reports(&mut self, view: &StoryView<'_>) {
        let mut marks = Marks::of(view);
        self.put("<aside class=\"reports\" aria-label=\"The reports\">\n");
        for source in &view.sources {
            let report = source.report;
            let language = report.language.as_deref().unwrap_or("und");
            self.put(&format!(
                "<section class=\"report\" id=\"{}\" lang=\"{}\">\n<header>\n<p class=\"outlet\"><span class=\"num\">{}</span> {}</p>\n",
                self.report(source), attribute(language), source.number, text(&source.label),
            ));
            if let Some(title) = report.title.as_deref().filter(|t| !t.trim().is_empty()) {
                self.put(&format!("<h2>{}</h2>\n", text(title)));
            }
            let mut facts = vec![text(&source.date())];
            facts.extend(report.byline.as_deref().map(text));
            facts.push(format!("<code>{}</code>", text(report.id.as_str())));
            self.put(&format!(
                "<p class=\"about\">{} · <a href=\"#s{}\">back to the story</a></p>\n</header>\n<div class=\"text\">",
                facts.join(" · "),
                self.story,
            ));
            let (body, rules) = marks.write(self.story, source.number, &report.text);
            self.put(&body);
            self.crossing.push_str(&rules);
            self.put("</div>\n</section>\n");
        }
        self.put("</aside>\n");
    }
}

/// The exact words, with a little of what stands around them where they are short.
fn in_context(evidence: &Evidence) -> String {
    let context = InContext::of(evidence);
    let small = |words: &str| {
        if words.trim().is_empty() { String::new() } else { format!("<small>{}</small>", text(words)) }
    };
    if context.before.is_empty() && context.after.is_empty() {
        return format!("“{}”", text(context.text));
    }
    let [gap, trailing] = context.gaps();
    format!(
        "“{}{gap}<em>{}</em>{trailing}{}”",
        small(&context.before),
        text(context.text),
        small(&context.after)
    )
}

/// A variant with the words that differ marked.
fn diff(parts: &[DiffPart]) -> String {
    let mut html = String::new();
    for (op, words) in comparison(parts) {
        if !html.is_empty() && !glued(op, &words) {
            html.push(' ');
        }
        let words = text(&words);
        let _ = match op {
            DiffOp::Same => write!(html, "{words}"),
            DiffOp::Deleted => write!(html, "<del>{words}</del>"),
            DiffOp::Inserted => write!(html, "<ins>{words}</ins>"),
        };
    }
    html
}
