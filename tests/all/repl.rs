//! The session on a terminal: the real program on a pseudo-terminal, its screen read as a person would see it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to show what is waited for: far above what it takes, whatever else the machine does.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long nothing must come until the screen counts as drawn.
const QUIET: Duration = Duration::from_millis(60);

const ENTER: &str = "\r";
const TAB: &str = "\t";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const RIGHT: &str = "\x1b[C";
const UP: &str = "\x1b[A";

/// A terminal in which napkin runs, in a folder of its own.
struct Terminal {
    screen: vt100::Parser,
    /// Everything that came, with its codes.
    raw: Vec<u8>,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Kept open as long as the terminal is used.
    _master: Box<dyn MasterPty + Send>,
    folder: PathBuf,
    /// Whether the folder goes with it.
    is_own: bool,
}

struct Setting<'s> {
    words: &'s [&'s str],
    columns: u16,
    rows: u16,
    variables: &'s [(&'s str, &'s str)],
    folder: Option<&'s Path>,
}

impl Default for Setting<'_> {
    fn default() -> Self {
        Self { words: &[], columns: 80, rows: 60, variables: &[], folder: None }
    }
}

impl Terminal {
    fn open() -> Self {
        Self::with(&Setting::default())
    }

    fn with(setting: &Setting<'_>) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = setting.folder.map_or_else(
            || std::env::temp_dir().join(format!("napkin-repl-{}-{number}", std::process::id())),
            Path::to_path_buf,
        );
        let is_own = setting.folder.is_none();
        std::fs::create_dir_all(&folder).unwrap();
        let size = PtySize { rows: setting.rows, cols: setting.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_napkin"));
        command.args(setting.words);
        command.cwd(&folder);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", &folder);
        for (name, value) in setting.variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let screen = vt100::Parser::new(
            NonZero::new(setting.rows).unwrap(),
            NonZero::new(setting.columns).unwrap(),
            1000,
        );
        let mut terminal =
            Self { screen, raw: Vec::new(), output, keys, child, _master: pair.master, folder, is_own };
        terminal.until("the first prompt", |terminal| terminal.row() == ">");
        terminal
    }

