use super::*;
use std::collections::BTreeMap;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn good_env() -> BTreeMap<String, String> {
    [
        ("DATABASE_URL", "postgres://tessera:hush@localhost/tessera"),
        ("TESSERA_SECRET", KEY),
        ("TESSERA_URL", "https://tickets.example.org"),
        ("TESSERA_MAIL", "smtps://shop:hush@mail.example.org"),
        ("TESSERA_MAIL_FROM", "tickets@example.org"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn read(file: &str, env: BTreeMap<String, String>) -> Result<Config, Vec<String>> {
    Config::read(Sources::new(file.parse().unwrap(), "shop.toml", env)).map_err(|mistakes| mistakes.0)
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_default() {
    let file = "[web]\nlisten = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.0/8\", \"127.0.0.1\"]\n[limits]\nfind_per_minute = 7";
    let mut env = good_env();
    env.insert("TESSERA_LISTEN".into(), "0.0.0.0:8080".into());
    let config = read(file, env).unwrap();
    assert_eq!(config.web.listen.port(), 8080);
    assert_eq!(config.web.trusted_proxies.len(), 2);
    assert_eq!(config.limits.find_per_minute.get(), 7);
    assert_eq!(config.limits.api_per_minute.get(), 600);
    assert_eq!(config.secret.key.hex(), KEY);
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut env = good_env();
    env.remove("TESSERA_SECRET");
    env.insert("TESSERA_LISTEN".into(), "everywhere".into());
    env.insert("TESSERA_URL".into(), "https://tickets.example.org/shop/".into());
    env.insert("TESSERA_TEST_GATEWAY_KEY".into(), "k".into());
    env.insert("TESSERA_LIMIT_FIND".into(), "0".into());
    env.insert("TESSERA_MAIL_FROM".into(), "Tickets <tickets@example.org>".into());
    let mistakes = read("", env).unwrap_err();
    let all = [
        "TESSERA_SECRET",
        "TESSERA_LISTEN",
        "TESSERA_URL",
        "TESSERA_TEST_GATEWAY_URL",
        "TESSERA_LIMIT_FIND",
        "TESSERA_MAIL_FROM",
    ];
    assert_eq!(mistakes.len(), all.len(), "{mistakes:#?}");
    for name in all {
        assert!(mistakes.iter().any(|m| m.starts_with(name) && m.ends_with('.')), "{name}: {mistakes:#?}");
    }
}

#[test]
fn an_unknown_name_is_refused_with_a_suggestion() {
    let mut env = good_env();
    env.insert("TESSERA_LISTN".into(), "0.0.0.0:80".into());
    let file = "[wbe]\nx = 1\n[limits]\nfind_per_minut = 7\n[mail]\nzzz = 1";
    let mistakes = read(file, env).unwrap_err().join("\n");
    for said in ["Did you mean web?", "Did you mean find_per_minute?", "Did you mean TESSERA_LISTEN?"] {
        assert!(mistakes.contains(said), "{said}: {mistakes}");
    }
    assert!(mistakes.contains("mail.zzz in shop.toml is not a setting."), "{mistakes}");
}

#[test]
fn a_secret_is_32_bytes_in_hex_or_base64() {
    let bytes = SecretKey::read(KEY).unwrap();
    assert_eq!(SecretKey::read("ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8="), Some(bytes.clone()));
    assert_eq!(SecretKey::read("ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8"), Some(bytes));
    for wrong in ["", "secret", &KEY[2..], "00"] {
        assert_eq!(SecretKey::read(wrong), None, "{wrong}");
    }
}

#[test]
fn secrets_are_in_no_message() {
    let said = format!("{:?}", read("", good_env()).unwrap());
    assert!(!said.contains("hush") && !said.contains(KEY), "{said}");
    let mut env = good_env();
    env.insert("TESSERA_SECRET".into(), "hush-in-the-wrong-shape".into());
    let mistakes = read("[secret]\nkey = 5", env).unwrap_err().join("\n");
    assert!(!mistakes.contains("hush"), "{mistakes}");
}

#[test]
fn the_page_says_what_the_settings_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(there, page(), "run `cargo run -p server -- settings > docs/configuration.md`");
}
