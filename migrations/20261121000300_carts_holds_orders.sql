-- From the cart to the ticket: holds, orders, payments, tickets, admissions.

CREATE TABLE carts (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    -- SHA-256 of the secret in the buyer's cookie
    secret_hash  bytea NOT NULL CONSTRAINT carts_secret_key UNIQUE,
    channel      text NOT NULL CHECK (channel IN ('shop', 'till', 'api')),
    locale       text NOT NULL,
    -- what the buyer typed, valid or not
    draft        jsonb NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('carts');
CREATE POLICY holder ON carts FOR SELECT USING (secret_hash = (SELECT current_secret()));

-- A hold is pending, then exactly once posted (sold), voided or expired. Its units stand in `held` of each of its pools
-- while it is pending, in `sold` once it is posted.
CREATE TABLE holds (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    cart_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    -- as they were when the hold was made
    pool_ids       uuid[] NOT NULL CHECK (cardinality(pool_ids) > 0),
    quantity       integer NOT NULL CHECK (quantity > 0),
    seat_id        uuid CHECK (seat_id IS NULL OR quantity = 1),
    -- the price of one, as the buyer was shown it
    net_minor      bigint NOT NULL,
    tax_minor      bigint NOT NULL,
    tax_rate_bp    integer NOT NULL,
    fee_minor      bigint NOT NULL,
    currency       char(3) NOT NULL,
    state          text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
    expires_at     timestamptz NOT NULL,
    extended       boolean NOT NULL DEFAULT false,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz CHECK ((ended_at IS NULL) = (state = 'pending')),
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id)
);
CALL make_tenant_table('holds');
CREATE INDEX holds_cart ON holds (organizer_id, cart_id);
-- found the moment another claim needs the places
CREATE INDEX holds_due ON holds (organizer_id, performance_id, expires_at) WHERE state = 'pending';

-- Who has or had a seat. At most one live claim per seat and performance: the index is the guarantee.
CREATE TABLE seat_claims (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    hold_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    seat_id        uuid NOT NULL,
    state          text NOT NULL CHECK (state IN ('held', 'sold', 'released')),
    PRIMARY KEY (organizer_id, hold_id),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id)
);
CALL make_tenant_table('seat_claims');
CREATE UNIQUE INDEX seat_claims_one_live ON seat_claims (organizer_id, performance_id, seat_id) WHERE state <> 'released';

CREATE TABLE tills (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    name         text NOT NULL,
    terminal_id  uuid,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('tills');

CREATE TABLE orders (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    -- for people: eight plain letters
    number         text NOT NULL,
    secret_hash    bytea NOT NULL CONSTRAINT orders_secret_key UNIQUE,
    cart_id        uuid NOT NULL,
    channel        text NOT NULL CHECK (channel IN ('shop', 'till', 'api')),
    state          text NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'partly_refunded', 'refunded', 'cancelled', 'expired')),
    locale         text NOT NULL,
    buyer_name     text,
    buyer_email    text,
    buyer_phone    text,
    currency       char(3) NOT NULL,
    total_minor    bigint NOT NULL CHECK (total_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND total_minor),
    placed_at      timestamptz NOT NULL,
    paid_at        timestamptz,
    expires_at     timestamptz,
    till_id        uuid,
    cashier_id     uuid REFERENCES people (id),
    -- why someone should look at it; null when all is well
    attention      text,
    PRIMARY KEY (organizer_id, id),
    CONSTRAINT orders_number_key UNIQUE (organizer_id, number),
    -- a cart becomes one order, however often the button is pressed
    CONSTRAINT orders_cart_key UNIQUE (organizer_id, cart_id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id),
    FOREIGN KEY (organizer_id, till_id) REFERENCES tills (organizer_id, id)
);
CALL make_tenant_table('orders');
CREATE POLICY holder ON orders FOR SELECT USING (secret_hash = (SELECT current_secret()));
CREATE INDEX orders_placed ON orders (organizer_id, placed_at DESC);
CREATE INDEX orders_email ON orders (organizer_id, lower(buyer_email));
CREATE INDEX orders_open ON orders (organizer_id, expires_at) WHERE state = 'awaiting_payment';