    /// Takes what comes until a condition holds and the screen is drawn.
    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            match self.output.recv_timeout(QUIET) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(_) if holds(self) => return,
                Err(_) => {}
            }
            assert!(start.elapsed() < PATIENCE, "no {what} on\n{}", self.text());
        }
    }

    fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Types a line and waits until the screen ends with words.
    #[track_caller]
    fn type_and_see(&mut self, keys: &str, end: &str) {
        self.keys(keys);
        self.until(&format!("`{end}`"), |terminal| terminal.text().trim_end().ends_with(end));
    }

    /// Enters a line and waits for the next prompt.
    #[track_caller]
    fn enter(&mut self, line: &str) {
        let prompts = self.prompts();
        self.keys(line);
        self.keys(ENTER);
        self.until("next prompt", |terminal| terminal.prompts() > prompts && terminal.row() == ">");
    }

    /// The whole screen, without blanks at the ends of rows.
    fn text(&self) -> String {
        let columns = self.screen.screen().size().1;
        let rows = self.screen.screen().rows(0, columns.get());
        rows.map(|row| row.trim_end().to_owned() + "\n").collect::<String>().trim_end().to_owned()
    }

    /// The row of the cursor.
    fn row(&self) -> String {
        let (row, _) = self.screen.screen().cursor_position();
        let columns = self.screen.screen().size().1;
        self.screen
            .screen()
            .rows(0, columns.get())
            .nth(usize::from(row))
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    }

    fn prompts(&self) -> usize {
        self.text().lines().filter(|line| line.starts_with('>')).count()
    }

    #[track_caller]
    fn shows(&self, words: &str) {
        assert!(self.text().contains(words), "`{words}` is not on\n{}", self.text());
    }

    #[track_caller]
    fn shows_not(&self, words: &str) {
        assert!(!self.text().contains(words), "`{words}` is on\n{}", self.text());
    }

    /// Leaves with Ctrl-D and answers the exit status.
    fn leave(mut self) -> u32 {
        self.keys(CTRL_D);
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("napkin does not leave:\n{}", self.text());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        // A folder that stays in the temporary folder does no harm.
        if self.is_own {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

#[test]
fn the_value_of_a_line_is_shown_while_it_is_typed_and_gone_after_it() {
    let mut terminal = Terminal::open();
    terminal.type_and_see("1 MB / 250 us", "> 1 MB / 250 us  = 4 GB/s");
    terminal.enter("");
    terminal.shows("> 1 MB / 250 us\n4 GB/s\n>");
    terminal.type_and_see("2 GB * 3", "= 6 GB");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.shows("> 2 GB * 3\n>");
    terminal.shows_not("6 GB");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn what_is_wrong_is_said_in_short_when_the_line_looks_finished() {
    let mut terminal = Terminal::open();
    terminal.enter("users = 5 users");
    terminal.type_and_see("3 GB + 5 GB/month", "storage and bandwidth cannot be added");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    for unfinished in ["3 GB +", "(3 GB", "max(3 GB, 2 GB"] {
        terminal.type_and_see(unfinished, &format!("> {unfinished}"));
        terminal.keys(CTRL_C);
        terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    }
}

#[test]
fn a_new_word_at_the_start_of_a_line_is_not_wrong_until_it_cannot_become_a_name() {
    let mut terminal = Terminal::open();
    for unfinished in ["peak_trips", "users", "peak_trips "] {
        terminal.type_and_see(unfinished, &format!("> {}", unfinished.trim_end()));
        terminal.keys(CTRL_C);
        terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    }
    terminal.type_and_see("peak_trips * 3", "`peak_trips` is neither a name nor a unit");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.keys("peak trips = 3 trips/s");
    terminal.until("the line", |terminal| terminal.row().starts_with("> peak trips = 3 trips/s"));
    terminal.type_and_see(TAB, "> peak_trips = 3 trips/s");
    terminal.enter("");
}

#[test]
fn a_changed_assumption_updates_what_depends_on_it() {
    let mut terminal = Terminal::with(&Setting { columns: 120, ..Setting::default() });
    terminal.enter("users = 10 million users");
    terminal.enter("writes = users * 2 posts/user/day");
    terminal.enter("check writes < 30 million posts/day");
    terminal.shows("ok    writes < 30 million posts/day");
    terminal.enter("users = 20 million users");
    terminal.shows("  writes  20 million posts/day -> 40 million posts/day");
    terminal.shows("  check writes < 30 million posts/day  ok -> FAIL");
    terminal.enter("users = 5 GB");
    terminal.shows("nothing is changed");
    terminal.enter("writes");
    terminal.shows("40 million posts/day (463/s)\n>");
    terminal.enter("users = users * 2");
    terminal.shows("it is 20 million users now; for a value from that, write `users = 20 million users * 2`");
    terminal.enter(":delete users");
    terminal.shows("`users` is used by `writes`");
    terminal.enter(":undo");
    terminal.shows("  writes  40 million posts/day -> 20 million posts/day");
}

#[test]
fn ans_is_the_last_value() {
    let mut terminal = Terminal::open();
    terminal.enter("rate = 10 GB/day");
    terminal.enter("ans * 2");
    terminal.shows("20 GB/day (231 KB/s)\n>");
    terminal.enter("yearly = ans over 1 year");
    terminal.enter(":save a.nap");
    let saved = std::fs::read_to_string(terminal.folder.join("a.nap")).unwrap();
    assert_eq!(saved, "rate = 10 GB/day\nyearly = (rate * 2) over 1 year\n");
}

#[test]
fn words_are_completed_with_what_they_are_worth() {
    let mut terminal = Terminal::open();
    terminal.enter("throughput = 5 TB/day");
    terminal.type_and_see("thr", "> throughput  5 TB/day");
    terminal.type_and_see(RIGHT, "> throughput  = 5 TB/day (57.9 MB/s)");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.keys("erl");
    terminal.keys(TAB);
    terminal.until("a list", |terminal| {
        terminal.text().contains("erlang_b(  erlang_b(rate, service_time, servers)")
    });
    terminal.shows("erlang_c(  erlang_c(rate");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.type_and_see("component lb { lat", "latency  the time that it adds: 5 ms");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    std::fs::write(terminal.folder.join("plan.nap"), "x = 5 GB\n").unwrap();
    terminal.keys(":load pl");
    terminal.keys(TAB);
    terminal.until("the file", |terminal| terminal.row() == "> :load plan.nap");
    terminal.enter("");
    terminal.shows("loaded plan.nap: 1 new name");
}

#[test]
fn colours_are_there_and_none_under_no_color() {
    let coloured = |variables: &[(&str, &str)]| {
        let mut terminal = Terminal::with(&Setting { variables, ..Setting::default() });
        terminal.type_and_see("x = 5 GB * 2 # note", "= 10 GB");
        terminal.enter("");
        terminal.enter("3 GB + 5 s");
        let text = String::from_utf8_lossy(&terminal.raw).into_owned();
        // A code of a colour or of dim, bold, underlined.
        let codes = text.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m').map(|(code, _)| code));
        codes
            .filter(|code| {
                !code.is_empty()
                    && *code != "0"
                    && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')
            })
            .count()
    };
    assert!(coloured(&[]) > 10);
    assert_eq!(coloured(&[("NO_COLOR", "1")]), 0);
}

#[test]
fn a_block_goes_on_over_lines_and_can_be_left() {
    let mut terminal = Terminal::open();
    for line in ["record paste {", "  content = 1 KB", "  shortlink = 7 bytes   # base 62"] {
        terminal.keys(line);
        terminal.keys(ENTER);
    }
    terminal.enter("}");
    terminal.shows("size(paste) = 1.01 KB/paste");
    terminal.type_and_see("record other {\r  a = 5 KB + 5 KB", "= 10 KB");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.enter(":names");
    terminal.shows("paste  record of 1.01 KB/paste");
    assert!(!terminal.text().lines().any(|line| line.starts_with("other")), "{}", terminal.text());
    terminal.enter("paste.content = 2 KB");
    terminal.shows("  size(paste)  1.01 KB/paste -> 2.01 KB/paste");
}

#[test]
fn a_whole_file_can_be_pasted() {
    let mut terminal = Terminal::open();
    let paste = "# a plan\ntitle \"Paste\"\nstorage = growth over 3 years # all\ngrowth = 5 GB/day\nbad = 5 GB + 3 s\nworse = bad * 2\ncheck storage > 5 TB\n";
    terminal.keys(&format!("\x1b[200~{paste}\x1b[201~"));
    terminal.until("the paste", |terminal| terminal.text().contains("check storage > 5 TB"));
    terminal.enter("");
    terminal.shows("storage = 5.48 TB");
    terminal.shows("storage and time cannot be added");
    terminal.shows("left out, as they depend on lines with errors: worse");
    terminal.shows("ok    storage > 5 TB");
    terminal.enter(":save p.nap");
    let saved = std::fs::read_to_string(terminal.folder.join("p.nap")).unwrap();
    assert_eq!(
        saved,
        "# a plan\ntitle \"Paste\"\n\nstorage = growth over 3 years # all\ngrowth = 5 GB/day\n\ncheck storage > 5 TB\n"
    );
}

#[test]
fn a_sheet_is_saved_and_loaded() {
    let mut terminal = Terminal::open();
    for line in [
        "users = 5M users # old",
        "users = 6M users # new",
        "bad = 5 GB + 1 s",
        "users * 2",
        ":set calendar primer",
    ] {
        terminal.enter(line);
    }
    terminal.enter(":save sheet.nap");
    terminal.shows("saved 3 lines to sheet.nap");
    let path = terminal.folder.join("sheet.nap");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "calendar primer\n\nusers = 6M users # new\n");
    terminal.enter("other = 1 GB");
    // Its own file is written over unasked, unless somebody else has changed it.
    terminal.enter("save");
    terminal.shows("saved 4 lines to sheet.nap");
    let by_others = "calendar primer\n\nusers = 6M users # new\nother = 7 GB\n";
    std::fs::write(&path, by_others).unwrap();
    terminal.type_and_see(":save sheet.nap\r", "overwrite sheet.nap? [y/N]");
    terminal.enter("n");
    terminal.shows("not saved");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), by_others);
    terminal.type_and_see(":save sheet.nap\r", "overwrite sheet.nap? [y/N]");
    terminal.enter("y");
    assert!(std::fs::read_to_string(&path).unwrap().contains("other = 1 GB"));
    let folder = terminal.folder.clone();
    let mut second = Terminal::with(&Setting { folder: Some(&folder), ..Setting::default() });
    second.enter(":load sheet.nap");
    second.shows("loaded sheet.nap: 2 new names");
    second.enter("users");
    second.shows("6 million users");
    second.enter(":load gone.nap");
    second.shows("there is no such file");
}

