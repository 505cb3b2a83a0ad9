//! The description of the API: OpenAPI 3.1, whose schemas are those that the records themselves have.
//!
//! One entry an operation, beside the types it takes and gives, so that it is read in one go; the test that compares
//! it with the snapshot shows in a review what a change does to those who build on it.

use copydesk_desk::{
    Commit, EditRecord, Edited, Event, Facets, Hit, Move, ReportCard, Results, Stats, StoryCard, Version,
};
use copydesk_model::document::AnnotatedReport;
use copydesk_model::{Assignment, QuotationFamily, Story};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::posting::Posted;
use super::{Claim, EditIn, Hook, HookIn, LONGEST, Quoted};
use crate::claim::Checked;

/// What a query string may hold.
fn parameter(name: &str, schema: &Value, about: &str) -> Value {
    json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema })
}

fn in_path(name: &str, about: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": about,
            "schema": { "type": "string", "minLength": 1 } })
}

fn format_in_path() -> Value {
    let mut names = vec!["json", "jsonl", "markdown", "html", "parquet"];
    names.extend(copydesk_export::Format::all().map(copydesk_export::Format::name));
    json!({ "name": "format", "in": "path", "required": true, "description": "The format",
            "schema": { "type": "string", "enum": names } })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": LONGEST })
}

fn as_of() -> Value {
    parameter(
        "as_of",
        &json!({ "type": "string", "anyOf": [{ "format": "date" }, { "format": "date-time" }] }),
        "The desk as it stood then",
    )
}

fn list_of_stories() -> Vec<Value> {
    let standing =
        json!({ "type": "string", "enum": ["conflicting", "superseded", "corroborated", "single_source"] });
    vec![
        parameter("from", &day(), "With a report of this day or later"),
        parameter("to", &day(), "With a report of this day or earlier"),
        parameter("outlet", &text(), "With a report of this outlet"),
        parameter("person", &text(), "With this person"),
        parameter("organisation", &text(), "With this organisation"),
        parameter("place", &text(), "With this place"),
        parameter("standing", &standing, "With a finding that stands so"),
        parameter("saga", &text(), "Of this saga"),
        parameter(
            "origins",
            &json!({ "type": "integer", "minimum": 0 }),
            "With so many independent origins at least",
        ),
        parameter("sort", &json!({ "type": "string", "enum": ["top", "newest"] }), "The order"),
        parameter("cursor", &text(), "`next` of the page before"),
        parameter("limit", &number(), "How many on a page"),
        as_of(),
    ]
}

/// The same without what only a list has.
fn facets_of_stories() -> Vec<Value> {
    let all = list_of_stories().into_iter();
    all.filter(|p| !matches!(p["name"].as_str(), Some("as_of" | "cursor" | "limit"))).collect()
}

