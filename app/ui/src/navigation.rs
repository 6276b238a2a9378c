//! Ways from page to page: crumbs, tabs, pages of a list, steps of a purchase.

use leptos::prelude::*;

use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavPlace {
    pub href: String,
    pub title: String,
    pub sign: Option<Sign>,
    /// The page the person is on, or the part of the site it belongs to.
    pub current: bool,
    /// How many things wait there: tickets in the cart. Nothing is shown for none.
    pub count: u32,
}

impl NavPlace {
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> NavPlace {
        NavPlace { href: href.into(), title: title.into(), sign: None, current: false, count: 0 }
    }

    pub fn sign(self, sign: Sign) -> NavPlace {
        NavPlace { sign: Some(sign), ..self }
    }

    pub fn count(self, count: u32) -> NavPlace {
        NavPlace { count, ..self }
    }

    pub fn current(self, current: bool) -> NavPlace {
        NavPlace { current, ..self }
    }
}

/// The way down to this page; the last crumb is the page itself and no link.
#[component]
pub fn Breadcrumbs(places: Vec<NavPlace>, #[prop(into)] here: String) -> impl IntoView {
    view! {
        <nav aria-label=text::you_are_here(current_locale())>
            <ol class="crumbs">
                {places
                    .into_iter()
                    .map(|place| {
                        view! {
                            <li>
                                <a href=place.href>{place.title}</a>
                            </li>
                        }
                    })
                    .collect_view()} <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

/// Parts of one subject, each a page of its own.
#[component]
pub fn Tabs(#[prop(into)] label: String, places: Vec<NavPlace>) -> impl IntoView {
    view! {
        <nav aria-label=label>
            <ul class="tabs">{places.into_iter().map(link_item).collect_view()}</ul>
        </nav>
    }
}

/// A list item with a link: sign, title, and which one is current.
pub(crate) fn link_item(place: NavPlace) -> impl IntoView {
    view! {
        <li>
            <a href=place.href aria-current=place.current.then_some("page")>
                {place.sign.map(|sign| view! { <Icon sign /> })}
                <span class="label">{place.title}</span>
                {(place.count > 0).then(|| view! { <span class="count">{place.count}</span> })}
            </a>
        </li>
    }
}

/// Which pages a long list shows links to: the first, the last, this one and its neighbours; 0 stands for a gap.
fn shown_pages(page: u32, pages: u32) -> Vec<u32> {
    let mut shown = Vec::new();
    for n in 1..=pages {
        if n == 1 || n == pages || n.abs_diff(page) <= 1 {
            shown.push(n);
        } else if shown.last() != Some(&0) {
            shown.push(0);
        }
    }
    shown
}

/// Pages of a list, counted from 1. `href` makes a page's address. Nothing is shown for a single page.
#[component]
pub fn Pagination(
    page: u32,
    pages: u32,
    href: fn(u32, &str) -> String,
    #[prop(optional, into)] query: String,
) -> impl IntoView {
    let locale = current_locale();
    let step = |to: u32, sign: Sign, says: &'static str| {
        (1..=pages).contains(&to).then(|| {
            view! {
                <li>
                    <a href=href(to, &query) aria-label=says>
                        <Icon sign />
                    </a>
                </li>
            }
        })
    };
    (pages > 1).then(|| {
        let numbers = shown_pages(page, pages)
            .into_iter()
            .map(|n| match n {
                0 => view! { <li aria-hidden="true">"…"</li> }.into_any(),
                n if n == page => view! {
                    <li>
                        <span aria-current="page" aria-label=text::page_number(locale, n)>
                            {n}
                        </span>
                    </li>
                }
                .into_any(),
                n => view! {
                    <li>
                        <a href=href(n, &query) aria-label=text::page_number(locale, n)>
                            {n}
                        </a>
                    </li>
                }
                .into_any(),
            })
            .collect_view();
        view! {
            <nav aria-label=text::pages(locale)>
                <ul class="pages">
                    {step(page.saturating_sub(1), Sign::ChevronLeft, text::previous(locale))} {numbers}
                    {step(page + 1, Sign::ChevronRight, text::next(locale))}
                </ul>
            </nav>
        }
    })
}

/// The steps of a purchase and where the person stands, counted from 0.
#[component]
pub fn Steps(titles: Vec<String>, now: usize) -> impl IntoView {
    let locale = current_locale();
    view! {
        <ol class="steps" aria-label=text::steps(locale)>
            {titles
                .into_iter()
                .enumerate()
                .map(|(i, title)| {
                    view! {
                        <li class:done=i < now aria-current=(i == now).then_some("step")>
                            {title}
                            {(i < now)
                                .then(|| view! { <span class="visually-hidden">" " {text::step_done(locale)}</span> })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::shown_pages;

    #[test]
    fn a_long_list_shows_its_ends_and_where_one_is() {
        assert_eq!(shown_pages(1, 3), [1, 2, 3]);
        assert_eq!(shown_pages(5, 10), [1, 0, 4, 5, 6, 0, 10]);
        assert_eq!(shown_pages(1, 1), [1]);
    }
}
