//! From an outcome to a [`Report`]: rows, sections, verdicts; the renderers beside it turn it into text. No terminal.
