-- The trail of every place: when it was held, given longer, let go, sold, returned, through which channel, by whose hold.
-- Written by the statement that makes the step, and never changed.
CREATE TABLE allocations (
    organizer_id uuid NOT NULL,
    hold_id      uuid NOT NULL,
    number       bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL,
    step         text NOT NULL CHECK (step IN ('held', 'extended', 'released', 'expired', 'sold', 'returned', 'revived')),
    -- how many, of a hold of several places
    places       integer NOT NULL CHECK (places > 0),
    channel      text NOT NULL CHECK (channel IN ('shop', 'till', 'api')),
    PRIMARY KEY (organizer_id, hold_id, number),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id)
);
CALL make_journal_table('allocations');

-- The trail of a seat begins with the holds it was in.
CREATE INDEX holds_seat ON holds (organizer_id, performance_id, seat_id) WHERE seat_id IS NOT NULL;
