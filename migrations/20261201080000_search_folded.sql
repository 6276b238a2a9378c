-- What searches look through: names and texts as domain::fold writes them, so that accents, apostrophes, hyphens, spaces and
-- case are the same however a person types them. The server folds what it writes; null is what isn't folded yet, and is
-- searched as it stands until the worker comes by, within seconds.
--
-- No index on the texts: row-level security lets no operator that isn't leakproof look at a row before its policy has, and
-- those that look into a text aren't. `cargo xtask bench search` says what that costs.

ALTER TABLE organizers ADD COLUMN folded text;
ALTER TABLE venues ADD COLUMN folded text;
ALTER TABLE events ADD COLUMN folded text;
-- Each search reads that of all events: packed, it would have to be unpacked each time.
ALTER TABLE events ALTER COLUMN folded SET STORAGE EXTERNAL;
-- Number, buyer and address; behind a bar the names on its tickets, where they are others.
ALTER TABLE orders ADD COLUMN folded text;
ALTER TABLE tickets ADD COLUMN folded text;

-- Whoever changes a name without folding it anew has it folded by the worker.
CREATE FUNCTION fold_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.folded := NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER fold_anew BEFORE UPDATE OF name ON organizers FOR EACH ROW
    WHEN (NEW.name IS DISTINCT FROM OLD.name AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();
CREATE TRIGGER fold_anew BEFORE UPDATE OF name, city ON venues FOR EACH ROW
    WHEN ((NEW.name, NEW.city) IS DISTINCT FROM (OLD.name, OLD.city) AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();
CREATE TRIGGER fold_anew BEFORE UPDATE OF title, summary, description ON events FOR EACH ROW
    WHEN ((NEW.title, NEW.summary, NEW.description) IS DISTINCT FROM (OLD.title, OLD.summary, OLD.description)
          AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();
CREATE TRIGGER fold_anew BEFORE UPDATE OF buyer_name, buyer_email ON orders FOR EACH ROW
    WHEN ((NEW.buyer_name, NEW.buyer_email) IS DISTINCT FROM (OLD.buyer_name, OLD.buyer_email)
          AND NEW.folded IS NOT DISTINCT FROM OLD.folded)
    EXECUTE FUNCTION fold_anew();
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

-- What the worker looks for every few seconds, and finds nothing of.
CREATE INDEX events_unfolded ON events (organizer_id) WHERE folded IS NULL;
CREATE INDEX orders_unfolded ON orders (organizer_id) WHERE folded IS NULL;
CREATE INDEX tickets_unfolded ON tickets (organizer_id) WHERE holder IS NOT NULL AND folded IS NULL;

-- Row-level security kept it from being used.
DROP INDEX events_search;
