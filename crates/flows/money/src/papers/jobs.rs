//! Papers on their way to a till's printer.

use crate::Billing;
use base::Fault;
use base::live::News;
use domain::ids::{OrderId, OrganizerId, PrintJobId, TicketId};
use domain::order::Order;
use domain::paper::{Paper, PaperTicket, PrintJob};
use domain::till::Till;
use std::collections::HashMap;
use storage::Conn;
use storage::print_jobs::{self, NewPrintJob};

impl Billing {
    /// Enqueues papers for the till's terminal; nothing happens where the till has none.
    pub async fn enqueue_print(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        till: &Till,
        order: Option<OrderId>,
        open_drawer: bool,
        papers: Vec<Paper>,
    ) -> Result<Option<PrintJobId>, Fault> {
        let id = PrintJobId(self.base.chance.uuid(self.base.clock.now()));
        let job = print_job(till, order, PrintJob { id, open_drawer, papers });
        self.enqueue_prints(conn, organizer, job.as_slice()).await?;
        Ok(job.map(|_| id))
    }

    /// Jobs that come out in this order.
    pub async fn enqueue_prints(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        jobs: &[NewPrintJob],
    ) -> Result<(), Fault> {
        if jobs.is_empty() {
            return Ok(());
        }
        print_jobs::enqueue(conn, organizer, jobs, self.base.clock.now()).await?;
        self.base.send_news(conn, News::Printer { organizer }).await
    }
}

/// A job for the till's terminal, if it has one.
pub fn print_job(till: &Till, order: Option<OrderId>, job: PrintJob) -> Option<NewPrintJob> {
    till.terminal.as_ref().map(|terminal| NewPrintJob { terminal: terminal.id, till: till.id, order, job })
}

/// Tickets on paper, those of the order that were counted, each marked as the copy it is.
pub fn ticket_papers(order: &Order, printed: &HashMap<TicketId, u32>) -> Vec<Paper> {
    let counted = |mut paper: PaperTicket| {
        paper.copy = *printed.get(&paper.ticket)?;
        Some(Paper::Ticket(paper))
    };
    crate::documents::paper_tickets(order).into_iter().filter_map(counted).collect()
}
