//! The office corrects who an order is for: the buyer's name and address, and the names on tickets. Everything made of an
//! order is made anew each time it is asked for, so papers, PDFs, pages and gates show the correction at once.

use crate::Office;
use base::live::News;
use base::outbox::OutgoingEmail;
use base::saving::SaveRequest;
use base::{Actor, Failure, saving};
use domain::audit::Action;
use domain::email::kind::EmailKind;
use domain::form::{CorrectionForm, FormRefusal};
use domain::ids::OrderId;
use domain::order::Order;
use domain::question::Question;
use domain::role::Permission;
use serde_json::json;
use storage::{corrections, deliveries, orders};

impl Office {
    /// Returns whether anything was changed. The address that was there before is told; e-mails that haven't gone out go to
    /// the new one. An address that is only nearly right is asked about first.
    pub async fn correct_order(
        &self,
        actor: &Actor,
        id: OrderId,
        form: &CorrectionForm,
        saving: &SaveRequest<'_>,
    ) -> Result<bool, Failure<FormRefusal>> {
        actor.require(Permission::SeeOrders)?;
        actor.require(Permission::MendOrders)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let unknown = || Failure::Refused(FormRefusal::unknown());
        let mut tx = self.base.organizer(organizer).await?;
        let head = orders::lock(&mut tx, organizer, id).await?.ok_or_else(unknown)?;
        let order = self.money.whole_order(&mut tx, organizer, id).await?.ok_or_else(unknown)?;
        let (checked, stored) = (form.check(&order), CorrectionForm::of(&order));
        saving.check_opened(&stored, &checked, &stored.check(&order)).map_err(Failure::Refused)?;
        let correction = checked.map_err(|problems| Failure::Refused(problems.into()))?;
        if correction.is_empty() {
            return Ok(false);
        }
        let slip = correction.email.as_deref().and_then(Question::address_slip);
        saving.ask(slip.into_iter().collect()).map_err(Failure::Refused)?;
        corrections::correct(&mut tx, organizer, id, order.buyer_name.as_deref(), &correction).await?;
        let mut emails = Vec::new();
        if let Some(email) = &correction.email {
            if let Some(was) = &order.buyer_email {
                deliveries::readdress(&mut tx, organizer, id, was, email).await?;
                emails.push(OutgoingEmail {
                    order: Some(id),
                    to: was.clone(),
                    locale: head.locale,
                    kind: EmailKind::AddressChanged,
                });
            }
            if form.send && order.has_valid_ticket() {
                let kind = EmailKind::TicketsResent;
                emails.push(OutgoingEmail { order: Some(id), to: email.clone(), locale: head.locale, kind });
            }
        }
        self.base.queue_emails(&mut tx, organizer, &emails).await?;
        let was = |id| order.tickets.iter().find(|t| t.id == id).and_then(|t| t.holder.clone());
        let change =
            |was: &Option<String>, now: &Option<String>| now.as_ref().map(|now| json!({"was": was, "now": now}));
        let holders = correction.holders.iter().map(|(t, now)| json!({"ticket": t, "was": was(*t), "now": now}));
        let detail = json!({
            "name": change(&order.buyer_name, &correction.name),
            "email": change(&order.buyer_email, &correction.email),
            "holders": holders.collect::<Vec<_>>(),
        });
        self.base.record(&mut tx, organizer, now, actor, Action::OrderCorrected, id, detail).await?;
        self.base.send_news(&mut tx, News::Order { organizer, order: id }).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Tells whether an order's form of correction would still be filled in the same way.
pub fn version(order: &Order) -> String {
    saving::version(&CorrectionForm::of(order))
}
