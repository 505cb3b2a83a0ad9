-- Version 2. Stories are picked out and speakers looked up by the tables' own keys: each row lies in two trees and not in four. Words are
-- written out to the index in larger parts.

CREATE TABLE terms_2 (
    kind TEXT NOT NULL,         -- outlet, person, place, organisation, standing, saga
    key TEXT NOT NULL,
    rank INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    story TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (kind, key, rank, story)
) WITHOUT ROWID;
INSERT INTO terms_2 (kind, key, rank, latest, story, label) SELECT kind, key, rank, latest, story, label FROM terms;
DROP TABLE terms;
ALTER TABLE terms_2 RENAME TO terms;
CREATE INDEX terms_story ON terms (story, kind, key);

CREATE TABLE speakers_2 (
    key TEXT NOT NULL,
    latest INTEGER NOT NULL,
    story TEXT NOT NULL,
    family INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (key, latest, story, family)
) WITHOUT ROWID;
INSERT INTO speakers_2 (key, latest, story, family, name) SELECT key, latest, story, family, name FROM speakers;
DROP TABLE speakers;
ALTER TABLE speakers_2 RENAME TO speakers;
CREATE INDEX speakers_story ON speakers (story);

INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
