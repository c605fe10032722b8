-- What the engine saw is kept for a while only; the housekeeping finds what is old enough.

CREATE INDEX publications_with_snapshot ON publications (made_at) WHERE snapshot <> x'';
