//! Where a function of one number crosses 0; knows functions and numbers, and nothing of what they stand for.

/// A place and what the function is there.
pub type Place = (f64, f64);

/// More steps than any bracket of floating-point numbers needs.
const MOST_STEPS: usize = 2_000;

/// Narrows a bracket, at whose ends the function has different signs, to a few units in the last place.
///
/// Inverse quadratic interpolation and the secant, with bisection as a safeguard: R. P. Brent, Algorithms for
/// Minimization without Derivatives, 1973, chapter 4. Where the function has no value inside, the bracket is given
/// back as far as it came.
pub fn brent(mut function: impl FnMut(f64) -> f64, low: Place, high: Place) -> (Place, Place) {
    let (mut a, mut fa) = low;
    let (mut b, mut fb) = high;
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut before = step;
    for _ in 0..MOST_STEPS {
        if fc.abs() < fb.abs() {
            (a, fa) = (b, fb);
            (b, fb) = (c, fc);
            (c, fc) = (a, fa);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs();
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            break;
        }
        if before.abs() < tolerance || fa.abs() <= fb.abs() {
            step = half;
            before = half;
        } else {
            let s = fb / fa;
            let (mut p, mut q) = if a == c {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (q, r) = (fa / fc, fb / fc);
                (s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
            };
            if p > 0.0 {
                q = -q;
            } else {
                p = -p;
            }
            if 2.0 * p < (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs()) {
                before = step;
                step = p / q;
            } else {
                step = half;
                before = half;
            }
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = function(b);
        if fb.is_nan() {
            return ((a, fa), (c, fc));
        }
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
    }
    ((b, fb), (c, fc))
}

/// Narrows a bracket, at whose ends something holds and does not, to two neighbours: the last place where it is as
/// at the first end, and the first where it is not.
pub fn neighbours(mut holds: impl FnMut(f64) -> bool, mut first: f64, mut second: f64) -> (f64, f64) {
    for _ in 0..MOST_STEPS {
        let middle = first + (second - first) / 2.0;
        if middle == first || middle == second {
            break;
        }
        if holds(middle) {
            first = middle;
        } else {
            second = middle;
        }
    }
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(function: fn(f64) -> f64, low: f64, high: f64) -> (f64, usize) {
        let mut calls = 0;
        let ((root, _), _) = brent(
            |x| {
                calls += 1;
                function(x)
            },
            (low, function(low)),
            (high, function(high)),
        );
        (root, calls)
    }

    #[test]
    fn roots_are_found_to_the_last_digits_in_few_steps() {
        let (found, calls) = root(|x| x * x - 2.0, 0.0, 2.0);
        assert!((found - 2_f64.sqrt()).abs() < 1e-15 && calls < 15, "{found} {calls}");
        let (found, calls) = root(|x| x.cos() - x, 0.0, 1.0);
        assert!((found - 0.739_085_133_215_160_6).abs() < 1e-15 && calls < 15, "{found} {calls}");
        // Flat at its root: interpolation alone would crawl.
        let (found, calls) = root(|x| (x - 1.0).powi(9), 0.0, 3.0);
        assert!((found - 1.0).abs() < 0.03 && calls < 200, "{found} {calls}");
    }

    #[test]
    fn a_step_ends_between_two_neighbours() {
        let ((inside, _), (outside, _)) =
            brent(|x| if x < 0.3 { -1.0 } else { 1.0 }, (0.0, -1.0), (1.0, 1.0));
        assert!((inside - outside).abs() < 1e-15);
        let (last, first) = neighbours(|x| x < 0.3, 0.0, 1.0);
        assert!(last < 0.3 && first >= 0.3 && first == last.next_up());
    }

    #[test]
    fn a_hole_in_the_bracket_ends_the_search() {
        let ((a, fa), (b, fb)) =
            brent(|x| if x > 0.4 && x < 0.6 { f64::NAN } else { x - 0.5 }, (0.0, -0.5), (1.0, 0.5));
        assert!(fa * fb < 0.0 && (a - b).abs() <= 1.0);
    }
}
