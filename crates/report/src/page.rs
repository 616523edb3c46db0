//! The page: what holds the sections together.

use std::io::{self, Write};

use maillon_knowledge::Catalogue;
use maillon_layers::Run;
use maillon_matching::Options;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::data;
use crate::figures::Gains;
use crate::map::{Outline, Plane, outlines};
use crate::sections::{SECTIONS, Section};
use crate::shown::Shown;
use crate::words::{Words, clipped};

/// All of the script, in the order it runs.
pub(crate) const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("../assets/common.js"),
    include_str!("../assets/card.js"),
    include_str!("../assets/map.js"),
    include_str!("../assets/table.js"),
    include_str!("../assets/start.js"),
    "})();\n",
);

const STYLE: &str = concat!(include_str!("../assets/page.css"), include_str!("../assets/print.css"));

/// Nothing may be fetched, whatever a name holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// What a page says of its method beside the run itself.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What the field knows, with the study's own.
    pub catalogue: &'a Catalogue,
    /// What matching was asked.
    pub options: &'a Options,
}

/// What every section is made of.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) words: Words,
    pub(crate) shown: Shown,
    pub(crate) plane: Plane,
    pub(crate) zones: Vec<Outline>,
    /// What the plan would gain, where there is one.
    pub(crate) gains: Option<Gains>,
}

/// Writes the page of a run.
///
/// # Errors
/// What `out` refuses.
///
/// # Panics
/// When the matches or the plan are of another study.
pub fn write(run: &Run, facts: &Facts, out: &mut dyn Write) -> io::Result<()> {
    let shown = Shown::of(run);
    let plane = Plane::of(run.study.sites.iter().map(|site| site.position));
    let page = Page {
        run,
        facts,
        words: Words(run.study.language),
        zones: outlines(&run.study.zones, &plane),
        shown,
        plane,
        gains: run.plan.as_ref().map(|plan| Gains::of(&plan.planned)),
    };
    out.write_all(page.markup().into_string().as_bytes())
}

impl Page<'_> {
    fn markup(&self) -> Markup {
        let words = self.words;
        let name = clipped(&self.run.study.name);
        let sections: Vec<(&Section, Markup)> =
            SECTIONS.iter().map(|section| (section, (section.body)(self))).collect();
        let sections: Vec<_> = sections.into_iter().filter(|(_, body)| !body.0.is_empty()).collect();
        html! {
            (DOCTYPE)
            html lang=(words.code()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(format!("maillon {}", self.run.version));
                    title { (name) " – " (words.say("what could be exchanged", "ce qui pourrait s'échanger")) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { (words.say("Skip to the content", "Aller au contenu")) }
                    header {
                        p.brand { "maillon" span { (words.say("the missing links of a territory", "les maillons manquants d'un territoire")) } }
                        h1 dir="auto" { (name) }
                    }
                    nav aria-label=(words.say("Sections", "Rubriques")) {
                        ul { @for (section, _) in &sections { li { a href={ "#" (section.id) } { (words.say(section.en, section.fr)) } } } }
                    }
                    main #main {
                        @for (section, body) in &sections {
                            section #(section.id) aria-labelledby={ "h-" (section.id) } {
                                h2 id={ "h-" (section.id) } { (words.say(section.title_en, section.title_fr)) }
                                (body)
                            }
                        }
                    }
                    footer {
                        p { "maillon " (self.run.version) " · "
                            (words.say("this page holds all it shows and asks nothing of the network",
                                "cette page contient tout ce qu'elle montre et ne demande rien au réseau")) }
                    }
                    script #data type="application/json" { (PreEscaped(self.data())) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    /// The script's data. No name can end the element it stands in.
    fn data(&self) -> String {
        let data = data::of(self.run, self.words, &self.shown, &self.plane, &self.zones);
        data.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }
}
