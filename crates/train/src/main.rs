//! `copydesk-train CORPORA OUT [pos|names|score]`: trains the models of the language room and prints their scores.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Instant;

use copydesk_language::{Language, Tables};
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

/// Seconds of processor time that this thread has had, where the system tells; otherwise seconds.
fn processor_seconds() -> f64 {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| STARTED.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn run(corpora: &Path, out: &Path, job: &str, errors: usize, options: &[String]) -> Result<(), String> {
    let option = |name: &str| options.iter().find_map(|o| o.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str, or: u64| option(name).and_then(|v| v.parse().ok()).unwrap_or(or);
    let real = |name: &str, or: f32| option(name).and_then(|v| v.parse().ok()).unwrap_or(or);
    // A corpus' number, or "all" for what all share.
    let as_corpus = |name: &str, or: Option<usize>| option(name).map_or(or, |v| v.parse().ok());
    let usual = namer::Settings::default();
    let settings = namer::Settings {
        epochs: number("epochs", usual.epochs),
        voters: number("voters", usual.voters),
        margin: number("margin", usual.margin as u64) as f32,
        copies: number("copies", usual.copies),
        own: real("own", usual.own),
        run_as: as_corpus("as", usual.run_as),
        ..usual
    };
    let load = |name: &str| corpus::read(&corpora.join(name));
    let load_as = |name: &str, number: usize| {
        load(name).map(|mut documents| {
            for document in &mut documents {
                document.corpus = number;
            }
            documents
        })
    };
    let write =
        |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).map_err(|e| format!("{name}: {e}"));
    let stored = |name: &str| fs::read(out.join(name)).unwrap_or_default();
    let newslike = |d: &Document| ["news", "interview", "bio"].contains(&d.genre.as_str());
    // Every fourth newslike document of GUM can be held out, to measure on more than its small dev part.
    let (mut gum, mut held): (Vec<Document>, Vec<Document>) = (load("gum-open-train.conllu")?, Vec::new());
    if let Some(fold) = option("hold").and_then(|f| f.parse::<usize>().ok()) {
        let mut number = 0;
        (held, gum) = gum.into_iter().partition(|d| {
            number += usize::from(newslike(d));
            newslike(d) && number % 4 == fold
        });
    }
    if matches!(job, "all" | "pos") {
        let mut documents = load_as("ewt-train.conllu", 1)?;
        documents.extend(gum.iter().cloned());
        let usual = tagger::Settings::default();
        let settings = tagger::Settings {
            epochs: number("pos-epochs", usual.epochs),
            margin: number("pos-margin", usual.margin as u64) as f32,
            bits: number("pos-bits", u64::from(usual.bits)) as u8,
            voters: number("pos-voters", usual.voters),
            own: real("pos-own", usual.own),
            run_as: as_corpus("pos-as", usual.run_as),
            seen: number("pos-seen", u64::from(usual.seen)) as u32,
            sure: number("pos-sure", u64::from(usual.sure)) as u32,
            margin_again: real("again-margin", usual.margin_again),
            voters_again: number("again-voters", usual.voters_again),
            epochs_again: number("again-epochs", usual.epochs_again),
            ..usual
        };
        let trained = tagger::train(&documents, &settings);
        write("words.bin", &trained.words)?;
        write("pos.bin", &trained.first)?;
        write("pos-again.bin", &trained.again)?;
    }
    let tables = Tables {
        words: keep(stored("words.bin")),
        pos: keep(stored("pos.bin")),
        pos_again: keep(if option("once").is_some() { Vec::new() } else { stored("pos-again.bin") }),
        ..Tables::default()
    };
    if matches!(job, "all" | "names") {
        let language = Language::with_models(&tables);
        let skip = option("skip").unwrap_or_default();
        let mut documents: Vec<Document> = if skip.contains("gum") { Vec::new() } else { gum };
        for (name, file) in [("uner", "uner-train.iob2"), ("wiki", "wikigold.conllu")] {
            if !skip.contains(name) {
                documents.extend(load_as(file, if name == "uner" { 1 } else { 2 })?);
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
            let teacher =
                Language::with_models(&Tables { names: keep(once), names_again: keep(again), ..tables });
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
    let language = Language::with_models(&Tables {
        names: keep(stored("names.bin")),
        names_again: keep(stored("names-again.bin")),
        ..tables
    });
    if job == "show" {
        let text = fs::read_to_string(option("file").unwrap_or_default()).map_err(|e| e.to_string())?;
        let analysis = language.analyse(&text, Some("en"));
        for token in &analysis.tokens {
            println!("{:?} {:?}\t{}", token.upos, token.xpos, token.text(&text));
        }
        for name in &analysis.names {
            println!("{:?}\t{}", name.kind, name.span.of(&text));
        }
        return Ok(());
    }
    if job == "speed" {
        let documents = load("worldwide-dev.tsv")?;
        let time = |what: &str, work: &dyn Fn(&Document) -> usize| {
            let started = processor_seconds();
            let tokens: usize = documents.iter().map(work).sum();
            println!("{what}: {:.0} tokens a second", tokens as f64 / (processor_seconds() - started));
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
    if matches!(job, "pos" | "tags" | "all" | "score") {
        let news: Vec<Document> = dev.iter().filter(|d| newslike(d)).cloned().collect();
        for (name, documents) in [
            ("gum held out", &held),
            ("gum news, interview, bio", &news),
            ("gum dev", &dev),
            ("ewt dev", &load("ewt-dev.conllu")?),
        ] {
            if documents.is_empty() {
                continue;
            }
            let found =
                score::pos(&language, documents, if matches!(job, "pos" | "tags") { errors } else { 0 });
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
