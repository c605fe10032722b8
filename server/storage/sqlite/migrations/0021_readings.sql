-- What facilities measured last, and access tokens that send readings only.

CREATE TABLE reading_states (
  facility INTEGER PRIMARY KEY REFERENCES facilities (id),
  last TEXT NOT NULL,     -- {measure: [value, at]}
  watches TEXT NOT NULL,  -- {rule: {since, seen, report}}
  readings INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_states_changed ON reading_states (changed_at, facility);

CREATE TABLE access_tokens_new (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('readings', 'read', 'write', 'admin')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
INSERT INTO access_tokens_new (id, token_hash, account, name, scope, created_at, expires_at, last_used_at)
  SELECT id, token_hash, account, name, scope, created_at, expires_at, last_used_at FROM access_tokens;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_new RENAME TO access_tokens;
CREATE INDEX access_tokens_by_account ON access_tokens (account);
