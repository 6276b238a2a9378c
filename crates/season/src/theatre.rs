//! Teatro Nuovo di Livorno: an opera, a comedy, a talk, puppets, and a jazz night that is over.

use super::maker::{Maker, PerformancePlan, TicketPlan, rows};
use super::sales::Seller;
use crate::Season;
use base::{Actor, Fault};
use chrono::{DateTime, Duration, Utc, Weekday};
use domain::form::{DiscountCodeForm, EventForm, SeatMapForm, VenueForm, ZoneForm};
use domain::ids::{EventId, PerformanceId, SeatMapId, TicketTypeId, VenueId, ZoneId};
use domain::seating::SeatMap;
use storage::venues;

pub(super) async fn make(flows: &Season, actor: &Actor, now: DateTime<Utc>) -> Result<(), Fault> {
    let make = Maker::new(flows, actor, now);
    let hall = make
        .venue(VenueForm {
            name: "Teatro Nuovo".into(),
            street: "Via dei Cavalieri 21".into(),
            city: "Livorno".into(),
            directions_en: "Ten minutes on foot from Livorno Centrale, or bus 1 to Piazza Grande.\n\nStep-free entrance on Via Verdi; lift to the dress circle. Wheelchair spaces are in the last row of the stalls.".into(),
            directions_it: "Dieci minuti a piedi dalla stazione di Livorno Centrale, oppure autobus 1 fino a Piazza Grande.\n\nIngresso senza gradini da Via Verdi; ascensore per la galleria. I posti per le carrozzine sono nell'ultima fila della platea.".into(),
            ..VenueForm::default()
        })
        .await?;
    let small = make
        .venue(VenueForm {
            name: "Ridotto del Teatro Nuovo".into(),
            street: "Via dei Cavalieri 23".into(),
            city: "Livorno".into(),
            directions_en: "The door to the left of the theatre, first floor, with a lift.".into(),
            directions_it: "La porta a sinistra del teatro, primo piano, con ascensore.".into(),
            ..VenueForm::default()
        })
        .await?;
    let map = make.seat_map(hall, great_hall()).await?;
    let mut tx = flows.base().organizer(actor.organizer).await?;
    let drawn = venues::map(&mut tx, actor.organizer, map).await?;
    tx.commit().await?;
    let drawn = drawn.ok_or_else(|| Fault::Broken("the hall just drawn is gone".into()))?;
    let mut seller = Seller::new(flows, actor, now).await?;
    opera(&make, &mut seller, hall, map, &drawn).await?;
    comedy(&make, &mut seller, hall, map, &drawn).await?;
    talk(&make, &mut seller, small).await?;
    puppets(&make, &mut seller, small).await?;
    jazz(&make, &mut seller, small).await?;
    let friends = DiscountCodeForm {
        code: "FRIENDS".into(),
        words_en: "10% for friends of the house".into(),
        words_it: "10% agli amici del teatro".into(),
        percent: "10".into(),
        uses: "100".into(),
        ..DiscountCodeForm::default()
    };
    make.code(friends).await
}

/// Four hundred seats on three levels.
fn great_hall() -> SeatMapForm {
    SeatMapForm {
        name: "Sala grande".into(),
        stage_en: "Stage".into(),
        stage_it: "Palcoscenico".into(),
        zones: vec![
            ZoneForm { wheelchairs: "4".into(), ..rows("Stalls", "Platea", 10, 18, 1, 1) },
            ZoneForm { widening: "1".into(), ..rows("Dress circle", "Galleria", 5, 22, 2, 2) },
            ZoneForm { restricted: "3".into(), ..rows("Gallery", "Loggione", 4, 25, 2, 2) },
        ],
    }
}

fn zone(map: &SeatMap, name: &str) -> Result<ZoneId, Fault> {
    let found = map.zones.iter().find(|z| z.name.en == name).map(|z| z.id);
    found.ok_or_else(|| Fault::Broken(format!("the demo hall has no zone {name}")))
}

