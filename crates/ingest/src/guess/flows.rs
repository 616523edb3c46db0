//! Whether a table holds flows, and how: a row for each, or a column for each.

use maillon_knowledge::{Catalogue, Taxonomy, TaxonomyCode};
use maillon_model::{Language, Unit};

use super::headings::{HEADINGS, holding, likeness, words};
use super::roles::{Found, assign, is_number, mostly};
use super::sample::{Column, Sample};
use super::units;
use crate::words as vocabulary;

/// The properties of flows that columns are looked for, in the order they are written.
const ROLES: &[&str] = &[
    "id",
    "site",
    "direction",
    "resource",
    "quantity",
    "unit",
    "temperature_c",
    "moisture_pct",
    "concentration_pct",
    "form",
    "hazardous",
    "months",
    "price",
    "max_distance_km",
    "min_lot",
    "fixed_cost",
    "known",
    "valid_from",
    "valid_to",
    "note",
    "confidential",
];

/// What a table says of flows.
#[derive(Default)]
pub(super) struct Flows {
    /// Columns by property.
    pub(super) columns: Vec<Found>,
    /// Values where no column says them: key, value, why.
    pub(super) defaults: Vec<(String, String, String)>,
    /// The taxonomy of bare codes in the resource column, and why.
    pub(super) taxonomy: Option<(Taxonomy, String)>,
    pub(super) wide: Vec<Wide>,
    /// Columns that look like amounts and are not taken, and why.
    pub(super) left: Vec<(String, String)>,
}

/// A column of amounts of one resource.
pub(super) struct Wide {
    pub(super) column: String,
    pub(super) direction: (&'static str, String),
    pub(super) resource: (String, String),
    /// A unit that such a resource is counted in.
    pub(super) usual: &'static str,
    pub(super) unit: Option<String>,
    pub(super) temperature: Option<f64>,
}

impl Flows {
    /// What the table says, some columns being taken already.
    pub(super) fn of(sample: &Sample, catalogue: &Catalogue, taken: &[String], sites_too: bool) -> Self {
        let roles: Vec<&str> = ROLES.iter().copied().filter(|role| !(sites_too && matches!(*role, "site"))).collect();
        let mut columns = assign(sample, &HEADINGS.flows, &roles, taken);
        best_resource(sample, catalogue, &mut columns, taken);
        by_content(sample, catalogue, &mut columns, taken, sites_too);
        let has = |key: &str| columns.iter().any(|found| found.key == key);
        // In a table of sites, a heading alone may mean many things: cells that are resources or amounts with units back it.
        let column = |key: &str| columns.iter().find(|f| f.key == key).and_then(|f| sample.column(&f.column));
        let backed = ["direction", "quantity", "unit"].iter().filter(|key| has(key)).count()
            + usize::from(column("quantity").is_some_and(|column| said_unit(column).is_some()))
            + usize::from(column("resource").is_some_and(|column| resolves(column, catalogue)));
        if has("resource") && backed >= if sites_too { 2 } else { 1 } {
            return Self::long(sample, catalogue, columns);
        }
        let mut flows = Self::default();
        let own: Vec<Found> =
            columns.into_iter().filter(|found| matches!(&*found.key, "site" | "unit" | "note")).collect();
        let busy: Vec<String> = own.iter().map(|f| f.column.clone()).chain(taken.iter().cloned()).collect();
        for column in sample.columns.iter().filter(|c| !busy.contains(&c.name) && !sample.place.contains(&c.name)) {
            if mostly(column, is_number)
                && let Some(wide) = wide(column, sample, catalogue)
            {
                flows.wide.push(wide);
            }
        }
        flows.leave_sums();
        flows.columns = if flows.wide.is_empty() { Vec::new() } else { own };
        flows
    }

    pub(super) fn any(&self) -> bool {
        !self.wide.is_empty() || self.columns.iter().any(|found| found.key == "resource")
    }

    /// The column of a property.
    pub(super) fn column(&self, key: &str) -> Option<&str> {
        self.columns.iter().find(|found| found.key == key).map(|found| found.column.as_str())
    }

