-- Places that a person is just asking for, counted from before they are held until it is known what came of it: so that
-- holds can be granted in whatever transaction suits them. Unlogged: what a crash forgets was not granted either.
CREATE UNLOGGED TABLE person_asks (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    event_id     uuid NOT NULL,
    person       bytea NOT NULL CHECK (length(person) = 32),
    places       integer NOT NULL CHECK (places > 0),
    -- an ask whose process died counts no longer than this
    until        timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id)
);
CALL make_tenant_table('person_asks');
CREATE INDEX person_asks_person ON person_asks (organizer_id, event_id, person);
