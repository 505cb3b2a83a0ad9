//! *What has been learnt about English, and from what?*
//!
//! Tables of weights that `copydesk-train` wrote, and the lists of names they were trained with. Data only: how to read them
//! is `copydesk-language`'s business. Not under the licence of the code: see `NOTICE.md` beside this crate's manifest for sources,
//! licences, the training command and the scores.

/// Part of speech: what each word has been in the corpora.
pub static WORDS: &[u8] = include_bytes!("../data/words.bin");

/// Part of speech: the weights of the tagger.
pub static POS: &[u8] = include_bytes!("../data/pos.bin");

/// Part of speech: what corrects the tagger where it is not sure, by the words to the right.
pub static POS_AGAIN: &[u8] = include_bytes!("../data/pos-again.bin");

/// Names: the weights of the first pass, which sees a sentence.
pub static NAMES: &[u8] = include_bytes!("../data/names.bin");

/// Names: the weights of the second pass, which sees what the first found in the whole report.
pub static NAMES_AGAIN: &[u8] = include_bytes!("../data/names-again.bin");

/// Document frequencies of stems in general English: the number of documents, then `stem<TAB>documents` a line.
pub static BACKGROUND: &str = include_str!("../data/background.tsv");

/// Lists of names, one file each: its kind and its lines.
pub static LISTS: &[(&str, &str)] = &[
    ("forename", include_str!("../data/lists/forenames.txt")),
    ("surname", include_str!("../data/lists/surnames.txt")),
    ("country", include_str!("../data/lists/countries.txt")),
    ("demonym", include_str!("../data/lists/demonyms.txt")),
    ("place", include_str!("../data/lists/places.txt")),
    ("place-word", include_str!("../data/lists/place-words.txt")),
    ("organisation", include_str!("../data/lists/organisations.txt")),
    ("organisation-word", include_str!("../data/lists/organisation-words.txt")),
    ("title", include_str!("../data/lists/titles.txt")),
    ("calendar", include_str!("../data/lists/calendar.txt")),
];
