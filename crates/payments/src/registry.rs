//! The gateways this server has, by kind.

use crate::gateway::Gateway;
use domain::payment::GatewayKind;
use std::collections::HashMap;
use std::sync::Arc;

/// Cheap to clone; one gateway per kind.
#[derive(Clone, Default)]
pub struct Registry {
    gateways: Arc<HashMap<GatewayKind, Arc<dyn Gateway>>>,
}

impl Registry {
    /// This registry and one more gateway, in place of another of its kind.
    pub fn with(mut self, gateway: impl Gateway + 'static) -> Registry {
        Arc::make_mut(&mut self.gateways).insert(gateway.kind(), Arc::new(gateway));
        self
    }

    pub fn get(&self, kind: GatewayKind) -> Option<&Arc<dyn Gateway>> {
        self.gateways.get(&kind)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Gateway>> {
        self.gateways.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cash::CashGateway;

    #[test]
    fn a_gateway_is_found_by_its_kind_and_only_by_it() {
        let registry = Registry::default().with(CashGateway).with(CashGateway);
        assert_eq!(registry.get(GatewayKind::Cash).map(|g| g.kind()), Some(GatewayKind::Cash));
        assert!(registry.get(GatewayKind::Test).is_none());
        assert_eq!(registry.iter().count(), 1);
    }
}
