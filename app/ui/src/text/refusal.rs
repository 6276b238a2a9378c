//! Refusals in words: what happened, and what to do about it. All faces say it from here; what one face alone is refused, or
//! says otherwise, stands in its own `refusal`.

use chrono::{DateTime, Utc};
use domain::admission::Reason;
use domain::event::SaleState;
use domain::locale::Locale;
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::FailureReason;
use domain::refusal::{CartRefusal, HoldRefusal, OrderRefusal, Problem, Unit};
use domain::ticket::TicketState;
use domain::time::{Timezone, clock_time, short_date_time};

/// What the words of a [`HoldRefusal`] need besides it; whatever isn't known is left out of the sentence.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Of the event: every time said is the venue's.
    pub zone: Timezone,
    /// The ticket's name: "Full price".
    pub ticket: Option<&'a str>,
    /// The seat's name: "Row C, seat 14".
    pub seat: Option<&'a str>,
}

impl About<'_> {
    /// Knows only the clock.
    pub fn zone(zone: Timezone) -> About<'static> {
        About { zone, ticket: None, seat: None }
    }
}

/// The same where the moment that a refusal names is in words already: a browser has no time zones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'a> {
    pub ticket: Option<&'a str>,
    pub seat: Option<&'a str>,
    /// As [`named_moment`] has it.
    pub moment: Option<&'a str>,
}

/// The moment that a refusal names, on the venue's clock.
pub fn named_moment(locale: Locale, refusal: &HoldRefusal, zone: Timezone) -> Option<String> {
    match refusal {
        HoldRefusal::NotYetOnSale { from } => Some(short_date_time(*from, zone, locale)),
        HoldRefusal::AllInCarts { back_at: Some(at), .. } => Some(clock_time(*at, zone)),
        _ => None,
    }
}

/// Why places could not be kept, and what the person can do now.
pub fn hold_refusal(locale: Locale, refusal: &HoldRefusal, about: About<'_>) -> String {
    let moment = named_moment(locale, refusal, about.zone);
    hold_refusal_named(locale, refusal, Named { ticket: about.ticket, seat: about.seat, moment: moment.as_deref() })
}

/// The same, where no zone is known.
pub fn hold_refusal_named(locale: Locale, refusal: &HoldRefusal, about: Named<'_>) -> String {
    let ticket = about.ticket.unwrap_or_else(|| words::these_tickets(locale));
    let seat = about.seat.unwrap_or_else(|| words::one_of_the_seats(locale));
    match refusal {
        HoldRefusal::UnknownPerformance { .. } => words::unknown_performance(locale).to_owned(),
        HoldRefusal::UnknownTicketType { .. } => words::unknown_ticket_type(locale).to_owned(),
        HoldRefusal::Cancelled => words::cancelled(locale).to_owned(),
        HoldRefusal::NotYetOnSale { .. } => words::not_yet(locale, about.moment.unwrap_or_default()),
        HoldRefusal::SaleEnded { .. } => words::ended(locale).to_owned(),
        HoldRefusal::SoldOut { .. } => words::sold_out(locale, ticket),
        HoldRefusal::AllInCarts { count, .. } => match about.moment {
            Some(moment) => words::all_in_carts_until(locale, *count, ticket, moment),
            None => words::all_in_carts(locale, *count, ticket),
        },
        HoldRefusal::NotEnough { left, .. } => words::not_enough(locale, *left, ticket),
        HoldRefusal::SeatTaken { .. } => words::seat_taken(locale, seat),
        HoldRefusal::UnknownSeat { .. } => words::unknown_seat(locale).to_owned(),
        HoldRefusal::SeatNeeded { .. } => words::seat_needed(locale).to_owned(),
        HoldRefusal::SeatNotExpected { .. } => words::seat_not_expected(locale).to_owned(),
        HoldRefusal::OverLimit { max } => words::over_limit(locale, *max),
        HoldRefusal::UnderMinimum { min } => words::under_minimum(locale, *min),
        HoldRefusal::Nothing => words::nothing_chosen(locale).to_owned(),
        HoldRefusal::WrongChannel { .. } => words::wrong_channel(locale, ticket),
        HoldRefusal::Busy { seconds } => words::busy(locale, *seconds),
        HoldRefusal::TooOften { wait_seconds } => words::too_often(locale, *wait_seconds),
        HoldRefusal::ProofNeeded => words::proof_needed(locale).to_owned(),
        HoldRefusal::PersonLimit { max, had } => person_limit(locale, *max, *had),
        HoldRefusal::WaitingRoom { .. } => words::waiting_room(locale).to_owned(),
    }
}

