//! *What do the corpora say about a raw text?*
//!
//! Every format is turned into documents with their raw text, and gold annotation as spans into it, so that our own
//! tokenizer can be held to corpora whose tokens differ.

use std::fs;
use std::path::Path;

use copydesk_language::{Upos, Xpos};
use copydesk_model::{EntityKind, Span};

/// A word of a treebank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where.
    pub span: Span,
    /// Its part of speech.
    pub upos: Upos,
    /// Its form.
    pub xpos: Xpos,
}

/// What a name is, in a corpus that has more kinds than we learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gold {
    /// A person, an organisation or a place.
    Kind(EntityKind),
    /// A building or the like: a place where we say so, nothing where we do not.
    Facility,
}

/// A text with its gold annotation; what a corpus lacks is empty.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its name in the corpus.
    pub id: String,
    /// Its genre, where the corpus has genres.
    pub genre: String,
    /// The number of its corpus, for what each corpus does in its own way.
    pub corpus: usize,
    /// The raw text.
    pub text: String,
    /// Words with part of speech.
    pub words: Vec<Word>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Names.
    pub names: Vec<(Span, Gold)>,
}

/// Reads a corpus by its file name: `.conllu` with ten columns (EWT, GUM), with three (wikigold), `.iob2` (UNER), `.tsv` (worldwide).
///
/// # Errors
/// When the file cannot be read.
pub fn read(file: &Path) -> Result<Vec<Document>, String> {
    let content = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let ten = content.lines().find(|l| !l.starts_with('#')).is_some_and(|l| l.split('\t').count() == 10);
    Ok(match file.extension().and_then(|e| e.to_str()) {
        Some("conllu") if ten => treebank(&content),
        Some("iob2") => iob2(&content),
        Some("tsv") => columns(&content, 0, 1, usize::MAX),
        _ => columns(&content, 1, 2, 30),
    })
}

/// Texts without labels of names that may be learnt from: the articles of ECB+ (`.jsonl`) and the snippets of GAP (`.tsv`), of
/// which the two people named are known.
///
/// # Errors
/// When the file cannot be read.
pub fn read_unlabelled(file: &Path) -> Result<Vec<Document>, String> {
    let content = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    if file.extension().is_some_and(|e| e == "tsv") {
        return Ok(content.lines().skip(1).filter_map(snippet).collect());
    }
    Ok(content
        .lines()
        .filter_map(|line| {
            let start = line.find("\"text\": \"")? + 9;
            let rest = line.get(start..)?;
            let end = rest.find("\", \"story\"").or_else(|| rest.find("\", \"times\""))?;
            let text = rest.get(..end)?.replace("\\n", "\n\n").replace("\\\"", "\"");
            let text = text
                .replace(" ,", ",")
                .replace(" .", ".")
                .replace(" 's", "'s")
                .replace("`` ", "\"")
                .replace(" ''", "\"");
            Some(Document { text, ..Document::default() })
        })
        .collect())
}

/// A line of GAP.
fn snippet(line: &str) -> Option<Document> {
    let fields: Vec<&str> = line.split('\t').collect();
    let text = *fields.get(1)?;
    let mut names = Vec::new();
    for (name, offset) in [(4, 5), (7, 8)] {
        let offset: usize = fields.get(offset)?.parse().ok()?;
        let start = text.char_indices().nth(offset)?.0;
        let span = Span::new(start, start + fields.get(name)?.len());
        if span.get(text) == fields.get(name).copied() {
            names.push((span, Gold::Kind(EntityKind::Person)));
        }
    }
    names.sort();
    names.dedup();
    Some(Document { text: text.to_owned(), names, ..Document::default() })
}

/// Universal part of speech and Penn tag as ours; `None` for a word without them.
fn tag(upos: &str, penn: &str) -> Option<(Upos, Xpos)> {
    let upos = match upos {
        "ADJ" => Upos::Adj,
        "ADP" => Upos::Adp,
        "ADV" => Upos::Adv,
        "AUX" => Upos::Aux,
        "CCONJ" => Upos::Cconj,
        "DET" => Upos::Det,
        "INTJ" => Upos::Intj,
        "NOUN" => Upos::Noun,
        "NUM" => Upos::Num,
        "PART" => Upos::Part,
        "PRON" => Upos::Pron,
        "PROPN" => Upos::Propn,
        "PUNCT" => Upos::Punct,
        "SCONJ" => Upos::Sconj,
        "SYM" => Upos::Sym,
        "VERB" => Upos::Verb,
        "X" => Upos::X,
        _ => return None,
    };
    let xpos = match (upos, penn) {
        (Upos::Verb | Upos::Aux, "VBD") => Xpos::Past,
        (Upos::Verb | Upos::Aux, "VBZ") => Xpos::Present3,
        (Upos::Verb | Upos::Aux, "VBP") => Xpos::Present,
        (Upos::Verb | Upos::Aux, "VBG") => Xpos::Gerund,
        (Upos::Verb | Upos::Aux, "VBN") => Xpos::Participle,
        (Upos::Aux, "MD") => Xpos::Modal,
        (Upos::Verb | Upos::Aux, _) => Xpos::Base,
        (Upos::Noun | Upos::Propn, p) if p.ends_with('S') => Xpos::Plural,
        (Upos::Noun | Upos::Propn, _) => Xpos::Singular,
        (Upos::Part, "POS") => Xpos::Possessive,
        (Upos::Pron, "PRP$" | "WP$") => Xpos::PossessivePronoun,
        _ => Xpos::Other,
    };
    Some((upos, xpos))
}

