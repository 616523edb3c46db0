//! Passwords of connections, kept out of all that is shown: layers, summaries, messages.

/// What stands for a password.
const HIDDEN: &str = "…";

/// The text with the password of each connection in it hidden: `password=…` of a `PG:` string (also in quotes), and
/// what stands between `:` and `@` of a URL.
pub fn redacted(text: &str) -> String {
    in_urls(&in_words(text))
}

/// The message without the passwords of the connection that it is about, also where it repeats only a part of one, as libpq
/// does of a password with a space in it.
pub fn redacted_in(message: &str, connection: &str) -> String {
    let mut shown = redacted(message);
    let lower = connection.to_ascii_lowercase();
    for (at, _) in lower.char_indices() {
        for (start, _) in SECRET_WORDS.iter().filter_map(|word| value_after(&lower, at, word)) {
            let value = &connection[start..];
            let end = value.find('=').map_or(value.len(), |next| value[..next].rfind(' ').unwrap_or(next));
            for part in value[..end].split([' ', '\\', '\'']).filter(|part| part.len() > 2) {
                shown = shown.replace(part, HIDDEN);
            }
        }
    }
    shown
}

/// The connection without its password, for a file that is kept; `None` where it has none.
pub fn without_password(connection: &str) -> Option<String> {
    let lower = connection.to_ascii_lowercase();
    let mut kept = String::new();
    let mut rest = connection;
    while let Some(next) = rest.chars().next() {
        let at = connection.len() - rest.len();
        let secret = ["sslpassword", "password"].iter().find_map(|word| value_after(&lower, at, word));
        rest = match secret {
            Some((_, end)) => connection[end..].trim_start_matches('&').trim_start(),
            None => {
                kept.push(next);
                &rest[next.len_utf8()..]
            }
        };
    }
    let kept = in_urls(&kept).replace(&format!(":{HIDDEN}@"), "@");
    let kept = kept.trim_end_matches([' ', '?', '&']);
    (kept != connection).then(|| kept.to_owned())
}

/// Words that a secret follows, as libpq and GDAL spell them.
const SECRET_WORDS: &[&str] = &["password", "passwd", "pwd", "passfile", "sslpassword"];

/// `word = value`, the value bare or between quotes in which a backslash escapes.
fn in_words(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match SECRET_WORDS.iter().find_map(|word| value_after(&lower, at, word)) {
            Some((start, end)) => {
                shown.push_str(&text[at..start]);
                shown.push_str(HIDDEN);
                at = end;
            }
            None => {
                let next = text[at..].chars().next().map_or(1, char::len_utf8);
                shown.push_str(&text[at..at + next]);
                at += next;
            }
        }
    }
    shown
}

/// Where the value of a word that starts at `at` begins and ends; nothing where no such word does.
fn value_after(text: &str, at: usize, word: &str) -> Option<(usize, usize)> {
    let rest = text[at..].strip_prefix(word)?.trim_start();
    let value = rest.strip_prefix('=')?.trim_start();
    let start = text.len() - value.len();
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let mut escaped = false;
    let mut end = text.len();
    for (i, c) in value.char_indices().skip(usize::from(quote.is_some())) {
        let ends = match quote {
            Some(quote) => c == quote && !escaped,
            None => c.is_whitespace() || c == '&' || c == '\'' || c == '"',
        };
        if ends {
            end = start + i + usize::from(quote.is_some());
            break;
        }
        escaped = c == '\\' && !escaped;
    }
    (end > start).then_some((start, end))
}

/// `scheme://user:secret@host`.
fn in_urls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let host = after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#')).unwrap_or(after.len());
        // A password may hold any of these unescaped: then the last `@` before a space ends it.
        let word = after.find(char::is_whitespace).unwrap_or(after.len());
        let end = after[..host].rfind('@').or_else(|| after[..word].rfind('@'));
        match end.and_then(|end| Some((after[..end].find(':').filter(|colon| *colon < host)?, end))) {
            Some((colon, end)) => {
                shown.push_str(&after[..=colon]);
                shown.push_str(HIDDEN);
                rest = &after[end..];
            }
            None => rest = after,
        }
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (text, expected) in [
            ("PG:host=h password=s3cret dbname=d", "PG:host=h password=… dbname=d"),
            ("PG:dbname='d' password='s3 cret\\'s3' user=u", "PG:dbname='d' password=… user=u"),
            ("PG:\"PASSWORD = s3cret\"", "PG:\"PASSWORD = …\""),
            ("postgresql://u:s3cret@h/d?sslmode=off", "postgresql://u:…@h/d?sslmode=off"),
            ("postgresql://u:s3/c#ret@h/d", "postgresql://u:…@h/d"),
            ("PG:postgres://h/d?user=u&password=s3cret&x=1", "PG:postgres://h/d?user=u&password=…&x=1"),
            ("/vsicurl/https://u:s3cret@h/f.gpkg is no file", "/vsicurl/https://u:…@h/f.gpkg is no file"),
            ("MSSQL:server=s;UID=u;PWD=s3cret", "MSSQL:server=s;UID=u;PWD=…"),
        ] {
            assert_eq!(redacted(text), expected);
            assert!(!redacted(text).contains("s3"));
        }
    }

    #[test]
    fn a_connection_is_kept_without_its_password() {
        for (text, expected) in [
            ("PG:host=h password=s3cret dbname=d", Some("PG:host=h dbname=d")),
            ("PG:dbname='d' password='s3 cret\\'s3'", Some("PG:dbname='d'")),
            ("postgresql://u:s3cret@h/d", Some("postgresql://u@h/d")),
            ("PG:postgres://h/d?user=u&password=s3cret&x=1", Some("PG:postgres://h/d?user=u&x=1")),
            ("PG:postgres://h/d?password=s3cret", Some("PG:postgres://h/d")),
            ("PG:service=gis passfile=/home/u/.pgpass", None),
        ] {
            assert_eq!(without_password(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn no_part_of_a_password_is_shown() {
        let connection = "PG:password=two words s3cret host=db";
        assert_eq!(redacted_in("missing \"=\" after \"s3cret\"", connection), "missing \"=\" after \"…\"");
        assert_eq!(redacted_in(connection, connection), "PG:password=… … … host=db");
    }

    #[test]
    fn other_text_stays() {
        for text in ["été.csv", "https://example.org/a:b@c.csv", "password", "no password = ", "a://b:c", ""] {
            assert_eq!(redacted(text), text);
        }
    }
}
