//! How buyers pay.

use super::settings::settings;
use super::{Hidden, Sources};

settings! {
    /// Cash at the box office always works. The test gateway moves no money: it is for trying things out.
    "gateways" Gateways {
        /// Where the test gateway is reached, such as `http://localhost:3000/backstage/gateway`. Empty: it isn't offered.
        test_url: String = "TESSERA_TEST_GATEWAY_URL", default "";
        /// The key our calls to it carry.
        test_key: Hidden = "TESSERA_TEST_GATEWAY_KEY", default "";
        /// What its webhooks are signed with.
        test_webhook_secret: Hidden = "TESSERA_TEST_GATEWAY_WEBHOOK_SECRET", default "";
    }
}

impl Gateways {
    pub(super) fn check(&self, sources: &mut Sources) {
        let set = [!self.test_url.is_empty(), !self.test_key.is_empty(), !self.test_webhook_secret.is_empty()];
        if set.contains(&true) && set.contains(&false) {
            sources.note(
                "TESSERA_TEST_GATEWAY_URL, TESSERA_TEST_GATEWAY_KEY and TESSERA_TEST_GATEWAY_WEBHOOK_SECRET belong \
                 together: set all three or none."
                    .to_owned(),
            );
        }
    }
}
