//! The cart: putting places in, taking them out, keeping them a little longer, and what the buyer has typed so far.

use crate::Selling;
use crate::guard::RequestOrigin;
use crate::hold_desk::{CartHoldRequest, Held, HoldDeskAnswer, HoldDeskAsk, PerformanceKey, performance_key};
use base::desk::{IfAbandoned, NoAnswer};
use base::{Failure, Fault, Visitor, keys};
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::cart::{Cart, CartCode, HeldLine, Secret, ShorterLine, check_open};
use domain::discount_code;
use domain::event::Channel;
use domain::hold::check::check_size;
use domain::hold::grant::{Granted, HoldRefused, MissedPlaces};
use domain::hold::{Claim, PendingHold, Release};
use domain::ids::{CartId, HoldId, OrderId, OrganizerId, PerformanceId};
use domain::locale::Locale;
use domain::payment::GatewayKind;
use domain::person_limit::PersonWish;
use domain::refusal::{CartRefusal, FieldProblem, HoldRefusal};
use domain::sale_terms::SaleTerms;
use money::orders::secrets::opened_by;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;
use storage::carts::{self, CartRow};
use storage::claims::pending_of_carts;
use storage::organizers;
use uuid::Uuid;

/// A cart and the secret that opens it.
#[derive(Clone, Debug)]
pub struct CartGrant {
    pub secret: Secret,
    pub cart: Cart,
    /// What was asked for and could not be had; empty unless part was enough.
    pub missed: Vec<MissedPlaces>,
    /// The ways to pay that are offered for it.
    pub gateways: Vec<GatewayKind>,
}

/// A cart as far as it takes to tell it from a visitor's others.
#[derive(Clone, Debug)]
pub struct FoundCart {
    pub secret: Secret,
    pub id: CartId,
    pub organizer: OrganizerId,
    /// Set once it has become an order.
    pub order: Option<OrderId>,
}

/// Places that were kept, in the cart that this secret opens.
pub(crate) struct Kept {
    pub(crate) secret: Secret,
    /// Of the first date that was asked for.
    sale: Arc<SaleTerms>,
    held: Held,
}

/// A cart that is about to be changed.
struct CartToChange {
    /// Of the first date it keeps places of.
    desk: PerformanceKey,
    pending: Vec<PendingHold>,
}

/// What somebody wants kept, and how.
#[derive(Clone, Copy, Debug)]
pub struct PlacesWanted<'a> {
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
        let look =
            async |selling: Selling, hashes: Vec<[u8; 32]>| opened_by(&hashes, selling.carts_of_secrets(&hashes).await);
        self.state.opening.serve(self, (), hash, IfAbandoned::Drop, look).await
    }

    async fn carts_of_secrets(&self, hashes: &[[u8; 32]]) -> Result<HashMap<Vec<u8>, OrganizerId>, Fault> {
        let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
        let mut conn = self.base.db.unscoped().await?;
        Ok(carts::organizers_opened_by(&mut conn, &hashes).await?.into_iter().collect())
    }
}

impl Selling {
    /// Holds places for a buyer at the date's desk and says which cart has them; the cart itself isn't read. Places that are
    /// granted are theirs until the cart's time is over.
    pub async fn hold_places(&self, wanted: &PlacesWanted<'_>) -> Result<Secret, Failure<HoldRefusal>> {
        let kept = self.ask_to_hold(wanted).await.map_err(|failure| failure.map(|refused| refused.refusal))?;
        Ok(kept.secret)
    }

    /// Holds places for a buyer, all of them or none, and reads the cart.
    pub async fn add_to_cart(
        &self,
        cart: Option<&Secret>,
        channel: Channel,
        locale: Locale,
        claims: &[Claim],
        visitor: &Visitor,
    ) -> Result<CartGrant, Failure<HoldRefusal>> {
        self.hold_and_read_cart(&PlacesWanted { cart, channel, locale, claims, partly: false, visitor }).await
    }

    /// As [`hold_places`](Self::hold_places), and reads the cart.
    pub async fn hold_and_read_cart(&self, wanted: &PlacesWanted<'_>) -> Result<CartGrant, Failure<HoldRefusal>> {
        self.hold_places_or_explain(wanted).await.map_err(|failure| failure.map(|refused| refused.refusal))
    }

    /// The same; a refusal names every place that can't be had, not only the first.
    pub async fn hold_places_or_explain(&self, wanted: &PlacesWanted<'_>) -> Result<CartGrant, Failure<HoldRefused>> {
        let kept = self.ask_to_hold(wanted).await?;
        Ok(self.read_kept(kept).await?)
    }

