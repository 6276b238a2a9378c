-- Halls and what takes place in them: venues, seat maps, events, their performances, their ticket types.
--
-- What holds here: a row that something was sold for is never deleted, only withdrawn or marked; whatever changes what an event is
-- sold under counts up its `terms`; whatever makes a performance another one for calendars counts up its `sequence`.


-- HALLS ----------------------------------------------------------------------------------------------------------------------

-- A venue or a seat map that no performance is on can be taken away. The rows stay (`deleted_at`): every claim, order line and
-- ticket would have to be searched for each seat before it could go.
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
    deleted_at   timestamptz,
    folded       text,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('venues');
CREATE POLICY catalogue ON venues FOR SELECT USING ((SELECT in_catalogue()));
CREATE TRIGGER fold_anew BEFORE UPDATE OF name, city ON venues FOR EACH ROW
    WHEN ((NEW.name, NEW.city) IS DISTINCT FROM (OLD.name, OLD.city) AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();

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
    deleted_at   timestamptz,
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
-- The catalogue says what is left: for that it reads whether a zone is numbered.
CREATE POLICY catalogue ON zones FOR SELECT USING ((SELECT in_catalogue()));
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


-- EVENTS ---------------------------------------------------------------------------------------------------------------------

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
    -- see below, what an event is sold under
    terms            integer NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL,
    folded           text,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, series_id) REFERENCES series (organizer_id, id)
);
-- Each search reads that of all events: packed, it would have to be unpacked each time.
ALTER TABLE events ALTER COLUMN folded SET STORAGE EXTERNAL;
CALL make_tenant_table('events');
CREATE POLICY catalogue ON events FOR SELECT USING ((SELECT in_catalogue()) AND status <> 'draft');
CREATE INDEX events_series ON events (organizer_id, series_id) WHERE series_id IS NOT NULL;
-- what the worker looks for every few seconds, and finds nothing of
CREATE INDEX events_unfolded ON events (organizer_id) WHERE folded IS NULL;
CREATE TRIGGER fold_anew BEFORE UPDATE OF title, summary, description ON events FOR EACH ROW
    WHEN ((NEW.title, NEW.summary, NEW.description) IS DISTINCT FROM (OLD.title, OLD.summary, OLD.description)
          AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();

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
    -- see below, what calendars are told
    sequence      integer NOT NULL DEFAULT 0 CHECK (sequence >= 0),
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

-- When a performance is over, so far as one knows: one rule instead of a copy in each query. domain::event::ends_by is the same.
CREATE FUNCTION ends_by(starts_at timestamptz, ends_at timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(ends_at, starts_at + interval '3 hours');

CREATE TABLE ticket_types (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    event_id     uuid NOT NULL,
    name         jsonb NOT NULL,
    description  jsonb NOT NULL DEFAULT '{}',
    price_minor  bigint NOT NULL CHECK (price_minor >= 0),
    tax_rate_bp  integer NOT NULL DEFAULT 0 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
    tax_included boolean NOT NULL DEFAULT true,
    -- The platform's fee on one: so much, or a share of its price with a cap.
    fee_minor    bigint NOT NULL DEFAULT 0 CHECK (fee_minor >= 0),
    fee_share_bp integer CHECK (fee_share_bp BETWEEN 0 AND 10000),
    fee_cap_minor bigint CHECK (fee_cap_minor >= 0),
    fee_borne_by text NOT NULL DEFAULT 'buyer' CHECK (fee_borne_by IN ('buyer', 'organizer')),
    order_min    integer NOT NULL DEFAULT 1 CHECK (order_min >= 1),
    order_max    integer NOT NULL DEFAULT 10 CHECK (order_max >= order_min),
    online       boolean NOT NULL DEFAULT true,
    -- withdrawn ones stay for the tickets that were sold
    active       boolean NOT NULL DEFAULT true,
    position     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    CONSTRAINT ticket_types_one_fee CHECK (
        CASE WHEN fee_share_bp IS NULL THEN fee_cap_minor IS NULL ELSE fee_minor = 0 END)
);
CALL make_tenant_table('ticket_types');
CREATE POLICY catalogue ON ticket_types FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX ticket_types_event ON ticket_types (organizer_id, event_id);

-- The price book: what a ticket type costs besides its ordinary price. What isn't said holds for all: every date, every part of the
-- hall, every channel, from ever and for ever. Which of several holds is decided by `domain::pricing::book`.
CREATE TABLE prices (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    event_id       uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    performance_id uuid,
    zone_id        uuid,
    channel        text CHECK (channel IN ('shop', 'till', 'api')),
    -- the first moment at which it holds, and the first at which it doesn't hold any more
    from_at        timestamptz,
    until_at       timestamptz CHECK (until_at > from_at),
    price_minor    bigint NOT NULL CHECK (price_minor >= 0),
    PRIMARY KEY (organizer_id, id),
    -- just that has one price
    CONSTRAINT prices_for_key UNIQUE NULLS NOT DISTINCT (organizer_id, ticket_type_id, performance_id, zone_id, channel, from_at, until_at),
    -- for its organizer's event, and for nothing of another one
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organizer_id, zone_id) REFERENCES zones (organizer_id, id) ON DELETE CASCADE
);
CALL make_tenant_table('prices');
CREATE POLICY catalogue ON prices FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX prices_event ON prices (organizer_id, event_id);


-- WHAT AN EVENT IS SOLD UNDER ------------------------------------------------------------------------------------------------

-- `events.terms` grows with every change of what an event is sold under: its own row, its performances, ticket types, what they
-- draw from, the capacity of its pools (those two are triggers of selling), its venue, its organizer's ways to pay. A server keeps the
-- terms of a sale in memory and looks at this number, in the transaction that claims places, to see whether it still knows them.

CREATE FUNCTION count_own_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.terms = OLD.terms AND NEW IS DISTINCT FROM OLD THEN
        NEW.terms := OLD.terms + 1;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_terms BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION count_own_terms();

CREATE FUNCTION count_event_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := coalesce(NEW, OLD);
BEGIN
    UPDATE events SET terms = terms + 1 WHERE organizer_id = changed.organizer_id AND id = changed.event_id;
    RETURN NULL;
END
$$;
-- Not on `sale_number`, which changes with every sale.
CREATE TRIGGER performances_terms AFTER INSERT OR DELETE OR UPDATE OF event_id, venue_id, seat_map_id, status, label, starts_at,
    ends_at, doors_at, on_sale_from, on_sale_until ON performances FOR EACH ROW EXECUTE FUNCTION count_event_terms();
CREATE TRIGGER ticket_types_terms AFTER INSERT OR DELETE OR UPDATE ON ticket_types
    FOR EACH ROW EXECUTE FUNCTION count_event_terms();
CREATE TRIGGER prices_terms AFTER INSERT OR DELETE OR UPDATE ON prices
    FOR EACH ROW EXECUTE FUNCTION count_event_terms();

CREATE FUNCTION count_venue_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events SET terms = terms + 1
    WHERE organizer_id = NEW.organizer_id
      AND id IN (SELECT event_id FROM performances WHERE organizer_id = NEW.organizer_id AND venue_id = NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER venues_terms AFTER UPDATE ON venues FOR EACH ROW EXECUTE FUNCTION count_venue_terms();

CREATE FUNCTION count_organizer_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events SET terms = terms + 1 WHERE organizer_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER organizers_terms AFTER UPDATE ON organizers FOR EACH ROW EXECUTE FUNCTION count_organizer_terms();


-- WHAT CALENDARS ARE TOLD ----------------------------------------------------------------------------------------------------

-- `performances.sequence` is how often a performance has become another one for whoever has it in a calendar: the SEQUENCE of its
-- entry (RFC 5545, 3.8.7.4). Without it a calendar that knows the entry may keep the old hour.

CREATE FUNCTION count_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.starts_at, NEW.ends_at, NEW.venue_id, NEW.status) IS DISTINCT FROM
       (OLD.starts_at, OLD.ends_at, OLD.venue_id, OLD.status) THEN
        NEW.sequence := OLD.sequence + 1;
    END IF;
    RETURN NEW;
END
$$;
-- Not on `sale_number`, which changes with every sale.
CREATE TRIGGER performances_sequence BEFORE UPDATE OF starts_at, ends_at, venue_id, status ON performances
    FOR EACH ROW EXECUTE FUNCTION count_sequence();

-- One whose venue has another name or address is another one as well.
CREATE FUNCTION count_sequences() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.name, NEW.street, NEW.city) IS DISTINCT FROM (OLD.name, OLD.street, OLD.city) THEN
        UPDATE performances SET sequence = sequence + 1
        WHERE organizer_id = NEW.organizer_id AND venue_id = NEW.id AND status = 'scheduled';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER venues_sequence AFTER UPDATE OF name, street, city ON venues
    FOR EACH ROW EXECUTE FUNCTION count_sequences();
