//! An order in which neighbours are mostly near each other.

use maillon_model::Position;

/// A position's place on a Z-order curve: work done in this order meets the same branches of a tree, still warm.
/// It decides speed, never results.
pub fn z_order(position: Position) -> u32 {
    let cell = |share: f64| (share * f64::from(u16::MAX)) as u16;
    let x = cell((position.lon() + 180.0) / 360.0);
    let y = cell((position.lat() + 90.0) / 180.0);
    spread(x) | spread(y) << 1
}

/// The bits of a number, a zero between each two.
fn spread(bits: u16) -> u32 {
    let mut spread = u32::from(bits);
    for (shift, mask) in [(8, 0x00ff_00ff), (4, 0x0f0f_0f0f), (2, 0x3333_3333), (1, 0x5555_5555)] {
        spread = (spread | spread << shift) & mask;
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_take_turns() {
        assert_eq!(spread(0b1011), 0b100_0101);
        assert_eq!(spread(u16::MAX), 0x5555_5555);
        let corner = |lon, lat| z_order(Position::new(lon, lat).unwrap());
        assert_eq!(corner(-180.0, -90.0), 0);
        assert!(corner(-180.0, -90.0) < corner(170.0, -90.0));
        assert!(corner(170.0, -90.0) < corner(-180.0, 90.0));
        assert_eq!(corner(179.999_999, 90.0) >> 2, u32::MAX >> 2);
    }
}
