-- A list of three words or more is built as a table of its own each time a row is written, at one to three
-- microseconds: docs/decisions/0079. The same conditions as comparisons; no row and no index entry changes,
-- so that the text of the schema is all there is to change (the runner lets this step do it).
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
    'state IN (''open'', ''assigned'', ''accepted'', ''under_way'', ''resolved'', ''closed'', ''cancelled'')',
    '(state = ''open'' OR state = ''assigned'' OR state = ''accepted'' OR state = ''under_way'' OR state = ''resolved'' OR state = ''closed'' OR state = ''cancelled'')'),
    'severity IN (''danger'', ''urgent'', ''normal'', ''planned'')',
    '(severity = ''danger'' OR severity = ''urgent'' OR severity = ''normal'' OR severity = ''planned'')'),
    'outcome IN (''repaired'', ''temporary'', ''not_repairable'', ''not_ours'', ''duplicate'',
                                  ''false_report'', ''working_normally'')',
    '(outcome = ''repaired'' OR outcome = ''temporary'' OR outcome = ''not_repairable'' OR outcome = ''not_ours'' OR outcome = ''duplicate'' OR outcome = ''false_report'' OR outcome = ''working_normally'')')
WHERE name = 'work_orders';
UPDATE sqlite_schema SET sql = replace(replace(sql,
    'channel IN (''hotline'', ''village_group'', ''web'', ''inspection'', ''api'')',
    '(channel = ''hotline'' OR channel = ''village_group'' OR channel = ''web'' OR channel = ''inspection'' OR channel = ''api'')'),
    'state IN (''received'', ''accepted'', ''merged'', ''rejected'', ''referred'')',
    '(state = ''received'' OR state = ''accepted'' OR state = ''merged'' OR state = ''rejected'' OR state = ''referred'')')
WHERE name = 'reports';
UPDATE sqlite_schema SET sql = replace(sql,
    'target IN (''contact'', ''arrive'', ''make_safe'', ''resolve'', ''accept'')',
    '(target = ''contact'' OR target = ''arrive'' OR target = ''make_safe'' OR target = ''resolve'' OR target = ''accept'')')
WHERE name = 'sla_clocks';
UPDATE sqlite_schema SET sql = replace(sql,
    'state IN (''open'', ''assigned'', ''accepted'', ''under_way'')',
    '(state = ''open'' OR state = ''assigned'' OR state = ''accepted'' OR state = ''under_way'')')
WHERE name = 'work_orders_in_planning';
UPDATE sqlite_schema SET sql = replace(sql,
    'state IN (''rejected'', ''referred'', ''merged'')',
    '(state = ''rejected'' OR state = ''referred'' OR state = ''merged'')')
WHERE name = 'reports_left_out';
UPDATE sqlite_schema SET sql = replace(sql,
    'kind IN (''work_order_assigned'', ''work_order_closed'', ''work_order_cancelled'', ''report_judged'', ''request_approved'')',
    '(kind = ''work_order_assigned'' OR kind = ''work_order_closed'' OR kind = ''work_order_cancelled'' OR kind = ''report_judged'' OR kind = ''request_approved'')')
WHERE name = 'events_for_figures';

PRAGMA writable_schema = RESET;

DROP TRIGGER events_wait;
CREATE TRIGGER events_wait AFTER INSERT ON events
WHEN (NEW.kind = 'work_order_assigned' OR NEW.kind = 'work_order_closed' OR NEW.kind = 'work_order_cancelled' OR NEW.kind = 'report_judged' OR NEW.kind = 'request_approved')
  AND EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
