//! *What does the model see of a word that may be part of a name?*

use std::ops::Range;

use crate::linear::{feature, hash};
use crate::lists::{self, Kinds, Listed};
use crate::pos::word_class;
use crate::{Analysis, TokenKind};

/// One token as the model sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Hash of the word in small letters.
    pub(crate) word: u32,
    begin: u32,
    end2: u32,
    end3: u32,
    end4: u32,
    /// Its letters: small, capital, …
    pub(crate) class: u32,
    upos: u32,
    listed: Listed,
    /// First word of its sentence.
    opens: bool,
    /// Its sentence is written in capitals.
    headline: bool,
    /// Its run of capitalised words.
    run: u32,
}

const OUTSIDE: Item = Item {
    word: 1,
    begin: 1,
    end2: 1,
    end3: 1,
    end4: 1,
    class: 15,
    upos: 31,
    listed: Listed { alone: 0, begins: 0, within: 0 },
    opens: false,
    headline: false,
    run: 0,
};

/// A text, ready for the model.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub(crate) items: Vec<Item>,
    /// The sentence of each token, as its range.
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<u32>,
    runs: Vec<Range<usize>>,
    /// The stretches that may hold names.
    pub segments: Vec<Range<usize>>,
}

/// Small words that stand inside names.
fn is_connector(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "and"
            | "for"
            | "de"
            | "la"
            | "le"
            | "du"
            | "da"
            | "di"
            | "del"
            | "della"
            | "van"
            | "von"
            | "der"
            | "den"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "dos"
            | "das"
            | "do"
            | "y"
            | "e"
            | "&"
            | "-"
            | "'s"
            | "’s"
            | "'"
            | "’"
            | "in"
            | "on"
            | "at"
            | "to"
            | "des"
            | "les"
            | "et"
            | "und"
            | "ben"
            | "binti"
            | "ul"
            | "ud"
            | "los"
            | "las"
            | "ter"
            | "ten"
            | "af"
            | "av"
            | "with"
            | "against"
            | "ur"
            | "–"
            | "."
            | "/"
    )
}

/// Reads the tokens, looks the lists up, and finds the segments.
pub fn prepare(text: &str, analysis: &Analysis) -> Prepared {
    let tokens = &analysis.tokens;
    let mut out = Prepared { sentence_of: vec![0; tokens.len()], ..Prepared::default() };
    out.items.reserve(tokens.len());
    let mut listed = vec![Listed::default(); tokens.len()];
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let range = sentence.tokens.clone();
        let first = range.start;
        let (mut capital, mut words) = (0, 0);
        for at in range.clone() {
            let token = &tokens[at];
            let word = token.text(text);
            let bytes = word.as_bytes();
            let n = bytes.len();
            let class = match token.kind {
                TokenKind::Word => word_class(word),
                TokenKind::Number => 7,
                TokenKind::Punctuation | TokenKind::Symbol => 8,
                _ => 9,
            };
            if token.kind == TokenKind::Word && n > 3 {
                words += 1;
                capital += usize::from((2..=5).contains(&class));
            }
            let end = |k: usize| hash(&bytes[n.saturating_sub(k)..]);
            out.items.push(Item {
                word: hash(bytes),
                begin: hash(&bytes[..n.min(3)]),
                end2: end(2),
                end3: end(3),
                end4: end(4),
                class,
                upos: token.upos as u32,
                listed: Listed::default(),
                opens: at == first,
                headline: false,
                run: 0,
            });
            out.sentence_of[at] = number as u32;
        }
        let headline = words >= 3 && capital * 10 > words * 7;
        for at in range.clone() {
            out.items[at].headline = headline;
            if is_capital(&out.items[at]) || out.items[at].class == 7 {
                let rest = &out.items[at..range.end];
                lists::mark(rest.iter().map(|i| i.word), at, &mut listed);
            } else if out.items[at].class == 1 {
                listed[at].alone = lists::kinds_of_hash(out.items[at].word).0
                    & (Kinds::TITLE.0 | Kinds::ORGANISATION_WORD.0 | Kinds::PLACE_WORD.0);
            }
        }
        out.segment(text, analysis, range.clone());
        out.sentences.push(range);
    }
    for (item, listed) in out.items.iter_mut().zip(listed) {
        item.listed = listed;
    }
    out
}

fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "‐" | "‑" | "–" | "—")
}

/// Whether a token can begin or end a name.
fn is_capital(item: &Item) -> bool {
    (2..=5).contains(&item.class)
}

/// Forms of address, which part names and never belong to them.
pub(crate) fn is_address(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Mr" | "Mrs"
            | "Ms"
            | "Mx"
            | "Dr"
            | "Prof"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Sgt"
            | "Capt"
            | "Lt"
            | "Col"
            | "Gen"
            | "Sir"
            | "Dame"
            | "Hon"
            | "Rev"
            | "Fr"
            | "Miss"
            | "Sens"
            | "Reps"
            | "Drs"
            | "Cllr"
            | "Cmdr"
            | "Maj"
            | "Cpl"
            | "Supt"
            | "Insp"
            | "Messrs"
            | "Mme"
    )
}

impl Prepared {
    /// Finds runs of capitalised words, joined by connectors into segments.
    fn segment(&mut self, text: &str, analysis: &Analysis, sentence: Range<usize>) {
        let mut at = sentence.start;
        while at < sentence.end {
            let word = analysis.tokens[at].text(text);
            if !is_capital(&self.items[at]) || is_address(word) {
                at += 1;
                continue;
            }
            let glued = |at: usize| {
                let span = |i: usize| analysis.tokens.get(i).map(|t| t.span);
                let touches = |a: usize, b: usize| matches!((span(a), span(b)), (Some(a), Some(b)) if a.end() == b.start());
                at > 0 && touches(at - 1, at) && touches(at, at + 1)
            };
            let first = at;
            let mut last = at;
            let mut run = at;
            at += 1;
            while at < sentence.end && at - last <= 3 {
                let number = matches!(self.items[at].class, 6 | 7) && at == last + 1;
                let word = analysis.tokens[at].text(text);
                // "Jae-in", "Shih-chung"
                let second_half = self.items[at].class == 1
                    && at == last + 2
                    && is_dash(analysis.tokens[at - 1].text(text))
                    && glued(at - 1);
                if is_address(word) {
                    break;
                }
                if second_half {
                    last = at;
                } else if is_capital(&self.items[at]) || number {
                    let hyphenated = at == last + 2 && analysis.tokens[at - 1].text(text) == "-";
                    if at > last + 1 && !hyphenated {
                        self.close_run(run, last + 1);
                        run = at;
                    }
                    last = at;
                } else if !is_connector(word) || (is_dash(word) && !glued(at)) {
                    break;
                }
                at += 1;
            }
            self.close_run(run, last + 1);
            self.segments.push(first..last + 1);
            at = last + 1;
        }
    }

    fn close_run(&mut self, first: usize, end: usize) {
        let number = self.runs.len() as u32 + 1;
        for item in &mut self.items[first..end] {
            item.run = number;
        }
        self.runs.push(first..end);
    }

    fn get(&self, at: usize, offset: isize) -> &Item {
        let Some(to) = at.checked_add_signed(offset) else { return &OUTSIDE };
        let sentence = &self.sentences[self.sentence_of[at] as usize];
        if sentence.contains(&to) { &self.items[to] } else { &OUTSIDE }
    }

    /// What the lists say of the first and the last words of a run together: "forename, surname", "place, organisation's word".
    fn pattern(&self, run: &Range<usize>) -> u32 {
        let coarse = |at: usize| {
            let kinds = self.items.get(at).map_or(Kinds(0), |i| i.listed.any());
            u32::from(kinds.has(Kinds::FORENAME))
                | u32::from(kinds.has(Kinds::SURNAME)) << 1
                | u32::from(kinds.has(Kinds::COUNTRY) || kinds.has(Kinds::PLACE)) << 2
                | u32::from(kinds.has(Kinds::ORGANISATION)) << 3
                | u32::from(kinds.has(Kinds::ORGANISATION_WORD)) << 4
                | u32::from(kinds.has(Kinds::PLACE_WORD)) << 5
        };
        let length = run.len().min(4) as u32;
        let second = if run.len() > 2 { coarse(run.start + 1) } else { 0 };
        coarse(run.start) | second << 6 | coarse(run.end - 1) << 12 | length << 18
    }

