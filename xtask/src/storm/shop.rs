//! What the storm goes over: a Postgres, two servers on it, and an event that everybody wants to see.

use crate::cluster::{self, Cluster, Purpose};
use crate::paths::{self, Profile};
use crate::process::{Ending, Service, ServiceOptions};
use crate::progress::Step;
use crate::{http, install, ports, signals};
use anyhow::{Context, bail};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const READY_PATIENCE: Duration = Duration::from_secs(240);
/// A server that ended, of itself or by us, is down for this long.
const DOWN_FOR: Duration = Duration::from_millis(400);

pub struct Shop {
    postgres: Cluster,
    servers: Vec<Server>,
    pub database_url: String,
}

struct Server {
    name: &'static str,
    port: u16,
    data: PathBuf,
    /// The bank it pays at; the first server's own is everybody's.
    bank: u16,
    service: Option<Service>,
    down_since: Instant,
}

impl Server {
    fn start(&mut self, database_url: &str) -> anyhow::Result<()> {
        let local = |port: u16| format!("127.0.0.1:{port}");
        let (printer, mail) = (ports::any_free()?, ports::any_free()?);
        let service = Service::start(
            ServiceOptions {
                name: "server",
                program: &paths::program("demo", Profile::Dev),
                log: &self.data.join("server.log"),
                ending: Ending::Terminate,
                orphan_ending: Ending::Kill,
                grace: Duration::from_secs(10),
                user: None,
            },
            |command| {
                command
                    .env("DATABASE_URL", database_url)
                    .env("TESSERA_LISTEN", local(self.port))
                    .env("TESSERA_SITE", site())
                    .env("TESSERA_DATA", &self.data)
                    .env("TESSERA_PRINTER_LISTEN", local(printer))
                    .env("TESSERA_SMTP_LISTEN", local(mail))
                    .env("TESSERA_TEST_GATEWAY_URL", format!("http://{}/backstage/gateway", local(self.bank)));
            },
        )?;
        self.service = Some(service);
        Ok(())
    }

    fn is_ready(&self) -> bool {
        self.service.is_some() && http::status(self.port, "/ready") == Some(200)
    }
}

/// No pages are looked at, so no bundles are needed.
fn site() -> PathBuf {
    paths::target().join("storm/site")
}

impl Shop {
    pub fn open(step: &Step) -> anyhow::Result<Shop> {
        let root = paths::target().join("storm");
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(site())?;
        fs::write(site().join("manifest.json"), "{}")?;
        let name = "storm-pg";
        cluster::delete(name)?;
        let binaries = install::postgres::ensure(step, None)?;
        let postgres = Cluster::start(name, &binaries, Purpose::Durable, step)?;
        let database_url = postgres.database("storm")?;
        let bank = ports::any_free()?;
        let server = |name, port, data: &str| {
            let data = root.join(data);
            fs::create_dir_all(&data)?;
            anyhow::Ok(Server { name, port, data, bank, service: None, down_since: Instant::now() })
        };
        let servers = vec![server("server A", bank, "a")?, server("server B", ports::any_free()?, "b")?];
        let mut shop = Shop { postgres, servers, database_url };
        shop.servers[0].start(&shop.database_url)?;
        shop.wait_for(0, step)?;
        // Both seal with the same secret and know the bank's.
        fs::copy(shop.servers[0].data.join("secrets.json"), shop.servers[1].data.join("secrets.json"))?;
        shop.servers[1].start(&shop.database_url)?;
        shop.wait_for(1, step)?;
        shop.have_the_bank_approve()?;
        Ok(shop)
    }

    pub fn addresses(&self) -> Vec<String> {
        self.servers.iter().map(|server| format!("http://127.0.0.1:{}", server.port)).collect()
    }

