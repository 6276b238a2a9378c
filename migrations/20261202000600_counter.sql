-- The box office: terminals, tills, what is printed.
--
-- What holds here: a terminal is known by its secret, of which only the hash is kept; print jobs of one terminal have an order; a
-- job whose end wasn't seen is `unsure` until a person says what came out.

-- The program beside the printer, one per counter.
CREATE TABLE terminals (
    organizer_id  uuid NOT NULL REFERENCES organizers (id),
    id            uuid NOT NULL,
    name          text NOT NULL,
    secret_hash   bytea NOT NULL UNIQUE,
    -- domain::paper::PrinterState as it last said
    printer_state text NOT NULL DEFAULT 'offline',
    last_seen_at  timestamptz,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('terminals');
CREATE POLICY holder ON terminals FOR SELECT USING (secret_hash = (SELECT current_secret()));

CREATE TABLE tills (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    name         text NOT NULL,
    -- none: it sells to an e-mail address only
    terminal_id  uuid,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, terminal_id) REFERENCES terminals (organizer_id, id)
);
CALL make_tenant_table('tills');
-- An order names the till it was sold at, and a print job the order it is of: one of the two keys has to come later.
ALTER TABLE orders ADD FOREIGN KEY (organizer_id, till_id) REFERENCES tills (organizer_id, id);

CREATE TABLE print_jobs (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    -- In which order a terminal prints. The clock can't say: two jobs may bear the same instant, and a clock may be set back.
    number       bigint GENERATED ALWAYS AS IDENTITY,
    terminal_id  uuid NOT NULL,
    till_id      uuid,
    order_id     uuid,
    -- domain::paper::PrintJob
    job          jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'printing', 'done', 'waiting', 'unsure', 'cancelled')),
    -- papers that are surely out; a resumed job begins after them
    papers_done  integer NOT NULL DEFAULT 0,
    message      text,
    created_at   timestamptz NOT NULL,
    taken_at     timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, terminal_id) REFERENCES terminals (organizer_id, id),
    FOREIGN KEY (organizer_id, till_id) REFERENCES tills (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_tenant_table('print_jobs');
CREATE INDEX print_jobs_open ON print_jobs (organizer_id, terminal_id, number) WHERE state IN ('queued', 'printing', 'waiting', 'unsure');
CREATE INDEX print_jobs_order ON print_jobs (organizer_id, order_id);
