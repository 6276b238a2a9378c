//! What every page behind the stage stands in.

use crate::{Backstage, text};
use base::Clock;
use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::time::{self, Timezone};
use leptos::prelude::*;
use leptos_meta::Title;
use ui::kit::*;
use ui::locale::current_path;

/// The demo's other side, provided to every page.
pub fn backstage() -> Backstage {
    expect_context::<Backstage>()
}

/// A page with its heading. What stands in a [`Live`] follows by itself where scripts run.
#[component]
pub fn StagePage(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let locale = current_locale();
    let path = current_path();
    let at = |start: &str| path.starts_with(start);
    let places = vec![
        NavPlace::new("/backstage", text::overview(locale)).sign(Sign::Home).current(path == "/backstage"),
        NavPlace::new("/backstage/mail", text::mailbox(locale)).sign(Sign::Mail).current(at("/backstage/mail")),
        NavPlace::new("/backstage/printer", text::printer(locale))
            .sign(Sign::Printer)
            .current(at("/backstage/printer")),
        NavPlace::new("/backstage/payments", text::bank(locale)).sign(Sign::Card).current(at("/backstage/payments")),
    ];
    let footer = vec![NavPlace::new("/", text::shop(locale)), NavPlace::new("/style", text::style(locale))];
    view! {
        <Title text=title.clone() />
        <script src="/backstage/refresh.js" defer=true></script>
        <ShopFrame places footer>
            <div class="stack loose">
                <h1>{title}</h1>
                {children()}
            </div>
        </ShopFrame>
    }
}

/// A part that is asked for again every few seconds.
#[component]
pub fn Live(#[prop(into)] id: String, children: Children) -> impl IntoView {
    view! {
        <div id=id data-follow="" class="stack">
            {children()}
        </div>
    }
}

/// A form of one button: a press of it does one thing.
#[component]
pub fn Press(
    #[prop(into)] action: String,
    /// What is sent along.
    fields: Vec<(&'static str, String)>,
    #[prop(into)] says: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional, into)] sign: Option<Sign>,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            {fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <input type="hidden" name="back" value=current_path() />
            <Button kind sign class="small">
                {says}
            </Button>
        </form>
    }
}

/// The demo's hour as its season says it: in Rome.
pub fn hour(at: DateTime<Utc>, locale: Locale) -> String {
    time::short_date_time(at, Timezone::ROME, locale)
}

pub fn now() -> DateTime<Utc> {
    backstage().clock.now()
}
