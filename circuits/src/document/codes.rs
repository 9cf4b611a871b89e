//! Codes with check digits and fixed forms: containers, ships, legal entities, places.

/// How a container reference can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerFault {
    /// Not three letters, U, J or Z, and seven digits.
    Form,
    /// The last digit should be this one.
    CheckDigit(u8),
}

/// Checks an ISO 6346 container reference.
///
/// # Errors
/// What is wrong with it.
pub fn container(reference: &str) -> Result<(), ContainerFault> {
    let bytes = reference.as_bytes();
    let form = bytes.len() == 11
        && bytes[..3].iter().all(u8::is_ascii_uppercase)
        && matches!(bytes[3], b'U' | b'J' | b'Z')
        && bytes[4..].iter().all(u8::is_ascii_digit);
    if !form {
        return Err(ContainerFault::Form);
    }
    // Letters count from 10 upwards, leaving out the multiples of 11.
    let value = |b: u8| {
        if b.is_ascii_digit() {
            u32::from(b - b'0')
        } else {
            let n = u32::from(b - b'A') + 10;
            n + (n - 1) / 10
        }
    };
    let sum: u32 = bytes[..10].iter().enumerate().map(|(i, b)| value(*b) << i).sum();
    let expected = (sum % 11 % 10) as u8;
    if bytes[10] - b'0' == expected { Ok(()) } else { Err(ContainerFault::CheckDigit(expected)) }
}

/// Whether `text` is an IMO number: seven digits, the last being the check digit of the first six.
#[must_use]
pub fn is_imo(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    text.len() == 7
        && digits.len() == 7
        && digits[..6].iter().zip([7, 6, 5, 4, 3, 2]).map(|(d, w)| d * w).sum::<u32>() % 10 == digits[6]
}

/// Whether `text` is IMO's number of a company or registered owner: seven digits, the last being the check digit of the first six.
/// Weights and modulus are others than those of ships, so few numbers are good as both.
#[must_use]
pub fn is_imo_company(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    text.len() == 7 && digits.len() == 7 && {
        let sum: u32 = digits[..6].iter().zip([8, 6, 4, 2, 9, 7]).map(|(d, w)| d * w).sum();
        (11 - sum % 11) % 10 == digits[6]
    }
}

/// Whether `text` is a legal entity identifier (ISO 17442): 18 letters or digits and two check digits, mod 97 = 1.
#[must_use]
pub fn is_lei(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 20
        && bytes[..18].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && bytes[18..].iter().all(u8::is_ascii_digit)
        && bytes.iter().fold(0u32, |r, b| {
            let value = char::from(*b).to_digit(36).unwrap_or(0);
            (if value > 9 { r * 100 + value } else { r * 10 + value }) % 97
        }) == 1
}

/// Whether `text` is a unified social credit code (GB 32100-2015): 18 characters, the last a check character mod 31.
#[must_use]
pub fn is_uscc(text: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Vec<usize> = text.chars().filter_map(|c| ALPHABET.find(c)).collect();
    if text.len() != 18 || values.len() != 18 {
        return false;
    }
    let (sum, _) = values[..17].iter().fold((0, 1), |(sum, weight), v| (sum + v * weight, weight * 3 % 31));
    (31 - sum % 31) % 31 == values[17]
}

/// Whether `text` has the form of a UN/LOCODE.
#[must_use]
pub fn is_unlocode(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(|b| b.is_ascii_uppercase() || (b'2'..=b'9').contains(b))
}

/// Whether `text` has the form of an ISO 3166-1 alpha-2 country code.
#[must_use]
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers() {
        for good in ["CSQU3054383", "NARU3472484", "APZU4812090", "MSKU1234565"] {
            assert_eq!(container(good), Ok(()), "{good}");
        }
        assert_eq!(container("MAEU6543210"), Err(ContainerFault::CheckDigit(3)));
        for bad in ["CSQU305438", "csqu3054383", "CSQA3054383", "CSQU 305438", "CSQU30543831", "1SQU3054383"]
        {
            assert_eq!(container(bad), Err(ContainerFault::Form), "{bad}");
        }
    }

    #[test]
    fn ships_and_entities() {
        assert!(is_imo("9074729") && is_imo("8814275") && !is_imo("9074728") && !is_imo("907472"));
        assert!(is_imo_company("2041999") && !is_imo_company("2041998") && !is_imo_company("204199"));
        assert!(!is_imo_company("9074729") && !is_imo("2041999"));
        assert!(
            is_lei("5493001KJTIIGC8Y1R12")
                && !is_lei("5493001KJTIIGC8Y1R13")
                && !is_lei("5493001KJTIIGC8Y1R1")
        );
        assert!(
            is_uscc("91350100M000100Y43") && !is_uscc("91350100M000100Y44") && !is_uscc("91350100I000100Y43")
        );
        assert!(is_unlocode("NLRTM") && !is_unlocode("NLRT1") && !is_unlocode("nlrtm"));
    }

    #[test]
    fn every_single_digit_error_in_a_container_number_is_found() {
        // A remainder of 10 is written 0 as well, so errors that turn one into the other are beyond the standard.
        for position in 4..10 {
            for digit in b'0'..=b'9' {
                let mut bytes = *b"CSQU3054383";
                if bytes[position] != digit {
                    bytes[position] = digit;
                    assert!(container(std::str::from_utf8(&bytes).unwrap()).is_err());
                }
            }
        }
    }
}
