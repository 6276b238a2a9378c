//! An address that is only nearly right is asked about before it is ordered with. Both answers are one press, and what was
//! typed is kept whichever it is.

use crate::text;
use domain::cart::Cart;
use domain::email;
use domain::locale::Locale;
use leptos::prelude::*;
use ui::kit::*;

/// Where the page is opened to be asked.
pub const QUESTION: &str = "address-question";

/// The address that was probably meant, where the typed one is only nearly right.
pub fn meant(typed: &str) -> Option<String> {
    email::suggestion(&email::check(typed).ok()?)
}

/// The question, where there is one. A form of its own: Enter in the form below goes on with what was typed.
pub fn question(locale: Locale, cart: &Cart) -> AnyView {
    let Some(meant) = meant(&cart.draft.email) else { return ().into_any() };
    let typed = cart.draft.email.trim().to_owned();
    let title = text::meant_address(locale, &meant);
    let kept = text::typed_address(locale, &typed);
    view! {
        <form id=QUESTION tabindex="-1" method="post" action="/do/shop/address">
            <input type="hidden" name="cart" value=cart.id.to_string() />
            <Notice tone=Tone::Question title>
                <div class="stack tight">
                    <p>{kept}</p>
                    <div class="row">
                        <Button kind=Kind::Primary name="email" value=meant>
                            {text::take_meant(locale)}
                        </Button>
                        <Button name="email" value=typed>
                            {text::keep_typed(locale)}
                        </Button>
                    </div>
                </div>
            </Notice>
        </form>
    }
    .into_any()
}
