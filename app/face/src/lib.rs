//! What all faces share on their way to the flows: what a server function knows of its request, how it fails, how a refusal
//! reaches a person, and signing in, with the entrance where that is done.
//!
//! It must not know a page behind that entrance (those are the faces', made of `ui`'s components), nor decide anything (that is
//! the flows').
//!
//! To add something all faces need of a request: a function in [`request`], with the flows' answer in its type.

pub mod error;
pub mod session;
#[cfg(feature = "ssr")]
pub mod entrance;
#[cfg(feature = "ssr")]
pub mod limit;
#[cfg(feature = "ssr")]
pub mod refusal;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod visitor;
#[cfg(feature = "ssr")]
pub mod device;

/// Limits a server function, named by its type: one that doesn't exist doesn't compile.
#[macro_export]
macro_rules! limited {
    ($function:ty, $limit:ident) => {
        #[cfg(feature = "ssr")]
        $crate::limit::inventory::submit! {
            $crate::limit::Limited {
                path: <$function as ::leptos::server_fn::ServerFn>::PATH,
                limit: $crate::limit::Limit::$limit,
            }
        }
    };
}
