//! Which values of one number make two others meet: searched over many orders of magnitude, then to the last digit;
//! knows numbers, no names and no units.

use super::roots::{brent, neighbours};

/// How the left side is to stand to the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `left = right`
    Equal,
    /// `left <= right`
    AtMost,
    /// `left >= right`
    AtLeast,
}

/// Both sides at one value of the number that is searched; NaN where they have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The value of the number.
    pub at: f64,
    /// The left side.
    pub left: f64,
    /// The right side.
    pub right: f64,
}

impl Sample {
    /// How far the left side is above the right one.
    pub fn gap(&self) -> f64 {
        self.left - self.right
    }

    fn is_valid(&self) -> bool {
        !self.gap().is_nan()
    }

    /// The larger size of both sides.
    fn size(&self) -> f64 {
        self.left.abs().max(self.right.abs())
    }

    fn meets(&self, relation: Relation) -> bool {
        match relation {
            Relation::Equal => self.gap() == 0.0,
            Relation::AtMost => self.gap() <= 0.0,
            Relation::AtLeast => self.gap() >= 0.0,
        }
    }
}

/// One end of a stretch of values that meet a goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// The last value that meets the goal: the next does not.
    Goal(Sample),
    /// The last value that has a result: the next has none.
    Edge(Sample),
    /// The last value that was tried.
    Tried(Sample),
}

impl End {
    /// The value with both sides.
    pub fn sample(&self) -> Sample {
        match self {
            Self::Goal(sample) | Self::Edge(sample) | Self::Tried(sample) => *sample,
        }
    }

    /// Whether the goal ends there, not the search.
    pub fn is_goal(&self) -> bool {
        matches!(self, Self::Goal(_))
    }
}

/// Values that meet a goal: all from one end to the other, which may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The lower end.
    pub from: End,
    /// The upper end.
    pub to: End,
}

impl Stretch {
    fn of_one(sample: Sample) -> Self {
        Self { from: End::Goal(sample), to: End::Goal(sample) }
    }

    /// The stretch, or the one value where it is no wider than rounding makes it.
    fn rounded(self, one: Sample) -> Self {
        let (from, to) = (self.from.sample().at, self.to.sample().at);
        let is_wide = (to - from).abs() > NARROW * one.at.abs();
        if is_wide { self } else { Self::of_one(Sample { at: from + (to - from) / 2.0, ..one }) }
    }

    /// Whether it is a single value.
    pub fn is_one(&self) -> bool {
        self.from.sample().at == self.to.sample().at
    }
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The values that meet the goal, in rising order.
    pub stretches: Vec<Stretch>,
    /// Where the left side jumps over the right one: the last value before and the first behind.
    pub jumps: Vec<(Sample, Sample)>,
    /// The tries with the least and the most on the left side, and whether each is the farthest that was tried or lies
    /// at a pole, so that it may go on; none where nothing had a result.
    pub reached: Option<[(Sample, bool); 2]>,
}

/// Decades around the start that are searched closely, and the tries in each.
const NEAR: (i32, i32) = (12, 48);
/// Decades around the start that are searched at all, and the tries in each beyond the near ones.
const FAR: (i32, i32) = (90, 4);
/// How near both sides are where they count as equal: this much of the larger.
const EQUAL: f64 = 1e-9;
/// A stretch of equal sides that is narrower than this, as a share of its place, is one value: so wide is the bottom
/// of a parabola that touches the goal, in floating-point numbers.
const NARROW: f64 = 1e-7;
/// How many values are tried at a time where a stretch is searched more closely.
const PIECES: usize = 64;
/// How often a turning point is searched more closely.
const ROUNDS: usize = 10;
/// How far from a try, as a share of its place, what is there tells whether it lies at a pole.
const NEAR_POLE: f64 = 1e-6;
/// How many times as large it is at a pole.
const STEEP: f64 = 30.0;
/// How many turning points are.
const MOST_TURNS: usize = 16;

