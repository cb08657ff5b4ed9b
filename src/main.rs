//! temp
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).expect("file")).expect("text");
    let s = std::sync::Arc::new(napkin::source::Source::new(Default::default(), "x", text));
    let start = std::time::Instant::now();
    let (sheet, diagnostics) = napkin::syntax::parse(s.clone());
    let took = start.elapsed();
    println!("{} statements {} nodes {took:?}", sheet.statements.len(), sheet.nodes.len());
    for d in diagnostics.iter().take(20) { println!("{:?} {} | {:?} [{}]", d.id, d.message, d.help, d.span.map_or("", |x| s.slice(x))); }
}
