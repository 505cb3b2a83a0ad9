//! The server over a desk of its own, asked as a browser, a program or an attacker would.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use copydesk_desk::{Act, Desk, Moment};
use copydesk_server::keys::{Keys, Scope};
use copydesk_server::{App, Settings};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// A desk in a folder that goes with it.
struct Site {
    router: Router,
    folder: PathBuf,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

fn example(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    root.join("examples").join(name).display().to_string()
}

impl Site {
    fn new(examples: &[&str], settings: Settings, keys: Keys) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("copydesk-server-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let desk = Desk::open(folder.join("news.desk").to_str().unwrap()).unwrap();
        let inputs: Vec<_> =
            examples.iter().map(|e| copydesk_intake::Input::from_argument(example(e))).collect();
        let mut reports = Vec::new();
        copydesk_intake::read(&inputs, &mut |item| reports.extend(item.ok()));
        if !reports.is_empty() {
            desk.add(reports, &Act::at(Moment::parse("2024-06-04T12:00:00Z").unwrap())).unwrap();
        }
        let app = App::new(Arc::new(desk), keys, settings).unwrap();
        Self { router: app.router(), folder }
    }

    fn open(examples: &[&str]) -> Self {
        Self::new(examples, Settings::default(), Keys::in_memory())
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, media: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header("host", "localhost").header("content-type", media);
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn only_story(&self) -> String {
        let stories = self.get("/api/v1/stories").await.json();
        stories["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

/// The value of the hidden field that a page's forms carry.
fn csrf(page: &str) -> &str {
    page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn pages_lists_and_assets_are_packed_for_whoever_takes_that() {
    let site = Site::open(&["harbour-fire"]);
    let get = async |path: &str, way: &'static str, known: &str| {
        let request = Request::get(path).header("host", "localhost").header("accept-encoding", way);
        site.send(request.header("if-none-match", known).body(Body::empty()).unwrap()).await
    };
    let front = get("/", "identity", "").await;
    let style = front.body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let story = format!("/api/v1/stories/{}", site.only_story().await);
    for path in ["/", &story, style] {
        let plain = get(path, "identity", "").await;
        let packed = get(path, "br, gzip", "").await;
        assert_eq!(plain.headers.get("content-encoding"), None, "{path}");
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        assert!(packed.header("vary").contains("Accept-Encoding"), "{path}");
    }
    // What was got packed is known in either form.
    let tag = get("/", "gzip", "").await.header("etag").to_owned();
    for way in ["gzip", "identity"] {
        let again = get("/", way, &tag).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(again.headers.get("content-encoding"), None);
    }
    // A stream is not held back to be packed.
    let request = Request::get("/live").header("host", "localhost").header("accept-encoding", "gzip");
    let live = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(live.headers().get("content-encoding"), None);
}

#[tokio::test]
async fn every_page_is_there_and_says_what_the_desk_knows() {
    let site = Site::open(&["harbour-fire"]);
    let front = site.get("/").await;
    assert_eq!(front.status, 200);
    for words in [
        "Two killed as fire destroys warehouse on Quay Seven",
        "conflicting",
        "role=\"feed\"",
        "aria-setsize=\"1\"",
    ] {
        assert!(front.body.contains(words), "{words}");
    }
    let id = site.only_story().await;
    let story = site.get(&format!("/stories/{id}")).await;
    assert_eq!(story.status, 200);
    for words in [
        "independent origins",
        "as many as 160",
        "Marta Velloso",
        "Who has whose words",
        "Why these reports are one story",
    ] {
        assert!(story.body.contains(words), "{words}");
    }
    let report = story
        .body
        .split("class=\"ev said\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    let path = report.split('#').next().unwrap();
    let page = site.get(path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<mark class=") && page.body.contains("id=\"at\""), "the words are lit up");
    let passage = site.get(&path.replacen('?', "/passage?", 1)).await;
    assert!(passage.body.starts_with("<article class=\"passage-text\""), "{}", passage.body);
    assert!(site.get("/people/Marta%20Velloso").await.body.contains("We had flames"));
    assert!(site.get("/search?q=firefighters").await.body.contains("<mark>"));
    for path in
        ["/edits", "/stories/none", "/reports/none", "/people/nobody", "/search", "/nowhere", "/sign-in"]
    {
        let answer = site.get(path).await;
        assert!(answer.status.is_success() || answer.status == 404, "{path} {}", answer.status);
        assert!(answer.body.contains("</html>"), "{path}");
    }
}

#[tokio::test]
async fn every_page_is_well_formed_and_holds_no_script_or_style_of_its_own() {
    let site = Site::open(&["harbour-fire", "council-vote", "football-transfer"]);
    let mut paths = vec!["/".to_owned(), "/search?q=council".to_owned(), "/edits".to_owned()];
    for card in site.get("/api/v1/stories").await.json()["items"].as_array().unwrap() {
        let id = card["id"].as_str().unwrap();
        paths.push(format!("/stories/{id}"));
        let story = site.get(&format!("/api/v1/stories/{id}")).await.json();
        let reports: Vec<&str> =
            story["reports"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
        paths.push(format!("/stories/{id}/compare?a={}&b={}", reports[0], reports[1]));
        paths.extend(reports.iter().map(|r| format!("/reports/{r}?at=3-20")));
    }
    for path in paths {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.body.contains(" style="), "{path} has a style of its own");
        assert!(!answer.body.contains("<style"), "{path} has a style of its own");
        assert!(answer.body.matches("<script").count() == 1, "{path} has a script of its own");
        let ids: Vec<&str> =
            answer.body.split(" id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(ids.len(), once.len(), "{path}: an id is there twice");
    }
}

#[tokio::test]
async fn a_hostile_text_is_shown_and_does_not_act() {
    let site = Site::open(&[]);
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>\u{202e}";
    let text = format!(
        "{evil} Two men were killed on Tuesday in Port Averlin, \"{evil} it was bad,\" said {evil} Mara Quill. Twelve firefighters came."
    );
    let report = |id: &str| {
        json!({ "id": format!("{id}<script>alert(1)</script>\"'"), "text": text, "title": evil, "outlet": evil, "byline": evil,
        "url": "javascript:alert(1)", "published": "2024-06-04" })
    };
    let posted =
        site.post("/api/v1/reports", "application/json", json!([report("a"), report("b")]).to_string()).await;
    assert_eq!(posted.status, 201, "{}", posted.body);
    let id = site.only_story().await;
    let mut paths = vec![
        "/".to_owned(),
        format!("/stories/{id}"),
        "/search?q=firefighters".to_owned(),
        format!("/stories/{id}/feed.atom"),
        "/feeds/stories.atom".to_owned(),
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/people/%3Cscript%3E".to_owned(),
        "/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
    ];
    for report in posted.json()["reports"].as_array().unwrap() {
        let id = copydesk_server::view::encode(report["report"].as_str().unwrap());
        paths.push(format!("/reports/{id}?at=0-30"));
        paths.push(format!("/reports/{id}/passage"));
    }
    for path in paths {
        let body = site.get(&path).await.body;
        for bad in ["<script>alert", "<img", "<svg/", "href=\"javascript:", "\u{202e}"] {
            assert!(!body.contains(bad), "{path} holds {bad}");
        }
    }
}

#[tokio::test]
async fn an_answer_has_a_tag_and_is_sent_once() {
    let site = Site::open(&["council-vote"]);
    for path in ["/", "/api/v1/stories", "/api/v1/openapi.json", "/feeds/stories.atom"] {
        let first = site.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path} {tag}");
        let request = Request::get(path).header("host", "localhost").header("if-none-match", &tag);
        let again = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
    }
}

#[tokio::test]
async fn reports_are_handed_in_in_many_forms_and_a_repeat_is_harmless() {
    let site = Site::open(&[]);
    let line = json!({ "id": "r1", "text": "A ferry ran aground at Skerry Point. Nobody was hurt.", "published": "2024-06-04" }).to_string();
    let post = |key: &str, body: String| {
        let request = Request::post("/api/v1/reports")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        request.body(Body::from(body)).unwrap()
    };
    let first = site.send(post("k1", line.clone())).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(first.json()["reports"][0]["outcome"], "added");
    let again = site.send(post("k1", line.clone())).await;
    assert_eq!(
        (again.status, &again.body),
        (StatusCode::CREATED, &first.body),
        "the same key, the same answer"
    );
    assert_eq!(again.header("idempotent-replayed"), "true");
    let other = site.send(post("k1", line.replace("ferry", "barge"))).await;
    assert_eq!(
        (other.status, other.json()["type"].as_str().unwrap()),
        (StatusCode::UNPROCESSABLE_ENTITY, "urn:copydesk:problem:idempotency-key-reused")
    );
    let unkeyed = site.post("/api/v1/reports", "application/json", line).await;
    assert_eq!(
        (unkeyed.status, &unkeyed.json()["reports"][0]["outcome"]),
        (StatusCode::OK, &json!("unchanged"))
    );

    let page = "<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>The bridge at Tarn was closed on Monday after a lorry hit it, the council said. Engineers will look at it on Wednesday morning and say when it may open again.</p></article></body></html>";
    let html = site.post("/api/v1/reports", "text/html; charset=utf-8", page).await;
    assert_eq!(html.status, 201, "{}", html.body);
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page.replace("Tarn", "Skell"));
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://skell.example/bridge\r\nWARC-Date: 2024-06-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let warc = site.post("/api/v1/reports", "application/warc", warc).await;
    assert_eq!(warc.status, 201, "{}", warc.body);
    for (media, body, status) in [
        ("application/json", "{", 422),
        ("application/json", "[]", 422),
        ("image/png", "x", 415),
        ("", "x", 415),
    ] {
        let answer = site.post("/api/v1/reports", media, body).await;
        assert_eq!(answer.status, status, "{media} {body}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let site = Site::new(&[], Settings { body: 1_000, ..Settings::default() }, Keys::in_memory());
    let answer = site.post("/api/v1/reports", "text/plain", "a ".repeat(1_000)).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_a_problem_and_no_fault() {
    let site = Site::open(&["council-vote"]);
    for (path, status) in [
        ("/api/v1/stories?limit=0", 400),
        ("/api/v1/stories?limit=x", 400),
        ("/api/v1/stories?from=soon", 400),
        ("/api/v1/stories?standing=odd", 400),
        ("/api/v1/stories?colour=red", 400),
        ("/api/v1/stories/none", 404),
        ("/api/v1/stories/none?as_of=never", 400),
        ("/api/v1/reports/none", 404),
        ("/api/v1/people/nobody", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/stories/%FF", 400),
        ("/api/v1/stories?cursor=%00", 422),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.json()["status"], status);
    }
    let wrong_method = site
        .send(Request::put("/api/v1/stories").header("host", "localhost").body(Body::empty()).unwrap())
        .await;
    assert_eq!(
        (wrong_method.status, wrong_method.header("content-type")),
        (StatusCode::METHOD_NOT_ALLOWED, "application/problem+json")
    );
}

#[tokio::test]
async fn an_editor_splits_merges_and_takes_it_back() {
    let site = Site::open(&["harbour-fire"]);
    let id = site.only_story().await;
    let page = site.get(&format!("/stories/{id}")).await.body;
    let proof = csrf(&page).to_owned();
    let form = |body: String| (body, "application/x-www-form-urlencoded");
    let (body, media) = form("report=tidewatch-fire&csrf=wrong".to_owned());
    assert_eq!(
        site.post(&format!("/stories/{id}/split"), media, body).await.status,
        403,
        "a form of another site"
    );
    let (body, media) = form(format!("csrf={proof}"));
    assert_eq!(site.post(&format!("/stories/{id}/split"), media, body).await.status, 400, "nothing ticked");
    let (body, media) = form(format!("report=tidewatch-fire&note=another+fire&csrf={proof}"));
    let split = site.post(&format!("/stories/{id}/split"), media, body).await;
    assert_eq!(split.status, 303, "{}", split.body);
    let stories = site.get("/api/v1/stories").await.json()["items"].as_array().unwrap().clone();
    assert_eq!(stories.len(), 2);
    let log = site.get("/edits").await.body;
    assert!(log.contains("split a report out: another fire") && log.contains("local"), "{log}");
    let (a, b) = (stories[0]["id"].as_str().unwrap(), stories[1]["id"].as_str().unwrap());
    let (body, media) = form(format!("with=http://localhost/stories/{b}%23top&csrf={proof}"));
    assert_eq!(site.post(&format!("/stories/{a}/merge"), media, body).await.status, 303);
    assert_eq!(site.get("/api/v1/stories").await.json()["items"].as_array().unwrap().len(), 1);
    let edits = site.get("/api/v1/edits").await.json();
    let last = edits["items"].as_array().unwrap().last().unwrap()["edit"].as_i64().unwrap();
    let (body, media) = form(format!("csrf={proof}"));
    assert_eq!(site.post(&format!("/edits/{last}/undo"), media, body).await.status, 303);
    assert_eq!(site.get("/api/v1/stories").await.json()["items"].as_array().unwrap().len(), 2);
    // The same over the API.
    let undo = json!({ "kind": "undo", "edit": 9_999 });
    assert_eq!(site.post("/api/v1/edits", "application/json", undo.to_string()).await.status, 409);
}

#[tokio::test]
async fn only_this_machine_gets_in_without_a_token() {
    let site = Site::open(&["council-vote"]);
    let ask = |pairs: &[(&str, &str)]| {
        let mut request = Request::post("/api/v1/claims").header("content-type", "application/json");
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(Body::from(json!({ "claim": "The council voted." }).to_string())).unwrap()
    };
    assert_eq!(site.send(ask(&[("host", "localhost:8787")])).await.status, 200);
    assert_eq!(
        site.send(ask(&[("host", "evil.example")])).await.status,
        421,
        "a name of its own for 127.0.0.1"
    );
    assert_eq!(
        site.send(ask(&[("host", "localhost"), ("origin", "https://evil.example")])).await.status,
        403
    );
    assert_eq!(site.send(ask(&[("host", "localhost"), ("sec-fetch-site", "cross-site")])).await.status, 403);
    assert_eq!(
        site.send(ask(&[("host", "localhost"), ("authorization", "Bearer cd_wrong")])).await.status,
        401
    );
}

#[tokio::test]
async fn over_the_network_a_token_is_needed_and_its_scope_holds() {
    let keys = Keys::in_memory();
    let (reader, writer) =
        (keys.add("reader", Scope::Read, 0).unwrap(), keys.add("writer", Scope::Write, 0).unwrap());
    let settings = Settings { loopback: false, needs_token: true, ..Settings::default() };
    let site = Site::new(&["council-vote"], settings, keys);
    assert_eq!(site.get("/api/v1/stories").await.status, 401);
    assert!(site.get("/api/v1/stories").await.header("www-authenticate").starts_with("Bearer"));
    let page = site.get("/").await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(site.get("/health").await.status, 200);
    assert_eq!(site.get("/metrics").await.status, 401);
    let with = |method: &str, path: &str, token: &str, body: &'static str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "desk.example")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "text/plain");
        request.body(Body::from(body)).unwrap()
    };
    assert_eq!(site.send(with("GET", "/api/v1/stories", &reader, "")).await.status, 200);
    assert_eq!(site.send(with("POST", "/api/v1/reports", &reader, "A boat sank.")).await.status, 403);
    assert_eq!(
        site.send(with("POST", "/api/v1/reports", &writer, "A boat sank at Tarn on Monday.")).await.status,
        201
    );
    let cookie = |scope: &str| {
        Request::get("/")
            .header("host", "desk.example")
            .header("cookie", format!("copydesk={scope}"))
            .body(Body::empty())
            .unwrap()
    };
    let page = site.send(cookie(&reader)).await;
    assert_eq!(page.status, 200);
    assert_eq!(site.send(cookie("cd_wrong")).await.status, 303);
    // Signing in sets the cookie, out of reach of scripts and of other sites.
    let request = Request::post("/sign-in")
        .header("host", "desk.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("token={reader}")))
        .unwrap();
    let signed = site.send(request).await;
    assert_eq!(signed.status, 303);
    let set = signed.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    let request = Request::post("/sign-in")
        .header("host", "desk.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("token=cd_wrong"))
        .unwrap();
    assert_eq!(site.send(request).await.status, 403);
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait() {
    let keys = Keys::in_memory();
    let token = keys.add("reader", Scope::Read, 0).unwrap();
    let settings = Settings { loopback: false, needs_token: true, rate: 1, ..Settings::default() };
    let site = Site::new(&[], settings, keys);
    let mut last = StatusCode::OK;
    for _ in 0..8 {
        let request = Request::get("/api/v1/stats")
            .header("host", "desk.example")
            .header("authorization", format!("Bearer {token}"));
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        last = answer.status;
        if last == 429 {
            assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_claim_is_supported_disputed_or_met_with_silence() {
    let site = Site::open(&["harbour-fire"]);
    let check = |claim: &str| json!({ "claim": claim }).to_string();
    let ask = async |claim: &str| site.post("/api/v1/claims", "application/json", check(claim)).await.json();
    let supported = ask("Sixty firefighters fought the flames on Quay Seven.").await;
    assert!(matches!(supported["verdict"].as_str().unwrap(), "supported" | "mixed"), "{supported:#}");
    assert!(!supported["stories"][0]["supporting"].as_array().unwrap().is_empty(), "{supported:#}");
    let disputed = ask("The fire service sent 400 firefighters to the fire on Quay Seven.").await;
    assert_eq!(
        disputed["verdict"], "conflicting",
        "a sentence with another number is no support: {disputed:#}"
    );
    let against = disputed["stories"][0]["conflicting"].as_array().unwrap();
    assert!(!against.is_empty(), "{disputed:#}");
    let silent = ask("A comet was seen over Lisbon.").await;
    assert_eq!(silent["verdict"], "silent", "{silent:#}");
    assert_eq!(site.post("/api/v1/claims", "application/json", check("  ")).await.status, 400);
}

#[tokio::test]
async fn a_story_leaves_in_every_format() {
    let site = Site::open(&["harbour-fire"]);
    let id = site.only_story().await;
    let page = site.get(&format!("/stories/{id}")).await.body;
    let formats: Vec<&str> = page.split("/export/").skip(1).map(|s| s.split('"').next().unwrap()).collect();
    assert!(formats.len() >= 17, "{formats:?}");
    for format in formats {
        let file = site.get(&format!("/stories/{id}/export/{format}")).await;
        assert_eq!(file.status, 200, "{format}: {}", file.body);
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"s-"), "{format}");
        assert!(!file.body.is_empty(), "{format}");
    }
    assert_eq!(site.get(&format!("/stories/{id}/export/nonsense")).await.status, 400);
    assert_eq!(site.get("/api/v1/stories/none/export/json").await.status, 404);
}

#[tokio::test]
async fn a_webhook_goes_to_no_address_inside() {
    let site = Site::open(&[]);
    for url in ["http://127.0.0.1/", "http://169.254.169.254/", "http://localhost:9/", "file:///etc/passwd"] {
        let answer =
            site.post("/api/v1/webhooks", "application/json", json!({ "url": url }).to_string()).await;
        assert_eq!(answer.status, 403, "{url}");
    }
    let made = site
        .post(
            "/api/v1/webhooks",
            "application/json",
            json!({ "url": "https://hooks.example.org/desk", "events": ["new_story"] }).to_string(),
        )
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["secret"].as_str().unwrap().len(), 64);
    let list = site.get("/api/v1/webhooks").await.json();
    assert!(list["items"][0]["secret"].is_null(), "the secret is shown once");
    let path = format!("/api/v1/webhooks/{}", made.json()["id"].as_str().unwrap());
    let delete = || Request::delete(&path).header("host", "localhost").body(Body::empty()).unwrap();
    assert_eq!(site.send(delete()).await.status, 204);
    assert_eq!(site.send(delete()).await.status, 404);
}

#[tokio::test]
async fn the_desk_as_it_stood_then_is_still_there() {
    let site = Site::open(&["council-vote"]);
    let id = site.only_story().await;
    let before = site.get(&format!("/stories/{id}?as_of=2024-06-05")).await;
    assert!(before.status == 200 && before.body.contains("As it stood on"), "{}", before.status);
    assert_eq!(site.get(&format!("/stories/{id}?as_of=2001-01-01")).await.status, 404);
    assert_eq!(site.get(&format!("/stories/{id}?as_of=never")).await.status, 400);
}

#[test]
fn the_snapshot_of_the_api_is_what_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let printed = copydesk_server::api::openapi::print();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let saved = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        saved == printed,
        "crates/server/openapi.json is not what is served; UPDATE_REFERENCE=1 cargo test -p copydesk-server writes it anew"
    );
}
