//! What the gate knows, and the one path a scan takes from being read to being shown.

use super::{browser, camera};
use crate::model::{Color, Counts, SetUp, Shown};
use crate::{act, text};
use domain::locale::Locale;
use face::error::FaceError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ui::kit::current_locale;

/// The same code again within this time is the same guest still standing there.
const SAME_CODE_MS: f64 = 3_000.0;
/// How long a good answer stays; the next guest is waiting.
const GOOD_STAYS: Duration = Duration::from_millis(1_500);
/// How long any other stays, unless it is touched away or the next code comes.
const BAD_STAYS: Duration = Duration::from_millis(4_500);
const RETRY: Duration = Duration::from_millis(1_500);
const COUNTS_EVERY: Duration = Duration::from_secs(5);

/// What this device was set up as; it survives a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub gate: String,
    pub dates: Vec<String>,
    pub exit: bool,
}

/// A scan that has no answer yet. It is kept on the device until it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub code: String,
    pub at: String,
    pub nonce: String,
    pub gate: String,
    pub dates: String,
    pub exit: bool,
    /// Which of the guests who were asked to wait it is, counted from 1; 0 for one who is answered at once.
    #[serde(default)]
    pub held: u32,
}

/// An answer that came after its guest was asked to wait. It is kept until the steward has read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    pub guest: u32,
    pub shown: Shown,
}

/// Everything the gate's views look at.
#[derive(Clone, Copy)]
pub struct Desk {
    pub locale: Locale,
    pub set_up: RwSignal<Option<Result<SetUp, FaceError>>>,
    pub post: RwSignal<Post>,
    pub scanning: RwSignal<bool>,
    pub shown: RwSignal<Option<Shown>>,
    pub counts: RwSignal<Counts>,
    pub queue: RwSignal<Vec<Pending>>,
    pub late: RwSignal<Vec<Late>>,
    /// What is missing before scanning can start.
    pub problem: RwSignal<Option<&'static str>>,
    pub online: RwSignal<bool>,
    /// Which answer is on the screen; an older one's end doesn't clear a newer one.
    turn: RwSignal<u32>,
    last: RwSignal<(String, f64)>,
    asking: RwSignal<bool>,
}

impl Desk {
    pub fn new() -> Desk {
        Desk {
            locale: current_locale(),
            set_up: RwSignal::new(None),
            post: RwSignal::new(browser::remembered("gate-post").unwrap_or_default()),
            scanning: RwSignal::new(false),
            shown: RwSignal::new(None),
            counts: RwSignal::new(Counts::default()),
            queue: RwSignal::new(browser::remembered("gate-queue").unwrap_or_default()),
            late: RwSignal::new(browser::remembered("gate-late").unwrap_or_default()),
            problem: RwSignal::new(None),
            online: RwSignal::new(true),
            turn: RwSignal::new(0),
            last: RwSignal::new((String::new(), 0.0)),
            asking: RwSignal::new(false),
        }
    }

    /// Looks up what takes place, and sends what was left unanswered before a reload.
    pub fn begin(self) {
        spawn_local(async move {
            let found = act::whats_on().await;
            if let Ok(set_up) = &found {
                let known = |id: &String| set_up.dates.iter().any(|d| d.id == *id);
                self.post.update(|post| {
                    post.dates.retain(known);
                    if post.dates.is_empty() {
                        post.dates = set_up.dates.iter().filter(|d| d.soon).map(|d| d.id.clone()).collect();
                    }
                });
            }
            self.set_up.set(Some(found));
        });
        let _ = self.hold_all();
        self.send_next();
        let _ = set_interval_with_handle(move || self.count(), COUNTS_EVERY);
    }

    /// Goes on to scanning, once it is clear to what.
    pub fn start(self) {
        let on_offer = self.set_up.with_untracked(|found| matches!(found, Some(Ok(found)) if !found.dates.is_empty()));
        if on_offer && self.post.with_untracked(|post| post.dates.is_empty()) {
            self.problem.set(Some(text::dates_needed(self.locale)));
            return;
        }
        browser::remember("gate-post", &self.post.get_untracked());
        camera::unlock_sound();
        self.scanning.set(true);
        self.count();
    }

    /// A code was read, by the camera or by whatever types. `typed` codes count even if they are the same again.
    pub fn read(self, code: &str, typed: bool) {
        let code = code.trim().to_owned();
        let now = js_sys::Date::now();
        let (last, at) = self.last.get_untracked();
        if code.is_empty() || (!typed && code == last && now - at < SAME_CODE_MS) {
            self.last.set((last, if code.is_empty() { at } else { now }));
            return;
        }
        self.last.set((code.clone(), now));
        let post = self.post.get_untracked();
        let same = |p: &Pending| p.code == code && p.exit == post.exit;
        if let Some(guest) = self.queue.with_untracked(|queue| queue.iter().find(|p| same(p)).map(|p| p.held)) {
            // Still being asked about: the answer is on its way.
            if guest > 0 {
                self.show_held(guest, guest);
            }
            return;
        }
        let waits = !self.online.get_untracked() || self.queue.with_untracked(|queue| queue.iter().any(|p| p.held > 0));
        let held = if waits { self.next_guest() } else { 0 };
        let pending = Pending {
            code,
            at: browser::iso_now(),
            nonce: browser::nonce(),
            gate: post.gate,
            dates: post.dates.join(","),
            exit: post.exit,
            held,
        };
        self.queue.update(|queue| queue.push(pending));
        self.keep_queue();
        if waits {
            self.show_held(held, held);
        }
        self.send_next();
    }

