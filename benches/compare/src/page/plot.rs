//! One operation as a drawing: a line per library over the sizes, both axes logarithmic.
//!
//! plotters draws lines, dots and text; over them lie invisible shapes that show values to whoever points there. Text and
//! lines of the grid get their colours from the style sheet.

use std::error::Error;

use maud::{Markup, PreEscaped, html};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::palette::Look;

/// The drawing library has whole units only, so there are ten to a pixel.
const UNIT: i32 = 10;
const WIDTH: i32 = 360 * UNIT;
const HEIGHT: i32 = 220 * UNIT;
const LEFT: i32 = 54 * UNIT;
const RIGHT: i32 = WIDTH - 14 * UNIT;
const TOP: i32 = 10 * UNIT;
const BOTTOM: i32 = HEIGHT - 40 * UNIT;
/// Labels closer than this would touch.
const ROOM: i32 = 34 * UNIT;

/// Lines of the grid and words: names for the style sheet.
const GRID: RGBColor = RGBColor(215, 215, 215);
const WORDS: RGBColor = BLACK;

/// Where dots would touch each other there are only lines.
const MOST_DOTS: usize = 16;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A library's figures, none of them zero.
pub(super) struct Line<'a> {
    pub(super) look: &'a Look,
    pub(super) points: Vec<Point>,
}

pub(super) struct Point {
    pub(super) x: usize,
    pub(super) y: f64,
    /// What whoever points there is told.
    pub(super) words: String,
}

/// What is drawn.
pub(super) struct Plot<'a> {
    /// What it is, for whoever does not see it.
    pub(super) describe: String,
    /// What is to the right.
    pub(super) across: &'static str,
    /// How a figure on the left is written.
    pub(super) figure: fn(f64) -> String,
    /// How one below is written.
    pub(super) place: fn(usize) -> String,
    /// From the back to the front.
    pub(super) lines: Vec<Line<'a>>,
    /// For each place: what whoever points at it is told of all libraries.
    pub(super) places: Vec<(usize, String)>,
}

impl Plot<'_> {
    pub(super) fn draw(&self) -> Result<Markup, Box<dyn Error>> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let across = Axis::of(self.places.iter().map(|place| place.0 as f64), 1.0, (LEFT, RIGHT));
        let up = Axis::of(points().map(|point| point.y), ROOMY, (BOTTOM, TOP));
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (WIDTH as u32, HEIGHT as u32)).into_drawing_area();
            self.grid(&area, &across, &up)?;
            for line in &self.lines {
                draw(line, &area, |point| (across.at(point.x as f64), up.at(point.y)))?;
            }
            area.present()?;
        }
        // The element around it is ours: it says how it scales and what it is.
        let inner = svg.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>")).map_or("", |(inner, _)| inner);
        let gap = (RIGHT - LEFT) / self.places.len().max(2) as i32;
        let reach = (gap / 2).clamp(3 * UNIT, 8 * UNIT);
        Ok(html! {
            svg.plot viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(self.describe) {
                @for (x, words) in &self.places {
                    rect.place x=(across.at(*x as f64) - gap / 2) y=(TOP) width=(gap) height=(BOTTOM - TOP) {
                        title { (words) }
                    }
                }
                (PreEscaped(inner))
                @for line in &self.lines {
                    @for point in &line.points {
                        circle class={ "point " (line.look.class) } cx=(across.at(point.x as f64)) cy=(up.at(point.y)) r=(reach) {
                            title { (point.words) }
                        }
                    }
                }
            }
        })
    }

    fn grid(&self, area: &Area<'_>, across: &Axis, up: &Axis) -> Result<(), Box<dyn Error>> {
        for tick in up.ticks(MOST_TICKS) {
            let y = up.at(tick);
            area.draw(&PathElement::new([(LEFT, y), (RIGHT, y)], GRID.stroke_width(UNIT as u32)))?;
            words(area, &(self.figure)(tick), (LEFT - 7 * UNIT, y), HPos::Right)?;
        }
        let mut free = 0;
        for tick in self.ticks(across) {
            let x = across.at(tick as f64);
            area.draw(&PathElement::new([(x, BOTTOM), (x, BOTTOM + 4 * UNIT)], WORDS.stroke_width(UNIT as u32)))?;
            if x >= free {
                words(area, &(self.place)(tick), (x, BOTTOM + 13 * UNIT), HPos::Center)?;
                free = x + ROOM;
            }
        }
        area.draw(&PathElement::new([(LEFT, BOTTOM), (RIGHT, BOTTOM)], WORDS.stroke_width(UNIT as u32)))?;
        words(area, self.across, ((LEFT + RIGHT) / 2, HEIGHT - 10 * UNIT), HPos::Center)
    }

    /// The sizes themselves, if they are few.
    fn ticks(&self, across: &Axis) -> Vec<usize> {
        if self.places.len() <= MOST_TICKS {
            return self.places.iter().map(|place| place.0).collect();
        }
        across.ticks(MOST_TICKS).into_iter().map(|tick| tick.round() as usize).collect()
    }
}

