//! `maillon batch` and its help.

use std::path::PathBuf;

use clap::Args;

/// Run many studies, one after the other or several at once
///
/// Every study is a run of its own: one that fails, or takes all the memory, harms no other. The results of each go to a folder
/// of --out named after the study's folder; a table of all of them goes to its folder `batch`.
///
/// A batch may be interrupted or killed at any moment: the same command goes on where it was. A study whose inputs
/// (by their digests), settings and maillon version are those of its finished results is not done again.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  \
    maillon batch regions/*/study.toml --out results\n  \
    maillon batch regions --out results --jobs 4\n  \
    maillon batch 'regions/**/2024/study.toml' --out results --json | jq '.studies[] | select(.status != \"done\")'\n\n\
    Writes to --out:\n  \
    NAME/                   the results of each study, as `maillon match` writes them\n  \
    batch/studies.csv       a row for each study: status, counts, what went wrong\n  \
    batch/studies.json      the same\n  \
    batch/studies.geojson   the same, each on the hull of its sites\n\n\
    Exit codes: 0 all studies are done; 2 all are done, but the input of some has errors (or warnings under --strict); \
    1 some failed.")]
pub(crate) struct BatchArgs {
    /// Study files, their folders, folders of such folders, or patterns (quoted: 'regions/*/study.toml')
    #[arg(value_name = "STUDIES", required = true)]
    pub studies: Vec<PathBuf>,
    /// Folder of all results
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Studies at once; each takes the memory it takes
    #[arg(long, short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,
    /// Do every study again, also those that nothing has changed
    #[arg(long)]
    pub again: bool,
    /// For every study: cap of every resource's own transport radius, in kilometres
    #[arg(long, value_name = "KM", allow_negative_numbers = true)]
    pub radius_km: Option<f64>,
    /// For every study: synergies kept per supply flow; 0 keeps all
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// For every study: match only the flows that exist on this day (2015-06-30)
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// For every study: leave out the plan
    #[arg(long)]
    pub no_allocate: bool,
    /// For every study: formats of the layers, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub formats: Option<Vec<String>>,
    /// Let warnings count as errors for the exit code
    #[arg(long)]
    pub strict: bool,
}
