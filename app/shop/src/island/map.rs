//! The map of a hall, brought to life: each seat ticks its box in the list, which is the form. What the map shows is always
//! read from the boxes.

use super::dom;
use super::neighbors::Neighbors;
use super::picker::SharedPicker;
use domain::seating::{Picture, SeatState};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, MouseEvent, PointerEvent, SvgElement, WheelEvent};

/// How far a finger may slip and still have tapped, in pixels.
const SLIP: f64 = 8.0;
const ZOOM_MAX: f64 = 8.0;
const STEP: f64 = 1.5;
/// A seat's width in the units of the drawing.
const SEAT: f64 = 10.0;
/// The least width of a seat that a finger can be trusted to hit, in pixels.
const FINGER: f64 = 20.0;

struct Seat {
    /// Its place in the hall's map.
    number: u32,
    id: String,
    drawing: Element,
    ticks: HtmlInputElement,
    x: f64,
    y: f64,
}

/// What part of the drawing is seen.
#[derive(Clone, Copy)]
struct Window {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

pub struct Map {
    svg: Element,
    seats: Vec<Seat>,
    by_id: HashMap<String, usize>,
    by_number: HashMap<u32, usize>,
    neighbors: Neighbors,
    whole: Window,
    seen: Window,
    /// Where the tabulator key comes in and the arrows go on from.
    at: usize,
    /// A finger was the last to touch it.
    is_touched: bool,
}

impl Map {
    /// The map of this page, if it has one: made operable by keyboard, each seat named like its box.
    /// `first` is the number of the first seat that is drawn.
    pub fn find(first: u32) -> Option<Map> {
        let svg = dom::one(".hall .seat-map > svg")?;
        let whole = window_of(&svg)?;
        let mut seats = Vec::new();
        let drawings = dom::all(".hall [data-seat]");
        let neighbors = Neighbors::of(drawings.iter().filter_map(|drawing| {
            let (x, y) = position(drawing)?;
            Some((drawing, x as i32, y as i32))
        }));
        for (drawing, number) in drawings.into_iter().zip(first..) {
            let id = dom::data(&drawing, "data-seat");
            let ticks = dom::document().and_then(|d| d.get_element_by_id(&id)).and_then(|e| e.dyn_into().ok());
            let (Some(ticks), Some((x, y))) = (ticks, position(&drawing)) else { continue };
            seats.push(Seat { number, id, drawing, ticks, x, y });
        }
        let by_id = seats.iter().enumerate().map(|(at, seat)| (seat.id.clone(), at)).collect();
        let by_number = seats.iter().enumerate().map(|(at, seat)| (seat.number, at)).collect();
        let at = seats.iter().position(|seat| !seat.ticks.disabled()).unwrap_or(0);
        let map = Map { svg, seats, by_id, by_number, neighbors, whole, seen: whole, at, is_touched: false };
        map.make_operable();
        Some(map)
    }

    fn make_operable(&self) {
        let label = dom::one(".hall").map(|hall| dom::data(&hall, "data-label")).unwrap_or_default();
        let _ = self.svg.remove_attribute("aria-hidden");
        let _ = self.svg.set_attribute("role", "group");
        let _ = self.svg.set_attribute("aria-label", &label);
        for stand in dom::all(".hall .stand") {
            let _ = stand.set_attribute("tabindex", "0");
        }
        for (at, seat) in self.seats.iter().enumerate() {
            let _ = seat.drawing.set_attribute("role", "checkbox");
            let _ = seat.drawing.set_attribute("tabindex", if at == self.at { "0" } else { "-1" });
            seat.name();
        }
    }

    /// Shows what is ticked, and names it so.
    pub fn show_chosen(&self, words: &Element) {
        for seat in &self.seats {
            let mine = dom::data(&seat.drawing, "data-state") == "chosen";
            let ticked = seat.ticks.checked() && !seat.ticks.disabled();
            let chosen = mine || ticked;
            if !mine && chosen != seat.drawing.class_list().contains("chosen") {
                let state = if ticked { "chosen".to_owned() } else { dom::data(&seat.drawing, "data-state") };
                seat.say(&dom::data(words, &format!("data-{state}")));
            }
            let _ = seat.drawing.class_list().toggle_with_force("chosen", chosen);
            let _ = seat.drawing.set_attribute("aria-checked", if chosen { "true" } else { "false" });
        }
    }

    /// Whether what is ticked leaves a seat between others that nobody could use.
    pub fn leaves_single_seat(&self) -> bool {
        let is_ticked = |seat: &&Seat| seat.ticks.checked() && !seat.ticks.disabled();
        let ticked: Vec<&str> = self.seats.iter().filter(is_ticked).map(|seat| seat.id.as_str()).collect();
        let is_free = |id: &str| {
            let seat = self.by_id.get(id).and_then(|at| self.seats.get(*at));
            seat.is_some_and(|seat| !seat.ticks.disabled())
        };
        !ticked.is_empty() && self.neighbors.leave_single(&ticked, is_free)
    }

