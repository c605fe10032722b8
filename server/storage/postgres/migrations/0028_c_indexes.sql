-- The same indexes as SQLite has, but for facilities_by_text: a text may be longer than an entry of a b-tree here.

CREATE INDEX facilities_by_village ON facilities (village_code, code);
CREATE INDEX facilities_by_class ON facilities (facility_class, code);
CREATE INDEX facilities_by_circuit ON facilities (circuit, code) WHERE circuit <> '';
CREATE INDEX facilities_by_position ON facilities (latitude, longitude) WHERE latitude IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX work_orders_by_state ON work_orders (state, due);
CREATE INDEX work_orders_by_village ON work_orders (village_code, state, due);
CREATE INDEX work_orders_by_class ON work_orders (facility_class, state, due);
CREATE INDEX work_orders_by_crew ON work_orders (crew, state, due) WHERE crew IS NOT NULL;
CREATE INDEX work_orders_by_facility ON work_orders (facility, state, due) WHERE facility IS NOT NULL;
CREATE INDEX work_orders_by_parent ON work_orders (parent, state, due) WHERE parent IS NOT NULL;
CREATE INDEX work_orders_open_circuit ON work_orders (circuit, received_at)
  WHERE circuit <> '' AND state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_open_kind ON work_orders (village_code, facility_class, received_at)
  WHERE state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_open_position ON work_orders (latitude, longitude)
  WHERE latitude IS NOT NULL AND state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_soon ON work_orders (soon_at, late_at, village_code, facility_class, crew)
  WHERE soon_at IS NOT NULL;
CREATE INDEX reports_by_time ON reports (received_at);
CREATE INDEX reports_by_state ON reports (state, received_at);
CREATE INDEX reports_by_village ON reports (village_code, received_at) WHERE village_code IS NOT NULL;
CREATE INDEX reports_by_work_order ON reports (work_order, received_at) WHERE work_order IS NOT NULL;
CREATE INDEX reports_by_phone ON reports (reporter_phone, received_at) WHERE reporter_phone <> '';
CREATE INDEX notes_by_work_order ON notes (work_order);
CREATE INDEX photos_by_work_order ON photos (work_order);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE INDEX events_by_work_order ON events (work_order) WHERE work_order IS NOT NULL;
CREATE INDEX events_by_report ON events (report) WHERE report IS NOT NULL;
CREATE INDEX notifications_by_report ON notifications (report);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);
CREATE INDEX planned_visits_by_crew ON planned_visits (crew, position);
CREATE INDEX publications_by_state ON publications (state);
CREATE INDEX overrides_by_time ON overrides (at);
CREATE INDEX work_orders_in_planning
  ON work_orders ((CASE severity WHEN 'danger' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END), due, id)
  WHERE state IN ('open', 'assigned', 'accepted', 'under_way');
