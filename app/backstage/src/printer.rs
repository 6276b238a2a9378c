//! The printer's paper, its drawer, and everything that can be wrong with it.

use crate::page::{Live, Press, StagePage, backstage, hour};
use crate::text;
use backstage::printer::{PrintedPaper, PrinterFault, PrinterFaultName};
use domain::locale::Locale;
use domain::paper::PrinterState;
use leptos::prelude::*;
use ui::kit::*;

const ACTION: &str = "/backstage/api/printer";

#[component]
pub fn PrinterPage() -> impl IntoView {
    let locale = current_locale();
    let backstage = backstage();
    let printer = &backstage.printer;
    let papers = list(&printer.papers(), locale);
    let state = printer.state();
    let tone = if state.prints() { Tone::Success } else { Tone::Error };
    let drawer = if printer.drawer_open() { text::drawer_open(locale) } else { text::drawer_shut(locale) };
    let drawer_tone = if printer.drawer_open() { Tone::Warning } else { Tone::Plain };
    view! {
        <StagePage title=text::printer(locale)>
            <Live id="printer">
                <div class="row">
                    <Badge tone>{state_name(locale, &state)}</Badge>
                    <Badge tone=drawer_tone sign=Sign::Drawer>
                        {drawer}
                    </Badge>
                    <Press
                        action=ACTION
                        fields=vec![("action", "close_drawer".to_owned())]
                        says=text::close_drawer(locale)
                        kind=Kind::Quiet
                    />
                </div>
                <Faults />
                {papers}
            </Live>
        </StagePage>
    }
}

/// A button for each thing that can be wrong, to break it or to mend it.
#[component]
fn Faults() -> impl IntoView {
    let locale = current_locale();
    let backstage = backstage();
    let set = backstage.printer.faults();
    let all = [
        (PrinterFault::PaperOut, text::paper_out(locale)),
        (PrinterFault::PaperLow, text::paper_low(locale)),
        (PrinterFault::CoverOpen, text::cover_open(locale)),
        (PrinterFault::CutterError, text::cutter_error(locale)),
        (PrinterFault::Offline, text::offline(locale)),
    ];
    let buttons = all.into_iter().map(|(fault, says)| {
        let name = PrinterFaultName::from(fault).into_str();
        let is_set = set.contains(&fault);
        let action = if is_set { "clear" } else { "set" };
        let says = if is_set { text::mend(locale, says) } else { says.to_owned() };
        let kind = if is_set { Kind::Primary } else { Kind::Secondary };
        view! { <Press action=ACTION fields=vec![("action", action.to_owned()), ("fault", name.to_owned())] says kind /> }
    });
    view! {
        <div class="row" role="group" aria-label=text::faults(locale)>
            {buttons.collect_view()}
            <Press
                action=ACTION
                fields=vec![
                    ("action", "set".to_owned()),
                    ("fault", PrinterFaultName::PaperOutAfter.into_str().to_owned()),
                    ("lines", "20".to_owned()),
                ]
                says=text::paper_out_after(locale)
            />
            <Press action=ACTION fields=vec![("action", "clear_all".to_owned())] says=text::mend_all(locale) kind=Kind::Quiet />
        </div>
    }
}

/// The papers, newest first.
fn list(papers: &[PrintedPaper], locale: Locale) -> AnyView {
    if papers.is_empty() {
        return view! {
            <EmptyState sign=Sign::Printer title=text::no_paper(locale) text=text::no_paper_text(locale) />
        }
        .into_any();
    }
    let papers = papers.iter().rev().map(|paper| one(paper, locale)).collect_view();
    view! { <div class="grid">{papers}</div> }.into_any()
}

fn one(paper: &PrintedPaper, locale: Locale) -> AnyView {
    let title = text::paper(locale, paper.number);
    let opened = paper.drawer_opened_before.then(|| format!(" · {}", text::drawer_opened(locale)));
    let (at, src) = (hour(paper.at, locale), format!("/backstage/papers/{}.png", paper.number));
    let words = paper.text.clone();
    view! {
        <Card class="stack">
            <h2>{title.clone()}</h2>
            <p class="muted small">
                {at}
                {opened}
            </p>
            <img src=src alt=title width="288" loading="lazy" />
            <Disclosure summary=text::as_text(locale)>
                <pre class="scroll small" tabindex="0">
                    {words}
                </pre>
            </Disclosure>
        </Card>
    }
    .into_any()
}

fn state_name(locale: Locale, state: &PrinterState) -> &'static str {
    match state {
        PrinterState::Ready => text::ready(locale),
        PrinterState::PaperLow => text::paper_low(locale),
        PrinterState::PaperOut => text::paper_out(locale),
        PrinterState::CoverOpen => text::cover_open(locale),
        PrinterState::Error => text::cutter_error(locale),
        PrinterState::Offline => text::offline(locale),
    }
}
