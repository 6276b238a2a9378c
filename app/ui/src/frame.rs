//! What stands around a face's pages: header and footer of the shop, rail and top bar of the admin.
//! The till and the gate have neither: their frames are classes (`till-frame` in style/till.css, `gate-frame` in style/faces.css).

use leptos::prelude::*;

use crate::disclosure::Disclosure;
use crate::icon::{Icon, Sign};
use crate::locale::{LocaleSwitch, current_locale};
use crate::mark::Mark;
use crate::navigation::{NavPlace, link_item};
use crate::text;

/// The first tab stop of every page.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip" href="#main">{text::skip_to_content(current_locale())}</a> }
}

/// The house's name, or an organizer's: mark and word, leading home.
#[component]
pub fn Brand(
    #[prop(default = "/".to_owned(), into)] href: String,
    #[prop(default = "tessera".to_owned(), into)] name: String,
    /// An organizer's own mark.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
) -> impl IntoView {
    let mark = match logo.get_untracked() {
        Some(src) => view! { <img src=src alt="" width="28" height="28" /> }.into_any(),
        None => view! { <Mark /> }.into_any(),
    };
    view! {
        <a class="brand" href=href>
            {mark}
            <span>{name}</span>
        </a>
    }
}

/// A page of the shop: header, main, footer.
#[component]
pub fn ShopFrame(
    /// The places in the header; events, tickets and cart when none are given.
    #[prop(default = None, into)]
    places: Option<Vec<NavPlace>>,
    /// How many tickets the cart holds.
    #[prop(optional)]
    in_cart: u32,
    #[prop(optional, into)] brand: Option<AnyView>,
    /// Links of the footer: imprint, privacy, help.
    #[prop(optional)]
    footer: Vec<NavPlace>,
    children: Children,
) -> impl IntoView {
    let locale = current_locale();
    let places = places.unwrap_or_else(|| {
        vec![
            NavPlace::new("/", text::events(locale)).sign(Sign::Calendar),
            NavPlace::new("/tickets", text::my_tickets(locale)).sign(Sign::Ticket),
            NavPlace::new("/cart", text::cart(locale)).sign(Sign::Cart).count(in_cart),
        ]
    });
    view! {
        <SkipLink />
        <header class="site-header">
            <div class="page">
                {brand.unwrap_or_else(|| view! { <Brand /> }.into_any())}
                <nav aria-label=text::main_menu(locale)>
                    <ul>{places.into_iter().map(link_item).collect_view()}</ul>
                </nav>
            </div>
        </header>
        <main id="main" tabindex="-1">
            <div class="page">{children()}</div>
        </main>
        <footer class="site-footer">
            <div class="page">
                <p class="muted small">{text::made_with(locale)}</p>
                <ul>{footer.into_iter().map(link_item).collect_view()}</ul>
                <LocaleSwitch />
            </div>
        </footer>
    }
}

/// A page of the admin: a rail of places (a bar of tabs on a phone), the organizer's name and switch above the work.
#[component]
pub fn AdminFrame(
    places: Vec<NavPlace>,
    #[prop(into)] organizer: String,
    /// The other organizers this person works for; a menu when there are any.
    #[prop(optional)]
    organizers: Vec<NavPlace>,
    /// Who is signed in.
    #[prop(optional, into)]
    person: MaybeProp<String>,
    /// Where a form posts to sign out.
    #[prop(default = "/admin/sign-out".to_owned(), into)]
    sign_out: String,
    /// Where one goes on then.
    #[prop(default = "/".to_owned(), into)]
    signed_out: String,
    children: Children,
) -> impl IntoView {
    let locale = current_locale();
    let switch = if organizers.is_empty() {
        view! { <strong>{organizer}</strong> }.into_any()
    } else {
        view! {
            <Disclosure summary=organizer class="menu start">
                <nav aria-label=text::switch_organizer(locale)>
                    <ul class="menu-list">{organizers.into_iter().map(link_item).collect_view()}</ul>
                </nav>
            </Disclosure>
        }
        .into_any()
    };
    view! {
        <SkipLink />
        <div class="admin-frame">
            <header class="admin-top">
                <Brand href="/organizer" />
                {switch}
                <div class="end">
                    <LocaleSwitch />
                    {person
                        .get_untracked()
                        .map(|person| {
                            let title = person.clone();
                            view! {
                                <form method="post" action=sign_out>
                                    <input type="hidden" name="next" value=signed_out />
                                    <button class="button quiet" title=title>
                                        <Icon sign=Sign::Exit />
                                        {text::sign_out(locale)}
                                        <span class="visually-hidden">" " {person}</span>
                                    </button>
                                </form>
                            }
                        })}
                </div>
            </header>
            <nav class="admin-rail" aria-label=text::main_menu(locale)>
                <ul>{places.into_iter().map(link_item).collect_view()}</ul>
            </nav>
            <main id="main" tabindex="-1">
                {children()}
            </main>
        </div>
    }
}
