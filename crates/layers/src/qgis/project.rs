//! The project (`.qgs`, inside a `.qgz`) and the group of layers (`.qlr`) that open the GeoPackage beside them.

use super::look::{Group, say};
use super::style::{VERSION, parts, styles};
use super::xml::Element;
use crate::formats::gpkg;
use crate::layer::Table;
use crate::ogr::DAY;
use crate::row::GeometryKind;

/// Open tiles that a click on their box brings in; unticked, nothing is asked of the network.
const BASEMAP: &str = "type=xyz&url=https://tile.openstreetmap.org/{z}/{x}/{y}.png&zmin=0&zmax=19&crs=EPSG:3857";
const BASEMAP_ID: &str = "maillon_basemap";

/// Whose sites a layer's rows belong to: the layer's columns that hold a site's id, and what the relation is called.
const RELATIONS: &[(&str, &str, &str, &str)] = &[
    ("flows", "site_id", "Flows", "Flux"),
    ("synergies", "supply_site", "Synergies it gives to", "Synergies où il donne"),
    ("synergies", "demand_site", "Synergies it takes from", "Synergies où il prend"),
    ("unmatched", "site_id", "Flows without partner", "Flux sans partenaire"),
    ("unserved", "site_id", "Flows not used up", "Flux non épuisés"),
    ("pool_members", "site_id", "Pools that it could join", "Mutualisations possibles"),
];

/// Whose flows a synergy joins.
const OF_FLOWS: &[(&str, &str, &str, &str)] = &[
    ("synergies", "supply_flow", "Synergies that take it", "Synergies qui le prennent"),
    ("synergies", "demand_flow", "Synergies that serve it", "Synergies qui le servent"),
];

/// Whose members and rounds a pool has.
const OF_POOLS: &[(&str, &str, &str, &str)] = &[
    ("pool_members", "pool_id", "Members", "Membres"),
    ("pool_rounds", "pool_id", "Legs of its rounds", "Étapes de ses tournées"),
];

/// The project of the tables, all of which have rows.
pub(crate) fn project(tables: &[Table]) -> Option<String> {
    let context = tables.first()?.context;
    let (study, view) = (context.study(), context.view());
    let language = study.language;
    let extent = |name| {
        let ends = [("xmin", view.west), ("ymin", view.south), ("xmax", view.east), ("ymax", view.north)];
        Element::new(name).children(ends.map(|(end, metres)| Element::text(end, format!("{metres:.2}"))))
    };
    let basemap_name = say(language, "OpenStreetMap (needs a network)", "OpenStreetMap (nécessite un réseau)");
    let basemap_leaf = leaf(BASEMAP_ID, basemap_name, BASEMAP, "wms", false);
    let basemap_group = tree_group(say(language, "Basemap", "Fond de plan"), vec![basemap_leaf], false);
    let basemap = Element::new("maplayer")
        .with("type", "raster")
        .child(Element::text("id", BASEMAP_ID))
        .child(Element::text("datasource", BASEMAP))
        .child(Element::text("layername", basemap_name))
        .child(srs("srs", 3857))
        .child(Element::new("resourceMetadata").child(Element::text("rights", "© OpenStreetMap contributors, ODbL")))
        .child(Element::text("provider", "wms"));
    let canvas = Element::new("mapcanvas")
        .with("name", "theMapCanvas")
        .with("annotationsVisible", 1)
        .child(Element::text("units", "meters"))
        .child(extent("extent"))
        .child(Element::text("rotation", 0))
        .child(srs("destinationsrs", view.epsg));
    let default = {
        let ends = [("xmin", view.west), ("ymin", view.south), ("xmax", view.east), ("ymax", view.north)];
        let extent = Element::new("DefaultViewExtent");
        let extent = ends.into_iter().fold(extent, |extent, (end, metres)| extent.with(end, format!("{metres:.2}")));
        Element::new("ProjectViewSettings").with("UseProjectScales", 0).child(extent.child(system(view.epsg)))
    };
    let code = say(language, "ENG", "FRE");
    let metadata = Element::new("projectMetadata")
        .child(Element::text("language", code))
        .child(Element::text("type", "dataset"))
        .child(Element::text("title", &study.name))
        .child(Element::text("abstract", format!("maillon {}", context.run.version)));
    let int = |name, value: u8| Element::text(name, value).with("type", "int");
    let properties = Element::new("properties")
        .child(Element::new("SpatialRefSys").child(int("ProjectionsEnabled", 1)))
        .child(Element::new("Paths").child(Element::text("Absolute", false).with("type", "bool")));
    let project = Element::new("qgis")
        .with("version", VERSION)
        .with("projectname", &study.name)
        .with("saveDateTime", DAY)
        .child(Element::new("homePath").with("path", ""))
        .child(Element::text("title", &study.name))
        .child(srs("projectCrs", view.epsg))
        .child(Element::new("layer-tree-group").children(tree(tables)).child(basemap_group))
        .child(Element::new("relations").children(relations(tables)))
        .child(canvas)
        .child(Element::new("projectlayers").children(tables.iter().map(maplayer)).child(basemap))
        .child(properties)
        .child(metadata)
        .child(default);
    Some(project.document())
}

/// The same layers, to drop into an open project.
pub(crate) fn group(tables: &[Table]) -> Option<String> {
    let study = tables.first()?.context.study();
    let all = tree_group(&format!("maillon: {}", study.name), tree(tables), true);
    let layers = Element::new("maplayers").children(tables.iter().map(maplayer));
    Some(Element::new("qlr").child(Element::new("layer-tree-group").child(all)).child(layers).document())
}

