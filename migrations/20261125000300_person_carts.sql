-- Which carts are one person's, for events that limit how many places a person may have. A person is a visitor of the shop
-- while they choose, and an e-mail address when they order; either is kept as a keyed hash, so that nobody can be read from it.
-- Rows are written only for events that have such a limit.
CREATE TABLE person_carts (
    organizer_id uuid NOT NULL REFERENCES organizers (id),
    event_id     uuid NOT NULL,
    person       bytea NOT NULL CHECK (length(person) = 32),
    cart_id      uuid NOT NULL,
    PRIMARY KEY (organizer_id, event_id, person, cart_id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, cart_id) REFERENCES carts (organizer_id, id) ON DELETE CASCADE
);
CALL make_tenant_table('person_carts');
