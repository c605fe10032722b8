-- What the simulator invented says so, so that no screen and no figure can take it for the town's own.
ALTER TABLE reports ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));
ALTER TABLE work_orders ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));
