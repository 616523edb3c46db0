//! A front as SVG: one curve, two axes.

use std::io;

use crate::context::Front;
use crate::number::{rounded, significant, text};

const SIZE: (f64, f64) = (720.0, 480.0);
/// Where the plot starts and ends in each direction, in pixels.
const ACROSS: (f64, f64) = (110.0, 690.0);
const DOWN: (f64, f64) = (70.0, 410.0);

/// The values an axis shows, and where they stand.
struct Axis {
    ticks: Vec<f64>,
    low: f64,
    span: f64,
    pixels: (f64, f64),
}

impl Axis {
    /// Round ticks (1, 2 or 5 times a power of ten apart) round all values.
    fn over(values: impl Iterator<Item = f64> + Clone, pixels: (f64, f64)) -> Self {
        let (low, high) = (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max));
        // All alike: as far round the value as it is large.
        let room = if high > low { high - low } else { low.abs().max(1.0) };
        let ten = 10f64.powf((room / 5.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * ten).into_iter().find(|step| room / step <= 6.0);
        let step = step.unwrap_or(10.0 * ten);
        let (from, to) = ((low / step).floor(), (high / step).ceil());
        let to = if to > from { to } else { from + 1.0 };
        let ticks = (0..=(to - from) as u32).map(|nth| significant((from + f64::from(nth)) * step, 6)).collect();
        Self { ticks, low: from * step, span: (to - from) * step, pixels }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value - self.low) / self.span;
        rounded(self.pixels.0 + share * (self.pixels.1 - self.pixels.0), 1)
    }
}

/// Draws the front: the first objective to the right, the second upwards.
pub(super) fn draw(
    front: &Front,
    points: &[[f64; 2]],
    study: &str,
    french: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let [(first, first_unit), (second, second_unit)] = front.objectives;
    let (x, y) = (
        Axis::over(points.iter().map(|point| point[0]), ACROSS),
        Axis::over(points.iter().map(|point| point[1]), (DOWN.1, DOWN.0)),
    );
    let title = if french {
        format!("{study} : ce que « {second} » coûte à « {first} »")
    } else {
        format!("{study}: what \"{second}\" costs \"{first}\"")
    };
    let (title, (wide, high)) = (escaped(&title), SIZE);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="13">"#
    )?;
    writeln!(out, r##"<title>{title}</title><rect width="{wide}" height="{high}" fill="#ffffff"/>"##)?;
    writeln!(out, r#"<text x="{}" y="34" font-size="16">{title}</text>"#, ACROSS.0)?;
    for tick in &x.ticks {
        let (at, (top, foot)) = (x.at(*tick), DOWN);
        writeln!(out, r##"<path d="M{at} {top}V{foot}" stroke="#dddddd"/>"##)?;
        writeln!(out, r#"<text x="{at}" y="{}" text-anchor="middle">{}</text>"#, foot + 18.0, text(*tick))?;
    }
    for tick in &y.ticks {
        let (at, (left, right)) = (y.at(*tick), ACROSS);
        writeln!(out, r##"<path d="M{left} {at}H{right}" stroke="#dddddd"/>"##)?;
        writeln!(out, r#"<text x="{}" y="{}" text-anchor="end">{}</text>"#, left - 8.0, at + 4.0, text(*tick))?;
    }
    let label = |name: &str, unit: &str| escaped(&format!("{name} ({unit})"));
    let middle = (ACROSS.0 + ACROSS.1) / 2.0;
    writeln!(out, r#"<text x="{middle}" y="455" text-anchor="middle">{}</text>"#, label(first, first_unit))?;
    writeln!(out, r#"<text x="{}" y="58">{}</text>"#, ACROSS.0, label(second, second_unit))?;
    let line: Vec<String> = points.iter().map(|[a, b]| format!("{},{}", x.at(*a), y.at(*b))).collect();
    writeln!(out, r##"<polyline points="{}" fill="none" stroke="#1f6f8b" stroke-width="2"/>"##, line.join(" "))?;
    for (nth, [a, b]) in (1..).zip(points) {
        let nth: usize = nth;
        let words = escaped(&format!("{nth}: {first} {}, {second} {}", text(*a), text(*b)));
        writeln!(
            out,
            r##"<circle cx="{}" cy="{}" r="4" fill="#1f6f8b"><title>{words}</title></circle>"##,
            x.at(*a),
            y.at(*b)
        )?;
    }
    writeln!(out, "</svg>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[[f64; 2]]) -> String {
        let front = Front { objectives: [("euros", "EUR/yr"), ("carbon", "kg CO2/yr")], points: Ok(points.to_vec()) };
        let mut out = Vec::new();
        draw(&front, points, "A & <B>", false, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn axes_hold_every_point_and_count_in_round_numbers() {
        for values in [vec![0.0, 1.0], vec![-31_250.0, 912.0], vec![7.0, 7.0], vec![0.0, 0.0], vec![1e12, 1.3e12]] {
            let axis = Axis::over(values.iter().copied(), ACROSS);
            assert!((2..=8).contains(&axis.ticks.len()), "{values:?}: {:?}", axis.ticks);
            for value in &values {
                assert!((ACROSS.0..=ACROSS.1).contains(&axis.at(*value)), "{value} in {:?}", axis.ticks);
            }
        }
        assert_eq!(Axis::over([3.0, 47.0].into_iter(), ACROSS).ticks, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
    }

    #[test]
    fn more_is_to_the_right_and_further_up() {
        let svg = drawn(&[[100.0, 0.0], [0.0, 50.0]]);
        assert!(svg.contains(r#"<polyline points="690,410 110,70""#), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(
            svg.contains("A &amp; &lt;B&gt;") && svg.contains("carbon (kg CO2/yr)") && !svg.contains("NaN"),
            "{svg}"
        );
        assert!(!drawn(&[[5.0, 5.0]]).contains("NaN"), "one point alone");
    }
}
