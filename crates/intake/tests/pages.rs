//! What pages say of themselves: headline, byline, day. A case a line; the pages are made up.

use copydesk_intake::{Draft, read_page};

/// A page of the Coast Herald with this head and this body, and an article below.
fn page(head: &str, body: &str) -> Draft {
    let article = "<p>The quay burned down in the night, and nobody was hurt, the fire brigade of the town said on Tuesday.</p>\
                   <p>The mayor said that the harbour would open again as soon as the ash had been cleared from the cranes.</p>";
    let html = format!(
        "<!doctype html><html><head>{head}</head><body>{body}<article>{article}</article></body></html>"
    );
    read_page(&html, Some("https://www.coastherald.example/fire"))
}

const SITE: &str = "<meta property='og:site_name' content='Coast Herald'>";

#[test]
fn the_headline_is_free_of_what_sites_set_around_it() {
    let long = "Fire at the old quay closes the harbour for a week, and the council asks who left the gates open that night";
    for (head, body, title) in [
        ("<title>Fire at the quay | Coast Herald</title>", "", "Fire at the quay"),
        // Section and outlet, one behind the other.
        (
            "<title>Fire closes the harbour | Opinion | Coast Herald</title>",
            "<h1>Fire closes the harbour | Opinion</h1>",
            "Fire closes the harbour",
        ),
        // A short heading before the name of the site.
        ("<title>Fire - Town of Port Ellery</title>", "<h1>Fire</h1>", "Fire"),
        (
            "<title>Coast Herald: Fire at the old quay</title>",
            "<h1>Fire at the old quay</h1>",
            "Fire at the old quay",
        ),
        ("<title># Fire at the old quay</title>", "", "Fire at the old quay"),
        // A heading that shares no word with what the page states.
        (
            "<title>Fire at the old quay</title><meta property='og:title' content='Fire at the old quay'>",
            "<h1>A message from our founder and friends</h1>",
            "Fire at the old quay",
        ),
        // What stands behind it in the heading and is no words.
        (
            "<title>Fire at the old quay - Coast Herald</title>",
            "<h1>Fire at the old quay (herald.example) 87</h1>",
            "Fire at the old quay",
        ),
        (
            "<title>Fire at the old quay</title>",
            "<h1>Fire at the old quay! March 8, 2021</h1>",
            "Fire at the old quay!",
        ),
        (
            "<title>Fire at the old quay</title>",
            "<h1>Fire at the old quay [Watch]</h1>",
            "Fire at the old quay",
        ),
        (
            "<title>Fire at the old quay</title>",
            "<h1>Fire at the old quay in 87 pictures</h1>",
            "Fire at the old quay in 87 pictures",
        ),
        // A number or an article is no kicker.
        (
            "<title>Fires at the quays of the coast</title>",
            "<h1>2021 Fires at the quays of the coast</h1>",
            "2021 Fires at the quays of the coast",
        ),
        (
            "<title>Fires at the quays of the coast</title>",
            "<h1>Harbour Fires at the quays of the coast</h1>",
            "Fires at the quays of the coast",
        ),
        // Of several headings the one that shares its words, the outlet's name not counted.
        (
            "<title>Gates of the old quay | Coast Herald</title>",
            "<h1>Who left the gates of the quay open?</h1><h1>Choose a town of the coast</h1>",
            "Who left the gates of the quay open?",
        ),
        // The same heading twice is one.
        (
            "<title>Gates of the harbour: what is known</title>",
            "<h1>Who left the gates of the quay open?</h1><h1>Who left the gates of the quay open?</h1>",
            "Who left the gates of the quay open?",
        ),
        // One source writes it otherwise than all others.
        (
            "<title>Quay vs. gates: who is to pay?</title><meta property='og:title' content='Quay vs Gates: who is to pay?'>\
             <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Quay vs. gates: who is to pay?\"}</script>",
            "<h1>Quay vs. gates: who is to pay?</h1>",
            "Quay vs. gates: who is to pay?",
        ),
    ] {
        assert_eq!(page(&format!("{SITE}{head}"), body).title.as_deref(), Some(title), "{head} {body}");
    }
    // Data cut the headline at 110 letters; the link has it whole.
    let cut: String = long.chars().take(96).collect();
    let head = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"{}\"}}</script>\
         <meta property='og:title' content='{long} - Coast Herald'>{SITE}",
        cut.trim()
    );
    assert_eq!(page(&head, "").title.as_deref(), Some(long));
}

