//! Molo 17: a club night, and a festival of three days, one sold out, one on sale, one to come.

use super::maker::{Maker, PerformancePlan, TicketPlan};
use super::sales::Seller;
use crate::Season;
use base::{Actor, Fault};
use chrono::{DateTime, Duration, Utc, Weekday};
use domain::form::{EventForm, VenueForm};
use domain::ids::VenueId;

const FESTIVAL: &str = "Onda Lunga";

pub(super) async fn make(flows: &Season, actor: &Actor, now: DateTime<Utc>) -> Result<(), Fault> {
    let make = Maker::new(flows, actor, now);
    let mut seller = Seller::new(flows, actor, now).await?;
    let club = make
        .venue(VenueForm {
            name: "Molo 17".into(),
            street: "Porto Vecchio, Magazzino 17".into(),
            city: "Trieste".into(),
            directions_en: "Bus 6 to Porto Vecchio, night bus C back. The dance floor is at ground level; ask at the door for the ramp to the terrace.".into(),
            directions_it: "Autobus 6 fino a Porto Vecchio, linea notturna C per il ritorno. La pista è a piano terra; per la terrazza c'è una rampa, chiedi all'ingresso.".into(),
            ..VenueForm::default()
        })
        .await?;
    let yard = make
        .venue(VenueForm {
            name: "Cantiere San Marco".into(),
            street: "Via dei Macelli 5".into(),
            city: "Trieste".into(),
            directions_en: "Shuttle from Trieste Centrale every twenty minutes from 15:00. Level ground throughout; a raised platform for wheelchair users stands left of the mixing desk.".into(),
            directions_it: "Navetta da Trieste Centrale ogni venti minuti dalle 15:00. Tutto in piano; la pedana per chi usa la carrozzina è a sinistra del mixer.".into(),
            ..VenueForm::default()
        })
        .await?;
    night(&make, &mut seller, club).await?;
    waited_for(&make, club).await?;
    festival(&make, &mut seller, yard).await
}

async fn night(make: &Maker<'_>, seller: &mut Seller<'_>, club: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Sottovento: Marea b2b Lenka Vale".into(),
            title_it: "Sottovento: Marea b2b Lenka Vale".into(),
            summary_en: "House and Balkan disco until the first ferry. 18 and over.".into(),
            summary_it: "House e balkan disco fino al primo traghetto. Dai 18 anni.".into(),
            description_en: "Doors at 23:00, the terrace opens at one. Cloakroom €2, water is free at every bar.\n\nBring a document: we don't let in anyone under 18, and we don't argue about it.".into(),
            description_it: "Porte alle 23:00, la terrazza apre all'una. Guardaroba 2 €, l'acqua è gratis a ogni bar.\n\nPorta un documento: sotto i 18 anni non si entra, e non se ne discute.".into(),
            category: "club".into(),
            slug: "sottovento-marea-lenka-vale".into(),
            artwork: "club.svg".into(),
            age_min: "18".into(),
            order_max: "6".into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: club,
        seat_map: None,
        capacity: 450,
        day: make.days_until(Weekday::Sat, 1),
        starts: "23:00",
        minutes: 6 * 60,
        doors: Some(0),
        on_sale_day: None,
    };
    let date = make.date(event, date).await?;
    let early = TicketPlan {
        en: "Before midnight",
        it: "Entro mezzanotte",
        price: "12",
        fee: "1",
        note: ("Valid for entry until 00:00.", "Vale per entrare fino alle 00:00."),
        order_max: 6,
        ..TicketPlan::default()
    };
    let full = TicketPlan {
        en: "All night",
        it: "Tutta la notte",
        price: "18",
        fee: "1",
        order_max: 6,
        ..TicketPlan::default()
    };
    let types = [make.ticket(event, early).await?, make.ticket(event, full).await?];
    make.publish(event).await?;
    seller.sell(date, &types, 96, 15).await?;
    Ok(())
}

