//! How the e-mails of an order fared, and of which orders one reached nobody.

use crate::house::money;
use crate::page::{Press, Staff, cell};
use crate::text::announcements as text;
use domain::email::kind::EmailKindName;
use domain::email::{Delivery, OrderEmail, undelivered};
use domain::locale::Locale;
use domain::order::Order;
use domain::role::Permission;
use domain::time::short_date_time;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;

fn about(locale: Locale, email: &OrderEmail) -> String {
    if let Some(subject) = &email.subject {
        return format!("{}: {}", text::kind_announcement(locale), subject.get(locale));
    }
    match email.kind {
        EmailKindName::OrderConfirmed => text::kind_tickets(locale),
        EmailKindName::TicketsResent => text::kind_tickets_again(locale),
        EmailKindName::OrderRefunded => text::kind_refund(locale),
        EmailKindName::OrderCancelled => text::kind_cancelled(locale),
        EmailKindName::DatesCancelled => text::kind_dates_cancelled(locale),
        EmailKindName::DatesMoved => text::kind_dates_moved(locale),
        EmailKindName::PaidTooLate => text::kind_too_late(locale),
        EmailKindName::AddressChanged => text::kind_address(locale),
        EmailKindName::Announcement | EmailKindName::AnnouncementTrial | EmailKindName::FindMyTickets => {
            text::kind_announcement(locale)
        }
    }
    .to_owned()
}

fn badge(locale: Locale, delivery: Delivery) -> AnyView {
    let (tone, words) = match delivery {
        Delivery::Waiting => (Tone::Plain, text::waiting(locale)),
        Delivery::Delayed => (Tone::Warning, text::delayed(locale)),
        Delivery::Sent => (Tone::Success, text::sent(locale)),
        Delivery::Failed => (Tone::Error, text::not_delivered(locale)),
        Delivery::Moot => (Tone::Plain, text::moot(locale)),
    };
    view! { <Badge tone>{words}</Badge> }.into_any()
}

/// All e-mails about an order; one that reached nobody can be sent again.
pub fn section(staff: &Staff, order: &Order, emails: &[OrderEmail]) -> AnyView {
    let locale = staff.locale;
    let heading = view! { <h2 id="emails">{text::emails(locale)}</h2> };
    if emails.is_empty() {
        return view! {
            <section class="stack tight" aria-labelledby="emails">
                {heading}
                <p class="muted">{text::no_emails(locale)}</p>
            </section>
        }
        .into_any();
    }
    let columns = vec![
        Column::text(text::about(locale)),
        Column::text(text::to(locale)),
        Column::text(text::when(locale)),
        Column::text(crate::text::state(locale)),
    ];
    let rows = emails.iter().map(|email| row(staff, order, email)).collect_view();
    view! {
        <section class="stack tight" aria-labelledby="emails">
            {heading}
            <Table caption=text::emails(locale) columns quiet=true>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

fn row(staff: &Staff, order: &Order, email: &OrderEmail) -> AnyView {
    let locale = staff.locale;
    let at = short_date_time(email.sent_at.unwrap_or(email.at), staff.organizer.zone, locale);
    let said = email.error.as_ref().filter(|_| email.delivery != Delivery::Sent);
    let said = said.map(|words| {
        let words: String = words.chars().take(300).collect();
        view! { <p class="muted small">{text::server_said(locale, words)}</p> }
    });
    let again = (email.delivery == Delivery::Failed && staff.may(Permission::MendOrders)).then(|| {
        let fields = vec![("order", order.id.to_string()), ("email", email.id.to_string())];
        view! {
            <Press
                action="/do/organizer/send_again"
                fields
                says=text::send_again(locale)
                sign=Sign::Refresh
                class="small"
                about=about(locale, email)
            />
        }
    });
    view! {
        <tr>
            <th scope="row">{about(locale, email)}</th>
            {cell(text::to(locale), email.to.clone())}
            {cell(text::when(locale), view! { <span class="nowrap">{at}</span> })}
            {cell(
                crate::text::state(locale),
                view! { <div class="stack tight">{badge(locale, email.delivery)} {said} {again}</div> },
            )}
        </tr>
    }
    .into_any()
}

/// Above an order: whom an e-mail did not reach.
pub fn notice(staff: &Staff, order: &Order, emails: &[OrderEmail]) -> AnyView {
    let locale = staff.locale;
    let Some(failed) = undelivered(emails).next() else { return ().into_any() };
    let words = text::undelivered_text(locale, &failed.to);
    let correct = staff.may(Permission::MendOrders).then(|| correct_link(staff, order));
    view! {
        <Notice tone=Tone::Warning title=text::undelivered_title(locale)>
            <div class="stack tight">
                <p>{words}</p>
                {correct}
            </div>
        </Notice>
    }
    .into_any()
}

/// The way to the page that corrects names and address.
pub fn correct_link(staff: &Staff, order: &Order) -> AnyView {
    let href = format!("/organizer/orders/{}/correct", order.id);
    let locale = staff.locale;
    view! {
        <LinkButton href class="small" sign=Sign::Edit>
            {text::correct_title(locale)}
        </LinkButton>
    }
    .into_any()
}

/// Above the list of orders: those of which an e-mail reached nobody.
pub async fn orders_notice(staff: &Staff) -> Result<AnyView, FaceError> {
    let locale = staff.locale;
    let found = money().undelivered(&staff.actor).await.map_err(FaceError::from)?;
    if found.is_empty() {
        return Ok(().into_any());
    }
    let count = found.len();
    let rows = found.into_iter().map(|one| {
        view! {
            <li>
                <a class="code" href=format!("/organizer/orders/{}", one.order)>
                    {one.number}
                </a>
                " "
                <span class="muted small">{one.to}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    Ok(view! {
        <Notice tone=Tone::Warning title=text::undelivered_orders(locale, count)>
            <ul class="stack tight">{rows}</ul>
        </Notice>
    }
    .into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::EmailId;

    #[test]
    fn every_letter_about_an_order_has_a_name() {
        for kind in [
            EmailKindName::OrderConfirmed,
            EmailKindName::TicketsResent,
            EmailKindName::OrderRefunded,
            EmailKindName::OrderCancelled,
            EmailKindName::DatesCancelled,
            EmailKindName::DatesMoved,
            EmailKindName::PaidTooLate,
            EmailKindName::AddressChanged,
        ] {
            let email = OrderEmail {
                id: EmailId(Default::default()),
                kind,
                subject: None,
                to: "maria@example.org".into(),
                at: chrono::DateTime::UNIX_EPOCH,
                sent_at: None,
                delivery: Delivery::Waiting,
                error: None,
            };
            for locale in [Locale::En, Locale::It] {
                assert_ne!(about(locale, &email), text::kind_announcement(locale), "{kind:?}");
            }
        }
    }
}
