//! Pages of 64 KB made to be slow, for the test that holds each to a time and the example that measures it.

/// Each in a way of its own, with what it is called.
pub(crate) fn slow_pages() -> Vec<(&'static str, String)> {
    const SIZE: usize = 64 << 10;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    let class = "c".repeat(SIZE / 2);
    vec![
        ("nested lists", fill("<ul><li>")),
        ("misnested inline tags", fill("<b><i></b>")),
        ("nested tables", fill("<table><tr><td>")),
        ("nested times", fill("<time>1 ")),
        ("nested headings", fill("<h1><div>x ")),
        ("headings of every rank", fill("<h2>a b c</h2>")),
        ("one long class above many blocks", format!("<div class='{class}'>{}", "<p>a".repeat(SIZE / 8))),
        ("unclosed values", fill("<a b=\"")),
        ("unclosed comments", fill("<!--")),
        ("unclosed raw elements", fill("<textarea>")),
        ("entities", fill("&amp;")),
        ("nothing but openings", fill("<")),
        ("end tags", fill("</p></b>")),
        ("dates", fill("<p>8 March 2021 ")),
        ("bylines", fill("<p>By <b>Ada Quill</b>")),
        ("authors", fill("<i rel=author>A B</i>")),
        ("data", fill("<script type='application/ld+json'>[[[[[</script>")),
        ("metadata", fill("<meta property=og:title content='a - b | c'>")),
        ("thousands of attributes", format!("<p {}>The quay burned.", "a=1 class=b id=c ".repeat(SIZE / 17))),
        (
            "one attribute of many classes",
            format!("<p class='{}'>The quay burned.", "ad comment story ".repeat(SIZE / 17)),
        ),
        ("unclosed scripts", fill("<script>")),
        ("unclosed scripts of data", fill("<script type='application/ld+json'>{")),
        (
            "data nested without end",
            format!("<script type='application/ld+json'>{}</script>", "[".repeat(SIZE)),
        ),
        (
            "data of many articles",
            format!(
                "<script type='application/ld+json'>[{}{{}}]</script>",
                "{\"@type\":\"NewsArticle\",\"headline\":\"a\"},".repeat(SIZE / 44)
            ),
        ),
        ("comments that almost end", fill("<!-- -- >")),
        ("declarations", fill("<!doctype ")),
        ("formatting to adopt", fill("<a><b><div></a></b><i><p></i>")),
        ("formatting that is opened again", fill("<p><b><i><u><s>")),
        ("words among the rows of a table", fill("<table>a<tr>b<td>c")),
        ("tables in cells that are closed wrongly", fill("<table><td></table></td>")),
        ("numbered entities", fill("&#x1F600;")),
        ("entities without end", fill("&ampampamp")),
        ("one run of ampersands", fill("&")),
        ("vector graphics", fill("<svg><g><path>")),
        ("vector graphics and formulas", fill("<svg></svg><math></math>")),
        ("formulas", fill("<math><mtext><svg>")),
        ("templates", fill("<template><div>")),
        ("choices", fill("<select><option>a<optgroup>")),
        ("choices in choices", fill("<select></option><select>")),
        ("buttons", fill("<button><form>")),
        ("frames", fill("<frameset><frame>")),
        ("end tags of elements that are not open", fill("</div></x-y></h1>")),
        ("elements of no known name", fill("<x-y><a-b>")),
        ("links behind links", fill("<a href=/q>Q</a><span><a href=/q>R</a>")),
        ("line breaks", fill("<br>")),
        ("rulers", fill("<hr>a")),
        ("quotations", fill("<blockquote>a")),
        ("definitions", fill("<dl><dt><dd>")),
        ("one word", "a".repeat(SIZE)),
        ("signs between titles", format!("<title>{}</title><h1>a</h1>", " - a | b".repeat(SIZE / 8))),
        (
            "headings that go on",
            format!(
                "<title>Fire at the old quay</title>{}",
                "<h1>Fire at the old quay [x]</h1>".repeat(SIZE / 33)
            ),
        ),
        ("zero bytes", fill("\0<\0p>")),
    ]
}
