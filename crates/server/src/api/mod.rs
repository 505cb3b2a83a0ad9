//! The HTTP API under `/api/v1`: JSON of the desk's own records, `problem+json` for what goes wrong.
//!
//! Its description is [`openapi`], and `crates/server/openapi.json` is a snapshot of it that a test holds true.

#![allow(clippy::unused_async, reason = "axum takes async functions")]

mod extract;
pub mod openapi;
mod posting;
mod replays;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Extension, Router};
use copydesk_desk::{Act, Desk, Edit, Moment, Query, Sort, StoryFilter};
use copydesk_model::{ReportId, StoryId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::asked::Asked;
use crate::cache::Answer;
use crate::data::{seq_at, standing};
use crate::guard::Visitor;
use crate::keys::{EVENTS, Webhook};
use crate::problem::Problem;
use crate::{claim, clock, export, hooks, live};
use extract::{Body, In, Of};

pub(crate) use replays::Replays;

const JSON: &str = "application/json";
/// How many things a page of a list holds, and how many it may hold.
const PAGE: usize = 20;
const LONGEST: usize = 200;

/// The routes.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/openapi.json", get(description))
        .route("/api/v1/stats", get(stats))
        .route("/api/v1/stories", get(stories))
        .route("/api/v1/stories/{id}", get(story))
        .route("/api/v1/stories/{id}/export/{format}", get(story_export))
        .route("/api/v1/facets", get(facets))
        .route("/api/v1/reports", post(posting::post))
        .route("/api/v1/reports/{id}", get(report).delete(remove))
        .route("/api/v1/people", get(people))
        .route("/api/v1/people/{name}", get(person))
        .route("/api/v1/search", get(search))
        .route("/api/v1/claims", post(check))
        .route("/api/v1/changes", get(changes))
        .route("/api/v1/stream", get(live::stream))
        .route("/api/v1/edits", get(edits).post(edit))
        .route("/api/v1/webhooks", get(webhooks).post(add_webhook))
        .route("/api/v1/webhooks/{id}", delete(remove_webhook))
        .method_not_allowed_fallback(not_so)
}

async fn not_so() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this resource does not take that method")
}

impl Asked {
    /// JSON that is made once for each state of the desk.
    async fn json<T, F>(&self, key: String, make: F) -> Result<Response, Problem>
    where
        T: Serialize,
        F: FnOnce(&Desk) -> Result<T, Problem> + Send + 'static,
    {
        let print = |app: &App| {
            let value = make(&app.desk)?;
            Ok(Answer::new(JSON, serde_json::to_vec(&value).map_err(|e| Problem::internal(&e))?))
        };
        self.cached(format!("api {key}"), print).await
    }
}

async fn description(headers: HeaderMap) -> Response {
    Answer::new("application/json", openapi::print()).respond(&headers)
}

async fn stats(asked: Asked) -> Result<Response, Problem> {
    asked.json("stats".to_owned(), |desk| Ok(desk.stats()?)).await
}

/// Which stories, from the query string.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StoriesIn {
    from: Option<String>,
    to: Option<String>,
    outlet: Option<String>,
    person: Option<String>,
    organisation: Option<String>,
    place: Option<String>,
    standing: Option<String>,
    saga: Option<String>,
    origins: Option<usize>,
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
    as_of: Option<String>,
}

fn day(text: Option<String>) -> Result<Option<String>, Problem> {
    match &text {
        Some(day) if day.len() != 10 || crate::pages::minutes(day).is_none() => {
            Err(Problem::bad(format!("{day:?} is no day")).detail("give 2024-06-04"))
        }
        _ => Ok(text),
    }
}

/// A place in a list; none where it is empty.
fn place(cursor: Option<String>) -> Option<String> {
    cursor.filter(|c| !c.is_empty())
}

fn limit(limit: Option<usize>) -> Result<usize, Problem> {
    match limit {
        None => Ok(PAGE),
        Some(n) if (1..=LONGEST).contains(&n) => Ok(n),
        Some(_) => Err(Problem::bad(format!("limit is from 1 to {LONGEST}"))),
    }
}

fn moment(text: Option<&str>) -> Result<Option<Moment>, Problem> {
    text.map(|t| {
        Moment::parse(t).ok_or_else(|| {
            Problem::bad(format!("{t:?} is no instant")).detail("give 2024-06-04 or 2024-06-04T12:00:00Z")
        })
    })
    .transpose()
}

impl StoriesIn {
    fn filter(self) -> Result<StoryFilter, Problem> {
        Ok(StoryFilter {
            from: day(self.from)?,
            to: day(self.to)?,
            outlet: self.outlet,
            person: self.person,
            organisation: self.organisation,
            place: self.place,
            standing: match self.standing.as_deref() {
                None => None,
                Some(name @ ("conflicting" | "superseded" | "corroborated" | "single_source")) => {
                    standing(name)
                }
                Some(other) => return Err(Problem::bad(format!("there is no standing {other:?}"))),
            },
            saga: self.saga,
            origins: self.origins,
        })
    }

