//! What every page of the admin stands in: who is signed in, the rail of places they may go to, and what is shown when
//! they may not, or when there is nothing.

use crate::text::done::Done;
use crate::{refusal, session, text};
use axum::http::StatusCode;
use base::Actor;
use base::actor::ActorKind;
use base::forms::KeptForm;
use base::sign_in::SignedIn;
use domain::event::Organizer;
use domain::locale::Locale;
use domain::role::{Permission, Role};
use face::error::FaceError;
use face::request::{kept_form, query, set_status, signed_in};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use std::future::Future;
use std::str::FromStr;
use ui::kit::*;

/// Someone at work: who, for which organizer, and what they typed before if a form came back.
#[derive(Clone, Debug)]
pub struct Staff {
    pub locale: Locale,
    pub signed: SignedIn,
    pub actor: Actor,
    pub organizer: Organizer,
    pub kept: KeptForm,
}

impl Staff {
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.may(permission)
    }

    /// For pages whose data isn't guarded by itself: a form to make something new.
    pub fn require(&self, permission: Permission) -> Result<(), FaceError> {
        if self.may(permission) { Ok(()) } else { Err(FaceError::NotAllowed) }
    }

    fn role(&self) -> Option<Role> {
        match self.actor.kind {
            ActorKind::Person { role, .. } => Some(role),
            _ => None,
        }
    }
}

/// A page as it is shown in the frame.
pub struct FramedPage {
    pub title: String,
    /// The way down to it.
    pub above: Vec<NavPlace>,
    /// Buttons beside the title.
    pub actions: AnyView,
    pub body: AnyView,
}

impl FramedPage {
    pub fn new(title: impl Into<String>, body: impl IntoAny) -> FramedPage {
        FramedPage { title: title.into(), above: Vec::new(), actions: ().into_any(), body: body.into_any() }
    }

    pub fn above(self, above: Vec<NavPlace>) -> FramedPage {
        FramedPage { above, ..self }
    }

    pub fn actions(self, actions: impl IntoAny) -> FramedPage {
        FramedPage { actions: actions.into_any(), ..self }
    }
}

pub type StaffContent = Result<FramedPage, FaceError>;

/// Who is at work. Refused with [`FaceError::NotSignedIn`] for a visitor.
pub async fn staff() -> Result<Staff, FaceError> {
    let signed = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let actor = signed.current.clone().ok_or(FaceError::NotSignedIn)?;
    let mine = signed.organizers.iter().find(|(o, _)| o.id == actor.organizer);
    let organizer = mine.map(|(o, _)| o.clone()).ok_or(FaceError::NotSignedIn)?;
    let kept = kept_form().await?;
    Ok(Staff { locale: current_locale(), signed, actor, organizer, kept })
}

/// A page for someone who is signed in. The response waits for its content, so that the HTML is whole.
pub fn page<F, Fut>(content: F) -> impl IntoView
where
    F: FnOnce(Staff) -> Fut + Send + 'static,
    Fut: Future<Output = StaffContent> + Send + 'static,
{
    let whole = async move {
        match staff().await {
            Ok(staff) => {
                let shown = content(staff.clone()).await;
                framed(&staff, shown)
            }
            Err(FaceError::NotSignedIn) => {
                session::to_sign_in();
                ().into_any()
            }
            Err(_) => bare(broken(current_locale())),
        }
    };
    view! { <Suspense>{Suspend::new(whole)}</Suspense> }
}

/// An id out of the page's path. What can't be one leads nowhere.
pub fn id<T: FromStr>(name: &str) -> Option<T> {
    use_params_map().read_untracked().get(name)?.parse().ok()
}

