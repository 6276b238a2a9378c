//! An order, for whoever holds its link: what it waits for, and its tickets.

use crate::cart::{place_words, ticket_type_description, ticket_words};
use crate::discount_code::reasons;
use crate::house::money;
use crate::page::{PageContent, page};
use crate::text;
use domain::cart::Secret;
use domain::email::{Delivery, SentTo};
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::order::{Order, OrderLine, OrderState, OrderTicket};
use domain::payment::{GatewayKind, Payment, PaymentState};
use domain::refusal::OrderRefusal;
use domain::ticket::TicketState;
use domain::time::{clock_time, long_date_time};
use domain::typed::capitalized;
use face::error::FaceError;
use face::request::query;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use money::payment::BACK_FROM_GATEWAY;
use ui::kit::*;
use ui::text::refusal;

/// The page of an order, for the visitor whose cart it was.
pub fn order_path(order: OrderId) -> String {
    format!("/orders/{}", money().order_secret(order).as_str())
}

#[component]
pub fn OrderPage() -> impl IntoView {
    let secret = use_params_map().read_untracked().get("secret").unwrap_or_default();
    page(show(secret))
}

async fn show(secret: String) -> PageContent {
    let locale = current_locale();
    let secret = Secret::parse(&secret).ok_or(FaceError::Missing)?;
    let order = money().order_by_secret(&secret).await?.ok_or(FaceError::Missing)?;
    // Once it is paid, an address that was kept says nothing true any more but that.
    let is_true = |refusal: &OrderRefusal| !order.state.has_tickets() || *refusal == OrderRefusal::PaidAlready;
    let refused = face::refusal::in_address().filter(is_true).map(|refusal| {
        view! {
            <Notice tone=Tone::Error>
                <p>{refusal::order_refusal(locale, &refusal)}</p>
            </Notice>
        }
    });
    let content = match order.state {
        OrderState::AwaitingPayment => waiting(locale, &order, &secret),
        OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded => {
            let delivery = money().tickets_delivery(&secret).await?;
            tickets(locale, &order, &secret, delivery)
        }
        OrderState::Cancelled => {
            ended(locale, &order, text::order_cancelled(locale), text::order_cancelled_text(locale))
        }
        OrderState::Expired => ended(locale, &order, text::order_expired(locale), text::order_expired_text(locale)),
    };
    Ok(view! {
        <Title text=text::order(locale, &order.number) />
        <Meta name="robots" content="noindex" />
        <Meta name="referrer" content="no-referrer" />
        <div class="stack loose">{refused} {content} {help(locale, &order)}</div>
    }
    .into_any())
}

/// The attempt that counts: the one under way, else the last.
fn attempt(order: &Order) -> Option<&Payment> {
    order.payments.iter().rev().find(|payment| payment.state.is_open()).or(order.payments.last())
}

