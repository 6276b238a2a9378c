//! The tills, how their printers are, and setting them up.

use crate::form_builder::{FieldLook, FormBuilder, is_of_one, of_one, typed};
use crate::house::{access, counter};
use crate::labels;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, fold, following, hidden, page};
use crate::text::people as text;
use base::forms::KeptForm;
use domain::form::TillForm;
use domain::role::Permission;
use domain::till::{TerminalState, Till};
use domain::time::short_date_time;
use face::error::FaceError;
use face::request::{cookie, set_cookie};
use leptos::prelude::*;
use ui::kit::*;

/// Carries a new terminal's token, after its till and a point, from the form to the page that shows it, once.
pub const NEW_TERMINAL_COOKIE: &str = "new_terminal";

#[component]
pub fn TillsPage() -> impl IntoView {
    page(show)
}

async fn show(staff: Staff) -> StaffContent {
    let locale = staff.locale;
    let tills = counter().tills(&staff.actor).await.map_err(FaceError::from)?;
    let sets_up = staff.may(Permission::ManagePeople);
    let new = new_terminal(&staff, &tills);
    let mut columns = vec![
        Column::text(text::till(locale)),
        Column::text(text::terminal(locale)),
        Column::text(text::printer(locale)),
        Column::text(text::last_seen(locale)),
    ];
    if sets_up {
        columns.push(Column::text(text::set_up(locale)));
    }
    let list = if tills.is_empty() {
        let hint = if sets_up { text::no_tills_owner(locale) } else { text::no_tills_text(locale) };
        view! { <EmptyState sign=Sign::Printer title=text::no_tills(locale) text=hint /> }.into_any()
    } else {
        let rows = tills.iter().map(|till| row(&staff, till, sets_up)).collect_view();
        view! {
            <div id="tills" data-follow="printer">
                <Table caption=crate::text::tills(locale) columns quiet=true>
                    {rows}
                </Table>
            </div>
            {following()}
        }
        .into_any()
    };
    let add = sets_up.then(|| add(&staff));
    let body = view! { {new} {list} {add} };
    let sell = view! {
        <LinkButton kind=Kind::Primary href="/till" sign=Sign::Cash>
            {text::open_till(locale)}
        </LinkButton>
    };
    Ok(FramedPage::new(crate::text::tills(locale), body).actions(sell))
}

/// What to type on the machine beside the printer, when a terminal has just been made.
fn new_terminal(staff: &Staff, tills: &[Till]) -> Option<AnyView> {
    let locale = staff.locale;
    let carried = cookie(NEW_TERMINAL_COOKIE).filter(|text| !text.is_empty() && text.len() < 100)?;
    set_cookie(NEW_TERMINAL_COOKIE, "", 0);
    let (till, token) = carried.split_once('.')?;
    let till = tills.iter().find(|known| known.id.to_string() == till)?;
    let command = command_line(&access().site().url, token)?;
    Some(
        view! {
            <Notice tone=Tone::Success title=text::new_terminal(locale, &till.name)>
                <div class="stack tight">
                    <p>{text::new_terminal_text(locale)}</p>
                    <p class="code token">{command}</p>
                    <p class="muted small">{text::new_terminal_printer(locale)}</p>
                </div>
            </Notice>
        }
        .into_any(),
    )
}

/// `None` for what can't be a token: cookies come from outside.
fn command_line(server: &str, token: &str) -> Option<String> {
    let plain = !token.is_empty() && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then(|| format!("terminal --server {server} --token {token} --printer 192.168.1.40"))
}

fn row(staff: &Staff, till: &Till, sets_up: bool) -> AnyView {
    let locale = staff.locale;
    let (name, printer, seen) = match &till.terminal {
        Some(terminal) => {
            let seen = terminal.last_seen_at.map(|at| short_date_time(at, staff.organizer.zone, locale));
            let seen = seen.unwrap_or_else(|| text::never(locale).to_owned());
            (terminal.name.clone(), labels::printer(locale, terminal.printer.clone()), seen)
        }
        None => (text::no_terminal(locale).to_owned(), "–".into_any(), "–".to_owned()),
    };
    let set_up = sets_up.then(|| {
        cell(text::set_up(locale), view! { <div class="stack tight">{set_up(staff, till)} {rename(staff, till)}</div> })
    });
    view! {
        <tr>
            <th scope="row">{till.name.clone()}</th>
            {cell(text::terminal(locale), name)}
            {cell(text::printer(locale), printer)}
            {cell(text::last_seen(locale), seen)}
            {set_up}
        </tr>
    }
    .into_any()
}

