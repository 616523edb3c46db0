//! The region as a folder of files, written as it is drawn: memory does not grow with the flows.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use maillon_model::{Amount, Position};

use crate::communes::parts;
use crate::error::RegionError;
use crate::region::Region;
use crate::spec::Spec;
use crate::study::{FILES, outline, site_name, town_name};

type Part = fn(&Region, &mut BufWriter<File>) -> io::Result<()>;

/// Every file with what writes it; the study comes last, so that where it is, all it names is.
const PARTS: [(&str, Part); 4] = [(FILES[0], sites), (FILES[1], flows), (FILES[2], zones), ("study.toml", study)];

/// Writes the region to `dir`, made if need be: `sites.geojson`, `flows.csv`, `zones.geojson`, and the `study.toml`
/// that names them. Returns their paths, the study's last. The same specification gives the same bytes.
///
/// # Errors
/// A specification that [`generate`](crate::generate) refuses; a file of one of those names that is already there; a
/// folder or disk that cannot be written to.
pub fn write(spec: &Spec, dir: &Path) -> Result<Vec<PathBuf>, RegionError> {
    let region = Region::new(spec)?;
    for (file, _) in PARTS {
        let path = dir.join(file);
        if path.symlink_metadata().is_ok() {
            return Err(RegionError::Exists(path));
        }
    }
    fs::create_dir_all(dir).map_err(|source| RegionError::Io { path: dir.to_owned(), source })?;
    PARTS.into_iter().map(|(file, part)| whole(&region, dir, file, part)).collect()
}

/// Writes one file under another name, and gives it its own once it is whole.
fn whole(region: &Region, dir: &Path, file: &str, part: Part) -> Result<PathBuf, RegionError> {
    let (path, partial) = (dir.join(file), dir.join(format!(".{file}.part")));
    let written = File::create(&partial).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        part(region, &mut out)?;
        out.flush()?;
        fs::rename(&partial, &path)
    });
    match written {
        Ok(()) => Ok(path),
        Err(source) => {
            // What cannot be written may not be removable either; the first reason is the one to tell.
            let _ = fs::remove_file(&partial);
            Err(RegionError::Io { path, source })
        }
    }
}

fn sites(region: &Region, out: &mut BufWriter<File>) -> io::Result<()> {
    collection(out, region.sites().zip(0..), |out, (position, i)| {
        let (id, name) = (region.site_id(i), site_name(i));
        write!(out, r#"{{"type":"Feature","properties":{{"site_id":"{id}","name":"{name}"}},"#)?;
        write!(out, r#""geometry":{{"type":"Point","coordinates":[{},{}]}}}}"#, position.lon(), position.lat())
    })
}

fn zones(region: &Region, out: &mut BufWriter<File>) -> io::Result<()> {
    let communes = parts(region.spec.communes);
    // Only where there are communes does a zone's kind need saying.
    let kind = if communes.is_empty() { "" } else { r#","kind":"urban""# };
    let towns = region
        .towns
        .iter()
        .enumerate()
        .map(|(i, town): (usize, &Position)| (region.town_id(i), town_name(i), kind.to_owned(), outline(*town)));
    let communes = communes.iter().map(|part| {
        let told = format!(r#","kind":"administrative","level":"{}""#, part.level);
        (part.id.clone(), part.name.clone(), told, part.outline())
    });
    collection(out, towns.chain(communes), |out, (id, name, told, ring)| {
        let ring: Vec<String> = ring.into_iter().map(|(lon, lat)| format!("[{lon},{lat}]")).collect();
        write!(out, r#"{{"type":"Feature","properties":{{"zone_id":"{id}","name":"{name}"{told}}},"#)?;
        write!(out, r#""geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#, ring.join(","))
    })
}

/// A feature collection, one feature a line.
fn collection<T>(
    out: &mut BufWriter<File>,
    features: impl Iterator<Item = T>,
    mut feature: impl FnMut(&mut BufWriter<File>, T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (i, item) in features.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        feature(out, item)?;
    }
    out.write_all(b"\n]}\n")
}

fn flows(region: &Region, out: &mut BufWriter<File>) -> io::Result<()> {
    out.write_all(b"flow_id,site_id,direction,resource,quantity,unit\n")?;
    for (flow, i) in region.flows().zip(0..) {
        let (id, site) = (region.flow_id(i), region.site_id(i / u64::from(region.spec.flows_per_site)));
        write!(out, "{id},{site},{},{},", flow.direction.name(), region.code(flow.resource))?;
        match flow.amount {
            Amount::Missing | Amount::Below(None) => {}
            Amount::Below(Some(threshold)) => write!(out, "< {}", threshold.annual())?,
            Amount::Known(quantity) => write!(out, "{}", quantity.annual())?,
        }
        out.write_all(b",t/yr\n")?;
    }
    Ok(())
}

fn study(region: &Region, out: &mut BufWriter<File>) -> io::Result<()> {
    let [sites, flows, zones] = FILES;
    let longest = region.radii.iter().max().map_or(0.0, |r| r.as_kilometres());
    write!(
        out,
        r#"[study]
name = "{}"

[sites]
path = "{sites}"
id = "site_id"
name = "name"

[flows]
path = "{flows}"
site = "site_id"

[[zones]]
path = "{zones}"
{kind}id = "zone_id"
name = "name"

[output]
dir = "out"

[matching]
radius_km = {longest}
top = 10

[matching.radius]
"#,
        region.name(),
        kind = if region.spec.communes == 0 { "kind = \"urban\"\n" } else { "" },
    )?;
    for (radius, i) in region.radii.iter().zip(0..) {
        writeln!(out, "\"{}\" = {}", region.code(i), radius.as_kilometres())?;
    }
    Ok(())
}
