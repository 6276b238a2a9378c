//! Discount codes: what is typed into a cart to pay less. Their uses are a pool, one for each unit that is sold with the code: what
//! lies in carts counts as held, and what is refunded can be used again.

use crate::fold;
use crate::ids::{DiscountCodeId, EventId, HoldId, PoolId};
use crate::locale::{Locale, Translated};
use crate::money::{Currency, MoneyError};
use crate::pricing::Quote;
use crate::pricing::adjustment::{Adjustment, AdjustmentKind, PriceChange};
use crate::refusal::{CartRefusal, RuleError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The longest code, as it is compared.
pub const CODE_CHARS_MAX: u32 = 40;
/// What the pool of a code without a limit has room for. Half of what its column could count, so that no sum runs over.
pub const UNLIMITED_USES: u32 = 1_000_000_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountCode {
    pub id: DiscountCodeId,
    /// As it is compared: see [`normal`].
    pub code: String,
    /// What it is for, as the buyer reads it beside the price: `10 % for friends of the house`.
    pub words: Translated,
    pub change: PriceChange,
    /// Of its amounts: what is sold in another isn't changed by them. A share is the same in every currency.
    pub currency: Currency,
    /// The one event it is for; `None` for all of its organizer's.
    pub event: Option<EventId>,
    pub from: Option<DateTime<Utc>>,
    /// The first moment at which it isn't accepted any more.
    pub until: Option<DateTime<Utc>>,
    /// Switched off it is as good as unknown. What was priced with it before stays so.
    pub active: bool,
    /// Counts its uses.
    pub pool: PoolId,
}

/// A code with what became of its uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWithUses {
    pub code: DiscountCode,
    /// How often it can be used in all; `None` where there is no limit.
    pub limit: Option<u32>,
    /// In carts, and in orders that await their money.
    pub held: u32,
    pub used: u32,
}

/// A code as it is compared: the same in any case, with spaces or without, and with whatever accents and signs a keyboard makes of
/// it. Empty where there is nothing to compare.
pub fn normal(typed: &str) -> String {
    fold::fold(typed).replace(' ', "").to_uppercase()
}

/// What a code is for, where its organizer said more of it than the code itself.
pub fn said_of<'a>(words: &'a Translated, code: &str, locale: Locale) -> Option<&'a str> {
    Some(words.get(locale)).filter(|words| !words.is_empty() && normal(words) != code)
}

impl DiscountCode {
    /// Whether it is accepted at this moment.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), CartRefusal> {
        if !self.active {
            Err(CartRefusal::CodeUnknown)
        } else if self.from.is_some_and(|from| now < from) {
            Err(CartRefusal::CodeNotYet)
        } else if self.until.is_some_and(|until| now >= until) {
            Err(CartRefusal::CodeEnded)
        } else {
            Ok(())
        }
    }

    pub fn is_for(&self, event: EventId) -> bool {
        self.event.is_none_or(|of| of == event)
    }

    pub fn adjustment(&self) -> Adjustment {
        Adjustment { kind: AdjustmentKind::Code, rule: self.id.0, words: self.words.clone(), change: self.change }
    }

    /// What is sold at this price, with the code instead of another; `None` where it costs no less than without any.
    pub fn price(&self, quote: &Quote) -> Result<Option<Quote>, MoneyError> {
        let is_amount = !matches!(self.change, PriceChange::ByShare { .. });
        if is_amount && quote.rule.price.currency != self.currency {
            return Ok(None);
        }
        let without = quote.with(AdjustmentKind::Code, None)?.price.total()?;
        let with = quote.with(AdjustmentKind::Code, Some(self.adjustment()))?;
        Ok((with.price.total()?.minor < without.minor).then_some(with))
    }
}

/// A line of a cart whose price a code may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedLine {
    pub hold: HoldId,
    pub event: EventId,
    pub quantity: u32,
    pub quote: Quote,
    /// The code it is priced with, and that code's pool.
    pub code: Option<(DiscountCodeId, PoolId)>,
}

impl CodedLine {
    /// The line as it was before any code.
    fn without(&self) -> Result<CodedLine, MoneyError> {
        Ok(CodedLine { quote: self.quote.with(AdjustmentKind::Code, None)?, code: None, ..self.clone() })
    }

    fn coded(&self, code: &DiscountCode) -> Result<Option<CodedLine>, MoneyError> {
        if !code.is_for(self.event) {
            return Ok(None);
        }
        let quote = code.price(&self.quote)?;
        Ok(quote.map(|quote| CodedLine { quote, code: Some((code.id, code.pool)), ..self.clone() }))
    }
}

/// The lines of a cart priced anew with a code in the stead of what they had, or without one. `left`: how many uses of it are
/// neither in carts nor used up; those of these very lines count as left. Returns all lines, changed or not.
///
/// # Errors
/// It isn't accepted, changes none of the lines, or has fewer uses left than the lines that it is for: then nothing is changed.
pub fn reprice(
    lines: &[CodedLine],
    code: Option<(&DiscountCode, u32)>,
    now: DateTime<Utc>,
) -> Result<Vec<CodedLine>, RuleError<CartRefusal>> {
    let plain = lines.iter().map(CodedLine::without).collect::<Result<Vec<_>, MoneyError>>()?;
    let Some((code, left)) = code else { return Ok(plain) };
    code.check(now).map_err(RuleError::Refused)?;
    let mut coded = Vec::with_capacity(plain.len());
    for line in &plain {
        coded.push(line.coded(code)?);
    }
    let uses = |lines: &mut dyn Iterator<Item = &CodedLine>| {
        lines
            .filter(|line| line.code.is_some_and(|(id, _)| id == code.id))
            .map(|line| line.quantity)
            .fold(0, u32::saturating_add)
    };
    let wanted = uses(&mut coded.iter().flatten());
    if wanted == 0 {
        return Err(RuleError::Refused(CartRefusal::CodeFitsNothing));
    }
    let left = left.saturating_add(uses(&mut lines.iter()));
    if wanted > left {
        return Err(RuleError::Refused(CartRefusal::CodeUsedUp { left }));
    }
    Ok(coded.into_iter().zip(plain).map(|(coded, plain)| coded.unwrap_or(plain)).collect())
}

#[cfg(test)]
mod tests;
