//! CoNLL-U and its relatives, with the raw text put together again.

use std::path::Path;

use copydesk::model::Span;

use crate::tasks;

/// A word of a treebank.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Where it stands in the text of its document.
    pub(crate) span: Span,
    /// The fields of its line.
    pub(crate) fields: Vec<String>,
}

/// A document with its raw text.
#[derive(Clone, Debug, Default)]
pub(crate) struct GoldDocument {
    /// From `newdoc id`.
    pub(crate) id: String,
    /// From `meta::genre`.
    pub(crate) genre: String,
    /// The raw text.
    pub(crate) text: String,
    /// All words.
    pub(crate) tokens: Vec<Word>,
}

/// Reads a file; words of a multiword token share the place of its surface form piece by piece.
pub(crate) fn read(file: &Path) -> Result<Vec<GoldDocument>, String> {
    let content = tasks::text(file)?;
    let mut documents: Vec<GoldDocument> = Vec::new();
    let mut paragraph = true;
    // What stands between the last word and the next.
    let mut gap = "";
    // Surface form of a multiword token, the last of its words, whether a space follows.
    let mut multiword: Option<(usize, &str)> = None;
    for line in content.lines().chain([""]) {
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            if let Some(id) = comment.strip_prefix("newdoc id = ") {
                documents.push(GoldDocument { id: id.to_owned(), ..GoldDocument::default() });
                paragraph = true;
            } else if let Some(genre) = comment.strip_prefix("meta::genre = ") {
                if let Some(document) = documents.last_mut() {
                    genre.clone_into(&mut document.genre);
                }
            } else if comment.starts_with("newpar") && !comment.starts_with("newpar_block") {
                paragraph = true;
            }
            continue;
        }
        if documents.is_empty() {
            documents.push(GoldDocument::default());
        }
        let Some(document) = documents.last_mut() else { continue };
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(id), Some(form)) = (fields.first(), fields.get(1)) else { continue };
        if id.contains('.') {
            continue;
        }
        let no_space = fields.last().is_some_and(|misc| misc.split('|').any(|m| m == "SpaceAfter=No"));
        if let Some((_, last)) = id.split_once('-') {
            multiword = last.parse().ok().map(|last| (last, if no_space { "" } else { " " }));
            start_word(document, &mut paragraph, gap);
            gap = "";
            continue;
        }
        start_word(document, &mut paragraph, gap);
        let start = document.text.len();
        document.text.push_str(form);
        document.tokens.push(Word {
            span: Span::new(start, document.text.len()),
            fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        });
        gap = match multiword {
            Some((last, after)) if id.parse() == Ok(last) => {
                multiword = None;
                after
            }
            Some(_) => "",
            None if no_space => "",
            None => " ",
        };
    }
    Ok(documents)
}

fn start_word(document: &mut GoldDocument, paragraph: &mut bool, gap: &str) {
    if *paragraph && !document.text.is_empty() {
        document.text.push_str("\n\n");
    } else if !document.text.is_empty() {
        document.text.push_str(gap);
    }
    *paragraph = false;
}