/// How an attempt ended without money.
enum Ending {
    /// In the bank's words.
    Failed(&'static str),
    /// The buyer didn't want to, or not so: nothing has failed.
    TurnedBack,
}

fn waiting(locale: Locale, order: &Order, secret: &Secret) -> AnyView {
    let attempt = attempt(order);
    let ending = attempt.and_then(|payment| match &payment.state {
        PaymentState::Failed { reason } => Some(Ending::Failed(refusal::failure_reason(locale, *reason))),
        PaymentState::Cancelled => Some(Ending::TurnedBack),
        _ => None,
    });
    let title = match ending {
        Some(Ending::Failed(_)) => text::payment_failed(locale),
        Some(Ending::TurnedBack) => text::not_paid_yet(locale),
        None => text::wait_payment(locale),
    };
    let zone = order.lines.first().map_or(order.organizer.zone, |line| line.zone);
    let kept = order.expires_at.map(|at| text::places_kept_until(locale, clock_time(at, zone)));
    let pay_url = attempt.filter(|p| p.state.is_open()).and_then(|p| p.pay_url.clone());
    view! {
        <header class="stack tight">
            <p class="muted">{text::order(locale, &order.number)}</p>
            <h1>{title}</h1>
            {kept.map(|words| view! { <p>{words}</p> })}
        </header>
        {match ending {
            Some(ending) => try_again(locale, order, secret, &ending),
            None => under_way(locale, order, secret, pay_url.as_deref()),
        }}
        {lines(locale, order)}
        {give_up(locale, secret)}
    }
    .into_any()
}

/// The gateway is asked: the page follows by itself, by reloading where there is no script.
fn under_way(locale: Locale, order: &Order, secret: &Secret, pay_url: Option<&str>) -> AnyView {
    let is_back = query(BACK_FROM_GATEWAY).is_some();
    let data = view! {
        <span
            hidden
            data-order=secret.as_str().to_owned()
            data-state=order.state.into_str()
            data-pay=pay_url.unwrap_or_default().to_owned()
            data-going=query("going").map(|_| "yes")
        ></span>
    }
    .into_any();
    view! {
        <crate::island::FollowOrder>{data}</crate::island::FollowOrder>
        <noscript inner_html=r#"<meta http-equiv="refresh" content="4">"#></noscript>
        <section class="card raised" aria-live="polite">
            {match pay_url {
                Some(url) if is_back => back_from_bank(locale, secret, url),
                _ => to_the_bank(locale, secret, pay_url),
            }}
        </section>
    }
    .into_any()
}

fn to_the_bank(locale: Locale, secret: &Secret, pay_url: Option<&str>) -> AnyView {
    view! {
        <p>{if pay_url.is_none() { text::opening_payment(locale) } else { text::wait_payment_text(locale) }}</p>
        <div class="row">
            {pay_url
                .map(|url| {
                    let href = url.to_owned();
                    view! {
                        <LinkButton kind=Kind::Primary class="large" sign=Sign::Card href>
                            {text::go_and_pay(locale)}
                        </LinkButton>
                    }
                })}
            <LinkButton sign=Sign::Refresh href=format!("/orders/{}", secret.as_str())>
                {text::look_again(locale)}
            </LinkButton>
        </div>
    }
    .into_any()
}

/// Whoever comes back may have paid: nothing on the page asks for the money again, unless they say that they didn't.
fn back_from_bank(locale: Locale, secret: &Secret, pay_url: &str) -> AnyView {
    let (here, href) = (format!("/orders/{}?{BACK_FROM_GATEWAY}=1", secret.as_str()), pay_url.to_owned());
    view! {
        <p>{text::bank_is_slow(locale)}</p>
        <div class="row">
            <LinkButton sign=Sign::Refresh href=here>
                {text::look_again(locale)}
            </LinkButton>
        </div>
        <Disclosure summary=text::not_paid(locale)>
            <div class="stack tight">
                <p>{text::not_paid_text(locale)}</p>
                <div>
                    <LinkButton sign=Sign::Card href>
                        {text::go_and_pay(locale)}
                    </LinkButton>
                </div>
            </div>
        </Disclosure>
    }
    .into_any()
}

fn try_again(locale: Locale, order: &Order, secret: &Secret, ending: &Ending) -> AnyView {
    let total = order.total.format(locale);
    let (tone, title, said, words) = match ending {
        Ending::Failed(reason) => (
            Tone::Error,
            Some((*reason).to_owned()),
            text::payment_failed_text(locale),
            format!("{} · {total}", text::try_again(locale)),
        ),
        Ending::TurnedBack => (Tone::Info, None, text::turned_back_text(locale), text::pay(locale, total)),
    };
    let gateway = attempt(order).map_or(GatewayKind::Test, |payment| payment.gateway);
    view! {
        <Notice tone title=title>
            <p>{said}</p>
        </Notice>
        <form method="post" action="/do/shop/pay_again">
            <input type="hidden" name="order" value=secret.as_str().to_owned() />
            <input type="hidden" name="gateway" value=gateway.into_str() />
            <Button kind=Kind::Primary class="large" sign=Sign::Card>
                {words}
            </Button>
        </form>
    }
    .into_any()
}

/// Not by one tap: it opens first.
fn give_up(locale: Locale, secret: &Secret) -> AnyView {
    let secret = secret.as_str().to_owned();
    view! {
        <Disclosure summary=text::give_up(locale)>
            <form class="stack tight" method="post" action="/do/shop/give_up">
                <input type="hidden" name="order" value=secret />
                <p>{text::give_up_hint(locale)}</p>
                <div>
                    <Button kind=Kind::Danger>{text::give_up_sure(locale)}</Button>
                </div>
            </form>
        </Disclosure>
    }
    .into_any()
}

fn ended(locale: Locale, order: &Order, title: &'static str, words: &'static str) -> AnyView {
    let again = order.lines.first().map_or("/".to_owned(), |line| format!("/events/{}", line.event_slug));
    let came = |payment: &&Payment| matches!(payment.state, PaymentState::Captured | PaymentState::Returned);
    let paid_after = order.payments.iter().find(came).map(|p| text::paid_after_end(locale, p.amount.format(locale)));
    view! {
        <header class="stack tight">
            <p class="muted">{text::order(locale, &order.number)}</p>
            <h1>{title}</h1>
            <p>{paid_after.unwrap_or_else(|| words.to_owned())}</p>
        </header>
        <p>
            <LinkButton kind=Kind::Primary href=again>
                {text::choose_again(locale)}
            </LinkButton>
        </p>
        {lines(locale, order)}
    }
    .into_any()
}

/// Whether the tickets arrived by e-mail as well. Nothing is said of what nobody wanted sent.
fn delivered(locale: Locale, order: &Order, delivery: Option<(SentTo, Delivery)>) -> AnyView {
    let Some((to, delivery)) = delivery.filter(|_| order.state == OrderState::Paid) else { return ().into_any() };
    let to = match to {
        SentTo::Placed(email) => text::to_address(locale, email),
        SentTo::Current => text::to_current_address(locale).to_owned(),
        SentTo::Another => text::to_another_address(locale).to_owned(),
    };
    let words = match delivery {
        Delivery::Waiting => text::sending_to(locale, to),
        Delivery::Delayed => text::sending_delayed(locale, to),
        Delivery::Sent => text::sent_to(locale, to),
        Delivery::Failed => {
            let words = text::not_delivered_text(locale, &order.organizer.name);
            return view! {
                <Notice tone=Tone::Warning title=text::not_delivered(locale, to)>
                    <p>{words}</p>
                </Notice>
            }
            .into_any();
        }
        Delivery::Moot => return ().into_any(),
    };
    view! { <p>{words}</p> }.into_any()
}

fn tickets(locale: Locale, order: &Order, secret: &Secret, delivery: Option<(SentTo, Delivery)>) -> AnyView {
    let valid = order.has_valid_ticket();
    let called_off = order.is_called_off();
    let title = match order.state {
        OrderState::Refunded => text::order_refunded(locale),
        _ if called_off => text::order_called_off(locale),
        OrderState::PartlyRefunded => text::order_partly_refunded(locale),
        _ => text::thank_you(locale),
    };
    let all = order.tickets.len();
    let path = format!("/orders/{}", secret.as_str());
    view! {
        <header class="stack tight screen-only-with-tickets">
            <p class="muted">{text::order(locale, &order.number)}</p>
            <h1>{title}</h1>
            {valid.then(|| delivered(locale, order, delivery))}
            {called_off.then(|| view! { <p>{text::order_called_off_text(locale)}</p> })}
            {(!order.refunded.is_zero())
                .then(|| view! { <p>{text::refunded_amount(locale, order.refunded.format(locale))}</p> })}
        </header>
        {valid
            .then(|| {
                view! {
                    <div class="row screen-only">
                        <LinkButton sign=Sign::Download href=format!("{path}/tickets.pdf")>
                            {text::download_pdf(locale)}
                        </LinkButton>
                        <LinkButton sign=Sign::Calendar href=format!("{path}/calendar.ics")>
                            {text::add_calendar(locale)}
                        </LinkButton>
                        <crate::island::Printing>
                            <Button class="live-only print" action="button" sign=Sign::Printer>
                                {text::print(locale)}
                            </Button>
                        </crate::island::Printing>
                    </div>
                }
            })}
        <div class="stack">
            {order
                .tickets
                .iter()
                .enumerate()
                .map(|(n, ticket)| one_ticket(locale, order, ticket, n + 1, all))
                .collect_view()}
        </div>
        <div class="screen-only-with-tickets stack">
            {lines(locale, order)} <p class="muted small">{text::keep_link(locale)}</p>
        </div>
    }
    .into_any()
}

fn one_ticket(locale: Locale, order: &Order, ticket: &OrderTicket, n: usize, all: usize) -> AnyView {
    let Some(line) = order.lines.iter().find(|line| line.id == ticket.line) else { return ().into_any() };
    let place = place_words(locale, &line.place);
    let what = ticket_words(locale, &line.ticket_name, &line.place);
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| {
            view! {
                <dt>{name}</dt>
                <dd>{value}</dd>
            }
        })
    };
    view! {
        <article class="ticket" aria-label=text::ticket_of(locale, n, all)>
            <div class="stack tight">
                <p class="muted small">{text::ticket_of(locale, n, all)} " · " {order.number.clone()}</p>
                <h2>{line.event_title.get(locale).to_owned()}</h2>
                {when_and_where(locale, line)}
                <dl class="facts-list">
                    <dt>{text::ticket_kind(locale)}</dt>
                    <dd>
                        {line.ticket_name.get(locale).to_owned()} {ticket_type_description(locale, &line.ticket_description)}
                    </dd>
                    {fact(text::seat(locale), place)}
                    {fact(text::holder_name(locale), ticket.holder.clone().unwrap_or_default())}
                </dl>
            </div>
            <div class="stub">{stub(locale, order, ticket, &what)}</div>
        </article>
    }
    .into_any()
}