fn tree(tables: &[Table]) -> Vec<Element> {
    let in_group = |group: Group| {
        let of_group = tables.iter().filter(move |table| table.layer.look.group == group);
        let leaves: Vec<Element> = of_group
            .map(|table| leaf(&id(table.layer.name), title(table), &source(table), "ogr", table.layer.look.shown))
            .collect();
        let shown = tables.iter().any(|table| table.layer.look.group == group && table.layer.look.shown);
        let language = tables.first().map(|table| table.context.study().language).unwrap_or_default();
        (!leaves.is_empty()).then(|| tree_group(group.title(language), leaves, shown))
    };
    Group::ALL.into_iter().filter_map(in_group).collect()
}

fn tree_group(name: &str, below: Vec<Element>, shown: bool) -> Element {
    let group = Element::new("layer-tree-group").with("name", name).with("checked", checked(true));
    group.with("expanded", u8::from(shown)).with("groupLayer", "").children(below)
}

fn leaf(id: &str, name: &str, source: &str, provider: &str, shown: bool) -> Element {
    Element::new("layer-tree-layer")
        .with("id", id)
        .with("name", name)
        .with("source", source)
        .with("providerKey", provider)
        .with("checked", checked(shown))
        .with("expanded", u8::from(shown))
}

fn checked(shown: bool) -> &'static str {
    if shown { "Qt::Checked" } else { "Qt::Unchecked" }
}

fn relations(tables: &[Table]) -> Vec<Element> {
    let here = |layer: &str| tables.iter().find(|table| table.layer.name == layer);
    let mut relations = Vec::new();
    for (parent, key, of) in
        [("sites", "site_id", RELATIONS), ("flows", "flow_id", OF_FLOWS), ("pools", "pool_id", OF_POOLS)]
    {
        let Some(found) = here(parent) else { continue };
        let language = found.context.study().language;
        for (child, column, en, fr) in of.iter().filter(|(child, ..)| here(child).is_some()) {
            let reference = Element::new("fieldRef").with("referencingField", column).with("referencedField", key);
            let relation = Element::new("relation")
                .with("id", format!("maillon_{parent}_{child}_{column}"))
                .with("name", say(language, en, fr))
                .with("referencingLayer", id(child))
                .with("referencedLayer", id(parent))
                .with("strength", "Association");
            relations.push(relation.child(reference));
        }
    }
    relations
}

fn maplayer(table: &Table) -> Element {
    let cut = table.context.lines_cut;
    let (geometry, wkb) = match table.layer.geometry {
        GeometryKind::Point => ("Point", "Point"),
        GeometryKind::Line if cut => ("Line", "MultiLineString"),
        GeometryKind::Line => ("Line", "LineString"),
        GeometryKind::Polygon => ("Polygon", "MultiPolygon"),
        GeometryKind::None => ("No geometry", "NoGeometry"),
    };
    let styles = styles(table);
    let labels = styles.first().is_some_and(|style| style.labels.is_some());
    let layer = Element::new("maplayer")
        .with("type", "vector")
        .with("geometry", geometry)
        .with("wkbType", wkb)
        .with("labelsEnabled", u8::from(labels))
        .with("hasScaleBasedVisibilityFlag", 0)
        .with("simplifyDrawingHints", 1)
        .child(Element::text("id", id(table.layer.name)))
        .child(Element::text("datasource", source(table)))
        .child(Element::text("layername", title(table)))
        .child(srs("srs", 4326))
        .child(Element::new("resourceMetadata").child(Element::text("abstract", table.layer.about)))
        .child(Element::text("provider", "ogr").with("encoding", "UTF-8"));
    // The first style stands in the layer itself, the others wait in its menu.
    let others = styles.iter().skip(1).map(|style| {
        let labels = u8::from(style.labels.is_some());
        let body = Element::new("qgis").with("version", VERSION).with("labelsEnabled", labels);
        Element::new("map-layer-style").with("name", style.name()).child(body.children(parts(table, style)))
    });
    let current = styles.first().map_or("", |style| style.name());
    let manager = Element::new("map-layer-style-manager")
        .with("current", current)
        .child(Element::new("map-layer-style").with("name", current))
        .children(others);
    layer.child(manager).children(styles.first().map(|style| parts(table, style)).unwrap_or_default())
}

/// A layer's id in the project: of more than ten characters, or the layer tree loses it.
fn id(layer: &str) -> String {
    format!("maillon_layer_{layer}")
}

fn title<'t>(table: &Table<'t>) -> &'t str {
    let look = table.layer.look;
    say(table.context.study().language, look.en, look.fr)
}

/// Relative to the project: the folder may move.
fn source(table: &Table) -> String {
    format!("./{}|layername={}", gpkg::FILE, table.layer.name)
}

/// A coordinate system by its number at EPSG, in an element of that name.
fn srs(name: &'static str, epsg: u32) -> Element {
    Element::new(name).child(system(epsg))
}

fn system(epsg: u32) -> Element {
    let (description, geographic) = match epsg {
        4326 => ("WGS 84", true),
        3832 => ("WGS 84 / PDC Mercator", false),
        _ => ("WGS 84 / Pseudo-Mercator", false),
    };
    // Without a positive srsid QGIS ignores the code.
    Element::new("spatialrefsys")
        .child(Element::text("srsid", epsg))
        .child(Element::text("srid", epsg))
        .child(Element::text("authid", format!("EPSG:{epsg}")))
        .child(Element::text("description", description))
        .child(Element::text("geographicflag", geographic))
}
