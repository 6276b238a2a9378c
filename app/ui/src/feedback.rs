//! What the page says back: notices, errors, badges, empty places, progress.

use leptos::prelude::*;

use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// What a message is about; each tone has a colour and a sign, and the words say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    Success,
    Warning,
    Error,
    /// Needs an answer from a person.
    Question,
    /// The house's own colour, for what is new or chosen.
    Accent,
}

impl Tone {
    pub const ALL: [Tone; 7] =
        [Tone::Plain, Tone::Info, Tone::Success, Tone::Warning, Tone::Error, Tone::Question, Tone::Accent];

    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Info => "tone-info",
            Tone::Success => "tone-success",
            Tone::Warning => "tone-warning",
            Tone::Error => "tone-error",
            Tone::Question => "tone-question",
            Tone::Accent => "tone-accent",
        }
    }

    fn sign(self) -> Option<Sign> {
        match self {
            Tone::Plain | Tone::Accent => None,
            Tone::Info => Some(Sign::Info),
            Tone::Success => Some(Sign::Check),
            Tone::Warning => Some(Sign::Warning),
            Tone::Error => Some(Sign::Cross),
            Tone::Question => Some(Sign::Question),
        }
    }
}

/// A message in the page. Errors interrupt a screen reader, the others wait.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Error { "alert" } else { "status" };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {tone.sign().map(|sign| view! { <Icon sign /> })}
            <div>{title.get_untracked().map(|title| view! { <p class="strong">{title}</p> })} {children.map(|children| children())}</div>
        </div>
    }
}

/// All that is wrong with a form, above it: each line leads to its field. Nothing is shown when nothing is wrong.
#[component]
pub fn ErrorSummary(
    /// The field's name and what to do about it.
    errors: Vec<(String, String)>,
) -> impl IntoView {
    let locale = current_locale();
    (!errors.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" id="error-summary" autofocus=true>
                <h2>{text::check_these(locale)}</h2>
                <ul>
                    {errors
                        .into_iter()
                        .map(|(name, message)| {
                            view! {
                                <li>
                                    <a href=format!("#{}", crate::field::field_id(&name))>{message}</a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}

/// A state in one or two words.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    /// Another sign than the tone's own.
    #[prop(default = None, into)]
    sign: Option<Sign>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {sign.or(tone.sign()).map(|sign| view! { <Icon sign /> })} {children()}
        </span>
    }
}

/// Where a list would be, when there is nothing in it: what that means and what to do.
#[component]
pub fn EmptyState(
    #[prop(default = Sign::Ticket)] sign: Sign,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: MaybeProp<String>,
    /// The page has nothing else: the title is the page's.
    #[prop(optional)]
    alone: bool,
    /// Usually one button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon sign class="large" />
            {if alone { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() }}
            {text.get_untracked().map(|text| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// How much of something is gone: tickets of a pool, steps of a job.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<i64>,
    #[prop(into)] max: Signal<i64>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            class:full=move || { value.get() >= max.get() }
            aria-label=label
            value=move || value.get().to_string()
            max=move || max.get().max(1).to_string()
        ></progress>
    }
}

/// A verdict of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictColor {
    Admit,
    Used,
    Refuse,
    Question,
    Exit,
}

impl VerdictColor {
    pub const ALL: [VerdictColor; 5] =
        [VerdictColor::Admit, VerdictColor::Used, VerdictColor::Refuse, VerdictColor::Question, VerdictColor::Exit];

    pub fn class(self) -> &'static str {
        match self {
            VerdictColor::Admit => "admit",
            VerdictColor::Used => "used",
            VerdictColor::Refuse => "refuse",
            VerdictColor::Question => "question",
            VerdictColor::Exit => "exit",
        }
    }

    pub fn sign(self) -> Sign {
        match self {
            VerdictColor::Admit => Sign::Check,
            VerdictColor::Used => Sign::Again,
            VerdictColor::Refuse => Sign::Cross,
            VerdictColor::Question => Sign::Question,
            VerdictColor::Exit => Sign::Exit,
        }
    }
}

/// One colour, one sign, one word; what else there is to say goes below it.
#[component]
pub fn VerdictScreen(
    verdict: VerdictColor,
    #[prop(into)] word: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("verdict {}", verdict.class()) role="alert">
            <Icon sign=verdict.sign() />
            <p class="word">{word}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Whether the network is there.
#[component]
pub fn Connection(#[prop(into)] online: Signal<bool>) -> impl IntoView {
    let locale = current_locale();
    view! {
        <span class="connection" class:offline=move || !online.get() role="status">
            {move || if online.get() { text::online(locale) } else { text::offline(locale) }}
        </span>
    }
}
