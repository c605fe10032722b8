-- Short messages: whose reporter is told, what the telephone company calls it, and when its receipt is asked for.

ALTER TABLE deliveries ADD COLUMN report INTEGER;
ALTER TABLE deliveries ADD COLUMN reference TEXT NOT NULL DEFAULT '';
CREATE INDEX deliveries_handed_over ON deliveries (next_at) WHERE state = 'handed_over';
CREATE INDEX deliveries_receipt ON deliveries (destination, next_at, id) WHERE state = 'handed_over';
