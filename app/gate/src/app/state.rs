//! What the gate knows, and the one path a scan takes from being read to being shown.

use super::{browser, camera};
use crate::model::{Color, GateChoices, GateTotals, ScanResult};
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

/// How often a gate that opened without a network asks whether it is back.
const LOOK_AGAIN: Duration = Duration::from_secs(4);
const POST: &str = "gate-post";
const QUEUE: &str = "gate-queue";
const LATE: &str = "gate-late";
/// What there was to choose from, without the person who chose.
const SET_UP: &str = "gate-set-up";
/// Whether it scans, or is being set up.
const SCANNING: &str = "gate-scanning";

/// What this device was set up as; it survives a reload, a sign-out and a network that is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateSetup {
    pub gate: String,
    pub dates: Vec<String>,
    pub exit: bool,
}

impl GateSetup {
    /// Whether it can go on as it is: it has a name, and all its dates are on offer.
    fn fits(&self, set_up: &GateChoices) -> bool {
        let known = |id: &String| set_up.dates.iter().any(|d| d.id == *id);
        let has_dates = !self.dates.is_empty() || set_up.dates.is_empty();
        !self.gate.trim().is_empty() && has_dates && self.dates.iter().all(known)
    }
}

/// A scan that has no answer yet. It is kept on the device until it has, whoever signs in or out meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingScan {
    pub code: String,
    pub at: String,
    pub nonce: String,
    pub gate: String,
    pub dates: String,
    pub exit: bool,
    /// Whose gate read it, by id and name; empty where that wasn't known.
    #[serde(default)]
    pub organizer: String,
    #[serde(default)]
    pub organizer_name: String,
    /// Which of the guests who were asked to wait it is, counted from 1; 0 for one who is answered at once.
    #[serde(default)]
    pub held: u32,
}

impl PendingScan {
    /// Whether it may be sent in the name of this organizer.
    fn is_of(&self, organizer: Option<&str>) -> bool {
        self.organizer.is_empty() || Some(self.organizer.as_str()) == organizer
    }
}

/// An answer that came after its guest was asked to wait. It is kept until the steward has read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateAnswer {
    pub guest: u32,
    pub shown: ScanResult,
    /// For whom was scanned: nobody else reads who the guest is.
    #[serde(default)]
    pub organizer: String,
}

/// Everything the gate's views look at.
#[derive(Clone, Copy)]
pub struct GateApp {
    pub locale: Locale,
    pub set_up: RwSignal<Option<Result<GateChoices, FaceError>>>,
    /// What is chosen from is what this device remembers: the server wasn't reached yet.
    pub remembered: RwSignal<bool>,
    pub post: RwSignal<GateSetup>,
    pub scanning: RwSignal<bool>,
    pub shown: RwSignal<Option<ScanResult>>,
    pub counts: RwSignal<GateTotals>,
    pub queue: RwSignal<Vec<PendingScan>>,
    pub late: RwSignal<Vec<LateAnswer>>,
    /// What is missing before scanning can start.
    pub problem: RwSignal<Option<&'static str>>,
    pub online: RwSignal<bool>,
    /// Which answer is on the screen; an older one's end doesn't clear a newer one.
    turn: RwSignal<u32>,
    last: RwSignal<(String, f64)>,
    asking: RwSignal<bool>,
}

impl GateApp {
    /// As this device was when it was last used: it opens at once, network or not.
    pub fn new() -> GateApp {
        let post: GateSetup = browser::remembered(POST).unwrap_or_default();
        let set_up: Option<GateChoices> = browser::remembered(SET_UP);
        let was_scanning = browser::remembered(SCANNING).unwrap_or(false);
        let goes_on = was_scanning && set_up.as_ref().is_some_and(|set_up| post.fits(set_up));
        GateApp {
            locale: current_locale(),
            // Whoever is to choose waits for what there is now; whoever scans goes on.
            set_up: RwSignal::new(set_up.filter(|_| goes_on).map(Ok)),
            remembered: RwSignal::new(false),
            post: RwSignal::new(post),
            scanning: RwSignal::new(goes_on),
            shown: RwSignal::new(None),
            counts: RwSignal::new(GateTotals::default()),
            queue: RwSignal::new(browser::remembered(QUEUE).unwrap_or_default()),
            late: RwSignal::new(browser::remembered(LATE).unwrap_or_default()),
            problem: RwSignal::new(None),
            online: RwSignal::new(true),
            turn: RwSignal::new(0),
            last: RwSignal::new((String::new(), 0.0)),
            asking: RwSignal::new(false),
        }
    }