/// The content in the frame of whoever is at work.
pub fn framed(staff: &Staff, shown: StaffContent) -> AnyView {
    let locale = staff.locale;
    let shown = shown.unwrap_or_else(|error| match error {
        FaceError::NotAllowed => denied(staff),
        FaceError::Missing => missing(locale),
        _ => broken(locale),
    });
    let FramedPage { title, above, actions, body } = shown;
    let heading = title.clone();
    let crumbs = (!above.is_empty()).then(|| view! { <Breadcrumbs places=above here=heading.clone() /> });
    let organizers = match staff.signed.organizers.len() {
        0 | 1 => Vec::new(),
        _ => vec![NavPlace::new("/organizer/choose", text::switch_organizer(locale)).sign(Sign::Home)],
    };
    let person = staff.signed.name.clone();
    let news = news(staff);
    view! {
        <Title text=format!("{title} · {}", staff.organizer.name) />
        <Meta name="robots" content="noindex" />
        <AdminFrame
            places=places(staff)
            organizer=staff.organizer.name.clone()
            organizers
            person
            sign_out="/do/session/sign_out"
            signed_out="/organizer?done=signed_out"
        >
            <div class="stack loose">
                <header class="stack tight">
                    {crumbs}
                    <div class="page-head row between">
                        <h1>{heading}</h1>
                        <div class="row tight">{actions}</div>
                    </div>
                </header>
                {news}
                {body}
            </div>
        </AdminFrame>
    }
    .into_any()
}

/// The places this person may go to, in the order of a day's work.
fn places(staff: &Staff) -> Vec<NavPlace> {
    let locale = staff.locale;
    let path = ui::locale::current_path();
    let at = |start: &str| path.starts_with(start);
    let events = path.split('?').next() == Some("/organizer") || at("/organizer/events");
    let home = NavPlace::new("/organizer", text::events(locale)).sign(Sign::Calendar).current(events);
    let orders =
        NavPlace::new("/organizer/orders", text::orders(locale)).sign(Sign::List).current(at("/organizer/orders"));
    let codes = NavPlace::new("/organizer/codes", text::discount_codes::codes(locale))
        .sign(Sign::Tag)
        .current(at("/organizer/codes"));
    let venues =
        NavPlace::new("/organizer/venues", text::venues(locale)).sign(Sign::Seat).current(at("/organizer/venues"));
    let team = at("/organizer/people") || at("/organizer/tokens");
    let people = NavPlace::new("/organizer/people", text::people(locale)).sign(Sign::People).current(team);
    let tills =
        NavPlace::new("/organizer/tills", text::tills(locale)).sign(Sign::Printer).current(at("/organizer/tills"));
    let settings = NavPlace::new("/organizer/settings", text::settings::settings(locale))
        .sign(Sign::Edit)
        .current(at("/organizer/settings"));
    let till = NavPlace::new("/till", text::till(locale)).sign(Sign::Cash);
    let gate = NavPlace::new("/gate", text::gate(locale)).sign(Sign::Scan);
    let all = [
        (Permission::SeeSales, home),
        (Permission::SeeOrders, orders),
        (Permission::SeeSales, codes),
        (Permission::SeeSales, venues),
        (Permission::ManagePeople, people),
        (Permission::Sell, tills),
        (Permission::EditEvents, settings),
        (Permission::Sell, till),
        (Permission::Admit, gate),
    ];
    all.into_iter().filter(|(permission, _)| staff.may(*permission)).map(|(_, place)| place).collect()
}

/// What the last form did (`?done=…`), or why it did nothing.
fn news(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    if let Some(refusal) = face::refusal::kept(&staff.kept) {
        let words = refusal::words(locale, &refusal);
        return view! {
            <Notice tone=Tone::Error title=text::not_done(locale)>
                <p>{words}</p>
            </Notice>
        }
        .into_any();
    }
    // Whoever is here hasn't signed out.
    let done = query("done").and_then(|name| name.parse::<Done>().ok()).filter(|done| *done != Done::SignedOut);
    done.map(|done| view! { <Notice tone=Tone::Success>{done.words(locale)}</Notice> }).into_any()
}

fn denied(staff: &Staff) -> FramedPage {
    let locale = staff.locale;
    set_status(StatusCode::FORBIDDEN);
    let role = staff.role().map(|role| crate::labels::role(locale, role)).unwrap_or_default();
    let body = view! {
        <EmptyState sign=Sign::Lock title=text::denied(locale) text=text::denied_text(locale, role)>
            <LinkButton href="/organizer">{text::to_start(locale)}</LinkButton>
        </EmptyState>
    };
    FramedPage::new(text::denied_title(locale), body)
}