/// Why a cart can't be changed or ordered.
pub fn cart_refusal(locale: Locale, refusal: &CartRefusal) -> String {
    match refusal {
        CartRefusal::Unknown => words::cart_unknown(locale).to_owned(),
        CartRefusal::Expired => words::cart_expired(locale).to_owned(),
        CartRefusal::Empty => words::cart_empty(locale).to_owned(),
        CartRefusal::ExtendedAlready => words::extended_already(locale).to_owned(),
        CartRefusal::Ordered => words::cart_ordered(locale).to_owned(),
        CartRefusal::PriceChanged { was, now } => words::price_changed(locale, was.format(locale), now.format(locale)),
        CartRefusal::Invalid { problems } => words::details_incomplete(locale, problems.len()),
        CartRefusal::GatewayNotOffered => words::gateway_not_offered(locale).to_owned(),
        CartRefusal::Busy { seconds } => words::busy(locale, *seconds),
        CartRefusal::PersonLimit { max, had } => person_limit(locale, *max, *had),
        CartRefusal::TooOften { wait_seconds } => words::too_often(locale, *wait_seconds),
        CartRefusal::UnderMinimum { min } => words::under_minimum(locale, *min),
        CartRefusal::CodeUnknown => words::code_unknown(locale).to_owned(),
        CartRefusal::CodeNotYet => words::code_not_yet(locale).to_owned(),
        CartRefusal::CodeEnded => words::code_ended(locale).to_owned(),
        CartRefusal::CodeUsedUp { left: 0 } => words::code_used_up(locale).to_owned(),
        CartRefusal::CodeUsedUp { left } => words::code_left(locale, *left),
        CartRefusal::CodeFitsNothing => words::code_fits_nothing(locale).to_owned(),
    }
}

fn person_limit(locale: Locale, max: u32, had: u32) -> String {
    match had {
        0 => words::person_limit(locale, max),
        had => format!("{} {}", words::person_limit(locale, max), words::person_had(locale, had)),
    }
}

/// Why an order can't be changed as asked.
pub fn order_refusal(locale: Locale, refusal: &OrderRefusal) -> String {
    match refusal {
        OrderRefusal::Unknown => words::order_unknown(locale).to_owned(),
        OrderRefusal::NotPaid => words::order_not_paid(locale).to_owned(),
        OrderRefusal::PaidAlready => words::order_paid_already(locale).to_owned(),
        OrderRefusal::Ended => words::order_ended(locale).to_owned(),
        OrderRefusal::GatewayNotOffered => words::gateway_not_offered(locale).to_owned(),
        OrderRefusal::UnknownTicket => words::unknown_ticket(locale).to_owned(),
        OrderRefusal::TicketNotValid => words::ticket_not_valid(locale).to_owned(),
        OrderRefusal::HolderInside { count } => words::holder_inside(locale, *count),
        OrderRefusal::NoValidTicket => words::no_valid_ticket(locale).to_owned(),
        OrderRefusal::Nothing => words::nothing_chosen_here(locale).to_owned(),
        OrderRefusal::OverRefund { left } => words::over_refund(locale, left.format(locale)),
        OrderRefusal::NotRefundable => words::not_refundable(locale).to_owned(),
        OrderRefusal::ReasonMissing => words::reason_missing(locale).to_owned(),
        OrderRefusal::ReasonTooLong { max } => words::too_long(locale, *max),
    }
}

