//! The codes: everything that intake can say about its input, one entry each.

use copydesk_model::Severity;

/// One kind of remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it means, and why it is so.
    pub explanation: &'static str,
    /// Input that gives it.
    pub example: &'static str,
    /// What the user can do.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident,
        $explanation:literal, example $example:literal, remedy $remedy:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: Code = Code {
            code: $code,
            severity: Severity::$severity,
            explanation: $explanation,
            example: $example,
            remedy: $remedy,
        };)*
        const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    BYTES_REPLACED = "bytes-replaced", Warning,
        "Some bytes are not valid in the file's character encoding. Each was replaced by U+FFFD; the rest of the text is as received.",
        example "a UTF-8 page with one byte 0xFF in it",
        remedy "save the file again in UTF-8";
    CHARSET_GUESSED = "charset-guessed", Note,
        "The file is not UTF-8 and does not say what it is, so its encoding was guessed from its bytes.",
        example "a plain-text file in windows-1252",
        remedy "save the file in UTF-8 if letters look wrong";
    DATE_UNREADABLE = "date-unreadable", Warning,
        "The publication date is in no form that is known. The report is read as undated: a day is never guessed.",
        example "{\"id\":\"a\",\"text\":\"…\",\"published\":\"last Tuesday\"}",
        remedy "give the date as ISO 8601, such as 2020-10-14 or 2020-10-14T20:00:00Z";
    DECOMPRESSION_RATIO = "decompression-ratio", Error,
        "A compressed file unpacks to far more than text of its size can, as a decompression bomb does. Reading stops there; the records before that point were read.",
        example "a gzip file of ten gigabytes of zeros",
        remedy "unpack the file yourself if you trust it, and read the result";
    DOCUMENT_TOO_LARGE = "document-too-large", Error,
        "The file is in a format that must be read whole, and is larger than the limit.",
        example "one JSON array of a gigabyte",
        remedy "give it as JSON Lines, which are read record by record, or raise the limit";
    FILE_UNREADABLE = "file-unreadable", Error,
        "The file or folder is there but could not be opened or listed.",
        example "a file without read permission",
        remedy "check its permissions";
    FOLDER_TOO_DEEP = "folder-too-deep", Error,
        "Folders are nested more deeply than the limit; what lies deeper was not read.",
        example "a/a/a/a/… a hundred times",
        remedy "name the deeper folder itself";
    FORMAT_UNKNOWN = "format-unknown", Error,
        "Neither the ending of the name nor the first bytes are those of a format that can be read.",
        example "a photograph",
        remedy "convert it to text, HTML, JSON Lines, a feed or WARC";
    FORMAT_SKIPPED = "format-skipped", Note,
        "A file in a folder has an ending that is no known format, and its first bytes show none either. It was passed over.",
        example "harbour-fire/photo.jpg",
        remedy "name the file itself to have it read as text";
    GLOB_EMPTY = "glob-empty", Error,
        "No file matches the pattern.",
        example "reports/*.jsnl",
        remedy "check the pattern; ** crosses folders";
    GLOB_SYNTAX = "glob-syntax", Error,
        "The pattern cannot be read.",
        example "reports/[a-",
        remedy "close every [ and {";
    JSON_SHAPE = "json-shape", Error,
        "The JSON value is not a record: a record is an object.",
        example "[1, 2, 3]",
        remedy "give one object for each report, with `id` and `text`";
    JSON_SYNTAX = "json-syntax", Error,
        "The record is not valid JSON; the byte is where reading failed.",
        example "{\"id\":\"a\",\"text\":\"no end",
        remedy "mend the record; the records around it were read";
    JSON_TYPE = "json-type", Error,
        "A field that must be a string is something else.",
        example "{\"id\":\"a\",\"text\":42}",
        remedy "write the field as a string";
    FIELD_IGNORED = "field-ignored", Warning,
        "A field beside the text has a type that cannot be used, or is longer than any such field. The report was read without it.",
        example "{\"id\":\"a\",\"text\":\"…\",\"title\":{\"main\":\"Ferry\"}}",
        remedy "write the field as a string";
    MOJIBAKE = "mojibake", Warning,
        "The text shows the traces of having been decoded with the wrong encoding before it came here. It is kept as received.",
        example "The mayorâ€™s answer",
        remedy "fetch the text again from its source in the right encoding";
    NO_RECORDS = "no-records", Warning,
        "The file was read to its end and holds no record.",
        example "an empty .jsonl file, or `[]`",
        remedy "check that it is the right file";
    PAGE_CUT = "page-cut", Warning,
        "The page has more elements than any article. What stands behind the limit was not read.",
        example "16 MB of <p>a<p>a<p>a…",
        remedy "none is needed, unless the page should be different";
    CONTENT_ENCODING = "content-encoding", Error,
        "The archived answer is packed in a way that is not read, or is not packed as it says. gzip, deflate, Brotli and Zstandard are read.",
        example "a record with `Content-Encoding: compress`",
        remedy "archive the page again without that packing";
    PAGE_TOO_DEEP = "page-too-deep", Warning,
        "Elements of the page are nested more deeply than any article is. The nesting below the limit was flattened; the text is kept.",
        example "64 KB of <ul><li><ul><li>…",
        remedy "none is needed, unless the page should be different";
    PAGE_WITHOUT_TEXT = "page-without-text", Error,
        "No article text was found on the page: it may be an index, a paywall, or built by scripts.",
        example "a page that holds nothing but a menu",
        remedy "save the page from a browser after it has loaded, or give the text";
    PATH_MISSING = "path-missing", Error,
        "There is no file or folder of that name.",
        example "copydesk read no/such/folder",
        remedy "check the name";
    RECORD_DAMAGED = "record-damaged", Error,
        "A record of an archive, or the page in a saved one, does not have the form that its format asks for, or breaks off.",
        example "a WARC file cut in the middle of a page",
        remedy "copy or download the archive again; the records around it were read";
    RECORD_TOO_LARGE = "record-too-large", Error,
        "One record is longer than the limit, so it was passed over unread.",
        example "a line of JSON of a gigabyte",
        remedy "split the record or raise the limit";
    COLUMN_MISSING = "column-missing", Error,
        "The table has no column that a report's text could be taken from: none is named `text` or the like, and the column map names none that is there.",
        example "a Parquet file with the columns `lead` and `story`",
        remedy "say which column holds what, as in --columns text=story,title=lead";
    ENTITY_EXPANSION = "entity-expansion", Warning,
        "The document declares entities that are made of other entities, or of other files. Such declarations are how a small file is made to fill the memory or to read what it must not. They were not expanded; the words around them were read.",
        example "<!ENTITY b \"&a;&a;&a;&a;\">",
        remedy "none is needed, unless the text lacks something";
    FEEDS_NOT_FETCHED = "feeds-not-fetched", Warning,
        "The file is a list of feeds. It holds no reports, and nothing is fetched unless that is asked for.",
        example "feeds.opml",
        remedy "add --fetch to fetch the feeds";
    ITEM_WITHDRAWN = "item-withdrawn", Warning,
        "The agency has withdrawn or cancelled the item, so it was not read.",
        example "a news item with the status `stat:canceled`",
        remedy "none is needed; use what the agency sent in its place";
    LIVE_BLOG = "live-blog", Note,
        "The page is a live blog: posts of different times under one address. All posts on the page were read as one report.",
        example "a page that says it is a LiveBlogPosting",
        remedy "none is needed";
    PAGE_CONTINUES = "page-continues", Note,
        "The page says that its article goes on at another address. What stands there is not part of the report.",
        example "<link rel=\"next\" href=\"?page=2\">",
        remedy "give the other pages too, or the article's view on one page";
    PATH_ESCAPES = "path-escapes", Error,
        "A file in an archive has a name that leads out of the folder that it would be unpacked into. It was not read.",
        example "../../etc/passwd in a .tar",
        remedy "none is needed; distrust the archive";
    PAYWALL_STUB = "paywall-stub", Warning,
        "The page says that its article is not free to read, and shows only a little of it. What it shows was read.",
        example "a page with `isAccessibleForFree: false` and two sentences",
        remedy "give the full text if you have access to it";
    TABLE_DAMAGED = "table-damaged", Error,
        "The Parquet file is damaged or is none. The rows before the damage were read.",
        example "a Parquet file whose download was cut off",
        remedy "copy or download the file again";
    STREAM_BROKEN = "stream-broken", Error,
        "The file's data cannot be read to their end: a damaged compression, or the device failed. The records before that point were read.",
        example "a gzip file with a wrong check sum",
        remedy "copy or download the file again";
    STREAM_TRUNCATED = "stream-truncated", Error,
        "The compressed data break off. The records before that point were read.",
        example "a .jsonl.gz whose download was cut off",
        remedy "copy or download the file again";
    SYMLINK_LOOP = "symlink-loop", Warning,
        "A link leads back to a folder that contains it. It was not followed.",
        example "reports/all -> reports",
        remedy "none is needed; remove the link to silence this";
    TEXT_EMPTY = "text-empty", Error,
        "The record has a text, and it is empty or only spaces.",
        example "{\"id\":\"a\",\"text\":\"  \"}",
        remedy "give the text, or leave the record out";
    TEXT_MISSING = "text-missing", Error,
        "The record has no text.",
        example "{\"id\":\"a\",\"title\":\"Ferry sinks\"}",
        remedy "add a field `text` with the words of the report";
    UTF8_INVALID = "utf8-invalid", Error,
        "JSON must be UTF-8, and the record has bytes that are not. It was refused rather than repaired.",
        example "a line of JSON in windows-1252",
        remedy "convert the file to UTF-8";
}

/// All codes, in the order of their names.
pub fn codes() -> Vec<&'static Code> {
    let mut all: Vec<&Code> = ALL.iter().collect();
    all.sort_by_key(|c| c.code);
    all
}

/// What a code means.
///
/// ```
/// assert!(copydesk_intake::explain("json-syntax").is_some());
/// assert!(copydesk_intake::explain("no-such-code").is_none());
/// ```
pub fn explain(code: &str) -> Option<&'static Code> {
    ALL.iter().find(|c| c.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_named_once_and_says_what_helps() {
        let all = codes();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} twice", pair[0].code);
        }
        for code in all {
            assert!(code.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            for part in [code.explanation, code.example, code.remedy] {
                assert!(!part.is_empty(), "{}", code.code);
            }
        }
    }
}
