-- What reporters send beside their words, and files that are to be removed since their rows are gone.

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES reports (id),
  kind TEXT NOT NULL CHECK (kind IN ('photo', 'voice')),
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sent_sha256 TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (report, sent_sha256)
) STRICT;

CREATE TABLE files_left (
  file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
