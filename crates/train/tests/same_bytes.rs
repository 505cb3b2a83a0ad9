//! The trainer on a small invented corpus.

use std::fmt::Write as _;

use copydesk_language::{Language, Tables};
use copydesk_train::corpus::{self, Gold};
use copydesk_train::{augment, namer, tagger};

/// A treebank of two sentences, many times over.
fn treebank() -> String {
    let rows = [
        ("Mara", "PROPN", "NNP", " "),
        ("Okello", "PROPN", "NNP", " "),
        ("visited", "VERB", "VBD", " "),
        ("Port", "PROPN", "NNP", " "),
        ("Gramble", "PROPN", "NNP", " "),
        ("on", "ADP", "IN", " "),
        ("Monday", "PROPN", "NNP", "SpaceAfter=No"),
        (".", "PUNCT", ".", "_"),
    ];
    let mut out = String::from("# newdoc id = a\n# newpar\n");
    for _ in 0..6 {
        for (i, (form, upos, penn, misc)) in rows.iter().enumerate() {
            let entity = match i {
                0 => "Entity=(1-person-new-n-cf1-1-coref-X",
                1 => "Entity=1)",
                3 => "Entity=(2-place-new-n-cf1-1-sgl-Y",
                4 => "Entity=2)",
                _ => "_",
            };
            let misc = if *misc == "SpaceAfter=No" { misc } else { entity };
            let _ = writeln!(out, "{}\t{form}\t_\t{upos}\t{penn}\t_\t_\t_\t_\t{misc}", i + 1);
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_same_data_give_the_same_bytes_and_a_model_that_knows_them() {
    let folder = std::env::temp_dir().join(format!("copydesk-train-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("small.conllu");
    std::fs::write(&file, treebank()).unwrap();
    let documents = corpus::read(&file).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let text = &documents[0].text;
    assert_eq!(documents[0].sentences.len(), 6);
    let named: Vec<&str> = documents[0].names.iter().take(2).map(|(s, _)| s.of(text)).collect();
    assert_eq!(named, ["Mara Okello", "Port Gramble"]);
    assert!(matches!(documents[0].names[0].1, Gold::Kind(copydesk_model::EntityKind::Person)));

    let settings =
        tagger::Settings { epochs: 2, bits: 10, voters: 1, voters_again: 1, ..tagger::Settings::default() };
    let trained = tagger::train(&documents, &settings);
    assert_eq!(trained, tagger::train(&documents, &settings));

    let language = Language::with_models(&Tables {
        words: Box::leak(trained.words.into_boxed_slice()),
        pos: Box::leak(trained.first.into_boxed_slice()),
        pos_again: Box::leak(trained.again.into_boxed_slice()),
        ..Tables::default()
    });
    let lists = augment::Lists::embedded();
    let copy = augment::exchanged(&documents[0], &lists, 1);
    assert_eq!(copy.text, augment::exchanged(&documents[0], &lists, 1).text);
    assert_eq!(copy.names.len(), documents[0].names.len());
    let all = vec![documents[0].clone(), copy];
    let settings = namer::Settings { epochs: 2, voters: 1, ..namer::Settings::default() };
    let (first, again) = namer::train(&all, 1, &language, &settings);
    assert_eq!((first, again), namer::train(&all, 1, &language, &settings));
}