/// An on-sale morning to come, with a waiting room before it.
async fn waited_for(make: &Maker<'_>, club: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Alma Mistral: one night on the pier".into(),
            title_it: "Alma Mistral: una notte sul molo".into(),
            summary_en: "Piano and sea, three hundred places, one evening only.".into(),
            summary_it: "Pianoforte e mare, trecento posti, una sera soltanto.".into(),
            description_en: "Alma Mistral plays her new record from beginning to end, on the terrace if the bora allows it and indoors if not.\n\nMany will want to come. The waiting room opens an hour before the sale; when the sale begins, everyone who waits gets a place by lot.".into(),
            description_it: "Alma Mistral suona il disco nuovo dall'inizio alla fine, in terrazza se la bora lo permette, dentro se no.\n\nSaremo in tanti. La sala d'attesa apre un'ora prima della vendita; quando la vendita comincia, chi aspetta riceve un posto a sorte.".into(),
            category: "concert".into(),
            slug: "alma-mistral-molo".into(),
            artwork: "jazz.svg".into(),
            order_max: "4".into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: club,
        seat_map: None,
        capacity: 300,
        day: make.days_until(Weekday::Thu, 45),
        starts: "21:00",
        minutes: 2 * 60,
        doors: Some(60),
        on_sale_day: Some(2),
    };
    make.date(event, date).await?;
    let ticket =
        TicketPlan { en: "Standing", it: "In piedi", price: "34", fee: "2", order_max: 4, ..TicketPlan::default() };
    make.ticket(event, ticket).await?;
    make.publish(event).await?;
    make.waiting_room(event, Duration::hours(1), 60).await
}

async fn festival(make: &Maker<'_>, seller: &mut Seller<'_>, yard: VenueId) -> Result<(), Fault> {
    let friday = make.days_until(Weekday::Fri, 38);
    let days = [
        Day {
            title: ("Onda Lunga, day one: Opening night", "Onda Lunga, primo giorno: L'apertura"),
            summary: (
                "A small stage, a hundred and sixty people, Alma Mistral at the piano.",
                "Un palco piccolo, centosessanta persone, Alma Mistral al pianoforte.",
            ),
            slug: "onda-lunga-day-1",
            day: friday,
            capacity: 160,
            price: "28",
            on_sale_day: None,
        },
        Day {
            title: ("Onda Lunga, day two: The shipyard", "Onda Lunga, secondo giorno: Il cantiere"),
            summary: (
                "Nine bands on two stages, from Calexico-by-the-sea to Tuareg rock.",
                "Nove gruppi su due palchi, dal deserto al mare.",
            ),
            slug: "onda-lunga-day-2",
            day: friday + 1,
            capacity: 1_400,
            price: "39",
            on_sale_day: None,
        },
        Day {
            title: ("Onda Lunga, day three: The long wave", "Onda Lunga, terzo giorno: L'onda lunga"),
            summary: (
                "The closing Sunday: brass, choirs and everyone in the water at the end.",
                "La domenica di chiusura: ottoni, cori e alla fine tutti in acqua.",
            ),
            slug: "onda-lunga-day-3",
            day: friday + 2,
            capacity: 1_400,
            price: "39",
            on_sale_day: Some(6),
        },
    ];
    for (day, sold) in days.into_iter().zip([160, 140, 0]) {
        let (date, types) = festival_day(make, yard, day).await?;
        seller.sell(date, &types, sold, 22).await?;
    }
    Ok(())
}

struct Day {
    title: (&'static str, &'static str),
    summary: (&'static str, &'static str),
    slug: &'static str,
    day: i64,
    capacity: u32,
    price: &'static str,
    on_sale_day: Option<i64>,
}

async fn festival_day(
    make: &Maker<'_>,
    yard: VenueId,
    day: Day,
) -> Result<(domain::ids::PerformanceId, Vec<domain::ids::TicketTypeId>), Fault> {
    let event = make
        .event(EventForm {
            title_en: day.title.0.into(),
            title_it: day.title.1.into(),
            summary_en: day.summary.0.into(),
            summary_it: day.summary.1.into(),
            description_en: "Three days of music where ships used to be built. Day tickets are valid from 16:00 to the last song; you can go out and come back.\n\nFood from eleven kitchens, refillable cups, a quiet room behind stage two. Under 12 free with a grown-up, at the gate.".into(),
            description_it: "Tre giorni di musica dove si costruivano le navi. Il biglietto vale dalle 16:00 all'ultima canzone; si può uscire e rientrare.\n\nUndici cucine, bicchieri riutilizzabili, una stanza tranquilla dietro il secondo palco. Sotto i 12 anni gratis con un adulto, all'ingresso.".into(),
            category: "festival".into(),
            slug: day.slug.into(),
            artwork: "festival.svg".into(),
            series: FESTIVAL.into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: yard,
        seat_map: None,
        capacity: day.capacity,
        day: day.day,
        starts: "17:00",
        minutes: 7 * 60,
        doors: Some(60),
        on_sale_day: day.on_sale_day,
    };
    let date = make.date(event, date).await?;
    let ticket = TicketPlan {
        en: "Day ticket",
        it: "Biglietto giornaliero",
        price: day.price,
        fee: "2",
        ..TicketPlan::default()
    };
    let types = vec![make.ticket(event, ticket).await?];
    make.publish(event).await?;
    Ok((date, types))
}
