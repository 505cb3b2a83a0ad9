//! *How does it get into other people's tools?*
//!
//! One function, [`export`], from a document to one of the [`Format`]s that newsrooms, archives, reference managers
//! and network tools read. Each format has a file of its own that says which standard it follows. Every one is a
//! view of the document: nothing is computed here that `copydesk read` did not find, and where a format has a
//! place for evidence, the evidence goes with it.
//!
//! Left out on purpose: what a person reads (that is `copydesk-present`), and formats that are binary tables.

mod annotation;
mod citation;
mod graph;
mod ninjs;
mod provenance;
mod schema_org;
mod table;

use std::fmt::{self, Write as _};
use std::str::FromStr;

use copydesk_model::document::Document;

/// A format to export to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// W3C Web Annotation JSON-LD: quotations and findings as annotations of the reports.
    Annotations,
    /// BibTeX: the reports as references.
    Bibtex,
    /// CSV: who copied from whom, a passage a line.
    CopiesCsv,
    /// CSL-JSON: the reports as references.
    Csl,
    /// CSV: the ledger, a value of a finding a line.
    FindingsCsv,
    /// GEXF 1.3: the copy graph, for Gephi.
    Gexf,
    /// GraphML: the copy graph.
    Graphml,
    /// IPTC ninjs 3: a news item a report.
    Ninjs,
    /// W3C PROV-O JSON-LD: what every assertion was derived from.
    Prov,
    /// CSV: a quotation of a report a line.
    QuotationsCsv,
    /// CSV: a report a line, with its story and origin.
    ReportsCsv,
    /// RIS: the reports as references.
    Ris,
    /// schema.org JSON-LD: `NewsArticle` and `Quotation`.
    SchemaOrg,
}

/// All formats, with the name by which a user asks for them and the usual file extension.
const FORMATS: &[(Format, &str, &str)] = &[
    (Format::Annotations, "annotations", "jsonld"),
    (Format::Bibtex, "bibtex", "bib"),
    (Format::CopiesCsv, "copies-csv", "csv"),
    (Format::Csl, "csl", "json"),
    (Format::FindingsCsv, "findings-csv", "csv"),
    (Format::Gexf, "gexf", "gexf"),
    (Format::Graphml, "graphml", "graphml"),
    (Format::Ninjs, "ninjs", "json"),
    (Format::Prov, "prov", "jsonld"),
    (Format::QuotationsCsv, "quotations-csv", "csv"),
    (Format::ReportsCsv, "reports-csv", "csv"),
    (Format::Ris, "ris", "ris"),
    (Format::SchemaOrg, "schema-org", "jsonld"),
];

impl Format {
    /// Every format, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|(format, ..)| *format)
    }

    /// The name by which a user asks for it.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The usual extension of its files.
    pub fn extension(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        FORMATS.iter().find(|(format, ..)| *format == self).unwrap_or(&FORMATS[0])
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::all().map(Format::name).collect();
        write!(f, "no export format is called {:?}; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all().find(|format| format.name() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// Writes `document` in `format`; the text ends in a line break.
pub fn export(document: &Document, format: Format) -> String {
    let mut out = match format {
        Format::Annotations => json(&annotation::collection(document)),
        Format::Bibtex => citation::bibtex(document),
        Format::CopiesCsv => table::copies(document),
        Format::Csl => json(&citation::csl(document)),
        Format::FindingsCsv => table::findings(document),
        Format::Gexf => graph::gexf(document),
        Format::Graphml => graph::graphml(document),
        Format::Ninjs => json(&ninjs::items(document)),
        Format::Prov => json(&provenance::graph(document)),
        Format::QuotationsCsv => table::quotations(document),
        Format::ReportsCsv => table::reports(document),
        Format::Ris => citation::ris(document),
        Format::SchemaOrg => json(&schema_org::graph(document)),
    };
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn json(value: &serde_json::Value) -> String {
    format!("{value:#}")
}

/// The name of a report as a resource: its URL, else a URN of its id.
fn iri(url: Option<&str>, id: &str) -> String {
    url.map_or_else(|| urn("report", id), str::to_owned)
}

/// `urn:copydesk:KIND:ID`, with what a URN may not hold percent-encoded.
fn urn(kind: &str, id: &str) -> String {
    let mut out = format!("urn:copydesk:{kind}:");
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/@".contains(&byte) {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
