//! The mailbox: every e-mail the shop sent.

use crate::page::{Live, Press, StagePage, backstage, hour};
use crate::text;
use axum::http::StatusCode;
use backstage::mailbox::Mail;
use domain::locale::Locale;
use face::request::set_status;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;
use ui::kit::*;

#[component]
pub fn MailboxPage() -> impl IntoView {
    let locale = current_locale();
    let mailbox = backstage().mailbox.clone();
    let mails = list(&mailbox.messages(), locale);
    let trouble = mailbox.failing().map(|failing| text::mail_failing(locale, failing.left, failing.code));
    let fail = |count: u32, code: u16| vec![("count", count.to_string()), ("code", code.to_string())];
    view! {
        <StagePage title=text::mailbox(locale)>
            <Live id="mails">
                {trouble.map(|said| view! { <Notice tone=Tone::Warning>{said}</Notice> })}
                {mails}
            </Live>
            <section class="stack" aria-labelledby="trouble">
                <h2 id="trouble">{text::mail_trouble(locale)}</h2>
                <div class="row">
                    <Press action="/backstage/api/mail" fields=fail(3, 451) says=text::mail_delay(locale) />
                    <Press action="/backstage/api/mail" fields=fail(1, 550) says=text::mail_refuse(locale) />
                    <Press action="/backstage/api/mail" fields=fail(0, 451) says=text::mail_well(locale) kind=Kind::Quiet />
                </div>
            </section>
        </StagePage>
    }
}

fn list(mails: &[Arc<Mail>], locale: Locale) -> AnyView {
    if mails.is_empty() {
        return view! { <EmptyState sign=Sign::Mail title=text::no_mail(locale) text=text::no_mail_text(locale) /> }
            .into_any();
    }
    let columns =
        vec![Column::text(text::subject(locale)), Column::text(text::to(locale)), Column::text(text::at(locale))];
    let row = |mail: &Mail| {
        let (href, subject) = (format!("/backstage/mail/{}", mail.number), mail.subject.clone());
        let (to, at) = (mail.to.join(", "), hour(mail.at, locale));
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{subject}</a>
                </th>
                <Cell label=text::to(locale)>{to}</Cell>
                <Cell label=text::at(locale)>{at}</Cell>
            </tr>
        }
    };
    let rows = mails.iter().map(|mail| row(mail)).collect_view();
    view! {
        <Table caption=text::mailbox(locale) quiet=true columns>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
pub fn MailPage() -> impl IntoView {
    let locale = current_locale();
    let number = use_params_map().read_untracked().get("number").and_then(|number| number.parse::<u64>().ok());
    match number.and_then(|number| backstage().mailbox.get(number)) {
        Some(mail) => email(&mail, locale),
        None => {
            set_status(StatusCode::NOT_FOUND);
            view! {
                <StagePage title=text::mail_gone(locale)>
                    <LinkButton href="/backstage/mail">{text::mailbox(locale)}</LinkButton>
                </StagePage>
            }
            .into_any()
        }
    }
}

fn email(mail: &Mail, locale: Locale) -> AnyView {
    let number = mail.number;
    let facts = [
        (text::from(locale), mail.from.clone()),
        (text::to(locale), mail.to.join(", ")),
        (text::at(locale), hour(mail.at, locale)),
    ];
    let facts = facts.map(|(name, value)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    });
    let html = mail.html.is_some().then(|| {
        view! {
            <iframe
                class="email"
                title=text::email(locale)
                src=format!("/backstage/mail/{number}/html")
                sandbox="allow-popups allow-popups-to-escape-sandbox"
                width="100%"
                height="720"
            ></iframe>
        }
    });
    let is_plain = mail.html.is_none();
    let words = mail.text.clone().map(|words| {
        view! {
            <Disclosure summary=text::as_text(locale) open=is_plain>
                <pre class="scroll" tabindex="0">
                    {words}
                </pre>
            </Disclosure>
        }
    });
    let attachments = attachments(mail, locale);
    view! {
        <StagePage title=mail.subject.clone()>
            <dl class="facts-list">{facts.collect_view()}</dl>
            {attachments}
            {html}
            {words}
            <p>
                <a href=format!("/backstage/mail/{number}/source")>{text::source(locale)}</a>
            </p>
        </StagePage>
    }
    .into_any()
}

fn attachments(mail: &Mail, locale: Locale) -> Option<AnyView> {
    let items = mail.attachments.iter().enumerate().map(|(index, one)| {
        let href = format!("/backstage/mail/{}/attachments/{index}", mail.number);
        let says = text::attachment(locale, &one.name, one.bytes.len().div_ceil(1000));
        let name = one.name.clone();
        view! {
            <li>
                <a href=href download=name>
                    {says}
                </a>
            </li>
        }
    });
    let items = items.collect_view();
    (!mail.attachments.is_empty()).then(|| {
        view! {
            <section class="stack tight" aria-labelledby="attachments">
                <h2 id="attachments">{text::attachments(locale)}</h2>
                <ul>{items}</ul>
            </section>
        }
        .into_any()
    })
}
