//! Text as part of an address: percent encoding of everything that is not unreserved (RFC 3986, section 2.3).

use std::fmt::Write;

/// `text` as one segment of a path.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut address, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            write!(address, "%{byte:02X}").expect("a String takes everything");
        }
        address
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_blanks_and_letters_of_any_script_fit_into_a_path() {
        assert_eq!(encoded("step 3.png"), "step%203.png");
        assert_eq!(encoded("a/b?ü"), "a%2Fb%3F%C3%BC");
    }
}
