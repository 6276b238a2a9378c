-- The address an order was placed with, once the office has corrected it: whoever has the mailbox it was first sent to has its link
-- as well, and learns no other address from it.
ALTER TABLE orders ADD COLUMN placed_email text;

UPDATE orders o SET placed_email = first.was
FROM (SELECT DISTINCT ON (organizer_id, subject) organizer_id, subject, detail -> 'email' ->> 'was' AS was
      FROM audit_log WHERE action = 'order.corrected' AND jsonb_typeof(detail -> 'email') = 'object'
      ORDER BY organizer_id, subject, id) first
WHERE first.organizer_id = o.organizer_id AND first.subject = 'ord_' || replace(o.id::text, '-', '');
