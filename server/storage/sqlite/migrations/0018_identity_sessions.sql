-- How a session came about: at the identity provider, and whether that asked for more than one factor.

ALTER TABLE sessions ADD COLUMN by_identity INTEGER NOT NULL DEFAULT 0 CHECK (by_identity IN (0, 1));
ALTER TABLE sessions ADD COLUMN multi_factor INTEGER NOT NULL DEFAULT 0 CHECK (multi_factor IN (0, 1));
