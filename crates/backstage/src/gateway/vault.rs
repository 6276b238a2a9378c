//! The bank's files: one JSON file per payment and one for the settings.

use crate::gateway::payment::BankPayment;
use crate::gateway::settings::BankSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the Test Bank can't use {path}: {source}")]
    Io { path: PathBuf, source: Error },
    #[error("the Test Bank's file {path} is damaged ({source}); remove it, or start the demo afresh")]
    Damaged { path: PathBuf, source: serde_json::Error },
}

pub(super) struct Vault {
    settings: PathBuf,
    payments: PathBuf,
}

impl Vault {
    pub(super) fn open(dir: PathBuf) -> Result<Vault, VaultError> {
        let vault = Vault { settings: dir.join("settings.json"), payments: dir.join("payments") };
        fs::create_dir_all(&vault.payments).map_err(|e| io(&vault.payments, e))?;
        Ok(vault)
    }

    pub(super) fn settings(&self) -> Result<BankSettings, VaultError> {
        match fs::read(&self.settings) {
            Ok(bytes) => parse(&self.settings, &bytes),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(BankSettings::default()),
            Err(e) => Err(io(&self.settings, e)),
        }
    }

    pub(super) fn save_settings(&self, settings: &BankSettings) -> Result<(), VaultError> {
        write(&self.settings, settings)
    }

    /// Every payment there is. A file left half written by a killed process has another ending and is passed over.
    pub(super) fn payments(&self) -> Result<Vec<BankPayment>, VaultError> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.payments).map_err(|e| io(&self.payments, e))? {
            let path = entry.map_err(|e| io(&self.payments, e))?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let bytes = fs::read(&path).map_err(|e| io(&path, e))?;
                all.push(parse(&path, &bytes)?);
            }
        }
        Ok(all)
    }

    /// Replaces the payment's file whole: a reader finds the old one or the new one.
    pub(super) fn save(&self, payment: &BankPayment) -> Result<(), VaultError> {
        write(&self.payments.join(format!("{}.json", payment.id)), payment)
    }
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), VaultError> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|e| io(path, e.into()))?;
    let draft = path.with_extension("draft");
    fs::write(&draft, bytes).map_err(|e| io(&draft, e))?;
    fs::rename(&draft, path).map_err(|e| io(path, e))
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, VaultError> {
    serde_json::from_slice(bytes).map_err(|source| VaultError::Damaged { path: path.to_owned(), source })
}

fn io(path: &Path, source: Error) -> VaultError {
    VaultError::Io { path: path.to_owned(), source }
}
