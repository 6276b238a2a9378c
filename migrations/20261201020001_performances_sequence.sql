-- How often a date has become another one for whoever has it in a calendar: the SEQUENCE of its entry (RFC 5545, 3.8.7.4).
-- Without it a calendar that knows the entry may keep the old hour.
ALTER TABLE performances ADD COLUMN sequence integer NOT NULL DEFAULT 0 CHECK (sequence >= 0);

CREATE FUNCTION count_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.starts_at, NEW.ends_at, NEW.venue_id, NEW.status) IS DISTINCT FROM
       (OLD.starts_at, OLD.ends_at, OLD.venue_id, OLD.status) THEN
        NEW.sequence := OLD.sequence + 1;
    END IF;
    RETURN NEW;
END
$$;
-- Not on `sale_number`, which changes with every sale.
CREATE TRIGGER performances_sequence BEFORE UPDATE OF starts_at, ends_at, venue_id, status ON performances
    FOR EACH ROW EXECUTE FUNCTION count_sequence();
