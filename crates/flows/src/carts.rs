//! The cart: putting places in, taking them out, keeping them a little longer, and what the buyer has typed so far.

use crate::guard::Knock;
use crate::{Failure, Fault, Flows, keys, live::News};
use chrono::{DateTime, Duration, Utc};
use domain::buyer::{Asked, BuyerDraft};
use domain::cart::{Cart, CartLine, Secret};
use domain::event::Channel;
use domain::hold::{Claim, EXTENSION_MINUTES};
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, FieldProblem, HoldRefusal};
use std::collections::BTreeSet;
use storage::carts::{self, CartRow, LineRow};
use storage::{Conn, Scope, Tx, holds};
use uuid::Uuid;

/// A cart and the secret that opens it.
#[derive(Clone, Debug)]
pub struct CartGrant {
    pub secret: Secret,
    pub cart: Cart,
}

impl Flows {
    /// Holds places for a buyer, all of them or none. Makes a cart when none is given, when it belongs to another
    /// organizer, or when it has become an order.
    pub async fn add_to_cart(
        &self,
        secret: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        claims: &[Claim],
    ) -> Result<CartGrant, Failure<HoldRefusal>> {
        self.add_for(secret, channel, locale, claims, &Knock::default()).await
    }

    /// As [`Flows::add_to_cart`], for someone of whom more is known.
    pub async fn add_for(
        &self,
        secret: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        claims: &[Claim],
        knock: &Knock<'_>,
    ) -> Result<CartGrant, Failure<HoldRefusal>> {
        let first = claims.first().ok_or(Failure::Refused(HoldRefusal::Nothing))?;
        let now = self.clock.now();
        let asked = self.may_ask(channel, claims, knock, now).await?;
        let asks = self.person_asks(&asked, knock, secret.map(keys::hash), now).await?;
        let granted = self.grant(secret, channel, locale, claims, first.performance).await;
        self.person_answered(&asks, granted.as_ref().ok().map(|grant| grant.cart.id), now).await?;
        granted
    }

    async fn grant(
        &self,
        secret: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        claims: &[Claim],
        performance: PerformanceId,
    ) -> Result<CartGrant, Failure<HoldRefusal>> {
        let now = self.clock.now();
        let mut tx = self.db.begin(Scope::Catalogue).await?;
        let unknown = HoldRefusal::UnknownPerformance { performance };
        let organizer = holds::organizer_of(&mut tx, performance).await?.ok_or(Failure::Refused(unknown))?;
        tx.rescope(organizer).await?;
        let (secret, id) = self.cart_to_fill(&mut tx, organizer, secret, channel, locale, now).await?;
        self.hold(&mut tx, organizer, id, channel, claims, now).await?;
        tx.commit().await?;
        let cart = self.cart(&secret).await?.ok_or_else(|| Fault::Broken("the cart is gone".into()))?;
        Ok(CartGrant { secret, cart })
    }

    async fn cart_to_fill(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        secret: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        now: DateTime<Utc>,
    ) -> Result<(Secret, CartId), Fault> {
        if let Some(secret) = secret
            && let Some(cart) = carts::find(conn, organizer, &keys::hash(secret), true).await?
            && cart.order.is_none()
            && cart.channel == channel
        {
            return Ok((secret.clone(), cart.id));
        }
        let (secret, id) = (self.chance.secret(), CartId(self.chance.uuid(now)));
        carts::insert(conn, organizer, id, &keys::hash(&secret), channel, locale, now).await?;
        Ok((secret, id))
    }

    pub async fn cart(&self, secret: &Secret) -> Result<Option<Cart>, Fault> {
        let Some((mut tx, row)) = self.open_cart(secret, false).await? else { return Ok(None) };
        let lines = carts::lines(&mut tx, row.organizer, row.id).await?;
        let Some(organizer) = carts::organizer(&mut tx, row.organizer).await? else { return Ok(None) };
        let now = self.clock.now();
        let (live, lapsed): (Vec<LineRow>, Vec<LineRow>) =
            lines.into_iter().partition(|l| l.state == "posted" || (l.state == "pending" && l.expires_at > now));
        let currency = live.first().map_or(organizer.currency, |l| l.line.total.currency);
        Ok(Some(Cart {
            id: row.id,
            currency,
            expires_at: live.iter().filter(|l| l.state == "pending").map(|l| l.expires_at).min(),
            extended: live.iter().any(|l| l.extended),
            total: Money::sum(currency, live.iter().map(|l| l.line.total))?,
            ask_holder_names: live.iter().any(|l| l.ask_holder_names),
            ask_phone: live.iter().any(|l| l.ask_phone),
            lines: live.into_iter().map(|l| l.line).collect::<Vec<CartLine>>(),
            lapsed: lapsed.into_iter().map(|l| l.line).collect(),
            draft: row.draft,
            order: row.order,
            organizer,
        }))
    }

