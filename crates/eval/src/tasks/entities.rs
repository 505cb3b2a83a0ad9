//! *Are the names of one entity together, and only they?*
//!
//! BCubed over the named mentions that GUM marks (heads that are proper nouns), for persons, organisations, places
//! and all kinds. A gold name takes the cluster of our mention by name that overlaps it; one that we do not have
//! is a cluster of its own. `--with found` counts only names that we have.

use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{MentionForm, Report, ReportId, Span};

use super::gum::{self, GoldEntities};
use super::{Options, Outcome};
use crate::score::{clustering, ratio};

/// A gold name: its document and entity, its kind, and the cluster that we gave it.
struct Item {
    gold: (usize, u32),
    kind: String,
    genre: String,
    ours: (usize, usize),
    found: bool,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut items: Vec<Item> = Vec::new();
    for (d, document) in crate::conllu::read(file)?.iter().enumerate() {
        let gold = GoldEntities::of(document);
        let report = Report::new(ReportId::new("gold"), document.text.as_str());
        let found = copydesk::reading::read(&report, Language::embedded()).entities;
        // The mention by name that fits best; one that is another gold name to the letter is not ours.
        let ours = |span: Span| {
            let share = |m: Span| {
                let common = m.end().min(span.end()).saturating_sub(m.start().max(span.start()));
                common as f64 / m.cover(span).len().max(1) as f64
            };
            let taken = |m: Span| m != span && gold.mentions.iter().any(|g| g.named && g.head == m);
            let mut best: Option<(f64, usize)> = None;
            for (e, entity) in found.iter().enumerate() {
                for mention in entity.mentions.iter().filter(|m| m.form == MentionForm::Name) {
                    let share = share(mention.span);
                    if share > best.map_or(0.3, |(s, _)| s) && !taken(mention.span) {
                        best = Some((share, e));
                    }
                }
            }
            best.map(|(_, e)| e)
        };
        let mut first: Vec<(u32, usize, Span)> = Vec::new();
        for mention in gold.mentions.iter().filter(|m| m.named && m.kind != "time") {
            let cluster = ours(mention.head);
            let lonely = found.len() + items.len();
            items.push(Item {
                gold: (d, mention.entity),
                kind: mention.kind.clone(),
                genre: document.genre.clone(),
                ours: (d, cluster.unwrap_or(lonely)),
                found: cluster.is_some(),
            });
            let Some(cluster) = cluster else { continue };
            let clash = first.iter().find(|(e, c, _)| (*e == mention.entity) != (*c == cluster));
            if let Some((_, _, other)) = clash
                && outcome.errors.len() < options.errors
                && (!options.has("news") || document.genre == "news")
            {
                let what = if first.iter().any(|(e, c, _)| *e == mention.entity && *c != cluster) {
                    "split"
                } else {
                    "merged"
                };
                outcome.errors.push(format!(
                    "{}: {what}: {:?} as {:?} and {:?}\n  {}",
                    document.id,
                    mention.head.of(&document.text),
                    found[cluster].name,
                    other.of(&document.text),
                    gum::context(&document.text, mention.span)
                ));
            }
            first.push((mention.entity, cluster, mention.head));
        }
    }
    if options.has("found") {
        items.retain(|i| i.found);
    }
    let mut add = |label: &str, keep: &dyn Fn(&Item) -> bool| {
        let kept: Vec<&Item> = items.iter().filter(|i| keep(i)).collect();
        let ours: Vec<_> = kept.iter().map(|i| i.ours).collect();
        let gold: Vec<_> = kept.iter().map(|i| i.gold).collect();
        let scores = clustering(&ours, &gold);
        outcome.figure(format!("names, {label}"), kept.len() as f64);
        outcome.figure(
            format!("found, {label}"),
            ratio(kept.iter().filter(|i| i.found).count() as f64, kept.len() as f64),
        );
        outcome.figure(format!("B3 P, {label}"), scores.precision);
        outcome.figure(format!("B3 R, {label}"), scores.recall);
        outcome.figure(format!("B3 F, {label}"), scores.f1);
    };
    add("all", &|_| true);
    add("news", &|i| i.genre == "news");
    for kind in ["person", "organization", "place"] {
        add(kind, &|i| i.kind == kind);
    }
    Ok(outcome)
}
