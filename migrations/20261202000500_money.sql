-- What was bought and what was paid: orders, their lines, payments, refunds, the books, tickets, e-mails.
--
-- What holds here: a cart becomes one order (orders_cart_key); no more is given back than was paid; each posting in the books sums
-- to zero and is never changed (ledger_balances); a performance's sale numbers repeat for no ticket (tickets_sale_number_key). An
-- order that is paid has its tickets, its numbers and its posting by one transaction: that the code keeps.


-- ORDERS ---------------------------------------------------------------------------------------------------------------------

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
    -- The address the order was placed with, once the office has corrected it: whoever has the mailbox it was first sent to has its
    -- link as well, and learns no other address from it.
    placed_email   text,
    buyer_phone    text,
    currency       char(3) NOT NULL,
    total_minor    bigint NOT NULL CHECK (total_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND total_minor),
    placed_at      timestamptz NOT NULL,
    paid_at        timestamptz,
    expires_at     timestamptz,
    -- a key to tills stands in the counter's file
    till_id        uuid,
    cashier_id     uuid REFERENCES people (id),
    -- why someone should look at it, null when all is well; any other word would be read as a fault wherever orders are listed
    attention      text CONSTRAINT orders_attention CHECK (attention IN ('amount_mismatch', 'refund_failed')),
    -- number, buyer and address; behind a bar the names on its tickets, where they are others
    folded         text,
    PRIMARY KEY (organizer_id, id),
    CONSTRAINT orders_number_key UNIQUE (organizer_id, number),
    -- a cart becomes one order, however often the button is pressed
    CONSTRAINT orders_cart_key UNIQUE (organizer_id, cart_id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id)
);
CALL make_tenant_table('orders');
CREATE POLICY holder ON orders FOR SELECT USING (secret_hash = (SELECT current_secret()));
CREATE INDEX orders_placed ON orders (organizer_id, placed_at DESC);
CREATE INDEX orders_email ON orders (organizer_id, lower(buyer_email));
CREATE INDEX orders_open ON orders (organizer_id, expires_at) WHERE state = 'awaiting_payment';
-- what the worker looks for every few seconds, and finds nothing of
CREATE INDEX orders_unfolded ON orders (organizer_id) WHERE folded IS NULL;
CREATE TRIGGER fold_anew BEFORE UPDATE OF buyer_name, buyer_email ON orders FOR EACH ROW
    WHEN ((NEW.buyer_name, NEW.buyer_email) IS DISTINCT FROM (OLD.buyer_name, OLD.buyer_email)
          AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();

-- Whose orders these secrets open: each row through its own secret, as `carts_opened` does it.
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

CREATE TABLE order_lines (
    organizer_id       uuid NOT NULL,
    id                 uuid NOT NULL,
    order_id           uuid NOT NULL,
    hold_id            uuid NOT NULL,
    performance_id     uuid NOT NULL,
    ticket_type_id     uuid NOT NULL,
    -- What the ticket type said of itself when it was ordered ("Valid for entry until 00:00") is part of what was bought, and stays
    -- when the organizer writes something else. A line with null goes by what is written now.
    ticket_description jsonb,
    seat_id            uuid,
    quantity           integer NOT NULL CHECK (quantity > 0),
    net_minor          bigint NOT NULL,
    tax_minor          bigint NOT NULL,
    tax_rate_bp        integer NOT NULL,
    fee_minor          bigint NOT NULL,
    absorbed_fee_minor bigint NOT NULL,
    -- as they were frozen on the hold
    price_rule         jsonb NOT NULL,
    adjustments        jsonb,
    -- one per ticket
    holders            text[] NOT NULL DEFAULT '{}',
    position           integer NOT NULL,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id),
    FOREIGN KEY (organizer_id, hold_id) REFERENCES holds (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id),
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id)
);
CALL make_tenant_table('order_lines');
CREATE INDEX order_lines_order ON order_lines (organizer_id, order_id);
CREATE INDEX order_lines_performance ON order_lines (organizer_id, performance_id);


