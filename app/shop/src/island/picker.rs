//! The choice of tickets: buttons beside the numbers, the total, what is still free.

use super::{dom, map, send};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::seating::follow::{Followed, Heard, SeatNews};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

/// What all parts of the picker share.
pub struct Picker {
    data: Element,
    locale: Locale,
    currency: Currency,
    tickets_max: i64,
    map: Option<map::Map>,
    followed: Followed,
    stream: Option<web_sys::EventSource>,
    /// How often a new stream was needed.
    streams: u32,
}

/// A page that loses so much goes on without news: what is sent is checked again anyway.
const STREAMS_MAX: u32 = 10;

pub type SharedPicker = Rc<RefCell<Picker>>;

pub fn start() -> Option<()> {
    let data = dom::one("#picker-data")?;
    let form = dom::one("form.picker")?;
    let picker = Rc::new(RefCell::new(Picker {
        locale: ui::locale::current_locale(),
        currency: dom::data(&data, "data-currency").parse().ok()?,
        tickets_max: dom::data(&data, "data-max").parse().unwrap_or(i64::MAX),
        map: map::Map::find(dom::data(&data, "data-first").parse().unwrap_or(0)),
        followed: Followed::default(),
        stream: None,
        streams: 0,
        data,
    }));
    for input in dom::all(".offer-row input").into_iter().filter_map(input) {
        add_steppers(&picker, &input);
    }
    if picker.borrow().map.is_some() {
        map::listen(&picker);
    }
    send::listen(&picker);
    for event in ["change", "input"] {
        let picker = picker.clone();
        dom::on(&form, event, move |event: Event| picker.borrow_mut().changed(&event));
    }
    {
        // The browser brings back what was ticked when a person comes back.
        let (picker, window) = (picker.clone(), web_sys::window()?);
        dom::on(&window, "pageshow", move |_: Event| picker.borrow_mut().refresh());
    }
    if let Some(list) = dom::one("#chosen") {
        dom::on(&list, "click", let_go);
    }
    picker.borrow_mut().refresh();
    follow(&picker);
    Some(())
}

/// Hears what others buy and let go. A new stream begins with a whole picture, so that is the cure for anything lost.
fn follow(picker: &SharedPicker) {
    if picker.borrow().streams >= STREAMS_MAX {
        return;
    }
    let address = format!("/live/performances/{}", dom::data(&picker.borrow().data, "data-performance"));
    let shared = picker.clone();
    let stream = dom::stream(&address, "availability", move |news| {
        let missed = shared.borrow_mut().take_in(&news);
        if missed {
            follow(&shared);
        }
    });
    let mut picker = picker.borrow_mut();
    if let Some(old) = std::mem::replace(&mut picker.stream, stream) {
        old.close();
    }
    picker.streams += 1;
}

fn input(element: Element) -> Option<HtmlInputElement> {
    element.dyn_into().ok()
}

/// A seat of the summary is let go by unticking its box; the focus stays where the next one is let go.
fn let_go(event: Event) {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(id) = button.and_then(|button| button.get_attribute("data-away")) else { return };
    let seat = dom::document().and_then(|document| document.get_element_by_id(&id)).and_then(input);
    if let Some(seat) = seat {
        seat.click();
    }
    let next = dom::one("#chosen button").or_else(|| dom::one(".pick-summary .button"));
    if let Some(Ok(next)) = next.map(|next| next.dyn_into::<HtmlElement>()) {
        let _ = next.focus();
    }
}

fn add_steppers(picker: &SharedPicker, input: &HtmlInputElement) {
    let Some(stepper) = input.parent_element() else { return };
    for selector in ["[data-step='-1']", "[data-step='1']"] {
        let Ok(Some(button)) = stepper.query_selector(selector) else { continue };
        let step: i64 = dom::data(&button, "data-step").parse().unwrap_or(0);
        let (input, picker) = (input.clone(), picker.clone());
        dom::on(&button, "click", move |_: Event| {
            let max: i64 = input.max().parse().unwrap_or(0);
            let wanted = (count(&input) + step).clamp(0, max);
            let mut picker = picker.borrow_mut();
            picker.say("");
            if step > 0 && picker.tickets() >= picker.tickets_max {
                picker.say(&dom::data(&picker.data, "data-too-many"));
                return;
            }
            input.set_value(&wanted.to_string());
            picker.refresh();
        });
    }
}

fn count(input: &HtmlInputElement) -> i64 {
    input.value().trim().parse::<i64>().unwrap_or(0).max(0)
}

/// A seat's box with the price of its zone.
struct Chosen {
    seat: HtmlInputElement,
    minor: i64,
    price: String,
}

impl Picker {
    pub fn map_mut(&mut self) -> Option<&mut map::Map> {
        self.map.as_mut()
    }

    /// Says something once, for everyone.
    pub fn say(&self, words: &str) {
        if let Some(status) = dom::one("#picker-says") {
            status.set_text_content(Some(words));
        }
    }

