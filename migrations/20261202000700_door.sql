-- The door: every scan, refused ones too, whatever was scanned. Whether somebody is inside now is `tickets.inside`.
--
-- What holds here: the same scan sent twice is one scan (admissions_nonce_key); a scan that is refused has its reason, and only one
-- that is refused.

CREATE TABLE admissions (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    -- In which order the scans of a ticket were decided. The gate's clocks can't say: two scans may bear the same instant. Scans of
    -- one ticket are decided one after the other, under the ticket's lock, so for one ticket the numbers are in order.
    number         bigint GENERATED ALWAYS AS IDENTITY,
    ticket_id      uuid,
    performance_id uuid,
    gate           text NOT NULL,
    direction      text NOT NULL CHECK (direction IN ('in', 'out')),
    verdict        text NOT NULL CHECK (verdict IN ('admitted', 'left', 'refused')),
    reason         text CHECK ((reason IS NOT NULL) = (verdict = 'refused')),
    -- by the device's clock
    at             timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    -- A nonce names one scan of one device: two scanners that both count 1, 2, 3 don't answer for each other, and a nonce under
    -- which something else was scanned before is refused and written down.
    nonce          text NOT NULL,
    -- a digest of code, direction and performances, by which the same scan sent again is known; one without is never taken for the same
    asked          bytea,
    -- 0 for the scan that the nonce names; for another one under the same nonce a digest of that one
    reuse          bigint NOT NULL DEFAULT 0,
    actor          text NOT NULL,
    PRIMARY KEY (organizer_id, id),
    CONSTRAINT admissions_nonce_key UNIQUE (organizer_id, nonce, gate, actor, reuse),
    CONSTRAINT admissions_reuse_check CHECK ((reuse <> 0) = (reason IS NOT DISTINCT FROM 'nonce_reused')),
    FOREIGN KEY (organizer_id, ticket_id) REFERENCES tickets (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id)
);
CALL make_tenant_table('admissions');
CREATE INDEX admissions_ticket ON admissions (organizer_id, ticket_id, number);
CREATE INDEX admissions_performance ON admissions (organizer_id, performance_id, received_at);
