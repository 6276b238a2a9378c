//! What the shop's forms do. Each answers a post by sending the browser to a page (POST, redirect, GET), so that Back and
//! Reload never post twice; what was typed goes along when something is wrong with it.

pub mod hold_places;
pub mod wait;
pub mod cart;
pub mod checkout;
pub mod order;
pub mod proof;