    /// Sends the oldest scan without an answer; again, with its own nonce, until there is one.
    fn send_next(self) {
        let Some(next) = self.queue.get_untracked().into_iter().next() else { return };
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        spawn_local(async move {
            let Pending { code, at, nonce, gate, dates, exit, held: _ } = next;
            let answer = act::check(code, gate, exit, at, nonce, dates).await;
            self.asking.set(false);
            match answer {
                Ok(shown) => {
                    self.online.set(true);
                    self.answered(shown);
                }
                Err(FaceError::NotSignedIn | FaceError::NotAllowed) => {
                    // The scan stays in the queue and is sent after signing in again.
                    self.show(self.question(text::signed_out(self.locale)));
                    browser::reload_soon();
                }
                Err(_) => {
                    self.online.set(false);
                    if let Some((first, last)) = self.hold_all() {
                        self.show_held(first, last);
                    }
                    set_timeout(move || self.send_next(), RETRY);
                }
            }
        });
    }

    /// Whether the network is there, by how a question went.
    pub fn heard(self, error: Option<&FaceError>) {
        // A refusal is an answer too.
        self.online.set(error != Some(&FaceError::Unavailable));
    }

    fn answered(self, shown: Shown) {
        let guest = self.queue.try_update(|queue| queue.remove(0).held).unwrap_or_default();
        self.keep_queue();
        let others = self.queue.with_untracked(|queue| queue.iter().any(|p| p.held > 0));
        if guest == 0 {
            self.show(shown);
        } else if others || self.late.with_untracked(|late| !late.is_empty()) {
            // Several wait: one answer may not push the other from the screen.
            camera::signal(sound_of(shown.color));
            self.clear();
            self.late.update(|late| late.push(Late { guest, shown }));
            browser::remember("gate-late", &self.late.get_untracked());
        } else {
            camera::signal(sound_of(shown.color));
            self.clear();
            self.shown.set(Some(shown));
        }
        self.count();
        self.send_next();
    }

    /// Everyone has been told.
    pub fn forget_late(self) {
        self.late.set(Vec::new());
        browser::remember("gate-late", &self.late.get_untracked());
    }

    /// Gives a number to everyone who waits for an answer and has none yet: the first and the last that were given.
    fn hold_all(self) -> Option<(u32, u32)> {
        let first = self.next_guest();
        let mut next = first;
        self.queue.update(|queue| {
            for pending in queue.iter_mut().filter(|p| p.held == 0) {
                pending.held = next;
                next += 1;
            }
        });
        self.keep_queue();
        (next > first).then(|| (first, next - 1))
    }

    fn next_guest(self) -> u32 {
        let waiting = self.queue.with_untracked(|queue| queue.iter().map(|p| p.held).max());
        let answered = self.late.with_untracked(|late| late.iter().map(|l| l.guest).max());
        waiting.max(answered).unwrap_or_default() + 1
    }

    fn show_held(self, first: u32, last: u32) {
        let words = match first == last {
            true => text::hold_guest(self.locale, first),
            false => text::hold_guests(self.locale, first, last),
        };
        self.show(self.question(&words));
    }

    fn show(self, shown: Shown) {
        let stays = match shown.color {
            Color::Admit | Color::Exit => GOOD_STAYS,
            Color::Used | Color::Refuse | Color::Question => BAD_STAYS,
        };
        camera::signal(sound_of(shown.color));
        let turn = self.clear();
        self.shown.set(Some(shown));
        set_timeout(
            move || {
                if self.turn.get_untracked() == turn {
                    self.shown.set(None);
                }
            },
            stays,
        );
    }

    /// Takes what is on the screen away, and begins the next turn.
    fn clear(self) -> u32 {
        let turn = self.turn.get_untracked().wrapping_add(1);
        self.turn.set(turn);
        self.shown.set(None);
        turn
    }

    fn question(self, why: &str) -> Shown {
        let word = text::attention(self.locale).to_owned();
        Shown { color: Color::Question, word, why: Some(why.to_owned()), place: None, details: Vec::new() }
    }

    fn keep_queue(self) {
        browser::remember("gate-queue", &self.queue.get_untracked());
    }

    fn count(self) {
        if !self.scanning.get_untracked() {
            return;
        }
        spawn_local(async move {
            match act::count(self.post.get_untracked().dates.join(",")).await {
                Ok(counts) => {
                    self.online.set(true);
                    self.counts.set(counts);
                }
                Err(FaceError::Unavailable) => self.online.set(false),
                Err(_) => {}
            }
        });
    }
}

fn sound_of(color: Color) -> &'static str {
    match color {
        Color::Admit => "admit",
        Color::Exit => "exit",
        Color::Used => "used",
        Color::Refuse => "refuse",
        Color::Question => "question",
    }
}