fn draw(line: &Line<'_>, area: &Area<'_>, at: impl Fn(&Point) -> (i32, i32)) -> Result<(), Box<dyn Error>> {
    let colour = line.look.colour;
    let places: Vec<_> = line.points.iter().map(at).collect();
    area.draw(&PathElement::new(
        places.clone(),
        colour.stroke_width(if line.look.ours { 3 } else { 2 } * UNIT as u32),
    ))?;
    if places.len() > MOST_DOTS {
        return Ok(());
    }
    for place in places {
        match line.look.dashed {
            true => area.draw(&Circle::new(place, 3 * UNIT, colour.stroke_width(3 * UNIT as u32 / 2)))?,
            false => area.draw(&Circle::new(place, 7 * UNIT / 2, colour.filled()))?,
        }
    }
    Ok(())
}

fn words(area: &Area<'_>, words: &str, at: (i32, i32), side: HPos) -> Result<(), Box<dyn Error>> {
    let size = 14 * UNIT as u32;
    let style = ("sans-serif", size).into_text_style(area).color(&WORDS).pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(words.to_owned(), at, style))?;
    Ok(())
}

/// As many lines of the grid, at most.
const MOST_TICKS: usize = 6;

/// The least factor from the lowest to the highest figure: what is level should look level.
const ROOMY: f64 = 6.0;

/// A logarithmic axis.
struct Axis {
    low: f64,
    high: f64,
    ends: (i32, i32),
}

impl Axis {
    /// One with room for all of these, and for a factor between them.
    fn of(values: impl Iterator<Item = f64>, factor: f64, ends: (i32, i32)) -> Self {
        let (low, high) = values.fold((f64::INFINITY, 0.0), |(low, high), v| (f64::min(low, v), f64::max(high, v)));
        if low > high {
            return Axis { low: 1.0, high: 10.0, ends };
        }
        let more = (factor / (high / low)).max(1.0).sqrt();
        // A little beyond, so that nothing lies on the edge.
        let more = more * (high / low).powf(0.04).max(1.1);
        Axis { low: low / more, high: high * more, ends }
    }

    fn at(&self, value: f64) -> i32 {
        let part = (value / self.low).ln() / (self.high / self.low).ln();
        self.ends.0 + (part * f64::from(self.ends.1 - self.ends.0)).round() as i32
    }

    /// Round numbers, at most so many.
    fn ticks(&self, most: usize) -> Vec<f64> {
        const FINE: &[i32] = &[10, 15, 20, 30, 40, 50, 70];
        const COARSE: [&[i32]; 3] = [&[10, 20, 50], &[10, 30], &[10]];
        let decades = || (self.low.log10().floor() as i32 - 1)..=(self.high.log10().floor() as i32 - 1);
        let of = |steps: &[i32]| -> Vec<f64> {
            let all = decades().flat_map(|decade| steps.iter().map(move |step| f64::from(*step) * 10_f64.powi(decade)));
            all.filter(|tick| self.low <= *tick && *tick <= self.high).collect()
        };
        let fits = |ticks: &Vec<f64>| ticks.len() <= most;
        match COARSE.into_iter().map(of).find(fits) {
            Some(few) if few.len() < 3 => Some(of(FINE)).filter(fits).unwrap_or(few),
            Some(ticks) => ticks,
            None => {
                let all = of(COARSE[2]);
                let step = all.len().div_ceil(most);
                all.into_iter().step_by(step).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    fn axis(low: f64, high: f64) -> Axis {
        Axis::of([low, high].into_iter(), 1.0, (0, 1000))
    }

    #[test]
    fn steps_of_the_same_factor_are_as_wide() {
        let axis = axis(1.0, 100.0);
        assert_eq!(axis.at(100.0) - axis.at(10.0), axis.at(10.0) - axis.at(1.0));
        assert!(axis.at(1.0) > 0 && axis.at(100.0) < 1000);
    }

    #[test]
    fn every_axis_has_a_few_round_ticks() {
        for (low, high) in [(0.01, 0.02), (5.1, 389.0), (22.0, 28.0), (1e3, 1e6), (1.0, 1e12), (96.0, 96.0)] {
            let axis = Axis::of([low, high].into_iter(), super::ROOMY, (0, 1000));
            let ticks = axis.ticks(6);
            assert!((2..=6).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
        }
    }
}