fn missing(locale: Locale) -> FramedPage {
    set_status(StatusCode::NOT_FOUND);
    let body = view! {
        <EmptyState sign=Sign::Search title=text::missing(locale) text=text::missing_text(locale)>
            <LinkButton href="/organizer">{text::to_start(locale)}</LinkButton>
        </EmptyState>
    };
    FramedPage::new(text::missing_title(locale), body)
}

/// What is shown where a page could not be made, with its status.
pub fn broken(locale: Locale) -> FramedPage {
    set_status(StatusCode::INTERNAL_SERVER_ERROR);
    // Where another address led here, that one is what can be tried again.
    let again = query("again").map(|path| session::own_page(&path).to_owned());
    let again = again.unwrap_or_else(ui::locale::current_path);
    let body = view! {
        <EmptyState sign=Sign::Warning title=text::broken(locale) text=text::broken_text(locale)>
            <LinkButton kind=Kind::Primary href=again>
                {text::try_again(locale)}
            </LinkButton>
        </EmptyState>
    };
    FramedPage::new(text::broken_title(locale), body)
}

/// Where a form leads whoever may not send it.
#[component]
pub fn DeniedPage() -> impl IntoView {
    page(|_| async { Err(FaceError::NotAllowed) })
}

/// Where a form leads that names something that isn't there.
#[component]
pub fn MissingPage() -> impl IntoView {
    page(|_| async { Err(FaceError::Missing) })
}

/// Where a download leads that could not be made.
#[component]
pub fn BrokenPage() -> impl IntoView {
    page(|_| async { Err(FaceError::Unavailable) })
}

/// A page without the rail: for those who aren't signed in.
pub fn bare(shown: FramedPage) -> AnyView {
    view! {
        <Title text=shown.title.clone() />
        <Meta name="robots" content="noindex" />
        <ShopFrame places=Vec::new() brand=view! { <Brand href="/organizer" /> }.into_any()>
            <div class="stack loose form-width">
                <h1>{shown.title}</h1>
                {shown.body}
            </div>
        </ShopFrame>
    }
    .into_any()
}

/// A form of one button: a press of it does one thing.
#[component]
pub fn Press(
    #[prop(into)] action: String,
    /// What is sent along.
    fields: Vec<(&'static str, String)>,
    #[prop(into)] says: String,
    #[prop(optional)] kind: Kind,
    #[prop(default = None, into)] sign: Option<Sign>,
    /// `small` where it stands in a row of a table.
    #[prop(optional, into)]
    class: String,
    /// The whole name where several buttons say the same.
    #[prop(optional, into)]
    about: String,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            {hidden(fields)}
            <Button kind sign class>
                {says}
                {(!about.is_empty()).then(|| view! { <span class="visually-hidden">" " {about}</span> })}
            </Button>
        </form>
    }
}

/// What a form sends along.
pub fn hidden(fields: Vec<(&'static str, String)>) -> AnyView {
    fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
        .into_any()
}

/// Keeps the parts of a page marked with `data-follow` true while it is open.
pub fn following() -> AnyView {
    view! { <script nonce=leptos::nonce::use_nonce()>{include_str!("follow.js")}</script> }.into_any()
}

/// A cell of a table, its content made at once.
pub fn cell(label: impl Into<String>, content: impl IntoAny) -> AnyView {
    let (label, content) = (label.into(), content.into_any());
    view! { <Cell label>{content}</Cell> }.into_any()
}

/// A cell with a number.
pub fn number(label: impl Into<String>, value: impl ToString) -> AnyView {
    let (label, value) = (label.into(), value.to_string());
    view! {
        <Cell label number=true>
            {value}
        </Cell>
    }
    .into_any()
}

/// What opens in place, its content made at once. `class`: `quiet`, or nothing.
pub fn fold(summary: impl Into<String>, open: bool, class: &'static str, content: impl IntoAny) -> AnyView {
    let (summary, content) = (summary.into(), content.into_any());
    view! {
        <Disclosure summary open class>
            {content}
        </Disclosure>
    }
    .into_any()
}
