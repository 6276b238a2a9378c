//! The gate in the browser: set up once, then one guest after the other.

mod browser;
mod camera;
mod late_answers;
mod search;
mod state;

use crate::model::{Color, GateChoices, ScanResult};
use crate::text;
use domain::locale::Locale;
use leptos::ev;
use leptos::html::Video;
use leptos::prelude::*;
use leptos::task::spawn_local;
use state::{GateApp, GateSetup};
use ui::kit::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Fills the page's empty place, if there is one: a page to sign in has none.
pub fn mount() {
    let Some(place) = browser::by_id("gate").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let files = |name: &str| place.get_attribute(name).unwrap_or_default();
    let decoder = (files("data-decoder-js"), files("data-decoder-wasm"));
    place.set_inner_html("");
    leptos::mount::mount_to(place, move || view! { <Gate decoder=decoder.clone() /> }).forget();
}

#[component]
fn Gate(decoder: (String, String)) -> impl IntoView {
    let app = GateApp::new();
    app.begin();
    listen_to_scanner(app);
    let decoder = StoredValue::new(decoder);
    view! {
        <div class="gate-frame">
            {move || {
                if app.scanning.get() { view! { <Scanning app decoder /> }.into_any() } else { set_up(app) }
            }}
            {late_answers::answers(app)}
            {move || app.shown.get().map(|shown| verdict(app, shown))}
        </div>
    }
}

/// Hand scanners type, wherever the focus is, and end with Enter. A form that has the focus takes its own keys.
fn listen_to_scanner(app: GateApp) {
    let typed = StoredValue::new(String::new());
    let listening = window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let in_field = target.is_some_and(|t| matches!(t.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if in_field || !app.scanning.get_untracked() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        if key == "Enter" {
            let code = typed.get_value();
            typed.set_value(String::new());
            if !code.is_empty() {
                event.prevent_default();
                app.read(&code, true);
            }
        } else if key.chars().count() == 1 && key != " " {
            typed.update_value(|text| text.push_str(&key));
        }
    });
    on_cleanup(move || listening.remove());
}

fn set_up(app: GateApp) -> AnyView {
    let locale = app.locale;
    let dates = move || match app.set_up.get() {
        None => view! { <p class="muted">{ui::text::loading(locale)}</p> }.into_any(),
        Some(Err(error)) if error.is_unsure() => {
            view! { <Notice tone=Tone::Warning>{text::never_set_up_text(locale)}</Notice> }.into_any()
        }
        Some(Err(_)) => view! { <Notice tone=Tone::Error>{text::cannot_open_text(locale)}</Notice> }.into_any(),
        Some(Ok(found)) if found.dates.is_empty() => {
            view! { <Notice tone=Tone::Info>{text::no_dates(locale)}</Notice> }.into_any()
        }
        Some(Ok(found)) => found.dates.into_iter().map(|date| performance_choice(app, date)).collect_view().into_any(),
    };
    let direction = move |exit: bool, label: &'static str| {
        view! {
            <Radio
                label
                name="direction"
                value=if exit { "out" } else { "in" }
                class="boxed"
                checked=Signal::derive(move || app.post.get().exit == exit)
                on_change=Callback::new(move |_| app.post.update(|post| post.exit = exit))
            />
        }
    };
    view! {
        <main id="main" class="page">
            <form
                class="stack loose form-width"
                on:submit=move |event| {
                    event.prevent_default();
                    app.start();
                }
            >
                <h1>{text::set_up(locale)}</h1>
                {without_network(app)}
                <p class="muted">{move || app.set_up.get().and_then(Result::ok).map(|s| of_whom(&s))}</p>
                <Field
                    label=text::gate_name(locale)
                    name="gate"
                    hint=text::gate_name_hint(locale).to_owned()
                    value=Signal::derive(move || app.post.get().gate)
                    required=true
                    maxlength=60u32
                    on_input=Callback::new(move |gate: String| app.post.update(|post| post.gate = gate))
                />
                <fieldset class="stack tight">
                    <legend>{text::dates(locale)}</legend>
                    {dates}
                </fieldset>
                <fieldset class="stack tight">
                    <legend>{text::direction(locale)}</legend>
                    {direction(false, text::way_in(locale))}
                    {direction(true, text::way_out(locale))}
                </fieldset>
                {move || app.problem.get().map(|words| view! { <Notice tone=Tone::Error>{words}</Notice> })}
                <Button kind=Kind::Primary class="wide large" sign=Sign::Camera>
                    {text::start(locale)}
                </Button>
            </form>
            {move || {
                let others = app.set_up.get().and_then(Result::ok).map(|found| found.others).unwrap_or_default();
                others.into_iter().map(|(id, name)| scan_for(locale, id, name)).collect_view()
            }}
            {move || not_sent(app)}
            <form
                method="post"
                action="/do/session/sign_out"
                class="form-width"
                on:submit=move |event| {
                    if !browser::is_online() {
                        event.prevent_default();
                        app.problem.set(Some(text::sign_out_waits(locale)));
                    }
                }
            >
                <input type="hidden" name="next" value="/gate" />
                <Button kind=Kind::Quiet sign=Sign::Exit>{text::sign_out(locale)}</Button>
            </form>
        </main>
    }
    .into_any()
}