/// Searches the values that meet a goal. `evaluate` answers both sides for each of some values; `start` is where the
/// search begins, not 0; `is_signed` says that values below 0 are searched too.
pub fn search(
    mut evaluate: impl FnMut(&[f64]) -> Vec<Sample>,
    relation: Relation,
    start: f64,
    is_signed: bool,
) -> Found {
    let mut samples = evaluate(&places(start, is_signed));
    add_edges(&mut evaluate, &mut samples);
    add_turns(&mut evaluate, &mut samples);
    let least = extreme(&mut evaluate, &samples, false);
    let most = extreme(&mut evaluate, &samples, true);
    let reached = least.zip(most).map(|(least, most)| [least, most]);
    let mut found = Found { reached, ..Found::default() };
    stretches(&mut evaluate, &samples, relation, &mut found);
    if relation == Relation::Equal {
        crossings(&mut evaluate, &samples, &mut found);
        found.stretches.sort_by(|one, other| one.from.sample().at.total_cmp(&other.from.sample().at));
    }
    found
}

/// The values that are tried, in rising order.
fn places(start: f64, is_signed: bool) -> Vec<f64> {
    let mut powers: Vec<f64> =
        (-NEAR.0 * NEAR.1..=NEAR.0 * NEAR.1).map(|step| f64::from(step) / f64::from(NEAR.1)).collect();
    let far = (NEAR.0 * FAR.1 + 1..=FAR.0 * FAR.1).map(|step| f64::from(step) / f64::from(FAR.1));
    powers.extend(far.flat_map(|power| [power, -power]));
    powers.sort_by(f64::total_cmp);
    let sizes = powers.iter().map(|power| start.abs() * libm::pow(10.0, *power));
    let sizes: Vec<f64> = sizes.filter(|size| size.is_finite() && *size > 0.0).collect();
    let negative = sizes.iter().rev().filter(|_| is_signed).map(|size| -size);
    negative.chain([0.0]).chain(sizes.iter().copied()).collect()
}

/// Finds the last value with a result beside each that has none.
fn add_edges(evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>, samples: &mut Vec<Sample>) {
    let mut edges = Vec::new();
    for pair in samples.windows(2) {
        let (inside, outside) = match (pair[0].is_valid(), pair[1].is_valid()) {
            (true, false) => (pair[0], pair[1]),
            (false, true) => (pair[1], pair[0]),
            _ => continue,
        };
        let (last, first) = neighbours(|at| evaluate(&[at])[0].is_valid(), inside.at, outside.at);
        edges.extend(evaluate(&[last, first]));
    }
    insert(samples, edges);
}

fn insert(samples: &mut Vec<Sample>, more: Vec<Sample>) {
    samples.extend(more);
    samples.sort_by(|one, other| one.at.total_cmp(&other.at));
    samples.dedup_by(|one, other| one.at == other.at);
}

/// Follows the sides to where they come nearest between tries, so that what only touches the goal is found.
fn add_turns(evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>, samples: &mut Vec<Sample>) {
    let mut turns: Vec<[Sample; 3]> = samples
        .windows(3)
        .filter_map(|three| {
            let [before, middle, behind] = three else { return None };
            let gaps = [before.gap(), middle.gap(), behind.gap()];
            let is_one_side = gaps.iter().all(|gap| *gap > 0.0) || gaps.iter().all(|gap| *gap < 0.0);
            let is_turn = gaps[1].abs() < gaps[0].abs() && gaps[1].abs() <= gaps[2].abs();
            (is_one_side && is_turn).then_some([*before, *middle, *behind])
        })
        .collect();
    let nearness = |three: &[Sample; 3]| three[1].gap().abs() / three[1].size();
    turns.sort_by(|one, other| nearness(one).total_cmp(&nearness(other)));
    turns.truncate(MOST_TURNS);
    let mut nearest = Vec::new();
    for three in turns {
        // Once a side is crossed, the crossing is found like any other.
        let is_crossed =
            |three: &[Sample; 3]| three.iter().any(|one| (one.gap() > 0.0) != (three[1].gap() > 0.0));
        nearest.extend(closer(evaluate, three, |sample| sample.gap().abs(), is_crossed));
    }
    insert(samples, nearest);
}

