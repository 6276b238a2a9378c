//! A refusal on its way to a person: it stays data until a page says it in the language of whoever reads it. Server only.
//!
//! A server function takes it out of a flow's failure ([`of`]) and sends it to the page, with the form that was typed
//! ([`field`], read by [`kept`]), as the answer to a page that is open ([`sent`]), or in the page's address
//! ([`address`], read by [`in_address`]). The words are the
//! page's: `ui::text::refusal`, and the face's own for what no other face is refused.

use crate::error::{FaceError, Failed};
use crate::request::query;
use base::Failure;
use base::forms::KeptForm;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::fmt::{Debug, Display};

/// The field of a kept form that carries a refusal.
const FIELD: &str = "refusal";
/// What the domain's refusals have their name in.
const TAG: &str = "refusal";

/// The refusal of a flow that didn't do what was asked; what failed otherwise ends the server function.
pub fn of<R: Debug + Display>(failure: Failure<R>) -> Result<R, FaceError> {
    match failure {
        Failure::Refused(refusal) => Ok(refusal),
        Failure::Denied(_) => Err(FaceError::NotAllowed),
        Failure::Fault(fault) => Err(fault.into()),
    }
}

/// For server functions that answer a page that is open: the refusal as the data that page takes.
pub fn sent<R: Debug + Display, D>(failure: Failure<R>, data: impl FnOnce(R) -> D) -> Failed<D> {
    match of(failure) {
        Ok(refusal) => Failed::Refused { refusal: data(refusal) },
        Err(error) => Failed::Face(error),
    }
}

/// The field that carries a refusal beside what was typed.
pub fn field(refusal: &impl Serialize) -> Result<(String, String), FaceError> {
    let json = serde_json::to_string(refusal).map_err(|_| FaceError::Unavailable)?;
    Ok((FIELD.to_owned(), json))
}

/// The refusal that came back with a form.
pub fn kept<R: DeserializeOwned>(form: &KeptForm) -> Option<R> {
    serde_json::from_str(form.value(FIELD)?).ok()
}

/// One of the domain's refusals as the end of an address, for [`in_address`] to read: `?said=expired`, or with what else it knows
/// `?said=busy&of={"seconds":7}`, encoded.
pub fn address(refusal: &impl Serialize) -> String {
    let Ok(Value::Object(mut whole)) = serde_json::to_value(refusal) else { return String::new() };
    let name = whole.remove(TAG);
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("said", name.as_ref().and_then(Value::as_str).unwrap_or_default());
    if !whole.is_empty() {
        pairs.append_pair("of", &Value::Object(whole).to_string());
    }
    pairs.finish()
}

/// The refusal in the address of the page that is asked for. What was typed there by hand and isn't one is none.
pub fn in_address<R: DeserializeOwned>() -> Option<R> {
    read(&query("said")?, query("of").as_deref())
}

fn read<R: DeserializeOwned>(name: &str, of: Option<&str>) -> Option<R> {
    let mut whole: Map<String, Value> = of.map_or(Ok(Map::new()), serde_json::from_str).ok()?;
    whole.insert(TAG.to_owned(), name.into());
    serde_json::from_value(Value::Object(whole)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::{Currency, Money};
    use domain::refusal::{CartRefusal, HoldRefusal};

    #[test]
    fn a_refusal_comes_back_whole_with_its_form() {
        let refusal = HoldRefusal::OverLimit { max: 6 };
        let form = KeptForm { fields: vec![field(&refusal).unwrap()], problems: Vec::new() };
        assert_eq!(kept::<HoldRefusal>(&form), Some(refusal));
        assert_eq!(kept::<HoldRefusal>(&KeptForm::default()), None);
    }

    #[test]
    fn a_refusal_comes_back_whole_from_an_address() {
        let back = |address: &str| {
            let url = url::Url::parse(&format!("http://x/?{address}")).unwrap();
            let value =
                |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            read::<CartRefusal>(&value("said")?, value("of").as_deref())
        };
        let price = |minor| Money::new(minor, Currency::EUR);
        for refusal in [
            CartRefusal::ExtendedAlready,
            CartRefusal::Busy { seconds: 7 },
            CartRefusal::PersonLimit { max: 4, had: 2 },
            CartRefusal::PriceChanged { was: price(900), now: price(1000) },
        ] {
            assert_eq!(back(&address(&refusal)), Some(refusal));
        }
        assert_eq!(address(&CartRefusal::ExtendedAlready), "said=extended_already");
        for foreign in
            ["said=busy", "said=busy&of=7", "said=busy&of={\"seconds\":-1}", "said=<b>", "of={}", "said=removed"]
        {
            assert_eq!(back(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn only_refusals_are_sent() {
        let sent = |failure: Failure<CartRefusal>| sent(failure, |refusal| refusal);
        let refusal = CartRefusal::Empty;
        assert_eq!(sent(Failure::Refused(refusal.clone())), Failed::Refused { refusal });
        assert_eq!(sent(base::Fault::Broken("a wire".to_owned()).into()), Failed::Face(FaceError::Unavailable));
    }
}