async fn opera(
    make: &Maker<'_>,
    seller: &mut Seller<'_>,
    hall: VenueId,
    map: SeatMapId,
    drawn: &SeatMap,
) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "La Traviata".into(),
            title_it: "La Traviata".into(),
            summary_en: "Verdi's great love story in a new staging, with the Orchestra della Costa.".into(),
            summary_it: "Il grande amore di Verdi in un nuovo allestimento, con l'Orchestra della Costa.".into(),
            description_en: "Paris, one winter. Violetta Valéry has everything but time, until Alfredo asks her to dance.\n\nGiuseppe Verdi's opera in three acts to a libretto by Francesco Maria Piave. Sung in Italian with Italian and English surtitles. About three hours with two intervals.\n\nConductor Ottavia Rinaldi. Director Jan Havel. With Marianna Prizzon, Emilio Quaglia and the choir of the Teatro Nuovo.".into(),
            description_it: "Parigi, un inverno. Violetta Valéry ha tutto tranne il tempo, finché Alfredo non le chiede un ballo.\n\nOpera in tre atti di Giuseppe Verdi su libretto di Francesco Maria Piave. Cantata in italiano, con sopratitoli in italiano e in inglese. Circa tre ore con due intervalli.\n\nDirettrice Ottavia Rinaldi. Regia di Jan Havel. Con Marianna Prizzon, Emilio Quaglia e il coro del Teatro Nuovo.".into(),
            category: "opera".into(),
            slug: "la-traviata".into(),
            artwork: "opera.svg".into(),
            ..EventForm::default()
        })
        .await?;
    let first = make.days_until(Weekday::Fri, 5);
    let mut dates = Vec::new();
    for (day, starts) in [(first, "20:30"), (first + 1, "20:30"), (first + 2, "16:00")] {
        let date = PerformancePlan {
            venue: hall,
            seat_map: Some(map),
            capacity: 0,
            day,
            starts,
            minutes: 180,
            doors: Some(45),
            on_sale_day: None,
        };
        dates.push(make.date(event, date).await?);
    }
    let stalls = zone_types(make, event, "Stalls", ("Stalls", "Platea"), ("68", "34")).await?;
    let circle = zone_types(make, event, "Dress circle", ("Dress circle", "Galleria"), ("48", "24")).await?;
    let gallery = zone_types(make, event, "Gallery", ("Gallery", "Loggione"), ("24", "12")).await?;
    // The matinée costs less than the evenings.
    for (kinds, (full, young)) in [(&stalls, ("54", "27")), (&circle, ("38", "19")), (&gallery, ("18", "9"))] {
        make.price_on(event, kinds[0], dates[2], full).await?;
        make.price_on(event, kinds[1], dates[2], young).await?;
    }
    make.publish(event).await?;
    let sold = [(dates[0], 62, 48, 35), (dates[1], 36, 26, 16), (dates[2], 20, 12, 8)];
    for (date, in_stalls, in_circle, in_gallery) in sold {
        seller.sell_seats(date, zone(drawn, "Stalls")?, &stalls, in_stalls, 23).await?;
        seller.sell_seats(date, zone(drawn, "Dress circle")?, &circle, in_circle, 23).await?;
        seller.sell_seats(date, zone(drawn, "Gallery")?, &gallery, in_gallery, 23).await?;
    }
    Ok(())
}

/// Full price and under 30 for one level of the house.
async fn zone_types(
    make: &Maker<'_>,
    event: EventId,
    zone: &str,
    (en, it): (&str, &str),
    (full, young): (&str, &str),
) -> Result<[TicketTypeId; 2], Fault> {
    let full = TicketPlan { en, it, price: full, fee: "1.50", zones: &[zone], ..TicketPlan::default() };
    let (young_en, young_it) = (format!("{en}, under 30"), format!("{it}, under 30"));
    let young = TicketPlan {
        en: &young_en,
        it: &young_it,
        price: young,
        fee: "1",
        zones: &[zone],
        note: ("Bring a document that shows your age.", "Porta un documento che mostri la tua età."),
        ..TicketPlan::default()
    };
    Ok([make.ticket(event, full).await?, make.ticket(event, young).await?])
}

