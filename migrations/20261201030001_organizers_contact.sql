-- Buyers reach an organizer by more than its e-mail address: the phone of its office, and its own pages.
ALTER TABLE organizers
    ADD COLUMN phone text NOT NULL DEFAULT '',
    ADD COLUMN site  text NOT NULL DEFAULT '';
