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
}

impl Utterance {
    /// Its words as printed: the parts joined by a space.
    pub(crate) fn text(&self, desk: &Desk<'_>) -> String {
        let text = desk.text(self.member);
        self.parts.iter().map(|p| p.of(text)).collect::<Vec<_>>().join(" ")
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
                out.push(Utterance {
                    member,
                    quotation: index,
                    keys: tokens.iter().map(|t| desk.lexicon.intern(&t.key)).collect(),
                    content: tokens.iter().map(|t| !words::is_stop(&t.key)).collect(),
                    named: named && !speaks_of(desk, &voice, &tokens),
                    voice: voice.clone(),
                    parts,
                    tokens,
                    part_of,
                    medium: quotation.medium,
                    confidence: quotation.confidence,
                });
            }
        }
    }
    out
}

/// Who speaks, and whether by name.
fn voice(desk: &Desk<'_>, member: usize, quotation: &Quotation) -> (Voice, bool) {
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
            let inner: Vec<Span> = quotation
                .parts
                .iter()
                .flat_map(|p| between_marks(text, *p))
                .filter(|s| !is_title(s.of(text)))
                .collect();
            let marked = |p: &Span| {
                text[..p.start()].ends_with(['"', '“', '„', '«']) || text[p.end()..].starts_with(['"', '”'])
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
    for (i, c) in span.of(text).char_indices() {
        let at = span.start() + i;
        match (c, open) {
            ('“' | '„' | '«', _) | ('"', None) => open = Some(at + c.len_utf8()),
            ('”' | '»' | '"', Some(from)) => {
                push(from, at);
                open = None;
            }
            _ => {}
        }
    }
    // The content may end inside the closing mark.
    if let Some(from) = open
        && from < span.end()
        && text.get(span.end()..).is_some_and(|t| t.starts_with(['"', '”', '»']))
    {
        push(from, span.end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_quotation_gives_the_words_between_its_marks() {
        let text = "that it was “a good day” and “fair";
        let found: Vec<_> =
            between_marks(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["a good day"]);
        let text = "that it was “a good day” and \"fair\" now";
        let end = text.find("\" now").unwrap();
        let found: Vec<_> = between_marks(text, Span::new(0, end)).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["a good day", "fair"]);
    }
}
