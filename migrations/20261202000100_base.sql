-- What every part of the shop stands on: whose rows a transaction may see, organizers and their people, sessions, tokens, keys,
-- the trail, answers kept for repeated commands, kept forms, the doors to the job queue.
--
-- Eight files are the baseline: this one, halls and events, fair sales, selling, money, counter, door, office. Each says on top
-- what holds for its tables. Later migrations change one thing each (docs/CONTRIBUTING.md, Adding a migration).
--
-- For all tables: one with `organizer_id` is sealed with make_tenant_table, its primary key begins with the organizer, and a row
-- that names another row of its organizer is held to it by a foreign key of both columns. Tables that a sale writes by the
-- thousand (holds, claims, lines, tickets, payments, entries) have no key to organizers as well: the row they hang on has one, and
-- looking again was most of what they cost.


-- ROLE AND SCOPES ------------------------------------------------------------------------------------------------------------

-- The application works as this role, which owns nothing and can't bypass a policy.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tessera_app') THEN
        CREATE ROLE tessera_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster is migrated at the same moment; roles are shared
END
$$;

-- Who a transaction speaks for, as the application sets it for each. All policies are written with these four.

-- The organizer this transaction works for; null shows nothing.
CREATE FUNCTION current_organizer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('tessera.organizer', true), '')::uuid $$;

-- The person whose own memberships may be read, to find out which organizers they work for.
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('tessera.person', true), '')::uuid $$;

-- The hash of a secret somebody showed (a cart, an order, a token): who knows it may find the row it belongs to.
CREATE FUNCTION current_secret() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT decode(nullif(current_setting('tessera.secret', true), ''), 'hex') $$;

-- Whether the transaction reads the public catalogue, over all organizers.
CREATE FUNCTION in_catalogue() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('tessera.catalogue', true), '') = 'on' $$;

-- Seals a table: only rows of the transaction's organizer can be read or written, by anyone, its owner included.
CREATE PROCEDURE make_tenant_table(name regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %s USING (organizer_id = (SELECT current_organizer())) '
                   'WITH CHECK (organizer_id = (SELECT current_organizer()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO tessera_app', name);
END
$$;

-- Seals a table whose rows are never changed: no role of the application may update or delete them.
CREATE PROCEDURE make_journal_table(name regclass) LANGUAGE plpgsql AS $$
BEGIN
    CALL make_tenant_table(name);
    EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM tessera_app', name);
END
$$;


-- SEARCHES -------------------------------------------------------------------------------------------------------------------

-- What searches look through are columns named `folded`: names and texts as domain::fold writes them, so that accents,
-- apostrophes, hyphens, spaces and case are the same however a person types them. The server folds what it writes; null is what
-- isn't folded yet, and is searched as it stands until the worker comes by, within seconds.
--
-- No index on the texts: row-level security lets no operator that isn't leakproof look at a row before its policy has, and
-- those that look into a text aren't. `cargo xtask bench search` says what that costs.

-- Whoever changes a name without folding it anew has it folded by the worker.
CREATE FUNCTION fold_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.folded := NULL;
    RETURN NEW;
END
$$;


-- ORGANIZERS AND THEIR PEOPLE ------------------------------------------------------------------------------------------------