CREATE TABLE order_lines (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    order_id       uuid NOT NULL,
    hold_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    seat_id        uuid,
    quantity       integer NOT NULL CHECK (quantity > 0),
    net_minor      bigint NOT NULL,
    tax_minor      bigint NOT NULL,
    tax_rate_bp    integer NOT NULL,
    fee_minor      bigint NOT NULL,
    -- one per ticket
    holders        text[] NOT NULL DEFAULT '{}',
    position       integer NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id)
);
CALL make_tenant_table('order_lines');
CREATE INDEX order_lines_order ON order_lines (organizer_id, order_id);
CREATE INDEX order_lines_performance ON order_lines (organizer_id, performance_id);

-- One attempt to be paid, by one gateway.
CREATE TABLE payments (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    order_id       uuid NOT NULL,
    gateway        text NOT NULL,
    amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
    currency       char(3) NOT NULL,
    state          text NOT NULL CHECK (state IN ('created', 'pending', 'captured', 'failed', 'cancelled', 'returned')),
    failure        text,
    -- the gateway's own name for it
    reference      text,
    pay_url        text,
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    -- cash handed over, change included
    tendered_minor bigint,
    created_at     timestamptz NOT NULL,
    captured_at    timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_tenant_table('payments');
CREATE UNIQUE INDEX payments_reference_key ON payments (organizer_id, gateway, reference) WHERE reference IS NOT NULL;
CREATE INDEX payments_order ON payments (organizer_id, order_id);
-- what the scheduled question to the gateways is about
CREATE INDEX payments_open ON payments (organizer_id, created_at) WHERE state IN ('created', 'pending');

CREATE TABLE refunds (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    order_id     uuid NOT NULL,
    payment_id   uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state        text NOT NULL CHECK (state IN ('created', 'pending', 'done', 'failed')),
    reference    text,
    reason       text NOT NULL,
    failure      text,
    created_at   timestamptz NOT NULL,
    done_at      timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id),
    FOREIGN KEY (organizer_id, payment_id) REFERENCES payments (organizer_id, id)
);
CALL make_tenant_table('refunds');
CREATE INDEX refunds_order ON refunds (organizer_id, order_id);
CREATE INDEX refunds_open ON refunds (organizer_id, created_at) WHERE state IN ('created', 'pending');

-- What gateways sent, word for word, before anything is done about it. Deduplicated by the gateway's event id.
CREATE TABLE webhooks (
    gateway     text NOT NULL,
    event_id    text NOT NULL,
    received_at timestamptz NOT NULL,
    body        bytea NOT NULL,
    PRIMARY KEY (gateway, event_id)
);
GRANT SELECT, INSERT ON webhooks TO tessera_app;

-- Double entry. Rows are never changed; each posting sums to zero, which is checked when the transaction commits.
CREATE TABLE ledger_postings (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    order_id     uuid,
    -- 'sale', 'payment', 'return', 'refund'
    kind         text NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_journal_table('ledger_postings');
CREATE INDEX ledger_postings_order ON ledger_postings (organizer_id, order_id);

CREATE TABLE ledger_entries (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    posting_id   uuid NOT NULL,
    position     smallint NOT NULL,
    -- domain::ledger::Account::code
    account      text NOT NULL,
    -- positive is a debit
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    currency     char(3) NOT NULL,
    PRIMARY KEY (organizer_id, posting_id, position),
    FOREIGN KEY (organizer_id, posting_id) REFERENCES ledger_postings (organizer_id, id)
);
CALL make_journal_table('ledger_entries');
CREATE INDEX ledger_entries_account ON ledger_entries (organizer_id, account);

CREATE FUNCTION check_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    SELECT currency, sum(amount_minor) AS total INTO off
    FROM ledger_entries WHERE organizer_id = NEW.organizer_id AND posting_id = NEW.posting_id
    GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger posting % is off by % %', NEW.posting_id, off.total, off.currency
            USING CONSTRAINT = 'ledger_balances', ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting_balances();

CREATE TABLE tickets (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    order_id       uuid NOT NULL,
    line_id        uuid NOT NULL,
    performance_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    seat_id        uuid,
    state          text NOT NULL CHECK (state IN ('valid', 'refunded', 'cancelled')),
    -- counts up when it is issued anew; older codes are refused
    issue          integer NOT NULL DEFAULT 0,
    key_number     integer NOT NULL,
    holder         text,
    sale_number    bigint NOT NULL,
    issued_at      timestamptz NOT NULL,
    ended_at       timestamptz,
    -- how often it came out of a printer
    printed        integer NOT NULL DEFAULT 0,
    -- admitted and not left since
    inside         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organizer_id, id),
    -- gapless numbers are also unique ones
    CONSTRAINT tickets_sale_number_key UNIQUE (organizer_id, performance_id, sale_number),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id),
    FOREIGN KEY (organizer_id, line_id) REFERENCES order_lines (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, key_number) REFERENCES signing_keys (organizer_id, number)
);
CALL make_tenant_table('tickets');
CREATE INDEX tickets_order ON tickets (organizer_id, order_id);
CREATE INDEX tickets_performance ON tickets (organizer_id, performance_id, state);

