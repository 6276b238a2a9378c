-- How a sale is kept fair when more people come than there are places: its rules, proofs of work, the waiting room.
--
-- What holds here: an event has one set of rules, and an organizer's shop one more (protections_event_key); before a sale stands
-- one room at a time (rooms_one_current), which lets in no more than fit (rooms_never_overfull) and gives each visitor one place.

-- One row per event that has its own settings, and at most one without an event: the organizer's default for the whole shop.
-- Without any row the code's defaults hold.
CREATE TABLE protections (
    organizer_id       uuid NOT NULL REFERENCES organizers (id),
    id                 uuid NOT NULL,
    event_id           uuid,
    -- whether a waiting room stands before the sale
    room               text NOT NULL DEFAULT 'off' CHECK (room IN ('off', 'scheduled', 'auto')),
    -- since when one may wait; the draw is when the sale begins
    room_opens_at      timestamptz CHECK ((room = 'scheduled') = (room_opens_at IS NOT NULL)),
    -- how many may shop at the same time
    shoppers_max       integer NOT NULL DEFAULT 500 CHECK (shoppers_max BETWEEN 1 AND 1000000),
    -- when the buyer's device has to do some work before places are held
    proof              text NOT NULL DEFAULT 'off' CHECK (proof IN ('off', 'busy', 'always')),
    -- places one person may have of the event, over all carts and orders
    person_max         integer CHECK (person_max BETWEEN 1 AND 1000),
    -- how often places may be asked for in the shop, by one visitor and from one address
    visitor_per_minute integer NOT NULL DEFAULT 30 CHECK (visitor_per_minute BETWEEN 1 AND 100000),
    address_per_minute integer NOT NULL DEFAULT 120 CHECK (address_per_minute BETWEEN 1 AND 1000000),
    changed_at         timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    CONSTRAINT protections_event_key UNIQUE NULLS NOT DISTINCT (organizer_id, event_id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id)
);
CALL make_tenant_table('protections');
CREATE POLICY catalogue ON protections FOR SELECT USING ((SELECT in_catalogue()));

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

-- The waiting room. A room stands before the sale of one event, or before an organizer's whole shop; who waits has one
-- entry. Everything that changes a room or its entries first locks the room's row, so several servers are one.
CREATE TABLE rooms (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    -- null: before the whole shop
    event_id     uuid,
    kind         text NOT NULL CHECK (kind IN ('scheduled', 'auto')),
    -- the draw's seed, and its hash, which is shown before the draw; the seed after it
    seed         bytea,
    seed_hash    bytea,
    opens_at     timestamptz NOT NULL,
    draw_at      timestamptz NOT NULL,
    drawn_at     timestamptz,
    -- places up to this one were drawn, those above are in the order of arrival
    drawn        bigint NOT NULL DEFAULT 0,
    ended_at     timestamptz,
    shoppers_max integer NOT NULL CHECK (shoppers_max > 0),
    inside       integer NOT NULL DEFAULT 0,
    waiting      integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    last_place   bigint NOT NULL DEFAULT 0,
    -- everyone up to this place was called
    front        bigint NOT NULL DEFAULT 0,
    admitted     bigint NOT NULL DEFAULT 0,
    -- up to when the rate of admission is used up
    admitted_to  timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    CONSTRAINT rooms_never_overfull CHECK (inside BETWEEN 0 AND shoppers_max),
    CONSTRAINT rooms_seed CHECK (CASE kind WHEN 'auto' THEN seed IS NULL AND seed_hash IS NULL
                                 ELSE length(seed) = 32 AND seed_hash = sha256(seed) END)
);
CALL make_tenant_table('rooms');
CREATE UNIQUE INDEX rooms_one_current ON rooms (organizer_id, event_id) NULLS NOT DISTINCT WHERE ended_at IS NULL;

CREATE TABLE room_entries (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    room_id      uuid NOT NULL,
    id           uuid NOT NULL,
    -- the random id in the visitor's signed cookie
    visitor      uuid NOT NULL,
    state        text NOT NULL CHECK (state IN ('waiting', 'inside', 'left')),
    -- null until it is drawn
    place        bigint,
    arrived_at   timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    admitted_at  timestamptz,
    left_at      timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, room_id) REFERENCES rooms (organizer_id, id),
    CHECK ((state = 'left') = (left_at IS NOT NULL))
);
CALL make_tenant_table('room_entries');
-- one place per person
CREATE UNIQUE INDEX room_entries_one_each ON room_entries (organizer_id, room_id, visitor) WHERE state <> 'left';
CREATE UNIQUE INDEX room_entries_place ON room_entries (organizer_id, room_id, place) WHERE place IS NOT NULL;
CREATE INDEX room_entries_queue ON room_entries (organizer_id, room_id, place) INCLUDE (seen_at) WHERE state = 'waiting';
CREATE INDEX room_entries_seen ON room_entries (organizer_id, room_id, state, seen_at) WHERE state <> 'left';
-- Whoever left is told so, from inside or from the queue: each server reads once a second who has left.
CREATE INDEX room_entries_gone ON room_entries (organizer_id, room_id, left_at) WHERE state = 'left';

-- How many shop where no room is open, as each server counts them: when the sum is too much, a room opens by itself.
CREATE TABLE room_shoppers (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    event_id     uuid,
    -- which process counted
    server       uuid NOT NULL,
    shoppers     integer NOT NULL CHECK (shoppers >= 0),
    counted_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    CONSTRAINT room_shoppers_key UNIQUE NULLS NOT DISTINCT (organizer_id, event_id, server)
);
CALL make_tenant_table('room_shoppers');