CREATE TABLE organizers (
    id         uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    name       text NOT NULL,
    -- how buyers reach it: the phone is its office's, the site its own pages
    email      text NOT NULL,
    phone      text NOT NULL DEFAULT '',
    site       text NOT NULL DEFAULT '',
    address    text[] NOT NULL DEFAULT '{}',
    currency   char(3) NOT NULL,
    zone       text NOT NULL,
    -- ways to pay in the shop, in the order they are offered
    gateways   text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    folded     text
);
GRANT SELECT, INSERT, UPDATE ON organizers TO tessera_app;
CREATE TRIGGER fold_anew BEFORE UPDATE OF name ON organizers FOR EACH ROW
    WHEN (NEW.name IS DISTINCT FROM OLD.name AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();

-- People are global: one person may work for several organizers.
CREATE TABLE people (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    name          text NOT NULL,
    -- argon2id, PHC string
    password_hash text NOT NULL,
    locale        text NOT NULL DEFAULT 'en',
    created_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX people_email_key ON people (lower(email));
GRANT SELECT, INSERT, UPDATE ON people TO tessera_app;

CREATE TABLE memberships (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    person_id    uuid NOT NULL REFERENCES people (id),
    role         text NOT NULL CHECK (role IN ('owner', 'manager', 'box_office', 'steward', 'viewer')),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, person_id)
);
CALL make_tenant_table('memberships');
CREATE POLICY own ON memberships FOR SELECT USING (person_id = (SELECT current_person()));
CREATE INDEX memberships_person ON memberships (person_id);

-- A session is found by its cookie's hash; the organizer in it is a choice, not an ownership.
CREATE TABLE sessions (
    -- SHA-256 of the cookie's value
    token_hash   bytea PRIMARY KEY,
    person_id    uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    organizer_id uuid REFERENCES organizers (id),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY holder ON sessions USING (token_hash = (SELECT current_secret())) WITH CHECK (token_hash = (SELECT current_secret()));
CREATE POLICY own ON sessions USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
-- One that ended more than a day ago may be deleted by whoever sweeps, who still can't read it.
CREATE POLICY old ON sessions FOR DELETE USING (expires_at < now() - interval '1 day');
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO tessera_app;
CREATE INDEX sessions_expires ON sessions (expires_at);


-- TOKENS AND KEYS ------------------------------------------------------------------------------------------------------------

-- Tokens of the API; the secret itself is shown once and never stored.
CREATE TABLE api_tokens (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    name         text NOT NULL,
    secret_hash  bytea NOT NULL UNIQUE,
    scopes       text[] NOT NULL,
    created_by   uuid REFERENCES people (id),
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('api_tokens');
CREATE POLICY holder ON api_tokens FOR SELECT USING (secret_hash = (SELECT current_secret()));

-- Keys that sign ticket codes. The private half is sealed with the deployment's master key.
CREATE TABLE signing_keys (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    number       integer NOT NULL CHECK (number BETWEEN 1 AND 65535),
    public_key   bytea NOT NULL CHECK (length(public_key) = 32),
    sealed       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    -- no new tickets are signed with it; old ones stay valid
    retired_at   timestamptz,
    PRIMARY KEY (organizer_id, number)
);
CALL make_tenant_table('signing_keys');


-- WHAT WAS DONE --------------------------------------------------------------------------------------------------------------

-- Who did what, for every change a person can make.
CREATE TABLE audit_log (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL,
    -- 'person:per_…', 'token:tok_…', 'terminal:trm_…', 'buyer', 'system'
    actor        text NOT NULL,
    -- 'order.refunded'
    action       text NOT NULL,
    subject      text NOT NULL,
    detail       jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organizer_id, id)
);
CALL make_journal_table('audit_log');
CREATE INDEX audit_log_subject ON audit_log (organizer_id, subject, id);

-- What happened, in order, for webhooks and analytics to come.
CREATE TABLE event_stream (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL,
    -- 'order.paid', 'ticket.admitted'
    kind         text NOT NULL,
    subject      text NOT NULL,
    payload      jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organizer_id, id)
);
CALL make_journal_table('event_stream');

-- Answers to commands that sell or pay, by the key the caller made, so that a repeated command gets the same answer. They are kept
-- as long as a program may repeat itself.
CREATE TABLE idempotency_keys (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    command      text NOT NULL,
    key          text NOT NULL,
    -- of the request, to refuse the same key with another request
    request_hash bytea NOT NULL,
    response     jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, command, key)
);
CALL make_tenant_table('idempotency_keys');
-- by which the sweep finds the old ones
CREATE INDEX idempotency_keys_created ON idempotency_keys (organizer_id, created_at);

-- A form that was posted with mistakes, kept until it is corrected, so that nothing typed is lost without JavaScript.
CREATE TABLE form_drafts (
    -- SHA-256 of the secret in the address of the page that shows it again
    secret_hash bytea PRIMARY KEY,
    fields      jsonb NOT NULL,
    problems    jsonb NOT NULL,
    created_at  timestamptz NOT NULL
);
ALTER TABLE form_drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY holder ON form_drafts USING (secret_hash = (SELECT current_secret())) WITH CHECK (secret_hash = (SELECT current_secret()));
-- It waits for its person for two days. After that anyone may delete it, and still nobody may read it without its secret.
CREATE POLICY old ON form_drafts FOR DELETE USING (created_at < now() - interval '2 days');
GRANT SELECT, INSERT, DELETE ON form_drafts TO tessera_app;
CREATE INDEX form_drafts_created ON form_drafts (created_at);


-- JOBS AND UPKEEP ------------------------------------------------------------------------------------------------------------

-- How a transaction of the application asks for work to be done after it commits. The queue's own tables stay closed to the
-- application's role; these functions, which run as the owner, are the only doors. (The queue's schema is migrated before these
-- files.)

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

-- The many jobs of a batch, by one statement.
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

-- Looks anew at the tables that have changed much. The planner's picture of a table that grows from nothing to thousands of rows
-- within the first minute of a sale is wrong until autovacuum comes by, which looks once a minute: lines of an order were then
-- found by reading all of an organizer's holds. The worker asks for a new picture as soon as a table has grown by half.
--
-- ANALYZE is the owner's right, so the function runs as the owner; it takes no argument and changes no row. Answers how many
-- tables were looked at: none where another worker is at it.
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
