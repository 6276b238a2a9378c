//! Stops a flow in its tracks: what a crash between any two of its steps is to the database.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Polls `inner` until it has had to wait `left` times more, then gives up: what it asked for last is on its way and
/// nobody will hear the answer.
pub struct Cut<F> {
    inner: Pin<Box<F>>,
    left: u32,
}

impl<F: Future> Cut<F> {
    pub fn after(inner: F, waits: u32) -> Cut<F> {
        Cut { inner: Box::pin(inner), left: waits }
    }
}

impl<F: Future> Future for Cut<F> {
    /// `None`: it was cut.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.inner.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.left == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.left -= 1;
                Poll::Pending
            }
        }
    }
}
