//! Which bodies get awaits. A scope that awaits nothing is lowered as in a sync function, and each of the two kinds may
//! stand in the other.

/// Which ones get them.
pub enum Density {
    Everywhere,
    /// Every other one, or so.
    Scattered(u32),
}

impl Density {
    /// That of one function of many.
    pub fn of(seed: u32, function: usize) -> Self {
        match (seed as usize + function) % 2 {
            0 => Density::Everywhere,
            _ => Density::Scattered((seed ^ function as u32).wrapping_mul(2_654_435_761)),
        }
    }

    /// Whether the next body gets them.
    pub fn draw(&mut self) -> bool {
        match self {
            Density::Everywhere => true,
            Density::Scattered(state) => {
                *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *state >> 31 == 0
            }
        }
    }
}
