//! The ids of synergies, pools and chains.

use maillon_model::{Chain, Pool, Study, Synergy};

/// The synergy's id: its flows' ids joined by `~`. A `~` or `%` inside an id is percent-encoded, so that no two
/// synergies share an id.
///
/// # Panics
/// When the synergy is of another study.
pub fn synergy_id(study: &Study, synergy: &Synergy) -> String {
    let (supply, demand) = (&study.flow(synergy.supply).id, &study.flow(synergy.demand).id);
    let mut id = String::with_capacity(supply.len() + demand.len() + 1);
    encode(supply, &mut id);
    id.push('~');
    encode(demand, &mut id);
    id
}

/// The chain's id: those of its supply, processor and demand, likewise.
///
/// # Panics
/// When the chain is of another study.
pub fn chain_id(study: &Study, chain: &Chain) -> String {
    let parts = [&study.flow(chain.supply).id, &study.processor(chain.processor).id, &study.flow(chain.demand).id];
    let mut id = String::new();
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            id.push('~');
        }
        encode(part, &mut id);
    }
    id
}

/// The ids of the supply and the demand flow that a synergy's id is made of; none where the text is no such id.
pub fn flows_of_synergy(id: &str) -> Option<(String, String)> {
    let (supply, demand) = id.split_once('~')?;
    (!demand.contains('~')).then(|| (decode(supply), decode(demand)))
}

/// What a pool's id starts with: no synergy's id lacks a `~`, and no pool's has one.
const POOL: &str = "pool:";

/// The id of a pool: that of the first of its members' flows.
///
/// # Panics
/// When the pool is of another study.
pub fn pool_id(study: &Study, pool: &Pool) -> String {
    let mut id = POOL.to_owned();
    if let Some(flow) = pool.first_flow() {
        encode(&study.flow(flow).id, &mut id);
    }
    id
}

/// The id of the flow that a pool's id is made of; none where the text is no such id.
pub fn flow_of_pool(id: &str) -> Option<String> {
    id.strip_prefix(POOL).filter(|flow| !flow.contains('~')).map(decode)
}

fn decode(part: &str) -> String {
    part.replace("%7E", "~").replace("%25", "%")
}

fn encode(part: &str, id: &mut String) {
    for c in part.chars() {
        match c {
            '%' => id.push_str("%25"),
            '~' => id.push_str("%7E"),
            c => id.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pairs_share_an_id() {
        let join = |a: &str, b: &str| {
            let mut id = String::new();
            encode(a, &mut id);
            id.push('~');
            encode(b, &mut id);
            id
        };
        assert_eq!(join("f1", "f2"), "f1~f2");
        assert_eq!(join("a~b", "c%"), "a%7Eb~c%25");
        let parts = ["", "~", "%", "%7E", "a~", "~a", "a", "%25"];
        let mut ids: Vec<String> = parts.iter().flat_map(|a| parts.iter().map(|b| join(a, b))).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), parts.len() * parts.len());
        for (a, b) in parts.iter().flat_map(|a| parts.iter().map(move |b| (*a, *b))) {
            assert_eq!(flows_of_synergy(&join(a, b)), Some((a.to_owned(), b.to_owned())));
        }
        assert_eq!((flow_of_pool("pool:a%7E"), flow_of_pool("pool:a~b")), (Some("a~".to_owned()), None));
        assert_eq!(flow_of_pool("f1"), None);
        assert_eq!((flows_of_synergy("f1"), flows_of_synergy("a~b~c")), (None, None));
    }
}
