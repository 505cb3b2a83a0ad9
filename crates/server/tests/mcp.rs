//! The tools, asked by a real client of the protocol.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::sync::Arc;

use copydesk_desk::{Act, Desk, Moment};
use copydesk_server::mcp::Tools;
use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use serde_json::{Value, json};

#[tokio::test]
async fn an_agent_finds_stories_reads_ledgers_and_quotations_and_checks_claims() {
    let folder = std::env::temp_dir().join(format!("copydesk-mcp-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let desk = Desk::open(folder.join("news.desk").to_str().unwrap()).unwrap();
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().join("examples/harbour-fire");
    let mut reports = Vec::new();
    copydesk_intake::read(&[copydesk_intake::Input::from_argument(root)], &mut |item| {
        reports.extend(item.ok());
    });
    desk.add(reports, &Act::at(Moment::parse("2024-06-04").unwrap())).unwrap();

    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let server = tokio::spawn(async move {
        let service = Tools::new(Arc::new(desk)).serve(ours).await.unwrap();
        service.waiting().await.unwrap();
    });
    let client = ().serve(theirs).await.unwrap();
    let tools = client.list_all_tools().await.unwrap();
    let mut names: Vec<&str> = tools.iter().map(|t| t.name.as_ref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["check_claim", "find_stories", "quotations_of", "story_ledger"]);
    for tool in &tools {
        assert!(tool.output_schema.is_some(), "{} says what it gives", tool.name);
        assert_eq!(tool.annotations.as_ref().unwrap().read_only_hint, Some(true), "{} only looks", tool.name);
    }
    let call = async |name: &'static str, arguments: Value| -> Value {
        let arguments = arguments.as_object().unwrap().clone();
        let answer =
            client.call_tool(CallToolRequestParams::new(name).with_arguments(arguments)).await.unwrap();
        assert_ne!(answer.is_error, Some(true), "{answer:?}");
        answer.structured_content.unwrap()
    };
    let found = call("find_stories", json!({ "query": "warehouse fire" })).await;
    let story = found["stories"][0]["story"].as_str().unwrap().to_owned();
    assert_eq!(found["stories"][0]["origins"], 4);
    assert!(found["stories"][0]["passage"]["text"].as_str().unwrap().contains("warehouse"));
    let ledger = call("story_ledger", json!({ "story": story })).await;
    assert_eq!(ledger["reports"].as_array().unwrap().len(), 6);
    assert_eq!(ledger["findings"][0]["standing"], "conflicting");
    let said = call("quotations_of", json!({ "person": "Marta Velloso" })).await;
    assert!(said["quotations"][0]["wordings"].as_array().unwrap().len() > 1);
    let nobody = call("quotations_of", json!({ "person": "Marta Nobody" })).await;
    assert_eq!((nobody["total"].as_i64(), nobody["similar"][0].as_str()), (Some(0), Some("Marta Velloso")));
    let checked =
        call("check_claim", json!({ "claim": "Sixty firefighters fought the flames on Quay Seven." })).await;
    assert_ne!(checked["verdict"], "silent", "{checked:#}");
    let wrong = client
        .call_tool(
            CallToolRequestParams::new("story_ledger")
                .with_arguments(json!({ "story": "none" }).as_object().unwrap().clone()),
        )
        .await
        .unwrap();
    assert_eq!(wrong.is_error, Some(true));
    client.cancel().await.unwrap();
    server.await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
