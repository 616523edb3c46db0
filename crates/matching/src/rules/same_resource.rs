use maillon_model::{ResourceIx, Study};

use crate::rule::{Link, Rule};

pub(crate) struct SameResource;

impl Rule for SameResource {
    fn name(&self) -> &'static str {
        "same_resource"
    }

    fn about(&self) -> &'static str {
        "A resource serves whoever needs that very resource."
    }

    fn links(&self, _: &Study, supply: ResourceIx) -> Vec<Link> {
        vec![Link { rule: self.name(), demand: supply }]
    }
}
