-- The planner's picture of a table that grows from nothing to thousands of rows within the first minute of a sale is wrong
-- until autovacuum comes by, which looks once a minute: lines of an order were then found by reading all of an organizer's
-- holds. The worker asks for a new picture as soon as a table has grown by half.

-- Looks anew at the tables that have changed much. ANALYZE is the owner's right, so the function runs as the owner; it takes
-- no argument and changes no row. Answers how many tables were looked at: none where another worker is at it.
CREATE FUNCTION refresh_statistics() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one record;
    looked integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('refresh_statistics', 0)) THEN
        RETURN 0;
    END IF;
    FOR one IN
        SELECT n.nspname, c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
        WHERE c.relkind = 'r' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
          AND pg_stat_get_mod_since_analyze(c.oid) > 200 + greatest(c.reltuples, 0) / 2
        ORDER BY c.relname
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %I.%I', one.nspname, one.relname);
        looked := looked + 1;
    END LOOP;
    RETURN looked;
END
$$;
REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_statistics() TO tessera_app;
