//! In which order definitions are typed: each after those it uses; finds cycles; knows no dimensions.

/// A definition's place.
pub(super) type Place = usize;

/// The order in which to take `wanted` and what they use, and the cycles met on the way.
pub(super) struct Order {
    /// Each definition after those that it uses; members of cycles too, in any order.
    pub(super) places: Vec<Place>,
    /// Each cycle as the definitions on it, in the order of use.
    pub(super) cycles: Vec<Vec<Place>>,
}

/// Sorts definitions by use. `uses` holds for each definition those it uses. Iterative: a chain of any length will do.
pub(super) fn sort(uses: &[Vec<Place>], wanted: impl Iterator<Item = Place>) -> Order {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; uses.len()];
    let mut order = Order { places: Vec::with_capacity(uses.len()), cycles: Vec::new() };
    // Each open definition with how many of its uses have been followed.
    let mut open: Vec<(Place, usize)> = Vec::new();
    for start in wanted {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        open.push((start, 0));
        while let Some((place, next)) = open.last_mut() {
            let place = *place;
            let Some(used) = uses[place].get(*next).copied() else {
                states[place] = State::Done;
                order.places.push(place);
                open.pop();
                continue;
            };
            *next += 1;
            match states[used] {
                State::New => {
                    states[used] = State::Open;
                    open.push((used, 0));
                }
                State::Open => {
                    let from = open.iter().position(|(other, _)| *other == used).unwrap_or(0);
                    let cycle: Vec<Place> = open[from..].iter().map(|(place, _)| *place).collect();
                    order.cycles.push(cycle);
                }
                State::Done => {}
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_come_first_and_cycles_are_found() {
        let order = sort(&[vec![1, 2], vec![2], vec![], vec![4], vec![3]], 0..5);
        assert_eq!(order.places, [2, 1, 0, 4, 3]);
        assert_eq!(order.cycles, [vec![3, 4]]);
        assert_eq!(sort(&[vec![0]], 0..1).cycles, [vec![0]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let uses: Vec<Vec<usize>> =
            (0..200_000).map(|place| if place < 199_999 { vec![place + 1] } else { vec![] }).collect();
        assert_eq!(sort(&uses, 0..200_000).places.len(), 200_000);
    }
}
