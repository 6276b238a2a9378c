//! Checkout in two steps: who buys, then everything once more before it is paid.

use crate::cart::{CheckoutStep, events, kept, said, ticket_words, time_over};
use crate::house::{access, selling};
use crate::order::order_path;
use crate::own_carts::{self, OwnCart};
use crate::page::page;
use crate::{email_question, text};
use domain::buyer::BuyerDraft;
use domain::cart::Cart;
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, FieldProblem};
use domain::time::short_date_time;
use domain::typed;
use face::error::FaceError;
use face::request::query;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::kit::*;
use ui::locale::FormAlong;
use ui::text::refusal;

/// The id of the form of step one: what else is pressed on its page sends it along.
pub const DETAILS_FORM: &str = "details-form";

/// Step one: the buyer.
#[component]
pub fn DetailsPage() -> impl IntoView {
    page(async {
        let mine = match cart_or_away().await? {
            Some(mine) if !mine.cart.lines.is_empty() => mine,
            found => return Ok(gone(current_locale(), found.as_ref())),
        };
        if query("check").is_some() {
            let problems = problems(&mine).await?;
            return Ok(details(current_locale(), &mine.cart, &problems));
        }
        Ok(details(current_locale(), &prefilled(mine.cart).await?, &[]))
    })
}

/// Step two: look once more, and pay.
#[component]
pub fn ReviewPage() -> impl IntoView {
    page(async {
        let mine = match cart_or_away().await? {
            Some(mine) if !mine.cart.lines.is_empty() => mine,
            found => return Ok(gone(current_locale(), found.as_ref())),
        };
        if !problems(&mine).await?.is_empty() {
            leptos_axum::redirect(&format!("/checkout?cart={}&check=1", mine.cart.id));
        }
        let gateways = selling().online_gateways(&mine.secret).await?;
        Ok(review(current_locale(), &mine.cart, &gateways))
    })
}

/// A cart in which nothing is typed yet, with what this browser's buyer typed into the last one. The terms and the names of
/// who will come are asked for each time.
async fn prefilled(mut cart: Cart) -> Result<Cart, FaceError> {
    let is_blank = |draft: &BuyerDraft| draft.name.is_empty() && draft.email.is_empty() && draft.phone.is_empty();
    if is_blank(&cart.draft) {
        let before = own_carts::carts().await?.into_iter().map(|mine| mine.cart.draft).find(|draft| !is_blank(draft));
        if let Some(before) = before {
            cart.draft = BuyerDraft { holders: Vec::new(), accept_terms: false, ..before };
        }
    }
    Ok(cart)
}

/// The cart to check out, which may be empty; a cart that has become an order leads to the order.
async fn cart_or_away() -> Result<Option<OwnCart>, FaceError> {
    let Some(mine) = own_carts::cart_named(query("cart").as_deref()).await? else { return Ok(None) };
    if let Some(order) = mine.cart.order {
        leptos_axum::redirect(&order_path(order));
        return Ok(None);
    }
    Ok(Some(mine))
}

async fn problems(mine: &OwnCart) -> Result<Vec<FieldProblem>, FaceError> {
    match selling().buyer_problems(&mine.secret).await {
        Ok(problems) => Ok(problems),
        // The cart ended between two looks: the page that follows says so.
        Err(failure) => face::refusal::of(failure).map(|_| Vec::new()),
    }
}