async fn comedy(
    make: &Maker<'_>,
    seller: &mut Seller<'_>,
    hall: VenueId,
    map: SeatMapId,
    drawn: &SeatMap,
) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "The Mistress of the Inn".into(),
            title_it: "La locandiera".into(),
            summary_en: "Goldoni's sharpest heroine keeps an inn, and three men at arm's length.".into(),
            summary_it: "La più acuta eroina di Goldoni tiene una locanda, e tre uomini a distanza.".into(),
            description_en: "A marquis with a title, a count with money and a knight with neither patience nor manners: Mirandolina runs her inn and her own life.\n\nComedy in three acts by Carlo Goldoni, in Italian with English surtitles. Two hours, one interval.".into(),
            description_it: "Un marchese con il titolo, un conte con i soldi e un cavaliere senza pazienza né modi: Mirandolina manda avanti la locanda e la propria vita.\n\nCommedia in tre atti di Carlo Goldoni, con sopratitoli in inglese. Due ore, un intervallo.".into(),
            category: "theatre".into(),
            slug: "la-locandiera".into(),
            artwork: "play.svg".into(),
            ..EventForm::default()
        })
        .await?;
    let first = make.days_until(Weekday::Thu, 12);
    let mut dates = Vec::new();
    for (day, starts) in [(1, "21:00"), (first, "21:00"), (first + 1, "21:00"), (first + 3, "17:00")] {
        let date = PerformancePlan {
            venue: hall,
            seat_map: Some(map),
            capacity: 0,
            day,
            starts,
            minutes: 120,
            doors: Some(30),
            on_sale_day: None,
        };
        dates.push(make.date(event, date).await?);
    }
    let lower: &[&str] = &["Stalls", "Dress circle"];
    let good = TicketPlan {
        en: "Stalls and dress circle",
        it: "Platea e galleria",
        price: "22",
        fee: "1",
        zones: lower,
        ..TicketPlan::default()
    };
    let good = make.ticket(event, good).await?;
    let students = TicketPlan {
        en: "Stalls and dress circle, students",
        it: "Platea e galleria, studenti",
        price: "11",
        fee: "1",
        zones: lower,
        ..TicketPlan::default()
    };
    let students = make.ticket(event, students).await?;
    let high = TicketPlan {
        en: "Gallery",
        it: "Loggione",
        price: "9",
        fee: "1",
        zones: &["Gallery"],
        ..TicketPlan::default()
    };
    let high = make.ticket(event, high).await?;
    make.publish(event).await?;
    seller.sell_seats(dates[0], zone(drawn, "Stalls")?, &[good, students], 40, 20).await?;
    seller.sell_seats(dates[0], zone(drawn, "Gallery")?, &[high], 15, 20).await?;
    seller.sell_seats(dates[1], zone(drawn, "Stalls")?, &[good], 12, 20).await
}

async fn talk(make: &Maker<'_>, seller: &mut Seller<'_>, room: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Verdi for people who can't stand opera".into(),
            title_it: "Verdi per chi non sopporta l'opera".into(),
            summary_en: "A free hour with piano, two singers and no Latin.".into(),
            summary_it: "Un'ora gratuita con un pianoforte, due cantanti e niente paroloni.".into(),
            description_en: "Ottavia Rinaldi takes La Traviata apart at the piano and puts it together again. Bring someone who says opera isn't for them.\n\nFree, but please book: the room has eighty chairs.".into(),
            description_it: "Ottavia Rinaldi smonta La Traviata al pianoforte e la rimonta. Porta qualcuno che dice che l'opera non fa per lui.\n\nIngresso libero su prenotazione: la sala ha ottanta sedie.".into(),
            category: "talk".into(),
            slug: "verdi-per-chi-non-sopporta-l-opera".into(),
            artwork: "talk.svg".into(),
            order_max: "4".into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: room,
        seat_map: None,
        capacity: 80,
        day: make.days_until(Weekday::Tue, 3),
        starts: "18:30",
        minutes: 75,
        doors: Some(15),
        on_sale_day: None,
    };
    let date = make.date(event, date).await?;
    let place = make
        .ticket(event, TicketPlan { en: "Free place", it: "Posto gratuito", order_max: 4, ..TicketPlan::default() });
    let place = place.await?;
    make.publish(event).await?;
    seller.sell(date, &[place], 37, 14).await?;
    Ok(())
}

