//! What GDAL has to say, kept per thread instead of printed.

use std::cell::RefCell;
use std::sync::Once;

use gdal::config::set_error_handler;
use gdal::errors::CplErrType;

use crate::redact::redacted;

/// One message of GDAL's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// A failure, rather than a warning.
    pub failure: bool,
    /// GDAL's own words.
    pub text: String,
}

/// More are of no use, and a corrupt file may give one for each feature.
const KEPT: usize = 20;

thread_local! {
    static HEARD: RefCell<Vec<Message>> = const { RefCell::new(Vec::new()) };
}

/// Keeps from now on what GDAL says on this thread, and forgets what it said before.
pub fn listen() {
    static ONCE: Once = Once::new();
    // The handler is one for the process and is called on the thread that errs: it may hold no state of its own.
    ONCE.call_once(|| {
        set_error_handler(|kind, _, text| {
            let failure = match kind {
                CplErrType::Failure | CplErrType::Fatal => true,
                CplErrType::Warning => false,
                CplErrType::None | CplErrType::Debug => return,
            };
            HEARD.with_borrow_mut(|heard| {
                if heard.len() < KEPT {
                    heard.push(Message { failure, text: redacted(text.trim()) });
                }
            });
        });
    });
    HEARD.with_borrow_mut(Vec::clear);
}

/// What GDAL said since it was last asked, first things first.
pub(crate) fn heard() -> Vec<Message> {
    HEARD.with_borrow_mut(|heard| if heard.is_empty() { Vec::new() } else { std::mem::take(heard) })
}

/// The first failure of what was heard, or `otherwise`.
pub(crate) fn reason(otherwise: impl std::fmt::Display) -> String {
    let heard = heard();
    let first = heard.iter().find(|m| m.failure).or(heard.first());
    first.map_or_else(|| otherwise.to_string(), |m| m.text.clone())
}
