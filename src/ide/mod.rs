//! What an editor, a page or the session asks of a scenario: plain data in and out, in bytes of the text; knows no
//! protocol, no terminal, and no rule of the language that another module has.
//!
//! Every answer is a function of an [`Analysis`](crate::workspace::Analysis), which does not change; completion takes a
//! session's sheet too. Lines and columns in
//! characters or UTF-16 are [`Source`](crate::source::Source)'s to tell.
//!
//! ```
//! use napkin::ide;
//! use napkin::workspace::{Analysis, NoFiles};
//!
//! let text = "users = 10 million users\nstorage = users * 5 KB/user";
//! let analysis = Analysis::of("plan.nap", text, &NoFiles);
//! let second = text.rfind("users").expect("it stands there") as u32;
//! assert_eq!(ide::references(&analysis, second).len(), 2);
//! assert_eq!(ide::hover(&analysis, second).map(|hover| hover.value), Some(Some("10 million users".to_owned())));
//! let renamed = ide::rename(&analysis, second, "people").expect("it is no word of the language");
//! assert_eq!(renamed.edits.len(), 2);
//! ```

mod complete;
mod fixes;
mod hover;
mod inlays;
mod navigation;
mod symbols;
mod tokens;

pub use complete::{Candidate, Completion, Snapshot, Wanted, candidates, complete, signature};
pub use fixes::{OfferedFix, fixes};
pub use hover::{Hover, hover};
pub use inlays::{Inlay, inlays};
pub use navigation::{can_rename, definition, references, rename};
pub use symbols::{Symbol, symbols};
pub use tokens::{SemanticKind, SemanticToken, semantic_tokens};
