-- Proofs of work that were used, until they would have expired anyway: one proof is good for one request, on whichever server.
-- Unlogged, since nothing is lost with it: after a crash of the database a proof of the last minutes could be used once more.
CREATE UNLOGGED TABLE spent_proofs (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    proof        bytea NOT NULL CHECK (length(proof) = 32),
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, proof)
);
CALL make_tenant_table('spent_proofs');
CREATE INDEX spent_proofs_expires ON spent_proofs (organizer_id, expires_at);
