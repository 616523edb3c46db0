//! `maillon init --from`: studies guessed from files that nobody described run at once, and read what is in them.

mod common;

use std::fs;
use std::path::Path;

use common::{fixture, maillon, properties};

/// Guesses a study of the files in a folder and runs it. Returns the study's text and the run's summary.
fn guessed(dir: &Path, files: &[&str]) -> (String, serde_json::Value) {
    let init = maillon(dir, &[&["init", "study", "--from"], files].concat()).expect(0);
    assert!(init.stderr.contains("study.toml is ready"), "{}", init.stderr);
    let text = fs::read_to_string(dir.join("study/study.toml")).expect("the study");
    let run = maillon(dir, &["match", "study", "--formats", "geojson", "--no-report", "--json"]);
    assert!(run.code == Some(0) || run.code == Some(2), "{text}\n{}", run.stderr);
    (text, serde_json::from_str(&run.stdout).expect("a summary"))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    files.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).expect("written"));
    dir
}

fn holds(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
}

/// A fixture whose headings are what French inventories have, and whose codes are nobody's: as found as with its study.
#[test]
fn a_fixture_with_other_headings_is_the_same_study() {
    let renamed = [
        ("flow_id", "N° flux"),
        ("site_id", "Code établissement"),
        ("direction", "Sens"),
        ("resource", "Désignation du flux"),
        ("quantity", "Quantité"),
        ("unit", "Unité"),
        ("temperature_c", "Température (°C)"),
        ("months", "Saisonnalité"),
        ("valid_from", "Date de début"),
        ("valid_to", "Date de fin"),
        ("note", "Commentaires"),
        ("known", "Fiabilité"),
    ];
    let dir = fixture("kalundborg");
    let out = |study: &str, name: &str| {
        let out = dir.path().join(name);
        maillon(dir.path(), &["match", study, "--formats", "geojson", "--no-report", "--quiet", "--out", name])
            .expect(0);
        properties(&out.join("synergies.geojson"))
    };
    let expected = out("study.toml", "by-hand");
    let flows = fs::read_to_string(dir.path().join("flows.csv")).expect("flows");
    let (header, rows) = flows.split_once('\n').expect("a header");
    let header: Vec<&str> = header
        .split(',')
        .map(|name| renamed.iter().find(|(ours, _)| *ours == name.trim()).map_or(name, |(_, theirs)| theirs))
        .collect();
    assert!(header.contains(&"Sens") && header.contains(&"Code établissement"), "{header:?}");
    fs::write(dir.path().join("flux.csv"), format!("{}\n{rows}", header.join(","))).expect("written");
    let sites =
        fs::read_dir(dir.path()).expect("files").map(|e| e.expect("an entry").file_name().into_string().expect("text"));
    let sites: Vec<String> = sites.filter(|name| name.starts_with("sites.")).collect();
    let init = maillon(dir.path(), &["init", "guessed", "--from", &sites[0], "flux.csv"]).expect(0);
    let text = fs::read_to_string(dir.path().join("guessed/study.toml")).expect("the study");
    // How far things travel in this territory no table says.
    let by_hand = fs::read_to_string(dir.path().join("study.toml")).expect("the study");
    let radii = &by_hand[by_hand.find("[matching]").expect("radii")..by_hand.find("[output]").expect("an end")];
    fs::write(dir.path().join("guessed/study.toml"), format!("{text}\n{radii}")).expect("written");
    let got = out("guessed", "guessed-out");
    assert!(!expected.is_empty());
    let pairs = |rows: &[serde_json::Map<String, serde_json::Value>]| -> Vec<String> {
        rows.iter().map(|row| format!("{} {} {}", row["synergy_id"], row["amount"], row["distance_m"])).collect()
    };
    assert_eq!(pairs(&got), pairs(&expected), "{}\n{text}", init.stderr);
}

#[test]
fn units_codes_and_systems_are_taken_from_headings_and_cells() {
    let dir = folder(&[(
        "dechets.csv",
        "Établissement;X (L93);Y (L93);Code déchet;Tonnage 2023\nUsine d'été;652381;6862047;100102;1 200,5\nFonderie;653381;6862547;030105;< 30\n",
    )]);
    let (text, summary) = guessed(dir.path(), &["dechets.csv"]);
    holds(
        &text,
        &[
            "path = \"../dechets.csv\"",
            "lon = \"X (L93)\"",
            "crs = \"EPSG:2154\"  # the heading",
            "id = \"Établissement\"",
            "resource = \"Code déchet\"",
            "quantity = \"Tonnage 2023\"",
            "taxonomy = \"ewc\"",
            "direction = \"supply\"",
            "unit = \"t/yr\"",
        ],
    );
    assert_eq!(summary["flows"]["supply"]["known_total"]["t_per_year"], 1200.5);
    assert_eq!(summary["flows"]["supply"]["amounts"]["below"], 1, "{summary:#}");
    assert_eq!(summary["resources"]["unknown"], 0);
    let sites = properties(&dir.path().join("study/out/sites.geojson"));
    assert_eq!(sites.len(), 2);

    for (heading, codes, taxonomy) in [
        ("Code CPA", ["35.30", "35.30.11"], "cpa"),
        ("Code NC8", ["26180000", "2621"], "hs"),
        ("CED", ["10 01 02", "100903*"], "ewc"),
    ] {
        let table = format!(
            "nom;lat;lon;sens;{heading};quantite;unite\nA;48,8;2,3;offre;{};5;t/an\nB;48,8;2,31;besoin;{};5;t/an\n",
            codes[0], codes[1]
        );
        let (text, summary) = guessed(folder(&[("t.csv", &table)]).path(), &["t.csv"]);
        holds(&text, &[&format!("taxonomy = \"{taxonomy}\"")]);
        assert_eq!(summary["resources"]["unknown"], 0, "{heading}");
    }
}

