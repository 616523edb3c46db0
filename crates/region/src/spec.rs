//! What a region shall be.

use crate::communes::FEWEST;
use crate::error::RegionError;

/// Number of flows from which on the default radii shrink.
const FULL_RADII: f64 = 1e6;

/// Scale at which one million flows make about 50 million pairs; measured: 49.8, 50.3 and 51.3 million for seeds 1 to 3.
const SCALE: f64 = 0.89;

/// What a region shall be. The fields that are left at their default make the region the benches use.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// How many flows: every other one a supply, beginning with the first.
    pub flows: u64,
    /// How many resources; each flow is of any of them.
    pub resources: u32,
    /// How many flows each site has; the last may have fewer.
    pub flows_per_site: u32,
    /// How many towns, of equal weight, 70 % of the sites gather in.
    pub towns: u32,
    /// How many communes tile the region, in départements and régions, beside the towns; none, or at least 64.
    pub communes: u32,
    /// Factor on the resources' radii, which else spread evenly, on a log scale, between 5 and 150 km: 0.001 to 100.
    pub radius_scale: f64,
    /// Regions of another seed are other regions of the same kind.
    pub seed: u64,
}

impl Spec {
    /// The default region of that many flows: 50 resources, one flow per site, 200 towns, no communes, seed 1.
    ///
    /// Pairs (a supply and a demand of one resource, within its radius) grow with the square of the flows: about 5
    /// thousand at 10,000 flows, 500 thousand at 100,000, 50 million at one million, all with the radii scaled by 0.89.
    /// Beyond that the default radii shrink, so that there stay about 100 pairs per supply.
    pub fn new(flows: u64) -> Self {
        let radius_scale = SCALE * (FULL_RADII / flows as f64).sqrt().min(1.0);
        Self { flows, resources: 50, flows_per_site: 1, towns: 200, communes: 0, radius_scale, seed: 1 }
    }

    /// How many sites the flows need.
    pub fn sites(&self) -> u64 {
        self.flows.div_ceil(u64::from(self.flows_per_site.max(1)))
    }

    pub(crate) fn check(&self) -> Result<(), RegionError> {
        // A study counts its flows, sites and resources in 32 bits.
        for (field, value, max) in [
            ("flows", self.flows, u64::from(u32::MAX)),
            ("resources", self.resources.into(), 1_000_000),
            ("flows_per_site", self.flows_per_site.into(), u64::from(u32::MAX)),
            ("towns", self.towns.into(), 1_000_000),
        ] {
            if value == 0 || value > max {
                return Err(RegionError::Count { field, value, max });
            }
        }
        if self.communes > 1_000_000 || (1..FEWEST).contains(&self.communes) {
            return Err(RegionError::Communes(self.communes));
        }
        if (1e-3..=100.0).contains(&self.radius_scale) {
            Ok(())
        } else {
            Err(RegionError::RadiusScale(self.radius_scale))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_made_is_refused() {
        let good = Spec::new(10);
        assert!(good.check().is_ok());
        for bad in [
            Spec { flows: 0, ..good.clone() },
            Spec { flows: 1 << 32, ..good.clone() },
            Spec { resources: 0, ..good.clone() },
            Spec { flows_per_site: 0, ..good.clone() },
            Spec { towns: 0, ..good.clone() },
            Spec { communes: 63, ..good.clone() },
            Spec { communes: 1_000_001, ..good.clone() },
            Spec { radius_scale: 0.0, ..good.clone() },
            Spec { radius_scale: f64::NAN, ..good.clone() },
            Spec { radius_scale: f64::INFINITY, ..good.clone() },
            Spec::new(0),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn sites_hold_every_flow() {
        assert_eq!(Spec { flows_per_site: 3, ..Spec::new(10) }.sites(), 4);
        assert_eq!(Spec::new(10).sites(), 10);
    }

    #[test]
    fn radii_shrink_only_beyond_a_million_flows() {
        assert_eq!(Spec::new(100).radius_scale, Spec::new(1_000_000).radius_scale);
        assert_eq!(Spec::new(4_000_000).radius_scale * 2.0, Spec::new(100).radius_scale);
    }
}
