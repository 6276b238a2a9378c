//! The first page behind the stage: ways into the faces, and the clock.

use crate::page::{Live, Press, StagePage, backstage, hour, now};
use crate::text;
use domain::event::CatalogueQuery;
use domain::locale::Locale;
use domain::role::Role;
use face::request::part;
use leptos::prelude::*;
use season::DemoPerson;
use selling::Selling;
use ui::kit::*;

/// How many dates the clock offers to go to.
const DATES_MAX: usize = 6;

#[component]
pub fn OverviewPage() -> impl IntoView {
    let locale = current_locale();
    view! {
        <StagePage title=text::backstage(locale)>
            <p class="text-width">{text::about(locale)}</p>
            <Doors />
            <Clock />
        </StagePage>
    }
}

/// A door for everyone who works in the demo.
#[component]
fn Doors() -> impl IntoView {
    let locale = current_locale();
    let backstage = backstage();
    let people = &backstage.season.people;
    let doors = people.iter().map(|person| door(person, locale)).collect_view();
    let password = people.first().map(|person| person.password);
    let columns =
        vec![Column::text(text::who(locale)), Column::text(text::role(locale)), Column::text(text::go_in(locale))];
    view! {
        <section class="stack" aria-labelledby="doors">
            <div class="page-head">
                <h2 id="doors">{text::doors(locale)}</h2>
                <LinkButton href="/" sign=Sign::Ticket>
                    {text::to_the_shop(locale)}
                </LinkButton>
            </div>
            <p class="muted">{text::doors_text(locale)}</p>
            <Table caption=text::doors(locale) quiet=true columns>
                {doors}
            </Table>
            {password.map(|word| view! { <p class="muted small">{text::password(locale, word)}</p> })}
        </section>
    }
}

fn door(person: &DemoPerson, locale: Locale) -> AnyView {
    let roles: Vec<String> =
        person.roles.iter().map(|(organizer, role)| format!("{} · {organizer}", role_name(locale, *role))).collect();
    let (name, email) = (person.name.clone(), person.email.clone());
    let face = |(path, name): (&str, Name)| {
        let fields = vec![("email", person.email.clone()), ("to", path.to_owned())];
        view! { <Press action="/backstage/enter" fields says=name(locale) /> }
    };
    let faces = faces_of(person).into_iter().map(face).collect_view();
    view! {
        <tr>
            <th scope="row">
                {name}
                <div class="muted small">{email}</div>
            </th>
            <Cell label=text::role(locale)>{roles.join(", ")}</Cell>
            <Cell label=text::go_in(locale)>
                <div class="row tight">{faces}</div>
            </Cell>
        </tr>
    }
    .into_any()
}

type Name = fn(Locale) -> &'static str;

/// The faces where this person has something to do.
fn faces_of(person: &DemoPerson) -> Vec<(&'static str, Name)> {
    use domain::role::Permission::{Admit, SeeSales, Sell};
    let all: [(&str, Name, _); 3] =
        [("/organizer", text::organizer, SeeSales), ("/till", text::till, Sell), ("/gate", text::gate, Admit)];
    let may = |permission| person.roles.iter().any(|(_, role)| role.may(permission));
    all.into_iter().filter(|(_, _, permission)| may(*permission)).map(|(path, name, _)| (path, name)).collect()
}

fn role_name(locale: Locale, role: Role) -> &'static str {
    match role {
        Role::Owner => text::owner(locale),
        Role::Manager => text::manager(locale),
        Role::BoxOffice => text::box_office(locale),
        Role::Steward => text::steward(locale),
        Role::Viewer => text::viewer(locale),
    }
}

/// The hour of the demo, and where to move it.
#[component]
fn Clock() -> impl IntoView {
    let locale = current_locale();
    let moves = [(10, text::ten_minutes(locale)), (60, text::one_hour(locale)), (1440, text::one_day(locale))];
    let moves = moves.map(|(minutes, says)| {
        let fields = vec![("minutes", minutes.to_string())];
        view! { <Press action="/backstage/api/clock" fields says /> }
    });
    let ahead = backstage().clock.ahead();
    let standing = if ahead.is_zero() {
        text::clock_true(locale).to_owned()
    } else {
        text::clock_moved(locale, said(ahead.num_minutes(), locale))
    };
    view! {
        <section class="stack" aria-labelledby="clock">
            <h2 id="clock">{text::clock(locale)}</h2>
            <Live id="hour">
                <p>
                    <strong>{hour(now(), locale)}</strong>
                    " · "
                    {standing}
                </p>
            </Live>
            <p class="muted text-width">{text::clock_text(locale)}</p>
            <div class="row">
                {moves.collect_view()}
                <Press action="/backstage/api/clock" fields=Vec::new() says=text::clock_back(locale) kind=Kind::Quiet />
            </div>
            <Suspense>{Suspend::new(coming_performances(locale))}</Suspense>
        </section>
    }
}

/// Buttons that lead to the beginning of the next events.
async fn coming_performances(locale: Locale) -> AnyView {
    let cards = match part::<Selling>().catalogue(&CatalogueQuery::default()).await {
        Ok(catalogue) => catalogue.cards,
        Err(fault) => {
            tracing::warn!(%fault, "the clock knows no dates");
            Vec::new()
        }
    };
    let dates = cards.into_iter().take(DATES_MAX).map(move |card| {
        let fields = vec![("to", card.next_at.to_rfc3339())];
        let says = text::to_start_of(locale, card.title.get(locale), hour(card.next_at, locale));
        view! { <Press action="/backstage/api/clock" fields says kind=Kind::Quiet /> }
    });
    view! { <div class="row">{dates.collect_view()}</div> }.into_any()
}

fn said(minutes: i64, locale: Locale) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    text::days_hours_minutes(locale, days, hours, minutes)
}
