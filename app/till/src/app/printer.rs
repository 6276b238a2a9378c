//! The printer: how it is, what waits for it, the questions only a person who sees the paper can answer, and the drawer.

use super::browser;
use super::state::{Panel, TillApp};
use crate::act::print;
use crate::model::{PrintJobRow, PrinterView};
use crate::text;
use domain::locale::Locale;
use domain::paper::{PrintJobState, PrinterState};
use leptos::prelude::*;
use ui::kit::*;

pub fn printer_words(locale: Locale, state: Option<&PrinterState>) -> &'static str {
    match state {
        None => text::without_printer(locale),
        Some(PrinterState::Ready) => text::printer_ready(locale),
        Some(PrinterState::PaperLow) => text::paper_low(locale),
        Some(PrinterState::PaperOut) => text::paper_out(locale),
        Some(PrinterState::CoverOpen) => text::cover_open(locale),
        Some(PrinterState::Error) => text::printer_error(locale),
        Some(PrinterState::Offline) => text::printer_offline(locale),
    }
}

pub fn printer_tone(state: Option<&PrinterState>) -> Tone {
    match state {
        None => Tone::Plain,
        Some(PrinterState::Ready) => Tone::Success,
        Some(PrinterState::PaperLow) => Tone::Warning,
        Some(_) => Tone::Error,
    }
}

/// What to do about it.
fn advice(locale: Locale, state: Option<&PrinterState>) -> &'static str {
    match state {
        None => text::without_printer_text(locale),
        Some(PrinterState::Ready) => text::printer_ready_text(locale),
        Some(PrinterState::PaperLow) => text::paper_low_text(locale),
        Some(PrinterState::PaperOut) => text::paper_out_text(locale),
        Some(PrinterState::CoverOpen) => text::cover_open_text(locale),
        Some(PrinterState::Error) => text::printer_error_text(locale),
        Some(PrinterState::Offline) => text::printer_offline_text(locale),
    }
}

/// Nothing comes out until someone has looked after it.
pub fn is_stuck(printer: &PrinterView) -> bool {
    printer.state.as_ref().is_some_and(|state| !state.prints())
}

/// Jobs that wait or are unsure, above whatever else is done. Each stays until it is out or answered.
pub fn questions(app: TillApp) -> impl IntoView {
    let open = move || {
        app.printer.with(|printer| {
            let is_stuck = printer.as_ref().is_some_and(is_stuck);
            let jobs = printer.iter().flat_map(|printer| &printer.jobs);
            let open = jobs.filter(|job| match job.state {
                PrintJobState::Waiting | PrintJobState::Unsure => true,
                PrintJobState::Queued => is_stuck,
                PrintJobState::Printing | PrintJobState::Done | PrintJobState::Cancelled => false,
            });
            open.map(|job| (job.id.to_string(), job.state == PrintJobState::Unsure)).collect::<Vec<_>>()
        })
    };
    let one = move |(id, is_unsure): (String, bool)| {
        let job = Memo::new(move |_| {
            app.printer.with(|p| p.as_ref()?.jobs.iter().find(|job| job.id.to_string() == id).cloned())
        });
        let first = job.get_untracked();
        first.map(|first| if is_unsure { unsure(app, first) } else { waiting(app, first) })
    };
    view! {
        <div class="stack tight till-notices">
            <For each=open key=Clone::clone children=one />
        </div>
    }
}

fn job_title(locale: Locale, job: &PrintJobRow) -> String {
    match (&job.number, job.papers) {
        (_, 0) => text::drawer_job(locale).to_owned(),
        (Some(number), papers) => text::papers_of(locale, papers, number),
        (None, papers) => text::papers(locale, papers),
    }
}

fn waiting(app: TillApp, job: PrintJobRow) -> AnyView {
    let locale = app.locale;
    let why = move || app.printer.with(|p| advice(locale, p.as_ref().and_then(|p| p.state.as_ref())));
    view! {
        <Notice tone=Tone::Warning title=text::job_waits(locale, job_title(locale, &job))>
            <p>{why} " " {text::goes_on_by_itself(locale)}</p>
            {give_up(app, job)}
        </Notice>
    }
    .into_any()
}

