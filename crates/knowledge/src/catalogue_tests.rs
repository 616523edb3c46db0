//! The shipped data, and data that must be refused.

use maillon_model::{Dimension, Language, Quantity, Score};

use super::*;
use crate::low::ListOfWaste;

const HEAD: &str = r#"
[[source]]
id = "mine"
cite = "My own survey"
year = 2024
"#;

const RULE: &str = r#"
[[rule]]
id = "my-rule"
en = "Slag for sand"
fr = "Laitier pour sable"
from = ["mineral.slag"]
to = ["mineral.sand"]
ratio = { value = 1.0, unit = "t/t", source = "mine" }
confidence = 0.5
source = ["mine"]
"#;

fn refused(text: &str) -> String {
    match Catalogue::builtin().with("my.toml", text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(e) => e.to_string(),
    }
}

#[test]
fn the_shipped_data_loads_and_is_complete() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.entries().len() >= 350, "{} resources", catalogue.entries().len());
    assert!(catalogue.rules().len() >= 47, "{} rules", catalogue.rules().len());
    assert!(catalogue.factors().len() >= 80, "{} factors", catalogue.factors().len());
    catalogue.check_wastes().unwrap_or_else(|e| panic!("{e}"));
    for entry in catalogue.entries() {
        assert!(entry.radius <= entry.stop, "{}", entry.code);
        assert!(catalogue.classes().iter().any(|c| c.id == entry.class));
    }
    for source in catalogue.sources().iter().filter(|s| s.is_published()) {
        let rule = |r: &Rule| r.sources.contains(&source.id) || r.ratio.source == source.id;
        let value = |e: &Entry| {
            let of = [e.density.as_ref().map(|p| &p.source), e.heating_value.as_ref().map(|p| &p.source)];
            of.contains(&Some(&source.id))
        };
        let used = catalogue.rules().iter().any(rule)
            || catalogue.entries().iter().any(value)
            || catalogue.factors().iter().any(|f| f.source == source.id)
            || catalogue.classes().iter().any(|c| c.source == source.id)
            || catalogue.poolings().iter().any(|p| p.sources.contains(&source.id));
        assert!(used, "nothing rests on {}", source.id);
    }
}

#[test]
fn the_misread_codes_of_the_literature_are_not_repeated() {
    // Red mud is 01 03 09, cracking catalyst 16 08 04; sulphides and ammonium hydroxide are no salts for fields.
    for rule in Catalogue::builtin().rules() {
        let codes: Vec<String> = rule.codes.iter().map(ToString::to_string).collect();
        for bad in ["ewc:10 03 04", "ewc:16 08 02", "ewc:06 06 02", "ewc:06 02 03", "ewc:17 06 04", "ewc:06 10 02"] {
            assert!(codes.iter().all(|c| c != bad), "{} gives {bad}", rule.id);
        }
    }
    for (code, expected) in [("ewc:01 03 09", "mineral.red-mud"), ("ewc:16 08 04", "metal.catalyst.fcc")] {
        assert_eq!(Catalogue::builtin().resolve(code).entry.map(|e| &*e.code), Some(expected));
    }
}

#[test]
fn hazardous_wastes_lead_to_hazardous_resources() {
    let list = ListOfWaste::official();
    let sound = ["metal.aluminium.dross", "elv", "elv.depolluted", "weee", "weee.battery"];
    for entry in Catalogue::builtin().entries().iter().filter(|e| !sound.contains(&&*e.code)) {
        for waste in entry.codes.iter().filter_map(|c| list.get(c)).filter(|w| w.is_entry()) {
            assert_eq!(waste.hazardous(), entry.hazardous, "{} and {}", entry.code, waste.title(Language::En));
        }
    }
}

