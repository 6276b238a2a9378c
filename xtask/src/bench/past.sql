-- A past: {tickets} tickets, two to an order, over {events} events. Foreign keys and triggers are left out while it is
-- made; the signing key that the tickets name comes with the first sale.
SET session_replication_role = replica;
-- An id as the shop makes them: it begins with the millisecond it was made in. Of no more promises than its body keeps, so
-- that it is inlined.
CREATE FUNCTION pg_temp.made(kind text, n int) RETURNS uuid LANGUAGE sql AS $$
    SELECT (lpad(to_hex(1735689600000 + n * 3::bigint), 12, '0') || '7' || substr(md5(kind || n::text), 14, 3) || '8' || substr(md5(kind || n::text), 18))::uuid
$$;
INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, created_at)
SELECT '{organizer}', pg_temp.made('event', e), 'past-' || e, '{"en": "A past evening", "it": "Una sera passata"}', 'concert', 'published', 'Europe/Rome', 'EUR', now() - interval '300 days'
FROM generate_series(1, {events}) e;
INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, sale_number, created_at)
SELECT '{organizer}', pg_temp.made('performance', e), pg_temp.made('event', e), '{venue}', now() - interval '100 days' + e * interval '1 minute',
       now() - interval '300 days', now() - interval '100 days' + e * interval '1 minute', {tickets} / {events} + 1, now() - interval '300 days'
FROM generate_series(1, {events}) e;
INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor)
SELECT '{organizer}', pg_temp.made('type', e), pg_temp.made('event', e), '{"en": "Full price", "it": "Intero"}', 2500, 1000, 150 FROM generate_series(1, {events}) e;
INSERT INTO pools (organizer_id, id, performance_id, name, capacity, sold)
SELECT '{organizer}', pg_temp.made('pool', e), pg_temp.made('performance', e), 'Floor', {tickets} / {events} + 1, {tickets} / {events} FROM generate_series(1, {events}) e;
INSERT INTO draws
SELECT '{organizer}', pg_temp.made('type', e), pg_temp.made('performance', e), pg_temp.made('pool', e) FROM generate_series(1, {events}) e;
INSERT INTO carts (organizer_id, id, secret_hash, channel, locale, created_at)
SELECT '{organizer}', pg_temp.made('cart', n), int4send(1735689600 + n / 100) || substr(sha256(convert_to('cart' || n, 'UTF8')), 1, 28), 'shop', 'en', now() - interval '200 days' FROM generate_series(1, {tickets} / 2) n;
INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, net_minor, tax_minor, tax_rate_bp, fee_minor, currency, state, expires_at, created_at, ended_at)
SELECT '{organizer}', pg_temp.made('hold', n), pg_temp.made('cart', (n + 1) / 2), pg_temp.made('performance', n % {events} + 1), pg_temp.made('type', n % {events} + 1),
       ARRAY[pg_temp.made('pool', n % {events} + 1)], 1, 2273, 227, 1000, 150, 'EUR', 'posted', now() - interval '200 days', now() - interval '200 days', now() - interval '200 days'
FROM generate_series(1, {tickets}) n;
INSERT INTO orders (organizer_id, id, number, secret_hash, cart_id, channel, state, locale, buyer_name, buyer_email, currency, total_minor, placed_at, paid_at)
SELECT '{organizer}', pg_temp.made('order', n), 'P' || n, sha256(convert_to('order' || n, 'UTF8')), pg_temp.made('cart', n), 'shop', 'paid', 'en', 'Maria Rossi', 'maria' || n || '@example.org', 'EUR', 5300,
       now() - interval '200 days', now() - interval '200 days'
FROM generate_series(1, {tickets} / 2) n;
INSERT INTO order_lines (organizer_id, id, order_id, hold_id, performance_id, ticket_type_id, quantity, net_minor, tax_minor, tax_rate_bp, fee_minor, position)
SELECT '{organizer}', pg_temp.made('line', n), pg_temp.made('order', (n + 1) / 2), pg_temp.made('hold', n), pg_temp.made('performance', n % {events} + 1), pg_temp.made('type', n % {events} + 1),
       1, 2273, 227, 1000, 150, n % 2
FROM generate_series(1, {tickets}) n;
INSERT INTO tickets (organizer_id, id, order_id, line_id, performance_id, ticket_type_id, state, key_number, sale_number, issued_at)
SELECT '{organizer}', pg_temp.made('ticket', n), pg_temp.made('order', (n + 1) / 2), pg_temp.made('line', n), pg_temp.made('performance', n % {events} + 1), pg_temp.made('type', n % {events} + 1),
       'valid', 1, n / {events} + 1, now() - interval '200 days'
FROM generate_series(1, {tickets}) n;
SET session_replication_role = DEFAULT;
