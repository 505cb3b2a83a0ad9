//! *Which words are the page's, or were set in from elsewhere?*
//!
//! Saved text carries galleries, boxes, lists of links and posts between a reporter's paragraphs, and sometimes inside
//! them. Two reports that carry the same box have not copied from each other. Here is what one report shows by its form
//! alone; the openers and the words that give a box away are data (`data/boxes.txt`).
//!
//! Left out on purpose: what only many reports together can show, such as a line that an outlet prints under everything.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_model::Span;

use crate::words::{Word, mark};

/// Words that open a paragraph which is the page's, and after an ellipsis words that a short one holds.
const BOXES: &str = include_str!("../data/boxes.txt");
/// A paragraph of more bytes is more than a box, whatever it holds.
const BOX: usize = 500;
/// What a gallery holds, which is long; but a text that has lost its lines is no gallery for one that it has.
const GALLERY: &str = "Hide Caption";
/// What stands before a poster's handle.
const HANDLE: &str = "(@";
/// A paragraph in which a post takes up more bytes is more than a post.
const POST: usize = 700;
/// Words in front of the one that ends a list of links.
const LINKS: usize = 110;
/// Names and numbers in a row that make a list.
const LIST: usize = 12;
/// Bytes between the dash before a poster's name and the mark before his handle.
const NAME: usize = 60;
/// Bytes of the date of a post.
const DATE: usize = 24;

/// What a mark of the page says about the line that it stands in.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// Where it begins with it, it is a box.
    Opener,
    /// A short one is a box.
    Held,
    /// It is a gallery.
    Gallery,
    /// It is a post.
    Handle,
}

/// All marks, to be looked for at once, and what each says.
static MARKS: LazyLock<(Option<AhoCorasick>, Vec<Mark>)> = LazyLock::new(|| {
    let lines = BOXES.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let marks = lines.map(|line| match line.strip_prefix('…') {
        Some(held) => (held.trim(), Mark::Held),
        None => (line, Mark::Opener),
    });
    let (words, says): (Vec<&str>, Vec<Mark>) =
        marks.chain([(GALLERY, Mark::Gallery), (HANDLE, Mark::Handle)]).unzip();
    (AhoCorasick::new(words).ok(), says)
});

/// Marks the words of `text` that are not its reporter's by their form.
pub(crate) fn mark_all(text: &str, words: &mut [Word]) {
    let found = MARKS.0.iter().flat_map(|marks| marks.find_overlapping_iter(text));
    // The end of what was marked last.
    let mut done = 0;
    for found in found {
        if found.start() < done {
            continue;
        }
        let start = text.get(..found.start()).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let length = text.get(start..).map_or(0, |rest| rest.find('\n').unwrap_or(rest.len()));
        let line = text.get(start..start + length).unwrap_or_default();
        let end = match MARKS.1.get(found.pattern().as_usize()) {
            Some(Mark::Opener) => (found.start() == start).then_some(length),
            Some(Mark::Held) => (length <= BOX).then_some(length),
            Some(Mark::Gallery) => (length * 2 < text.len()).then_some(length),
            Some(Mark::Handle) => post(line, found.start() - start),
            None => None,
        };
        if let Some(end) = end {
            mark(words, Span::new(start, start + end));
            done = start + end;
        }
    }
    links(text, words);
    lists(text, words);
}

/// Where a post that was set in ends, with its poster: "— Ann Lee (@annlee) May 4, 2031".
fn post(line: &str, handle: usize) -> Option<usize> {
    let dash = line.get(..handle)?.rfind(['—', '–'])?;
    let after = line.get(handle..)?;
    let end = after.find(')')?;
    let dated = after.get(end + 1..)?.trim_start().starts_with(|c: char| c.is_ascii_uppercase());
    let end = handle + end + 1;
    // Its date is what is left of its line.
    let end = if line.len() - end <= DATE { line.len() } else { end };
    (handle <= POST && handle - dash <= NAME && dated).then_some(end)
}

/// Marks lists of links that a page has run into a sentence, which close with "MORE": from the first word that two words
/// were run together in ("CalderFerry"), or from the sentence's beginning.
fn links(text: &str, words: &mut [Word]) {
    let of = |word: &Word| word.span().of(text);
    let mut from = 0;
    for end in 0..words.len() {
        let more = words.get(end).is_some_and(|w| w.span().len() == 4 && of(w) == "MORE")
            && !words.get(end + 1).is_some_and(|w| is_shouted(of(w)))
            && !end.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| is_shouted(of(w)));
        if !more {
            continue;
        }
        let paragraph = words.get(end).map(|w| w.paragraph);
        let mut first = end;
        let mut glued = None;
        while first > from.max(end.saturating_sub(LINKS)) {
            let Some(word) = words.get(first - 1).filter(|w| Some(w.paragraph) == paragraph) else { break };
            let between = words.get(first).and_then(|next| text.get(word.span().end()..next.span().start()));
            // A full stop ends a sentence, but not an initial or an abbreviation.
            if between.is_some_and(|b| b.contains(['.', '”', ';'])) && of(word).chars().count() > 3 {
                break;
            }
            first -= 1;
            if is_glued(of(word)) {
                glued = Some(first);
            }
        }
        from = end + 1;
        mark_words(words, glued.unwrap_or(first)..from);
    }
}