async fn puppets(make: &Maker<'_>, seller: &mut Seller<'_>, room: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Pulcinella and the Dragon".into(),
            title_it: "Pulcinella e il drago".into(),
            summary_en: "Puppets, thunder made of tin, and a dragon that is afraid of the dark. From three years.".into(),
            summary_it: "Burattini, tuoni di latta e un drago che ha paura del buio. Dai tre anni.".into(),
            description_en: "Fifty minutes without an interval. Children sit in front on cushions, grown-ups behind.\n\nWe ask for each child's name: the dragon likes to know who is coming.".into(),
            description_it: "Cinquanta minuti senza intervallo. I bambini siedono davanti sui cuscini, i grandi dietro.\n\nChiediamo il nome di ogni bambino: il drago vuole sapere chi arriva.".into(),
            category: "family".into(),
            slug: "pulcinella-e-il-drago".into(),
            artwork: "kids.svg".into(),
            ask_holder_names: true,
            order_max: "8".into(),
            ..EventForm::default()
        })
        .await?;
    let saturday = make.days_until(Weekday::Sat, 2);
    let mut dates: Vec<PerformanceId> = Vec::new();
    for (day, starts) in [(saturday, "11:00"), (saturday, "16:00"), (saturday + 1, "11:00"), (saturday + 1, "16:00")] {
        let date = PerformancePlan {
            venue: room,
            seat_map: None,
            capacity: 60,
            day,
            starts,
            minutes: 50,
            doors: None,
            on_sale_day: None,
        };
        dates.push(make.date(event, date).await?);
    }
    let adult =
        TicketPlan { en: "Grown-up", it: "Adulto", price: "8", fee: "0.50", order_max: 8, ..TicketPlan::default() };
    let child =
        TicketPlan { en: "Child", it: "Bambino", price: "5", fee: "0.50", order_max: 8, ..TicketPlan::default() };
    let types = [make.ticket(event, adult).await?, make.ticket(event, child).await?];
    make.publish(event).await?;
    seller.sell(dates[0], &types, 52, 10).await?;
    seller.sell(dates[1], &types, 21, 10).await?;
    Ok(())
}

/// Over since three days, with everyone who came.
async fn jazz(make: &Maker<'_>, seller: &mut Seller<'_>, room: VenueId) -> Result<(), Fault> {
    let event = make
        .event(EventForm {
            title_en: "Notturno for trumpet".into(),
            title_it: "Notturno per tromba".into(),
            summary_en: "The Elsa Brandi Quartet plays Chet Baker after hours.".into(),
            summary_it: "Il quartetto di Elsa Brandi suona Chet Baker dopo mezzanotte.".into(),
            description_en: "Trumpet, piano, bass, brushes. One set, no interval, the bar stays open.".into(),
            description_it: "Tromba, pianoforte, contrabbasso, spazzole. Un solo set, senza intervallo, il bar resta aperto.".into(),
            category: "concert".into(),
            slug: "notturno-per-tromba".into(),
            artwork: "jazz.svg".into(),
            ..EventForm::default()
        })
        .await?;
    let date = PerformancePlan {
        venue: room,
        seat_map: None,
        capacity: 80,
        day: -3,
        starts: "21:30",
        minutes: 120,
        doors: Some(45),
        on_sale_day: None,
    };
    let date = make.date(event, date).await?;
    let full = TicketPlan { en: "Full price", it: "Intero", price: "18", fee: "1", ..TicketPlan::default() };
    let young = TicketPlan { en: "Under 26", it: "Under 26", price: "10", fee: "1", ..TicketPlan::default() };
    let types = [make.ticket(event, full).await?, make.ticket(event, young).await?];
    make.publish(event).await?;
    let found = make.flows.selling.performance_offers(date, domain::event::Channel::Till).await?;
    let Some((_, offers)) = found else { return Ok(()) };
    let starts_at = offers.performance.starts_at;
    let mut orders = Vec::new();
    // A sale counts back from now, and none was made after the music began.
    let before = (make.now - starts_at).num_minutes() + 60;
    for n in 0..18i64 {
        let ago = Duration::minutes(before + n * 700);
        let quantity = 1 + seller.below(4) as u32;
        let channel = if n % 3 == 0 { domain::event::Channel::Till } else { domain::event::Channel::Shop };
        let ticket_type = types[seller.below(2) as usize];
        let past = super::sales::Past { performance: date, ticket_type, quantity, seats: Vec::new(), channel, ago };
        orders.push(seller.sell_one(past).await?);
    }
    seller.admit(&orders, date, starts_at - Duration::minutes(40)).await
}
