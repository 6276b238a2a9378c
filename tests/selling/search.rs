//! What people type into a search, and what they find.

use crate::Shop;
use domain::event::{Catalogue, CatalogueQuery};
use kit::Stage;

async fn look(shop: &Shop, text: &str) -> Catalogue {
    shop.flows.selling.catalogue(&CatalogueQuery { text: text.into(), ..CatalogueQuery::default() }).await.unwrap()
}

/// One event with everything in its words.
async fn named(shop: &Shop) -> Stage {
    let stage = shop.stage(20).await;
    let steps = [
        r#"UPDATE events SET title = '{"en": "The Elixir of Love", "it": "L’elisir d''amore"}', description =
           '{"en": "Sung by Agnieszka Łuczak.", "it": "Canta Agnieszka Łuczak."}'"#,
        "UPDATE venues SET name = 'Città della Musica', city = 'Forlì'",
        "UPDATE organizers SET name = 'Società dei Concerti'",
    ];
    for step in steps {
        sqlx::query(step).execute(&shop.owner).await.unwrap();
    }
    shop.flows.selling.fold_texts(stage.organizer).await.unwrap();
    stage
}

#[tokio::test]
async fn the_catalogue_finds_what_people_type() {
    let shop = Shop::open().await;
    named(&shop).await;
    for typed in [
        "elisir",
        "L'Elisir",
        "lelisir",
        "l elisir d amore",
        "AMORE elisir",
        "elixir",
        "opera",
        "lirica",
        "luczak",
        "Łuczak",
        "agnieszka",
        "forli",
        "Forlì",
        "citta musica",
        "societa",
        "concerti elisir",
        "elis",
        "e\u{301}lisir",
    ] {
        let found = look(&shop, typed).await;
        assert_eq!((found.total, found.did_you_mean), (1, None), "{typed}");
    }
    for typed in ["rigoletto", "elisir pisa", "!!!", "%", "_"] {
        let found = look(&shop, typed).await;
        assert_eq!((found.total, found.did_you_mean), (0, None), "{typed}");
    }
    assert_eq!(look(&shop, "  ").await.total, 1);
    for (typed, meant) in
        [("elisri", "elisir"), ("amrore", "amore"), ("Forlli opera", "forlì opera"), ("ellixir", "elixir")]
    {
        let found = look(&shop, typed).await;
        assert_eq!((found.total, found.did_you_mean.as_deref()), (0, Some(meant)), "{typed}");
        assert_eq!(look(&shop, meant).await.total, 1);
    }
}

#[tokio::test]
async fn a_text_that_is_not_folded_yet_is_found_and_then_folded() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let unfolded = "SELECT count(*) FROM events WHERE folded IS NULL";
    assert_eq!((shop.number(unfolded).await, look(&shop, "traviata").await.total), (1, 1));
    shop.flows.sweep().await.unwrap();
    assert_eq!((shop.number(unfolded).await, look(&shop, "Traviata").await.total), (0, 1));
    // Changed by somebody who doesn't fold.
    sqlx::query(r#"UPDATE events SET title = '{"en": "Così", "it": "Così"}'"#).execute(&shop.owner).await.unwrap();
    assert_eq!(shop.number(unfolded).await, 1);
    shop.flows.selling.fold_texts(stage.organizer).await.unwrap();
    assert_eq!((look(&shop, "cosi").await.total, look(&shop, "traviata").await.total), (1, 0));
    sqlx::query("UPDATE events SET status = 'draft'").execute(&shop.owner).await.unwrap();
    assert_eq!((shop.number(unfolded).await, look(&shop, "cosi").await.total), (0, 0));
}
