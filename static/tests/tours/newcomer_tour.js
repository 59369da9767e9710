import { registry } from "@web/core/registry";
import { button, click, confirmDialog, counted, field, openPage, save, see, select, type } from "./tour_utils";

const TODAY = new Date().toLocaleDateString("pl-PL", { day: "2-digit", month: "2-digit", year: "numeric" });

function person(row, name, email, papers) {
    const cell = (column) => `${field("person_ids")} .o_data_row:eq(${row}) .o_data_cell[name="${column}"]`;
    return [
        click(cell("name"), `line ${row}`),
        type(`${cell("name")} input`, name),
        type(`${cell("email")} input`, email),
        ...(papers
            ? [
                  type(`${cell("authorisation_date")} input`, TODAY),
                  type(`${cell("secrecy_date")} input`, TODAY),
              ]
            : []),
    ];
}

registry.category("web_tour.tours").add("kooperacje_newcomer_administrator", {
    steps: () =>
        counted([
            click(button("action_close_sign_up"), "no accounts of strangers"),
            see(".o_form_view:not(:has(button[name='action_close_sign_up']))"),
            type(`${field("name")} input`, "GOPS w Nurze – nowy"),
            type(`${field("area_id")} input`, "Nur", "look for the commune"),
            click('.o-autocomplete--dropdown-item:contains("Nur (gmina wiejska")', "the commune"),
            ...person(0, "Helena Głowa", "helena.new@example.com", true),
            ...person(1, "Paweł Sieć", "pawel.new@example.com", false),
            ...person(2, "Olga Praca", "olga.new@example.com", true),
            click(`div[name="partnership"] ${field("authorisation_number")} input`, "the authorisation"),
            type(`div[name="partnership"] ${field("authorisation_number")} input`, "Zarządzenie 1/2026"),
            type(`div[name="partnership"] ${field("authorisation_date")} input`, TODAY),
            click(button("action_set_up"), "all at once"),
            see(`${field("person_ids")} .o_data_row:contains("Olga Praca") a[href*="/web/signup"], ${field("person_ids")} .o_data_row:contains("Olga Praca") .o_field_CopyClipboardURL:contains("/web/signup")`, "a link to hand over"),
            see(`${field("partnership_title")}:contains("Nur")`),
        ]),
});

registry.category("web_tour.tours").add("kooperacje_newcomer_network_worker", {
    steps: () =>
        counted([
            click('.o_kooperacje_my_day .o_screen[data-screen="kooperacje.action_first_run"]', "first steps"),
            click(button("action_first_card"), "card of the office"),
            click(`${field("service_ids")} .o_field_x2many_list_row_add a`, "a service"),
            type(`${field("name", ".modal")} input`, "Poradnictwo rodzinne"),
            ...select("fee", 0, ".modal"),
            click(".modal .o_form_button_save", "the service is ready"),
            see(`body:not(:has(.modal)) ${field("service_ids")} .o_data_row:contains("Poradnictwo rodzinne")`),
            openPage("statements"),
            click(`${field("terms_accepted")} input`, "on the terms so far"),
            click(button("action_submit"), "hand in"),
            confirmDialog(),
            click(button("action_verify"), "verify"),
            see(".o_form_view:not(:has(button[name='action_verify']))"),
        ]),
});

registry.category("web_tour.tours").add("kooperacje_newcomer_social_worker", {
    steps: () =>
        counted([
            click('.o_kooperacje_my_day .o_screen[data-screen$="action_case"]', "cases, from the day's page"),
            click(".o_list_button_add:visible, .o-kanban-button-new:visible", "a new case"),
            see(field("unit_kind")),
            ...save(),
            see(`.o_form_view ${field("due_items")}`, "what is due now"),
        ]),
});
