//! *Which utterances are one, and what are its forms?*

use std::collections::BTreeMap;

use copydesk_model::{
    DiffOp, DiffPart, EntityKind, FamilyId, Medium, QuotationFamily, QuotationId, QuotationVariant, StoryId,
    VariantChange,
};
use rustc_hash::{FxHashMap, FxHasher};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::hash::Hasher;

use super::utterance::{Utterance, Voice, utterances};
use crate::desk::{Desk, Place, tally};

/// Words a shingle.
const SHINGLE: usize = 3;
/// A shingle that more families have than this is a stock phrase.
const STOCK: usize = 24;
/// How many candidates an utterance is aligned with at most.
const CANDIDATES: usize = 8;

/// A stretch of the canonical form (`canonical`) and the stretch of another form that stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Whether the words are the same.
    pub(crate) same: bool,
    pub(crate) canonical: std::ops::Range<usize>,
    pub(crate) variant: std::ops::Range<usize>,
}

/// Utterances of the same words.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The longest form first; then by report and place.
    pub(crate) utterances: Vec<Utterance>,
    /// How each utterance aligns with the first.
    pub(crate) steps: Vec<Vec<Step>>,
}

impl Family {
    /// The reports that carry it, in order, each once.
    pub(crate) fn members(&self) -> Vec<usize> {
        let mut members: Vec<usize> = self.utterances.iter().map(|u| u.member).collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// Who said it: a speaker named at the quotation before one told by description or pronoun, then as most
    /// origins have it.
    pub(crate) fn voice(&self, desk: &Desk<'_>) -> Voice {
        let mut seen: Vec<(usize, &Voice, bool)> =
            self.utterances.iter().map(|u| (desk.origin[u.member], &u.voice, u.named)).collect();
        seen.sort();
        seen.dedup();
        let mut votes: BTreeMap<&Voice, (usize, usize)> = BTreeMap::new();
        for (_, voice, named) in seen {
            let vote = votes.entry(voice).or_default();
            vote.0 += usize::from(named);
            vote.1 += 1;
        }
        let rank = |voice: &Voice| match voice {
            Voice::Known(_) => 2,
            Voice::Described(_) => 1,
            Voice::Unsaid => 0,
        };
        let best = votes
            .into_iter()
            .max_by(|(va, a), (vb, b)| (rank(va), *a).cmp(&(rank(vb), *b)).then_with(|| vb.cmp(va)));
        best.map_or(Voice::Unsaid, |(voice, _)| match voice {
            // Of several descriptions, that of the canonical form.
            Voice::Described(_) => self
                .utterances
                .iter()
                .map(|u| &u.voice)
                .find(|v| matches!(v, Voice::Described(_)))
                .unwrap_or(voice)
                .clone(),
            _ => voice.clone(),
        })
    }

    /// The speaker as an editor would name them.
    pub(crate) fn speaker(&self, desk: &Desk<'_>) -> Option<String> {
        match self.voice(desk) {
            Voice::Known(identity) => desk.cast.identities.get(identity).map(|i| i.name.clone()),
            Voice::Described(words) => Some(words),
            Voice::Unsaid => None,
        }
    }
}

/// Groups the utterances of all reports.
pub(crate) fn families(desk: &mut Desk<'_>) -> Vec<Family> {
    let mut all = utterances(desk);
    all.sort_by_cached_key(|u| (usize::MAX - own_words(desk, u), u.member, u.quotation));
    let mut families: Vec<Family> = Vec::new();
    let mut index: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for utterance in all {
        let found = candidates(&utterance, &index)
            .into_iter()
            .filter_map(|f| {
                let family = &families[f];
                let head = &family.utterances[0];
                let steps = align(head, &utterance);
                same(desk, head, &utterance, &steps).map(|matched| (matched, f, steps))
            })
            .max_by(|(a, fa, _), (b, fb, _)| a.cmp(b).then_with(|| fb.cmp(fa)));
        if let Some((_, family, steps)) = found {
            families[family].utterances.push(utterance);
            families[family].steps.push(steps);
            continue;
        }
        for shingle in shingles(&utterance.keys) {
            let entry = index.entry(shingle).or_default();
            if entry.last() != Some(&(families.len() as u32)) {
                entry.push(families.len() as u32);
            }
        }
        let whole = 0..utterance.keys.len();
        let step = Step { same: true, canonical: whole.clone(), variant: whole };
        families.push(Family { utterances: vec![utterance], steps: vec![vec![step]] });
    }
    for family in &mut families {
        let mut order: Vec<usize> = (1..family.utterances.len()).collect();
        order.sort_by_key(|i| (family.utterances[*i].member, family.utterances[*i].quotation));
        order.insert(0, 0);
        family.utterances = order.iter().map(|i| family.utterances[*i].clone()).collect();
        family.steps = order.iter().map(|i| family.steps[*i].clone()).collect();
    }
    families.sort_by_cached_key(|f| {
        (usize::MAX - desk.origins(f.members()), f.utterances.iter().map(|u| (u.member, u.quotation)).min())
    });
    families
}

/// The number of words that are the speaker's: an editor's words in brackets make no form longer.
fn own_words(desk: &Desk<'_>, utterance: &Utterance) -> usize {
    let text = desk.text(utterance.member);
    let bracketed = utterance.tokens.iter().filter(|t| t.span.of(text).contains(['[', ']'])).count();
    utterance.tokens.len() - bracketed
}

fn shingles(keys: &[u32]) -> impl Iterator<Item = u64> + '_ {
    let n = SHINGLE.min(keys.len()).max(1);
    keys.windows(n).map(move |window| {
        let mut hasher = FxHasher::default();
        hasher.write_usize(n);
        for key in window {
            hasher.write_u32(*key);
        }
        hasher.finish()
    })
}

