//! Who may come in.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use copydesk_server::keys::{Keys, Scope};

use crate::args::{TokenCommand, TokenScope};
use crate::output::Stdout;
use crate::{Failure, Outcome};

/// The keys of a desk. Where nothing says where they are, `needed` decides whether that is a failure.
pub(super) fn keys(desk: &str, file: Option<&Path>, needed: bool) -> Result<Keys, Failure> {
    let path: Option<PathBuf> = file.map(Path::to_path_buf).or_else(|| Keys::beside(desk));
    match path {
        Some(path) => {
            Keys::open(&path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))
        }
        None if needed => Err(Failure::new("a desk on a server has no file for its tokens to lie beside")
            .remedy("say where they are: --keys FILE")),
        None => Ok(Keys::in_memory()),
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line may look at the clock")]
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
}

pub(crate) fn run(command: &TokenCommand, json: bool) -> Result<Outcome, Failure> {
    let mut out = Stdout::new();
    let outcome = match command {
        TokenCommand::Add(args) => {
            let keys = keys(&args.of.desk, args.of.keys.as_deref(), true)?;
            let scope = match args.scope {
                TokenScope::Read => Scope::Read,
                TokenScope::Write => Scope::Write,
            };
            let token = keys
                .add(&args.name, scope, now())
                .map_err(|e| Failure::new(format!("cannot keep the token: {e}")))?;
            if json {
                out.json(&serde_json::json!({ "name": args.name, "scope": scope, "token": token }))?;
            } else {
                out.text(&format!("{token}\n"))?;
            }
            Outcome::Done
        }
        TokenCommand::List(args) => {
            let tokens = keys(&args.of.desk, args.of.keys.as_deref(), true)?.tokens();
            if json {
                let list: Vec<_> = tokens
                    .iter()
                    .map(|t| serde_json::json!({ "name": t.name, "scope": t.scope, "made": t.made }))
                    .collect();
                out.json(&list)?;
            } else {
                for token in &tokens {
                    let scope = if token.scope == Scope::Write { "write" } else { "read" };
                    out.text(&format!("{}\t{scope}\n", token.name))?;
                }
            }
            Outcome::Done
        }
        TokenCommand::Remove(args) => {
            let gone = keys(&args.of.desk, args.of.keys.as_deref(), true)?
                .remove(&args.name)
                .map_err(|e| Failure::new(format!("cannot write: {e}")))?;
            if !gone {
                return Err(Failure::new(format!("there is no token {:?}", args.name))
                    .remedy("`copydesk token list` names them"));
            }
            Outcome::Done
        }
    };
    out.finish()?;
    Ok(outcome)
}