-- Every scan, refused ones too, whatever was scanned.
CREATE TABLE admissions (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    ticket_id      uuid,
    performance_id uuid,
    gate           text NOT NULL,
    direction      text NOT NULL CHECK (direction IN ('in', 'out')),
    verdict        text NOT NULL CHECK (verdict IN ('admitted', 'left', 'refused')),
    reason         text CHECK ((reason IS NOT NULL) = (verdict = 'refused')),
    -- by the device's clock
    at             timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    nonce          text NOT NULL,
    actor          text NOT NULL,
    PRIMARY KEY (organizer_id, id),
    -- the same scan sent twice is one scan
    CONSTRAINT admissions_nonce_key UNIQUE (organizer_id, nonce),
    FOREIGN KEY (organizer_id, ticket_id) REFERENCES tickets (organizer_id, id)
);
CALL make_tenant_table('admissions');
CREATE INDEX admissions_ticket ON admissions (organizer_id, ticket_id, received_at);
CREATE INDEX admissions_performance ON admissions (organizer_id, performance_id, received_at);

-- E-mails, as wanted by a transaction and sent by the worker.
CREATE TABLE emails (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    order_id     uuid,
    -- 'order_confirmed', 'tickets_resent', 'refunded', …
    kind         text NOT NULL,
    to_address   text NOT NULL,
    locale       text NOT NULL,
    detail       jsonb NOT NULL DEFAULT '{}',
    state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    last_error   text,
    created_at   timestamptz NOT NULL,
    sent_at      timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_tenant_table('emails');
CREATE INDEX emails_order ON emails (organizer_id, order_id);

-- The program beside the printer, one per counter.
CREATE TABLE terminals (
    organizer_id  uuid NOT NULL REFERENCES organizers (id),
    id            uuid NOT NULL,
    name          text NOT NULL,
    secret_hash   bytea NOT NULL UNIQUE,
    -- domain::paper::PrinterState as it last said
    printer_state text NOT NULL DEFAULT 'offline',
    last_seen_at  timestamptz,
    PRIMARY KEY (organizer_id, id)
);
CALL make_tenant_table('terminals');
CREATE POLICY holder ON terminals FOR SELECT USING (secret_hash = (SELECT current_secret()));
ALTER TABLE tills ADD FOREIGN KEY (organizer_id, terminal_id) REFERENCES terminals (organizer_id, id);

CREATE TABLE print_jobs (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    id           uuid NOT NULL,
    terminal_id  uuid NOT NULL,
    till_id      uuid,
    order_id     uuid,
    -- domain::paper::PrintJob
    job          jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'printing', 'done', 'waiting', 'unsure', 'cancelled')),
    -- papers that are surely out; a resumed job begins after them
    papers_done  integer NOT NULL DEFAULT 0,
    message      text,
    created_at   timestamptz NOT NULL,
    taken_at     timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, terminal_id) REFERENCES terminals (organizer_id, id),
    FOREIGN KEY (organizer_id, till_id) REFERENCES tills (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_tenant_table('print_jobs');
CREATE INDEX print_jobs_open ON print_jobs (organizer_id, terminal_id, created_at) WHERE state IN ('queued', 'printing', 'waiting', 'unsure');
CREATE INDEX print_jobs_order ON print_jobs (organizer_id, order_id);

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
GRANT SELECT, INSERT, DELETE ON form_drafts TO tessera_app;
