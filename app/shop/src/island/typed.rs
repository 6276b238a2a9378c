//! The details of the checkout, looked at by the rules that the server holds them to. An error comes when its field is left,
//! and goes when it is mended; what was never touched is not complained of.

use super::dom;
use domain::buyer::{BuyerDraft, RequiredFields};
use domain::refusal::{FieldProblem, Problem};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use ui::icon::Sign;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

const HOLDERS: &str = "holders[";

pub fn start() -> Option<()> {
    let form = dom::one("[data-check-typed]")?;
    let (pressing, left) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None)));
    {
        let form = form.clone();
        dom::on(&form.clone(), "input", move |event: Event| {
            if let Some(input) = field_of(&event)
                && input.has_attribute("aria-invalid")
            {
                show(&form, &input);
            }
        });
    }
    {
        let (form, pressing, left) = (form.clone(), pressing.clone(), left.clone());
        dom::on(&form.clone(), "focusout", move |event: Event| {
            let Some(input) = field_of(&event) else { return };
            let touched = !input.value().trim().is_empty() || input.has_attribute("aria-invalid");
            if input.type_() == "checkbox" || !touched {
                return;
            }
            // A button moves away from under the finger that presses it if an error comes above it: it waits for the press.
            if pressing.get() {
                drop(left.replace(Some(input)));
            } else {
                show(&form, &input);
            }
        });
    }
    let document = dom::document()?;
    {
        let pressing = pressing.clone();
        dom::on_first(&document, "pointerdown", move |_: Event| pressing.set(true));
    }
    for end in ["pointerup", "pointercancel"] {
        let (form, pressing, left) = (form.clone(), pressing.clone(), left.clone());
        dom::on_first(&document, end, move |_: Event| {
            pressing.set(false);
            let (form, left) = (form.clone(), left.take());
            dom::soon(move || {
                if let Some(input) = left {
                    show(&form, &input);
                }
            });
        });
    }
    Some(())
}

fn field_of(event: &Event) -> Option<HtmlInputElement> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    (input.type_() != "hidden" && !input.name().is_empty()).then_some(input)
}

/// Shows or takes away what is wrong with one field.
fn show(form: &Element, input: &HtmlInputElement) -> Option<()> {
    let problem = problem_of(form, input);
    let (id, field) = (input.id(), input.closest(".field").ok()??);
    let shown = dom::document()?.get_element_by_id(&format!("{id}-error"));
    let Some(problem) = problem else {
        let _ = input.remove_attribute("aria-invalid");
        if let Some(shown) = shown {
            shown.remove();
        }
        describe(input, &id, false);
        mended(&id);
        return Some(());
    };
    let words = ui::text::refusal::problem(ui::locale::current_locale(), &problem);
    let _ = input.set_attribute("aria-invalid", "true");
    let said = match shown {
        Some(shown) => shown,
        None => {
            let sign = Sign::Warning.drawing();
            let made = format!(
                r#"<p class="error" id="{id}-error"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{sign}</svg><span></span></p>"#
            );
            field.insert_adjacent_html("beforeend", &made).ok()?;
            field.last_element_child()?
        }
    };
    if let Ok(Some(line)) = said.query_selector("span") {
        line.set_text_content(Some(&words));
    }
    describe(input, &id, true);
    Some(())
}

/// What the rules say of the whole form, for this field.
fn problem_of(form: &Element, input: &HtmlInputElement) -> Option<Problem> {
    let all: Vec<HtmlInputElement> =
        dom::all("[data-check-typed] input").into_iter().filter_map(|e| e.dyn_into().ok()).collect();
    let value = |name: &str| all.iter().find(|i| i.name() == name).map(HtmlInputElement::value).unwrap_or_default();
    let holders: Vec<String> =
        all.iter().filter(|i| i.name().starts_with(HOLDERS)).map(HtmlInputElement::value).collect();
    let draft = BuyerDraft {
        name: value("name"),
        email: value("email"),
        phone: value("phone"),
        accept_terms: all.iter().any(|i| i.name() == "accept_terms" && i.checked()),
        holders,
        ..BuyerDraft::default()
    };
    let asked = RequiredFields {
        holder_names: !draft.holders.is_empty(),
        phone: form.query_selector("[name='phone']").ok().flatten().is_some(),
        tickets: draft.holders.len() as u32,
    };
    let field = match input.name().strip_prefix(HOLDERS) {
        Some(rest) => format!("holder_{}", rest.trim_end_matches(']')),
        None => input.name(),
    };
    let problems: Vec<FieldProblem> = draft.check(asked).err().unwrap_or_default();
    problems.into_iter().find(|problem| problem.field == field).map(|problem| problem.problem)
}

/// Names the hint and the error as what describes the field.
fn describe(input: &HtmlInputElement, id: &str, wrong: bool) {
    let hint = format!("{id}-hint");
    let hint = dom::document().and_then(|document| document.get_element_by_id(&hint)).map(|_| hint);
    let error = wrong.then(|| format!("{id}-error"));
    let described: Vec<String> = [hint, error].into_iter().flatten().collect();
    let _ = match described.is_empty() {
        true => input.remove_attribute("aria-describedby"),
        false => input.set_attribute("aria-describedby", &described.join(" ")),
    };
}

/// A mended field goes from the list above the form, and the last one takes the list with it.
fn mended(id: &str) {
    let Some(list) = dom::one("#error-summary") else { return };
    if let Ok(Some(link)) = list.query_selector(&format!("a[href='#{id}']"))
        && let Some(line) = link.parent_element()
    {
        line.remove();
    }
    if let Ok(None) = list.query_selector("li") {
        list.remove();
    }
}