/// `Teatro Nuovo · Sara`, or without who it is: a device remembers no person.
fn of_whom(set_up: &GateChoices) -> String {
    let parts = [set_up.organizer.as_str(), set_up.person.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Says that the gate opened without the server.
fn without_network(app: GateApp) -> impl IntoView {
    let locale = app.locale;
    view! {
        <Show when=move || app.remembered.get()>
            <Notice tone=Tone::Warning title=text::opened_offline(locale)>
                {text::opened_offline_text(locale)}
            </Notice>
        </Show>
    }
}

/// Scans that are still to be sent, for whoever thinks of signing out.
fn not_sent(app: GateApp) -> impl IntoView + use<> {
    let locale = app.locale;
    let (own, others) = app.not_sent();
    let own = (own > 0).then(|| view! { <Notice tone=Tone::Warning>{text::not_sent(locale, own)}</Notice> });
    let others = others.into_iter().map(|(organizer, count)| {
        view! { <Notice tone=Tone::Info>{text::not_sent_of(locale, count, &organizer)}</Notice> }
    });
    view! {
        <div class="stack tight form-width">{own} {others.collect_view()}</div>
    }
}

/// Whoever works for several organizers goes from one to the other without signing in again.
fn scan_for(locale: Locale, id: String, name: String) -> AnyView {
    view! {
        <form method="post" action="/do/session/choose_organizer" class="form-width">
            <input type="hidden" name="organizer" value=id />
            <input type="hidden" name="next" value="/gate" />
            <Button class="wide">{text::scan_for(locale, &name)}</Button>
        </form>
    }
    .into_any()
}

fn performance_choice(app: GateApp, date: crate::model::PerformanceChoice) -> impl IntoView {
    let id = date.id.clone();
    let chosen = {
        let id = id.clone();
        Signal::derive(move || app.post.get().dates.contains(&id))
    };
    let choose = Callback::new(move |on: bool| {
        let id = id.clone();
        app.post.update(|GateSetup { dates, .. }| {
            dates.retain(|d| *d != id);
            if on {
                dates.push(id);
            }
        });
        app.problem.set(None);
    });
    view! { <Checkbox label=date.event name=date.id hint=date.when_where checked=chosen class="boxed" on_change=choose /> }
}

#[component]
fn Scanning(app: GateApp, decoder: StoredValue<(String, String)>) -> impl IntoView {
    let locale = app.locale;
    let video = NodeRef::<Video>::new();
    let camera_says = RwSignal::new(None::<&'static str>);
    let has_torch = RwSignal::new(false);
    let torch_on = RwSignal::new(false);
    let on_code = Closure::<dyn Fn(String)>::new(move |code: String| app.read(&code, false)).into_js_value();
    let on_code = StoredValue::new_local(on_code.unchecked_into::<js_sys::Function>());
    let report = move |answer: Result<JsValue, JsValue>| {
        has_torch.set(camera::has_torch());
        camera_says.set(match answer.ok().and_then(|a| a.as_string()).as_deref() {
            Some("ok") => None,
            Some("refused") => Some(text::camera_refused(locale)),
            _ => Some(text::no_camera(locale)),
        });
    };
    Effect::new(move |_| {
        if let Some(element) = video.get() {
            spawn_local(async move {
                let (js, wasm) = decoder.get_value();
                let on_code = on_code.get_value();
                report(camera::start(&element, &js, &wasm, &on_code).await);
            });
        }
    });
    on_cleanup(camera::stop);
    let other = move |_| {
        spawn_local(async move {
            let (js, wasm) = decoder.get_value();
            let on_code = on_code.get_value();
            report(camera::other_camera(&js, &wasm, &on_code).await);
        });
    };
    let flip = move |_| {
        let on = !torch_on.get_untracked();
        spawn_local(async move {
            if camera::torch(on).await.is_ok() {
                torch_on.set(on);
            }
        });
    };
    view! {
        {bar(app)}
        <main id="main" class="stack tight grow">
            <h1 class="visually-hidden">{text::gate(locale)}</h1>
            {without_network(app)}
            <div class="viewfinder" class:no-camera=move || camera_says.get().is_some()>
                <video node_ref=video playsinline muted aria-hidden="true"></video>
                <p class="viewfinder-note" role="status">
                    {move || camera_says.get().unwrap_or_else(|| text::aim(locale))}
                </p>
                <div class="row viewfinder-keys">
                    <Show when=move || has_torch.get()>
                        <Button action="button" sign=Sign::Torch on:click=flip>{text::torch(locale)}</Button>
                    </Show>
                    <Show when=move || camera_says.get().is_none()>
                        <Button action="button" sign=Sign::Camera on:click=other>{text::other_camera(locale)}</Button>
                    </Show>
                </div>
            </div>
            {search::by_hand(app)}
        </main>
    }
}

/// Who we are, how many are in, and whether the network is there; always in sight.
fn bar(app: GateApp) -> impl IntoView {
    let locale = app.locale;
    let direction = move || if app.post.get().exit { text::way_out(locale) } else { text::way_in(locale) };
    let counts = move || {
        let c = app.counts.get();
        text::counts(locale, c.entries, c.exits, c.refused)
    };
    view! {
        <header class="gate-bar">
            <strong>{move || app.post.get().gate}</strong>
            <Badge>{direction}</Badge>
            <span class="tabular">
                <strong class="gate-inside">{move || app.counts.get().inside}</strong>
                " "
                {text::inside(locale)}
                " "
                {move || text::of_expected(locale, app.counts.get().expected)}
            </span>
            <span class="tabular muted small">{counts}</span>
            <span class="grow"></span>
            <Connection online=app.online />
            <Show when=move || app.queue.with(|q| q.len() > 1)>
                <Badge>{move || app.queue.with(Vec::len)}</Badge>
            </Show>
            <Button action="button" kind=Kind::Quiet on:click=move |_| app.change()>
                {text::change(locale)}
            </Button>
        </header>
    }
}

/// The answer, as large as the screen. Touching it, or any key, is "next".
fn verdict(app: GateApp, shown: ScanResult) -> impl IntoView {
    let verdict = verdict_of(shown.color);
    let ScanResult { word, why, place, details, .. } = shown;
    view! {
        <div on:click=move |_| app.shown.set(None)>
            <VerdictScreen verdict word>
                {why.map(|why| view! { <p class="why">{why}</p> })}
                {place.map(|place| view! { <p class="strong">{place}</p> })}
                {details.into_iter().map(|detail| view! { <p>{detail}</p> }).collect_view()}
            </VerdictScreen>
        </div>
    }
}

fn verdict_of(color: Color) -> VerdictColor {
    match color {
        Color::Admit => VerdictColor::Admit,
        Color::Used => VerdictColor::Used,
        Color::Refuse => VerdictColor::Refuse,
        Color::Exit => VerdictColor::Exit,
        Color::Question => VerdictColor::Question,
    }
}
