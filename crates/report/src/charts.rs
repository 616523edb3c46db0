//! Sankey diagrams: `kuva` puts nodes and ribbons in their places, and the page draws them with names that can be
//! read, printed and spoken.

use kuva::plot::SankeyPlot;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, render_multiple};
use maud::{Markup, html};

/// Nodes on each side; the least of them are one.
const NODES: usize = 9;
/// Height that a node's name needs, in pixels.
const ROW: f64 = 34.0;
/// Room for a name on either side, in pixels.
const MARGIN: f64 = 225.0;
/// Width of a node, in pixels.
const NODE: f64 = 14.0;

/// One side's end of a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct End {
    pub(crate) name: String,
    pub(crate) colour: String,
}

/// How much goes from one end to another; more than nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    pub(crate) from: End,
    pub(crate) to: End,
    pub(crate) value: f64,
}

/// Links with each pair of ends once, the largest first; the least ends of a side, where there are too many, are
/// `others`.
pub(crate) fn gathered(links: Vec<Link>, others: &End) -> Vec<Link> {
    let few = |links: Vec<Link>, of: fn(&mut Link) -> &mut End| -> Vec<Link> {
        let mut links = links;
        let kept = largest(
            links
                .iter_mut()
                .map(|link| {
                    let value = link.value;
                    (of(link).clone(), value)
                })
                .collect(),
        );
        for link in &mut links {
            if !kept.contains(of(link)) {
                *of(link) = others.clone();
            }
        }
        links
    };
    let mut links = few(few(links, |link| &mut link.from), |link| &mut link.to);
    links.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)).then(b.value.total_cmp(&a.value)));
    let mut once: Vec<Link> = Vec::new();
    for link in links {
        match once.last_mut() {
            Some(last) if last.from == link.from && last.to == link.to => last.value += link.value,
            _ => once.push(link),
        }
    }
    once.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    once
}