#[test]
fn wide_tables_are_one_flow_a_column() {
    let dir = folder(&[(
        "besoins.csv",
        "Entreprise;Latitude;Longitude;Vapeur (MWh/an);Eau de process m3/an;Effectif\n\
         Alpha;48°51'24\"N;2°21'07\"E;1200;5000;30\nBeta;48°52'24\"N;2°22'07\"E;;700;12\n",
    )]);
    let (text, summary) = guessed(dir.path(), &["besoins.csv"]);
    holds(
        &text,
        &[
            "column = \"Vapeur (MWh/an)\"\ndirection = \"demand\"",
            "resource = \"heat.steam\"",
            "unit = \"MWh/an\"",
            "resource = \"water.process\"",
            "unit = \"m3/an\"",
            "not used: \"Effectif\"",
        ],
    );
    assert_eq!(summary["flows"]["demand"]["count"], 3);
    assert_eq!(summary["flows"]["demand"]["known_total"]["m3_per_year"], 5700.0);
    // A sum of columns would count twice; a temperature says what heat it is.
    let heat = "SiteID,SiteName,geom,Excess_Heat_100-200C_GWh,Excess_Heat_Total_GWh\n1,A,SRID=4326;POINT(2 48),5,5\n2,B,SRID=4326;POINT(2 48.1),3,3\n";
    let (text, summary) = guessed(folder(&[("heat.csv", heat)]).path(), &["heat.csv"]);
    holds(&text, &["temperature_c = 100", "Not used: \"Excess_Heat_Total_GWh\"", "id = \"SiteID\""]);
    assert_eq!(summary["flows"]["supply"]["known_total"]["mwh_per_year"], 8000.0);
}

#[test]
fn tables_are_told_apart_and_joined_by_their_values() {
    let zone = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"insee":"76276","nom":"Forges"},
        "geometry":{"type":"Polygon","coordinates":[[[1,47],[3,47],[3,50],[1,50],[1,47]]]}}]}"#;
    let dir = folder(&[
        ("communes.geojson", zone),
        (
            "usines.csv",
            "ref;raison sociale;latitude;longitude;code NAF\nU1;Laiterie;48,8;2,3;1051C\nU2;Serres;48,9;2,3;0113Z\n",
        ),
        (
            "flux.csv",
            "qui;dans quel sens;quoi;combien (t/an)\nSerres;entrant;compost;50\nLaiterie;sortant;compost;80\n",
        ),
        ("notes.csv", "a,b\nx,y\n"),
    ]);
    let (text, summary) = guessed(dir.path(), &["communes.geojson", "usines.csv", "flux.csv", "notes.csv"]);
    holds(
        &text,
        &[
            "[[zones]]",
            "kind = \"administrative\"  # the name says \"communes\"",
            "id = \"raison sociale\"  # the flows name their sites by it",
            "site = \"qui\"  # its values are those of",
            "direction = \"dans quel sens\"",
            "quantity = \"combien (t/an)\"  # its cells are numbers, and its heading has a unit",
            "activity = \"code NAF\"",
            "Not used: ../notes.csv",
        ],
    );
    assert_eq!((&summary["sites"], &summary["zones"]), (&2.into(), &1.into()));
    assert_eq!(summary["matching"]["synergies"], 1, "{text}");
}

#[test]
fn nothing_is_overwritten_or_left_behind() {
    let dir = folder(&[("flux.csv", "sens,flux,quantite\noffre,vapeur,5\n"), ("sites.csv", "id,lon,lat\n1,2,48\n")]);
    let refused = maillon(dir.path(), &["init", "new", "--from", "flux.csv"]).expect(2);
    assert!(refused.stderr.contains("Sites need a place"), "{}", refused.stderr);
    assert!(!dir.path().join("new").exists());
    assert!(maillon(dir.path(), &["init", "new", "--from", "absent.csv"]).expect(2).stderr.contains("no such file"));
    maillon(dir.path(), &["init", "--from", "sites.csv"]).expect(0);
    let text = fs::read_to_string(dir.path().join("study.toml")).expect("the study");
    assert!(text.contains("path = \"sites.csv\"") && text.contains("No table names flows"), "{text}");
    assert!(maillon(dir.path(), &["init", "--from", "sites.csv"]).expect(1).stderr.contains("already there"));
    assert_eq!(fs::read_to_string(dir.path().join("study.toml")).expect("the study"), text);
    maillon(dir.path(), &["match", "study.toml", "--quiet"]).expect(0);
}