/// Families that share shingles with an utterance, most first.
fn candidates(utterance: &Utterance, index: &FxHashMap<u64, Vec<u32>>) -> Vec<usize> {
    let hits = shingles(&utterance.keys)
        .filter_map(|s| index.get(&s))
        .filter(|families| families.len() <= STOCK)
        .flat_map(|families| families.iter().map(|f| *f as usize));
    tally(hits).into_iter().take(CANDIDATES).map(|(f, _)| f).collect()
}

/// Aligns an utterance with the canonical form, word by word. Words that agree by chance between long stretches
/// that do not are no agreement.
fn align(head: &Utterance, utterance: &Utterance) -> Vec<Step> {
    let ops: Vec<Step> = capture_diff_slices(Algorithm::Myers, &head.keys, &utterance.keys)
        .into_iter()
        .map(|op| {
            let (tag, canonical, variant) = op.as_tag_tuple();
            Step { same: tag == DiffTag::Equal, canonical, variant }
        })
        .collect();
    let gap = |i: Option<usize>| -> usize {
        i.and_then(|i| ops.get(i)).filter(|s| !s.same).map_or(0, |s| s.canonical.len().max(s.variant.len()))
    };
    let chance = |i: usize| {
        let length = ops[i].canonical.len();
        let (left, right) = (gap(i.checked_sub(1)), gap(Some(i + 1)));
        length <= 2 && left + right >= 8 * length
    };
    let mut steps: Vec<Step> = Vec::new();
    for (i, step) in ops.iter().enumerate() {
        let same = step.same && !chance(i);
        match steps.last_mut() {
            Some(last) if last.same == same => {
                last.canonical.end = step.canonical.end;
                last.variant.end = step.variant.end;
            }
            _ => steps.push(Step { same, canonical: step.canonical.clone(), variant: step.variant.clone() }),
        }
    }
    slide(&head.keys, &utterance.keys, &mut steps);
    steps
}

/// Moves equal words at the end of a difference into the agreement that follows it.
fn slide(head: &[u32], other: &[u32], steps: &mut [Step]) {
    for i in 1..steps.len() {
        let (before, after) = steps.split_at_mut(i);
        let (Some(gap), Some(same)) = (before.last_mut(), after.first_mut()) else { continue };
        if gap.same || !same.same {
            continue;
        }
        while !gap.canonical.is_empty()
            && !gap.variant.is_empty()
            && head[gap.canonical.end - 1] == other[gap.variant.end - 1]
        {
            gap.canonical.end -= 1;
            gap.variant.end -= 1;
            same.canonical.start -= 1;
            same.variant.start -= 1;
        }
    }
}