/// Nothing to check out. That time ran out is said only where it did.
fn gone(locale: Locale, found: Option<&OwnCart>) -> AnyView {
    let lapsed = found.is_some_and(|mine| !mine.cart.lapsed.is_empty());
    let why = if lapsed { CartRefusal::Expired } else { CartRefusal::Empty };
    view! {
        <Title text=text::checkout(locale) />
        <EmptyState
            sign=Sign::Cart
            title=text::checkout_gone(locale)
            text=refusal::cart_refusal(locale, &why)
            alone=true
        >
            <LinkButton kind=Kind::Primary href="/cart">
                {text::your_cart(locale)}
            </LinkButton>
            <LinkButton href="/">{text::find_something(locale)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// The frame of both steps: where one stands, how long there is, what is being bought.
fn step(locale: Locale, cart: &Cart, stop: CheckoutStep, form: AnyView) -> AnyView {
    let titles = [text::step_tickets(locale), text::step_details(locale), text::step_review(locale)];
    let now = match stop {
        CheckoutStep::Cart => 0,
        CheckoutStep::Details | CheckoutStep::Mistakes => 1,
        CheckoutStep::Review => 2,
    };
    let title = titles[now];
    // Asked once: where the address was typed, and beside other mistakes.
    let asks = now == 1 && (query("ask").is_some() || query("check").is_some());
    let asked = asks.then(|| email_question::question(locale, cart));
    view! {
        <Title text=format!("{title} · {}", text::checkout(locale)) />
        <Meta name="robots" content="noindex" />
        <div class="stack loose">
            <Steps titles=titles.map(str::to_owned).to_vec() now />
            <h1>{title}</h1>
            {said(locale)}
            {asked}
            <div class="card">{kept(locale, cart, stop, access().now())}</div>
            {form}
        </div>
    }
    .into_any()
}

fn details(locale: Locale, cart: &Cart, problems: &[FieldProblem]) -> AnyView {
    let draft = &cart.draft;
    let stop = if problems.is_empty() { CheckoutStep::Details } else { CheckoutStep::Mistakes };
    provide_context(FormAlong { id: DETAILS_FORM, action: "/do/shop/language" });
    let errors = problems
        .iter()
        .map(|p| {
            (
                p.field.clone(),
                format!("{}: {}", field_name(locale, cart, &p.field), refusal::problem(locale, &p.problem)),
            )
        })
        .collect::<Vec<_>>();
    let error = |field: &str| -> MaybeProp<String> {
        let words = problems.iter().find(|p| p.field == field).map(|p| refusal::problem(locale, &p.problem));
        MaybeProp::from(words)
    };
    let form = view! {
        <form
            class="stack form-width"
            id=DETAILS_FORM
            method="post"
            action="/do/shop/details"
            novalidate
            data-check-typed
        >
            <input type="hidden" name="cart" value=cart.id.to_string() />
            <input type="hidden" name="at" value=stop.into_str() />
            <ErrorSummary errors />
            <Field
                label=text::your_name(locale)
                name="name"
                value=draft.name.clone()
                autocomplete="name"
                required=true
                error=error("name")
            />
            <Field
                label=text::your_email(locale)
                name="email"
                kind="email"
                value=draft.email.clone()
                autocomplete="email"
                inputmode="email"
                required=true
                hint=text::email_hint(locale)
                error=error("email")
            />
            {cart
                .ask_phone
                .then(|| {
                    view! {
                        <Field
                            label=text::your_phone(locale)
                            name="phone"
                            kind="tel"
                            value=draft.phone.clone()
                            autocomplete="tel"
                            inputmode="tel"
                            required=true
                            hint=text::phone_hint(locale)
                            error=error("phone")
                        />
                    }
                })} {cart.ask_holder_names.then(|| holders(locale, cart, error))}
            <Checkbox
                label=text::accept_terms(locale, &cart.organizer.name)
                name="accept_terms"
                checked=draft.accept_terms
                required=true
                error=error("accept_terms")
                class="boxed"
            />
            <p class="small row tight">
                <a href="/terms" target="_blank">
                    {text::read_terms(locale)}
                </a>
                <a href="/privacy" target="_blank">
                    {text::read_privacy(locale)}
                </a>
            </p>
            {time_over(locale)}
            <Button kind=Kind::Primary class="large wide">
                {text::to_review(locale)}
            </Button>
            <LinkButton kind=Kind::Quiet href="/cart" sign=Sign::ArrowLeft>
                {text::your_cart(locale)}
            </LinkButton>
        </form>
    };
    let form = view! {
        <div class="beside">
            {bought(locale, cart)}
            <crate::island::CheckTyped>{form.into_any()}</crate::island::CheckTyped>
        </div>
    };
    step(locale, cart, stop, form.into_any())
}

/// What the details are typed for, in short; beside the form on a wide screen, before it on a phone.
fn bought(locale: Locale, cart: &Cart) -> AnyView {
    let lines = cart.lines.iter().map(|line| {
        let when = short_date_time(line.performance.starts_at, line.zone, locale);
        let what = ticket_words(locale, &line.ticket_name, &line.place);
        view! {
            <li>
                <div class="grow">
                    <p class="strong">{line.quantity} " × " {what}</p>
                    <p class="muted">
                        {line.event_title.get(locale).to_owned()} " · " {domain::typed::capitalized(&when)}
                    </p>
                </div>
                <Price amount=line.total locale />
            </li>
        }
    });
    view! {
        <section class="card bought" aria-labelledby="bought-title">
            <h2 id="bought-title">{text::your_order(locale)}</h2>
            <ul class="lines small">
                {lines.collect_view()}
                <li class="total">
                    <span>{text::total(locale)}</span>
                    <Price amount=cart.total exact=true locale />
                </li>
            </ul>
        </section>
    }
    .into_any()
}

/// One name for each ticket, in the order of the cart's lines.
fn holders(locale: Locale, cart: &Cart, error: impl Fn(&str) -> MaybeProp<String>) -> AnyView {
    let fields = ticket_names(locale, cart)
        .into_iter()
        .enumerate()
        .map(|(n, what)| {
            view! {
                <Field
                    label=text::holder(locale, n + 1, what)
                    name=format!("holders[{n}]")
                    id=format!("field-holder_{n}")
                    value=cart.draft.holders.get(n).cloned().unwrap_or_default()
                    autocomplete="off"
                    optional=true
                    error=error(&format!("holder_{n}"))
                />
            }
        })
        .collect_view();
    view! {
        <fieldset class="stack">
            <legend>{text::who_goes(locale)}</legend>
            <p class="hint muted small">{text::who_goes_hint(locale)}</p>
            {fields}
        </fieldset>
    }
    .into_any()
}

/// What each ticket of the cart is, one by one.
fn ticket_names(locale: Locale, cart: &Cart) -> Vec<String> {
    let mut names = Vec::new();
    for line in &cart.lines {
        let name = ticket_words(locale, &line.ticket_name, &line.place);
        names.extend(std::iter::repeat_n(name, line.quantity as usize));
    }
    names
}

fn field_name(locale: Locale, cart: &Cart, field: &str) -> String {
    match field {
        "name" => text::your_name(locale).to_owned(),
        "email" => text::your_email(locale).to_owned(),
        "phone" => text::your_phone(locale).to_owned(),
        "accept_terms" => text::accept_terms(locale, &cart.organizer.name),
        other => match other.strip_prefix("holder_").and_then(|n| n.parse::<usize>().ok()) {
            Some(n) => {
                text::holder(locale, n + 1, ticket_names(locale, cart).get(n).map(String::as_str).unwrap_or_default())
            }
            None => other.to_owned(),
        },
    }
}

fn review(locale: Locale, cart: &Cart, gateways: &[GatewayKind]) -> AnyView {
    let draft = &cart.draft;
    let back = format!("/checkout?cart={}", cart.id);
    let form = view! {
        <div class="beside">
            <div class="stack">
                <section class="stack" aria-labelledby="order-title">
                    <h2 id="order-title">{text::your_order(locale)}</h2>
                    {events(locale, cart, None)}
                </section>
                <section class="card" aria-labelledby="who-title">
                    <div class="row between">
                        <h2 id="who-title">{text::step_details(locale)}</h2>
                        <a href=back>{text::change(locale)}</a>
                    </div>
                    <dl class="facts-list">
                        <dt>{text::your_name(locale)}</dt>
                        <dd>{draft.name.clone()}</dd>
                        <dt>{text::your_email(locale)}</dt>
                        <dd>{draft.email.clone()}</dd>
                        {(!typed::is_blank(&draft.phone))
                            .then(|| {
                                view! {
                                    <dt>{text::your_phone(locale)}</dt>
                                    <dd>{draft.phone.clone()}</dd>
                                }
                            })}
                        {cart.ask_holder_names.then(|| holder_facts(locale, cart))}
                    </dl>
                </section>
            </div>
            {pay_form(locale, cart, gateways)}
        </div>
    };
    step(locale, cart, CheckoutStep::Review, form.into_any())
}

fn holder_facts(locale: Locale, cart: &Cart) -> AnyView {
    ticket_names(locale, cart)
        .into_iter()
        .enumerate()
        .map(|(n, what)| {
            let typed = cart.draft.holders.get(n).map(|h| typed::line(h)).filter(|h| !h.is_empty());
            view! {
                <dt>{text::holder(locale, n + 1, what)}</dt>
                <dd>{typed.unwrap_or_else(|| cart.draft.name.clone())}</dd>
            }
        })
        .collect_view()
        .into_any()
}

fn pay_form(locale: Locale, cart: &Cart, gateways: &[GatewayKind]) -> AnyView {
    let free = cart.total.is_zero();
    let words =
        if free { text::order_for_free(locale).to_owned() } else { text::pay(locale, cart.total.format(locale)) };
    let can_pay = free || !gateways.is_empty();
    view! {
        <form class="card" method="post" action="/do/shop/pay">
            <input type="hidden" name="cart" value=cart.id.to_string() />
            <input type="hidden" name="total" value=cart.total.minor.to_string() />
            {if free {
                view! { <input type="hidden" name="gateway" value=GatewayKind::Free.into_str() /> }.into_any()
            } else {
                ways_to_pay(locale, gateways)
            }} {parts(locale, cart)}
            <div class="row between stay baseline">
                <span>{text::total(locale)}</span>
                <Price amount=cart.total class="large" exact=true locale />
            </div>
            {seller(locale, cart)} {time_over(locale)}
            {if can_pay {
                view! {
                    <Button kind=Kind::Primary class="large wide">
                        {words}
                    </Button>
                }
                .into_any()
            } else {
                no_gateway(locale, cart.organizer.email.clone())
            }} {(!free).then(|| view! { <p class="muted small">{text::pay_hint(locale)}</p> })}
        </form>
    }
    .into_any()
}

/// With whom the contract is, and what the law says of taking it back: before it is made.
fn seller(locale: Locale, cart: &Cart) -> AnyView {
    let organizer = &cart.organizer;
    let address = organizer.address.join(", ");
    let email = organizer.email.clone();
    let mail = format!("mailto:{email}");
    view! {
        <div class="stack tight small seller">
            <p>
                {text::sold_by(locale)} " " <strong>{organizer.name.clone()}</strong>
                {(!address.is_empty()).then(|| format!(", {address}"))} " · " <a href=mail>{email}</a>
            </p>
            {(!cart.total.is_zero()).then(|| view! { <p class="muted">{text::no_withdrawal(locale)}</p> })}
        </div>
    }
    .into_any()
}

fn no_gateway(locale: Locale, email: String) -> AnyView {
    let mail = format!("mailto:{email}");
    view! {
        <Notice tone=Tone::Warning>
            <p>{text::no_gateway(locale)} " " <a href=mail>{email}</a></p>
        </Notice>
    }
    .into_any()
}

/// The ways to pay as radio buttons; the first is chosen.
pub fn ways_to_pay(locale: Locale, gateways: &[GatewayKind]) -> AnyView {
    let radios = gateways
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let (label, hint) = gateway_words(locale, *kind);
            view! {
                <Radio
                    label
                    name="gateway"
                    value=kind.into_str()
                    checked=at == 0
                    required=true
                    hint=hint.to_owned()
                    class="boxed"
                />
            }
        })
        .collect_view();
    view! {
        <ChoiceGroup legend=text::how_to_pay(locale) name="gateway">
            <div class="stack tight">{radios}</div>
        </ChoiceGroup>
    }
    .into_any()
}

fn gateway_words(locale: Locale, kind: GatewayKind) -> (&'static str, &'static str) {
    match kind {
        GatewayKind::Test => (text::gateway_test(locale), text::gateway_test_hint(locale)),
        GatewayKind::Cash => (text::gateway_cash(locale), ""),
        GatewayKind::Free => (text::gateway_free(locale), ""),
    }
}

/// The fees and the tax that are in the total.
fn parts(locale: Locale, cart: &Cart) -> AnyView {
    let sum = |part: fn(&domain::pricing::Price) -> Money| {
        let all = cart.lines.iter().map(|line| part(&line.price).checked_mul(i64::from(line.quantity)));
        let all: Result<Vec<Money>, _> = all.collect();
        all.and_then(|all| Money::sum(cart.currency, all)).ok().filter(|sum| !sum.is_zero())
    };
    let fee = sum(|price| price.fee).map(|fee| text::in_it_fees(locale, fee.format(locale)));
    let tax = sum(|price| price.tax).map(|tax| text::in_it_tax(locale, tax.format(locale)));
    view! {
        <div class="muted small">
            {[fee, tax].into_iter().flatten().map(|words| view! { <p>{words}</p> }).collect_view()}
        </div>
    }
    .into_any()
}
