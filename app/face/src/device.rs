//! What this device bought, in a cookie of its own that no script can read. Server only.

use crate::request::{access, cookie, forget_ordered, set_cookie};
use domain::ids::OrderId;

/// Holds the ids of the orders that were placed here, signed. No page but that of one's tickets depends on it.
pub const DEVICE_COOKIE: &str = "device";
const DAYS: u32 = 365;

/// Newest first.
pub fn device_orders() -> Vec<OrderId> {
    cookie(DEVICE_COOKIE).map(|text| access().device_orders(&text)).unwrap_or_default()
}

/// Remembers an order as the newest one of this device.
pub fn remember_order(order: OrderId) {
    let mut all = device_orders();
    all.retain(|known| *known != order);
    all.insert(0, order);
    set_cookie(DEVICE_COOKIE, &access().device_text(&all), DAYS);
}

/// Forgets all that was bought here; `ordered` are the carts that became orders, which say as much.
pub fn forget_device(ordered: &[domain::cart::Secret]) {
    set_cookie(DEVICE_COOKIE, "", 0);
    forget_ordered(ordered);
}