    /// Joins them to sites by a column of each.
    pub(super) fn join(&mut self, own: &str, theirs: &str) {
        self.columns.retain(|f| f.key != "site" && f.column != theirs);
        let why = format!("its values are those of \"{own}\" of the sites");
        let place = self.columns.iter().take_while(|f| f.key == "id").count();
        self.columns.insert(place, Found { key: "site".to_owned(), column: theirs.to_owned(), why });
    }

    fn long(sample: &Sample, catalogue: &Catalogue, columns: Vec<Found>) -> Self {
        let column = |key: &str| columns.iter().find(|f| f.key == key).and_then(|f| sample.column(&f.column));
        let mut defaults = Vec::new();
        let taxonomy = column("resource").and_then(|column| taxonomy(column, catalogue));
        if column("direction").is_none() {
            let names = [sample.layer.clone().unwrap_or_default(), stem(sample)];
            let headings = ["quantity", "resource"].iter().filter_map(|key| column(key)).map(|c| c.name.clone());
            let said = names.into_iter().chain(headings).find_map(|name| {
                let (way, word) = holding(&words(&name), &HEADINGS.direction)?;
                Some((way.to_owned(), format!("\"{name}\" says \"{word}\"")))
            });
            let waste = || {
                let codes = taxonomy.as_ref().is_some_and(|(taxonomy, _)| *taxonomy == Taxonomy::Ewc);
                codes.then(|| ("supply".to_owned(), "wastes are given off".to_owned()))
            };
            let (way, why) = said.or_else(waste).unwrap_or_else(|| {
                ("supply".to_owned(), "CHECK: nothing says whether these are given or needed".to_owned())
            });
            defaults.push(("direction".to_owned(), way, why));
        }
        if let Some(quantity) = column("quantity").filter(|_| column("unit").is_none())
            && let Some(unit) = said_unit(quantity)
        {
            defaults.push(("unit".to_owned(), unit, format!("from the heading \"{}\"", quantity.name)));
        }
        Self { columns, defaults, taxonomy, ..Self::default() }
    }

