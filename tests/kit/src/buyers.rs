//! Buyers, and what the bank and the mailbox have of them.

use crate::{House, Shop, Stage, claim};
use backstage::gateway::payment::Choice;
use base::{Actor, Visitor};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::email::OrderEmail;
use domain::event::Channel;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::order::{Order, OrderState};
use domain::payment::GatewayKind;
use selling::checkout::PlacedOrder;

impl<F: House> Shop<F> {
    /// Puts places into a new cart.
    pub async fn hold(&self, stage: &Stage, quantity: u32) -> Secret {
        let claim = claim(stage, quantity);
        self.flows
            .core()
            .selling
            .add_to_cart(None, Channel::Shop, Locale::En, &[claim], Visitor::UNKNOWN)
            .await
            .expect("the places are held")
            .secret
    }

    /// Types the buyer's details and presses the button.
    pub async fn check_out(&self, cart: &Secret) -> PlacedOrder {
        self.type_buyer(cart).await;
        self.flows.core().selling.place_order(cart, GatewayKind::Test, None).await.expect("the order is placed")
    }

    /// Types the details of a buyer who agrees to the terms.
    pub async fn type_buyer(&self, cart: &Secret) {
        let draft = BuyerDraft {
            name: "Maria Rossi".into(),
            email: "maria@example.com".into(),
            accept_terms: true,
            ..Default::default()
        };
        self.flows.core().selling.save_draft(cart, &draft, Locale::En).await.expect("the draft is kept");
    }

    /// The order as its buyer sees it.
    pub async fn order(&self, placed: &PlacedOrder) -> Order {
        self.flows
            .core()
            .money
            .order_by_secret(&placed.secret)
            .await
            .expect("the order is read")
            .expect("the order is there")
    }

    /// Buys places with the Test Bank's approval, to the end.
    pub async fn buy(&self, stage: &Stage, quantity: u32) -> (PlacedOrder, Order) {
        let cart = self.hold(stage, quantity).await;
        let placed = self.check_out(&cart).await;
        self.work().await;
        self.choose(&placed, Choice::Approve).await;
        self.settle(&placed).await;
        let order = self.order(&placed).await;
        assert_eq!(order.state, OrderState::Paid);
        (placed, order)
    }

    /// Presses a button of the bank's pay page for the newest attempt of an order.
    pub async fn choose(&self, placed: &PlacedOrder, choice: Choice) {
        let order = self.order(placed).await;
        let url = order.payments.last().and_then(|p| p.pay_url.clone()).expect("the bank has a page for it");
        let id = url.rsplit('/').next().expect("an id");
        self.bank.choose(id, choice).expect("the bank takes the choice");
    }

    /// The buyer comes back, the gateway is asked, and the jobs are done.
    pub async fn settle(&self, placed: &PlacedOrder) {
        self.flows.core().money.check_open_payments(&placed.secret).await.expect("the gateway is asked");
        self.work().await;
    }

    /// Buys one place for somebody with this name and address.
    pub async fn buy_as(&self, stage: &Stage, name: &str, email: &str, locale: Locale) -> (PlacedOrder, Order) {
        let cart = self.hold(stage, 1).await;
        let draft = BuyerDraft { name: name.into(), email: email.into(), accept_terms: true, ..Default::default() };
        self.flows.core().selling.save_draft(&cart, &draft, locale).await.unwrap();
        let placed = self.flows.core().selling.place_order(&cart, GatewayKind::Test, None).await.unwrap();
        self.work().await;
        self.choose(&placed, Choice::Approve).await;
        self.settle(&placed).await;
        let order = self.order(&placed).await;
        assert_eq!(order.tickets.len(), 1);
        (placed, order)
    }

    /// The text of each email to this address, the newest first.
    pub fn emails_to(&self, email: &str) -> Vec<String> {
        let all = self.mailbox.messages();
        let mine = all.iter().filter(|mail| mail.to.iter().any(|to| to.contains(email)));
        mine.map(|mail| format!("{}\n{}", mail.subject, mail.text.as_deref().unwrap_or_default())).collect()
    }

    /// What was written about an order, as whoever may look at it sees it.
    pub async fn emails(&self, actor: &Actor, order: OrderId) -> Vec<OrderEmail> {
        self.flows.core().money.order_emails(actor, order).await.unwrap()
    }
}
