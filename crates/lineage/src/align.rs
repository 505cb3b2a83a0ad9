//! The passages that two texts share, with their places in both.
//!
//! Shared five-word shingles of the reporters' own words are seeds; each is extended word by word to a maximal
//! exact match (through quotations too), and matches that follow each other in both texts with a few other words
//! between them are joined into one passage of one paragraph.

use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::shingles::SHINGLE;
use crate::words::Word;

/// Words that may stand between two matches of one passage, in either text.
const GAP: usize = 8;
/// Places of one shingle that are tried.
const PLACES: usize = 8;

/// The weight, in half words, from which a passage is no common phrase in short texts; in long ones it is more, since
/// what two texts share by chance grows with the product of their lengths.
const ENOUGH: usize = 20;
const MOST: usize = 24;
/// The product of the lengths from which texts are long.
const LONG: usize = 100_000;
/// The weight that makes up for a short exact run.
const PLENTY: usize = 23;

/// A text made ready for comparison.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) words: Vec<Word>,
    pub(crate) shingles: Vec<Option<u64>>,
    /// The reporter's own words.
    pub(crate) narration: usize,
}

/// A passage that two texts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Words of the earlier text, first and after the last.
    pub(crate) from: (usize, usize),
    /// Words of the later text.
    pub(crate) to: (usize, usize),
    /// Words that are the same.
    pub(crate) same: usize,
    /// Those among them outside quotations.
    pub(crate) narration: usize,
    /// The weight of these as evidence of copying, in half words: names and numbers weigh half.
    pub(crate) weight: usize,
    /// The longest exact run of the reporter's own words.
    pub(crate) run: usize,
    /// How often its speaker speaks of himself.
    pub(crate) first_person: usize,
}

impl Passage {
    /// Share of the words that are the same.
    pub(crate) fn similarity(self) -> f32 {
        let both = (self.from.1 - self.from.0) + (self.to.1 - self.to.0);
        2.0 * self.same as f32 / both.max(1) as f32
    }

    /// Whether it is long enough to be no common phrase, in texts where [`enough`] is so much.
    pub(crate) fn is_copied(self, enough: usize) -> bool {
        (self.weight >= enough && self.run >= 7) || (self.weight >= enough.max(PLENTY) && self.run > SHINGLE)
    }

    /// Whether it is in the first person: a statement or a post that is set in without marks.
    pub(crate) fn is_statement(self) -> bool {
        self.first_person >= 2
    }

    /// Without the quoted words at its ends.
    #[must_use]
    pub(crate) fn trim(mut self, from: &[Word], to: &[Word]) -> Self {
        let quoted = |a: usize, b: usize| matches!((from.get(a), to.get(b)), (Some(a), Some(b)) if a.hash == b.hash && b.quoted);
        while self.narration > 0 && quoted(self.from.0, self.to.0) {
            self.from.0 += 1;
            self.to.0 += 1;
            self.same -= 1;
        }
        while self.narration > 0 && quoted(self.from.1.wrapping_sub(1), self.to.1.wrapping_sub(1)) {
            self.from.1 -= 1;
            self.to.1 -= 1;
            self.same -= 1;
        }
        self
    }

    /// Its place in the later text.
    pub(crate) fn later_span(self, words: &[Word]) -> Option<Span> {
        cover(words, self.to)
    }

    /// Its place in the earlier text.
    pub(crate) fn earlier_span(self, words: &[Word]) -> Option<Span> {
        cover(words, self.from)
    }
}

/// The weight that a passage needs in texts of so many words.
pub(crate) fn enough(a: usize, b: usize) -> usize {
    let long = (a.saturating_mul(b) / LONG).max(1).ilog2();
    (ENOUGH + long as usize).min(MOST)
}

fn cover(words: &[Word], (first, end): (usize, usize)) -> Option<Span> {
    Some(words.get(first)?.span().cover(words.get(end.checked_sub(1)?)?.span()))
}

/// A maximal exact match.
#[derive(Clone, Copy, Debug)]
struct Match {
    from: usize,
    to: usize,
    length: usize,
}

/// Where each shingle stands in a text.
pub(crate) fn places(text: &Prepared) -> FxHashMap<u64, Vec<u32>> {
    let mut places: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (i, shingle) in text.shingles.iter().enumerate() {
        if let Some(shingle) = shingle {
            let places = places.entry(*shingle).or_default();
            if places.len() < PLACES {
                places.push(i as u32);
            }
        }
    }
    places
}

/// All shared passages, in the order of the later text, none of them overlapping there.
pub(crate) fn passages(from: &Prepared, places: &FxHashMap<u64, Vec<u32>>, to: &Prepared) -> Vec<Passage> {
    let mut matches: Vec<Match> = Vec::new();
    let mut at = 0;
    let mut low = 0;
    while let Some(shingle) = to.shingles.get(at) {
        let Some(found) = shingle.and_then(|s| places.get(&s)) else {
            at += 1;
            continue;
        };
        let expected = matches.last().map_or(0, |m| m.from + m.length + (at - m.to - m.length));
        let best = found
            .iter()
            .map(|from_at| extend(&from.words, *from_at as usize, &to.words, at, low))
            .max_by_key(|m| {
                (m.length, std::cmp::Reverse(m.from.abs_diff(expected)), std::cmp::Reverse(m.from))
            });
        match best.filter(|m| m.length >= SHINGLE) {
            Some(best) => {
                at = best.to + best.length;
                low = at;
                matches.push(best);
            }
            None => at += 1,
        }
    }
    join(&matches, &from.words, &to.words)
}

