-- A venue or a seat map that no date is on can be taken away. The rows stay: every claim, order line and ticket would have to
-- be searched for each seat before it could go.
ALTER TABLE venues ADD COLUMN deleted_at timestamptz;
ALTER TABLE seat_maps ADD COLUMN deleted_at timestamptz;
