//! What open pages are told: quickly, completely, and in few bytes.

use crate::Shop;
use domain::event::{Channel, SaleState};
use domain::ids::{PerformanceId, SeatId};
use domain::locale::Locale;
use domain::seating::picture::state;
use domain::seating::{Picture, SeatState};
use futures::{Stream, StreamExt};
use kit::{Stage, seat_claim};
use serde_json::Value;
use std::collections::HashMap;
use std::pin::Pin;
use std::time::{Duration, Instant};

type Lines = Pin<Box<dyn Stream<Item = String> + Send>>;

/// A page that follows a date: its picture, kept up as a browser would.
struct Page {
    lines: Lines,
    picture: Picture,
    number: u64,
    whole: u32,
    state: SaleState,
}

impl Page {
    async fn open(shop: &Shop, performance: PerformanceId) -> Page {
        let lines = shop.flows.selling.watch_availability(performance).await.unwrap().expect("a date on show");
        let lines = Box::pin(lines.map(|line| line.as_str().to_owned()));
        let mut page = Page { lines, picture: Picture::free(0), number: 0, whole: 0, state: SaleState::SoldOut };
        page.hear().await;
        page
    }

    /// Takes in the next line.
    async fn hear(&mut self) {
        let text =
            tokio::time::timeout(Duration::from_secs(20), self.lines.next()).await.expect("news").expect("a line");
        for data in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
            let news: Value = serde_json::from_str(data).unwrap();
            let number = news["n"].as_u64().unwrap();
            if let Some(seats) = news["seats"].as_str() {
                self.picture = Picture::decode(seats).unwrap();
                self.whole += 1;
            } else {
                assert_eq!(number, self.number + 1, "nothing is left out between a picture and its changes");
            }
            self.number = number;
            for pair in news["changes"].as_array().into_iter().flatten().collect::<Vec<_>>().chunks(2) {
                let code = u8::try_from(pair[1].as_u64().unwrap()).unwrap();
                self.picture.set(pair[0].as_u64().unwrap() as u32, state(code).unwrap());
            }
            if !news["state"].is_null() {
                self.state = serde_json::from_value(news["state"].clone()).unwrap();
            }
        }
    }

    async fn hear_until(&mut self, what: impl Fn(&Page) -> bool) -> Duration {
        let begun = Instant::now();
        while !what(self) {
            assert!(begun.elapsed() < Duration::from_secs(10), "the news never came");
            self.hear().await;
        }
        begun.elapsed()
    }
}

async fn open() -> (Shop, Stage, Vec<SeatId>) {
    let shop = Shop::open().await;
    let stage = shop.stage(12).await;
    let seats = shop.seats(&stage, 12).await;
    let flows = shop.flows.clone();
    tokio::spawn(async move { flows.base().listen_for_news().await });
    // Until the listener listens, news would be lost.
    tokio::time::sleep(Duration::from_millis(300)).await;
    (shop, stage, seats)
}

#[tokio::test]
async fn two_pages_see_a_claim_within_a_second() {
    let (shop, stage, seats) = open().await;
    let (mut one, mut two) = (Page::open(&shop, stage.performance).await, Page::open(&shop, stage.performance).await);
    assert_eq!((one.picture.len(), one.picture.get(4)), (12, SeatState::Free));
    for seat in [4, 7] {
        let claims = [seat_claim(&stage, &seats[seat..=seat])];
        shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
        let is_held = |page: &Page| page.picture.get(seat as u32) == SeatState::Held;
        let (first, second) = tokio::join!(one.hear_until(is_held), two.hear_until(is_held));
        assert!(first.max(second) < Duration::from_secs(1), "{first:?} {second:?}");
    }
    assert_eq!((one.whole, two.whole), (1, 1), "after the first picture, changes only");
    assert_eq!(one.state, SaleState::OnSale { left: 10 });
}