/// Did it come out? Asked paper by paper, so that none comes out twice and none is missing.
fn unsure(app: TillApp, job: PrintJobRow) -> AnyView {
    let locale = app.locale;
    let id = job.id;
    let answer = move |from: Option<u32>| {
        app.act(print::resume(id, from), "", move |()| {});
        browser::focus("main");
    };
    let (done, papers) = (job.papers_done, job.papers);
    let stuck = Memo::new(move |_| app.printer.with(|printer| printer.as_ref().is_some_and(is_stuck)));
    // While nothing can come out, "all of it" is the unlikely answer: the first paper that may be missing is the main one.
    let no = move |is_main: bool| {
        let kind = |is_first: bool| if is_main && is_first { Kind::Primary } else { Kind::Secondary };
        if papers == 0 {
            return view! {
                <Button action="button" on:click=move |_| answer(Some(0))>
                    {text::open_it_again(locale)}
                </Button>
            }
            .into_any();
        }
        let first = done.min(papers - 1);
        (first..papers)
            .map(|paper| {
                view! {
                    <Button action="button" kind=kind(paper == first) on:click=move |_| answer(Some(paper))>
                        {text::print_from(locale, paper + 1)}
                    </Button>
                }
            })
            .collect_view()
            .into_any()
    };
    let question = if papers == 0 { text::did_it_open(locale) } else { text::did_it_come_out(locale) };
    let yes = if papers == 0 { text::it_opened(locale) } else { text::all_came_out(locale) };
    let keys = move || {
        // A drawer opens without paper.
        let is_stuck = stuck.get() && papers > 0;
        let yes_kind = if is_stuck { Kind::Secondary } else { Kind::Primary };
        view! {
            <Button action="button" kind=yes_kind on:click=move |_| answer(None)>
                {yes}
            </Button>
            {no(is_stuck)}
        }
    };
    let why = move || {
        let advice = app.printer.with(|p| advice(locale, p.as_ref().and_then(|p| p.state.as_ref())));
        stuck.get().then(|| view! { <p>{advice}</p> })
    };
    let known = (papers > 1 && done > 0).then(|| view! { <p>{text::surely_out(locale, done)}</p> });
    view! {
        <Notice tone=Tone::Question title=question>
            <p>{job_title(locale, &job)}</p>
            {known}
            {why}
            <div class="row tight">{keys}</div>
            {give_up(app, job)}
        </Notice>
    }
    .into_any()
}

/// Not wanted any more; the reason is kept.
fn give_up(app: TillApp, job: PrintJobRow) -> impl IntoView {
    let locale = app.locale;
    let reason = RwSignal::new(String::new());
    let field = format!("cancel_{}", job.id);
    view! {
        <Disclosure summary=text::do_not_print(locale)>
            <form
                class="row"
                on:submit=move |event| {
                    event.prevent_default();
                    app.act(
                        print::cancel_job(job.id, reason.get_untracked()),
                        text::job_is_cancelled(locale),
                        |()| browser::focus("main"),
                    );
                }
            >
                <div class="grow">{reason_field(locale, &field, reason, &[text::reason_twice(locale), text::reason_not_needed(locale)], None)}</div>
                <Button kind=Kind::Danger>{text::do_not_print(locale)}</Button>
            </form>
        </Disclosure>
    }
}

