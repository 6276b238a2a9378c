-- Halls and what takes place in them: venues, seat maps, events, their dates, what can be bought and what it draws from.

CREATE TABLE venues (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    name         text NOT NULL,
    street       text NOT NULL DEFAULT '',
    city         text NOT NULL,
    country      char(2) NOT NULL,
    zone         text NOT NULL,
    directions   jsonb NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('venues');
CREATE POLICY catalogue ON venues FOR SELECT USING ((SELECT in_catalogue()));

CREATE TABLE seat_maps (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    venue_id     uuid NOT NULL,
    name         text NOT NULL,
    width        integer NOT NULL CHECK (width > 0),
    height       integer NOT NULL CHECK (height > 0),
    -- a domain::seating::Shape
    stage        jsonb,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, venue_id) REFERENCES venues (organizer_id, id)
);
CALL make_tenant_table('seat_maps');

CREATE TABLE zones (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    seat_map_id  uuid NOT NULL,
    name         jsonb NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('general', 'seated')),
    capacity     integer NOT NULL CHECK (capacity >= 0),
    rank         integer NOT NULL DEFAULT 0,
    color        smallint NOT NULL DEFAULT 0 CHECK (color BETWEEN 0 AND 7),
    area         jsonb,
    position     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, seat_map_id) REFERENCES seat_maps (organizer_id, id)
);
CALL make_tenant_table('zones');
CREATE INDEX zones_map ON zones (organizer_id, seat_map_id);

CREATE TABLE seats (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    zone_id      uuid NOT NULL,
    row_label    text NOT NULL,
    number       text NOT NULL,
    x            integer NOT NULL,
    y            integer NOT NULL,
    kind         text NOT NULL DEFAULT 'standard' CHECK (kind IN ('standard', 'wheelchair', 'companion', 'restricted_view')),
    position     integer NOT NULL,
    PRIMARY KEY (organizer_id, id),
    UNIQUE (organizer_id, zone_id, row_label, number),
    FOREIGN KEY (organizer_id, zone_id) REFERENCES zones (organizer_id, id)
);
CALL make_tenant_table('seats');

CREATE TABLE series (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    slug         text NOT NULL UNIQUE,
    title        jsonb NOT NULL,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('series');
CREATE POLICY catalogue ON series FOR SELECT USING ((SELECT in_catalogue()));

CREATE TABLE events (
    organizer_id     uuid NOT NULL REFERENCES organizers (id),
    id               uuid NOT NULL,
    -- unique over all organizers: it is the address of the event's page
    slug             text NOT NULL CONSTRAINT events_slug_key UNIQUE,
    title            jsonb NOT NULL,
    summary          jsonb NOT NULL DEFAULT '{}',
    description      jsonb NOT NULL DEFAULT '{}',
    category         text NOT NULL,
    status           text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled')),
    artwork          text,
    zone             text NOT NULL,
    currency         char(3) NOT NULL,
    hold_minutes     integer NOT NULL DEFAULT 10 CHECK (hold_minutes BETWEEN 1 AND 120),
    ask_holder_names boolean NOT NULL DEFAULT false,
    ask_phone        boolean NOT NULL DEFAULT false,
    age_min          integer CHECK (age_min BETWEEN 0 AND 99),
    order_max        integer NOT NULL DEFAULT 10 CHECK (order_max BETWEEN 1 AND 100),
    series_id        uuid,
    created_at       timestamptz NOT NULL,
    -- what the shop's search looks through
    search           tsvector GENERATED ALWAYS AS (to_tsvector('simple',
        coalesce(title ->> 'en', '') || ' ' || coalesce(title ->> 'it', '') || ' ' ||
        coalesce(summary ->> 'en', '') || ' ' || coalesce(summary ->> 'it', ''))) STORED,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, series_id) REFERENCES series (organizer_id, id)
);
CALL make_tenant_table('events');
CREATE POLICY catalogue ON events FOR SELECT USING ((SELECT in_catalogue()) AND status <> 'draft');
CREATE INDEX events_search ON events USING gin (search);
CREATE INDEX events_series ON events (organizer_id, series_id) WHERE series_id IS NOT NULL;

CREATE TABLE performances (
    organizer_id  uuid NOT NULL REFERENCES organizers (id),
    id            uuid NOT NULL CONSTRAINT performances_id_key UNIQUE,
    event_id      uuid NOT NULL,
    venue_id      uuid NOT NULL,
    seat_map_id   uuid,
    status        text NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'cancelled')),
    label         jsonb NOT NULL DEFAULT '{}',
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz CHECK (ends_at > starts_at),
    doors_at      timestamptz CHECK (doors_at <= starts_at),
    on_sale_from  timestamptz NOT NULL,
    on_sale_until timestamptz NOT NULL CHECK (on_sale_until > on_sale_from),
    -- the last sale number given out: numbers have no gaps, in commit order
    sale_number   bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, venue_id) REFERENCES venues (organizer_id, id),
    FOREIGN KEY (organizer_id, seat_map_id) REFERENCES seat_maps (organizer_id, id)
);
CALL make_tenant_table('performances');
CREATE POLICY catalogue ON performances FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX performances_event ON performances (organizer_id, event_id, starts_at);
CREATE INDEX performances_start ON performances (starts_at);

-- Anything with a capacity. The constraint is the guarantee that nothing is oversold; the code before it is for speed.
CREATE TABLE pools (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    performance_id uuid NOT NULL,
    zone_id        uuid,
    name           text NOT NULL,
    capacity       integer NOT NULL CHECK (capacity >= 0),
    held           integer NOT NULL DEFAULT 0 CHECK (held >= 0),
    sold           integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
    PRIMARY KEY (organizer_id, id),
    UNIQUE (organizer_id, performance_id, id),
    CONSTRAINT pools_never_oversold CHECK (held + sold <= capacity),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, zone_id) REFERENCES zones (organizer_id, id)
) WITH (fillfactor = 50); -- hot rows: room for heap-only updates
CALL make_tenant_table('pools');
CREATE POLICY catalogue ON pools FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX pools_performance ON pools (organizer_id, performance_id);

CREATE TABLE ticket_types (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    event_id     uuid NOT NULL,
    name         jsonb NOT NULL,
    description  jsonb NOT NULL DEFAULT '{}',
    price_minor  bigint NOT NULL CHECK (price_minor >= 0),
    tax_rate_bp  integer NOT NULL DEFAULT 0 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
    tax_included boolean NOT NULL DEFAULT true,
    fee_minor    bigint NOT NULL DEFAULT 0 CHECK (fee_minor >= 0),
    order_min    integer NOT NULL DEFAULT 1 CHECK (order_min >= 1),
    order_max    integer NOT NULL DEFAULT 10 CHECK (order_max >= order_min),
    online       boolean NOT NULL DEFAULT true,
    -- withdrawn ones stay for the tickets that were sold
    active       boolean NOT NULL DEFAULT true,
    position     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id)
);
CALL make_tenant_table('ticket_types');
CREATE POLICY catalogue ON ticket_types FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX ticket_types_event ON ticket_types (organizer_id, event_id);

-- One ticket of the type takes one unit of each pool it draws from. A type that draws from a pool of a seated zone is
-- sold by the seat.
CREATE TABLE draws (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    ticket_type_id uuid NOT NULL,
    performance_id uuid NOT NULL,
    pool_id        uuid NOT NULL,
    PRIMARY KEY (organizer_id, ticket_type_id, pool_id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id, pool_id) REFERENCES pools (organizer_id, performance_id, id)
);
CALL make_tenant_table('draws');
CREATE INDEX draws_performance ON draws (organizer_id, performance_id);
