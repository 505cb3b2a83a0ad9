//! Entities and coreference as GUM writes them into the MISC column.

use copydesk::model::Span;

use crate::conllu::GoldDocument;

/// One mention of GUM.
#[derive(Clone, Debug)]
pub(super) struct GoldMention {
    /// Its entity's number.
    pub(super) entity: u32,
    /// GUM's type: `person`, `place`, `organization`, …
    pub(super) kind: String,
    /// Where it stands, modifiers and all.
    pub(super) span: Span,
    /// The words that GUM calls minimal: the name itself for a name.
    pub(super) head: Span,
    /// Whether its head is a proper noun.
    pub(super) named: bool,
}

/// All mentions of a document.
pub(super) struct GoldEntities {
    /// In the order in which they end.
    pub(super) mentions: Vec<GoldMention>,
}

impl GoldEntities {
    /// Reads `Entity=` of every word: `(1-person-giv:act-cf1-1-coref` opens, `1)` closes, both may be several and joined.
    pub(super) fn of(document: &GoldDocument) -> Self {
        let mut mentions = Vec::new();
        let mut open: Vec<(String, u32, String, String, usize)> = Vec::new();
        for (at, word) in document.tokens.iter().enumerate() {
            let Some(value) =
                word.fields.get(9).and_then(|misc| misc.split('|').find_map(|m| m.strip_prefix("Entity=")))
            else {
                continue;
            };
            let mut rest = value;
            while !rest.is_empty() {
                if let Some(after) = rest.strip_prefix('(') {
                    let end = after.find(['(', ')']).unwrap_or(after.len());
                    let fields: Vec<&str> = after[..end].split('-').collect();
                    let key = fields.first().copied().unwrap_or_default().to_owned();
                    let number = key.split('[').next().and_then(|k| k.parse().ok()).unwrap_or(u32::MAX);
                    let kind = fields.get(1).copied().unwrap_or_default().to_owned();
                    // GRP-etype-infstat-salience-centering-minspan-link[-identity]
                    let least = fields.get(5).copied().unwrap_or_default().to_owned();
                    open.push((key, number, kind, least, at));
                    rest = &after[end..];
                    if let Some(after) = rest.strip_prefix(')') {
                        if let Some(opened) = open.pop() {
                            close(document, opened, at, &mut mentions);
                        }
                        rest = after;
                    }
                } else {
                    let end = rest.find(')').unwrap_or(rest.len());
                    let key = &rest[..end];
                    if let Some(i) = open.iter().rposition(|o| o.0 == key) {
                        let opened = open.remove(i);
                        close(document, opened, at, &mut mentions);
                    }
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
            }
        }
        Self { mentions }
    }

    /// The mentions of one entity.
    pub(super) fn of_entity(&self, entity: u32) -> impl Iterator<Item = &GoldMention> {
        self.mentions.iter().filter(move |m| m.entity == entity)
    }
}

fn close(
    document: &GoldDocument,
    (_, entity, kind, least, start): (String, u32, String, String, usize),
    end: usize,
    mentions: &mut Vec<GoldMention>,
) {
    let Some(words) = document.tokens.get(start..=end) else { return };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    let chosen: Vec<usize> =
        least.split(',').filter_map(|n| n.parse::<usize>().ok()).map(|n| n.saturating_sub(1)).collect();
    // The first run of neighbours: what follows a gap is an apposition's.
    let run = chosen.iter().zip(chosen.iter().skip(1)).take_while(|(a, b)| **a + 1 == **b).count() + 1;
    let heads: Vec<_> = chosen.iter().take(run).filter_map(|n| words.get(*n)).collect();
    let proper = |w: &&crate::conllu::Word| w.fields.get(3).is_some_and(|u| u == "PROPN");
    let names: Vec<_> = heads.iter().copied().filter(proper).collect();
    let named = heads.first().is_some_and(proper);
    let over = if names.is_empty() { &heads } else { &names };
    let head = over.iter().map(|w| w.span).reduce(Span::cover).unwrap_or(first.span);
    mentions.push(GoldMention { entity, kind, span: first.span.cover(last.span), head, named });
}

/// Some text around a place, the place marked.
pub(super) fn context(text: &str, span: Span) -> String {
    let back = |n: usize| {
        (0..=span.start().saturating_sub(n)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
    };
    let ahead = (span.end() + 80..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let (before, after) = (&text[back(300)..span.start()], &text[span.end()..ahead]);
    format!("{before}⟦{}⟧{after}", span.of(text)).replace('\n', " ¶ ")
}