    /// Looks up what takes place, and sends what was left unanswered before a reload.
    pub fn begin(self) {
        let _ = self.hold_all();
        self.look_up();
        let _ = set_interval_with_handle(move || self.count(), COUNTS_EVERY);
    }

    /// Asks the server what there is to choose from; without a network again and again, and meanwhile what this device
    /// remembers will do.
    fn look_up(self) {
        spawn_local(async move {
            let found = act::whats_on().await;
            self.heard(found.as_ref().err());
            match found {
                Ok(set_up) => {
                    self.remembered.set(false);
                    self.take_in(set_up);
                    self.send_next();
                    self.count();
                }
                Err(error) if error.is_unsure() => {
                    if let Some(set_up) = browser::remembered::<GateChoices>(SET_UP) {
                        self.remembered.set(true);
                        if self.set_up.with_untracked(|known| !matches!(known, Some(Ok(_)))) {
                            self.set_up.set(Some(Ok(set_up)));
                        }
                    } else {
                        self.set_up.set(Some(Err(error)));
                    }
                    set_timeout(move || self.look_up(), LOOK_AGAIN);
                }
                Err(FaceError::NotSignedIn | FaceError::NotAllowed) => {
                    // Opened from what the device keeps, and the server wants to know who it is.
                    self.show(self.question(text::signed_out(self.locale)));
                    browser::reload_soon();
                }
                Err(other) => self.set_up.set(Some(Err(other))),
            }
        });
    }

    /// What takes place, from the server: a gate that goes on goes on if its dates are among it.
    fn take_in(self, set_up: GateChoices) {
        if self.scanning.get_untracked() && !self.post.with_untracked(|post| post.fits(&set_up)) {
            self.change();
        }
        let known = |id: &String| set_up.dates.iter().any(|d| d.id == *id);
        self.post.update(|post| {
            post.dates.retain(known);
            if post.dates.is_empty() {
                post.dates = set_up.dates.iter().filter(|d| d.soon).map(|d| d.id.clone()).collect();
            }
        });
        browser::remember(SET_UP, &GateChoices { person: String::new(), others: Vec::new(), ..set_up.clone() });
        self.set_up.set(Some(Ok(set_up)));
    }

    /// Goes on to scanning, once it is clear to what.
    pub fn start(self) {
        let on_offer = self.set_up.with_untracked(|found| matches!(found, Some(Ok(found)) if !found.dates.is_empty()));
        if on_offer && self.post.with_untracked(|post| post.dates.is_empty()) {
            self.problem.set(Some(text::dates_needed(self.locale)));
            return;
        }
        browser::remember(POST, &self.post.get_untracked());
        browser::remember(SCANNING, &true);
        camera::unlock_sound();
        self.scanning.set(true);
        self.count();
    }

    /// Goes back to setting up.
    pub fn change(self) {
        browser::remember(SCANNING, &false);
        self.scanning.set(false);
    }

    /// Guests who were asked to wait and have no answer yet.
    pub fn waiting(self) -> Vec<u32> {
        let here = self.organizer().map(|(id, _)| id);
        self.queue
            .with(|queue| queue.iter().filter(|p| p.held > 0 && p.is_of(here.as_deref())).map(|p| p.held).collect())
    }

    /// Scans that wait to be sent: how many of the organizer at hand, and how many of others, by name.
    pub fn not_sent(self) -> (usize, Vec<(String, usize)>) {
        let here = self.organizer().map(|(id, _)| id);
        self.queue.with(|queue| {
            let (mut own, mut others) = (0, Vec::<(String, usize)>::new());
            for pending in queue {
                match others.iter_mut().find(|(name, _)| *name == pending.organizer_name) {
                    _ if pending.is_of(here.as_deref()) => own += 1,
                    Some((_, count)) => *count += 1,
                    None => others.push((pending.organizer_name.clone(), 1)),
                }
            }
            (own, others)
        })
    }

