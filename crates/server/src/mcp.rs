//! The desk as tools for agents, over the Model Context Protocol: on standard input and output (`copydesk mcp`), and as
//! streamable HTTP at `/mcp`.
//!
//! All tools only look. Each has a schema of what it takes and of what it gives, and every assertion in an answer
//! carries the exact words of a report and their place.

use std::sync::Arc;

use axum::Router;
use copydesk_desk::{Desk, Moment, Query, Sort, StoryFilter};
use copydesk_model::StoryId;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{Json, ServerHandler, ServiceExt as _, tool, tool_handler, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::claim::{self, Checked, Words};
use crate::data::seq_at;
use crate::printed::{Evidence, Family, Story};

const ABOUT: &str = "A desk of news reports, grouped into stories. For every story it knows how many reports are truly \
independent (origins), what they agree on, where they differ, who said what in which words. Every assertion comes with the exact \
words of a report and their place (code points). It never rules on who is right: say who reports what, and cite the reports.";

/// The tools of a desk.
#[derive(Clone)]
pub struct Tools {
    desk: Arc<Desk>,
}

/// Which stories to find.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct FindStories {
    /// Words to look for in the reports: all of them have to be there; "in a row" in quotation marks, begin*, -without.
    /// Leave it out for the stories of most origins lately.
    #[serde(default)]
    pub query: Option<String>,
    /// A person in the story, by full name.
    #[serde(default)]
    pub person: Option<String>,
    /// A place in the story.
    #[serde(default)]
    pub place: Option<String>,
    /// An outlet that reports it.
    #[serde(default)]
    pub outlet: Option<String>,
    /// First day of publication, such as 2024-06-04.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day of publication.
    #[serde(default)]
    pub to: Option<String>,
    /// How many at most: 1 to 50, 10 when left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 50))]
    pub limit: Option<usize>,
}

/// Stories that were found.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct FoundStories {
    /// The stories.
    pub stories: Vec<FoundStory>,
}

/// A story at a glance.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct FoundStory {
    /// Its id, for `story_ledger`.
    pub story: String,
    /// Its headline.
    pub headline: String,
    /// First sentence of its brief.
    pub lead: Option<String>,
    /// Number of reports.
    pub reports: usize,
    /// Number of different texts.
    pub texts: usize,
    /// Number of independent origins.
    pub origins: usize,
    /// Findings on which reports differ.
    pub conflicting: usize,
    /// Findings that a later report overtook.
    pub superseded: usize,
    /// Findings on which independent origins agree.
    pub corroborated: usize,
    /// First day of publication.
    pub from: Option<String>,
    /// The day after the last.
    pub to: Option<String>,
    /// Outlets, those of most reports first.
    pub outlets: Vec<String>,
    /// Exact words of a report that were found, if words were looked for.
    pub passage: Option<Passage>,
}

/// Exact words of a report.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Passage {
    /// The report.
    pub report: String,
    /// First code point.
    pub start: usize,
    /// The code point after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// Which story.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct StoryLedger {
    /// The story's id.
    pub story: String,
    /// As it stood then: 2024-06-04 or 2024-06-04T12:00:00Z.
    #[serde(default)]
    pub as_of: Option<String>,
}

/// What the reports of a story say together.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// The story.
    pub story: String,
    /// Its headline.
    pub headline: String,
    /// Its reports.
    pub reports: Vec<LedgerReport>,
    /// Number of different texts.
    pub texts: usize,
    /// Independent origins: ids of reports that go back to the same text together.
    pub origins: Vec<Vec<String>>,
    /// In brief: sentences of reports.
    pub brief: Vec<Said>,
    /// What they agree and differ on, most consequential first.
    pub findings: Vec<LedgerFinding>,
    /// Whether there are more findings than are listed.
    pub more: bool,
}

/// A report at a glance.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct LedgerReport {
    /// Its id.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// When.
    pub published: Option<String>,
}

/// A sentence and where it stands.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The words.
    pub text: String,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// Where.
    pub evidence: Vec<Passage>,
}

/// One thing that the reports say.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct LedgerFinding {
    /// Its id.
    pub finding: String,
    /// What it is about.
    pub slot: String,
    /// `conflicting`, `superseded`, `corroborated` or `single_source`.
    pub standing: String,
    /// In one line.
    pub explanation: String,
    /// The values, best supported first.
    pub values: Vec<LedgerValue>,
}

/// One of the values that reports give.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct LedgerValue {
    /// Normalised.
    pub value: String,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// In which words.
    pub evidence: Vec<Passage>,
}

/// Whose words.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct QuotationsOf {
    /// The person's name.
    pub person: String,
    /// How many at most: 1 to 50, 20 when left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 50))]
    pub limit: Option<usize>,
}

/// What a person said.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quotations {
    /// The name.
    pub person: String,
    /// How many quotations there are.
    pub total: usize,
    /// The quotations, newest first.
    pub quotations: Vec<QuotationOf>,
    /// Names that the desk knows and that begin like the one asked for, when nobody of that name is quoted.
    pub similar: Vec<String>,
}

