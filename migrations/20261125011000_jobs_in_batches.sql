-- What a batch of orders needs at once: many jobs enqueued or called off by one statement, and the doors that many secrets
-- open. Like enqueue_job, the first two are the only way of the application's role into the queue's closed tables.

CREATE FUNCTION enqueue_jobs(jobs json) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT graphile_worker.add_jobs(array_agg(
        ROW(j.task, j.payload, NULL, now() + make_interval(secs => coalesce(j.delay_seconds, 0)), NULL, j.key, j.priority,
            NULL)::graphile_worker.job_spec
    ))
    FROM json_to_recordset(jobs) AS j (task text, payload json, delay_seconds double precision, key text, priority smallint);
$$;
REVOKE ALL ON FUNCTION enqueue_jobs(json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_jobs(json) TO tessera_app;

-- Calls jobs off by their keys; those that run already are left to find nothing to do.
CREATE FUNCTION remove_jobs(keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT graphile_worker.remove_job(k.key) FROM (SELECT DISTINCT key FROM unnest(keys) AS key ORDER BY key) k;
$$;
REVOKE ALL ON FUNCTION remove_jobs(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_jobs(text[]) TO tessera_app;

-- Whose carts and orders these secrets open. Each row is found through its own secret, one at a time, by the same policies
-- as ever: whoever knows many secrets learns what each of them tells, and nothing else.
CREATE FUNCTION carts_opened(hashes bytea[]) RETURNS TABLE (hash bytea, organizer uuid)
LANGUAGE plpgsql AS $$
DECLARE
    one bytea;
BEGIN
    FOREACH one IN ARRAY hashes LOOP
        PERFORM set_config('tessera.secret', encode(one, 'hex'), true);
        RETURN QUERY SELECT c.secret_hash, c.organizer_id FROM carts c WHERE c.secret_hash = one;
    END LOOP;
    PERFORM set_config('tessera.secret', '', true);
END
$$;

CREATE FUNCTION orders_opened(hashes bytea[]) RETURNS TABLE (hash bytea, organizer uuid, id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    one bytea;
BEGIN
    FOREACH one IN ARRAY hashes LOOP
        PERFORM set_config('tessera.secret', encode(one, 'hex'), true);
        RETURN QUERY SELECT o.secret_hash, o.organizer_id, o.id FROM orders o WHERE o.secret_hash = one;
    END LOOP;
    PERFORM set_config('tessera.secret', '', true);
END
$$;
