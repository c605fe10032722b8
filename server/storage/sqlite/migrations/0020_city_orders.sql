-- Orders of the city's hotline 12345: their own words beside the report, and what the city was told.

CREATE TABLE city_orders (
  report INTEGER PRIMARY KEY REFERENCES reports (id),
  number TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  taken_by INTEGER,
  taken_by_name TEXT NOT NULL,
  told TEXT NOT NULL CHECK (told IN ('nothing', 'signed_for', 'result')),
  told_at INTEGER
) STRICT;
CREATE INDEX city_orders_taken ON city_orders (taken_at, report);
CREATE INDEX city_orders_open ON city_orders (taken_at, report) WHERE told <> 'result';
