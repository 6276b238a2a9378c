//! A table that becomes a list where there is no room for columns.

use leptos::prelude::*;

/// One column's heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    /// Numbers stand at the end of their column.
    pub number: bool,
}

impl Column {
    pub fn text(title: impl Into<String>) -> Column {
        Column { title: title.into(), number: false }
    }

    pub fn number(title: impl Into<String>) -> Column {
        Column { title: title.into(), number: true }
    }
}

/// A table; children are the rows: `<tr><th scope="row">…</th><Cell label="Price" number=true>…</Cell></tr>`.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    /// Shows the caption only to screen readers, where a heading above says the same.
    #[prop(optional)]
    quiet: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <table class="table lists">
            <caption class:visually-hidden=quiet>{caption}</caption>
            <thead>
                <tr>
                    {columns
                        .into_iter()
                        .map(|column| {
                            view! {
                                <th scope="col" class:number=column.number>
                                    {column.title}
                                </th>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>{children()}</tbody>
        </table>
    }
}

/// A cell that names its column where the headings have no room.
#[component]
pub fn Cell(
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional)] number: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <td data-label=label class:number=number>
            {children()}
        </td>
    }
}
