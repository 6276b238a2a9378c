//! A sale for cash: whether a cart can be sold over the counter for the money that was given, and what goes back.

use crate::buyer::{Buyer, NAME_CHARS_MAX};
use crate::checkout::CheckoutCart;
use crate::money::{Currency, Money};
use crate::refusal::{CartRefusal, FieldProblem, Problem, RuleError};
use crate::till::{Till, TillRefusal};
use crate::{email, typed};

/// What a cashier types and takes.
#[derive(Clone, Copy, Debug)]
pub struct CashOffered<'a> {
    pub till: &'a Till,
    pub tendered: Money,
    /// Name and e-mail address as they were typed, where the buyer said something of themselves.
    pub buyer: Option<(&'a str, &'a str)>,
    /// What a sale of nothing is counted in.
    pub currency: Currency,
}

/// A sale that can be written.
#[derive(Debug, PartialEq)]
pub struct AcceptedSale {
    pub buyer: Option<Buyer>,
    pub total: Money,
    /// To be given back to the buyer.
    pub change: Money,
}

/// What the sale of this cart comes to, under its lock.
///
/// # Errors
/// Why not: the cart has become an order, holds nothing any more, the money isn't enough or of another currency, what was typed
/// can't be right, or nothing would be left in the buyer's hands.
pub fn accept(cart: &CheckoutCart, offered: CashOffered<'_>) -> Result<AcceptedSale, RuleError<TillRefusal>> {
    if cart.order.is_some() {
        return Err(refused(TillRefusal::Cart(CartRefusal::Ordered)));
    }
    if let Some(nothing) = cart.nothing_left() {
        return Err(refused(TillRefusal::Cart(nothing)));
    }
    let total = cart.total(offered.currency)?;
    let change = change_of(total, offered.tendered)?;
    let tickets = cart.live.iter().map(|line| line.quantity).sum();
    let buyer = offered.buyer.map(|(name, email)| checked_buyer(name, email, tickets)).transpose()?;
    if offered.till.terminal.is_none() && buyer.as_ref().is_none_or(|buyer| buyer.email.is_empty()) {
        return Err(refused(TillRefusal::EmailNeeded));
    }
    Ok(AcceptedSale { buyer, total, change })
}

fn change_of(total: Money, tendered: Money) -> Result<Money, RuleError<TillRefusal>> {
    if tendered.currency != total.currency {
        return Err(refused(TillRefusal::OtherCurrency { total }));
    }
    if tendered.minor < total.minor {
        return Err(refused(TillRefusal::CashTooLittle { total }));
    }
    Ok(tendered.checked_sub(total)?)
}

/// A buyer at the counter may say nothing of themselves; what they do say has to be right.
fn checked_buyer(name: &str, email: &str, tickets: u32) -> Result<Buyer, RuleError<TillRefusal>> {
    let mut problems = Vec::new();
    let name = typed::line(name);
    if name.chars().count() > NAME_CHARS_MAX as usize {
        problems.push(FieldProblem::new("name", Problem::TooLong { max: NAME_CHARS_MAX }));
    }
    let email = match email::check(email) {
        Ok(email) => email,
        Err(Problem::Missing) => String::new(),
        Err(problem) => {
            problems.push(FieldProblem::new("email", problem));
            String::new()
        }
    };
    if !problems.is_empty() {
        return Err(refused(TillRefusal::Cart(CartRefusal::Invalid { problems })));
    }
    let holders = if name.is_empty() { Vec::new() } else { vec![name.clone(); tickets as usize] };
    Ok(Buyer { name, email, phone: None, holders })
}