    /// A column that sums others up would count their amounts twice.
    fn leave_sums(&mut self) {
        let sums = |wide: &Wide| {
            words(&wide.column).split(' ').any(|w| matches!(w, "total" | "totaux" | "somme" | "sum" | "ensemble"))
        };
        let alike = |a: &Wide, b: &Wide| a.resource.0 == b.resource.0 && a.direction.0 == b.direction.0;
        let is_sum: Vec<bool> = (self.wide.iter())
            .map(|wide| sums(wide) && self.wide.iter().any(|other| !sums(other) && alike(wide, other)))
            .collect();
        let mut is_sum = is_sum.into_iter();
        let (sums, kept) = std::mem::take(&mut self.wide).into_iter().partition(|_| is_sum.next() == Some(true));
        self.wide = kept;
        let why = "the sum of others by its heading: it would count twice";
        self.left.extend(Vec::into_iter(sums).map(|wide: Wide| (wide.column, why.to_owned())));
    }
}

/// The unit that the heading of amounts says.
fn said_unit(column: &Column) -> Option<String> {
    // "Tonnage" says what it counts.
    let tonnes = || words(&column.name).starts_with("tonnage").then(|| "t/yr".to_owned());
    units::of_heading(&column.name).1.or_else(tonnes)
}

/// Of several columns whose headings speak of resources, the one whose cells say most that maillon knows.
fn best_resource(sample: &Sample, catalogue: &Catalogue, columns: &mut [Found], taken: &[String]) {
    let Some(at) = columns.iter().position(|found| found.key == "resource") else { return };
    let Some(phrases) = HEADINGS.flows.get("resource") else { return };
    let others: Vec<&str> = columns.iter().filter(|f| f.key != "resource").map(|f| f.column.as_str()).collect();
    let candidates = sample.columns.iter().filter(|column| {
        let name = column.name.as_str();
        !taken.contains(&column.name) && !others.contains(&name) && likeness(&words(name), phrases).is_some()
    });
    let known = |column: &Column| known_words(column, catalogue).0;
    let first = sample.column(&columns[at].column).map_or(0, known);
    let best = candidates.map(|column| (known(column), column)).max_by_key(|(known, _)| *known);
    if let Some((most, column)) = best.filter(|(most, _)| *most > first) {
        let why = format!("its heading speaks of resources, and its cells name most that maillon knows ({most})");
        columns[at] = Found { key: "resource".to_owned(), column: column.name.clone(), why };
    }
}

/// Whether a column's cells can be what is looked for.
type Test<'t> = &'t dyn Fn(&Column) -> bool;

/// Direction, amount, unit and resource by their cells, where no heading told.
fn by_content(sample: &Sample, catalogue: &Catalogue, columns: &mut Vec<Found>, taken: &[String], sites_too: bool) {
    let free = |columns: &[Found], column: &Column| {
        !taken.contains(&column.name)
            && !sample.place.contains(&column.name)
            && columns.iter().all(|f| f.column != column.name)
    };
    let resource = |column: &Column| !sites_too && !mostly(column, is_number) && resolves(column, catalogue);
    let amount =
        |column: &Column| !sites_too && mostly(column, is_number) && units::of_heading(&column.name).1.is_some();
    let tests: [(&str, Test<'_>, &str); 4] = [
        ("direction", &|c| mostly(c, |t| vocabulary::direction(t).is_some()), "its cells are supply or demand"),
        ("unit", &|c| mostly(c, |t| t.parse::<Unit>().is_ok() && !is_number(t)), "its cells are units"),
        ("quantity", &amount, "its cells are numbers, and its heading has a unit"),
        ("resource", &resource, "most of its cells are resources that maillon knows"),
    ];
    for (key, test, why) in tests {
        if columns.iter().any(|found| found.key == key) {
            continue;
        }
        if let Some(column) = sample.columns.iter().find(|column| free(columns, column) && test(column)) {
            columns.push(Found { key: key.to_owned(), column: column.name.clone(), why: why.to_owned() });
        }
    }
    columns.sort_by_key(|found| ROLES.iter().position(|role| *role == found.key));
}

/// Words of a column that are looked up. No source: each unknown one is compared with every name.
const LOOKED_UP: usize = 100;

/// Whether most of a column's words are resources.
fn resolves(column: &Column, catalogue: &Catalogue) -> bool {
    let (known, all) = known_words(column, catalogue);
    known * 2 > all
}

/// How many of a column's words, each once, are resources; and how many there are.
fn known_words(column: &Column, catalogue: &Catalogue) -> (usize, usize) {
    let taxonomy = taxonomy(column, catalogue).map(|(taxonomy, _)| taxonomy);
    let mut words: Vec<String> = column.texts().collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(LOOKED_UP);
    let known = words.iter().filter(|word| {
        let code = taxonomy.map(|taxonomy| format!("{}:{}", taxonomy.prefix(), padded(taxonomy, word)));
        let found = catalogue.resolve(code.as_deref().unwrap_or(word));
        found.entry.is_some() || !found.candidates.is_empty()
    });
    (known.count(), words.len())
}

/// The taxonomy of a column of codes that do not name it.
fn taxonomy(column: &Column, catalogue: &Catalogue) -> Option<(Taxonomy, String)> {
    let code = |text: &str| text.chars().filter(char::is_ascii_digit).count() >= 4 && !text.contains(':');
    if !mostly(column, code) {
        return None;
    }
    let heading = format!(" {} ", words(&column.name));
    let named: &[(Taxonomy, &[&str])] = &[
        (Taxonomy::Ewc, &[" ced ", " ewc ", " low ", " lod ", " dechet ", " waste ", " dechets "]),
        (Taxonomy::Cpa, &[" cpa ", " cpf ", " prodcom "]),
        (Taxonomy::Nace, &[" nace ", " naf ", " ape "]),
        (Taxonomy::Hs, &[" hs ", " sh ", " nc8 ", " cn ", " nc "]),
    ];
    let fits =
        |taxonomy: Taxonomy| mostly(column, |text| TaxonomyCode::new(taxonomy, &padded(taxonomy, text)).is_some());
    let said = named.iter().find(|(taxonomy, words)| words.iter().any(|w| heading.contains(w)) && fits(*taxonomy));
    if let Some((taxonomy, _)) = said {
        return Some((*taxonomy, "by its heading and the form of its codes".to_owned()));
    }
    // The list itself tells whether a code is one of a waste.
    let waste = |text: &str| catalogue.resolve(&format!("ewc:{}", padded(Taxonomy::Ewc, text))).waste.is_some();
    let groups = [
        (Taxonomy::Ewc, "the List of Waste has its codes"),
        (Taxonomy::Cpa, "its codes have the form"),
        (Taxonomy::Hs, "its codes have the form"),
    ];
    let found = groups.into_iter().find(|(taxonomy, _)| match taxonomy {
        Taxonomy::Ewc => mostly(column, waste),
        // Products are written with points, goods without.
        Taxonomy::Cpa => fits(Taxonomy::Cpa) && mostly(column, |t| t.contains('.')),
        other => fits(*other),
    });
    found.map(|(taxonomy, why)| (taxonomy, why.to_owned()))
}

/// A code that was taken for a number has lost its first zero.
pub(crate) fn padded(taxonomy: Taxonomy, text: &str) -> String {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if digits && matches!((taxonomy, text.len()), (Taxonomy::Ewc, 5) | (Taxonomy::Hs, 5 | 7)) {
        format!("0{text}")
    } else {
        text.to_owned()
    }
}

/// A column of numbers whose heading names a resource.
fn wide(column: &Column, sample: &Sample, catalogue: &Catalogue) -> Option<Wide> {
    /// Words that say nothing of what a column counts.
    const FILLERS: &[&str] = &[
        "total",
        "annual",
        "annuel",
        "annuelle",
        "annuels",
        "quantite",
        "quantity",
        "tonnage",
        "volume",
        "amount",
        "de",
        "d",
        "en",
        "du",
        "des",
        "la",
        "le",
        "les",
        "of",
        "the",
        "potentiel",
        "potential",
        "somme",
        "ensemble",
    ];
    let (rest, unit) = units::of_heading(&column.name);
    // What stands in brackets and is no unit may say the direction.
    let open = words(&rest.replace(['(', ')', '[', ']'], " "));
    let way = holding(&open, &HEADINGS.direction)
        .map(|(way, word)| (way, format!("its heading says \"{word}\"")))
        .or_else(|| {
            let name = sample.layer.clone().unwrap_or_else(|| stem(sample));
            holding(&words(&name), &HEADINGS.direction).map(|(way, word)| (way, format!("\"{name}\" says \"{word}\"")))
        });
    let direction_words: Vec<&str> = HEADINGS.direction.values().flatten().map(String::as_str).collect();
    let plain = |word: &&str| !FILLERS.contains(word) && !word.starts_with(|c: char| c.is_ascii_digit());
    let all: Vec<&str> = open.split(' ').filter(plain).collect();
    let bare: Vec<&str> = all.iter().copied().filter(|word| !direction_words.contains(word)).collect();
    // "Chaleur fatale" is a name as it stands; "besoins en vapeur" is one without its direction.
    let entry = [all.join(" "), bare.join(" ")].into_iter().filter(|name| !name.is_empty()).find_map(|name| {
        let found = catalogue.resolve(&name);
        let entry = found.entry.filter(|_| found.confidence.value() >= 0.5)?;
        Some((entry, format!("\"{name}\" is {}", entry.label(Language::En))))
    })?;
    // A number beside a resource's name may be a price or a share: a unit or a direction backs it.
    let (direction, why) = match (way, &unit) {
        (Some((way, why)), _) => (if way == "demand" { "demand" } else { "supply" }, why),
        (None, Some(_)) => ("supply", "CHECK: nothing says whether this is given or needed".to_owned()),
        (None, None) => return None,
    };
    Some(Wide {
        column: column.name.clone(),
        direction: (direction, why),
        resource: (entry.0.code.to_string(), entry.1),
        usual: entry.0.dimension.base_unit(),
        unit,
        temperature: units::temperature(&column.name),
    })
}

/// The file's name without folder and extension.
fn stem(sample: &Sample) -> String {
    sample.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}
