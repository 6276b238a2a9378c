-- From what can be taken to what is taken: pools, carts, holds, claims on seats and their trail, and the functions that write a
-- whole batch.
--
-- What holds here, whatever the code does: a pool never has more held and sold than it has room (pools_never_oversold); a seat has
-- one live claim for a performance (seat_claims_one_live); a step in the trail of a place is never changed.


-- POOLS ----------------------------------------------------------------------------------------------------------------------

-- Anything with a capacity: places of a performance, or, where no performance is said, the uses of a discount code. The constraint is
-- the guarantee that nothing is oversold; the code before it is for speed.
CREATE TABLE pools (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    performance_id uuid,
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
-- The catalogue says what is left of a performance: for that it reads which pools a ticket type draws from.
CREATE POLICY catalogue ON draws FOR SELECT USING ((SELECT in_catalogue()));
CREATE INDEX draws_performance ON draws (organizer_id, performance_id);

-- Both are part of what an event is sold under (`events.terms`).
CREATE FUNCTION count_performance_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := coalesce(NEW, OLD);
BEGIN
    UPDATE events SET terms = terms + 1
    WHERE organizer_id = changed.organizer_id
      AND id = (SELECT event_id FROM performances
                WHERE organizer_id = changed.organizer_id AND id = changed.performance_id);
    RETURN NULL;
END
$$;
-- Not on `held` and `sold`, which change with every claim.
CREATE TRIGGER pools_terms AFTER INSERT OR DELETE OR UPDATE OF zone_id, name, capacity ON pools
    FOR EACH ROW EXECUTE FUNCTION count_performance_terms();
CREATE TRIGGER draws_terms AFTER INSERT OR DELETE OR UPDATE ON draws
    FOR EACH ROW EXECUTE FUNCTION count_performance_terms();

-- Moves so many places of each pool: `to_held` times as many come to be held, `to_sold` times as many sold. A hold is (1, 0), a
-- hold that ends (-1, 0), a sale (-1, 1), a return (0, -1). A pool may be named more than once. Whoever calls has locked the
-- pools, in their order (crates/storage/src/lib.rs); the table's check refuses more than there is room for. The counters move nowhere else.
CREATE FUNCTION move_places(the_organizer uuid, of_pools uuid[], of_places int[], to_held int, to_sold int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pools SET held = held + moved.places * to_held, sold = sold + moved.places * to_sold
    FROM (SELECT m.pool_id, sum(m.places)::int AS places FROM unnest(of_pools, of_places) AS m (pool_id, places)
          GROUP BY m.pool_id ORDER BY m.pool_id) AS moved
    WHERE pools.organizer_id = the_organizer AND pools.id = moved.pool_id;
END
$$;


-- DISCOUNT CODES -------------------------------------------------------------------------------------------------------------

-- What is typed into a cart to pay less. What it comes to is decided by `domain::discount_code`.
CREATE TABLE discount_codes (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    -- as it is compared: `domain::discount_code::normal`
    code         text NOT NULL CHECK (code <> ''),
    -- what the buyer reads beside the price
    words        jsonb NOT NULL,
    change       jsonb NOT NULL,
    -- of its amounts
    currency     char(3) NOT NULL,
    -- for one event, or for all
    event_id     uuid,
    from_at      timestamptz,
    until_at     timestamptz,
    active       boolean NOT NULL DEFAULT true,
    -- counts its uses, one for each unit that is sold with it
    pool_id      uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    CONSTRAINT discount_codes_code_key UNIQUE (organizer_id, code),
    CHECK (until_at > from_at),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, pool_id) REFERENCES pools (organizer_id, id)
);
CALL make_tenant_table('discount_codes');


-- CARTS AND HOLDS ------------------------------------------------------------------------------------------------------------

CREATE TABLE carts (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    -- SHA-256 of the secret in the buyer's cookie
    secret_hash  bytea NOT NULL CONSTRAINT carts_secret_key UNIQUE,
    channel      text NOT NULL CHECK (channel IN ('shop', 'till', 'api')),
    locale       text NOT NULL,
    -- what the buyer typed, valid or not
    draft        jsonb NOT NULL DEFAULT '{}',
    -- what is put into it is priced with this code, as long as that is accepted and has uses left
    discount_code_id uuid,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, discount_code_id) REFERENCES discount_codes (organizer_id, id)
);
CALL make_tenant_table('carts');
CREATE POLICY holder ON carts FOR SELECT USING (secret_hash = (SELECT current_secret()));

-- Which carts are one person's, for events that limit how many places a person may have. A person is a visitor of the shop
-- while they choose, and an e-mail address when they order; either is kept as a keyed hash, so that nobody can be read from it.
-- Rows are written only for events that have such a limit.
CREATE TABLE person_carts (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    event_id     uuid NOT NULL,
    person       bytea NOT NULL CHECK (length(person) = 32),
    cart_id      uuid NOT NULL,
    PRIMARY KEY (organizer_id, event_id, person, cart_id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id) ON DELETE CASCADE
);
CALL make_tenant_table('person_carts');

