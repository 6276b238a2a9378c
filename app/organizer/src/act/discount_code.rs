//! Making and changing discount codes.

use super::{actor_or_return, done, ended, formed, formed_of, id_or_return};
use crate::house::office;
use crate::text::done::Done;
use domain::form::{DiscountCodeForm, DiscountLimitForm};
use domain::ids::DiscountCodeId;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::current_locale;

const CODES: &str = "/organizer/codes";

#[server(prefix = "/do", endpoint = "organizer/add_discount_code")]
pub async fn add_discount_code(#[server(default)] form: DiscountCodeForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let form = DiscountCodeForm { locale: current_locale(), ..form };
    if formed(office().add_discount_code(&actor, &form).await, CODES, &form).await?.is_some() {
        done(CODES, Done::CodeAdded);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/switch_discount_code")]
pub async fn switch_discount_code(code: String, #[server(default)] on: bool) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let code: DiscountCodeId = id_or_return!(code);
    let what = if on { Done::CodeOn } else { Done::CodeOff };
    ended(office().switch_discount_code(&actor, code, on).await, CODES, CODES, what).await
}

#[server(prefix = "/do", endpoint = "organizer/limit_discount_code")]
pub async fn limit_discount_code(code: String, #[server(default)] form: DiscountLimitForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let code: DiscountCodeId = id_or_return!(code);
    let limited = office().limit_discount_code(&actor, code, &form.uses).await;
    if formed_of(limited, CODES, &form, &code.to_string()).await?.is_some() {
        done(CODES, Done::Saved);
    }
    Ok(())
}
