-- The public catalogue says what is left of a date. For that it reads which pools a ticket type draws from, whether a zone
-- is numbered, and which places are in carts now; nothing in these rows names a buyer.

CREATE POLICY catalogue ON zones FOR SELECT USING ((SELECT in_catalogue()));
CREATE POLICY catalogue ON draws FOR SELECT USING ((SELECT in_catalogue()));
CREATE POLICY catalogue ON holds FOR SELECT USING ((SELECT in_catalogue()) AND state = 'pending');
