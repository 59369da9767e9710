import { registry } from "@web/core/registry";
import { button, click, edit, field, more, openPage, see } from "./tour_utils";

/** The line `key` of what is due now. */
function due(key) {
    return `.o_form_view .o_kooperacje_due li[data-key="${key}"]`;
}

function openDue(key, content) {
    return click(`${due(key)} button`, content);
}

function closed() {
    return see("body:not(:has(.modal))");
}

function choosePremise() {
    return click(`${field("premise_id", ".modal")} .form-check input:first`, "why");
}

/** In the editable list `name` of the form, give `column` of the row `row` the value at `index`. */
function rate(name, row, column, index) {
    const cell = `${field(name)} .o_data_row:eq(${row}) td[name="${column}"]`;
    return [
        click(cell, `${column} of ${name}`),
        click(`${cell} input`, "open the scale"),
        click(`.o_select_menu_menu .o_select_menu_item[data-choice-index="${index}"]`, "choose on the scale"),
    ];
}

/** An urban family from suspension and return to the end of the work and the first contact after it. */
registry.category("web_tour.tours").add("kooperacje_case_course", {
    steps: () => [
        see(".o_statusbar_buttons:not(:has(> button:eq(3)))", "the next steps alone, the rare ones behind one button"),
        ...more("action_suspend", "the family leaves for two months"),
        choosePremise(),
        click(button("action_confirm", ".modal"), "suspend"),
        closed(),
        see(due("step_return"), "what is due is the return"),
        openDue("step_return", "they are back"),
        choosePremise(),
        click(button("action_confirm", ".modal"), "take it up again"),
        closed(),
        see(due("step_realise"), "the plan goes on"),
        openPage("ending"),
        click(button("action_assess_effects", ".o_form_view"), "the effects, with the family"),
        edit(`${field("family_changes")} textarea`, "Mamy klucze i umowę na rok."),
        ...rate("goal_line_ids", 0, "attainment", 3),
        ...rate("goal_line_ids", 1, "attainment", 2),
        ...rate("service_line_ids", 0, "effect", 4),
        ...rate("service_line_ids", 1, "effect", 3),
        edit(`${field("worker_view")} textarea`, "Cele osiągnięte, rodzina radzi sobie sama."),
        click(`${field("conclusion")} input[data-value="end"]`, "the work may end"),
        click(button("action_complete", ".o_form_view"), "done"),
        click(".modal .btn-primary", "everything is written down"),
        see('.o_form_view .o_arrow_button_current[data-value="done"]', "kept as it is"),
        click(".o_back_button, .breadcrumb-item.o_back_button a, .o_breadcrumb a:last", "back to the case"),
        openDue("survey", "the closing survey"),
        click(button("action_confirm", ".modal"), "it was sent"),
        closed(),
        openDue("close", "the work ends"),
        choosePremise(),
        click(button("action_confirm", ".modal"), "with after-care"),
        closed(),
        openDue("contact", "how is the family doing"),
        edit(`${field("family_words", ".modal")} textarea`, "Mieszkamy razem i jest spokojnie."),
        click(".modal .o_form_button_save", "keep the contact"),
        closed(),
        see(due("contact"), "and the next contact is on the list"),
    ],
});
