-- The counters of pools move in one place.

-- Moves so many places of each pool: `to_held` times as many come to be held, `to_sold` times as many sold. A hold is (1, 0), a
-- hold that ends (-1, 0), a sale (-1, 1), a return (0, -1). A pool may be named more than once. Whoever calls has locked the
-- pools, in the order of their ids; the table's check refuses more than there is room for.
CREATE FUNCTION move_places(the_organizer uuid, of_pools uuid[], of_places int[], to_held int, to_sold int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pools SET held = held + moved.places * to_held, sold = sold + moved.places * to_sold
    FROM (SELECT m.pool_id, sum(m.places)::int AS places FROM unnest(of_pools, of_places) AS m (pool_id, places)
          GROUP BY m.pool_id ORDER BY m.pool_id) AS moved
    WHERE pools.organizer_id = the_organizer AND pools.id = moved.pool_id;
END
$$;

-- As it was, but for the counters.
CREATE OR REPLACE FUNCTION desk_hold(
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
        -- In the order of locks that stands in crates/storage/src/lib.rs.
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

    PERFORM move_places(the_organizer, taken_pools, taken_places, 1, 0);

    PERFORM pg_notify(news_channel, said) FROM unnest(news_texts) AS said;
    RETURN true;
END
$$;
