//! The Test Bank from its own side: every payment it was asked for, and how it behaves.

use crate::act::AGAIN;
use crate::api::PAYMENTS_MAX;
use crate::page::{Live, Press, StagePage, backstage, hour};
use crate::text;
use backstage::gateway::payment::{BankPayment, BankStatus, ChoiceName};
use backstage::gateway::settings::{BankSettings, Outage, OutageName, RefundMode};
use domain::locale::Locale;
use leptos::prelude::*;
use ui::kit::*;
use ui::locale::current_path;

#[component]
pub fn PaymentsPage() -> impl IntoView {
    let locale = current_locale();
    let bank = backstage().bank.clone();
    let payments = list(&bank.payments(PAYMENTS_MAX), locale);
    view! {
        <StagePage title=text::bank(locale)>
            <p class="text-width muted">{text::bank_text(locale)}</p>
            <Behavior />
            <Live id="payments">
                {payments}
            </Live>
        </StagePage>
    }
}

fn list(payments: &[BankPayment], locale: Locale) -> AnyView {
    if payments.is_empty() {
        return view! {
            <EmptyState sign=Sign::Card title=text::no_payments(locale) text=text::no_payments_text(locale) />
        }
        .into_any();
    }
    let rows = payments.iter().map(|payment| row(payment, locale)).collect_view();
    let columns = vec![
        Column::text(text::order(locale)),
        Column::number(text::amount(locale)),
        Column::text(text::state(locale)),
        Column::text(text::answer(locale)),
    ];
    view! {
        <Table caption=text::payments(locale) columns>
            {rows}
        </Table>
    }
    .into_any()
}

fn row(payment: &BankPayment, locale: Locale) -> AnyView {
    let (tone, state) = match payment.status() {
        BankStatus::Captured => (Tone::Success, text::captured(locale)),
        BankStatus::Failed => (Tone::Error, text::failed(locale)),
        BankStatus::Cancelled => (Tone::Plain, text::cancelled(locale)),
        BankStatus::Processing => (Tone::Warning, text::processing(locale)),
        BankStatus::Open => (Tone::Info, text::open(locale)),
    };
    let is_open = payment.status() == BankStatus::Open;
    let choices = if is_open { answers(locale) } else { vec![(AGAIN, text::say_again(locale))] };
    let buttons = choices.into_iter().map(|(choice, says)| {
        let fields = vec![("payment", payment.id.clone()), ("choice", choice.to_owned())];
        view! { <Press action="/backstage/api/payments" fields says /> }
    });
    let buttons = buttons.collect_view();
    let refunds = payment.refunds.iter().map(|refund| {
        let says = text::refund(locale, refund.amount.format(locale));
        view! { <div class="muted small">{says}</div> }
    });
    let refunds = refunds.collect_view();
    let trouble = payment.deliveries.iter().rev().find_map(|delivery| delivery.trouble.clone());
    let (order, at) = (payment.request.order_number.clone(), hour(payment.created_at, locale));
    let amount = payment.request.amount.format(locale);
    view! {
        <tr>
            <th scope="row">
                {order}
                <div class="muted small">{at}</div>
            </th>
            <Cell label=text::amount(locale) number=true>
                {amount}
                {refunds}
            </Cell>
            <Cell label=text::state(locale)>
                <Badge tone>{state}</Badge>
                {trouble.map(|said| view! { <div class="muted small">{said}</div> })}
            </Cell>
            <Cell label=text::answer(locale)>
                <div class="row tight">{buttons}</div>
            </Cell>
        </tr>
    }
    .into_any()
}

/// What can be answered to an open payment.
fn answers(locale: Locale) -> Vec<(&'static str, &'static str)> {
    let all = [
        (ChoiceName::Approve, text::approve(locale)),
        (ChoiceName::Decline, text::decline(locale)),
        (ChoiceName::ApproveSlowly, text::slowly(locale)),
        (ChoiceName::ApproveTwice, text::twice(locale)),
        (ChoiceName::ApproveUntold, text::untold(locale)),
        (ChoiceName::ApproveLate, text::late(locale)),
        (ChoiceName::NeverAnswer, text::silent(locale)),
    ];
    all.into_iter().map(|(choice, says)| (choice.into_str(), says)).collect()
}

/// What the bank does when nobody presses a button.
#[component]
fn Behavior() -> impl IntoView {
    let locale = current_locale();
    let settings = backstage().bank.settings();
    let seconds = match settings.outage {
        Outage::Hangs { seconds } => seconds,
        Outage::None | Outage::Refuses => 60,
    };
    let (outage, refunds) = (OutageName::from(settings.outage).into_str(), settings.refunds.into_str());
    let option = |value: &str, says: &str| (value.to_owned(), says.to_owned());
    let outages = vec![
        option(OutageName::None.into_str(), text::outage_none(locale)),
        option(OutageName::Refuses.into_str(), text::outage_refuses(locale)),
        option(OutageName::Hangs.into_str(), text::outage_hangs(locale)),
    ];
    let ways = vec![
        option(RefundMode::AtOnce.into_str(), text::refunds_at_once(locale)),
        option(RefundMode::Slowly.into_str(), text::refunds_slowly(locale)),
        option(RefundMode::Fail.into_str(), text::refunds_fail(locale)),
    ];
    let summary = text::behavior(locale);
    let open = settings != BankSettings::default();
    view! {
        <Disclosure summary open>
            <form method="post" action="/backstage/api/bank" class="stack form-width">
                <input type="hidden" name="back" value=current_path() />
                <Select label=text::outage(locale) name="outage" options=outages value=outage />
                <Field
                    label=text::hang_seconds(locale)
                    name="seconds"
                    kind="number"
                    value=seconds.to_string()
                    min="1"
                    max="600"
                    class="short"
                />
                <Select label=text::refunds(locale) name="refunds" options=ways value=refunds />
                <Checkbox label=text::at_once(locale) name="approve_at_once" checked=settings.approve_at_once />
                <div>
                    <Button kind=Kind::Primary>{text::save(locale)}</Button>
                </div>
            </form>
        </Disclosure>
    }
}