/// What to do about a typed value. It stands beside its field, so it doesn't name it.
pub fn problem(locale: Locale, problem: &Problem) -> String {
    match problem {
        Problem::Missing => words::missing(locale).to_owned(),
        Problem::TooLong { max } => words::too_long(locale, *max),
        Problem::TooShort { min } => words::too_short(locale, *min),
        Problem::NotAnEmail => words::not_an_email(locale).to_owned(),
        Problem::NotAPhone => words::not_a_phone(locale).to_owned(),
        Problem::NotANumber => words::not_a_number(locale).to_owned(),
        Problem::NotAnAmount => words::not_an_amount(locale).to_owned(),
        Problem::NotADate => words::not_a_date(locale).to_owned(),
        Problem::NotAZone => words::not_a_zone(locale).to_owned(),
        Problem::SkippedHour => words::skipped_hour(locale).to_owned(),
        Problem::NotASite => words::not_a_site(locale).to_owned(),
        Problem::NotASlug => words::not_a_slug(locale).to_owned(),
        Problem::AmbiguousAmount { whole, part } => words::ambiguous_amount(
            locale,
            whole.format(locale),
            part.format(locale),
            whole_without_groups(locale, *whole),
        ),
        Problem::AmountOutOfRange { min, max } => words::out_of_range(locale, min.format(locale), max.format(locale)),
        Problem::TooManyDecimals { max: 0 } => words::no_decimals(locale).to_owned(),
        Problem::TooManyDecimals { max } => words::too_many_decimals(locale, *max),
        Problem::OutOfRange { min, max, unit } => out_of_range(locale, *min, *max, *unit),
        Problem::InThePast => words::in_the_past(locale).to_owned(),
        Problem::BeforeStart => words::before_start(locale).to_owned(),
        Problem::AfterStart => words::after_start(locale).to_owned(),
        Problem::AfterEnd => words::after_end(locale).to_owned(),
        Problem::AfterSaleEnd => words::after_sale_end(locale).to_owned(),
        Problem::AlreadyUsed => words::already_taken(locale).to_owned(),
        Problem::NotAChoice => words::not_a_choice(locale).to_owned(),
        Problem::BelowSold { sold } => words::below_sold(locale, *sold),
        Problem::MustBeAccepted => words::must_be_accepted(locale).to_owned(),
        Problem::ChangedMeanwhile => words::changed_meanwhile(locale).to_owned(),
        Problem::CalledOff => words::called_off(locale).to_owned(),
        Problem::PricedAlready { price } => words::priced_already(locale, price.format(locale)),
        Problem::NotBoth => words::not_both(locale).to_owned(),
        Problem::TooMany { max } => words::too_many(locale, *max),
    }
}

/// The bounds of a number in what it counts.
fn out_of_range(locale: Locale, min: i64, max: i64, unit: Unit) -> String {
    let (min, max) = (locale.number(min), locale.number(max));
    let unit = match unit {
        Unit::Number => return words::out_of_range(locale, min, max),
        Unit::TicketsPerOrder => return words::out_of_range_per_order(locale, min, max),
        Unit::Percent => return words::out_of_range(locale, format!("{min} %"), format!("{max} %")),
        Unit::Minutes => words::unit_minutes(locale),
        Unit::Years => words::unit_years(locale),
        Unit::Places => words::unit_places(locale),
        Unit::Rows => words::unit_rows(locale),
        Unit::Zones => words::unit_zones(locale),
        Unit::Lines => words::unit_lines(locale),
    };
    words::out_of_range(locale, min, format!("{max} {unit}"))
}

/// An amount as it can be typed without a doubt: `1000.00` for a thousand.
fn whole_without_groups(locale: Locale, amount: Money) -> String {
    amount.decimal().replace('.', &locale.decimal_point().to_string())
}

/// Why the gate didn't let someone in, for the steward.
pub fn reason(locale: Locale, reason: Reason) -> &'static str {
    match reason {
        Reason::NotATicket => words::gate_not_a_ticket(locale),
        Reason::Forged => words::gate_forged(locale),
        Reason::Unknown => words::gate_unknown(locale),
        Reason::Replaced => words::gate_replaced(locale),
        Reason::Refunded => words::gate_refunded(locale),
        Reason::Cancelled => words::gate_cancelled(locale),
        Reason::WrongPerformance => words::gate_wrong_performance(locale),
        Reason::PerformanceCancelled => words::gate_performance_cancelled(locale),
        Reason::AlreadyUsed => words::gate_already_used(locale),
        Reason::NotInside => words::gate_not_inside(locale),
        Reason::NonceReused => words::gate_nonce_reused(locale),
    }
}

/// Why a payment failed, for the buyer.
pub fn failure_reason(locale: Locale, reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::NotEnoughFunds => words::pay_not_enough(locale),
        FailureReason::Declined => words::pay_declined(locale),
        FailureReason::Expired => words::pay_expired(locale),
        FailureReason::Other => words::pay_other(locale),
    }
}