    /// Lets a line go; its places are free at once.
    pub async fn remove_from_cart(&self, secret: &Secret, hold: HoldId) -> Result<Cart, Failure<CartRefusal>> {
        let (mut tx, row) = self.cart_for_change(secret).await?;
        let now = self.clock.now();
        let all = holds::of_cart(&mut tx, row.organizer, row.id).await?;
        if let Some(hold) = all.iter().find(|h| h.id == hold) {
            let pools: Vec<Uuid> = hold.pools.iter().map(|p| p.0).collect();
            holds::lock_pools(&mut tx, row.organizer, &pools).await?;
            holds::void(&mut tx, row.organizer, &[hold.id.0], now).await?;
            self.say(&mut tx, News::Availability { organizer: row.organizer, performance: hold.performance }).await?;
        }
        tx.commit().await?;
        self.cart(secret).await?.ok_or(Failure::Refused(CartRefusal::Unknown))
    }

    /// More time, once.
    pub async fn extend_cart(&self, secret: &Secret) -> Result<Cart, Failure<CartRefusal>> {
        let (mut tx, row) = self.cart_for_change(secret).await?;
        let now = self.clock.now();
        let all = holds::of_cart(&mut tx, row.organizer, row.id).await?;
        let live: Vec<_> = all.iter().filter(|h| h.state == "pending" && h.expires_at > now).collect();
        let earliest = live.iter().map(|h| h.expires_at).min().ok_or(Failure::Refused(CartRefusal::Expired))?;
        if live.iter().any(|h| h.extended) {
            return Err(Failure::Refused(CartRefusal::ExtendedAlready));
        }
        let pools: BTreeSet<Uuid> = live.iter().flat_map(|h| h.pools.iter().map(|p| p.0)).collect();
        holds::lock_pools(&mut tx, row.organizer, &pools.into_iter().collect::<Vec<_>>()).await?;
        let ids: Vec<Uuid> = live.iter().map(|h| h.id.0).collect();
        let kept =
            holds::keep_until(&mut tx, row.organizer, &ids, earliest + Duration::minutes(EXTENSION_MINUTES), true)
                .await?;
        if kept != ids.len() as u64 {
            // Someone needed a place whose time ran out between our look and our lock.
            return Err(Failure::Refused(CartRefusal::Expired));
        }
        tx.commit().await?;
        self.cart(secret).await?.ok_or(Failure::Refused(CartRefusal::Unknown))
    }

    /// Keeps what was typed, valid or not.
    pub async fn save_draft(&self, secret: &Secret, draft: &BuyerDraft) -> Result<(), Failure<CartRefusal>> {
        let (mut tx, row) = self.cart_for_change(secret).await?;
        carts::save_draft(&mut tx, row.organizer, row.id, draft).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is still wrong with what was typed.
    pub async fn buyer_problems(&self, secret: &Secret) -> Result<Vec<FieldProblem>, Failure<CartRefusal>> {
        let cart = self.cart(secret).await?.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        Ok(cart.draft.check(asked(&cart)).err().unwrap_or_default())
    }

    /// The ways to pay that are offered for a cart, in the organizer's order; none is needed when nothing is owed.
    pub async fn online_gateways(&self, secret: &Secret) -> Result<Vec<GatewayKind>, Fault> {
        let Some((mut tx, row)) = self.open_cart(secret, false).await? else { return Ok(Vec::new()) };
        self.gateways_of(&mut tx, row.organizer).await
    }

    pub(crate) async fn gateways_of(&self, conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<GatewayKind>, Fault> {
        let names = carts::gateways(conn, organizer).await?;
        let kinds = names.iter().filter_map(|n| GatewayKind::from_name(n));
        Ok(kinds.filter(|k| self.gateways.get(*k).is_some()).collect())
    }

    /// Finds whose cart a secret opens, and goes on in that organizer's scope.
    pub(crate) async fn open_cart(&self, secret: &Secret, lock: bool) -> Result<Option<(Tx, CartRow)>, Fault> {
        let hash = keys::hash(secret);
        let mut tx = self.db.begin(Scope::Secret(hash)).await?;
        let Some(organizer) = carts::organizer_of(&mut tx, &hash).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        let row = carts::find(&mut tx, organizer, &hash, lock).await?;
        Ok(row.map(|row| (tx, row)))
    }

    async fn cart_for_change(&self, secret: &Secret) -> Result<(Tx, CartRow), Failure<CartRefusal>> {
        let (tx, row) = self.open_cart(secret, true).await?.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        if row.order.is_some() { Err(Failure::Refused(CartRefusal::Ordered)) } else { Ok((tx, row)) }
    }
}

/// What the buyer of a cart is asked for.
pub fn asked(cart: &Cart) -> Asked {
    Asked { holder_names: cart.ask_holder_names, phone: cart.ask_phone, tickets: cart.tickets() }
}
