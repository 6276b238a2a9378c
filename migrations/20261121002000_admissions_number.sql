-- In which order the scans of a ticket were decided. The gate's clocks can't say: two scans may bear the same instant.
-- Scans of one ticket are decided one after the other, under the ticket's lock, so for one ticket the numbers are in order.
ALTER TABLE admissions ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX admissions_ticket;
CREATE INDEX admissions_ticket ON admissions (organizer_id, ticket_id, number);
