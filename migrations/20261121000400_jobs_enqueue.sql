-- How a transaction of the application asks for work to be done after it commits. The queue's own tables stay closed to
-- the application's role; this function is the only door. (The queue's schema is migrated before these files.)

CREATE FUNCTION enqueue_job(task text, payload json, run_at timestamptz, key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT graphile_worker.add_job(
        identifier => task,
        payload => payload,
        run_at => coalesce(run_at, now()),
        job_key => key
    );
$$;
REVOKE ALL ON FUNCTION enqueue_job(text, json, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, timestamptz, text) TO tessera_app;
