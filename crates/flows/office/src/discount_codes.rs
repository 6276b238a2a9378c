//! Discount codes: made, switched off and on, and how often each may be used.

use crate::Office;
use base::failure::Never;
use base::{Actor, Failure};
use domain::audit::Action;
use domain::discount_code::{CodeWithUses, DiscountCode};
use domain::edit::EventRefusal;
use domain::form::{DiscountCodeForm, FormRefusal, check_limit};
use domain::ids::{DiscountCodeId, EventId, PoolId};
use domain::refusal::Problem;
use domain::role::Permission;
use domain::time::Timezone;
use serde_json::json;
use storage::discount_codes as rows;
use storage::{holds, stats};

/// As the table refuses a second one.
const CODE_KEY: &str = "discount_codes_code_key";

impl Office {
    /// All codes, the newest first.
    pub async fn discount_codes(&self, actor: &Actor) -> Result<Vec<CodeWithUses>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let all = rows::list(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        Ok(all)
    }

    /// A new code. Amounts are in the organizer's currency. Pressed twice it is one.
    pub async fn add_discount_code(
        &self,
        actor: &Actor,
        form: &DiscountCodeForm,
    ) -> Result<DiscountCodeId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let own = base::organizer::organizer_by_id(&mut tx, organizer).await?;
        let events = stats::event_rows(&mut tx, organizer, now).await?;
        let events: Vec<(EventId, Timezone)> = events.iter().map(|row| (row.event, row.zone)).collect();
        let checked = form.check(own.currency, own.zone, &events);
        let checked = checked.map_err(|problems| Failure::Refused(FormRefusal::from(problems)))?;
        let code = DiscountCode {
            id: DiscountCodeId(self.base.chance.uuid(now)),
            code: checked.code,
            words: checked.words,
            change: checked.change,
            currency: own.currency,
            event: checked.event,
            from: checked.from,
            until: checked.until,
            active: true,
            pool: PoolId(self.base.chance.uuid(now)),
        };
        if let Some(id) = rows::find(&mut tx, organizer, &code.code).await? {
            let there = rows::find_many(&mut tx, organizer, &[id.0]).await?;
            let same = |there: &CodeWithUses| {
                let there = (DiscountCode { id: code.id, pool: code.pool, ..there.code.clone() }, there.limit);
                there == (code.clone(), checked.limit)
            };
            // Pressed twice it is one.
            return match there.iter().any(same) {
                true => Ok(id),
                false => Err(Failure::Refused(FormRefusal::one("code", Problem::AlreadyUsed))),
            };
        }
        let written = rows::insert(&mut tx, organizer, &code, checked.limit, now).await;
        if let Err(error) = &written
            && error.constraint() == Some(CODE_KEY)
        {
            return Err(Failure::Refused(FormRefusal::one("code", Problem::AlreadyUsed)));
        }
        written?;
        let detail = json!({"code": code.code, "change": code.change, "event": code.event, "limit": checked.limit});
        self.base.record(&mut tx, organizer, now, actor, Action::DiscountCodeAdded, code.id, detail).await?;
        tx.commit().await?;
        Ok(code.id)
    }

    /// Switches a code on or off. What was priced with it before stays so.
    pub async fn switch_discount_code(
        &self,
        actor: &Actor,
        id: DiscountCodeId,
        on: bool,
    ) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        if !rows::set_active(&mut tx, organizer, id, on).await? {
            return Err(Failure::Refused(EventRefusal::Unknown));
        }
        let action = if on { Action::DiscountCodeSwitchedOn } else { Action::DiscountCodeSwitchedOff };
        self.base.record(&mut tx, organizer, now, actor, action, id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// How often a code may be used from now on, as it is typed: not less often than it is used and lies in carts.
    pub async fn limit_discount_code(
        &self,
        actor: &Actor,
        id: DiscountCodeId,
        typed: &str,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let found = rows::find_many(&mut tx, organizer, &[id.0]).await?.pop();
        let pool = found.ok_or(Failure::Refused(FormRefusal::unknown()))?.code.pool;
        let counts = holds::lock_pools(&mut tx, organizer, &[pool.0]).await?;
        let taken = counts.iter().map(|pool| pool.held.saturating_add(pool.sold)).max().unwrap_or(0);
        let limit = check_limit(typed, u32::try_from(taken).unwrap_or(0));
        let limit = limit.map_err(|problems| Failure::Refused(FormRefusal::from(problems)))?;
        rows::set_limit(&mut tx, organizer, pool, limit).await?;
        let detail = json!({ "limit": limit });
        self.base.record(&mut tx, organizer, now, actor, Action::DiscountCodeLimited, id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