/// Closes in on the try between two others at which a measure is least.
fn closer(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    mut three: [Sample; 3],
    measure: impl Fn(&Sample) -> f64,
    is_done: impl Fn(&[Sample; 3]) -> bool,
) -> [Sample; 3] {
    for _ in 0..ROUNDS {
        let [low, middle, high] = three.map(|sample| sample.at);
        // The middle is kept: beside a pole no other try comes near what it is there.
        let half = |from: f64, to: f64| {
            (0..PIECES / 2).map(move |piece| from + (to - from) * piece as f64 / (PIECES / 2) as f64)
        };
        let places: Vec<f64> = half(low, middle).chain(half(middle, high)).chain([high]).collect();
        let mut tried = evaluate(&places);
        tried.retain(Sample::is_valid);
        tried.dedup_by(|one, other| one.at == other.at);
        let inner = tried.iter().enumerate().take(tried.len().saturating_sub(1)).skip(1);
        let least = inner.min_by(|(_, one), (_, other)| measure(one).total_cmp(&measure(other)));
        let Some((best, _)) = least else { break };
        let next = [tried[best - 1], tried[best], tried[best + 1]];
        if measure(&next[1]) > measure(&three[1]) {
            break;
        }
        three = next;
        if is_done(&three) {
            break;
        }
    }
    three
}

/// Whether a measure of the sides grows beyond all bounds towards a try: a little way off it is far smaller.
pub fn is_at_pole(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    sample: &Sample,
    measure: impl Fn(&Sample) -> f64,
) -> bool {
    let around = evaluate(&[sample.at * (1.0 - NEAR_POLE), sample.at * (1.0 + NEAR_POLE)]);
    let sizes = around.iter().filter(|sample| sample.is_valid()).map(|sample| measure(sample).abs());
    sizes.reduce(f64::max).is_some_and(|size| measure(sample).abs() > STEEP * size)
}

/// The least or the most that the left side comes to, closer than the tries have it, and whether it may go on from
/// there: the last value that was tried, or a pole.
fn extreme(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    samples: &[Sample],
    is_most: bool,
) -> Option<(Sample, bool)> {
    let measure = |sample: &Sample| if is_most { -sample.left } else { sample.left };
    let valid = samples.iter().enumerate().filter(|(_, sample)| sample.is_valid());
    let by_measure =
        |one: &(usize, &Sample), other: &(usize, &Sample)| measure(one.1).total_cmp(&measure(other.1));
    // Of several at the most, the farthest: it may go on from there.
    let (place, sample) = if is_most { valid.rev().min_by(by_measure) } else { valid.min_by(by_measure) }?;
    let sizes = || samples.iter().map(|sample| sample.at.abs());
    let (farthest, nearest) =
        (sizes().fold(0.0, f64::max), sizes().filter(|size| *size > 0.0).fold(f64::INFINITY, f64::min));
    if sample.at.abs() == farthest || sample.at.abs() == nearest {
        // What is least at the smallest value that was tried goes on to 0, where there is a result there.
        let at_zero = evaluate(&[0.0])[0];
        return Some((*sample, sample.at.abs() == farthest || !at_zero.is_valid()));
    }
    let before = place.checked_sub(1).map(|before| samples[before]).filter(Sample::is_valid);
    let behind = samples.get(place + 1).copied().filter(Sample::is_valid);
    let closest = match (before, behind) {
        (Some(before), Some(behind)) => closer(evaluate, [before, *sample, behind], measure, |_| false)[1],
        _ => *sample,
    };
    // A turning point is flat: what closing in on it gains there is rounding.
    let gained = measure(sample) - measure(&closest);
    let best = if gained > EQUAL * measure(sample).abs() { closest } else { *sample };
    let is_open = is_at_pole(evaluate, &best, measure);
    Some((best, is_open))
}

/// The stretches of values that meet the goal as it stands: for `=`, those in which both sides stay equal.
fn stretches(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    samples: &[Sample],
    relation: Relation,
    found: &mut Found,
) {
    let meets = |sample: &Sample| sample.is_valid() && sample.meets(relation);
    let mut place = 0;
    while place < samples.len() {
        if !meets(&samples[place]) {
            place += 1;
            continue;
        }
        let first = place;
        while place < samples.len() && meets(&samples[place]) {
            place += 1;
        }
        let last = place - 1;
        let from =
            end(evaluate, samples[first], first.checked_sub(1).map(|before| samples[before]), relation);
        let to = end(evaluate, samples[last], samples.get(place).copied(), relation);
        let stretch = Stretch { from, to };
        let is_equal = relation == Relation::Equal;
        found.stretches.push(if is_equal { stretch.rounded(samples[first]) } else { stretch });
    }
}

