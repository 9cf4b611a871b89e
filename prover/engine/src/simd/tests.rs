use super::*;
use rand::{Rng, SeedableRng, rngs::StdRng};

const LOW: u64 = (1 << 52) - 1;

/// Values at which carries, signs and masks change, as often as random ones.
fn lanes(rng: &mut StdRng) -> [u64; LANES] {
    const EDGES: [u64; 12] = [
        0,
        1,
        LOW - 1,
        LOW,
        LOW + 1,
        LOW << 1,
        1 << 63,
        (1 << 63) - 1,
        (1 << 63) + 1,
        u64::MAX - LOW,
        u64::MAX - 1,
        u64::MAX,
    ];
    std::array::from_fn(|_| if rng.r#gen() { EDGES[rng.gen_range(0..EDGES.len())] } else { rng.r#gen() })
}

fn read<V: Vector>(vector: V) -> [u64; LANES] {
    let mut lanes = [0; LANES];
    vector.store(&mut lanes);
    lanes
}

/// All that the operations give for some operands.
fn all<V: Vector>(rows: &[[u64; LANES]; LANES], mask: u8) -> Vec<[u64; LANES]> {
    let [a, b, c] = [0, 1, 2].map(|i| V::load(&rows[i]));
    let [halves, more] = [rows[0].as_chunks::<4>().0, rows[1].as_chunks::<4>().0];
    let mut out = vec![
        V::splat(rows[0][0]),
        a,
        V::load_halves(&halves[1], &more[0]),
        a.add(b),
        a.sub(b),
        a.and(b),
        a.or(b),
        a.shl::<1>(),
        a.shl::<28>(),
        a.shl::<52>(),
        a.shr::<12>(),
        a.shr::<52>(),
        a.sar::<1>(),
        a.sar::<52>(),
        a.funnel::<28>(b),
        a.funnel::<40>(b),
        a.funnel::<52>(b),
        a.madd_low(b, c),
        a.madd_high(b, c),
        a.sub_where(mask, b),
        a.select(mask, b),
        V::splat(u64::from(a.at_least(b))),
        V::splat(u64::from(a.at_least(a))),
    ];
    out.extend(V::transpose(rows.map(|row| V::load(&row))));
    out.into_iter().map(read).collect()
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_processor_and_its_emulation_agree() {
    struct Check<'a>(&'a [[u64; LANES]; LANES], u8);
    impl crate::isa::Task for Check<'_> {
        type Output = Vec<[u64; LANES]>;

        #[inline(always)]
        fn run<K: crate::isa::Kernels>(self) -> Self::Output {
            all::<Avx512>(self.0, self.1)
        }
    }
    let Ok(isa) = crate::Isa::Ifma.available() else { return };
    let rng = &mut StdRng::seed_from_u64(1);
    for _ in 0..20_000 {
        let rows = std::array::from_fn(|_| lanes(rng));
        let mask = rng.r#gen();
        assert_eq!(isa.run(Check(&rows, mask)), all::<Emulated>(&rows, mask), "{rows:x?} {mask:x}");
    }
}

#[test]
fn the_emulation_does_what_it_says() {
    let rng = &mut StdRng::seed_from_u64(2);
    for _ in 0..2000 {
        let [x, y, z] = std::array::from_fn(|_| lanes(rng));
        let [a, b, c] = [x, y, z].map(|lanes| Emulated::load(&lanes));
        let zero = Emulated::splat(0);
        let mask = rng.r#gen();
        for i in 0..LANES {
            let product = u128::from(y[i] & LOW) * u128::from(z[i] & LOW);
            let (low, high) = (read(zero.madd_low(b, c))[i], read(zero.madd_high(b, c))[i]);
            assert_eq!(u128::from(high) << 52 | u128::from(low), product);
            assert_eq!(read(a.madd_low(b, c))[i], x[i].wrapping_add(low));
            assert_eq!(read(a.madd_high(b, c))[i], x[i].wrapping_add(high));
            assert_eq!(read(a.sar::<52>())[i], (x[i] as i64 >> 52) as u64);
            assert_eq!(read(a.funnel::<40>(b))[i], x[i] >> 40 | y[i] << 24);
            assert_eq!(a.at_least(b) >> i & 1 == 1, x[i] as i64 >= y[i] as i64);
            let chosen = mask >> i & 1 == 1;
            assert_eq!(read(a.select(mask, b))[i], if chosen { y[i] } else { x[i] });
            assert_eq!(read(a.sub_where(mask, b))[i], x[i].wrapping_sub(if chosen { y[i] } else { 0 }));
        }
    }
}

#[test]
fn a_transposition_swaps_rows_and_lanes() {
    let rows = std::array::from_fn(|i| Emulated::load(&std::array::from_fn(|j| 8 * i as u64 + j as u64)));
    for (i, row) in Emulated::transpose(rows).into_iter().enumerate() {
        assert_eq!(read(row), std::array::from_fn(|j| 8 * j as u64 + i as u64));
    }
}
