//! Diagnostic codes: those of intake, and those of the stages that read lines.

use copydesk::intake;
use copydesk::model::Severity;
use copydesk_fetch::Kind;

use super::chain::Chain;

/// Code, severity, what it means, what the user can do.
type Row = (&'static str, Severity, &'static str, &'static str);

/// The codes that do not come from intake.
const STAGES: &[Row] = &[
    (
        "id-reused",
        Severity::Error,
        "Two reports with different texts have the same id. The first was kept, the other refused: an id names one text.",
        "give the second report an id of its own",
    ),
    (
        "fetch-unchanged",
        Severity::Note,
        "The server says that nothing has changed since the last fetch, so nothing was sent and nothing read.",
        "nothing needs to be done",
    ),
    (
        "revision",
        Severity::Note,
        "The same page was seen with another text. The latest text is the report; the earlier one is kept with it as a revision, with what changed, and counts neither as a report nor as a corroboration.",
        "nothing needs to be done; the document holds the earlier text under `revisions`",
    ),
    (
        "url-reused",
        Severity::Warning,
        "One address holds two wholly different texts, as the page of a ticker does. Both were kept as reports of their own.",
        "nothing needs to be done, unless the two are one report",
    ),
    (
        "not-a-report",
        Severity::Error,
        "The line is JSON, but not a report: it has no text, or a field of another type than the contract says.",
        "`copydesk schema report` prints what a line has to look like",
    ),
    (
        "not-an-assignment",
        Severity::Error,
        "The line is JSON, but does not say which story a report belongs to.",
        "`copydesk group` makes such lines; `copydesk schema assignment` prints what they look like",
    ),
    (
        "reading-mismatch",
        Severity::Error,
        "The words beside a position in the reading are not the words of the report at that position, so the reading was made for another text.",
        "annotate the report again",
    ),
    (
        "reading-missing",
        Severity::Error,
        "A report was assigned to a story, but its text and reading are not among the input.",
        "leave --bare out when you group, or name the annotated reports with --readings FILE",
    ),
    (
        "report-twice",
        Severity::Note,
        "The same id with the same text came twice. It was read once.",
        "nothing needs to be done",
    ),
];

/// What a code means, if it is one.
pub(super) fn chain(code: &str) -> Option<Chain> {
    if let Some(known) = intake::explain(code) {
        let mut chain = head(known.code, known.severity);
        chain.add(known.explanation);
        chain.add(format!("example: {}", known.example));
        chain.add(format!("help: {}", known.remedy));
        return Some(chain);
    }
    if let Some(kind) = Kind::ALL.iter().find(|k| k.code() == code) {
        let mut chain = head(kind.code(), Severity::Error);
        chain.add(kind.explanation());
        chain.add(format!("help: {}", kind.remedy()));
        return Some(chain);
    }
    let (name, severity, explanation, remedy) = STAGES.iter().find(|(name, ..)| *name == code)?;
    let mut chain = head(name, *severity);
    chain.add(explanation);
    chain.add(format!("help: {remedy}"));
    Some(chain)
}

fn head(code: &str, severity: Severity) -> Chain {
    let severity = match severity {
        Severity::Error => "error: the record is refused, the rest is read",
        Severity::Warning => "warning: the record is read, something in it was repaired or left out",
        Severity::Note => "note: worth knowing, nothing is lost",
    };
    Chain::new(format!("{code} ({severity})"))
}

/// All codes, in the order of their names.
pub(super) fn all() -> Vec<&'static str> {
    let mut all: Vec<&str> = intake::codes().iter().map(|c| c.code).collect();
    all.extend(Kind::ALL.iter().map(|k| k.code()));
    all.extend(STAGES.iter().map(|(name, ..)| name));
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_can_be_explained() {
        for code in all() {
            assert!(chain(code).is_some_and(|c| !c.because.is_empty()), "{code}");
        }
        assert!(chain("no-such-code").is_none());
    }
}
