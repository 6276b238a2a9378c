//! Museo del Mosaico: entry by time slot for the next days, and a workshop so small that it is soon all in carts.

use super::maker::{Maker, PerformancePlan, TicketPlan};
use super::sales::Seller;
use crate::Season;
use base::{Actor, Fault};
use chrono::{DateTime, Utc, Weekday};
use domain::form::{EventForm, VenueForm};
use domain::ids::VenueId;

const DAYS: i64 = 9;
const SLOTS: [&str; 5] = ["10:00", "11:30", "14:00", "15:30", "17:00"];

pub(super) async fn make(flows: &Season, actor: &Actor, now: DateTime<Utc>) -> Result<(), Fault> {
    let make = Maker::new(flows, actor, now);
    let mut seller = Seller::new(flows, actor, now).await?;
    let museum = make
        .venue(VenueForm {
            name: "Museo del Mosaico".into(),
            street: "Via San Vitale 9".into(),
            city: "Ravenna".into(),
            directions_en: "Five minutes from Ravenna station. All rooms are on one level; wheelchairs and folding stools at the desk.".into(),
            directions_it: "A cinque minuti dalla stazione di Ravenna. Tutte le sale sono su un piano; carrozzine e sgabelli pieghevoli in biglietteria.".into(),
            ..VenueForm::default()
        })
        .await?;
    visit(&make, &mut seller, museum).await?;
    workshop(&make, &mut seller, museum).await
}

async fn visit(make: &Maker<'_>, seller: &mut Seller<'_>, museum: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Gold and glass: a visit by the hour".into(),
            title_it: "Oro e vetro: visita a orario".into(),
            summary_en: "Sixteen centuries of tesserae, fifteen visitors at a time.".into(),
            summary_it: "Sedici secoli di tessere, quindici visitatori per volta.".into(),
            description_en: "You enter at the time on your ticket and stay as long as you like. The last room is dark for three minutes, then the gold lights up.\n\nAudio guide in five languages included. Photographs without flash are welcome.".into(),
            description_it: "Si entra all'ora indicata sul biglietto e si resta quanto si vuole. L'ultima sala è al buio per tre minuti, poi l'oro si accende.\n\nAudioguida in cinque lingue inclusa. Fotografie senza flash benvenute.".into(),
            category: "museum".into(),
            slug: "oro-e-vetro".into(),
            artwork: "museum.svg".into(),
            order_max: "8".into(),
            ..EventForm::default()
        })
        .await?;
    let mut dates = Vec::new();
    for day in 1..=DAYS {
        for starts in SLOTS {
            let date = PerformancePlan {
                venue: museum,
                seat_map: None,
                capacity: 15,
                day,
                starts,
                minutes: 90,
                doors: None,
                on_sale_day: None,
            };
            dates.push(make.date(event, date).await?);
        }
    }
    let full =
        TicketPlan { en: "Full price", it: "Intero", price: "12", fee: "0.50", order_max: 8, ..TicketPlan::default() };
    let reduced = TicketPlan {
        en: "Reduced",
        it: "Ridotto",
        price: "8",
        fee: "0.50",
        note: ("Under 26, over 65, teachers.", "Under 26, over 65, insegnanti."),
        order_max: 8,
        ..TicketPlan::default()
    };
    let child = TicketPlan {
        en: "Child",
        it: "Bambino",
        note: ("Up to 12 years, free.", "Fino a 12 anni, gratis."),
        order_max: 8,
        ..TicketPlan::default()
    };
    let full = make.ticket(event, full).await?;
    let reduced = make.ticket(event, reduced).await?;
    let child = make.ticket(event, child).await?;
    make.publish(event).await?;
    for (date, places) in dates.iter().zip([15, 9, 12, 15, 4, 7, 3, 6]) {
        seller.sell(*date, &[full, full, reduced, child], places, 8).await?;
    }
    Ok(())
}

async fn workshop(make: &Maker<'_>, seller: &mut Seller<'_>, museum: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Workshop: one tessera at a time".into(),
            title_it: "Laboratorio: una tessera alla volta".into(),
            summary_en: "Six people, one table, a hammer each. You take your mosaic home.".into(),
            summary_it: "Sei persone, un tavolo, un martello a testa. Il mosaico lo porti a casa.".into(),
            description_en: "Cut glass and stone the way it was done for Theodora, with master Ivo Casadei. Three hours, all material included, from 14 years.".into(),
            description_it: "Si tagliano vetro e pietra come si faceva per Teodora, con il maestro Ivo Casadei. Tre ore, materiali inclusi, dai 14 anni.".into(),
            category: "museum".into(),
            slug: "una-tessera-alla-volta".into(),
            artwork: "museum.svg".into(),
            age_min: "14".into(),
            ask_phone: true,
            order_max: "6".into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: museum,
        seat_map: None,
        capacity: 6,
        day: make.days_until(Weekday::Sat, 8),
        starts: "09:30",
        minutes: 180,
        doors: Some(15),
        on_sale_day: None,
    };
    let date = make.date(event, date).await?;
    let place = TicketPlan {
        en: "Place at the table",
        it: "Posto al tavolo",
        price: "45",
        fee: "1.50",
        order_max: 6,
        ..TicketPlan::default()
    };
    let place = make.ticket(event, place).await?;
    make.publish(event).await?;
    seller.sell(date, &[place], 2, 6).await?;
    Ok(())
}