CREATE INDEX cold_waves_by_end ON cold_waves (to_at);
CREATE INDEX reports_by_facility ON reports (facility, received_at) WHERE facility IS NOT NULL;
CREATE INDEX sla_clocks_next ON sla_clocks (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX requests_by_work_order ON requests (work_order);
CREATE INDEX requests_by_state ON requests (state, kind, id);
CREATE INDEX requests_next ON requests (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX escalation_runs_running ON escalation_runs (work_order) WHERE stopped_at IS NULL;
CREATE INDEX escalation_runs_next ON escalation_runs (next_at) WHERE next_at IS NOT NULL AND stopped_at IS NULL;
CREATE INDEX alerts_by_work_order ON alerts (work_order);
CREATE INDEX alerts_open ON alerts (id) WHERE acknowledged_at IS NULL;
CREATE INDEX rechecks_open ON rechecks (id) WHERE passed IS NULL;
CREATE INDEX sla_clocks_for_figures ON sla_clocks (due_at, work_order) WHERE target IN ('contact', 'resolve');
CREATE INDEX work_orders_by_opening ON work_orders (opened_at);
CREATE INDEX events_by_word ON events (at, work_order) WHERE kind IN ('report_judged', 'work_order_closed');
CREATE INDEX events_for_figures ON events (work_order)
  WHERE kind IN ('work_order_assigned', 'work_order_closed', 'work_order_cancelled', 'report_judged', 'request_approved');
CREATE INDEX reports_left_out ON reports (triaged_at) WHERE state IN ('rejected', 'referred', 'merged');
CREATE INDEX reports_to_call_back ON reports (work_order) WHERE work_order IS NOT NULL AND reporter_phone <> '';
CREATE INDEX publications_with_snapshot ON publications (made_at) WHERE snapshot <> ''::bytea;
CREATE INDEX work_orders_by_receipt ON work_orders (received_at, skill, severity);
CREATE INDEX sla_clocks_by_due ON sla_clocks (due_at);
CREATE UNIQUE INDEX accounts_by_identity ON accounts (oidc_issuer, oidc_subject) WHERE oidc_subject IS NOT NULL;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX reports_named ON reports (received_at) WHERE anonymised_at IS NULL;
CREATE INDEX facilities_by_phone ON facilities (phone) WHERE phone <> '';
CREATE INDEX phone_calls_by_time ON phone_calls (began_at, id);
CREATE INDEX phone_calls_waiting ON phone_calls (began_at, id) WHERE taken_at IS NULL AND ended_at IS NULL;
CREATE INDEX phone_calls_with_caller ON phone_calls (began_at) WHERE caller <> '';
CREATE INDEX phone_calls_by_number ON phone_calls (
  replace(replace(replace(replace(replace(caller, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE caller <> '';
CREATE INDEX reports_by_number ON reports (
  replace(replace(replace(replace(replace(reporter_phone, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE reporter_phone <> '';
CREATE INDEX facilities_by_number ON facilities (
  replace(replace(replace(replace(replace(phone, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE phone <> '';
CREATE INDEX outages_running ON outages (id) WHERE ended_at IS NULL;
CREATE INDEX outages_by_parent ON outages (parent);
CREATE INDEX outage_orders_by_order ON outage_orders (work_order);
CREATE INDEX foreign_reports_by_reference ON foreign_reports (client, reference);
CREATE INDEX notifications_by_time ON notifications (at);
CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX deliveries_due ON deliveries (destination, next_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_in_order ON deliveries (destination, work_order, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_by_work_order ON deliveries (work_order, id) WHERE work_order IS NOT NULL;
CREATE INDEX deliveries_tried ON deliveries (destination, tried_at) WHERE tried_at IS NOT NULL;
CREATE INDEX work_proofs_by_order ON work_proofs (work_order, id);
CREATE UNIQUE INDEX shifts_on ON shifts (account) WHERE off_at IS NULL;
CREATE INDEX shifts_by_crew ON shifts (crew, id);
CREATE UNIQUE INDEX spare_loans_open ON spare_loans (spare) WHERE returned_at IS NULL;
CREATE INDEX spare_loans_by_order ON spare_loans (work_order, id);
CREATE INDEX deliveries_handed_over ON deliveries (next_at) WHERE state = 'handed_over';
CREATE INDEX deliveries_receipt ON deliveries (destination, next_at, id) WHERE state = 'handed_over';
CREATE INDEX audit_log_unmaskings ON audit_log (account, at) WHERE kind = 'unmasking';
CREATE INDEX city_orders_taken ON city_orders (taken_at, report);
CREATE INDEX city_orders_open ON city_orders (taken_at, report) WHERE told <> 'result';
CREATE INDEX reading_states_changed ON reading_states (changed_at, facility);
CREATE INDEX passkeys_by_account ON passkeys (account);
CREATE INDEX exports_by_account ON exports (account, id);
CREATE INDEX exports_unfinished ON exports (id) WHERE ended_at IS NULL;
CREATE INDEX exports_ended ON exports (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX access_tokens_by_account ON access_tokens (account);
CREATE INDEX transfers_by_work_order ON transfers (work_order, id);
CREATE INDEX transfers_by_delivery ON transfers (delivery);
CREATE INDEX transfers_by_state ON transfers (state, id);
CREATE INDEX transfers_due ON transfers (destination, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX transfers_next ON transfers (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX transfers_asked ON transfers (destination, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX imports_by_account ON imports (account, id);
CREATE INDEX imports_unfinished ON imports (id) WHERE ended_at IS NULL;
CREATE INDEX imports_ended ON imports (ended_at, id) WHERE ended_at IS NOT NULL;
