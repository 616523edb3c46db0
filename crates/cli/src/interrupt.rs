//! Ctrl-C and SIGTERM: the target keeps its previous results, nothing half-written stays behind.

use std::io;
use std::sync::OnceLock;

use maillon_layers::Standing;

/// Exit code of a program ended by SIGINT, as shells report it.
const INTERRUPTED: i32 = 130;

/// From now on an interruption cleans up before it ends the program.
pub(crate) fn listen() {
    // A second handler cannot be set; then the system's default ends the program, and the next run cleans up.
    let _ = ctrlc::set_handler(end);
}

/// What an interrupted batch says: its table is old, but not all of its studies are.
static OF_BATCH: OnceLock<String> = OnceLock::new();

/// Has an interruption say how a batch goes on.
pub(crate) fn in_batch(out: &std::path::Path) {
    let said = format!(
        "interrupted; the studies that were done stand in {}, whole, the others are as they were; the same command goes on",
        out.display()
    );
    // One process runs one batch.
    let _ = OF_BATCH.set(said);
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
    let standing = maillon_layers::abort_all();
    let of_batch = OF_BATCH.get().filter(|_| standing == Standing::Old);
    crate::terminal::say(of_batch.map_or_else(|| words(standing), String::as_str));
    std::process::exit(INTERRUPTED);
}

fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Old => "interrupted; the results of the previous run, if any, are untouched",
        Standing::New => "interrupted; the new results are in place, whole",
    }
}
