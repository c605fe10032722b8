-- Who is to be called back, and when again.

ALTER TABLE reports ADD COLUMN callbacks_put_off INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN call_back_at INTEGER;