#[test]
fn tab_lists_below_the_line_and_the_list_goes_with_the_next_key() {
    let mut terminal = Terminal::open();
    terminal.keys("workload w {\r  write_r");
    terminal.until("the field", |terminal| terminal.row().starts_with("  write_r"));
    terminal.keys(TAB);
    terminal.until("a list", |terminal| terminal.text().contains("write_ratio  writes for each read"));
    terminal.shows("> workload w {\n  write_rat\n  write_rate   writes per user");
    terminal.keys("e = 5 posts/s");
    terminal.until("the rest", |terminal| terminal.row().starts_with("  write_rate = 5 posts/s"));
    terminal.shows_not("write_ratio");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.type_and_see("servers(", "servers(load, each, utilisation = 100%, margin = 0%, spare = 0)");
}

#[test]
fn a_line_behind_an_operator_can_be_left() {
    let mut terminal = Terminal::open();
    terminal.keys("x = 3 GB +\r");
    terminal.until("the next line", |terminal| terminal.row().is_empty());
    terminal.enter("");
    terminal.shows("the line ends where a value is due");
    terminal.keys("x = 3 GB +\ry = 5 GB\r");
    terminal.until("the next prompt", |terminal| terminal.row() == ">" && terminal.prompts() == 3);
    terminal.enter("y * 2");
    terminal.shows("10 GB\n>");
}