fn when_and_where(locale: Locale, line: &OrderLine) -> AnyView {
    let label = line.performance_label.get(locale).to_owned();
    let when = capitalized(&long_date_time(line.starts_at, line.zone, locale));
    let address = format!("{}, {}", line.venue_name, line.venue_address);
    let zone = crate::zone_note::note(line.starts_at, line.zone);
    let doors = line.doors_at.map(|at| text::doors(locale, clock_time(at, line.zone)));
    view! {
        {line.cancelled.then(|| view! { <p><Badge tone=Tone::Error>{text::called_off(locale)}</Badge></p> })}
        {(!label.is_empty()).then(|| view! { <p class="strong">{label}</p> })}
        <Fact sign=Sign::Calendar>{when} " " {zone}</Fact>
        {doors.map(|doors| view! { <Fact sign=Sign::Clock>{doors}</Fact> })} <Fact sign=Sign::Place>{address}</Fact>
        {line.age_min.map(|years| view! { <Fact sign=Sign::User>{text::age(locale, years)}</Fact> })}
    }
    .into_any()
}

/// The code while the ticket is valid, else what became of it.
fn stub(locale: Locale, order: &Order, ticket: &OrderTicket, what: &str) -> AnyView {
    let state = order.reads_as(ticket);
    if state != TicketState::Valid || ticket.code.is_empty() {
        let tone = if state == TicketState::Valid { Tone::Warning } else { Tone::Error };
        let words = refusal::ticket_state(locale, state);
        return view! { <Badge tone>{words}</Badge> }.into_any();
    }
    let drawing = money::qr::ticket_qr_svg(&ticket.code, &text::qr_title(locale, what));
    let scanned = ticket.last_admission.is_some();
    view! {
        {drawing.map(|svg| view! { <div class="qr" inner_html=svg></div> })}
        <p class="small">
            {if scanned { text::was_scanned(locale) } else { text::show_at_door(locale) }}
        </p>
    }
    .into_any()
}

