//! *Which stretches of the text stand between quotation marks?*
//!
//! One pass over the marks of each paragraph with at most one stretch open. Whether a mark opens or closes is told
//! by where white space stands around it and only then by its shape, because newsrooms mix `“ "`, use `“` to close
//! and glue a mark to an emoticon. A stretch that is still open at the end of its paragraph goes on when the next
//! paragraph opens with a mark again (English newspapers reopen every paragraph and close once).
//!
//! Single marks are read only outside double ones and only when they can be told from apostrophes.
//!
//! Left out on purpose: what the stretch *is* (speech, a title, a nickname); feet and inches; marks of one kind
//! nested more than once.

use copydesk_language::Analysis;
use copydesk_model::Span;

/// One stretch between marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The words, marks excluded: one part a paragraph.
    pub(crate) parts: Vec<Span>,
    /// From the first mark to the last, both included.
    pub(crate) outer: Span,
    /// Whether it was closed by a mark.
    pub(crate) closed: bool,
    /// Whether the marks are single ones.
    pub(crate) single: bool,
}

/// The stretches of a text that stand between quotation marks.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Contents, marks excluded, in order, outermost only: one a paragraph.
    pub(crate) quoted: Vec<Span>,
    /// The same with their paragraphs joined.
    pub(crate) stretches: Vec<Stretch>,
    /// Stretches within stretches, in order of their ends.
    pub(crate) inner: Vec<Span>,
}

impl Marks {
    /// Pairs the quotation marks of a text.
    pub(crate) fn find(text: &str, analysis: &Analysis) -> Self {
        let mut pairing = Pairing { text, analysis, out: Self::default(), open: None, nested: None };
        for (i, paragraph) in analysis.paragraphs.iter().enumerate() {
            let marks = double_marks(text, *paragraph);
            pairing.reopen(*paragraph, marks.first());
            pairing.paragraph(*paragraph, &marks);
            if pairing.open.is_none() || i + 1 == analysis.paragraphs.len() {
                pairing.abandon();
            }
        }
        let mut marks = pairing.out;
        single(text, analysis, &mut marks);
        marks.stretches.sort_by_key(|s| s.outer);
        marks.quoted = marks.stretches.iter().flat_map(|s| s.parts.iter().copied()).collect();
        marks
    }
}

/// Marks that close one another, however they are mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `"`, `“`, `”`, `„`, `‟`, `''`, doubled backticks.
    Latin,
    /// `«`, `»`.
    Guillemet,
    /// `「`, `」`.
    Corner,
    /// `『`, `』`.
    WhiteCorner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Straight,
    Opens,
    Closes,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    family: Family,
    shape: Shape,
    /// White space, a bracket, a dash or the edge of the paragraph stands before it.
    free_left: bool,
    /// White space, punctuation or the edge of the paragraph stands after it.
    free_right: bool,
    /// What stands after it can begin a quotation: a word, an ellipsis, a dash.
    begins: bool,
    /// The punctuation that ends a quotation stands before it.
    ended: bool,
}

impl Mark {
    fn looks_opening(&self) -> bool {
        match self.shape {
            Shape::Opens => self.free_left || !self.free_right,
            _ => self.free_left && !self.free_right,
        }
    }

    fn looks_closing(&self) -> bool {
        match self.shape {
            Shape::Closes => true,
            // `“Jack “ said`: an opener used as a closer, the space before it a slip, is left to the next mark.
            Shape::Opens => self.free_right && !self.free_left,
            Shape::Straight => self.free_right || self.ended,
        }
    }
}