    /// Takes in a whole picture, and answers with the names of the seats that were ticked here and are gone.
    pub fn take_in_all(&mut self, picture: &Picture, words: &Element) -> Vec<String> {
        let all: Vec<(u32, SeatState)> = self.seats.iter().map(|s| (s.number, picture.get(s.number))).collect();
        self.take_in(&all, words)
    }

    /// Takes in what became of some seats, and answers with the names of those that were ticked here and are gone.
    pub fn take_in(&mut self, changes: &[(u32, SeatState)], words: &Element) -> Vec<String> {
        let mut gone = Vec::new();
        for (number, state) in changes {
            let Some(seat) = self.by_number.get(number).and_then(|at| self.seats.get(*at)) else { continue };
            let now = match state {
                SeatState::Free => "free",
                SeatState::Held | SeatState::Mine => "held",
                SeatState::Sold => "sold",
                SeatState::Locked => "blocked",
            };
            let was = dom::data(&seat.drawing, "data-state");
            // What lies in this person's own cart is nobody else's news.
            if was == now || was == "chosen" {
                continue;
            }
            let _ = seat.drawing.class_list().remove_1(&was);
            let _ = seat.drawing.class_list().add_1(now);
            let _ = seat.drawing.set_attribute("data-state", now);
            if now != "free" && seat.ticks.checked() {
                seat.ticks.set_checked(false);
                gone.push(dom::data(&seat.ticks, "data-name"));
            }
            seat.ticks.set_disabled(now != "free");
            seat.say(&dom::data(words, &format!("data-{now}")));
        }
        gone
    }

    fn show(&mut self, wanted: Window) {
        let whole = self.whole;
        let width = wanted.width.clamp(whole.width / ZOOM_MAX, whole.width);
        let height = width * whole.height / whole.width;
        let x = wanted.x.clamp(whole.x, whole.x + whole.width - width);
        let y = wanted.y.clamp(whole.y, whole.y + whole.height - height);
        self.seen = Window { x, y, width, height };
        let _ = self.svg.set_attribute("viewBox", &format!("{x} {y} {width} {height}"));
        let _ = self.svg.class_list().toggle_with_force("zoomed", width < whole.width * 0.99);
    }

    fn is_zoomed(&self) -> bool {
        self.seen.width < self.whole.width * 0.99
    }

    /// Grows by a factor about a point of the drawing, which stays where it is.
    fn zoom(&mut self, factor: f64, (x, y): (f64, f64)) {
        let width = (self.seen.width / factor).clamp(self.whole.width / ZOOM_MAX, self.whole.width);
        let ratio = width / self.seen.width;
        let (left, top) = (x - (x - self.seen.x) * ratio, y - (y - self.seen.y) * ratio);
        self.show(Window { x: left, y: top, width, height: self.seen.height * ratio });
    }

    fn middle(&self) -> (f64, f64) {
        (self.seen.x + self.seen.width / 2.0, self.seen.y + self.seen.height / 2.0)
    }

    /// A point of the screen as a point of the drawing.
    fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let shown = self.svg.get_bounding_client_rect();
        let across = self.seen.width / shown.width().max(1.0);
        let down = self.seen.height / shown.height().max(1.0);
        // The drawing keeps its proportions in the middle of its box.
        let scale = across.max(down);
        let (mx, my) = self.middle();
        let (cx, cy) = (shown.left() + shown.width() / 2.0, shown.top() + shown.height() / 2.0);
        (mx + (x - cx) * scale, my + (y - cy) * scale)
    }

