//! A public key that no one holds.

use super::PublicKey;
use crate::field::Point;
use ark_ff::MontFp;

/// The signing key of nobody: where a statement asks for some key's signature and none shall do.
///
/// It is derived from a fixed text, so that whoever chose the text did not choose the point. For i = 0, 1, ..: y is
/// [`external_hash`](crate::statement::external_hash) of `plimsoll signing key of nobody` and the byte i; x is the smaller of
/// the two numbers that put (x, y) on the curve; the first i for which there are any, and for which 8 (x, y) is not the
/// identity, gives the key 8 (x, y). To know its discrete logarithm one would have to take it.
pub const NOBODY: PublicKey = PublicKey(Point::new_unchecked(
    MontFp!("19793741139035378986868419021410005618933721146361559499320265970953284247406"),
    MontFp!("16022762469534452978269507160232391331742651546271619706162753635044171729693"),
));

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::statement::external_hash;
    use ark_ec::AffineRepr;

    #[test]
    fn it_is_what_the_text_gives() {
        let derived = (0u8..=255)
            .filter_map(|i| {
                let y = external_hash(&[b"plimsoll signing key of nobody", &[i]]);
                let (x, _) = Point::get_xs_from_y_unchecked(y)?;
                let smaller = std::cmp::min(x, -x);
                let on_curve = Point::new_unchecked(smaller, y);
                assert!(on_curve.is_on_curve());
                let eight = on_curve.mul_by_cofactor();
                (!eight.is_zero()).then_some(eight)
            })
            .next()
            .unwrap();
        assert_eq!(derived, NOBODY.point());
        assert_eq!(PublicKey::new(derived), Some(NOBODY));
    }
}
