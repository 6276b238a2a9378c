-- The availability feed asks which seats changed since it last looked. A number from a sequence could not tell: a later
-- number may be committed first. The id of the changing transaction can, together with the oldest one that still ran then.
ALTER TABLE seat_claims ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION mark_changed_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END
$$;
CREATE TRIGGER seat_claims_changed BEFORE UPDATE ON seat_claims FOR EACH ROW EXECUTE FUNCTION mark_changed_in();

CREATE INDEX seat_claims_changed_in ON seat_claims (organizer_id, performance_id, changed_in);
