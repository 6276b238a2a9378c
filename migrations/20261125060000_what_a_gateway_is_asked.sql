-- What a gateway is told besides the order's own numbers, as it was when the attempt was made: a call that is repeated after
-- its answer was lost has to be the same call, whatever was renamed and wherever the shop moved meanwhile. Null until the
-- attempt is about to begin.
ALTER TABLE payments ADD COLUMN asked jsonb;
