-- A letter that could not be delivered stands on its order and can be asked for again: from then on it is tried as long as
-- a new one.
ALTER TABLE emails ADD COLUMN asked_again_at timestamptz;

-- The few that reached nobody, for the office.
CREATE INDEX emails_failed ON emails (organizer_id, order_id) WHERE state = 'failed';
