//! The page `/style` of the demo: every component in every state. What a screenshot is compared against.

use chrono::{DateTime, Utc};
use domain::ids::{SeatId, SeatMapId, TicketTypeId, ZoneId};
use domain::locale::Translated;
use domain::money::{Currency, Money};
use domain::seating::{Seat, SeatKind, SeatMap, SeatState, SeatingPlan, Shape, ZoneKind, ZonePrice};
use domain::time::Timezone;
use leptos::prelude::*;
use uuid::Uuid;

use crate::kit::*;
use crate::seatmap::{Legend, SeatMapDrawing, SeatRows};

/// The pictures of the demo season, in public/art.
pub const PICTURES: [&str; 9] = ["opera", "play", "stadium", "club", "festival", "museum", "jazz", "talk", "kids"];

/// The whole gallery, to stand in a frame of any face. It is written for the people who build Tessera, in English.
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <div class="stack airy">
            <h1>"Style"</h1>
            <Type />
            <Buttons />
            <Fields />
            <Messages />
            <Events />
            <Figures />
            <Ways />
            <Seats />
            <Verdicts />
            <Signs />
        </div>
    }
}

#[component]
fn Part(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="stack" aria-label=title>
            <h2>{title}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Type() -> impl IntoView {
    view! {
        <Part title="Type">
            <h1>"La Traviata · Þórður, Łódź, Dvořák, così è, 0123456789"</h1>
            <h1>"A heading of the first order"</h1>
            <h2>"A heading of the second order"</h2>
            <h3>"A heading of the third order"</h3>
            <p class="text-width">
                "Text in the system's own sans, never under 16 px. " <a href="#main">"A link"</a>
                ", " <strong>"strong"</strong> ", " <span class="muted">"quiet"</span> ", "
                <span class="code">"K7Q2-9XWP"</span> "."
            </p>
        </Part>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let each = Kind::ALL
        .into_iter()
        .map(|kind| {
            view! {
                <div class="row">
                    <Button kind>{format!("{kind:?}")}</Button>
                    <Button kind sign=Sign::Ticket>"With a sign"</Button>
                    <Button kind busy=true>"Busy"</Button>
                    <Button kind disabled=true>"Disabled"</Button>
                    <Button kind class="small">"Small"</Button>
                    <Button kind class="icon-only" sign=Sign::Cross label="Close" />
                </div>
            }
        })
        .collect_view();
    view! {
        <Part title="Buttons">
            {each}
            <div class="row">
                <LinkButton href="#main" kind=Kind::Primary class="large">"A large link"</LinkButton>
                <LinkButton href="#main" sign=Sign::Download>"A link"</LinkButton>
            </div>
        </Part>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let errors = vec![("gallery-mail".to_owned(), "Write an address such as ada@example.org".to_owned())];
    view! {
        <Part title="Fields">
            <form class="stack form-width" method="get" action="">
                <ErrorSummary errors />
                <Field label="Name" name="gallery-name" value="Ada Lovelace" autocomplete="name" required=true />
                <Field
                    label="E-mail"
                    name="gallery-mail"
                    kind="email"
                    value="ada@example"
                    hint="Your tickets go there."
                    error="Write an address such as ada@example.org"
                    autocomplete="email"
                />
                <Field label="Price" name="gallery-price" value="25.00" before="€" inputmode="decimal" class="money" optional=true />
                <Field label="Not to be changed" name="gallery-fixed" value="Teatro Nuovo" readonly=true />
                <Select
                    label="Venue"
                    name="gallery-venue"
                    value="b"
                    options=vec![("a".into(), "Teatro Nuovo".into()), ("b".into(), "Stadio del Porto".into())]
                />
                <DateTimeField label="Begins" name="gallery-begins" date="2026-12-24" time="20:30" hint="Local time." />
                <TextArea label="About the event" name="gallery-about" value="Three acts.\nTwo intervals." />
                <Checkbox label="Send me a copy" name="gallery-copy" checked=true hint="To the address above." />
                <Checkbox label="I agree" name="gallery-agree" error="Tick this to go on" />
                <ChoiceGroup legend="How to pay" name="gallery-pay" hint="Nothing is taken yet.">
                    <Radio label="Card" name="gallery-pay" value="card" checked=true class="boxed" />
                    <Radio label="Cash" name="gallery-pay" value="cash" class="boxed" hint="At the box office." />
                    <Radio label="Voucher" name="gallery-pay" value="voucher" class="boxed" disabled=true />
                </ChoiceGroup>
                <Stepper label="Adults" name="gallery-adults" value=2i64 max=8 />
            </form>
        </Part>
    }
}

#[component]
fn Messages() -> impl IntoView {
    let notices = [Tone::Plain, Tone::Info, Tone::Success, Tone::Warning, Tone::Error, Tone::Question];
    view! {
        <Part title="Messages">
            {notices
                .into_iter()
                .map(|tone| {
                    view! {
                        <Notice tone title=format!("{tone:?}")>
                            <p>"What happened, and what to do about it."</p>
                        </Notice>
                    }
                })
                .collect_view()}
            <div class="row">
                {Tone::ALL.into_iter().map(|tone| view! { <Badge tone>{format!("{tone:?}")}</Badge> }).collect_view()}
            </div>
            <div class="row">
                <Connection online=true />
                <Connection online=false />
            </div>
            <Card>
                <EmptyState title="No tickets yet" text="What you buy appears here.">
                    <LinkButton href="#main" kind=Kind::Primary>"See events"</LinkButton>
                </EmptyState>
            </Card>
            <Progress label="Sold" value=40i64 max=100i64 />
            <Progress label="Sold out" value=100i64 max=100i64 />
        </Part>
    }
}

#[component]
fn Events() -> impl IntoView {
    let cards = PICTURES
        .into_iter()
        .enumerate()
        .map(|(i, picture)| {
            let badge = match i {
                1 => Some((Tone::Warning, "12 left".to_owned())),
                3 => Some((Tone::Error, "Sold out".to_owned())),
                4 => Some((Tone::Accent, "New".to_owned())),
                _ => None,
            };
            view! {
                <EventCard
                    nested=true
                    href="#main"
                    name=["La Traviata", "The Servant of Two Masters", "Virtus Marina – Atletico San Luca"][i % 3]
                    picture=format!("/art/{picture}.svg")
                    when="Sat 21 Nov, 20:30"
                    place="Teatro Nuovo"
                    price=Money::new([2500, 0, 1850][i % 3], Currency::EUR)
                    price_from=i % 3 == 0
                    badge=badge
                />
            }
        })
        .collect_view();
    view! {
        <Part title="Events">
            <div class="grid">{cards}</div>
            <div class="grid small-cells">
                <img class="picture square" src="/art/opera.svg" alt="" />
                <img class="picture four-three" src="/art/opera.svg" alt="" />
            </div>
        </Part>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let evening: DateTime<Utc> = DateTime::UNIX_EPOCH;
    let columns = vec![Column::text("Order"), Column::text("Buyer"), Column::text("State"), Column::number("Total")];
    let rows = [("T-1042", "Ada Lovelace", 5000), ("T-1041", "Carlo Goldoni", 1850)];
    view! {
        <Part title="Figures">
            <div class="mosaic stats">
                <Stat label="Sold" value="412" note="of 600" />
                <Stat label="In carts" value="18" />
                <Stat label="Revenue" value="€10,300.00" note="€310.00 today" href="#main" />
            </div>
            <Table caption="Orders" columns>
                {rows
                    .into_iter()
                    .map(|(number, buyer, cents)| {
                        view! {
                            <tr>
                                <th scope="row"><a href="#main">{number}</a></th>
                                <Cell label="Buyer">{buyer}</Cell>
                                <Cell label="State"><Badge tone=Tone::Success>"Paid"</Badge></Cell>
                                <Cell label="Total" number=true><Price amount=Money::new(cents, Currency::EUR) /></Cell>
                            </tr>
                        }
                    })
                    .collect_view()}
            </Table>
            <div class="mosaic">
                <Tile href="#main" chosen=true>"Chosen"</Tile>
                <Tile href="#main">"A tile"</Tile>
                <Tile>"Not a link"</Tile>
            </div>
            <ul class="lines form-width">
                <li><span>"2 × Adult"</span><Price amount=Money::new(5000, Currency::EUR) /></li>
                <li class="total"><span>"Total"</span><Price amount=Money::new(5000, Currency::EUR) /></li>
            </ul>
            <p><DateLine at=evening zone=Timezone::ROME long=true /></p>
            <article class="ticket">
                <div class="stack tight">
                    <h3>"La Traviata"</h3>
                    <Fact sign=Sign::Calendar>"Saturday 21 November 2026, 20:30"</Fact>
                    <Fact sign=Sign::Seat>"Stalls, row C, seat 14"</Fact>
                </div>
                <div class="stub">
                    <span class="code strong">"K7Q2-9XWP"</span>
                </div>
            </article>
        </Part>
    }
}

fn page_address(page: u32, query: &str) -> String {
    format!("?{query}page={page}")
}

#[component]
fn Ways() -> impl IntoView {
    let tabs = vec![
        NavPlace::new("#main", "Overview").current(true),
        NavPlace::new("#main", "Orders").sign(Sign::Cart),
        NavPlace::new("#main", "Money"),
    ];
    view! {
        <Part title="Ways">
            <Breadcrumbs places=vec![NavPlace::new("#main", "Events"), NavPlace::new("#main", "La Traviata")] here="Seats" />
            <Tabs label="Parts of the event" places=tabs />
            <Steps titles=vec!["Tickets".into(), "Your details".into(), "Review and pay".into()] now=1 />
            <Pagination page=5 pages=12 href=page_address />
            <div class="filters">
                <a class="chip" href="#main" aria-current="true">"All"</a>
                <a class="chip" href="#main">"Music"</a>
            </div>
            <Disclosure summary="What is a tessera?"><p>"The token a Roman showed at the theater gate."</p></Disclosure>
            <LocaleSwitch />
        </Part>
    }
}

#[component]
fn Seats() -> impl IntoView {
    view! {
        <Part title="Seats">
            <SeatMapDrawing plan=hall() />
            <Legend plan=hall() />
            <SeatRows plan=hall() name="gallery-seat" />
        </Part>
    }
}

#[component]
fn Verdicts() -> impl IntoView {
    let each = VerdictColor::ALL
        .into_iter()
        .zip(["Welcome", "Already used", "Refused", "Check the name", "Goodbye"])
        .map(|(verdict, word)| {
            view! {
                <VerdictScreen verdict word>
                    <p>"Stalls, row C, seat 14"</p>
                </VerdictScreen>
            }
        })
        .collect_view();
    view! {
        <Part title="Verdicts">
            <div class="stack tight">{each}</div>
        </Part>
    }
}

#[component]
fn Signs() -> impl IntoView {
    view! {
        <Part title="Signs">
            <div class="mosaic">
                {Sign::ALL
                    .iter()
                    .map(|sign| {
                        view! {
                            <div class="tile">
                                <Icon sign=*sign />
                                <span class="small">{format!("{sign:?}")}</span>
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </Part>
    }
}

/// A small hall with a seat of every kind in every state.
fn hall() -> SeatingPlan {
    let id = |n: i32| Uuid::from_u128(n.unsigned_abs().into());
    let seat = |row: i32, n: i32| Seat {
        id: SeatId(id(row * 100 + n)),
        row: ["A", "B", "C", "D", "E", "F"][row.unsigned_abs() as usize % 6].to_owned(),
        number: n.to_string(),
        x: 40 + n * 10 + if n > 7 { 10 } else { 0 },
        y: 45 + row * 11,
        kind: match (row, n) {
            (5, 1) => SeatKind::Wheelchair,
            (5, 2) => SeatKind::Companion,
            (_, 14) => SeatKind::RestrictedView,
            _ => SeatKind::Standard,
        },
    };
    let zone = |n: i32, name: &str, rows: std::ops::Range<i32>| domain::seating::Zone {
        id: ZoneId(id(n)),
        name: Translated::new(name, ""),
        kind: ZoneKind::Seated,
        capacity: rows.len() as u32 * 14,
        rank: n,
        color: n as u8,
        area: None,
        seats: rows.flat_map(|row| (1..=14).map(move |n| (row, n))).map(|(row, n)| seat(row, n)).collect(),
    };
    let area = |y, height, name: &str| Shape { x: 40, y, width: 160, height, label: Translated::new(name, "") };
    let standing = domain::seating::Zone {
        kind: ZoneKind::General,
        area: Some(area(118, 24, "Standing")),
        ..zone(2, "Standing", 0..0)
    };
    let map = SeatMap {
        id: SeatMapId(id(1)),
        name: "Teatro Nuovo".to_owned(),
        width: 240,
        height: 150,
        stage: Some(area(8, 22, "Stage")),
        zones: vec![zone(0, "Stalls", 0..3), zone(1, "Gallery", 3..6), standing],
    };
    let states = [SeatState::Sold, SeatState::Held, SeatState::Mine, SeatState::Locked];
    let taken = states.into_iter().enumerate().flat_map(|(i, state)| {
        let at = i as i32 * 3 + 3;
        [(SeatId(id(100 + at)), state), (SeatId(id(100 + at + 1)), state)]
    });
    let price = |n: i32, cents| ZonePrice {
        zone: ZoneId(id(n)),
        ticket_type: TicketTypeId(id(n)),
        name: Translated::new("Full price", ""),
        price: Money::new(cents, Currency::EUR),
    };
    SeatingPlan { taken: taken.collect(), map, prices: vec![price(0, 4500), price(1, 2500), price(2, 1500)] }
}