/// The double marks of a paragraph.
fn double_marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let words = paragraph.of(text);
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let (family, shape) = match c {
            '"' | '＂' => (Family::Latin, Shape::Straight),
            '“' | '„' | '‟' => (Family::Latin, Shape::Opens),
            '”' => (Family::Latin, Shape::Closes),
            '«' => (Family::Guillemet, Shape::Opens),
            '»' => (Family::Guillemet, Shape::Closes),
            '「' => (Family::Corner, Shape::Opens),
            '」' => (Family::Corner, Shape::Closes),
            '『' => (Family::WhiteCorner, Shape::Opens),
            '』' => (Family::WhiteCorner, Shape::Closes),
            '\'' | '`' | '‘' | '’' if chars.peek().is_some_and(|(_, next)| *next == c) => {
                chars.next();
                let shape = match c {
                    '\'' => Shape::Straight,
                    '’' => Shape::Closes,
                    _ => Shape::Opens,
                };
                (Family::Latin, shape)
            }
            _ => {
                before = Some(c);
                continue;
            }
        };
        let end = chars.peek().map_or(words.len(), |(at, _)| *at);
        let after = chars.peek().map(|(_, c)| *c);
        let begins = after.is_some_and(|c| {
            !(c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}'))
        }) || words[end..].starts_with("..");
        marks.push(Mark {
            begins,
            ended: before.is_some_and(|c| matches!(c, ',' | '.' | '!' | '?')),
            span: Span::new(paragraph.start() + at, paragraph.start() + end),
            family,
            shape,
            // An emoticon's mouth is no bracket: `:(“ she wrote`.
            free_left: before.is_none_or(|c| {
                c.is_whitespace() || matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '‘' | '“' | '…')
            }) && !emoticon_ends(&words[..at]),
            free_right: after.is_none_or(|c| {
                c.is_whitespace()
                    || matches!(
                        c,
                        ',' | '.'
                            | ';'
                            | ':'
                            | '!'
                            | '?'
                            | ')'
                            | ']'
                            | '}'
                            | '—'
                            | '–'
                            | '”'
                            | '/'
                            | '’'
                            | '\''
                    )
            }),
        });
        before = Some(c);
    }
    marks
}

fn emoticon_ends(words: &str) -> bool {
    [":(", ":-(", ":[", ";(", ":/", ":-/", "=(", ":'("].iter().any(|e| words.ends_with(e))
}

struct Pairing<'t> {
    text: &'t str,
    analysis: &'t Analysis,
    out: Marks,
    open: Option<Open>,
    nested: Option<Span>,
}

/// A stretch that waits for its closing mark.
struct Open {
    family: Family,
    /// The first mark.
    first: Span,
    /// Parts of earlier paragraphs.
    parts: Vec<Span>,
    /// Where the part of this paragraph starts.
    start: usize,
    /// The paragraph's words before the mark say that a quotation comes, or there are none.
    announced: bool,
}

impl Pairing<'_> {
    /// Carries an open stretch over a paragraph break, or gives it up.
    fn reopen(&mut self, paragraph: Span, mark: Option<&Mark>) {
        let goes_on = |open: &Open, mark: &Mark| {
            mark.span.start() == paragraph.start() && mark.looks_opening() && mark.family == open.family
        };
        match (&mut self.open, mark) {
            (Some(open), Some(mark)) if goes_on(open, mark) => open.start = mark.span.end(),
            _ => self.abandon(),
        }
    }

    fn paragraph(&mut self, paragraph: Span, marks: &[Mark]) {
        self.nested = None;
        // The mark that carried a stretch over is used up.
        let carried = self.open.as_ref().map(|o| o.start);
        for (i, mark) in marks.iter().enumerate() {
            if carried == Some(mark.span.end()) {
                continue;
            }
            match &self.open {
                None if opens(mark) => self.begin(paragraph, mark),
                Some(open) if open.family == mark.family && mark.looks_closing() => {
                    match self.nested.take() {
                        Some(inner) => {
                            let words = Span::new(inner.end(), mark.span.start()).trim(self.text);
                            self.out.inner.push(words);
                        }
                        None => self.close(mark.span),
                    }
                }
                Some(open) if open.family == mark.family && mark.looks_opening() => {
                    // Two closers before the next opener: nested. Otherwise the closer before was forgotten.
                    let mut ahead = marks[i + 1..].iter().filter(|m| m.family == mark.family);
                    let nested = ahead.next().is_some_and(Mark::looks_closing)
                        && ahead.next().is_some_and(Mark::looks_closing);
                    if nested && self.nested.is_none() {
                        self.nested = Some(mark.span);
                    } else {
                        self.close_forgotten(mark.span.start());
                        self.begin(paragraph, mark);
                    }
                }
                _ => {}
            }
        }
        if let Some(open) = &mut self.open {
            let part = Span::new(open.start, paragraph.end()).trim(self.text);
            if !part.is_empty() {
                open.parts.push(part);
            }
        }
    }

    fn begin(&mut self, paragraph: Span, mark: &Mark) {
        let before = Span::new(paragraph.start(), mark.span.start()).of(self.text).trim_end();
        self.open = Some(Open {
            family: mark.family,
            first: mark.span,
            parts: Vec::new(),
            start: mark.span.end(),
            announced: before.is_empty() || before.ends_with([':', ',', '.', '!', '?', '”', '"']),
        });
    }

    fn close(&mut self, mark: Span) {
        if let Some(mut open) = self.open.take() {
            let part = Span::new(open.start, mark.start()).trim(self.text);
            if !part.is_empty() {
                open.parts.push(part);
            }
            self.push(open, mark.end(), true);
        }
    }

    /// Ends an open stretch whose closing mark is missing, before another mark at `before`.
    fn close_forgotten(&mut self, before: usize) {
        if let Some(mut open) = self.open.take() {
            let sentence = self.analysis.sentences.get(self.analysis.sentence_at(open.start));
            let end = sentence.map_or(before, |s| s.span.end().clamp(open.start, before));
            let part = Span::new(open.start, end).trim(self.text);
            if !part.is_empty() {
                open.parts.push(part);
            }
            self.push(open, end, false);
        }
    }

    /// Ends a stretch that no mark closes and no paragraph carries on.
    fn abandon(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if !open.announced
            && open.parts.len() == 1
            && let Some(part) = open.parts.first_mut()
            && let Some(sentence) = self.analysis.sentences.get(self.analysis.sentence_at(open.start))
        {
            *part =
                Span::new(part.start(), sentence.span.end().clamp(part.start(), part.end())).trim(self.text);
        }
        let end = open.parts.last().map_or(open.start, |p| p.end());
        self.push(open, end, false);
    }

    fn push(&mut self, open: Open, end: usize, closed: bool) {
        if !open.parts.is_empty() {
            let outer = Span::new(open.first.start(), end);
            self.out.stretches.push(Stretch { parts: open.parts, outer, closed, single: false });
        }
    }
}

