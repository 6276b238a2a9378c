-- In which order a terminal prints. The clock can't say: two jobs may bear the same instant, and a clock may be set back.
ALTER TABLE print_jobs ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX print_jobs_open;
CREATE INDEX print_jobs_open ON print_jobs (organizer_id, terminal_id, number) WHERE state IN ('queued', 'printing', 'waiting', 'unsure');
