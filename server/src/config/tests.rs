use super::*;

fn of(toml: &str) -> Result<ServiceConfig, ConfigError> {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    std::fs::write(file.path(), toml).expect("it is written");
    ServiceConfig::load(Some(file.path()))
}

#[test]
fn what_is_printed_is_read_again() {
    let mut config = ServiceConfig::default();
    config.limits.batch = 7;
    config.store = Some("postgres://user@host/plimsoll".to_owned());
    let secret =
        ServiceConfig { store: Some("postgres://user:hunter2@host/plimsoll".to_owned()), ..config.clone() };
    assert_eq!(secret.to_toml(), config.to_toml());
    assert!(!format!("{secret:?}").contains("hunter2"));
    config.worker.witness_public_keys = vec!["0xaa".to_owned()];
    let text = config.to_toml().expect("it is TOML");
    assert_eq!(of(&text).expect("it is read"), config);
    assert_eq!(of("").expect("nothing is all defaults"), ServiceConfig::default());
}

#[test]
fn what_is_not_known_is_refused_by_its_name() {
    let text = of("[limits]\nbtch = 3").expect_err("a slip of the pen").to_string();
    assert!(text.contains("btch") && text.contains("limits"), "{text}");
    let text = of("[limits]\nbatch = \"many\"").expect_err("no number").to_string();
    assert!(text.contains("limits.batch"), "{text}");
}

#[test]
fn nothing_is_served_in_the_open() {
    let config = of("listen = \"0.0.0.0:8480\"").expect("it is read");
    assert!(matches!(config.check(), Err(ConfigError::InTheOpen(_))));
    assert!(of("listen = \"0.0.0.0:8480\"\nbehind_proxy = true").expect("it is read").check().is_ok());
    let half = of("[tls]\ncertificate = \"a.pem\"").expect("it is read");
    assert!(matches!(half.check(), Err(ConfigError::HalfTls)));
    let zero = of("[jobs]\nattempts = 0").expect("it is read");
    assert!(matches!(zero.check(), Err(ConfigError::TooSmall("jobs.attempts", 1))));
}