    fn order(&self) -> Result<Sort, Problem> {
        match self.sort.as_deref() {
            None | Some("top") => Ok(Sort::Top),
            Some("newest") => Ok(Sort::Newest),
            Some(other) => Err(Problem::bad(format!("there is no order {other:?}")).detail("top or newest")),
        }
    }
}

async fn stories(asked: Asked, In(query): In<StoriesIn>) -> Result<Response, Problem> {
    let (sort, limit, as_of) = (query.order()?, limit(query.limit)?, moment(query.as_of.as_deref())?);
    let key = format!("stories {query:?}");
    let cursor = place(query.cursor.clone());
    let filter = query.filter()?;
    asked
        .json(key, move |desk| {
            Ok(desk.stories(&filter, sort, cursor.as_deref(), limit, seq_at(desk, as_of)?)?)
        })
        .await
}

async fn facets(asked: Asked, In(query): In<StoriesIn>) -> Result<Response, Problem> {
    if query.as_of.is_some() || query.cursor.is_some() || query.limit.is_some() {
        return Err(Problem::bad("facets are counted once, over the topmost stories as they are now"));
    }
    let sort = query.order()?;
    let key = format!("facets {query:?}");
    let filter = query.filter()?;
    asked.json(key, move |desk| Ok(desk.facets(&filter, sort)?)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AsOf {
    as_of: Option<String>,
}

async fn story(asked: Asked, Of(id): Of<String>, In(query): In<AsOf>) -> Result<Response, Problem> {
    let as_of = moment(query.as_of.as_deref())?;
    let key = format!("story {as_of:?} {id}");
    asked
        .json(key, move |desk| {
            desk.story(&StoryId::new(id), seq_at(desk, as_of)?)?.ok_or_else(|| Problem::missing("story"))
        })
        .await
}

async fn story_export(
    State(app): State<Arc<App>>,
    Of((id, format)): Of<(String, String)>,
) -> Result<Response, Problem> {
    export::story(&app, id, format).await
}

async fn report(asked: Asked, Of(id): Of<String>, In(query): In<AsOf>) -> Result<Response, Problem> {
    let as_of = moment(query.as_of.as_deref())?;
    let key = format!("report {as_of:?} {id}");
    asked
        .json(key, move |desk| {
            desk.report(&ReportId::new(id), seq_at(desk, as_of)?)?.ok_or_else(|| Problem::missing("report"))
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PeopleIn {
    prefix: Option<String>,
    limit: Option<usize>,
}

/// Somebody who is quoted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quoted {
    /// The name as it is looked up.
    pub key: String,
    /// The name as it is printed.
    pub name: String,
    /// Number of quotations.
    pub quotations: usize,
}

async fn people(asked: Asked, In(query): In<PeopleIn>) -> Result<Response, Problem> {
    let limit = limit(query.limit)?;
    let prefix = query.prefix.unwrap_or_default();
    asked
        .json(format!("people {limit} {prefix}"), move |desk| {
            let people = desk.people(&prefix, limit)?;
            let people: Vec<Quoted> =
                people.into_iter().map(|(key, name, quotations)| Quoted { key, name, quotations }).collect();
            Ok(json!({ "items": people }))
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PersonIn {
    cursor: Option<String>,
    limit: Option<usize>,
}

async fn person(asked: Asked, Of(name): Of<String>, In(query): In<PersonIn>) -> Result<Response, Problem> {
    let limit = limit(query.limit)?;
    asked
        .json(format!("person {:?} {limit} {name}", query.cursor), move |desk| {
            desk.person(&name, place(query.cursor).as_deref(), limit)?
                .ok_or_else(|| Problem::missing("person"))
        })
        .await
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SearchIn {
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
    outlet: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
    facets: Option<bool>,
}

async fn search(asked: Asked, In(query): In<SearchIn>) -> Result<Response, Problem> {
    let key = format!("search {query:?}");
    let query = Query {
        words: query.q.unwrap_or_default(),
        from: day(query.from)?,
        to: day(query.to)?,
        outlet: query.outlet,
        cursor: place(query.cursor),
        limit: limit(query.limit)?,
        facets: query.facets.unwrap_or(false),
    };
    asked.json(key, move |desk| Ok(desk.search(&query)?)).await
}

/// A claim to check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// A sentence.
    #[schemars(length(min = 1, max = 2000))]
    pub claim: String,
}

async fn check(State(app): State<Arc<App>>, Body(claim): Body<Claim>) -> Result<Response, Problem> {
    if claim.claim.chars().count() > 2_000 {
        return Err(Problem::bad("a claim is a sentence, of 2,000 characters at most"));
    }
    let checked = app.blocking(move |app| claim::check(&app.desk, &claim.claim)).await?;
    Ok(axum::Json(checked).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ChangesIn {
    since: Option<i64>,
    limit: Option<usize>,
}

async fn changes(asked: Asked, In(query): In<ChangesIn>) -> Result<Response, Problem> {
    let limit = limit(query.limit)?;
    let since = query.since.unwrap_or(0);
    if since < 0 {
        return Err(Problem::bad("commits are numbered from 1"));
    }
    asked
        .json(format!("changes {since} {limit}"), move |desk| {
            let events = desk.changes((copydesk_desk::Seq(since), i64::MAX), limit)?;
            Ok(json!({ "items": events, "sequence": desk.stats()?.seq }))
        })
        .await
}

async fn edits(asked: Asked) -> Result<Response, Problem> {
    asked.json("edits".to_owned(), |desk| Ok(json!({ "items": desk.edits()? }))).await
}

/// An edit and the reason for it.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct EditIn {
    /// What to do.
    #[serde(flatten)]
    pub edit: Edit,
    /// Why; kept in the log.
    #[serde(default)]
    pub note: String,
}

async fn edit(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Body(wanted): Body<EditIn>,
) -> Result<Response, Problem> {
    let edited = act(&app, &visitor, wanted.edit, wanted.note).await?;
    Ok(axum::Json(edited).into_response())
}

async fn remove(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Of(id): Of<String>,
) -> Result<Response, Problem> {
    let known = {
        let id = id.clone();
        app.with_desk(move |desk| desk.report(&ReportId::new(id), None)).await?
    };
    if known.is_none_or(|r| r.removed.is_some()) {
        return Err(Problem::missing("report"));
    }
    let edited =
        act(&app, &visitor, Edit::Remove { reports: vec![ReportId::new(id)] }, String::new()).await?;
    Ok(axum::Json(edited).into_response())
}

async fn act(
    app: &Arc<App>,
    visitor: &Visitor,
    edit: Edit,
    note: String,
) -> Result<copydesk_desk::Edited, Problem> {
    let act = Act {
        at: Moment::from_millis(clock::millis()),
        who: visitor.who.clone(),
        note: note.chars().take(300).collect(),
    };
    // What makes no sense now may have made sense a moment ago: somebody else was faster.
    let edited =
        app.with_desk(move |desk| desk.edit(&edit, &act)).await.map_err(|problem| match problem.code {
            "not-possible" => Problem { status: StatusCode::CONFLICT, ..problem },
            _ => problem,
        })?;
    app.look().await?;
    Ok(edited)
}

/// A webhook as it is shown; its secret is shown once, when it is made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Hook {
    /// Its id.
    pub id: String,
    /// Where news is posted.
    pub url: String,
    /// Kinds of events.
    pub events: Vec<String>,
    /// Signs what is posted; only in the answer that makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The last commit that it heard of.
    pub seen: i64,
}

impl Hook {
    fn of(hook: Webhook, with_secret: bool) -> Self {
        let all = || EVENTS.iter().map(|e| (*e).to_owned()).collect();
        Self {
            id: hook.id,
            url: hook.url,
            events: if hook.events.is_empty() { all() } else { hook.events },
            secret: with_secret.then_some(hook.secret),
            seen: hook.seen,
        }
    }
}

/// The longest address of a webhook, in characters.
const LONGEST_HOOK: usize = 2_000;

/// A webhook to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HookIn {
    /// Where to post: `https://…` or `http://…`, no address of a private network.
    #[schemars(
        length(max = LONGEST_HOOK),
        regex(pattern = r"^https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(/[!-~]*)?$")
    )]
    pub url: String,
    /// Kinds of events; all when left out.
    #[serde(default)]
    #[schemars(inner(regex(pattern = r"^(new_story|new_conflict|superseded)$")))]
    pub events: Vec<String>,
}

fn may_set_webhooks(visitor: &Visitor) -> Result<(), Problem> {
    if visitor.may_write {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "read-only-token", "the token allows to look only"))
}

async fn webhooks(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Problem> {
    may_set_webhooks(&visitor)?;
    let hooks: Vec<Hook> = app.keys.webhooks().into_iter().map(|h| Hook::of(h, false)).collect();
    Ok(axum::Json(json!({ "items": hooks })).into_response())
}

async fn add_webhook(State(app): State<Arc<App>>, Body(wanted): Body<HookIn>) -> Result<Response, Problem> {
    if let Some(unknown) = wanted.events.iter().find(|e| !EVENTS.contains(&e.as_str())) {
        return Err(Problem::bad(format!("there are no events {unknown:?}")).detail(EVENTS.join(", ")));
    }
    if wanted.url.chars().count() > LONGEST_HOOK {
        return Err(Problem::bad(format!("an address has {LONGEST_HOOK} characters at most")));
    }
    hooks::check(&app, &wanted.url).map_err(|reason| {
        Problem::new(StatusCode::FORBIDDEN, "address-refused", reason)
            .detail("a webhook goes to a public http or https address")
    })?;
    let seen = app.sequence();
    let hook = app.keys.add_webhook(&wanted.url, wanted.events, seen).map_err(|e| Problem::internal(&e))?;
    let location = format!("/api/v1/webhooks/{}", hook.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(Hook::of(hook, true)))
        .into_response())
}

async fn remove_webhook(State(app): State<Arc<App>>, Of(id): Of<String>) -> Result<Response, Problem> {
    if app.keys.remove_webhook(&id).map_err(|e| Problem::internal(&e))? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::missing("webhook"))
    }
}
