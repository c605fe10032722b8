-- Files that are taken into a register in the background.

CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- an id that was ever given is never given again: files are called by it
  account INTEGER NOT NULL REFERENCES accounts (id),
  register TEXT NOT NULL,
  format TEXT NOT NULL,
  file TEXT NOT NULL,
  dry_run INTEGER NOT NULL,
  skip_bad INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'checking', 'writing', 'done', 'refused', 'failed', 'cancelled')),
  problem TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_in_all INTEGER,
  made INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  same INTEGER NOT NULL,
  bad INTEGER NOT NULL,
  faults_in_all INTEGER NOT NULL,
  faults TEXT NOT NULL,  -- JSON
  made_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX imports_by_account ON imports (account, id);
CREATE INDEX imports_unfinished ON imports (id) WHERE ended_at IS NULL;
CREATE INDEX imports_ended ON imports (ended_at, id) WHERE ended_at IS NOT NULL;
