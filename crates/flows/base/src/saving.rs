//! What a save knows besides its form: what the form was filled from, and what somebody has said yes to.
//!
//! A save that has consequences for others asks first: the flow is refused with its [`Question`]s, the page shows them with
//! all that was typed kept, and the same save comes again with the key of just these questions. Whatever they are about
//! changes meanwhile is asked about anew.

use data_encoding::HEXLOWER;
use domain::form::FormRefusal;
use domain::question::Question;
use domain::refusal::Problem;
use sha2::{Digest, Sha256};
use std::fmt::Debug;

/// How a form is saved.
#[derive(Clone, Copy, Debug)]
pub struct SaveRequest<'a> {
    /// The [`version`] that the form was filled from, where it is known. Refused when another was saved since.
    pub opened: Option<&'a str>,
    pub agreed: Consent<'a>,
    /// Whether buyers are written to whose date becomes another.
    pub emails: bool,
}

/// What somebody has said yes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent<'a> {
    Nothing,
    /// The questions with this [`key`].
    To(&'a str),
    /// For the demo's season, which nobody sits before.
    Anything,
}

impl SaveRequest<'static> {
    /// As the first press of the button saves it.
    pub const FIRST: SaveRequest<'static> = SaveRequest { opened: None, agreed: Consent::Nothing, emails: true };
    pub const UNASKED: SaveRequest<'static> = SaveRequest { agreed: Consent::Anything, ..SaveRequest::FIRST };
}

impl<'a> SaveRequest<'a> {
    pub fn opened(opened: &'a str) -> SaveRequest<'a> {
        SaveRequest { opened: Some(opened), ..SaveRequest::FIRST }
    }

    /// Refused while there is something that nobody has said yes to.
    pub fn ask(&self, questions: Vec<Question>) -> Result<(), FormRefusal> {
        let agreed = match self.agreed {
            Consent::Nothing => false,
            Consent::To(what) => what == key(&questions),
            Consent::Anything => true,
        };
        if questions.is_empty() || agreed { Ok(()) } else { Err(FormRefusal::asked(questions)) }
    }

    /// Whether somebody has saved since the form was opened. `stored` is the form as it would be filled now.
    pub fn is_stale(&self, stored: &impl Debug) -> bool {
        self.opened.is_some_and(|opened| opened != version(stored))
    }
}

impl SaveRequest<'_> {
    /// Refused where somebody has saved since the form was opened. `sent` and `there` are what was sent and what is stored, each as
    /// the form's check reads it: who presses twice sends what is there already, and has nothing to look at.
    pub fn check_opened<T: PartialEq>(&self, stored: &impl Debug, sent: &T, there: &T) -> Result<(), FormRefusal> {
        match self.is_stale(stored) && sent != there {
            true => Err(FormRefusal::one("opened", Problem::ChangedMeanwhile)),
            false => Ok(()),
        }
    }
}

/// Names questions, so that a yes can be to these and no others. How much was sold isn't part of it.
pub fn key(questions: &[Question]) -> String {
    let matters: Vec<Question> = questions.iter().map(Question::matter).collect();
    version(&matters)
}

/// Tells whether a form would still be filled in the same way.
pub fn version(form: &impl Debug) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{form:?}").as_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::locale::Translated;

    fn withdraw(name: &str, sold: u32) -> Vec<Question> {
        vec![Question::WithdrawSold { name: Translated::new(name, name), sold }]
    }

    #[test]
    fn a_yes_is_to_what_was_asked_and_to_nothing_else() {
        assert!(SaveRequest::FIRST.ask(Vec::new()).is_ok());
        let refused = SaveRequest::FIRST.ask(withdraw("Full price", 3)).unwrap_err();
        assert_eq!(refused.questions, withdraw("Full price", 3));
        let asked = key(&refused.questions);
        let yes = SaveRequest { agreed: Consent::To(&asked), ..SaveRequest::FIRST };
        assert!(yes.ask(withdraw("Full price", 4)).is_ok(), "somebody bought meanwhile");
        assert!(yes.ask(withdraw("Under 26", 3)).is_err());
        assert!(SaveRequest::UNASKED.ask(withdraw("Full price", 3)).is_ok());
    }

    #[test]
    fn a_form_is_stale_when_it_would_be_filled_in_otherwise() {
        let opened = version(&"20:30");
        assert!(!SaveRequest::opened(&opened).is_stale(&"20:30"));
        assert!(SaveRequest::opened(&opened).is_stale(&"21:00"));
        assert!(!SaveRequest::FIRST.is_stale(&"21:00"));
        let check = |stored, sent| SaveRequest::opened(&opened).check_opened(&stored, &sent, &stored).is_ok();
        assert!(check("20:30", "21:30"), "nobody saved meanwhile");
        assert!(!check("21:00", "21:30"));
        assert!(check("21:00", "21:00"), "it is there already");
    }
}