    /// The features of a token in the first pass.
    pub fn features(&self, at: usize, out: &mut Vec<u32>) {
        out.clear();
        let this = self.get(at, 0);
        let (l1, l2) = (self.get(at, -1), self.get(at, -2));
        let (r1, r2) = (self.get(at, 1), self.get(at, 2));
        let style = u32::from(this.opens) | u32::from(this.headline) << 1;
        let shape = this.class | style << 4;
        let shapes = |items: &[&Item]| items.iter().fold(0, |all, i| all << 4 | i.class);
        let (g0, gl, gr) = (this.listed.any().0, l1.listed.any().0, r1.listed.any().0);
        out.extend([
            feature(101, 0, 0),
            feature(102, this.word, 0),
            feature(103, this.word, shape),
            feature(104, l1.word, 0),
            feature(105, r1.word, 0),
            feature(106, l2.word, 0),
            feature(107, r2.word, 0),
            feature(108, l1.word, this.word),
            feature(109, this.word, r1.word),
            feature(110, l1.word, r1.word),
            feature(111, this.begin, this.class),
            feature(112, this.end3, this.class),
            feature(113, this.end4, 0),
            feature(114, this.end2, this.class),
            feature(115, shape, 0),
            feature(116, shapes(&[l1, this]), style),
            feature(117, shapes(&[this, r1]), style),
            feature(118, shapes(&[l1, this, r1]), 0),
            feature(119, this.upos, style),
            feature(120, l1.upos, this.upos),
            feature(121, this.upos, r1.upos),
            feature(122, l1.upos, r1.upos | this.class << 8),
            feature(123, u32::from(g0), 0),
            feature(124, u32::from(gl), u32::from(g0)),
            feature(125, u32::from(g0), u32::from(gr)),
            feature(126, u32::from(g0), shape),
            feature(127, u32::from(gl), l1.class),
            feature(128, u32::from(gr), r1.class),
            feature(129, l2.word, l1.word),
            feature(130, r1.word, r2.word),
            feature(131, u32::from(g0), l1.word),
            feature(132, u32::from(g0), r1.word),
            feature(133, l1.word, this.class),
            feature(134, r1.word, this.class),
            feature(135, l1.end3, l1.class),
            feature(136, r1.end3, r1.class),
        ]);
        for (template, mask) in
            [(140, this.listed.alone), (141, this.listed.begins), (142, this.listed.within)]
        {
            let mut rest = mask;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                out.push(feature(template, bit, this.class));
                out.push(feature(template + 5, bit, style));
            }
        }
        if this.run > 0
            && let Some(run) = self.runs.get(this.run as usize - 1)
        {
            let length = run.len().min(5) as u32;
            let place = (at - run.start).min(4) as u32;
            let left = (run.end - 1 - at).min(4) as u32;
            let before = self.get(run.start, -1);
            let before2 = self.get(run.start, -2);
            let after = self.get(run.end - 1, 1);
            let after2 = self.get(run.end - 1, 2);
            let (first, last) = (&self.items[run.start], &self.items[run.end - 1]);
            out.extend([
                feature(150, length, place),
                feature(151, place, left),
                feature(152, before.word, length),
                feature(153, after.word, length),
                feature(154, before.word, place),
                feature(155, after.word, left),
                feature(156, before.upos, after.upos),
                feature(157, last.word, left),
                feature(158, first.word, place),
                feature(159, u32::from(last.listed.any().0), left),
                feature(160, u32::from(first.listed.any().0), place),
                feature(161, before2.word, before.word),
                feature(162, after.word, after2.word),
                feature(163, before.upos, u32::from(g0)),
                feature(164, after.upos, u32::from(g0)),
                feature(165, u32::from(before.listed.any().0 & Kinds::TITLE.0), length),
                feature(166, after.word, before.word),
                feature(167, length << 8 | left, shapes(&[this]) | style << 8),
                feature(168, last.end3, left),
                feature(169, self.pattern(run), place << 3 | left),
            ]);
        }
    }
}