/// Extends a seed in both directions, in the later text not below `low`.
fn extend(from: &[Word], from_at: usize, to: &[Word], to_at: usize, low: usize) -> Match {
    let same =
        |a: usize, b: usize| matches!((from.get(a), to.get(b)), (Some(a), Some(b)) if a.hash == b.hash);
    let mut before = 0;
    while to_at - before > low && from_at > before && same(from_at - before - 1, to_at - before - 1) {
        before += 1;
    }
    let mut after = 0;
    while same(from_at + after, to_at + after) {
        after += 1;
    }
    Match { from: from_at - before, to: to_at - before, length: before + after }
}

/// Cuts matches at the paragraphs of the later text and joins neighbours.
fn join(matches: &[Match], from: &[Word], to: &[Word]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for whole in matches {
        let mut done = 0;
        while done < whole.length {
            let Some(paragraph) = to.get(whole.to + done).map(|w| w.paragraph) else { break };
            let length = (done..whole.length)
                .take_while(|i| to.get(whole.to + i).is_some_and(|w| w.paragraph == paragraph))
                .count();
            let part = Match { from: whole.from + done, to: whole.to + done, length };
            let joins = passages.last_mut().filter(|last| {
                let gaps = (part.from.checked_sub(last.from.1), part.to.checked_sub(last.to.1));
                matches!(gaps, (Some(a), Some(b)) if a <= GAP && b <= GAP)
                    && to.get(last.to.0).is_some_and(|w| w.paragraph == paragraph)
            });
            match joins {
                Some(last) => {
                    let between = common(from, (last.from.1, part.from), to, (last.to.1, part.to));
                    last.same += between;
                    last.narration += between;
                    add(last, part, to);
                }
                None => passages.push(add_first(part, to)),
            }
            done += length.max(1);
        }
    }
    passages
}

fn add_first(part: Match, to: &[Word]) -> Passage {
    let mut passage = Passage {
        from: (part.from, part.from),
        to: (part.to, part.to),
        same: 0,
        narration: 0,
        weight: 0,
        run: 0,
        first_person: 0,
    };
    add(&mut passage, part, to);
    passage
}

fn add(passage: &mut Passage, part: Match, to: &[Word]) {
    passage.from.1 = part.from + part.length;
    passage.to.1 = part.to + part.length;
    passage.same += part.length;
    let mut run = 0;
    for word in to.iter().skip(part.to).take(part.length) {
        if word.quoted {
            run = 0;
            continue;
        }
        run += 1;
        passage.run = passage.run.max(run);
        passage.narration += 1;
        passage.weight += if word.given { 1 } else { 2 };
        passage.first_person += usize::from(word.first_person);
    }
}

/// The longest common subsequence of the few words in two gaps.
fn common(from: &[Word], a: (usize, usize), to: &[Word], b: (usize, usize)) -> usize {
    let mut row = [0_usize; GAP + 1];
    for i in a.0..a.1 {
        let mut diagonal = 0;
        for (column, j) in (b.0..b.1).take(GAP).enumerate() {
            let above = row[column + 1];
            let same = matches!((from.get(i), to.get(j)), (Some(x), Some(y)) if x.hash == y.hash);
            row[column + 1] = if same { diagonal + 1 } else { above.max(row[column]) };
            diagonal = above;
        }
    }
    row[(b.1 - b.0).min(GAP)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shingles, words};

    fn prepared(text: &str) -> Prepared {
        let words = words::words(text);
        let narration = words.iter().filter(|w| !w.quoted).count();
        Prepared { shingles: shingles::shingles(&words), narration, words }
    }

    fn found(a: &str, b: &str) -> Vec<(String, String)> {
        let (from, to) = (prepared(a), prepared(b));
        passages(&from, &places(&from), &to)
            .iter()
            .filter(|p| p.is_copied(enough(from.words.len(), to.words.len())))
            .map(|p| {
                let from = p.earlier_span(&from.words).unwrap().of(a).to_owned();
                (from, p.later_span(&to.words).unwrap().of(b).to_owned())
            })
            .collect()
    }

    #[test]
    fn a_passage_with_a_word_changed_is_one_passage() {
        let a = "Rain fell. The council closed both bridges after engineers found cracks in the eastern pier late on Sunday. End.";
        let b = "The town council closed both bridges after surveyors found cracks in the eastern pier late on Sunday.";
        let found = found(a, b);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.starts_with("council closed both") && found[0].1.ends_with("Sunday"));
        assert!(found[0].0.contains("engineers"));
    }

    #[test]
    fn a_common_phrase_is_no_passage() {
        let a = "The mayor spoke at the opening of the Grand Northern Canal Museum on Wednesday, May 4, in Port Alda.";
        let b = "Nobody was hurt at the opening of the Grand Northern Canal Museum on Wednesday, May 4, officials said.";
        assert_eq!(found(a, b), []);
    }
}
