//! What is written down of an organizer's doings: for its people in the audit log, for programs in the event stream.
//!
//! Both are told afterwards, and nothing is decided by what they say: what is true of an order stands in its own rows.
//!
//! To add an action: a variant whose name is its subject and what was done to it, and a look at [`Action::is_news`].

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The trail's name for what nobody asked for at that moment: what the worker did, and what follows from a gateway's report.
pub const SYSTEM: &str = "system";
/// The trail's name for whoever buys, in the shop or through the API.
pub const BUYER: &str = "buyer";

/// What was done. Rows keep the name, so one that was written once may be read for ever; a name that this version doesn't
/// know was written by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(const_into_str)]
pub enum Action {
    #[strum(serialize = "order.placed")]
    OrderPlaced,
    #[strum(serialize = "order.paid")]
    OrderPaid,
    /// At a till, for cash. That it is paid is told by `order.paid`.
    #[strum(serialize = "order.sold")]
    OrderSold,
    #[strum(serialize = "order.corrected")]
    OrderCorrected,
    #[strum(serialize = "order.refunded")]
    OrderRefunded,
    #[strum(serialize = "order.cancelled")]
    OrderCancelled,
    #[strum(serialize = "order.expired")]
    OrderExpired,
    /// Its tickets, by e-mail.
    #[strum(serialize = "order.resent")]
    OrderResent,
    /// An e-mail that wasn't delivered.
    #[strum(serialize = "order.email_sent_again")]
    OrderEmailSentAgain,
    #[strum(serialize = "order.reprinted")]
    OrderReprinted,
    #[strum(serialize = "payment.failed")]
    PaymentFailed,
    /// Money for an order that is paid goes back.
    #[strum(serialize = "payment.paid_twice")]
    PaymentPaidTwice,
    /// Money that came when the places were gone, or not as much as was asked for, goes back.
    #[strum(serialize = "payment.paid_too_late")]
    PaymentPaidTooLate,
    #[strum(serialize = "refund.failed")]
    RefundFailed,
    #[strum(serialize = "refund.retried")]
    RefundRetried,
    /// Like the other answers of a gate in the event stream alone: the scan's own row says who scanned.
    #[strum(serialize = "ticket.admitted")]
    TicketAdmitted,
    #[strum(serialize = "ticket.left")]
    TicketLeft,
    #[strum(serialize = "ticket.refused")]
    TicketRefused,
    #[strum(serialize = "print_job.resumed")]
    PrintJobResumed,
    #[strum(serialize = "print_job.cancelled")]
    PrintJobCancelled,
    #[strum(serialize = "drawer.opened")]
    DrawerOpened,
    #[strum(serialize = "till.added")]
    TillAdded,
    #[strum(serialize = "till.changed")]
    TillChanged,
    #[strum(serialize = "terminal.added")]
    TerminalAdded,
    #[strum(serialize = "terminal.renewed")]
    TerminalRenewed,
    #[strum(serialize = "terminal.withdrawn")]
    TerminalWithdrawn,
    #[strum(serialize = "organizer.added")]
    OrganizerAdded,
    #[strum(serialize = "organizer.changed")]
    OrganizerChanged,
    #[strum(serialize = "member.added")]
    MemberAdded,
    #[strum(serialize = "member.changed")]
    MemberChanged,
    #[strum(serialize = "member.removed")]
    MemberRemoved,
    #[strum(serialize = "token.created")]
    TokenCreated,
    #[strum(serialize = "token.revoked")]
    TokenRevoked,
    #[strum(serialize = "signing_key.rotated")]
    SigningKeyRotated,
    #[strum(serialize = "data.exported")]
    DataExported,
    #[strum(serialize = "event.created")]
    EventCreated,
    #[strum(serialize = "event.changed")]
    EventChanged,
    #[strum(serialize = "event.published")]
    EventPublished,
    #[strum(serialize = "event.unpublished")]
    EventUnpublished,
    #[strum(serialize = "event.cancelled")]
    EventCancelled,
    #[strum(serialize = "event.announced")]
    EventAnnounced,
    #[strum(serialize = "performance.created")]
    PerformanceCreated,
    #[strum(serialize = "performance.changed")]
    PerformanceChanged,
    #[strum(serialize = "performance.cancelled")]
    PerformanceCancelled,
    #[strum(serialize = "performance.deleted")]
    PerformanceDeleted,
    #[strum(serialize = "pool.resized")]
    PoolResized,
    #[strum(serialize = "ticket_type.created")]
    TicketTypeCreated,
    #[strum(serialize = "ticket_type.changed")]
    TicketTypeChanged,
    #[strum(serialize = "ticket_type.withdrawn")]
    TicketTypeWithdrawn,
    #[strum(serialize = "ticket_type.restored")]
    TicketTypeRestored,
    #[strum(serialize = "price.added")]
    PriceAdded,
    #[strum(serialize = "price.removed")]
    PriceRemoved,
    #[strum(serialize = "discount_code.added")]
    DiscountCodeAdded,
    #[strum(serialize = "discount_code.switched_on")]
    DiscountCodeSwitchedOn,
    #[strum(serialize = "discount_code.switched_off")]
    DiscountCodeSwitchedOff,
    /// How often it may be used.
    #[strum(serialize = "discount_code.limited")]
    DiscountCodeLimited,
    #[strum(serialize = "venue.created")]
    VenueCreated,
    #[strum(serialize = "venue.changed")]
    VenueChanged,
    #[strum(serialize = "venue.deleted")]
    VenueDeleted,
    #[strum(serialize = "seat_map.created")]
    SeatMapCreated,
    #[strum(serialize = "seat_map.changed")]
    SeatMapChanged,
    #[strum(serialize = "seat_map.deleted")]
    SeatMapDeleted,
    #[strum(serialize = "protection.changed")]
    ProtectionChanged,
    /// The event goes by its organizer's settings again.
    #[strum(serialize = "protection.forgotten")]
    ProtectionForgotten,
}

impl Action {
    /// Whether the event stream tells it too. The rest concerns only the people who work there.
    pub fn is_news(self) -> bool {
        use Action::*;
        !matches!(
            self,
            OrderSold
                | OrderReprinted
                | PrintJobResumed
                | PrintJobCancelled
                | DrawerOpened
                | TillAdded
                | TillChanged
                | TerminalAdded
                | TerminalRenewed
                | TerminalWithdrawn
                | SigningKeyRotated
                | DiscountCodeAdded
                | DiscountCodeSwitchedOn
                | DiscountCodeSwitchedOff
                | DiscountCodeLimited
                | DataExported
        )
    }
}