fn refused(refusal: TillRefusal) -> RuleError<TillRefusal> {
    RuleError::Refused(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buyer::BuyerDraft;
    use crate::checkout::CheckoutLine;
    use crate::event::Channel;
    use crate::ids::{CartId, HoldId, OrderId, PerformanceId, TerminalId, TicketTypeId, TillId};
    use crate::locale::{Locale, Translated};
    use crate::paper::PrinterState;
    use crate::pricing::Quote;
    use crate::till::TerminalState;
    use chrono::DateTime;
    use uuid::Uuid;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn till(prints: bool) -> Till {
        let terminal = TerminalState {
            id: TerminalId(Uuid::nil()),
            name: "Foyer".into(),
            printer: PrinterState::Ready,
            last_seen_at: None,
        };
        Till { id: TillId(Uuid::nil()), name: "Box office".into(), terminal: prints.then_some(terminal) }
    }

    /// A cart with so many places at €25.
    fn cart(places: u32) -> CheckoutCart {
        let line = CheckoutLine {
            cart: CartId(Uuid::nil()),
            hold: HoldId(Uuid::nil()),
            pending: true,
            expires_at: DateTime::UNIX_EPOCH,
            performance: PerformanceId(Uuid::nil()),
            ticket_type: TicketTypeId(Uuid::nil()),
            pools: Vec::new(),
            seat: None,
            quantity: places,
            quote: Quote::of(eur(2500), 1000),
            event_title: Translated::default(),
            ask_holder_names: false,
            ask_phone: false,
        };
        CheckoutCart {
            id: CartId(Uuid::nil()),
            channel: Channel::Till,
            locale: Locale::En,
            draft: BuyerDraft::default(),
            draft_is_new: false,
            order: None,
            live: if places == 0 { Vec::new() } else { vec![line] },
            lapsed: false,
        }
    }

    fn sell(
        cart: &CheckoutCart,
        tendered: Money,
        buyer: Option<(&str, &str)>,
        prints: bool,
    ) -> Result<AcceptedSale, TillRefusal> {
        let till = till(prints);
        let offered = CashOffered { till: &till, tendered, buyer, currency: Currency::EUR };
        accept(cart, offered).map_err(|error| match error {
            RuleError::Refused(refusal) => refusal,
            RuleError::Money(error) => panic!("{error}"),
        })
    }

    #[test]
    fn enough_money_sells_and_the_rest_goes_back() {
        let sold = sell(&cart(2), eur(6000), None, true).unwrap();
        assert_eq!((sold.total, sold.change, sold.buyer), (eur(5000), eur(1000), None));
        assert_eq!(sell(&cart(2), eur(5000), None, true).unwrap().change, eur(0));
        assert_eq!(sell(&cart(2), eur(4999), None, true), Err(TillRefusal::CashTooLittle { total: eur(5000) }));
        let dollars = Money::new(6000, Currency::USD);
        assert_eq!(sell(&cart(2), dollars, None, true), Err(TillRefusal::OtherCurrency { total: eur(5000) }));
    }

    #[test]
    fn what_is_sold_or_gone_is_not_sold_again() {
        let mut sold = cart(1);
        sold.order = Some((OrderId(Uuid::nil()), "T-1".into()));
        assert_eq!(sell(&sold, eur(2500), None, true), Err(TillRefusal::Cart(CartRefusal::Ordered)));
        assert!(matches!(sell(&cart(0), eur(0), None, true), Err(TillRefusal::Cart(CartRefusal::Empty))));
        let lapsed = CheckoutCart { lapsed: true, ..cart(0) };
        assert!(matches!(sell(&lapsed, eur(0), None, true), Err(TillRefusal::Cart(CartRefusal::Expired))));
    }

    #[test]
    fn nobody_leaves_a_till_without_a_printer_with_nothing() {
        assert_eq!(sell(&cart(1), eur(2500), None, false), Err(TillRefusal::EmailNeeded));
        assert_eq!(sell(&cart(1), eur(2500), Some(("Ada", " ")), false), Err(TillRefusal::EmailNeeded));
        let sold = sell(&cart(2), eur(5000), Some((" Ada  Lovelace ", "ada@example.org")), false).unwrap();
        let buyer = sold.buyer.unwrap();
        assert_eq!((buyer.email.as_str(), buyer.holders.len()), ("ada@example.org", 2));
    }

    #[test]
    fn what_is_typed_of_the_buyer_has_to_be_right() {
        let long = "a".repeat(NAME_CHARS_MAX as usize + 1);
        let refused = sell(&cart(1), eur(2500), Some((&long, "no address")), true).unwrap_err();
        let TillRefusal::Cart(CartRefusal::Invalid { problems }) = refused else { panic!("{refused:?}") };
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["name", "email"]);
    }
}