    /// Whose gate this is, by id and name.
    fn organizer(self) -> Option<(String, String)> {
        self.set_up.with(|known| match known {
            Some(Ok(set_up)) => Some((set_up.organizer_id.clone(), set_up.organizer.clone())),
            _ => None,
        })
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
        let same = |p: &PendingScan| p.code == code && p.exit == post.exit;
        if let Some(guest) = self.queue.with_untracked(|queue| queue.iter().find(|p| same(p)).map(|p| p.held)) {
            // Still being asked about: the answer is on its way.
            if guest > 0 {
                self.show_held(guest, guest);
            }
            return;
        }
        let (organizer, organizer_name) = untrack(|| self.organizer()).unwrap_or_default();
        let behind = |queue: &Vec<PendingScan>| queue.iter().any(|p| p.held > 0 && p.is_of(Some(&organizer)));
        let waits = !self.online.get_untracked() || self.queue.with_untracked(behind);
        let held = if waits { self.next_guest() } else { 0 };
        let pending = PendingScan {
            code,
            at: browser::iso_now(),
            nonce: browser::nonce(),
            gate: post.gate,
            dates: post.dates.join(","),
            exit: post.exit,
            organizer,
            organizer_name,
            held,
        };
        self.queue.update(|queue| queue.push(pending));
        self.keep_queue();
        if waits {
            self.show_held(held, held);
        }
        self.send_next();
    }

    /// Sends the oldest scan without an answer; again, with its own nonce, until there is one. Those of another organizer wait
    /// for somebody who scans for it.
    fn send_next(self) {
        // Who is signed in is known once the server has said what takes place.
        let Some((here, _)) = untrack(|| self.organizer()) else { return };
        let next = self.queue.with_untracked(|queue| queue.iter().find(|p| p.is_of(Some(&here))).cloned());
        let Some(next) = next else { return };
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        spawn_local(async move {
            let PendingScan { code, at, nonce, gate, dates, exit, .. } = next.clone();
            let answer = act::check(code, gate, exit, at, nonce, dates, here).await;
            self.asking.set(false);
            match answer {
                Ok(shown) => {
                    self.online.set(true);
                    self.answered(&next, shown);
                }
                Err(FaceError::NotSignedIn | FaceError::NotAllowed) => {
                    // The scan stays in the queue and is sent after signing in again.
                    self.show(self.question(text::signed_out(self.locale)));
                    browser::reload_soon();
                }
                // An answer all the same: asked again it would be this one, and keep all that wait behind it.
                Err(error) if !error.is_unsure() => {
                    self.online.set(true);
                    let words = match error {
                        FaceError::Refused(words) => words,
                        _ => text::not_read(self.locale).to_owned(),
                    };
                    self.answered(&next, self.question(&words));
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

    /// Whether the network is there, by how a question went; a server that doesn't answer is as good as none.
    pub fn heard(self, error: Option<&FaceError>) {
        // A refusal is an answer too.
        self.online.set(!error.is_some_and(FaceError::is_unsure));
    }

    fn answered(self, to: &PendingScan, shown: ScanResult) {
        let place = self.queue.with_untracked(|queue| queue.iter().position(|p| p.nonce == to.nonce));
        // It may have been given a number while it was asked about.
        let guest = place.and_then(|place| self.queue.try_update(|queue| queue.remove(place).held)).unwrap_or_default();
        self.keep_queue();
        let others =
            self.queue.with_untracked(|queue| queue.iter().any(|p| p.held > 0 && p.is_of(Some(&to.organizer))));
        if guest == 0 {
            self.show(shown);
        } else if others || self.late.with_untracked(|late| !late.is_empty()) {
            // Several wait: one answer may not push the other from the screen.
            camera::signal(sound_of(shown.color));
            self.clear();
            self.late.update(|late| late.push(LateAnswer { guest, shown, organizer: to.organizer.clone() }));
            browser::remember(LATE, &self.late.get_untracked());
        } else {
            camera::signal(sound_of(shown.color));
            self.clear();
            self.shown.set(Some(shown));
        }
        self.count();
        self.send_next();
    }

    /// The late answers of the organizer for whom this device scans now; none before that is known.
    pub fn late_here(self) -> Vec<LateAnswer> {
        let Some((here, _)) = self.organizer() else { return Vec::new() };
        self.late.with(|late| {
            late.iter().filter(|late| late.organizer.is_empty() || late.organizer == here).cloned().collect()
        })
    }

    /// Everyone has been told.
    pub fn forget_late(self) {
        let told = untrack(|| self.late_here());
        self.late.update(|late| late.retain(|one| !told.contains(one)));
        browser::remember(LATE, &self.late.get_untracked());
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

    fn show(self, shown: ScanResult) {
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

    fn question(self, why: &str) -> ScanResult {
        let word = text::attention(self.locale).to_owned();
        ScanResult { color: Color::Question, word, why: Some(why.to_owned()), place: None, details: Vec::new() }
    }

    fn keep_queue(self) {
        browser::remember(QUEUE, &self.queue.get_untracked());
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
                Err(error) if error.is_unsure() => self.online.set(false),
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
