-- The audit log: one row for each act, chained by hashes, and the signed heads of the chain.

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY,  -- 1, 2, 3, … without a gap
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  account INTEGER,  -- no foreign key: a row outlives everything it tells of
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  act TEXT NOT NULL,
  object_kind TEXT NOT NULL,
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
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_log_by_time ON audit_log (at);
CREATE INDEX audit_log_by_account ON audit_log (account, id) WHERE account IS NOT NULL;
CREATE INDEX audit_log_by_object ON audit_log (object_kind, object_id, id) WHERE object_id <> '';
CREATE INDEX audit_log_unmaskings ON audit_log (account, at) WHERE kind = 'unmasking';

CREATE TRIGGER audit_log_keeps BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;

CREATE TABLE audit_heads (
  id INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  key TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_heads_keep BEFORE UPDATE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'audit_heads is append-only'); END;
CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'audit_heads is append-only'); END;

-- Reports that have stopped naming a person, or shall.
ALTER TABLE reports ADD COLUMN erasure_asked_at INTEGER;
ALTER TABLE reports ADD COLUMN anonymised_at INTEGER;
CREATE INDEX reports_named ON reports (received_at) WHERE anonymised_at IS NULL;
CREATE INDEX facilities_by_phone ON facilities (phone) WHERE phone <> '';
