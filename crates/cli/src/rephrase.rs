//! Asks a language model of the user's own choice to reword the brief, and believes none of it.
//!
//! Off unless `--rephrase URL` is given. Each sentence goes alone to an endpoint that speaks OpenAI's chat completions, with its
//! evidence; what comes back is kept beside the extract only if every number, name, date and quoted word of it stands in the
//! evidence ([`copydesk::reconcile::supported`]). Otherwise, and when the endpoint fails, the extract stands.

use std::time::Duration;

use copydesk::model::Story;
use copydesk::reconcile::supported;
use serde_json::{Value, json};

use crate::talk::Talk;

/// How long one answer may take, and how long it may be.
const PATIENCE: Duration = Duration::from_mins(1);
const LONGEST: u64 = 1 << 20;
/// After so many failures in a row nothing more is asked.
const TRIES: usize = 3;

const ORDER: &str = "Reword the sentence as plain news prose in one sentence. Use only what the evidence says. \
    Keep every number, name, date and quoted word exactly. Answer with the sentence alone.";

/// Rewords the briefs of the stories, sentence by sentence.
pub(crate) fn rephrase(stories: &mut [Story], url: &str, model: &str, talk: &Talk) {
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let url = endpoint(url);
    let (mut kept, mut refused, mut failed) = (0usize, 0usize, 0usize);
    for sentence in stories.iter_mut().flat_map(|s| &mut s.brief) {
        if failed >= TRIES {
            break;
        }
        let evidence: Vec<&str> = sentence.evidence.iter().map(copydesk::model::Evidence::text).collect();
        match ask(&agent, &url, model, &evidence) {
            Ok(words) => {
                failed = 0;
                match supported(&words, &evidence) {
                    Ok(()) => {
                        kept += 1;
                        sentence.rephrased = Some(words);
                    }
                    Err(why) => {
                        refused += 1;
                        talk.note(&format!("rephrased sentence refused: {why}"));
                    }
                }
            }
            Err(why) => {
                failed += 1;
                talk.note(&format!("cannot rephrase with {url}: {why}"));
            }
        }
    }
    talk.note(&format!("rephrased {kept} sentences, refused {refused}"));
}

/// The address of the chat completions: as given where it names them, else below it.
fn endpoint(url: &str) -> String {
    let plain = url.trim_end_matches('/');
    if plain.ends_with("/chat/completions") {
        plain.to_owned()
    } else if plain.ends_with("/v1") {
        format!("{plain}/chat/completions")
    } else {
        format!("{plain}/v1/chat/completions")
    }
}

fn ask(agent: &ureq::Agent, url: &str, model: &str, evidence: &[&str]) -> Result<String, String> {
    let (first, others) = evidence.split_first().ok_or("no evidence")?;
    let question = format!("Sentence: {first}\nEvidence: {}", others.join("\n"));
    let body = json!({
        "model": model,
        "temperature": 0,
        "messages": [{"role": "system", "content": ORDER}, {"role": "user", "content": question}],
    });
    let mut response = agent
        .post(url)
        .header("content-type", "application/json")
        .send(body.to_string())
        .map_err(|e| e.to_string())?;
    let text =
        response.body_mut().with_config().limit(LONGEST).read_to_string().map_err(|e| e.to_string())?;
    let answer: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let words = answer["choices"][0]["message"]["content"].as_str().ok_or("an answer without words")?;
    Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn the_endpoint_is_found_from_any_of_its_beginnings() {
        for url in [
            "http://localhost:8080",
            "http://localhost:8080/v1/",
            "http://localhost:8080/v1/chat/completions",
        ] {
            assert_eq!(endpoint(url), "http://localhost:8080/v1/chat/completions");
        }
    }
}
