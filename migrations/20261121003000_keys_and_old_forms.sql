-- Every row that names another row of its organizer is held to it.
ALTER TABLE seat_claims ADD FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id);
ALTER TABLE order_lines ADD FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id);
ALTER TABLE tickets ADD FOREIGN KEY (organizer_id, seat_id) REFERENCES seats (organizer_id, id);
ALTER TABLE admissions ADD FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id);

-- A form that was typed with mistakes waits for its person for two days. After that anyone may delete it, and still nobody
-- may read it without its secret.
CREATE POLICY old ON form_drafts FOR DELETE USING (created_at < now() - interval '2 days');
CREATE INDEX form_drafts_created ON form_drafts (created_at);
