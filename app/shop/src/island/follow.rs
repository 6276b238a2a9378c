//! The order's page, until its payment is known: on to the gateway as soon as there is an address, and anew when
//! something has changed.

use super::dom;

pub fn start() -> Option<()> {
    let element = dom::one("[data-order]")?;
    let (state, pay) = (dom::data(&element, "data-state"), dom::data(&element, "data-pay"));
    let going = element.has_attribute("data-going");
    let location = web_sys::window()?.location();
    let address = format!("/live/orders/{}", dom::data(&element, "data-order"));
    if going && !pay.is_empty() {
        let _ = location.replace(&pay);
        return Some(());
    }
    dom::stream(&address, "order", move |order| {
        let now = dom::field(&order, "state").as_string().unwrap_or_default();
        let failed = dom::field(&order, "failed").as_bool().unwrap_or(false);
        let pay_now = dom::field(&order, "pay_url").as_string().unwrap_or_default();
        if now != state || failed {
            // Without `?going=on`, so that the page shows the order and doesn't lead away again.
            let path = location.pathname().unwrap_or_default();
            let _ = location.replace(&path);
        } else if pay_now != pay && !pay_now.is_empty() {
            let _ = if going { location.replace(&pay_now) } else { location.reload() };
        }
    });
    Some(())
}
