//! `copydesk-train CORPORA OUT [pos|names|score]`: trains the models of the language room and prints their scores.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use copydesk_language::Language;
use copydesk_train::corpus::{self, Document};
use copydesk_train::{augment, namer, score, tagger};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(corpora), Some(out)) = (arguments.first(), arguments.get(1)) else {
        eprintln!(
            "copydesk-train: usage: copydesk-train CORPORA/language OUT [pos|names|score] [--errors N]"
        );
        return ExitCode::from(2);
    };
    let job = arguments.get(2).map_or("all", String::as_str);
    let errors = arguments.get(3).and_then(|n| n.parse().ok()).unwrap_or(0);
    match run(Path::new(corpora), &PathBuf::from(out), job, errors, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("copydesk-train: {error}");
            ExitCode::from(2)
        }
    }
}

/// Bytes that live as long as the program, as the embedded tables do.
fn keep(bytes: Vec<u8>) -> &'static [u8] {
    Box::leak(bytes.into_boxed_slice())
}

fn run(corpora: &Path, out: &Path, job: &str, errors: usize, options: &[String]) -> Result<(), String> {
    let option = |name: &str| options.iter().find_map(|o| o.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str, or: u64| option(name).and_then(|v| v.parse().ok()).unwrap_or(or);
    let usual = namer::Settings::default();
    let settings = namer::Settings {
        epochs: number("epochs", usual.epochs),
        voters: number("voters", usual.voters),
        margin: number("margin", usual.margin as u64) as f32,
        copies: number("copies", usual.copies),
    };
    let load = |name: &str| corpus::read(&corpora.join(name));
    let write =
        |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).map_err(|e| format!("{name}: {e}"));
    let stored = |name: &str| fs::read(out.join(name)).unwrap_or_default();
    let gum = load("gum-open-train.conllu")?;
    if matches!(job, "all" | "pos") {
        let mut documents = load("ewt-train.conllu")?;
        documents.extend(gum.iter().cloned());
        let usual = tagger::Settings::default();
        let settings = tagger::Settings {
            epochs: number("pos-epochs", usual.epochs),
            margin: number("pos-margin", usual.margin as u64) as f32,
            bits: number("pos-bits", u64::from(usual.bits)) as u8,
        };
        write("pos.bin", &tagger::train(&documents, &settings))?;
    }
    let pos = keep(stored("pos.bin"));
    if matches!(job, "all" | "names") {
        let language = Language::with_models(pos, &[], &[]);
        let skip = option("skip").unwrap_or_default();
        let mut documents: Vec<Document> = if skip.contains("gum") { Vec::new() } else { gum };
        for (name, file) in [("uner", "uner-train.iob2"), ("wiki", "wikigold.conllu")] {
            if !skip.contains(name) {
                documents.extend(load(file)?);
            }
        }
        if skip.contains("web") {
            // Their guidelines call restaurants and shops places, and most names are in small letters.
            documents.retain(|d| !d.id.starts_with("answers-") && !d.id.starts_with("reviews-"));
        }
        let lists = augment::Lists::embedded();
        if option("self").is_some() {
            // What a first model finds in open texts without labels is learnt from too.
            let plain = namer::Settings { voters: 1, ..settings };
            let mut first: Vec<Document> = documents.clone();
            let originals = first.len();
            for (i, document) in documents.iter().enumerate() {
                first.push(augment::exchanged(document, &lists, i as u64 + 1));
            }
            let (once, again) = namer::train(&first, originals, &language, &plain);
            let teacher = Language::with_models(pos, keep(once), keep(again));
            for file in ["../stories/ecb-dev.jsonl", "gap-development.tsv", "gap-validation.tsv"] {
                let texts = corpus::read_unlabelled(&corpora.join(file))?;
                documents.extend(texts.iter().map(|d| augment::labelled(d, &teacher)));
            }
        }
        let originals = documents.len();
        for copy in 0..settings.copies {
            for i in 0..originals {
                documents.push(augment::exchanged(&documents[i], &lists, copy * 100_000 + i as u64 + 1));
            }
        }
        let (first, again) = namer::train(&documents, originals, &language, &settings);
        write("names.bin", &first)?;
        write("names-again.bin", &again)?;
    }
    let language = Language::with_models(pos, keep(stored("names.bin")), keep(stored("names-again.bin")));
    if job == "show" {
        let text = fs::read_to_string(option("file").unwrap_or_default()).map_err(|e| e.to_string())?;
        for name in &language.analyse(&text, Some("en")).names {
            println!("{:?}\t{}", name.kind, name.span.of(&text));
        }
        return Ok(());
    }
    if job == "speed" {
        let documents = load("worldwide-dev.tsv")?;
        let time = |what: &str, work: &dyn Fn(&Document) -> usize| {
            let started = Instant::now();
            let tokens: usize = documents.iter().map(work).sum();
            println!("{what}: {:.0} tokens a second", tokens as f64 / started.elapsed().as_secs_f64());
        };
        time("tokens and sentences", &|d| Language::segment(&d.text).tokens.len());
        time("and part of speech", &|d| {
            let mut analysis = Language::segment(&d.text);
            language.tag(&d.text, &mut analysis);
            analysis.tokens.len()
        });
        time("and names", &|d| language.analyse(&d.text, Some("en")).tokens.len());
        return Ok(());
    }
    let dev = load("gum-open-dev.conllu")?;
    let spoken = ["conversation", "vlog"];
    let edited: Vec<Document> = dev.iter().filter(|d| !spoken.contains(&d.genre.as_str())).cloned().collect();
    if matches!(job, "sentences" | "all" | "score") {
        let (tally, wrong) = score::sentences(&edited, errors);
        for error in wrong {
            println!("{error}\n");
        }
        println!("sentences gum edited f1 {:.4} {tally:?}", tally.f1());
    }
    if matches!(job, "pos" | "all" | "score") {
        let news: Vec<Document> = dev
            .iter()
            .filter(|d| ["news", "interview", "bio"].contains(&d.genre.as_str()))
            .cloned()
            .collect();
        for (name, documents) in
            [("gum news, interview, bio", &news), ("gum dev", &dev), ("ewt dev", &load("ewt-dev.conllu")?)]
        {
            let found = score::pos(&language, documents, if job == "pos" { errors } else { 0 });
            for error in &found.errors {
                println!("{error}");
            }
            let share = |n: usize| n as f64 / found.words.max(1) as f64;
            println!(
                "pos {name}: upos {:.4} with form {:.4} cut elsewhere {}",
                share(found.upos),
                share(found.form),
                found.unaligned
            );
        }
    }
    if matches!(job, "names" | "all" | "score") {
        for file in ["uner-dev.iob2", "worldwide-dev.tsv", "gum-open-dev.conllu"] {
            let found = score::names(
                &language,
                &load(file)?,
                if file.starts_with("worldwide") || job == "score" { errors } else { 0 },
            );
            for error in &found.errors {
                println!("{error}");
            }
            println!("names {file}: f1 {:.4} {:?}", found.all.f1(), found.all);
            for (kind, tally) in ["person", "organisation", "place"].iter().zip(found.kinds) {
                println!("  {kind}: f1 {:.4} {tally:?}", tally.f1());
            }
        }
    }
    Ok(())
}
