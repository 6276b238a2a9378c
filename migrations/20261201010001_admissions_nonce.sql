-- A nonce names one scan of one device: two scanners that both count 1, 2, 3 don't answer for each other, and a nonce under
-- which something else was scanned before is refused and written down.
--
-- The constraint keeps its name: servers of the version before go on writing through it.

ALTER TABLE admissions
    -- a digest of code, direction and dates, by which the same scan sent again is known; scans from before have none
    ADD COLUMN asked bytea,
    -- 0 for the scan that the nonce names; for another one under the same nonce a digest of that one
    ADD COLUMN reuse bigint NOT NULL DEFAULT 0;
ALTER TABLE admissions
    ADD CONSTRAINT admissions_reuse_check CHECK ((reuse <> 0) = (reason IS NOT DISTINCT FROM 'nonce_reused'));
ALTER TABLE admissions DROP CONSTRAINT admissions_nonce_key;
ALTER TABLE admissions ADD CONSTRAINT admissions_nonce_key UNIQUE (organizer_id, nonce, gate, actor, reuse);