/// Whether something can be bought now, in a few words. `OnSale` says how many are left only when they are few.
pub fn sale_state(locale: Locale, state: &SaleState, zone: Timezone) -> String {
    match state {
        SaleState::NotYet { from } => words::on_sale_from(locale, short_date_time(*from, zone, locale)),
        SaleState::OnSale { left } if *left <= FEW => words::few_left(locale, *left),
        SaleState::OnSale { .. } => words::on_sale(locale).to_owned(),
        SaleState::AllInCarts { count, back_at } => carts_words(locale, *count, *back_at, zone),
        SaleState::SoldOut => words::sold_out_short(locale).to_owned(),
        SaleState::Ended => words::ended_short(locale).to_owned(),
        SaleState::Cancelled => words::cancelled_short(locale).to_owned(),
    }
}

/// From how many on the shop says how many are left. True stock, never a trick.
pub const FEW: u32 = 9;

fn carts_words(locale: Locale, count: u32, back_at: Option<DateTime<Utc>>, zone: Timezone) -> String {
    match back_at {
        Some(at) => words::in_carts_until(locale, count, clock_time(at, zone)),
        None => words::in_carts(locale, count),
    }
}

/// What became of an order.
pub fn order_state(locale: Locale, state: OrderState) -> &'static str {
    match state {
        OrderState::AwaitingPayment => words::order_awaits_payment(locale),
        OrderState::Paid => words::order_is_paid(locale),
        OrderState::PartlyRefunded => words::order_is_partly_refunded(locale),
        OrderState::Refunded => words::order_is_refunded(locale),
        OrderState::Cancelled => words::order_is_cancelled(locale),
        OrderState::Expired => words::order_is_expired(locale),
    }
}

/// What became of a ticket.
pub fn ticket_state(locale: Locale, state: TicketState) -> &'static str {
    match state {
        TicketState::Valid => words::ticket_is_valid(locale),
        TicketState::Refunded => words::ticket_is_refunded(locale),
        TicketState::Cancelled => words::ticket_is_cancelled(locale),
    }
}

