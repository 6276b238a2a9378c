//! Virtus Marina Calcio: a league match, and a friendly that was cancelled.

use super::maker::{Maker, PerformancePlan, TicketPlan, crowd, made, rows};
use super::sales::Seller;
use crate::Season;
use base::{Actor, Fault};
use chrono::{DateTime, Utc, Weekday};
use domain::form::{EventForm, SeatMapForm, VenueForm, ZoneForm};
use storage::venues;

pub(super) async fn make(flows: &Season, actor: &Actor, now: DateTime<Utc>) -> Result<(), Fault> {
    let make = Maker::new(flows, actor, now);
    let stadium = make
        .venue(VenueForm {
            name: "Stadio del Mare".into(),
            street: "Viale di Antignano 88".into(),
            city: "Livorno".into(),
            directions_en: "Train to Livorno San Marco, then fifteen minutes along the sea. Bicycle parking at gates 2 and 7.\n\nWheelchair users enter at gate 1; a companion sits beside you free of charge.".into(),
            directions_it: "Treno fino a Livorno San Marco, poi quindici minuti lungo il mare. Parcheggio bici ai varchi 2 e 7.\n\nChi usa la carrozzina entra dal varco 1; l'accompagnatore siede accanto gratuitamente.".into(),
            ..VenueForm::default()
        })
        .await?;
    let map = SeatMapForm {
        name: "Stadio".into(),
        stage_en: "Pitch".into(),
        stage_it: "Campo".into(),
        zones: vec![
            ZoneForm {
                side: "west".into(),
                wheelchairs: "6".into(),
                ..rows("Main stand", "Tribuna centrale", 9, 36, 0, 2)
            },
            crowd("East stand", "Gradinata", 2_800, "east"),
            crowd("North end", "Curva Nord", 2_400, "north"),
            crowd("South end", "Curva Sud", 1_600, "south"),
            crowd("Away fans", "Settore ospiti", 500, "south"),
        ],
    };
    let map = make.seat_map(stadium, map).await?;
    let day = make.days_until(Weekday::Sun, 4);
    let event = make.event(league_match()).await?;
    let date = |day, starts| PerformancePlan {
        venue: stadium,
        seat_map: Some(map),
        capacity: 0,
        day,
        starts,
        minutes: 120,
        doors: Some(90),
        on_sale_day: None,
    };
    let game = make.date(event, date(day, "15:00")).await?;
    let under = ("Up to 13 years, with a grown-up.", "Fino a 13 anni, con un adulto.");
    let stand = TicketPlan {
        en: "Main stand",
        it: "Tribuna centrale",
        price: "35",
        fee: "1.50",
        zones: &["Main stand"],
        ..TicketPlan::default()
    };
    let stand = make.ticket(event, stand).await?;
    let east = TicketPlan {
        en: "East stand",
        it: "Gradinata",
        price: "22",
        fee: "1",
        zones: &["East stand"],
        ..TicketPlan::default()
    };
    let east = make.ticket(event, east).await?;
    let children = TicketPlan {
        en: "East stand, under 14",
        it: "Gradinata, under 14",
        price: "5",
        fee: "0.50",
        zones: &["East stand"],
        note: under,
        ..TicketPlan::default()
    };
    let children = make.ticket(event, children).await?;
    let north = TicketPlan {
        en: "North end",
        it: "Curva Nord",
        price: "14",
        fee: "1",
        zones: &["North end"],
        ..TicketPlan::default()
    };
    let north = make.ticket(event, north).await?;
    let south = TicketPlan {
        en: "South end",
        it: "Curva Sud",
        price: "14",
        fee: "1",
        zones: &["South end"],
        ..TicketPlan::default()
    };
    make.ticket(event, south).await?;
    let away = TicketPlan {
        en: "Away fans",
        it: "Settore ospiti",
        price: "14",
        fee: "1",
        zones: &["Away fans"],
        ..TicketPlan::default()
    };
    make.ticket(event, away).await?;
    make.publish(event).await?;
    let mut seller = Seller::new(flows, actor, now).await?;
    let mut tx = flows.base().organizer(actor.organizer).await?;
    let zones = venues::zones(&mut tx, actor.organizer, map).await?;
    tx.commit().await?;
    if let Some(zone) = zones.iter().find(|z| z.name.en == "Main stand") {
        seller.sell_seats(game, zone.id, &[stand], 14, 20).await?;
    }
    seller.sell(game, &[east, east, children], 120, 20).await?;
    seller.sell(game, &[north], 60, 20).await?;
    friendly(&make, date(day + 13, "18:00")).await
}

fn league_match() -> EventForm {
    EventForm {
        title_en: "Virtus Marina – Alabarda Trieste".into(),
        title_it: "Virtus Marina – Alabarda Trieste".into(),
        summary_en: "Serie C, round 15. The sea behind the goal, the derby of the two ports.".into(),
        summary_it: "Serie C, quindicesima giornata. Il mare dietro la porta, il derby dei due porti.".into(),
        description_en: "Gates open ninety minutes before kick-off. Tickets are personal: bring a document.\n\nChildren under 14 enter with a grown-up; children under 6 sit on a lap in the east stand for free. The north end is for standing and singing and is not suitable for small children.\n\nNo bags larger than A4, no glass, no umbrellas with a tip.".into(),
        description_it: "I varchi aprono novanta minuti prima del fischio d'inizio. I biglietti sono nominativi: porta un documento.\n\nSotto i 14 anni si entra con un adulto; sotto i 6 anni si sta in braccio in gradinata, gratis. In Curva Nord si sta in piedi e si canta: non è adatta ai bambini piccoli.\n\nNiente borse più grandi di un A4, niente vetro, niente ombrelli a punta.".into(),
        category: "sport".into(),
        slug: "virtus-marina-alabarda-trieste".into(),
        artwork: "stadium.svg".into(),
        ask_holder_names: true,
        ..EventForm::default()
    }
}

async fn friendly(make: &Maker<'_>, date: PerformancePlan<'_>) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Friendly: Virtus Marina – Rijeka 1906".into(),
            title_it: "Amichevole: Virtus Marina – Rijeka 1906".into(),
            summary_en: "Cancelled: the visitors' ferry doesn't sail in this weather.".into(),
            summary_it: "Annullata: con questo mare il traghetto degli ospiti non parte.".into(),
            category: "sport".into(),
            slug: "amichevole-virtus-marina-rijeka".into(),
            artwork: "stadium.svg".into(),
            ..EventForm::default()
        })
        .await?;
    make.date(event, date).await?;
    let east =
        TicketPlan { en: "East stand", it: "Gradinata", price: "8", zones: &["East stand"], ..TicketPlan::default() };
    make.ticket(event, east).await?;
    make.publish(event).await?;
    made(make.flows.office.cancel_event(make.actor, event, "The visitors' ferry doesn't sail").await)
}