#[test]
fn unknown_commands_get_the_near_one() {
    let mut terminal = Terminal::with(&Setting { rows: 120, ..Setting::default() });
    terminal.enter(":repot");
    terminal.shows("did you mean `:report`?");
    terminal.enter(":explain");
    terminal.shows("`:explain` needs a name");
    terminal.enter(":help erlang_c");
    terminal.shows("erlang_c(rate, service_time, servers)");
    terminal.enter(":help workload");
    terminal.shows("cache_share");
    terminal.enter(":help");
    terminal.shows(":save [FILE]");
    let mut terminal = Terminal::open();
    terminal.enter(":explain nothing");
    terminal.shows("the sheet has no names yet");
    terminal.enter("trips = 5M trips/day");
    terminal.enter("seats = trips * 2 seats/trip");
    terminal.enter(":explain nothing");
    terminal.shows("names lists the names, as `trips`, `seats`");
    terminal.shows_not("paste.content");
    terminal.enter("help explain");
    terminal.shows("how a value came about, as `:explain seats`");
    terminal.enter("help check");
    terminal.shows("check seats ~ 10 million seats/day within 2%");
    terminal.enter("delete seats");
    terminal.shows("`seats` is deleted");
    terminal.type_and_see("list", "> list  :list, the lines of the sheet, as :save writes them");
    terminal.enter("");
    terminal.shows("1  trips = 5M trips/day");
    terminal.enter("list = 5 GB");
    terminal.enter("list");
    terminal.shows("> list\n5 GB");
    terminal.enter("new");
    terminal.shows("the sheet is empty");
    terminal.keys("clear\r");
    terminal.until("an empty screen", |terminal| terminal.text().trim() == ">");
    terminal.keys("quit\r");
    terminal.until("end", |terminal| !terminal.row().starts_with('>'));
}

