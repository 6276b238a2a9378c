//! What the office has done after a commit.

use crate::Office;
use domain::ids::{AnnouncementId, OrganizerId};

base::jobs! {
    /// What can wait until buyers have what they want.
    define of Office:

    /// Writes the e-mails of an announcement, some hundreds at a time.
    WriteAnnouncement = "write_announcement" { organizer: OrganizerId, announcement: AnnouncementId } => write_announcement;
}