/// What was bought, and the total.
fn lines(locale: Locale, order: &Order) -> AnyView {
    let rows = order
        .lines
        .iter()
        .map(|line| {
            let place = place_words(locale, &line.place);
            let when = domain::time::short_date_time(line.starts_at, line.zone, locale);
            let detail =
                [capitalized(&when), place].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
            view! {
                <li>
                    <div>
                        <p>
                            {line.quantity} " × " {line.ticket_name.get(locale).to_owned()} ", "
                            {line.event_title.get(locale).to_owned()}
                        </p>
                        <p class="muted small">{detail}</p>
                        {ticket_type_description(locale, &line.ticket_description)}
                        {reasons(locale, &line.applied, line.total.currency, line.quantity)}
                    </div>
                    <Price amount=line.total locale />
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="lines-title">
            <h2 id="lines-title">{text::your_order(locale)}</h2>
            <ul class="lines">
                {rows} <li class="total">
                    <span>{text::total(locale)}</span>
                    <Price amount=order.total exact=true locale />
                </li>
            </ul>
            {crate::performance::all_in(locale, std::iter::once(order.total))}
        </section>
    }
    .into_any()
}

fn help(locale: Locale, order: &Order) -> AnyView {
    let email = order.organizer.email.clone();
    let subject: String = url::form_urlencoded::byte_serialize(order.number.as_bytes()).collect();
    view! {
        <section class="stack tight screen-only">
            <h2>{text::help(locale)}</h2>
            <p>
                {order.organizer.name.clone()} " · "
                <a href=format!("mailto:{email}?subject={subject}")>{text::write_to(locale, &email)}</a>
            </p>
        </section>
    }
    .into_any()
}
