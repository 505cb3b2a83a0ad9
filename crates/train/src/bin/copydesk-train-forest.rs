//! `copydesk-train-forest [trees=N leaves=N rate=R least=N ridge=R columns=R] <ROWS >TREES`: fits the forests that judge by numbers.
//!
//! The rows are printed by `copydesk-eval`, as in `copydesk-eval quotations FILE --with ends` and `copydesk-eval bodies FILE --with rows`.

use std::io::Read as _;
use std::process::ExitCode;

use copydesk_train::forest::{self, Rows, Settings};

fn main() -> ExitCode {
    match run() {
        Ok(trees) => {
            print!("{trees}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("copydesk-train-forest: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<String, String> {
    let mut settings = Settings::default();
    for argument in std::env::args().skip(1) {
        let wrong =
            || format!("{argument}: not an option; see trees=, leaves=, rate=, least=, ridge=, columns=");
        let (name, value) = argument.split_once('=').ok_or_else(wrong)?;
        let whole = || value.parse().map_err(|_| wrong());
        let real = || value.parse().map_err(|_| wrong());
        match name {
            "trees" => settings.trees = whole()?,
            "leaves" => settings.leaves = whole()?,
            "least" => settings.least = whole()?,
            "rate" => settings.rate = real()?,
            "columns" => settings.columns = real()?,
            "ridge" => settings.ridge = real()?,
            _ => return Err(wrong()),
        }
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|e| e.to_string())?;
    Ok(forest::fit(&Rows::read(&text)?, &settings))
}
