//! Exchanges of kinds that territories all over the world report, in the words that inventories use: each must be found,
//! by a rule that says why. The list is typed from general knowledge of the field, and no territory's own.

use crate::by_hand::{Side, resource, two};
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, find};
use maillon_model::{Reading, Resource, Study};

/// What is given, what is needed, the taker's trade, and the rules of which one must pair them.
const EXCHANGES: &[(&str, &str, &str, &str)] = &[
    // heat, steam, cold, power
    ("excess steam from the waste incinerator (10 bar)", "process steam", "20.14", "same_resource"),
    ("vapeur de l'usine d'incinération", "vapeur", "17.12", "same_resource"),
    ("low pressure steam", "steam", "10.51", "branch"),
    ("superheated steam from sulphuric acid plant", "natural gas", "20.14", "steam-for-fuel"),
    ("hot water from the steel mill", "district heating", "35.30", "hot-water-district-heat"),
    ("waste heat of data centre", "district heat", "35.30", "heat-for-heat|branch"),
    ("flue gas heat", "hot water", "35.30", "heat-for-heat"),
    ("warm cooling water from power station", "low-grade heat for greenhouse", "01.13", "warm-water-heat"),
    ("eaux de refroidissement tièdes de la centrale", "eau tiède pour pisciculture", "03.22", "same_resource"),
    ("hot water", "natural gas for glasshouse heating", "01.13", "heat-for-boiler-fuel"),
    ("cold energy from LNG terminal", "refrigeration", "52.10", "same_resource"),
    ("surplus power from cogeneration", "electricity", "20.11", "same_resource"),
    ("compressed air", "compressed air", "25.62", "same_resource"),
    // water
    ("hot condensate returned", "boiler feed water", "35.11", "cooling-to-boiler-water"),
    ("secondary treated municipal effluent", "cooling water make-up", "35.11", "effluent-reuse"),
    ("treated wastewater from the sewage works", "process water", "24.42", "effluent-reuse"),
    ("eaux usées traitées de la STEP", "eau d'arrosage", "01.13", "effluent-reuse"),
    ("reclaimed water", "boiler feed water", "35.11", "effluent-reuse"),
    ("cooling tower blowdown", "irrigation water", "01.13", "water-cascade"),
    ("rinse water", "industrial water", "25.61", "water-cascade"),
    ("mine dewatering water", "process water", "35.11", "water-cascade"),
    ("desalination brine", "salt", "08.93", "brine-to-salt|branch"),
    ("palm oil mill effluent", "biogas feedstock", "35.21", "organic-effluent-to-biogas"),
    // gases
    ("CO2 from ammonia plant", "carbon dioxide", "11.07", "same_resource"),
    ("fermentation CO2 of the ethanol plant", "purified CO2", "20.11", "co2-use"),
    ("flue gas CO2", "CO2 for greenhouses", "01.13", "branch|co2-use"),
    ("flue gas from lime kiln", "precipitated calcium carbonate", "17.12", "co2-to-carbonate"),
    ("chlor-alkali hydrogen", "hydrogen", "20.15", "hydrogen-off-gas"),
    ("hydrogen from chlorine production", "natural gas", "20.13", "hydrogen-for-fuel"),
    ("refinery off-gas", "natural gas", "23.62", "refinery-gas-for-fuel"),
    ("gaz de haut-fourneau", "gaz naturel", "35.11", "steel-gas-for-fuel"),
    ("coke oven gas", "methanol", "20.14", "gas-to-chemistry"),
    ("landfill gas", "natural gas", "23.32", "biogas-for-gas"),
    ("nitrogen gas", "gaseous nitrogen", "19.20", "same_resource"),
    ("oxygen from electrolysis", "O2", "37.00", "same_resource"),
    ("SO2-rich gas from the copper smelter", "sulphuric acid", "20.15", "smelter-gas-to-acid"),
    // chemicals
    ("sulphuric acid from smelter gas", "sulphuric acid", "20.15", "same_resource"),
    ("spent sulphuric acid", "sulphuric acid", "20.13", "sulphuric-acid"),
    ("by-product hydrochloric acid", "HCl", "24.10", "same_resource"),
    ("spent caustic from refinery", "caustic soda", "17.11", "caustic-soda"),
    ("spent caustic", "lime for neutralisation", "20.13", "alkali-for-neutralisation"),
    ("carbide slag", "lime", "20.13", "alkali-for-neutralisation|kiln-dust-lime"),
    ("molten sulphur from oil refining", "sulphuric acid", "20.13", "sulphur"),
    ("ammonium sulphate from caprolactam", "nitrogen fertiliser", "20.15", "ammonium-salts"),
    ("glycerine from biodiesel", "biogas feedstock", "35.21", "residues-to-biogas"),
    ("crude glycerine", "glycerol", "20.42", "same_resource"),
    ("solvent waste", "solvents", "20.30", "spent-solvent"),
    ("07 05 04* spent organic solvents", "petcoke", "23.51", "solvent-fuel"),
    ("pickle liquor", "ferric chloride", "37.00", "iron-salts-flocculant"),
    ("ferrous sulphate from titanium dioxide production", "coagulant", "36.00", "same_resource"),
    ("fluorosilicic acid", "aluminium fluoride", "24.42", "fluoride-recovery"),
    ("huiles usagées de garage", "huile de base", "19.20", "waste-oil-base"),
    ("used lubricating oil", "fuel oil", "23.51", "waste-oil-fuel"),
    ("oily sludge from refinery tanks", "coal", "23.51", "hazardous-fuel-kiln"),
    ("spent pot lining", "coal", "23.51", "hazardous-fuel-kiln"),
    // minerals
    ("red mud", "cement raw materials", "23.51", "red-mud"),
    ("bauxite residue from alumina refinery", "iron ore", "24.10", "red-mud"),
    ("blast furnace slag", "cement", "23.51", "slag-for-clinker"),
    ("laitier de haut-fourneau granulé", "clinker", "23.51", "slag-for-clinker"),
    ("EAF slag", "road construction material", "42.11", "steel-slag-aggregate"),
    ("copper slag", "blasting abrasive", "25.61", "slag-abrasive"),
    ("coal fly ash from power plant", "cement", "23.51", "fly-ash-cement"),
    ("cendres volantes", "clinker", "23.51", "fly-ash-cement"),
    ("fly ash", "clay for bricks", "23.32", "fly-ash-blocks"),
    ("coal bottom ash", "aggregate", "42.11", "fly-ash-road"),
    ("MSW incinerator bottom ash", "road base", "42.11", "fly-ash-road"),
    ("desulphurisation gypsum from the power plant", "natural gypsum for plasterboard", "23.62", "fgd-gypsum"),
    ("gypse de désulfuration", "gypse", "23.62", "fgd-gypsum|branch"),
    ("phosphogypsum", "agricultural gypsum", "01.11", "gypsum-for-fields|chemical-gypsum"),
    ("silica fume from silicon smelter", "cement", "23.51", "silica-fume"),
    ("cement kiln dust", "lime", "24.45", "kiln-dust-lime"),
    ("lime mud of the pulp mill", "limestone", "23.51", "paper-sludge-minerals"),
    ("coal gangue", "brick clay", "23.32", "mine-waste|fly-ash-blocks"),
    ("spent foundry sand", "sand for concrete", "23.61", "foundry-sand|branch"),
    ("crushed concrete", "aggregates", "42.11", "same_resource|branch|concrete-aggregate"),
    ("démolition : gravats de béton", "graves", "42.11", "concrete-aggregate"),
    ("glass cullet", "glass batch", "23.13", "cullet"),
    ("spent refractories", "raw meal", "23.51", "refractories"),
    ("oyster shells", "limestone", "23.52", "shells-for-lime|kiln-dust-lime"),
    ("coquilles d'huîtres", "amendement calcique", "01.11", "shells-for-lime|kiln-dust-lime"),
    ("soda ash residue", "fill material", "42.11", "fly-ash-road"),
    // metals, plastics, rubber, wood, paper
    ("scrap steel", "pig iron", "24.10", "scrap-for-iron"),
    ("EAF dust", "zinc concentrate", "24.43", "zinc-from-dust"),
    ("lead-acid batteries", "lead scrap", "24.43", "battery-lead"),
    ("scrap tyres", "coal", "23.51", "plastic-tyres-fuel"),
    ("waste plastics", "coke", "24.10", "plastic-tyres-fuel"),
    ("waste plastics from municipalities", "ammonia", "20.15", "plastic-gasification"),
    ("PET bottles collected", "polymer", "22.22", "plastic-for-polymer"),
    ("sawdust and bark of the sawmill", "fuel oil", "35.30", "wood-for-heat"),
    ("wood chips from sawmill", "wood chips", "16.21", "same_resource"),
    ("copeaux de bois", "litière animale", "01.46", "animal-bedding"),
    ("recycled wood", "wood chips", "35.30", "branch"),
    ("waste paper", "pulp", "17.12", "paper-to-pulp"),
    ("paper mill sludge", "clay", "23.32", "paper-sludge-minerals"),
    ("black liquor", "fuel oil", "17.11", "black-liquor-recovery"),
    ("lignin from the pulp mill", "coal", "35.11", "lignin-for-coal"),
    ("bagasse", "pulpwood", "17.11", "bagasse-for-pulp"),
    ("wood ash from CHP", "liming agent", "01.11", "biomass-ash"),
    // food, farms, sludge
    ("brewer's spent grain", "cattle feed", "01.41", "food-to-feed"),
    ("drêches de brasserie", "aliments pour animaux", "01.41", "food-to-feed"),
    ("wheat stillage", "animal feed", "10.91", "food-to-feed"),
    ("whey from cheese making", "pig feed", "01.46", "food-to-feed"),
    ("cheese whey", "biogas feedstock", "35.21", "food-to-biogas"),
    ("molasses of the sugar mill", "molasses", "11.01", "same_resource"),
    ("cane molasses", "animal feed", "10.91", "molasses-to-feed|food-to-feed"),
    ("vinasse from alcohol plant", "compound fertiliser", "20.15", "organics-to-fields"),
    ("filter mud from sugar refinery", "cement raw materials", "23.51", "filter-mud"),
    ("fish processing waste", "fish meal", "10.91", "fish-and-animal-to-meal"),
    ("slaughterhouse waste", "digester feedstock", "35.21", "food-to-biogas"),
    ("used cooking oil", "biodiesel", "20.59", "cooking-oil-biodiesel"),
    ("olive pomace", "coal", "35.11", "wet-biomass-fuel"),
    ("digestate from biogas plant", "NPK fertiliser", "01.11", "organics-to-fields"),
    ("boues de station d'épuration", "engrais", "01.11", "organics-to-fields"),
    ("dried sewage sludge", "coal", "23.51", "wet-biomass-fuel"),
    ("rice husks", "coal", "35.11", "biomass-for-fuel"),
    ("straw", "substrat de culture", "01.13", "residues-to-substrate"),
    ("pain invendu", "malt and sugar", "11.05", "sugars-to-ethanol"),
    ("green waste", "compost", "38.21", "organics-to-compost"),
    // codes, and codes beside words
    ("10 01 02", "cement", "23.51", "fly-ash-cement"),
    ("100102 - cendres volantes de charbon", "ciment", "23.51", "fly-ash-cement"),
    ("slag (10 02 02)", "road base", "42.11", "steel-slag-aggregate|slag-mineral-charge|branch"),
    ("ewc:19 08 05", "nitrogen fertiliser", "01.11", "organics-to-fields"),
    ("red mud from alumina production other than the wastes mentioned in 01 03 10", "raw meal", "23.51", "red-mud"),
    ("16 01 03", "petroleum coke", "23.51", "plastic-tyres-fuel"),
];

