-- Version 2. Stories are picked out by the table's own key.

ALTER TABLE terms DROP CONSTRAINT terms_pkey;
DROP INDEX terms_rank;
DROP INDEX terms_story;
ALTER TABLE terms ADD PRIMARY KEY (kind, key, rank, story);
CREATE INDEX terms_story ON terms (story, kind, key);