    /// Kill -9. Says who it was.
    pub fn kill(&mut self, victim: u64, step: &Step) -> anyhow::Result<&'static str> {
        if victim == 2 {
            self.postgres.kill();
            self.postgres.start_again(step)?;
            return Ok("Postgres");
        }
        let server = &mut self.servers[usize::try_from(victim).unwrap_or(0)];
        if let Some(mut service) = server.service.take() {
            service.kill();
        }
        server.down_since = Instant::now();
        Ok(server.name)
    }

    /// Whoever watches over servers starts them again, also those that ended by themselves.
    pub fn keep_all_up(&mut self) -> anyhow::Result<()> {
        (0..self.servers.len()).try_for_each(|number| self.keep_up(number))
    }

    fn keep_up(&mut self, number: usize) -> anyhow::Result<()> {
        let server = &mut self.servers[number];
        if let Some(service) = &mut server.service
            && service.has_ended()?
        {
            server.service = None;
            server.down_since = Instant::now();
        }
        if server.service.is_none() && server.down_since.elapsed() > DOWN_FOR {
            server.start(&self.database_url)?;
        }
        Ok(())
    }

    pub fn wait_until_ready(&mut self, step: &Step) -> anyhow::Result<()> {
        for number in 0..self.servers.len() {
            self.wait_for(number, step)?;
        }
        Ok(())
    }

    fn wait_for(&mut self, number: usize, step: &Step) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !self.servers[number].is_ready() {
            signals::check()?;
            self.keep_up(number)?;
            if begun.elapsed() > READY_PATIENCE {
                let log = fs::read_to_string(self.servers[number].data.join("server.log")).unwrap_or_default();
                let end: Vec<&str> = log.lines().rev().take(20).collect();
                bail!("{} isn't ready; its log ends with:\n{}", self.servers[number].name, end.join("\n"));
            }
            step.show("waiting for the servers");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// A payment is captured by the call that starts it.
    fn have_the_bank_approve(&self) -> anyhow::Result<()> {
        let secrets: Value = serde_json::from_str(&fs::read_to_string(self.servers[0].data.join("secrets.json"))?)?;
        let key = secrets["bank_key"].as_str().context("the demo's secrets have no bank_key")?;
        let address = format!("http://127.0.0.1:{}/backstage/gateway/v1/settings", self.servers[0].port);
        ureq::put(&address)
            .header("Authorization", &format!("Bearer {key}"))
            .send_json(serde_json::json!({ "approve_at_once": true }))
            .context("the Test Bank can't be told to approve at once")?;
        Ok(())
    }
}

/// The event of one round: fewer places than buyers, some of them numbered, some in a pool that two types share.
pub struct Event {
    organizer: String,
    performance: String,
    general: [String; 2],
    seated: String,
    seats: Vec<String>,
    pub places: u32,
}

/// Everything in one statement each, with the ids that the first one draws.
const PUT_ON: &str = "
CREATE TEMP TABLE new AS SELECT gen_random_uuid() AS organizer, gen_random_uuid() AS venue, gen_random_uuid() AS map,
    gen_random_uuid() AS zone, gen_random_uuid() AS event, gen_random_uuid() AS performance, gen_random_uuid() AS floor,
    gen_random_uuid() AS stalls, gen_random_uuid() AS quota, gen_random_uuid() AS full_price, gen_random_uuid() AS reduced,
    gen_random_uuid() AS seated;
INSERT INTO organizers (id, slug, name, email, currency, zone, gateways, created_at)
    SELECT organizer, organizer::text, 'Storm', 'ciao@storm.example', 'EUR', 'Europe/Rome', '{test}', now() FROM new;
INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at)
    SELECT organizer, venue, 'Arena', 'Livorno', 'IT', 'Europe/Rome', now() FROM new;
INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, created_at)
    SELECT organizer, map, venue, 'Arena', 1000, 1000, now() FROM new;
INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity)
    SELECT organizer, zone, map, '{\"en\": \"Stalls\"}', 'seated', SEATS FROM new;
INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position)
    SELECT organizer, gen_random_uuid(), zone, 'A', n::text, n, 0, n FROM new, generate_series(1, SEATS) n;
INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, created_at)
    SELECT organizer, event, event::text, '{\"en\": \"Storm\", \"it\": \"Tempesta\"}', 'concert', 'published', 'Europe/Rome', 'EUR', now() FROM new;
INSERT INTO performances (organizer_id, id, event_id, venue_id, seat_map_id, starts_at, on_sale_from, on_sale_until, created_at)
    SELECT organizer, performance, event, venue, map, now() + interval '30 days', now() - interval '1 day', now() + interval '29 days', now() FROM new;
INSERT INTO pools (organizer_id, id, performance_id, zone_id, name, capacity)
    SELECT organizer, floor, performance, NULL::uuid, 'Floor', FLOOR FROM new
    UNION ALL SELECT organizer, stalls, performance, zone, 'Stalls', SEATS FROM new
    UNION ALL SELECT organizer, quota, performance, NULL, 'Reduced', FLOOR / 3 FROM new;
INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor)
    SELECT organizer, full_price, event, '{\"en\": \"Full price\"}'::jsonb, 3000, 1000, 150 FROM new
    UNION ALL SELECT organizer, reduced, event, '{\"en\": \"Reduced\"}', 2000, 1000, 150 FROM new
    UNION ALL SELECT organizer, seated, event, '{\"en\": \"Stalls\"}', 6000, 1000, 150 FROM new;
INSERT INTO draws
    SELECT organizer, full_price, performance, floor FROM new
    UNION ALL SELECT organizer, reduced, performance, floor FROM new
    UNION ALL SELECT organizer, reduced, performance, quota FROM new
    UNION ALL SELECT organizer, seated, performance, stalls FROM new;
";

impl Event {
    pub fn put_on(database_url: &str, buyers: u32) -> anyhow::Result<Event> {
        let (seats, floor) = ((buyers / 10).max(5), (buyers / 3).max(10));
        let mut client = postgres::Client::connect(database_url, postgres::NoTls)?;
        client.batch_execute(&PUT_ON.replace("SEATS", &seats.to_string()).replace("FLOOR", &floor.to_string()))?;
        let row = client.query_one(
            "SELECT organizer::text, performance::text, full_price::text, reduced::text, seated::text FROM new",
            &[],
        )?;
        let organizer: String = row.get(0);
        let seats_of = "SELECT seats.id::text FROM seats JOIN new ON seats.zone_id = new.zone ORDER BY position";
        let all = client.query(seats_of, &[])?;
        Ok(Event {
            organizer,
            performance: row.get(1),
            general: [row.get(2), row.get(3)],
            seated: row.get(4),
            seats: all.iter().map(|row| row.get(0)).collect(),
            places: seats + floor,
        })
    }

    /// For the buyers' command line.
    pub fn arguments(&self) -> Vec<String> {
        let pairs = [
            ("--performance", self.performance.clone()),
            ("--general", self.general.join(",")),
            ("--seated", self.seated.clone()),
            ("--seats", self.seats.join(",")),
        ];
        pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }

    /// How many orders and payments of this round have no end yet.
    pub fn open(&self, database_url: &str) -> anyhow::Result<i64> {
        let mut client = postgres::Client::connect(database_url, postgres::NoTls)?;
        let query = "SELECT (SELECT count(*) FROM orders WHERE organizer_id::text = $1 AND state = 'awaiting_payment')
            + (SELECT count(*) FROM payments WHERE organizer_id::text = $1 AND state IN ('created', 'pending'))
            + (SELECT count(*) FROM refunds WHERE organizer_id::text = $1 AND state IN ('created', 'pending'))";
        Ok(client.query_one(query, &[&self.organizer])?.get(0))
    }

    /// What was promised to buyers and isn't there.
    pub fn broken(&self, database_url: &str, seen: &Value) -> anyhow::Result<Vec<String>> {
        let mut client = postgres::Client::connect(database_url, postgres::NoTls)?;
        let mut broken = Vec::new();
        let twice = client.query(
            "SELECT buyer_email || ': ' || count(*) FROM orders WHERE organizer_id::text = $1
             GROUP BY buyer_email HAVING count(*) > 1",
            &[&self.organizer],
        )?;
        broken.extend(twice.iter().map(|row| format!("one buyer has several orders: {}", row.get::<_, String>(0))));
        let paid: Vec<String> =
            client
                .query(
                    "SELECT number FROM orders o WHERE organizer_id::text = $1 AND state = 'paid' AND EXISTS (
                         SELECT FROM tickets t WHERE t.organizer_id = o.organizer_id AND t.order_id = o.id AND t.state = 'valid')",
                    &[&self.organizer],
                )?
                .iter()
                .map(|row| row.get(0))
                .collect();
        let told = seen["paid"].as_array().cloned().unwrap_or_default();
        for number in told.iter().filter_map(Value::as_str).filter(|number| !paid.iter().any(|it| it == number)) {
            broken.push(format!("the buyer of {number} was told that it is paid, and it isn't there with its tickets"));
        }
        if seen["doubled"].as_u64() != Some(0) {
            broken.push(format!("{} keys were answered with two orders", seen["doubled"]));
        }
        if paid.is_empty() {
            broken.push("nobody bought anything: this shows nothing".to_owned());
        }
        Ok(broken)
    }
}
