//! Discount codes at the desk: what carts hold is priced anew in one step, without a place being lost.

use super::{Carts, HoldDeskAnswer, HoldDeskAsk, open};
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::discount_code::{CodedLine, DiscountCode, reprice};
use domain::hold::grant::FreePlaces;
use domain::ids::{CartId, DiscountCodeId, OrganizerId, PoolId};
use domain::refusal::{CartRefusal, RuleError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::{Conn, discount_codes as rows, holds};
use uuid::Uuid;

/// The codes that the carts of a batch have or ask for.
pub(super) type Codes = HashMap<DiscountCodeId, DiscountCode>;

pub(super) async fn codes_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    asks: &[HoldDeskAsk],
    carts: &Carts,
) -> Result<Codes, Fault> {
    let asked = asks.iter().filter_map(|ask| match ask {
        HoldDeskAsk::UseCode { code, .. } => *code,
        HoldDeskAsk::Hold(_)
        | HoldDeskAsk::Release { .. }
        | HoldDeskAsk::Extend { .. }
        | HoldDeskAsk::Expire { .. } => None,
    });
    let ids: BTreeSet<Uuid> = carts.values().filter_map(|cart| cart.code).chain(asked).map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(Codes::new());
    }
    let found = rows::find_many(conn, organizer, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().map(|found| (found.code.id, found.code)).collect())
}

/// Prices the carts that ask for it, and answers by the asks' places. `carts` have their new codes then. Needs the pools of `codes`
/// locked, and those of the codes that the carts' places are priced with.
pub(super) async fn use_codes(
    conn: &mut Conn,
    organizer: OrganizerId,
    asks: &[HoldDeskAsk],
    carts: &mut Carts,
    codes: &Codes,
    now: DateTime<Utc>,
) -> Result<BTreeMap<usize, HoldDeskAnswer>, Fault> {
    let asked: Vec<_> = (0..)
        .zip(asks)
        .filter_map(|(place, ask)| match ask {
            HoldDeskAsk::UseCode { secret_hash, code } => Some((place, secret_hash, *code)),
            HoldDeskAsk::Hold(_)
            | HoldDeskAsk::Release { .. }
            | HoldDeskAsk::Extend { .. }
            | HoldDeskAsk::Expire { .. } => None,
        })
        .collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = carts.values().map(|cart| cart.id.0).collect();
    let mut lines: HashMap<CartId, Vec<CodedLine>> = HashMap::new();
    for (cart, line) in rows::lines_of_carts(conn, organizer, &ids, now).await? {
        lines.entry(cart).or_default().push(line);
    }
    let before = lines.clone();
    // A second look: places that were let go in this batch have given their uses back.
    let pools: Vec<Uuid> = codes.values().map(|code| code.pool.0).collect();
    let mut uses = Uses(FreePlaces::new(holds::lock_pools(conn, organizer, &pools).await?), HashMap::new());
    let (mut answers, mut of_carts) = (BTreeMap::new(), BTreeMap::new());
    for (place, secret_hash, code) in asked {
        let answer = match open(carts, secret_hash) {
            Err(refusal) => Err(refusal),
            Ok(cart) => {
                let id = cart.id;
                let mine = lines.entry(id).or_default();
                match price(mine, code, codes, &uses, now) {
                    Ok(priced) => {
                        uses.count(mine, &priced);
                        *mine = priced;
                        of_carts.insert(id, code);
                        Ok(())
                    }
                    Err(RuleError::Refused(refusal)) => Err(refusal),
                    Err(RuleError::Money(error)) => return Err(error.into()),
                }
            }
        };
        if answer.is_ok()
            && let Some(cart) = carts.get_mut(secret_hash)
        {
            cart.code = code;
        }
        answers.insert(place, HoldDeskAnswer::Changed(answer.map_err(Failure::Refused)));
    }
    let of_cart = |id: &CartId| before.get(id).into_iter().flatten().zip(lines.get(id).into_iter().flatten());
    let changed = of_carts.keys().flat_map(of_cart).filter(|(was, now)| was != now);
    let changed: Vec<(CodedLine, CodedLine)> = changed.map(|(was, now)| (was.clone(), now.clone())).collect();
    if !changed.is_empty() {
        rows::reprice(conn, organizer, &changed).await?;
    }
    if !of_carts.is_empty() {
        rows::set_of_carts(conn, organizer, &of_carts.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(answers)
}

fn price(
    lines: &[CodedLine],
    code: Option<DiscountCodeId>,
    codes: &Codes,
    uses: &Uses,
    now: DateTime<Utc>,
) -> Result<Vec<CodedLine>, RuleError<CartRefusal>> {
    let code = match code {
        Some(id) => Some(codes.get(&id).ok_or(RuleError::Refused(CartRefusal::CodeUnknown))?),
        None => None,
    };
    reprice(lines, code.map(|code| (code, uses.left(code.pool))), now)
}

/// What the pools had left, and how many uses carts of this batch have taken since.
struct Uses(FreePlaces, HashMap<PoolId, i64>);

impl Uses {
    fn left(&self, pool: PoolId) -> u32 {
        let left = self.0.of(pool) - self.1.get(&pool).copied().unwrap_or(0);
        u32::try_from(left.max(0)).unwrap_or(u32::MAX)
    }

    fn count(&mut self, was: &[CodedLine], now: &[CodedLine]) {
        for (lines, sign) in [(was, -1), (now, 1)] {
            for (line, (_, pool)) in lines.iter().filter_map(|line| Some((line, line.code?))) {
                *self.1.entry(pool).or_default() += sign * i64::from(line.quantity);
            }
        }
    }
}