/// A quotation in its wordings.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct QuotationOf {
    /// The story.
    pub story: String,
    /// Its headline.
    pub headline: String,
    /// The wordings, the canonical one first.
    pub wordings: Vec<Wording>,
}

/// One wording and who carries it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub evidence: Vec<Passage>,
}

/// What to check.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CheckClaim {
    /// The claim, as a sentence.
    #[schemars(length(min = 1, max = 2000))]
    pub claim: String,
}

impl From<&Evidence> for Passage {
    fn from(e: &Evidence) -> Self {
        Self { report: e.report.clone(), start: e.start, end: e.end, text: e.text.clone() }
    }
}

impl From<&Words> for Passage {
    fn from(w: &Words) -> Self {
        Self { report: w.report.clone(), start: w.start, end: w.end, text: w.text.clone() }
    }
}

fn passages(evidence: &[Evidence]) -> Vec<Passage> {
    evidence.iter().map(Passage::from).collect()
}

/// Does something with the desk on a thread that may block.
async fn with<T: Send + 'static>(
    desk: &Arc<Desk>,
    work: impl FnOnce(&Desk) -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let desk = desk.clone();
    tokio::task::spawn_blocking(move || work(&desk)).await.map_err(|e| e.to_string())?
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped by value")]
fn words(error: copydesk_desk::Error) -> String {
    error.to_string()
}

#[tool_router(vis = "pub(crate)")]
impl Tools {
    /// The tools of this desk.
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { desk }
    }

    /// Finds stories: by words of their reports, person, place, outlet and time. Without anything: the stories of most
    /// independent origins lately.
    #[tool(
        name = "find_stories",
        annotations(title = "Find stories", read_only_hint = true, open_world_hint = false)
    )]
    async fn find_stories(
        &self,
        Parameters(wanted): Parameters<FindStories>,
    ) -> Result<Json<FoundStories>, String> {
        with(&self.desk, move |desk| find(desk, wanted)).await.map(Json)
    }

    /// The ledger of a story: its reports and independent origins, a brief, and what the reports agree and differ on,
    /// every value with the exact words.
    #[tool(
        name = "story_ledger",
        annotations(title = "Story ledger", read_only_hint = true, open_world_hint = false)
    )]
    async fn story_ledger(
        &self,
        Parameters(wanted): Parameters<StoryLedger>,
    ) -> Result<Json<Ledger>, String> {
        with(&self.desk, move |desk| ledger(desk, &wanted)).await.map(Json)
    }

    /// What a person said according to the reports, in all wordings, with who carries which.
    #[tool(
        name = "quotations_of",
        annotations(title = "Quotations of a person", read_only_hint = true, open_world_hint = false)
    )]
    async fn quotations_of(
        &self,
        Parameters(wanted): Parameters<QuotationsOf>,
    ) -> Result<Json<Quotations>, String> {
        with(&self.desk, move |desk| quotations(desk, &wanted)).await.map(Json)
    }

    /// Checks a claim against the desk: which reports support it, which say otherwise, which are silent, with their
    /// exact words. It does not say whether the claim is true.
    #[tool(
        name = "check_claim",
        annotations(title = "Check a claim", read_only_hint = true, open_world_hint = false)
    )]
    async fn check_claim(&self, Parameters(wanted): Parameters<CheckClaim>) -> Result<Json<Checked>, String> {
        with(&self.desk, move |desk| claim::check(desk, &wanted.claim).map_err(|p| p.title)).await.map(Json)
    }
}

#[tool_handler]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("copydesk", env!("CARGO_PKG_VERSION")))
            .with_instructions(ABOUT)
    }
}

fn find(desk: &Desk, wanted: FindStories) -> Result<FoundStories, String> {
    let limit = wanted.limit.unwrap_or(10).clamp(1, 50);
    let filter = StoryFilter {
        from: wanted.from.clone(),
        to: wanted.to.clone(),
        outlet: wanted.outlet.clone(),
        person: wanted.person,
        place: wanted.place,
        ..StoryFilter::default()
    };
    let found = |card: &copydesk_desk::StoryCard, passage| FoundStory {
        story: card.id.to_string(),
        headline: card.headline.clone(),
        lead: card.lead.clone(),
        reports: card.reports,
        texts: card.texts,
        origins: card.origins,
        conflicting: card.standings.conflicting,
        superseded: card.standings.superseded,
        corroborated: card.standings.corroborated,
        from: card.from.clone(),
        to: card.to.clone(),
        outlets: card.outlets.clone(),
        passage,
    };
    let query = wanted.query.unwrap_or_default();
    if query.trim().is_empty() {
        let page = desk.stories(&filter, Sort::Top, None, limit, None).map_err(words)?;
        return Ok(FoundStories { stories: page.items.iter().map(|c| found(c, None)).collect() });
    }
    let results = desk
        .search(&Query {
            words: query,
            from: wanted.from,
            to: wanted.to,
            outlet: wanted.outlet,
            limit: 200,
            ..Query::default()
        })
        .map_err(words)?;
    let mut stories: Vec<FoundStory> = Vec::new();
    for hit in results.hits {
        if stories.len() == limit {
            break;
        }
        if stories.iter().any(|s| s.story == hit.story.as_str()) {
            continue;
        }
        let Some(record) = desk.story(&hit.story, None).map_err(words)? else { continue };
        let has = |wanted: &Option<String>, names: &[String]| {
            wanted.as_ref().is_none_or(|w| names.iter().any(|n| n.eq_ignore_ascii_case(w)))
        };
        if !has(&filter.person, &record.card.people) || !has(&filter.place, &record.card.places) {
            continue;
        }
        let passage = hit.snippet.map(|s| Passage {
            report: hit.report.to_string(),
            start: s.start,
            end: s.end,
            text: s.text,
        });
        stories.push(found(&record.card, passage));
    }
    Ok(FoundStories { stories })
}

