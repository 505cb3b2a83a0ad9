//! The pages over HTTP, and the forms that edit.

#![allow(clippy::unused_async, reason = "axum takes async functions")]

use std::sync::Arc;

use axum::extract::{Path, Query, RawForm, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use copydesk_desk::{Act, Edit, Moment};
use copydesk_model::{ReportId, StoryId};
use maud::Markup;
use serde::Deserialize;

use crate::app::App;
use crate::asked::Asked;
use crate::cache::Answer;
use crate::guard::COOKIE;
use crate::pages::{self, Shell};
use crate::problem::Problem;
use crate::view::{Filter, story_href};
use crate::{assets, clock, data, export};

const HTML: &str = "text/html; charset=utf-8";

impl Asked {
    fn shell(&self) -> Shell {
        Shell {
            csrf: self.visitor.csrf.clone(),
            may_write: self.visitor.may_write,
            sequence: u64::try_from(self.app.sequence()).unwrap_or(0),
        }
    }

    /// A page about what went wrong.
    fn sorry(&self, problem: &Problem) -> Response {
        let page = pages::trouble(&self.shell(), problem.status.as_u16(), &problem.title, &problem.detail);
        (problem.status, Html(page.into_string())).into_response()
    }

    /// A page that is rendered once for each state of the desk.
    async fn page<F>(&self, key: String, make: F) -> Response
    where
        F: FnOnce(&App, Shell) -> Result<Markup, Problem> + Send + 'static,
    {
        let shell = self.shell();
        // The proof in the forms differs by visitor, and so does the page.
        let key = format!("{} {} {key}", self.visitor.csrf, self.visitor.may_write);
        match self.cached(key, |app| Ok(Answer::new(HTML, make(app, shell)?.into_string()))).await {
            Ok(response) => response,
            // A story that went into another: its old address leads there.
            Err(problem) if problem.status == StatusCode::TEMPORARY_REDIRECT => {
                Redirect::temporary(&problem.detail).into_response()
            }
            Err(problem) => self.sorry(&problem),
        }
    }
}

pub(crate) async fn front(asked: Asked, Query(filter): Query<Filter>) -> Response {
    let key = format!("/ {:?}", filter.pairs());
    asked
        .page(key, move |app, shell| {
            let view = data::front(&app.desk, filter, app.sequence())?;
            Ok(pages::front(&shell, &view))
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AsOf {
    as_of: String,
}

pub(crate) async fn story(asked: Asked, Path(id): Path<String>, Query(query): Query<AsOf>) -> Response {
    let as_of = data::given(&query.as_of).map(|text| Moment::parse(&text));
    if as_of == Some(None) {
        let problem =
            Problem::bad("that is no instant").detail("give a day, 2024-06-04, or 2024-06-04T12:00:00Z");
        return asked.sorry(&problem);
    }
    let as_of = as_of.flatten();
    let key = format!("/stories {id} {}", query.as_of);
    asked
        .page(key, move |app, shell| {
            let (view, moved) =
                data::story(&app.desk, &id, as_of)?.ok_or_else(|| Problem::missing("story"))?;
            match moved {
                Some(now) => Err(Problem::moved(story_href(&now))),
                None => Ok(pages::story(&shell, &view)),
            }
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct At {
    at: String,
}

/// `120-180`: code points.
fn range(at: &str) -> Option<[usize; 2]> {
    let (start, end) = at.split_once('-')?;
    Some([start.parse().ok()?, end.parse().ok()?])
}

pub(crate) async fn report(asked: Asked, Path(id): Path<String>, Query(query): Query<At>) -> Response {
    let at = range(&query.at);
    let key = format!("/reports {at:?} {id}");
    asked
        .page(key, move |app, shell| {
            let view = data::report(&app.desk, &id, at)?.ok_or_else(|| Problem::missing("report"))?;
            Ok(pages::report(&shell, &view))
        })
        .await
}

pub(crate) async fn passage(asked: Asked, Path(id): Path<String>, Query(query): Query<At>) -> Response {
    let at = range(&query.at);
    let key = format!("/passage {at:?} {id}");
    asked
        .page(key, move |app, _| {
            let view = data::report(&app.desk, &id, at)?.ok_or_else(|| Problem::missing("report"))?;
            Ok(pages::passage(&view))
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Two {
    a: String,
    b: String,
}

pub(crate) async fn compare(asked: Asked, Path(id): Path<String>, Query(two): Query<Two>) -> Response {
    let key = format!("/compare {:?} {:?} {id}", two.a, two.b);
    asked
        .page(key, move |app, shell| {
            let (story, _) = data::story(&app.desk, &id, None)?.ok_or_else(|| Problem::missing("story"))?;
            let mut sides = Vec::new();
            for id in [&two.a, &two.b] {
                let view = data::report(&app.desk, id, None)?.ok_or_else(|| Problem::missing("report"))?;
                sides.extend(view.report.map(|r| (view.head, r)));
            }
            let pair =
                pages::Pair { story: (story.story.id, story.story.headline), choices: story.reports, sides };
            Ok(pages::compare(&shell, &pair))
        })
        .await
}

pub(crate) async fn person(asked: Asked, Path(name): Path<String>) -> Response {
    asked
        .page(format!("/people {name}"), move |app, shell| {
            let view = data::person(&app.desk, &name)?
                .unwrap_or(crate::view::PersonView { name, ..crate::view::PersonView::default() });
            Ok(pages::person(&shell, &view))
        })
        .await
}

pub(crate) async fn search(asked: Asked, Query(filter): Query<Filter>) -> Response {
    let key = format!("/search {:?}", filter.pairs());
    asked
        .page(key, move |app, shell| {
            let view = data::search(&app.desk, filter)?;
            Ok(pages::search(&shell, &view))
        })
        .await
}

pub(crate) async fn edits(asked: Asked) -> Response {
    asked.page("/edits".to_owned(), |app, shell| Ok(pages::edits(&shell, &data::edits(&app.desk)?))).await
}

pub(crate) async fn export(asked: Asked, Path((id, format)): Path<(String, String)>) -> Response {
    match export::story(&asked.app, id, format).await {
        Ok(response) => response,
        Err(problem) => asked.sorry(&problem),
    }
}

/// The fields of a form; one that is there several times is there several times.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(bytes: &[u8]) -> Self {
        let unescape = |text: &[u8]| -> String {
            let mut out = Vec::with_capacity(text.len());
            let mut rest = text;
            while let Some((first, tail)) = rest.split_first() {
                let hex = |n: usize| tail.get(n).and_then(|b| char::from(*b).to_digit(16));
                match (first, hex(0), hex(1)) {
                    (b'+', ..) => out.push(b' '),
                    (b'%', Some(high), Some(low)) => {
                        out.push((high * 16 + low) as u8);
                        rest = tail.get(2..).unwrap_or_default();
                        continue;
                    }
                    _ => out.push(*first),
                }
                rest = tail;
            }
            String::from_utf8_lossy(&out).into_owned()
        };
        let pairs = bytes.split(|b| *b == b'&').filter(|p| !p.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
                    let (name, value) = pair.split_at(at);
                    (unescape(name), unescape(value.get(1..).unwrap_or_default()))
                })
                .collect(),
        )
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }
}

/// Does an edit in the name of the visitor and leads to the story that came of it.
async fn edit(asked: &Asked, form: &Form, edit: Result<Edit, Problem>) -> Response {
    let (app, visitor) = (&asked.app, &asked.visitor);
    let done = async {
        visitor.proven(form.get("csrf"))?;
        let edit = edit?;
        let act = Act {
            at: Moment::from_millis(clock::millis()),
            who: visitor.who.clone(),
            note: form.get("note").chars().take(300).collect(),
        };
        let edited = app.with_desk(move |desk| desk.edit(&edit, &act)).await?;
        app.look().await?;
        Ok::<_, Problem>(edited)
    };
    match done.await {
        Ok(edited) => {
            let to = edited.stories.first().map_or_else(|| "/edits".to_owned(), |s| story_href(s.as_str()));
            Redirect::to(&format!("{to}#grouped")).into_response()
        }
        Err(problem) => asked.sorry(&problem),
    }
}

pub(crate) async fn split(asked: Asked, Path(id): Path<String>, RawForm(bytes): RawForm) -> Response {
    let form = Form::read(&bytes);
    let reports: Vec<ReportId> = form.all("report").into_iter().map(ReportId::new).collect();
    let wanted = if reports.is_empty() {
        Err(Problem::bad("no report was ticked").detail("tick the reports that tell another story"))
    } else {
        Ok(Edit::Split { story: StoryId::new(id), reports })
    };
    edit(&asked, &form, wanted).await
}

pub(crate) async fn merge(asked: Asked, Path(id): Path<String>, RawForm(bytes): RawForm) -> Response {
    let form = Form::read(&bytes);
    let named = if form.get("with-this").is_empty() { form.get("with") } else { form.get("with-this") };
    // An address of a story's page is as good as its id.
    let other =
        named.rsplit("/stories/").next().unwrap_or(named).split(['?', '#', '/']).next().unwrap_or_default();
    let wanted = if other.is_empty() || other == id {
        Err(Problem::bad("another story is needed")
            .detail("give the id or the address of the story to merge with"))
    } else {
        Ok(Edit::Merge { stories: vec![StoryId::new(id.as_str()), StoryId::new(other)] })
    };
    edit(&asked, &form, wanted).await
}

pub(crate) async fn undo(asked: Asked, Path(id): Path<String>, RawForm(bytes): RawForm) -> Response {
    let form = Form::read(&bytes);
    let wanted = id.parse().map(|edit| Edit::Undo { edit }).map_err(|_| Problem::missing("edit"));
    edit(&asked, &form, wanted).await
}

pub(crate) async fn sign_in_form(asked: Asked) -> Response {
    Html(pages::sign_in(&asked.shell(), false).into_string()).into_response()
}

pub(crate) async fn sign_in(asked: Asked, RawForm(bytes): RawForm) -> Response {
    let form = Form::read(&bytes);
    let token = form.get("token");
    if asked.app.keys.check(token).is_none() {
        let page = pages::sign_in(&asked.shell(), true);
        return (StatusCode::FORBIDDEN, Html(page.into_string())).into_response();
    }
    let mut response = Redirect::to("/").into_response();
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match assets::at(&format!("/assets/{name}")) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(asset) => asset.respond(&headers),
    }
}

pub(crate) async fn health(State(app): State<Arc<App>>) -> Response {
    match app.with_desk(copydesk_desk::Desk::stats).await {
        Ok(stats) => axum::Json(serde_json::json!({ "status": "ok", "sequence": stats.seq })).into_response(),
        Err(problem) => {
            let problem = Problem { status: StatusCode::SERVICE_UNAVAILABLE, ..problem };
            problem.into_response()
        }
    }
}

pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media)], app.metrics.print()).into_response()
}

pub(crate) async fn nowhere(asked: Asked, uri: axum::http::Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::missing("resource").into_response();
    }
    asked.sorry(&Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_whatever_it_holds() {
        let form = Form::read(b"report=a%2Fb&report=c+d&note=%zz%C3%A4&empty&=x&");
        assert_eq!(form.all("report"), ["a/b", "c d"]);
        assert_eq!(form.get("note"), "%zzä");
        assert_eq!(form.get("missing"), "");
    }

    #[test]
    fn a_range_is_two_numbers() {
        assert_eq!(range("3-9"), Some([3, 9]));
        assert_eq!(range("3-"), None);
        assert_eq!(range("-1-2"), None);
    }
}
