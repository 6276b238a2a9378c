//! Money on a real database and at a real bank: payments, refunds, and orders as they are found and mended.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not test how places are kept (`selling-tests`) nor what a gateway's own client does (`payments`).

mod orders;
mod payments;

type Shop = kit::Shop<kit::Flows>;