    pub(crate) async fn read_kept(&self, kept: Kept) -> Result<CartGrant, Fault> {
        let Kept { secret, sale, held } = kept;
        let (missed, gateways) = (held.missed.clone(), sale.gateways.clone());
        let cart = match held.is_new {
            true => new_cart_of(&sale, &held)?,
            false => self.cart(&secret).await?.ok_or_else(|| Fault::Broken("the cart is gone".into()))?,
        };
        Ok(CartGrant { secret, cart, missed, gateways })
    }

    pub(crate) async fn ask_to_hold(&self, wanted: &PlacesWanted<'_>) -> Result<Kept, Failure<HoldRefused>> {
        let sale = self.check_claims(wanted).await.map_err(|failure| failure.map(HoldRefused::from))?;
        let now = self.base.clock.now();
        let (new_secret, new_cart) = (self.base.chance.dated_secret(now), CartId(self.base.chance.uuid(now)));
        let limits =
            self.check_guards(wanted, &new_secret, now).await.map_err(|failure| failure.map(HoldRefused::from))?;
        let ask = CartHoldRequest {
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
        let answer = self.ask_hold_desk(performance_key(&sale), HoldDeskAsk::Hold(ask)).await;
        self.rooms().pace.observe(begun.elapsed(), matches!(answer, Err(NoAnswer::Busy(_))));
        let held = match answer {
            Ok(HoldDeskAnswer::Held(held)) => held?,
            Ok(HoldDeskAnswer::Changed(_)) => return Err(Fault::Broken("a desk mixed up its answers".into()).into()),
            Err(none) => return Err(none.refused(|busy| HoldRefusal::Busy { seconds: busy.seconds }.into())),
        };
        let secret = match held.is_new {
            true => new_secret,
            false => wanted.cart.cloned().ok_or_else(|| Fault::Broken("a cart nobody named was filled".into()))?,
        };
        Ok(Kept { secret, sale, held })
    }

    /// Looks at what needs no desk: how many places are wanted, and of which dates. Returns the terms of the first.
    async fn check_claims(&self, wanted: &PlacesWanted<'_>) -> Result<Arc<SaleTerms>, Failure<HoldRefusal>> {
        let first = wanted.claims.first().ok_or(Failure::Refused(HoldRefusal::Nothing))?;
        check_size(wanted.claims).map_err(Failure::Refused)?;
        let sale = self.require_sale_terms(first.performance).await?;
        // The desk is kept waiting by none that isn't in memory.
        let all: BTreeSet<PerformanceId> = wanted.claims.iter().map(|claim| claim.performance).collect();
        for performance in all.into_iter().filter(|performance| *performance != first.performance) {
            self.require_sale_terms(performance).await?;
        }
        Ok(sale)
    }

    async fn require_sale_terms(&self, performance: PerformanceId) -> Result<Arc<SaleTerms>, Failure<HoldRefusal>> {
        let unknown = HoldRefusal::UnknownPerformance { performance };
        self.sale_terms(performance).await?.ok_or(Failure::Refused(unknown))
    }

    /// Everything that is looked at before the desk is asked: the waiting room, how often one may ask, the proof of work.
    /// Returns the limits of the person that the desk holds them to.
    async fn check_guards(
        &self,
        wanted: &PlacesWanted<'_>,
        new_secret: &Secret,
        now: DateTime<Utc>,
    ) -> Result<Vec<PersonWish>, Failure<HoldRefusal>> {
        if wanted.channel == Channel::Till {
            return Ok(Vec::new());
        }
        self.check_room(wanted.visitor, wanted.claims).await?;
        let name = wanted.visitor.id.map(|id| id.0.simple().to_string());
        let origin = RequestOrigin {
            visitor: name.as_deref(),
            address: wanted.visitor.address,
            proof: wanted.visitor.proof.as_deref(),
        };
        let asked = self.check_request(wanted.channel, wanted.claims, &origin, now).await?;
        Ok(self.person_wishes(&asked, &origin, wanted.cart.unwrap_or(new_secret)))
    }

    /// Finds the carts that these secrets open, whosever they are, with one statement and in the order of the secrets. Secrets
    /// that open none are left out.
    pub async fn find_carts(&self, secrets: &[Secret]) -> Result<Vec<FoundCart>, Fault> {
        let of_hash = by_hash(secrets);
        if of_hash.is_empty() {
            return Ok(Vec::new());
        }
        let mut conn = self.base.db.unscoped().await?;
        let found = carts::opened_by(&mut conn, &hashes_of(secrets)).await?;
        let known = |row: CartRow| {
            let secret = (*of_hash.get(&row.secret_hash)?).clone();
            Some(FoundCart { secret, id: row.id, organizer: row.organizer, order: row.order })
        };
        Ok(found.into_iter().filter_map(known).collect())
    }

    pub async fn cart(&self, secret: &Secret) -> Result<Option<Cart>, Fault> {
        Ok(self.carts(std::slice::from_ref(secret)).await?.pop().map(|(_, cart)| cart))
    }

    /// As [`find_carts`](Self::find_carts), with all that stands in them: one statement more for the lines and one for the
    /// organizers, however many carts there are.
    pub async fn carts(&self, secrets: &[Secret]) -> Result<Vec<(Secret, Cart)>, Fault> {
        let of_hash = by_hash(secrets);
        if of_hash.is_empty() {
            return Ok(Vec::new());
        }
        let hashes = hashes_of(secrets);
        let mut conn = self.base.db.unscoped().await?;
        let found = carts::opened_by(&mut conn, &hashes).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let whose: BTreeSet<Uuid> = found.iter().map(|row| row.organizer.0).collect();
        let whose = organizers::find_many(&mut conn, &whose.into_iter().collect::<Vec<_>>()).await?;
        let mut lines: HashMap<CartId, Vec<HeldLine>> = HashMap::new();
        for (cart, line) in carts::lines_opened_by(&mut conn, &hashes).await? {
            lines.entry(cart).or_default().push(line);
        }
        let now = self.base.clock.now();
        let mut all = Vec::with_capacity(found.len());
        for row in found {
            let organizer = whose.iter().find(|organizer| organizer.id == row.organizer);
            if let (Some(secret), Some(organizer)) = (of_hash.get(&row.secret_hash), organizer) {
                let lines = lines.remove(&row.id).unwrap_or_default();
                let cart = Cart::of(row.id, organizer.clone(), lines, now)?;
                let code = row.code.map(|(code, words)| CartCode { code, words });
                all.push(((*secret).clone(), Cart { draft: row.draft, code, order: row.order, ..cart }));
            }
        }
        Ok(all)
    }

    /// Lets a line go; its places are free at once.
    pub async fn remove_from_cart(&self, secret: &Secret, hold: HoldId) -> Result<(), Failure<CartRefusal>> {
        let cart = self.cart_to_change(secret).await?;
        self.release(&cart, secret, Release::One(hold)).await
    }

    /// Keeps only so many places of a line; the others are free at once. A kind of which so few can't be bought is taken out
    /// whole or left as it is. A line that is gone already, or no longer than that, is as good as shortened.
    pub async fn shorten_line(
        &self,
        secret: &Secret,
        hold: HoldId,
        keep: u32,
        channel: Channel,
    ) -> Result<(), Failure<CartRefusal>> {
        if keep == 0 {
            return self.remove_from_cart(secret, hold).await;
        }
        let (cart, now) = (self.cart_to_change(secret).await?, self.base.clock.now());
        if let Some(shorter) = ShorterLine::of(&cart.pending, hold, keep, now) {
            let terms = self.sale_terms(shorter.performance).await?;
            shorter.check(channel, terms.as_deref()).map_err(Failure::Refused)?;
        }
        let new = HoldId(self.base.chance.uuid(now));
        self.release(&cart, secret, Release::AllBut { hold, keep, new }).await
    }

    /// Lets all lines go; their places are free at once.
    pub async fn empty_cart(&self, secret: &Secret) -> Result<(), Failure<CartRefusal>> {
        let cart = self.cart_to_change(secret).await?;
        self.release(&cart, secret, Release::All).await
    }

    /// More time, once.
    pub async fn extend_cart(&self, secret: &Secret) -> Result<(), Failure<CartRefusal>> {
        let cart = self.cart_to_change(secret).await?;
        self.change_cart(&cart, HoldDeskAsk::Extend { secret_hash: keys::hash(secret) }).await
    }

    /// Prices what a cart keeps, and what is put into it later, with a discount code; the one it had is used no more. No place is
    /// lost by it, whatever the answer.
    pub async fn use_code(&self, secret: &Secret, typed: &str) -> Result<(), Failure<CartRefusal>> {
        let cart = self.cart_to_change(secret).await?;
        let (organizer, normal) = (cart.desk.0, discount_code::normal(typed));
        let mut tx = self.base.organizer(organizer).await?;
        let code = match normal.chars().count() <= discount_code::CODE_CHARS_MAX as usize {
            true => storage::discount_codes::find(&mut tx, organizer, &normal).await?,
            false => None,
        };
        tx.commit().await?;
        let code = Some(code.ok_or(Failure::Refused(CartRefusal::CodeUnknown))?);
        self.change_cart(&cart, HoldDeskAsk::UseCode { secret_hash: keys::hash(secret), code }).await
    }

    /// Takes the discount code out: everything costs what it costs without.
    pub async fn drop_code(&self, secret: &Secret) -> Result<(), Failure<CartRefusal>> {
        let cart = self.cart_to_change(secret).await?;
        self.change_cart(&cart, HoldDeskAsk::UseCode { secret_hash: keys::hash(secret), code: None }).await
    }

    /// What a change of a cart goes by: what it keeps, without what pages say of it.
    async fn cart_to_change(&self, secret: &Secret) -> Result<CartToChange, Failure<CartRefusal>> {
        let mut conn = self.base.db.unscoped().await?;
        let found = carts::opened_by(&mut conn, &hashes_of(std::slice::from_ref(secret))).await?.pop();
        // Its place in the pool is needed by whoever comes next.
        drop(conn);
        let CartRow { id, organizer, .. } = found.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        let mut tx = self.base.organizer(organizer).await?;
        let pending = pending_of_carts(&mut tx, organizer, &[id.0]).await?;
        tx.commit().await?;
        // A cart that keeps nothing has no date; its own id names a desk nobody else asks at.
        let performance = pending.iter().map(|hold| hold.performance).min().unwrap_or(PerformanceId(id.0));
        Ok(CartToChange { desk: (organizer, performance), pending })
    }

    async fn release(&self, cart: &CartToChange, secret: &Secret, what: Release) -> Result<(), Failure<CartRefusal>> {
        self.change_cart(cart, HoldDeskAsk::Release { secret_hash: keys::hash(secret), what }).await
    }

    async fn change_cart(&self, cart: &CartToChange, ask: HoldDeskAsk) -> Result<(), Failure<CartRefusal>> {
        match self.ask_hold_desk(cart.desk, ask).await {
            Ok(HoldDeskAnswer::Changed(changed)) => changed,
            Ok(HoldDeskAnswer::Held(_)) => Err(Fault::Broken("a desk mixed up its answers".into()).into()),
            Err(none) => Err(none.refused(|busy| CartRefusal::Busy { seconds: busy.seconds })),
        }
    }

    /// Keeps what was typed, valid or not.
    pub async fn save_draft(
        &self,
        secret: &Secret,
        draft: &BuyerDraft,
        locale: Locale,
    ) -> Result<(), Failure<CartRefusal>> {
        let hash = keys::hash(secret);
        let unknown = || Failure::Refused(CartRefusal::Unknown);
        let organizer = self.organizer_of_cart(hash).await?.ok_or_else(unknown)?;
        let mut tx = self.base.organizer(organizer).await?;
        let cart = carts::lock(&mut tx, organizer, &[hash.to_vec()]).await?.pop().ok_or_else(unknown)?;
        check_open(cart.order.is_some()).map_err(Failure::Refused)?;
        carts::save_draft(&mut tx, organizer, cart.id, draft, locale).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is still wrong with what was typed.
    pub async fn buyer_problems(&self, secret: &Secret) -> Result<Vec<FieldProblem>, Failure<CartRefusal>> {
        let cart = self.cart(secret).await?.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        Ok(cart.draft.check(cart.required_fields()).err().unwrap_or_default())
    }

    /// The ways to pay that are offered for a cart, in the organizer's order; none is needed when nothing is owed.
    pub async fn online_gateways(&self, secret: &Secret) -> Result<Vec<GatewayKind>, Fault> {
        let Some(organizer) = self.organizer_of_cart(keys::hash(secret)).await? else { return Ok(Vec::new()) };
        let mut conn = self.base.db.unscoped().await?;
        self.money.gateways_of(&mut conn, organizer).await
    }
}

/// Whoever says a secret twice means one cart.
fn hashes_of(secrets: &[Secret]) -> Vec<Vec<u8>> {
    let mut seen = HashSet::new();
    secrets.iter().map(|secret| keys::hash(secret).to_vec()).filter(|hash| seen.insert(hash.clone())).collect()
}

fn by_hash(secrets: &[Secret]) -> HashMap<Vec<u8>, &Secret> {
    secrets.iter().map(|secret| (keys::hash(secret).to_vec(), secret)).collect()
}

/// A cart that was just made, from what it was given.
fn new_cart_of(sale: &SaleTerms, held: &Held) -> Result<Cart, Fault> {
    let gone = || Fault::Broken("what was granted isn't on sale".into());
    let line = |granted: &Granted| {
        let sale = held.terms.get(&granted.performance).ok_or_else(gone)?;
        let kind = sale.claimables.get(&granted.ticket_type).ok_or_else(gone)?;
        let seat = held.seats.get(&granted.id).cloned().unwrap_or_default();
        Ok(HeldLine::granted(sale, kind, granted, seat)?)
    };
    let lines = held.granted.iter().map(line).collect::<Result<Vec<_>, Fault>>()?;
    Ok(Cart::granted(held.cart, sale.organizer.clone(), lines)?)
}
