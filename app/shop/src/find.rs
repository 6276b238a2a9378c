//! Find my tickets: the links go to the mailbox, never onto the page, so that nobody learns who bought what.

use crate::page::{Content, page};
use crate::text;
use face::request::{kept_form, query};
use leptos::prelude::*;
use leptos_meta::Title;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn FindPage() -> impl IntoView {
    page(show())
}

async fn show() -> Content {
    let locale = current_locale();
    if query("sent").is_some() {
        return Ok(view! {
            <Title text=text::find_sent(locale) />
            <EmptyState sign=Sign::Mail title=text::find_sent(locale) text=text::find_sent_text(locale) alone=true>
                <LinkButton href="/find">{text::find_another(locale)}</LinkButton>
            </EmptyState>
        }
        .into_any());
    }
    let kept = kept_form().await?;
    let error = kept.problems.first().map(|problem| refusal::problem(locale, &problem.problem));
    Ok(view! {
        <Title text=text::find_tickets(locale) />
        <form class="stack form-width" method="post" action="/do/shop/find" novalidate>
            <h1>{text::find_tickets(locale)}</h1>
            <p>{text::find_intro(locale)}</p>
            <Field
                label=text::your_email(locale)
                name="email"
                kind="email"
                value=kept.value("email").unwrap_or_default().to_owned()
                autocomplete="email"
                inputmode="email"
                required=true
                error=MaybeProp::from(error)
            />
            <div>
                <Button kind=Kind::Primary class="large" sign=Sign::Mail>
                    {text::find_send(locale)}
                </Button>
            </div>
        </form>
    }
    .into_any())
}
