//! Temporary.
use crate::plan::PlannedCheck;
/// v
#[derive(Debug)] pub struct Verdict { /// ok
 pub ok: bool, /// d
 pub deviation: Option<f64> }
impl PlannedCheck { /// v
 pub fn verdict(&self, e: &super::Estimate) -> Option<Verdict> { let (l,r)=(e.number(self.left.compared), e.number(self.right.compared)); let d=(l-r)/r.abs(); use crate::syntax::sheet::Comparison::*; use crate::plan::Tolerance; let (l2,r2)= if self.compares_missing {(r,l)} else {(l,r)}; let tol = match self.tolerance { Tolerance::Relative(s)=>e.number(s)*r.abs(), Tolerance::Absolute(s)=>e.number(s), Tolerance::Usual=> if self.comparison==Near {0.05*r.abs()} else {1e-9*r.abs()} }; let ok = match self.comparison { Near|Equal => (l-r).abs() <= tol*(1.0+1e-9), Less|LessOrEqual => l2<r2, _ => l2>r2 }; Some(Verdict{ok, deviation: Some(d)}) } }
