//! How a sale is kept fair: the waiting room, the proof of work and the limits, for one event or for the whole shop.

use crate::draft::{Draft, Look, posted, typed};
use crate::event::{Tab, edited, shown};
use crate::house::selling;
use crate::page::{Content, Desk, Shown, hidden, id, page};
use crate::text::fair as text;
use crate::words;
use domain::form::FairForm;
use domain::ids::EventId;
use domain::protection::{ProofRule, Protection};
use domain::role::Permission;
use face::error::FaceError;
use leptos::prelude::*;
use selling::fair::FairSettings;
use ui::kit::*;

#[component]
pub fn FairPage() -> impl IntoView {
    let event = id("event");
    page(move |desk| of_event(desk, event))
}

#[component]
pub fn ShopFairPage() -> impl IntoView {
    page(of_shop)
}

async fn of_event(desk: Desk, event: Option<EventId>) -> Content {
    let event = edited(&desk, event).await?.event;
    let settings = read(&desk, Some(event.id)).await?;
    let content = form(&desk, Some(event.id), &settings);
    Ok(shown(&desk, &event, Tab::Fair, content))
}

async fn of_shop(desk: Desk) -> Content {
    desk.require(Permission::EditEvents)?;
    let settings = read(&desk, None).await?;
    let content = form(&desk, None, &settings);
    let above = vec![Place::new("/organizer", crate::text::events(desk.locale))];
    Ok(Shown::new(text::shop_title(desk.locale), content).above(above))
}

async fn read(desk: &Desk, event: Option<EventId>) -> Result<FairSettings, FaceError> {
    selling().fair_settings(&desk.actor, event).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)
}

fn form(desk: &Desk, event: Option<EventId>, settings: &FairSettings) -> AnyView {
    let locale = desk.locale;
    let fresh = || FairForm::of(&settings.holds(), settings.own.is_none(), settings.zone);
    let form: FairForm = typed(&desk.kept).unwrap_or_else(fresh);
    let draft = Draft::new(locale, &desk.kept);
    let intro = if event.is_some() { text::event_intro(locale) } else { text::shop_intro(locale) };
    let whose = event.is_some().then(|| whose(desk, &form, settings));
    let room = room(desk, &draft, &form, settings);
    let crowd = crowd(desk, &draft, &form);
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
fn whose(desk: &Desk, form: &FairForm, settings: &FairSettings) -> AnyView {
    let locale = desk.locale;
    let below = said(desk, &settings.below);
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
fn said(desk: &Desk, protection: &Protection) -> String {
    let locale = desk.locale;
    let room = words::room_rule(locale, protection.room.into_str());
    let proof = words::proof_rule(locale, protection.proof);
    let person = match protection.person_max {
        Some(max) => text::person_max_said(locale, max),
        None => text::person_max_none(locale).to_owned(),
    };
    format!("{} {room} · {} {proof} · {person}", text::room_short(locale), text::proof_short(locale))
}

fn room(desk: &Desk, draft: &Draft, form: &FairForm, settings: &FairSettings) -> AnyView {
    let locale = desk.locale;
    let error = draft.error("room", text::room(locale)).get_untracked();
    let choice = |value: &'static str, hint: &'static str| {
        let checked = form.room.trim() == value || (value == "off" && form.room.trim().is_empty());
        view! {
            <Radio
                label=capital(words::room_rule(locale, value))
                name=posted("room")
                value
                checked
                hint
            />
        }
    };
    let choices = view! {
        {choice("off", text::room_off_hint(locale))} {choice("scheduled", text::room_scheduled_hint(locale))}
        {choice("auto", text::room_auto_hint(locale))}
    }
    .into_any();
    let zone = text::opens_at_hint(locale, settings.zone.name());
    let opens = Look { hint: &zone, optional: true, ..Look::default() };
    let shoppers = Look { inputmode: "numeric", class: "short", hint: text::shoppers_hint(locale), ..Look::default() };
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

fn crowd(desk: &Desk, draft: &Draft, form: &FairForm) -> AnyView {
    let locale = desk.locale;
    let error = draft.error("proof", text::proof(locale)).get_untracked();
    let choice = |rule: ProofRule, hint: &'static str| {
        let value = rule.into_str();
        let checked = form.proof.trim() == value || (value == "off" && form.proof.trim().is_empty());
        view! {
            <Radio
                label=capital(words::proof_rule(locale, rule))
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
    let number = Look { inputmode: "numeric", class: "short", ..Look::default() };
    let person = Look { optional: true, hint: text::person_max_hint(locale), ..number };
    let visitor = Look { hint: text::visitor_hint(locale), ..number };
    let address = Look { hint: text::address_hint(locale), ..number };
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

/// The word at the start of a line.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