/// Whether the alignment shows the same words; then how many match.
fn same(desk: &Desk<'_>, head: &Utterance, other: &Utterance, steps: &[Step]) -> Option<usize> {
    let shorter = other.keys.len().min(head.keys.len());
    let (mut matched, mut runs, mut longest, mut content) = (0, 0, 0, 0);
    for step in steps.iter().filter(|s| s.same) {
        let length = step.variant.len();
        matched += length;
        longest = longest.max(length);
        if length >= SHINGLE || length == shorter {
            runs += length;
            content += step.variant.clone().filter(|i| other.content[*i]).count();
        }
    }
    let relation = match relation(desk, &head.voice, &other.voice) {
        // Two speakers are only sure when both are named at their words.
        Relation::Other if !(head.named && other.named) => Relation::Open,
        relation => relation,
    };
    // A few words that open a long speech are not that speech when they were uttered in another way.
    let elsewhere = head.keys.len() >= 4 * shorter && head.medium != other.medium;
    let enough = match (shorter, relation) {
        (1..=5, _) if elsewhere => false,
        (1..=2, Relation::Same) => longest == shorter && head.keys.len() == shorter && content > 0,
        (0..=2, _) | (3..=5, Relation::Other) => false,
        (3..=5, Relation::Same) => {
            longest == shorter && content > 0 || matched + 1 >= shorter && runs >= 3 && content >= 2
        }
        (3..=5, Relation::Open) => longest == shorter && content >= 2,
        (_, Relation::Other) => (runs * 10 >= shorter * 8 && content >= 4) || (longest >= 12 && content >= 5),
        _ => (runs * 10 >= shorter * 6 && content >= 2) || (longest >= 8 && content >= 3),
    };
    enough.then_some(runs)
}

/// How two voices stand to each other.
enum Relation {
    /// One speaker.
    Same,
    /// Not known to be two.
    Open,
    /// Two.
    Other,
}

fn relation(desk: &Desk<'_>, a: &Voice, b: &Voice) -> Relation {
    match (a, b) {
        (Voice::Known(x), Voice::Known(y)) if x == y => Relation::Same,
        (Voice::Known(x), Voice::Known(y)) if !desk.cast.may_be_same(*x, *y) => Relation::Other,
        (Voice::Described(x), Voice::Described(y)) if x.eq_ignore_ascii_case(y) => Relation::Same,
        _ => Relation::Open,
    }
}

/// The families as they are printed, with their ids.
pub(crate) fn print(desk: &Desk<'_>, story: &StoryId, families: &[Family]) -> Vec<QuotationFamily> {
    families
        .iter()
        .filter_map(|f| print_one(desk, story, f))
        .enumerate()
        .map(|(i, mut family)| {
            family.id = FamilyId::new(format!("{story}/q{i}"));
            family
        })
        .collect()
}