/// Findings that are listed.
const FINDINGS: usize = 60;

fn ledger(desk: &Desk, wanted: &StoryLedger) -> Result<Ledger, String> {
    let as_of = match &wanted.as_of {
        None => None,
        Some(text) => {
            Some(Moment::parse(text).ok_or_else(|| format!("{text:?} is no instant; give 2024-06-04"))?)
        }
    };
    let seq = seq_at(desk, as_of).map_err(words)?;
    let record = desk
        .story(&StoryId::new(wanted.story.as_str()), seq)
        .map_err(words)?
        .ok_or_else(|| format!("there is no story {:?}; find_stories gives ids", wanted.story))?;
    let story: Story = serde_json::from_str(record.story.get()).map_err(|e| e.to_string())?;
    Ok(Ledger {
        story: story.id,
        headline: story.headline,
        reports: record
            .reports
            .iter()
            .map(|r| LedgerReport {
                report: r.id.to_string(),
                outlet: r.outlet.clone(),
                title: r.title.clone(),
                url: r.url.clone(),
                published: r.published.date.clone(),
            })
            .collect(),
        texts: story.texts.len(),
        origins: story.origins,
        brief: story
            .brief
            .iter()
            .map(|s| Said { text: s.text.clone(), origins: s.origins, evidence: passages(&s.evidence) })
            .collect(),
        more: story.findings.len() > FINDINGS,
        findings: story
            .findings
            .iter()
            .take(FINDINGS)
            .map(|f| LedgerFinding {
                finding: f.id.clone(),
                slot: f.slot.clone(),
                standing: match f.standing {
                    copydesk_model::Standing::Conflicting => "conflicting",
                    copydesk_model::Standing::Superseded => "superseded",
                    copydesk_model::Standing::Corroborated => "corroborated",
                    copydesk_model::Standing::SingleSource => "single_source",
                }
                .to_owned(),
                explanation: f.explanation.clone(),
                values: f
                    .values
                    .iter()
                    .map(|v| LedgerValue {
                        value: v.value.clone(),
                        origins: v.origins,
                        evidence: passages(&v.evidence),
                    })
                    .collect(),
            })
            .collect(),
    })
}

fn quotations(desk: &Desk, wanted: &QuotationsOf) -> Result<Quotations, String> {
    let limit = wanted.limit.unwrap_or(20).clamp(1, 50);
    let Some(record) = desk.person(&wanted.person, None, limit).map_err(words)? else {
        let first = wanted.person.split_whitespace().next().unwrap_or_default();
        let similar = desk.people(first, 10).map_err(words)?.into_iter().map(|(_, name, _)| name).collect();
        return Ok(Quotations { person: wanted.person.clone(), total: 0, quotations: Vec::new(), similar });
    };
    let mut quotations = Vec::new();
    for quotation in record.quotations.items {
        let family: Family = serde_json::from_str(quotation.quotation.get()).map_err(|e| e.to_string())?;
        quotations.push(QuotationOf {
            story: quotation.story.to_string(),
            headline: quotation.headline,
            wordings: family
                .variants
                .iter()
                .map(|v| Wording { text: v.text.clone(), evidence: passages(&v.evidence) })
                .collect(),
        });
    }
    Ok(Quotations { person: record.name, total: record.total, quotations, similar: Vec::new() })
}

/// The streamable HTTP transport. The door in front of it has checked host, origin and token already.
pub(crate) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let desk = app.desk.clone();
    let service = StreamableHttpService::new(
        move || Ok(Tools::new(desk.clone())),
        Arc::new(LocalSessionManager::default()),
        StreamableHttpServerConfig::default().disable_allowed_hosts(),
    );
    Router::new().route_service("/mcp", service)
}

/// Speaks on standard input and output until the client is done.
///
/// # Errors
/// When the client does not speak the protocol.
pub async fn stdio(desk: Arc<Desk>) -> Result<(), String> {
    let service = match Tools::new(desk).serve(rmcp::transport::stdio()).await {
        Ok(service) => service,
        // A client that never said a word wanted nothing.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    service.waiting().await.map_err(|e| e.to_string())?;
    Ok(())
}
