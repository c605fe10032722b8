-- What accounts sign in with instead of a password. A public key is no secret.

CREATE TABLE passkeys (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  credential TEXT NOT NULL UNIQUE,  -- base64url
  algorithm INTEGER NOT NULL,       -- COSE's number
  public_key TEXT NOT NULL,         -- base64url
  counter INTEGER NOT NULL CHECK (counter >= 0),
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (account);
