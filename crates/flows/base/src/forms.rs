//! Nothing typed is lost, with or without JavaScript: a form that can't be taken is kept, and the page it came from shows
//! it again with every mistake named beside its field.

use crate::{Access, Fault, keys};
use domain::cart::Secret;
use domain::refusal::FieldProblem;
use storage::{Scope, forms};

/// A kept form is a page's worth of text; what is longer was written by no person, and isn't kept whole. The admin keeps
/// a whole form as one field.
const FIELDS_MAX: usize = 500;
const FIELD_CHARS_MAX: usize = 500_000;
/// Of all fields together.
const CHARS_MAX: usize = 1_000_000;

/// A form as it was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptForm {
    pub fields: Vec<(String, String)>,
    pub problems: Vec<FieldProblem>,
}

impl KeptForm {
    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

impl Access {
    /// Keeps a form; the secret goes into the address of the page that shows it again.
    pub async fn keep_form(&self, form: &KeptForm) -> Result<Secret, Fault> {
        let secret = self.base.chance.secret();
        let hash = keys::hash(&secret);
        let json = |e: serde_json::Error| Fault::Broken(e.to_string());
        let mut left = CHARS_MAX;
        let mut cut = |text: &str| {
            let kept: String = text.chars().filter(|c| *c != '\0').take(left.min(FIELD_CHARS_MAX)).collect();
            left = left.saturating_sub(kept.chars().count());
            kept
        };
        let fields: Vec<(String, String)> =
            form.fields.iter().take(FIELDS_MAX).map(|(name, value)| (cut(name), cut(value))).collect();
        let fields = serde_json::to_value(&fields).map_err(json)?;
        let problems = serde_json::to_value(&form.problems).map_err(json)?;
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        forms::keep(&mut tx, &hash, &fields, &problems, self.base.clock.now()).await?;
        tx.commit().await?;
        Ok(secret)
    }

    pub async fn kept_form(&self, secret: &Secret) -> Result<Option<KeptForm>, Fault> {
        let hash = keys::hash(secret);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        let Some(form) = forms::find(&mut tx, &hash).await? else { return Ok(None) };
        Ok(Some(KeptForm {
            fields: storage::rows::json("form_drafts", "fields", form.fields)?,
            problems: storage::rows::json("form_drafts", "problems", form.problems)?,
        }))
    }
}
