//! The library's panics as errors: where lengths in a damaged file contradict each other, it asserts that they do not.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use ::parquet::errors::{ParquetError, Result};

thread_local! {
    static CALM: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call of the library. Nothing that it was given is to be used once it has failed.
pub(super) fn calm<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CALM.get() {
                before(info);
            }
        }));
    });
    CALM.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(call));
    CALM.set(false);
    done.unwrap_or_else(|_| Err(ParquetError::General("its data contradicts itself; it is damaged".to_owned())))
}
