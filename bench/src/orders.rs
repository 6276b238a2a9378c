//! From the cart to the paid order with its tickets.

use crate::Common;
use crate::answer::{Answer, find, text_of};
use crate::api;
use crate::run::{self, Buyer, Next};
use crate::tally::Tally;
use serde_json::{Value, json};
use std::fmt::Write;
use std::rc::Rc;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    performance: String,
    #[arg(long)]
    ticket_type: String,
    /// Tickets in each order
    #[arg(long, default_value_t = 1)]
    quantity: u32,
}

/// How often an order that isn't paid yet is looked at.
const LOOK_AFTER: Duration = Duration::from_millis(20);

enum At {
    Start,
    Cart,
    Placed,
    /// Placed and not paid; look again after a pause.
    Waits,
    Looks,
}

pub struct Customer {
    cart_request: Rc<[u8]>,
    at: At,
    /// The secret of the cart, then of the order.
    secret: String,
    key: u64,
    begun: Instant,
}

impl Customer {
    pub fn new(cart_request: Rc<[u8]>, number: usize) -> Customer {
        Customer {
            cart_request,
            at: At::Start,
            secret: String::new(),
            key: (number as u64) << 40,
            begun: Instant::now(),
        }
    }

    fn placed(&mut self, answer: &Answer<'_>, tally: &mut Tally) {
        let state = text_of(answer.body, "state").unwrap_or("");
        if is_paid(answer) {
            if tally.is_counting() {
                tally.kind("paid");
                tally.step("order", self.begun.elapsed());
            }
            self.at = At::Start;
        } else if answer.status < 300 && state == "awaiting_payment" {
            if let Some(secret) = text_of(answer.body, "secret") {
                self.secret.replace_range(.., secret);
            }
            self.at = At::Waits;
        } else {
            self.at = At::Start;
        }
    }
}

/// The order is paid and has a ticket with its code.
fn is_paid(answer: &Answer<'_>) -> bool {
    answer.status < 300 && text_of(answer.body, "state") == Some("paid") && find(answer.body, br#""code":""#).is_some()
}

impl Buyer for Customer {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        match self.at {
            At::Start => {
                self.begun = Instant::now();
                out.extend_from_slice(&self.cart_request);
                self.at = At::Cart;
                Next::Ask("cart")
            }
            At::Cart => {
                self.key += 1;
                let mut headers = String::with_capacity(48);
                // Writing to a String doesn't fail.
                let _ = write!(headers, "Idempotency-Key: k{:x}\r\n", self.key);
                api::write(out, "POST", &format!("/api/v1/carts/{}/checkout", self.secret), &headers, api::CHECKOUT);
                self.at = At::Placed;
                Next::Ask("checkout")
            }
            At::Waits => {
                self.at = At::Looks;
                Next::Wait(LOOK_AFTER)
            }
            At::Placed | At::Looks => {
                api::write_get(out, &format!("/api/v1/orders/{}", self.secret), "");
                self.at = At::Placed;
                Next::Ask("look")
            }
        }
    }

    fn hear(&mut self, answer: &Answer<'_>, tally: &mut Tally) {
        match self.at {
            At::Cart => match text_of(answer.body, "id") {
                Some(cart) if answer.status == 201 => self.secret.replace_range(.., cart),
                _ => self.at = At::Start,
            },
            _ => self.placed(answer, tally),
        }
    }
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let body = api::new_cart(&options.performance, &options.ticket_type, options.quantity);
    let request: Rc<[u8]> = api::prepared("POST", "/api/v1/carts", "", &body).into();
    let buyers = (0..common.connections).map(|number| Customer::new(Rc::clone(&request), number)).collect();
    let tally = run::all(common, Tally::new(common.warm_up(), common.counted()), buyers).await?;
    let mut told = tally.told(false);
    let paid = told["kinds"].get("paid").cloned().unwrap_or_else(|| json!(0));
    told.insert("paid".into(), paid);
    Ok(Value::Object(told))
}
