//! The cart: putting places in, taking them out, keeping them a little longer, and what the buyer has typed so far.

use crate::Selling;
use crate::guard::Knock;
use crate::hold_desk::{Answer, Ask, Held, HoldAsk, date_key};
use base::desk::{NoAnswer, Unheard, fault_of};
use base::{Failure, Fault, Visitor, keys};
use chrono::{DateTime, Utc};
use domain::buyer::{Asked, BuyerDraft};
use domain::cart::{Cart, CartLine, Secret};
use domain::event::Channel;
use domain::hold::check::check_size;
use domain::hold::grant::{Granted, Missed, Refused};
use domain::hold::{Claim, HoldState, Release};
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::person_limit::PersonWish;
use domain::refusal::{CartRefusal, FieldProblem, HoldRefusal};
use domain::sale::Sale;
use domain::seating::Place;
use money::orders::secrets::behind;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;
use storage::carts::{self, CartRow, LineRow};
use storage::{Scope, Tx, holds};

/// A cart and the secret that opens it.
#[derive(Clone, Debug)]
pub struct CartGrant {
    pub secret: Secret,
    pub cart: Cart,
    /// What was asked for and could not be had; empty unless part was enough.
    pub missed: Vec<Missed>,
    /// The ways to pay that are offered for it.
    pub gateways: Vec<GatewayKind>,
}

/// What somebody wants kept, and how.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The cart to put it into. A new one is made when none is given, when it belongs to another organizer or channel, or
    /// when it has become an order.
    pub cart: Option<&'a Secret>,
    pub channel: Channel,
    pub locale: Locale,
    pub claims: &'a [Claim],
    /// Take what can be had of it; otherwise all of it is granted or nothing.
    pub partly: bool,
    /// What is known of whoever asks.
    pub visitor: &'a Visitor,
}

impl Selling {
    /// Whose cart a secret opens.
    pub async fn organizer_of_cart(&self, hash: [u8; 32]) -> Result<Option<OrganizerId>, Fault> {
        let selling = self.clone();
        let look = move |hashes: Vec<[u8; 32]>| {
            let selling = selling.clone();
            async move { behind(&hashes, selling.carts_behind(&hashes).await) }
        };
        self.state.opening.ask((), hash, Unheard::Drop, look).await.map_err(fault_of)?
    }

    async fn carts_behind(&self, hashes: &[[u8; 32]]) -> Result<HashMap<Vec<u8>, OrganizerId>, Fault> {
        let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
        let mut conn = self.base.db.unscoped().await?;
        Ok(storage::desk_orders::organizers_of_carts(&mut conn, &hashes).await?.into_iter().collect())
    }
}

impl Selling {
    /// Holds places for a buyer, all of them or none.
    pub async fn add_to_cart(
        &self,
        cart: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        claims: &[Claim],
        visitor: &Visitor,
    ) -> Result<CartGrant, Failure<HoldRefusal>> {
        self.keep(&Wanted { cart, channel, locale, claims, partly: false, visitor }).await
    }

    /// Holds places for a buyer at the date's desk. Places that are granted are theirs until the cart's time is over.
    pub async fn keep(&self, wanted: &Wanted<'_>) -> Result<CartGrant, Failure<HoldRefusal>> {
        self.keep_or_name(wanted).await.map_err(|failure| failure.map(|refused| refused.refusal))
    }

    /// The same; a refusal names every place that can't be had, not only the first.
    pub async fn keep_or_name(&self, wanted: &Wanted<'_>) -> Result<CartGrant, Failure<Refused>> {
        let sale = self.may_keep(wanted).await.map_err(|failure| failure.map(Refused::from))?;
        let now = self.base.clock.now();
        let (new_secret, new_cart) = (self.base.chance.dated_secret(now), CartId(self.base.chance.uuid(now)));
        let limits = self.admit(wanted, &new_secret, now).await.map_err(|failure| failure.map(Refused::from))?;
        let ask = HoldAsk {
            add_to: wanted.cart.map(keys::hash),
            new_cart,
            new_hash: keys::hash(&new_secret),
            channel: wanted.channel,
            locale: wanted.locale,
            claims: wanted.claims.to_vec(),
            partly: wanted.partly,
            limits,
        };
        let begun = Instant::now();
        let answer = self.ask_at_desk(date_key(&sale), Ask::Hold(ask)).await;
        self.rooms().pace.observe(begun.elapsed(), matches!(answer, Err(NoAnswer::Busy(_))));
        let held = match answer {
            Ok(Answer::Held(held)) => held?,
            Ok(Answer::Changed(_)) => return Err(Fault::Broken("a desk mixed up its answers".into()).into()),
            Err(NoAnswer::Busy(busy)) => {
                return Err(Failure::Refused(HoldRefusal::Busy { seconds: busy.seconds }.into()));
            }
            Err(NoAnswer::Broken(fault)) => return Err(fault.into()),
        };
        let gateways = sale.gateways.clone();
        let missed = held.missed.clone();
        if held.is_new {
            return Ok(CartGrant { secret: new_secret, cart: new_cart_of(&sale, held)?, missed, gateways });
        }
        let secret = wanted.cart.cloned().ok_or_else(|| Fault::Broken("a cart nobody named was filled".into()))?;
        let cart = self.cart(&secret).await?.ok_or_else(|| Fault::Broken("the cart is gone".into()))?;
        Ok(CartGrant { secret, cart, missed, gateways })
    }

