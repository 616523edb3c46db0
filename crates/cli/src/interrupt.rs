//! Ctrl-C and SIGTERM: the target keeps its previous results, nothing half-written stays behind.

use std::io;

/// Exit code of a program ended by SIGINT, as shells report it.
const INTERRUPTED: i32 = 130;

/// From now on an interruption cleans up before it ends the program.
pub(crate) fn listen() {
    // A second handler cannot be set; then the system's default ends the program, and the next run cleans up.
    let _ = ctrlc::set_handler(end);
}

/// From now on the program ends, cleanly, when its stdin does: when whoever started it is gone.
pub(crate) fn end_with_stdin() {
    std::thread::spawn(|| {
        // Nothing is ever sent: only the end arrives.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        end();
    });
}

fn end() {
    maillon_layers::abort_all();
    crate::terminal::say("interrupted; the results of the previous run, if any, are untouched");
    std::process::exit(INTERRUPTED);
}
