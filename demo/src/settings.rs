//! What the server is told, where the environment doesn't say otherwise.

use crate::Options;
use crate::home::Home;
use backstage::mailbox::Mailbox;
use server::config::{Config, Sources};
use std::collections::BTreeMap;

/// The environment's settings, and for whatever it leaves open what fits a demo: nobody is held back, and payments and
/// mails go to the backstage.
pub fn read(options: &Options, home: &Home, mailbox: &Mailbox) -> anyhow::Result<Config> {
    let url = std::env::var("TESSERA_URL").unwrap_or_else(|_| format!("http://{}", options.listen));
    let mut env: BTreeMap<String, String> = std::env::vars().collect();
    let many = "1000000";
    let fitting = [
        ("TESSERA_SECRET", home.secrets.master.clone()),
        ("TESSERA_URL", url.clone()),
        ("TESSERA_MAIL", mailbox.url()),
        ("TESSERA_MAIL_FROM", "tickets@tessera.example".to_owned()),
        ("TESSERA_TEST_GATEWAY_URL", format!("{url}{}", stage::BANK)),
        ("TESSERA_TEST_GATEWAY_KEY", home.secrets.bank_key.clone()),
        ("TESSERA_TEST_GATEWAY_WEBHOOK_SECRET", home.secrets.bank_webhook_secret.clone()),
        ("TESSERA_LIMIT_SIGN_IN", many.to_owned()),
        ("TESSERA_LIMIT_CHECKOUT", many.to_owned()),
        ("TESSERA_LIMIT_FIND", many.to_owned()),
        ("TESSERA_LIMIT_CODES", many.to_owned()),
        ("TESSERA_LIMIT_API", many.to_owned()),
    ];
    for (name, value) in fitting {
        env.entry(name.to_owned()).or_insert(value);
    }
    env.insert("DATABASE_URL".to_owned(), options.database_url.clone());
    env.insert("TESSERA_LISTEN".to_owned(), options.listen.to_string());
    env.insert("TESSERA_SITE".to_owned(), options.site.display().to_string());
    Ok(Config::read(Sources::open(None, env)?)?)
}
