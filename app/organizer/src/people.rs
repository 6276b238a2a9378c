//! Who works for the organizer, and as what.

use crate::draft::{Draft, Look, typed};
use crate::house::office;
use crate::page::{Content, Desk, Press, Shown, cell, fold, hidden, page};
use crate::text::people as text;
use crate::words;
use domain::edit::Member;
use domain::form::MemberForm;
use domain::role::Role;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;

/// The tabs of the team's pages.
pub fn tabs(desk: &Desk, here: &str) -> AnyView {
    let locale = desk.locale;
    let places = [
        Place::new("/organizer/people", text::people(locale)).sign(Sign::People),
        Place::new("/organizer/tokens", text::tokens(locale)).sign(Sign::Lock),
    ];
    let places: Vec<Place> = places
        .into_iter()
        .map(|place| {
            let current = place.href == here;
            place.current(current)
        })
        .collect();
    view! { <Tabs label=crate::text::people(locale) places /> }.into_any()
}

#[component]
pub fn PeoplePage() -> impl IntoView {
    page(show)
}

async fn show(desk: Desk) -> Content {
    let locale = desk.locale;
    let members = office().members(&desk.actor).await.map_err(FaceError::from)?;
    let columns = vec![
        Column::text(crate::text::name(locale)),
        Column::text(text::role(locale)),
        Column::text(text::access(locale)),
    ];
    let rows = members.iter().map(|member| row(&desk, member)).collect_view();
    let add = add(&desk);
    let body = view! {
        {tabs(&desk, "/organizer/people")}
        <Table caption=text::people(locale) columns quiet=true>
            {rows}
        </Table>
        {add}
        {roles(&desk)}
    };
    Ok(Shown::new(crate::text::people(locale), body))
}

fn role_options(desk: &Desk) -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.into_str().to_owned(), words::role(desk.locale, *role).to_owned())).collect()
}

fn row(desk: &Desk, member: &Member) -> AnyView {
    let locale = desk.locale;
    let id = member.person.to_string();
    let is_me = member.person == desk.signed.person;
    let label = text::role_of(locale, &member.name);
    let options = role_options(desk).into_iter().map(|(value, words)| {
        let selected = value == member.role.into_str();
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {member.name.clone()} {is_me.then(|| view! { " " <Badge>{text::you(locale)}</Badge> })}
                <span class="muted small">" " {member.email.clone()}</span>
            </th>
            {cell(
                text::role(locale),
                view! {
                    <form class="row tight stay" method="post" action="/do/organizer/change_role">
                        {hidden(vec![("person", id.clone())])}
                        <select class="input" name="role" aria-label=label.clone()>
                            {options.collect_view()}
                        </select>
                        <Button class="small">
                            {crate::text::save(locale)} <span class="visually-hidden">" " {label}</span>
                        </Button>
                    </form>
                },
            )}
            {cell(
                text::access(locale),
                view! {
                    {fold(text::remove(locale), false, "quiet", view! { <div class="stack tight">
                        <p>{text::remove_text(locale, &member.name)}</p>
                        <Press
                            action="/do/organizer/remove_member"
                            fields=vec![("person", id)]
                            says=text::remove_sure(locale)
                            kind=Kind::Danger
                            class="small"
                            about=member.name.clone()
                        />
                    </div> })}
                },
            )}
        </tr>
    }
    .into_any()
}

fn add(desk: &Desk) -> AnyView {
    let locale = desk.locale;
    let form: MemberForm = typed(&desk.kept)
        .unwrap_or_else(|| MemberForm { role: Role::BoxOffice.into_str().to_owned(), ..Default::default() });
    let draft = Draft::new(locale, &desk.kept);
    let email = Look { kind: "email", inputmode: "email", ..Look::default() };
    let password =
        Look { kind: "password", autocomplete: "new-password", hint: text::password_hint(locale), ..Look::default() };
    let fields = view! {
        <div class="grid">
            {draft.line("name", crate::text::name(locale), &form.name, Look::default())}
            {draft.line("email", crate::text::email(locale), &form.email, email)}
            {draft.select("role", text::role(locale), role_options(desk), &form.role)}
            {draft.line("password", text::first_password(locale), "", password)}
        </div>
    };
    view! {
        <section class="stack" aria-labelledby="add">
            <h2 id="add">{text::add_person(locale)}</h2>
            <form class="stack" method="post" action="/do/organizer/add_member" novalidate>
                {draft.summary()} {fields} <div>
                    <Button kind=Kind::Primary sign=Sign::Plus>
                        {text::add_person(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// What each role may do.
fn roles(desk: &Desk) -> AnyView {
    let locale = desk.locale;
    let rows = Role::ALL.iter().map(|&role| {
        view! {
            <dt>{words::role(locale, role)}</dt>
            <dd>{words::role_may(locale, role)}</dd>
        }
    });
    view! {
        <section class="stack tight" aria-labelledby="roles">
            <h2 id="roles">{text::what_roles_may(locale)}</h2>
            <dl class="facts-list">{rows.collect_view()}</dl>
        </section>
    }
    .into_any()
}
