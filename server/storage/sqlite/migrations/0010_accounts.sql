-- How far an account sees, how it signs in, and from where it did.

ALTER TABLE crews ADD COLUMN contractor TEXT NOT NULL DEFAULT '';  -- the organisation; '' for the town's own

ALTER TABLE accounts ADD COLUMN villages TEXT NOT NULL DEFAULT '[]';  -- JSON lists of codes; [] for every one
ALTER TABLE accounts ADD COLUMN classes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE accounts ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1));
ALTER TABLE accounts ADD COLUMN password_changed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN password_history TEXT NOT NULL DEFAULT '[]';
ALTER TABLE accounts ADD COLUMN last_seen_at INTEGER;
ALTER TABLE accounts ADD COLUMN totp_secret TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN totp_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (totp_confirmed IN (0, 1));
ALTER TABLE accounts ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN recovery_codes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE accounts ADD COLUMN oidc_issuer TEXT;
ALTER TABLE accounts ADD COLUMN oidc_subject TEXT;
UPDATE accounts SET password_changed_at = created_at;
CREATE UNIQUE INDEX accounts_by_identity ON accounts (oidc_issuer, oidc_subject) WHERE oidc_subject IS NOT NULL;

ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE access_tokens (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX access_tokens_by_account ON access_tokens (account);