#[test]
fn a_byline_is_a_name_and_of_a_person_where_one_is_named() {
    for (head, body, byline) in [
        ("<meta name=author content='By Ada Quill'>", "", Some("Ada Quill")),
        ("<meta name=author content='View all posts by Ada Quill'>", "", Some("Ada Quill")),
        ("<meta name=author content='Written By: Ada Quill'>", "", Some("Ada Quill")),
        ("<meta name=author content='byAda Quill'>", "", Some("Ada Quill")),
        ("<meta name=author content='Byron Quill'>", "", Some("Byron Quill")),
        ("<meta name=author content='Ada Quill | Sponsored'>", "", Some("Ada Quill")),
        ("<meta name=author content='Ada Quill, MD. Reviewed by Tom Reed'>", "", Some("Ada Quill, MD")),
        ("<meta name=author content='Ada Quill Jr.'>", "", Some("Ada Quill Jr.")),
        ("<meta name=author content='Ada Quill quill@coastherald.example'>", "", Some("Ada Quill")),
        ("<meta name=author content='page.head.author'>", "", None),
        ("<meta name=author content='Posted by'>", "", None),
        ("<meta name=author content='admin'>", "", None),
        // The outlet is named for all; the page names who wrote this.
        (
            "<meta name=author content='Coast Herald'>",
            "<h1>Fire at the quay</h1><p>By Ada Quill</p>",
            Some("Ada Quill"),
        ),
        ("<meta name=author content='Coast Herald'>", "<h1>Fire at the quay</h1>", Some("Coast Herald")),
        ("", "<h1>Fire at the quay</h1><p>By <a href=/ada>Ada Quill</a></p>", Some("Ada Quill")),
        ("", "<h1>Fire at the quay</h1><p>By the time the brigade came</p>", None),
    ] {
        let found = page(&format!("<title>Fire at the quay</title>{SITE}{head}"), body).byline;
        assert_eq!(found.as_deref(), byline, "{head} {body}");
    }
}

#[test]
fn the_day_is_the_one_that_stands_beside_the_headline() {
    let other = "<div class=news><span class=date>12 March 2021</span> Vote put off</div>".repeat(5);
    let head = "<title>Fire at the old quay</title>";
    for (body, day) in [
        // Right above it, though other stories with days of their own come before.
        (
            format!("{other}<p>Harbour</p><p>8 March 2021</p><h1>Fire at the old quay</h1>"),
            Some("2021-03-08"),
        ),
        (format!("<h1>Fire at the old quay</h1><p>8 March 2021 // Ada Quill</p>{other}"), Some("2021-03-08")),
        // The first heading is the name of the site; the headline is told by what the page states.
        (
            format!(
                "<h1>Herald</h1>{other}<h2>Fire at the old quay</h2><time datetime=2021-03-08>Monday</time>"
            ),
            Some("2021-03-08"),
        ),
        // Parts of a date in elements of their own.
        (
            "<h1>Fire at the old quay</h1><div class=date><b>Mar</b><b>8</b><b>2021</b></div>".to_owned(),
            Some("2021-03-08"),
        ),
        // A label apart from its day.
        (
            "<h1>Fire at the old quay</h1><div><span>Published:</span> <b>8 March 2021</b></div>".to_owned(),
            Some("2021-03-08"),
        ),
        (
            "<h1>Fire at the old quay</h1><p>The trial of the owner runs until 9 March 2021.</p>".to_owned(),
            None,
        ),
    ] {
        let found = page(head, &body).published.day().map(|d| d.to_string());
        if day.is_some() {
            assert_eq!(found.as_deref(), day, "{body}");
        } else {
            assert_ne!(found.as_deref(), Some("2021-03-08"), "{body}");
        }
    }
    // What the page calls a change is none, where it names another day as that of publication.
    let head = "<title>Fire at the old quay</title><meta name=date content=2021-03-10>";
    let body = "<h1>Fire at the old quay</h1><p>x</p><p>x</p><p>x</p><p>x</p><p>x</p><p>x</p><p>Published: 8 March 2021</p>\
                <p>Last modified: 10 March 2021</p>";
    assert_eq!(page(head, body).published.day().map(|d| d.to_string()).as_deref(), Some("2021-03-08"));
}
