-- A past: {tickets} tickets, two to an order, over {events} events. Foreign keys and triggers are left out while it is
-- made; the signing key that the tickets name comes with the first sale.
SET session_replication_role = replica;
INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, created_at)
SELECT '{organizer}', md5('event' || e)::uuid, 'past-' || e, '{"en": "A past evening", "it": "Una sera passata"}', 'concert', 'published', 'Europe/Rome', 'EUR', now() - interval '300 days'
FROM generate_series(1, {events}) e;
INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, sale_number, created_at)
SELECT '{organizer}', md5('performance' || e)::uuid, md5('event' || e)::uuid, '{venue}', now() - interval '100 days' + e * interval '1 minute',
       now() - interval '300 days', now() - interval '100 days' + e * interval '1 minute', {tickets} / {events} + 1, now() - interval '300 days'
FROM generate_series(1, {events}) e;
INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor)
SELECT '{organizer}', md5('type' || e)::uuid, md5('event' || e)::uuid, '{"en": "Full price", "it": "Intero"}', 2500, 1000, 150 FROM generate_series(1, {events}) e;
INSERT INTO pools (organizer_id, id, performance_id, name, capacity, sold)
SELECT '{organizer}', md5('pool' || e)::uuid, md5('performance' || e)::uuid, 'Floor', {tickets} / {events} + 1, {tickets} / {events} FROM generate_series(1, {events}) e;
INSERT INTO draws
SELECT '{organizer}', md5('type' || e)::uuid, md5('performance' || e)::uuid, md5('pool' || e)::uuid FROM generate_series(1, {events}) e;
INSERT INTO carts (organizer_id, id, secret_hash, channel, locale, created_at)
SELECT '{organizer}', md5('cart' || n)::uuid, sha256(convert_to('cart' || n, 'UTF8')), 'shop', 'en', now() - interval '200 days' FROM generate_series(1, {tickets} / 2) n;
INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, net_minor, tax_minor, tax_rate_bp, fee_minor, currency, state, expires_at, created_at, ended_at)
SELECT '{organizer}', md5('hold' || n)::uuid, md5('cart' || (n + 1) / 2)::uuid, md5('performance' || n % {events} + 1)::uuid, md5('type' || n % {events} + 1)::uuid,
       ARRAY[md5('pool' || n % {events} + 1)::uuid], 1, 2273, 227, 1000, 150, 'EUR', 'posted', now() - interval '200 days', now() - interval '200 days', now() - interval '200 days'
FROM generate_series(1, {tickets}) n;
INSERT INTO orders (organizer_id, id, number, secret_hash, cart_id, channel, state, locale, buyer_name, buyer_email, currency, total_minor, placed_at, paid_at)
SELECT '{organizer}', md5('order' || n)::uuid, 'P' || n, sha256(convert_to('order' || n, 'UTF8')), md5('cart' || n)::uuid, 'shop', 'paid', 'en', 'Maria Rossi', 'maria' || n || '@example.org', 'EUR', 5300,
       now() - interval '200 days', now() - interval '200 days'
FROM generate_series(1, {tickets} / 2) n;
INSERT INTO order_lines (organizer_id, id, order_id, hold_id, performance_id, ticket_type_id, quantity, net_minor, tax_minor, tax_rate_bp, fee_minor, position)
SELECT '{organizer}', md5('line' || n)::uuid, md5('order' || (n + 1) / 2)::uuid, md5('hold' || n)::uuid, md5('performance' || n % {events} + 1)::uuid, md5('type' || n % {events} + 1)::uuid,
       1, 2273, 227, 1000, 150, n % 2
FROM generate_series(1, {tickets}) n;
INSERT INTO tickets (organizer_id, id, order_id, line_id, performance_id, ticket_type_id, state, key_number, sale_number, issued_at)
SELECT '{organizer}', md5('ticket' || n)::uuid, md5('order' || (n + 1) / 2)::uuid, md5('line' || n)::uuid, md5('performance' || n % {events} + 1)::uuid, md5('type' || n % {events} + 1)::uuid,
       'valid', 1, n / {events} + 1, now() - interval '200 days'
FROM generate_series(1, {tickets}) n;
SET session_replication_role = DEFAULT;