#[test]
fn credits_agree_with_the_factors_they_come_from() {
    let value = |id| Catalogue::builtin().factor(id).unwrap().value;
    for (rule, production, recycling) in [
        ("cullet", "production-glass", "recycling-glass"),
        ("scrap-for-iron", "production-metal", "recycling-metal"),
        ("fgd-gypsum", "production-plasterboard", "recycling-plasterboard"),
        ("paper-to-pulp", "production-board", "recycling-board"),
        ("waste-oil-base", "production-oil", "recycling-oil"),
        ("steel-slag-aggregate", "production-aggregate", "recycling-aggregate"),
        ("wood-for-wood", "production-wood", "reuse-wood"),
    ] {
        let credit = Catalogue::builtin().rule(rule).unwrap().carbon.as_ref().unwrap().kg;
        let difference = value(production) - value(recycling);
        assert!((credit - difference).abs() <= 1.0, "{rule}: {credit}, factors give {difference}");
    }
}

#[test]
fn a_users_file_adds_and_overrides_and_says_so() {
    let text = format!(
        "{HEAD}{RULE}\n[[resource]]\ncode = \"biomass.straw\"\nen = \"Our straw\"\nfr = \"Notre paille\"\n\
         \n[[resource]]\ncode = \"biomass.hops\"\nen = \"Hops\"\nfr = \"Houblon\"\newc = [\"02 01 03\"]\n"
    );
    let (mine, gone) = Catalogue::builtin().with("my.toml", &text).unwrap();
    assert_eq!(gone, [Override { kind: "resource", id: "biomass.straw".to_owned() }]);
    assert_eq!(mine.resolve("houblon").code, "biomass.hops");
    assert_eq!(mine.entry("biomass.hops").unwrap().dimension, Dimension::Mass, "from its parent");
    assert_eq!(mine.entry("biomass.straw").unwrap().label(Language::En), "Our straw");
    assert_eq!(mine.rules_between("mineral.slag.granulated", "mineral.sand").count(), 1);
    assert!(Catalogue::builtin().rule("my-rule").is_none(), "the shipped catalogue is untouched");
}

#[test]
fn what_is_wrong_is_refused_and_named() {
    let rule = |from: &str, to: &str| format!("{HEAD}{}", RULE.replace(from, to));
    let resource = |keys: &str| format!("[[resource]]\nen = \"Zz\"\nfr = \"Zz\"\n{keys}");
    let root = "dimension = \"mass\"\nclass = \"L\"\nmode = \"lorry\"\n";
    for (text, expected) in [
        ("resource = 3".to_owned(), "invalid type"),
        ("[[resource]]\ncode = \"zz\"\ncolour = 1".to_owned(), "unknown field `colour`"),
        (resource(&format!("code = \"Zz Top\"\n{root}")), "\"Zz Top\" is no code"),
        (resource(&format!("code = \"zz..top\"\n{root}")), "\"zz..top\" is no code"),
        (resource("code = \"zz.top\""), "lacks its parent \"zz\""),
        (resource("code = \"zz\""), "gives no dimension"),
        (resource(&format!("code = \"zz\"\n{}", root.replace("mass", "weight"))), "unknown dimension \"weight\""),
        (resource(&format!("code = \"zz\"\n{}", root.replace("\"L\"", "\"Q\""))), "unknown class \"Q\""),
        (resource(&format!("code = \"zz\"\n{}", root.replace("lorry", "mule"))), "unknown mode \"mule\""),
        (resource(&format!("code = \"zz\"\n{root}also = [\"vapeur\"]")), "names both"),
        (resource(&format!("code = \"zz\"\n{root}ewc = [\"10 01 98\"]")), "\"ewc:10 01 98\" is no List of Waste code"),
        (resource(&format!("code = \"zz\"\n{root}ewc = [\"coal\"]")), "\"coal\" is no List of Waste code"),
        (
            resource(&format!("code = \"zz\"\n{root}lhv = {{ value = -1.0, source = \"crc\" }}")),
            "lhv -1 has no meaning",
        ),
        (
            resource(&format!("code = \"zz\"\n{root}lhv = {{ value = 1.0, source = \"pub\" }}")),
            "unknown source \"pub\"",
        ),
        (format!("{HEAD}{RULE}{RULE}"), "\"my-rule\" stands twice"),
        (rule("unit = \"t/t\", ", ""), "ratio lacks units"),
        (rule("t/t", "bushels"), "ratio lacks units"),
        (rule("value = 1.0", "value = nan"), "ratio NaN has no meaning"),
        (rule("source = [\"mine\"]", ""), "names no source"),
        (rule("source = [\"mine\"]", "source = [\"theirs\"]"), "unknown source \"theirs\""),
        (rule("mineral.sand", "mineral.slag"), "replaces \"mineral.slag\" by itself"),
        (rule("mineral.sand", "mineral.dream"), "unknown to \"mineral.dream\""),
        (rule("confidence = 0.5", ""), "gives no confidence"),
        (rule("confidence = 0.5", "confidence = 1.5"), "confidence 1.5 has no meaning"),
        (rule("confidence = 0.5", "evidence = { n = 1, implemented = 2 }"), "more exchanges implemented"),
        (rule("confidence = 0.5", "confidence = 0.5\nwhen = { min_c = 60 }"), "names no source"),
        (
            rule("confidence = 0.5", "confidence = 0.5\nwhen = { min_c = 1e9, source = \"mine\" }"),
            "min_c 1000000000 has no meaning",
        ),
        (
            rule("confidence = 0.5", "confidence = 0.5\nwhen = { min_c = 90, max_c = 60, source = \"mine\" }"),
            "at least 90 and at most 60",
        ),
        (
            rule("confidence = 0.5", "confidence = 0.5\nwhen = { forms = [\"wet\"], refused_forms = [\"wet\"] }"),
            "\"wet\" is asked and refused",
        ),
        (
            "[[class]]\nid = \"Z\"\nkm = 9\nstop_km = 3\nabout = \"\"\nevidence = \"\"\nsource = \"crc\"".to_owned(),
            "stop_km 3",
        ),
    ] {
        let message = refused(&text);
        assert!(message.starts_with("my.toml: ") && message.contains(expected), "{expected:?} is not in {message:?}");
    }
}

