-- How a sale is kept fair when more people come than there are places. One row per event that has its own settings, and
-- at most one without an event: the organizer's default for the whole shop. Without any row the code's defaults hold.
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
