use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

pub(crate) struct Rejected;

impl Gate for Rejected {
    fn name(&self) -> &'static str {
        "rejected"
    }

    fn about(&self) -> &'static str {
        "Refuses what people of the study have looked at and rejected."
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        if pair.rejected { Verdict::Refuse } else { Verdict::Pass }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        if pair.rejected { "rejected by the study" } else { "not rejected by the study" }.to_owned()
    }
}
