//! The macro a section of settings is declared with, and what it keeps of each.

use std::fmt;

/// One setting, as the documentation and the search for misspelled names see it.
#[derive(Clone, Copy, Debug)]
pub struct SettingHelp {
    /// In the file, below its section.
    pub name: &'static str,
    pub env: &'static str,
    /// As it would be written; `None` where there is no default.
    pub default: Option<&'static str>,
    pub doc: &'static [&'static str],
}

/// A text that doesn't print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    pub fn new(text: impl Into<String>) -> Hidden {
        Hidden(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "Hidden()" } else { "Hidden(…)" })
    }
}

/// Declares one section: a struct whose fields are read from the file's `[section]` or from the environment.
macro_rules! settings {
    (
        $(#[doc = $about:literal])+
        $section:literal $name:ident {
            $($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $env:literal $(, default $default:literal)?;)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        impl $name {
            pub(super) fn read(sources: &mut super::Sources) -> $name {
                $name {
                    $($field: {
                        let default: Option<&'static str> = None $(.or(Some($default)))?;
                        sources.take::<$kind>($section, stringify!($field), $env, default)
                    },)+
                }
            }

            pub(super) fn about() -> (&'static str, &'static str, Vec<super::SettingHelp>) {
                let all = vec![$(super::SettingHelp {
                    name: stringify!($field),
                    env: $env,
                    default: None $(.or(Some($default)))?,
                    doc: &[$($doc),+],
                },)+];
                ($section, concat!($($about),+), all)
            }
        }
    };
}

pub(super) use settings;