fn print_one(desk: &Desk<'_>, story: &StoryId, family: &Family) -> Option<QuotationFamily> {
    // Forms that read alike but for the shape of quotation marks are one variant.
    let head = &family.utterances[0];
    type Form = (String, Vec<usize>, Vec<DiffPart>, Vec<VariantChange>);
    let mut variants: Vec<Form> = Vec::new();
    for (i, (utterance, steps)) in family.utterances.iter().zip(&family.steps).enumerate() {
        let (diff, changes) = difference(desk, head, utterance, steps);
        let key = if changes.is_empty() { String::new() } else { form(utterance) };
        match variants.iter_mut().find(|v| v.0 == key) {
            Some(variant) => variant.1.push(i),
            None if i == 0 || changes.is_empty() => variants.push((key, vec![i], Vec::new(), Vec::new())),
            None => variants.push((key, vec![i], diff, changes)),
        }
    }
    let variants = variants
        .into_iter()
        .map(|(_, carriers, diff, changes)| {
            let first = &family.utterances[carriers[0]];
            let places = carriers.iter().flat_map(|i| {
                let u = &family.utterances[*i];
                u.parts.iter().map(|p| Place { member: u.member, span: *p })
            });
            Some(QuotationVariant {
                text: first.text(desk),
                evidence: desk.support(places)?,
                quotations: carriers
                    .iter()
                    .map(|i| {
                        let u = &family.utterances[*i];
                        QuotationId(u.quotation as u32).within(&desk.members[u.member].report.id)
                    })
                    .collect(),
                diff,
                changes,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(QuotationFamily {
        id: FamilyId::new(story.as_str()),
        speaker: family.speaker(desk),
        text: head.text(desk),
        medium: medium(family),
        variants,
        origins: desk.origins(family.members()),
    })
}

/// The most telling medium that a report gives; "spoken" is also what nothing tells.
fn medium(family: &Family) -> Medium {
    let told = family.utterances.iter().map(|u| u.medium).filter(|m| *m != Medium::Spoken);
    tally(told).first().map_or(Medium::Spoken, |(m, _)| *m)
}

/// What makes two forms one variant: keys and marks, the marks at the end of each part left out.
fn form(utterance: &Utterance) -> String {
    let mut out = String::new();
    for (i, token) in utterance.tokens.iter().enumerate() {
        out.push_str(&token.key);
        if !ends_part(utterance, i) {
            out.push_str(&token.marks);
        }
        out.push(' ');
    }
    out
}

/// Whether a token ends its part: the mark behind it is then the sentence's that quotes, not the speaker's.
fn ends_part(utterance: &Utterance, token: usize) -> bool {
    utterance.part_of.get(token + 1) != utterance.part_of.get(token)
}

/// The word-by-word difference of a form from the canonical one, and its kinds.
fn difference(
    desk: &Desk<'_>,
    head: &Utterance,
    other: &Utterance,
    steps: &[Step],
) -> (Vec<DiffPart>, Vec<VariantChange>) {
    let mut diff = Diff::default();
    let mut changes = Vec::new();
    let (ht, ot) = (desk.text(head.member), desk.text(other.member));
    let last = steps.len().saturating_sub(1);
    for (number, step) in steps.iter().enumerate() {
        if step.same {
            for (c, v) in step.canonical.clone().zip(step.variant.clone()) {
                let (a, b) = (&head.tokens[c], &other.tokens[v]);
                if a.marks == b.marks || ends_part(head, c) || ends_part(other, v) {
                    diff.push(DiffOp::Same, b.span.of(ot));
                } else {
                    diff.push(DiffOp::Deleted, a.span.of(ht));
                    diff.push(DiffOp::Inserted, b.span.of(ot));
                    changes.push(VariantChange::Punctuation);
                }
            }
            continue;
        }
        for c in step.canonical.clone() {
            diff.push(DiffOp::Deleted, head.tokens[c].span.of(ht));
        }
        for v in step.variant.clone() {
            diff.push(DiffOp::Inserted, other.tokens[v].span.of(ot));
        }
        let edge = number == 0 || number == last;
        changes.extend(kinds(desk, head, other, step, edge));
    }
    changes.sort_unstable();
    changes.dedup();
    (diff.parts, changes)
}

#[derive(Default)]
struct Diff {
    parts: Vec<DiffPart>,
}

impl Diff {
    fn push(&mut self, op: DiffOp, words: &str) {
        match self.parts.last_mut() {
            Some(last) if last.op == op => {
                last.text.push(' ');
                last.text.push_str(words);
            }
            _ => self.parts.push(DiffPart { op, text: words.to_owned() }),
        }
    }
}

pub(super) const PRONOUNS: &[&str] = &[
    "i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours", "he", "him", "his", "she",
    "her", "hers", "it", "its", "they", "them", "their", "theirs",
];

/// Words whose coming or going turns a statement around.
pub(crate) const NEGATIONS: &[&str] =
    &["not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "without"];

/// Whether a folded word negates.
pub(crate) fn negates(key: &str) -> bool {
    NEGATIONS.contains(&key) || key.ends_with("n't") || key == "cannot"
}

pub(crate) fn is_emoji(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| !c.is_alphanumeric() && !c.is_ascii()) || matches!(key, "emoji")
}

/// The kinds of one difference.
fn kinds(
    desk: &Desk<'_>,
    head: &Utterance,
    other: &Utterance,
    step: &Step,
    edge: bool,
) -> Vec<VariantChange> {
    let gone: Vec<&str> = step.canonical.clone().map(|i| head.tokens[i].key.as_str()).collect();
    let come: Vec<&str> = step.variant.clone().map(|i| other.tokens[i].key.as_str()).collect();
    let emoji = |keys: &[&str]| keys.iter().any(|k| is_emoji(k));
    if emoji(&gone) || emoji(&come) {
        return vec![VariantChange::Emoji];
    }
    if gone.is_empty() && come.is_empty() {
        return Vec::new();
    }
    if gone.concat() == come.concat() {
        return vec![VariantChange::Punctuation];
    }
    if come.is_empty() {
        let at = step.variant.start;
        let seam = at > 0 && at < other.tokens.len() && other.part_of[at - 1] != other.part_of[at];
        let elided = at > 0 && other.tokens[at - 1].marks.contains('.') && {
            let words = other.tokens[at - 1].span.of(desk.text(other.member));
            words.contains('…') || words.contains("...")
        };
        if edge || seam || elided {
            return vec![VariantChange::Cut];
        }
        if gone.len() >= 4 {
            return vec![VariantChange::Spliced];
        }
    }
    if edge && gone.is_empty() {
        // The form goes on where the canonical one has ended: another stretch of the same speech.
        return vec![VariantChange::Cut];
    }
    let mut kinds = Vec::new();
    let sorted = |test: &dyn Fn(&str) -> bool, keys: &[&str]| {
        let mut found: Vec<String> = keys.iter().filter(|k| test(k)).map(|k| (*k).to_owned()).collect();
        found.sort();
        found
    };
    let differ = |test: &dyn Fn(&str) -> bool| sorted(test, &gone) != sorted(test, &come);
    let number = |k: &str| k.starts_with(|c: char| c.is_ascii_digit()) || number_word(k);
    let pronoun = |k: &str| PRONOUNS.contains(&k);
    if differ(&|k| negates(k)) {
        kinds.push(VariantChange::Negation);
    }
    if differ(&number) {
        kinds.push(VariantChange::Number);
    }
    if differ(&pronoun) {
        kinds.push(VariantChange::Pronoun);
    }
    let name = |u: &Utterance, range: std::ops::Range<usize>| {
        range.filter(|i| *i > 0).any(|i| {
            !pronoun(&u.tokens[i].key)
                && u.tokens[i]
                    .span
                    .of(desk.text(u.member))
                    .trim_start_matches(['"', '“', '‘', '\''])
                    .starts_with(char::is_uppercase)
                && !u.tokens[i - 1].marks.ends_with(['.', '!', '?', ':'])
        })
    };
    if name(head, step.canonical.clone()) && name(other, step.variant.clone()) {
        kinds.push(VariantChange::Name);
    }
    let plain = |k: &&&str| !negates(k) && !number(k) && !pronoun(k);
    if gone.iter().filter(plain).ne(come.iter().filter(plain)) {
        kinds.push(VariantChange::Reworded);
    }
    kinds
}

/// Whether a folded word is a number in letters.
pub(crate) fn number_word(key: &str) -> bool {
    matches!(
        key,
        "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "eleven"
            | "twelve"
            | "thirteen"
            | "fourteen"
            | "fifteen"
            | "sixteen"
            | "seventeen"
            | "eighteen"
            | "nineteen"
            | "twenty"
            | "thirty"
            | "forty"
            | "fifty"
            | "sixty"
            | "seventy"
            | "eighty"
            | "ninety"
            | "hundred"
            | "thousand"
            | "million"
            | "billion"
            | "trillion"
            | "dozen"
    )
}

/// Whether an identity is a person.
pub(crate) fn is_person(desk: &Desk<'_>, identity: usize) -> bool {
    desk.cast.identities.get(identity).is_some_and(|i| i.kind == EntityKind::Person && !i.plural)
}
