use super::*;
use std::collections::BTreeMap;

static TEST: Registry = Registry::new();

fn ours(name: &OsStr) -> bool {
    name.as_encoded_bytes().ends_with(b".geojson")
}

fn put(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

fn run(target: &Path, name: &str, text: &str) {
    let staging = Staging::create(target, &TEST).unwrap();
    staging.write(name, |out| out.write_all(text.as_bytes())).unwrap();
    staging.commit(|| Ok(ours)).unwrap();
}

/// Every file below a folder with its text.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            files.extend(tree(&path).into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap_or_default());
        }
    }
    files
}

fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

#[test]
fn a_new_target_and_its_parents_are_made() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("été à Dunkerque/résultats 1");
    run(&target, "sites.geojson", "1");
    assert_eq!(names(home.path()), ["été à Dunkerque/résultats 1/sites.geojson"]);
}

#[test]
fn ours_is_replaced_and_the_users_stays() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    put(&target, "sites.geojson", "old");
    put(&target, "gone.geojson", "old");
    put(&target, "my project.qgz", "mine");
    put(&target.join("maps/deep"), "zones.geojson", "mine too");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../elsewhere", target.join("link")).unwrap();
    run(&target, "sites.geojson", "new");
    let found = tree(home.path());
    assert_eq!(found["out/sites.geojson"], "new");
    assert_eq!(found["out/my project.qgz"], "mine");
    assert_eq!(found["out/maps/deep/zones.geojson"], "mine too");
    #[cfg(unix)]
    assert_eq!(fs::read_link(target.join("link")).unwrap(), Path::new("../elsewhere"));
    assert_eq!(found.len(), 3 + usize::from(cfg!(unix)), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link() {
    let home = tempfile::tempdir().unwrap();
    put(&home.path().join("real"), "sites.geojson", "old");
    std::os::unix::fs::symlink("real", home.path().join("out")).unwrap();
    run(&home.path().join("out"), "sites.geojson", "new");
    assert!(home.path().join("out").is_symlink());
    assert_eq!(tree(&home.path().join("real"))["sites.geojson"], "new");
}

#[test]
fn a_run_that_ends_early_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    put(&target, "sites.geojson", "old");
    let staging = Staging::create(&target, &TEST).unwrap();
    staging.write("sites.geojson", |out| out.write_all(b"new")).unwrap();
    assert!(staging.write("zones.geojson", |_| Err(io::Error::other("no"))).is_err());
    drop(staging);
    assert_eq!(tree(home.path()), BTreeMap::from([("out/sites.geojson".into(), "old".into())]));
}

#[test]
fn an_abort_removes_what_was_built() {
    static OWN: Registry = Registry::new();
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    put(&target, "sites.geojson", "old");
    let staging = Staging::create(&target, &OWN).unwrap();
    staging.write("sites.geojson", |out| out.write_all(b"new")).unwrap();
    assert_eq!(OWN.abort_all(), Standing::Old);
    assert_eq!(names(home.path()), ["out/sites.geojson"]);
    assert!(matches!(staging.write("zones.geojson", |_| Ok(())), Err(LayerError::Aborted)));
    assert!(matches!(staging.commit(|| Ok(ours)), Err(LayerError::Aborted)));
    assert_eq!(tree(home.path())["out/sites.geojson"], "old");
}

#[test]
fn an_abort_after_the_exchange_says_that_the_new_results_stand() {
    static OWN: Registry = Registry::new();
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    put(&target, "sites.geojson", "old");
    let staging = Staging::create(&target, &OWN).unwrap();
    staging.write("sites.geojson", |out| out.write_all(b"new")).unwrap();
    staging.commit(|| Ok(ours)).unwrap();
    assert_eq!(OWN.abort_all(), Standing::New);
    assert_eq!(tree(&target)["sites.geojson"], "new");
}

