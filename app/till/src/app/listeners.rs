//! What the till hears without asking: sales elsewhere, the printer, the network, the clock, the keyboard.

use super::browser::Stream;
use super::state::{Panel, TillApp};
use domain::seating::SeatState;
use domain::seating::follow::{Followed, Heard, SeatNews};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// More than this of one kind at once is a mistake of the finger.
const TIMES_MAX: u32 = 99;

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum StreamMessage {
    Availability {
        performance: domain::ids::PerformanceId,
    },
    Printer {},
    Order {},
    /// Some were missed: everything may have changed.
    Lost,
    #[serde(other)]
    Other,
}

pub fn follow(app: TillApp) {
    follow_organizer(app);
    follow_performance(app);
    keep_time(app);
    hear_keys(app);
    hear_network(app);
}

fn follow_organizer(app: TillApp) {
    let again = RwSignal::new(0u32);
    let is_waiting = StoredValue::new(false);
    Effect::new(move |old: Option<Option<Stream>>| {
        drop(old);
        again.get();
        is_waiting.set_value(false);
        let heard = move |text: String| match serde_json::from_str(&text).unwrap_or(StreamMessage::Lost) {
            StreamMessage::Availability { performance } => app.stale.update(|stale| {
                stale.insert(performance);
            }),
            StreamMessage::Printer {} => app.look_at_printer(),
            StreamMessage::Order {} => app.sold.update(|count| *count += 1),
            StreamMessage::Lost => {
                app.refresh_all_performances();
                app.look_at_printer();
            }
            StreamMessage::Other => {}
        };
        Stream::open("/live/organizer", "news", heard, move |up| {
            if up && !app.online.get_untracked() {
                come_back(app);
            }
            // The browser tries again too, unless the server's answer was an error; one new stream is enough.
            if !up && !is_waiting.get_value() {
                is_waiting.set_value(true);
                // Whether the server is gone or only this stream, a question tells.
                app.look_at_printer();
                set_timeout(move || again.update(|n| *n += 1), Duration::from_secs(5));
            }
        })
    });
}

/// The seats of the performance that is sold now.
fn follow_performance(app: TillApp) {
    let again = RwSignal::new(0u32);
    Effect::new(move |old: Option<Option<Stream>>| {
        drop(old);
        again.get();
        let performance = app.performance.get()?;
        let mut seats = Followed::default();
        let heard = move |text: String| {
            app.stale.update(|stale| {
                stale.insert(performance);
            });
            let missed = match serde_json::from_str::<SeatNews>(&text) {
                Ok(news) => seats.take_in(&news) == Heard::Missed,
                Err(_) => true,
            };
            if missed {
                // A new stream begins with a whole picture.
                set_timeout(move || again.update(|n| *n += 1), Duration::from_secs(1));
                return;
            }
            let taken = app.plan.with_untracked(|plan| Some(seats.picture()?.taken(&plan.as_ref()?.map)));
            if let Some(mut taken) = taken {
                // What isn't sold in the shop may well be sold here: the plan itself knows.
                taken.retain(|(_, state)| *state != SeatState::Locked);
                app.taken.set(taken);
            }
        };
        Stream::open(&format!("/live/performances/{performance}"), "availability", heard, |_| {})
    });
}

fn keep_time(app: TillApp) {
    set_interval(
        move || {
            app.clock.set(super::browser::now());
            let over = app.ends_at.get_untracked().is_some_and(|at| at <= app.clock.get_untracked());
            if over && app.attempt.get_untracked().is_none() {
                app.ends_at.set(None);
                spawn_local(app.look_at_cart());
            }
            if app.stale.with_untracked(|stale| !stale.is_empty()) {
                app.refresh_performances();
            }
        },
        Duration::from_secs(1),
    );
    set_interval(
        move || {
            app.try_attempt();
            if !app.online.get_untracked() {
                come_back(app);
            }
        },
        Duration::from_secs(3),
    );
    set_interval(move || app.look_at_printer(), Duration::from_secs(15));
}

/// After the network was gone: asks whether it is back, and looks at what was missed.
fn come_back(app: TillApp) {
    spawn_local(async move {
        if app.start.with_untracked(Option::is_none) {
            app.begin();
            return;
        }
        if let Ok(performances) = crate::act::counter::performances().await {
            app.online.set(true);
            app.performances.set(performances);
            app.try_attempt();
            if app.attempt.get_untracked().is_none() {
                app.look_at_cart().await;
            }
            app.look_at_printer();
        }
    });
}

fn hear_network(app: TillApp) {
    window_event_listener(ev::offline, move |_| app.online.set(false));
    window_event_listener(ev::online, move |_| come_back(app));
}

/// A number typed anywhere but in a field is how many the next tile gives.
fn hear_keys(app: TillApp) {
    window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_field = target.is_some_and(|target| target.closest("input, textarea, select").ok().flatten().is_some());
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key();
        if in_field || with_others || app.view.get_untracked() != Panel::Sell {
            return;
        }
        let key = event.key();
        match key.parse::<u32>() {
            Ok(digit) if key.len() == 1 => app.times.update(|times| {
                let wanted = *times * 10 + digit;
                *times = if wanted > TIMES_MAX { digit } else { wanted };
            }),
            _ if key == "Escape" => {
                app.times.set(0);
                app.asking.set(None);
            }
            _ => {}
        }
    });
}
