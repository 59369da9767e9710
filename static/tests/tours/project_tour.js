import { registry } from "@web/core/registry";
import { button, click, confirmDialog, edit, field, openPage, save, see } from "./tour_utils";

const year = luxon.DateTime.now().year + 1;

function line(list, name, text) {
    return [
        click(`${field(list)} .o_field_x2many_list_row_add a`, `a line of ${list}`),
        edit(`${field(list)} .o_selected_row ${field(name)} input`, text),
    ];
}

/** The network worker plans a social project for the community and submits it (tool 20). */
registry.category("web_tour.tours").add("kooperacje_project_plan", {
    steps: () => [
        click(".o-kanban-button-new", "a new project"),
        edit(`${field("name")} input, ${field("name")} textarea`, "Ogród sąsiedzki", "its title"),
        edit(`${field("date_from")} input`, `01.03.${year}`),
        edit(`${field("date_to")} input`, `30.09.${year}`),
        edit(`${field("diagnosis")} textarea`, "Sąsiedzi nie mają gdzie się spotkać."),
        edit(`${field("addressees")} textarea`, "Mieszkańcy osiedla"),
        openPage("goals"),
        edit(`${field("aim")} textarea`, "Sąsiedzi znają się i pomagają sobie"),
        ...line("indicator_ids", "name", "Liczba spotkań"),
        openPage("schedule"),
        ...line("action_ids", "name", "Sadzenie krzewów"),
        openPage("budget"),
        ...line("budget_ids", "name", "Krzewy"),
        edit(`${field("budget_ids")} .o_selected_row ${field("unit_price")} input`, "1234,50"),
        ...save(),
        see(`${field("amount_words")}:contains("tysiąc dwieście trzydzieści cztery złote pięćdziesiąt groszy")`, "in words"),
        click(button("action_submit", ".o_form_view"), "submit"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="submitted"]', "the head has it"),
    ],
});

/** The head of the office approves it; it starts, is carried out, reported and settled. */
registry.category("web_tour.tours").add("kooperacje_project_settle", {
    steps: () => [
        click(button("action_approve", ".o_form_view"), "approve"),
        see('.o_form_view .o_arrow_button_current[data-value="approved"]'),
        click(button("action_start", ".o_form_view"), "start"),
        see('.o_form_view .o_arrow_button_current[data-value="running"]'),
        openPage("schedule"),
        click(`${field("action_ids")} .o_data_row td[name="done_on"]`, "the action"),
        click(`${field("action_ids")} .o_selected_row ${field("state")} input`, "what became of it"),
        click('.o_select_menu_menu .o_select_menu_item[data-choice-index="1"]', "done"),
        openPage("goals"),
        click(`${field("indicator_ids")} .o_data_row td[name="reached"]`),
        edit(`${field("indicator_ids")} .o_selected_row ${field("reached")} input`, "12"),
        openPage("budget"),
        click(`${field("budget_ids")} .o_data_row td[name="spent"]`),
        edit(`${field("budget_ids")} .o_selected_row ${field("spent")} input`, "1200"),
        click(`${field("budget_ids")} .o_selected_row ${field("is_settled")} input`, "settled"),
        openPage("report"),
        edit(`${field("participant_count")} input`, "35"),
        edit(`${field("course")} textarea`, "Posadzono 40 krzewów."),
        edit(`${field("effects")} textarea`, "Sąsiedzi spotykają się co tydzień."),
        ...save(),
        click(button("action_finish", ".o_form_view"), "finish"),
        see('.o_form_view .o_arrow_button_current[data-value="finished"]'),
        click(button("action_settle", ".o_form_view"), "settle"),
        see('.o_form_view .o_arrow_button_current[data-value="settled"]', "settled"),
    ],
});
