//! *Where do paragraphs end?*
//!
//! At blank lines, and at line breaks, unless the line was only wrapped: then the next word would not have fitted into
//! the width of its block, or the sentence plainly goes on (no mark at the end, a small letter after).

use copydesk_model::Span;

/// No hand or mail program wraps wider; a longer line is a paragraph.
const WIDEST_WRAP: usize = 120;
/// A narrower block is a list, verse, or a headline with its byline.
const NARROWEST_WRAP: usize = 44;

/// The paragraphs of `text`, trimmed, none empty.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut block: Vec<Span> = Vec::new();
    let mut at = 0;
    while at <= text.len() {
        let rest = &text[at..];
        let (len, step) = next_break(rest);
        let line = Span::new(at, at + len).trim(text);
        if line.is_empty() {
            close(text, &mut block, &mut out);
        } else {
            block.push(line);
        }
        if step == 0 {
            break;
        }
        at += len + step;
    }
    close(text, &mut block, &mut out);
    out
}

/// Length of the first line, and of the break after it (0 at the end of the text).
fn next_break(rest: &str) -> (usize, usize) {
    let bytes = rest.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => return (i, 1),
            b'\r' => return (i, 1 + usize::from(bytes.get(i + 1) == Some(&b'\n'))),
            // U+2028 and U+2029
            0xe2 if bytes.get(i + 1) == Some(&0x80) && matches!(bytes.get(i + 2), Some(0xa8 | 0xa9)) => {
                return (i, 3);
            }
            _ => {}
        }
    }
    (rest.len(), 0)
}

/// Turns the lines of a block without blank lines into paragraphs.
fn close(text: &str, block: &mut Vec<Span>, out: &mut Vec<Span>) {
    let width = block.iter().map(|l| l.of(text).chars().count()).max().unwrap_or(0);
    let mut current: Option<Span> = None;
    for line in block.drain(..) {
        current = match current {
            Some(paragraph) if is_wrapped(text, paragraph, line, width) => Some(paragraph.cover(line)),
            Some(paragraph) => {
                out.push(paragraph);
                Some(line)
            }
            None => Some(line),
        };
    }
    out.extend(current);
}

fn is_wrapped(text: &str, paragraph: Span, next: Span, width: usize) -> bool {
    let before = paragraph.of(text);
    let line = before.rsplit(['\n', '\r', '\u{2028}', '\u{2029}']).next().unwrap_or(before).trim();
    let length = line.chars().count();
    let following = next.of(text);
    let ends = line.ends_with(['.', '!', '?', ':', '"', '”', '…']);
    let small = following.starts_with(char::is_lowercase);
    if small && !ends && length >= NARROWEST_WRAP - 10 {
        return true;
    }
    if !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&width)
        || following.starts_with(['-', '*', '•', '–', '—', '“', '"'])
    {
        return false;
    }
    let word = following.split_whitespace().next().map_or(0, |w| w.chars().count());
    length + 1 + word > width && (!ends || length + word > width + 2)
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text).iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn a_blank_line_ends_a_paragraph() {
        assert_eq!(cut("One.\n\nTwo.\r\n \r\nThree."), ["One.", "Two.", "Three."]);
    }

    #[test]
    fn a_line_that_is_only_wrapped_goes_on() {
        let text = "The harbour master said on Monday that the fire which\nbroke out in the old warehouse was put out before it\nspread to the ships. Nobody was hurt.";
        assert_eq!(cut(text).len(), 1);
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        let text = "Harbour fire put out\nBy Jo Bloggs\nThe fire is out.\nNobody was hurt.";
        assert_eq!(cut(text).len(), 4);
        let long = "Xy ".repeat(90);
        assert_eq!(cut(&format!("{long}\n{long}")).len(), 2);
    }
}
