//! The API alone, on a database of its own, with enough in it to be tried and fuzzed:
//! `DATABASE_URL=… cargo run -p api --example serve`. Prints the address and the tokens it can be called with.

use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL")?;
    storage::migrate::migrate(&url).await?;
    let flows = flows::Flows::new(flows::Parts {
        db: storage::Db::connect(&url, 20).await?,
        clock: Arc::new(flows::clock::SystemClock),
        chance: Arc::new(flows::chance::SystemChance),
        gateways: payments::registry::Registry::default().with(payments::cash::Cash),
        mail: notify::transport::Transport::Blackhole,
        keys: flows::keys::MasterKey::new([7; 32]),
        live: flows::live::Live::default(),
        site: flows::Site { url: "http://127.0.0.1:8088".into(), mail_from: "shop@example.org".into() },
    });
    let listening = flows.clone();
    tokio::spawn(async move { listening.listen_for_news().await });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8088").await?;
    println!("http://{}/api/v1/docs", listener.local_addr()?);
    axum::serve(listener, api::router(flows)).await?;
    Ok(())
}
