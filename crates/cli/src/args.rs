//! The command line, and its help.

mod batch;
mod site;

use std::path::PathBuf;

pub(crate) use batch::BatchArgs;
use clap::{Args, Parser, Subcommand};
pub(crate) use site::SiteArgs;

/// Find the links a territory's economy is missing.
///
/// maillon reads sites, flows and zones, matches every supply with the demands within its transport radius, scores each
/// pair and writes GIS layers with the reasons. Results go to files, messages to stderr.
#[derive(Debug, Parser)]
#[command(
    name = "maillon",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done; 1 the run failed; 2 the input has errors (or warnings under --strict).\n\n\
                  Start with: maillon init my-study && maillon match my-study/study.toml"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Print the result as JSON on stdout, for scripts
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Match(MatchArgs),
    Batch(BatchArgs),
    Whatif(WhatifArgs),
    Site(SiteArgs),
    Compare(CompareArgs),
    Check(CheckArgs),
    Explain(ExplainArgs),
    Init(InitArgs),
    Reject(RejectArgs),
    Resources(ResourcesArgs),
    Generate(GenerateArgs),
}

/// Match supplies with demands and write the layers
///
/// Every supply flow is paired with the demand flows at other sites within the transport radius that it can serve: of the
/// same resource, of its branch, or by a substitution of the knowledge. Gates refuse what cannot be.
/// Each pair is scored from 0 to 1 by criteria whose values stand beside the score; the best `top` per supply are kept.
/// What finds no partner is listed with the reason. Then the plan: who gets how much, at the best that the study's
/// objective can do with what there is, and how good that is.
///
/// Rows with errors are reported and left out, the others count; the exit code is then 2. The results appear all at
/// once: a run that dies leaves the previous ones whole.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  \
    maillon match study.toml\n  \
    maillon match study.toml --radius-km 80 --top 3 --out out-80km\n  \
    maillon match --sites sites.geojson --flows flows.csv --zones zones.shp --radius-km 50 --out out\n  \
    maillon match study.toml --objective tonnes\n  \
    maillon match study.toml --json | jq .plan\n  \
    maillon match study.toml --out - --layer unmatched --formats csv | sort\n  \
    maillon match study.toml --out - --layer pairs --formats csv > pairs.csv\n  \
    maillon match study.toml --out \"PG:host=gis dbname=territory\" --schema eit\n\n\
    Writes to the study's output folder:\n  \
    synergies.geojson   lines from supply to demand, with score and reasons\n  \
    sites.geojson       sites with their totals\n  \
    zones.geojson       zones with their balance per resource family\n  \
    unmatched.geojson   flows left without a synergy, and why\n  \
    unserved.geojson    flows that the plan leaves something of, and why\n  \
    balances, substance_balances, zone_exchanges, sankey   what each zone uses, wastes, exchanges; nitrogen, phosphorus\n  \
    gains, zone_gains   what each site and zone gains\n  \
    demand_risks, critical_sites, critical_links, attack_curves   what breaks if something falls away\n  \
    supply_areas, supply_reach, supply_shares   where supplies come from\n  \
    chains, processors  what processors could treat, and who gets their capacity\n  \
    missing_processors  plants that nobody has, of what size and where\n  \
    indicators.csv      the territory's figures, with formula and source\n  \
    issues.csv          what was wrong with the input (issues.geojson: on the map)\n  \
    report.html         all of it as one page, for those who have no GIS\n  \
    summary.json        counts, parameters, digests of the inputs")]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub matching: MatchingArgs,
    #[command(flatten)]
    pub allocation: AllocationArgs,
    /// Leave out the plan: synergies only
    #[arg(long)]
    pub no_allocate: bool,
    /// Leave out what it does for the territory: balances, risks, gains, supply areas, pools
    #[arg(long)]
    pub no_territory: bool,
    /// Folder of the results [default: the study's, or out]; - writes one layer to stdout, PG:dbname=… tables to PostGIS
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The schema of a database that `--out PG:…` writes to; its tables of an earlier run are replaced in one step
    #[arg(long, value_name = "NAME", default_value = "maillon")]
    pub schema: String,
    /// The layer that `--out -` writes, as geojson or csv
    #[arg(long, value_name = "NAME", default_value = "synergies")]
    pub layer: String,
    /// Formats of the layers, separated by commas [default: the study's, or geojson,gpkg]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub formats: Option<Vec<String>>,
    /// Write all pairs too, also those that are not among the best of their supply, as the layer `pairs`: it may be very large,
    /// but takes no memory
    #[arg(long)]
    pub pairs: bool,
    /// Leave out report.html
    #[arg(long)]
    pub no_report: bool,
    /// Threads [default: one per core]; the results are the same for any number
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Let warnings count as errors for the exit code
    #[arg(long)]
    pub strict: bool,
    /// Write what may be published: nothing confidential, and amounts only of groups of three sites or more (docs/public.md)
    #[arg(long)]
    pub public: bool,
    #[command(flatten)]
    pub split: SplitArgs,
    /// End when stdin does: how a batch takes its runs along when it dies
    #[arg(long, hide = true)]
    pub tethered: bool,
}

