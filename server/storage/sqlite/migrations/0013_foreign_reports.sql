-- Reports that came by Open311, and what their senders added later.

CREATE TABLE foreign_reports (
  report INTEGER PRIMARY KEY REFERENCES reports (id),
  client INTEGER NOT NULL REFERENCES accounts (id),
  token TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL,
  media TEXT NOT NULL  -- [address or file, …]
) STRICT;
CREATE INDEX foreign_reports_by_reference ON foreign_reports (client, reference);

CREATE TABLE foreign_updates (
  client INTEGER NOT NULL REFERENCES accounts (id),
  reference TEXT NOT NULL,
  report INTEGER NOT NULL REFERENCES reports (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (client, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX notifications_by_time ON notifications (at);
