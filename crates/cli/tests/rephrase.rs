//! `--rephrase URL` against a server of our own, which answers once well and then with invented numbers.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use harness::{document, folder};

/// Answers each request with the sentence that it is asked to reword, every second one with a number more.
fn serve(listener: &TcpListener) {
    for (n, stream) in listener.incoming().enumerate() {
        let mut stream = stream.unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap() == 0 || line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let question = asked["messages"][1]["content"].as_str().unwrap();
        let sentence = question.lines().next().unwrap().strip_prefix("Sentence: ").unwrap();
        let words =
            if n % 2 == 0 { sentence.to_owned() } else { format!("{sentence} Also 987 horses came.") };
        let answer = serde_json::json!({"choices": [{"message": {"content": words}}]}).to_string();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
    }
}

#[test]
fn only_sentences_that_the_evidence_bears_are_rephrased() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || serve(&listener));
    let folder = folder("rephrase");
    let document = document(&folder, &["examples/harbour-fire", "--rephrase", &url]);
    let brief = document["stories"][0]["brief"].as_array().unwrap();
    assert!(brief.len() > 2);
    for (n, sentence) in brief.iter().enumerate() {
        let rephrased = sentence["rephrased"].as_str();
        assert_eq!(rephrased.is_some(), n % 2 == 0, "{sentence}");
        assert_eq!(sentence["text"], sentence["evidence"][0]["text"], "the extract stands beside it");
    }
}
