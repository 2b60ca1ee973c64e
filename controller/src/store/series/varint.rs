//! Integers in as few bytes as they need: seven bits a byte, low bits first, sign folded into the lowest bit.

/// Appends `value`.
pub(super) fn put(bytes: &mut Vec<u8>, value: i64) {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    while rest >= 0x80 {
        bytes.push((rest as u8) | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Takes the next value off the front; nothing where the bytes end or run on for too long.
pub(super) fn take(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    None
}

/// Appends the differences of `values`.
pub(super) fn put_deltas(bytes: &mut Vec<u8>, values: impl IntoIterator<Item = i64>) {
    let mut last = 0_i64;
    for value in values {
        put(bytes, value.wrapping_sub(last));
        last = value;
    }
}

/// Takes `count` values that [`put_deltas`] wrote.
pub(super) fn take_deltas(bytes: &mut &[u8], count: usize) -> Option<Vec<i64>> {
    let mut last = 0_i64;
    let mut values = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        last = last.wrapping_add(take(bytes)?);
        values.push(last);
    }
    Some(values)
}
