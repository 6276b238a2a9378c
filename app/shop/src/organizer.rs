//! Who sells: an organizer's name, address and how it is reached.

use crate::text;
use domain::event::Organizer;
use domain::locale::Locale;
use leptos::prelude::*;

/// Stands at the end of an event's page and of the organizer's own.
pub fn contact(locale: Locale, organizer: &Organizer) -> AnyView {
    let address = organizer.address.iter().map(|line| view! { {line.clone()} <br /> }).collect_view();
    let email = organizer.email.clone();
    let phone = Some(organizer.phone.clone()).filter(|phone| !phone.is_empty());
    let site = Some(organizer.site.clone()).filter(|site| !site.is_empty());
    view! {
        <section class="stack tight text-width" aria-labelledby="organizer-title">
            <h2 id="organizer-title">{text::organizer(locale)}</h2>
            <p>
                <strong>{organizer.name.clone()}</strong>
                <br />
                {address}
            </p>
            <dl class="facts-list">
                <dt>{text::organizer_email(locale)}</dt>
                <dd>
                    <a href=format!("mailto:{email}")>{email.clone()}</a>
                </dd>
                {phone
                    .map(|phone| {
                        let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
                        view! {
                            <dt>{text::organizer_phone(locale)}</dt>
                            <dd>
                                <a href=format!("tel:{number}")>{phone}</a>
                            </dd>
                        }
                    })}
                {site
                    .map(|site| {
                        let shown = site.split_once("://").map_or(site.as_str(), |(_, rest)| rest);
                        let shown = shown.trim_end_matches('/').to_owned();
                        view! {
                            <dt>{text::organizer_site(locale)}</dt>
                            <dd>
                                <a href=site rel="external noopener">
                                    {shown}
                                </a>
                            </dd>
                        }
                    })}
            </dl>
        </section>
    }
    .into_any()
}
