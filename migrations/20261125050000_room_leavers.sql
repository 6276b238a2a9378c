-- Whoever left the queue is told so as well, not only who was inside: each server reads once a second who has left.
DROP INDEX room_entries_gone;
CREATE INDEX room_entries_gone ON room_entries (organizer_id, room_id, left_at) WHERE state = 'left';
