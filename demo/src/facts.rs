//! `demo.json`: what was started, for whoever started it.

use crate::home;
use season::DemoSeason;
use serde_json::json;
use server::config::Config;
use std::net::SocketAddr;
use std::path::Path;

/// What tests and `cargo xtask demo` have to know.
pub fn of(config: &Config, season: &DemoSeason, printer: SocketAddr) -> serde_json::Value {
    let url = &config.web.url;
    let people = season.people.iter().flat_map(|person| {
        person.roles.iter().map(move |(organizer, role)| {
            json!({
                "email": person.email,
                "name": person.name,
                "password": person.password,
                "organizer": organizer,
                "role": role,
            })
        })
    });
    json!({
        "shop": url,
        "organizer": format!("{url}/organizer"),
        "till": format!("{url}/till"),
        "gate": format!("{url}/gate"),
        "backstage": format!("{url}/backstage"),
        "api": format!("{url}/api/v1/docs"),
        "terminal_token": season.tills.iter().find_map(|till| till.terminal_token.clone()),
        "api_token": season.api_token,
        "printer": printer.to_string(),
        "people": people.collect::<Vec<_>>(),
    })
}

/// Whole or not at all: whoever waits for the file reads it at once.
pub fn write(data: &Path, facts: &serde_json::Value) -> anyhow::Result<()> {
    home::write_private(&data.join("demo.json"), &serde_json::to_string_pretty(facts)?)
}