/// One region of a study, with its neighbours as partners.
#[derive(Debug, Args)]
pub(crate) struct SplitArgs {
    /// The zones that split the study, and the field that tells them apart: zones.geojson:code
    #[arg(long, value_name = "FILE:FIELD")]
    pub split_by: Option<String>,
    /// Write what belongs to the sites of this zone alone, no plan
    #[arg(long, value_name = "CODE", requires = "split_by")]
    pub part: Option<String>,
    /// Write what belongs to the sites in none of the zones
    #[arg(long, requires = "split_by", conflicts_with = "part")]
    pub outside: bool,
}

/// What decides which pairs there are.
#[derive(Debug, Args)]
pub(crate) struct MatchingArgs {
    /// Cap of every resource's own transport radius, in kilometres
    #[arg(long, value_name = "KM", allow_negative_numbers = true)]
    pub radius_km: Option<f64>,
    /// Synergies kept per supply flow; 0 keeps all
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Match only the flows that exist on this day (2015-06-30)
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// What becomes of the study's own plan.
#[derive(Debug, Args)]
pub(crate) struct AllocationArgs {
    /// What the plan is to be best at: score, tonnes, euros, carbon, transport, participation or fair
    #[arg(long, value_name = "NAME")]
    pub objective: Option<String>,
    /// Where lots or fair shares make the search long: end it with the best plan found, and say how far it may be from the best [default: 60]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
}

/// Ask what would change: a site that closes, flows that come, a site that grows or shrinks
///
/// Plans the study as it is and as it would be, and tells what would be lost, gained and rerouted, who would feel it,
/// and how far the shock could go if nothing replaced what stops. Rerouting is sought among the synergies that matching
/// keeps: `--top 0` keeps them all. With --each-site it ranks all sites by what their closure would cost.
#[derive(Debug, Args)]
#[command(
    group(clap::ArgGroup::new("question").args(["close", "add", "scale", "each_site"]).required(true).multiple(true)),
    after_long_help = "Examples:\n  \
    maillon whatif study.toml --close asnaes\n  \
    maillon whatif study.toml --close asnaes --close refinery --out without-both\n  \
    maillon whatif study.toml --scale refinery=0.5 --objective carbon\n  \
    maillon whatif study.toml --add new-plant.csv --json\n  \
    maillon whatif study.toml --each-site\n\n\
    With --out it writes:\n  \
    differences.geojson  synergies that would move another amount: before, after, change\n  \
    affected.geojson     sites that would feel it\n  \
    closures.geojson     with --each-site: the ranking\n  \
    summary.json         the whole report"
)]
pub(crate) struct WhatifArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// A site that closes, by id or name; may be given several times
    #[arg(long, value_name = "SITE")]
    pub close: Vec<String>,
    /// Flows and processors that come: a table with the same columns as the study's flows
    #[arg(long, value_name = "FILE")]
    pub add: Vec<PathBuf>,
    /// A site all of whose known amounts, capacities among them, are multiplied
    #[arg(long, value_name = "SITE=FACTOR")]
    pub scale: Vec<String>,
    /// Rank all sites by what their closure would cost
    #[arg(long, conflicts_with_all = ["close", "add", "scale"])]
    pub each_site: bool,
    #[command(flatten)]
    pub matching: MatchingArgs,
    #[command(flatten)]
    pub allocation: AllocationArgs,
    #[command(flatten)]
    pub results: ResultArgs,
}

/// Where results go, of a command that answers in the terminal.
#[derive(Debug, Args)]
pub(crate) struct ResultArgs {
    /// Folder of the layers; without it, nothing is written
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Formats of the layers, separated by commas [default: the study's, or geojson,gpkg]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub formats: Option<Vec<String>>,
    /// Threads [default: one per core]; the results are the same for any number
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// Compare the territory's figures of two studies
///
/// Reads what `maillon match` wrote of each: closing rate, needs met, gains, concentration and the others of `indicators`,
/// side by side with the difference; where one means something without a plan, that value too. Nothing is worked out anew.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  maillon compare before/study.toml after/study.toml\n  maillon compare out-2015 out-2025 --json"
)]
pub(crate) struct CompareArgs {
    /// A study, its folder, or a folder of results
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// Another
    #[arg(value_name = "B")]
    pub b: PathBuf,
}

