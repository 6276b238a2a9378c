//! Who works for the organizer, and as what.

use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::house::office;
use crate::labels;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, fold, hidden, page};
use crate::text::people as text;
use domain::edit::Member;
use domain::form::MemberForm;
use domain::role::Role;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;

/// The tabs of the team's pages.
pub fn tabs(staff: &Staff, here: &str) -> AnyView {
    let locale = staff.locale;
    let places = [
        NavPlace::new("/organizer/people", text::people(locale)).sign(Sign::People),
        NavPlace::new("/organizer/tokens", text::tokens(locale)).sign(Sign::Lock),
    ];
    let places: Vec<NavPlace> = places
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

async fn show(staff: Staff) -> StaffContent {
    let locale = staff.locale;
    let members = office().members(&staff.actor).await.map_err(FaceError::from)?;
    let columns = vec![
        Column::text(crate::text::name(locale)),
        Column::text(text::role(locale)),
        Column::text(text::access(locale)),
    ];
    let rows = members.iter().map(|member| row(&staff, member)).collect_view();
    let add = add(&staff);
    let body = view! {
        {tabs(&staff, "/organizer/people")}
        <Table caption=text::people(locale) columns quiet=true>
            {rows}
        </Table>
        {add}
        {roles(&staff)}
    };
    Ok(FramedPage::new(crate::text::people(locale), body))
}

fn role_options(staff: &Staff) -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.into_str().to_owned(), labels::role(staff.locale, *role).to_owned())).collect()
}

fn row(staff: &Staff, member: &Member) -> AnyView {
    let locale = staff.locale;
    let id = member.person.to_string();
    let is_me = member.person == staff.signed.person;
    let label = text::role_of(locale, &member.name);
    let options = role_options(staff).into_iter().map(|(value, words)| {
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

fn add(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    let form: MemberForm = typed(&staff.kept)
        .unwrap_or_else(|| MemberForm { role: Role::BoxOffice.into_str().to_owned(), ..Default::default() });
    let draft = FormBuilder::new(locale, &staff.kept);
    let email = FieldLook { kind: "email", inputmode: "email", ..FieldLook::default() };
    let password = FieldLook {
        kind: "password",
        autocomplete: "new-password",
        hint: text::password_hint(locale),
        ..FieldLook::default()
    };
    let fields = view! {
        <div class="grid">
            {draft.line("name", crate::text::name(locale), &form.name, FieldLook::default())}
            {draft.line("email", crate::text::email(locale), &form.email, email)}
            {draft.select("role", text::role(locale), role_options(staff), &form.role)}
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
fn roles(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    let rows = Role::ALL.iter().map(|&role| {
        view! {
            <dt>{labels::role(locale, role)}</dt>
            <dd>{labels::role_may(locale, role)}</dd>
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
