//! `server organizer` and `server keys`: what has to be there before anyone can sign in, and what only whoever has the
//! machine may do.

use crate::config::Config;
use crate::wiring;
use anyhow::{Context, bail};
use base::{Actor, Failure};
use clap::{Args, Subcommand};
use domain::event::Organizer;
use domain::form::{OrganizerForm, slug_of};
use domain::locale::Locale;
use domain::refusal::{FieldProblem, Problem};
use flows::Core;
use std::fmt::Write;
use std::io::{BufRead, IsTerminal};

#[derive(Subcommand)]
pub enum OrganizerCommand {
    /// Add an organizer with its owner, who can sign in at once
    ///
    /// The owner's password is asked for at the terminal, or read as the first line of the standard input; it is never
    /// an argument. Someone who has an account already keeps their name and password, and none is asked for.
    Add(Box<NewOrganizer>),
    /// List the organizers: slug, name, currency and time zone
    List,
}

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make a new signing key: new tickets are signed with it, and those sold before stay valid
    ///
    /// Running servers use it at once; nothing has to be restarted.
    Rotate {
        /// The organizer's slug; `server organizer list` has them
        #[arg(long, value_name = "SLUG")]
        organizer: String,
    },
}

#[derive(Args)]
pub struct NewOrganizer {
    /// What buyers read: "Teatro Nuovo"
    #[arg(long)]
    name: String,
    /// Its address in the shop, /o/SLUG: small letters, digits and hyphens; made of the name where it is left out
    #[arg(long, default_value = "", hide_default_value = true)]
    slug: String,
    /// What it sells in, for good: three letters, such as EUR
    #[arg(long)]
    currency: String,
    /// The time zone of its clocks, such as Europe/Rome
    #[arg(long)]
    zone: String,
    /// The address that stands on tickets; the owner's where it is left out
    #[arg(long, default_value = "", hide_default_value = true)]
    email: String,
    /// A line for receipts and tickets, such as the street, the town or the tax number; once for each line
    #[arg(long = "address", value_name = "LINE")]
    address: Vec<String>,
    /// The phone number buyers may call
    #[arg(long, default_value = "", hide_default_value = true)]
    phone: String,
    /// Its own pages, such as https://teatro-nuovo.example
    #[arg(long, default_value = "", hide_default_value = true)]
    site: String,
    /// The address the owner signs in with
    #[arg(long)]
    owner_email: String,
    /// The owner's name; not needed for someone who has an account
    #[arg(long, default_value = "", hide_default_value = true)]
    owner_name: String,
    /// The owner's language, en or it, where no browser says another
    #[arg(long, default_value = "en", value_parser = language)]
    owner_language: Locale,
}

fn language(tag: &str) -> Result<Locale, String> {
    Locale::from_tag(tag).ok_or_else(|| "write en or it".to_owned())
}

impl OrganizerCommand {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let core = ready(&config).await?;
        match self {
            OrganizerCommand::Add(new) => {
                let organizer = add(&core, *new).await?;
                println!("{}", added(&organizer, &core.base().site.url));
            }
            OrganizerCommand::List => print!("{}", list(&core.office.all_organizers().await?)),
        }
        Ok(())
    }
}

impl KeysCommand {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let KeysCommand::Rotate { organizer: slug } = self;
        let core = ready(&config).await?;
        let Some(organizer) = core.office.organizer_of_slug(slug.trim()).await? else {
            bail!("No organizer has the slug '{slug}'; `server organizer list` has them all.");
        };
        let number = core.base().rotate_signing_key(&Actor::system(organizer)).await?;
        println!("New tickets of {slug} are signed with key {number} from now on; those sold before stay valid.");
        Ok(())
    }
}

async fn ready(config: &Config) -> anyhow::Result<Core> {
    wiring::require_schema(config).await?;
    wiring::core(config).await
}

async fn add(core: &Core, new: NewOrganizer) -> anyhow::Result<Organizer> {
    let NewOrganizer {
        name,
        slug,
        currency,
        zone,
        email,
        address,
        phone,
        site,
        owner_email,
        owner_name,
        owner_language,
    } = new;
    let known = core.office.has_account(&owner_email).await?;
    let mut form = OrganizerForm {
        name,
        slug,
        currency,
        zone,
        email,
        address,
        phone,
        site,
        owner_name,
        owner_email,
        password: String::new(),
    };
    // Whatever else is wrong is said before somebody types a password in vain.
    let problems = form.check(known).err().unwrap_or_default();
    refuse(&form, problems.into_iter().filter(|problem| problem.field != "password").collect())?;
    if !known {
        form.password = password(&form.owner_email)?;
    }
    match core.office.add_organizer(&form, owner_language).await {
        Ok(organizer) => Ok(organizer),
        Err(Failure::Refused(refusal)) => {
            refuse(&form, refusal.problems)?;
            bail!("The organizer can't be added; nothing was changed.")
        }
        Err(other) => Err(other.into()),
    }
}

