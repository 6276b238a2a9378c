//! A shop of its own for the journeys: started exactly as the demo is, on another database and other ports.

use crate::cluster;
use crate::paths::{self, Profile};
use crate::progress::Step;
use crate::stack::{Place, Ports, Stack};

/// A running shop with a fresh season; it ends when this value is dropped.
pub struct Live {
    pub place: Place,
    pub stack: Stack,
}

/// What the journeys leave on the disk, shop by shop.
fn folder() -> std::path::PathBuf {
    paths::target().join("journeys")
}

impl Live {
    /// Starts the programs that the tests were built with. `name` tells this shop from others that run beside it.
    pub fn start(server_url: &str, name: &str, step: &Step) -> anyhow::Result<Live> {
        let database = format!("tessera_journeys_{name}");
        let data = folder().join(name);
        let _ = std::fs::remove_dir_all(&data);
        cluster::drop_database(server_url, &database)?;
        let database_url = cluster::create_database(server_url, &database)?;
        let place = Place { database_url, data, ports: Ports::free()?, profile: Profile::Dev };
        let stack = Stack::start(&place, step)?;
        Ok(Live { place, stack })
    }

    /// The same shop, started again on the same data.
    pub fn restart(&mut self, step: &Step) -> anyhow::Result<()> {
        self.stack.stop();
        self.stack = Stack::start(&self.place, step)?;
        Ok(())
    }

    /// `http://127.0.0.1:4711`
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.place.ports.web)
    }
}
