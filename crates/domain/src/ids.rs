//! Typed ids, one list: an id of one thing does not fit where another is wanted.

/// Makes each id a newtype over a UUID that prints and reads with its own prefix: `evt_0198…`.
macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// What its text form begins with, before the underscore.
            pub const PREFIX: &'static str = $prefix;
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            /// Reads the prefixed form, and a bare UUID too, for people who paste one from the database.
            fn from_str(text: &str) -> Result<Self, IdError> {
                let bare = match text.split_once('_') {
                    Some(($prefix, rest)) => rest,
                    Some(_) => return Err(IdError { text: text.to_owned(), prefix: $prefix }),
                    None => text,
                };
                uuid::Uuid::try_parse(bare)
                    .map($name)
                    .map_err(|_| IdError { text: text.to_owned(), prefix: $prefix })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

/// The text isn't an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not an id of this kind; it should look like {prefix}_0198c1…")]
pub struct IdError {
    pub text: String,
    pub prefix: &'static str,
}

typed_ids! {
    AdmissionId = "adm",
    AnnouncementId = "ann",
    CartId = "crt",
    DiscountCodeId = "dsc",
    EmailId = "eml",
    EventId = "evt",
    HoldId = "hld",
    OrderId = "ord",
    OrderLineId = "lin",
    OrganizerId = "org",
    /// A payment attempt: one call for money to one gateway.
    PaymentId = "pay",
    PerformanceId = "prf",
    PersonId = "per",
    PoolId = "pol",
    /// An entry of the price book.
    PriceId = "prc",
    PrintJobId = "prj",
    RefundId = "rfd",
    SeatId = "sea",
    SeatMapId = "map",
    SeriesId = "ser",
    TerminalId = "trm",
    TicketId = "tkt",
    TicketTypeId = "tty",
    TillId = "til",
    TokenId = "tok",
    VenueId = "ven",
    ZoneId = "zon",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_refuses_another_kind() {
        let id = EventId(uuid::Uuid::from_u128(7));
        assert_eq!(id.to_string(), "evt_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().parse::<OrderId>().is_err());
        assert!("evt_x".parse::<EventId>().is_err());
    }
}
