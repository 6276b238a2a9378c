//! The Test Bank: the other side of the test gateway, with a JSON API, a hosted pay page and signed webhooks, whose every
//! answer a person can choose. It shares no code with its client in `payments`, so that each checks the other.
//!
//! What it promises, as a real provider would: a payment once told about is kept (one file each, written before the
//! answer leaves, so a killed process loses nothing; a lost disk cache may); the same idempotency key is the same payment;
//! webhooks go out at least once, in any order, and are tried again with growing pauses.
//!
//! Time is the clock it was given, so that moving the demo's clock moves the bank's patience too.

pub mod payment;
pub mod settings;
mod api;
mod delivery;
mod page;
mod text;
mod vault;

use crate::gateway::payment::{BankPayment, BankRefund, BankRefusal, Choice, Request};
use crate::gateway::settings::BankSettings;
use crate::gateway::vault::{Vault, VaultError};
use axum::Router;
use chrono::{DateTime, Utc};
use domain::money::Money;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use url::Url;

/// Tells the time; the demo's can be moved.
pub type BankClock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What a bank is opened with.
pub struct BankSetup {
    /// Where its files lie; made if missing.
    pub dir: PathBuf,
    /// Where the world reaches [`TestBank::router`], path included: `http://localhost:3000/backstage/gateway`.
    pub public_url: String,
    /// The site's stylesheet, for the pay page.
    pub css_href: String,
    /// What callers of the API must bring as their bearer token.
    pub api_key: String,
    pub webhook_secret: String,
    pub clock: BankClock,
    /// Delivers the webhooks; must bound how long a call takes.
    pub client: reqwest::Client,
}

/// Why the bank doesn't open, or can't go on.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    #[error("'{0}' is not an address the Test Bank can be reached at")]
    PublicUrl(String),
    #[error("the Test Bank needs an API key and a webhook secret that are not empty")]
    Secrets,
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Cheap to clone; all clones are one bank.
#[derive(Clone)]
pub struct TestBank {
    inner: Arc<Inner>,
}

struct Inner {
    public_url: Url,
    css_href: String,
    api_key: String,
    webhook_secret: String,
    clock: BankClock,
    client: reqwest::Client,
    vault: Vault,
    books: Mutex<Books>,
    /// Held by whoever delivers, so that no webhook is under way twice.
    delivering: tokio::sync::Mutex<()>,
    /// Rung when something new may be due.
    bell: Arc<Notify>,
}

/// Everything the bank knows, as it also lies in the vault.
#[derive(Default)]
struct Books {
    settings: BankSettings,
    payments: HashMap<String, BankPayment>,
    /// Which payment a refund belongs to.
    refunds: HashMap<String, String>,
    /// When each payment next needs looking at, soonest first.
    agenda: BTreeSet<(DateTime<Utc>, String)>,
}

impl Books {
    fn put(&mut self, payment: BankPayment) {
        if let Some(due) = self.payments.get(&payment.id).and_then(BankPayment::next_due) {
            self.agenda.remove(&(due, payment.id.clone()));
        }
        if let Some(due) = payment.next_due() {
            self.agenda.insert((due, payment.id.clone()));
        }
        for refund in &payment.refunds {
            self.refunds.insert(refund.id.clone(), payment.id.clone());
        }
        self.payments.insert(payment.id.clone(), payment);
    }
}

impl TestBank {
    /// Opens the bank with whatever its directory holds and goes on with the deliveries that were left, in a background
    /// task that ends with the last clone.
    pub async fn open(setup: BankSetup) -> Result<TestBank, BankError> {
        let bank = TestBank::restore(setup)?;
        delivery::spawn(&bank);
        Ok(bank)
    }

    /// The bank without its background task: nothing is delivered but by [`TestBank::work`].
    fn restore(setup: BankSetup) -> Result<TestBank, BankError> {
        let BankSetup { dir, public_url, css_href, api_key, webhook_secret, clock, client } = setup;
        let parsed = Url::parse(&public_url).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
        let Some(parsed) = parsed else { return Err(BankError::PublicUrl(public_url)) };
        if api_key.is_empty() || webhook_secret.is_empty() {
            return Err(BankError::Secrets);
        }
        let vault = Vault::open(dir)?;
        let mut books = Books { settings: vault.settings()?, ..Books::default() };
        for payment in vault.payments()? {
            books.put(payment);
        }
        let inner = Inner {
            public_url: parsed,
            css_href,
            api_key,
            webhook_secret,
            clock,
            client,
            vault,
            books: Mutex::new(books),
            delivering: tokio::sync::Mutex::new(()),
            bell: Arc::new(Notify::new()),
        };
        Ok(TestBank { inner: Arc::new(inner) })
    }

    /// The API below `/v1` and the pay page below `/pay`, to be nested at the path of the public URL.
    pub fn router(&self) -> Router {
        api::router(self.clone()).merge(page::router(self.clone()))
    }

    /// The latest payments, newest first, at most `limit`.
    pub fn payments(&self, limit: usize) -> Vec<BankPayment> {
        let books = self.books();
        let mut all: Vec<&BankPayment> = books.payments.values().collect();
        all.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
        all.into_iter().take(limit).cloned().collect()
    }

