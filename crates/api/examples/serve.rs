//! The API alone, with the demo season, to be tried and fuzzed:
//! `DATABASE_URL=postgres://…/an_empty_database cargo run -p api --example serve -- 127.0.0.1:8088`. Prints the tokens it
//! can be called with. There is no worker and no bank: orders are placed and stay unpaid.

use domain::cart::Secret;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = std::env::var("DATABASE_URL")?;
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8088".into());
    storage::migrate::migrate(&database).await?;
    let settings = payments::test_gateway::Settings {
        base_url: format!("http://{address}/bank"),
        api_key: "key".into(),
        webhook_secret: "whsec".into(),
    };
    let bank = payments::test_gateway::TestGateway::new(settings, payments::call::client()?)?;
    let flows = flows::Flows::new(flows::Parts {
        db: storage::Db::connect(&database, 20).await?,
        clock: Arc::new(flows::clock::SystemClock),
        chance: Arc::new(flows::chance::SystemChance),
        gateways: payments::registry::Registry::default().with(bank).with(payments::cash::Cash),
        mail: notify::transport::Transport::Blackhole,
        keys: flows::keys::MasterKey::new([7; 32]),
        live: flows::live::Live::default(),
        site: flows::Site { url: format!("http://{address}"), mail_from: "shop@example.org".into() },
        eager: false,
    });
    let listening = flows.clone();
    tokio::spawn(async move { listening.listen_for_news().await });
    let secrets = flows::seed::DemoSecrets { terminal: Secret::from_bytes([1; 16]), api: Secret::from_bytes([2; 16]) };
    let season = flows.seed_demo(&secrets).await?;
    let terminal = season.tills.iter().find_map(|till| till.terminal_token.clone()).unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}/api/v1/docs");
    println!("token {}", season.api_token);
    println!("terminal {terminal}");
    axum::serve(listener, api::router(flows)).await?;
    Ok(())
}
