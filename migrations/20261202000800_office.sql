-- The office: what an organizer writes to the buyers of an event, of one of its performances or of a ticket type.
--
-- What holds here: a text is stored once, and each e-mail is a row of `emails` that names its announcement; an order gets an
-- announcement once.

CREATE TABLE announcements (
    organizer_id   uuid NOT NULL REFERENCES organizers (id),
    id             uuid NOT NULL,
    event_id       uuid NOT NULL,
    -- none: all performances; all ticket types
    performance_id uuid,
    ticket_type_id uuid,
    subject        jsonb NOT NULL,
    body           jsonb NOT NULL,
    -- to how many addresses, as counted when it was sent
    people         integer NOT NULL CHECK (people >= 0),
    actor          text NOT NULL,
    created_at     timestamptz NOT NULL,
    -- the last address whose e-mail is written: they are written in batches, in the order of the alphabet
    written_to     text NOT NULL DEFAULT '',
    -- when the e-mails of all were written
    written_at     timestamptz,
    PRIMARY KEY (organizer_id, id),
    FOREIGN KEY (organizer_id, event_id) REFERENCES events (organizer_id, id),
    FOREIGN KEY (organizer_id, performance_id) REFERENCES performances (organizer_id, id),
    FOREIGN KEY (organizer_id, ticket_type_id) REFERENCES ticket_types (organizer_id, id)
);
CALL make_tenant_table('announcements');
CREATE INDEX announcements_event ON announcements (organizer_id, event_id, created_at);

-- The orders an announcement was for. Who has several gets one e-mail, which is kept with each of them.
CREATE TABLE announcement_orders (
    organizer_id    uuid NOT NULL REFERENCES organizers (id),
    announcement_id uuid NOT NULL,
    order_id        uuid NOT NULL,
    email_id        uuid NOT NULL,
    PRIMARY KEY (organizer_id, announcement_id, order_id),
    FOREIGN KEY (organizer_id, announcement_id) REFERENCES announcements (organizer_id, id),
    FOREIGN KEY (organizer_id, order_id) REFERENCES orders (organizer_id, id),
    FOREIGN KEY (organizer_id, email_id) REFERENCES emails (organizer_id, id)
);
CALL make_tenant_table('announcement_orders');
CREATE INDEX announcement_orders_order ON announcement_orders (organizer_id, order_id);
CREATE INDEX announcement_orders_email ON announcement_orders (organizer_id, email_id);
