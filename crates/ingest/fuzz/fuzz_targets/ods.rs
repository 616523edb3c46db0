#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maillon_ingest::fuzzing::ods(bytes));
