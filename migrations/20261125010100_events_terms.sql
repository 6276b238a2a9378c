-- A number that grows with every change of what an event is sold under: its own row, its dates, ticket types, draws, the
-- capacity of its pools, its organizer's ways to pay. A server keeps the terms of a sale in memory and looks at this
-- number, in the transaction that claims places, to see whether it still knows them.
ALTER TABLE events ADD COLUMN terms integer NOT NULL DEFAULT 0;

CREATE FUNCTION count_own_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.terms = OLD.terms AND NEW IS DISTINCT FROM OLD THEN
        NEW.terms := OLD.terms + 1;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_terms BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION count_own_terms();

CREATE FUNCTION count_event_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := coalesce(NEW, OLD);
BEGIN
    UPDATE events SET terms = terms + 1 WHERE organizer_id = changed.organizer_id AND id = changed.event_id;
    RETURN NULL;
END
$$;
-- Not on `sale_number`, which changes with every sale.
CREATE TRIGGER performances_terms AFTER INSERT OR DELETE OR UPDATE OF event_id, venue_id, seat_map_id, status, label, starts_at,
    ends_at, doors_at, on_sale_from, on_sale_until ON performances FOR EACH ROW EXECUTE FUNCTION count_event_terms();
CREATE TRIGGER ticket_types_terms AFTER INSERT OR DELETE OR UPDATE ON ticket_types
    FOR EACH ROW EXECUTE FUNCTION count_event_terms();

CREATE FUNCTION count_performance_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := coalesce(NEW, OLD);
BEGIN
    UPDATE events SET terms = terms + 1
    WHERE organizer_id = changed.organizer_id
      AND id = (SELECT event_id FROM performances
                WHERE organizer_id = changed.organizer_id AND id = changed.performance_id);
    RETURN NULL;
END
$$;
-- Not on `held` and `sold`, which change with every claim.
CREATE TRIGGER pools_terms AFTER INSERT OR DELETE OR UPDATE OF zone_id, name, capacity ON pools
    FOR EACH ROW EXECUTE FUNCTION count_performance_terms();
CREATE TRIGGER draws_terms AFTER INSERT OR DELETE OR UPDATE ON draws
    FOR EACH ROW EXECUTE FUNCTION count_performance_terms();

CREATE FUNCTION count_venue_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events SET terms = terms + 1
    WHERE organizer_id = NEW.organizer_id
      AND id IN (SELECT event_id FROM performances WHERE organizer_id = NEW.organizer_id AND venue_id = NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER venues_terms AFTER UPDATE ON venues FOR EACH ROW EXECUTE FUNCTION count_venue_terms();

CREATE FUNCTION count_organizer_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events SET terms = terms + 1 WHERE organizer_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER organizers_terms AFTER UPDATE ON organizers FOR EACH ROW EXECUTE FUNCTION count_organizer_terms();
