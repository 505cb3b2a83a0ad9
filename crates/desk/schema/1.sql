-- Version 1. A row is valid from the commit from_seq up to, but without, to_seq; 9223372036854775807 stands for "still".

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Every change of the desk, in order.
CREATE TABLE commits (
    seq {int} PRIMARY KEY,
    at {int} NOT NULL,          -- milliseconds since 1970
    kind TEXT NOT NULL,         -- add, remove, merge, split, undo, repair
    who TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX commits_at ON commits (at);

-- Every report that ever was on the desk.
CREATE TABLE reports (
    rid {int} PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    page TEXT,                  -- what of its URL names the page
    removed {int}               -- the edit that took it off
);
CREATE INDEX reports_page ON reports (page);

-- What it read, and what was read in it.
CREATE TABLE revisions (
    rid {int} NOT NULL,
    from_seq {int} NOT NULL,
    to_seq {int} NOT NULL,
    kind TEXT NOT NULL,         -- added, revised, dated, restored
    slot {int} NOT NULL,        -- order of publication: minutes, then rid
    day {int},                  -- days since 1970
    outlet TEXT,
    report {bytes} NOT NULL,    -- zstd, JSON
    reading {bytes} NOT NULL,   -- zstd, JSON
    PRIMARY KEY (rid, from_seq)
);
CREATE INDEX revisions_slot ON revisions (to_seq, slot);

-- Which story it is in.
CREATE TABLE places (
    rid {int} NOT NULL,
    from_seq {int} NOT NULL,
    to_seq {int} NOT NULL,
    story TEXT NOT NULL,
    place TEXT NOT NULL,        -- JSON: the assignment
    PRIMARY KEY (rid, from_seq)
);
CREATE INDEX places_story ON places (story, to_seq);

-- What the reports of a story say together.
CREATE TABLE versions (
    story TEXT NOT NULL,
    from_seq {int} NOT NULL,
    to_seq {int} NOT NULL,
    rank {int} NOT NULL,
    latest {int} NOT NULL,      -- minutes
    first_day {int},
    last_day {int},
    reports {int} NOT NULL,
    card TEXT NOT NULL,         -- JSON
    document {bytes} NOT NULL,  -- zstd, JSON
    PRIMARY KEY (story, from_seq)
);
CREATE INDEX versions_rank ON versions (to_seq, rank, story);
CREATE INDEX versions_latest ON versions (to_seq, latest, story);
CREATE INDEX versions_days ON versions (to_seq, last_day, first_day);

-- What stories can be picked out by; only those that still are.
CREATE TABLE terms (
    kind TEXT NOT NULL,         -- outlet, person, place, organisation, standing, saga
    key TEXT NOT NULL,
    rank {int} NOT NULL,
    latest {int} NOT NULL,
    story TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (kind, key, story)
);
CREATE INDEX terms_rank ON terms (kind, key, rank, story);
CREATE INDEX terms_story ON terms (story);

-- Who is quoted where; only in stories that still are.
CREATE TABLE speakers (
    key TEXT NOT NULL,
    latest {int} NOT NULL,
    story TEXT NOT NULL,
    family {int} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (key, latest, story, family)
);
CREATE INDEX speakers_story ON speakers (story);

-- Stories that went into others, or got another founder.
CREATE TABLE moves (
    seq {int} NOT NULL,
    story TEXT NOT NULL,
    into_story TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (story, seq)
);

-- What editors did.
CREATE TABLE edits (
    edit {int} PRIMARY KEY,
    seq {int} NOT NULL,
    kind TEXT NOT NULL,         -- merge, split, remove
    body TEXT NOT NULL,         -- JSON
    undone {int}                -- the commit that took it back
);

-- What there is to tell about a commit.
CREATE TABLE events (
    seq {int} NOT NULL,
    number {int} NOT NULL,
    kind TEXT NOT NULL,
    story TEXT,
    body TEXT NOT NULL,         -- JSON
    PRIMARY KEY (seq, number)
);
CREATE INDEX events_story ON events (story, seq);
