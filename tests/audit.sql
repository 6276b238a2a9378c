-- The rules of the inventory and the ledger, asked of the tables themselves: each row that comes back breaks one. It shares
-- nothing with what fills the tables. The kit of the tests asks it after a test, xtask after people went through every face.
SELECT 'a pool has no more held and sold than it has room' AS rule,
       id || ': ' || held || ' held, ' || sold || ' sold of ' || capacity AS broken
FROM pools WHERE held + sold > capacity

UNION ALL
SELECT 'a pool''s counts are its pending holds and its valid tickets',
       p.id || ': counts ' || p.held || ' and ' || p.sold || ', there are ' || h.held || ' and ' || t.sold
FROM pools p CROSS JOIN LATERAL (
    SELECT coalesce(sum(quantity), 0) AS held FROM holds
    WHERE holds.organizer_id = p.organizer_id AND state = 'pending' AND p.id = ANY(pool_ids)) h
CROSS JOIN LATERAL (
    SELECT count(*) AS sold FROM tickets
    JOIN order_lines l ON l.organizer_id = tickets.organizer_id AND l.id = tickets.line_id
    JOIN holds o ON o.organizer_id = l.organizer_id AND o.id = l.hold_id
    WHERE tickets.organizer_id = p.organizer_id AND (tickets.state = 'valid' OR tickets.inside) AND p.id = ANY(o.pool_ids)) t
WHERE p.held <> h.held OR p.sold <> t.sold

UNION ALL
SELECT 'a seat has one live claim for a date', seat_id || ' of ' || performance_id
FROM seat_claims WHERE state <> 'released'
GROUP BY organizer_id, performance_id, seat_id HAVING count(*) > 1

UNION ALL
SELECT 'a seat has one valid ticket for a date', seat_id || ' of ' || performance_id
FROM tickets WHERE (state = 'valid' OR inside) AND seat_id IS NOT NULL
GROUP BY organizer_id, performance_id, seat_id HAVING count(*) > 1

UNION ALL
SELECT 'the ledger sums to zero', organizer_id || ': ' || sum(amount_minor) || ' ' || currency
FROM ledger_entries
GROUP BY organizer_id, currency HAVING sum(amount_minor) <> 0

UNION ALL
SELECT 'each posting sums to zero', posting_id || ': ' || sum(amount_minor)
FROM ledger_entries
GROUP BY organizer_id, posting_id, currency HAVING sum(amount_minor) <> 0

UNION ALL
SELECT 'sale numbers have no gaps', performance_id || ': ' || count(*) || ' tickets, last number ' || max(sale_number)
FROM tickets
GROUP BY organizer_id, performance_id HAVING count(*) <> max(sale_number) OR min(sale_number) <> 1

UNION ALL
SELECT 'a paid order has its tickets',
       o.number || ': ' || coalesce(l.places, 0) || ' places, ' || coalesce(t.tickets, 0) || ' tickets'
FROM orders o
LEFT JOIN (SELECT organizer_id, order_id, sum(quantity) AS places FROM order_lines GROUP BY 1, 2) l
    ON l.organizer_id = o.organizer_id AND l.order_id = o.id
LEFT JOIN (SELECT organizer_id, order_id, count(*) AS tickets FROM tickets GROUP BY 1, 2) t
    ON t.organizer_id = o.organizer_id AND t.order_id = o.id
WHERE o.state IN ('paid', 'partly_refunded', 'refunded') AND coalesce(l.places, 0) <> coalesce(t.tickets, 0)

UNION ALL
SELECT 'money that came has bought tickets or goes back', p.id || ' of order ' || o.number || ' (' || o.state || ')'
FROM payments p
JOIN orders o ON o.organizer_id = p.organizer_id AND o.id = p.order_id
WHERE p.state IN ('captured', 'returned') AND o.state NOT IN ('paid', 'partly_refunded', 'refunded')
  AND p.refunded_minor < p.amount_minor

UNION ALL
SELECT 'a ticket is let in once at a time', ticket_id::text
FROM (
    SELECT ticket_id, verdict, lag(verdict) OVER (PARTITION BY organizer_id, ticket_id ORDER BY number) AS before
    FROM admissions WHERE verdict IN ('admitted', 'left')) passages
WHERE verdict = 'admitted' AND before = 'admitted'
