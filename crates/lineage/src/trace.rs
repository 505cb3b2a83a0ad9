//! The reports of one story compared with each other.
//!
//! Reports are taken in order of publication. Each is compared word by word with those before it that the index
//! gives as candidates, a few at most, so that a wire text with five hundred copies makes five hundred comparisons
//! and not all pairs of them.

use std::cell::OnceCell;

use copydesk_model::{Copy, Member, PublishedDate, Report};
use rustc_hash::FxHashMap;

use crate::align::{self, Passage, Prepared};
use crate::direction::{self, Source};
use crate::index::Index;
use crate::union::Union;
use crate::{Lineage, shingles, words};

/// How many candidates a report is compared with.
const COMPARED: usize = 8;
/// From this share of each text's words on, two texts are the same text but for trifles; a copy cut to a third is
/// another text of the same origin.
const SAME_TEXT: f32 = 0.7;
/// From this share of the shorter text's own words on, two reports go back to the same text ...
const SAME_ORIGIN: f32 = 0.3;
/// ... when it is at least so many words.
const SAME_ORIGIN_WORDS: usize = 30;
/// A text lies wholly in another from this share on.
const WHOLLY: f32 = 0.9;

/// A member on its way through.
struct Traced<'a> {
    member: usize,
    report: &'a Report,
    /// Whom it credits: read when it is asked which way a passage went.
    source: OnceCell<Source>,
    text: Prepared,
    /// All its shingles, each once with its place: within a story even a clause in common is looked at.
    kept: Vec<(u64, u32)>,
}

impl Traced<'_> {
    fn source(&self) -> &Source {
        self.source.get_or_init(|| Source::of(self.report))
    }
}

/// Compares the members of one story. Near-linear in their words; the result does not depend on their order, but
/// for the numbers in it.
pub fn trace(members: &[Member<'_>]) -> Lineage {
    if members.len() == 1 {
        return Lineage { texts: vec![vec![0]], origins: vec![vec![0]], copies: Vec::new() };
    }
    let mut traced: Vec<Traced<'_>> = members
        .iter()
        .enumerate()
        .map(|(i, member)| {
            let words = words::of_report(member.report.text(), member.reading);
            let shingles = shingles::shingles(&words);
            let kept = shingles::distinct(&shingles);
            let narration = words.iter().filter(|w| !w.quoted).count();
            Traced {
                member: i,
                report: member.report,
                source: OnceCell::new(),
                text: Prepared { words, shingles, narration },
                kept,
            }
        })
        .collect();
    traced.sort_by(|a, b| key(a).cmp(&key(b)));

    let mut index = Index::new();
    let mut places: Vec<Option<FxHashMap<u64, Vec<u32>>>> = vec![None; traced.len()];
    let mut exact: FxHashMap<u64, usize> = FxHashMap::default();
    let mut texts = Union::new(members.len());
    let mut origins = Union::new(members.len());
    let mut copies: Vec<(usize, usize, Copy)> = Vec::new();
    for (at, later) in traced.iter().enumerate() {
        let mut candidates: Vec<usize> =
            index.insert_kept(&later.kept, 0.0).iter().map(|c| c.report as usize).collect();
        candidates.truncate(COMPARED);
        if let Some(whole) = fingerprint(later)
            && let Some(first) = exact.get(&whole).copied()
        {
            candidates.retain(|c| *c != first);
            candidates.insert(0, first);
            let earlier = traced.get(first).map_or(later.member, |t| t.member);
            texts.join(earlier, later.member);
            origins.join(earlier, later.member);
        } else if let Some(whole) = fingerprint(later) {
            exact.insert(whole, at);
        }
        // Words of the later text that a passage from an earlier candidate accounts for.
        let mut told = vec![false; later.text.words.len()];
        for candidate in candidates {
            let (Some(earlier), Some(places)) = (traced.get(candidate), places.get_mut(candidate)) else {
                continue;
            };
            let places = places.get_or_insert_with(|| align::places(&earlier.text));
            let found = align::passages(&earlier.text, places, &later.text);
            let shared = Shared::of(&found, earlier, later);
            if shared.same_text() {
                texts.join(earlier.member, later.member);
            }
            if shared.same_origin() {
                origins.join(earlier.member, later.member);
            }
            let mut direction = None;
            for passage in found.iter().filter(|p| shared.counts(p)) {
                let words = told.get_mut(passage.to.0..passage.to.1).unwrap_or_default();
                if words.iter().filter(|t| **t).count() * 5 > words.len() * 4 {
                    continue;
                }
                words.fill(true);
                let direction = direction.get_or_insert_with(|| {
                    direction::direction(
                        (earlier.report, earlier.source()),
                        (later.report, later.source()),
                        shared.inside(),
                    )
                });
                copies.extend(copy(passage, earlier, later, direction));
            }
        }
    }
    copies.sort_by(|a, b| {
        let place = |c: &(usize, usize, Copy)| (c.0, c.1, c.2.to.span(), c.2.from.span());
        place(a).cmp(&place(b))
    });
    Lineage {
        texts: texts.sets(),
        origins: origins.sets(),
        copies: copies.into_iter().map(|(_, _, copy)| copy).collect(),
    }
}

/// By publication (unknown last), the fuller first, then by id.
fn key<'a>(traced: &Traced<'a>) -> impl Ord + use<'a> {
    let published = traced.report.published.date.map(PublishedDate::earliest);
    (published.is_none(), published, std::cmp::Reverse(traced.text.words.len()), &traced.report.id)
}