#[test]
fn documented_exchanges_have_their_way() {
    // What the giver has, what the taker asks for, and the rule between; none where it is the same resource.
    for (given, wanted, rule) in [
        ("water.surface", "water.process", Some("surface-water-for-groundwater")),
        ("gas.refinery", "gas.natural", Some("refinery-gas-for-fuel")),
        ("sludge.fermentation", "nutrient", Some("organics-to-fields")),
        ("ash.fly", "mineral.clinker", Some("fly-ash-cement")),
        ("heat.steam", "heat.district", Some("heat-for-heat")),
        ("heat.steam", "heat.steam", None),
        ("water.warm", "water.demineralised", Some("cooling-to-boiler-water")),
        ("water.warm", "heat.low-grade", Some("warm-water-heat")),
        ("food.yeast-slurry", "food.feed", Some("food-to-feed")),
        ("chemical.sulphur", "chemical.acid.sulphuric", Some("sulphur")),
        ("chemical.ammonium.thiosulphate", "nutrient.nitrogen", Some("ammonium-salts")),
        ("water.effluent", "water.process", Some("effluent-reuse")),
        ("gypsum.fgd", "gypsum.natural", Some("fgd-gypsum")),
        ("water.waste.pretreated", "water.waste", None),
        ("water.drain", "water.process", Some("water-cascade")),
        ("sludge.sewage", "soil.remediation", Some("sludge-for-remediation")),
        ("biomass.straw", "food.cereal", Some("straw-to-ethanol")),
        ("fuel.bioethanol", "fuel.petrol", Some("bioethanol-for-petrol")),
        ("biomass.lignin", "fuel.coal", Some("lignin-for-coal")),
        ("food.molasses.c5", "food.feed", Some("molasses-to-feed")),
        ("biomass.fermentation", "biomass.digester-feed", Some("residues-to-biogas")),
        ("water.effluent", "heat.low-grade", Some("warm-water-heat")),
        ("gas.steel", "gas.natural", Some("steel-gas-for-fuel")),
        ("heat.hot-water", "heat.district", Some("hot-water-district-heat")),
        ("mineral.slag.granulated", "mineral.clinker", Some("slag-for-clinker")),
        ("gas.steel.blast-furnace", "gas.natural", Some("steel-gas-for-fuel")),
        ("mineral.slag.ground", "mineral.cement", Some("ground-slag-for-cement")),
        ("water.sea.warm", "heat.low-grade", Some("warm-water-heat")),
        ("chemical.chlorinated-residue", "chemical.acid.hydrochloric", Some("chlorine-recovery")),
        ("chemical.acid.hydrochloric", "chemical.acid.hydrochloric", None),
        ("waste.recyclable", "service.waste-collection", Some("pooled-collection")),
    ] {
        let catalogue = Catalogue::builtin();
        let giver = catalogue.entry(given).unwrap_or_else(|| panic!("{given}"));
        assert!(catalogue.entry(wanted).is_some(), "{wanted}");
        match rule {
            None => assert!(giver.is_a(wanted)),
            Some(id) => assert!(
                catalogue.rules_between(given, wanted).any(|(r, fit)| &*r.id == id && fit == Score::ONE),
                "{given} to {wanted}"
            ),
        }
    }
}