    /// Moves on to the nearest seat in a direction, going sideways counting twice.
    fn step(&mut self, dx: f64, dy: f64) {
        let Some(here) = self.seats.get(self.at) else { return };
        let far = |seat: &Seat| {
            let (x, y) = (seat.x - here.x, seat.y - here.y);
            let (ahead, aside) = (x * dx + y * dy, (x * dy).abs() + (y * dx).abs());
            (ahead > 1.0 && aside <= ahead.max(5.0)).then_some(ahead + 2.0 * aside)
        };
        let near = self.seats.iter().enumerate().filter_map(|(at, seat)| Some((at, far(seat)?)));
        let next = near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at);
        if let Some(next) = next {
            self.enter(next);
        }
    }

    /// The tabulator key comes in at this seat from now on.
    fn stand_at(&mut self, next: usize) {
        for (at, index) in [(self.at, "-1"), (next, "0")] {
            if let Some(seat) = self.seats.get(at) {
                let _ = seat.drawing.set_attribute("tabindex", index);
            }
        }
        self.at = next;
    }

    /// The focus goes to a seat, and the drawing follows where it is seen in part.
    fn enter(&mut self, next: usize) {
        self.stand_at(next);
        let Some(seat) = self.seats.get(next) else { return };
        if let Some(element) = seat.drawing.dyn_ref::<SvgElement>() {
            let _ = element.focus();
        }
        let (x, y, seen) = (seat.x, seat.y, self.seen);
        let margin = 10.0;
        let inside = x > seen.x + margin
            && x < seen.x + seen.width - margin
            && y > seen.y + margin
            && y < seen.y + seen.height - margin;
        if self.is_zoomed() && !inside {
            self.show(Window { x: x - seen.width / 2.0, y: y - seen.height / 2.0, ..seen });
        }
    }

    /// What a key does. `None` for keys that mean nothing here; `Some(Some(box))` for a seat to tick.
    fn key(&mut self, key: &str) -> Option<Option<HtmlInputElement>> {
        let middle = self.middle();
        match key {
            "ArrowLeft" => self.step(-1.0, 0.0),
            "ArrowRight" => self.step(1.0, 0.0),
            "ArrowUp" => self.step(0.0, -1.0),
            "ArrowDown" => self.step(0.0, 1.0),
            "+" => self.zoom(STEP, middle),
            "-" => self.zoom(1.0 / STEP, middle),
            " " | "Enter" => return Some(self.seats.get(self.at).and_then(Seat::free_box)),
            _ => return None,
        }
        Some(None)
    }

    /// The box of the seat that was tapped; the arrows go on from there. Where seats are smaller than a finger, a tap
    /// comes closer first, so that nobody chooses a neighbor.
    fn tapped(&mut self, event: &MouseEvent) -> Option<HtmlInputElement> {
        let point = self.point(f64::from(event.client_x()), f64::from(event.client_y()));
        let pixels = SEAT * self.svg.get_bounding_client_rect().width() / self.seen.width;
        if self.is_touched && pixels < FINGER {
            self.zoom(FINGER * 1.4 / pixels.max(1.0), point);
            return None;
        }
        let at = self.seat_of(event)?;
        self.stand_at(at);
        self.seats.get(at).and_then(Seat::free_box)
    }

    fn seat_of(&self, event: &Event) -> Option<usize> {
        let element: Element = event.target()?.dyn_into().ok()?;
        let seat = element.closest("[data-seat]").ok()??;
        self.by_id.get(&dom::data(&seat, "data-seat")).copied()
    }
}

impl Seat {
    fn free_box(&self) -> Option<HtmlInputElement> {
        (!self.ticks.disabled()).then(|| self.ticks.clone())
    }

    /// Box and drawing say what has become of the seat.
    fn say(&self, state: &str) {
        let said = format!("{}, {state}", dom::data(&self.ticks, "data-about"));
        let _ = self.ticks.set_attribute("aria-label", &said);
        self.name();
    }

    /// The drawing says what the box says.
    fn name(&self) {
        let _ = self.drawing.set_attribute("aria-label", &dom::data(&self.ticks, "aria-label"));
        let disabled = if self.ticks.disabled() { "true" } else { "false" };
        let _ = self.drawing.set_attribute("aria-disabled", disabled);
    }
}

fn window_of(svg: &Element) -> Option<Window> {
    let text = dom::data(svg, "viewBox");
    let mut numbers = text.split(' ').filter_map(|part| part.parse::<f64>().ok());
    Some(Window { x: numbers.next()?, y: numbers.next()?, width: numbers.next()?, height: numbers.next()? })
}

/// Of `translate(x y)`.
fn position(drawing: &Element) -> Option<(f64, f64)> {
    let text = dom::data(drawing, "transform");
    let (x, y) = text.strip_prefix("translate(")?.strip_suffix(')')?.split_once(' ')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}

pub fn listen(picker: &SharedPicker) {
    let Some(svg) = dom::one(".hall .seat-map > svg") else { return };
    buttons(picker);
    keys(picker, &svg);
    fingers(picker, &svg);
    let shared = picker.clone();
    dom::on_active(&svg, "wheel", move |event: WheelEvent| {
        let mut picker = shared.borrow_mut();
        let Some(map) = picker.map_mut() else { return };
        // A page that scrolls past the map goes on scrolling; whoever works on the map, zooms.
        if event.ctrl_key() || map.is_zoomed() {
            event.prevent_default();
            let at = map.point(f64::from(event.client_x()), f64::from(event.client_y()));
            map.zoom((-event.delta_y() / 300.0).exp().clamp(0.5, 2.0), at);
        }
    });
}

