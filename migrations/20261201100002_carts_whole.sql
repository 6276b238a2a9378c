-- The carts that a visitor's secrets open, in one statement, and what stands in them, in another, however many they are and
-- whosever. Each cart is found through its own secret, as `carts_opened` finds it, and read in the scope of its organizer.

CREATE VIEW cart_lines WITH (security_invoker = true) AS
SELECT h.organizer_id, h.cart_id, h.id, h.state, h.expires_at, h.extended, h.quantity, h.seat_id, h.net_minor, h.tax_minor,
       h.tax_rate_bp, h.fee_minor, h.currency, h.created_at, h.ticket_type_id, t.name AS ticket_name,
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

CREATE FUNCTION carts_behind(hashes bytea[])
RETURNS TABLE (hash bytea, organizer uuid, cart uuid, draft jsonb, ordered_as uuid)
LANGUAGE plpgsql AS $$
DECLARE
    opened record;
BEGIN
    FOR opened IN SELECT o.hash, o.organizer FROM carts_opened(hashes) o LOOP
        PERFORM set_config('tessera.organizer', opened.organizer::text, true);
        RETURN QUERY
            SELECT c.secret_hash, c.organizer_id, c.id, c.draft, o.id
            FROM carts c LEFT JOIN orders o ON o.organizer_id = c.organizer_id AND o.cart_id = c.id
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
