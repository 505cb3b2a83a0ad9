//! Everything said on standard error: problems with the input, progress, what went wrong. Never data.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use copydesk::intake::Summary;
use copydesk::model::{Diagnostic, Severity};
use copydesk::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Failure;
use crate::args::{Global, When};

/// How many problems are told before the rest is only counted.
const TOLD: usize = 20;

/// What is said, how loudly and how colourfully.
pub(crate) struct Talk {
    loudness: i16,
    colour: bool,
    colour_out: bool,
    bars: bool,
    diagnostics: Option<PathBuf>,
    told: RefCell<Told>,
}

#[derive(Default)]
struct Told {
    errors: usize,
    warnings: usize,
    notes: usize,
    shown: usize,
    file: Option<BufWriter<File>>,
    file_failed: bool,
}

impl Talk {
    pub(crate) fn new(global: &Global) -> Self {
        let loudness = i16::from(global.verbose) - i16::from(global.quiet);
        let may = |terminal: bool| match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
                    && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        };
        let err = io::stderr().is_terminal();
        let bars = match global.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => err && loudness >= 0,
        };
        Self {
            loudness,
            colour: may(err),
            colour_out: may(io::stdout().is_terminal()),
            bars,
            diagnostics: global.diagnostics.clone(),
            told: RefCell::default(),
        }
    }

    /// Whether to colour standard output.
    pub(crate) fn colour_out(&self) -> bool {
        self.colour_out
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn say(line: &str) {
        // Nobody to talk to is no reason to stop working.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Why nothing could be done.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.loudness < -1 {
            return;
        }
        let head = self.paint(AnsiColor::Red.on_default().bold(), "error:");
        Self::say(&format!("{head} {}", printable(&failure.reason)));
        if let Some(remedy) = &failure.remedy {
            let head = self.paint(AnsiColor::Cyan.on_default(), "help:");
            Self::say(&format!(" {head} {}", printable(remedy)));
        }
    }

    /// Something of note for those who asked for more.
    pub(crate) fn note(&self, text: &str) {
        if self.loudness > 0 {
            let head = self.paint(Style::new().dimmed(), "note:");
            Self::say(&format!("{head} {}", printable(text)));
        }
    }

    /// Something that the user has to know, unless they asked for quiet.
    pub(crate) fn tell(&self, text: &str) {
        if self.loudness >= 0 {
            Self::say(&printable(text));
        }
    }

    /// A problem with the input.
    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) {
        self.write_diagnostic(diagnostic);
        let mut told = self.told.borrow_mut();
        let (count, needed, style, name) = match diagnostic.severity {
            Severity::Error => (&mut told.errors, -1, AnsiColor::Red.on_default().bold(), "error"),
            Severity::Warning => (&mut told.warnings, 0, AnsiColor::Yellow.on_default().bold(), "warning"),
            Severity::Note => (&mut told.notes, 1, Style::new().dimmed(), "note"),
        };
        *count += 1;
        if self.loudness < needed {
            return;
        }
        told.shown += 1;
        if told.shown <= TOLD || self.loudness > 0 {
            let head = self.paint(style, &format!("{name}:"));
            let place = self.place(diagnostic);
            let code = self.paint(Style::new().dimmed(), &format!("[{}]", diagnostic.code));
            Self::say(&format!("{head} {place}: {} {code}", printable(&diagnostic.reason)));
            if !diagnostic.remedy.is_empty() {
                let head = self.paint(AnsiColor::Cyan.on_default(), "help:");
                Self::say(&format!("  {head} {}", printable(&diagnostic.remedy)));
            }
        }
    }

    fn place(&self, diagnostic: &Diagnostic) -> String {
        let mut place = printable(&diagnostic.file);
        if let Some(record) = diagnostic.record {
            let _ = write!(place, ", record {record}");
        }
        if let Some(byte) = diagnostic.byte {
            let _ = write!(place, ", byte {byte}");
        }
        self.paint(Style::new().bold(), &place)
    }

    /// What came of the input: told to those who asked for more, and to all when something was refused or passed over. It
    /// is also the last line of the diagnostics.
    pub(crate) fn summary(&self, summary: &Summary) {
        let codes: Vec<String> = summary.by_code.iter().map(|(code, n)| format!("{n} {code}")).collect();
        let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
        let passed = match summary.filtered {
            0 => String::new(),
            n => format!(", passed over {n} that were not wanted"),
        };
        let line = format!("read {}, skipped {}{codes}{passed}", summary.read, summary.skipped);
        if self.loudness > 0 || (self.loudness == 0 && summary.skipped + summary.filtered > 0) {
            let head = self.paint(Style::new().dimmed(), "note:");
            Self::say(&format!("{head} {}", printable(&line)));
        }
        self.write_diagnostic(&serde_json::json!({
            "summary": {
                "read": summary.read,
                "skipped": summary.skipped,
                "filtered": summary.filtered,
                "by_code": summary.by_code,
            }
        }));
    }

    /// Writes one line to the file of diagnostics, where there is one.
    fn write_diagnostic(&self, value: &impl serde::Serialize) {
        let Some(path) = &self.diagnostics else { return };
        let mut told = self.told.borrow_mut();
        if told.file_failed {
            return;
        }
        if told.file.is_none() {
            match File::create(path) {
                Ok(file) => told.file = Some(BufWriter::new(file)),
                Err(error) => {
                    told.file_failed = true;
                    Self::say(&format!("cannot write {}: {error}", path.display()));
                }
            }
        }
        if let Some(file) = &mut told.file {
            let written = serde_json::to_writer(&mut *file, value)
                .map_err(io::Error::from)
                .and_then(|()| file.write_all(b"\n"));
            if let Err(error) = written {
                told.file_failed = true;
                Self::say(&format!("cannot write {}: {error}", path.display()));
            }
        }
    }

    /// How many records were refused.
    pub(crate) fn errors(&self) -> usize {
        self.told.borrow().errors
    }

    /// Sums up the problems with the input; to be called once, when it has been read.
    pub(crate) fn input_is_over(&self) -> Result<(), Failure> {
        let mut told = self.told.borrow_mut();
        if let Some(path) = &self.diagnostics {
            // The file is there also when there is nothing to say in it.
            let written = match told.file.take() {
                Some(mut file) => file.flush(),
                None if told.file_failed => Ok(()),
                None => File::create(path).map(drop),
            };
            written.map_err(|e| Failure::writing(&path.display().to_string(), &e))?;
        }
        let hidden = if self.loudness > 0 { 0 } else { told.shown.saturating_sub(TOLD) };
        if hidden > 0 {
            let more = if self.diagnostics.is_some() { "" } else { "; --diagnostics FILE writes them all" };
            Self::say(&format!("… and {hidden} more problems (-v shows them{more})"));
        }
        Ok(())
    }

    /// A progress display for the pipeline.
    pub(crate) fn progress(&self) -> Bars {
        Bars { on: self.bars, bar: Mutex::new(None) }
    }

    /// A spinner that counts what is read; its `inc` and `finish_and_clear` are all that is needed.
    pub(crate) fn spinner(&self, what: &str) -> ProgressBar {
        if !self.bars {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {prefix:<10} {human_pos} reports  {per_sec}")
        {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// Runs `work` and, for those who asked for more, says how long it took.
    pub(crate) fn timed<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        if self.loudness > 0 {
            self.note(&format!("{what}: {:.2} s", start.elapsed().as_secs_f64()));
        }
        result
    }
}

/// The stages' progress bars.
pub(crate) struct Bars {
    on: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
    fn bar(&self) -> Option<ProgressBar> {
        self.bar.lock().ok().and_then(|b| b.clone())
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage, total: usize) {
        if !self.on {
            return;
        }
        let (name, unit) = match stage {
            Stage::Annotate => ("annotate", "reports"),
            Stage::Group => ("group", "reports"),
            Stage::Reconcile => ("reconcile", "stories"),
        };
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(8));
        let template = format!("  {{prefix:<10}} {{bar:32}} {{human_pos}}/{{human_len}} {unit}  {{eta}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_prefix(name);
        bar.enable_steady_tick(Duration::from_millis(200));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn step(&self, _: Stage) {
        if self.on
            && let Some(bar) = self.bar()
        {
            bar.inc(1);
        }
    }

    fn end(&self, _: Stage) {
        if let Some(bar) = self.bar() {
            bar.finish_and_clear();
        }
        if let Ok(mut slot) = self.bar.lock() {
            *slot = None;
        }
    }
}

/// Without anything that could steer a terminal: inputs name themselves, and a name may be hostile.
fn printable(text: &str) -> String {
    copydesk_present::printable(text)
}
