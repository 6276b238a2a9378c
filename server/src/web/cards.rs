//! The cards of events as PNG, for the places where their addresses are shared: chats and networks show no SVG.
//!
//! Only the server draws: what it takes is in no bundle. A card is drawn once for all who ask, one at a time, off the
//! threads that answer requests.

use crate::web::State as WebState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::timed_cache::TimedCache;
use domain::locale::Locale;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use selling::share_card;
use std::path::Path as File;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A card's key names all that stands on it, so that it may be kept as long as there is room.
const AGE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// Some ten megabytes.
const COUNT_MAX: usize = 200;
/// A larger picture isn't drawn into a card.
const ART_BYTES_MAX: u64 = 1 << 20;

/// What was drawn, and whose turn it is to draw.
pub struct Cards {
    kept: TimedCache<Bytes>,
    pens: Arc<Semaphore>,
}

impl Default for Cards {
    fn default() -> Cards {
        Cards { kept: TimedCache::new(AGE_MAX, COUNT_MAX), pens: Arc::new(Semaphore::new(1)) }
    }
}

/// Why there is no card now.
#[derive(Debug, thiserror::Error)]
enum CardError {
    #[error(transparent)]
    Layout(#[from] base::Fault),
    #[error("the drawing can't be read: {0}")]
    Svg(#[from] resvg::usvg::Error),
    #[error("no picture of this size can be made")]
    Size,
    #[error("the picture can't be written: {0}")]
    Png(String),
    #[error("the drawing was given up: {0}")]
    Lost(String),
}

/// `GET /cards/{locale}/{slug}.png`; what stands after a `?` only keeps one card apart from the next.
pub async fn card(State(state): State<WebState>, Path((locale, file)): Path<(String, String)>) -> Response {
    let (Some(locale), Some(slug)) = (Locale::from_tag(&locale), file.strip_suffix(".png")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match png(&state, slug, locale).await {
        Ok(Some(bytes)) => {
            ([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "public, max-age=86400")], bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, slug, "a card could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn png(state: &WebState, slug: &str, locale: Locale) -> Result<Option<Bytes>, CardError> {
    let Some(page) = state.web.core.selling.cached_event_page(slug).await? else { return Ok(None) };
    let card = share_card::card(&page, locale);
    let key = format!("{} {slug} {}", locale.tag(), share_card::number(&card, page.event.artwork.as_deref()));
    let state = state.clone();
    // A task of its own: whoever hangs up leaves a card behind that is kept, and not one that is drawn for nobody.
    let made = tokio::spawn(async move {
        let make = || async {
            let art = match page.event.artwork.as_deref() {
                Some(name) => art(&state.web.config.web.site, name).await,
                None => None,
            };
            let pen = state.cards.pens.clone().acquire_owned().await;
            let pen = pen.map_err(|error| CardError::Lost(error.to_string()))?;
            let drawn = tokio::task::spawn_blocking(move || {
                // Held until the drawing is done, whatever becomes of the request.
                let _pen = pen;
                let drawing =
                    share_card::drawing(&card, art.as_deref()).map_err(|e| base::Fault::Broken(e.to_string()))?;
                rasterize(&drawing)
            });
            drawn.await.map_err(|error| CardError::Lost(error.to_string()))?
        };
        state.cards.kept.get(&key, make).await
    });
    made.await.map_err(|error| CardError::Lost(error.to_string()))?.map(Some)
}

/// The event's picture, where it is a drawing of ours; an event without one has a card all the same.
async fn art(site: &File, name: &str) -> Option<Vec<u8>> {
    let is_plain = !name.starts_with('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !is_plain || !name.ends_with(".svg") {
        return None;
    }
    let path = site.join("art").join(name);
    let size = tokio::fs::metadata(&path).await.ok()?.len();
    if size > ART_BYTES_MAX { None } else { tokio::fs::read(&path).await.ok() }
}

fn rasterize(drawing: &str) -> Result<Bytes, CardError> {
    let tree = Tree::from_str(drawing, &Options::default())?;
    let mut picture = Pixmap::new(share_card::WIDTH, share_card::HEIGHT).ok_or(CardError::Size)?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().map(Bytes::from).map_err(|error| CardError::Png(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width and height out of the header of a PNG.
    fn size(png: &[u8]) -> (u32, u32) {
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn a_card_is_a_picture_of_the_size_that_is_told() {
        let red = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 36"><path fill="#f00" d="M0 0h64v36H0z"/></svg>"##;
        let (plain, with_art) = (draw(None), draw(Some(red)));
        assert_eq!(size(&plain), (share_card::WIDTH, share_card::HEIGHT));
        assert_eq!(size(&with_art), (share_card::WIDTH, share_card::HEIGHT));
        let red_of = |png: &[u8]| {
            let picture = Pixmap::decode_png(png).unwrap();
            picture.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == (255, 0, 0)).count()
        };
        assert_eq!(red_of(&plain), 0);
        assert!(red_of(&with_art) > 100_000);
    }

    fn draw(art: Option<&[u8]>) -> Bytes {
        let card = share_card::Card {
            title: "La Traviata".into(),
            when: "Saturday 21 November 2026, 20:30".into(),
            place: "Teatro Nuovo, Livorno".into(),
            organizer: "Teatro Nuovo".into(),
            seed: 7,
        };
        rasterize(&share_card::drawing(&card, art).unwrap()).unwrap()
    }
}
