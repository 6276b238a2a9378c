-- Numbers the places of a stage: {rows} rows of 100 seats.
INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, created_at)
VALUES ('{organizer}', '{map}', '{venue}', 'Hall', 10000, 10000, now());
INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity)
VALUES ('{organizer}', '{zone}', '{map}', '{"en": "Stalls"}', 'seated', {rows} * 100);
INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position)
SELECT '{organizer}', md5('seat' || r || '-' || n)::uuid, '{zone}', r::text, n::text, n * 60, r * 80, r * 100 + n
FROM generate_series(1, {rows}) r, generate_series(1, 100) n;
UPDATE pools SET zone_id = '{zone}' WHERE id = '{pool}';
UPDATE performances SET seat_map_id = '{map}' WHERE id = '{performance}';