/// CoNLL-U with ten columns: the raw text from forms, `SpaceAfter=No`, and a blank line where a paragraph begins.
fn treebank(content: &str) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut paragraph = true;
    let mut gap = "";
    let mut sentence: Vec<Row> = Vec::new();
    let mut open: Vec<Mention> = Vec::new();
    // Of a multiword token: its last word, and what stands after it.
    let mut multiword: Option<(usize, &str)> = None;
    for line in content.lines().chain([""]) {
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            if let Some(id) = comment.strip_prefix("newdoc id = ") {
                documents.push(Document { id: id.to_owned(), ..Document::default() });
                paragraph = true;
                open.clear();
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
            documents.push(Document::default());
        }
        let Some(document) = documents.last_mut() else { continue };
        if line.trim().is_empty() {
            if let (Some(first), Some(last)) = (sentence.first(), sentence.last()) {
                document.sentences.push(first.span.cover(last.span));
                let mentions = mentions(&sentence, &mut open);
                names_of_mentions(document, &sentence, mentions);
            }
            sentence.clear();
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, form, _, upos, penn, _, _, _, _, misc] = fields.as_slice() else { continue };
        if id.contains('.') {
            continue;
        }
        let after = if misc.split('|').any(|m| m == "SpaceAfter=No") { "" } else { " " };
        if paragraph && !document.text.is_empty() {
            document.text.push_str("\n\n");
        } else if !document.text.is_empty() {
            document.text.push_str(gap);
        }
        paragraph = false;
        if let Some((_, last)) = id.split_once('-') {
            multiword = last.parse().ok().map(|last| (last, after));
            gap = "";
            continue;
        }
        let start = document.text.len();
        document.text.push_str(form);
        let span = Span::new(start, document.text.len());
        if let Some((upos, xpos)) = tag(upos, penn) {
            document.words.push(Word { span, upos, xpos });
        }
        let entity = misc.split('|').find_map(|m| m.strip_prefix("Entity=")).unwrap_or_default();
        sentence.push(Row { span, form: form.to_owned(), penn: penn.to_owned(), entity: entity.to_owned() });
        gap = match multiword {
            Some((last, after)) if id.parse() == Ok(last) => {
                multiword = None;
                after
            }
            Some(_) => "",
            None => after,
        };
    }
    documents
}

#[derive(Clone, Debug)]
struct Row {
    span: Span,
    form: String,
    penn: String,
    entity: String,
}

/// A mention of GUM: its kind, its place in the sentence, its head.
#[derive(Clone, Debug)]
struct Mention {
    id: String,
    kind: Option<EntityKind>,
    first: usize,
    last: usize,
    head: usize,
}

