//! Rows of a zones file to zones.

use geo::{BoundingRect, Validation};
use geo_types::MultiPolygon;
use maillon_model::{Issue, IssueCode, Origin, Zone, ZoneKind};

use crate::columns::{Role, Wanted, text};
use crate::frame::Frame;
use crate::locate::{unwrap_antimeridian, zone_area};
use crate::read::{Row, Shape};
use crate::sites::NumericIds;
use crate::study_file::ZonesInput;

/// Which columns of a zones file hold what.
#[derive(Debug)]
pub(crate) struct ZoneRoles {
    pub id: Role,
    pub name: Role,
    pub kind: Role,
    pub level: Role,
    constant_kind: Option<ZoneKind>,
    constant_level: Option<Box<str>>,
}

impl ZoneRoles {
    pub(crate) fn new(wanted: &mut Wanted, input: &ZonesInput) -> Self {
        let mut role =
            |key, declared: &Option<String>, usual: &[&str]| Role::new(wanted, key, declared.as_deref(), usual);
        Self {
            id: role("id", &input.id, &["zone_id", "id"]),
            name: role("name", &input.name, &["name", "zone_name", "nom"]),
            kind: role("kind_column", &input.kind_column, &["kind"]),
            level: role("level_column", &input.level_column, &["level", "niveau"]),
            constant_level: input.level.as_deref().map(|level| level.trim().into()),
            constant_kind: input.kind.as_deref().map(ZoneKind::from_name),
        }
    }
}

/// A zone in the coordinates of its file.
#[derive(Debug)]
struct Draft {
    zone: Zone,
    area: MultiPolygon<f64>,
}

/// The zones of one file.
#[derive(Debug, Default)]
pub(crate) struct ZoneDrafts {
    drafts: Vec<Draft>,
}

impl ZoneDrafts {
    pub(crate) fn add(
        &mut self,
        roles: &ZoneRoles,
        row: &mut Row,
        origin: Origin,
        numeric: &mut NumericIds,
        issues: &mut Vec<Issue>,
    ) {
        let issue = |code, message: String| Issue::new(code, origin.source, message).at(origin.feature);
        let value = roles.id.cell(row).1;
        let id = match text(value) {
            Some(id) => {
                numeric.note(value, &id);
                id.into_owned()
            }
            None => { origin.feature }.to_string(),
        };
        let name = text(roles.name.cell(row).1).map(Into::into);
        let kind =
            roles.constant_kind.clone().or_else(|| text(roles.kind.cell(row).1).map(|k| ZoneKind::from_name(&k)));
        let level = roles.constant_level.clone().or_else(|| text(roles.level.cell(row).1).map(|l| l.trim().into()));
        let level = level.filter(|level| !level.is_empty());
        let area = match std::mem::replace(&mut row.shape, Shape::Null) {
            Shape::Geometry(geometry) => zone_area(geometry).map_err(|e| issue(e.code(), format!("zone {id}: {e}"))),
            Shape::Null | Shape::NoGeometry => {
                Err(issue(IssueCode::NullGeometry, format!("zone {id} has no geometry")))
            }
            Shape::Bad(why) => Err(issue(IssueCode::BadFeature, format!("zone {id}: {why}"))),
        };
        match area {
            Ok(area) => {
                let kind = kind.unwrap_or_else(|| ZoneKind::Other("zone".into()));
                let geometry = MultiPolygon(Vec::new()); // follows once the file's coordinate system is known
                self.drafts.push(Draft { zone: Zone { id: id.into(), name, kind, level, geometry, origin }, area });
            }
            Err(problem) => issues.push(problem),
        }
    }

    /// A corner of each zone, as the file has it.
    pub(crate) fn coordinates(&self) -> impl Iterator<Item = (f64, f64)> {
        self.drafts.iter().filter_map(|d| d.area.bounding_rect()).map(|rect| (rect.max().x, rect.max().y))
    }

    pub(crate) fn finish(self, frame: &Frame, zones: &mut Vec<Zone>, issues: &mut Vec<Issue>) {
        for Draft { mut zone, area } in self.drafts {
            let issue = |code, message: String| {
                Issue::new(code, zone.origin.source, format!("zone {}: {message}", zone.id)).at(zone.origin.feature)
            };
            let area = match frame.reprojector.multi_polygon(&area) {
                Ok(area) => unwrap_antimeridian(area),
                Err(error) => {
                    issues.push(issue(IssueCode::ReprojectionFailed, error.to_string()));
                    continue;
                }
            };
            let on_earth = area
                .bounding_rect()
                .is_some_and(|r| r.min().x >= -360.0 && r.max().x <= 360.0 && r.min().y >= -90.0 && r.max().y <= 90.0);
            if !on_earth {
                let message = "its coordinates are outside longitude ±180 and latitude ±90".to_owned();
                issues.push(issue(IssueCode::PositionOutOfRange, message));
                continue;
            }
            if let Err(defect) = area.check_validation() {
                issues.push(issue(IssueCode::InvalidGeometry, defect.to_string()));
            }
            zone.geometry = area;
            zones.push(zone);
        }
    }
}
