//! Who the organizer is: its name, how buyers reach it, its clocks.

use crate::draft::{Draft, Look, typed};
use crate::meanwhile;
use crate::page::{Content, Desk, Shown, hidden, page};
use crate::text::settings as text;
use domain::form::SettingsForm;
use domain::role::Permission;
use leptos::prelude::*;
use ui::field::field_id;
use ui::kit::*;

#[component]
pub fn SettingsPage() -> impl IntoView {
    page(show)
}

async fn show(desk: Desk) -> Content {
    desk.require(Permission::EditEvents)?;
    let locale = desk.locale;
    let organizer = &desk.organizer;
    let saved = SettingsForm::of(organizer);
    let form: SettingsForm = typed(&desk.kept).unwrap_or_else(|| saved.clone());
    let draft = Draft::new(locale, &desk.kept);
    let email = Look { kind: "email", inputmode: "email", hint: text::email_hint(locale), ..Look::default() };
    let phone = Look { kind: "tel", inputmode: "tel", optional: true, ..Look::default() };
    let site = Look { inputmode: "url", optional: true, hint: text::site_hint(locale), ..Look::default() };
    let zone = Look { hint: text::zone_hint(locale), ..Look::default() };
    let fields = view! {
        {draft.line("name", crate::text::name(locale), &form.name, Look::default())}
        {draft.area("address", text::address(locale), &form.address, 4, text::address_hint(locale))}
        {draft.line("email", crate::text::email(locale), &form.email, email)}
        <div class="grid">
            {draft.line("phone", text::phone(locale), &form.phone, phone)}
            {draft.line("site", text::site(locale), &form.site, site)}
        </div>
        {draft.line("zone", crate::text::event::time_zone(locale), &form.zone, zone)}
    };
    // Where somebody else has saved, the way on is to press again, now that both were seen.
    let opened = office::organizers::version(organizer);
    let both = meanwhile::both(&desk, &draft, &form, &saved);
    let shop = format!("/o/{}", organizer.slug);
    let body = view! {
        <p class="text-width">{text::intro(locale)} " " <a href=shop.clone()>{shop.clone()}</a></p>
        <form class="stack form-width" method="post" action="/do/organizer/save_settings" novalidate>
            {hidden(vec![("opened", opened)])} {draft.summary()} {both} {fields} <div id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
            </div>
        </form>
    };
    Ok(Shown::new(text::settings(locale), body))
}
