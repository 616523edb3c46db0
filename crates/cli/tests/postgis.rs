//! A real PostgreSQL with PostGIS, in a folder and on a socket of its own, read and written by the built binary.
#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use common::{command, contents, fixture, maillon, properties};

/// A server that lives as long as this.
struct Server {
    programs: PathBuf,
    home: tempfile::TempDir,
}

impl Server {
    /// Starts one; `None` where PostGIS is not installed.
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: PostGIS is not installed; `scripts/setup --tests` does that on Debian and Ubuntu");
            return None;
        };
        // A short path: that of a socket has at most 107 bytes.
        let home = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a folder");
        if is_root() {
            done(Command::new("chown").arg("postgres").arg(home.path()));
        }
        let server = Self { programs, home };
        let data = server.path("data");
        done(server.program("initdb").args([
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
            "-U",
            "postgres",
            "-D",
            &data,
        ]));
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", server.home.path().display());
        done(server.program("pg_ctl").args(["-D", &data, "-l", &server.path("log"), "-w", "-o", &options, "start"]));
        server.sql_in("postgres", "CREATE DATABASE gis");
        server.sql("CREATE EXTENSION postgis");
        Some(server)
    }

    fn path(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// A program of the server's, which refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database])
            .arg("-h")
            .arg(self.home.path());
        psql
    }

    fn sql_in(&self, database: &str, query: &str) -> String {
        let output = self.psql(database).args(["-c", query]).output().expect("psql");
        assert!(output.status.success(), "{query}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn sql(&self, query: &str) -> String {
        self.sql_in("gis", query)
    }

    fn connection(&self) -> String {
        format!("PG:host={} dbname=gis user=postgres password=s3cret", self.home.path().display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program("pg_ctl").args(["-D", &self.path("data"), "-m", "immediate", "-w", "stop"]).status();
    }
}

/// Where the newest server that has PostGIS keeps its programs.
fn programs() -> Option<PathBuf> {
    let versions =
        fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let number = |version: &String| version.parse::<u32>().ok();
    let control =
        |version: &u32| Path::new(&format!("/usr/share/postgresql/{version}/extension/postgis.control")).exists();
    let newest = versions.filter_map(|version| number(&version)).filter(control).max()?;
    Some(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

fn done(command: &mut Command) {
    let output = command.stderr(Stdio::piped()).output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn results_replace_those_before_in_one_step() {
    let Some(server) = Server::start() else { return };
    let study = fixture("kalundborg");
    let dir = study.path();
    let out = server.connection();
    let run = |args: &[&str]| {
        let args = [&["match", "study.toml", "--out", &out, "--schema", "eit"], args].concat();
        let run = maillon(dir, &args);
        assert!(!run.stderr.contains("s3cret") && !run.stdout.contains("s3cret"), "{}", run.stderr);
        run
    };

    // All rows, as in files.
    let told = run(&["--json"]).expect(0);
    maillon(dir, &["match", "study.toml", "--quiet"]).expect(0);
    for layer in ["synergies", "sites", "zones", "flows", "unserved", "demand_risks"] {
        let rows = properties(&dir.join("out").join(format!("{layer}.geojson"))).len();
        assert_eq!(server.sql(&format!("SELECT count(*) FROM eit.{layer}")), rows.to_string(), "{layer}");
    }
    let summary: serde_json::Value = serde_json::from_str(&server.sql("SELECT summary FROM eit.run")).expect("JSON");
    assert_eq!(summary, serde_json::from_str::<serde_json::Value>(&told.stdout).expect("JSON"));
    let column = properties(&dir.join("out/synergies.geojson"));
    let lengths: f64 = column.iter().map(|row| row["distance_m"].as_f64().expect("metres")).sum();
    let sum = server.sql("SELECT sum(distance_m) FROM eit.synergies");
    assert!((sum.parse::<f64>().expect("a sum") - lengths).abs() < 1e-3);

    // Described and indexed.
    let places = "SELECT DISTINCT type || ' ' || srid FROM geometry_columns WHERE f_table_schema = 'eit' ORDER BY 1";
    assert_eq!(server.sql(places), "LINESTRING 4326\nMULTIPOLYGON 4326\nPOINT 4326");
    let alias = "SELECT col_description('eit.synergies'::regclass, attnum) FROM pg_attribute WHERE attrelid = \
                 'eit.synergies'::regclass AND attname = 'distance_m'";
    assert!(server.sql(alias).starts_with("Distance"), "{}", server.sql(alias));
    let indexes = server.sql("SELECT indexdef FROM pg_indexes WHERE schemaname = 'eit' AND tablename = 'synergies'");
    assert!(indexes.contains("gist (geom)") && indexes.contains("UNIQUE"), "{indexes}");

    // Views on them and rights to them outlast another run.
    server.sql(
        "CREATE ROLE reader; GRANT SELECT ON eit.synergies TO reader; CREATE VIEW far AS SELECT * FROM eit.synergies",
    );
    let all = server.sql("SELECT count(*) FROM far");
    run(&["--radius-km", "1"]).expect(0);
    assert_ne!(server.sql("SELECT count(*) FROM far"), all);
    assert_eq!(server.sql("SELECT has_table_privilege('reader', 'eit.synergies', 'SELECT')"), "t");
    let radius = "SELECT summary->'parameters'->>'radius_km' FROM eit.run";
    assert_eq!(server.sql(radius), "1.0");

    // One that fails leaves all as it was: a view keeps a table whose columns are no longer ours from being made anew.
    server.sql("ALTER TABLE eit.synergies ADD COLUMN own text");
    let before = server.sql("SELECT count(*) FROM eit.flows");
    let failed = run(&[]).expect(1);
    assert!(failed.stderr.contains("view far") && failed.stderr.contains("as it was"), "{}", failed.stderr);
    assert_eq!((server.sql(radius), server.sql("SELECT count(*) FROM eit.flows")), ("1.0".to_owned(), before));
    server.sql("DROP VIEW far");

    // So does one that is killed while it writes.
    let mut holder = server.psql("gis").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("psql");
    let mut input = holder.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, b"BEGIN; LOCK TABLE eit.run; SELECT 'held';\n").expect("written");
    let mut line = String::new();
    BufReader::new(holder.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert_eq!(line.trim(), "held");
    let mut child = command(dir, &["match", "study.toml", "--out", &out, "--schema", "eit", "--quiet"]);
    let mut child = child.stderr(Stdio::null()).spawn().expect("the binary starts");
    while server.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0" {
        assert!(child.try_wait().expect("a state").is_none(), "it should wait for the table");
        sleep(Duration::from_millis(20));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    drop(input);
    holder.wait().expect("ended");
    assert_eq!(server.sql(radius), "1.0");
    run(&[]).expect(0);
    assert_eq!(server.sql(radius), "200.0");
    assert_eq!(server.sql("SELECT count(*) FROM eit.synergies"), all);
}

#[test]
fn what_is_not_ours_is_not_touched() {
    let Some(server) = Server::start() else { return };
    let study = fixture("kalundborg");
    let out = server.connection();
    server.sql("CREATE TABLE public.sites (id int); INSERT INTO public.sites VALUES (7)");
    let refused = maillon(study.path(), &["match", "study.toml", "--out", &out, "--schema", "public"]).expect(1);
    assert!(refused.stderr.contains("\"sites\", which maillon did not write"), "{}", refused.stderr);
    assert_eq!(server.sql("SELECT id FROM public.sites"), "7");
    assert_eq!(server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'flows'"), "0");

    server.sql_in("postgres", "CREATE DATABASE plain");
    let plain = out.replace("dbname=gis", "dbname=plain");
    let refused = maillon(study.path(), &["match", "study.toml", "--out", &plain]).expect(1);
    assert!(refused.stderr.contains("CREATE EXTENSION postgis"), "{}", refused.stderr);
    let nowhere = out.replace("dbname=gis", "dbname=nowhere");
    let refused = maillon(study.path(), &["match", "study.toml", "--out", &nowhere]).expect(1);
    assert!(refused.stderr.contains("nowhere") && !refused.stderr.contains("s3cret"), "{}", refused.stderr);
    let before = contents(study.path());
    for args in [
        &["whatif", "study.toml", "--each-site", "--out", &out][..],
        &["batch", "study.toml", "--out", &out],
        &["match", "study.toml", "--formats", "csv", "--out", &out],
    ] {
        assert!(maillon(study.path(), args).expect(2).stderr.contains("a database"), "{args:?}");
    }
    assert_eq!(contents(study.path()), before);
}

#[test]
fn tables_and_views_are_read_like_files() {
    let Some(server) = Server::start() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let names = ["L'été à Ébreuil", "Œuvre \"n° 1\"", "usine 🏭; atelier", "O'Neill"];
    let mut csv = "site_id,name,lon,lat\n".to_owned();
    server.sql("CREATE SCHEMA eit; CREATE TABLE eit.plants (code text, nom text, place geometry(Point, 2154))");
    for (i, name) in names.iter().enumerate() {
        let (lon, lat) = (2.0 + i as f64 / 100.0, 48.5);
        csv.push_str(&format!("S{i},\"{}\",{lon},{lat}\n", name.replace('"', "\"\"")));
        let name = name.replace('\'', "''");
        server.sql(&format!("INSERT INTO eit.plants VALUES ('S{i}', '{name}', ST_Transform(ST_SetSRID(ST_Point({lon}, {lat}), 4326), 2154))"));
    }
    server.sql("INSERT INTO eit.plants VALUES ('S9', 'nowhere', NULL)");
    let flows = "site_id,direction,resource,quantity,unit\nS0,supply,heat.steam,5.5,GWh/yr\nS1,demand,heat.steam,,\nS2,supply,ash.fly,< 5,t/yr\n";
    server.sql("CREATE TABLE eit.flows_in (site_id text, direction text, resource text, quantity text, unit text)");
    for row in flows.lines().skip(1) {
        let cells: Vec<String> =
            row.split(',').map(|c| if c.is_empty() { "NULL".into() } else { format!("'{c}'") }).collect();
        server.sql(&format!("INSERT INTO eit.flows_in VALUES ({})", cells.join(", ")));
    }
    server.sql("CREATE VIEW eit.needs AS SELECT * FROM eit.flows_in");
    fs::write(dir.path().join("sites.csv"), csv + "S9,nowhere,,\n").expect("written");
    fs::write(dir.path().join("flows.csv"), flows).expect("written");
    // A study that is guessed from them keeps no password.
    let secret = format!("{} password=s3cret", server.connection().replace("password=s3cret", ""));
    let init = maillon(dir.path(), &["init", "guessed", "--from", &secret]).expect(0);
    let text = fs::read_to_string(dir.path().join("guessed/study.toml")).expect("the study");
    assert!(text.contains("path = \"PG:") && !text.contains("password") && !text.contains("s3cret"), "{text}");
    assert!(init.stderr.contains("PGPASSWORD") && !init.stderr.contains("s3cret"), "{}", init.stderr);
    maillon(dir.path(), &["check", "guessed"]);

    let study = |sites: &str, flows: &str| format!("[study]\nname = \"x\"\n[sites]\n{sites}\n[flows]\n{flows}\n");
    let of_files = study("path = \"sites.csv\"", "path = \"flows.csv\"");
    let connection = server.connection();
    let of_tables = study(
        &format!("path = \"{connection}\"\nlayer = \"eit.plants\"\nid = \"code\"\nname = \"nom\""),
        &format!("path = \"{connection}\"\nlayer = \"eit.needs\""),
    );
    let outs = [("files", of_files), ("tables", of_tables)].map(|(name, text)| {
        let file = format!("{name}.toml");
        fs::write(dir.path().join(&file), text).expect("written");
        let run = maillon(dir.path(), &["match", &file, "--formats", "geojson", "--out", name]).expect(2);
        assert!(run.stderr.contains("S9") && !run.stderr.contains("s3cret"), "{}", run.stderr);
        dir.path().join(name)
    });
    for layer in ["sites.geojson", "synergies.geojson", "unmatched.geojson"] {
        let [files, tables] = outs.each_ref().map(|out| fs::read_to_string(out.join(layer)).unwrap_or_default());
        assert_eq!(files, tables, "{layer}");
    }
    let summary = fs::read_to_string(outs[1].join("summary.json")).expect("a summary");
    assert!(summary.contains("password=…") && !summary.contains("s3cret"));
    // What a user mistypes is told with what there is.
    let missing = fs::read_to_string(dir.path().join("tables.toml")).expect("text").replace("eit.plants", "eit.plant");
    fs::write(dir.path().join("tables.toml"), missing).expect("written");
    let run = maillon(dir.path(), &["check", "tables.toml"]).expect(2);
    assert!(run.stderr.contains("eit.plants"), "{}", run.stderr);
}