/// Status, what it means, media type and schema.
type Reply = (&'static str, &'static str, Option<(&'static str, Value)>);

/// One operation.
struct Operation {
    path: &'static str,
    method: &'static str,
    id: &'static str,
    about: &'static str,
    parameters: Vec<Value>,
    body: Option<Value>,
    /// Status, what it means, media type and schema.
    answers: Vec<Reply>,
    writes: bool,
}

fn get(
    path: &'static str,
    id: &'static str,
    about: &'static str,
    parameters: Vec<Value>,
    answer: Value,
) -> Operation {
    let answers = vec![
        ("200", "As asked", Some(("application/json", answer))),
        ("304", "As the client has it already (`If-None-Match`)", None),
    ];
    Operation { path, method: "get", id, about, parameters, body: None, answers, writes: false }
}

fn post(path: &'static str, id: &'static str, about: &'static str, body: &Value, answer: Value) -> Operation {
    let body = json!({ "required": true, "content": { "application/json": { "schema": body } } });
    let answers = vec![("200", "Done", Some(("application/json", answer)))];
    Operation {
        path,
        method: "post",
        id,
        about,
        parameters: Vec::new(),
        body: Some(body),
        answers,
        writes: true,
    }
}

/// The schemas of what is sent, and of what is taken: a field with a default is always sent, and need not come.
struct Book {
    sent: SchemaGenerator,
    taken: SchemaGenerator,
}

impl Book {
    fn of<T: JsonSchema>(&mut self) -> Value {
        self.sent.subschema_for::<T>().to_value()
    }

    fn body<T: JsonSchema>(&mut self) -> Value {
        self.taken.subschema_for::<T>().to_value()
    }

    fn list<T: JsonSchema>(&mut self) -> Value {
        let item = self.of::<T>();
        json!({ "type": "object", "required": ["items"], "properties": { "items": { "type": "array", "items": item } } })
    }

    fn page(item: &Value) -> Value {
        json!({ "type": "object", "required": ["items", "next"],
                "properties": { "items": { "type": "array", "items": item }, "next": { "type": ["string", "null"] } } })
    }

    fn operations(&mut self) -> Vec<Operation> {
        let card = self.of::<StoryCard>();
        let story = json!({ "type": "object", "required": ["card", "story", "reports", "versions"], "properties": {
            "card": card, "story": self.of::<Story>(),
            "reports": { "type": "array", "items": self.of::<ReportCard>() },
            "versions": { "type": "array", "items": self.of::<Version>() },
            "moved_from": { "type": ["string", "null"] },
            "came": { "type": "array", "items": self.of::<Move>() } } });
        let place = self.of::<Assignment>();
        let report = json!({ "type": "object", "required": ["report", "place", "revisions"], "properties": {
            "report": self.of::<AnnotatedReport>(), "place": { "anyOf": [place, { "type": "null" }] },
            "revisions": { "type": "array", "items": self.of::<Version>() },
            "removed": { "type": ["integer", "null"] } } });
        let said = json!({ "type": "object", "required": ["story", "headline", "quotation"], "properties": {
            "story": { "type": "string" }, "headline": { "type": "string" }, "latest": { "type": ["string", "null"] },
            "outlets": { "type": "array", "items": { "type": "string" } }, "quotation": self.of::<QuotationFamily>() } });
        let person = json!({ "type": "object", "required": ["key", "name", "total", "quotations"], "properties": {
            "key": { "type": "string" }, "name": { "type": "string" }, "total": { "type": "integer" },
            "quotations": Self::page(&said) } });
        let changes = json!({ "type": "object", "required": ["items", "sequence"], "properties": {
            "items": { "type": "array", "items": self.of::<Event>() }, "sequence": { "type": "integer" } } });
        let (_, _) = (self.of::<Commit>(), self.of::<Hit>());
        let posted = self.of::<Posted>();
        let any = json!({ "description": "A file in that format" });
        // Bytes in whatever charset they turn out to be, so that any body is one of them.
        let file = json!({ "description": "The file as it is" });
        let mut media = Map::new();
        // An item that is no report is named in `problems`, and those around it are added.
        let item = json!({ "anyOf": [{ "$ref": "#/components/schemas/ReportIn" }, {}] });
        media.insert("application/json".to_owned(), json!({ "schema": {
            "oneOf": [{ "$ref": "#/components/schemas/ReportIn" }, { "type": "array", "minItems": 1, "items": item }] } }));
        for name in ["application/x-ndjson", "text/html", "text/plain", "application/warc"] {
            media.insert(name.to_owned(), json!({ "schema": file }));
        }
        let key = json!({ "name": "Idempotency-Key", "in": "header", "required": false, "description":
            "The same key with the same body gives the same answer for a day", "schema": { "type": "string", "maxLength": 200, "pattern": "^[!-~]+$" } });
        vec![
            get("/api/v1/stats", "stats", "How much is on the desk", Vec::new(), self.of::<Stats>()),
            get(
                "/api/v1/stories",
                "stories",
                "Stories, a page at a time",
                list_of_stories(),
                Self::page(&card),
            ),
            get(
                "/api/v1/stories/{id}",
                "story",
                "A story: its ledger, reports and history; an id that it had before leads to it, too",
                vec![in_path("id", "The story"), as_of()],
                story,
            ),
            Operation {
                answers: vec![("200", "The file", Some(("*/*", any)))],
                ..get(
                    "/api/v1/stories/{id}/export/{format}",
                    "exportStory",
                    "A story in the format of another tool: json, jsonl, markdown, html, findings-csv, ninjs, annotations, schema-org, csl, ris, bibtex, gexf, graphml, prov, …",
                    vec![in_path("id", "The story"), format_in_path()],
                    Value::Null,
                )
            },
            get(
                "/api/v1/facets",
                "facets",
                "What the topmost stories of a filter can be picked out by, as the desk is now",
                facets_of_stories(),
                self.of::<Facets>(),
            ),
            Operation {
                parameters: vec![key],
                body: Some(json!({ "required": true, "content": media })),
                answers: vec![
                    (
                        "201",
                        "At least one report is new or revised",
                        Some(("application/json", posted.clone())),
                    ),
                    ("200", "All of them were there already, or refused", Some(("application/json", posted))),
                ],
                ..post(
                    "/api/v1/reports",
                    "postReports",
                    "Hand in reports; when it answers, they are on the disk",
                    &Value::Null,
                    Value::Null,
                )
            },
            get(
                "/api/v1/reports/{id}",
                "report",
                "A report, what it says, its place and its revisions",
                vec![in_path("id", "The report"), as_of()],
                report,
            ),
            Operation {
                method: "delete",
                writes: true,
                answers: vec![(
                    "200",
                    "Done; it is an edit, so it can be undone",
                    Some(("application/json", self.of::<Edited>())),
                )],
                ..get(
                    "/api/v1/reports/{id}",
                    "removeReport",
                    "Take a report off the desk",
                    vec![in_path("id", "The report")],
                    Value::Null,
                )
            },
            get(
                "/api/v1/people",
                "people",
                "People who are quoted, those of most quotations first",
                vec![
                    parameter("prefix", &text(), "How the name begins"),
                    parameter("limit", &number(), "How many"),
                ],
                self.list::<Quoted>(),
            ),
            get(
                "/api/v1/people/{name}",
                "person",
                "What a person said",
                vec![
                    in_path("name", "The name"),
                    parameter("cursor", &text(), "`next` of the page before"),
                    parameter("limit", &number(), "How many on a page"),
                ],
                person,
            ),
            get(
                "/api/v1/search",
                "search",
                "Reports that hold words: all of them, \"in a row\", begin*, -without",
                vec![
                    parameter("q", &text(), "The words; none: all reports"),
                    parameter("from", &day(), "Published on this day or later"),
                    parameter("to", &day(), "Published on this day or earlier"),
                    parameter("outlet", &text(), "Published by this outlet"),
                    parameter("cursor", &text(), "`next` of the page before"),
                    parameter("limit", &number(), "How many on a page"),
                    parameter(
                        "facets",
                        &json!({ "type": "boolean" }),
                        "Count outlets, people and so on among the hits",
                    ),
                ],
                self.of::<Results>(),
            ),
            Operation {
                writes: false,
                ..post(
                    "/api/v1/claims",
                    "checkClaim",
                    "What the desk holds on a claim: who supports it, who says otherwise, who is silent",
                    &self.body::<Claim>(),
                    self.of::<Checked>(),
                )
            },
            get(
                "/api/v1/changes",
                "changes",
                "What happened after a commit, in order",
                vec![
                    parameter("since", &json!({ "type": "integer", "minimum": 0 }), "The commit"),
                    parameter("limit", &number(), "How many"),
                ],
                changes,
            ),
            Operation {
                answers: vec![(
                    "200",
                    "Server-sent events: `story` and `report`, each with an event of `changes` as its data",
                    Some(("text/event-stream", json!({ "type": "string" }))),
                )],
                ..get(
                    "/api/v1/stream",
                    "stream",
                    "What happens, as it happens; `Last-Event-ID` goes on where one stopped",
                    vec![parameter(
                        "since",
                        &json!({ "type": "string", "pattern": "^[0-9]+([.][0-9]+)?$" }),
                        "Commit, or commit and number",
                    )],
                    Value::Null,
                )
            },
            get(
                "/api/v1/edits",
                "edits",
                "Everything that people changed in the grouping: the audit log",
                Vec::new(),
                self.list::<EditRecord>(),
            ),
            post(
                "/api/v1/edits",
                "edit",
                "Merge, split, remove or undo",
                &self.body::<EditIn>(),
                self.of::<Edited>(),
            ),
            Operation {
                writes: true,
                answers: vec![("200", "As asked", Some(("application/json", self.list::<Hook>())))],
                ..get("/api/v1/webhooks", "webhooks", "Where news goes", Vec::new(), Value::Null)
            },
            Operation {
                answers: vec![(
                    "201",
                    "Set; its secret is shown this once",
                    Some(("application/json", self.of::<Hook>())),
                )],
                ..post(
                    "/api/v1/webhooks",
                    "addWebhook",
                    "Post news to an address, signed: Copydesk-Signature is sha256=HMAC(secret, Copydesk-Timestamp + \".\" + body)",
                    &self.body::<HookIn>(),
                    Value::Null,
                )
            },
            Operation {
                method: "delete",
                writes: true,
                answers: vec![("204", "Gone", None)],
                ..get(
                    "/api/v1/webhooks/{id}",
                    "removeWebhook",
                    "Post no more news there",
                    vec![in_path("id", "The webhook")],
                    Value::Null,
                )
            },
        ]
    }
}

impl Operation {
    fn print(&self) -> Value {
        let mut responses = Map::new();
        for (status, about, content) in &self.answers {
            let mut answer = json!({ "description": about });
            if let Some((media, schema)) = content {
                answer["content"] = json!({ *media: { "schema": schema } });
            }
            if *status == "200" && self.method == "get" {
                answer["headers"] = json!({ "ETag": { "schema": { "type": "string" } } });
            }
            responses.insert((*status).to_owned(), answer);
        }
        let problem = json!({ "$ref": "#/components/responses/Problem" });
        let mut wrong = vec!["400", "401", "403", "404", "421", "422", "429", "500", "503"];
        if self.body.is_some() {
            wrong.extend(["413", "415", "507"]);
        }
        if self.writes {
            wrong.push("409");
        }
        for status in wrong {
            responses.insert(status.to_owned(), problem.clone());
        }
        let scope = if self.writes { "write" } else { "read" };
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.about,
            "parameters": self.parameters,
            "responses": responses,
            "security": [{}, { "token": [scope] }],
        });
        if let Some(body) = &self.body {
            operation["requestBody"] = body.clone();
        }
        operation
    }
}

