//! Forms that lose nothing: what was typed is shown again, each problem beside its field and all of them above.
//!
//! A form is posted as `form[field]`, kept whole as JSON when something is wrong with it, and read back into the same
//! struct. Fields have the names `domain::form` gives its problems.

use base::forms::KeptForm;
use domain::form::split_moment;
use domain::locale::Locale;
use domain::question::Question;
use domain::refusal::FieldProblem;
use face::error::FaceError;
use face::request::send_back;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::RefCell;
use ui::field::field_id;
use ui::kit::*;
use ui::text::refusal;

const FORM_FIELD: &str = "form";
/// What the form was filled from, of one that is asked about before it is saved.
pub const OPENED_FIELD: &str = "opened";
/// What is asked about it.
pub const QUESTIONS_FIELD: &str = "questions";

/// The form as it was typed, if it came back; `None` where the page is fresh.
pub fn typed<F: DeserializeOwned>(kept: &KeptForm) -> Option<F> {
    serde_json::from_str(kept.value(FORM_FIELD)?).ok()
}

/// What the form was filled from: what is saved `now`, or what was saved when a form was opened that has been asked about
/// since.
pub fn opened(kept: &KeptForm, now: String) -> String {
    kept.value(OPENED_FIELD).map_or(now, str::to_owned)
}

/// Sends the person back to the page with the form as it was typed and what is wrong with it.
pub async fn form_back<F: Serialize>(page: &str, form: &F, problems: Vec<FieldProblem>) -> Result<(), FaceError> {
    send_back(page, KeptForm { fields: vec![(FORM_FIELD.to_owned(), as_typed(form)?)], problems }).await
}

