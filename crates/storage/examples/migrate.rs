//! `cargo run -p storage --example migrate`: brings the database of DATABASE_URL to the newest schema.
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    storage::migrate::migrate(&std::env::var("DATABASE_URL")?).await?;
    Ok(())
}
