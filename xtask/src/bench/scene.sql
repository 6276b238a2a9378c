-- A shop to measure: one organizer, one venue, a token for its gates. Stages are added one by one.
INSERT INTO organizers (id, slug, name, email, address, currency, zone, gateways, created_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'teatro', 'Teatro Nuovo', 'ciao@teatro.example', '{Via Roma 1}', 'EUR', 'Europe/Rome', '{test}', now());
INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at)
VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'Sala Grande', 'Livorno', 'IT', 'Europe/Rome', now());
INSERT INTO api_tokens (organizer_id, id, name, secret_hash, scopes, created_at)
VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003', 'Gates', sha256('ABCDEFGHIJKLMNOPQRSTUVWXY4'), '{admit}', now());
