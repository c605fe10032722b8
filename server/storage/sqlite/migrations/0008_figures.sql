-- What the simulator invented says so, so that no screen and no figure can take it for the town's own.
ALTER TABLE reports ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));
ALTER TABLE work_orders ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));

-- What the figures of a period are counted from, each along an index of its own.
CREATE INDEX sla_clocks_for_figures ON sla_clocks (due_at, work_order) WHERE target IN ('contact', 'resolve');
CREATE INDEX work_orders_by_opening ON work_orders (opened_at);
CREATE INDEX events_by_word ON events (at, work_order) WHERE kind IN ('report_judged', 'work_order_closed');
CREATE INDEX events_for_figures ON events (work_order)
  WHERE kind IN ('work_order_assigned', 'work_order_closed', 'work_order_cancelled', 'report_judged', 'request_approved');
CREATE INDEX reports_left_out ON reports (triaged_at) WHERE state IN ('rejected', 'referred', 'merged');
CREATE INDEX reports_to_call_back ON reports (work_order) WHERE work_order IS NOT NULL AND reporter_phone <> '';
