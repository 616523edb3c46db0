//! A tree of XML elements, and the two shapes in which QGIS keeps options.

use std::borrow::Cow;
use std::fmt::Display;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An element with its attributes, in the order given, and what is in it.
#[derive(Debug, Clone)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), nodes: Vec::new() }
    }

    /// An element that holds a text.
    pub(super) fn text(name: &'static str, text: impl Display) -> Self {
        let mut element = Self::new(name);
        element.nodes.push(Node::Text(text.to_string()));
        element
    }

    pub(super) fn with(mut self, attribute: &'static str, value: impl Display) -> Self {
        self.attributes.push((attribute, value.to_string()));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.nodes.push(Node::Element(child));
        self
    }

    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.nodes.extend(children.into_iter().map(Node::Element));
        self
    }

    /// The whole document in UTF-8.
    pub(super) fn document(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        // Writing to memory does not fail.
        let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        let _ = writer
            .write_event(Event::DocType(BytesText::from_escaped("qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'")));
        self.write(&mut writer);
        String::from_utf8(writer.into_inner()).unwrap_or_default() + "\n"
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) {
        let mut start = BytesStart::new(self.name);
        for (attribute, value) in &self.attributes {
            start.push_attribute((*attribute, &*allowed(value)));
        }
        if self.nodes.is_empty() {
            let _ = writer.write_event(Event::Empty(start));
            return;
        }
        let _ = writer.write_event(Event::Start(start));
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.write(writer),
                Node::Text(text) => {
                    let _ = writer.write_event(Event::Text(BytesText::new(&allowed(text))));
                }
            }
        }
        let _ = writer.write_event(Event::End(BytesEnd::new(self.name)));
    }
}

/// Text without the characters that XML 1.0 (section 2.2) has no way to write.
fn allowed(text: &str) -> Cow<'_, str> {
    let refused =
        |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(refused) { text.replace(refused, "\u{fffd}").into() } else { text.into() }
}

/// An option of QGIS: a name and a text.
pub(super) fn option(name: impl Display, value: impl Display) -> Element {
    Element::new("Option").with("type", "QString").with("name", name).with("value", value)
}

/// A yes or no among options.
pub(super) fn flag(name: &'static str, value: bool) -> Element {
    Element::new("Option").with("type", "bool").with("name", name).with("value", value)
}

/// A named map of options.
pub(super) fn map(name: impl Display) -> Element {
    Element::new("Option").with("type", "Map").with("name", name)
}

/// Properties that follow from the data: each by an expression.
pub(super) fn data_defined(name: &'static str, properties: &[(&'static str, String)]) -> Element {
    // 3: by an expression.
    let by = |(key, expression): &(&'static str, String)| {
        let kind = Element::new("Option").with("type", "int").with("name", "type").with("value", 3);
        map(key).child(flag("active", true)).child(option("expression", expression)).child(kind)
    };
    Element::new(name).child(
        Element::new("Option")
            .with("type", "Map")
            .child(option("name", ""))
            .child(map("properties").children(properties.iter().map(by)))
            .child(option("type", "collection")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_does_not_break_it() {
        let text = "a<b> & \"c\" 'd' \u{1}🏭\u{202e}";
        let document = Element::new("qgis").with("name", text).child(Element::text("title", text)).document();
        let mut reader = quick_xml::Reader::from_str(&document);
        let mut seen = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Text(text) => seen += &text,
                Event::GeneralRef(entity) => seen += &format!("&{};", &*entity),
                _ => {}
            }
        }
        assert!(seen.contains("&lt;b&gt; &amp;") && seen.contains("\u{fffd}🏭\u{202e}"), "{seen}");
    }
}
