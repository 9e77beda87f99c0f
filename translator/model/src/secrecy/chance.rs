//! Telling words from chance.

/// For each letter, those that often follow it in words: the 260 most common pairs of English and of identifiers, 93 % of
/// all pairs in such text and 38 % of the pairs chance makes.
const FOLLOWERS: [&str; 26] = [
    "bcdfgiklmnprstuvy",
    "aeilorsu",
    "acdehiklorstu",
    "adefilorsu",
    "abcdefgilmnopqrstvwxy",
    "aefilortu",
    "aehilnorsu",
    "aeiort",
    "abcdefglmnoprstvxz",
    "",
    "eis",
    "adeilopstuy",
    "abeilmopsu",
    "acdefgiklnostuv",
    "abcdfgiklmnoprstuvw",
    "aehiloprstuy",
    "u",
    "acdegiklmnoprstuvy",
    "acefhiklopstuy",
    "acdefhiloprstuy",
    "abcdefgilmnprst",
    "aei",
    "aehior",
    "ept",
    "ps",
    "e",
];

/// Shorter words are not judged: too many of them are names.
const SHORTEST: usize = 20;

/// Whether a word (no white space) or a part of it looks random. UUIDs, versions, paths and names pass, keys do not.
pub(super) fn looks_random(word: &str) -> bool {
    if !word.contains("/AUTH_") {
        return has_chance(word);
    }
    let segments: Vec<&str> = word.split('/').filter(|it| !is_account(it)).collect();
    has_chance(&segments.join("/"))
}

/// An account of Swift, whose name is the project's id: every public container's URL has one, and it opens nothing.
fn is_account(segment: &str) -> bool {
    segment.strip_prefix("AUTH_").is_some_and(|id| {
        id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn has_chance(word: &str) -> bool {
    if word.len() < SHORTEST {
        return false;
    }
    // Paths and host names are long but made of words; a key in base64 has slashes too, and both cases.
    let key_with_slashes = |part: &str| {
        part.contains('/')
            && part.len() >= SHORTEST
            && part.bytes().any(|b| b.is_ascii_lowercase())
            && part.bytes().any(|b| b.is_ascii_uppercase())
            && is_chance(part)
    };
    word.split(['.', '@']).any(key_with_slashes)
        || word.split(['/', '.', '@']).any(part_looks_random)
}

fn part_looks_random(part: &str) -> bool {
    if part.len() < SHORTEST || is_uuid(part) {
        return false;
    }
    if is_hex(part) || is_chance(part) {
        return true;
    }
    // A key behind words: `model-5f4dcc3b5aa765d61d83`.
    part.split(['-', '_', '+', '~', '%']).any(|group| {
        group.len() >= 16 && group.len() < part.len() && (is_hex(group) || is_chance(group))
    })
}

/// Hexadecimal digits, possibly in groups of four and more.
fn is_hex(part: &str) -> bool {
    let groups = part.split(['-', '_']);
    let (count, digits): (usize, String) = groups
        .fold((0, String::new()), |(count, digits), group| {
            (count + 1, digits + group)
        });
    let has_letter = digits.bytes().any(|b| b.is_ascii_alphabetic());
    digits.len() >= 16
        && digits.len() >= 4 * count
        && digits.bytes().all(|b| b.is_ascii_hexdigit())
        // Dates and times are groups of digits.
        && (has_letter || (count == 1 && digits.len() >= SHORTEST))
        && entropy(&digits) > 2.5
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Separator,
    Other,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' => Kind::Lower,
        b'A'..=b'Z' => Kind::Upper,
        b'0'..=b'9' => Kind::Digit,
        b'-' | b'_' | b'/' => Kind::Separator,
        _ => Kind::Other,
    }
}

/// Whether the letters follow each other as in no word. Each pair of letters that words have counts for, each other pair
/// and each change between letters, digits and cases counts against. The property
/// tests say what that catches.
fn is_chance(word: &str) -> bool {
    if entropy(word) < 2.5 || word.bytes().filter(u8::is_ascii_alphabetic).count() < 4 {
        return false;
    }
    let one_case = word.bytes().all(|b| b.is_ascii_lowercase())
        || word.bytes().all(|b| b.is_ascii_uppercase());
    let score: f64 = word
        .split(['-', '_', '/'])
        // Abbreviations: `sdk`, `GPTQ`, `v1`.
        .filter(|group| group.len() > 4)
        .map(score)
        .sum();
    // One long run of letters can be judged more sharply: words score about 0.8 a letter, chance about −0.85.
    let least = if one_case {
        0.3 * word.len() as f64
    } else {
        -2.0
    };
    score < least
}

fn score(group: &str) -> f64 {
    group
        .as_bytes()
        .windows(2)
        .map(|pair| {
            let (first, second) = (pair[0], pair[1]);
            match (kind(first), kind(second)) {
                (Kind::Lower, Kind::Upper) => -1.5,
                (Kind::Lower | Kind::Upper, Kind::Lower | Kind::Upper) => {
                    let row = usize::from(first.to_ascii_lowercase() - b'a');
                    let follows = FOLLOWERS[row]
                        .bytes()
                        .any(|b| b == second.to_ascii_lowercase());
                    if follows { 1.0 } else { -2.0 }
                }
                (first, second) if first == second => 0.0,
                _ => -1.5,
            }
        })
        .sum()
}

/// A UUID, alone or followed by a number: host names of one port look like `UUID-9090`.
fn is_uuid(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let (id, number) = groups.split_at(groups.len().min(5));
    id.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && id
            .iter()
            .all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
        && number.len() <= 1
        && number
            .iter()
            .all(|group| group.len() <= 5 && group.bytes().all(|b| b.is_ascii_digit()))
}

/// Shannon entropy in bits per byte.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in word.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = word.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / length;
            -share * share.log2()
        })
        .sum()
}
