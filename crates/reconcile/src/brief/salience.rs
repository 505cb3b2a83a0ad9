//! *How much of what a reader needs does this sentence tell?*
//!
//! A linear model over numbers that every sentence has: where it stands, how long it is, how near it is to what all reports say,
//! how many reports have its words and its pairs of words, who else states it, how it is built, and what of the headlines and openings it
//! covers. The weights were fitted by `copydesk-eval brief … --with fit` on how much of a sentence stands in human summaries, and
//! for the first sentence of a brief in the beginning of them (a set that allows numbers to be taken; no word of it is kept).

use rustc_hash::FxHashMap;

use super::heads::{HEADS, Heads};
use super::promotes;
use crate::align::Alignment;
use crate::clause::leaning;
use crate::desk::{Desk, Place};
use crate::words::fold_into;

/// How many numbers a sentence has.
pub const FEATURES: usize = 32 + HEADS;

/// What each number weighs; the order within a story is all that counts, so there is no constant.
#[derive(Clone, Debug)]
pub struct Weights {
    /// For how much of a sentence a reader needs.
    pub sentence: [f32; FEATURES],
    /// For how well it opens the brief.
    pub lead: [f32; FEATURES],
}

impl Weights {
    /// What `copydesk-eval brief briefs/multinews-dev.jsonl --with fit` prints.
    pub(super) const SHIPPED: Self = Self {
        sentence: [
            0.2118, -0.0580, -0.1752, -0.0716, 0.0080, 0.0942, -0.2497, 0.0018, -0.1534, 0.8935, -0.3499,
            0.0386, -0.0091, -0.1316, 0.1321, 0.0409, 0.0722, 0.0139, 0.4868, -0.0161, -0.0071, 0.0058,
            0.0391, -0.0325, -0.1991, -0.0326, 0.1129, 0.0220, -0.0394, -0.1348, 0.0312, 0.2463, 0.2209,
            0.4473, -0.0542, 0.0876,
        ],
        lead: [
            0.0134, -0.0110, -0.0008, 0.0173, -0.0467, 0.0489, 0.0850, -0.0162, -0.0325, 0.2932, 0.0121,
            0.0021, -0.0047, -0.0055, 0.0219, 0.0398, -0.0084, 0.0163, 0.0248, 0.0303, 0.0164, -0.1119,
            -0.0227, 0.0077, 0.4444, 0.0000, 0.0000, 0.0000, 0.0023, -0.3971, 0.0153, -0.0295, 0.4371,
            0.0379, 0.0653, 0.1199,
        ],
    };
}

/// The numbers of every sentence of the story.
pub(super) fn features(desk: &Desk<'_>, alignment: &Alignment, heads: &Heads) -> Vec<[f32; FEATURES]> {
    let counts = Counts::new(desk);
    let heads = heads.numbers(desk);
    let reports = desk.members.len() as f32;
    let origins = desk.origins(0..desk.members.len()).max(1) as f32;
    let all = desk.lines.len() as f32;
    let mut out = Vec::with_capacity(desk.lines.len());
    for (number, line) in desk.lines.iter().enumerate() {
        let text = desk.words(Place { member: line.member, span: line.span });
        let of_report = desk.lines_of(line.member).len() as f32;
        let at = line.index as f32;
        let words = line.words as f32;
        let terms = &line.terms;
        let norm = Counts::norm(desk, terms);
        let centroid: f32 = terms.iter().map(|t| desk.weight(*t) * counts.centroid[*t as usize]).sum();
        let degree =
            terms.iter().map(|t| desk.weight(*t) / norm * counts.degree[*t as usize]).sum::<f32>() - 1.0;
        let says = alignment.of[number].iter().filter(|(_, k)| k.alike()).map(|(o, _)| desk.lines[*o].member);
        let support = desk.origins(says.chain([line.member])) as f32;
        let best = alignment.of[number].first().map_or(0.0, |(_, k)| k.dice);
        let pairs = &counts.pairs_of[number];
        let (letters, capitals) = letters(text);
        let flag = |b: bool| f32::from(u8::from(b));
        let [covers, covered, shared, tersely] = heads[number];
        out.push([
            1.0 / (1.0 + at),
            (1.0 + at).ln(),
            flag(line.index == 0),
            flag(line.index < 3),
            at / of_report,
            (1.0 + words).ln(),
            words.min(30.0) / 30.0,
            flag(line.words < 10),
            flag(line.words > 45),
            centroid / norm,
            degree.max(0.0) / all.sqrt(),
            (1.0 + degree.max(0.0)).ln(),
            support / origins,
            best,
            100.0 * mean(terms.iter().map(|t| counts.count[*t as usize]), terms.len()) / counts.total,
            mean(terms.iter().map(|t| counts.reports[*t as usize]), terms.len()) / reports,
            mean(terms.iter().map(|t| flag(counts.reports[*t as usize] > 1.0)), terms.len()),
            mean(pairs.iter().map(|p| counts.pairs[*p as usize].0 - 1.0), pairs.len()),
            mean(pairs.iter().map(|p| flag(counts.pairs[*p as usize].1 > 1)), pairs.len()),
            mean(terms.iter().map(|t| counts.leads[*t as usize]), terms.len()) / reports,
            flag(text.contains(['"', '“'])),
            flag(text.starts_with(['"', '“'])),
            flag(leaning(text)),
            flag(text.bytes().any(|b| b.is_ascii_digit())),
            capitals as f32 / letters.max(1) as f32,
            flag(promotes(desk, number)),
            flag(text.ends_with(['.', '!', '?', '"', '”'])),
            flag(text.ends_with('?')),
            of_report / all,
            counts.own[number] as f32 / words.max(1.0),
            flag(line.member == 0),
            line.quoted,
            covers,
            covered,
            shared,
            tersely,
        ]);
    }
    out
}

