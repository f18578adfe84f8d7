//! How a library looks: one colour everywhere on the page, and dashes where it is for one thread only.
//!
//! A chart is drawn in a library's colour on white. The style sheet takes that colour as a name, and replaces it by the one
//! for the reader's light or dark screen; so no two libraries may have the same.

use maud::{Markup, html};
use plotters::style::RGBColor;

use crate::libs::{Label, Role};
use crate::results::{Measured, Results, distinct};

/// Libraries with colours on white and on black, from the palette of Okabe and Ito (2008), which the colour-blind can tell
/// apart, darker or lighter where it has to be.
const KNOWN: [(&str, RGBColor, RGBColor); 9] = [
    ("hamtrie", RGBColor(0, 114, 178), RGBColor(86, 170, 240)),
    ("hamtrie-inline", RGBColor(60, 150, 200), RGBColor(150, 205, 250)),
    ("hamtrie-shared", RGBColor(60, 150, 201), RGBColor(150, 205, 251)),
    ("imbl", RGBColor(213, 94, 0), RGBColor(255, 138, 60)),
    ("rpds", RGBColor(0, 140, 102), RGBColor(40, 200, 150)),
    ("im", RGBColor(184, 84, 146), RGBColor(235, 150, 205)),
    ("immutable-chunkmap", RGBColor(196, 138, 0), RGBColor(240, 190, 70)),
    ("hashbrown", RGBColor(110, 110, 110), RGBColor(170, 170, 170)),
    ("std", RGBColor(110, 110, 111), RGBColor(170, 170, 171)),
];

/// For libraries that are loaded by name.
const OTHERS: [(RGBColor, RGBColor); 4] = [
    (RGBColor(213, 94, 1), RGBColor(255, 138, 61)),
    (RGBColor(0, 140, 103), RGBColor(40, 200, 151)),
    (RGBColor(184, 84, 147), RGBColor(235, 150, 206)),
    (RGBColor(196, 138, 1), RGBColor(240, 190, 71)),
];

/// How one library looks.
#[derive(Debug)]
pub(super) struct Look {
    id: &'static str,
    /// The class of what is about it.
    pub(super) class: String,
    /// Its colour on white, and its name for the style sheet.
    pub(super) colour: RGBColor,
    dark: RGBColor,
    /// Whether it is for one thread only.
    pub(super) dashed: bool,
    /// Whether it is the one that the page is about.
    pub(super) ours: bool,
}

/// How all of them look.
#[derive(Debug)]
pub(super) struct Palette(Vec<Look>);

impl Palette {
    pub(super) fn of(measured: &[Measured]) -> Self {
        let mut looks: Vec<Look> = Vec::new();
        let mut others = OTHERS.iter().cycle();
        for Label { id, role, .. } in measured.iter().map(|one| one.label) {
            if looks.iter().any(|look| look.id == id) {
                continue;
            }
            // `imbl-rc` is imbl.
            let name = id.strip_suffix("-rc").unwrap_or(id);
            let known = KNOWN.iter().find(|known| known.0 == name).map(|&(_, light, dark)| (light, dark));
            let (mut colour, dark) = known.unwrap_or_else(|| others.next().copied().unwrap_or(OTHERS[0]));
            while looks.iter().any(|look| look.colour == colour) {
                colour.2 = colour.2.wrapping_add(3);
            }
            let class = format!("k{}", looks.len());
            let dashed = role == Role::SingleThreaded && id != name;
            looks.push(Look { id, class, colour, dark, dashed, ours: role == Role::Ours });
        }
        Self(looks)
    }

    pub(super) fn look(&self, label: Label) -> &Look {
        self.0.iter().find(|look| look.id == label.id).unwrap_or(&self.0[0])
    }

    /// The colours for the reader's screen, and what a box of the legend that is not ticked hides.
    pub(super) fn css(&self) -> String {
        let mut css = String::new();
        let colours = |pick: fn(&Look) -> RGBColor| {
            self.0.iter().map(|look| format!("--{}:{};", look.class, hex(pick(look)))).collect::<String>()
        };
        css += &format!(":root{{{}}}\n", colours(|look| look.colour));
        css += &format!("@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n", colours(|look| look.dark));
        for look in &self.0 {
            let (class, colour) = (&look.class, hex(look.colour));
            let dashes = if look.dashed { "stroke-dasharray:50 30" } else { "" };
            css += &format!(
                "[stroke=\"{colour}\"]{{stroke:var(--{class})}}[fill=\"{colour}\"]{{fill:var(--{class})}}\
                 polyline[stroke=\"{colour}\"]{{{dashes}}}.{class} .bar{{background:var(--{class})}}\
                 .libraries:has([name={class}]:not(:checked)) .card \
                 :is([stroke=\"{colour}\"],[fill=\"{colour}\"],.{class}){{display:none}}\n"
            );
        }
        css
    }

    /// All libraries of some tables, with boxes that show and hide them.
    pub(super) fn legend(&self, tables: &[&Results<'_>]) -> Markup {
        let labels = distinct(tables.iter().flat_map(|results| results.labels()));
        html! {
            fieldset.legend {
                legend { "Libraries to show" }
                @for label in labels {
                    label {
                        input type="checkbox" name=(self.look(label).class) checked="checked" autocomplete="off";
                        (self.look(label).sample()) (label.title)
                    }
                }
            }
        }
    }
}

impl Look {
    /// A stroke and a dot as in the charts.
    fn sample(&self) -> Markup {
        let colour = hex(self.colour);
        html! {
            svg.sample viewBox="0 0 300 120" aria-hidden="true" {
                polyline points="0,60 300,60" fill="none" stroke=(colour) stroke-width="24" {}
                @if self.dashed {
                    circle cx="150" cy="60" r="40" fill="var(--paper)" stroke=(colour) stroke-width="20" {}
                } @else {
                    circle cx="150" cy="60" r="45" fill=(colour) {}
                }
            }
        }
    }
}

/// As the drawing library writes it.
pub(super) fn hex(colour: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

#[cfg(test)]
mod tests {
    use super::Palette;
    use crate::libs::Role;
    use crate::results::tests::hits;

    #[test]
    fn no_two_libraries_have_the_same_colour() {
        let names =
            ["hamtrie", "imbl", "imbl-rc", "rpds", "rpds-rc", "im", "a", "b", "c", "d", "e", "std", "hashbrown"];
        let palette = Palette::of(&hits(&names.map(|name| (name, Role::SingleThreaded, 1.0))));
        let mut colours: Vec<_> = palette.0.iter().map(|look| super::hex(look.colour)).collect();
        colours.sort();
        colours.dedup();
        assert_eq!(colours.len(), names.len());
    }
}
