//! What a scenario file asks for once everything is filled in. Holds no secret's value.

use std::collections::BTreeMap;

use crate::Scenario;

/// The expanded matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// One per combination of parameters, the last parameter of the file changing fastest; never empty.
    pub scenarios: Vec<Scenario>,
    /// The parameters in the order of the file, with their values.
    pub parameters: Vec<(String, Vec<String>)>,
    /// The values of the variables that the file uses or declares, wherever they came from.
    pub variables: BTreeMap<String, String>,
}
