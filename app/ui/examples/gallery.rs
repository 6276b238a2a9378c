//! Writes the gallery as a page to look at without a server: `cargo run -p ui --features ssr --example gallery > page.html`.
//! Serve it beside public/ and the style sheet.

use leptos::prelude::*;
use ui::gallery::Gallery;
use ui::kit::*;
use ui::shell::{Bundle, Face, Shell};

fn main() {
    let admin = std::env::args().any(|word| word == "admin");
    let owner = Owner::new();
    owner.set();
    let html = if admin { admin_page() } else { shop_page() };
    println!("{html}");
}

fn shop_page() -> String {
    view! {
        <Shell bundle=Bundle::None face=Face::Shop>
            <ShopFrame in_cart=2>
                <Gallery />
            </ShopFrame>
        </Shell>
    }
    .to_html()
}

fn admin_page() -> String {
    let places = vec![
        NavPlace::new("#", "Overview").sign(Sign::Chart).current(true),
        NavPlace::new("#", "Events").sign(Sign::Calendar),
        NavPlace::new("#", "Orders").sign(Sign::Cart),
        NavPlace::new("#", "People").sign(Sign::People),
        NavPlace::new("#", "Money").sign(Sign::Money),
    ];
    view! {
        <Shell bundle=Bundle::None face=Face::Admin>
            <AdminFrame
                places
                organizer="Teatro Nuovo"
                organizers=vec![NavPlace::new("#", "Teatro Nuovo").current(true), NavPlace::new("#", "Virtus Marina")]
                person="Ada Lovelace"
            >
                <Gallery />
            </AdminFrame>
        </Shell>
    }
    .to_html()
}
