-- What a ticket type said of itself when it was ordered ("Valid for entry until 00:00") is part of what was bought, and stays
-- with the order when the organizer writes something else. Null on lines from before: they go by what is written now.
ALTER TABLE order_lines ADD COLUMN ticket_description jsonb;