#[test]
fn two_runs_never_share_a_target() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    let first = Staging::create(&target, &TEST).unwrap();
    let error = Staging::create(&target, &TEST).unwrap_err().to_string();
    assert!(error.contains("another run"), "{error}");
    first.write("sites.geojson", |out| out.write_all(b"1")).unwrap();
    first.commit(|| Ok(ours)).unwrap();
    assert_eq!(names(home.path()), ["out/sites.geojson"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_dead_runs_left_is_removed() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    // Process ids end at 2^22 on Linux.
    put(&home.path().join(".out.maillon-4194305"), "sites.geojson", "dead");
    put(&home.path().join(format!(".out.maillon-{}", std::process::id())), "sites.geojson", "our own id, long ago");
    put(&home.path().join(".out.maillon-1"), "sites.geojson", "alive");
    put(&home.path().join(".out.maillon-4194306"), "sites.geojson", "alive in another container");
    let lock = File::open(home.path().join(".out.maillon-4194306")).unwrap();
    lock.lock().unwrap();
    put(&home.path().join(".out.maillon-notes"), "mine.txt", "mine");
    put(&home.path().join(".other.maillon-4194305"), "sites.geojson", "another target's");
    run(&target, "sites.geojson", "new");
    let kept = [
        ".other.maillon-4194305/sites.geojson",
        ".out.maillon-1/sites.geojson",
        ".out.maillon-4194306/sites.geojson",
        ".out.maillon-notes/mine.txt",
        "out/sites.geojson",
    ];
    assert_eq!(names(home.path()), kept);
}

#[cfg(target_os = "linux")]
#[test]
fn results_caught_between_two_renames_come_back() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    put(&home.path().join(".out.maillon-4194305-old"), "notes.txt", "mine");
    put(&home.path().join(".out.maillon-4194305"), "sites.geojson", "dead");
    drop(Staging::create(&target, &TEST).unwrap());
    assert_eq!(names(home.path()), ["out/notes.txt"]);
}

#[test]
fn without_an_exchange_two_renames_do() {
    let home = tempfile::tempdir().unwrap();
    let (new, target) = (home.path().join("new"), home.path().join("out"));
    put(&new, "a", "new");
    put(&target, "a", "old");
    let old = exchange::two_renames(&new, &target).unwrap();
    assert_eq!((tree(&target)["a"].as_str(), tree(&old)["a"].as_str()), ("new", "old"));
    // A new folder that is not there: the old target comes back.
    assert!(exchange::two_renames(&new, &target).is_err());
    assert_eq!(tree(&target)["a"], "new");
}

#[test]
fn a_target_that_cannot_be_is_named() {
    let home = tempfile::tempdir().unwrap();
    put(home.path(), "file.txt", "mine");
    let here = std::env::current_dir().unwrap();
    for (target, word) in [
        (home.path().join("file.txt"), "it is a file"),
        (home.path().join("file.txt/out"), "is a file, not a folder"),
        (here.clone(), "the folder you are in"),
        (here.parent().unwrap().to_owned(), "the folder you are in"),
        (PathBuf::from("/"), "the folder you are in"),
    ] {
        let error = check(&target).unwrap_err().to_string();
        assert!(error.contains(word) && error.contains(&*target.to_string_lossy()), "{error}");
    }
    assert_eq!(tree(home.path()).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_refuses_is_named() {
    let error = check(Path::new("/proc")).unwrap_err().to_string();
    assert!(error.contains("mount point"), "{error}");
    let error = Staging::create(Path::new("/proc/results/out"), &TEST).unwrap_err().to_string();
    assert!(error.contains("/proc"), "{error}");
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    fs::create_dir(&target).unwrap();
    fs::set_permissions(&target, std::os::unix::fs::PermissionsExt::from_mode(0o555)).unwrap();
    match check(&target) {
        Err(error) => assert!(error.to_string().contains("you may not write in"), "{error}"),
        Ok(()) => println!("skipped: this user may write anywhere"),
    }
}