-- PAYMENTS -------------------------------------------------------------------------------------------------------------------

-- One attempt to be paid, by one gateway.
CREATE TABLE payments (
    organizer_id   uuid NOT NULL,
    id             uuid NOT NULL,
    order_id       uuid NOT NULL,
    gateway        text NOT NULL,
    amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
    currency       char(3) NOT NULL,
    state          text NOT NULL CHECK (state IN ('created', 'pending', 'captured', 'failed', 'cancelled', 'returned')),
    failure        text,
    -- What the gateway is told besides the order's own numbers, as it was when the attempt was made: a call that is repeated after
    -- its answer was lost has to be the same call, whatever was renamed and wherever the shop moved meanwhile. Null until the
    -- attempt is about to begin.
    asked          jsonb,
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
    state        text NOT NULL CHECK (state IN ('created', 'pending', 'done', 'failed', 'replaced')),
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


-- THE BOOKS ------------------------------------------------------------------------------------------------------------------

-- Double entry. Rows are never changed, and each posting sums to zero.
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
    organizer_id uuid NOT NULL,
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

-- A posting is written whole, with all its entries in one statement, and each statement adds up to nothing: so does the sum. To look
-- at it anew for each entry, when the transaction ends, was much of what a sale cost.
CREATE FUNCTION check_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    SELECT posting_id, currency, sum(amount_minor) AS total INTO off
    FROM added GROUP BY organizer_id, posting_id, currency HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger posting % is off by % %', off.posting_id, off.total, off.currency
            USING CONSTRAINT = 'ledger_balances', ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_balances AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_entries_balance();


-- TICKETS --------------------------------------------------------------------------------------------------------------------

CREATE TABLE tickets (
    organizer_id   uuid NOT NULL,
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
    folded         text,
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
    FOREIGN KEY (organizer_id, key_number) REFERENCES signing_keys (organizer_id, number),
    FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id)
) WITH (fillfactor = 80); -- who is let in changes the row, which stays on its page if there is room: then no index has to be told
CALL make_tenant_table('tickets');
CREATE INDEX tickets_order ON tickets (organizer_id, order_id);
CREATE INDEX tickets_performance ON tickets (organizer_id, performance_id, state);
-- what the worker looks for every few seconds, and finds nothing of
CREATE INDEX tickets_unfolded ON tickets (organizer_id) WHERE holder IS NOT NULL AND folded IS NULL;

-- A name on a ticket is one of its order's as well.
CREATE FUNCTION fold_holder_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.folded IS NOT DISTINCT FROM OLD.folded THEN
        NEW.folded := NULL;
    END IF;
    UPDATE orders SET folded = NULL WHERE organizer_id = NEW.organizer_id AND id = NEW.order_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER fold_anew BEFORE UPDATE OF holder ON tickets FOR EACH ROW
    WHEN (NEW.holder IS DISTINCT FROM OLD.holder)
    EXECUTE FUNCTION fold_holder_anew();


-- E-MAILS --------------------------------------------------------------------------------------------------------------------

-- E-mails, as wanted by a transaction and sent by the worker.
CREATE TABLE emails (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    order_id       uuid,
    -- 'order_confirmed', 'tickets_resent', 'refunded', …
    kind           text NOT NULL,
    to_address     text NOT NULL,
    locale         text NOT NULL,
    detail         jsonb NOT NULL DEFAULT '{}',
    -- 'moot': it had nothing to tell any more when its turn came (a performance that was moved back, tickets given back meanwhile)
    state          text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'moot')),
    last_error     text,
    created_at     timestamptz NOT NULL,
    sent_at        timestamptz,
    -- One that could not be delivered stands on its order and can be asked for again: from then on it is tried as long as a new one.
    asked_again_at timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id)
);
CALL make_tenant_table('emails');
CREATE INDEX emails_order ON emails (organizer_id, order_id);
-- the few that reached nobody, for the office
CREATE INDEX emails_failed ON emails (organizer_id, order_id) WHERE state = 'failed';
