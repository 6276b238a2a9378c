//! The demo's season: whole, alive, the same when it is seeded again.

use crate::Shop;
use domain::cart::Secret;
use domain::event::{AskedDays, CatalogueQuery, Category, Channel, EventCard, SaleState};
use domain::role::Role;
use season::{DEMO_PASSWORD, DemoSecrets};
use sqlx::Row;

fn secrets() -> DemoSecrets {
    DemoSecrets { terminal: Secret::from_bytes([1; 16]), api: Secret::from_bytes([2; 16]) }
}

async fn cards(shop: &Shop, query: CatalogueQuery) -> Vec<EventCard> {
    shop.flows.selling.catalogue(&query).await.unwrap().cards
}

/// How many rows each table has.
async fn rows(shop: &Shop) -> Vec<(String, i64)> {
    let names = sqlx::query(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    .fetch_all(&shop.owner)
    .await
    .unwrap();
    let mut counts = Vec::new();
    for name in names {
        let name: String = name.get(0);
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
        counts.push((name, sqlx::query_scalar(sql).fetch_one(&shop.owner).await.unwrap()));
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_season_is_alive_and_seeding_twice_changes_nothing() {
    let shop = Shop::open().await;
    let season = season::seed(&shop.flows, &secrets()).await.unwrap();
    shop.audit().await;
    let before = rows(&shop).await;
    let again = season::seed(&shop.flows, &secrets()).await.unwrap();
    assert_eq!(before, rows(&shop).await);
    assert_eq!(season.tills.len(), again.tills.len());

    every_kind_of_state_is_there(&shop).await;
    cards_say_what_pages_say(&shop).await;
    search_finds(&shop).await;
    doors_open(&shop, &season).await;
    the_past_is_counted(&shop).await;
}

async fn every_kind_of_state_is_there(shop: &Shop) {
    let all = cards(shop, CatalogueQuery::default()).await;
    let state = |slug: &str| all.iter().find(|c| c.slug == slug).map(|c| c.state.clone());
    assert!(
        matches!(state("la-traviata"), Some(SaleState::OnSale { left }) if left > 400),
        "{:?}",
        state("la-traviata")
    );
    assert_eq!(state("onda-lunga-day-1"), Some(SaleState::SoldOut));
    assert!(matches!(state("onda-lunga-day-3"), Some(SaleState::NotYet { .. })));
    assert_eq!(state("amichevole-virtus-marina-rijeka"), Some(SaleState::Cancelled));
    assert_eq!(state("una-tessera-alla-volta"), Some(SaleState::OnSale { left: 4 }));
    assert_eq!(state("notturno-per-tromba"), None, "what is over isn't in the catalogue");
    let jazz = shop.flows.selling.event_page("notturno-per-tromba", Channel::Shop).await.unwrap().unwrap();
    assert_eq!(jazz.performances[0].state, SaleState::Ended);
    for card in &all {
        let art = card.artwork.as_deref().unwrap_or_default();
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/art").join(art).is_file(), "{art}");
        assert!(!card.title.en.is_empty() && !card.title.it.is_empty() && !card.summary.it.is_empty(), "{}", card.slug);
    }
    let free = all.iter().find(|c| c.category == Category::Talk).unwrap();
    assert!(free.price_from.is_zero());
}

async fn cards_say_what_pages_say(shop: &Shop) {
    for card in cards(shop, CatalogueQuery::default()).await {
        let page = shop.flows.selling.event_page(&card.slug, Channel::Shop).await.unwrap().unwrap();
        let states: Vec<SaleState> = page.performances.iter().map(|p| p.state.clone()).collect();
        let overall = domain::availability::overall(&states);
        assert_eq!(card.state, overall, "{}", card.slug);
        let prices = || page.performances.iter().flat_map(|p| &p.offers).map(|o| o.price.minor);
        // Where only some are free, the card says what the others pay.
        let cheapest = prices().filter(|minor| *minor > 0).min().or(prices().min());
        assert_eq!(Some(card.price_from.minor), cheapest, "{}", card.slug);
        assert_eq!(card.next_at, page.performances[0].performance.starts_at, "{}", card.slug);
    }
}

async fn search_finds(shop: &Shop) {
    let found = async |text: &str, city: &str, category| {
        let query = CatalogueQuery { text: text.into(), city: city.into(), category, ..CatalogueQuery::default() };
        let mut slugs: Vec<String> = cards(shop, query).await.into_iter().map(|c| c.slug).collect();
        slugs.sort();
        slugs
    };
    let both = ["la-traviata", "verdi-per-chi-non-sopporta-l-opera"];
    assert_eq!(found("travi", "", None).await, both, "the beginning of a word, of a title and of a description");
    assert_eq!(found("TRAVIATA livorno", "", None).await, both, "words from title and town");
    assert_eq!(found("traviata lirica", "", None).await, ["la-traviata"], "a kind in the other language");
    assert_eq!(found("goldoni", "", None).await, ["la-locandiera"], "words of the summary");
    assert_eq!(found("san marco", "trieste", None).await.len(), 3, "the venue's name");
    assert_eq!(found("", "Ravenna", None).await.len(), 2);
    assert_eq!(found("", "", Some(Category::Festival)).await.len(), 3);
    assert_eq!(found("traviata football", "", None).await, [""; 0]);
    assert_eq!(found("' & | :* \\ \0", "", None).await, [""; 0], "nothing typed breaks it");
    let behind = CatalogueQuery { page: 7, ..CatalogueQuery::default() };
    let catalogue = shop.flows.selling.catalogue(&behind).await.unwrap();
    assert!(catalogue.cards.is_empty() && catalogue.total >= 11, "{}", catalogue.total);
    assert_eq!(catalogue.cities, ["Livorno", "Ravenna", "Trieste"]);
    let extreme = CatalogueQuery {
        from: Some(chrono::DateTime::<chrono::Utc>::MIN_UTC),
        until: Some(chrono::DateTime::<chrono::Utc>::MAX_UTC),
        days: AskedDays::everywhere(shop.now(), |_| (Some(chrono::NaiveDate::MIN), Some(chrono::NaiveDate::MAX))),
        ..CatalogueQuery::default()
    };
    assert_eq!(shop.flows.selling.catalogue(&extreme).await.unwrap().total, catalogue.total);
}

async fn doors_open(shop: &Shop, season: &season::DemoSeason) {
    for person in &season.people {
        let session = shop.flows.access.sign_in(&person.email, DEMO_PASSWORD, None).await.unwrap();
        let signed_in = shop.flows.access.signed_in(&session).await.unwrap().unwrap();
        assert_eq!(signed_in.organizers.len(), person.roles.len(), "{}", person.email);
        assert!(signed_in.current.is_some());
    }
    assert!(Role::ALL.iter().all(|role| season.people.iter().any(|p| p.roles.iter().any(|(_, r)| r == role))));
    assert!(shop.flows.access.actor_of_token(&season.api_token).await.unwrap().is_some());
    let token = season.tills[0].terminal_token.as_deref().unwrap();
    assert!(shop.flows.counter.actor_of_terminal(token).await.unwrap().is_some());
}

async fn the_past_is_counted(shop: &Shop) {
    let session = shop.flows.access.sign_in("giulia@teatro-nuovo.example", DEMO_PASSWORD, None).await.unwrap();
    let giulia = shop.flows.access.signed_in(&session).await.unwrap().unwrap().current.unwrap();
    let rows = shop.flows.office.event_rows(&giulia).await.unwrap();
    let traviata = rows.iter().find(|r| r.slug == "la-traviata").unwrap();
    assert!(traviata.inventory.sold > 150 && traviata.gross.minor > 300_000, "{:?}", traviata.inventory);
    let stats = shop.flows.office.event_stats(&giulia, traviata.event).await.unwrap().unwrap();
    assert_eq!(stats.inventory.sold, traviata.inventory.sold);
    assert_eq!(stats.gross, traviata.gross);
    assert_eq!(stats.by_day.iter().map(|(_, n)| n).sum::<u32>(), stats.inventory.sold);
    assert_eq!(stats.by_channel.iter().map(|(_, n)| n).sum::<u32>(), stats.inventory.sold);
    assert!(stats.by_channel.len() == 2 && stats.by_day.len() > 10);
    let jazz = rows.iter().find(|r| r.slug == "notturno-per-tromba").unwrap();
    let scans = shop.flows.office.scan_stats(&giulia, jazz.event).await.unwrap();
    let (_, scans) = &scans[0];
    assert!(scans.admitted > 20 && scans.admitted < scans.expected, "{scans:?}");
    assert_eq!(scans.by_gate.iter().map(|g| g.entries).sum::<u32>(), scans.admitted);
    assert_eq!(scans.by_quarter.iter().map(|(_, n)| n).sum::<u32>(), scans.admitted);
    assert_eq!(scans.refused, [(domain::admission::Reason::AlreadyUsed, 1)]);
    let edit = shop.flows.office.event_for_edit(&giulia, traviata.event).await.unwrap().unwrap();
    assert_eq!((edit.missing.as_slice(), edit.sold), ([].as_slice(), stats.inventory.sold));
    assert_eq!(edit.pool_names, ["Stalls", "Dress circle", "Gallery"]);
}
