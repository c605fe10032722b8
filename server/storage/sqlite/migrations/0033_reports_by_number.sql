-- One index finds a phone, however it is written: docs/decisions/0080.
DROP INDEX reports_by_phone;
DROP INDEX reports_by_number;
CREATE INDEX reports_by_number ON reports (
  replace(replace(replace(replace(replace(reporter_phone, '-', ''), ' ', ''), '(', ''), ')', ''), '+', ''), received_at
) WHERE reporter_phone <> '';
