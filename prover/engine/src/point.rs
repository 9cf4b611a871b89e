//! Affine points as they lie in memory: whole cache lines, so that one load fetches one.

use crate::{
    batch::Ref,
    field::{Base, Fq, Packed, Quadratic},
    isa::{Isa, Kernels, Task},
};
use ark_bn254::{Fq as ArkFq, Fq2, g1, g2};
use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, SWCurveConfig},
};
use std::marker::PhantomData;

/// Eight words, one cache line.
#[repr(C, align(64))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Line(pub(crate) [u64; 8]);

/// A group whose points are stored in one form; points are affine and none is at infinity.
pub(crate) trait Group: 'static {
    /// arkworks' curve.
    type Curve: SWCurveConfig<ScalarField = ark_bn254::Fr>;
    /// Coordinates, several side by side.
    type Coordinate: Packed + Send + Sync;
    /// A stored point: x and y.
    type Point: Copy + Send + Sync + 'static;

    /// x and y of a point in each lane.
    fn load<'a>(point: impl Fn(usize) -> &'a Self::Point) -> [Self::Coordinate; 2];
    /// Gives each lane's point away. Coordinates are reduced.
    fn store(xy: [Self::Coordinate; 2], store: impl FnMut(usize, Self::Point));
    /// The stored form of a point that is not at infinity.
    fn from_ark(point: &Affine<Self::Curve>) -> Self::Point;
    /// arkworks' form.
    fn to_ark(point: &Self::Point) -> Affine<Self::Curve>;
}

/// G1 with coordinates of kind `B`.
pub(crate) struct G1<B>(PhantomData<B>);

/// G2 with coordinates over kind `B`.
pub(crate) struct G2<B>(PhantomData<B>);

/// G1 or G2, whichever kernels run.
pub(crate) trait Side: Send + Sync + 'static {
    /// arkworks' curve.
    type Curve: SWCurveConfig<ScalarField = ark_bn254::Fr>;
    /// A stored point.
    type Point: bytemuck::Pod + Send + Sync + PartialEq + std::fmt::Debug + 'static;
    /// The group with the coordinates of these kernels.
    type Group<K: Kernels>: Group<Curve = Self::Curve, Point = Self::Point>;

    /// The stored form of a point that is not at infinity.
    fn from_ark(isa: Isa, point: &Affine<Self::Curve>) -> Self::Point {
        isa.run(FromArk::<Self>(point))
    }

    /// What stands in for sums at infinity.
    fn stand_in(isa: Isa) -> Self::Point {
        Self::from_ark(isa, &Affine::generator())
    }

    /// Operands of an addition whose sum nobody wants, and a place for it. All that matters of the two is that their x
    /// differ; the second one is on no curve.
    fn filler(isa: Isa) -> [Self::Point; 3] {
        let generator = Affine::<Self::Curve>::generator();
        let other = Self::from_ark(isa, &Affine::new_unchecked(generator.y, generator.x));
        [Self::from_ark(isa, &generator), other, other]
    }

    /// The point that a reference names.
    fn resolve(isa: Isa, operand: Ref, table: &[Self::Point], work: &[Self::Point]) -> Self::Point {
        let point = operand.of(table, work);
        if operand.is_negative() { Self::from_ark(isa, &-Self::to_ark(isa, point)) } else { *point }
    }

    /// arkworks' form.
    fn to_ark(isa: Isa, point: &Self::Point) -> Affine<Self::Curve> {
        isa.run(ToArk::<Self>(point))
    }
}

/// G1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InG1;

/// G2.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InG2;

impl Side for InG1 {
    type Curve = g1::Config;
    type Point = [Line; 1];
    type Group<K: Kernels> = G1<K::Fq>;
}

impl Side for InG2 {
    type Curve = g2::Config;
    type Point = [Line; 2];
    type Group<K: Kernels> = G2<K::Fq>;
}

struct FromArk<'a, S: Side + ?Sized>(&'a Affine<S::Curve>);

impl<S: Side + ?Sized> Task for FromArk<'_, S> {
    type Output = S::Point;

    fn run<K: Kernels>(self) -> S::Point {
        S::Group::<K>::from_ark(self.0)
    }
}

struct ToArk<'a, S: Side + ?Sized>(&'a S::Point);

impl<S: Side + ?Sized> Task for ToArk<'_, S> {
    type Output = Affine<S::Curve>;

    fn run<K: Kernels>(self) -> Affine<S::Curve> {
        S::Group::<K>::to_ark(self.0)
    }
}

const ZEROS: Line = Line([0; 8]);

fn words(line: &Line, half: usize) -> [u64; 4] {
    std::array::from_fn(|i| line.0[4 * half + i])
}

fn line(low: [u64; 4], high: [u64; 4]) -> Line {
    Line(std::array::from_fn(|i| if i < 4 { low[i] } else { high[i - 4] }))
}

/// Both elements of a line.
fn pair<B: Base<Modulus = Fq>>(line: &Line) -> [ArkFq; 2] {
    [B::to_ark(words(line, 0)), B::to_ark(words(line, 1))]
}

impl<B: Base<Modulus = Fq> + Send + Sync + 'static> Group for G1<B> {
    type Curve = g1::Config;
    type Coordinate = B;
    type Point = [Line; 1];

    #[inline(always)]
    fn load<'a>(point: impl Fn(usize) -> &'a Self::Point) -> [B; 2] {
        B::load_pair(|lane| &point(lane)[0].0)
    }

    #[inline(always)]
    fn store(xy: [B; 2], mut store: impl FnMut(usize, Self::Point)) {
        B::store_pair(xy, |lane, words| store(lane, [Line(words)]));
    }

    fn from_ark(point: &Affine<Self::Curve>) -> Self::Point {
        [line(B::from_ark(&point.x), B::from_ark(&point.y))]
    }

    fn to_ark(point: &Self::Point) -> Affine<Self::Curve> {
        let [x, y] = pair::<B>(&point[0]);
        Affine::new_unchecked(x, y)
    }
}

impl<B: Base<Modulus = Fq> + Send + Sync + 'static> Group for G2<B> {
    type Curve = g2::Config;
    type Coordinate = Quadratic<B>;
    type Point = [Line; 2];

    #[inline(always)]
    fn load<'a>(point: impl Fn(usize) -> &'a Self::Point) -> [Quadratic<B>; 2] {
        let x = B::load_pair(|lane| &point(lane)[0].0);
        [Quadratic(x), Quadratic(B::load_pair(|lane| &point(lane)[1].0))]
    }

    #[inline(always)]
    fn store(xy: [Quadratic<B>; 2], mut store: impl FnMut(usize, Self::Point)) {
        let mut points = [[ZEROS; 2]; 8];
        B::store_pair(xy[0].0, |lane, words| points[lane][0] = Line(words));
        B::store_pair(xy[1].0, |lane, words| points[lane][1] = Line(words));
        for (lane, point) in points[..B::LANES].iter().enumerate() {
            store(lane, *point);
        }
    }

    fn from_ark(point: &Affine<Self::Curve>) -> Self::Point {
        [point.x, point.y].map(|c| line(B::from_ark(&c.c0), B::from_ark(&c.c1)))
    }

    fn to_ark(point: &Self::Point) -> Affine<Self::Curve> {
        let [x, y] = [&point[0], &point[1]].map(|line| {
            let [c0, c1] = pair::<B>(line);
            Fq2::new(c0, c1)
        });
        Affine::new_unchecked(x, y)
    }
}