/// Of all words of a text that has any.
fn fingerprint(traced: &Traced<'_>) -> Option<u64> {
    let words = &traced.text.words;
    (!words.is_empty()).then(|| {
        words.iter().fold(0_u64, |h, w| (h.rotate_left(5) ^ w.hash).wrapping_mul(0x517c_c1b7_2722_0a95))
    })
}

/// How much two texts share.
struct Shared {
    /// The weight that makes a passage in texts as long as these.
    enough: usize,
    /// Words, as a share of the longer text.
    words: f32,
    /// The reporter's own words, as a share of the shorter one's.
    narration: f32,
    /// Their number.
    count: usize,
    /// The earlier and the later text's share.
    each: (f32, f32),
}

impl Shared {
    fn of(found: &[Passage], earlier: &Traced<'_>, later: &Traced<'_>) -> Self {
        let (a, b) = (&earlier.text, &later.text);
        // A passage of the earlier text may stand twice in the later; no share is above one.
        let share = |part: usize, whole: usize| (part as f32 / whole.max(1) as f32).min(1.0);
        let same = found.iter().map(|p| p.same).sum();
        let words = share(same, a.words.len().max(b.words.len()));
        let enough = align::enough(a.words.len(), b.words.len());
        let copied = found.iter().filter(|p| counts(p, enough, words));
        let narration: usize = copied.map(|p| p.narration).sum();
        let each = (share(narration, a.narration), share(narration, b.narration));
        Self { enough, words, narration: each.0.max(each.1), count: narration, each }
    }

    /// Whether a passage shows copying.
    fn counts(&self, passage: &Passage) -> bool {
        counts(passage, self.enough, self.words)
    }

    fn same_text(&self) -> bool {
        self.words >= SAME_TEXT && self.narration >= SAME_TEXT
    }

    fn same_origin(&self) -> bool {
        self.same_text() || (self.narration >= SAME_ORIGIN && self.count >= SAME_ORIGIN_WORDS)
    }

    /// Whether the earlier text lies wholly in the later one and is clearly shorter, and the other way round.
    fn inside(&self) -> (bool, bool) {
        let (a, b) = self.each;
        (a >= WHOLLY && b < 0.75, b >= WHOLLY && a < 0.75)
    }
}

/// Whether a passage shows copying, in texts of which so much is the same: what is in the first person is somebody's
/// statement, unless a columnist's whole text is carried again.
fn counts(passage: &Passage, enough: usize, words: f32) -> bool {
    passage.is_copied(enough) && (words >= SAME_TEXT || !passage.is_statement())
}

fn copy(
    passage: &Passage,
    earlier: &Traced<'_>,
    later: &Traced<'_>,
    direction: &direction::Direction,
) -> Option<(usize, usize, Copy)> {
    let passage = passage.trim(&earlier.text.words, &later.text.words);
    let in_earlier = earlier.report.evidence(passage.earlier_span(&earlier.text.words)?)?;
    let in_later = later.report.evidence(passage.later_span(&later.text.words)?)?;
    let (from, to, a, b) = if direction.forward {
        (in_earlier, in_later, earlier.member, later.member)
    } else {
        (in_later, in_earlier, later.member, earlier.member)
    };
    let copy = Copy {
        from,
        to,
        similarity: passage.similarity(),
        directed: direction.known,
        because: direction.because.clone(),
    };
    Some((a, b, copy))
}