fn opens(mark: &Mark) -> bool {
    match mark.shape {
        Shape::Opens => !mark.looks_closing(),
        // `6" pipe` has no white space before it, `" he said` of a lost opener has some after it.
        Shape::Straight | Shape::Closes => mark.free_left && mark.begins,
    }
}

/// Words that begin with an apostrophe.
const ELIDED: [&str; 11] = ["em", "til", "till", "cause", "n", "tis", "twas", "bout", "round", "cuz", "nuff"];

/// Reads single marks outside double ones.
fn single(text: &str, analysis: &Analysis, marks: &mut Marks) {
    let doubles: Vec<Span> = marks.stretches.iter().map(|s| s.outer).collect();
    for paragraph in &analysis.paragraphs {
        let mut at = paragraph.start();
        while let Some(open) = next_single_opener(text, at, paragraph.end()) {
            at = open.end();
            let i = doubles.partition_point(|d| d.end() <= open.start());
            if let Some(double) = doubles.get(i).filter(|d| d.covers(open.start())) {
                at = double.end().min(paragraph.end()).max(at);
                continue;
            }
            let Some(close) = single_closer(text, open, paragraph.end()) else {
                // None from here on either.
                break;
            };
            let part = Span::new(open.end(), close.start()).trim(text);
            if !part.is_empty() {
                let outer = Span::new(open.start(), close.end());
                marks.stretches.push(Stretch { parts: vec![part], outer, closed: true, single: true });
            }
            at = close.end();
        }
    }
    // Doubles within singles are the inner ones.
    let singles: Vec<Span> = marks.stretches.iter().filter(|s| s.single).map(|s| s.outer).collect();
    if !singles.is_empty() {
        marks.stretches.retain(|s| {
            let i = singles.partition_point(|o| o.end() <= s.outer.start());
            s.single || !singles.get(i).is_some_and(|o| o.overlaps(s.outer))
        });
    }
}

fn next_single_opener(text: &str, from: usize, end: usize) -> Option<Span> {
    let words = text.get(from..end)?;
    words.char_indices().filter(|(_, c)| matches!(c, '\'' | '‘' | '‚' | '‹')).find_map(|(i, c)| {
        let at = from + i;
        let before = text[..at].chars().next_back();
        let mut rest = text[at + c.len_utf8()..end].chars();
        let after = rest.next()?;
        let free = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | ':'));
        // An opening comma-shaped mark must not be a comma.
        if !free || !(after.is_alphanumeric() || matches!(after, '[' | '$' | '£' | '€' | '…')) {
            return None;
        }
        if c == '\'' {
            let word: String = std::iter::once(after)
                .chain(rest)
                .take(8)
                .take_while(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            if after.is_ascii_digit() || ELIDED.contains(&word.as_str()) {
                return None;
            }
        }
        Some(Span::new(at, at + c.len_utf8()))
    })
}