#[tokio::test]
async fn a_picture_and_its_changes_are_a_fresh_picture_whatever_happens() {
    let (shop, stage, seats) = open().await;
    let mut page = Page::open(&shop, stage.performance).await;
    let mut carts = Vec::new();
    let mut chance = 7u32;
    for _ in 0..40 {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let seat = (chance >> 16) as usize % seats.len();
        match chance >> 28 {
            0..=8 => {
                let claims = [seat_claim(&stage, &seats[seat..=seat])];
                carts.extend(
                    shop.flows
                        .selling
                        .add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN)
                        .await
                        .ok(),
                );
            }
            9..=11 if !carts.is_empty() => {
                let grant = carts.swap_remove(seat % carts.len());
                let _ = shop.flows.selling.remove_from_cart(&grant.secret, grant.cart.lines[0].hold).await;
            }
            12..=13 => shop.clock.advance(chrono::Duration::minutes(4)),
            14 if !carts.is_empty() => {
                let _ = shop.flows.selling.extend_cart(&carts[seat % carts.len()].secret).await;
            }
            _ => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
    // A last word, so that there is news after the clock was moved.
    shop.clock.advance(chrono::Duration::minutes(30));
    let claims = [seat_claim(&stage, &seats[..2])];
    shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
    let fresh = shop.flows.selling.seating(stage.performance, None, Channel::Shop).await.unwrap().unwrap();
    let wanted: HashMap<SeatId, SeatState> = fresh.taken.iter().copied().collect();
    let map = fresh.map.clone();
    page.hear_until(|page| page.picture.taken(&map).into_iter().collect::<HashMap<_, _>>() == wanted).await;
    assert_eq!(wanted.len(), 2);
    let late = Page::open(&shop, stage.performance).await;
    assert_eq!(late.picture, page.picture, "who comes later sees the same");
}

#[tokio::test]
async fn all_in_carts_is_told_apart_from_sold_out() {
    let (shop, stage, seats) = open().await;
    let mut page = Page::open(&shop, stage.performance).await;
    shop.flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[seat_claim(&stage, &seats)], base::Visitor::UNKNOWN)
        .await
        .unwrap();
    page.hear_until(|page| matches!(page.state, SaleState::AllInCarts { count: 12, back_at: Some(_) })).await;
    // Somebody pays.
    sqlx::query("UPDATE pools SET held = 0, sold = 12").execute(&shop.owner).await.unwrap();
    sqlx::query("UPDATE holds SET state = 'posted', ended_at = now()").execute(&shop.owner).await.unwrap();
    sqlx::query("UPDATE seat_claims SET state = 'sold'").execute(&shop.owner).await.unwrap();
    let news = base::live::News::Availability { organizer: stage.organizer, performance: stage.performance };
    let text = serde_json::to_string(&news).unwrap();
    sqlx::query("SELECT pg_notify('tessera_news', $1)").bind(text).execute(&shop.owner).await.unwrap();
    page.hear_until(|page| page.state == SaleState::SoldOut).await;
    assert!((0..12).all(|seat| page.picture.get(seat) == SeatState::Sold));
}

#[tokio::test]
async fn a_stadium_half_sold_is_told_in_twenty_kilobytes() {
    let shop = Shop::open().await;
    let stage = shop.stage(60_000).await;
    shop.seats(&stage, 0).await;
    let steps = [
        "INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position) \
         SELECT z.organizer_id, gen_random_uuid(), z.id, (n / 200)::text, (n % 200)::text, n % 200 * 12, n / 200 * 14, n \
         FROM zones z, generate_series(0, 59999) AS n",
        "INSERT INTO carts (organizer_id, id, secret_hash, channel, locale, created_at) \
         SELECT id, gen_random_uuid(), '\\x00'::bytea, 'shop', 'en', now() FROM organizers",
        "INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, seat_id, net_minor, tax_minor, \
                            tax_rate_bp, fee_minor, absorbed_fee_minor, price_rule, currency, state, expires_at, created_at, \
                            ended_at) \
         SELECT s.organizer_id, gen_random_uuid(), c.id, p.performance_id, t.id, ARRAY[p.id], 1, s.id, 1, 0, 0, 0, 0, '{}', 'EUR', state, \
                now() + interval '50 years', now(), CASE state WHEN 'posted' THEN now() END \
         FROM (SELECT *, CASE WHEN random() < 0.9 THEN 'posted' ELSE 'pending' END AS state FROM seats WHERE random() < 0.5) s, \
              carts c, pools p, ticket_types t",
        "INSERT INTO seat_claims (organizer_id, hold_id, performance_id, seat_id, state) \
         SELECT organizer_id, id, performance_id, seat_id, CASE state WHEN 'posted' THEN 'sold' ELSE 'held' END FROM holds",
    ];
    for step in steps {
        sqlx::query(step).execute(&shop.owner).await.unwrap();
    }
    let said = shop.flows.selling.recent_availability(stage.performance).await.unwrap().unwrap();
    let picture = said.picture.as_ref().unwrap();
    let taken = (0..60_000).filter(|seat| picture.get(*seat) != SeatState::Free).count();
    assert!((29_000..31_000).contains(&taken), "{taken}");
    let bytes = said.whole().as_str().len();
    assert!(bytes <= 20_000, "{bytes}");

    // Looks after the first one ask only for what changed.
    let begun = Instant::now();
    shop.flows.selling.current_availability(stage.performance).await.unwrap().unwrap();
    println!("first line {bytes} bytes, a second look {:?}", begun.elapsed());
    let free = said.free();
    let party = domain::seating::Party::of(4);
    let best = said.best(&party, None).unwrap();
    let hall = said.hall.as_ref().unwrap();
    assert!(best.iter().all(|seat| free.has(hall.number(*seat).unwrap())) && best.len() == 4);
    assert!(hall.parts().len() > 80 && hall.parts().iter().map(|part| part.seats.len()).sum::<usize>() == 60_000);
}