    /// Looks at what needs no desk: how many places are wanted, and of which dates. Returns the sale of the first.
    async fn may_keep(&self, wanted: &Wanted<'_>) -> Result<Arc<Sale>, Failure<HoldRefusal>> {
        let first = wanted.claims.first().ok_or(Failure::Refused(HoldRefusal::Nothing))?;
        check_size(wanted.claims).map_err(Failure::Refused)?;
        let sale = self.known_sale(first.performance).await?;
        // The desk is kept waiting by none that isn't in memory.
        let others: BTreeSet<PerformanceId> = wanted.claims.iter().map(|claim| claim.performance).collect();
        for performance in others {
            self.known_sale(performance).await?;
        }
        Ok(sale)
    }

    async fn known_sale(&self, performance: PerformanceId) -> Result<Arc<Sale>, Failure<HoldRefusal>> {
        let unknown = HoldRefusal::UnknownPerformance { performance };
        self.sale(performance).await?.ok_or(Failure::Refused(unknown))
    }

    /// Everything that is looked at before the desk is asked: the waiting room, how often one may ask, the proof of work.
    /// Returns the limits of the person that the desk holds them to.
    async fn admit(
        &self,
        wanted: &Wanted<'_>,
        new_secret: &Secret,
        now: DateTime<Utc>,
    ) -> Result<Vec<PersonWish>, Failure<HoldRefusal>> {
        if wanted.channel == Channel::Till {
            return Ok(Vec::new());
        }
        self.check_room(wanted.visitor, wanted.claims).await?;
        let name = wanted.visitor.id.map(|id| id.0.simple().to_string());
        let knock =
            Knock { visitor: name.as_deref(), address: wanted.visitor.address, proof: wanted.visitor.proof.as_deref() };
        let asked = self.may_ask(wanted.channel, wanted.claims, &knock, now).await?;
        Ok(self.person_wishes(&asked, &knock, wanted.cart.unwrap_or(new_secret)))
    }