/// A pair as a list of two that are one or the other: `prefixItems` is more than many tools know.
fn pairs_as_lists(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(kinds)) = object.remove("prefixItems") {
                object.insert("items".to_owned(), json!({ "anyOf": kinds }));
            }
            object.values_mut().for_each(pairs_as_lists);
        }
        Value::Array(list) => list.iter_mut().for_each(pairs_as_lists),
        _ => {}
    }
}

/// A field of a report that is better without it than left out: what cannot be read there is named in `problems`.
fn loose(about: &str) -> Value {
    json!({ "description": format!("{about}. A string; anything else is passed by, and said in `problems`"),
            "anyOf": [{ "type": "string" }, {}] })
}

/// The description.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut book = Book {
        sent: settings.clone().for_serialize().into_generator(),
        taken: settings.for_deserialize().into_generator(),
    };
    let mut paths: Map<String, Value> = Map::new();
    for operation in book.operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = operation.print();
    }
    let mut schemas = book.taken.take_definitions(true);
    schemas.extend(book.sent.take_definitions(true));
    schemas.values_mut().for_each(pairs_as_lists);
    schemas.insert("Problem".to_owned(), json!({ "type": "object", "required": ["type", "title", "status"], "properties": {
        "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" } } }));
    schemas.insert(
        "ReportIn".to_owned(),
        json!({ "type": "object", "required": ["text"], "properties": {
        "text": { "type": "string", "minLength": 1 },
        "id": loose("Names the report; a hash of address and text when it is empty or left out"),
        "title": loose("Its headline"), "outlet": loose("Who published it"), "url": loose("Its address"),
        "byline": loose("Who wrote it"), "language": loose("BCP 47; told from the text when it is left out"),
        "published": loose("ISO 8601") } }),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Copydesk",
            "version": "1",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            "description": "A desk of news reports: how many of a story's reports are truly independent, what they agree on, where they differ, who said what. \
    Positions are Unicode code points, start inclusive, end exclusive. Every GET has an ETag.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": { "Problem": { "description": "What went wrong", "content": {
                "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer",
                "description": "Needed off loopback. `copydesk token add NAME --scope read|write` makes one." } },
        },
    })
}

/// The description as it is served and kept.
pub fn print() -> String {
    format!("{:#}\n", document())
}
