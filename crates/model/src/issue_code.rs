//! Every defect the input can have, with its cause and its remedy: one row each.

use std::fmt;

use crate::issue::Severity;

/// Declares the codes once: variant, slug, severity, cause, remedy.
macro_rules! codes {
    ($($variant:ident $slug:literal $severity:ident $cause:literal $remedy:literal)*) => {
        /// A defect of the input. Its slug is stable: scripts may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IssueCode {
            $(#[doc = $cause] $variant,)*
        }

        impl IssueCode {
            /// All of them, in the order the reference lists them.
            pub const ALL: &'static [IssueCode] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)* }
            }

            /// How bad it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means.
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$variant => $cause,)* }
            }

            /// What to do.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

codes! {
    BadFeature "bad-feature" Error
        "The feature is not readable, or not what the format says."
        "Mend or delete the feature; the others were read."
    TruncatedFile "truncated-file" Error
        "The file ends, or stops being readable, before its data does."
        "Export or download the file again; what came before the break was read."
    MissingId "missing-id" Error
        "The row has no id."
        "Give each site an id of its own."
    DuplicateId "duplicate-id" Error
        "Another row already has this id; the first one was kept."
        "Give each row an id of its own, or delete the copy."
    NumberedSites "numbered-sites" Info
        "The file has no column of ids; its sites were numbered as its rows are."
        "Name the column that tells sites apart with `id = \"…\"` in [sites]; numbers change when rows are added or removed."
    NullGeometry "null-geometry" Error
        "The site or zone has no geometry, so it has no place."
        "Geocode it or draw it; its flows cannot be matched until then."
    UnsupportedGeometry "unsupported-geometry" Error
        "The geometry is of a type that says nothing here (a line for a site, a point for a zone)."
        "Sites are points or polygons; zones are polygons."
    InvalidGeometry "invalid-geometry" Warning
        "The polygon crosses itself or has an unclosed or empty ring; it was used as it is."
        "Repair it, in QGIS with \"Fix geometries\"."
    OffStandard "off-standard" Info
        "The file is not quite what its format's standard asks, and was read all the same."
        "Nothing, if what was read is right; other programs may refuse it: export it again, for instance with `ogr2ogr -lco RFC7946=YES`."
    PositionOutOfRange "position-out-of-range" Error
        "The coordinates are not a place on Earth."
        "Correct them, or set `crs` where they are projected."
    LongitudeWrapped "longitude-wrapped" Info
        "The longitude lies beyond 180 degrees and was brought round."
        "Nothing, if the site is where it should be."
    SuspectSwap "suspect-swap" Warning
        "Latitude and longitude look swapped: the other way round the place lies among the others."
        "Swap the two numbers if the place is wrong; it was used as written."
    OutsideCountry "outside-country" Warning
        "The site lies outside the country it is said to be in."
        "Correct the coordinates or the country; it was used as written."
    OutsideCommune "outside-commune" Warning
        "The site lies outside the commune it is said to be in, as the study's own zones have it."
        "Correct the coordinates or the commune; it was used as written."
    SuspectCrs "suspect-crs" Warning
        "The file's coordinates look read in the wrong system: most of its sites lie outside the area the system is made for, or in the open sea, or none is near the study's zones."
        "Set `crs` in the study to the system of the numbers, or correct the zones; they were used as written."
    AtSea "at-sea" Warning
        "The site lies in the open sea, a degree or more from land."
        "Correct the coordinates, if it is no platform; it was used as written."
    FrozenCoordinate "frozen-coordinate" Warning
        "The coordinate is exactly that of several other sites whose other coordinate differs, as when a cell was dragged down a spreadsheet."
        "Look up the coordinate again; it was used as written."
    StackedSites "stacked-sites" Warning
        "Five or more sites lie at the very same point, such as a town hall that addresses were geocoded to."
        "Place each site where it is; distances between them are zero until then."
    TwinSite "twin-site" Warning
        "Another site has the same name under another id, at the same place or within 300 m of it."
        "Keep one of them, and give all flows its id."
    SharedPosition "shared-position" Info
        "Another site lies at the very same point."
        "Nothing, if they share an address."
    ReprojectionFailed "reprojection-failed" Error
        "The coordinates lie outside the area their coordinate system is made for."
        "Correct the coordinates, or the study's `crs`."
    CrsAssumed "crs-assumed" Info
        "The file names no coordinate system; its numbers were read as longitude and latitude on WGS 84."
        "Set `crs` in the study where that is wrong."
    MissingSite "missing-site" Error
        "The flow names no site."
        "Fill in the site's id."
    UnknownSite "unknown-site" Error
        "The flow's site is not among the sites."
        "Correct the site's id, or add the site."
    SiteRefused "site-refused" Error
        "The flow's site was refused, so the flow has no place."
        "Mend the site; see its own issue."
    MissingDirection "missing-direction" Error
        "The row does not say whether it is a supply, a demand or a processor."
        "Write supply, demand or process."
    BadDirection "bad-direction" Error
        "The direction is neither supply nor demand nor process."
        "Write supply (out, offre), demand (in, besoin) or process (traitement)."
    MissingResource "missing-resource" Error
        "The row does not say what flows."
        "Fill in the resource."
    MissingTreatment "missing-treatment" Error
        "The processor states neither a treatment nor a resource."
        "Fill in the column `treatment`, `resource` or both."
    UnknownTreatment "unknown-treatment" Error
        "The treatment is none that maillon knows; the processor was not used."
        "Write one of those that docs/chains.md lists, or add a `[[treatment]]` to the study's own knowledge."
    IdleProcessor "idle-processor" Warning
        "The processor has no capacity: nothing goes through it."
        "Correct the quantity, or leave it empty where it is not known."
    UnknownCapacity "unknown-capacity" Info
        "The processor's capacity is not known; the chains through it are listed without an amount."
        "Fill in the quantity and its unit."
    ProcessorWithoutRule "processor-without-rule" Warning
        "No substitution that maillon knows asks for that treatment of that resource: no chain can go through the processor."
        "Check both: `maillon resources CODE` shows the substitutions of a resource."
    UnknownResource "unknown-resource" Warning
        "The resource is not among those maillon knows, or not a code of its list; it matches only the very same text."
        "Use a known code: `maillon resources WORDS` searches them."
    AmbiguousResource "ambiguous-resource" Info
        "The code does not say surely which resource is meant; the flow matches as each that it may mean, less surely."
        "Name the resource itself: `maillon resources WORDS` searches them."
    HazardMismatch "hazard-mismatch" Warning
        "The List of Waste and the flow disagree on whether it is hazardous; the flow's own word was used."
        "Correct the code (its asterisk marks hazardous waste) or the column `hazardous`."
    KnowledgeOverride "knowledge-override" Info
        "The study's own knowledge replaces an item that maillon ships."
        "Nothing, if that is what you meant."
    ContradictoryRules "contradictory-rules" Warning
        "Two rules for the same resources under the same conditions give different ratios; the surer one counts, the first by id where both are as sure."
        "Keep one, tell them apart by their conditions (`when`), or give yours the id of the shipped rule that it corrects."
    BadNumber "bad-number" Error
        "The value is not a number."
        "Correct it; an unknown value is left empty, one below a threshold is written \"< 5\"."
    AmbiguousNumber "ambiguous-number" Warning
        "The comma may be a decimal sign or part thousands."
        "Declare `decimal = \",\"` or `decimal = \".\"` in the study."
    NegativeQuantity "negative-quantity" Error
        "The quantity is negative; the direction says which way a flow goes."
        "Correct the sign, or the direction."
    UnknownUnit "unknown-unit" Error
        "The unit is not one maillon knows."
        "Write one of t, kg, m3, Nm3, L, MWh, GWh, GJ, kW, EUR, unit, h, m2, with /yr, /month, /day or /h."
    MissingUnit "missing-unit" Error
        "There is a quantity but no unit."
        "Fill in the unit column, or set `default.unit` under [flows]."
    UnitMismatch "unit-mismatch" Warning
        "The unit counts something else than the resource usually does; such amounts cannot be compared."
        "Check the unit; a flow of heat is counted in MWh, one of waste in tonnes."
    UnitConverted "unit-converted" Info
        "The amount was converted to what the resource is usually counted in, by its density or heating value."
        "Give the amount in the usual unit where you know the flow's own density or heating value."
    SuspectUnit "suspect-unit" Warning
        "The amount is about a thousand times larger or smaller than that of the other flows of the resource, which are alike."
        "Check the unit: kilograms for tonnes, kWh for MWh? It was used as written."
    RepeatedFlow "repeated-flow" Warning
        "Another flow has the same site, direction, resource, amount and properties."
        "Delete one of them; if they are two flows, tell them apart: only the first is matched."
    ContinuousAssumed "continuous-assumed" Info
        "A rate per hour was taken as running all 8,760 hours of the year."
        "Give the annual amount if it does not."
    OutOfRange "out-of-range" Error
        "The number has no meaning for this field; the field was left unknown."
        "Correct the value."
    BadDate "bad-date" Error
        "The value is not a date; the field was left open."
        "Write 2019-12-31, 2019-12 or 2019."
    EndBeforeStart "end-before-start" Error
        "The flow ends before it starts; both dates were left open."
        "Correct `valid_from` or `valid_to`."
    BadMonths "bad-months" Error
        "The monthly profile is not twelve numbers or a range of months; it was left unknown."
        "Write 12 numbers separated by spaces, or a range such as 4-9."
    BadWord "bad-word" Error
        "The word is not one of those this field knows; the field was left unknown."
        "Use one of the words the message lists."
    BadEncoding "bad-encoding" Warning
        "The text is not in the encoding the file declares; it was read in another."
        "Declare `encoding = \"…\"` in the study, or save the file as UTF-8."
    RaggedRow "ragged-row" Error
        "The row has not as many fields as the header."
        "Quote fields that hold the delimiter."
    EmptyLayer "empty-layer" Warning
        "The file has no rows."
        "Check that it is the right file or layer."
}

impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_and_plain() {
        for (i, code) in IssueCode::ALL.iter().enumerate() {
            assert!(code.slug().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
            assert!(IssueCode::ALL[i + 1..].iter().all(|other| other.slug() != code.slug()), "{code} stands twice");
            assert!(!code.cause().is_empty() && !code.remedy().is_empty(), "{code}");
        }
    }
}
