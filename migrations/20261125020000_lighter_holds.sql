-- What a hold costs. Nearly all of it was the checks of its foreign keys and a second row for its trail; here go those
-- that say nothing new.

-- A hold's cart is the organizer's, and its organizer exists.
ALTER TABLE holds DROP CONSTRAINT holds_organizer_id_fkey;
ALTER TABLE seat_claims DROP CONSTRAINT seat_claims_organizer_id_fkey;

-- That a hold was made, when, of how many places and through which channel stands in the hold and its cart, which keep it
-- for ever: the journal begins with the step after.
DELETE FROM allocations WHERE step = 'held';
ALTER TABLE allocations DROP CONSTRAINT allocations_step_check,
    ADD CONSTRAINT allocations_step_check CHECK (step IN ('extended', 'released', 'expired', 'sold', 'returned', 'revived')),
    -- A place comes back where somebody takes it back, which need not be where it was sold.
    DROP CONSTRAINT allocations_channel_check,
    ADD CONSTRAINT allocations_channel_check CHECK (channel IN ('shop', 'till', 'api', 'office')),
    -- as the audit log names them; whose hold it is says the rest
    ADD COLUMN actor text;

-- The trail of every place: when it was held, given longer, let go, sold, returned, through which channel, by whose hold.
CREATE VIEW trail WITH (security_invoker = true) AS
SELECT h.organizer_id, h.id AS hold_id, 0::bigint AS number, h.created_at AS at, 'held' AS step, h.quantity AS places, c.channel,
       NULL::text AS actor
FROM holds h JOIN carts c ON c.organizer_id = h.organizer_id AND c.id = h.cart_id
UNION ALL
SELECT organizer_id, hold_id, number, at, step, places, channel, actor FROM allocations;
GRANT SELECT ON trail TO tessera_app;

DROP FUNCTION desk_hold;
DROP FUNCTION desk_write;

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
    hold_seats uuid[], hold_nets bigint[], hold_taxes bigint[], hold_rates int[], hold_fees bigint[], hold_currencies text[],
    hold_expiries timestamptz[],
    taken_pools uuid[], taken_places int[], news_channel text, news_texts text[],
    sale_performances uuid[], sale_terms int[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    roomy int;
BEGIN
    IF sale_performances IS NOT NULL THEN
        PERFORM set_config('tessera.organizer', the_organizer::text, true);
        PERFORM FROM pools p WHERE p.organizer_id = the_organizer AND p.id = ANY(taken_pools) ORDER BY p.id FOR UPDATE;
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
                       tax_minor, tax_rate_bp, fee_minor, currency, expires_at, created_at)
    SELECT the_organizer, h.id, h.cart_id, h.performance_id, h.ticket_type_id, h.pools::uuid[], h.quantity, h.seat_id,
           h.net, h.tax, h.rate, h.fee, h.currency, h.expires_at, the_time
    FROM unnest(hold_ids, hold_carts, hold_performances, hold_types, hold_pools, hold_quantities, hold_seats, hold_nets,
                hold_taxes, hold_rates, hold_fees, hold_currencies, hold_expiries)
        AS h (id, cart_id, performance_id, ticket_type_id, pools, quantity, seat_id, net, tax, rate, fee, currency, expires_at);

    INSERT INTO seat_claims (organizer_id, hold_id, performance_id, seat_id, state)
    SELECT the_organizer, h.id, h.performance_id, h.seat_id, 'held'
    FROM unnest(hold_ids, hold_performances, hold_seats) AS h (id, performance_id, seat_id) WHERE h.seat_id IS NOT NULL;

    UPDATE pools SET held = held + taken.places
    FROM unnest(taken_pools, taken_places) AS taken (id, places)
    WHERE pools.organizer_id = the_organizer AND pools.id = taken.id;

    PERFORM pg_notify(news_channel, said) FROM unnest(news_texts) AS said;
    RETURN true;
END
$$;
