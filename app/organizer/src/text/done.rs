//! What a form did, said on the page after it.

use domain::locale::Locale;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What was done, as the address of the page after it says it (`?done=…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Done {
    SignedOut,
    Saved,
    Created,
    Published,
    Unpublished,
    EventCancelled,
    DateAdded,
    DateCancelled,
    DateDeleted,
    TicketAdded,
    CodeAdded,
    CodeOn,
    CodeOff,
    PriceAdded,
    PriceRemoved,
    Withdrawn,
    Restored,
    MapDrawn,
    MapDeleted,
    VenueDeleted,
    Resent,
    SentAgain,
    Corrected,
    AnnouncementTried,
    AnnouncementSent,
    Refunded,
    OrderCancelled,
    RefundsRetried,
    MemberAdded,
    RoleChanged,
    MemberRemoved,
    TokenRevoked,
    TillAdded,
    TerminalWithdrawn,
}

impl Done {
    pub fn words(self, locale: Locale) -> &'static str {
        let words: fn(Locale) -> &'static str = match self {
            Done::SignedOut => signed_out,
            Done::Saved => saved,
            Done::Created => created,
            Done::Published => published,
            Done::Unpublished => unpublished,
            Done::EventCancelled => event_cancelled,
            Done::DateAdded => date_added,
            Done::DateCancelled => date_cancelled,
            Done::DateDeleted => date_deleted,
            Done::TicketAdded => ticket_added,
            Done::CodeAdded => code_added,
            Done::CodeOn => code_on,
            Done::CodeOff => code_off,
            Done::PriceAdded => price_added,
            Done::PriceRemoved => price_removed,
            Done::Withdrawn => withdrawn,
            Done::Restored => restored,
            Done::MapDrawn => map_drawn,
            Done::MapDeleted => map_deleted,
            Done::VenueDeleted => venue_deleted,
            Done::Resent => resent,
            Done::SentAgain => sent_again,
            Done::Corrected => corrected,
            Done::AnnouncementTried => announcement_tried,
            Done::AnnouncementSent => announcement_sent,
            Done::Refunded => refunded,
            Done::OrderCancelled => order_cancelled,
            Done::RefundsRetried => refunds_retried,
            Done::MemberAdded => member_added,
            Done::RoleChanged => role_changed,
            Done::MemberRemoved => member_removed,
            Done::TokenRevoked => token_revoked,
            Done::TillAdded => till_added,
            Done::TerminalWithdrawn => terminal_withdrawn,
        };
        words(locale)
    }
}

domain::texts! {
    signed_out() { en: "You are signed out.", it: "Sei uscito." }
    saved() { en: "Saved.", it: "Salvato." }
    created() {
        en: "The event is there as a draft. This is how buyers will see it.",
        it: "L'evento c'è, come bozza. Gli acquirenti lo vedranno così."
    }
    published() { en: "The event is on sale.", it: "L'evento è in vendita." }
    unpublished() { en: "The event is a draft again; buyers don't see it.", it: "L'evento è di nuovo una bozza; gli acquirenti non lo vedono." }
    event_cancelled() {
        en: "The event is cancelled. Nobody can buy it or be let in; refund the orders when you are ready.",
        it: "L'evento è annullato. Nessuno può più acquistare o entrare; rimborsa gli ordini quando vuoi."
    }
    date_added() { en: "The date is added.", it: "Data aggiunta." }
    date_cancelled() { en: "The date is cancelled.", it: "Data annullata." }
    date_deleted() { en: "The date is deleted.", it: "Data eliminata." }
    code_added() { en: "The code is added. It can be used at once.", it: "Codice aggiunto. Si può usare subito." }
    code_on() { en: "The code is accepted again.", it: "Il codice è di nuovo accettato." }
    code_off() { en: "The code is switched off. What was priced with it keeps its price.", it: "Codice spento. Ciò che ha già il prezzo ridotto lo mantiene." }
    price_added() { en: "The price is added. What is in carts keeps the one it had.", it: "Prezzo aggiunto. Ciò che è nei carrelli mantiene il suo." }
    price_removed() { en: "The price is removed.", it: "Prezzo tolto." }
    ticket_added() { en: "The ticket is added.", it: "Biglietto aggiunto." }
    withdrawn() { en: "Withdrawn: not sold any more. Tickets sold before stay valid.", it: "Ritirato: non si vende più. I biglietti già venduti restano validi." }
    restored() { en: "On sale again.", it: "Di nuovo in vendita." }
    map_drawn() { en: "The seat map is drawn.", it: "La pianta è disegnata." }
    sent_again() { en: "The e-mail is sent once more.", it: "L'e-mail viene inviata di nuovo." }
    corrected() { en: "Corrected.", it: "Corretto." }
    announcement_tried() { en: "The trial is on its way to you.", it: "La prova è in viaggio verso di te." }
    announcement_sent() { en: "The e-mails are on their way.", it: "I messaggi sono in viaggio." }
    map_deleted() { en: "The seat map is deleted.", it: "Pianta eliminata." }
    venue_deleted() { en: "The venue is deleted.", it: "Luogo eliminato." }
    resent() { en: "The tickets are on their way.", it: "I biglietti sono in viaggio." }
    refunded() {
        en: "Refunded: the tickets are refused from now on. Places that nobody sits in are on sale again. The money follows.",
        it: "Rimborsati: i biglietti non valgono più. I posti in cui non c'è nessuno sono di nuovo in vendita. Il denaro arriverà."
    }
    order_cancelled() { en: "The order is cancelled.", it: "L'ordine è annullato." }
    refunds_retried() { en: "Done. Failed refunds are sent once more.", it: "Fatto. I rimborsi non riusciti sono inviati di nuovo." }
    member_added() { en: "They can sign in now.", it: "Ora può accedere." }
    role_changed() { en: "The role is changed.", it: "Ruolo cambiato." }
    member_removed() { en: "They have no access any more.", it: "Non ha più accesso." }
    till_added() { en: "The till is added. Open it and sell, or give it a terminal so that it prints.", it: "La cassa è aggiunta. Aprila e vendi, o aggiungi un terminale perché stampi." }
    terminal_withdrawn() { en: "The terminal is withdrawn and refused from now on; the till prints nothing.", it: "Il terminale è ritirato e respinto da subito; la cassa non stampa." }
    token_revoked() { en: "The token is revoked; programs that use it are refused from now on.", it: "Il token è revocato; i programmi che lo usano sono respinti da subito." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_has_its_name_and_its_words() {
        for done in Done::VARIANTS {
            assert_eq!(done.into_str().parse(), Ok(*done));
            assert!(!done.words(Locale::En).is_empty());
        }
        assert_eq!(Done::Saved.words(Locale::En), "Saved.");
        assert!("<script>".parse::<Done>().is_err());
    }
}
