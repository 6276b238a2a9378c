-- A session that ended more than a day ago may be deleted by whoever sweeps, who still can't read it.
CREATE POLICY old ON sessions FOR DELETE USING (expires_at < now() - interval '1 day');
CREATE INDEX sessions_expires ON sessions (expires_at);
-- Answers to commands are kept as long as a program may repeat itself; the sweep finds the old ones by this.
CREATE INDEX idempotency_keys_created ON idempotency_keys (organizer_id, created_at);
