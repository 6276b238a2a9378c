//! What the till hears without asking: sales elsewhere, the printer, the network, the clock, the keyboard.

use super::browser::Stream;
use super::state::{Desk, View};
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
enum News {
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

pub fn follow(desk: Desk) {
    follow_organizer(desk);
    follow_performance(desk);
    keep_time(desk);
    hear_keys(desk);
    hear_network(desk);
}

fn follow_organizer(desk: Desk) {
    let again = RwSignal::new(0u32);
    let is_waiting = StoredValue::new(false);
    Effect::new(move |old: Option<Option<Stream>>| {
        drop(old);
        again.get();
        is_waiting.set_value(false);
        let heard = move |text: String| match serde_json::from_str(&text).unwrap_or(News::Lost) {
            News::Availability { performance } => desk.stale.update(|stale| {
                stale.insert(performance);
            }),
            News::Printer {} => desk.look_at_printer(),
            News::Order {} => desk.sold.update(|count| *count += 1),
            News::Lost => {
                desk.look_at_all_dates();
                desk.look_at_printer();
            }
            News::Other => {}
        };
        Stream::open("/live/organizer", "news", heard, move |up| {
            if up && !desk.online.get_untracked() {
                come_back(desk);
            }
            // The browser tries again too, unless the server's answer was an error; one new stream is enough.
            if !up && !is_waiting.get_value() {
                is_waiting.set_value(true);
                // Whether the server is gone or only this stream, a question tells.
                desk.look_at_printer();
                set_timeout(move || again.update(|n| *n += 1), Duration::from_secs(5));
            }
        })
    });
}

/// The seats of the performance on the desk.
fn follow_performance(desk: Desk) {
    let again = RwSignal::new(0u32);
    Effect::new(move |old: Option<Option<Stream>>| {
        drop(old);
        again.get();
        let date = desk.date.get()?;
        let mut seats = Followed::default();
        let heard = move |text: String| {
            desk.stale.update(|stale| {
                stale.insert(date);
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
            let taken = desk.plan.with_untracked(|plan| Some(seats.picture()?.taken(&plan.as_ref()?.map)));
            if let Some(mut taken) = taken {
                // What isn't sold in the shop may well be sold here: the plan itself knows.
                taken.retain(|(_, state)| *state != SeatState::Locked);
                desk.taken.set(taken);
            }
        };
        Stream::open(&format!("/live/performances/{date}"), "availability", heard, |_| {})
    });
}

fn keep_time(desk: Desk) {
    set_interval(
        move || {
            desk.clock.set(super::browser::now());
            let over = desk.ends_at.get_untracked().is_some_and(|at| at <= desk.clock.get_untracked());
            if over && desk.attempt.get_untracked().is_none() {
                desk.ends_at.set(None);
                spawn_local(desk.look_at_cart());
            }
            if desk.stale.with_untracked(|stale| !stale.is_empty()) {
                desk.look_at_dates();
            }
        },
        Duration::from_secs(1),
    );
    set_interval(
        move || {
            desk.try_attempt();
            if !desk.online.get_untracked() {
                come_back(desk);
            }
        },
        Duration::from_secs(3),
    );
    set_interval(move || desk.look_at_printer(), Duration::from_secs(15));
}

/// After the network was gone: asks whether it is back, and looks at what was missed.
fn come_back(desk: Desk) {
    spawn_local(async move {
        if desk.start.with_untracked(Option::is_none) {
            desk.begin();
            return;
        }
        if let Ok(dates) = crate::act::counter::dates().await {
            desk.online.set(true);
            desk.dates.set(dates);
            desk.try_attempt();
            if desk.attempt.get_untracked().is_none() {
                desk.look_at_cart().await;
            }
            desk.look_at_printer();
        }
    });
}

fn hear_network(desk: Desk) {
    window_event_listener(ev::offline, move |_| desk.online.set(false));
    window_event_listener(ev::online, move |_| come_back(desk));
}

/// A number typed anywhere but in a field is how many the next tile gives.
fn hear_keys(desk: Desk) {
    window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_field = target.is_some_and(|target| target.closest("input, textarea, select").ok().flatten().is_some());
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key();
        if in_field || with_others || desk.view.get_untracked() != View::Sell {
            return;
        }
        let key = event.key();
        match key.parse::<u32>() {
            Ok(digit) if key.len() == 1 => desk.times.update(|times| {
                let wanted = *times * 10 + digit;
                *times = if wanted > TIMES_MAX { digit } else { wanted };
            }),
            _ if key == "Escape" => {
                desk.times.set(0);
                desk.asking.set(None);
            }
            _ => {}
        }
    });
}