fn set_up(staff: &Staff, till: &Till) -> AnyView {
    let locale = staff.locale;
    let fields = vec![("till", till.id.to_string())];
    match &till.terminal {
        None => view! {
            <Press
                action="/do/organizer/add_terminal"
                fields
                says=text::add_terminal(locale)
                sign=Sign::Printer
                class="small"
                about=till.name.clone()
            />
        }
        .into_any(),
        Some(terminal) => change(staff, terminal, fields),
    }
}

fn rename(staff: &Staff, till: &Till) -> AnyView {
    let locale = staff.locale;
    let id = till.id.to_string();
    let draft = FormBuilder::new(locale, &staff.kept);
    let wrong = draft.wrong_in(&[&of_one("name", &id)]);
    let typed: Option<TillForm> = typed(&staff.kept).filter(|_| wrong);
    let name = typed.map_or_else(|| till.name.clone(), |form| form.name);
    let field = draft.name_of(&id, crate::text::name(locale), &name);
    let about = till.name.clone();
    let content = view! {
        <form class="stack tight" method="post" action="/do/organizer/rename_till" novalidate>
            {hidden(vec![("till", id)])} {wrong.then(|| draft.summary())}
            <p class="muted small">{text::rename_till_hint(locale)}</p> {field} <div>
                <Button class="small">
                    {text::rename(locale)} <span class="visually-hidden">" " {about}</span>
                </Button>
            </div>
        </form>
    };
    fold(text::rename(locale), wrong, "quiet", content)
}

fn change(staff: &Staff, terminal: &TerminalState, fields: Vec<(&'static str, String)>) -> AnyView {
    let locale = staff.locale;
    let content = view! {
        <div class="stack tight">
            <p>{text::renew_terminal_text(locale)}</p>
            <Press
                action="/do/organizer/renew_terminal"
                fields=fields.clone()
                says=text::renew_terminal(locale)
                class="small"
                about=terminal.name.clone()
            />
            <p>{text::withdraw_terminal_text(locale)}</p>
            <Press
                action="/do/organizer/withdraw_terminal"
                fields
                says=text::withdraw_terminal(locale)
                kind=Kind::Danger
                class="small"
                about=terminal.name.clone()
            />
        </div>
    };
    fold(text::change_terminal(locale), false, "quiet", content)
}

fn add(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    // What came back may be the new name of a till that is there.
    let kept = if is_of_one(&staff.kept) { KeptForm::default() } else { staff.kept.clone() };
    let form: TillForm = typed(&kept).unwrap_or_default();
    let draft = FormBuilder::new(locale, &kept);
    let look = FieldLook { hint: text::till_name_hint(locale), ..FieldLook::default() };
    let name = draft.line("name", crate::text::name(locale), &form.name, look);
    view! {
        <section class="stack" aria-labelledby="add">
            <h2 id="add">{text::add_till(locale)}</h2>
            <form class="stack form-width" method="post" action="/do/organizer/add_till" novalidate>
                {draft.summary()} {name} <div>
                    <Button kind=Kind::Primary sign=Sign::Plus>
                        {text::add_till(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn the_command_line_has_a_token_and_nothing_foreign() {
        let line = command_line("https://tickets.example.org", "trm_AB2").unwrap();
        assert!(line.starts_with("terminal --server https://tickets.example.org --token trm_AB2 --printer "));
        for foreign in ["", "x; rm -rf", "a\"b", "trm_A B"] {
            assert_eq!(command_line("https://tickets.example.org", foreign), None, "{foreign}");
        }
    }
}
