//! The copy graph: reports as nodes, copying as edges, in GEXF 1.3 (Gephi) and GraphML.
//!
//! An edge sums up all passages from one report to another: their number, the characters copied and the mean
//! similarity. An edge whose direction is not known is undirected.

use std::collections::BTreeMap;

use copydesk_model::document::Document;
use copydesk_model::{Copy, ReportId};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

struct Node<'a> {
    id: &'a ReportId,
    label: &'a str,
    story: &'a str,
    origin: usize,
    published: &'a str,
}

struct Edge<'a> {
    from: &'a ReportId,
    to: &'a ReportId,
    directed: bool,
    passages: usize,
    characters: usize,
    similarity: f32,
}

fn nodes(document: &Document) -> Vec<Node<'_>> {
    let mut places = BTreeMap::new();
    for story in &document.stories {
        for (i, origin) in story.origins.iter().enumerate() {
            places.extend(origin.iter().map(|r| (r, (story.id.as_str(), i + 1))));
        }
    }
    document
        .reports
        .iter()
        .map(|r| {
            let (story, origin) = places.get(&r.id).copied().unwrap_or(("", 0));
            Node {
                id: &r.id,
                label: r.outlet.as_deref().unwrap_or(r.id.as_str()),
                story,
                origin,
                published: r.published.date.as_deref().unwrap_or(""),
            }
        })
        .collect()
}

fn edges(document: &Document) -> Vec<Edge<'_>> {
    let mut edges: BTreeMap<(&ReportId, &ReportId, bool), Vec<&Copy>> = BTreeMap::new();
    for copy in document.stories.iter().flat_map(|s| &s.copies) {
        edges.entry((copy.from.report(), copy.to.report(), copy.directed)).or_default().push(copy);
    }
    edges
        .into_iter()
        .map(|((from, to, directed), copies)| Edge {
            from,
            to,
            directed,
            passages: copies.len(),
            characters: copies.iter().map(|c| c.to.code_points()[1] - c.to.code_points()[0]).sum(),
            similarity: copies.iter().map(|c| c.similarity).sum::<f32>() / copies.len() as f32,
        })
        .collect()
}

/// An XML writer into memory, which cannot fail; its results are dropped for that reason.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn new() -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    fn event(&mut self, event: Event<'_>) {
        let _ = self.0.write_event(event);
    }

    fn start(name: &str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
        let mut start = BytesStart::new(name.to_owned());
        for (key, value) in attributes {
            start.push_attribute((*key, printable(value).as_str()));
        }
        start
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(Self::start(name, attributes)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(Self::start(name, attributes)));
    }

    fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name.to_owned())));
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.event(Event::Text(BytesText::new(&printable(text))));
        self.close(name);
    }

    fn print(self) -> String {
        String::from_utf8(self.0.into_inner()).unwrap_or_default()
    }
}

/// Without the control characters that XML 1.0 does not allow.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

/// GEXF 1.3.
pub(crate) fn gexf(document: &Document) -> String {
    let mut xml = Xml::new();
    xml.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")]);
    xml.open("graph", &[("defaultedgetype", "directed"), ("mode", "static")]);
    xml.open("attributes", &[("class", "node")]);
    for (id, title, kind) in
        [("story", "story", "string"), ("origin", "origin", "integer"), ("published", "published", "string")]
    {
        xml.empty("attribute", &[("id", id), ("title", title), ("type", kind)]);
    }
    xml.close("attributes");
    xml.open("attributes", &[("class", "edge")]);
    for (id, kind) in [("passages", "integer"), ("characters", "integer"), ("similarity", "float")] {
        xml.empty("attribute", &[("id", id), ("title", id), ("type", kind)]);
    }
    xml.close("attributes");
    xml.open("nodes", &[]);
    for node in nodes(document) {
        xml.open("node", &[("id", node.id.as_str()), ("label", node.label)]);
        xml.open("attvalues", &[]);
        xml.empty("attvalue", &[("for", "story"), ("value", node.story)]);
        xml.empty("attvalue", &[("for", "origin"), ("value", &node.origin.to_string())]);
        xml.empty("attvalue", &[("for", "published"), ("value", node.published)]);
        xml.close("attvalues");
        xml.close("node");
    }
    xml.close("nodes");
    xml.open("edges", &[]);
    for (i, edge) in edges(document).iter().enumerate() {
        let kind = if edge.directed { "directed" } else { "undirected" };
        xml.open(
            "edge",
            &[
                ("id", &i.to_string()),
                ("source", edge.from.as_str()),
                ("target", edge.to.as_str()),
                ("type", kind),
                ("weight", &edge.passages.to_string()),
            ],
        );
        xml.open("attvalues", &[]);
        for (name, value) in figures(edge) {
            xml.empty("attvalue", &[("for", name), ("value", &value)]);
        }
        xml.close("attvalues");
        xml.close("edge");
    }
    xml.close("edges");
    xml.close("graph");
    xml.close("gexf");
    xml.print()
}

/// GraphML 1.0.
pub(crate) fn graphml(document: &Document) -> String {
    let mut xml = Xml::new();
    xml.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
    for (id, of, kind) in [
        ("label", "node", "string"),
        ("story", "node", "string"),
        ("origin", "node", "int"),
        ("published", "node", "string"),
        ("passages", "edge", "int"),
        ("characters", "edge", "int"),
        ("similarity", "edge", "double"),
    ] {
        xml.empty("key", &[("id", id), ("for", of), ("attr.name", id), ("attr.type", kind)]);
    }
    xml.open("graph", &[("id", "copies"), ("edgedefault", "directed")]);
    for node in nodes(document) {
        xml.open("node", &[("id", node.id.as_str())]);
        xml.text("data", &[("key", "label")], node.label);
        xml.text("data", &[("key", "story")], node.story);
        xml.text("data", &[("key", "origin")], &node.origin.to_string());
        xml.text("data", &[("key", "published")], node.published);
        xml.close("node");
    }
    for (i, edge) in edges(document).iter().enumerate() {
        xml.open(
            "edge",
            &[
                ("id", &format!("copy-{i}")),
                ("source", edge.from.as_str()),
                ("target", edge.to.as_str()),
                ("directed", if edge.directed { "true" } else { "false" }),
            ],
        );
        for (name, value) in figures(edge) {
            xml.text("data", &[("key", name)], &value);
        }
        xml.close("edge");
    }
    xml.close("graph");
    xml.close("graphml");
    xml.print()
}

fn figures(edge: &Edge<'_>) -> [(&'static str, String); 3] {
    [
        ("passages", edge.passages.to_string()),
        ("characters", edge.characters.to_string()),
        ("similarity", format!("{:.3}", edge.similarity)),
    ]
}