#[test]
fn a_place_in_one_cell_is_found() {
    for (heading, cell, crs) in [
        ("geo_point_2d", "48.8{}, 2.3", ""),
        ("Lat/Lon", "48,8{};2,3", ""),
        ("Coordonnées GPS", "48.8{} 2.3", ""),
        ("Lon, lat", "2.3, 48.8{}", ""),
        ("Localisation", "48°5{}'24\"N 2°18'E", ""),
        ("Coordonnées", "652381.5, 68620{}7", "EPSG:2154"),
    ] {
        let cell = |n: &str| cell.replace("{}", n);
        let table = format!(
            "nom\tsens\tflux\tquantite\tunite\t{heading}\nA\toffre\tvapeur\t5\tt/an\t{}\nB\tbesoin\tvapeur\t5\tt/an\t{}\n",
            cell("1"),
            cell("2")
        );
        let dir = folder(&[("t.tsv", &table)]);
        let (text, summary) = guessed(dir.path(), &["t.tsv"]);
        assert_eq!(summary["matching"]["synergies"], 1, "{heading}: {text}\n{summary:#}");
        assert_eq!(text.contains(&format!("crs = \"{crs}\"")), !crs.is_empty(), "{text}");
        let sites = fs::read_to_string(dir.path().join("study/out/sites.geojson")).expect("sites");
        assert!(sites.contains("\"coordinates\":[2.3"), "{heading}: {sites}");
    }
}

/// A sheet of inputs beside one of outputs, both numbered from 1; sites of two inventories.
#[test]
fn several_tables_are_one_study() {
    let dir = folder(&[
        ("nord.csv", "code site;nom;lat;lon\nN1;Alpha;48,8;2,3\nN2;Beta;48,81;2,3\n"),
        ("sud.csv", "code site;nom;lat;lon\nS1;Gamma;48,7;2,3\nS2;Delta;48,71;2,3\n"),
        ("copie.csv", "code site;nom;lat;lon\nS1;Gamma;48,7;2,3\nX;Delta;48,71;2,3\n"),
        ("antennes.csv", "support;lat;lon\nP1;48,7;2,3\nP2;48,71;2,3\n"),
        (
            "sorties.csv",
            "id;code site;dechet;sens;tonnage\n1;N1;10 01 02;sortant;500\n2;S1;10 01 02;sortant;700\n3;S2;03 01 05;sortant;9\n",
        ),
        ("entrees.csv", "id;site;matiere;direction;quantity (t/yr)\n1;N2;fly ash;in;450\n2;S2;fly ash;in;80\n"),
        ("ailleurs.csv", "site;matiere;direction;quantity (t/yr)\nQ7;fly ash;in;450\nQ8;fly ash;in;80\n"),
    ]);
    let files = ["nord.csv", "sud.csv", "copie.csv", "antennes.csv", "sorties.csv", "entrees.csv", "ailleurs.csv"];
    let (text, summary) = guessed(dir.path(), &files);
    assert_eq!((text.matches("\n[[sites]]\n").count(), text.matches("\n[[flows]]\n").count()), (2, 2), "{text}");
    holds(
        &text,
        &[
            "taxonomy = \"ewc\"",
            "site = \"code site\"",
            "site = \"site\"",
            "Not used: \"id\", other tables of flows have the same ids",
            "Not used: ../copie.csv; 1 of its rows have ids of ../",
            "Not used: ../antennes.csv; its headings are not those of",
            "Not used: ../ailleurs.csv; its rows name no site by code site",
        ],
    );
    assert_eq!(
        (&summary["sites"], &summary["flows"]["supply"]["count"], &summary["flows"]["demand"]["count"]),
        (&4.into(), &3.into(), &2.into()),
        "{text}"
    );
    assert_eq!(summary["issues"]["errors"], 0, "{summary:#}");
    assert_eq!(summary["flows"]["supply"]["known_total"]["t_per_year"], 1209.0);
    assert!(summary["matching"]["synergies"].as_u64().is_some_and(|n| n >= 3), "{summary:#}");
    // Two inventories that hold their flows themselves, each in its own words.
    let dir = folder(&[
        ("a.csv", "nom;lat;lon;sens;flux;quantite (t/an)\nA;48,8;2,3;offre;compost;5\nB;48,8;2,31;besoin;compost;5\n"),
        (
            "b.csv",
            "nom;lat;lon;sens;matiere;tonnage;flux\nC;48,8;2,32;offre;compost;7;x1\nD;48,8;2,33;besoin;compost;7;x2\n",
        ),
    ]);
    let (text, summary) = guessed(dir.path(), &["a.csv", "b.csv"]);
    assert_eq!(
        (&summary["sites"], &summary["flows"]["supply"]["known_total"]["t_per_year"]),
        (&4.into(), &12.0.into()),
        "{text}"
    );
    assert_eq!(summary["resources"]["unknown"], 0, "{text}");
}