#[test]
fn history_is_kept_for_the_next_session_and_for_its_owner_alone() {
    let folder = std::env::temp_dir().join(format!("napkin-history-{}", std::process::id()));
    let state = folder.join("state").display().to_string();
    let variables = [("XDG_STATE_HOME", state.as_str())];
    let setting = Setting { variables: &variables, folder: Some(&folder), ..Setting::default() };
    let mut first = Terminal::with(&setting);
    let mut second = Terminal::with(&setting);
    first.enter("a = 1 GB");
    second.enter("b = 2 GB");
    first.enter("c = 3 GB");
    let file = folder.join("state/napkin/history");
    let kept = std::fs::read_to_string(&file).unwrap();
    for line in ["a = 1 GB", "b = 2 GB", "c = 3 GB"] {
        assert_eq!(kept.matches(line).count(), 1, "{kept}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let mut third = Terminal::with(&setting);
    third.type_and_see(UP, "> c = 3 GB");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn history_moves_and_is_turned_off_by_a_variable() {
    let mut off = Terminal::with(&Setting { variables: &[("NAPKIN_HISTORY", "")], ..Setting::default() });
    off.enter("a = 1 GB");
    off.type_and_see(UP, "> a = 1 GB");
    assert!(!off.folder.join(".local").exists());
    let mut bad =
        Terminal::with(&Setting { variables: &[("NAPKIN_HISTORY", "/proc/no/such")], ..Setting::default() });
    bad.shows("warning: the history is not kept");
    bad.enter("a = 1 GB");
    bad.enter("a * 2");
    bad.shows("2 GB");
    assert_eq!(bad.text().matches("the history is not kept").count(), 1);
}

#[test]
fn a_window_of_forty_columns_works() {
    let mut terminal = Terminal::with(&Setting { columns: 40, rows: 40, ..Setting::default() });
    terminal.enter("users = 10 million users");
    terminal.type_and_see("users * 3 posts/user/day over 5 years", "years");
    terminal.enter("");
    terminal.shows("54.8 billion posts");
    terminal.type_and_see("users * 3 posts/user/day", "= 30 milli…");
    terminal.keys(CTRL_C);
    terminal.until("an empty prompt", |terminal| terminal.row() == ">");
    terminal.enter(":report");
    terminal.shows("users  10 million users");
}

#[test]
fn a_file_is_opened_as_the_sheet_and_saved() {
    let folder = std::env::temp_dir().join(format!("napkin-open-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("plan.nap");
    std::fs::write(&file, "# Trips\n\ntrips = 5M trips/day\n").unwrap();
    let open =
        |words: &[&str]| Terminal::with(&Setting { words, folder: Some(&folder), ..Setting::default() });
    let mut terminal = open(&["-i", "plan.nap"]);
    terminal.shows("opened plan.nap: 1 new name");
    terminal.enter("seats = trips * 2 seats/trip");
    terminal.enter("save");
    let saved = "# Trips\n\ntrips = 5M trips/day\nseats = trips * 2 seats/trip\n";
    assert_eq!(std::fs::read_to_string(&file).unwrap(), saved);
    terminal.enter("summary");
    terminal.shows("seats  10 million seats/day");
    terminal.enter("report markdown");
    terminal.shows("`seats`");
    terminal.enter(":save seats.html");
    terminal.shows("the report is in seats.html");
    assert!(std::fs::read_to_string(folder.join("seats.html")).unwrap().starts_with("<!"));
    terminal.enter("report json seats.json");
    assert!(std::fs::read_to_string(folder.join("seats.json")).unwrap().contains("\"napkin\": "));
    terminal.enter(":report xml");
    terminal.shows("`xml` names no format");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), saved);
    // What would be lost is asked for.
    std::fs::write(folder.join("asked.nap"), "a = 1 GB\na * 2\nb = 1 GB + 1 s\n").unwrap();
    let mut asked = open(&["-i", "asked.nap"]);
    asked.shows("2 lines are not in the sheet");
    asked.type_and_see(":save\r", "overwrite asked.nap? [y/N]");
    asked.enter("n");
    let mut new = open(&["-i", "other.nap"]);
    new.shows("other.nap is new: `:save` writes it");
    new.enter("a = 1 GB");
    new.enter(":save");
    assert_eq!(std::fs::read_to_string(folder.join("other.nap")).unwrap(), "a = 1 GB\n");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_unsaved_sheet_is_kept_whatever_ends_the_session() {
    let folder = std::env::temp_dir().join(format!("napkin-kept-{}", std::process::id()));
    let setting = Setting { folder: Some(&folder), ..Setting::default() };
    let kept = || -> Vec<PathBuf> {
        let files = std::fs::read_dir(folder.join(".local/state/napkin")).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|end| end == "nap")).collect()
    };
    let mut killed = Terminal::with(&setting);
    killed.enter("trips = 5M trips/day");
    killed.enter("seats = trips * 2 seats/trip");
    let files = kept();
    assert_eq!(
        std::fs::read_to_string(&files[0]).unwrap(),
        "trips = 5M trips/day\nseats = trips * 2 seats/trip\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // While it goes on, nobody else is offered it.
    Terminal::with(&Setting { folder: Some(&folder), ..Setting::default() }).shows_not("left unsaved");
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    let mut next = Terminal::with(&setting);
    next.shows("a sheet of 2 lines was left unsaved a moment ago: `:restore` takes it back");
    next.enter("restore");
    next.enter("seats");
    next.shows("10 million seats/day");
    assert_eq!(kept().len(), 1);
    // Bytes that are no UTF-8 drop their line, and nothing else.
    next.keys.write_all(b"caf\xff").unwrap();
    next.until("a word of it", |terminal| terminal.text().contains("no UTF-8") && terminal.row() == ">");
    next.enter("trips");
    next.shows("> trips\n5 million trips/day");
    next.keys(CTRL_D);
    next.until("where it is kept", |terminal| {
        terminal.text().contains("the sheet is not saved; it is kept in")
    });
    let mut last = Terminal::with(&setting);
    last.enter(":restore");
    last.enter(":save trips.nap");
    assert_eq!(kept(), Vec::<PathBuf>::new());
    last.keys(CTRL_D);
    last.until("the end", |terminal| !terminal.row().starts_with('>'));
    last.shows_not("not saved");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_paste_with_commands_runs_them() {
    let mut terminal = Terminal::open();
    terminal.enter("old = 1 GB");
    terminal.keys(
        "\x1b[200~:new\ntrips = 5M trips/day\nseats = trips * 2 seats/trip\n:explain seats\n:list\x1b[201~",
    );
    terminal.until("the paste", |terminal| terminal.text().trim_end().ends_with(":list"));
    terminal.enter("");
    terminal.shows("seats = 10 million seats/day\n│  = trips * 2 seats/trip");
    terminal.shows("1  trips = 5M trips/day\n2  seats = trips * 2 seats/trip\n>");
}

#[test]
fn a_dumb_terminal_works() {
    let mut terminal = Terminal::with(&Setting { variables: &[("TERM", "dumb")], ..Setting::default() });
    terminal.keys("1 MB / 250 us\n");
    terminal.until("the value", |terminal| terminal.text().contains("4 GB/s"));
    // Ctrl-C drops what is open, up to the line that is typed then.
    terminal.keys("record r {\n");
    terminal.until("the next line", |terminal| terminal.text().ends_with('{'));
    terminal.keys(CTRL_C);
    terminal.until("the interrupt", |terminal| terminal.text().contains("^C"));
    terminal.keys("w = 4 GB\n");
    terminal.keys("w * 2\n");
    terminal.until("the value", |terminal| terminal.text().contains("8 GB\n"));
    assert!(!terminal.raw.contains(&0x1b), "{}", String::from_utf8_lossy(&terminal.raw));
}

#[test]
fn an_interrupt_while_computing_returns_to_the_prompt() {
    let mut terminal = Terminal::open();
    terminal.enter("a = 5 GB");
    let lines: String = (0..45_000).map(|number| format!("b{number} = a * {number} + 7 GB\n")).collect();
    std::fs::write(terminal.folder.join("large.nap"), lines).unwrap();
    terminal.keys(":load large.nap\r");
    std::thread::sleep(Duration::from_millis(400));
    terminal.keys(CTRL_C);
    terminal.until("the prompt", |terminal| terminal.row() == ">" && terminal.text().contains("interrupted"));
    terminal.enter("a");
    terminal.shows("5 GB");
}

/// Holds a screen against the one that is kept under a name; rewritten by NAPKIN_BLESS=1.
#[track_caller]
fn is_as_kept(name: &str, screen: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screens/{name}.txt"));
    if std::env::var_os("NAPKIN_BLESS").is_some() {
        std::fs::write(&path, screen).unwrap();
    }
    assert_eq!(screen, std::fs::read_to_string(&path).unwrap());
}

/// What a candidate mistypes, and what changes the meaning of other lines, at two widths.
#[test]
fn mistakes_are_told_in_two_lines_at_any_width() {
    let lines = [
        "riders = 10 million riders",
        "trips = riders * 0.3 trips/rider/day",
        "x = 3 GB + 5 s",
        "y = trips + 3 GB",
        "z = ridrs * 2",
        "record ping { id = 16 bytes, at = 8 s }",
        "pings = 5 pings/s * 3 GB over 3 years over 2 days as hits of the total amount that is kept in every region",
        "size = 5 mb",
        "record ping {\r  id = 16 bytes\r  at = 8 s\r}",
        "riders = 12 million",
        "workload orders { users = 5M riders, write_rate = 1 order/rider/day }",
        "users = 6M riders",
        "writes * 2",
        "check trips < 2M trips/day",
        ":explan",
        ":explain nothing",
    ];
    for columns in [80, 40] {
        let mut terminal = Terminal::with(&Setting { columns, rows: 120, ..Setting::default() });
        for line in lines {
            terminal.enter(line);
        }
        let screen = terminal.text() + "\n";
        is_as_kept(&format!("mistakes-{columns}"), &screen);
    }
}

/// The twelve lines of `examples/interview.txt`, typed one by one, and the screen that they leave; rewritten by
/// NAPKIN_BLESS=1.
#[test]
fn the_interview() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(root.join("examples/interview.txt")).unwrap();
    assert_eq!(lines.lines().count(), 12);
    let mut terminal = Terminal::with(&Setting { columns: 100, rows: 90, ..Setting::default() });
    for line in lines.lines() {
        terminal.enter(line);
    }
    let screen = terminal.text() + "\n";
    is_as_kept("interview", &screen);
    // The README shows its part up to the report.
    let part = &screen[screen.find("> users").unwrap()..screen.find("> :report").unwrap()];
    assert!(
        std::fs::read_to_string(root.join("README.md")).unwrap().contains(part),
        "the README shows another session"
    );
    // What was saved is a scenario that napkin reports on.
    let saved = terminal.folder.join("interview.nap");
    let report =
        std::process::Command::new(env!("CARGO_BIN_EXE_napkin")).arg("report").arg(&saved).output().unwrap();
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stderr));
    let saved = std::fs::read_to_string(saved).unwrap();
    // Superseded lines and commands are not in it.
    assert!(saved.starts_with("users = 150 million users\n"), "{saved}");
    assert!(!saved.contains("100 million") && !saved.lines().any(|line| line.starts_with(':')), "{saved}");
}