/// Why: typed, or one of the usual ones with one tap.
pub fn reason_field(
    locale: Locale,
    name: &str,
    reason: RwSignal<String>,
    usual: &[&'static str],
    hint: Option<&'static str>,
) -> impl IntoView + use<> {
    let chips = usual
        .iter()
        .map(|words| {
            let words = *words;
            view! {
                <button type="button" class="chip" on:click=move |_| reason.set(words.to_owned())>
                    {words}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="stack tight">
            <Field
                label=text::reason(locale)
                name=name.to_owned()
                value=reason
                hint=hint.map(str::to_owned)
                maxlength=domain::reason::REASON_CHARS_MAX
                on_input=Callback::new(move |typed| reason.set(typed))
            />
            <div class="row tight">{chips}</div>
        </div>
    }
}

/// The panel: state, drawer, test page, jobs.
pub fn panel(app: TillApp) -> AnyView {
    let locale = app.locale;
    let state = move || {
        let printer = app.printer.get()?;
        let tone = printer_tone(printer.state.as_ref());
        let title = [Some(printer.name), Some(printer_words(locale, printer.state.as_ref()).to_owned())];
        let title: Vec<String> = title.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Some(view! { <Notice tone title=title.join(": ")>{advice(locale, printer.state.as_ref())}</Notice> })
    };
    let prints = Memo::new(move |_| app.printer.with(|p| p.as_ref().is_some_and(|p| p.state.is_some())));
    view! {
        <section class="stack loose">
            <h2>{text::printer_and_drawer(locale)}</h2>
            {state}
            {move || prints.get().then(|| drawer(app))}
            {jobs(app)}
        </section>
    }
    .into_any()
}

fn drawer(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let reason = RwSignal::new(String::new());
    let usual = [text::reason_change(locale), text::reason_float(locale), text::reason_count(locale)];
    view! {
        <form
            class="card"
            on:submit=move |event| {
                event.prevent_default();
                let Some(till) = app.till.get_untracked() else { return };
                app.act(
                    print::drawer(till, reason.get_untracked()),
                    text::drawer_opens(locale),
                    move |_| reason.set(String::new()),
                );
            }
        >
            <h3>{text::open_drawer(locale)}</h3>
            <p class="muted">{text::open_drawer_text(locale)}</p>
            {reason_field(locale, "drawer_reason", reason, &usual, None)}
            <div class="row">
                <Button kind=Kind::Primary sign=Sign::Drawer>
                    {text::open_drawer(locale)}
                </Button>
                <Button
                    action="button"
                    sign=Sign::Printer
                    on:click=move |_| {
                        if let Some(till) = app.till.get_untracked() {
                            app.act(print::test_page(till), text::test_page_comes(locale), |_| {});
                        }
                    }
                >
                    {text::test_page(locale)}
                </Button>
            </div>
        </form>
    }
}

fn jobs(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let rows = move || {
        let jobs = app.printer.with(|p| p.as_ref().map(|p| p.jobs.clone()).unwrap_or_default());
        if jobs.is_empty() {
            return view! { <p class="muted">{text::no_jobs(locale)}</p> }.into_any();
        }
        let rows = jobs
            .into_iter()
            .map(|job| {
                let (tone, words) = job_state(locale, job.state);
                let counted = (job.papers > 0).then(|| text::papers_done(locale, job.papers_done, job.papers));
                view! {
                    <li>
                        <div class="grow">
                            <p class="strong">{job_title(locale, &job)}</p>
                            <p class="muted small">{job.at.clone()} {job.message.clone().map(|said| format!(" · {said}"))}</p>
                        </div>
                        <div class="till-line-end">
                            <Badge tone>{words}</Badge>
                            <span class="muted small tabular">{counted}</span>
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="lines">{rows}</ul> }.into_any()
    };
    view! {
        <div class="stack tight">
            <div class="row between">
                <h3>{text::print_jobs(locale)}</h3>
                <Button
                    action="button"
                    kind=Kind::Quiet
                    on:click=move |_| {
                        app.view.set(Panel::Sales);
                        browser::focus("sales-title");
                    }
                >
                    {text::print_again(locale)}
                </Button>
            </div>
            {rows}
        </div>
    }
}

fn job_state(locale: Locale, state: PrintJobState) -> (Tone, &'static str) {
    match state {
        PrintJobState::Queued => (Tone::Plain, text::job_queued(locale)),
        PrintJobState::Printing => (Tone::Info, text::job_printing(locale)),
        PrintJobState::Done => (Tone::Success, text::job_done(locale)),
        PrintJobState::Waiting => (Tone::Warning, text::job_waiting(locale)),
        PrintJobState::Unsure => (Tone::Question, text::job_unsure(locale)),
        PrintJobState::Cancelled => (Tone::Plain, text::job_cancelled(locale)),
    }
}