    /// A box was ticked or a number typed. More than the order may hold is taken back, and said.
    pub fn changed(&mut self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let ticked = target.filter(|target| target.type_() == "checkbox");
        // A box tells of itself twice; hearing both would take back what the first had to say.
        if ticked.is_some() && event.type_() == "input" {
            return;
        }
        self.say("");
        if let Some(target) = ticked.filter(HtmlInputElement::checked)
            && self.tickets() > self.tickets_max
        {
            target.set_checked(false);
            self.say(&dom::data(&self.data, "data-too-many"));
            self.refresh();
            return;
        }
        self.refresh();
        if let Some(words) = self.too_many() {
            self.say(&words);
        }
        // Said before the seats are asked for; who chooses is free to choose.
        if self.map.as_ref().is_some_and(map::Map::leaves_single_seat) {
            self.say(&dom::data(&self.data, "data-single"));
        }
    }

    fn counted(&self) -> Vec<(i64, i64)> {
        dom::all(".offer-row")
            .into_iter()
            .filter_map(|row| {
                let minor: i64 = dom::data(&row, "data-minor").parse().ok()?;
                let input = row.query_selector("input").ok()?.and_then(input)?;
                Some((count(&input), minor))
            })
            .collect()
    }

    fn chosen(&self) -> Vec<Chosen> {
        let boxes = dom::all(".seat-list input:checked:not(:disabled)").into_iter().filter_map(input);
        boxes
            .map(|seat| {
                let (minor, price) = price_of(&seat.value());
                Chosen { seat, minor, price }
            })
            .collect()
    }

    pub fn tickets(&self) -> i64 {
        let seats = dom::all(".seat-list input:checked:not(:disabled)").len() as i64;
        self.counted().iter().map(|(count, _)| count).sum::<i64>() + seats
    }

