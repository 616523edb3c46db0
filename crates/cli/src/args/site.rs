//! The arguments of `maillon site`.

use std::path::PathBuf;

use clap::Args;

use super::{InputArgs, MatchingArgs, ResultArgs};

/// Ask where a new firm would fit best
///
/// Looks at each zone of the study, or each cell of a grid, and tells what the firm's flows would find within reach there:
/// matched by the same rules, gates and scores as `match`. Nothing is allocated; each place is told as if the firm came there
/// and nobody else did. The firm is a table of flows with the study's columns but no site, or the typical flows of its
/// activity: those of the substitutions that name the activity, of unknown amount.
#[derive(Debug, Args)]
#[command(
    group(clap::ArgGroup::new("firm").args(["profile", "activity"]).required(true).multiple(true)),
    after_long_help = "Examples:\n  \
    maillon site study.toml --profile bakery.csv\n  \
    maillon site study.toml --activity 23.51 --kind industrial\n  \
    maillon site study.toml --profile bakery.csv --grid 5 --out where\n\n\
    A profile is a flow table without sites:\n  \
    direction,resource,quantity,unit\n  \
    supply,heat.low-grade,900,MWh/yr\n  \
    demand,wood.chips,300,t/yr\n\n\
    With --out it writes:\n  \
    siting.geojson  the places, the best first: score, what it could give and get, best partners\n  \
    summary.json    the whole report"
)]
pub(crate) struct SiteArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// The firm's flows: a table with the same columns as the study's flows, without the site
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// The firm's activity, a NACE or NAF code; without a profile, its typical flows are taken
    #[arg(long, value_name = "CODE")]
    pub activity: Option<String>,
    /// Look at the cells of a grid of so many kilometres over the study's sites, not at its zones
    #[arg(long, value_name = "KM", allow_negative_numbers = true, conflicts_with = "kind")]
    pub grid: Option<f64>,
    /// Look at zones of this kind only
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    #[command(flatten)]
    pub matching: MatchingArgs,
    #[command(flatten)]
    pub results: ResultArgs,
}
