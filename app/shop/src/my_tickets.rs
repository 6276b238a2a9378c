//! My tickets: what was bought on this device, and a way to all others. Their links go to the mailbox, never onto the page,
//! so that nobody learns who bought what.

use crate::house::money;
use crate::page::{PageContent, page};
use crate::text;
use domain::locale::Locale;
use domain::order::OrderState;
use domain::time::short_date_time;
use domain::typed::capitalized;
use face::device::device_orders;
use face::request::{kept_form, query};
use leptos::prelude::*;
use leptos_meta::Title;
use money::my_tickets::OrderWithSecret;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn FindPage() -> impl IntoView {
    page(show())
}

async fn show() -> PageContent {
    let locale = current_locale();
    if query("sent").is_some() {
        return Ok(view! {
            <Title text=text::find_sent(locale) />
            <EmptyState sign=Sign::Mail title=text::find_sent(locale) text=text::find_sent_text(locale) alone=true>
                <LinkButton href="/find">{text::find_another(locale)}</LinkButton>
            </EmptyState>
        }
        .into_any());
    }
    let bought = money().orders_with_secrets(&device_orders()).await?;
    let kept = kept_form().await?;
    let error = kept.problems.first().map(|problem| refusal::problem(locale, &problem.problem));
    let here = !bought.is_empty();
    let (title, intro) = match here {
        true => (text::my_tickets(locale), text::find_others_intro(locale)),
        false => (text::find_tickets(locale), text::find_intro(locale)),
    };
    let forgotten = query("forgotten").is_some().then(|| {
        view! {
            <Notice tone=Tone::Success>
                <p>{text::device_forgotten(locale)}</p>
            </Notice>
        }
    });
    Ok(view! {
        <Title text=title />
        <div class="stack loose">
            <h1>{title}</h1>
            {forgotten} {here.then(|| on_this_device(locale, &bought))}
            <form class="stack form-width" method="post" action="/do/shop/find" novalidate>
                {here.then(|| view! { <h2>{text::find_others(locale)}</h2> })}
                <p>{intro}</p>
                <Field
                    label=text::your_email(locale)
                    name="email"
                    kind="email"
                    value=kept.value("email").unwrap_or_default().to_owned()
                    autocomplete="email"
                    inputmode="email"
                    required=true
                    error=MaybeProp::from(error)
                />
                <div>
                    <Button kind=Kind::Primary class="large" sign=Sign::Mail>
                        {text::find_send(locale)}
                    </Button>
                </div>
            </form>
        </div>
    }
    .into_any())
}

/// The orders, newest first, and the way to have them forgotten.
fn on_this_device(locale: Locale, bought: &[OrderWithSecret]) -> AnyView {
    let unpaid = bought.iter().any(|one| one.order.state == OrderState::AwaitingPayment);
    view! {
        <section class="stack" aria-labelledby="here-title">
            <h2 id="here-title">{text::bought_here(locale)}</h2>
            <ul class="date-list">{bought.iter().map(|one| order_row(locale, one)).collect_view()}</ul>
            <form class="stack tight" method="post" action="/do/shop/forget_device">
                <p class="muted small">{text::bought_here_hint(locale)}</p>
                {unpaid.then(|| view! { <p class="muted small">{text::unpaid_here_hint(locale)}</p> })}
                <div>
                    <Button class="small">{text::forget_device(locale)}</Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// One order: what, when, how many tickets, and the way to them.
fn order_row(locale: Locale, bought: &OrderWithSecret) -> AnyView {
    let order = &bought.order;
    let Some(line) = order.lines.first() else { return ().into_any() };
    let title = line.event_title.get(locale).to_owned();
    let when = capitalized(&short_date_time(line.starts_at, line.zone, locale));
    let count = order.lines.iter().map(|line| line.quantity).sum::<u32>();
    let others = order.lines.iter().any(|other| other.performance != line.performance);
    let what = if others { text::and_more(locale, &title) } else { title };
    let facts = [when, line.venue_name.clone(), text::tickets_count(locale, count)].join(" · ");
    let badge = match order.state {
        _ if order.is_called_off() => Some((Tone::Error, text::order_called_off(locale))),
        OrderState::Paid => None,
        OrderState::AwaitingPayment => Some((Tone::Warning, refusal::order_state(locale, order.state))),
        _ => Some((Tone::Plain, refusal::order_state(locale, order.state))),
    };
    let href = format!("/orders/{}", bought.secret.as_str());
    view! {
        <li class="date-row">
            <div class="grow">
                <p class="strong">{what}</p>
                <p class="muted small">{facts}</p>
            </div>
            {badge.map(|(tone, state)| view! { <Badge tone>{state}</Badge> })}
            <a class="button secondary" href=href>
                {text::see_tickets(locale)}
                <span class="visually-hidden">" " {order.number.clone()}</span>
            </a>
        </li>
    }
    .into_any()
}