fn is_shouted(word: &str) -> bool {
    word.len() > 3 && !word.chars().any(char::is_lowercase)
}

/// "CalderFerry", but not "McCalder" and "MacCalder".
fn is_glued(word: &str) -> bool {
    let rest = word.strip_prefix("Mc").or_else(|| word.strip_prefix("Mac")).unwrap_or(word);
    let mut chars = rest.chars().peekable();
    let mut run = 0;
    while let Some(c) = chars.next() {
        run = if c.is_lowercase() { run + 1 } else { 0 };
        if run >= 2 && chars.peek().is_some_and(|next| next.is_uppercase()) {
            return true;
        }
    }
    false
}

/// Marks lists and tables: names and numbers in a row, with marks between them, and no other word; with what is in the
/// same paragraph where that is mostly list, and with the line that announces them.
fn lists(text: &str, words: &mut [Word]) {
    let mut paragraph = 0;
    let mut before = 0..0;
    while paragraph < words.len() {
        let number = words.get(paragraph).map(|w| w.paragraph);
        let rest = words.get(paragraph..).unwrap_or_default();
        let end = paragraph + rest.iter().take_while(|w| Some(w.paragraph) == number).count();
        let mut listed = 0;
        let mut first = paragraph;
        while first < end {
            let run = words.get(first..end).unwrap_or_default();
            let run = run.iter().take_while(|w| w.given).count();
            let all = first..first + run;
            if run >= LIST && separated(text, words.get(all.clone()).unwrap_or_default()) * 4 >= run {
                mark_words(words, all);
                listed += run;
            }
            first += run.max(1);
        }
        if listed * 3 >= end - paragraph {
            mark_words(words, paragraph..end);
            if listed > 0 && announces(text, words, &before) {
                mark_words(words, before);
            }
        }
        before = paragraph..end;
        paragraph = end.max(paragraph + 1);
    }
}

/// Whether a paragraph ends with a colon.
fn announces(text: &str, words: &[Word], paragraph: &std::ops::Range<usize>) -> bool {
    let last = paragraph.end.checked_sub(1).and_then(|i| words.get(i));
    last.is_some_and(|w| text.get(w.span().end()..).is_some_and(|rest| rest.starts_with(':')))
}

fn mark_words(words: &mut [Word], which: std::ops::Range<usize>) {
    for word in words.get_mut(which).unwrap_or_default() {
        word.quoted = true;
    }
}

/// Commas between words, and numbers among them.
fn separated(text: &str, words: &[Word]) -> usize {
    let commas = words.windows(2).filter(|pair| {
        let [a, b] = pair else { return false };
        text.get(a.span().end()..b.span().start()).is_some_and(|between| between.contains([',', ';', '|']))
    });
    let numbers = words.iter().filter(|w| w.span().of(text).starts_with(|c: char| c.is_ascii_digit()));
    commas.count() + numbers.count()
}

#[cfg(test)]
mod tests {
    use crate::words;

    fn own(text: &str) -> String {
        let words = words::words(text);
        let own: Vec<&str> = words.iter().filter(|w| !w.quoted).map(|w| w.span().of(text)).collect();
        own.join(" ")
    }

    #[test]
    fn what_is_the_pages_does_not_count() {
        let cases = [
            (
                "The hall burned down.\nPhotos: Fire at the hall Hide Caption 1 of 9 A man looks on.\nNobody was hurt.",
                "The hall burned down Nobody was hurt",
            ),
            (
                "The fire is out.\nGet harbour news. Stay up to date with email updates from the Echo.\nNobody was hurt.",
                "The fire is out Nobody was hurt",
            ),
            (
                "On Monday Mayor Ines CalderFerry aground off the point: what we know The Echo's week in pictures MORE (I) said no.",
                "On Monday Mayor Ines I said no",
            ),
            (
                "He left early. Mayor Ines Calder Five takeaways from the vote MORE spoke.",
                "He left early spoke",
            ),
            (
                "PORT ALDA WANTS MORE FERRIES, the council said.",
                "PORT ALDA WANTS MORE FERRIES the council said",
            ),
            (
                "She replied on Monday:\nThe hall was ours. — Ines Calder (@calder) May 4, 2031\nNobody answered.",
                "She replied on Monday Nobody answered",
            ),
            (
                "The members of the panel were these:\nAnn Lee, Bo Marsh, Cy Dunn, Di Fell, Ed Gray, Flo Hunt, Gus Ives\n\nThey met twice.",
                "They met twice",
            ),
            (
                "Ann Lee, Bo Marsh and Cy Dunn of Port Alda met on Monday.",
                "Ann Lee Bo Marsh and Cy Dunn of Port Alda met on Monday",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(own(text), expected, "{text}");
        }
    }
}
