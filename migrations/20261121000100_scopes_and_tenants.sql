-- Who a transaction speaks for. Every tenant table below is sealed by row-level security on these settings, which the
-- application sets per transaction; the role it works as owns nothing and can't bypass a policy.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tessera_app') THEN
        CREATE ROLE tessera_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster is migrated at the same moment; roles are shared
END
$$;

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

CREATE TABLE organizers (
    id         uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    name       text NOT NULL,
    email      text NOT NULL,
    address    text[] NOT NULL DEFAULT '{}',
    currency   char(3) NOT NULL,
    zone       text NOT NULL,
    -- ways to pay in the shop, in the order they are offered
    gateways   text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON organizers TO tessera_app;

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

CREATE TABLE sessions (
    -- SHA-256 of the cookie's value
    token_hash   bytea PRIMARY KEY,
    person_id    uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    organizer_id uuid REFERENCES organizers (id),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
-- A session is found by its cookie's hash; the organizer in it is a choice, not an ownership.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY holder ON sessions USING (token_hash = (SELECT current_secret())) WITH CHECK (token_hash = (SELECT current_secret()));
CREATE POLICY own ON sessions USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO tessera_app;

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

-- What happened, in order; feeds live pages and, later, webhooks and analytics.
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

-- Answers to commands that sell or pay, by the key the caller made, so that a repeated command gets the same answer.
CREATE TABLE idempotency_keys (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    command      text NOT NULL,
    key          text NOT NULL,
    -- of the request, to refuse the same key with another request
    request_hash bytea NOT NULL,
    -- null while the first call is still at work
    response     jsonb,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, command, key)
);
CALL make_tenant_table('idempotency_keys');
