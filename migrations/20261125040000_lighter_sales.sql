-- What a sale and a scan cost. Here go checks that say nothing new, and the books are balanced once for each statement.

-- A posting is written whole, with all its entries in one statement, and each statement adds up to nothing: so does the sum.
-- It was looked at anew for each entry, when the transaction ended.
DROP TRIGGER ledger_balances ON ledger_entries;
DROP FUNCTION check_posting_balances();
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

-- Their order, line or posting is the organizer's, and that one's organizer exists.
ALTER TABLE order_lines DROP CONSTRAINT order_lines_organizer_id_fkey;
ALTER TABLE payments DROP CONSTRAINT payments_organizer_id_fkey;
ALTER TABLE tickets DROP CONSTRAINT tickets_organizer_id_fkey;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_organizer_id_fkey;

-- Whoever is let in changes their ticket's row, and stays on its page if there is room: then no index has to be told.
ALTER TABLE tickets SET (fillfactor = 80);
