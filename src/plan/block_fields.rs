//! The fields that blocks have and what each says, for messages, help and completion; what they come to is computed
//! elsewhere.

/// What a `component` may say of itself.
pub const COMPONENT: [(&str, &str); 6] = [
    ("availability", "the share of the time that it is up: 99.9%"),
    ("mtbf", "the mean time up between failures, with mttr: 30 days"),
    ("mttr", "the mean time to repair, with mtbf: 10 min"),
    ("latency", "the time that it adds: 5 ms"),
    ("capacity", "the most that it can carry: 800 req/s"),
    ("cost", "what it costs: $150/month"),
];

/// What a `workload` takes; the rest is derived.
pub const WORKLOAD: [(&str, &str); 16] = [
    ("users", "how many there are: 10 million users"),
    ("write_rate", "writes per user, or in all: 1 paste/user/day"),
    ("read_rate", "reads per user, or in all: 10 reads/user/day"),
    ("read_ratio", "reads for each write: 10:1"),
    ("write_ratio", "writes for each read, where reads are known: 1:10"),
    ("payload", "information per written thing: 1 KB, size(paste)"),
    ("read_payload", "information per read thing; left out, the payload"),
    ("peak_factor", "the peak over the average: 3x"),
    ("retention", "how long what is written stays: 3 years"),
    ("replicas", "how many copies are kept; left out, 1"),
    ("growth_rate", "growth, compounding once per period: 50%/year"),
    ("index_overhead", "what indexes add to the data: 20%"),
    ("compression", "the raw size over the stored size: 2x"),
    ("fill_target", "how full disks may become: 80%"),
    ("cache_share", "the share of a day's reads to keep in memory: 20%"),
    ("cache_hit_ratio", "the share of reads that the cache answers: 95%"),
];

/// What a `calendar` block may set.
pub const CALENDAR: [(&str, &str); 3] =
    [("day", "its length: 86_400 s"), ("month", "its length: 30 days"), ("year", "its length: 12 months")];

/// The names alone.
pub(super) const fn names<const COUNT: usize>(
    fields: &[(&'static str, &str); COUNT],
) -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let mut at = 0;
    while at < COUNT {
        names[at] = fields[at].0;
        at += 1;
    }
    names
}
