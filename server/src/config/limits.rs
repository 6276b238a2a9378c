//! How much one visitor may ask for.

use super::settings::settings;
use std::num::NonZeroU32;

settings! {
    /// Where the server says "not now" or "too much". Rates count each address (each /64 of IPv6) by itself.
    "limits" Limits {
        /// Tries to sign in, a minute.
        sign_in_per_minute: NonZeroU32 = "TESSERA_LIMIT_SIGN_IN", default "10";
        /// Orders placed and payments begun, a minute.
        checkout_per_minute: NonZeroU32 = "TESSERA_LIMIT_CHECKOUT", default "30";
        /// Requests to be sent one's tickets by e-mail, a minute.
        find_per_minute: NonZeroU32 = "TESSERA_LIMIT_FIND", default "5";
        /// Discount codes typed into carts, in the shop and through the API, a minute.
        codes_per_minute: NonZeroU32 = "TESSERA_LIMIT_CODES", default "20";
        /// Searches by name at the gates, a minute. All stewards of a venue may share an address.
        gate_search_per_minute: NonZeroU32 = "TESSERA_LIMIT_GATE_SEARCH", default "300";
        /// Calls of the API, a minute.
        api_per_minute: NonZeroU32 = "TESSERA_LIMIT_API", default "600";
        /// The largest body a request may have, in bytes.
        body_bytes: NonZeroU32 = "TESSERA_LIMIT_BODY", default "2097152";
        /// How long a request may take, in seconds. Pages that follow the news are left alone.
        request_seconds: NonZeroU32 = "TESSERA_LIMIT_REQUEST", default "30";
        /// How long requests and jobs may go on after the server was asked to end, in seconds.
        shutdown_seconds: NonZeroU32 = "TESSERA_LIMIT_SHUTDOWN", default "20";
    }
}
