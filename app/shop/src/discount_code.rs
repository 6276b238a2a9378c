//! The discount code of a cart: where it is typed, what it does, and how it is taken out.

use crate::text;
use base::forms::KeptForm;
use domain::cart::{Cart, CartCode, CartLine};
use domain::discount_code::said_of;
use domain::locale::Locale;
use domain::money::Currency;
use domain::pricing::adjustment::{AdjustmentKind, AppliedAdjustment};
use domain::refusal::CartRefusal;
use face::refusal;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal::cart_refusal;

/// The part of a cart that a code is typed in, or that says which one it has. `kept` is what came back with a refusal.
pub fn panel(locale: Locale, cart: &Cart, kept: &KeptForm) -> AnyView {
    let id = cart.id.to_string();
    let here = kept.value("cart") == Some(id.as_str());
    let refused = kept_refusal(kept).filter(|_| here);
    let typed = kept.value("code").filter(|_| here).unwrap_or_default().to_owned();
    let in_use = cart.code.as_ref().map(|code| in_use(locale, cart, &id, code));
    let error = refused.as_ref().map(|refusal| cart_refusal(locale, refusal));
    let summary = match in_use.is_some() {
        true => text::another_code(locale),
        false => text::have_a_code(locale),
    };
    view! {
        <div class="stack tight">
            {in_use}
            <Disclosure summary open=error.is_some()>
                <form class="stack tight" method="post" action="/do/shop/use_code" novalidate>
                    <input type="hidden" name="cart" value=id.clone() />
                    <Field
                        label=text::discount_code(locale)
                        id=format!("code-{id}")
                        name="code"
                        value=typed
                        autocomplete="off"
                        maxlength=100u32
                        error=MaybeProp::from(error)
                    />
                    <div>
                        <Button kind=Kind::Secondary>{text::use_code(locale)}</Button>
                    </div>
                </form>
            </Disclosure>
        </div>
    }
    .into_any()
}

/// Why a code wasn't accepted.
pub fn kept_refusal(kept: &KeptForm) -> Option<CartRefusal> {
    refusal::kept(kept)
}

fn in_use(locale: Locale, cart: &Cart, id: &str, of: &CartCode) -> AnyView {
    let (code, words) = (of.code.as_str(), said_of(&of.words, &of.code, locale));
    let (of, all) = (tickets(cart.lines.iter().filter(|line| is_coded(line))), cart.tickets());
    let part = (of < all).then(|| text::code_for_some(locale, of, all));
    view! {
        <div class="row between stay baseline">
            <p>
                <Icon sign=Sign::Check />
                " "
                <span class="strong">{code.to_owned()}</span>
                {words.map(|words| format!(" · {words}"))}
                {part.map(|words| view! { <span class="muted small">" · " {words}</span> })}
            </p>
            <form method="post" action="/do/shop/drop_code">
                <input type="hidden" name="cart" value=id.to_owned() />
                <button class="link-button small" aria-label=text::drop_code_named(locale, code)>
                    {text::remove(locale)}
                </button>
            </form>
        </div>
    }
    .into_any()
}

fn is_coded(line: &CartLine) -> bool {
    line.applied.iter().any(|applied| applied.kind == AdjustmentKind::Code)
}

fn tickets<'a>(lines: impl Iterator<Item = &'a CartLine>) -> u32 {
    lines.map(|line| line.quantity).sum()
}

/// What was put on the price of a line's tickets or taken off it, as its buyer reads it: `10 % for friends: −€5.00`.
pub fn reasons(locale: Locale, applied: &[AppliedAdjustment], currency: Currency, quantity: u32) -> AnyView {
    let words = applied.iter().map(|one| one.said(currency, quantity, locale));
    words.map(|words| view! { <p class="muted small">{words}</p> }).collect_view().into_any()
}
