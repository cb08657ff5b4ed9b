//! The comments around a statement of a text, with the blank lines between them; knows no entry and no grammar.

/// The lines right above the line in which a byte lies that hold nothing but comments and blanks, each with its line end.
pub(super) fn above(text: &str, offset: usize) -> &str {
    let end = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let mut start = end;
    while start > 0 {
        let line = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        if !is_comment_or_blank(&text[line..start]) {
            break;
        }
        start = line;
    }
    &text[start..end]
}

/// Those right below it, without a line end behind the last.
pub(super) fn below(text: &str, offset: usize) -> &str {
    let start = text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1);
    let lines = text[start..].split_inclusive('\n');
    let length: usize = lines.take_while(|line| is_comment_or_blank(line)).map(str::len).sum();
    text[start..start + length].trim_end()
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}