/// Explain why two flows match, or why they do not
///
/// Prints the match card: the rule and its source, every gate and criterion, distance, the balances of carbon and money term
/// by term, what data would raise the confidence, and the next best partners of both sides.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  maillon explain study.toml F3~F4\n  maillon explain study.toml F3~F4 --json")]
pub(crate) struct ExplainArgs {
    /// The study file, or its folder
    #[arg(value_name = "STUDY")]
    pub study: PathBuf,
    /// The synergy's id, as `synergies.geojson` has it: supply flow, ~, demand flow
    #[arg(value_name = "SYNERGY_ID")]
    pub synergy: String,
    #[command(flatten)]
    pub matching: MatchingArgs,
}

/// Read and diagnose the input
///
/// Reads every file of the study as `match` does and reports what is wrong, grouped by kind: how often, where, and what
/// to do. Your files are never written to: --out writes the issues as a table and a map layer, --fix a corrected copy.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  \
    maillon check study.toml\n  \
    maillon check study.toml --out issues\n  \
    maillon check study.toml --fix corrected && maillon check corrected\n  \
    maillon check study.toml --strict --json > diagnosis.json\n  \
    maillon check --sites plants.shp --flows flows.xlsx")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Examples shown of each kind of problem
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub examples: usize,
    /// Write the issues there: issues.csv, issues.geojson (those that have a place), summary.json
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write a corrected copy of the study there, a new folder: axes that look swapped, rows that repeat another to the letter;
    /// corrections.csv lists each change
    #[arg(long, value_name = "DIR")]
    pub fix: Option<PathBuf>,
    /// Let warnings count as errors for the exit code
    #[arg(long)]
    pub strict: bool,
}

/// Where the input is.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// The study file, or its folder
    #[arg(value_name = "STUDY", required_unless_present = "sites")]
    pub study: Option<PathBuf>,
    /// Sites: GeoJSON, Shapefile, GeoPackage, CSV, XLSX, ODS or any vector format GDAL reads; a folder, pattern or ZIP of them; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub sites: Option<PathBuf>,
    /// Flows: CSV or any table GDAL reads [default: in the sites file]
    #[arg(long, value_name = "FILE")]
    pub flows: Option<PathBuf>,
    /// Zones; may be given several times
    #[arg(long, value_name = "FILE")]
    pub zones: Vec<PathBuf>,
}

/// Write a study to start from
///
/// Creates DIR with a commented study.toml and small template files that run as they are. With --from, looks at your own files
/// instead: tells sites, flows and zones apart, finds the columns by headings and content, and writes the study with the
/// reason of each guess beside it. Nothing that exists is overwritten.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  maillon init my-study && maillon match my-study/study.toml\n  \
                             maillon init my-study --from inventory.xlsx zones.shp\n  \
                             maillon init --from plants.geojson flows.csv")]
pub(crate) struct InitArgs {
    /// The folder to create; with --from, where study.toml goes [default: here]
    #[arg(value_name = "DIR", required_unless_present = "from")]
    pub dir: Option<PathBuf>,
    /// Your own files: any format that a study reads, also folders, ZIP archives and PG: connections
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub from: Vec<PathBuf>,
}

/// Turn a synergy down, so that it is not shown again
///
/// Adds the pair with its reason to the study's rejected.csv. Later runs leave it out and count it in the summary; delete
/// the row to see it again.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  maillon reject study.toml F3~F4 --reason \"ash too wet, seen on site\"")]
pub(crate) struct RejectArgs {
    /// The study file, or its folder
    #[arg(value_name = "STUDY")]
    pub study: PathBuf,
    /// Ids of synergies, as `synergies.geojson` has them
    #[arg(value_name = "SYNERGY_ID", required = true)]
    pub synergies: Vec<String>,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Search the resources maillon knows
///
/// A code or a name shows that resource with its substitutions, factors and their sources. Other words list the resources
/// and the entries of the List of Waste whose names, in English or French, hold all of them; without words, all resources.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  maillon resources steam\n  maillon resources laitier\n  maillon resources ewc:10 01 02\n  \
                       maillon resources --json"
)]
pub(crate) struct ResourcesArgs {
    /// Words to look for
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
}

/// Write a synthetic region, for benchmarks and for trying things out
///
/// Towns and countryside over an area the size of France, with flows of 50 resources; the same seed gives the same
/// files on every machine.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  maillon generate region --flows 10000 && maillon match region/study.toml")]
pub(crate) struct GenerateArgs {
    /// The folder to create
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Number of flows
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub flows: u64,
    /// Number of resources
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub resources: u32,
    /// Flows at each site
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub flows_per_site: u32,
    /// Communes that tile the region, in départements and régions: levels of zones; none, or at least 64
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub communes: u32,
    /// Regions of another seed are other regions of the same kind
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}
