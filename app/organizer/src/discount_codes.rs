//! The discount codes: what each takes off, how often it was used, and making them.

use crate::form_builder::{FieldLook, FormBuilder, is_of_one, of_one, typed};
use crate::house::office;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, fold, hidden, page};
use crate::text::discount_codes as text;
use base::forms::KeptForm;
use domain::discount_code::{CodeWithUses, DiscountCode, said_of};
use domain::form::{DiscountCodeForm, DiscountLimitForm};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::pricing::adjustment::PriceChange;
use domain::role::Permission;
use domain::stats::EventRow;
use domain::time::short_date_time;
use domain::typed::capitalized;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;

#[component]
pub fn DiscountCodesPage() -> impl IntoView {
    page(show)
}

async fn show(staff: Staff) -> StaffContent {
    let locale = staff.locale;
    let codes = office().discount_codes(&staff.actor).await.map_err(FaceError::from)?;
    let events = office().event_rows(&staff.actor).await.map_err(FaceError::from)?;
    let changes = staff.may(Permission::EditEvents);
    let list = if codes.is_empty() {
        view! { <EmptyState title=text::none_yet(locale) text=text::none_yet_text(locale) /> }.into_any()
    } else {
        let mut columns = vec![
            Column::text(text::code(locale)),
            Column::text(text::gives(locale)),
            Column::text(text::valid_for(locale)),
            Column::number(text::used(locale)),
        ];
        if changes {
            columns.push(Column::text(text::change(locale)));
        }
        let rows = codes.iter().map(|code| row(&staff, &events, code, changes)).collect_view();
        view! {
            <Table caption=text::discount_codes(locale) columns quiet=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    let add = changes.then(|| add(&staff, &events));
    Ok(FramedPage::new(text::discount_codes(locale), view! { {list} {add} }))
}

fn row(staff: &Staff, events: &[EventRow], of: &CodeWithUses, changes: bool) -> AnyView {
    let locale = staff.locale;
    let code = &of.code;
    let words = said_of(&code.words, &code.code, locale).map(str::to_owned);
    let is_off = (!code.active).then(|| view! { <Badge tone=Tone::Warning>{text::switched_off(locale)}</Badge> });
    let used = match of.limit {
        Some(limit) => text::used_of(locale, of.used, limit),
        None => of.used.to_string(),
    };
    let in_carts = (of.held > 0).then(|| view! { <span class="muted small">{text::in_carts(locale, of.held)}</span> });
    view! {
        <tr>
            <th scope="row">{code.code.clone()} " " {is_off}</th>
            {cell(
                text::gives(locale),
                view! {
                    <div>
                        <p>{takes_off(locale, code)}</p>
                        {words.map(|words| view! { <p class="muted small">{words}</p> })}
                    </div>
                },
            )}
            {cell(text::valid_for(locale), valid_for(staff, events, code))}
            <Cell label=text::used(locale) number=true>
                {used} " " {in_carts}
            </Cell>
            {changes.then(|| cell(text::change(locale), change(staff, of)))}
        </tr>
    }
    .into_any()
}

/// `10 % off`, `€5.00 off`
fn takes_off(locale: Locale, code: &DiscountCode) -> String {
    match code.change {
        PriceChange::ByShare { share_bp } => text::percent_off(locale, percent(locale, share_bp.unsigned_abs())),
        PriceChange::By { minor } => text::off(locale, Money::new(-minor, code.currency).format(locale)),
        PriceChange::To { minor } => text::costs(locale, Money::new(minor, code.currency).format(locale)),
    }
}

/// Basis points as a percentage: `7.5`.
fn percent(locale: Locale, share_bp: u32) -> String {
    let written = Money::new(share_bp.into(), Currency::EUR).decimal();
    let short = written.trim_end_matches('0').trim_end_matches('.');
    short.replace('.', &locale.decimal_point().to_string())
}

/// `Macbeth · until Tue 1 Dec, 00:00`
fn valid_for(staff: &Staff, events: &[EventRow], code: &DiscountCode) -> String {
    let locale = staff.locale;
    let event = code.event.and_then(|id| events.iter().find(|row| row.event == id));
    let zone = event.map_or(staff.organizer.zone, |row| row.zone);
    let name = match (code.event, event) {
        (None, _) => text::all_events(locale).to_owned(),
        (Some(_), event) => event.map(|row| row.title.get(locale).to_owned()).unwrap_or_default(),
    };
    let parts = [
        Some(name),
        code.from.map(|from| crate::text::prices::from(locale, short_date_time(from, zone, locale))),
        code.until.map(|until| crate::text::prices::until(locale, short_date_time(until, zone, locale))),
    ];
    capitalized(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn change(staff: &Staff, of: &CodeWithUses) -> AnyView {
    let locale = staff.locale;
    let code = &of.code;
    let id = code.id.to_string();
    let draft = FormBuilder::new(locale, &staff.kept);
    let wrong = draft.wrong_in(&[&of_one("uses", &id)]);
    let typed: Option<DiscountLimitForm> = typed(&staff.kept).filter(|_| wrong);
    let now = of.limit.map(|limit| limit.to_string()).unwrap_or_default();
    let uses = typed.map_or(now, |form| form.uses);
    let field = draft.line_of("uses", &id, text::uses(locale), &uses, text::uses_hint(locale));
    let (about, named) = (code.code.clone(), code.code.clone());
    let limit = view! {
        <form class="stack tight" method="post" action="/do/organizer/limit_discount_code" novalidate>
            {hidden(vec![("code", id.clone())])} {wrong.then(|| draft.summary())} {field} <div>
                <Button class="small">
                    {text::set_limit(locale)} <span class="visually-hidden">" " {about}</span>
                </Button>
            </div>
        </form>
    };
    let says = if code.active { text::switch_off(locale) } else { text::switch_on(locale) };
    let fields = vec![("code", id), ("on", (!code.active).to_string())];
    view! {
        <div class="stack tight">
            <Press
                action="/do/organizer/switch_discount_code"
                fields
                says
                kind=Kind::Quiet
                class="small"
                about=named
            />
            {fold(text::another_limit(locale), wrong, "quiet", limit)}
        </div>
    }
    .into_any()
}

fn add(staff: &Staff, events: &[EventRow]) -> AnyView {
    let locale = staff.locale;
    // What came back may be another limit of a code that is there.
    let kept = if is_of_one(&staff.kept) { KeptForm::default() } else { staff.kept.clone() };
    let form: DiscountCodeForm = typed(&kept).unwrap_or_default();
    let draft = FormBuilder::new(locale, &kept);
    let names = events.iter().map(|row| (row.event.to_string(), row.title.get(locale).to_owned()));
    let events: Vec<_> = std::iter::once((String::new(), text::all_events(locale).to_owned())).chain(names).collect();
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    let percent = FieldLook { inputmode: "decimal", class: "short", after: "%", ..FieldLook::default() };
    let money = FieldLook {
        inputmode: "decimal",
        class: "money",
        after: staff.organizer.currency.code(),
        ..FieldLook::default()
    };
    let uses = FieldLook {
        inputmode: "numeric",
        class: "short",
        hint: text::uses_hint(locale),
        optional: true,
        ..FieldLook::default()
    };
    let words = FieldLook { hint: text::words_hint(locale), ..optional };
    let code = FieldLook { hint: text::code_hint(locale), ..FieldLook::default() };
    let (en, it) = (crate::text::english(locale), crate::text::italian(locale));
    let fields = view! {
        {draft.line("code", text::code(locale), &form.code, code)}
        <div class="grid">
            {draft.line("percent", text::percent(locale), &form.percent, percent)}
            {draft.line("amount", text::amount(locale), &form.amount, money)}
            {draft.line("uses", text::uses(locale), &form.uses, uses)}
            {draft.select("event", text::valid_for(locale), events, &form.event)}
            {draft.line("words_en", &text::words(locale, en), &form.words_en, words)}
            {draft.line("words_it", &text::words(locale, it), &form.words_it, words)}
            {draft.moment("from_at", crate::text::prices::from_when(locale), &form.from_at, optional)}
            {draft.moment("until_at", crate::text::prices::until_when(locale), &form.until_at, optional)}
        </div>
    };
    view! {
        <section class="stack" aria-labelledby="add">
            <h2 id="add">{text::add(locale)}</h2>
            <p class="muted">{text::add_text(locale)}</p>
            <form class="stack form-width" method="post" action="/do/organizer/add_discount_code" novalidate>
                {draft.summary()} {fields} <div>
                    <Button kind=Kind::Primary class="large" sign=Sign::Plus>
                        {text::add(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_short_as_they_are() {
        assert_eq!([1000, 750, 333, 10_000].map(|bp| percent(Locale::En, bp)), ["10", "7.5", "3.33", "100"]);
        assert_eq!(percent(Locale::It, 750), "7,5");
    }
}
