//! What one device bought: the ids of its orders in a cookie that we signed, so that its buyer finds the tickets again
//! without an e-mail. Nothing is stored of it; whoever brings the cookie has bought there, or sits at that device.

use crate::{Access, keys};
use domain::ids::OrderId;
use uuid::Uuid;

const PURPOSE: &[u8] = b"device";
const ID_BYTES: usize = 16;
const MAC_BYTES: usize = 16;
/// At most this many, the newest.
pub const ORDERS_MAX: usize = 12;

impl Access {
    /// The signed text that makes these orders known again.
    pub fn device_text(&self, orders: &[OrderId]) -> String {
        let mut bytes: Vec<u8> = orders.iter().take(ORDERS_MAX).flat_map(|order| *order.0.as_bytes()).collect();
        bytes.extend_from_slice(&self.base.keys.mac(PURPOSE, &bytes));
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }

    /// Which orders this text names, newest first; none if we didn't sign it.
    pub fn device_orders(&self, text: &str) -> Vec<OrderId> {
        let Ok(bytes) = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()) else { return Vec::new() };
        let Some(at) = bytes.len().checked_sub(MAC_BYTES) else { return Vec::new() };
        let (ids, mac) = bytes.split_at(at);
        if !keys::same(mac, &self.base.keys.mac(PURPOSE, ids)) {
            return Vec::new();
        }
        let ids = ids.chunks_exact(ID_BYTES).take(ORDERS_MAX);
        ids.filter_map(|id| Uuid::from_slice(id).ok()).map(OrderId).collect()
    }
}
