//! The curves of both forms: the heap and the descriptors over the number of iterations.

use super::{Curve, Form, Peak};
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

const SIZE: (u32, u32) = (960, 380);
const HEADING: u32 = 70;
const BACKGROUND: RGBColor = RGBColor(255, 255, 255);
const INK: RGBColor = RGBColor(40, 40, 40);

fn colour(form: Form) -> RGBColor {
    match form {
        Form::PiledUp => RGBColor(120, 128, 140),
        Form::EachTime => RGBColor(206, 82, 45),
    }
}

/// What is read off one half of the picture.
struct Half {
    title: &'static str,
    of: fn(&Peak) -> f64,
}

const HALVES: [Half; 2] = [
    Half {
        title: "KiB of heap at the peak",
        of: |peak| peak.bytes as f64 / 1024.0,
    },
    Half {
        title: "open descriptors at the peak",
        of: |peak| peak.descriptors.unwrap_or_default() as f64,
    },
];

pub fn draw(path: &Path, curves: &[Curve; 2]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&BACKGROUND)?;
    let text = |size: i32| ("sans-serif", size).into_font().color(&INK);
    for (at, curve) in curves.iter().enumerate() {
        let x = 20 + 220 * at as i32;
        root.draw(&Rectangle::new([(x, 20), (x + 12, 32)], colour(curve.form).filled()))?;
        root.draw_text(curve.form.title(), &text(17), (x + 18, 18))?;
    }
    let (_, below) = root.split_vertically(HEADING);
    for (half, area) in HALVES.iter().zip(below.split_evenly((1, 2))) {
        draw_half(half, &area, curves)?;
    }
    root.present()?;
    Ok(())
}

fn draw_half(
    half: &Half,
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    curves: &[Curve; 2],
) -> Result<(), Box<dyn Error>> {
    let text = |size: i32| ("sans-serif", size).into_font().color(&INK);
    let points = |curve: &Curve| -> Vec<(f64, f64)> {
        let of_one = |(iterations, peak): &(usize, Peak)| (*iterations as f64, (half.of)(peak));
        curve.peaks.iter().map(of_one).collect()
    };
    let all = curves.iter().flat_map(points);
    let (right, top) = all.fold((1.0, 1.0), |(right, top): (f64, f64), (x, y)| {
        (right.max(x), top.max(y))
    });
    let mut chart = ChartBuilder::on(area)
        .caption(half.title, text(17))
        .margin_right(30)
        .set_label_area_size(LabelAreaPosition::Left, 60)
        .set_label_area_size(LabelAreaPosition::Bottom, 50)
        .build_cartesian_2d(0.0..right, 0.0..top * 1.05)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .label_style(text(14))
        .x_desc("iterations")
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| format!("{y:.0}"))
        .draw()?;
    for curve in curves {
        let colour = colour(curve.form);
        chart.draw_series(LineSeries::new(points(curve), colour.stroke_width(3)))?;
        let dots = points(curve).into_iter().map(|at| Circle::new(at, 4, colour.filled()));
        chart.draw_series(dots)?;
    }
    Ok(())
}