/// A resource as ingest makes it of somebody's words.
fn worded(words: &str) -> Resource {
    let found = Catalogue::builtin().resolve(words);
    let sole = found.entry.filter(|_| found.confidence.value() == 1.0 && found.candidates.len() <= 1);
    let readings = found.candidates.iter().map(|c| Reading { code: c.entry.code.clone(), confidence: c.confidence });
    match sole {
        Some(entry) => resource(&entry.code),
        None => Resource {
            readings: readings.collect(),
            known: found.entry.is_some(),
            radius: found.entry.map(|entry| entry.radius),
            ..resource(&found.code)
        },
    }
}

fn found(given: &str, wanted: &str, trade: &'static str) -> Option<String> {
    let base = two("heat", Side::default(), "ash", Side { activity: Some(trade), ..Side::default() }, 0.5);
    let resources = vec![worded(given), worded(wanted)];
    let same = resources[0].code == resources[1].code;
    let mut study = Study { resources, ..base };
    study.flows[0].resource = maillon_model::ResourceIx(0);
    study.flows[1].resource = maillon_model::ResourceIx(if same { 0 } else { 1 });
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    matches.synergies.list().first().map(|s| matches.synergies.rule(s.rule).id.to_string())
}

#[test]
fn exchanges_in_the_words_of_inventories_are_found() {
    let mut missed = Vec::new();
    for (given, wanted, trade, rules) in EXCHANGES {
        let rule = found(given, wanted, trade);
        if !rule.as_deref().is_some_and(|rule| rules.split('|').any(|one| one == rule)) {
            let code = |text| worded(text).readings.first().map_or(worded(text).code, |r| r.code.clone());
            missed.push(format!("{given} ({}) → {wanted} ({}): {rule:?}, not {rules}", code(given), code(wanted)));
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), EXCHANGES.len(), missed.join("\n"));
}

#[test]
fn what_nobody_would_read_twice_is_not_offered() {
    for (given, wanted, trade) in [
        ("wooden pallets", "natural gas", "23.62"), // a plasterboard dryer
        ("wooden pallets", "natural gas", "35.21"), // made of gas, not of heat
        ("spent solvents", "natural gas", "10.51"),
        ("straw", "timber", "16.10"),
        ("sewage sludge", "agricultural lime", "01.11"),
        ("wood waste", "roundwood", "41.20"),
        ("bark", "natural gas", "23.11"),
        ("tyres", "gravel", "23.63"),
        ("untreated effluent", "drinking water", "10.51"),
        ("spent sulphuric acid", "sulphuric acid", "10.51"),
    ] {
        assert_eq!(found(given, wanted, trade), None, "{given} for {wanted} at {trade}");
    }
    // Towns do many things for everybody, and what a site does may not be known.
    assert_eq!(found("slag", "road base material", "84.11").as_deref(), Some("steel-slag-aggregate"));
}