/// The ends with the largest sums: all of them, or one less than there is room for.
fn largest(mut ends: Vec<(End, f64)>) -> Vec<End> {
    ends.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let mut sums: Vec<(End, f64)> = Vec::new();
    for (end, value) in ends {
        match sums.last_mut() {
            Some(last) if last.0 == end => last.1 += value,
            _ => sums.push((end, value)),
        }
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    if sums.len() > NODES {
        sums.truncate(NODES - 1);
    }
    sums.into_iter().map(|(end, _)| end).collect()
}

/// The ends of one side, the largest first, with their sums.
fn side(links: &[Link], of: fn(&Link) -> &End) -> Vec<(&End, f64)> {
    let mut ends: Vec<(&End, f64)> = Vec::new();
    for link in links {
        match ends.iter_mut().find(|(end, _)| *end == of(link)) {
            Some((_, sum)) => *sum += link.value,
            None => ends.push((of(link), link.value)),
        }
    }
    ends.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ends
}

/// The diagram, from left to right. `title` says what it shows; `value` puts a number with its unit.
pub(crate) fn sankey(title: &str, links: &[Link], value: &dyn Fn(f64) -> String) -> Markup {
    let (left, right) = (side(links, |link| &link.from), side(links, |link| &link.to));
    let (width, height) = (900.0, (left.len().max(right.len()) as f64 * (ROW + 22.0)).max(120.0));
    let place = |side: &[(&End, f64)], end: &End| side.iter().position(|(other, _)| *other == end).unwrap_or_default();
    // Room is shared out side by side: nodes of nothing fill up the side that has fewer, so that a ribbon is as wide
    // where it ends as where it starts.
    let blank = |side: usize, other: usize| (other.saturating_sub(side) / 2, other.saturating_sub(side));
    let blanks = [blank(left.len(), right.len()), blank(right.len(), left.len())];
    // A node is its label, so that one end on both sides needs two.
    let mut plot = SankeyPlot::new().with_node_width(NODE).with_node_gap(ROW);
    for (column, (side, (before, all))) in [left.len(), right.len()].into_iter().zip(blanks).enumerate() {
        let label = |i: usize| match i.checked_sub(before) {
            Some(i) if i < side => format!("{column} {i}"),
            _ => format!("{column} blank {i}"),
        };
        plot = (0..side + all).fold(plot, |plot, i| plot.with_node_column(label(i), column));
    }
    // Ribbons come in this order.
    let mut order: Vec<(usize, usize, &Link)> =
        links.iter().map(|link| (place(&right, &link.to), place(&left, &link.from), link)).collect();
    order.sort_by_key(|(to, from, _)| (*to, *from));
    for (to, from, link) in &order {
        plot = plot.with_link(format!("0 {from}"), format!("1 {to}"), link.value);
    }
    let layout = Layout::new((0.0, 1.0), (0.0, 1.0)).with_width(width * 2.0).with_height(height);
    let scene = render_multiple(vec![Plot::Sankey(plot)], layout);
    let mut nodes: Vec<[f64; 4]> = Vec::new();
    let mut ribbons: Vec<&str> = Vec::new();
    for element in &scene.elements {
        match element {
            Primitive::Rect { x, y, width, height, .. } if *width == NODE => nodes.push([*x, *y, *width, *height]),
            Primitive::Path(path) => ribbons.push(&path.d),
            _ => {}
        }
    }
    let rows = left.len().max(right.len());
    if nodes.len() != 2 * rows || ribbons.len() != order.len() {
        return html! {};
    }
    let real = |column: usize, side: usize| nodes.iter().skip(column * rows + blanks[column].0).take(side);
    let nodes: Vec<[f64; 4]> = real(0, left.len()).chain(real(1, right.len())).copied().collect();
    let (from, to) = (nodes[0][0], nodes[left.len()][0] + NODE);
    let top = nodes.iter().map(|n| n[1]).fold(f64::INFINITY, f64::min);
    let bottom = nodes.iter().map(|n| n[1] + n[3]).fold(0.0, f64::max);
    // Ribbons as wide as the page lets them be; names keep their size.
    let squeeze = (width - 2.0 * MARGIN) / (to - from);
    let view = format!("0 0 {width:.0} {:.0}", bottom - top + 38.0);
    let shift = format!("translate({MARGIN:.0} 16) scale({squeeze:.4} 1) translate({:.2} {:.2})", -from, -top);
    let ends = left.iter().map(|end| (end, true)).chain(right.iter().map(|end| (end, false)));
    html! {
        svg.sankey viewBox=(view) role="img" aria-label=(title) {
            g transform=(shift) {
                @for ((_, _, link), d) in order.iter().zip(&ribbons) {
                    path d=(rounded(d)) fill=(link.from.colour) fill-opacity="0.42" {
                        title { (link.from.name) " → " (link.to.name) ": " (value(link.value)) }
                    }
                }
                @for ([x, y, w, h], (end, _)) in nodes.iter().zip(ends.clone()) {
                    rect x=(short(*x)) y=(short(*y)) width=(short(*w)) height=(short(*h)) fill=(end.0.colour) {}
                }
            }
            @for ([_, y, _, h], (end, gives)) in nodes.iter().zip(ends) {
                @let middle = y + h / 2.0 - top + 16.0;
                @let x = if gives { MARGIN - 8.0 } else { width - MARGIN + 8.0 };
                text x=(short(x)) y=(short(middle - 3.0)) text-anchor=(if gives { "end" } else { "start" }) {
                    (fitted(&end.0.name))
                    tspan.amount x=(short(x)) dy="15" { (value(end.1)) }
                }
            }
        }
    }
}

/// A coordinate to a tenth of a pixel.
fn short(number: f64) -> String {
    format!("{number:.1}")
}

/// A path to a tenth of a pixel.
fn rounded(path: &str) -> String {
    let words = path.split(' ').map(|word| word.parse().map_or_else(|_| word.to_owned(), short));
    words.collect::<Vec<_>>().join(" ")
}

/// A name as long as the margin.
fn fitted(name: &str) -> String {
    const LETTERS: usize = 28;
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    name.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(name: &str) -> End {
        End { name: name.into(), colour: "#123456".into() }
    }

    fn link(from: &str, to: &str, value: f64) -> Link {
        Link { from: end(from), to: end(to), value }
    }

    #[test]
    fn nothing_is_lost_when_ends_are_gathered() {
        let links: Vec<Link> =
            (0..60).map(|i| link(&format!("g{}", i % 20), &format!("t{}", i % 13), f64::from(i + 1))).collect();
        let sum: f64 = links.iter().map(|link| link.value).sum();
        let mut mirrored = links.clone();
        mirrored.reverse();
        let few = gathered(links, &end("others"));
        assert_eq!(few, gathered(mirrored, &end("others")), "whatever the order");
        assert!((few.iter().map(|link| link.value).sum::<f64>() - sum).abs() < 1e-9);
        let (left, right) = (side(&few, |l| &l.from), side(&few, |l| &l.to));
        assert_eq!((left.len(), right.len()), (NODES, NODES));
        assert!(left.iter().any(|(e, _)| e.name == "others"));
    }

    #[test]
    fn one_name_may_give_and_take() {
        let links = vec![link("Heat", "Heat", 3.0), link("Heat", "<Water>", 1.0), link("Gas", "Heat", 2.0)];
        let svg = sankey("What goes where", &links, &|v| format!("{v} t")).into_string();
        assert_eq!((svg.matches("<path").count(), svg.matches("<rect").count()), (3, 4));
        assert!(svg.contains("&lt;Water&gt;") && svg.contains("Heat → Heat: 3 t") && svg.contains("5 t"), "{svg}");
    }

    #[test]
    fn a_ribbon_belongs_to_its_link() {
        // The heights of a ribbon's ends are shares of its nodes: 1 of 4, and 1 of 1.
        let links = vec![link("a", "x", 3.0), link("a", "y", 1.0)];
        let svg = sankey("t", &links, &|v| v.to_string()).into_string();
        let ribbon = svg.split("<path").find(|part| part.contains("a → y")).expect("the ribbon").to_owned();
        let numbers: Vec<f64> =
            ribbon.split('"').nth(1).expect("its path").split(' ').filter_map(|n| n.parse().ok()).collect();
        let (out, into) = (numbers[13] - numbers[1], numbers[9] - numbers[7]);
        let height = |n: usize| -> f64 {
            svg.split("<rect").nth(n).and_then(|r| r.split('"').nth(7)).and_then(|h| h.parse().ok()).expect("a node")
        };
        assert!((out / height(1) - 0.25).abs() < 0.02, "{out} of {}", height(1));
        assert!((into - height(3)).abs() < 0.2 && (out - into).abs() < 0.2, "as wide at both ends: {out}, {into}");
    }
}
