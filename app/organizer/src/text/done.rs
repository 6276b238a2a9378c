//! What a form did, said on the page after it.

use domain::locale::Locale;

/// The words of a `?done=…`; nothing for a name no form has.
pub fn words(locale: Locale, name: &str) -> Option<&'static str> {
    let words: fn(Locale) -> &'static str = match name {
        "saved" => saved,
        "created" => created,
        "published" => published,
        "unpublished" => unpublished,
        "event_cancelled" => event_cancelled,
        "date_added" => date_added,
        "date_cancelled" => date_cancelled,
        "date_deleted" => date_deleted,
        "ticket_added" => ticket_added,
        "withdrawn" => withdrawn,
        "restored" => restored,
        "map_drawn" => map_drawn,
        "map_deleted" => map_deleted,
        "venue_deleted" => venue_deleted,
        "resent" => resent,
        "sent_again" => sent_again,
        "corrected" => corrected,
        "letter_tried" => letter_tried,
        "letter_sent" => letter_sent,
        "refunded" => refunded,
        "order_cancelled" => order_cancelled,
        "refunds_retried" => refunds_retried,
        "member_added" => member_added,
        "role_changed" => role_changed,
        "member_removed" => member_removed,
        "token_revoked" => token_revoked,
        "till_added" => till_added,
        "terminal_withdrawn" => terminal_withdrawn,
        _ => return None,
    };
    Some(words(locale))
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
    ticket_added() { en: "The ticket is added.", it: "Biglietto aggiunto." }
    withdrawn() { en: "Withdrawn: not sold any more. Tickets sold before stay valid.", it: "Ritirato: non si vende più. I biglietti già venduti restano validi." }
    restored() { en: "On sale again.", it: "Di nuovo in vendita." }
    map_drawn() { en: "The seat map is drawn.", it: "La pianta è disegnata." }
    sent_again() { en: "The e-mail is sent once more.", it: "L'e-mail viene inviata di nuovo." }
    corrected() { en: "Corrected.", it: "Corretto." }
    letter_tried() { en: "The trial is on its way to you.", it: "La prova è in viaggio verso di te." }
    letter_sent() { en: "The letters are on their way.", it: "I messaggi sono in viaggio." }
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
    fn only_what_forms_do_is_said() {
        assert_eq!(words(Locale::En, "saved"), Some("Saved."));
        assert_eq!(words(Locale::En, "<script>"), None);
    }
}