-- A hold is pending, then exactly once posted (sold), voided or expired. Its units stand in `held` of each of its pools
-- while it is pending, in `sold` once it is posted.
CREATE TABLE holds (
    organizer_id   uuid NOT NULL,
    id             uuid NOT NULL,
    cart_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    -- as they were when the hold was made
    pool_ids       uuid[] NOT NULL CHECK (cardinality(pool_ids) > 0),
    quantity       integer NOT NULL CHECK (quantity > 0),
    seat_id        uuid CHECK (seat_id IS NULL OR quantity = 1),
    -- the price of one, as the buyer was shown it
    net_minor      bigint NOT NULL,
    tax_minor      bigint NOT NULL,
    tax_rate_bp    integer NOT NULL,
    fee_minor      bigint NOT NULL,
    -- a fee that the organizer bears, a part of the net
    absorbed_fee_minor bigint NOT NULL,
    currency       char(3) NOT NULL,
    -- why it is what it is: the rule it was reckoned by, with the list price, and what was put on it or taken off, if anything was
    price_rule     jsonb NOT NULL,
    adjustments    jsonb,
    -- the code among these; one of the pools counts its uses
    discount_code_id uuid,
    state          text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
    expires_at     timestamptz NOT NULL,
    extended       boolean NOT NULL DEFAULT false,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz CHECK ((ended_at IS NULL) = (state = 'pending')),
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, discount_code_id) REFERENCES discount_codes (organizer_id, id),
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id)
);
CALL make_tenant_table('holds');
-- The catalogue reads which places are in carts now; nothing in these rows names a buyer.
CREATE POLICY catalogue ON holds FOR SELECT USING ((SELECT in_catalogue()) AND state = 'pending');
CREATE INDEX holds_cart ON holds (organizer_id, cart_id);
-- found the moment another claim needs the places
CREATE INDEX holds_due ON holds (organizer_id, performance_id, expires_at) WHERE state = 'pending';
-- the same of those that a code's uses are counted in
CREATE INDEX holds_coded ON holds (organizer_id, performance_id, expires_at)
    WHERE state = 'pending' AND discount_code_id IS NOT NULL;
-- The trail of a seat begins with the holds it was in.
CREATE INDEX holds_seat ON holds (organizer_id, performance_id, seat_id) WHERE seat_id IS NOT NULL;

-- Who has or had a seat. At most one live claim per seat and performance: the index is the guarantee.
CREATE TABLE seat_claims (
    organizer_id   uuid NOT NULL,
    hold_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    seat_id        uuid NOT NULL,
    state          text NOT NULL CHECK (state IN ('held', 'sold', 'released')),
    -- The availability feed asks which seats changed since it last looked. A number from a sequence could not tell: a later
    -- number may be committed first. The id of the changing transaction can, together with the oldest one that still ran then.
    changed_in     xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (organizer_id, hold_id),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id)
);
CALL make_tenant_table('seat_claims');
CREATE UNIQUE INDEX seat_claims_one_live ON seat_claims (organizer_id, performance_id, seat_id) WHERE state <> 'released';
CREATE INDEX seat_claims_changed_in ON seat_claims (organizer_id, performance_id, changed_in);

CREATE FUNCTION mark_changed_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END
$$;
CREATE TRIGGER seat_claims_changed BEFORE UPDATE ON seat_claims FOR EACH ROW EXECUTE FUNCTION mark_changed_in();

-- The steps of every place after it was held: given longer, let go, sold, returned. Written by the statement that makes the step,
-- and never changed.
CREATE TABLE allocations (
    organizer_id uuid NOT NULL,
    hold_id      uuid NOT NULL,
    number       bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL,
    step         text NOT NULL CHECK (step IN ('extended', 'released', 'expired', 'sold', 'returned', 'revived')),
    -- how many, of a hold of several places
    places       integer NOT NULL CHECK (places > 0),
    -- A place comes back where somebody takes it back, which need not be where it was sold: at a gate when somebody leaves whose
    -- ticket was given back while they were inside.
    channel      text NOT NULL CHECK (channel IN ('shop', 'till', 'api', 'office', 'gate')),
    -- as the audit log names them; whose hold it is says the rest
    actor        text,
    PRIMARY KEY (organizer_id, hold_id, number),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id)
);
CALL make_journal_table('allocations');

-- The trail of every place: when it was held, given longer, let go, sold, returned, through which channel, by whose hold. That a
-- hold was made, when, of how many places and through which channel stands in the hold and its cart, which keep it for ever: a row
-- of its own for it was a good part of what a hold cost.
CREATE VIEW trail WITH (security_invoker = true) AS
SELECT h.organizer_id, h.id AS hold_id, 0::bigint AS number, h.created_at AS at, 'held' AS step, h.quantity AS places, c.channel,
       NULL::text AS actor
