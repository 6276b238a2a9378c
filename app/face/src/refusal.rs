//! A refusal on its way to a person: it stays data until a page says it in the language of whoever reads it. Server only.
//!
//! A server function takes it out of a flow's failure ([`of`]) and sends it to the page, with the form that was typed
//! ([`field`], read by [`kept`]), as the answer to a page that is open ([`sent`]), or by its name in the page's address ([`name`], read by [`named`]). The words are the
//! page's: `ui::text::refusal`, and the face's own for what no other face is refused.

use crate::error::{FaceError, Failed};
use base::Failure;
use base::forms::KeptForm;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
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

/// The name of one of the domain's refusals, to be sent in an address: `expired`. Whatever else it knows (amounts, fields)
/// stays out of it.
pub fn name(refusal: &impl Serialize) -> String {
    let whole = serde_json::to_value(refusal).unwrap_or_default();
    whole[TAG].as_str().unwrap_or_default().to_owned()
}

/// The refusal of that name, if the name is all there is to it.
pub fn named<R: DeserializeOwned>(name: &str) -> Option<R> {
    serde_json::from_value(json!({ TAG: name })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::refusal::{CartRefusal, HoldRefusal};

    #[test]
    fn a_refusal_comes_back_whole_with_its_form() {
        let refusal = HoldRefusal::OverLimit { max: 6 };
        let form = KeptForm { fields: vec![field(&refusal).unwrap()], problems: Vec::new() };
        assert_eq!(kept::<HoldRefusal>(&form), Some(refusal));
        assert_eq!(kept::<HoldRefusal>(&KeptForm::default()), None);
    }

    #[test]
    fn an_address_has_a_refusals_name_and_nothing_else_of_it() {
        assert_eq!(name(&CartRefusal::ExtendedAlready), "extended_already");
        assert_eq!(named::<CartRefusal>("extended_already"), Some(CartRefusal::ExtendedAlready));
        assert_eq!(name(&CartRefusal::Busy { seconds: 7 }), "busy");
        assert_eq!(named::<CartRefusal>("busy"), None, "the seconds are not in it");
        assert_eq!(named::<CartRefusal>("<b>"), None);
    }

    #[test]
    fn only_refusals_are_sent() {
        let sent = |failure: Failure<CartRefusal>| sent(failure, |refusal| refusal);
        let refusal = CartRefusal::Empty;
        assert_eq!(sent(Failure::Refused(refusal.clone())), Failed::Refused { refusal });
        assert_eq!(sent(base::Fault::Broken("a wire".to_owned()).into()), Failed::Face(FaceError::Unavailable));
    }
}