    /// The payment as it stands now: what has come due meanwhile has happened.
    pub fn payment(&self, id: &str) -> Result<BankPayment, BankRefusal> {
        self.change(id, |_, _| Ok(())).map(|(payment, ())| payment)
    }

    /// Answers an open payment, as the buttons of the pay page do. A payment that has its answer keeps it.
    pub fn choose(&self, id: &str, choice: Choice) -> Result<BankPayment, BankRefusal> {
        self.change(id, |payment, now| {
            payment.choose(choice, now);
            Ok(())
        })
        .map(|(payment, ())| payment)
    }

    /// Sends the last answer again, with the same event id, or for the first time if it was kept back.
    pub fn redeliver(&self, id: &str) -> Result<BankPayment, BankRefusal> {
        self.change(id, |payment, now| {
            payment.redeliver(now);
            Ok(())
        })
        .map(|(payment, ())| payment)
    }

    pub fn settings(&self) -> BankSettings {
        self.books().settings.clone()
    }

    pub fn set_settings(&self, settings: BankSettings) -> Result<(), BankError> {
        let mut books = self.books();
        self.inner.vault.save_settings(&settings)?;
        books.settings = settings;
        drop(books);
        self.inner.bell.notify_one();
        Ok(())
    }

    /// Where the buyer pays.
    pub fn pay_url(&self, payment: &BankPayment) -> String {
        format!("{}/pay/{}", self.inner.public_url.as_str().trim_end_matches('/'), payment.id)
    }

    /// Takes a payment on, or finds the one this key has made before.
    fn begin(&self, key: &str, request: Request) -> Result<BankPayment, BankRefusal> {
        let id = self.id("tb", key);
        let now = (self.inner.clock)();
        let mut books = self.books();
        let known = books.payments.get(&id);
        if known.is_some_and(|payment| payment.request != request) {
            return Err(BankRefusal::KeyReused);
        }
        let mut payment = match known {
            Some(payment) => payment.clone(),
            None => BankPayment::new(id, key.to_owned(), request, books.settings.approve_at_once, now),
        };
        payment.advance(now);
        if known != Some(&payment) {
            self.keep(&mut books, payment.clone())?;
        }
        Ok(payment)
    }

    /// Gives up a payment that nobody has answered; one that is answered stays as it is.
    fn cancel(&self, id: &str) -> Result<BankPayment, BankRefusal> {
        self.change(id, |payment, now| {
            payment.cancel(now);
            Ok(())
        })
        .map(|(payment, ())| payment)
    }

    fn refund(
        &self,
        key: &str,
        payment: &str,
        amount: Money,
        reason: String,
    ) -> Result<(BankPayment, BankRefund), BankRefusal> {
        let id = self.id("tr", key);
        let owner = self.books().refunds.get(&id).cloned();
        if owner.is_some_and(|owner| owner != payment) {
            return Err(BankRefusal::KeyReused);
        }
        let mode = self.settings().refunds;
        self.change(payment, |payment, now| payment.refund(id, amount, reason, mode, now))
    }

    fn find_refund(&self, id: &str) -> Result<(BankPayment, BankRefund), BankRefusal> {
        let owner = self.books().refunds.get(id).cloned().ok_or(BankRefusal::NotFound)?;
        self.change(&owner, |payment, _| {
            payment.refunds.iter().find(|refund| refund.id == id).cloned().ok_or(BankRefusal::NotFound)
        })
    }

    /// Brings a payment up to now, changes it, and keeps it; disk first, so that nothing is told that could be forgotten.
    fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut BankPayment, DateTime<Utc>) -> Result<T, BankRefusal>,
    ) -> Result<(BankPayment, T), BankRefusal> {
        let now = (self.inner.clock)();
        let mut books = self.books();
        let before = books.payments.get(id).ok_or(BankRefusal::NotFound)?;
        let mut payment = before.clone();
        payment.advance(now);
        let answer = change(&mut payment, now)?;
        if *before != payment {
            self.keep(&mut books, payment.clone())?;
        }
        Ok((payment, answer))
    }

    /// The write is a small file in the page cache, done under the lock: order on disk is order in memory.
    fn keep(&self, books: &mut Books, payment: BankPayment) -> Result<(), BankRefusal> {
        self.inner.vault.save(&payment)?;
        books.put(payment);
        self.inner.bell.notify_one();
        Ok(())
    }

    /// An id nobody can guess and that the same key always gives: made from the secret, not drawn.
    fn id(&self, prefix: &str, key: &str) -> String {
        let mac = mac(&self.inner.webhook_secret, &[prefix.as_bytes(), b".", key.as_bytes()]);
        format!("{prefix}_{}", &mac[..32])
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // A change is put in only when it is whole, so the books of a thread that died are good.
        self.inner.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// HMAC-SHA256 in lower-case hex, 64 characters.
fn mac(secret: &str, parts: &[&[u8]]) -> String {
    // An HMAC takes a key of any length; the fallback is never met.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return "0".repeat(64) };
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests;
