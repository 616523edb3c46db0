//! Passwords in connection strings, kept out of whatever people or files get to see.

/// What stands in a password's place.
const HIDDEN: &str = "***";

/// The text with each `password=…` and each `//user:…@` hidden.
pub(crate) fn hide(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = secret(rest) {
        shown.push_str(&rest[..start]);
        shown.push_str(HIDDEN);
        rest = &rest[end..];
    }
    shown + rest
}

/// `message` without the passwords that stand in `connection`, also where it repeats only a part of one.
pub(crate) fn hide_in(message: &str, connection: &str) -> String {
    let mut message = hide(message);
    let mut rest = connection;
    while let Some((start, end)) = secret(rest) {
        let password = rest[start..end].trim_matches('\'');
        for part in [password].into_iter().chain(password.split([' ', '\\'])).filter(|part| part.len() > 2) {
            message = message.replace(part, HIDDEN);
        }
        rest = &rest[end..];
    }
    message
}

/// Where the first password begins and ends.
fn secret(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let named = ["password", "passwd", "pwd"].iter().filter_map(|key| value(&lower, key)).min();
    let in_url = lower.find("://").and_then(|at| {
        let authority = at + 3;
        let end = lower[authority..].find(['/', '?', '"', ' ']).map_or(lower.len(), |i| authority + i);
        // A password may itself hold an @: the last one parts it from the host.
        let host = lower[authority..end].rfind('@')? + authority;
        let colon = lower[authority..host].find(':')? + authority;
        Some((colon + 1, host))
    });
    [named, in_url].into_iter().flatten().min()
}

/// The place of `key = value`'s value; quoted, or up to the next `key=` or the text's end.
fn value(lower: &str, key: &str) -> Option<(usize, usize)> {
    lower.match_indices(key).find_map(|(at, _)| {
        let after = &lower[at + key.len()..];
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let start = lower.len() - value.len();
        let length = match value.strip_prefix('\'') {
            Some(quoted) => {
                let mut escaped = false;
                quoted
                    .find(|c| match (c, std::mem::take(&mut escaped)) {
                        ('\\', false) => {
                            escaped = true;
                            false
                        }
                        (c, false) => c == '\'',
                        _ => false,
                    })
                    .map_or(value.len(), |end| end + 2)
            }
            // Unquoted, it should end at a blank; one typed with blanks is hidden whole.
            None => value.match_indices('=').next().map_or(value, |(next, _)| &value[..next]).len(),
        };
        let found = &value[..length];
        let cut = if found.starts_with('\'') || length == value.len() {
            found.find(['&', '"', '\n']).unwrap_or(length)
        } else {
            found.find('&').unwrap_or_else(|| found.rfind(' ').unwrap_or(length))
        };
        (cut > 0).then_some((start, start + cut))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_password_is_left() {
        for (text, shown) in [
            ("PG:dbname=ei password=s3cret host=db", "PG:dbname=ei password=*** host=db"),
            ("PG:dbname=ei PASSWORD = 's3 \\'cret' user=me", "PG:dbname=ei PASSWORD = *** user=me"),
            ("PG:password=s3cret", "PG:password=***"),
            ("PG:password=two words s3cret host=db", "PG:password=*** host=db"),
            ("postgresql://me:s3cr@t@db:5432/ei?sslmode=require", "postgresql://me:***@db:5432/ei?sslmode=require"),
            ("postgresql://db/ei?user=me&password=s3cret&x=1", "postgresql://db/ei?user=me&password=***&x=1"),
            ("PG:host=db dbname=ei", "PG:host=db dbname=ei"),
            ("3 | path = \"PG:password=s3cret\"", "3 | path = \"PG:password=***\""),
        ] {
            assert_eq!(hide(text), shown);
        }
        let said = hide_in("missing \"=\" after \"s3cret\" in info string", "PG:password=two words s3cret");
        assert_eq!(said, "missing \"=\" after \"***\" in info string");
    }

    proptest! {
        #[test]
        fn any_text_is_hidden_without_a_panic(text in "\\PC{0,40}", password in "[a-z]{12}") {
            hide(&text);
            let shown = hide(&format!("{text} password={password}"));
            prop_assert!(!shown.contains(&password));
        }
    }
}