FROM holds h JOIN carts c ON c.organizer_id = h.organizer_id AND c.id = h.cart_id
UNION ALL
SELECT organizer_id, hold_id, number, at, step, places, channel, actor FROM allocations;
GRANT SELECT ON trail TO tessera_app;


-- A BATCH OF CLAIMS ----------------------------------------------------------------------------------------------------------

-- The write of a batch of claims, in one place: new carts, holds, seat claims, the pools' counters, the news. The
-- constraints refuse what must not be.
--
-- Without `sale_performances` it only writes: whoever calls has set the scope, locked the pools and decided. With them it
-- is a whole transaction in one round trip, for counted places: scope, locks, a look at the terms and at what is free, the
-- write. False, and nothing written, when the terms have changed or when there isn't room for all: then each claim has to
-- be decided by itself.
CREATE FUNCTION desk_hold(
    the_organizer uuid, the_time timestamptz,
    cart_ids uuid[], cart_hashes bytea[], cart_channels text[], cart_locales text[],
    hold_ids uuid[], hold_carts uuid[], hold_performances uuid[], hold_types uuid[], hold_pools text[], hold_quantities int[],
    hold_seats uuid[], hold_nets bigint[], hold_taxes bigint[], hold_rates int[], hold_fees bigint[],
    hold_absorbed_fees bigint[], hold_currencies text[], hold_rules text[], hold_adjustments text[], hold_codes uuid[],
    hold_expiries timestamptz[],
    taken_pools uuid[], taken_places int[], news_channel text, news_texts text[],
    sale_performances uuid[], sale_terms int[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    roomy int;
BEGIN
    IF sale_performances IS NOT NULL THEN
        PERFORM set_config('tessera.organizer', the_organizer::text, true);
        -- In the order of locks that stands in crates/storage/src/lib.rs.
        PERFORM FROM pools p WHERE p.organizer_id = the_organizer AND p.id = ANY(taken_pools)
        ORDER BY p.performance_id IS NULL, p.id FOR UPDATE;
        -- A second look: the counters as they are now that they can't change any more.
        SELECT count(*) INTO roomy FROM unnest(taken_pools, taken_places) AS wanted (id, places)
        JOIN pools p ON p.organizer_id = the_organizer AND p.id = wanted.id
        WHERE p.held + p.sold + wanted.places <= p.capacity;
        IF roomy < cardinality(taken_pools) OR EXISTS (
            SELECT FROM unnest(sale_performances, sale_terms) AS sale (id, number)
            WHERE NOT EXISTS (
                SELECT FROM performances f JOIN events e ON e.organizer_id = f.organizer_id AND e.id = f.event_id
                WHERE f.organizer_id = the_organizer AND f.id = sale.id AND e.terms = sale.number)
        ) THEN
            RETURN false;
        END IF;
    END IF;

    INSERT INTO carts (organizer_id, id, secret_hash, channel, locale, created_at)
    SELECT the_organizer, c.id, c.secret_hash, c.channel, c.locale, the_time
    FROM unnest(cart_ids, cart_hashes, cart_channels, cart_locales) AS c (id, secret_hash, channel, locale);

    INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, seat_id, net_minor,
                       tax_minor, tax_rate_bp, fee_minor, absorbed_fee_minor, currency, price_rule, adjustments,
                       discount_code_id, expires_at, created_at)
    SELECT the_organizer, h.id, h.cart_id, h.performance_id, h.ticket_type_id, h.pools::uuid[], h.quantity, h.seat_id,
           h.net, h.tax, h.rate, h.fee, h.absorbed, h.currency, h.rule::jsonb, h.adjustments::jsonb, h.code, h.expires_at,
           the_time
    FROM unnest(hold_ids, hold_carts, hold_performances, hold_types, hold_pools, hold_quantities, hold_seats, hold_nets,
                hold_taxes, hold_rates, hold_fees, hold_absorbed_fees, hold_currencies, hold_rules, hold_adjustments,
                hold_codes, hold_expiries)
        AS h (id, cart_id, performance_id, ticket_type_id, pools, quantity, seat_id, net, tax, rate, fee, absorbed, currency,
              rule, adjustments, code, expires_at);

    INSERT INTO seat_claims (organizer_id, hold_id, performance_id, seat_id, state)
    SELECT the_organizer, h.id, h.performance_id, h.seat_id, 'held'
    FROM unnest(hold_ids, hold_performances, hold_seats) AS h (id, performance_id, seat_id) WHERE h.seat_id IS NOT NULL;

    PERFORM move_places(the_organizer, taken_pools, taken_places, 1, 0);

    PERFORM pg_notify(news_channel, said) FROM unnest(news_texts) AS said;
    RETURN true;
END
$$;


-- A VISITOR'S CARTS ----------------------------------------------------------------------------------------------------------

-- The carts that a visitor's secrets open, in one statement, and what stands in them, in another, however many they are and
-- whosever.

-- Whose carts these secrets open. Each row is found through its own secret, one at a time, by the same policies as ever: whoever
-- knows many secrets learns what each of them tells, and nothing else.
CREATE FUNCTION carts_opened(hashes bytea[]) RETURNS TABLE (hash bytea, organizer uuid)
LANGUAGE plpgsql AS $$
DECLARE
    one bytea;
BEGIN
    FOREACH one IN ARRAY hashes LOOP
        PERFORM set_config('tessera.secret', encode(one, 'hex'), true);
        RETURN QUERY SELECT c.secret_hash, c.organizer_id FROM carts c WHERE c.secret_hash = one;
    END LOOP;
    PERFORM set_config('tessera.secret', '', true);
END
$$;

-- A hold with all that a cart shows of it.
CREATE VIEW cart_lines WITH (security_invoker = true) AS
SELECT h.organizer_id, h.cart_id, h.id, h.state, h.expires_at, h.extended, h.quantity, h.seat_id, h.net_minor, h.tax_minor,
       h.tax_rate_bp, h.fee_minor, h.absorbed_fee_minor, h.currency, h.adjustments, h.created_at, h.ticket_type_id, t.name AS ticket_name,
       t.description AS ticket_description, e.id AS event_id, e.slug, e.title, e.artwork, e.ask_holder_names, e.ask_phone,
       e.zone AS event_zone, p.id AS performance_id, p.seat_map_id, p.status, p.starts_at, p.ends_at, p.doors_at,
       p.on_sale_from, p.on_sale_until, p.label, v.id AS venue_id, v.name AS venue_name, v.street, v.city, v.country, v.zone,
       v.directions, s.row_label, s.number, s.kind AS seat_kind, s.position AS seat_position, z.name AS zone_name
FROM holds h
JOIN ticket_types t ON t.organizer_id = h.organizer_id AND t.id = h.ticket_type_id
JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
JOIN performances p ON p.organizer_id = h.organizer_id AND p.id = h.performance_id
JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
LEFT JOIN seats s ON s.organizer_id = h.organizer_id AND s.id = h.seat_id
LEFT JOIN LATERAL (
    SELECT zz.name FROM pools pp JOIN zones zz ON zz.organizer_id = pp.organizer_id AND zz.id = pp.zone_id
    WHERE pp.organizer_id = h.organizer_id AND pp.id = ANY(h.pool_ids) ORDER BY zz.position LIMIT 1
) z ON true;
GRANT SELECT ON cart_lines TO tessera_app;

-- What each is: found as `carts_opened` finds it, and read in the scope of its organizer.
CREATE FUNCTION carts_behind(hashes bytea[])
RETURNS TABLE (hash bytea, organizer uuid, cart uuid, draft jsonb, code text, code_words jsonb, ordered_as uuid)
LANGUAGE plpgsql AS $$
DECLARE
    opened record;
BEGIN
    FOR opened IN SELECT o.hash, o.organizer FROM carts_opened(hashes) o LOOP
        PERFORM set_config('tessera.organizer', opened.organizer::text, true);
        RETURN QUERY
            SELECT c.secret_hash, c.organizer_id, c.id, c.draft, d.code, d.words, o.id
            FROM carts c
            LEFT JOIN discount_codes d ON d.organizer_id = c.organizer_id AND d.id = c.discount_code_id
            LEFT JOIN orders o ON o.organizer_id = c.organizer_id AND o.cart_id = c.id
            WHERE c.organizer_id = opened.organizer AND c.secret_hash = opened.hash;
    END LOOP;
    PERFORM set_config('tessera.organizer', '', true);
END
$$;

-- Each cart's in the order in which it shows them; what the buyer took out is left out.
CREATE FUNCTION cart_lines_behind(hashes bytea[]) RETURNS SETOF cart_lines
LANGUAGE plpgsql AS $$
DECLARE
    opened record;
BEGIN
    FOR opened IN SELECT o.hash, o.organizer FROM carts_opened(hashes) o LOOP
        PERFORM set_config('tessera.organizer', opened.organizer::text, true);
        RETURN QUERY
            SELECT l.* FROM carts c JOIN cart_lines l ON l.organizer_id = c.organizer_id AND l.cart_id = c.id
            WHERE c.organizer_id = opened.organizer AND c.secret_hash = opened.hash AND l.state <> 'voided'
            ORDER BY l.starts_at, l.created_at, l.zone_name, l.seat_position;
    END LOOP;
    PERFORM set_config('tessera.organizer', '', true);
END
$$;
