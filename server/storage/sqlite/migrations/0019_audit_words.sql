-- The audit log in fewer bytes and fewer pages for each change: words that come back are kept once, and what finds
-- rows is written by the thousand instead of with each.

CREATE TABLE audit_words (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO audit_words (text)
SELECT role FROM audit_log UNION SELECT name FROM audit_log UNION SELECT address FROM audit_log
UNION SELECT agent FROM audit_log UNION SELECT act FROM audit_log UNION SELECT object_kind FROM audit_log;

CREATE TABLE audit_log_by_words (
  id INTEGER PRIMARY KEY,  -- 1, 2, 3, … without a gap
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  account INTEGER,  -- no foreign key: a row outlives everything it tells of
  role INTEGER NOT NULL,  -- of audit_words, as are the next five
  name INTEGER NOT NULL,
  address INTEGER NOT NULL,
  agent INTEGER NOT NULL,
  act INTEGER NOT NULL,
  object_kind INTEGER NOT NULL,
  object_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  status INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  count INTEGER NOT NULL,
  changes TEXT NOT NULL,  -- [[table, key, column, before, after], …]
  changes_in_all INTEGER NOT NULL,
  first_event INTEGER,
  last_event INTEGER,
  hash BLOB NOT NULL CHECK (length(hash) = 32)  -- over the words themselves, not their numbers
) STRICT;

INSERT INTO audit_log_by_words
SELECT id, kind, at, account,
  (SELECT w.id FROM audit_words w WHERE w.text = role), (SELECT w.id FROM audit_words w WHERE w.text = l.name),
  (SELECT w.id FROM audit_words w WHERE w.text = address), (SELECT w.id FROM audit_words w WHERE w.text = agent),
  (SELECT w.id FROM audit_words w WHERE w.text = act), (SELECT w.id FROM audit_words w WHERE w.text = object_kind),
  object_id, reason, status, request_id, idempotency_key, count, changes, changes_in_all, first_event, last_event, hash
FROM audit_log l ORDER BY id;

DROP TABLE audit_log;
ALTER TABLE audit_log_by_words RENAME TO audit_log;
CREATE INDEX audit_log_unmaskings ON audit_log (account, at) WHERE kind = 'unmasking';

-- Rows up to the last of audit_spans are in these; what came later is few and is looked through.
CREATE TABLE audit_by_account (account INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID;
CREATE TABLE audit_by_object (object_kind INTEGER NOT NULL, object_id TEXT NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (object_kind, object_id, id)) STRICT, WITHOUT ROWID;
-- Neighbouring rows and the times that lie in them: a search by time leaves out the spans that have none of it.
CREATE TABLE audit_spans (
  last INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL
) STRICT;

INSERT INTO audit_by_account SELECT account, id FROM audit_log WHERE account IS NOT NULL ORDER BY 1, 2;
INSERT INTO audit_by_object SELECT object_kind, object_id, id FROM audit_log WHERE object_id <> '' ORDER BY 1, 2, 3;
INSERT INTO audit_spans SELECT max(id), min(id), min(at), max(at) FROM audit_log GROUP BY (id - 1) / 1024;

CREATE TRIGGER audit_log_keeps BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_words_keep BEFORE UPDATE ON audit_words
BEGIN SELECT RAISE(ABORT, 'audit_words is append-only'); END;
CREATE TRIGGER audit_words_stay BEFORE DELETE ON audit_words
BEGIN SELECT RAISE(ABORT, 'audit_words is append-only'); END;
