//! Who the organizer is: its name, how buyers reach it, its clocks.

use crate::edit_conflict;
use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::page::{FramedPage, Staff, StaffContent, hidden, page};
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

async fn show(staff: Staff) -> StaffContent {
    staff.require(Permission::EditEvents)?;
    let locale = staff.locale;
    let organizer = &staff.organizer;
    let saved = SettingsForm::of(organizer);
    let form: SettingsForm = typed(&staff.kept).unwrap_or_else(|| saved.clone());
    let draft = FormBuilder::new(locale, &staff.kept);
    let email = FieldLook { kind: "email", inputmode: "email", hint: text::email_hint(locale), ..FieldLook::default() };
    let phone = FieldLook { kind: "tel", inputmode: "tel", optional: true, ..FieldLook::default() };
    let site = FieldLook { inputmode: "url", optional: true, hint: text::site_hint(locale), ..FieldLook::default() };
    let zone = FieldLook { hint: text::zone_hint(locale), ..FieldLook::default() };
    let fields = view! {
        {draft.line("name", crate::text::name(locale), &form.name, FieldLook::default())}
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
    let both = edit_conflict::both(&staff, &draft, &form, &saved);
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
    Ok(FramedPage::new(text::settings(locale), body))
}
