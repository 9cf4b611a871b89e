//! From a circuit id to the statement that it proves.

use plimsoll_circuits::statement::{
    CircuitId, Statement,
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};

use crate::{CircuitShape, ShapeError};

/// Something to do with a statement that is known by its circuit id only.
pub trait StatementVisitor {
    /// What comes of it.
    type Output;
    /// Does it for the statement `S`.
    fn visit<S: Statement>(self) -> Self::Output;
}

/// Does what the visitor does for the statement of this circuit; `None` if this version knows no such statement.
pub fn with_statement<V: StatementVisitor>(circuit: CircuitId, visitor: V) -> Option<V::Output> {
    match circuit {
        CircuitId::RegisterSmall => Some(visitor.visit::<RegisterSmall>()),
        CircuitId::RegisterLarge => Some(visitor.visit::<RegisterLarge>()),
        CircuitId::Move => Some(visitor.visit::<Move>()),
        CircuitId::Attest => Some(visitor.visit::<Attest>()),
        CircuitId::Amend => Some(visitor.visit::<Amend>()),
        CircuitId::Revalue => Some(visitor.visit::<Revalue>()),
        _ => None,
    }
}

/// The matrices of the circuit with this id.
///
/// # Errors
/// As [`CircuitShape::of`], or if no statement is known for the circuit.
pub fn shape_of(circuit: CircuitId) -> Result<CircuitShape, ShapeError> {
    struct Shape;
    impl StatementVisitor for Shape {
        type Output = Result<CircuitShape, ShapeError>;
        fn visit<S: Statement>(self) -> Self::Output {
            CircuitShape::of::<S>()
        }
    }
    with_statement(circuit, Shape).unwrap_or(Err(ShapeError::NoStatement { circuit }))
}
