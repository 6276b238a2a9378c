//! The pay page as HTML text. Whatever comes from outside is escaped where it is put in.

use super::Wrong;
use crate::gateway::TestBank;
use crate::gateway::payment::{BankPayment, BankPaymentState, ChoiceName, FailureCode, LATE_MINUTES_MAX};
use crate::gateway::text;
use domain::locale::Locale;

/// What every page needs.
pub(super) struct View<'a> {
    pub(super) locale: Locale,
    css_href: &'a str,
    /// The path the bank is mounted at, without a slash at its end.
    base: &'a str,
}

impl View<'_> {
    pub(super) fn new(bank: &TestBank, locale: Locale) -> View<'_> {
        let base = bank.inner.public_url.path().trim_end_matches('/');
        View { locale, css_href: &bank.inner.css_href, base }
    }

    /// A page that only says something.
    pub(super) fn message(&self, heading: &str, words: &str) -> String {
        self.frame(&format!("<h1>{}</h1>\n<p>{}</p>", escape(heading), escape(words)))
    }

    /// The page of a payment: its answers while it is open, what became of it afterwards.
    pub(super) fn payment(&self, payment: &BankPayment, minutes: &str, wrong: Option<Wrong>) -> String {
        let content = match self.state(payment) {
            Some(state) => self.answered(payment, state),
            None => self.answers(payment, minutes, wrong),
        };
        self.frame(&format!("{}\n{content}", self.bill(payment)))
    }

    fn state(&self, payment: &BankPayment) -> Option<&'static str> {
        match payment.state {
            BankPaymentState::Open => None,
            BankPaymentState::Thinking { .. } => Some(text::state_thinking(self.locale)),
            BankPaymentState::Silent => Some(text::state_silent(self.locale)),
            BankPaymentState::Captured { .. } => Some(text::state_captured(self.locale)),
            BankPaymentState::Failed { code: FailureCode::Expired, .. } => Some(text::state_expired(self.locale)),
            BankPaymentState::Failed { .. } => Some(text::state_declined(self.locale)),
            BankPaymentState::Cancelled { .. } => Some(text::state_cancelled(self.locale)),
        }
    }

    fn bill(&self, payment: &BankPayment) -> String {
        let request = &payment.request;
        format!(
            r#"<h1><span class="bank-small">{to_pay}</span> <span class="bank-amount">{amount}</span></h1>
<p class="bank-for"><strong>{description}</strong><br>{order}</p>
<div class="bank-card" role="img" aria-label="{card}: 0000 0000 0000 0000, {holder}">
<span>{bank}</span><span class="bank-number">0000 0000 0000 0000</span><span>{holder}</span>
</div>"#,
            to_pay = text::to_pay(self.locale),
            amount = escape(&request.amount.format(self.locale)),
            description = escape(&request.description),
            order = escape(&text::order(self.locale, &request.order_number)),
            card = text::card(self.locale),
            bank = text::bank(self.locale),
            holder = text::card_holder(self.locale),
        )
    }

    fn answers(&self, payment: &BankPayment, minutes: &str, wrong: Option<Wrong>) -> String {
        let locale = self.locale;
        let plain = |choice, label, hint| self.button(payment, "bank-plain", choice, label, hint);
        let wrong_choice = match wrong {
            Some(Wrong::Choice) => {
                format!("<p class=\"bank-wrong\" role=\"alert\">{}</p>", text::choice_unknown(locale))
            }
            _ => String::new(),
        };
        [
            format!("<h2>{}</h2>", text::what_now(locale)),
            wrong_choice,
            "<div class=\"bank-answers\">".to_owned(),
            self.button(
                payment,
                "bank-approve",
                ChoiceName::Approve,
                text::approve(locale),
                text::approve_hint(locale),
            ),
            plain(ChoiceName::Decline, text::decline(locale), text::decline_hint(locale)),
            "</div>".to_owned(),
            format!("<h2>{}</h2>", text::odd_ways(locale)),
            "<div class=\"bank-answers\">".to_owned(),
            plain(ChoiceName::ApproveSlowly, text::slowly(locale), text::slowly_hint(locale)),
            plain(ChoiceName::ApproveTwice, text::twice(locale), text::twice_hint(locale)),
            plain(ChoiceName::ApproveUntold, text::untold(locale), text::untold_hint(locale)),
            plain(ChoiceName::NeverAnswer, text::silent(locale), text::silent_hint(locale)),
            self.late(payment, minutes, wrong == Some(Wrong::Minutes)),
            "</div>".to_owned(),
            self.button(payment, "bank-quiet", ChoiceName::Cancel, text::cancel(locale), ""),
        ]
        .join("\n")
    }

    /// A form of its own, so that Enter in the field below can't press another button.
    fn button(&self, payment: &BankPayment, class: &str, choice: ChoiceName, label: &str, hint: &str) -> String {
        let name = choice.into_str();
        let (described, hint) = match hint {
            "" => (String::new(), String::new()),
            hint => (
                format!(" aria-describedby=\"{name}-hint\""),
                format!("<p class=\"bank-hint\" id=\"{name}-hint\">{}</p>", escape(hint)),
            ),
        };
        format!(
            "<form method=\"post\" action=\"{action}\"><button class=\"{class}\" name=\"choice\" value=\"{name}\"{described}>{label}</button>{hint}</form>",
            action = self.action(payment),
            label = escape(label),
        )
    }

    fn late(&self, payment: &BankPayment, minutes: &str, wrong: bool) -> String {
        let locale = self.locale;
        let (invalid, error) = if wrong {
            let words = escape(&text::minutes_wrong(locale, LATE_MINUTES_MAX));
            (
                " aria-invalid=\"true\" aria-describedby=\"minutes-wrong\"",
                format!("<p class=\"bank-wrong\" id=\"minutes-wrong\" role=\"alert\">{words}</p>"),
            )
        } else {
            ("", String::new())
        };
        format!(
            r#"<form method="post" action="{action}">
<label for="minutes">{label}</label>
<input id="minutes" name="minutes" inputmode="numeric" autocomplete="off" value="{value}"{invalid}>
{error}
<button class="bank-plain" name="choice" value="{name}" aria-describedby="late-hint">{late}</button><p class="bank-hint" id="late-hint">{hint}</p></form>"#,
            action = self.action(payment),
            label = text::minutes(locale),
            value = escape(minutes),
            late = text::late(locale),
            name = ChoiceName::ApproveLate.into_str(),
            hint = escape(text::late_hint(locale)),
        )
    }

    fn answered(&self, payment: &BankPayment, state: &str) -> String {
        let back = match payment.state {
            BankPaymentState::Cancelled { .. } => &payment.request.cancel_url,
            _ => &payment.request.return_url,
        };
        format!(
            "<p class=\"bank-state\" role=\"status\">{}</p>\n<p><a class=\"bank-back\" href=\"{}\">{}</a></p>",
            escape(state),
            escape(back),
            text::back(self.locale)
        )
    }

    fn action(&self, payment: &BankPayment) -> String {
        escape(&format!("{}/pay/{}", self.base, payment.id))
    }

    fn frame(&self, content: &str) -> String {
        format!(
            r#"<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{bank}</title>
<link rel="stylesheet" href="{css}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{own_css}">
</head>
<body class="bank">
<header class="bank-head"><p><strong>{bank}</strong></p><p>{not_real}</p></header>
<main class="bank-main">
{content}
</main>
</body>
</html>
"#,
            lang = self.locale.tag(),
            bank = text::bank(self.locale),
            css = escape(self.css_href),
            own_css = escape(&format!("{}/bank.css", self.base)),
            not_real = text::not_real(self.locale),
        )
    }
}

/// Safe as text and within a double-quoted attribute.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        assert_eq!(escape(r#"<b title="x">'&"#), "&lt;b title=&quot;x&quot;&gt;&#39;&amp;");
    }
}