/// Reads the bracket notation of one sentence: `(5-person-new-…-cf1-2-coref-Link`, `5)`.
fn mentions(sentence: &[Row], open: &mut Vec<Mention>) -> Vec<Mention> {
    let mut closed = Vec::new();
    open.clear();
    for (at, row) in sentence.iter().enumerate() {
        let mut rest = row.entity.as_str();
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('(') {
                let end = inner.find(['(', ')']).unwrap_or(inner.len());
                let parts: Vec<&str> = inner[..end].split('-').collect();
                let head = parts
                    .get(5)
                    .and_then(|m| m.split(',').next())
                    .and_then(|m| m.parse::<usize>().ok())
                    .unwrap_or(1);
                let kind = match parts.get(1).copied() {
                    Some("person") => Some(EntityKind::Person),
                    Some("organization") => Some(EntityKind::Organisation),
                    Some("place") => Some(EntityKind::Place),
                    _ => None,
                };
                let mention = Mention {
                    id: parts.first().copied().unwrap_or_default().to_owned(),
                    kind,
                    first: at,
                    last: at,
                    head: at + head.saturating_sub(1),
                };
                rest = &inner[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    closed.push(mention);
                    rest = after;
                } else {
                    open.push(mention);
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let id = rest[..end].split('[').next().unwrap_or_default();
                if let Some(found) = open.iter().rposition(|m| m.id == id) {
                    let mut mention = open.remove(found);
                    mention.last = at;
                    closed.push(mention);
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }
    closed
}

const TITLES: &[&str] = &[
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "President",
    "Prime",
    "Minister",
    "Senator",
    "Sen.",
    "Rep.",
    "Gov.",
    "Governor",
    "Prof.",
    "Professor",
    "Sir",
    "Lord",
    "Lady",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "General",
    "Gen.",
    "Captain",
    "Capt.",
    "Judge",
    "Justice",
    "Secretary",
    "Chairman",
    "Congressman",
    "Congresswoman",
    "Pope",
    "Saint",
    "St.",
    "Chief",
    "Vice",
    "Speaker",
    "Mayor",
    "Representative",
    "Ambassador",
    "Colonel",
    "Lieutenant",
    "Major",
    "Sergeant",
    "Officer",
    "Reverend",
    "Rev.",
    "Bishop",
    "Archbishop",
];

/// The names among the mentions: the run of proper nouns around the head, the longest mention first.
fn names_of_mentions(document: &mut Document, sentence: &[Row], mut mentions: Vec<Mention>) {
    let proper = |at: usize| sentence.get(at).is_some_and(|r| r.penn.starts_with("NNP"));
    let connects = |at: usize, kind: EntityKind| {
        sentence.get(at).is_some_and(|r| match r.form.as_str() {
            "of" | "the" | "for" | "&" | "'s" | "’s" | "de" | "la" | "van" | "von" | "-" | "del" | "al" => {
                true
            }
            "and" | "in" | "," => kind == EntityKind::Organisation && r.form != ",",
            _ => false,
        })
    };
    mentions.sort_by_key(|m| (std::cmp::Reverse(m.last - m.first), m.first));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut names = Vec::new();
    for mention in mentions {
        let head = mention.head.min(mention.last);
        if !proper(head) {
            continue;
        }
        let (mut first, mut last) = (head, head);
        let shape = mention.kind.unwrap_or(EntityKind::Work);
        loop {
            let mut to = last + 1;
            while to <= mention.last && connects(to, shape) {
                to += 1;
            }
            if to > mention.last || !proper(to) {
                break;
            }
            last = to;
        }
        loop {
            let mut to = first;
            while to > mention.first && connects(to - 1, shape) {
                to -= 1;
            }
            if to == mention.first || !proper(to - 1) {
                break;
            }
            first = to - 1;
        }
        if mention.kind == Some(EntityKind::Person) {
            while first < last && TITLES.contains(&sentence[first].form.as_str()) {
                first += 1;
            }
        }
        if taken.iter().any(|(a, b)| first <= *b && *a <= last) {
            continue;
        }
        taken.push((first, last));
        if let Some(kind) = mention.kind {
            names.push((sentence[first].span.cover(sentence[last].span), Gold::Kind(kind)));
        }
    }
    names.sort();
    document.names.extend(names);
}

fn kind(label: &str) -> Option<Gold> {
    Some(match label {
        "PER" | "Person" => Gold::Kind(EntityKind::Person),
        "ORG" | "Organization" => Gold::Kind(EntityKind::Organisation),
        "LOC" | "Location" => Gold::Kind(EntityKind::Place),
        "Facility" => Gold::Facility,
        _ => return None,
    })
}

/// Collects BIO labels into names.
#[derive(Default)]
struct Bio {
    open: Option<(Span, Option<Gold>)>,
    names: Vec<(Span, Gold)>,
}

impl Bio {
    fn take(&mut self, span: Span, label: &str) {
        match label.split_once('-') {
            Some(("I", rest)) if self.open.is_some_and(|(_, k)| k == kind(rest)) => {
                if let Some((whole, _)) = &mut self.open {
                    *whole = whole.cover(span);
                }
            }
            Some((_, rest)) => {
                self.close();
                self.open = Some((span, kind(rest)));
            }
            None => self.close(),
        }
    }

    fn close(&mut self) {
        if let Some((span, Some(kind))) = self.open.take() {
            self.names.push((span, kind));
        }
    }
}

/// UNER: the raw text of each sentence is in `# text`; each becomes a paragraph.
fn iob2(content: &str) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut at = 0;
    let mut bio = Bio::default();
    for line in content.lines().chain([""]) {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            documents.push(Document { id: id.to_owned(), ..Document::default() });
        } else if let Some(text) = line.strip_prefix("# text = ") {
            if documents.is_empty() {
                documents.push(Document::default());
            }
            if let Some(document) = documents.last_mut() {
                if !document.text.is_empty() {
                    document.text.push_str("\n\n");
                }
                at = document.text.len();
                document.text.push_str(text);
                document.sentences.push(Span::new(at, document.text.len()));
            }
        } else if line.starts_with('#') {
        } else if let Some(document) = documents.last_mut() {
            let fields: Vec<&str> = line.split('\t').collect();
            if let &[_, form, label, ..] = fields.as_slice() {
                let found = document.text.get(at..).and_then(|rest| rest.find(form));
                if let Some(start) = found.filter(|f| *f < 40).map(|f| f + at) {
                    at = start + form.len();
                    bio.take(Span::new(start, at), label);
                }
            } else {
                bio.close();
                document.names.append(&mut bio.names);
            }
        }
    }
    documents
}

/// Tokens without raw text: it is put together by the habits of printing. A document every `chunk` sentences, or at `# doc`.
fn columns(content: &str, form: usize, label: usize, chunk: usize) -> Vec<Document> {
    let mut documents: Vec<Document> = vec![Document::default()];
    let mut bio = Bio::default();
    let mut printer = Printer::default();
    let mut first = None;
    for line in content.lines().chain([""]) {
        if let Some(id) = line.strip_prefix("# doc = ") {
            documents.push(Document { id: id.to_owned(), ..Document::default() });
            continue;
        }
        let full = documents.last().is_some_and(|d| d.sentences.len() >= chunk);
        if full {
            documents.push(Document::default());
        }
        let Some(document) = documents.last_mut() else { continue };
        let fields: Vec<&str> = line.split('\t').collect();
        match (fields.get(form), fields.get(label)) {
            (Some(word), Some(label)) if !word.is_empty() => {
                if first.is_none() && !document.text.is_empty() {
                    document.text.push_str("\n\n");
                }
                let span = printer.print(word, first.is_none(), &mut document.text);
                first.get_or_insert(span.start());
                bio.take(span, label);
            }
            _ => {
                bio.close();
                for (span, kind) in bio.names.drain(..) {
                    document.names.push((with_stop(span, &document.text), kind));
                }
                if let Some(first) = first.take() {
                    document.sentences.push(Span::new(first, document.text.len()));
                }
                printer = Printer::default();
            }
        }
    }
    documents.retain(|d| !d.text.is_empty());
    documents
}

/// "U.S" with the full stop that belongs to it.
fn with_stop(span: Span, text: &str) -> Span {
    let name = span.of(text).as_bytes();
    let dotted = matches!(name, [.., b'.', last] if last.is_ascii_uppercase());
    if dotted && text.get(span.end()..).is_some_and(|t| t.starts_with('.')) {
        Span::new(span.start(), span.end() + 1)
    } else {
        span
    }
}

/// Puts spaces between tokens as a printer would.
#[derive(Default)]
struct Printer {
    in_quotes: bool,
    glue: bool,
    after_hyphen: bool,
    after_apostrophe: bool,
    initial: bool,
    capital: bool,
}

/// "U", of "U . S ."
fn is_capital(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// "U.", of "U. S."
fn is_initial(word: &str) -> bool {
    word.len() == 2 && word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_uppercase())
}

impl Printer {
    fn print(&mut self, word: &str, opens: bool, text: &mut String) -> Span {
        let closes = matches!(
            word,
            "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "…" | "”" | "..." | "/"
        ) || word.starts_with(['\'', '’'])
            || matches!(word, "n't" | "n’t");
        let quote = matches!(word, "\"" | "''" | "``");
        let letter = word.starts_with(char::is_alphanumeric);
        let tight = self.glue
            || closes
            || (quote && self.in_quotes)
            || (self.after_hyphen && letter)
            || (self.after_apostrophe && word == "s")
            || (self.initial && (is_initial(word) || is_capital(word)));
        if self.after_hyphen && letter && text.ends_with(" -") {
            text.truncate(text.len() - 2);
            text.push('-');
        }
        if !opens && !tight {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        if quote {
            self.in_quotes = !self.in_quotes;
        }
        self.initial = is_initial(word) || (word == "." && self.capital);
        self.capital = is_capital(word);
        self.after_apostrophe = matches!(word, "'" | "’") && !opens;
        self.after_hyphen = word == "-" && !opens;
        self.glue = matches!(word, "(" | "[" | "{" | "$" | "£" | "€" | "“" | "#" | "@" | "/")
            || (quote && self.in_quotes);
        Span::new(start, text.len())
    }
}
