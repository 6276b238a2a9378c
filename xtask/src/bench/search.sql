-- A catalogue to search: {events} events of fifty organizers at fifty venues, four dates each, with a page's worth of words in two
-- languages. Every fiftieth is a Traviata. Nothing is folded yet.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.id(kind int, n int) RETURNS uuid LANGUAGE sql AS
$$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
-- One of 4,096 words.
CREATE FUNCTION pg_temp.word(n int) RETURNS text LANGUAGE sql AS $$
    SELECT part[1 + n % 16] || part[1 + n / 16 % 16] || part[1 + n / 256 % 16]
    FROM (SELECT '{ba,cò,di,fè,gu,la,mi,no,pu,ra,sé,to,va,zi,l''e,str}'::text[] AS part) AS of
$$;
CREATE FUNCTION pg_temp.words(first int, count int) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(pg_temp.word((first + n * 37) % 4096), ' ') FROM generate_series(1, count) n $$;
INSERT INTO organizers (id, slug, name, email, currency, zone, created_at)
SELECT pg_temp.id(1, n), 'search-' || n, 'Società ' || pg_temp.word(n * 61), 'ciao@teatro.example', 'EUR', 'Europe/Rome', now()
FROM generate_series(1, 50) n;
INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at)
SELECT pg_temp.id(1, n), pg_temp.id(2, n), 'Sala ' || pg_temp.word(n * 71), ('{Livorno,Pisa,Forlì,Torino,Genova}'::text[])[1 + n % 5], 'IT', 'Europe/Rome', now()
FROM generate_series(1, 50) n;
INSERT INTO events (organizer_id, id, slug, title, summary, description, category, status, zone, currency, created_at)
SELECT pg_temp.id(1, 1 + n % 50), pg_temp.id(3, n), 'search-' || n,
       jsonb_build_object('en', t || pg_temp.words(n * 7, 2), 'it', t || pg_temp.words(n * 11, 2)),
       jsonb_build_object('en', pg_temp.words(n * 13, 12), 'it', pg_temp.words(n * 17, 12)),
       jsonb_build_object('en', pg_temp.words(n * 19, 80), 'it', pg_temp.words(n * 23, 80)),
       ('{opera,concert,theatre,club,festival}'::text[])[1 + n % 5], 'published', 'Europe/Rome', 'EUR', now()
FROM (SELECT n, CASE WHEN n % 50 = 0 THEN 'La Traviata ' ELSE '' END AS t FROM generate_series(1, {events}) n) AS each;
INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, created_at)
SELECT pg_temp.id(1, 1 + n % 50), pg_temp.id(4, n * 4 + k), pg_temp.id(3, n), pg_temp.id(2, 1 + n % 50),
       now() + (1 + n % 90 + k * 7) * interval '1 day', now(), now() + interval '200 days', now()
FROM generate_series(1, {events}) n, generate_series(0, 3) k;
INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor)
SELECT pg_temp.id(1, 1 + n % 50), pg_temp.id(5, n), pg_temp.id(3, n), '{"en": "Full price", "it": "Intero"}', 2500, 1000, 150
FROM generate_series(1, {events}) n;
SET session_replication_role = DEFAULT;
ANALYZE;
