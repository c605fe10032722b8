-- Lists that leave as files, and access tokens that read a calendar only.

CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- an id that was ever given is never given again: files are called by it
  account INTEGER NOT NULL REFERENCES accounts (id),
  list TEXT NOT NULL,
  format TEXT NOT NULL,
  filters TEXT NOT NULL,  -- JSON
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  problem TEXT NOT NULL,
  rows_written INTEGER NOT NULL,
  rows_in_all INTEGER,
  bytes INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX exports_by_account ON exports (account, id);
CREATE INDEX exports_unfinished ON exports (id) WHERE ended_at IS NULL;
CREATE INDEX exports_ended ON exports (ended_at, id) WHERE ended_at IS NOT NULL;

CREATE TABLE access_tokens_new (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('readings', 'calendar', 'read', 'write', 'admin')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
INSERT INTO access_tokens_new (id, token_hash, account, name, scope, created_at, expires_at, last_used_at)
  SELECT id, token_hash, account, name, scope, created_at, expires_at, last_used_at FROM access_tokens;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_new RENAME TO access_tokens;
CREATE INDEX access_tokens_by_account ON access_tokens (account);
