-- One event of one date with one ticket type. {…} is filled in by scene.rs.
INSERT INTO events (organizer_id, id, slug, title, summary, description, category, status, zone, currency, hold_minutes, order_max, created_at)
VALUES ('{organizer}', '{event}', '{slug}', '{"en": "La Traviata", "it": "La Traviata"}', '{"en": "Verdi at his most human.", "it": "Il Verdi più umano."}',
        '{"en": "Three acts, two intervals. Sung in Italian with surtitles.", "it": "Tre atti, due intervalli."}', 'opera', 'published', 'Europe/Rome', 'EUR', 120, 100, now());
INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, created_at)
VALUES ('{organizer}', '{performance}', '{event}', '{venue}', now() + interval '{starts_in}', now() - interval '1 hour', now() + interval '{starts_in}', now());
INSERT INTO pools (organizer_id, id, performance_id, name, capacity) VALUES ('{organizer}', '{pool}', '{performance}', 'Floor', {capacity});
INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor, order_max)
VALUES ('{organizer}', '{type}', '{event}', '{"en": "Full price", "it": "Intero"}', {price}, 1000, {fee}, 100);
INSERT INTO draws VALUES ('{organizer}', '{type}', '{performance}', '{pool}');
