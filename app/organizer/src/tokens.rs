//! Tokens of the API: made with what they may do, shown once, revoked.

use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::house::office;
use crate::labels;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, fold, page};
use crate::people::tabs;
use crate::text::people as text;
use domain::edit::Token;
use domain::form::TokenForm;
use domain::role::Permission;
use domain::time::short_date_time;
use face::error::FaceError;
use face::request::{cookie, set_cookie};
use leptos::prelude::*;
use ui::kit::*;

/// Carries a new token from the form to the page that shows it, once.
pub const NEW_TOKEN_COOKIE: &str = "new_token";

#[component]
pub fn TokensPage() -> impl IntoView {
    page(show)
}

async fn show(staff: Staff) -> StaffContent {
    let locale = staff.locale;
    let tokens = office().tokens(&staff.actor).await.map_err(FaceError::from)?;
    let new = cookie(NEW_TOKEN_COOKIE).filter(|token| !token.is_empty() && token.len() < 100);
    if new.is_some() {
        set_cookie(NEW_TOKEN_COOKIE, "", 0);
    }
    let columns = vec![
        Column::text(crate::text::name(locale)),
        Column::text(text::may(locale)),
        Column::text(text::made(locale)),
        Column::text(crate::text::state(locale)),
    ];
    let none = tokens.is_empty();
    let rows = tokens.iter().map(|token| row(&staff, token)).collect_view();
    let form = form(&staff);
    let body = view! {
        {tabs(&staff, "/organizer/tokens")}
        {new
            .map(|token| {
                view! {
                    <Notice tone=Tone::Success title=text::new_token(locale)>
                        <div class="stack tight">
                            <p>{text::new_token_text(locale)}</p>
                            <p class="code token">{token}</p>
                        </div>
                    </Notice>
                }
            })}
        {if none {
            view! { <EmptyState sign=Sign::Lock title=text::no_tokens(locale) text=text::no_tokens_text(locale) /> }
                .into_any()
        } else {
            view! {
                <Table caption=text::tokens(locale) columns quiet=true>
                    {rows}
                </Table>
            }
                .into_any()
        }}
        {form}
    };
    Ok(FramedPage::new(text::tokens(locale), body))
}

fn row(staff: &Staff, token: &Token) -> AnyView {
    let locale = staff.locale;
    let may: Vec<&str> = token.permissions.iter().map(|p| labels::permission(locale, *p)).collect();
    let zone = staff.organizer.zone;
    let made = short_date_time(token.created_at, zone, locale);
    let by = token.created_by.clone().map(|name| text::by(locale, name));
    let end = match token.revoked_at {
        Some(at) => view! { <Badge>{text::revoked(locale, short_date_time(at, zone, locale))}</Badge> }.into_any(),
        None => view! {
            {fold(
                text::revoke(locale),
                false,
                "quiet",
                view! {
                    <div class="stack tight">
                        <p>{text::revoke_text(locale)}</p>
                        <Press
                            action="/do/organizer/revoke_token"
                            fields=vec![("token", token.id.to_string())]
                            says=text::revoke_sure(locale)
                            kind=Kind::Danger
                            class="small"
                            about=token.name.clone()
                        />
                    </div>
                },
            )}
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{token.name.clone()}</th>
            {cell(text::may(locale), may.join(", "))}
            {cell(
                text::made(locale),
                view! {
                    {made} {by.map(|by| view! { <span class="muted small">" " {by}</span> })}
                },
            )}
            {cell(crate::text::state(locale), end)}
        </tr>
    }
    .into_any()
}

fn form(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    let form: TokenForm = typed(&staff.kept).unwrap_or_default();
    let draft = FormBuilder::new(locale, &staff.kept);
    let name = draft.line(
        "name",
        crate::text::name(locale),
        &form.name,
        FieldLook { hint: text::token_name_hint(locale), ..FieldLook::default() },
    );
    // Told to the draft, so that the summary knows its label.
    let missing = draft.error("permissions", text::may(locale)).get_untracked();
    let boxes = Permission::ALL.iter().map(|&permission| {
        let checked = form.permissions.contains(&permission);
        view! {
            <Checkbox
                label=labels::permission(locale, permission)
                name="form[permissions][]"
                value=permission.into_str().to_owned()
                id=format!("may-{}", permission.into_str())
                checked
            />
        }
    });
    let boxes = boxes.collect_view();
    let group = match missing {
        Some(error) => view! {
            <ChoiceGroup legend=text::may(locale) name="permissions" error>
                {boxes}
            </ChoiceGroup>
        }
        .into_any(),
        None => view! {
            <ChoiceGroup legend=text::may(locale) name="permissions">
                {boxes}
            </ChoiceGroup>
        }
        .into_any(),
    };
    view! {
        <section class="stack" aria-labelledby="new-token">
            <h2 id="new-token">{text::make_token(locale)}</h2>
            <form class="stack form-width" method="post" action="/do/organizer/create_token" novalidate>
                {draft.summary()} {name} {group} <div>
                    <Button kind=Kind::Primary sign=Sign::Plus>
                        {text::make_token(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