fn single_closer(text: &str, open: Span, end: usize) -> Option<Span> {
    let words = text.get(open.end()..end)?;
    let mut possessive = None;
    for (i, c) in words.char_indices().filter(|(_, c)| matches!(c, '\'' | '’' | '›' | '‘')) {
        let at = open.end() + i;
        let before = text[..at].chars().next_back()?;
        let mut rest = text[at + c.len_utf8()..end].chars();
        let after = rest.next();
        if i == 0 || before.is_whitespace() || after.is_some_and(char::is_alphanumeric) {
            // Another stretch opens, or it is an apostrophe.
            if before.is_whitespace() && c != '’' && possessive.is_some() {
                break;
            }
            continue;
        }
        let span = Span::new(at, at + c.len_utf8());
        let next = rest.next();
        let goes_on = after.is_some_and(char::is_whitespace) && next.is_some_and(char::is_lowercase);
        if matches!(before, 's' | 'S') && goes_on {
            // "the workers' union": a later mark is the likelier closer.
            possessive = possessive.or(Some(span));
            continue;
        }
        return Some(span);
    }
    possessive
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_language::Language;
    use proptest::prelude::*;

    fn quoted(text: &str) -> Vec<Vec<&str>> {
        let analysis = Language::embedded().analyse(text, Some("en"));
        let marks = Marks::find(text, &analysis);
        marks.stretches.iter().map(|s| s.parts.iter().map(|p| p.of(text)).collect()).collect()
    }

    /// Each text with its stretches; `|` parts of one stretch.
    const CASES: &[(&str, &[&str])] = &[
        ("\"We left,\" she said. \"It rained.\"", &["We left,", "It rained."]),
        ("“We left,” she said.", &["We left,"]),
        // Mismatched, and an opener used as a closer after an emoticon.
        ("“We left,\" the “Choir” leader said.", &["We left,", "Choir"]),
        ("“Oh no :(“ one neighbour wrote.", &["Oh no :("]),
        ("\"We left,” she said.", &["We left,"]),
        ("“We left,“ she said. “It rained.“", &["We left,", "It rained."]),
        // German, French, Swedish, Japanese.
        ("Er sagte: „Wir gehen.“ Dann ging er.", &["Wir gehen."]),
        ("« Nous partons », dit-elle.", &["Nous partons"]),
        ("»Wir gehen«, sagte er.", &["Wir gehen"]),
        ("”Vi går”, sade han.", &["Vi går"]),
        ("彼は「行く」と言った。", &["行く"]),
        // Doubled single marks.
        ("''We left,'' she said.", &["We left,"]),
        ("``We left,'' she said.", &["We left,"]),
        // A paragraph reopens what the one before left open.
        ("“We left.\n\n“It rained,” she said.", &["We left.|It rained,"]),
        ("“We left.\n\n“It rained.\n\n“Much.”\n\n“So,” he said.", &["We left.|It rained.|Much.", "So,"]),
        // A closer that never comes.
        ("She said: “We left.\n\nThen it rained.", &["We left."]),
        // Nested.
        ("“He told me “go” and I went,” she said.", &["He told me “go” and I went,"]),
        ("“He told me ‘go’ and I went,” she said.", &["He told me ‘go’ and I went,"]),
        // Single marks and apostrophes.
        ("‘We left,’ she said.", &["We left,"]),
        ("Mayor: 'I won't quit'", &["I won't quit"]),
        ("It's the dogs' food and Ann's, not the '90s.", &[]),
        ("He said the 'workers' union' had won.", &["workers' union"]),
        // Inches, dots, a missing space.
        ("A 6\" pipe and a 5'10\" man.", &[]),
        ("\"... and then we left,\" she said.", &["... and then we left,"]),
        ("\"We left.\"She said so.", &["We left."]),
        ("The song (“Low Tide”) and “Reef”’s cover.", &["Low Tide", "Reef"]),
    ];

    #[test]
    fn marks_pair_by_where_white_space_stands() {
        for (text, expected) in CASES {
            let found: Vec<String> = quoted(text).iter().map(|parts| parts.join("|")).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn stretches_are_in_order_apart_and_on_boundaries(
            text in "[a-c 'é\"“”„‘’«»「」,.:(\n😀]{0,80}",
        ) {
            let analysis = Language::embedded().analyse(&text, None);
            let marks = Marks::find(&text, &analysis);
            let mut end = 0;
            for span in &marks.quoted {
                prop_assert!(span.start() >= end && !span.is_empty());
                prop_assert!(span.get(&text).is_some());
                end = span.end();
            }
        }
    }
}
