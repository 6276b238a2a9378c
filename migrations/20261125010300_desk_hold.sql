-- The write of a batch of claims, in one place: new carts, holds, seat claims, their trail, the pools' counters, the news.
-- Needs the pools locked and the scope set; the constraints refuse what must not be.
CREATE FUNCTION desk_write(
    the_organizer uuid, the_time timestamptz,
    cart_ids uuid[], cart_hashes bytea[], cart_channels text[], cart_locales text[],
    hold_ids uuid[], hold_carts uuid[], hold_performances uuid[], hold_types uuid[], hold_pools text[], hold_quantities int[],
    hold_seats uuid[], hold_nets bigint[], hold_taxes bigint[], hold_rates int[], hold_fees bigint[], hold_currencies text[],
    hold_expiries timestamptz[], hold_channels text[],
    pool_ids uuid[], pool_places int[], news_channel text, news_texts text[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
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

    INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
    SELECT the_organizer, h.id, the_time, 'held', h.quantity, h.channel
    FROM unnest(hold_ids, hold_quantities, hold_channels) AS h (id, quantity, channel);

    UPDATE pools SET held = held + taken.places
    FROM unnest(pool_ids, pool_places) AS taken (id, places)
    WHERE pools.organizer_id = the_organizer AND pools.id = taken.id;

    PERFORM pg_notify(news_channel, said) FROM unnest(news_texts) AS said;
END
$$;

-- A whole batch of claims on counted places in one round trip: scope, locks, a look at the terms and at what is free, the
-- write. False, and nothing written, when the terms have changed or when there isn't room for all: then each claim has to
-- be decided by itself.
CREATE FUNCTION desk_hold(
    the_organizer uuid, the_time timestamptz,
    cart_ids uuid[], cart_hashes bytea[], cart_channels text[], cart_locales text[],
    hold_ids uuid[], hold_carts uuid[], hold_performances uuid[], hold_types uuid[], hold_pools text[], hold_quantities int[],
    hold_seats uuid[], hold_nets bigint[], hold_taxes bigint[], hold_rates int[], hold_fees bigint[], hold_currencies text[],
    hold_expiries timestamptz[], hold_channels text[],
    pool_ids uuid[], pool_places int[], news_channel text, news_texts text[],
    sale_performances uuid[], sale_terms int[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    roomy int;
BEGIN
    PERFORM set_config('tessera.organizer', the_organizer::text, true);
    PERFORM FROM pools p WHERE p.organizer_id = the_organizer AND p.id = ANY(pool_ids) ORDER BY p.id FOR UPDATE;
    -- A second look: the counters as they are now that they can't change any more.
    SELECT count(*) INTO roomy FROM unnest(pool_ids, pool_places) AS wanted (id, places)
    JOIN pools p ON p.organizer_id = the_organizer AND p.id = wanted.id
    WHERE p.held + p.sold + wanted.places <= p.capacity;
    IF roomy < cardinality(pool_ids) OR EXISTS (
        SELECT FROM unnest(sale_performances, sale_terms) AS sale (id, number)
        WHERE NOT EXISTS (
            SELECT FROM performances f JOIN events e ON e.organizer_id = f.organizer_id AND e.id = f.event_id
            WHERE f.organizer_id = the_organizer AND f.id = sale.id AND e.terms = sale.number)
    ) THEN
        RETURN false;
    END IF;
    PERFORM desk_write(the_organizer, the_time, cart_ids, cart_hashes, cart_channels, cart_locales, hold_ids, hold_carts,
                       hold_performances, hold_types, hold_pools, hold_quantities, hold_seats, hold_nets, hold_taxes,
                       hold_rates, hold_fees, hold_currencies, hold_expiries, hold_channels, pool_ids, pool_places,
                       news_channel, news_texts);
    RETURN true;
END
$$;
