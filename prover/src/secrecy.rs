//! What keeps secrets out of files that nobody meant to write.

/// Memory with witnesses or passphrases in it never goes into a file when this process dies. Gives whether that is sure: where
/// the system knows no way, it is not.
#[must_use]
pub fn no_core_dumps() -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let limited = setrlimit(Resource::Core, none).is_ok();
        limited & set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    false
}