mod words {
    domain::texts! {
        these_tickets() { en: "these tickets", it: "questi biglietti" }
        one_of_the_seats() { en: "One of your seats", it: "Uno dei posti scelti" }
        unknown_performance() {
            en: "This date is not in the programme any more. Please choose another.",
            it: "Questa data non è più in programma. Scegline un'altra."
        }
        unknown_ticket_type() {
            en: "This kind of ticket is not offered any more. Please choose another.",
            it: "Questo tipo di biglietto non è più disponibile. Scegline un altro."
        }
        cancelled() {
            en: "This date has been cancelled, so no tickets are sold for it.",
            it: "Questa data è stata annullata: non si vendono biglietti."
        }
        not_yet(from) {
            en: "Sales have not begun. They open on {from}.",
            it: "Le vendite non sono ancora aperte. Aprono {from}."
        }
        ended() {
            en: "Online sales for this date have ended. The box office may still have tickets.",
            it: "La vendita online per questa data è chiusa. In biglietteria potrebbero esserci ancora posti."
        }
        sold_out(ticket) { en: "Sold out: {ticket}.", it: "Esaurito: {ticket}." }
        all_in_carts(count | count, ticket) {
            en: "Nothing free for {ticket} right now, but {count} is in someone's cart and may come back. Try again in a few minutes."
              | "Nothing free for {ticket} right now, but {count} are in other people's carts and may come back. Try again in a few minutes.",
            it: "Ora non c'è posto per {ticket}, ma {count} è nel carrello di qualcuno e può tornare libero. Riprova tra qualche minuto."
              | "Ora non c'è posto per {ticket}, ma {count} sono nel carrello di altri e possono tornare liberi. Riprova tra qualche minuto."
        }
        all_in_carts_until(count | count, ticket, at) {
            en: "Nothing free for {ticket} right now, but {count} is in someone's cart and may come back by {at}."
              | "Nothing free for {ticket} right now, but {count} are in other people's carts and may come back by {at}.",
            it: "Ora non c'è posto per {ticket}, ma {count} è nel carrello di qualcuno e può tornare libero entro le {at}."
              | "Ora non c'è posto per {ticket}, ma {count} sono nel carrello di altri e possono tornare liberi entro le {at}."
        }
        not_enough(left | left, ticket) {
            en: "Only {left} left of {ticket}. Please choose fewer." | "Only {left} left of {ticket}. Please choose fewer.",
            it: "Ne resta solo {left} di {ticket}. Scegline di meno." | "Ne restano solo {left} di {ticket}. Scegline di meno."
        }
        seat_taken(seat) {
            en: "{seat} was taken by someone else a moment ago. Your other seats are still chosen.",
            it: "{seat}: qualcuno è stato più veloce. Gli altri posti restano scelti."
        }
        unknown_seat() {
            en: "One of the seats is not in this hall. Please choose again.",
            it: "Uno dei posti non è in questa sala. Scegli di nuovo."
        }
        seat_needed() { en: "Please choose your seats.", it: "Scegli i posti." }
        seat_not_expected() {
            en: "Places here are not numbered: just say how many.",
            it: "Qui i posti non sono numerati: basta dire quanti."
        }
        over_limit(max | max) {
            en: "At most {max} ticket per order." | "At most {max} tickets per order.",
            it: "Al massimo {max} biglietto per ordine." | "Al massimo {max} biglietti per ordine."
        }
        under_minimum(min | min) {
            en: "At least {min} ticket of this kind per order." | "At least {min} tickets of this kind per order.",
            it: "Almeno {min} biglietto di questo tipo per ordine." | "Almeno {min} biglietti di questo tipo per ordine."
        }
        code_unknown() {
            en: "There is no such code here. Check how it is written.",
            it: "Questo codice non esiste. Controlla come è scritto."
        }
        code_not_yet() { en: "This code isn't valid yet.", it: "Questo codice non è ancora valido." }
        code_ended() { en: "This code isn't valid any more.", it: "Questo codice non è più valido." }
        code_used_up() { en: "This code has been used up.", it: "Questo codice è esaurito." }
        code_left(left | left) {
            en: "This code can be used for {left} more ticket only." | "This code can be used for {left} more tickets only.",
            it: "Questo codice vale ancora per {left} biglietto soltanto." | "Questo codice vale ancora per {left} biglietti soltanto."
        }
        code_fits_nothing() {
            en: "This code makes nothing in your cart cheaper.",
            it: "Questo codice non riduce nulla di quello che hai nel carrello."
        }
        nothing_chosen() { en: "Choose at least one ticket first.", it: "Scegli prima almeno un biglietto." }
        nothing_chosen_here() { en: "Choose at least one ticket first.", it: "Scegli prima almeno un biglietto." }
        wrong_channel(ticket) {
            en: "Not sold here: {ticket}. The box office has it.",
            it: "Non in vendita qui: {ticket}. È disponibile in biglietteria."
        }
        waiting_room() {
            en: "Many people want these tickets. Take a place in the waiting room; it will be your turn.",
            it: "Molte persone vogliono questi biglietti. Prendi un posto nella sala d'attesa: arriverà il tuo turno."
        }
        busy(seconds | seconds) {
            en: "Very many people are choosing at this moment. Nothing was taken; try again in {seconds} second."
                | "Very many people are choosing at this moment. Nothing was taken; try again in {seconds} seconds.",
            it: "In questo momento moltissime persone stanno scegliendo. Nulla è stato preso; riprova tra {seconds} secondo."
                | "In questo momento moltissime persone stanno scegliendo. Nulla è stato preso; riprova tra {seconds} secondi."
        }
        too_often(seconds | seconds) {
            en: "That was too often in a short time. Wait {seconds} second, then try again."
              | "That was too often in a short time. Wait {seconds} seconds, then try again.",
            it: "Troppe richieste in poco tempo. Aspetta {seconds} secondo e riprova."
              | "Troppe richieste in poco tempo. Aspetta {seconds} secondi e riprova."
        }
        proof_needed() {
            en: "Many people are asking for tickets right now. Please try once more.",
            it: "In questo momento molte persone chiedono biglietti. Riprova ancora una volta."
        }
        person_limit(max | max) {
            en: "At most {max} ticket per person for this event." | "At most {max} tickets per person for this event.",
            it: "Al massimo {max} biglietto a persona per questo evento." | "Al massimo {max} biglietti a persona per questo evento."
        }
        person_had(had | had) {
            en: "You have {had} already, in your carts or orders." | "You have {had} already, in your carts or orders.",
            it: "Ne hai già {had}, tra carrelli e ordini." | "Ne hai già {had}, tra carrelli e ordini."
        }
        cart_unknown() {
            en: "This cart does not exist any more. Choose your tickets again.",
            it: "Questo carrello non esiste più. Scegli di nuovo i biglietti."
        }
        cart_expired() {
            en: "The time ran out and the places went back on sale. Choose again; often they are still free.",
            it: "Il tempo è scaduto e i posti sono tornati in vendita. Scegli di nuovo: spesso sono ancora liberi."
        }
        cart_empty() { en: "Your cart is empty.", it: "Il carrello è vuoto." }
        extended_already() {
            en: "The time was extended once already; it can't be extended again.",
            it: "Il tempo è già stato prolungato una volta; non si può prolungare ancora."
        }
        cart_ordered() { en: "This cart has become an order.", it: "Questo carrello è diventato un ordine." }
        price_changed(was, now) {
            en: "The total changed from {was} to {now}. Please look at it again before you pay.",
            it: "Il totale è passato da {was} a {now}. Ricontrolla prima di pagare."
        }
        details_incomplete(n | n) {
            en: "{n} detail is missing or not right." | "{n} details are missing or not right.",
            it: "{n} dato manca o non è corretto." | "{n} dati mancano o non sono corretti."
        }
        gateway_not_offered() {
            en: "This way to pay is not offered here. Please choose another.",
            it: "Questo modo di pagare non è disponibile. Scegline un altro."
        }
        order_unknown() { en: "There is no such order.", it: "Quest'ordine non esiste." }
        order_not_paid() { en: "The order has not been paid.", it: "L'ordine non è stato pagato." }
        order_paid_already() { en: "The order is paid already.", it: "L'ordine è già pagato." }
        order_ended() {
            en: "The order has ended: it can't be changed any more.",
            it: "L'ordine è chiuso: non si può più cambiare."
        }
        unknown_ticket() { en: "This ticket is not part of the order.", it: "Questo biglietto non fa parte dell'ordine." }
        ticket_not_valid() { en: "This ticket is not valid any more.", it: "Questo biglietto non è più valido." }
        holder_inside(count | count) {
            en: "The holder of this ticket is inside. Say that it is to be refunded all the same; the place stays taken."
              | "The holders of {count} tickets are inside. Say that they are to be refunded all the same; the places stay taken.",
            it: "Chi ha questo biglietto è dentro. Conferma che va rimborsato lo stesso; il posto resta occupato."
              | "Chi ha {count} di questi biglietti è dentro. Conferma che vanno rimborsati lo stesso; i posti restano occupati."
        }
        no_valid_ticket() {
            en: "No ticket of this order is valid any more.",
            it: "Nessun biglietto di questo ordine è ancora valido."
        }
        over_refund(left) {
            en: "Only {left} is left to give back.",
            it: "Restano da rimborsare solo {left}."
        }
        not_refundable() {
            en: "This way of paying can't give money back. Refund it another way.",
            it: "Con questo metodo non si può rimborsare. Rimborsa in un altro modo."
        }
        reason_missing() { en: "Say why, in a few words.", it: "Scrivi il motivo in poche parole." }

        missing() { en: "Please fill this in.", it: "Compila questo campo." }
        too_long(max) { en: "At most {max} characters.", it: "Al massimo {max} caratteri." }
        too_short(min) { en: "At least {min} characters.", it: "Almeno {min} caratteri." }
        not_an_email() {
            en: "Write an e-mail address, such as name@example.com.",
            it: "Scrivi un indirizzo e-mail, ad esempio nome@esempio.it."
        }
        not_a_phone() {
            en: "Write a phone number, such as +39 055 123456.",
            it: "Scrivi un numero di telefono, ad esempio +39 055 123456."
        }
        not_a_number() { en: "Write a whole number.", it: "Scrivi un numero intero." }
        not_an_amount() { en: "Write an amount, such as 12.50.", it: "Scrivi un importo, ad esempio 12,50." }
        not_a_date() { en: "Choose a day and write a time, such as 20:30.", it: "Scegli un giorno e scrivi un'ora, ad esempio 20:30." }
        not_a_zone() { en: "Write a time zone, such as Europe/Rome.", it: "Scrivi un fuso orario, ad esempio Europe/Rome." }
        not_a_site() {
            en: "Write the address of a page, such as https://theatre.example.",
            it: "Scrivi l'indirizzo di una pagina, ad esempio https://teatro.example."
        }
        skipped_hour() {
            en: "The clocks skip this hour on that day. Choose another time.",
            it: "Quel giorno gli orologi saltano quest'ora. Scegli un altro orario."
        }
        not_a_slug() {
            en: "Use small letters, digits and hyphens only.",
            it: "Usa solo lettere minuscole, cifre e trattini."
        }
        out_of_range(min, max) { en: "Between {min} and {max}.", it: "Tra {min} e {max}." }
        out_of_range_per_order(min, max) { en: "Between {min} and {max} per order.", it: "Tra {min} e {max} per ordine." }
        unit_minutes() { en: "minutes", it: "minuti" }
        unit_years() { en: "years", it: "anni" }
        unit_places() { en: "places", it: "posti" }
        unit_rows() { en: "rows", it: "file" }
        unit_zones() { en: "zones", it: "settori" }
        unit_lines() { en: "lines", it: "righe" }
        ambiguous_amount(whole, part, plain) {
            en: "Is this {whole} or {part}? Write it with its decimals, such as {plain}.",
            it: "È {whole} o {part}? Scrivilo con i decimali, ad esempio {plain}."
        }
        too_many_decimals(max | max) {
            en: "At most {max} decimal." | "At most {max} decimals, such as 12.50.",
            it: "Al massimo {max} decimale." | "Al massimo {max} decimali, ad esempio 12,50."
        }
        no_decimals() { en: "This currency has no decimals.", it: "Questa valuta non ha decimali." }
        in_the_past() { en: "This is in the past.", it: "È nel passato." }
        before_start() { en: "This is before the start.", it: "È prima dell'inizio." }
        after_end() {
            en: "This is after the end. Where no end is said, it is three hours after the start.",
            it: "È dopo la fine. Se la fine non è indicata, è tre ore dopo l'inizio."
        }
        after_sale_end() { en: "This is not before the end of sales.", it: "Non è prima della fine delle vendite." }
        after_start() { en: "This is after the start.", it: "È dopo l'inizio." }
        priced_already(price) {
            en: "Just that has a price already: {price}. Remove it first.",
            it: "Proprio quello ha già un prezzo: {price}. Prima va tolto."
        }
        not_both() { en: "Only one of the two, please.", it: "Solo uno dei due, per favore." }
        too_many(max) { en: "There are {max} already. Remove one first.", it: "Ce ne sono già {max}. Prima va tolto uno." }
        already_taken() { en: "Already in use. Choose another.", it: "Già in uso. Scegline un altro." }
        not_a_choice() { en: "Choose one of the options.", it: "Scegli una delle opzioni." }
        below_sold(sold) {
            en: "{sold} are held or sold already: it can't be fewer.",
            it: "{sold} sono già occupati o venduti: non può essere di meno."
        }
        must_be_accepted() { en: "Please tick this to go on.", it: "Spunta questa casella per continuare." }
        called_off() {
            en: "This date is cancelled and can't be moved: make a new one instead.",
            it: "Questa data è annullata e non si può spostare: creane una nuova."
        }
        changed_meanwhile() {
            en: "Someone changed this meanwhile. Look at what is saved now; to put yours in its place, save again.",
            it: "Qualcuno l'ha modificato nel frattempo. Guarda che cosa è salvato ora; per sostituirlo con il tuo, salva di nuovo."
        }

        gate_not_a_ticket() { en: "Not a ticket", it: "Non è un biglietto" }
        gate_forged() { en: "Not one of our tickets", it: "Non è un nostro biglietto" }
        gate_unknown() { en: "Unknown ticket", it: "Biglietto sconosciuto" }
        gate_replaced() { en: "Old copy: a newer ticket was issued", it: "Copia vecchia: ne è stato emesso uno nuovo" }
        gate_refunded() { en: "Refunded", it: "Rimborsato" }
        gate_cancelled() { en: "Cancelled", it: "Annullato" }
        gate_wrong_performance() { en: "For another date or event", it: "Per un'altra data o un altro evento" }
        gate_performance_cancelled() { en: "This date is cancelled", it: "Questa data è annullata" }
        gate_already_used() { en: "Already used", it: "Già usato" }
        gate_not_inside() { en: "Not inside: no entry was scanned", it: "Non è dentro: nessun ingresso registrato" }
        gate_nonce_reused() { en: "The scanner used a number twice", it: "Il lettore ha usato due volte lo stesso numero" }

        pay_not_enough() {
            en: "The bank says there is not enough money on the card.",
            it: "La banca dice che il saldo non è sufficiente."
        }
        pay_declined() { en: "The bank declined the payment.", it: "La banca ha rifiutato il pagamento." }
        pay_expired() { en: "The payment was not finished in time.", it: "Il pagamento non è stato completato in tempo." }
        pay_other() { en: "The payment did not go through.", it: "Il pagamento non è andato a buon fine." }

        on_sale_from(from) { en: "On sale from {from}", it: "In vendita dal {from}" }
        on_sale() { en: "Available", it: "Disponibile" }
        few_left(n | n) { en: "{n} left" | "{n} left", it: "Ne resta {n}" | "Ne restano {n}" }
        in_carts(n | n) {
            en: "All in carts: {n} may come back" | "All in carts: {n} may come back",
            it: "Tutti nei carrelli: {n} può tornare" | "Tutti nei carrelli: {n} possono tornare"
        }
        in_carts_until(n | n, at) {
            en: "All in carts: {n} may come back by {at}" | "All in carts: {n} may come back by {at}",
            it: "Tutti nei carrelli: {n} può tornare entro le {at}" | "Tutti nei carrelli: {n} possono tornare entro le {at}"
        }
        sold_out_short() { en: "Sold out", it: "Esaurito" }
        ended_short() { en: "Online sales ended", it: "Vendita online chiusa" }
        cancelled_short() { en: "Cancelled", it: "Annullato" }

        order_awaits_payment() { en: "Awaiting payment", it: "In attesa di pagamento" }
        order_is_paid() { en: "Paid", it: "Pagato" }
        order_is_partly_refunded() { en: "Partly refunded", it: "Rimborsato in parte" }
        order_is_refunded() { en: "Refunded", it: "Rimborsato" }
        order_is_cancelled() { en: "Cancelled", it: "Annullato" }
        order_is_expired() { en: "Not paid in time", it: "Non pagato in tempo" }
        ticket_is_valid() { en: "Valid", it: "Valido" }
        ticket_is_refunded() { en: "Refunded", it: "Rimborsato" }
        ticket_is_cancelled() { en: "Cancelled", it: "Annullato" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TicketTypeId;
    use domain::money::Currency;

    #[test]
    fn sold_out_and_all_in_carts_are_told_apart() {
        let ticket_type = TicketTypeId(Default::default());
        let about = About { zone: Timezone::ROME, ticket: Some("Full price"), seat: None };
        let back_at = "2026-12-01T19:41:00Z".parse().ok();
        let carts = HoldRefusal::AllInCarts { ticket_type, count: 2, back_at };
        assert_eq!(
            hold_refusal(Locale::En, &carts, about),
            "Nothing free for Full price right now, but 2 are in other people's carts and may come back by 20:41."
        );
        assert_eq!(hold_refusal(Locale::It, &HoldRefusal::SoldOut { ticket_type }, about), "Esaurito: Full price.");
    }

    #[test]
    fn a_rule_is_said_in_its_unit() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let rule = Problem::AmountOutOfRange { min: eur(0), max: eur(10_000_000_000) };
        assert_eq!(problem(Locale::En, &rule), "Between €0.00 and €100,000,000.00.");
        let rule = Problem::OutOfRange { min: 1, max: 10, unit: Unit::TicketsPerOrder };
        assert_eq!(problem(Locale::It, &rule), "Tra 1 e 10 per ordine.");
        let rule = Problem::OutOfRange { min: 1, max: 500_000, unit: Unit::Places };
        assert_eq!(problem(Locale::En, &rule), "Between 1 and 500,000 places.");
        let rule = Problem::AmbiguousAmount { whole: eur(100_000), part: eur(100) };
        let said = problem(Locale::It, &rule);
        assert!(said.contains("1.000,00") && said.contains("1,00") && said.contains("1000,00"), "{said}");
    }

    #[test]
    fn only_true_scarcity_is_said() {
        let say = |left| sale_state(Locale::En, &SaleState::OnSale { left }, Timezone::ROME);
        assert_eq!(say(FEW), "9 left");
        assert_eq!(say(FEW + 1), "Available");
        assert_eq!(say(1), "1 left");
    }
}
