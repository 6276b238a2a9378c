//! How a sale is kept fair: the waiting room, the proof of work and the limits, for one event or for the whole shop.

use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, posted, typed};
use crate::house::selling;
use crate::labels;
use crate::page::{FramedPage, Staff, StaffContent, hidden, id, page};
use crate::text::fair as text;
use domain::form::FairForm;
use domain::ids::EventId;
use domain::protection::{ProofRule, Protection, RoomRuleName};
use domain::role::Permission;
use domain::typed::capitalized;
use face::error::FaceError;
use leptos::prelude::*;
use selling::fair_sale::FairSettings;
use ui::kit::*;

#[component]
pub fn FairPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| of_event(staff, event))
}

#[component]
pub fn ShopFairPage() -> impl IntoView {
    page(of_shop)
}

async fn of_event(staff: Staff, event: Option<EventId>) -> StaffContent {
    let event = edited(&staff, event).await?.event;
    let settings = read(&staff, Some(event.id)).await?;
    let content = form(&staff, Some(event.id), &settings);
    Ok(shown(&staff, &event, Tab::Fair, content))
}

async fn of_shop(staff: Staff) -> StaffContent {
    staff.require(Permission::EditEvents)?;
    let settings = read(&staff, None).await?;
    let content = form(&staff, None, &settings);
    let above = vec![NavPlace::new("/organizer", crate::text::events(staff.locale))];
    Ok(FramedPage::new(text::shop_title(staff.locale), content).above(above))
}

async fn read(staff: &Staff, event: Option<EventId>) -> Result<FairSettings, FaceError> {
    selling().fair_settings(&staff.actor, event).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)
}

