-- What the engine saw is kept for a while only; the housekeeping finds what is old enough.

CREATE INDEX publications_with_snapshot ON publications (made_at) WHERE snapshot <> x'';

-- How many orders came lately, for what is to be expected.
CREATE INDEX work_orders_by_receipt ON work_orders (received_at, skill, severity);
CREATE INDEX sla_clocks_by_due ON sla_clocks (due_at);
