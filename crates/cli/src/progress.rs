//! Progress on a terminal; silence in a pipe.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One line that tells what is being done; gone when it is done.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A count without an end: rows of a file.
    pub(crate) fn counter(quiet: bool) -> Self {
        Self::new(ProgressBar::no_length(), "{spinner} {msg} {human_pos}", quiet)
    }

    /// A share of a known total.
    pub(crate) fn of(total: u64, what: &str, quiet: bool) -> Self {
        let progress = Self::new(ProgressBar::new(total), "{spinner} {msg} [{bar:30}] {human_pos}/{human_len}", quiet);
        progress.bar.set_message(what.to_owned());
        progress
    }

    /// Something whose end nobody can foresee.
    pub(crate) fn busy(what: &str, quiet: bool) -> Self {
        let progress = Self::new(ProgressBar::no_length(), "{spinner} {msg} {elapsed}", quiet);
        progress.bar.set_message(what.to_owned());
        progress
    }

    fn new(bar: ProgressBar, template: &str, quiet: bool) -> Self {
        // Indicatif draws nothing where stderr is no terminal.
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        // It takes a thread.
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar }
    }

    /// What is being done, beside the count.
    pub(crate) fn about(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// A line that stays, above the progress.
    pub(crate) fn line(&self, text: &str) {
        self.bar.suspend(|| crate::terminal::say(text));
    }

    pub(crate) fn at(&self, what: &str, position: u64) {
        self.bar.set_message(what.to_owned());
        self.bar.set_position(position);
    }

    pub(crate) fn advance(&self, by: u64) {
        self.bar.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