/// The end of a stretch between its last try and the next one.
fn end(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    inside: Sample,
    outside: Option<Sample>,
    relation: Relation,
) -> End {
    let Some(outside) = outside else { return End::Tried(inside) };
    if !outside.is_valid() {
        return End::Edge(inside);
    }
    let (mut within, mut beyond) = (inside.at, outside.at);
    if relation != Relation::Equal && inside.gap() != 0.0 {
        let gap = |at: f64| evaluate(&[at])[0].gap();
        let (one, other) = brent(gap, (inside.at, inside.gap()), (outside.at, outside.gap()));
        let is_within = |gap: f64| gap == 0.0 || (gap > 0.0) == (inside.gap() > 0.0);
        for (at, gap) in [one, other] {
            if is_within(gap) {
                within = at;
            } else {
                beyond = at;
            }
        }
        // Where the root itself was hit, the last value that meets the goal may lie behind it.
        if one.1 == 0.0 {
            within = one.0;
        }
    }
    let (last, _) = neighbours(|at| evaluate(&[at])[0].meets(relation), within, beyond);
    End::Goal(evaluate(&[last])[0])
}

/// Where the sides cross between two tries: a value that meets the goal, or a jump over it.
fn crossings(evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>, samples: &[Sample], found: &mut Found) {
    for pair in samples.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        let gaps = [first.gap(), second.gap()];
        let is_crossed =
            gaps.iter().all(|gap| !gap.is_nan() && *gap != 0.0) && (gaps[0] > 0.0) != (gaps[1] > 0.0);
        if !is_crossed {
            continue;
        }
        let gap = |at: f64| evaluate(&[at])[0].gap();
        let (one, other) = brent(gap, (first.at, first.gap()), (second.at, second.gap()));
        if one.1 == 0.0 {
            let root = evaluate(&[one.0])[0];
            let from = end(evaluate, root, Some(first), Relation::Equal);
            let to = end(evaluate, root, Some(second), Relation::Equal);
            found.stretches.push(Stretch { from, to }.rounded(root));
            continue;
        }
        let (low, high) = if one.0 < other.0 { (one.0, other.0) } else { (other.0, one.0) };
        let is_first_side = |at: f64| (evaluate(&[at])[0].gap() > 0.0) == (first.gap() > 0.0);
        let (before, behind) = neighbours(is_first_side, low, high);
        let sides = evaluate(&[before, behind]);
        let (before, behind) = (sides[0], sides[1]);
        if !before.is_valid() || !behind.is_valid() {
            continue;
        }
        let nearer = if before.gap().abs() <= behind.gap().abs() { before } else { behind };
        let mut at_pole = |sample: &Sample| is_at_pole(evaluate, sample, Sample::gap);
        let is_pole = at_pole(&before) && at_pole(&behind);
        if nearer.gap().abs() <= EQUAL * nearer.size() {
            found.stretches.push(Stretch::of_one(nearer));
        } else if !is_pole {
            found.jumps.push((before, behind));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    fn find(relation: Relation, is_signed: bool, sides: fn(f64) -> (f64, f64)) -> Found {
        let evaluate = |places: &[f64]| {
            let samples = places.iter().map(|at| {
                let (left, right) = sides(*at);
                Sample { at: *at, left, right }
            });
            samples.collect()
        };
        search(evaluate, relation, 1.0, is_signed)
    }

    fn ends(found: &Found) -> Vec<(f64, f64)> {
        found.stretches.iter().map(|stretch| (stretch.from.sample().at, stretch.to.sample().at)).collect()
    }

    /// Whether the solutions are these to the last digits.
    fn are_near(found: &Found, expected: &[f64]) -> bool {
        let near = |stretch: &Stretch, expected: &f64| {
            stretch.is_one() && (stretch.from.sample().at / expected - 1.0).abs() < 1e-14
        };
        found.stretches.len() == expected.len()
            && found.stretches.iter().zip(expected).all(|(stretch, expected)| near(stretch, expected))
    }

    #[test]
    fn a_rising_side_meets_the_goal_once() {
        assert!(are_near(&find(Relation::Equal, false, |x| (3.0 * x, 12.0e30)), &[4.0e30]));
        let found = find(Relation::AtMost, false, |x| (3.0 * x, 12.0));
        assert_eq!(ends(&found), [(0.0, 4.0)]);
        assert!(found.stretches[0].to.is_goal() && !found.stretches[0].from.is_goal());
    }

    #[test]
    fn several_solutions_are_all_found_and_poles_are_none() {
        let found = find(Relation::Equal, true, |x| (x * x - 5.0 * x, -6.0));
        assert!(are_near(&found, &[2.0, 3.0]), "{found:?}");
        let found = find(Relation::Equal, false, |x| (1.0 / (x - std::f64::consts::E), 0.0));
        assert_eq!((found.stretches.len(), found.jumps.len()), (0, 0));
    }

    #[test]
    fn what_is_only_reached_beside_a_pole_is_found() {
        for wanted in [1e4, -1e4, 1e5, -1e5] {
            for pole in [4.0, std::f64::consts::E, 0.37] {
                let gap = |x: f64| 1.0 / (x - pole);
                let evaluate = |places: &[f64]| {
                    places
                        .iter()
                        .map(|at| Sample { at: *at, left: super::super::finite(gap(*at)), right: wanted })
                        .collect()
                };
                let found = search(evaluate, Relation::Equal, 3.0, false);
                assert_eq!((found.stretches.len(), found.jumps.len()), (1, 0), "{pole} {wanted}: {found:?}");
                let expected = pole + 1.0 / wanted;
                assert!((found.stretches[0].from.sample().at / expected - 1.0).abs() < 1e-14, "{found:?}");
            }
        }
    }

    #[test]
    fn what_is_reached_beside_a_pole_is_no_limit() {
        for sides in [|x: f64| (1.0 / ((x - 4.0) * (x - 4.0)), -5.0), |x: f64| (1.0 / (x - 4.0).abs(), -1.0)]
        {
            let found = find(Relation::Equal, false, sides);
            let Some([(_, is_open_below), (most, is_open)]) = found.reached else { panic!("{found:?}") };
            assert!(is_open && is_open_below && most.left > 1e6, "{found:?}");
        }
        let found = find(Relation::Equal, false, |x| (2.0 - (x - 4.3) * (x - 4.3), 3.0));
        let Some([_, (most, is_open)]) = found.reached else { panic!("{found:?}") };
        assert!(!is_open && (most.left - 2.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn what_only_touches_the_goal_is_found() {
        let found = find(Relation::Equal, false, |x| ((x - 3.3) * (x - 3.3) + 1.0, 1.0));
        assert_eq!(found.stretches.len(), 1);
        assert!((found.stretches[0].from.sample().at - 3.3).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn steps_are_stretches_or_jumps() {
        let found = find(Relation::Equal, false, |x| ((x / 800.0).ceil(), 7.0));
        assert_eq!(ends(&found), [(4800.0_f64.next_up(), 5600.0)]);
        let found = find(Relation::Equal, false, |x| (2.0 * (x / 800.0).ceil(), 7.0));
        assert_eq!(found.stretches, []);
        let [(before, behind)] = found.jumps[..] else { panic!("{found:?}") };
        assert_eq!((before.at, before.left, behind.left), (2400.0, 6.0, 8.0));
    }

    #[test]
    fn where_there_is_no_result_the_search_ends() {
        let found = find(Relation::AtLeast, false, |x| (if x <= 1.0 { x } else { f64::NAN }, 0.25));
        assert_eq!(ends(&found), [(0.25, 1.0)]);
        assert!(matches!(found.stretches[0].to, End::Edge(_)));
        let found = find(Relation::Equal, false, |x| (x / (1.0 + x), 2.0));
        assert!(
            found.stretches.is_empty() && found.reached.is_some_and(|[_, most]| most.0.left <= 1.0 && most.1)
        );
    }
}
