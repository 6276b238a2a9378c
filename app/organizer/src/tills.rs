//! The tills, and how their printers are.

use crate::page::{Content, Desk, Shown, cell, following, page};
use crate::text::people as text;
use crate::words;
use domain::till::Till;
use domain::time::short_date_time;
use face::error::FaceError;
use face::request::flows;
use leptos::prelude::*;
use ui::kit::*;

#[component]
pub fn TillsPage() -> impl IntoView {
    page(show)
}

async fn show(desk: Desk) -> Content {
    let locale = desk.locale;
    let tills = flows().tills(&desk.actor).await.map_err(FaceError::from)?;
    let columns = vec![
        Column::text(text::till(locale)),
        Column::text(text::terminal(locale)),
        Column::text(text::printer(locale)),
        Column::text(text::last_seen(locale)),
    ];
    let body = if tills.is_empty() {
        view! { <EmptyState sign=Sign::Printer title=text::no_tills(locale) text=text::no_tills_text(locale) /> }
            .into_any()
    } else {
        let rows = tills.iter().map(|till| row(&desk, till)).collect_view();
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
    let sell = view! {
        <LinkButton kind=Kind::Primary href="/till" sign=Sign::Cash>
            {text::open_till(locale)}
        </LinkButton>
    };
    Ok(Shown::new(crate::text::tills(locale), body).actions(sell))
}

fn row(desk: &Desk, till: &Till) -> AnyView {
    let locale = desk.locale;
    let (name, printer, seen) = match &till.terminal {
        Some(terminal) => {
            let seen = terminal.last_seen_at.map(|at| short_date_time(at, desk.organizer.zone, locale));
            let seen = seen.unwrap_or_else(|| text::never(locale).to_owned());
            (terminal.name.clone(), words::printer(locale, terminal.printer.clone()), seen)
        }
        None => (text::no_terminal(locale).to_owned(), "–".into_any(), "–".to_owned()),
    };
    view! {
        <tr>
            <th scope="row">{till.name.clone()}</th>
            {cell(text::terminal(locale), name)}
            {cell(text::printer(locale), printer)}
            {cell(text::last_seen(locale), seen)}
        </tr>
    }
    .into_any()
}