/// Typed twice where somebody types, one line where a program writes.
fn password(email: &str) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        let mut line = String::new();
        stdin.lock().read_line(&mut line).context("the password can't be read from the standard input")?;
        let password = line.trim_end_matches(['\r', '\n']);
        anyhow::ensure!(!password.is_empty(), "Write the owner's password as the first line of the standard input.");
        return Ok(password.to_owned());
    }
    let first = rpassword::prompt_password(format!("Password for {email}: ")).context("the password can't be read")?;
    let again = rpassword::prompt_password("The same once more: ").context("the password can't be read")?;
    anyhow::ensure!(first == again, "The two passwords differ; nothing was changed. Run the command again.");
    Ok(first)
}

/// Says everything that is wrong, one sentence a line.
fn refuse(form: &OrganizerForm, problems: Vec<FieldProblem>) -> anyhow::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = problems.iter().map(|problem| sentence(form, problem)).collect();
    bail!("{}\nNothing was changed.", said.join("\n"))
}

fn sentence(form: &OrganizerForm, problem: &FieldProblem) -> String {
    let slug = if form.slug.trim().is_empty() { slug_of(&form.name) } else { form.slug.trim().to_owned() };
    match (problem.field.as_str(), &problem.problem) {
        ("slug", Problem::AlreadyUsed) => {
            format!("Another organizer has the slug '{slug}': write another one with --slug.")
        }
        ("slug", Problem::NotASlug) => {
            format!("The slug can't be '{slug}': use small letters, digits and hyphens, such as teatro-nuovo.")
        }
        ("currency", _) => {
            format!("'{}' is not a currency we know: write its three letters, such as EUR.", form.currency.trim())
        }
        ("zone", _) => format!("'{}' is not a time zone: write one such as Europe/Rome.", form.zone.trim()),
        ("owner_email", Problem::AlreadyUsed) => {
            "Somebody has just made an account with this address: run the command again.".to_owned()
        }
        ("owner_email", Problem::NotAnEmail | Problem::Missing) => {
            format!(
                "--owner-email '{}' is not an e-mail address: write one such as anna@example.org.",
                form.owner_email
            )
        }
        ("email", Problem::NotAnEmail | Problem::Missing) => {
            format!("--email '{}' is not an e-mail address: write one such as tickets@example.org.", form.email)
        }
        ("owner_name", Problem::Missing) => {
            format!("{} has no account yet: say their name with --owner-name.", form.owner_email.trim())
        }
        ("phone", Problem::NotAPhone) => {
            format!("--phone '{}' is not a phone number: write one such as '+39 0586 123456'.", form.phone.trim())
        }
        ("site", Problem::NotASite) => {
            format!(
                "--site '{}' is not a web address: write one such as https://teatro-nuovo.example.",
                form.site.trim()
            )
        }
        ("password", Problem::TooShort { min }) => {
            format!("The password is too short: use at least {min} characters, such as four words.")
        }
        ("password", Problem::TooLong { max }) => format!("The password is too long: use at most {max} characters."),
        ("address", Problem::OutOfRange { max, .. }) => {
            format!("Use --address at most {max} times, once for each line.")
        }
        (field, Problem::TooLong { max }) => {
            format!("--{} is too long: use at most {max} characters.", field.replace('_', "-"))
        }
        (field, _) => format!("--{} can't be taken like this: write it anew.", field.replace('_', "-")),
    }
}

fn added(organizer: &Organizer, url: &str) -> String {
    let Organizer { name, slug, .. } = organizer;
    format!(
        "{name} is there. Its owner signs in at {url}/organizer and begins with an event;\n\
         once one is on sale, buyers find it at {url}/o/{slug}. Tills and their printers are added at\n\
         {url}/organizer/tills, colleagues at {url}/organizer/people."
    )
}

fn list(all: &[Organizer]) -> String {
    if all.is_empty() {
        return "There is no organizer yet: `server organizer add` makes one.\n".to_owned();
    }
    let width = all.iter().map(|one| one.slug.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Organizer { slug, name, currency, zone, .. } in all {
        // Writing to a String doesn't fail.
        let _ = writeln!(text, "{slug:width$}  {name}  {}  {zone}", currency.code());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_one_sentence_that_says_what_to_do() {
        let form = OrganizerForm {
            name: "Teatro Nuovo".into(),
            slug: "Teatro".into(),
            currency: "lire".into(),
            zone: "Rome".into(),
            email: "nowhere".into(),
            owner_email: "anna".into(),
            password: "short".into(),
            ..OrganizerForm::default()
        };
        let problems = form.check(false).err().unwrap();
        let said = refuse(&form, problems).unwrap_err().to_string();
        let hints = ["teatro-nuovo", "EUR", "Europe/Rome", "anna@example.org", "tickets@example.org", "--owner-name"];
        for hint in hints.into_iter().chain(["at least 10 characters", "Nothing was changed."]) {
            assert!(said.contains(hint), "{hint}: {said}");
        }
        assert_eq!(said.lines().count(), 8, "{said}");
        assert!(!said.contains("write it anew"), "{said}");
        let used = FieldProblem::new("slug", Problem::AlreadyUsed);
        assert!(sentence(&form, &used).contains("'Teatro'") && sentence(&form, &used).contains("--slug"));
        let unnamed = OrganizerForm { slug: String::new(), ..form };
        assert!(sentence(&unnamed, &used).contains("'teatro-nuovo'"));
    }
}