/// Sends the person to the page to say yes or no to what a save would do, with the form as it was typed.
pub async fn ask_first<F: Serialize>(
    page: &str,
    form: &F,
    opened: &str,
    questions: &[Question],
) -> Result<(), FaceError> {
    let questions = serde_json::to_string(questions).map_err(|_| FaceError::Unavailable)?;
    let fields = [(FORM_FIELD, as_typed(form)?), (OPENED_FIELD, opened.to_owned()), (QUESTIONS_FIELD, questions)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
    send_back(page, KeptForm { fields, problems: Vec::new() }).await
}

fn as_typed<F: Serialize>(form: &F) -> Result<String, FaceError> {
    let mut whole = serde_json::to_value(form).map_err(|_| FaceError::Unavailable)?;
    shorten(&mut whole);
    Ok(whole.to_string())
}

/// Sends the person on to the page with the form as it was typed, nothing being wrong with it; `step` says what comes next.
pub async fn form_on<F: Serialize>(page: &str, form: &F, step: &str) -> Result<(), FaceError> {
    let json = serde_json::to_string(form).map_err(|_| FaceError::Unavailable)?;
    let fields = vec![(FORM_FIELD.to_owned(), json), (step.to_owned(), "yes".to_owned())];
    send_back(page, KeptForm { fields, problems: Vec::new() }).await
}

/// One field as long as this was written by no person. Cut short, it leaves the others their place in what is kept.
const FIELD_CHARS_MAX: usize = 15_000;

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(FIELD_CHARS_MAX) {
                text.truncate(end);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(all) => all.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Value and text of each choice of a field.
type Options = Vec<(String, String)>;

/// Builds a form's fields, and from them the summary of what is wrong.
pub struct FormBuilder {
    locale: Locale,
    problems: Vec<FieldProblem>,
    /// Label of each field that was shown.
    seen: RefCell<Vec<(String, String)>>,
    /// What could be chosen, by field.
    options: RefCell<Vec<(String, Options)>>,
}

/// How a field of a [`FormBuilder`] is shown, besides its name, label and value.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldLook<'a> {
    /// The input's type; `text` where it is empty.
    pub kind: &'static str,
    pub hint: &'a str,
    pub optional: bool,
    pub inputmode: &'static str,
    pub class: &'static str,
    /// What stands after the value: `%`, `EUR`.
    pub after: &'a str,
    pub list: &'static str,
    pub autocomplete: &'static str,
}

impl FormBuilder {
    pub fn new(locale: Locale, kept: &KeptForm) -> FormBuilder {
        FormBuilder { locale, problems: kept.problems.clone(), seen: RefCell::default(), options: RefCell::default() }
    }

    /// Whether any of these fields has a problem: for parts of a form that are folded away.
    pub fn wrong_in(&self, fields: &[&str]) -> bool {
        self.problems.iter().any(|problem| fields.contains(&problem.field.as_str()))
    }

    /// What is wrong with a field, in words.
    pub fn error(&self, field: &str, label: &str) -> MaybeProp<String> {
        self.seen.borrow_mut().push((field.to_owned(), label.to_owned()));
        let problem = self.problems.iter().find(|problem| problem.field == field);
        MaybeProp::from(problem.map(|problem| refusal::problem(self.locale, &problem.problem)))
    }

    /// Shows a problem of one field at another, where the form has them as one.
    pub fn moved(mut self, from: &str, to: &str) -> FormBuilder {
        for problem in &mut self.problems {
            if problem.field == from {
                problem.field = to.to_owned();
            }
        }
        self
    }

    /// One line.
    pub fn line(&self, field: &str, label: &str, value: &str, look: FieldLook<'_>) -> AnyView {
        let error = self.error(field, label);
        let name = posted(field);
        let kind = if look.kind.is_empty() { "text" } else { look.kind };
        let hint = MaybeProp::from((!look.hint.is_empty()).then(|| look.hint.to_owned()));
        let inputmode = if look.inputmode.is_empty() { "text" } else { look.inputmode };
        let autocomplete = if look.autocomplete.is_empty() { "off" } else { look.autocomplete };
        let (label, value, id) = (label.to_owned(), value.to_owned(), field_id(field));
        let (optional, class) = (look.optional, look.class);
        if !look.after.is_empty() {
            let after = look.after.to_owned();
            return view! { <Field label name kind value hint error inputmode autocomplete optional class id after /> }
                .into_any();
        }
        if !look.list.is_empty() {
            let list = look.list;
            return view! { <Field label name kind value hint error inputmode autocomplete optional class id list /> }
                .into_any();
        }
        view! { <Field label name kind value hint error inputmode autocomplete optional class id /> }.into_any()
    }

    /// The new name of one of a page's things, posted as `form[name]`.
    pub fn name_of(&self, id: &str, label: &str, value: &str) -> AnyView {
        self.line_of("name", id, label, value, "")
    }

    /// A line of one of a page's things, posted as `form[field]`.
    pub fn line_of(&self, field: &str, id: &str, label: &str, value: &str, hint: &str) -> AnyView {
        let (name, field) = (posted(field), of_one(field, id));
        let error = self.error(&field, label);
        let hint = MaybeProp::from((!hint.is_empty()).then(|| hint.to_owned()));
        let (label, value, id) = (label.to_owned(), value.to_owned(), field_id(&field));
        view! { <Field label name value hint error id autocomplete="off" /> }.into_any()
    }

    /// A day and a time, posted as `form[field][date]` and `form[field][time]`; the form's field reads them with
    /// [`domain::form::moment`].
    pub fn moment(&self, field: &str, label: &str, value: &str, look: FieldLook<'_>) -> AnyView {
        let error = self.error(field, label);
        let (date, time) = split_moment(value);
        let (label, id, name) = (label.to_owned(), field_id(field), posted(field));
        let (date, time, optional) = (date.to_owned(), time.to_owned(), look.optional);
        let hint = MaybeProp::from((!look.hint.is_empty()).then(|| look.hint.to_owned()));
        view! { <DateTimeField label name date time hint error optional id /> }.into_any()
    }

    /// Several lines.
    pub fn area(&self, field: &str, label: &str, value: &str, rows: u32, hint: &str) -> AnyView {
        let error = self.error(field, label);
        let (label, value, id, name) = (label.to_owned(), value.to_owned(), field_id(field), posted(field));
        let hint = MaybeProp::from((!hint.is_empty()).then(|| hint.to_owned()));
        view! { <TextArea label name value id rows hint error optional=true /> }.into_any()
    }

    /// One of a few: `options` are value and text.
    pub fn select(&self, field: &str, label: &str, options: Vec<(String, String)>, value: &str) -> AnyView {
        let error = self.error(field, label);
        self.options.borrow_mut().push((field.to_owned(), options.clone()));
        let (label, value, id, name) = (label.to_owned(), value.to_owned(), field_id(field), posted(field));
        view! { <Select label name options value id error /> }.into_any()
    }

    /// A box to tick.
    pub fn tick(&self, field: &str, label: &str, checked: bool, hint: &str) -> AnyView {
        let error = self.error(field, label);
        let (label, id, name) = (label.to_owned(), field_id(field), posted(field));
        let hint = MaybeProp::from((!hint.is_empty()).then(|| hint.to_owned()));
        view! { <Checkbox label name id checked hint error /> }.into_any()
    }

    /// The fields that were shown with their labels, in the order they were.
    pub fn shown(&self) -> Vec<(String, String)> {
        self.seen.borrow().clone()
    }

    /// What was chosen in a field, by the name it was offered with; any other value as it is.
    pub fn chosen(&self, field: &str, value: &str) -> String {
        let all = self.options.borrow();
        let options = all.iter().filter(|(of, _)| of == field).flat_map(|(_, options)| options);
        options.into_iter().find(|(option, _)| option == value).map_or(value, |(_, name)| name.as_str()).to_owned()
    }

    /// All that is wrong, with each field's label. Made after the fields, shown above them.
    pub fn summary(&self) -> AnyView {
        let seen = self.seen.borrow();
        let errors = self.problems.iter().map(|problem| {
            let words = refusal::problem(self.locale, &problem.problem);
            let label = seen.iter().find(|(field, _)| *field == problem.field).map(|(_, label)| label);
            let words = label.map_or(words.clone(), |label| format!("{label}: {words}"));
            (problem.field.clone(), words)
        });
        let errors: Vec<_> = errors.collect();
        view! { <ErrorSummary errors /> }.into_any()
    }
}

/// The field of a form that a page has for each of its things.
pub fn of_one(field: &str, id: &str) -> String {
    format!("{field}_of_{id}")
}

/// Whether the form that came back is one of those.
pub fn is_of_one(kept: &KeptForm) -> bool {
    kept.problems.iter().any(|problem| problem.field.contains("_of_"))
}

/// The name a field is posted by: `form[title_en]`, and `form[zones][2][rows]` for `zones_2_rows`.
pub fn posted(field: &str) -> String {
    let Some((index, name)) = field.strip_prefix("zones_").and_then(|rest| rest.split_once('_')) else {
        return format!("form[{field}]");
    };
    format!("form[zones][{index}][{name}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::EventForm;

    #[test]
    fn a_kept_form_comes_back_as_it_was_typed() {
        let form = EventForm { title_en: "“Ünïcode” & <b>".into(), ask_phone: true, ..Default::default() };
        let json = serde_json::to_string(&form).unwrap();
        let kept = KeptForm { fields: vec![("form".into(), json)], problems: Vec::new() };
        assert_eq!(typed::<EventForm>(&kept), Some(form));
        assert_eq!(typed::<EventForm>(&KeptForm::default()), None);
    }

    #[test]
    fn a_form_that_was_asked_about_stays_filled_from_what_it_was() {
        let asked = KeptForm { fields: vec![(OPENED_FIELD.into(), "before".into())], problems: Vec::new() };
        assert_eq!(opened(&asked, "now".into()), "before");
        assert_eq!(opened(&KeptForm::default(), "now".into()), "now");
    }

    #[test]
    fn a_field_far_too_long_costs_no_other_its_words() {
        let form =
            EventForm { title_en: "à".repeat(FIELD_CHARS_MAX + 1), series: "Autumn".into(), ..Default::default() };
        let mut whole = serde_json::to_value(&form).unwrap();
        shorten(&mut whole);
        assert_eq!(whole["title_en"], "à".repeat(FIELD_CHARS_MAX));
        assert_eq!(whole["series"], "Autumn");
    }

    #[test]
    fn fields_are_posted_below_their_form() {
        assert_eq!(posted("title_en"), "form[title_en]");
        assert_eq!(posted("zones_2_seats_per_row"), "form[zones][2][seats_per_row]");
    }
}
