//! The drawn signs: 24 by 24, one stroke in the colour of the text around them.

use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident: $drawing:literal,)*) => {
        /// A sign of the kit. It never stands alone for a meaning: a word goes with it, or an `aria-label` does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sign { $($(#[$doc])* $name,)* }

        impl Sign {
            pub const ALL: &[Sign] = &[$(Sign::$name,)*];

            /// The inside of the `<svg>`.
            pub fn drawing(self) -> &'static str {
                match self { $(Sign::$name => $drawing,)* }
            }
        }
    };
}

icons! {
    Ticket: r#"<path d="M3 7h18v3.2a1.8 1.8 0 0 0 0 3.6V17H3v-3.2a1.8 1.8 0 0 0 0-3.6zM14.5 7v2m0 2v2m0 2v2"/>"#,
    Seat: r#"<path d="M7 4h10v8H7zM5 10v6h14v-6M7 16v4m10-4v4"/>"#,
    Calendar: r#"<path d="M4 6h16v14H4zM4 10h16M8.5 3.5V7m7-3.5V7"/>"#,
    Clock: r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>"#,
    Place: r#"<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>"#,
    Cart: r#"<path d="M3 4h2.5l2 11h10l2.5-8H6.2"/><circle cx="9" cy="19" r="1.4"/><circle cx="16.5" cy="19" r="1.4"/>"#,
    Search: r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>"#,
    Check: r#"<path d="m4.5 12.5 5 5 10-11"/>"#,
    Cross: r#"<path d="m5.5 5.5 13 13m0-13-13 13"/>"#,
    Warning: r#"<path d="M12 3.5 2.5 20h19zM12 10v4.5m0 2.7v.1"/>"#,
    Question: r#"<circle cx="12" cy="12" r="9"/><path d="M9.3 9.5a2.8 2.8 0 1 1 4 2.5c-.9.4-1.3 1-1.3 2m0 2.9v.1"/>"#,
    Info: r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5m0-9v.1"/>"#,
    /// Was here before: an arrow that came back.
    Again: r#"<path d="M4.5 9.5A8 8 0 1 1 4 13M4 4.5v5h5"/>"#,
    Exit: r#"<path d="M10 4H5v16h5m4-12 4 4-4 4m4-4H9.5"/>"#,
    Printer: r#"<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>"#,
    Cash: r#"<path d="M3 6.5h18v11H3z"/><circle cx="12" cy="12" r="2.6"/><path d="M6.2 9.5v.1m11.6 4.8v.1"/>"#,
    Card: r#"<path d="M3 5.5h18v13H3zM3 10h18M6.5 15h4"/>"#,
    Drawer: r#"<path d="M6 4h12l1 6H5zM3 10h18v9H3zM9.5 14.5h5"/>"#,
    Camera: r#"<path d="M3 7.5h4l1.5-2.5h7L17 7.5h4v12H3z"/><circle cx="12" cy="13" r="3.6"/>"#,
    Torch: r#"<path d="M7 3h10v4l-2.5 3.5V21h-5V10.5L7 7zM7 7h10m-5 6.5v2"/>"#,
    Sound: r#"<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6m2.8-8.5a8 8 0 0 1 0 11"/>"#,
    Mute: r#"<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 10l4 4m0-4-4 4"/>"#,
    User: r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c0-4 3.2-6.5 7.5-6.5s7.5 2.5 7.5 6.5"/>"#,
    People: r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c0-3.6 2.8-5.5 6.5-5.5s6.5 1.9 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4m2.5 3c2.2.7 3.5 2.4 3.5 4.8"/>"#,
    Mail: r#"<path d="M3 5.5h18v13H3zm0 1 9 7 9-7"/>"#,
    Download: r#"<path d="M12 3.5V15m-5-4.5 5 5 5-5M4 19.5h16"/>"#,
    Upload: r#"<path d="M12 15.5V4M7 8.5l5-5 5 5M4 19.5h16"/>"#,
    Plus: r#"<path d="M12 5v14M5 12h14"/>"#,
    Minus: r#"<path d="M5 12h14"/>"#,
    ZoomIn: r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5M10.5 7.8v5.4m-2.7-2.7h5.4"/>"#,
    ZoomOut: r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5M7.8 10.5h5.4"/>"#,
    Fit: r#"<path d="M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5"/>"#,
    Wheelchair: r#"<circle cx="10" cy="4.5" r="1.6"/><path d="M10 8v6h5.5l2.5 5.5M10 10.5h4.5M7.5 11.8a5 5 0 1 0 6.8 6.2"/>"#,
    Eye: r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>"#,
    Refresh: r#"<path d="M19.5 9.5A8 8 0 0 0 5 8.5m-.5 6A8 8 0 0 0 19 15.5M20 4.5v5h-5M4 19.5v-5h5"/>"#,
    Lock: r#"<path d="M5 10.5h14v10H5zM8 10.5V7.5a4 4 0 0 1 8 0v3m-4 4v2.5"/>"#,
    External: r#"<path d="M18.5 13.5v6h-14v-14h6m3-2h7v7m0-7-9.5 9.5"/>"#,
    ChevronRight: r#"<path d="m9 5 7 7-7 7"/>"#,
    ChevronLeft: r#"<path d="m15 5-7 7 7 7"/>"#,
    ChevronDown: r#"<path d="m5 9 7 7 7-7"/>"#,
    ChevronUp: r#"<path d="m5 15 7-7 7 7"/>"#,
    ArrowLeft: r#"<path d="M20 12H4.5m6-6-6 6 6 6"/>"#,
    ArrowRight: r#"<path d="M4 12h15.5m-6-6 6 6-6 6"/>"#,
    Menu: r#"<path d="M4 6.5h16M4 12h16M4 17.5h16"/>"#,
    More: r#"<path d="M5.5 12v.1m6.5-.1v.1m6.5-.1v.1" stroke-width="3"/>"#,
    Home: r#"<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6"/>"#,
    Chart: r#"<path d="M4 4v16h16M8.5 16v-4m4 4V8m4 8v-6"/>"#,
    Money: r#"<circle cx="12" cy="12" r="9"/><path d="M15.5 8.8A4.3 4.3 0 1 0 15.5 15.2M7.2 11h5m-5 2.5h5"/>"#,
    Settings: r#"<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>"#,
    Edit: r#"<path d="M4 20v-4.5L15.5 4 20 8.5 8.5 20zM13 6.5l4.5 4.5"/>"#,
    Trash: r#"<path d="M4 6.5h16M9 6.5v-3h6v3M6 6.5 7 20.5h10l1-14M10 10.5v6m4-6v6"/>"#,
    Copy: r#"<path d="M8 8h12v12H8zM4 16V4h12"/>"#,
    Gate: r#"<path d="M4 21V4h16v17M9.5 21V9.5h5V21M2.5 21h19"/>"#,
    Scan: r#"<path d="M4 8V4h4m8 0h4v4m0 8v4h-4m-8 0H4v-4M4 12h16"/>"#,
    Keypad: r#"<path d="M6 6v.1M12 6v.1M18 6v.1M6 12v.1m6-.1v.1m6-.1v.1M6 18v.1m6-.1v.1m6-.1v.1" stroke-width="3"/>"#,
    Map: r#"<path d="m3.5 6.5 5.5-2 6 2 5.5-2v13l-5.5 2-6-2-5.5 2zM9 4.5v13m6-11v13"/>"#,
    List: r#"<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.1m0 5.4v.1m0 5.4v.1"/>"#,
    Tag: r#"<path d="M3.5 3.5h8.5L20.5 12 12 20.5 3.5 12zM8 8v.1"/>"#,
    Gift: r#"<path d="M4 11h16v9.5H4zM3 7h18v4H3zm9 0v13.5M12 7c-4 0-5-1.5-4.5-3S11 3 12 7c1-4 4-4.5 4.5-3S16 7 12 7z"/>"#,
}

/// A sign, hidden from screen readers because a word beside it says the same.
#[component]
pub fn Icon(
    sign: Sign,
    /// `small` or `large`; the size of the text by default.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") viewBox="0 0 24 24" aria-hidden="true" inner_html=sign.drawing()></svg>
    }
}