    /// Whether there is news of what is free: then there is a network.
    pub fn hears(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.ready_state() == web_sys::EventSource::OPEN)
    }

    /// One of the words that the page has for the picker.
    pub fn words(&self, name: &str) -> String {
        dom::data(&self.data, name)
    }

    /// What is wrong with the numbers typed, if they are more than can be had.
    pub fn too_many(&self) -> Option<String> {
        if self.tickets() > self.tickets_max {
            return Some(self.words("data-too-many"));
        }
        for row in dom::all(".offer-row") {
            let Some(input) = row.query_selector("input").ok().flatten().and_then(input) else { continue };
            let max: i64 = input.max().parse().unwrap_or(i64::MAX);
            let limit: i64 = dom::data(&row, "data-limit").parse().unwrap_or(i64::MAX);
            if count(&input) > max {
                return Some(if max >= limit { dom::data(&row, "data-over") } else { self.left_words(max) });
            }
        }
        None
    }

    /// How many tickets the order may still have.
    pub fn tickets_max(&self) -> i64 {
        self.tickets_max
    }

    fn left_words(&self, left: i64) -> String {
        match left {
            1 => self.words("data-left-one"),
            _ => self.words("data-left-few").replace('8', &left.to_string()),
        }
    }

    /// Brings total, summary and map in line with the form.
    pub fn refresh(&mut self) {
        let (counted, chosen) = (self.counted(), self.chosen());
        let parts = counted.iter().map(|(count, minor)| count.saturating_mul(*minor));
        let minor = parts.chain(chosen.iter().map(|one| one.minor)).fold(0i64, i64::saturating_add);
        if let Some(total) = dom::one("#total") {
            total.set_text_content(Some(&Money::new(minor, self.currency).format(self.locale)));
        }
        self.list(&chosen);
        if let Some(map) = &self.map {
            map.show_chosen(&self.data);
        }
    }

    /// The chosen seats by name, each with a way to let it go.
    fn list(&self, chosen: &[Chosen]) {
        let (Some(list), Some(document)) = (dom::one("#chosen"), dom::document()) else { return };
        list.set_text_content(None);
        let _ = if chosen.is_empty() { list.set_attribute("hidden", "") } else { list.remove_attribute("hidden") };
        self.count_chosen(chosen.len());
        for one in chosen {
            let (Ok(line), Ok(name), Ok(away)) =
                (document.create_element("li"), document.create_element("span"), document.create_element("button"))
            else {
                return;
            };
            let label = dom::data(&one.seat, "data-name");
            name.set_text_content(Some(&format!("{label} · {}", one.price)));
            away.set_text_content(Some(&dom::data(&self.data, "data-remove")));
            let _ = away.set_attribute("type", "button");
            let _ = away.set_attribute("data-away", &one.seat.id());
            let _ = away.set_attribute("aria-label", &format!("{}: {label}", dom::data(&self.data, "data-remove")));
            let _ = away.set_attribute("class", "link-button");
            let _ = line.append_child(&name);
            let _ = line.append_child(&away);
            let _ = list.append_child(&line);
        }
    }

    /// How many seats the list has, which is longer than a phone shows of it.
    fn count_chosen(&self, count: usize) {
        let Some(line) = dom::one("#chosen-count") else { return };
        let words = match count {
            1 => dom::data(&self.data, "data-chosen-one"),
            _ => dom::data(&self.data, "data-chosen-few").replace('8', &count.to_string()),
        };
        line.set_text_content(Some(&words));
        let _ = if count == 0 { line.set_attribute("hidden", "") } else { line.remove_attribute("hidden") };
    }

    /// What others bought or let go meanwhile; whether something was lost on the way.
    fn take_in(&mut self, news: &JsValue) -> bool {
        let heard = self.followed.take_in(&seat_news(news));
        if heard == Heard::Missed {
            return true;
        }
        let offers = dom::list(news, "offers");
        for offer in offers.iter() {
            let id = dom::field(&offer, "ticket_type").as_string().unwrap_or_default();
            self.take_in_offer(&id, &dom::field(&offer, "state"));
        }
        if offers.length() > 0 {
            self.name_stands();
        }
        let gone = match (&mut self.map, self.followed.picture(), heard) {
            (Some(map), Some(picture), Heard::Whole) => map.take_in_all(picture, &self.data),
            (Some(map), Some(_), Heard::Changed(changes)) => map.take_in(&changes, &self.data),
            _ => Vec::new(),
        };
        if !gone.is_empty() {
            self.say(&format!("{} {}", gone.join("; "), dom::data(&self.data, "data-gone")));
        }
        self.refresh();
        false
    }

    /// What a stand of the drawing costs and, as the rows of its tickets have it by now, what is left of it.
    pub fn stand_says(&self, stand: &Element) -> String {
        let href = dom::data(stand, "href");
        let rows = dom::all(&format!("[data-stands~='{}']", href.trim_start_matches('#')));
        let left = rows.iter().filter_map(|row| dom::data(row, "data-left").parse::<i64>().ok()).max().unwrap_or(0);
        let state = || rows.first()?.query_selector("[data-state]").ok()??.text_content();
        let left = match left {
            0 => state().unwrap_or_default(),
            1 => self.words("data-places-one"),
            _ => self.words("data-places-few").replace('8', &left.to_string()),
        };
        format!("{} {left}", dom::data(stand, "data-about"))
    }

    /// The stands are called what a tap on them says.
    fn name_stands(&self) {
        for stand in dom::all(".hall .stand") {
            let says = self.stand_says(&stand);
            let _ = stand.set_attribute("aria-label", &says);
            if let Ok(Some(title)) = stand.query_selector("title") {
                title.set_text_content(Some(&says));
            }
        }
    }

    fn take_in_offer(&self, id: &str, state: &JsValue) {
        let Some(row) = dom::one(&format!("[data-offer='{id}']")) else { return };
        let sale = dom::field(state, "sale").as_string().unwrap_or_default();
        let left = dom::field(state, "left").as_f64().unwrap_or(0.0) as i64;
        let words = match sale.as_str() {
            "on_sale" if left <= 9 => self.left_words(left),
            "on_sale" => String::new(),
            "all_in_carts" => {
                let count = dom::field(state, "count").as_f64().unwrap_or(0.0) as i64;
                dom::data(&self.data, "data-in-carts").replace('8', &count.to_string())
            }
            _ => dom::data(&self.data, "data-sold-out"),
        };
        let _ = row.set_attribute("data-left", &left.to_string());
        if let Ok(Some(badge)) = row.query_selector("[data-state]") {
            badge.set_text_content(Some(&words));
        }
        let Some(input) = row.query_selector("input").ok().flatten().and_then(input) else { return };
        let limit: i64 = dom::data(&row, "data-limit").parse().unwrap_or(i64::MAX);
        let max = left.min(limit);
        input.set_max(&max.to_string());
        input.set_disabled(max == 0);
        if count(&input) > max {
            input.set_value(&max.to_string());
            self.say(&dom::data(&self.data, "data-changed"));
        }
    }
}

fn seat_news(news: &JsValue) -> SeatNews {
    let number = |value: JsValue| value.as_f64().unwrap_or(0.0);
    let changes = dom::list(news, "changes");
    SeatNews {
        n: number(dom::field(news, "n")) as u64,
        seats: dom::field(news, "seats").as_string(),
        changes: changes.iter().map(|value| number(value) as u32).collect(),
    }
}

/// What a seat of a zone costs as the buyer wants it: minor units and words.
fn price_of(zone: &str) -> (i64, String) {
    let name = format!("[name='kinds[{zone}]']");
    let source = dom::one(&format!("{name} option:checked")).or_else(|| dom::one(&name));
    let Some(source) = source else { return (0, String::new()) };
    (dom::data(&source, "data-minor").parse().unwrap_or(0), dom::data(&source, "data-price"))
}