    pub async fn cart(&self, secret: &Secret) -> Result<Option<Cart>, Fault> {
        let Some((mut tx, row)) = self.open_cart(secret, false).await? else { return Ok(None) };
        let lines = carts::lines(&mut tx, row.organizer, row.id).await?;
        let Some(organizer) = carts::organizer(&mut tx, row.organizer).await? else { return Ok(None) };
        let now = self.base.clock.now();
        let (live, lapsed): (Vec<LineRow>, Vec<LineRow>) = lines.into_iter().partition(|line| match line.state {
            HoldState::Posted => true,
            HoldState::Pending => line.expires_at > now,
            HoldState::Voided | HoldState::Expired => false,
        });
        let currency = live.first().map_or(organizer.currency, |l| l.line.total.currency);
        Ok(Some(Cart {
            id: row.id,
            currency,
            expires_at: live.iter().filter(|l| l.state == HoldState::Pending).map(|l| l.expires_at).min(),
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
        self.change_cart(secret, Ask::Release { secret_hash: keys::hash(secret), what: Release::One(hold) }).await
    }

    /// Keeps only so many places of a line; the others are free at once. A kind of which so few can't be bought is taken out
    /// whole or left as it is. A line that is gone already, or no longer than that, is as good as shortened.
    pub async fn shorten_line(&self, secret: &Secret, hold: HoldId, keep: u32) -> Result<Cart, Failure<CartRefusal>> {
        if keep == 0 {
            return self.remove_from_cart(secret, hold).await;
        }
        let unknown = Failure::Refused(CartRefusal::Unknown);
        let cart = self.cart(secret).await?.ok_or(unknown)?;
        if let Some(line) = cart.lines.iter().find(|line| line.hold == hold) {
            let (date, kind) = (line.performance.id, line.ticket_type);
            let of_kind = cart.lines.iter().filter(|l| (l.performance.id, l.ticket_type) == (date, kind));
            let had: u32 = of_kind.map(|l| l.quantity).sum();
            let sale = self.sale(date).await?;
            let min = sale.and_then(|sale| Some(sale.claimables.get(&kind)?.order_min)).unwrap_or(1);
            if had.saturating_sub(line.quantity).saturating_add(keep) < min {
                return Err(Failure::Refused(CartRefusal::UnderMinimum { min }));
            }
        }
        let what = Release::AllBut { hold, keep, new: HoldId(self.base.chance.uuid(self.base.clock.now())) };
        self.change_cart(secret, Ask::Release { secret_hash: keys::hash(secret), what }).await
    }

    /// Lets all lines go; their places are free at once.
    pub async fn empty_cart(&self, secret: &Secret) -> Result<Cart, Failure<CartRefusal>> {
        self.change_cart(secret, Ask::Release { secret_hash: keys::hash(secret), what: Release::All }).await
    }

    /// More time, once.
    pub async fn extend_cart(&self, secret: &Secret) -> Result<Cart, Failure<CartRefusal>> {
        self.change_cart(secret, Ask::Extend { secret_hash: keys::hash(secret) }).await
    }

    /// Asks at the desk of the first date the cart holds places of.
    async fn change_cart(&self, secret: &Secret, ask: Ask) -> Result<Cart, Failure<CartRefusal>> {
        let unknown = Failure::Refused(CartRefusal::Unknown);
        let Some((mut tx, row)) = self.open_cart(secret, false).await? else { return Err(unknown) };
        let first = holds::of_cart(&mut tx, row.organizer, row.id).await?.iter().map(|h| h.performance).min();
        tx.commit().await?;
        // A cart that never held anything has no date; its own id names a desk nobody else asks at.
        let date = first.unwrap_or(PerformanceId(row.id.0));
        match self.ask_at_desk((row.organizer, date), ask).await {
            Ok(Answer::Changed(changed)) => changed?,
            Ok(Answer::Held(_)) => return Err(Fault::Broken("a desk mixed up its answers".into()).into()),
            Err(NoAnswer::Busy(busy)) => return Err(Failure::Refused(CartRefusal::Busy { seconds: busy.seconds })),
            Err(NoAnswer::Broken(fault)) => return Err(fault.into()),
        }
        self.cart(secret).await?.ok_or(unknown)
    }

    /// Keeps what was typed, valid or not.
    pub async fn save_draft(
        &self,
        secret: &Secret,
        draft: &BuyerDraft,
        locale: Locale,
    ) -> Result<(), Failure<CartRefusal>> {
        let (mut tx, row) = self.cart_for_change(secret).await?;
        carts::save_draft(&mut tx, row.organizer, row.id, draft, locale).await?;
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
        self.money.gateways_of(&mut tx, row.organizer).await
    }

    /// Finds whose cart a secret opens, and goes on in that organizer's scope.
    pub async fn open_cart(&self, secret: &Secret, lock: bool) -> Result<Option<(Tx, CartRow)>, Fault> {
        let hash = keys::hash(secret);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
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

/// A cart that was just made, from what it was given.
fn new_cart_of(sale: &Sale, held: Held) -> Result<Cart, Fault> {
    let mut lines = Vec::with_capacity(held.granted.len());
    for granted in &held.granted {
        lines.push(line_of(&held, granted)?);
    }
    lines.sort_by_key(|line| line.performance.starts_at);
    let currency = lines.first().map_or(sale.organizer.currency, |line| line.total.currency);
    Ok(Cart {
        id: held.cart,
        organizer: sale.organizer.clone(),
        currency,
        expires_at: held.granted.iter().map(|g| g.expires_at).min(),
        extended: false,
        total: Money::sum(currency, lines.iter().map(|line| line.total))?,
        ask_holder_names: held.sales.values().any(|s| s.event.ask_holder_names),
        ask_phone: held.sales.values().any(|s| s.event.ask_phone),
        lines,
        lapsed: Vec::new(),
        draft: BuyerDraft::default(),
        order: None,
    })
}

fn line_of(held: &Held, granted: &Granted) -> Result<CartLine, Fault> {
    let gone = || Fault::Broken("what was granted isn't on sale".into());
    let sale = held.sales.get(&granted.performance).ok_or_else(gone)?;
    let kind = sale.claimables.get(&granted.ticket_type).ok_or_else(gone)?;
    let areas = kind.pools.iter().filter(|p| granted.pools.contains(&p.pool)).filter_map(|p| p.area.as_ref());
    let area = areas.min_by_key(|(position, _)| *position).map(|(_, name)| name.clone());
    let seat = held.seats.get(&granted.id).cloned().unwrap_or_default();
    let unit_total = granted.price.total()?;
    Ok(CartLine {
        hold: granted.id,
        event: sale.event.id,
        event_slug: sale.event.slug.clone(),
        event_title: sale.event.title.clone(),
        artwork: sale.event.artwork.clone(),
        performance: sale.performance.clone(),
        zone: sale.event.zone,
        ticket_type: granted.ticket_type,
        ticket_name: kind.name.clone(),
        ticket_description: kind.description.clone(),
        quantity: granted.quantity,
        seat: granted.seat,
        place: Place { area, ..seat },
        price: granted.price,
        unit_total,
        total: unit_total.checked_mul(granted.quantity.into())?,
    })
}
