-- A date whose venue has another name or address is another one for calendars as well.
CREATE FUNCTION count_sequences() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.name, NEW.street, NEW.city) IS DISTINCT FROM (OLD.name, OLD.street, OLD.city) THEN
        UPDATE performances SET sequence = sequence + 1
        WHERE organizer_id = NEW.organizer_id AND venue_id = NEW.id AND status = 'scheduled';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER venues_sequence AFTER UPDATE OF name, street, city ON venues
    FOR EACH ROW EXECUTE FUNCTION count_sequences();
