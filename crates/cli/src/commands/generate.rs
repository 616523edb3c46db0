//! `maillon generate`

use anyhow::Result;
use maillon_region::Spec;

use crate::args::{Common, GenerateArgs};
use crate::outcome::Outcome;
use crate::terminal;

pub(crate) fn run(args: &GenerateArgs, common: &Common) -> Result<Outcome> {
    let spec = Spec {
        resources: args.resources,
        flows_per_site: args.flows_per_site,
        communes: args.communes,
        seed: args.seed,
        ..Spec::new(args.flows)
    };
    for path in maillon_region::write(&spec, &args.dir)? {
        if !common.quiet {
            terminal::say(&path.display().to_string());
        }
    }
    Ok(Outcome::Done)
}
