//! *What stands between the marks, and who said it?*

use copydesk_model::{Medium, MentionForm, Quotation, QuotationKind, Span};

use crate::desk::Desk;
use crate::words::{self, Token};

/// Who a report says is speaking.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Voice {
    /// Somebody with a name: an identity of the story.
    Known(usize),
    /// Somebody without a name, by description.
    Described(String),
    /// The report does not say.
    Unsaid,
}

/// The quoted words of one quotation of one report.
#[derive(Clone, Debug)]
pub(crate) struct Utterance {
    pub(crate) member: usize,
    /// Index in the report's quotations.
    pub(crate) quotation: usize,
    /// The quoted stretches.
    pub(crate) parts: Vec<Span>,
    pub(crate) tokens: Vec<Token>,
    /// Interned keys of the tokens.
    pub(crate) keys: Vec<u32>,
    /// The part each token stands in.
    pub(crate) part_of: Vec<usize>,
    /// Whether each token is a content word.
    pub(crate) content: Vec<bool>,
    pub(crate) voice: Voice,
    /// Whether the report names the speaker at the quotation itself, and the words do not speak of them by name.
    pub(crate) named: bool,
    pub(crate) medium: Medium,
    pub(crate) confidence: f32,
    /// Whether the report says that the words were spoken in another language.
    pub(crate) translated: bool,
}

impl Utterance {
    /// Its words as printed: the parts joined by a space.
    pub(crate) fn text(&self, desk: &Desk<'_>) -> String {
        let text = desk.text(self.member);
        self.parts.iter().map(|p| p.of(text)).collect::<Vec<_>>().join(" ")
    }

    /// One part of it as an utterance of its own.
    pub(crate) fn part(&self, part: usize) -> Self {
        let tokens: Vec<usize> = (0..self.tokens.len()).filter(|t| self.part_of[*t] == part).collect();
        Self {
            parts: self.parts.get(part).into_iter().copied().collect(),
            tokens: tokens.iter().map(|t| self.tokens[*t].clone()).collect(),
            keys: tokens.iter().map(|t| self.keys[*t]).collect(),
            part_of: vec![0; tokens.len()],
            content: tokens.iter().map(|t| self.content[*t]).collect(),
            voice: self.voice.clone(),
            ..*self
        }
    }

    /// The words from token `from` to token `to`, if they stand in one part.
    pub(crate) fn stretch(&self, from: usize, to: usize) -> Option<Span> {
        let last = to.checked_sub(1)?;
        (from < to && self.part_of.get(from)? == self.part_of.get(last)?)
            .then(|| self.tokens[from].span.cover(self.tokens[last].span))
    }
}

/// The utterances of all reports, in order.
pub(crate) fn utterances(desk: &mut Desk<'_>) -> Vec<Utterance> {
    let mut out = Vec::new();
    for (member, m) in desk.members.iter().enumerate() {
        let text = m.report.text();
        let starts: Vec<usize> = {
            let mut starts: Vec<usize> =
                m.reading.quotations.iter().flat_map(|q| q.parts.iter().map(|p| p.start())).collect();
            starts.sort_unstable();
            starts
        };
        for (index, quotation) in m.reading.quotations.iter().enumerate() {
            let (voice, named) = voice(desk, member, quotation);
            let translated = translated(text, quotation.span);
            for parts in speeches(&starts, quoted_parts(text, quotation)) {
                let mut tokens = Vec::new();
                let mut part_of = Vec::new();
                for (number, part) in parts.iter().enumerate() {
                    let found = words::tokens(text, *part);
                    part_of.extend(std::iter::repeat_n(number, found.len()));
                    tokens.extend(found);
                }
                if tokens.is_empty() {
                    continue;
                }
                if translated {
                    // Their terms are compared too.
                    for token in &tokens {
                        desk.lexicon.term(&token.key);
                    }
                }
                out.push(Utterance {
                    member,
                    quotation: index,
                    keys: tokens.iter().map(|t| desk.lexicon.intern(compared(&t.key))).collect(),
                    content: tokens.iter().map(|t| !words::is_stop(&t.key)).collect(),
                    named: named && !speaks_of(desk, &voice, &tokens),
                    voice: voice.clone(),
                    parts,
                    tokens,
                    part_of,
                    medium: quotation.medium,
                    confidence: quotation.confidence,
                    translated,
                });
            }
        }
    }
    out
}