fn form(staff: &Staff, event: Option<EventId>, settings: &FairSettings) -> AnyView {
    let locale = staff.locale;
    let fresh = || FairForm::of(&settings.holds(), settings.own.is_none(), settings.zone);
    let form: FairForm = typed(&staff.kept).unwrap_or_else(fresh);
    let draft = FormBuilder::new(locale, &staff.kept);
    let intro = if event.is_some() { text::event_intro(locale) } else { text::shop_intro(locale) };
    let whose = event.is_some().then(|| whose(staff, &form, settings));
    let room = room(staff, &draft, &form, settings);
    let crowd = crowd(staff, &draft, &form);
    let ids = event.map(|event| vec![("event", event.to_string())]).unwrap_or_default();
    view! {
        <form class="stack loose" method="post" action="/do/organizer/save_fair" novalidate>
            {hidden(ids)} {draft.summary()} <p class="muted">{intro}</p> {whose} {room} {crowd}
            <div>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Whether an event goes by the shop's settings.
fn whose(staff: &Staff, form: &FairForm, settings: &FairSettings) -> AnyView {
    let locale = staff.locale;
    let below = said(staff, &settings.below);
    let as_shop = form.as_shop;
    view! {
        <ChoiceGroup legend=text::whose(locale) name="as_shop">
            <Radio
                label=text::as_shop(locale)
                name=posted("as_shop")
                value="true"
                checked=as_shop
                hint=text::as_shop_hint(locale, below)
            />
            <Radio
                label=text::its_own(locale)
                name=posted("as_shop")
                value="false"
                checked=!as_shop
                hint=text::its_own_hint(locale)
            />
        </ChoiceGroup>
        <p>
            <a href="/organizer/fair">{text::shop_link(locale)}</a>
        </p>
    }
    .into_any()
}

/// Settings in one sentence.
fn said(staff: &Staff, protection: &Protection) -> String {
    let locale = staff.locale;
    let room = labels::room_rule(locale, protection.room.into());
    let proof = labels::proof_rule(locale, protection.proof);
    let person = match protection.person_max {
        Some(max) => text::person_max_said(locale, max),
        None => text::person_max_none(locale).to_owned(),
    };
    format!("{} {room} · {} {proof} · {person}", text::room_short(locale), text::proof_short(locale))
}

fn room(staff: &Staff, draft: &FormBuilder, form: &FairForm, settings: &FairSettings) -> AnyView {
    let locale = staff.locale;
    let error = draft.error("room", text::room(locale)).get_untracked();
    let choice = |rule: RoomRuleName, hint: &'static str| {
        let value = rule.into_str();
        let checked = form.room.trim() == value || (rule == RoomRuleName::Off && form.room.trim().is_empty());
        view! {
            <Radio
                label=capitalized(labels::room_rule(locale, rule))
                name=posted("room")
                value
                checked
                hint
            />
        }
    };
    let choices = view! {
        {choice(RoomRuleName::Off, text::room_off_hint(locale))}
        {choice(RoomRuleName::Scheduled, text::room_scheduled_hint(locale))}
        {choice(RoomRuleName::Auto, text::room_auto_hint(locale))}
    }
    .into_any();
    let zone = text::opens_at_hint(locale, settings.zone.name());
    let opens = FieldLook { hint: &zone, optional: true, ..FieldLook::default() };
    let shoppers =
        FieldLook { inputmode: "numeric", class: "short", hint: text::shoppers_hint(locale), ..FieldLook::default() };
    view! {
        <section class="stack" aria-labelledby="room">
            <h2 id="room">{text::room(locale)}</h2>
            <p class="muted small">{text::room_text(locale)}</p>
            {choices_in(text::room_question(locale), "room", error, choices)}
            <div class="grid">
                {draft.moment("room_opens_at", text::opens_at(locale), &form.room_opens_at, opens)}
                {draft.line("shoppers_max", text::shoppers_max(locale), &form.shoppers_max, shoppers)}
            </div>
        </section>
    }
    .into_any()
}

fn crowd(staff: &Staff, draft: &FormBuilder, form: &FairForm) -> AnyView {
    let locale = staff.locale;
    let error = draft.error("proof", text::proof(locale)).get_untracked();
    let choice = |rule: ProofRule, hint: &'static str| {
        let value = rule.into_str();
        let checked = form.proof.trim() == value || (rule == ProofRule::Off && form.proof.trim().is_empty());
        view! {
            <Radio
                label=capitalized(labels::proof_rule(locale, rule))
                name=posted("proof")
                value
                checked
                hint
            />
        }
    };
    let choices = view! {
        {choice(ProofRule::Off, text::proof_off_hint(locale))}
        {choice(ProofRule::Busy, text::proof_busy_hint(locale))}
        {choice(ProofRule::Always, text::proof_always_hint(locale))}
    }
    .into_any();
    let number = FieldLook { inputmode: "numeric", class: "short", ..FieldLook::default() };
    let person = FieldLook { optional: true, hint: text::person_max_hint(locale), ..number };
    let visitor = FieldLook { hint: text::visitor_hint(locale), ..number };
    let address = FieldLook { hint: text::address_hint(locale), ..number };
    view! {
        <section class="stack" aria-labelledby="proof">
            <h2 id="proof">{text::proof(locale)}</h2>
            <p class="muted small">{text::proof_text(locale)}</p>
            {choices_in(text::proof_question(locale), "proof", error, choices)}
        </section>
        <section class="stack" aria-labelledby="limits">
            <h2 id="limits">{text::limits(locale)}</h2>
            <div class="grid">
                {draft.line("person_max", text::person_max(locale), &form.person_max, person)}
                {draft.line("visitor_per_minute", text::visitor_per_minute(locale), &form.visitor_per_minute, visitor)}
                {draft.line("address_per_minute", text::address_per_minute(locale), &form.address_per_minute, address)}
            </div>
        </section>
    }
    .into_any()
}

/// Choices under a question, with what was wrong with the answer.
fn choices_in(legend: &'static str, name: &'static str, error: Option<String>, choices: AnyView) -> AnyView {
    match error {
        Some(error) => view! {
            <ChoiceGroup legend name error>
                {choices}
            </ChoiceGroup>
        }
        .into_any(),
        None => view! {
            <ChoiceGroup legend name>
                {choices}
            </ChoiceGroup>
        }
        .into_any(),
    }
}
