-- An e-mail with nothing to tell any more when its turn comes (a date that was moved back, tickets given back meanwhile) ends
-- as such, instead of waiting for ever.
ALTER TABLE emails DROP CONSTRAINT emails_state_check;
ALTER TABLE emails ADD CONSTRAINT emails_state_check CHECK (state IN ('queued', 'sent', 'failed', 'moot'));