#[test]
fn a_broader_name_fits_less() {
    let fits = |given, wanted| -> Vec<(&str, f64)> {
        Catalogue::builtin().rules_between(given, wanted).map(|(r, fit)| (&*r.id, fit.value())).collect()
    };
    assert_eq!(fits("wood.chips", "gas.natural"), [("wood-for-heat", 1.0)]);
    let slag = fits("mineral.slag", "mineral.clinker");
    assert_eq!(slag, [("ground-slag-for-cement", 2.0 / 3.0), ("slag-for-clinker", 2.0 / 3.0)]);
    assert_eq!(fits("wood.chips", "gas"), [("wood-for-heat", 0.5)]);
    assert_eq!(fits("wood.treated", "gas.natural"), [], "an exception of the rule");
    assert_eq!(fits("plastic.virgin", "plastic.virgin"), [], "it is already what the rule yields");
    assert_eq!(fits("hydrogen.off-gas", "hydrogen"), [("hydrogen-off-gas", 1.0)]);
    assert_eq!(fits("chemical.acid.nitric", "chemical.acid.sulphuric"), []);
    let entry = |code| Catalogue::builtin().entry(code).unwrap();
    assert_eq!(entry("heat.steam").similarity(entry("heat")), Score::ONE, "steam is heat");
    assert!((entry("heat").similarity(entry("heat.steam")).value() - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(entry("heat.steam").similarity(entry("heat.district")).value(), 0.5);
    assert_eq!(entry("heat.steam").similarity(entry("water")), Score::ZERO);
}

#[test]
fn one_default_factor_for_each_use() {
    let catalogue = Catalogue::builtin();
    for (i, a) in catalogue.factors().iter().enumerate().filter(|(_, f)| f.default) {
        for b in catalogue.factors()[i + 1..].iter().filter(|f| f.default) {
            let same = (a.kind, a.unit, &a.resource, a.mode) == (b.kind, b.unit, &b.resource, b.mode);
            assert!(!same, "{} and {}", a.id, b.id);
        }
    }
    let id = |kind, unit, code, mode| catalogue.default_factor(kind, unit, code, mode).map(|f| &*f.id);
    use FactorKind as K;
    use FactorUnit as U;
    assert_eq!(id(K::Freight, U::KgPerTonneKm, "ash.fly", Mode::Tanker), Some("freight-tanker"));
    assert_eq!(id(K::Freight, U::EurPerMetre, "heat.steam.low-pressure", Mode::Pipe), Some("pipe-steam"));
    assert_eq!(id(K::Freight, U::EurPerMetre, "water.effluent", Mode::Pipe), Some("pipe-street"));
    assert_eq!(id(K::Production, U::KgPerTonne, "metal.aluminium", Mode::Lorry), Some("production-aluminium"));
    assert_eq!(id(K::Production, U::KgPerTonne, "metal.lead", Mode::Lorry), Some("production-metal"));
    assert_eq!(id(K::Disposal, U::EurPerTonne, "waste.municipal", Mode::Lorry), Some("landfill-fee"));
    assert_eq!(id(K::Production, U::KgPerTonne, "emission.air", Mode::None), None);
}

#[test]
fn exchanges_worked_by_hand() {
    let catalogue = Catalogue::builtin();
    let amount = |value, dimension| Quantity::per_year(value, dimension).unwrap();
    // 65,000 t of steam a year: 65,000 t x 2.36 GJ/t / 3.6 = 42,611 MWh, which at 202 kg/MWh avoid 8,607 t of CO2.
    let steam = catalogue.entry("heat.steam").unwrap();
    let heat = steam.convert(amount(65_000.0, Dimension::Mass), Dimension::Energy).unwrap();
    let rule = catalogue.rule("steam-for-fuel").unwrap();
    let saved = rule.ratio.replaces(heat).unwrap();
    assert!((saved.annual() - 42_611.1).abs() < 0.1 && saved.dimension() == Dimension::Energy);
    let kg = rule.carbon.as_ref().unwrap().avoided_kg(heat).unwrap();
    assert!((kg - 8_607_444.0).abs() < 1.0, "{kg}; the operator states 10,000 t");
    // A million cubic metres of warm water, cooled by 5 K, give 5,800 MWh.
    let warm = catalogue.rule("warm-water-heat").unwrap();
    assert_eq!(warm.ratio.replaces(amount(1e6, Dimension::Volume)), Some(amount(5800.0, Dimension::Energy)));
    assert_eq!(warm.ratio.replaces(amount(1e6, Dimension::Mass)), None, "tonnes are converted first");
    // 100 t of sorted plastic: 90 t of polymer, 159.7 t of CO2.
    let plastic = catalogue.rule("plastic-for-polymer").unwrap();
    let sorted = amount(100.0, Dimension::Mass);
    assert_eq!(plastic.ratio.replaces(sorted), Some(amount(90.0, Dimension::Mass)));
    assert_eq!(plastic.carbon.as_ref().unwrap().avoided_kg(sorted), Some(159_700.0));
}

#[test]
fn what_neighbours_share_is_of_the_narrowest_branch() {
    let catalogue = Catalogue::builtin();
    let of = |code, side| {
        let entry = catalogue.entry(code).unwrap_or_else(|| panic!("{code}"));
        catalogue.pooling_of(entry, side).map(|pooling| &*pooling.id)
    };
    use maillon_model::Direction::{Demand, Supply};
    assert_eq!(of("paper.board", Supply), Some("recyclables-round"));
    assert_eq!(of("plastic.virgin", Supply), Some("material-round"), "an exception");
    assert_eq!(of("waste", Supply), Some("residual-round"));
    assert_eq!(of("paper.board", Demand), Some("delivery-round"));
    assert_eq!(of("service.staff", Demand), Some("staff"), "not any service");
    assert_eq!(of("equipment.wash-station", Demand), Some("equipment"));
    assert_eq!(of("space.storage", Demand), Some("space"));
    assert_eq!(
        (of("heat.steam", Demand), of("service.staff", Supply), of("emission.noise", Supply)),
        (None, None, None)
    );
    for pooling in catalogue.poolings() {
        assert!(!pooling.note.is_empty() && pooling.note_fr.is_some() && !pooling.sources.is_empty(), "{}", pooling.id);
    }
}

#[test]
fn what_neighbours_share_must_be_whole() {
    let entry = |rest: &str| {
        format!("[[pooling]]\nid = \"mine\"\nen = \"Mine\"\nfr = \"Mien\"\nnote = \"a guess\"\nkm = 5\n{rest}\n")
    };
    let round = "side = \"supply\"\nof = [\"glass\"]\nvisits = 4\npayload_t = 9\nsource = [\"unsourced\"]";
    let (catalogue, gone) = Catalogue::builtin().with("my.toml", &entry(round)).unwrap_or_else(|e| panic!("{e}"));
    let glass = catalogue.entry("glass.cullet").unwrap();
    assert!(gone.is_empty() && &*catalogue.pooling_of(glass, Direction::Supply).unwrap().id == "mine");
    let with = |from: &str, to: &str| refused(&entry(&round.replace(from, to)));
    assert!(with("\"supply\"", "\"both\"").contains("unknown side"));
    assert!(with("glass", "glas").contains("glas"));
    assert!(with("payload_t = 9", "payload_t = 0").contains("payload_t 0"));
    assert!(with("visits = 4", "unit = [{ value = 1, unit = \"h\" }]").contains("visits and payload_t"));
    assert!(with("[\"unsourced\"]", "[]").contains("no source"));
    assert!(with("of = [\"glass\"]", "").contains("of or modes"));
}
