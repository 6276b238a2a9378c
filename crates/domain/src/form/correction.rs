//! The form by which the office corrects who an order is for.

use super::checkbox;
use super::read::FormReader;
use crate::buyer::NAME_CHARS_MAX;
use crate::email;
use crate::ids::TicketId;
use crate::order::{Order, OrderTicket};
use crate::refusal::{FieldProblem, Problem};
use crate::ticket::TicketState;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    pub name: String,
    pub email: String,
    /// Send the tickets to the address, where it is a new one.
    #[serde(deserialize_with = "checkbox")]
    pub send: bool,
    pub holders: Vec<HolderForm>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HolderForm {
    /// A [`TicketId`].
    pub ticket: String,
    /// Empty: the buyer.
    pub name: String,
    /// The name that the form was filled with: a name that nobody touched isn't a correction.
    pub was: String,
}

/// What is different from now on. Nothing where a field is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    pub name: Option<String>,
    pub email: Option<String>,
    pub holders: Vec<(TicketId, Option<String>)>,
}

impl Correction {
    pub fn is_empty(&self) -> bool {
        *self == Correction::default()
    }
}

impl CorrectionForm {
    /// The form as it would have been typed. Only valid tickets have a holder to be corrected.
    pub fn of(order: &Order) -> CorrectionForm {
        let holder = |t: &OrderTicket| {
            let name = t.holder.clone().unwrap_or_default();
            HolderForm { ticket: t.id.to_string(), was: name.clone(), name }
        };
        CorrectionForm {
            name: order.buyer_name.clone().unwrap_or_default(),
            email: order.buyer_email.clone().unwrap_or_default(),
            send: true,
            holders: order.tickets.iter().filter(|t| t.state == TicketState::Valid).map(holder).collect(),
        }
    }

    /// What it changes of an order; nothing where it is sent twice. Tickets that bear the buyer's name follow it, unless they
    /// were given another one. A name or an address that is there can be corrected and not taken away.
    pub fn check(&self, order: &Order) -> Result<Correction, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let had = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let name = match had(&order.buyer_name) {
            true => read.required_line("name", &self.name, NAME_CHARS_MAX),
            false => read.line("name", &self.name, NAME_CHARS_MAX),
        };
        let email = match email::check(&self.email) {
            Ok(email) => email,
            Err(Problem::Missing) if !had(&order.buyer_email) => String::new(),
            Err(problem) => {
                read.note("email", problem);
                String::new()
            }
        };
        let mut holders = Vec::new();
        for ticket in order.tickets.iter().filter(|t| t.state == TicketState::Valid) {
            let was = ticket.holder.clone().unwrap_or_default();
            let id = ticket.id.to_string();
            let form = self.holders.iter().enumerate().find(|(_, form)| form.ticket == id);
            let (typed, filled) = form.map_or((was.clone(), was.as_str()), |(n, form)| {
                (read.line(&format!("holder_{n}"), &form.name, NAME_CHARS_MAX), form.was.as_str())
            });
            let untouched = typed == was || typed == filled;
            let follows = typed.is_empty() || (untouched && order.buyer_name.as_deref() == Some(&was));
            let now = match (follows, untouched) {
                (true, _) => name.clone(),
                (false, true) => was.clone(),
                (false, false) => typed,
            };
            if now != was {
                holders.push((ticket.id, Some(now).filter(|name| !name.is_empty())));
            }
        }
        let changed =
            |now: String, was: &Option<String>| Some(now).filter(|now| now != was.as_deref().unwrap_or_default());
        let correction =
            Correction { name: changed(name, &order.buyer_name), email: changed(email, &order.buyer_email), holders };
        read.finish(correction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::example::order;

    const VALID: TicketState = TicketState::Valid;

    #[test]
    fn what_is_sent_back_unchanged_changes_nothing() {
        let order = order(&[(Some("Maria Rosi"), VALID), (Some("Luca"), VALID), (None, TicketState::Refunded)]);
        let form = CorrectionForm::of(&order);
        assert_eq!(form.holders.len(), 2, "a refunded ticket has nobody to be corrected");
        assert!(form.check(&order).unwrap().is_empty());
    }

    #[test]
    fn the_tickets_that_bear_the_buyers_name_follow_it() {
        let order = order(&[(Some("Maria Rosi"), VALID), (Some("Luca"), VALID), (Some("Maria Rosi"), VALID)]);
        let mut form = CorrectionForm {
            name: "Maria Rossi".into(),
            email: "maria@GMAIL.com".into(),
            ..CorrectionForm::of(&order)
        };
        form.holders[2].name = "Anna".into();
        let correction = form.check(&order).unwrap();
        assert_eq!(
            (correction.name.as_deref(), correction.email.as_deref()),
            (Some("Maria Rossi"), Some("maria@gmail.com"))
        );
        let names: Vec<_> =
            correction.holders.iter().map(|(id, name)| (id.0.as_u128(), name.as_deref().unwrap())).collect();
        assert_eq!(names, [(0, "Maria Rossi"), (2, "Anna")]);
    }

    #[test]
    fn a_correction_that_is_sent_twice_changes_nothing_more() {
        let before = order(&[(Some("Maria Rosi"), VALID), (Some("Luca"), VALID)]);
        let mut form = CorrectionForm { name: "Maria Rossi".into(), ..CorrectionForm::of(&before) };
        form.holders[1].name = "Luka".into();
        let first = form.check(&before).unwrap();
        assert_eq!(first.holders.len(), 2);
        let mut after = order(&[(Some("Maria Rossi"), VALID), (Some("Luka"), VALID)]);
        after.buyer_name = first.name;
        assert!(form.check(&after).unwrap().is_empty());
    }

    #[test]
    fn a_name_is_corrected_and_not_taken_away() {
        let order = order(&[(Some("Luca"), VALID)]);
        let mut form = CorrectionForm { name: "\u{3164}".into(), email: "".into(), ..CorrectionForm::of(&order) };
        form.holders[0].name = "x".repeat(121);
        let fields: Vec<_> = form.check(&order).unwrap_err().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["name", "email", "holder_0"]);
        // A sale of the till has neither, and may be given them.
        let nobody = Order { buyer_name: None, buyer_email: None, ..order };
        assert!(CorrectionForm::of(&nobody).check(&nobody).unwrap().is_empty());
        let given = CorrectionForm { email: "a@b.it".into(), ..CorrectionForm::of(&nobody) };
        assert_eq!(given.check(&nobody).unwrap().email.as_deref(), Some("a@b.it"));
    }
}