fn mean(values: impl Iterator<Item = f32>, n: usize) -> f32 {
    values.sum::<f32>() / n.max(1) as f32
}

/// How many characters there are, and how many of them are capitals.
fn letters(text: &str) -> (usize, usize) {
    if text.is_ascii() {
        return (text.len(), text.bytes().filter(u8::is_ascii_uppercase).count());
    }
    text.chars().fold((0, 0), |(all, capitals), c| (all + 1, capitals + usize::from(c.is_uppercase())))
}

/// What the story's words come to.
struct Counts {
    /// How often a sentence has the term.
    count: Vec<f32>,
    total: f32,
    /// How many reports have it.
    reports: Vec<f32>,
    /// How many opening sentences have it.
    leads: Vec<f32>,
    /// Unit vector of the mean sentence.
    centroid: Vec<f32>,
    /// Sum of all sentences' unit vectors.
    degree: Vec<f32>,
    /// How often, and in how many reports, two words follow one another.
    pairs: Vec<(f32, u32)>,
    pairs_of: Vec<Vec<u32>>,
    /// How often each sentence says "I", "we" or "you".
    own: Vec<u32>,
}

impl Counts {
    fn new(desk: &Desk<'_>) -> Self {
        let n = desk.idf.len();
        let mut counts = Self {
            count: vec![0.0; n],
            total: 1.0,
            reports: desk.reports_with(),
            leads: vec![0.0; n],
            centroid: vec![0.0; n],
            degree: vec![0.0; n],
            pairs: Vec::new(),
            pairs_of: Vec::with_capacity(desk.lines.len()),
            own: Vec::with_capacity(desk.lines.len()),
        };
        let mut words: FxHashMap<String, u32> = FxHashMap::default();
        let mut word = String::new();
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut last: Vec<usize> = Vec::new();
        for member in 0..desk.members.len() {
            for line in desk.lines_of(member) {
                let norm = Counts::norm(desk, &line.terms);
                for t in &line.terms {
                    let i = *t as usize;
                    counts.count[i] += 1.0;
                    counts.total += 1.0;
                    counts.centroid[i] += desk.weight(*t);
                    counts.degree[i] += desk.weight(*t) / norm;
                    if line.index < 4 {
                        counts.leads[i] += 1.0;
                    }
                }
                let mut own = Vec::new();
                let mut before = None;
                let mut ours = 0;
                let text = desk.words(Place { member, span: line.span });
                for written in text.split_whitespace() {
                    word.clear();
                    fold_into(written, &mut word);
                    if word.is_empty() {
                        continue;
                    }
                    ours += u32::from(matches!(
                        word.as_str(),
                        "i" | "we"
                            | "you"
                            | "my"
                            | "our"
                            | "your"
                            | "i'm"
                            | "we're"
                            | "you're"
                            | "i've"
                            | "we've"
                    ));
                    let next = words.len() as u32;
                    let id = words.get(&word).copied().unwrap_or(next);
                    if id == next {
                        words.insert(word.clone(), next);
                    }
                    if let Some(previous) = before.replace(id) {
                        let next = pairs.len() as u32;
                        let pair = *pairs.entry((previous, id)).or_insert(next);
                        if pair as usize == counts.pairs.len() {
                            counts.pairs.push((0.0, 0));
                            last.push(usize::MAX);
                        }
                        counts.pairs[pair as usize].0 += 1.0;
                        if std::mem::replace(&mut last[pair as usize], member) != member {
                            counts.pairs[pair as usize].1 += 1;
                        }
                        own.push(pair);
                    }
                }
                counts.pairs_of.push(own);
                counts.own.push(ours);
            }
        }
        let length = counts.centroid.iter().map(|c| c * c).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        counts.centroid.iter_mut().for_each(|c| *c /= length);
        counts
    }

    fn norm(desk: &Desk<'_>, terms: &[u32]) -> f32 {
        terms.iter().map(|t| desk.weight(*t).powi(2)).sum::<f32>().sqrt().max(1e-6)
    }
}
