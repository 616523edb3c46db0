//! The only place that prints: results a script reads to stdout, all else to stderr.

use std::io::{self, Write};

/// Tells the person at the terminal.
pub(crate) fn say(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Hands text to whatever reads stdout. A reader that has seen enough (`| head`) is no error.
///
/// # Errors
/// A write that fails for another reason.
pub(crate) fn print(text: &str) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// An error and what caused it, in one line; causes that only repeat what was said are left out.
pub(crate) fn causes(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}