/// What counts as the same word: a name with and without its possessive, which desks write in several ways.
fn compared(key: &str) -> &str {
    match key.strip_suffix("'s") {
        Some(word)
            if word.len() > 3
                && !matches!(
                    word,
                    "that" | "there" | "here" | "what" | "where" | "when" | "who" | "this"
                ) =>
        {
            word
        }
        _ => key,
    }
}

/// How much text around a quotation may tell that it is translated.
const AROUND: usize = 120;

/// Whether the words around a quotation say that it was spoken in another language.
fn translated(text: &str, span: Span) -> bool {
    const SIGNS: [&str; 4] = ["translat", "interpreter", "subtitle", "in his native "];
    const TONGUES: [&str; 16] = [
        "spanish",
        "french",
        "german",
        "russian",
        "arabic",
        "chinese",
        "mandarin",
        "portuguese",
        "italian",
        "hebrew",
        "farsi",
        "turkish",
        "ukrainian",
        "korean",
        "japanese",
        "hindi",
    ];
    let edge = |at: usize| (at..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let mut from = edge(span.start().saturating_sub(AROUND));
    let mut to = edge((span.end() + AROUND).min(text.len()));
    // Not beyond the paragraph.
    from = text[from..span.start()].rfind('\n').map_or(from, |i| from + i);
    to = text[span.end()..to].find('\n').map_or(to, |i| span.end() + i);
    [&text[from..span.start()], &text[span.end()..to]].into_iter().any(|words| {
        let words = words.to_lowercase();
        SIGNS.iter().any(|s| words.contains(s))
            || words.match_indices("in ").any(|(i, _)| TONGUES.iter().any(|t| words[i + 3..].starts_with(t)))
    })
}

/// Who speaks, and whether by name.
pub(super) fn voice(desk: &Desk<'_>, member: usize, quotation: &Quotation) -> (Voice, bool) {
    let Some(speaker) = &quotation.speaker else { return (Voice::Unsaid, false) };
    let entity = speaker.entity.and_then(|e| desk.members[member].reading.entity(e));
    let named = entity.is_some_and(|e| {
        e.mentions.iter().any(|m| m.form == MentionForm::Name && m.span.overlaps(speaker.span))
    });
    match speaker.entity.and_then(|e| desk.cast.identity(member, e)) {
        Some(identity) => (Voice::Known(identity), named),
        None => (Voice::Described(speaker.name.clone()), named),
    }
}

/// Whether the words have the speaker's own full name, as hardly anybody speaks of themselves.
fn speaks_of(desk: &Desk<'_>, voice: &Voice, tokens: &[Token]) -> bool {
    let Voice::Known(identity) = voice else { return false };
    let Some(identity) = desk.cast.identities.get(*identity) else { return false };
    let name: Vec<String> = identity.name.split_whitespace().map(words::fold).collect();
    // Nor does anybody begin by calling themselves.
    let called = tokens.first().is_some_and(|t| name.contains(&t.key));
    called
        || name.len() > 1
            && tokens.windows(name.len()).any(|window| window.iter().zip(&name).all(|(t, n)| t.key == *n))
}

/// Splits parts where another quotation stands between them: then they are not one speech.
fn speeches(starts: &[usize], parts: Vec<Span>) -> Vec<Vec<Span>> {
    let mut out: Vec<Vec<Span>> = Vec::new();
    for part in parts {
        match out.last_mut() {
            Some(speech) => {
                let end = speech[speech.len() - 1].end();
                let next = starts.partition_point(|s| *s < end);
                if starts.get(next).is_some_and(|s| *s < part.start()) {
                    out.push(vec![part]);
                } else {
                    speech.push(part);
                }
            }
            None => out.push(vec![part]),
        }
    }
    out
}

/// The stretches of a quotation that are word for word: its parts, or for a mixed one what stands between marks.
pub(crate) fn quoted_parts(text: &str, quotation: &Quotation) -> Vec<Span> {
    match quotation.kind {
        QuotationKind::Indirect => Vec::new(),
        QuotationKind::Direct => {
            quotation.parts.iter().map(|p| p.trim(text)).filter(|p| !p.is_empty()).collect()
        }
        QuotationKind::Mixed => {
            let marks = ['"', '“', '”', '„', '«', '»'];
            // A part that stands between marks as a whole: "“It rained,” she said, “all day”".
            let whole = |p: &Span| {
                let before =
                    text[..p.start()].ends_with(['"', '“', '„', '«']) || text[..p.start()].ends_with("''");
                before && !p.of(text).contains(marks) && !p.of(text).contains("''")
            };
            let inner: Vec<Span> = quotation
                .parts
                .iter()
                .flat_map(|p| if whole(p) { vec![p.trim(text)] } else { between_marks(text, *p) })
                .filter(|s| !s.is_empty() && !is_title(s.of(text)))
                .collect();
            let marked = |p: &Span| {
                text[..p.start()].ends_with(['"', '“', '„', '«'])
                    || text[..p.start()].ends_with("''")
                    || text[p.end()..].starts_with(['"', '”'])
            };
            if inner.is_empty() && quotation.parts.iter().all(marked) {
                quotation.parts.clone()
            } else {
                inner
            }
        }
    }
}

/// Whether words between marks are a title or nickname: a few, all with capitals but the small ones.
fn is_title(words: &str) -> bool {
    let keys: Vec<&str> = words.split_whitespace().collect();
    let ends = words.ends_with(['.', '!', '?']) && keys.len() > 1;
    keys.len() <= 5
        && !ends
        && keys.iter().all(|w| {
            w.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                || matches!(
                    *w,
                    "of" | "the" | "and" | "a" | "in" | "to" | "for" | "on" | "with" | "at" | "from"
                )
        })
}

/// What stands between double marks within `span`, whose own edges may lie just inside a mark.
pub(crate) fn between_marks(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let mut push = |from: usize, to: usize| {
        let part = Span::new(from, to).trim(text);
        if !part.is_empty() {
            out.push(part);
        }
    };
    let mut chars = span.of(text).char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let at = span.start() + i;
        // Two single marks are a double one.
        let doubled = matches!(c, '\'' | '’' | '‘' | '`') && chars.next_if(|(_, next)| *next == c).is_some();
        let width = c.len_utf8() * if doubled { 2 } else { 1 };
        let straight = c == '"' || doubled && matches!(c, '\'' | '’');
        match (c, open) {
            ('“' | '„' | '«', _) => open = Some(at + width),
            _ if doubled && matches!(c, '`' | '‘') => open = Some(at + width),
            (_, None) if straight => open = Some(at + width),
            ('”' | '»', Some(from)) => {
                push(from, at);
                open = None;
            }
            (_, Some(from)) if straight => {
                push(from, at);
                open = None;
            }
            _ => {}
        }
    }
    // The content may end inside the closing mark.
    if let Some(from) = open
        && from < span.end()
        && text.get(span.end()..).is_some_and(|t| t.starts_with(['"', '”', '»']) || t.starts_with("''"))
    {
        push(from, span.end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_stands_between_marks_is_quoted_as_a_whole() {
        let text = "Now, she said, “it rained all day.”";
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let parts = vec![span("Now"), span("it rained all day.")];
        let quotation = Quotation {
            id: copydesk_model::QuotationId(0),
            span: parts[0].cover(parts[1]),
            parts,
            speaker: None,
            cue: None,
            kind: QuotationKind::Mixed,
            medium: Medium::Spoken,
            confidence: 1.0,
        };
        let found: Vec<_> = quoted_parts(text, &quotation).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["it rained all day."]);
    }

    #[test]
    fn a_mixed_quotation_gives_the_words_between_its_marks() {
        let text = "that it was “a good day” and “fair";
        let found: Vec<_> =
            between_marks(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["a good day"]);
        let text = "that it was ''a good day'' and ''fair''";
        let found: Vec<_> =
            between_marks(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["a good day", "fair"]);
        let text = "that it was “a good day” and \"fair\" now";
        let end = text.find("\" now").unwrap();
        let found: Vec<_> = between_marks(text, Span::new(0, end)).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["a good day", "fair"]);
    }
}
