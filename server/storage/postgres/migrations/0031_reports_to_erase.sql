-- additive
-- Who asked to be forgotten is found without reading every report: docs/decisions/0075.

CREATE INDEX reports_to_erase ON reports (id) WHERE erasure_asked_at IS NOT NULL AND anonymised_at IS NULL;
