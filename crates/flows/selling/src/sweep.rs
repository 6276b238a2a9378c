//! What nobody told the worker: holds whose time is over.

use crate::Selling;
use crate::hold_desk::{HoldDeskAnswer, HoldDeskAsk};
use base::desk::NoAnswer;
use base::{Failure, Fault};
use domain::ids::OrganizerId;
use storage::holds;

impl Selling {
    /// Gives lapsed places back.
    pub async fn sweep_holds(&self, organizer: OrganizerId) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        let due = holds::performances_with_due(&mut tx, organizer, now).await?;
        drop(tx);
        for performance in due {
            // A desk with more to do than it can do gives back what it needs by itself.
            match self.ask_hold_desk((organizer, performance), HoldDeskAsk::Expire { performance }).await {
                Ok(HoldDeskAnswer::Changed(Err(Failure::Fault(fault)))) | Err(NoAnswer::Broken(fault)) => {
                    return Err(fault);
                }
                Ok(_) | Err(NoAnswer::Busy(_)) => {}
            }
        }
        Ok(())
    }
}