fn buttons(picker: &SharedPicker) {
    for (id, factor) in [("#zoom-in", STEP), ("#zoom-out", 1.0 / STEP), ("#zoom-all", 0.0)] {
        let (Some(button), shared) = (dom::one(id), picker.clone()) else { continue };
        dom::on(&button, "click", move |_: Event| {
            let mut picker = shared.borrow_mut();
            let Some(map) = picker.map_mut() else { return };
            let (whole, middle) = (map.whole, map.middle());
            if factor > 0.0 { map.zoom(factor, middle) } else { map.show(whole) }
        });
    }
}

fn keys(picker: &SharedPicker, svg: &Element) {
    let shared = picker.clone();
    dom::on(svg, "keydown", move |event: KeyboardEvent| {
        // A stand is a link, and does what links do.
        if stand_of(&event).is_some() {
            return;
        }
        let key = event.key();
        let ticks = shared.borrow_mut().map_mut().and_then(|map| map.key(&key));
        let Some(ticks) = ticks else { return };
        event.prevent_default();
        // Outside the borrow: the click's event comes back here.
        if let Some(ticks) = ticks {
            ticks.click();
        }
    });
}

/// Taps choose, a drag moves what is seen once it is larger than the window, two fingers make it larger or smaller.
fn fingers(picker: &SharedPicker, svg: &Element) {
    let down: Rc<RefCell<Vec<(i32, f64, f64)>>> = Rc::default();
    let slipped = Rc::new(std::cell::Cell::new(false));
    {
        let (down, slipped, shared) = (down.clone(), slipped.clone(), picker.clone());
        dom::on(svg, "pointerdown", move |event: PointerEvent| {
            if let Some(map) = shared.borrow_mut().map_mut() {
                map.is_touched = event.pointer_type() == "touch";
            }
            if down.borrow().is_empty() {
                slipped.set(false);
            }
            down.borrow_mut().push(finger(&event));
        });
    }
    {
        let (down, slipped, shared, svg) = (down.clone(), slipped.clone(), picker.clone(), svg.clone());
        dom::on(&svg.clone(), "pointermove", move |event: PointerEvent| {
            let mut down = down.borrow_mut();
            let now = finger(&event);
            let Some(at) = down.iter().position(|(id, ..)| *id == now.0) else { return };
            let mut picker = shared.borrow_mut();
            let Some(map) = picker.map_mut() else { return };
            let before = down[at];
            let moved = (now.1 - before.1).hypot(now.2 - before.2);
            let other = down.iter().find(|(id, ..)| *id != now.0).copied();
            match other {
                Some(other) => {
                    let spread = |a: (i32, f64, f64)| (a.1 - other.1).hypot(a.2 - other.2).max(1.0);
                    let middle = map.point((now.1 + other.1) / 2.0, (now.2 + other.2) / 2.0);
                    map.zoom(spread(now) / spread(before), middle);
                    slipped.set(true);
                    down[at] = now;
                }
                None if map.is_zoomed() && (slipped.get() || moved > SLIP) => {
                    if !slipped.replace(true) {
                        let _ = svg.set_pointer_capture(now.0);
                    }
                    let (from, to) = (map.point(before.1, before.2), map.point(now.1, now.2));
                    let seen = map.seen;
                    map.show(Window { x: seen.x + from.0 - to.0, y: seen.y + from.1 - to.1, ..seen });
                    down[at] = now;
                }
                None => {}
            }
        });
    }
    for event in ["pointerup", "pointercancel", "pointerleave"] {
        let down = down.clone();
        dom::on(svg, event, move |event: PointerEvent| {
            down.borrow_mut().retain(|(id, ..)| *id != event.pointer_id());
        });
    }
    let shared = picker.clone();
    dom::on(svg, "click", move |event: MouseEvent| {
        let stand = stand_of(&event);
        if slipped.replace(false) {
            if stand.is_some() {
                event.prevent_default();
            }
            return;
        }
        // The link leads to its tickets; what they cost and what is left is said on the way.
        if let Some(stand) = stand {
            let picker = shared.borrow();
            picker.say(&picker.stand_says(&stand));
            return;
        }
        let ticks = shared.borrow_mut().map_mut().and_then(|map| map.tapped(&event));
        if let Some(ticks) = ticks {
            ticks.click();
        }
    });
}

/// The standing zone that something happened to.
fn stand_of(event: &Event) -> Option<Element> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest(".stand").ok()?
}

/// Which finger, and where.
fn finger(event: &PointerEvent) -> (i32, f64, f64) {
    (event.pointer_id(), f64::from(event.client_x()), f64::from(event.client_y()))
}
